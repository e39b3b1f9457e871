"""One reading's tipping points: base point, draws beside it, and the search in one, two and all numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from standoff.findings.context import Floats, drawn_of
from standoff.findings.decision_points import Place, best_shares, places_of
from standoff.findings.margins import SLOW_DRAWS, Bools, is_slow, margin_of, play_at
from standoff.findings.outcomes import parameter_facts
from standoff.findings.tipping.normal_scores import space_of
from standoff.findings.tipping.root_finding import (
    STEP,
    Counted,
    Crossings,
    Nearest,
    first_crossings,
    nearest_points,
)
from standoff.results.findings.tipping import (
    Cloud,
    Crossing,
    MarginSpread,
    Moved,
    NearestInAll,
    NearestInPair,
    PairContour,
    PlaceOption,
    PlaceTipping,
    ReadingTipping,
)
from standoff.study.rows import PreparedReading

REACH = 3.0  # standard deviations: 99.7 % of what can be drawn
STEPS = 12
ANGLES = 32
LEADING = 3  # numbers whose pairs are mapped
CLOUD = 500
FEW = 30  # draws on one side below which nothing is said of them
IDLE = 1e-9  # slope below this share of the largest: the number does not matter here
MINOR = 0.05  # of the largest: a number that moves less is not mapped
TOLD = 12  # numbers told of the nearest point in all
BEYOND = 1e-7


class Search:
    """A reading's choices over its first draws, and the search away from the base point."""

    def __init__(
        self, made: PreparedReading, seed: int, n_draws: int, weight: Floats, moves: Sequence[str]
    ) -> None:
        self.made, self.space = made, space_of(made, seed)
        self.slow = is_slow(made)
        if self.slow and n_draws > SLOW_DRAWS:
            n_draws, weight = SLOW_DRAWS, weight[:SLOW_DRAWS]
        self.drawn = drawn_of(made, seed=seed, first=0, n_draws=n_draws)
        played = play_at(made, self.drawn, seed=seed, n_draws=n_draws, with_reach=True)
        self.solved: Bools = played.solved
        self.behind = played.behind[played.solved]
        self.weight = weight[played.solved]
        if not self.weight.sum() > 0:
            self.places: list[Place] = []
            return
        kept = played.of_solved()
        self.probability = kept.probability
        self.places = places_of(made, kept, self.weight, moves=moves)

    def tell(self) -> ReadingTipping:
        """The reading's part of `findings/tipping.json`."""
        if not self.places:
            return self._told(refused="No draw was solved, or nobody has anything to choose.")
        if not self.space.names:
            return self._told(refused="No number of this reading is uncertain.")
        base = self.space.play(np.zeros((1, len(self.space.names))))
        if not base.solved[0]:
            return self._told(refused="The game is not solved at the base point, the median of every number.")
        self.base = base
        self.best = [place.best(base.behind[0]) for place in self.places]
        self.leads = Counted(lambda z: self.space.leads(z, self.places, self.best))
        return self._told(places=self._searched())

    def _told(self, refused: str = "", places: tuple[PlaceTipping, ...] = ()) -> ReadingTipping:
        n_draws, n_failed = len(self.solved), int((~self.solved).sum())
        n_parameters = len(self.space.names)
        if refused:
            return ReadingTipping(
                n_draws=n_draws,
                n_failed=n_failed,
                n_parameters=n_parameters,
                points=n_draws,
                unsolved_points=0,
                refused=refused,
                places=(),
                parameters={},
            )
        named = dict.fromkeys(name for place in places for name in _names_in(place))
        return ReadingTipping(
            n_draws=n_draws,
            n_failed=n_failed,
            n_parameters=n_parameters,
            points=n_draws + self.leads.points,
            unsolved_points=self.leads.unsolved,
            refused="",
            places=places,
            parameters=parameter_facts(self.made.compiled.scenario, named),
            searched=n_parameters,
        )

    def _searched(self) -> tuple[PlaceTipping, ...]:
        n = len(self.space.names)
        one = first_crossings(self.leads, np.concatenate([np.eye(n), -np.eye(n)]), reach=REACH, steps=STEPS)
        slope = self._slope_at_base()
        moving = np.flatnonzero(
            (slope != 0).any(axis=1) | np.isfinite(one.distance.reshape(2, n, -1)).any((0, 2))
        )
        everything = self._everything(one, slope, moving)
        leading = [self._leading(k, slope, everything[k]) for k in range(len(self.places))]
        if self.slow:  # maps take thousands of points
            leading = [[] for _ in leading]
        pairs = self._pairs(leading)
        return tuple(
            self._place(
                k,
                (self._one(k, one), self._all(k, everything[k], len(moving))),
                pairs[k],
                self._cloud(k, leading[k]),
            )
            for k in range(len(self.places))
        )

    def _slope_at_base(self) -> Floats:
        """float64[parameter, place]: how the leads change, 0 where a number does not matter."""
        n = len(self.space.names)
        values = self.leads(STEP * np.concatenate([np.eye(n), -np.eye(n)]))
        found: Floats = np.nan_to_num((values[:n] - values[n:]) / (2 * STEP), nan=0.0)
        found[np.abs(found) <= IDLE * np.abs(found).max(axis=0, initial=0.0)] = 0.0
        return found

    def _everything(self, one: Crossings, slope: Floats, moving: Any) -> list[Nearest | None]:
        n = len(self.space.names)
        starts = []
        for k in range(len(self.places)):
            tries = [-slope[:, k]]
            nearest = int(one.distance[:, k].argmin())
            if np.isfinite(one.distance[nearest, k]):
                tries.append(np.eye(n)[nearest % n] * (1 if nearest < n else -1))
            starts.append(tries)
        return nearest_points(self.leads, starts, moving, reach=REACH, steps=STEPS)

    def _leading(self, k: int, slope: Floats, found: Nearest | None) -> list[int]:
        """The numbers that matter most for one choice: those that move most to the nearest point."""
        size = np.abs(slope[:, k]) if found is None else np.abs(found.point)
        order = np.argsort(-size, kind="stable")[:LEADING]
        return [int(i) for i in order if size[i] > MINOR * size[order[0]]]

    def _place(
        self,
        k: int,
        flips: tuple[tuple[Crossing, ...], NearestInAll | None],
        pairs: tuple[PairContour, ...],
        cloud: Cloud,
    ) -> PlaceTipping:
        place, best = self.places[k], self.best[k]
        mine = slice(place.first, place.last)
        share = best_shares(self.behind[:, mine], self.weight)
        gap = margin_of(self.behind, place.first, place.last)
        own = self.base.behind[0, mine]
        scenario = self.made.compiled.scenario
        return PlaceTipping(
            infoset=place.infoset,
            actor=place.actor,
            move=place.move,
            title=scenario.moves[place.move].title,
            actor_title=scenario.actors[place.actor].title,
            reach=place.reach,
            best=place.option(best),
            same_as_base=float(share[best - place.first]),
            margin_at_base=float(-np.delete(own, best - place.first).max()),
            margin=MarginSpread(
                q05=quantile_of(gap, self.weight, 0.05),
                q50=quantile_of(gap, self.weight, 0.5),
                q95=quantile_of(gap, self.weight, 0.95),
            ),
            options=tuple(self._option(place, i, own, share) for i in range(len(place.options))),
            one=flips[0],
            all=flips[1],
            pairs=pairs,
            cloud=cloud,
        )

    def _option(self, place: Place, i: int, own: Floats, share: Floats) -> PlaceOption:
        """One option of a place; own, share : float64[option], behind the best, and how often the best."""
        played = self.probability[:, place.first + i]
        return PlaceOption(
            option=place.options[i],
            behind_at_base=float(own[i]),
            probability_at_base=float(self.base.probability[0, place.first + i]),
            probability=float(np.average(played, weights=self.weight)),
            best_share=float(share[i]),
        )

    def _one(self, k: int, one: Crossings) -> tuple[Crossing, ...]:
        n = len(self.space.names)
        order = np.argsort(one.distance[:, k], kind="stable")
        found = [(int(r), float(one.distance[r, k])) for r in order if np.isfinite(one.distance[r, k])]
        z = np.zeros((len(found), n))
        for row, (ray, distance) in enumerate(found):
            z[row, ray % n] = (distance + BEYOND) * (1 if ray < n else -1)
        to = self._options_at(k, z)
        score = [distance if ray < n else -distance for ray, distance in found]
        return tuple(
            self._told_one(k, ray % n, score[row], (to[row], bool(one.jump[ray, k])))
            for row, (ray, _) in enumerate(found)
        )

    def _told_one(self, k: int, i: int, score: float, told: tuple[str, bool]) -> Crossing:
        """told : the option that is best beyond, and whether the lead jumps there."""
        from scipy.special import ndtr

        name = self.space.names[i]
        x = self.drawn[name][self.solved]
        value = self.space.value(i, score)
        beyond = x >= value if score > 0 else x <= value
        return Crossing(
            parameter=name,
            value=self.space.told(i, score),
            base=self.space.told(i, 0.0),
            direction="more" if score > 0 else "less",
            distance=abs(score),
            share_beyond=float(ndtr(-abs(score))),
            to=told[0],
            otherwise_beyond=self._otherwise(k, beyond),
            otherwise_before=self._otherwise(k, ~beyond),
            jump=told[1],
        )

    def _otherwise(self, k: int, where: Bools) -> float | None:
        """Share of some draws in which another option than at the base point is best."""
        weight = self.weight[where]
        if where.sum() < FEW or not weight.sum() > 0:
            return None
        mine = self.behind[where][:, self.best[k]] >= -1e-12
        return 1.0 - float(np.average(mine, weights=weight))

    def _options_at(self, k: int, z: Floats) -> list[str]:
        """The best of the other options at points just beyond a crossing."""
        if not len(z):
            return []
        place, behind = self.places[k], self.space.play(z).behind
        others = np.array(place.others(self.best[k]))
        return [place.option(int(a)) for a in others[behind[:, others].argmax(axis=1)]]

    def _all(self, k: int, found: Nearest | None, n_moving: int) -> NearestInAll | None:
        if found is None:
            return None
        order = np.argsort(-np.abs(found.point), kind="stable")[:TOLD]
        part = found.point**2 / max(found.distance**2, 1e-300)
        return NearestInAll(
            distance=found.distance,
            n_moving=n_moving,
            to=self._options_at(k, (found.point * (1 + BEYOND))[None])[0],
            moved=tuple(
                Moved(
                    parameter=self.space.names[i],
                    base=self.space.told(int(i), 0.0),
                    value=self.space.told(int(i), float(found.point[i])),
                    score=float(found.point[i]),
                    part=float(part[i]),
                )
                for i in order
                if part[i] > 1e-4
            ),
        )

    def _pairs(self, leading: list[list[int]]) -> list[tuple[PairContour, ...]]:
        """For each choice and pair of leading numbers the line at which it flips, and its nearest point."""
        asked = [(k, pair) for k, top in enumerate(leading) for pair in combinations(top, 2)]
        n = len(self.space.names)
        angle = 2 * np.pi * np.arange(ANGLES) / ANGLES
        rays = np.zeros((len(asked), ANGLES, n))
        wanted = np.zeros((len(asked), ANGLES, len(self.places)), dtype=np.bool_)
        for row, (k, (i, j)) in enumerate(asked):
            rays[row, :, i], rays[row, :, j] = np.cos(angle), np.sin(angle)
            wanted[row, :, k] = True
        circle = first_crossings(
            self.leads,
            rays.reshape(-1, n),
            reach=REACH,
            steps=STEPS,
            wanted=wanted.reshape(-1, len(self.places)),
        )
        found: list[list[PairContour]] = [[] for _ in self.places]
        for row, (k, pair) in enumerate(asked):
            distance = circle.distance.reshape(len(asked), ANGLES, -1)[row, :, k]
            found[k].append(self._told_pair(k, pair, rays[row], distance))
        return [tuple(pairs) for pairs in found]

    def _told_pair(self, k: int, pair: tuple[int, int], rays: Floats, distance: Floats) -> PairContour:
        i, j = pair
        hit = np.flatnonzero(np.isfinite(distance))
        nearest = None
        if len(hit):
            starts: list[list[Floats]] = [[] for _ in self.places]
            starts[k] = [rays[hit[distance[hit].argmin()]]]
            nearest = nearest_points(self.leads, starts, np.array(pair), reach=REACH, steps=STEPS)[k]
        return PairContour(
            parameters=(self.space.names[i], self.space.names[j]),
            contour=tuple(
                (self.space.value(i, float(z[i])), self.space.value(j, float(z[j])), int(ray))
                for ray in hit
                for z in [rays[ray] * distance[ray]]
            ),
            n_rays=len(rays),
            base=(self.space.value(i, 0.0), self.space.value(j, 0.0)),
            nearest=None if nearest is None else self._nearest_in_pair(k, pair, nearest),
        )

    def _nearest_in_pair(self, k: int, pair: tuple[int, int], nearest: Nearest) -> NearestInPair:
        i, j = pair
        return NearestInPair(
            values=(
                self.space.told(i, float(nearest.point[i])),
                self.space.told(j, float(nearest.point[j])),
            ),
            distance=nearest.distance,
            to=self._options_at(k, (nearest.point * (1 + BEYOND))[None])[0],
        )

    def _cloud(self, k: int, leading: list[int]) -> Cloud:
        """The first draws with the best option in each, for the map."""
        place = self.places[k]
        best = self.behind[:CLOUD, place.first : place.last].argmax(axis=1)
        names = [self.space.names[i] for i in leading]
        return Cloud(
            parameters={
                name: tuple(float(f"{x:.6g}") for x in self.drawn[name][self.solved][:CLOUD])
                for name in names
            },
            best=tuple(int(option) for option in best),
        )


def quantile_of(values: Floats, weight: Floats, q: float) -> float:
    """A weighted quantile: the smallest value with at least the share q of the weight at or below it."""
    order = np.argsort(values, kind="stable")
    share = np.cumsum(weight[order]) / weight.sum()
    return float(values[order][min(int(np.searchsorted(share, q)), len(values) - 1)])


def _names_in(place: PlaceTipping) -> list[str]:
    names = [one.parameter for one in place.one]
    names += [moved.parameter for moved in (place.all.moved if place.all is not None else ())]
    return [*names, *(name for pair in place.pairs for name in pair.parameters)]
