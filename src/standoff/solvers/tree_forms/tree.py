"""One draw of a game unfolded to a tree: the form in which histories, not nodes, are counted.

A merged game (docs/design/002) reaches a node by several histories. Strategies of a whole game are
plans over histories, so the graph is unfolded: each path from the root is a node. An information
set that is reached by different own moves becomes one for each own past, as perfect recall asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from standoff.errors import Problem, StandoffError
from standoff.game.records import CHANCE, TERMINAL, BoundGame, ExactNumbers, Floats, GameArrays, Ints

MOST_NODES = 2_000_000
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tree:
    """An unfolded game of one draw; every node comes after its parent.

    kind : int8[node]
    parent, branch : int64[node], parent (-1 at the root) and which of its edges leads here
    origin : int64[node], the node of the game that this history reaches
    infoset : int64[node], information set of the tree, -1 unless a decision node
    first_child, child : int64[node + 1], int64[..], children in the order of the edges
    chance : float64[node, 1 + player], probability of the edge into the node, 1 after decisions
    paid : float64[node, player], payoffs on the way from the root
    player, first_action : int64[infoset], int64[infoset + 1]
    own_past : int64[infoset], the mover's last action of the tree before it, -1 if none
    origin_infoset, origin_action : int64[infoset], int64[action], as the game numbers them
    edge : int64[node], the game's edge into the node, -1 at the root
    bound, draw : where the numbers come from
    """

    kind: npt.NDArray[np.int8]
    parent: Indices
    branch: Indices
    origin: Indices
    infoset: Indices
    first_child: Indices
    child: Indices
    chance: Floats
    paid: Floats
    player: Indices
    first_action: Indices
    own_past: Indices
    origin_infoset: Indices
    origin_action: Indices
    edge: Indices
    bound: BoundGame
    draw: int

    @property
    def n_nodes(self) -> int:
        return len(self.kind)

    @property
    def n_players(self) -> int:
        return int(self.paid.shape[1])

    @property
    def n_infosets(self) -> int:
        return len(self.player)

    @property
    def n_actions(self) -> int:
        return int(self.first_action[-1])

    @property
    def splits(self) -> bool:
        """Whether some information set of the game became several."""
        return len(np.unique(self.origin_infoset)) < self.n_infosets

    @property
    def is_merged(self) -> bool:
        """Whether some node of the game is reached by several histories."""
        return len(np.unique(self.origin)) < self.n_nodes


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A game's tree as a game of its own, and the way back.

    bound : the tree, one draw
    node, infoset, action : int32[..], as the game that was unfolded numbers them
    """

    bound: BoundGame
    node: Ints
    infoset: Ints
    action: Ints


def grow(bound: BoundGame, draw: int = 0, *, forgetful: bool = False) -> Tree:
    """The tree of one draw.

    Parameters
    ----------
    forgetful : accept imperfect recall; an information set that is reached by several own pasts then
        becomes one for each (`splits` is True), and the caller ties their choices together

    Raises
    ------
    StandoffError
        S630 for imperfect recall (unless `forgetful`), S682 for absent-mindedness, S631 where the
        tree would be too large, S632 for numbers that are not finite, S622 for a draw that the game
        does not have.
    """
    arrays = bound.arrays
    if not 0 <= draw < bound.n_draws:
        what = f"draw {draw} was asked for, and the game has draws 0 to {bound.n_draws - 1}."
        raise StandoffError(Problem("S622", what))
    _demand_size(arrays)
    origin, parent, branch, edge = _paths(arrays)
    infosets = _Infosets(arrays, forgetful=forgetful)
    infoset = infosets.number(origin, parent, branch)
    chance = np.ones((len(origin), 1 + arrays.n_players))
    paid = np.zeros((len(origin), arrays.n_players))
    entered = edge[1:]
    cells = arrays.chance[entered]
    table = bound.cell[:, draw] if len(bound.cell) else np.ones(1)
    chance[1:] = np.where(cells >= 0, table[np.maximum(cells, 0)], 1.0)
    rows = arrays.payoff[entered]
    sums = bound.payoff[:, draw] if len(bound.payoff) else np.zeros(1)
    step = np.where(rows >= 0, sums[np.maximum(rows, 0)], 0.0)
    for node in range(1, len(origin)):
        paid[node] = paid[parent[node]] + step[node - 1]
    if not (np.isfinite(paid).all() and np.isfinite(chance).all()):
        what = f"a payoff or a probability of draw {draw} is not a finite number."
        raise StandoffError(Problem("S632", what))
    order = np.argsort(parent[1:], kind="stable") + 1
    first_child = np.concatenate([[0], np.cumsum(np.bincount(parent[1:], minlength=len(origin)))])
    return Tree(
        arrays.kind[origin],
        parent,
        branch,
        origin,
        infoset,
        first_child,
        order,
        chance,
        paid,
        *infosets.tables(),
        edge,
        bound,
        draw,
    )


