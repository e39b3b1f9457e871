"""The equations of logit agent quantal response for one draw: what a curve of answers solves.

Unknown are the logits x of play, one less than actions in each information set: the logit of a
reference action, the one that is played most, is 0. The equations are x = precision (Q - Q_ref),
with Q the action values under the beliefs that the play itself brings about; play is exp(x) times the
base weights, scaled, so that x = 0 is where a branch starts. The reference changes
along the way (`chart`), so that differences between likely actions never drown in large logits.
Source: Turocy (2005), Games and Economic Behavior 51, sec. 3; McKelvey and Palfrey (1998),
Experimental Economics 1, definition 2.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.errors import Problem, StandoffError
from standoff.game.records import BoundGame, Floats, GameArrays
from standoff.solvers.path.layout import Filled, Numbers, Point, Spaces, Structure

TOGETHER = 256  # draws whose payoffs of all nodes and players are held at the same time
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Chart:
    """Which logits are unknown: all but one of each information set.

    free : int64[unknown], the actions whose logits are unknown
    anchor : int64[unknown], the reference action of the same information set
    column : int32[action], the slope that is taken by the action's logit, or -1
    active : int64[slope], the unknowns by which slopes are taken
    """

    free: Indices
    anchor: Indices
    column: npt.NDArray[np.int32]
    active: Indices

    def among(self, active: Indices) -> Chart:
        """The same with slopes by some unknowns only."""
        column = np.full(len(self.column), -1, dtype=np.int32)
        column[self.free[active]] = np.arange(len(active))
        return Chart(self.free, self.anchor, column, active)


@dataclass(frozen=True, slots=True)
class Answer:
    """What play brings about.

    log_play, play : float64[action]
    worth : float64[action], value to the mover, given that its information set is reached
    slope : float64[action, slope], of `worth` by the logits that the chart takes slopes by
    belief : float64[node], within its information set; 0 elsewhere
    """

    log_play: Floats
    play: Floats
    worth: Floats
    slope: Floats
    belief: Floats


class BranchSystem:
    """One draw of a game, ready to be asked for the answer to any play."""

    def __init__(self, bound: BoundGame, draw: int) -> None:
        arrays = bound.arrays
        demand_draw(bound, draw)
        self.arrays = arrays
        self.numbers = _numbers(bound, draw)
        self.starts = arrays.first_action[:-1].astype(np.int64)
        self.width = np.diff(arrays.first_action).astype(np.int64)
        self.home = np.repeat(np.arange(arrays.n_infosets), self.width)
        self.mover = arrays.infoset_player[self.home].astype(np.int64)
        self.n_unknown = arrays.n_actions - arrays.n_infosets
        self.game = _laid_out(arrays)
        self.members = _members(arrays)
        self.log_weight = arrays.log_weight
        self.spread, self.size = payoff_range(arrays, self.numbers.total)
        self._still: BranchSystem | None = None
        self._spaces = _Room(arrays.n_nodes, arrays.n_players)

    def chart(self, logit: Floats) -> Chart:
        """The chart whose reference actions are those that are played most."""
        return self.chart_around(self.likeliest(logit))

    def chart_around(self, best: Indices) -> Chart:
        """The chart with these reference actions, int64[infoset]."""
        free = np.ones(self.arrays.n_actions, dtype=bool)
        free[best] = False
        column = np.full(self.arrays.n_actions, -1, dtype=np.int32)
        column[free] = np.arange(self.n_unknown)
        unknown = np.flatnonzero(free)
        return Chart(unknown, best[self.home[unknown]], column, np.arange(self.n_unknown))

    def likeliest(self, logit: Floats) -> Indices:
        """The first action that is played most in each information set, int64[infoset]."""
        return self.largest(self.weighed(logit))

    def largest(self, number: Floats) -> Indices:
        """The first action with the largest of some numbers in each information set, int64[infoset]."""
        if not len(number):
            return np.zeros(0, dtype=np.int64)
        top = np.flatnonzero(number >= np.maximum.reduceat(number, self.starts)[self.home])
        return top[np.searchsorted(self.home[top], np.arange(self.arrays.n_infosets))]

    def log_play(self, logit: Floats) -> Floats:
        """Logarithms of the play with these logits, float64[action]."""
        return self.scaled(self.weighed(logit))

    def scaled(self, logs: Floats) -> Floats:
        """Logarithms of any weights, less what makes them add up to 1 in each information set."""
        if not len(logs):
            return logs
        top = np.maximum.reduceat(logs, self.starts)[self.home]
        mass = np.add.reduceat(np.exp(logs - top), self.starts)[self.home]
        found: Floats = logs - top - np.log(mass)
        return found

    def weighed(self, logit: Floats) -> Floats:
        """Logits with the logarithms of the base weights."""
        return logit if self.log_weight is None else logit + self.log_weight

    def logits_of(self, log_play: Floats) -> Floats:
        """Logits of a play from its logarithms; their level is arbitrary."""
        return log_play if self.log_weight is None else log_play - self.log_weight

    def answer(self, logit: Floats, chart: Chart) -> Answer:
        """What the play with these logits brings about."""
        logs = self.log_play(logit)
        return self.answer_to(logs, np.exp(logs), chart)

    def answer_to(self, logs: Floats, play: Floats, chart: Chart) -> Answer:
        """As `answer`; beliefs are made of `logs`, values of `play` (the two differ in a limit)."""
        from standoff.solvers.path.equations_kernel import answer_play

        arrays = self.arrays
        worth = np.zeros(arrays.n_actions)
        slope = np.zeros((arrays.n_actions, len(chart.active)))
        belief = np.zeros(arrays.n_nodes)
        filled = Filled(worth, slope, belief)
        spaces = self._spaces.wide(len(chart.active))
        answer_play(self.game, self.numbers, Point(logs, play, chart.column), spaces, filled)
        return Answer(logs, play, worth, slope, belief)

    def at(self, bound: BoundGame, draw: int, measures: tuple[Floats, Floats]) -> BranchSystem:
        """Another draw of the same game, whose structure is not laid out again.

        `measures` are the draw's payoff range and size, float64[player] each (`payoff_range`).
        """
        demand_draw(bound, draw)
        other = copy.copy(self)
        other.numbers = _numbers(bound, draw)
        other.spread, other.size = measures
        other._still = None
        return other

    def without_slopes(self) -> BranchSystem:
        """The same draw with no unknowns: answers cost little and have no slopes."""
        if self._still is None:
            still = copy.copy(self)
            still.n_unknown = 0
            still._spaces = _Room(self.arrays.n_nodes, self.arrays.n_players)
            self._still = still
        return self._still

    def values(self) -> Floats:
        """Each player's value at the root in the last answer, float64[player]."""
        found: Floats = self._spaces.value[0].copy()
        return found

    def log_reach_slopes(
        self, logs: Floats, play: Floats, chart: Chart, player: int
    ) -> tuple[Floats, Floats]:
        """Logarithm of each node's reach as a player sees it, and its slopes [node, unknown]."""
        from standoff.solvers.path.equations_kernel import reach_on

        spaces = self._spaces.wide(len(chart.active))
        reach, dreach = spaces.reach, spaces.dreach
        point = Point(logs, play, chart.column)
        reach_on(self.game, self.numbers, point, player, reach, dreach)
        return reach.copy(), dreach.copy()


