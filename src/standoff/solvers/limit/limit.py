"""From the far end of a branch to its limit: supports, orders of mistakes, exact play and beliefs.

1. Between two far points an action's probability, a belief or a path's part of a node's reach
   either settles or falls; what falls is 0 in the limit.
2. A linear programme gives each falling action a whole order e >= 1, such that paths of least
   order are those that keep weight: the fully mixed play c x epsilon^e (Kreps and Wilson 1982,
   lemma A1) then has the limit's beliefs as epsilon goes to 0, whatever c.
3. The coefficients c, among them the mixed probabilities, are the smallest change of the numbers
   read off the branch that makes tied actions worth exactly the same (Gauss and Newton).
The result is consistent by its construction; whether it is rational is left to `check_assessment`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.game.records import Floats, GameArrays
from standoff.solvers.path.arc_length import Curve, Place
from standoff.solvers.path.equations import BranchSystem, Chart, no_chart

Bools = npt.NDArray[np.bool_]
Row = tuple[list[int], list[float], float]  # columns, factors, right side
FALLING = -0.1  # slope of log probability by log precision below which something vanishes
SMALL = 0.05  # only what is smaller than this can vanish
UNCLEAR = 1e-3  # what is smaller and does not vanish is no clear support, unless it has settled:
# the slope of its log probability by log precision is smaller than this (what settles does so like
# 1 / precision: a hundred times further it moves by a thousandth). What is kept must prove to be tied.
SETTLED = 0.02
SLOW = 4.0  # an action that falls no faster than precision^-4 is tied with those that stay
EPSILON = 1e-20  # the mistake of order 1 where numbers are wanted
TURNS = 12
NEVER = -1e300  # logarithm of a part that is excluded
AWAY = 1e-3  # play of a limit is this near the last point of its branch, or ten times what still moves
FAINT = 1e-9  # slope of a log belief by a log coefficient that is none
EXACT = 1e-13  # relative difference of tied actions' worths
WORSE = 1e-8  # of the payoff range: nothing that vanishes may be worth more by this


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit assessment with the fully mixed plays that lead to it.

    probability : float64[action], exact zeros included
    belief : float64[node], within its information set
    order, coefficient : float64[action], play c epsilon^e normalised
    clear : whether supports were clear, orders existed and tied worths could be made equal
    """

    probability: Floats
    belief: Floats
    order: Floats
    coefficient: Floats
    clear: bool
    why: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """What stays in the limit.

    stays : bool[action]
    believed, possible : bool[node], keeps belief; can have any (chances of 0 exclude the others)
    active, open : bool[view, edge], keeps a part of the reach of the node it leads to; can have any.
        Believers who exclude different chances have views of their own. Edges into nodes that are
        neither in nor above hidden sets are not open: orders do not matter there
    view : int64[player]
    """

    stays: Bools
    believed: Bools
    possible: Bools
    active: Bools
    open: Bools
    view: npt.NDArray[np.int64]

    def key(self) -> bytes:
        """Equal for equal patterns."""
        return b"".join(p.tobytes() for p in (self.stays, self.believed, self.active, self.open))


def limit_of(
    curve: Curve, near: Place, far: Place, orders: dict[bytes, Floats | None] | None = None
) -> Limit:
    """The limit that two far points of a curve lead to; `orders` remembers those of seen patterns."""
    system = curve.system
    stays, clear = _staying(near.answer.log_play, far.answer.log_play, near.scale, far.scale)
    stays[np.flatnonzero(system.chart(far.logit).column < 0)] = True
    ends = (Reached.of(system, near), Reached.of(system, far))
    pattern = pattern_of(system, stays, ends)
    orders = {} if orders is None else orders
    key = pattern.key()
    if key not in orders:
        orders[key] = orders_of(system.arrays, pattern)
    order = orders[key]
    if order is None:
        return _rounded(system, far, stays, "no orders of mistakes lead to the beliefs of the branch")
    held = np.where(curve.law.ratio > 0.0, np.inf, curve.law.held)[system.mover]
    tied = far.answer.log_play >= -SLOW * np.log(max(2.0, far.scale * curve.unit))
    found = _polished(system, ends, pattern, order, (tied | stays, held))
    why = "" if clear else "a probability is small and does not vanish clearly"
    return Limit(
        found.probability, found.belief, order, found.coefficient, found.clear and clear, why or found.why
    )


