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

from standoff.game.records import CHANCE, Floats, GameArrays
from standoff.solvers.branch_following import Curve, Place
from standoff.solvers.branch_system import BranchSystem

Bools = npt.NDArray[np.bool_]
FALLING = -0.1  # slope of log probability by log precision below which something vanishes
SMALL = 0.05  # only what is smaller than this can vanish
UNCLEAR = 1e-3  # what is smaller and does not vanish is no clear support
SLOW = 12.0  # an action that falls no faster than precision^-12 is tied with those that stay
EPSILON = 1e-20  # the mistake of order 1 where numbers are wanted
TURNS = 12
EXACT = 1e-13  # relative difference of tied actions' worths
NO_CHANCE = 1000.0  # order of a chance move's option that a believer excludes


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
    """What stays in the limit: actions, beliefs at nodes, and edges into nodes above hidden sets."""

    stays: Bools
    believed: Bools
    active: Bools
    excluded: Bools  # chance edges that some believer excludes

    def key(self) -> bytes:
        """Equal for equal patterns."""
        return b"".join(p.tobytes() for p in (self.stays, self.believed, self.active, self.excluded))


def limit_of(curve: Curve, near: Place, far: Place, orders: dict[bytes, Floats | None] | None = None) -> Limit:
    """The limit that two far points of a curve lead to; `orders` remembers those of seen patterns."""
    system = curve.system
    stays, clear = _staying(near.answer.log_play, far.answer.log_play, near.scale, far.scale)
    stays[np.flatnonzero(system.chart(far.logit).column < 0)] = True
    pattern = Pattern(stays, *_routes(system, near, far), _excluded(system))
    orders = {} if orders is None else orders
    key = pattern.key()
    if key not in orders:
        orders[key] = orders_of(system.arrays, pattern)
    order = orders[key]
    if order is None:
        return _rounded(system, far, stays, "no orders of mistakes lead to the beliefs of the branch")
    tied = far.answer.log_play >= -SLOW * np.log(max(2.0, far.scale * curve.unit))
    found = _polished(system, far, pattern, order, tied | stays)
    why = "" if clear else "a probability is small and does not vanish clearly"
    return Limit(found.probability, found.belief, order, found.coefficient, found.clear and clear, why or found.why)


def _staying(near: Floats, far: Floats, scale_near: float, scale_far: float) -> tuple[Bools, bool]:
    """Which logarithms stay as the scale grows, and whether that is clear."""
    slope = (far - near) / np.log(scale_far / scale_near)
    falls = (far < np.log(SMALL)) & (slope < FALLING)
    return ~falls, bool((falls | (far > np.log(UNCLEAR))).all())


def _routes(system: BranchSystem, near: Place, far: Place) -> tuple[Bools, Bools]:
    """Nodes that keep belief, and edges that keep a part of the reach of the node they lead to."""
    arrays = system.arrays
    believed, active = np.zeros(arrays.n_nodes, dtype=bool), np.ones(arrays.n_edges, dtype=bool)
    tiny = 1e-300
    logs = [np.log(np.maximum(place.answer.belief, tiny)) for place in (near, far)]
    held = arrays.infoset >= 0
    believed[held] = _staying(logs[0][held], logs[1][held], near.scale, far.scale)[0]
    several = np.flatnonzero(np.bincount(arrays.child, minlength=arrays.n_nodes) > 1)
    if len(several):
        parts = [_edge_parts(system, place) for place in (near, far)]
        merged = np.isin(arrays.child, several)
        active[merged] = _staying(parts[0][merged], parts[1][merged], near.scale, far.scale)[0]
    return believed, active


def _edge_parts(system: BranchSystem, place: Place) -> Floats:
    """Logarithm of the part of a node's reach that comes over each edge, for the first believer."""
    arrays = system.arrays
    chart = system.chart(place.logit)
    reach, _ = system.log_reach_slopes(place.answer.log_play, place.answer.play, chart, 0)
    parent = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))
    step = _edge_logs(system, place.answer.log_play)
    known = system.game[8]
    assert isinstance(known, np.ndarray)
    part = np.where(known[arrays.child], reach[parent] + step - reach[arrays.child], 0.0)
    found: Floats = part
    return found