def no_chart(system: BranchSystem) -> Chart:
    """The chart without unknowns, for a system without slopes."""
    none = np.zeros(0, dtype=np.int64)
    return Chart(none, none, np.full(system.arrays.n_actions, -1, dtype=np.int32), none)


class _Room:
    """Room for values and reach, with as many slopes as are asked for."""

    def __init__(self, n_nodes: int, n_players: int) -> None:
        self.value, self.reach = np.zeros((n_nodes, n_players)), np.zeros(n_nodes)
        self._slopes = np.zeros(0)

    def wide(self, n: int) -> Spaces:
        """The room with `n` slopes of each number; the last room's are lost."""
        n_nodes, n_players = self.value.shape
        first = n_nodes * n_players * n
        if len(self._slopes) < first + n_nodes * n:
            self._slopes = np.zeros(first + n_nodes * n)
        dvalue = self._slopes[:first].reshape(n_nodes, n_players, n)
        dreach = self._slopes[first : first + n_nodes * n].reshape(n_nodes, n)
        return Spaces(self.value, dvalue, self.reach, dreach)


def _numbers(bound: BoundGame, draw: int) -> Numbers:
    """A draw's numbers as the kernel takes them: never without a row."""
    return Numbers(
        cell=np.ascontiguousarray(bound.cell[:, draw]) if len(bound.cell) else np.ones(1),
        total=np.ascontiguousarray(bound.payoff[:, draw]) if len(bound.payoff) else np.zeros(1),
        zeros=zero_chances(bound.arrays, bound.cell[:, draw]),
    )