def _demand_size(arrays: GameArrays) -> None:
    count = [1] * arrays.n_nodes
    for node in range(arrays.n_nodes - 1, -1, -1):
        for e in range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1])):
            count[node] += count[int(arrays.child[e])]
    if count[0] > MOST_NODES:
        raise StandoffError(
            Problem(
                "S631",
                f"the unfolded game has {count[0]:,} nodes.",
                f"Concepts over whole strategies unfold a game of at most {MOST_NODES:,}.",
                "`agent_quantal_response` and `solve` work on the merged game.",
            )
        )


def _paths(arrays: GameArrays) -> tuple[Indices, Indices, Indices, Indices]:
    """Origin, parent, branch and entering edge of every history, depth first in edge order."""
    found: list[tuple[int, int, int, int]] = []
    stack = [(0, -1, 0, -1)]
    first, child = arrays.first_edge.tolist(), arrays.child.tolist()
    while stack:
        node, above, k, e = stack.pop()
        here = len(found)
        found.append((node, above, k, e))
        for j in range(first[node + 1] - first[node] - 1, -1, -1):
            stack.append((child[first[node] + j], here, j, first[node] + j))
    table = np.array(found, dtype=np.int64).T
    return table[0], table[1], table[2], table[3]


class _Infosets:
    """Numbers information sets of the tree: the game's own first, further own pasts after them."""

    def __init__(self, arrays: GameArrays, *, forgetful: bool) -> None:
        self.arrays, self.forgetful = arrays, forgetful
        n = arrays.n_infosets
        self.origin = list(range(n))
        self.past: list[int] = [-2] * n  # -2: not reached yet
        self.first = arrays.first_action.tolist()
        self.known: dict[tuple[int, int], int] = {}
        self.is_tree = len(arrays.child) == len(set(arrays.child.tolist()))

    def number(self, origin: Indices, parent: Indices, branch: Indices) -> Indices:
        arrays = self.arrays
        owner = arrays.infoset_player.tolist()
        infoset = np.full(len(origin), -1, dtype=np.int64)
        last = np.full((len(origin), arrays.n_players), -1, dtype=np.int64)
        held = arrays.infoset[origin].tolist()
        for node in range(len(origin)):
            above = int(parent[node])
            if above >= 0:
                last[node] = last[above]
                if infoset[above] >= 0:
                    last[node, owner[held[above]]] = self.first[infoset[above]] + branch[node]
            if held[node] >= 0:
                infoset[node] = self._find(held[node], int(last[node, owner[held[node]]]))
        return infoset

    def _find(self, h: int, past: int) -> int:
        if (h, past) in self.known:
            return self.known[h, past]
        if self.past[h] == -2:
            self.past[h] = past
            self.known[h, past] = h
            return h
        if self.is_tree:
            self._refuse(h, past)
        new = len(self.origin)
        self.origin.append(h)
        self.past.append(past)
        self.first.append(self.first[-1] + int(self.arrays.first_action[h + 1] - self.arrays.first_action[h]))
        self.known[h, past] = new
        return new

    def _refuse(self, h: int, past: int) -> None:
        """Raise for imperfect recall; where that is accepted, for absent-mindedness alone."""
        if not self.forgetful:
            _refuse_recall(self.arrays, h)
        while past >= 0:
            above = int(np.searchsorted(self.first, past, side="right")) - 1
            if self.origin[above] == h:
                _refuse_absent_mind(self.arrays, h)
            past = self.past[above]

    def tables(self) -> tuple[Indices, Indices, Indices, Indices, Indices]:
        origin = np.array(self.origin, dtype=np.int64)
        starts = self.arrays.first_action
        actions = [np.arange(starts[h], starts[h + 1], dtype=np.int64) for h in self.origin]
        return (
            self.arrays.infoset_player[origin].astype(np.int64),
            np.array(self.first, dtype=np.int64),
            np.maximum(np.array(self.past, dtype=np.int64), -1),
            origin,
            np.concatenate([np.zeros(0, dtype=np.int64), *actions]),
        )


