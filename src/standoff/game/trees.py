"""Games from a plain tree of records, for tests, notebooks and programs that generate games.

    root = Decision("A", {"stop": Terminal((0, 1)), "go": Terminal((2, -1))})
    built = build_tree(root, ("A", "B"))

Numbers may be ints, floats, `Fraction`s or formulas over columns of draws, so that one structure
is bound to many draws. The same record may stand in several places: the tree is written out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from standoff.errors import Problem, Span, nearest
from standoff.expressions import Expression, Name, Scope, read
from standoff.game.binding import bind, check_chance
from standoff.game.layout import NOBODY, MoveSet, Number, Sapling, lay_out
from standoff.game.recall import recall_problems
from standoff.game.records import BoundGame, Floats, Game, Ints
from standoff.game.tokens import GameError

Given = int | float | Fraction | str
MOST_NODES = 2_000_000


@dataclass(frozen=True, slots=True)
class Terminal:
    """An ending: one payoff a player, in the order of the players; () pays nothing."""

    payoff: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A player's move.

    actions : what each action leads to
    infoset : nodes of one player with the same name are one information set; "" stands alone
    paid : payoffs that are paid on reaching the node, added at every ending below
    """

    player: str
    actions: Mapping[str, Tree]
    infoset: str = ""
    paid: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Chance:
    """A chance move.

    branches : for each option its probability and what it leads to
    name : the move's name
    believed : for players who believe otherwise, their own probabilities by option
    paid : as for a decision
    """

    branches: Mapping[str, tuple[Given, Tree]]
    name: str = ""
    believed: Mapping[str, Mapping[str, Given]] = field(default_factory=dict)
    paid: tuple[Given, ...] = ()


Tree = Terminal | Decision | Chance


@dataclass(frozen=True, slots=True)
class BuiltGame:
    """A game with its numbers; preorder : int32[node], here always 0, 1, 2, ..."""

    game: Game
    bound: BoundGame
    preorder: Ints


def build_tree(
    root: Decision | Chance,
    players: Sequence[str],
    *,
    columns: Mapping[str, Floats] | None = None,
    n_draws: int = 1,
    forgetful: bool = False,
) -> BuiltGame:
    """The game of a tree, with the numbers of some draws.

    Parameters
    ----------
    root : the tree
    players : their names, in the order of the payoffs
    columns : float64[draw] for each name that a formula of the tree uses
    n_draws : the length of the columns
    forgetful : accept imperfect recall, see `read_efg`

    Returns
    -------
    BuiltGame
        Precisions are infinite (see `at_precision`); node k is the k-th in depth-first order.

    Raises
    ------
    GameError
        S675 (payoffs), S677 (probabilities), S678 (actions), S680 (players), S681 and S682
        (recall), S683 (more than 2,000,000 nodes), S697 (payoffs that add up to too much); a formula's own
        problems (S3).

    Examples
    --------
    >>> import numpy as np
    >>> root = Decision("A", {"stop": Terminal((0,)), "go": Terminal(("prize - 1",))})
    >>> built = build_tree(root, ("A",), columns={"prize": np.array([2.0, 3.0])}, n_draws=2)
    >>> built.bound.payoff.tolist()
    [[1.0, 2.0]]
    """
    columns = {} if columns is None else columns
    grower = _Grower(tuple(players), columns)
    grower.grow(root)
    if grower.problems:
        raise GameError(grower.problems)
    problems = recall_problems(grower.tree, _nowhere)
    if any(problem.code != "S681" for problem in problems) or (problems and not forgetful):
        raise GameError(problems)
    game = lay_out(grower.tree)
    bound = bind(game, columns, n_draws)
    check_chance(game, bound)
    return BuiltGame(game, bound, np.arange(game.arrays.n_nodes, dtype=np.int32))


def at_precision(bound: BoundGame, precision: float | Sequence[float] | Floats) -> BoundGame:
    """The same game played at another precision: one for all, one a player, or [player, draw].

    Parameters
    ----------
    bound : the game with its numbers
    precision : one number, one a player, or float64[player, draw]; 0 or more, in 1 / payoff unit

    Returns
    -------
    BoundGame

    Examples
    --------
    >>> root = Decision("A", {"stop": Terminal((0,)), "go": Terminal((1,))})
    >>> at_precision(build_tree(root, ("A",)).bound, 4.0).precision
    array([[4.]])
    """
    given = np.asarray(precision, dtype=np.float64)
    shape = (bound.arrays.n_players, bound.n_draws)
    if given.ndim == 1:
        given = given[:, None]
    return replace(bound, precision=np.array(np.broadcast_to(given, shape)))


def _nowhere(node: int) -> Span | None:
    """Records have no place in a file."""
    del node
    return None


