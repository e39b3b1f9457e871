"""A game's structure as the tapes that the kernels read: made once, run for every draw.

All numbers of a pack of draws stand in one workspace of rows, `PACK` wide: inputs, probabilities,
values. A tape is a flat list of whole numbers: operations with the rows that they read and write.
A value lives in a row only while some parent still needs it (`values`), so that the workspace stays in
the nearest cache (7 to 15 rows a player for trees of 53 to 4,733 nodes).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.game.base_weights import demand_weights
from standoff.game.records import CHANCE, Floats, GameArrays, Ints
from standoff.kernels import PACK
from standoff.solvers.batch.belief_links import START
from standoff.solvers.batch.partition import NODE, Block, Structure, analyse
from standoff.solvers.batch.slots import reach_slots
from standoff.solvers.batch.values import DECIDE, RESPOND, VALUE, Step, Values, values_of

ZERO, ONE = 0, 1
Wides = npt.NDArray[np.int64]
CARRY, SHARE = 0, 1  # operations of a tape of beliefs: reach of a node; shares of some nodes' reach
WEIGH = 3  # stands before an operation of a backward tape (`values`) that base weights go into


class Layout(NamedTuple):
    """First row of each kind of number in the workspace, and the number of rows."""

    cell: int
    payoff: int
    precision: int
    probability: int
    item: int
    tie: int
    start: int  # reach of a block's root: 1, as mantissa and exponent
    belief: int  # beliefs, once for all information sets of a block that have the same
    reach: int
    old: int  # play that beliefs are made of, one row an unknown
    mantissa: int  # the same as mantissa and exponent, which do not underflow
    exponent: int
    new: int  # logits that answer it
    state: int  # logits that `old` is made of
    flow: int
    value: int
    root: int  # the root's values
    kept: int  # the players' own precisions
    weight: int  # logarithms of the base weights, one row an action; no row where there are none
    rows: int


class Segments(NamedTuple):
    """Where each block's operations stand on the tapes, in the order in which blocks are solved.

    backward_begin, backward_end, reach_begin, reach_end : int64[segment], first and one past the last
    iterated : bool[segment], whether beliefs inside the block hang on play
    """

    backward_begin: Wides
    backward_end: Wides
    reach_begin: Wides
    reach_end: Wides
    iterated: npt.NDArray[np.bool_]


class Unknowns(NamedTuple):
    """The information sets whose play moves beliefs, int64[information set]; their logits are unknown.

    width : number of actions
    first : first unknown logit
    row : row of the first probability
    player : who moves
    weight : float64[unknown], base weights; 1 where there are none
    """

    width: Wides
    first: Wides
    row: Wides
    player: Wides
    weight: Floats


class Tapes(NamedTuple):
    """The plan as the kernels take it."""

    backward: Ints
    reach: Ints
    flow: Ints
    segments: Segments
    unknowns: Unknowns
    told: Unknowns  # the same, and further information sets whose answers stand behind theirs
    cells: Ints
    log_weight: Floats  # [action], or empty
    at: Layout


@dataclass(frozen=True, slots=True)
class Plan:
    """What `solve` needs to know of a structure.

    tapes : the operations of the passes, the rows that they work on, and the unknown logits: those
        whose play moves beliefs. Whoever else moves answers the answers in the same pass
    joint : the same with all information sets that are answered under beliefs as unknowns, each
        answering the play of the others in the state. It takes longer, and shows every symmetry
    """

    arrays: GameArrays
    structure: Structure
    tapes: Tapes
    joint: Tapes
    chance_sums: tuple[tuple[int, ...], ...]

    @property
    def n_unknown(self) -> int:
        """Number of unknown logits; 0 where one backward pass is the exact answer."""
        return int(self.tapes.unknowns.width.sum())

    @property
    def perfect_information(self) -> bool:
        """Whether nobody moves without knowing where."""
        return not self.structure.wide

    @property
    def n_slots(self) -> int:
        """Values of a player that are alive at the same time, on average over players, rounded up."""
        at = self.tapes.at
        return -((at.value - at.root) // max(1, self.arrays.n_players))


def plan(arrays: GameArrays) -> Plan:
    """Analyse a structure once; the plan serves every chunk of draws of that game.

    Parameters
    ----------
    arrays : the game's structure

    Returns
    -------
    Plan

    Raises
    ------
    StandoffError
        S637 for base weights that are none.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import plan
    >>> root = Decision("A", {"wait": Terminal((0,)), "act": Terminal((1,))})
    >>> plan(build_tree(root, ("A",)).bound.arrays).perfect_information
    True
    """
    demand_weights(arrays)
    structure = analyse(arrays)
    cells = np.unique(np.concatenate([arrays.chance.ravel(), arrays.item_cell]))
    cells = cells[cells >= 0].astype(np.int32)
    tapes = _written(arrays, structure, cells, joint=False)
    joint = _written(arrays, structure, cells, joint=True) if structure.wide else tapes
    return Plan(arrays, structure, tapes, joint, _chance_sums(arrays))


def _written(arrays: GameArrays, structure: Structure, cells: Ints, *, joint: bool) -> Tapes:
    """The tapes of one of the two ways in which a pass answers the state (`Plan`)."""
    flow_slots, n_flow = reach_slots(structure)
    told = [_told(block, joint) for block in structure.blocks]
    values = values_of(arrays, structure, {h for block in told for h in block.unknown} if joint else ())
    n_unknown = sum(_width(arrays, h) for block in told for h in block.unknown)
    n_told = n_unknown + sum(_width(arrays, h) for block in told for h in block.others)
    n_reach = max((len(b.beliefs.links) for b in structure.blocks), default=0) * 2
    log_weight = np.zeros(0) if arrays.log_weight is None else arrays.log_weight
    sizes = {
        "cell": len(cells),
        "payoff": arrays.n_sums,
        "precision": arrays.n_players,
        "probability": arrays.n_actions,
        "item": arrays.n_items,
        "tie": 1,
        "start": 2,
        "belief": max((sum(map(len, _apart(block))) for block in structure.blocks), default=0),
        "reach": n_reach,
        "old": n_unknown,
        "mantissa": n_unknown,
        "exponent": n_unknown,
        "new": n_told,
        "state": n_unknown,
        "flow": n_flow,
        "value": values.n_slots,
        "root": arrays.n_players,
        "kept": arrays.n_players,
        "weight": len(log_weight),
    }
    first = dict(zip(sizes, np.cumsum([2, *sizes.values()]).tolist(), strict=False))
    rows = 2 + sum(sizes.values())
    layout = Layout(**first, rows=rows)
    writer = _Writer(arrays, structure, layout, cells, values)
    writer.joint, writer.others = joint, n_unknown
    for block, sets, steps in zip(structure.blocks, told, values.steps, strict=True):
        writer.block(block, sets, steps)
    return Tapes(
        _tape(writer.backward),
        _tape(writer.reach),
        _tape(_flow(writer, flow_slots)),
        Segments(*_four(writer.segments), iterated=np.array(writer.iterated, dtype=np.bool_)),
        _unknowns(writer.unknown, layout, log_weight),
        _unknowns(writer.unknown + writer.other, layout, log_weight),
        cells,
        log_weight,
        layout,
    )


def _apart(block: Block) -> tuple[tuple[int, ...], ...]:
    """The beliefs of a block that are not the same, each by the links of its nodes."""
    return tuple(dict.fromkeys(block.beliefs.ends.values()))


def _unknowns(rows: list[list[int]], layout: Layout, log_weight: Floats) -> Unknowns:
    """Rows of `_Writer._set` as columns, with the base weights of their actions."""
    width, first, row, player = _four(rows)
    weight = np.ones(int(width.sum()))
    if len(log_weight):
        for w, u, a in zip(width.tolist(), first.tolist(), (row - layout.probability).tolist(), strict=True):
            weight[u : u + w] = np.exp(log_weight[a : a + w])
    return Unknowns(width, first, row, player, weight)


@dataclass(frozen=True, slots=True)
class _Told:
    """Information sets of a block whose logits are unknown, and others whose answers are told too."""

    unknown: tuple[int, ...]
    others: tuple[int, ...]


def _told(block: Block, joint: bool) -> _Told:
    """Unknown are those whose play moves beliefs; jointly, all whose play is answered under beliefs."""
    wide = {h for what, h in block.events if what != NODE}
    all_of_them = tuple(sorted(wide | set(block.upstream)))
    if joint:
        return _Told(all_of_them, ())
    return _Told(block.moving, tuple(h for h in all_of_them if h not in block.moving))


def _four(rows: list[list[int]]) -> tuple[Wides, Wides, Wides, Wides]:
    """Rows of four whole numbers as one array a column."""
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    one, two, three, four = (np.ascontiguousarray(column) for column in table.T)
    return one, two, three, four


def _tape(entries: list[int]) -> Ints:
    return np.array(entries, dtype=np.int32)


def _width(arrays: GameArrays, h: int) -> int:
    return int(arrays.first_action[h + 1] - arrays.first_action[h])


def _chance_sums(arrays: GameArrays) -> tuple[tuple[int, ...], ...]:
    """The lists of cells that must add up to one."""
    found: set[tuple[int, ...]] = set()
    for node in np.flatnonzero(arrays.kind == CHANCE):
        cells = arrays.chance[arrays.first_edge[node] : arrays.first_edge[node + 1]]
        found.update(tuple(column) for column in cells.T.tolist())
    return tuple(sorted(found))


class _Writer:
    """Writes the tapes, block by block."""

    def __init__(
        self, arrays: GameArrays, structure: Structure, layout: Layout, cells: Ints, values: Values
    ) -> None:
        self.arrays, self.structure, self.layout, self.values = arrays, structure, layout, values
        self.cell_row = {int(c): layout.cell + k for k, c in enumerate(cells)}
        self.payoff = arrays.payoff.tolist()
        self.child = arrays.child.tolist()
        self.first_edge = arrays.first_edge.tolist()
        self.first_action = arrays.first_action.tolist()
        self.infoset = arrays.infoset.tolist()
        self.player = arrays.infoset_player.tolist()
        self.chance = arrays.chance.tolist()
        self.backward: list[int] = []
        self.reach: list[int] = []
        self.unknown: list[list[int]] = []
        self.segments: list[list[int]] = []
        self.iterated: list[bool] = []
        self.place: dict[int, int] = {}  # first unknown of an upstream information set
        self.answered: dict[int, int] = {}  # the same of each information set whose answer is told
        self.count = self.others = 0  # unknowns so far, and place of the next other answer
        self.other: list[list[int]] = []
        self.joint = False
        self.run = -1  # where the run of values begins that the next one may join
        self.belief_row: dict[int, int] = {}  # of an information set's first node, inside the block

    def block(self, block: Block, sets: _Told, steps: tuple[Step, ...]) -> None:
        begin = len(self.backward), len(self.reach)
        self.run = -1
        self.place, self.answered = {}, {}
        for h in sets.unknown:
            self.place[h] = self.answered[h] = self.count
            self.unknown.append(self._set(h, self.count))
            self.count += self.width(h)
        for h in sets.others:
            self.answered[h] = self.others
            self.other.append(self._set(h, self.others))
            self.others += self.width(h)
        if block.iterated:
            self._reach(block)
        for step in steps:
            if step.operation != VALUE:
                self.run = -1
            if step.operation == RESPOND:
                self._respond(step.place, self.structure.members[step.place])
            elif step.operation == DECIDE:
                self._decide(step)
            else:
                h = self.infoset[step.place]
                self._value(step, h in block.lagged or (self.joint and h in self.place))
        end = len(self.backward), len(self.reach)
        self.segments.append([begin[0], end[0], begin[1], end[1]])
        self.iterated.append(block.iterated)

    def _set(self, h: int, first: int) -> list[int]:
        """An information set as a row of `Unknowns`."""
        return [self.width(h), first, self.layout.probability + self.first_action[h], self.player[h]]

    def row(self, number: int) -> int:
        """Offset of a value or a sum of payoffs."""
        if number < 0:
            return ZERO
        if number < self.arrays.n_sums:
            return (self.layout.payoff + number) * PACK
        return (self.layout.value + self.values.slot[number]) * PACK

    def width(self, h: int) -> int:
        """Number of actions of an information set."""
        return int(self.first_action[h + 1] - self.first_action[h])

    def paid(self, edge: int, player: int) -> list[int]:
        """Offsets of what the edge pays and of what its child is worth."""
        return [self.row(self.payoff[edge][player]), self.row(self.values.held[self.child[edge]][player])]

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

    def carried(self, node: int, edge: int, column: int) -> list[int]:
        """Offsets of an edge's probability as mantissa and exponent, as reach is carried along it."""
        h = self.infoset[node]
        if h < 0 or h in self.structure.forced:
            return [self.factor(node, edge, column), ZERO * PACK]
        unknown = self.place[h] + edge - self.first_edge[node]
        return [int(self.layout.mantissa + unknown) * PACK, int(self.layout.exponent + unknown) * PACK]

    def _value(self, step: Step, old: bool) -> None:
        """A value: first the edges that either pay or lead to something, then those that do both.

        Values of one shape stand in a run, which the processor foresees.
        """
        plain: list[int] = []
        both: list[int] = []
        for edge in self.edges(step.place):
            factor = self.factor(step.place, edge, 1 + step.player, old)
            paid = self.paid(edge, step.player)
            if ZERO not in paid:
                both += [factor, *paid]
            elif paid != [ZERO, ZERO]:
                plain += [factor, max(paid)]
        shape = [VALUE, len(plain) // 2, len(both) // 3]
        if self.run < 0 or self.backward[self.run : self.run + 3] != shape:
            self.run = len(self.backward)
            self.backward += [*shape, 0]
        self.backward[self.run + 3] += 1
        self.backward += [self.row(step.value), *plain, *both]

    def _answer(self, h: int) -> list[int]:
        """Number of actions, mover, and offsets of precision, probabilities and new logits."""
        mover = self.player[h]
        new = (self.layout.new + self.answered[h]) * PACK if h in self.answered else -1
        return [
            self.width(h),
            mover,
            (self.layout.precision + mover) * PACK,
            (self.layout.probability + self.first_action[h]) * PACK,
            new,
        ]

    def _weigh(self, h: int) -> None:
        """What stands before an answer that base weights go into."""
        if self.arrays.weight is not None:
            self.backward += [WEIGH, (self.layout.weight + self.first_action[h]) * PACK]

    def _decide(self, step: Step) -> None:
        h = self.infoset[step.place]
        self._weigh(h)
        self.backward += [DECIDE, *self._answer(h), self.row(step.value)]
        for e in self.edges(step.place):
            self.backward += self.paid(e, step.player)

    def _respond(self, h: int, nodes: tuple[int, ...]) -> None:
        mover = self.player[h]
        self._weigh(h)
        belief = ONE if len(nodes) == 1 else self.belief_row[h]
        self.backward += [RESPOND, *self._answer(h), len(nodes), belief * PACK]
        for k in range(self.width(h)):
            for n in nodes:
                self.backward += self.paid(self.first_edge[n] + k, mover)

    def _reach(self, block: Block) -> None:
        """What the block's beliefs are made of, as those see it who move at several nodes."""
        rows = {START: self.layout.start * PACK}
        for k, link in enumerate(block.beliefs.links):
            rows[k] = (self.layout.reach + 2 * k) * PACK
            self.reach += [CARRY, rows[k], len(link.over)]
            for before, node, edge in link.over:
                self.reach += [rows[before], *self.carried(node, edge, link.column)]
        place, row = {}, self.layout.belief
        for ends in _apart(block):
            self.reach += [SHARE, row * PACK, len(ends), *(rows[k] for k in ends)]
            place[ends], row = row, row + len(ends)
        self.belief_row = {h: place[ends] for h, ends in block.beliefs.ends.items()}


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