def _refuse_recall(arrays: GameArrays, h: int) -> None:
    player = int(arrays.infoset_player[h])
    raise StandoffError(
        Problem(
            "S630",
            f"player {player + 1} does not remember its own earlier moves at information set {h + 1}.",
            "Perfect recall was expected: one own past for each information set.",
            "Split the information set, let two players share the payoffs, or ask for "
            "`agent_quantal_response`, `sharp_limit`, `pure_equilibria` or `agent_pure_equilibria`.",
        )
    )


def _refuse_absent_mind(arrays: GameArrays, h: int) -> None:
    player = int(arrays.infoset_player[h])
    raise StandoffError(
        Problem(
            "S682",
            f"information set {h + 1} of player {player + 1} stands twice on one path: absent-mindedness.",
            "Expected every path to cross an information set at most once; no solver here admits the other.",
            "Give the later node an information set of its own.",
        )
    )


def exact_chance(tree: Tree) -> list[list[Fraction]]:
    """Fraction[node][player], the chance of the edge into a node; of one chance move they make 1.

    A number as written stands for itself, a float for the simplest fraction that rounds to it; what
    misses 1 (within 1e-9, or it would have been refused) is divided by its sum, as a reader does.
    """
    bound, draw, n_players = tree.bound, tree.draw, tree.n_players
    known = bound.exact.cell if bound.exact is not None else ()
    odds = [[Fraction(1)] * n_players for _ in range(tree.n_nodes)]
    for node in np.flatnonzero(tree.kind == CHANCE).tolist():
        kids = tree.child[tree.first_child[node] : tree.first_child[node + 1]].tolist()
        for i in range(n_players):
            cells = bound.arrays.chance[tree.edge[kids], 1 + i].tolist()
            row = [exact_number(float(bound.cell[c, draw]), known[c] if known else None) for c in cells]
            total = sum(row, Fraction(0))
            for kid, p in zip(kids, row, strict=True):
                odds[kid][i] = p if total == 1 or not total else p / total
    return odds


def exact_payoffs(tree: Tree) -> list[list[Fraction]]:
    """Fraction[node][player], payoffs on the way from the root to each node, without rounding."""
    bound, rows = tree.bound, tree.bound.arrays.payoff
    known = bound.exact.payoff if bound.exact is not None else ()
    found = [
        exact_number(float(x), known[k] if known else None) for k, x in enumerate(bound.payoff[:, tree.draw])
    ]
    paid = [[Fraction(0)] * tree.n_players]
    for node in range(1, tree.n_nodes):
        above = paid[int(tree.parent[node])]
        step = rows[tree.edge[node]].tolist()
        paid.append([a + found[s] if s >= 0 else a for a, s in zip(above, step, strict=True)])
    return paid


SHORT = 10**6  # a denominator up to this is one that somebody wrote


def exact_number(number: float, written: Fraction | None = None) -> Fraction:
    """The number as written if it rounds to the float, else what the float means: see `simplest`."""
    if written is not None and float(written) == number:
        return written
    return simplest(number)


