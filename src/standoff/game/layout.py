"""A tree as plain columns, one entry a node in depth-first order, and the game that it makes.

Every way of writing a game down (records, `.efg`, `.nfg`) grows a `Sapling`; `lay_out` turns it
into a `Game`. Node k of the game is node k of the text in depth-first order. Payoffs that the text
pays on the way are pushed down to the terminal nodes and added up exactly, as fractions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from standoff.errors import Problem, Span, shown
from standoff.expressions import Expression, constant, key
from standoff.game.records import CHANCE, DECISION, TERMINAL, Game, GameArrays, Ints, Labels
from standoff.game.tokens import GameError

Number = Fraction | Expression
NOBODY = -1  # the player of a chance move; the set of a terminal node; no outcome


@dataclass(frozen=True, slots=True)
class MoveSet:
    """An information set, or a chance move (player NOBODY) with its probabilities.

    believed : what players who disagree believe of a chance move, by the player's number
    place : where the text first speaks of it
    """

    player: int
    number: str
    label: str
    action: tuple[str, ...]
    probability: tuple[Number, ...] = ()
    believed: tuple[tuple[int, tuple[Number, ...]], ...] = ()
    place: int = -1


@dataclass(slots=True)
class Sapling:
    """A tree that grows node by node, depth first.

    set_of : index into `sets` of each node, NOBODY at terminal nodes
    outcome_of : index into `outcomes` of what is paid at each node, NOBODY for nothing
    parent, nth : the node above (-1 at the root), and which of its actions leads here
    place : where the text has the node
    """

    player: tuple[str, ...]
    sets: list[MoveSet] = field(default_factory=list)
    outcomes: list[tuple[Number, ...]] = field(default_factory=list)
    set_of: list[int] = field(default_factory=list)
    outcome_of: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    nth: list[int] = field(default_factory=list)
    place: list[int] = field(default_factory=list)
    _open: list[int] = field(default_factory=list)
    _next: list[int] = field(default_factory=list)

    def add(self, set_: int, outcome: int, place: int = -1) -> None:
        """The next node in depth-first order."""
        node = len(self.set_of)
        if self._open:
            parent, k = self._open[-1], self._next[-1]
            self.parent.append(parent)
            self.nth.append(k)
            if k + 1 == len(self.sets[self.set_of[parent]].action):
                self._open.pop()
                self._next.pop()
            else:
                self._next[-1] = k + 1
        else:
            self.parent.append(-1)
            self.nth.append(-1)
        self.set_of.append(set_)
        self.outcome_of.append(outcome)
        self.place.append(place)
        if set_ != NOBODY and self.sets[set_].action:
            self._open.append(node)
            self._next.append(0)

    @property
    def complete(self) -> bool:
        """Whether every action leads somewhere."""
        return bool(self.set_of) and not self._open

    def gap(self) -> tuple[int, str, int]:
        """Of an unfinished tree: the innermost open node, its next action, how many are missing in all."""
        node = self._open[-1]
        actions = [len(self.sets[self.set_of[n]].action) for n in self._open]
        missing = sum(n - k for n, k in zip(actions, self._next, strict=True))
        return node, self.sets[self.set_of[node]].action[self._next[-1]], missing


class _Cells:
    """Cells and payoff rows, each different number once, in the order in which they are met.

    Numbers that differ only past the digits of a float have cells of their own: `exact` tells them apart.
    """

    def __init__(self) -> None:
        self.formulas: list[Expression] = []
        self.exact: list[Fraction | None] = []
        self.sums: list[tuple[int, ...]] = []
        self._cell: dict[Fraction | str, int] = {}
        self._sum: dict[tuple[int, ...], int] = {}

    def cell(self, number: Number) -> int:
        """The cell that holds a number."""
        known = number if isinstance(number, Fraction) else key(number)
        found = self._cell.get(known)
        if found is None:
            found = self._cell[known] = len(self.formulas)
            self.formulas.append(_formula(number))
            self.exact.append(number if isinstance(number, Fraction) else None)
        return found

    def row(self, numbers: tuple[Number, ...]) -> int:
        """The payoff row that is the sum of these numbers; -1 where that is nothing."""
        fixed = sum((n for n in numbers if isinstance(n, Fraction)), Fraction(0))
        cells = [self.cell(fixed)] if fixed else []
        cells += [self.cell(n) for n in numbers if not isinstance(n, Fraction)]
        if not cells:
            return -1
        found = self._sum.get(tuple(cells))
        if found is None:
            found = self._sum[tuple(cells)] = len(self.sums)
            self.sums.append(tuple(cells))
        return found


def _formula(number: Number) -> Expression:
    if not isinstance(number, Fraction):
        return number
    return constant(float(number))


def lay_out(tree: Sapling, span: Callable[[int], Span | None] = lambda _: None) -> Game:
    """The game of a complete tree; its information sets are numbered as they are met.

    Parameters
    ----------
    tree : complete, with more than one node, no information set twice on a path
    span : the place of a node

    Returns
    -------
    Game
        Node k is the k-th node in depth-first order; players' precisions are sharp.

    Raises
    ------
    GameError
        S697 where payoffs add up to more than a float holds.
    """
    cells = _Cells()
    set_of, parent = np.array(tree.set_of, dtype=np.int32), np.array(tree.parent, dtype=np.int32)
    child = (np.argsort(parent[1:], kind="stable") + 1).astype(np.int32)
    source = parent[child]
    count = np.bincount(source, minlength=len(parent))
    first_edge = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
    owner = np.array([s.player for s in tree.sets] or [NOBODY], dtype=np.int32)
    n_actions = np.array([len(s.action) for s in tree.sets] or [0], dtype=np.int32)
    slot = (np.cumsum(n_actions) - n_actions)[set_of[source]] + np.array(tree.nth, dtype=np.int32)[child]
    deciding = owner >= 0
    rank = np.where(deciding, np.cumsum(deciding) - 1, -1).astype(np.int32)
    chance = _chance_cells(tree, cells)[slot]
    kind = np.where(set_of < 0, TERMINAL, np.where(deciding[set_of], DECISION, CHANCE)).astype(np.int8)
    payoff = _terminal_rows(tree, cells, span)[child]
    n_items = np.zeros(len(child) + 1, dtype=np.int32)
    arrays = GameArrays(
        kind=kind,
        first_edge=first_edge,
        child=child,
        infoset=np.where(kind == DECISION, rank[set_of], -1).astype(np.int32),
        infoset_player=owner[deciding],
        first_action=np.concatenate([[0], np.cumsum(n_actions[deciding])]).astype(np.int32),
        chance=chance,
        payoff=payoff,
        sum_first=np.concatenate([[0], np.cumsum([len(s) for s in cells.sums])]).astype(np.int32),
        sum_cell=np.array([c for s in cells.sums for c in s], dtype=np.int32),
        item_first=n_items,
        item=np.zeros(0, dtype=np.int32),
        item_cell=np.zeros(0, dtype=np.int32),
        group=_groups(chance),
        n_items=0,
        n_cells=len(cells.formulas),
    )
    labels = _labels(tree, slot)
    return Game(arrays, labels, tuple(cells.formulas), (None,) * len(tree.player), tuple(cells.exact))


def _chance_cells(tree: Sapling, cells: _Cells) -> Ints:
    """int32[slot, 1 + player]: the cell of each action of each set, -1 where a player decides."""
    rows: list[list[int]] = []
    n_players = len(tree.player)
    for moves in tree.sets:
        if moves.player >= 0:
            rows += [[-1] * (1 + n_players)] * len(moves.action)
            continue
        believed = dict(moves.believed)
        for k, number in enumerate(moves.probability):
            truth = cells.cell(number)
            own = [cells.cell(believed[i][k]) if i in believed else truth for i in range(n_players)]
            rows.append([truth, *own])
    return np.array(rows, dtype=np.int32).reshape(-1, 1 + n_players)


def _terminal_rows(tree: Sapling, cells: _Cells, span: Callable[[int], Span | None]) -> Ints:
    """int32[node, player]: the payoff row of all that is paid from the root to a terminal node."""
    n_players = len(tree.player)
    paid: list[tuple[int, ...]] = []
    known: dict[tuple[int, ...], list[int]] = {}
    nothing = [-1] * n_players
    rows: list[list[int]] = []
    for node, outcome in enumerate(tree.outcome_of):
        above = paid[tree.parent[node]] if node else ()
        here = (*above, outcome) if outcome >= 0 else above
        if tree.set_of[node] >= 0:
            paid.append(here)
            rows.append(nothing)
            continue
        paid.append(())
        if here not in known:
            numbers = [tree.outcomes[k] for k in here]
            try:
                known[here] = [cells.row(tuple(n[i] for n in numbers)) for i in range(n_players)]
            except OverflowError:
                what = "the payoffs on the way to this ending add up to more than a float holds."
                expected, fix = "Expected at most 1.79e308.", "Write the payoffs in a larger unit."
                raise GameError(Problem("S697", what, expected, fix, span(node))) from None
        rows.append(known[here])
    return np.array(rows, dtype=np.int32).reshape(-1, n_players)


def _groups(chance: Ints) -> Ints:
    """Players who believe the same of every chance move share a number."""
    columns = [chance[:, 1 + i].tobytes() for i in range(chance.shape[1] - 1)]
    first: dict[bytes, int] = {}
    return np.array([first.setdefault(c, len(first)) for c in columns], dtype=np.int32)


def set_names(tree: Sapling) -> list[str]:
    """A name for each set: its label where no other information set has it, else `player.number`.

    Labels that are printed alike are equal.
    """
    label = [shown(s.label) for s in tree.sets]
    used = Counter(text for s, text in zip(tree.sets, label, strict=True) if s.player >= 0)
    own = [f"{tree.player[s.player]}.{s.number}" if s.player >= 0 else "" for s in tree.sets]
    plain = [
        s.player >= 0 and not (text and used[text] == 1) for s, text in zip(tree.sets, label, strict=True)
    ]
    while True:  # a label that a made name would repeat gives way; each round settles at least one
        made = {shown(name) for name, made_up in zip(own, plain, strict=True) if made_up}
        clash = [
            s.player >= 0 and not made_up and text in made
            for s, text, made_up in zip(tree.sets, label, plain, strict=True)
        ]
        if not any(clash):
            break
        plain = [a or b for a, b in zip(plain, clash, strict=True)]
    names = []
    for s, name, made_up in zip(tree.sets, own, plain, strict=True):
        names.append((s.label or f"chance.{s.number}") if s.player < 0 else name if made_up else s.label)
    return names


def _labels(tree: Sapling, slot: np.ndarray[Any, np.dtype[np.int32]]) -> Labels:
    names = set_names(tree)
    option = [name for s in tree.sets for name in s.action]
    return Labels(
        player=tree.player,
        infoset=tuple(n for n, s in zip(names, tree.sets, strict=True) if s.player >= 0),
        action=tuple(name for s in tree.sets if s.player >= 0 for name in s.action),
        item=(),
        node_move=tuple("" if s < 0 else names[s] for s in tree.set_of),
        edge_option=tuple(option[k] for k in slot.tolist()),
    )
