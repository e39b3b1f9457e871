"""Options that are hardly ever best and are taken all the same, with what they add to each result.

With logit play such an option is a mistake of the player's, unless the player mixes: then it is nearly
as good as the best one, and is still taken when the precision rises. What it does is printed like all
else, and a reader should know how much of a number it makes. So each draw is counted twice: as it is
played, and with the option never taken where it is hardly ever best, its plays shared out over the
other options there in proportion; what everybody else does, chance and all other places stay as they
are. The difference is what the option adds. An option on which a result does not depend adds nothing
to it, however often it is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.compiler import expected_totals
from standoff.game.records import SOLVED
from standoff.results.run.precision import OFTEN_PLAYED, SELDOM_BEST, NoiseOption
from standoff.study.rows import read_off
from standoff.study.summaries.estimates import mean

if TYPE_CHECKING:
    import polars as pl

    from standoff.compiler import Compiled
    from standoff.game import BoundGame, Solution
    from standoff.game.records import GameArrays
    from standoff.study.summaries.estimates import Floats

REACHED = 0.001  # of play: below it a place moves nothing that is printed
NOTICED = 0.0005  # of a chance, or of an amount's mean: a smaller difference is not told

Place = tuple[tuple[int, int], ...]  # information sets with an action each: a nest's, then the rung's


@dataclass(frozen=True, slots=True)
class Added:
    """What an option adds: the mean of each result as played less its mean without the option."""

    endings: dict[str, float]
    measures: dict[str, float]
    conclusions: dict[str, float]


def noise_options(
    game: Compiled,
    bound: BoundGame,
    play: Solution,
    columns: Mapping[str, Floats],
    *,
    told: Sequence[Any],
    top: Floats | None,
) -> list[NoiseOption]:
    """The options of a reading that noise alone plays, those that are played most first.

    Parameters
    ----------
    bound, play, columns : of the first draws; `bound` is `game.game` with their numbers
    told : the information sets as `details` tells them
    top : float64[draw, action], play of some draws at a much higher precision
    """
    places: dict[tuple[str, str], list[tuple[Place, float, float, float]]] = {}
    for infoset in told:
        ways = places_of(game, infoset["id"])
        for way, action in zip(ways, infoset["actions"], strict=True):
            seldom = action["best_share"] < SELDOM_BEST and action["mean"] > OFTEN_PLAYED
            if seldom and infoset["reach"] > REACHED:
                one = (way, infoset["reach"], action["mean"], action["best_share"])
                places.setdefault((infoset["move"], action["option"]), []).append(one)
    if not places:
        return []
    recount = Recount(game, bound, play, columns)
    found = []
    for (move, option), where in places.items():
        reach = sum(r for _, r, _, _ in where)
        added = recount.added([place for place, _, _, _ in where])
        found.append(
            NoiseOption(
                move=move,
                option=option,
                played=sum(r * mean for _, r, mean, _ in where) / reach,
                best=sum(r * best for _, r, _, best in where) / reach,
                top=_at_top(game, top, [(place, r) for place, r, _, _ in where]),
                observed=added is None,
                endings=added.endings if added else {},
                measures=added.measures if added else {},
                conclusions=added.conclusions if added else {},
            )
        )
    return sorted(found, key=lambda one: (-one.played, one.move, one.option))


def _at_top(game: Compiled, top: Floats | None, where: Sequence[tuple[Place, float]]) -> float | None:
    """How often the option is taken at these places at the highest precision, places by their reach."""
    if top is None or not len(top):
        return None
    first = game.game.arrays.first_action
    ways = ([top[:, int(first[infoset]) + k] for infoset, k in place] for place, _ in where)
    shares = [float(np.prod(steps, axis=0).mean()) for steps in ways]
    return float(np.average(shares, weights=[reach for _, reach in where]))


def places_of(game: Compiled, infoset: int) -> list[Place]:
    """The way to each open option at an information set, in the order of the text: its own, or its nest's."""
    arrays, options = game.game.arrays, game.trace.packed.infoset_options
    node = int(np.flatnonzero(arrays.infoset == infoset)[0])
    found: list[tuple[int, Place]] = []
    for k, option in enumerate(options[infoset]):
        here = (infoset, k)
        if option >= 0:
            found.append((option, (here,)))
            continue
        inner = int(arrays.infoset[arrays.child[int(arrays.first_edge[node]) + k]])
        found += [(rung, (here, (inner, j))) for j, rung in enumerate(options[inner])]
    return [place for _, place in sorted(found)]


