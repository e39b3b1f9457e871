"""A game's structure as the tapes that the kernels read: made once, run for every draw.

All numbers of a pack of draws stand in one workspace of rows, `PACK` wide: inputs, probabilities,
values. A tape is a flat list of whole numbers: operations with the rows that they read and write.
A node's values live in a slot only while some parent still needs them, as registers are assigned
in a compiler, so that the workspace stays in the nearest cache (7 to 15 slots for trees of 53 to
4,733 nodes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.game.records import CHANCE, BoundGame, Floats, GameArrays, Ints
from standoff.kernels import PACK as PACK
from standoff.solvers.blocks import NODE, Block, Structure, analyse

ZERO, ONE = 0, 1
Wides = npt.NDArray[np.int64]
VALUE, DECIDE, RESPOND = 0, 1, 2  # operations of a backward tape


@dataclass(frozen=True, slots=True)
class Layout:
    """First row of each kind of number in the workspace, and the number of rows."""

    cell: int
    payoff: int
    precision: int
    probability: int
    item: int
    tie: int
    start: int  # reach of a block's root: 1, as mantissa and exponent
    belief: int  # weights of an information set's nodes
    reach: int
    old: int  # play that beliefs are made of, one row an unknown
    new: int  # logits that answer it
    state: int  # logits that `old` is made of
    flow: int
    value: int
    change: int
    kept: int
    leap: int
    rows: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Where a block's operations stand on the tapes.

    backward, reach : first and one past the last entry
    unknowns : first and one past the last information set in `Plan.unknown`
    n_unknown : number of unknown logits
    """

    backward: tuple[int, int]
    reach: tuple[int, int]
    unknowns: tuple[int, int]
    n_unknown: int
    iterated: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What `solve` needs to know of a structure.

    cells : int32[..], the cells that the game uses, in the order of their rows
    backward, reach, flow : int32[..], the tapes; offsets are rows x PACK
    segment : int64[segment, 8], `Segment` as numbers
    unknown : int64[.., 4], information sets whose play moves beliefs: number of actions, first
        unknown, row of the first probability, player
    """

    arrays: GameArrays
    structure: Structure
    layout: Layout
    cells: Ints
    backward: Ints
    reach: Ints
    flow: Ints
    segment: Wides
    unknown: Wides
    root_value: int
    chance_sums: tuple[tuple[int, ...], ...]

    @property
    def perfect_information(self) -> bool:
        """Whether one backward pass is the exact answer."""
        return not self.structure.wide

    @property
    def tapes(self) -> tuple[object, ...]:
        """The plan as the kernels take it."""
        at = self.layout
        rows = (
            at.cell,
            at.payoff,
            at.precision,
            at.probability,
            at.item,
            at.tie,
            at.reach,
            at.old,
            at.new,
            at.state,
            at.flow,
            at.value,
            at.rows,
            self.root_value // PACK,
            at.change,
            at.kept,
            at.start,
            at.leap,
        )
        return (self.backward, self.reach, self.flow, self.segment, self.unknown, self.cells, rows)

    @property
    def n_slots(self) -> int:
        """Values that are alive at the same time, at most."""
        return (self.layout.change - self.layout.value) // max(1, self.arrays.n_players)


def plan(arrays: GameArrays) -> Plan:
    """Analyse a structure once; the plan serves every chunk of draws of that game.

    Examples
    --------
    >>> from standoff.solvers import plan, solve  # p = plan(bound.arrays); solve(bound, plan=p)
    """
    structure = analyse(arrays)
    cells = np.unique(np.concatenate([arrays.chance.ravel(), arrays.item_cell]))
    cells = cells[cells >= 0].astype(np.int32)
    slots, n_slots = _slots(structure)
    flow_slots, n_flow = _flow_slots(structure)
    n_unknown = max(sum(_width(arrays, h) for h in b.upstream) for b in (*structure.blocks, _NO_BLOCK))
    n_reach = max(len(b.carriers) for b in (*structure.blocks, _NO_BLOCK)) * arrays.n_players * 2
    sizes = {
        "cell": len(cells),
        "payoff": arrays.n_sums,
        "precision": arrays.n_players,
        "probability": arrays.n_actions,
        "item": arrays.n_items,
        "tie": 1,
        "start": 2,
        "belief": max((len(structure.members[h]) for h in structure.wide), default=0),
        "reach": n_reach,
        "old": n_unknown,
        "new": n_unknown,
        "state": n_unknown,
        "flow": n_flow,
        "value": max(1, n_slots) * arrays.n_players,
        "change": 1,
        "kept": arrays.n_players,
        "leap": 1,
    }
    first = np.cumsum([2, *sizes.values()]).tolist()
    layout = Layout(**dict(zip(sizes, first, strict=False)), rows=first[-1])
    writer = _Writer(arrays, structure, layout, cells, slots)
    for block in structure.blocks:
        writer.block(block)
    flow = _flow(writer, flow_slots)
    return Plan(
        arrays,
        structure,
        layout,
        cells,
        _tape(writer.backward),
        _tape(writer.reach),
        _tape(flow),
        np.array([_row(s) for s in writer.segments], dtype=np.int64).reshape(-1, 8),
        np.array(writer.unknown, dtype=np.int64).reshape(-1, 4),
        writer.value(0, 0) or layout.value * PACK,
        _chance_sums(arrays),
    )


_NO_BLOCK = Block(0, (), (), (), frozenset())


def whole(bound: BoundGame) -> tuple[Floats, Floats, Floats]:
    """The tables as the kernels want them: rows without gaps."""
    return (
        np.ascontiguousarray(bound.cell),
        np.ascontiguousarray(bound.payoff),
        np.ascontiguousarray(bound.precision),
    )


def _tape(entries: list[int]) -> Ints:
    return np.array(entries, dtype=np.int32)


def _row(s: Segment) -> list[int]:
    return [*s.backward, *s.reach, *s.unknowns, s.n_unknown, int(s.iterated)]


def _width(arrays: GameArrays, h: int) -> int:
    return int(arrays.first_action[h + 1] - arrays.first_action[h])


def _chance_sums(arrays: GameArrays) -> tuple[tuple[int, ...], ...]:
    """The lists of cells that must add up to one."""
    found: set[tuple[int, ...]] = set()
    for node in np.flatnonzero(arrays.kind == CHANCE):
        cells = arrays.chance[arrays.first_edge[node] : arrays.first_edge[node + 1]]
        found.update(tuple(column) for column in cells.T.tolist())
    return tuple(sorted(found))


def _slots(structure: Structure) -> tuple[list[int], int]:
    """Slot of each node's values, and how many slots there are."""
    last: dict[int, int] = {}
    made: dict[int, int] = {}  # block in which a node is computed
    time = 0
    for b, block in enumerate(structure.blocks):
        end, iterated = time + len(block.events), block.iterated
        for what, k in block.events:
            if what == NODE:
                made[k] = b
            for n in (k,) if what == NODE else structure.members[k]:
                for c in structure.children[n]:
                    outside = iterated and made.get(c, b) != b
                    last[c] = max(last.get(c, 0), end if outside else time)
            time += 1
    ends: dict[int, list[int]] = {}
    for node, when in last.items():
        ends.setdefault(when, []).append(node)
    slot = [-1] * len(structure.children)
    free: list[int] = []
    n_slots = time = 0
    for block in structure.blocks:
        for what, k in block.events:
            # a child's slot may be taken over at its last use: kernels read a player's row of all
            # children before they write that player's row of the node
            free.extend(slot[c] for c in sorted(ends.get(time, ())) if slot[c] >= 0)
            if what == NODE:
                if not free:
                    free.append(n_slots)
                    n_slots += 1
                slot[k] = free.pop()
            time += 1
    return slot, n_slots


