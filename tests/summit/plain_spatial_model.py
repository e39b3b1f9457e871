"""The spatial model once more, plainly, for one draw: what the compiled loops are tested against.

Arrays of NumPy instead of loops, and the views of every member (`view`), which the program logs and
the model itself needs only in part. Slow; for tests and for looking inside a turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.summit.elections import pce, strengths, vote
from standoff.summit.records import Array
from standoff.summit.spatial_model.options import RISK_VIEW, SHARED, SpatialOptions

FLOORS = {"none": 1e-12, "ktab": 1e-8}
TIE, WORTHWHILE, SIDE, WEIGHT, SAME = 1e-9, 1e-5, 1e-10, 1e-6, 1e-3


@dataclass(frozen=True)
class Table:
    """One draw as the model sees it: positions and saliences [member, dimension], capability [member]."""

    place: Array
    salience: Array
    able: Array
    options: SpatialOptions

    @property
    def ktab(self) -> bool:
        """Whether the program's defects are wanted."""
        return self.options.bugs == "ktab"

    @property
    def blind(self) -> float:
        """Differences up to this are not seen by a voter."""
        return 0.0 if self.ktab else TIE

    def cast(self, difference: Array, voting: str) -> Array:
        """Votes for differences that are seen."""
        return vote(np.where(np.abs(difference) <= self.blind, 0.0, difference), voting)

    def rounded(self, parts: Array) -> Array:
        """Coordinates on the grid of bargains."""
        grid, edge = (1e4, 0.5) if self.ktab else (1e6, 0.637)
        return np.asarray(np.floor(parts * grid + edge) / grid)


@dataclass(frozen=True)
class View:
    """A turn as member h sees it.

    worth : float64[member, position]; probability : float64[position]; chance, gain : float64[k, i,
    j], of i's challenge to j, and what it is worth to k.
    """

    worth: Array
    probability: Array
    chance: Array
    gain: Array


def distance(table: Table, points: Array) -> Array:
    """float64[member, point]: how far points are from the members' positions, weighed by salience."""
    away = table.salience[:, None, :] * (table.place[:, None, :] - points[None])
    size = (table.salience**2).sum(axis=1)[:, None]
    return np.asarray(np.sqrt((away**2).sum(axis=2) / np.where(size > 0, size, np.inf)))


def curved(far: Array, risk: Array) -> Array:
    """What a position at some distance is worth to one with an attitude to risk."""
    return np.asarray((1 - far) * (1 + far * risk))


def elected(table: Table, worth: Array) -> Array:
    """float64[option]: the probabilistic Condorcet election by capability."""
    options = table.options
    even = options.voting == "asymmetric" and not table.ktab
    voting = "proportional" if even else options.voting
    strength = strengths(worth, table.able, voting, floor=FLOORS[options.bugs], blind=table.blind)
    return pce(strength, options.election, options.victory).probability


def risks(table: Table) -> Array:
    """float64[member]: attitudes to risk from the election between the positions."""
    p = elected(table, 1 - distance(table, table.place))
    low, high = p.min(), p.max()
    if high - low <= TIE and not table.ktab:
        return np.zeros_like(p)
    top = {"min": p - low, "mid": (3 * p - high - 2 * low) / 2, "max": 2 * p - high - low}
    return np.asarray(top[table.options.risk_range] / (high - low))


def view(table: Table, h: int) -> View:
    """Everything that member h sees of a turn."""
    n = len(table.able)
    share = SHARED[RISK_VIEW.index(table.options.risk_view)]
    own = risks(table)
    worth = curved(distance(table, table.place), ((1 - share) * own[h] + share * own)[:, None])
    chance, gain = np.full((n, n, n), 0.5), np.zeros((n, n, n))
    for i in range(n):
        for j in range(n):
            if i != j:
                chance[:, i, j], gain[:, i, j] = _contest(table, worth, i, j)
    points, group = grouped(table)
    far = distance(table, points)
    seen = curved(far, ((1 - share) * own[h] + share * own)[:, None])
    return View(worth, elected(table, seen)[group], chance, gain)


def grouped(table: Table) -> tuple[Array, NDArray[np.int64]]:
    """The options of the printed election, float64[option, dimension], and each member's, int64[member].

    KTAB compares with the first of each option; the corrected form joins whatever is close to any,
    and puts the option at the mean by capability.
    """
    apart = np.linalg.norm(table.place[:, None] - table.place[None], axis=2) < SAME
    n = len(table.able)
    if table.ktab:
        first: list[int] = []
        group = np.zeros(n, dtype=np.int64)
        for i in range(n):
            near = [g for g, m in enumerate(first) if apart[i, m]]
            group[i] = near[0] if near else len(first)
            first += [] if near else [i]
        return table.place[first], group
    joined = np.linalg.matrix_power(apart.astype(float), n) > 0
    _, group = np.unique(joined.argmax(axis=1), return_inverse=True)
    weight = (group == np.arange(group.max() + 1)[:, None]) * table.able
    return (weight @ table.place) / weight.sum(axis=1, keepdims=True), group


def outlook(table: Table) -> tuple[Array, Array]:
    """The election at a state: float64[member], and the mean position by it, float64[dimension]."""
    points, group = grouped(table)
    p = elected(table, curved(distance(table, points), risks(table)[:, None]))
    return p[group], p @ points