def _edge_logs(system: BranchSystem, log_play: Floats) -> Floats:
    """Logarithm of the probability of every edge, chance as the first player believes it."""
    arrays = system.arrays
    parent = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))
    action = edge_actions(arrays)
    chance = system.numbers[0][np.maximum(arrays.chance[:, 1], 0)]
    logs = np.log(np.maximum(chance, 1e-300))
    found: Floats = np.where(arrays.kind[parent] == CHANCE, logs, log_play[np.maximum(action, 0)])
    return found


def edge_actions(arrays: GameArrays) -> npt.NDArray[np.int64]:
    """int64[edge], the action that an edge is, or -1."""
    parent = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))
    h = arrays.infoset[parent]
    place = np.arange(arrays.n_edges) - arrays.first_edge[parent]
    return np.where(h >= 0, arrays.first_action[np.maximum(h, 0)] + place, -1)


def _excluded(system: BranchSystem) -> Bools:
    """Chance edges whose probability is 0 to the first player."""
    cells = system.arrays.chance[:, 1]
    return (cells >= 0) & (system.numbers[0][np.maximum(cells, 0)] <= 0.0)


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
    n = rows.n_actions + arrays.n_nodes + 1
    cost = np.append(np.ones(rows.n_actions), np.zeros(arrays.n_nodes + 1))
    cost[-1] = 1e3  # first of all the largest order is kept small
    low = np.where(pattern.stays, 0.0, 1.0)
    bounds = [(a, 0.0 if a == 0.0 else None) for a in low] + [(None, None)] * arrays.n_nodes + [(0.0, None)]
    equal, less = rows.tables()
    top = [([a, n - 1], [1.0, -1.0], 0.0) for a in range(rows.n_actions)]
    less = less + top

    def table(entries: list[tuple[list[int], list[float], float]]) -> tuple[object, Floats]:
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

    def tables(self) -> tuple[list[tuple[list[int], list[float], float]], list[tuple[list[int], list[float], float]]]:
        """Equations and inequalities (less or equal) as columns, factors and right sides."""
        arrays, pattern, first = self.arrays, self.pattern, self.n_actions
        action = edge_actions(arrays)
        equal: list[tuple[list[int], list[float], float]] = [([first], [1.0], 0.0)]
        less: list[tuple[list[int], list[float], float]] = []
        parent = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))
        for e in range(arrays.n_edges):
            where, factor = [first + int(arrays.child[e]), first + int(parent[e])], [1.0, -1.0]
            if action[e] >= 0:
                where.append(int(action[e]))
                factor.append(-1.0)
            extra = NO_CHANCE if pattern.excluded[e] else 0.0
            if pattern.active[e]:
                equal.append((where, factor, extra))
            else:
                less.append((where, factor, extra - 1.0))
        held = np.flatnonzero(arrays.infoset >= 0)
        for h in range(arrays.n_infosets):
            nodes = held[arrays.infoset[held] == h]
            kept, gone = nodes[pattern.believed[nodes]], nodes[~pattern.believed[nodes]]
            for node in kept[1:]:
                equal.append(([first + int(node), first + int(kept[0])], [1.0, -1.0], 0.0))
            for node in gone:
                less.append(([first + int(kept[0]), first + int(node)], [1.0, -1.0], -1.0))
        return equal, less


def trembling(order: Floats, log_coefficient: Floats, system: BranchSystem, epsilon: float = EPSILON) -> Floats:
    """Logarithms of the play c epsilon^e, normalised."""
    return system.log_play(log_coefficient + order * np.log(epsilon))