def _staying(near: Floats, far: Floats, scale_near: float, scale_far: float) -> tuple[Bools, bool]:
    """Which logarithms stay as the scale grows, and whether that is clear."""
    slope = (far - near) / np.log(scale_far / scale_near)
    falls = (far < np.log(SMALL)) & (slope < FALLING)
    clear = falls | (far > np.log(UNCLEAR)) | (np.abs(slope) < SETTLED)
    return ~falls, bool(clear.all())


def _rational(system: BranchSystem, worth: Floats, stays: Bools, held: Floats) -> bool:
    """Whether no action that vanishes is worth more than the best that stays beside it."""
    best = np.maximum.reduceat(np.where(stays, worth, -np.inf), system.starts)[system.home]
    room = WORSE * system.spread[system.mover] + EXACT * system.size[system.mover]
    return not bool((~stays & np.isinf(held) & (worth > best + room)).any())


@dataclass(frozen=True, slots=True)
class Reached:
    """A point with logarithms of its reach, as each player sees it, and of its beliefs.

    reach : float64[player][node]
    belief : float64[node], as `log_beliefs` has them
    """

    place: Place
    reach: list[Floats]
    belief: Floats

    @classmethod
    def of(cls, system: BranchSystem, place: Place) -> Reached:
        reach = _reaches(system, place)
        return cls(place, reach, log_beliefs(system, reach))


def pattern_of(system: BranchSystem, stays: Bools, ends: tuple[Reached, Reached]) -> Pattern:
    """What stays between two far points, given the actions that do."""
    arrays, near, far = system.arrays, ends[0].place, ends[1].place
    believed = np.zeros(arrays.n_nodes, dtype=bool)
    logs = [end.belief for end in ends]
    held = arrays.infoset >= 0
    believed[held] = _staying(logs[0][held], logs[1][held], near.scale, far.scale)[0]
    for nodes in system.members:
        believed[nodes[np.argmax(logs[1][nodes])]] = True
    possible = logs[1] > NEVER
    parts = [_edge_parts(system, end) for end in ends]
    opened = (parts[1] > NEVER) & _above(system)[arrays.child]
    active = opened.copy()
    several = np.bincount(arrays.child, minlength=arrays.n_nodes) > 1
    merged = opened & several[arrays.child]
    active[merged] = _staying(parts[0][merged], parts[1][merged], near.scale, far.scale)[0]
    seen: dict[bytes, int] = {}  # believers of one view share its rows
    pairs = zip(active, opened, strict=True)
    view = np.array([seen.setdefault(a.tobytes() + o.tobytes(), len(seen)) for a, o in pairs], dtype=np.int64)
    first = [int(np.argmax(view == k)) for k in range(len(seen))]
    return Pattern(stays, believed & possible, possible, active[first], opened[first], view)


def log_beliefs(system: BranchSystem, reaches: list[Floats]) -> Floats:
    """Logarithms of beliefs from those of reach, float64[node]: they may be far below any number."""
    found = np.zeros(system.arrays.n_nodes)
    zeros = system.numbers.zeros
    for h, nodes in enumerate(system.members):
        if len(nodes) > 1:
            player = int(system.arrays.infoset_player[h])
            reach, count = reaches[player][nodes], zeros[player][nodes]
            reach = np.where(count == count.min(), reach, -np.inf)
            found[nodes] = reach - reach.max() - np.log(np.exp(reach - reach.max()).sum())
    return np.maximum(found, NEVER)


def _reaches(system: BranchSystem, place: Place) -> list[Floats]:
    """Logarithm of each node's reach as each player sees it, once a group of equal beliefs."""
    still = system.without_slopes()
    chart = no_chart(still)
    found: dict[int, Floats] = {}
    group = system.arrays.group.tolist()
    for player, g in enumerate(group):
        if g not in found:
            found[g] = still.log_reach_slopes(place.answer.log_play, place.answer.play, chart, player)[0]
    return [found[g] for g in group]