@lru_cache(maxsize=100_000)
def simplest(number: float) -> Fraction:
    """The simplest fraction of a short denominator that rounds to a float, or the float's own value.

    Examples
    --------
    >>> from standoff.solvers.tree_forms.tree import simplest
    >>> simplest(0.1), simplest(1 / 3)
    (Fraction(1, 10), Fraction(1, 3))
    """
    whole = Fraction(number)
    bound = 10
    while bound <= SHORT:
        near = whole.limit_denominator(bound)
        if float(near) == number:
            return near
        bound *= 10
    return whole


def unfold(bound: BoundGame, draw: int = 0) -> Unfolded:
    """The tree of one draw as a game of its own, payoffs on the edges into terminal nodes.

    Pass its `bound` to a concept over whole strategies where a merged game is refused (S630).

    Parameters
    ----------
    bound : the game with its numbers
    draw : which draw of it

    Returns
    -------
    Unfolded

    Raises
    ------
    StandoffError
        S631 where the tree is too large, S632 for numbers that are not finite, S635 for a draw that does
        not exist.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import unfold
    >>> root = Decision("A", {"wait": Terminal((0,)), "act": Terminal((1,))})
    >>> unfold(build_tree(root, ("A",)).bound).bound.arrays.n_nodes
    3
    """
    tree = grow(bound, draw)
    n_players = tree.n_players
    parent_of_edge = np.repeat(np.arange(tree.n_nodes), np.diff(tree.first_child))
    is_chance = tree.kind[parent_of_edge] == CHANCE
    chance = np.full((len(tree.child), 1 + n_players), -1, dtype=np.int32)
    chance[is_chance] = np.arange(int(is_chance.sum()) * (1 + n_players)).reshape(-1, 1 + n_players)
    ends = tree.kind[tree.child] == TERMINAL
    payoff = np.full((len(tree.child), n_players), -1, dtype=np.int32)
    payoff[ends] = np.arange(int(ends.sum()) * n_players).reshape(-1, n_players)
    numbers = _unfolded_numbers(tree, is_chance, ends)
    sums = np.array([float(x or 0) for x in numbers.payoff]).reshape(-1, 1)
    offset = int(is_chance.sum()) * (1 + n_players)
    cell = np.concatenate([tree.chance[tree.child[is_chance]].reshape(-1, 1), sums])
    arrays = GameArrays(
        kind=tree.kind,
        first_edge=tree.first_child.astype(np.int32),
        child=tree.child.astype(np.int32),
        infoset=tree.infoset.astype(np.int32),
        infoset_player=tree.player.astype(np.int32),
        first_action=tree.first_action.astype(np.int32),
        chance=chance,
        payoff=payoff,
        sum_first=np.arange(len(sums) + 1, dtype=np.int32),
        sum_cell=np.arange(offset, offset + len(sums), dtype=np.int32),
        item_first=np.zeros(len(tree.child) + 1, dtype=np.int32),
        item=np.zeros(0, dtype=np.int32),
        item_cell=np.zeros(0, dtype=np.int32),
        group=bound.arrays.group,
        n_items=0,
        n_cells=len(cell),
        weight=None if bound.arrays.weight is None else bound.arrays.weight[tree.origin_action],
    )
    precision = np.ascontiguousarray(bound.precision[:, draw : draw + 1])
    made = BoundGame(arrays, cell, sums, precision, numbers)
    return Unfolded(
        made,
        tree.origin.astype(np.int32),
        tree.origin_infoset.astype(np.int32),
        tree.origin_action.astype(np.int32),
    )


def _unfolded_numbers(
    tree: Tree, is_chance: npt.NDArray[np.bool_], ends: npt.NDArray[np.bool_]
) -> ExactNumbers:
    """The exact numbers in the order of the unfolded game's cells; columns of chance: truth, players."""
    bound = tree.bound
    known = bound.exact.cell if bound.exact is not None else (None,) * len(bound.cell)
    cells = [known[c] for kid in tree.child[is_chance] for c in bound.arrays.chance[tree.edge[kid]].tolist()]
    paid = exact_payoffs(tree)
    sums = [x for kid in tree.child[ends].tolist() for x in paid[kid]]
    return ExactNumbers((*cells, *sums), tuple(sums))


__all__ = ["Tree", "Unfolded", "grow", "simplest", "unfold"]