class _Grower:
    """Walks the records depth first, without recursion, into a `Sapling`."""

    def __init__(self, players: tuple[str, ...], columns: Mapping[str, Floats]) -> None:
        self.tree = Sapling(players)
        self.problems: list[Problem] = []
        self._scope = Scope({name: Name("parameter") for name in columns})
        self._sets: dict[tuple[int, str], int] = {}
        self._outcomes: dict[tuple[Given, ...], int] = {}
        self._numbers: dict[Given, Number] = {}
        self._chances = 0
        self._owned = [0] * len(players)
        if not players or len(set(players)) < len(players) or not all(players):
            said = ", ".join(f"`{p}`" for p in players) or "nobody"
            self._wrong(
                "S680", f"the players are {said}.", "Expected at least one, each with a name of its own."
            )

    def grow(self, root: Tree) -> None:
        """All nodes, each before its children."""
        stack: list[Tree] = [root]
        while stack and len(self.problems) < 20:
            node = stack.pop()
            if isinstance(node, Terminal):
                self.tree.add(NOBODY, self._paid(node.payoff))
                continue
            if isinstance(node, Chance):
                self.tree.add(self._chance(node), self._paid(node.paid))
                stack += [child for _, child in reversed(tuple(node.branches.values()))]
            else:
                self.tree.add(self._decision(node), self._paid(node.paid))
                stack += reversed(tuple(node.actions.values()))
            if len(self.tree.set_of) > MOST_NODES:
                self._wrong("S683", f"the tree has more than {MOST_NODES:,} nodes.", "")
                return

    def _wrong(self, code: str, what: str, expected: str, fix: str = "") -> None:
        self.problems.append(Problem(code, what, expected, fix))

    def _number(self, given: Given) -> Number:
        known = self._numbers.get(given)
        if known is None:
            if isinstance(given, str):
                known = read(given, self._scope)
            elif isinstance(given, float) and not np.isfinite(given):
                self._wrong("S672", f"a number is {given}.", "Expected finite numbers.")
                known = Fraction(0)
            else:
                known = Fraction(str(given)) if isinstance(given, float) else Fraction(given)
            self._numbers[given] = known
        return known

    def _paid(self, payoff: tuple[Given, ...]) -> int:
        if not payoff:
            return NOBODY
        known = self._outcomes.get(payoff)
        if known is None:
            n = len(self.tree.player)
            if len(payoff) != n:
                self._wrong("S675", f"a node pays {payoff}.", f"Expected {n} payoffs, one a player, or none.")
                payoff = (*payoff, *[0] * n)[:n]
            known = self._outcomes[payoff] = len(self.tree.outcomes)
            self.tree.outcomes.append(tuple(self._number(p) for p in payoff))
        return known

    def _player(self, name: str) -> int:
        if name in self.tree.player:
            return self.tree.player.index(name)
        self._wrong("S680", f"there is no player `{name}`.", nearest(name, self.tree.player))
        return 0

    def _decision(self, node: Decision) -> int:
        player, actions = self._player(node.player), tuple(node.actions)
        if not actions or not all(actions):
            what = f"a move of `{node.player}` has the actions {list(actions)}."
            self._wrong("S678", what, "Expected at least one, each with a name.")
        known = self._sets.get((player, node.infoset)) if node.infoset else None
        if known is None:
            self._owned[player] += 1
            self.tree.sets.append(MoveSet(player, str(self._owned[player]), node.infoset, actions))
            known = self._sets[player, node.infoset] = len(self.tree.sets) - 1
        elif (first := self.tree.sets[known].action) != actions:
            what = (
                f"information set `{node.infoset}` of `{node.player}` has {list(actions)} and {list(first)}."
            )
            self._wrong("S678", what, "Expected the same actions, in the same order, at each of its nodes.")
            self.tree.sets.append(MoveSet(player, "", node.infoset, actions))
            known = len(self.tree.sets) - 1
        return known

    def _chance(self, node: Chance) -> int:
        options = tuple(node.branches)
        if not options:
            self._wrong("S678", f"chance move `{node.name}` has no branches.", "Expected at least one.")
        truth = tuple(self._number(p) for p, _ in node.branches.values())
        believed = []
        for name, own in node.believed.items():
            if set(own) != set(options):
                what = f"`{name}` believes {list(own)} of chance move `{node.name}`."
                self._wrong("S677", what, f"Expected a probability for each of {list(options)}.")
                continue
            believed.append((self._player(name), tuple(self._number(own[option]) for option in options)))
        for row in (truth, *(own for _, own in believed)):
            self._check_sum(node.name, row)
        self._chances += 1
        label = node.name or f"chance.{self._chances}"
        self.tree.sets.append(MoveSet(NOBODY, str(self._chances), label, options, truth, tuple(believed)))
        return len(self.tree.sets) - 1

    def _check_sum(self, name: str, row: tuple[Number, ...]) -> None:
        """Constants are judged here; what depends on draws is judged when it is bound."""
        fixed = [p for p in row if not isinstance(p, Expression)]
        if len(fixed) == len(row) and (any(p < 0 for p in fixed) or abs(sum(fixed, Fraction(0)) - 1) > 1e-9):
            said = ", ".join(f"{float(p):.6g}" for p in fixed)
            self._wrong("S677", f"the probabilities of chance move `{name}` are {said}.", "They must make 1.")
