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
CLOSED = -1  # a guard, chance or menu whose move is over
WHOLE = -1  # no nest: the choice is of all that is open
MOST_NODES = 1_000_000


@dataclass(frozen=True, slots=True)
class PlayedMove:
    """A move as the walk needs it.

    guard, chance : numbers of residuals (chance gives a row of probability cells), None if absent
    fixed : option that is made whatever happens, None if open
    menu : where not all options of a decision are always open, the residual that gives the number of a
        menu, and the open options of each menu
    nests : options by nest, where first a nest is chosen
    waits : the option that waits and its base weight, None where no option has one
    state : follows from earlier moves for certain, and is known as soon as these are
    """

    name: str
    actor: str | None
    n_options: int
    guard: int | None
    chance: int | None
    off: bool
    fixed: int | None
    menu: tuple[int, tuple[tuple[int, ...], ...]] | None = None
    nests: tuple[tuple[int, ...], ...] = ()
    waits: tuple[int, float] | None = None
    state: bool = False

    @property
    def skipped(self) -> int:
        """The value that says that the move was not made."""
        return self.n_options


@dataclass(frozen=True, slots=True)
class Edge:
    """What is chosen, and what follows.

    option : below 0 for a nest of several open options, -1 - its number: the option is chosen next
    paid : (source of the part, cell) pairs settled on the way; row : probabilities, chance only
    """

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
    nest: int = WHOLE  # of whose options the choice is


Pairs = list[tuple[int, int]]
State = tuple[int, tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...]]
# place, parts, guards, chances (of decisions: menus), values of all moves (UNKNOWN where open)


class NothingPossibleError(Exception):
    """A chance move is reached at which every option has chance 0; `args` holds its place."""


class ClosedOptionError(Exception):
    """A fixed option is closed where its move is made; `args` holds the move's place."""


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
        self._touched: list[list[int]] = []  # for each move the parts that depend on it at the start

    def refine(self, coarse: Walk, mine: Sequence[int]) -> None:
        """Before `run`: look up for each node in which node of a coarser walk it lies.

        mine : places of the coarse walk's parts among this one's; the information is the same
        """
        self._coarse = coarse, mine

    def number_of(self, state: State, nest: int = WHOLE) -> int:
        """The node of a state that the walk has come to, or that of a nest's choice there."""
        key = self._key(state)
        return self._numbers[key if nest == WHOLE else (key, nest)]

    def run(self, starts: Sequence[int], paid: Pairs, sources: Sequence[int]) -> int:
        """Walk from the start; `sources` names the source of each part. Returns the root's number."""
        self.sources = sources
        self._touched = [
            [i for i, part in enumerate(starts) if place in self.parts.reads[part]]
            for place in range(len(self.moves))
        ]
        guards = tuple(CLOSED if m.guard is None else m.guard for m in self.moves)
        chances = tuple(_row_or_menu(m) for m in self.moves)
        state: State = (0, tuple(starts), guards, chances, (UNKNOWN,) * len(self.moves))
        before, skipped = list(paid), []
        for place, move in enumerate(self.moves):
            if move.off or (move.fixed is not None and move.guard is None and move.menu is None):
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
            move, options = self.moves[place], self._open(state, place)
            row = UNKNOWN
            if move.actor is None:
                row = self._row(state, place)
                if not options:
                    raise NothingPossibleError(place)
            nests = [[o for o in nest if o in options] for nest in move.nests]
            if sum(bool(nest) for nest in nests) < 2:  # a choice of one nest is none
                node.edges = [self._edge(state, place, option, row) for option in options]
            else:
                node.edges = [self._nest(state, k, nest) for k, nest in enumerate(nests) if nest]
        return self._add(node, state, key)

    def _nest(self, state: State, nest: int, options: Sequence[int]) -> Edge:
        """The edge to a nest's choice among its open options; to what follows where there is one."""
        place = state[0]
        edges = [self._edge(state, place, option, UNKNOWN) for option in options]
        if len(edges) == 1:
            return edges[0]
        told = self._infoset(state)
        node = Node(place, None if told is None else (*told, nest), edges, nest)
        return Edge(-1 - nest, self._add(node, state, (self._key(state), nest)), (), UNKNOWN, ())

    def _edge(self, state: State, place: int, option: int, row: int) -> Edge:
        after, paid, skipped = self._make(state, place, option)
        after, more, passed = self._advance(after)
        return Edge(option, self._visit(after), (*paid, *more), row, (*skipped, *passed))

    def _row(self, state: State, place: int) -> int:
        settled = self.residuals.settled(state[3][place])
        assert settled is not None, "a chance move reads only earlier moves"
        return settled

    def _open(self, state: State, place: int) -> Sequence[int]:
        """The options that can be made: of a decision those that are open, of chance those that can be."""
        move = self.moves[place]
        if move.actor is None:
            possible = self.possible[self._row(state, place)]
            return [o for o in range(move.n_options) if possible[o]]
        return range(move.n_options) if move.menu is None else move.menu[1][self._row(state, place)]

    def _add(self, node: Node, state: State, key: object) -> int:
        """Number a node whose edges are known."""
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
            theirs = (state[0], tuple(state[1][i] for i in mine), *state[2:])
            self.coarse_of.append(walk.number_of(theirs, node.nest))
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
            for i in self._touched[where]:  # what a part depends on becomes less and never more
                if where in reads[open_parts[i]]:
                    open_parts[i], cell = self.parts.step(open_parts[i], where, what)
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
        """Whether a single option is left: for everybody of a chance move, open of a decision."""
        move = self.moves[place]
        if move.actor is not None:
            return move.menu is not None and len(self._open(state, place)) == 1
        row = self.residuals.settled(state[3][place])
        return row is not None and sum(self.possible[row]) == 1

    def _chosen(self, state: State, place: int, allowed: bool) -> int:
        move = self.moves[place]
        if move.off or not allowed:
            return move.skipped
        if move.fixed is None:
            return self._open(state, place)[0]
        if move.menu is not None and move.fixed not in self._open(state, place):
            raise ClosedOptionError(place)
        return move.fixed

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


def _row_or_menu(move: PlayedMove) -> int:
    """The residual of a chance move's row or of a decision's menu."""
    if move.chance is not None:
        return move.chance
    return CLOSED if move.menu is None else move.menu[0]