def demand_draw(bound: BoundGame, draw: int) -> None:
    """Refuse a draw that does not exist, or whose numbers are not finite (S622, S632)."""
    if not 0 <= draw < bound.n_draws:
        what = f"The game has {bound.n_draws} draws; draw {draw} was asked for."
        raise StandoffError(Problem("S622", what, "Draws count from 0."))
    good = np.isfinite(bound.cell[:, draw]).all() and np.isfinite(bound.payoff[:, draw]).all()
    if not good or np.isnan(bound.precision[:, draw]).any():
        raise StandoffError(Problem("S632", f"A number of draw {draw} is not finite."))


def payoff_range(arrays: GameArrays, total: Floats) -> tuple[Floats, Floats]:
    """Highest less lowest payoff of each player over all histories, and the largest sum of sizes.

    `total` is the payoff table, float64[sum] or float64[sum, draw]; answers are [player(, draw)].
    """
    table = np.ascontiguousarray(total).reshape(
        len(total), -1 if len(total) else int(np.prod(total.shape[1:]))
    )
    n_draws = table.shape[1]
    spread, size = np.zeros((2, arrays.n_players, n_draws))
    for first in range(0, n_draws, TOGETHER):
        some = slice(first, min(first + TOGETHER, n_draws))
        spread[:, some], size[:, some] = _ranges(arrays, table[:, some])
    shape = (arrays.n_players, *total.shape[1:])
    return spread.reshape(shape), size.reshape(shape)


def _ranges(arrays: GameArrays, total: Floats) -> tuple[Floats, Floats]:
    """`payoff_range` of as many draws as may stand in memory for all nodes."""
    paid = np.concatenate([total, np.zeros((1, total.shape[1]))])  # its last row is no payoff: -1
    high, low, most = np.zeros((3, arrays.n_nodes, arrays.n_players, total.shape[1]))
    begins, ends = arrays.first_edge[:-1].tolist(), arrays.first_edge[1:].tolist()
    for node in range(arrays.n_nodes - 1, -1, -1):
        begin, end = begins[node], ends[node]
        if begin < end:
            pay, child = paid[arrays.payoff[begin:end]], arrays.child[begin:end]
            high[node] = (high[child] + pay).max(axis=0)
            low[node] = (low[child] + pay).min(axis=0)
            most[node] = (most[child] + np.abs(pay)).max(axis=0)
    return high[0] - low[0], most[0]


def zero_chances(arrays: GameArrays, cell: Floats) -> npt.NDArray[np.int32]:
    """int32[player, node], chances of 0 on the path to a node that has fewest, as a player sees it."""
    parent = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))
    none = arrays.chance[:, 1:].T < 0
    zero = ~none & (np.append(cell, 1.0)[arrays.chance[:, 1:].T] <= 0.0)
    found = np.zeros((arrays.n_players, arrays.n_nodes), dtype=np.int32)
    if zero.any():
        found[:, 1:] = arrays.n_nodes
        for e in range(arrays.n_edges):
            child = arrays.child[e]
            found[:, child] = np.minimum(found[:, child], found[:, parent[e]] + zero[:, e])
    return found


def _members(arrays: GameArrays) -> list[Indices]:
    held = np.flatnonzero(arrays.infoset >= 0)
    order = held[np.argsort(arrays.infoset[held], kind="stable")]
    count = np.bincount(arrays.infoset[held], minlength=arrays.n_infosets)
    return np.split(order, np.cumsum(count)[:-1]) if arrays.n_infosets else []


def _laid_out(arrays: GameArrays) -> Structure:
    """The structure as the kernel reads it."""
    members = _members(arrays)
    first_member = np.cumsum([0, *(len(m) for m in members)]).astype(np.int32)
    listed = np.concatenate(members).astype(np.int32) if members else np.zeros(0, dtype=np.int32)
    above = np.zeros(arrays.n_nodes, dtype=np.bool_)
    for m in members:
        above[m] |= len(m) > 1
    parent = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))
    for e in range(arrays.n_edges - 1, -1, -1):
        if above[arrays.child[e]]:
            above[parent[e]] = True
    return Structure(
        first_edge=arrays.first_edge,
        child=arrays.child,
        infoset=arrays.infoset,
        first_action=arrays.first_action,
        chance=arrays.chance,
        payoff=arrays.payoff,
        members=listed,
        first_member=first_member,
        above=above,
        player=arrays.infoset_player,
        group=arrays.group,
    )