def _flow_slots(structure: Structure) -> tuple[list[int], int]:
    """Slot of each node's true reach; the root's is the row of ones."""
    order = structure.order[::-1]
    slot = [-1] * len(structure.children)
    free: list[int] = []
    n_slots = 0
    for node in order:
        if slot[node] >= 0:
            free.append(slot[node])  # the kernel reads a node's reach before it writes its children's
        for child in structure.children[node]:
            if structure.children[child] and slot[child] < 0:
                if not free:
                    free.append(n_slots)
                    n_slots += 1
                slot[child] = free.pop()
    return slot, n_slots


class _Writer:
    """Writes the tapes, block by block."""

    def __init__(
        self, arrays: GameArrays, structure: Structure, layout: Layout, cells: Ints, slots: list[int]
    ) -> None:
        self.arrays, self.structure, self.layout, self.slots = arrays, structure, layout, slots
        self.cell_row = {int(c): layout.cell + k for k, c in enumerate(cells)}
        pays = np.where(arrays.payoff < 0, ZERO, (layout.payoff + arrays.payoff) * PACK)
        self.payoff = pays.tolist()  # offsets, as are the values of player 0
        held = np.array(slots, dtype=np.int64)
        self.first_value = np.where(held < 0, ZERO, (layout.value + held * arrays.n_players) * PACK).tolist()
        self.n_players = arrays.n_players
        self.child = arrays.child.tolist()
        self.first_edge = arrays.first_edge.tolist()
        self.first_action = arrays.first_action.tolist()
        self.infoset = arrays.infoset.tolist()
        self.player = arrays.infoset_player.tolist()
        self.chance = arrays.chance.tolist()
        self.backward: list[int] = []
        self.reach: list[int] = []
        self.unknown: list[list[int]] = []
        self.segments: list[Segment] = []
        self.place: dict[int, int] = {}  # first unknown of an upstream information set
        self.reach_row: dict[tuple[int, int], int] = {}  # of (node, group) inside the block

    def block(self, block: Block) -> None:
        begin = len(self.backward), len(self.reach), len(self.unknown)
        self.place = {}
        count = 0
        for h in block.upstream:
            width = self.width(h)
            self.place[h] = count
            row = (self.layout.probability + self.first_action[h]) * PACK
            self.unknown.append([width, count, row, self.player[h]])
            count += width
        if block.iterated:
            self._reach(block)
        for what, k in block.events:
            if what != NODE:
                self._respond(k)
            elif self.infoset[k] < 0 or self.infoset[k] in self.structure.wide | self.structure.forced:
                self._value(k, self.infoset[k] in block.lagged)
            else:
                self._decide(k)
        end = len(self.backward), len(self.reach), len(self.unknown)
        spans = list(zip(begin, end, strict=True))
        self.segments.append(Segment(spans[0], spans[1], spans[2], count, block.iterated))

    def value(self, node: int, player: int) -> int:
        """Offset of a node's value; terminal nodes are worth 0 to everyone."""
        first = self.first_value[node]
        return int(first + player * PACK) if first != ZERO else ZERO

    def width(self, h: int) -> int:
        """Number of actions of an information set."""
        return int(self.first_action[h + 1] - self.first_action[h])

    def paid(self, edge: int, player: int) -> list[int]:
        """Offsets of what the edge pays and of what its child is worth."""
        first = self.first_value[self.child[edge]]
        return [self.payoff[edge][player], first + player * PACK if first != ZERO else ZERO]

    def edges(self, node: int) -> range:
        return range(self.first_edge[node], self.first_edge[node + 1])

    def factor(self, node: int, edge: int, column: int, old: bool = False) -> int:
        """Offset of an edge's probability; `column` says whose (0: the truth)."""
        h = self.infoset[node]
        if h < 0:
            return self.cell_row[self.chance[edge][column]] * PACK
        if h in self.structure.forced:
            return ONE * PACK
        k = edge - self.first_edge[node]
        if old:
            return int(self.layout.old + self.place[h] + k) * PACK
        return int(self.layout.probability + self.first_action[h] + k) * PACK

    def _value(self, node: int, old: bool) -> None:
        edges = self.edges(node)
        self.backward += [VALUE, len(edges), self.value(node, 0)]
        chance = self.infoset[node] < 0
        played = [] if chance else [self.factor(node, e, 1, old) for e in edges]
        for i in range(self.n_players):
            factors = [self.factor(node, e, 1 + i) for e in edges] if chance else played
            for e, factor in zip(edges, factors, strict=True):
                self.backward += [factor, *self.paid(e, i)]

    def _answer(self, h: int) -> list[int]:
        """Number of actions, mover, and offsets of precision, probabilities and new logits."""
        mover = self.player[h]
        new = (self.layout.new + self.place[h]) * PACK if h in self.place else -1
        return [
            self.width(h),
            mover,
            (self.layout.precision + mover) * PACK,
            (self.layout.probability + self.first_action[h]) * PACK,
            new,
        ]

    def _decide(self, node: int) -> None:
        mover = self.player[self.infoset[node]]
        self.backward += [DECIDE, *self._answer(self.infoset[node]), self.value(node, 0)]
        for i in [mover, *(j for j in range(self.n_players) if j != mover)]:
            self.backward.append(i)
            for e in self.edges(node):
                self.backward += self.paid(e, i)

    def _respond(self, h: int) -> None:
        mover, nodes = self.player[h], self.structure.members[h]
        group = int(self.arrays.group[mover])
        self.backward += [RESPOND, *self._answer(h), len(nodes), self.layout.belief * PACK]
        self.backward += [self.reach_row[n, group] for n in nodes]
        for k in range(self.width(h)):
            for n in nodes:
                self.backward += self.paid(self.first_edge[n] + k, mover)

    def _reach(self, block: Block) -> None:
        """Reach of the carriers under the beliefs of those who move at several nodes."""
        arrays, structure = self.arrays, self.structure
        movers = {self.player[h] for what, h in block.events if what != NODE}
        columns = {int(arrays.group[i]): 1 + i for i in sorted(movers, reverse=True)}
        self.reach_row = {(block.root, g): self.layout.start * PACK for g in columns}
        row = self.layout.reach
        carriers = set(block.carriers)
        for node in block.carriers:
            if node == block.root:
                continue
            for g, column in columns.items():
                self.reach_row[node, g] = row * PACK
                over = [(p, e) for p, e in structure.parents[node] if p in carriers]
                self.reach += [row * PACK, len(over)]
                for p, e in over:
                    self.reach += [self.reach_row[p, g], self.factor(p, e, column, old=True)]
                row += 2


def _flow(writer: _Writer, slots: list[int]) -> list[int]:
    """The forward pass under true chances: reach, the ledger's items, and ties that are reached."""
    arrays, layout, children = writer.arrays, writer.layout, writer.structure.children
    item_first, item, item_cell = arrays.item_first.tolist(), arrays.item.tolist(), arrays.item_cell.tolist()
    seen: set[int] = set()
    tape: list[int] = []

    def row(node: int) -> int:
        return ONE * PACK if node == 0 else (layout.flow + slots[node]) * PACK

    for node in reversed(writer.structure.order):
        h = writer.infoset[node]
        tape += [len(children[node]), row(node), -1 if h < 0 else writer.player[h]]
        for e in writer.edges(node):
            child = writer.child[e]
            into = row(child) if children[child] else -1
            tape += [writer.factor(node, e, 0), into, int(child in seen), item_first[e + 1] - item_first[e]]
            seen.add(child)
            for k in range(item_first[e], item_first[e + 1]):
                counted = ONE if item_cell[k] < 0 else writer.cell_row[item_cell[k]]
                tape += [(layout.item + item[k]) * PACK, counted * PACK]
    return tape