def _edge_parts(system: BranchSystem, end: Reached) -> Floats:
    """Logarithm of the part of a node's reach that comes over each edge, [player, edge]."""
    arrays, zeros = system.arrays, system.numbers.zeros
    parent = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))
    action, above = edge_actions(arrays), _above(system)[arrays.child]
    found = np.zeros((arrays.n_players, arrays.n_edges))
    for player, reach in enumerate(end.reach):
        chance = system.numbers.cell[np.maximum(arrays.chance[:, 1 + player], 0)]
        excluded = (action < 0) & (chance <= 0.0)
        odds = np.where((action >= 0) | excluded, 1.0, np.abs(chance))
        step = np.where(action < 0, np.log(odds), end.place.answer.log_play[action])
        lost = zeros[player][parent] + excluded > zeros[player][arrays.child]
        part = np.where(above, reach[parent] + step - reach[arrays.child], 0.0)
        found[player] = np.where(lost, NEVER, part)
    return found


def edge_actions(arrays: GameArrays) -> npt.NDArray[np.int64]:
    """int64[edge], the action that an edge is, or -1."""
    parent = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))
    h = arrays.infoset[parent]
    place = np.arange(arrays.n_edges) - arrays.first_edge[parent]
    return np.where(h >= 0, arrays.first_action[np.maximum(h, 0)] + place, -1)


def _above(system: BranchSystem) -> Bools:
    """Nodes in or above information sets of several nodes."""
    return np.asarray(system.game.above, dtype=bool)


def orders_of(arrays: GameArrays, pattern: Pattern) -> Floats | None:
    """Orders of the actions' mistakes, whole where they can be, or None if none fit the pattern.

    Unknown are the order of each action and of each node (that of its likeliest path). Over an
    active edge orders add up; over others they exceed the node's by 1 at least; nodes of an
    information set that keep belief have equal orders, the others more by 1 at least.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    rows = _Rows(arrays, pattern)
    if not rows.n_actions:
        return np.zeros(0)
    n_orders = arrays.n_nodes * len(pattern.open)
    n = rows.n_actions + n_orders + 1
    cost = np.append(np.ones(rows.n_actions), np.zeros(n_orders + 1))
    cost[-1] = 1e3  # first of all the largest order is kept small
    low = np.where(pattern.stays, 0.0, 1.0)
    bounds = [(a, 0.0 if a == 0.0 else None) for a in low] + [(None, None)] * n_orders + [(0.0, None)]
    equal, less = rows.tables()
    top = [([a, n - 1], [1.0, -1.0], 0.0) for a in range(rows.n_actions)]
    less = less + top

    def table(entries: list[Row]) -> tuple[object, Floats]:
        at = [k for k, (where, _, _) in enumerate(entries) for _ in where]
        where = [j for w, _, _ in entries for j in w]
        data = [x for _, xs, _ in entries for x in xs]
        return csr_array((data, (at, where)), shape=(len(entries), n)), np.array([b for _, _, b in entries])

    a_eq, b_eq = table(equal)
    a_ub, b_ub = table(less)
    found = linprog(cost, a_ub, b_ub, a_eq, b_eq, bounds=bounds, method="highs-ds")
    if found.status != 0:
        return None
    order: Floats = np.asarray(found.x[: rows.n_actions])
    return np.where(pattern.stays, 0.0, order)


class _Rows:
    """Writes the rows of the programme for orders."""

    def __init__(self, arrays: GameArrays, pattern: Pattern) -> None:
        self.arrays, self.pattern = arrays, pattern
        self.n_actions = arrays.n_actions
        self.action = edge_actions(arrays)
        self.parent = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))

    def tables(self) -> tuple[list[Row], list[Row]]:
        """Equations and inequalities (less or equal) as columns, factors and right sides."""
        equal: list[Row] = []
        less: list[Row] = []
        for view in range(len(self.pattern.open)):
            self._edges(view, equal, less)
        for h in range(self.arrays.n_infosets):
            self._beliefs(h, equal, less)
        return equal, less

    def node(self, view: int, node: int) -> int:
        """Column of a node's order in a view."""
        return self.n_actions + view * self.arrays.n_nodes + int(node)

    def _edges(self, view: int, equal: list[Row], less: list[Row]) -> None:
        arrays = self.arrays
        equal.append(([self.node(view, 0)], [1.0], 0.0))
        for e in np.flatnonzero(self.pattern.open[view]):
            where = [self.node(view, arrays.child[e]), self.node(view, self.parent[e])]
            factor = [1.0, -1.0]
            if self.action[e] >= 0:
                where.append(int(self.action[e]))
                factor.append(-1.0)
            if self.pattern.active[view, e]:
                equal.append((where, factor, 0.0))
            else:
                less.append((where, factor, -1.0))

    def _beliefs(self, h: int, equal: list[Row], less: list[Row]) -> None:
        nodes = np.flatnonzero(self.arrays.infoset == h)
        view = int(self.pattern.view[self.arrays.infoset_player[h]])
        kept = nodes[self.pattern.believed[nodes]]
        if len(nodes) < 2:
            return
        first = self.node(view, kept[0])
        for node in kept[1:]:
            equal.append(([self.node(view, node), first], [1.0, -1.0], 0.0))
        for node in nodes[~self.pattern.believed[nodes] & self.pattern.possible[nodes]]:
            less.append(([first, self.node(view, node)], [1.0, -1.0], -1.0))