class Recount:
    """Counts the results of some draws as they are played, and with an option never taken."""

    def __init__(
        self, game: Compiled, bound: BoundGame, solution: Solution, columns: Mapping[str, Floats]
    ) -> None:
        self.game, self.bound, self.solution, self.columns = game, bound, solution, columns
        scenario = game.scenario
        self.names = {
            "ending": tuple(scenario.endings),
            "measure": tuple(scenario.measures),
            "conclusion": tuple(scenario.conclusions),
        }
        self.played = self._rows(solution.probability)

    def added(self, places: Iterable[Place]) -> Added | None:
        """What an option at these places adds; None where what was observed cannot happen without it."""
        without = self._rows(never_taken(self.bound.arrays, self.solution.probability, places))
        if not _weight(without).any():
            return None
        return Added(*(self._told(kind, names, without) for kind, names in self.names.items()))

    def _told(self, kind: str, names: Iterable[str], without: pl.DataFrame) -> dict[str, float]:
        """The differences that are large enough to be told."""
        found = {}
        for name in names:
            own, whole = self._difference(f"{kind}:{name}", without)
            amount = kind == "measure" and self.game.scenario.measures[name].kind != "P"
            if own and abs(own) >= NOTICED * (abs(whole) if amount else 1.0):
                found[name] = own
        return found

    def _rows(self, probability: Floats) -> pl.DataFrame:
        item = expected_totals(self.game, self.bound, self.columns, probability)
        return read_off(self.game, replace(self.solution, item=item), self.columns, 0)

    def _difference(self, name: str, without: pl.DataFrame) -> tuple[float | None, float]:
        """What is added, and the mean as played, over draws that have a value both ways."""
        values = [_floats(rows, name) for rows in (self.played, without)]
        weights = [_weight(rows) for rows in (self.played, without)]
        if name.startswith("conclusion:"):  # a share of all draws
            values = [np.where(value == 1.0, 1.0, 0.0) for value in values]
        known = np.isfinite(values[0]) & np.isfinite(values[1])
        if not all(weight[known].any() for weight in weights):
            return None, 0.0
        played, other = (mean(v[known], w[known]) or 0.0 for v, w in zip(values, weights, strict=True))
        return played - other, played


def never_taken(arrays: GameArrays, probability: Floats, places: Iterable[Place]) -> Floats:
    """float64[draw, action]: play with options never taken, their plays shared out over the others there.

    In proportion to how often the others are taken; alike where none of them is taken at all.
    """
    found = probability.copy()
    for *_, (infoset, option) in places:
        first, last = (int(x) for x in arrays.first_action[infoset : infoset + 2])
        here = found[:, first:last]
        here[:, option] = 0.0
        total = here.sum(axis=1, keepdims=True)
        alike = np.where(np.arange(last - first) == option, 0.0, 1.0 / max(1, last - first - 1))
        here[:] = np.where(total > 0, here / np.where(total > 0, total, 1.0), alike)
    return found


def _weight(rows: pl.DataFrame) -> Floats:
    return np.asarray(np.nan_to_num(_floats(rows, "weight")) * (rows["status"].to_numpy() == SOLVED))


def _floats(rows: pl.DataFrame, name: str) -> Floats:
    return rows[name].cast(float).fill_null(np.nan).to_numpy().astype(np.float64)