def _contest(table: Table, worth: Array, i: int, j: int) -> tuple[float, Array]:
    """i's challenge to j: the chance that it succeeds, and float64[k] what it is worth to k."""
    voting = (
        "proportional" if table.options.voting == "asymmetric" and not table.ktab else table.options.voting
    )
    care = table.salience.sum(axis=1)
    weight = care * table.able
    principal = weight * table.cast(worth[:, i] - worth[:, j], voting)
    low = SIDE + max(principal[i], 0.0) + max(principal[j], 0.0)
    high = SIDE + max(-principal[i], 0.0) + max(-principal[j], 0.0)
    third = np.array([m not in (i, j) for m in range(len(weight))])
    cast = np.zeros_like(weight)
    if table.options.commitment == "semi":
        a, b, o = worth[:, i], worth[:, j], np.diag(worth)
        little = (low + np.maximum(principal, 0.0)) / (low + high + np.abs(principal))
        with_i = little * (2 * a + o) + (1 - little) * 3 * b
        with_j = little * 3 * a + (1 - little) * (2 * b + o)
        cast = np.where(third, weight * table.cast(with_i - with_j, voting), 0.0)
    first, second = low + np.maximum(cast, 0.0).sum(), high + np.maximum(-cast, 0.0).sum()
    p = first / (first + second)
    to_i, to_j = worth[:, i], worth[:, j]
    fought = p * 2 * to_i + (1 - p) * 2 * to_j
    return float(p), (1 - care[j]) * 2 * to_i + care[j] * fought - to_i - to_j


def bargain(table: Table, i: int, j: int, p: float) -> Array:
    """float64[2, dimension]: i's part and j's, where i is thought to win with chance p."""
    ti, tj, si, sj = table.place[i], table.place[j], table.salience[i], table.salience[j]
    if table.options.interpolation == "s2pmax":
        di, dj = max(0.0, 1 - 2 * p), max(0.0, 2 * p - 1)
        ki = di * sj**2 / (di * sj**2 + WEIGHT + (1 - di) * si**2)
        kj = dj * si**2 / (dj * si**2 + WEIGHT + (1 - dj) * sj**2)
        parts = np.stack([ti + ki * (tj - ti), tj + kj * (ti - tj)])
        return parts if table.ktab else table.rounded(parts)
    power = 1 if table.options.interpolation == "s1p1" else 2
    wi, wj = (si * p) ** power, (sj * (1 - p)) ** power
    total = wi + wj + WEIGHT
    parts = np.stack([((wi + WEIGHT) * ti + wj * tj) / total, (wi * ti + (wj + WEIGHT) * tj) / total])
    return table.rounded(parts)


def bargains(table: Table) -> list[tuple[int, int, Array]]:
    """All bargains of a turn: who proposed, to whom, and both parts."""
    n = len(table.able)
    views = [view(table, h) for h in range(n)]
    made = []
    for i in range(n):
        gain = views[i].gain[i, i].copy()
        gain[i] = -np.inf
        best = gain.max()
        if best <= WORTHWHILE:
            continue
        level = np.flatnonzero((gain >= best - TIE) & (gain > WORTHWHILE))
        for j in [int(gain.argmax())] if table.ktab else level.tolist():
            made += _forms(table, views, i, j)
    return made


def _forms(table: Table, views: list[View], i: int, j: int) -> list[tuple[int, int, Array]]:
    mine = bargain(table, i, j, views[i].chance[i, i, j])
    if table.options.bargain == "initiator":
        return [(i, j, mine)]
    seen = views[j].gain[i, i, j] if table.ktab else views[j].chance[i, i, j]
    theirs = bargain(table, i, j, float(seen))
    if table.options.bargain == "both":
        return [(i, j, mine), (i, j, theirs)]
    care = table.salience.sum(axis=1)
    wi, wj = table.able[i] * care[i], table.able[i if table.ktab else j] * care[j]
    whole = (wi * mine + wj * theirs) / (wi + wj)
    return [(i, j, whole if table.ktab else table.rounded(whole))]


def step(table: Table) -> Array:
    """float64[member, dimension]: the positions after a turn."""
    n = len(table.able)
    risk = risks(table)
    here = curved(distance(table, table.place), risk[:, None])
    made = bargains(table)
    state = [here.mean(axis=1)]
    for i, j, parts in made:
        there = here.copy()
        there[:, [i, j]] = curved(distance(table, parts), risk[:, None])
        state.append(there.mean(axis=1))
    worth = np.stack(state, axis=1)
    if table.options.voting == "asymmetric" and not table.ktab:
        worth = worth - worth[:, :1]
        worth = np.where(worth > 0, 2 * worth / 3, worth)
    following = table.place.copy()
    for k in range(n):
        queue = [b for b, (i, j, _) in enumerate(made) if k in (i, j)]
        if queue:
            places = [table.place[k], *(made[b][2][0 if made[b][0] == k else 1] for b in queue)]
            p = elected(table, worth[:, [0, *(b + 1 for b in queue)]])
            following[k] = _taken(table, p, places)
    return following


def _taken(table: Table, p: Array, places: list[Array]) -> Array:
    if table.ktab:
        return places[int(p.argmax())]
    if p[0] >= p.max() - TIE:
        return places[0]
    return table.rounded(np.mean([places[m] for m in np.flatnonzero(p >= p.max() - TIE)], axis=0))


def run(place: Array, salience: Array, capability: Array, options: SpatialOptions) -> Array:
    """float64[turn, member, dimension]: the states on a scale from 0 to 1, the first one included."""
    who = np.ones(len(capability), dtype=bool) if options.bugs == "ktab" else capability > 0
    able = capability[who] / (1.0 if options.bugs == "ktab" else capability[who].sum())
    states, first = [place.copy()], 0.0
    for made in range(1, options.most_turns + 1):
        table = Table(states[-1][who], salience[who], able, options)
        following = states[-1].copy()
        following[who] = step(table)
        moved = float(np.linalg.norm(following - states[-1], axis=1).sum())
        states.append(following)
        first = moved if made == 1 else first
        if made >= 2 and moved / (first + 1e-4) < options.stop_share:
            break
    return np.stack(states)