def trembling(
    order: Floats, log_coefficient: Floats, system: BranchSystem, epsilon: float = EPSILON
) -> Floats:
    """Logarithms of the play c epsilon^e, normalised."""
    return system.scaled(log_coefficient + order * np.log(epsilon))


def _polished(
    system: BranchSystem,
    ends: tuple[Reached, Reached],
    pattern: Pattern,
    order: Floats,
    rule: tuple[Bools, Floats],
) -> Limit:
    """Coefficients near the branch's for which tied actions are worth the same."""
    near, far = ends[0].place, ends[1].place
    settled = _extrapolated(near.answer.log_play, far.answer.log_play, near.scale, far.scale)
    said = _extrapolated(ends[0].belief, ends[1].belief, near.scale, far.scale)
    logs = _fit_beliefs(system, said, pattern, order, np.where(pattern.stays, settled, 0.0))
    tied, held = rule
    for equalised in (tied, pattern.stays):
        found, good = _equalise(system, logs, order, pattern, (equalised, held))
        if good:
            break
    play, belief, worth = _assessed(system, found, order, pattern)
    why = "" if good else "tied actions could not be made worth exactly the same"
    moved = np.abs(play - far.answer.play)
    if good and (moved > np.maximum(AWAY, 10.0 * np.abs(far.answer.play - near.answer.play))).any():
        good, why = False, "what makes tied actions worth the same is not near the branch"
    if good and not _rational(system, worth, pattern.stays, held):
        # it was on its way to a small share, not to 0: that shows further along the branch
        good, why = False, "an action that seemed to vanish is worth more than those that stay"
    return Limit(play, belief, order, np.exp(found), good, why)


def _state(system: BranchSystem, logs: Floats, order: Floats, pattern: Pattern) -> tuple[Floats, Floats]:
    """Log-probabilities of the trembling play, and the limit play."""
    play = np.exp(system.scaled(np.where(pattern.stays, logs, -np.inf)))
    return trembling(order, logs, system), play


def _chart(system: BranchSystem, logs: Floats, pattern: Pattern) -> Chart:
    """The chart around what the limit plays most; log coefficients hold the base weights already."""
    return system.chart_around(system.largest(np.where(pattern.stays, logs, -np.inf)))


def _assessed(
    system: BranchSystem, logs: Floats, order: Floats, pattern: Pattern
) -> tuple[Floats, Floats, Floats]:
    """The limit's play and beliefs, and what each action is worth under these."""
    trembles, play = _state(system, logs, order, pattern)
    chart = _chart(system, logs, pattern)
    answer = system.answer_to(trembles, play, chart)
    belief = np.where(pattern.believed, answer.belief, 0.0)
    for nodes in system.members:
        belief[nodes] /= belief[nodes].sum()
    return play, belief, answer.worth