def _polished(system: BranchSystem, far: Place, pattern: Pattern, order: Floats, tied: Bools) -> Limit:
    """Coefficients near the branch's for which tied actions are worth the same."""
    logs = np.where(pattern.stays, far.answer.log_play, 0.0)
    logs = _fit_beliefs(system, far, pattern, order, logs)
    for equalised in (tied, pattern.stays):
        found, good = _equalise(system, logs, order, pattern, equalised)
        if good:
            break
    limit = _assessed(system, found, order, pattern)
    why = "" if good else "tied actions could not be made worth exactly the same"
    return Limit(limit[0], limit[1], order, np.exp(found), good, why)


def _state(system: BranchSystem, logs: Floats, order: Floats, pattern: Pattern) -> tuple[Floats, Floats]:
    """Log-probabilities of the trembling play, and the limit play."""
    play = np.exp(system.log_play(np.where(pattern.stays, logs, -np.inf)))
    return trembling(order, logs, system), play


def _assessed(system: BranchSystem, logs: Floats, order: Floats, pattern: Pattern) -> tuple[Floats, Floats]:
    trembles, play = _state(system, logs, order, pattern)
    chart = system.chart(np.where(pattern.stays, logs, -np.inf))
    belief = system.answer_to(trembles, play, chart).belief
    belief = np.where(pattern.believed, belief, 0.0)
    for nodes in system.members:
        belief[nodes] /= belief[nodes].sum()
    return play, belief


def _fit_beliefs(system: BranchSystem, far: Place, pattern: Pattern, order: Floats, logs: Floats) -> Floats:
    """Coefficients whose beliefs are those read off the branch, by least squares."""
    arrays = system.arrays
    sets = [(h, m[pattern.believed[m]]) for h, m in enumerate(system.members)]
    sets = [(h, kept) for h, kept in sets if len(kept) > 1]
    if not sets:
        return logs
    for _ in range(TURNS):
        trembles, play = _state(system, logs, order, pattern)
        chart = system.chart(np.where(pattern.stays, logs, -np.inf))
        error, slope = [], []
        reaches: dict[int, tuple[Floats, Floats]] = {}
        for h, kept in sets:
            player = int(arrays.infoset_player[h])
            if player not in reaches:
                reaches[player] = system.log_reach_slopes(trembles, play, chart, player)
            reach, dreach = reaches[player]
            target = np.log(far.answer.belief[kept])
            error.append((reach[kept[1:]] - reach[kept[0]]) - (target[1:] - target[0]))
            slope.append(dreach[kept[1:]] - dreach[kept[0]])
        miss = np.concatenate(error)
        move = np.linalg.lstsq(np.vstack(slope), -miss, rcond=1e-10)[0]
        logs = logs.copy()
        logs[chart.free] += move
        if float(np.abs(move).max(initial=0.0)) < 1e-12:
            break
    return logs


def _equalise(
    system: BranchSystem, logs: Floats, order: Floats, pattern: Pattern, tied: Bools
) -> tuple[Floats, bool]:
    """The smallest moves of the coefficients that make tied actions' worths equal."""
    size = np.maximum(system.spread, 1e-300)[system.mover] if len(system.mover) else np.zeros(0)
    best, logs = logs, logs.copy()
    last = np.inf
    for _ in range(TURNS):
        trembles, play = _state(system, logs, order, pattern)
        chart = system.chart(np.where(pattern.stays, logs, -np.inf))
        answer = system.answer_to(trembles, play, chart)
        rows = np.flatnonzero(tied[chart.free])
        free, anchor = chart.free[rows], chart.anchor[rows]
        error = (answer.worth[free] - answer.worth[anchor]) / size[free]
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
        move = np.linalg.lstsq(slope, -error, rcond=1e-9)[0]
        if not float(np.abs(move).max(initial=0.0)) <= 3.0:
            break
        logs[chart.free] += move
    return best, last <= 1e-11


def _rounded(system: BranchSystem, far: Place, stays: Bools, why: str) -> Limit:
    """The far point with vanishing actions cut off: nothing is claimed of it."""
    logs = np.where(stays, far.answer.log_play, -np.inf)
    play = np.exp(system.log_play(logs))
    return Limit(play, far.answer.belief, np.zeros(len(play)), far.answer.play, False, why)
