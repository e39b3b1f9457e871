"""Walks through all histories of a scenario, keeping one node for all that have equal futures.

A state is what can still matter: the place in the order of play, the parts still open, the guards
and chances still open, and the observed moves that someone later needs. The walk goes depth first
from one representative history of each state; equal states have equal futures, so it does not
matter which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from standoff.compiler.information import Information
from standoff.compiler.residuals import ZERO_CELL, Parts, Residuals
from standoff.errors import Problem, StandoffError

UNKNOWN = -1
CLOSED = -1  # a guard or chance whose move is over
MOST_NODES = 1_000_000


@dataclass(frozen=True, slots=True)
class PlayedMove:
    """A move as the walk needs it.

    guard, chance : numbers of residuals (chance gives a row of probability cells), None if absent
    fixed : option that is made whatever happens, None if open
    weights : base weight of each option, None where all are alike
    state : follows from earlier moves for certain, and is known as soon as these are
    possible : for each chance row, the options with a chance for somebody
    """

    name: str
    actor: str | None
    n_options: int
    guard: int | None
    chance: int | None
    off: bool
    fixed: int | None
    weights: tuple[float, ...] | None = None
    state: bool = False

    @property
    def skipped(self) -> int:
        """The value that says that the move was not made."""
        return self.n_options


@dataclass(frozen=True, slots=True)
class Edge:
    """paid: (source of the part, cell) pairs settled on the way; row: probabilities, chance only."""

    option: int
    child: int
    paid: tuple[tuple[int, int], ...]
    row: int
    skipped: tuple[tuple[int, int], ...]  # later moves (place, value) that became known on the way


@dataclass(slots=True)
class Node:
    place: int  # place of its move; one past the end at the terminal node
    infoset: tuple[int, ...] | None
    edges: list[Edge] = field(default_factory=list)


Pairs = list[tuple[int, int]]
State = tuple[int, tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...]]
# place, parts, guards, chances, values of all moves (UNKNOWN where open)


class NothingPossibleError(Exception):
    """A chance move is reached at which every option has chance 0; `args` holds its place."""


class Walk:
    """Builds the nodes; after `run`, `nodes` holds them in postorder and `root` is the last.

    possible : for each chance row, the options with a chance for somebody
    coarse_of : for each node the number of the node of the walk that this one refines, if it does
    """

    def __init__(
        self,
        moves: Sequence[PlayedMove],
        information: Information,
        residuals: Residuals,
        parts: Parts,
        possible: Mapping[int, tuple[bool, ...]],
        *,
        merge: bool,
    ) -> None:
        self.moves, self.information, self.merge = moves, information, merge
        self.residuals, self.parts, self.possible = residuals, parts, possible
        self._coarse: tuple[Walk, Sequence[int]] | None = None
        self.coarse_of: list[int] = []
        self.nodes: list[Node] = []
        self._numbers: dict[object, int] = {}

    def refine(self, coarse: Walk, mine: Sequence[int]) -> None:
        """Before `run`: look up for each node in which node of a coarser walk it lies.

        mine : places of the coarse walk's parts among this one's; the information is the same
        """
        self._coarse = coarse, mine

    def number_of(self, state: State) -> int:
        """The node of a state that the walk has come to."""
        return self._numbers[self._key(state)]

    def run(self, starts: Sequence[int], paid: Pairs, sources: Sequence[int]) -> int:
        """Walk from the start; `sources` names the source of each part. Returns the root's number."""
        self.sources = sources
        guards = tuple(CLOSED if m.guard is None else m.guard for m in self.moves)
        chances = tuple(CLOSED if m.chance is None else m.chance for m in self.moves)
        state: State = (0, tuple(starts), guards, chances, (UNKNOWN,) * len(self.moves))
        before, skipped = list(paid), []
        for place, move in enumerate(self.moves):
            if move.off or (move.fixed is not None and move.guard is None):
                value = move.skipped if move.off or move.fixed is None else move.fixed
                state, first_paid, known = self._make(state, place, value)
                before += first_paid
                skipped += [(place, value), *known]
        state, first_paid, known = self._advance(state)
        before += first_paid
        skipped += known
        root = self._visit(state)
        node = self.nodes[root]
        node.edges = [
            Edge(e.option, e.child, (*before, *e.paid), e.row, (*skipped, *e.skipped)) for e in node.edges
        ]
        return root

    def _visit(self, state: State) -> int:
        key = self._key(state)
        known = self._numbers.get(key)
        if known is not None:
            return known
        place = state[0]
        node = Node(place, self._infoset(state))
        if place < len(self.moves):
            move = self.moves[place]
            row = UNKNOWN
            options: Sequence[int] = range(move.n_options)
            if move.actor is None:
                settled = self.residuals.settled(state[3][place])
                assert settled is not None, "a chance move reads only earlier moves"
                row = settled
                options = [o for o in options if self.possible[row][o]]
                if not options:
                    raise NothingPossibleError(place)
            for option in options:
                after, paid, skipped = self._make(state, place, option)
                after, more, passed = self._advance(after)
                node.edges.append(Edge(option, self._visit(after), (*paid, *more), row, (*skipped, *passed)))
        number = len(self.nodes)
        if number >= MOST_NODES:
            raise StandoffError(
                Problem(
                    "S603",
                    f"the game has more than {MOST_NODES:,} different nodes.",
                    "Payoff terms, endings and measures that refer to few moves, close together in the "
                    "order of play, keep it small.",
                    "See which moves matter how long with `standoff show FILE --stage game`.",
                )
            )
        self.nodes.append(node)
        self._numbers[key] = number
        if self._coarse is not None:
            walk, mine = self._coarse
            self.coarse_of.append(walk.number_of((state[0], tuple(state[1][i] for i in mine), *state[2:])))
        return number

    def _make(self, state: State, place: int, value: int) -> tuple[State, Pairs, Pairs]:
        """The state after a move is known, what settles with it, and what else becomes known."""
        at, parts, guards, chances, values = state
        paid: Pairs = []
        known: Pairs = []
        open_parts, open_guards, open_chances, now = list(parts), list(guards), list(chances), list(values)
        queue = [(place, value)]
        reads, tables = self.parts.reads, self.residuals.reads  # most moves change little: looked up first
        while queue:
            where, what = queue.pop(0)
            if now[where] != UNKNOWN:
                continue
            now[where] = what
            if where != place:
                known.append((where, what))
            for i, part in enumerate(open_parts):
                if where in reads[part]:
                    open_parts[i], cell = self.parts.step(part, where, what)
                    if cell != ZERO_CELL:
                        paid.append((self.sources[i], cell))
            open_guards[where] = open_chances[where] = CLOSED
            for later in range(where + 1, len(now)):
                if open_guards[later] != CLOSED:
                    if where in tables[open_guards[later]]:
                        open_guards[later] = self.residuals.step(open_guards[later], where, what)
                    if self.residuals.settled(open_guards[later]) == 0 and now[later] == UNKNOWN:
                        queue.append((later, self.moves[later].skipped))
                if open_chances[later] != CLOSED and where in tables[open_chances[later]]:
                    open_chances[later] = self.residuals.step(open_chances[later], where, what)
                if self.moves[later].state and not self.moves[later].off and now[later] == UNKNOWN:
                    follows = self._follows(open_guards[later], open_chances[later])
                    if follows != UNKNOWN:
                        queue.append((later, follows))
        after = (at, tuple(open_parts), tuple(open_guards), tuple(open_chances), tuple(now))
        return after, paid, known

    def _follows(self, guard: int, chance: int) -> int:
        """The option that a state has for certain, UNKNOWN while that is open."""
        if guard != CLOSED and not self.residuals.settled(guard):
            return UNKNOWN
        row = self.residuals.settled(chance)
        if row is None or sum(self.possible[row]) != 1:
            return UNKNOWN
        return self.possible[row].index(True)

    def _advance(self, state: State) -> tuple[State, Pairs, Pairs]:
        """Pass over moves that are skipped, switched off or fixed."""
        paid: Pairs = []
        passed: Pairs = []
        while state[0] < len(self.moves):
            place = state[0]
            move = self.moves[place]
            value = state[4][place]
            if value != UNKNOWN:
                state = (place + 1, *state[1:])
                continue
            guard = state[2][place]
            allowed = guard == CLOSED or self.residuals.settled(guard) != 0
            if not move.off and allowed and move.fixed is None and not self._certain(state, place):
                break
            chosen = self._chosen(state, place, allowed)
            state, more, known = self._make(state, place, chosen)
            paid += more
            passed += [(place, chosen), *known]
        return state, paid, passed

    def _certain(self, state: State, place: int) -> bool:
        """Whether chance has a single option left, for everybody."""
        if self.moves[place].actor is not None:
            return False
        row = self.residuals.settled(state[3][place])
        return row is not None and sum(self.possible[row]) == 1

    def _chosen(self, state: State, place: int, allowed: bool) -> int:
        move = self.moves[place]
        if move.off or not allowed:
            return move.skipped
        if move.fixed is not None:
            return move.fixed
        row = self.residuals.settled(state[3][place])
        assert row is not None
        return self.possible[row].index(True)

    def _key(self, state: State) -> object:
        if not self.merge:
            return state[0], state[4]
        return (*state[:4], tuple(state[4][move] for move in sorted(self.information.key[state[0]])))

    def _infoset(self, state: State) -> tuple[int, ...] | None:
        """What the mover can tell, or None where it knows its node (or nobody decides)."""
        place = state[0]
        if place >= len(self.moves) or self.information.needed[place] is None:
            return None
        needed = self.information.needed[place] or frozenset()
        return tuple(state[4][move] for move in sorted(needed))