def _extrapolated(near: Floats, far: Floats, scale_near: float, scale_far: float) -> Floats:
    """Where numbers that settle like 1 / scale tend to."""
    moved = (far - near) / (scale_far / scale_near - 1.0)
    found: Floats = far + np.where(np.abs(moved) < 0.1, moved, 0.0)
    return found


def _fit_beliefs(system: BranchSystem, said: Floats, pattern: Pattern, order: Floats, logs: Floats) -> Floats:
    """Coefficients whose beliefs are those read off the branch, by least squares."""
    arrays = system.arrays
    sets = [(h, m[pattern.believed[m]]) for h, m in enumerate(system.members)]
    sets = [(h, kept) for h, kept in sets if len(kept) > 1]
    if not sets:
        return logs
    for _ in range(TURNS):
        trembles, play = _state(system, logs, order, pattern)
        chart = _chart(system, logs, pattern)
        error, slope = [], []
        reaches: dict[int, tuple[Floats, Floats]] = {}
        for h, kept in sets:
            player = int(arrays.infoset_player[h])
            if player not in reaches:
                reaches[player] = system.log_reach_slopes(trembles, play, chart, player)
            reach, dreach = reaches[player]
            target = said[kept]
            error.append((reach[kept[1:]] - reach[kept[0]]) - (target[1:] - target[0]))
            slope.append(dreach[kept[1:]] - dreach[kept[0]])
        miss = np.concatenate(error)
        slopes = np.vstack(slope)
        # mistakes on which no kept belief hangs move them by their own size: rounding must not move these
        slopes[np.abs(slopes) < FAINT] = 0.0
        slopes[:, pattern.stays[chart.free]] = 0.0  # what stays was read off the branch itself
        move = np.linalg.lstsq(slopes, -miss, rcond=1e-10)[0]
        logs = logs.copy()
        logs[chart.free] += move
        if float(np.abs(move).max(initial=0.0)) < 1e-12:
            break
    return logs


def _equalise(
    system: BranchSystem, logs: Floats, order: Floats, pattern: Pattern, rule: tuple[Bools, Floats]
) -> tuple[Floats, bool]:
    """The smallest moves of the coefficients that make tied actions' worths equal.

    `rule` says which actions are tied, and each action's precision: where that is finite, the
    logits must be the worths' instead.
    """
    tied, held = rule
    size = np.maximum(system.spread, 1e-300)[system.mover] if len(system.mover) else np.zeros(0)
    best, logs = logs, logs.copy()
    last = np.inf
    for _ in range(TURNS):
        trembles, play = _state(system, logs, order, pattern)
        chart = _chart(system, logs, pattern)
        answer = system.answer_to(trembles, play, chart)
        rows = np.flatnonzero(tied[chart.free])
        free, anchor = chart.free[rows], chart.anchor[rows]
        logit = np.isfinite(held[free])
        pull = np.where(logit, held[free], 0.0) * size[free]
        gap = (answer.worth[free] - answer.worth[anchor]) / size[free]
        odds = system.logits_of(logs)
        error = np.where(logit, pull * gap - (odds[free] - odds[anchor]), gap)
        miss = float(np.abs(error).max(initial=0.0))
        if miss < last:
            best = logs.copy()
        grain = EXACT + 1e-16 * float((system.size / np.maximum(system.spread, 1e-300)).max(initial=1.0))
        if miss <= grain:
            return best, True
        if not miss < 2.0 * last:
            break
        last = min(miss, last)
        slope = (answer.slope[free] - answer.slope[anchor]) / size[free][:, None]
        slope = np.where(logit[:, None], pull[:, None] * slope, slope)
        slope[logit, rows[logit]] -= 1.0
        move = np.linalg.lstsq(slope, -error, rcond=1e-9)[0]
        if not float(np.abs(move).max(initial=0.0)) <= 3.0:
            break
        logs[chart.free] += move
    return best, last <= 1e-11


def _rounded(system: BranchSystem, far: Place, stays: Bools, why: str) -> Limit:
    """The far point with vanishing actions cut off: nothing is claimed of it."""
    logs = np.where(stays, far.answer.log_play, -np.inf)
    play = np.exp(system.scaled(logs))
    return Limit(play, far.answer.belief, np.zeros(len(play)), far.answer.play, False, why)
