"""Which values a backward pass works out, in which order, and in which rows they stand.

A value is one player's at one node. Where two nodes have the same chances of edges that pay the player the
same and lead to the same values, they are one value, and where a choice makes no difference to a player,
the value is that behind it: so that what a hidden type, or somebody else's move, does not touch is worked
out once. A row is free again when its value has been read for the last time, as registers are in a
compiler.
Source: Aho, Lam, Sethi and Ullman (2006), Compilers, sec. 6.1.2 (value numbers) and 8.8.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from standoff.game.records import GameArrays
from standoff.solvers.batch.partition import NODE, Block, Structure

VALUE, DECIDE, RESPOND = 0, 1, 2  # operations of a backward tape
NOTHING = -1  # the value of who gets nothing any more


class Step(NamedTuple):
    """One operation of a backward pass.

    operation : VALUE a player's value at a node; DECIDE the mover's answer and value at a node; RESPOND the
        answer at an information set
    place : the node or the information set
    player : whose value is worked out, or who moves
    value : its number
    """

    operation: int
    place: int
    player: int
    value: int


class Term(NamedTuple):
    """An edge's share in a value: chance x (payoff + value behind it), each by its number.

    chance : (information set, action), (-1, cell), or (-2, 0) where there is no choice
    payoff : sum of payoffs, or NOTHING
    value : or NOTHING
    """

    chance: tuple[int, int]
    edge: int
    payoff: int
    value: int


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a game as a pass works them out.

    steps : of each block
    held : number of the value of each node and player: a sum of payoffs, which is a value too where nothing
        comes behind it; from `n_sums` on those that are worked out; NOTHING
    slot : row of each value that is worked out, from `n_sums` on; the root's values stand behind all others
    n_slots : rows, without the root's
    """

    steps: tuple[tuple[Step, ...], ...]
    held: list[list[int]]
    slot: dict[int, int]
    n_slots: int


def values_of(arrays: GameArrays, structure: Structure, together: Collection[int]) -> Values:
    """The values of a game.

    Parameters
    ----------
    together : information sets whose answers are given before their nodes are valued
    """
    made = _Numbered(arrays, structure, frozenset(together))
    steps = tuple(tuple(made.steps(block)) for block in structure.blocks)
    slot, n_slots = _slots(made, [step for block in steps for step in block])
    return Values(steps, made.held, slot, n_slots)


@dataclass(slots=True)
class _Numbered:
    """Numbers of values, given in the order of the pass."""

    arrays: GameArrays
    structure: Structure
    together: frozenset[int]
    held: list[list[int]] = field(init=False)
    known: dict[tuple[Term, ...], int] = field(default_factory=dict)
    count: int = field(init=False)
    given: frozenset[int] = field(init=False)  # information sets whose play is known before their nodes
    infoset: list[int] = field(init=False)
    child: list[int] = field(init=False)
    first_edge: list[int] = field(init=False)
    payoff: list[list[int]] = field(init=False)
    chance: list[list[int]] = field(init=False)
    mover: list[int] = field(init=False)

    def __post_init__(self) -> None:
        arrays = self.arrays
        self.held = [[NOTHING] * arrays.n_players for _ in range(arrays.n_nodes)]
        self.count = arrays.n_sums
        self.given = self.structure.wide | self.structure.forced
        self.infoset, self.child = arrays.infoset.tolist(), arrays.child.tolist()
        self.first_edge, self.payoff = arrays.first_edge.tolist(), arrays.payoff.tolist()
        self.chance, self.mover = arrays.chance.tolist(), arrays.infoset_player.tolist()

    def steps(self, block: Block) -> Iterator[Step]:
        """The steps of a block; numbers its values."""
        for what, k in block.events:
            if what != NODE:
                yield Step(RESPOND, k, self.mover[k], NOTHING)
                continue
            h, decided = self.infoset[k], NOTHING
            if h >= 0 and h not in self.given:
                if h in self.together:
                    yield Step(RESPOND, h, self.mover[h], NOTHING)
                else:
                    decided = self.mover[h]
                    yield Step(DECIDE, k, decided, self.new(k, decided))
            for i in range(self.arrays.n_players):
                if i != decided and self.valued(k, i):
                    yield Step(VALUE, k, i, self.held[k][i])

    def new(self, node: int, player: int) -> int:
        """A number that no other value has."""
        self.held[node][player], self.count = self.count, self.count + 1
        return self.count - 1

    def valued(self, node: int, player: int) -> bool:
        """Number a value; whether it has to be worked out."""
        found = self.terms(node, player)
        same = {(term.payoff, term.value) for term in found}
        edges = self.first_edge[node + 1] - self.first_edge[node]
        if not found:
            return False
        if node == 0:
            self.new(node, player)
            return True
        if len(same) == 1 and len(found) == edges and self.infoset[node] >= 0 and NOTHING in found[0][2:]:
            self.held[node][player] = max(found[0][2:])  # a choice that makes no difference
            return False
        key = tuple(term._replace(edge=0) for term in found)
        number = self.known.get(key)
        if number is None:
            self.known[key] = self.new(node, player)
            return True
        self.held[node][player] = number
        return False

    def terms(self, node: int, player: int) -> list[Term]:
        """What a player's value at a node is the sum of."""
        h, first = self.infoset[node], self.first_edge[node]
        found = []
        for edge in range(first, self.first_edge[node + 1]):
            payoff, value = self.payoff[edge][player], self.held[self.child[edge]][player]
            if payoff < 0 and value < 0:
                continue
            chance = (-1, self.chance[edge][1 + player]) if h < 0 else (h, edge - first)
            if h in self.structure.forced:
                chance = (-2, 0)
            found.append(Term(chance, edge, max(payoff, NOTHING), value))
        return found

    def read(self, step: Step) -> Iterator[int]:
        """Numbers of the values that a step reads."""
        nodes = self.structure.members[step.place] if step.operation == RESPOND else (step.place,)
        for node in nodes:
            for child in self.structure.children[node]:
                yield self.held[child][step.player]


def _slots(made: _Numbered, steps: list[Step]) -> tuple[dict[int, int], int]:
    """Row of each value that is worked out, and the number of rows without the root's."""
    last = {value: time for time, step in enumerate(steps) for value in made.read(step)}
    ends: dict[int, list[int]] = {}
    for value, time in last.items():
        ends.setdefault(time, []).append(value)
    slot: dict[int, int] = {}
    free: list[int] = []
    n_slots = 0
    for time, step in enumerate(steps):
        # a step reads all that it reads before it writes
        free.extend(slot[value] for value in sorted(ends.get(time, ())) if value in slot)
        if step.operation == RESPOND or step.place == 0:
            continue
        if not free:
            free.append(n_slots)
            n_slots += 1
        slot[step.value] = free.pop()
    for player, value in enumerate(made.held[0]):
        if value >= made.arrays.n_sums:
            slot[value] = n_slots + player
    return slot, n_slots
