"""What a game of the bank is, and short ways to write one down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from standoff.game import BoundGame, Chance, Decision, Game, Terminal, build_tree

Tree = Terminal | Decision | Chance
Play = Mapping[str, Mapping[str, float]]  # information set: action: probability


@dataclass(frozen=True)
class Known:
    """Answers, each None or empty where it is not known.

    pure : how many pure equilibria there are in reduced strategies
    path : actions on the path of the unique subgame-perfect equilibrium, chance moves left out
    worth : payoffs of the subgame-perfect equilibrium, one a player
    value : what the first player gets in every equilibrium (constant-sum games)
    equilibria : profiles that are Nash equilibria, by the information set's name
    quantal : (precision, probabilities) of the agent logit equilibrium, closed form
    recomputed : the fields whose answer comes from the independent code of these tests (`brute`),
        not from the publication
    """

    pure: int | None = None
    path: tuple[str, ...] | None = None
    worth: tuple[float, ...] | None = None
    value: float | None = None
    equilibria: tuple[Play, ...] = ()
    quantal: tuple[tuple[float, Play], ...] = ()
    recomputed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A game: `build()` gives it compiled, with its numbers as one draw of sharp play."""

    name: str
    source: str
    players: tuple[str, ...]
    tree: Callable[[], Decision | Chance]
    known: Known = field(default_factory=Known)

    def build(self) -> tuple[Game, BoundGame]:
        """The compiled game and its one draw."""
        built = build_tree(self.tree(), self.players)
        return built.game, built.bound


def matrix(
    players: tuple[str, str],
    actions: Sequence[Sequence[str]],
    payoff: Sequence[Sequence[tuple[float, float]]],
) -> Decision:
    """Two players who choose at the same time; information sets carry the players' names."""
    rows, columns = actions
    table = {(r, c): payoff[i][j] for i, r in enumerate(rows) for j, c in enumerate(columns)}
    return together(players, actions, lambda *chosen: table[chosen[0], chosen[1]])


def zero_sum(
    players: tuple[str, str], actions: Sequence[Sequence[str]], payoff: Sequence[Sequence[float]]
) -> Decision:
    """As `matrix`, with what the second pays the first."""
    return matrix(players, actions, [[(x, -x) for x in row] for row in payoff])


def together(
    players: Sequence[str], actions: Sequence[Sequence[str]], payoff: Callable[..., tuple[float, ...]]
) -> Decision:
    """Any number of players who choose at the same time."""

    def below(chosen: tuple[str, ...]) -> Tree:
        k = len(chosen)
        if k == len(players):
            return Terminal(tuple(payoff(*chosen)))
        return Decision(players[k], {a: below((*chosen, a)) for a in actions[k]}, players[k])

    root = below(())
    assert isinstance(root, Decision)
    return root


def stage(
    players: tuple[str, str],
    actions: Sequence[Sequence[str]],
    after: Callable[[str, str], Tree],
    name: str,
) -> Decision:
    """A simultaneous move of two players in the middle of a game; `name` tells information sets apart."""
    first, second = players
    rows = {a: {b: after(a, b) for b in actions[1]} for a in actions[0]}
    return Decision(
        first, {a: Decision(second, row, f"{second} {name}") for a, row in rows.items()}, f"{first} {name}"
    )


def pairs(first: Sequence[str], second: Sequence[str]) -> list[tuple[str, str]]:
    """All combinations."""
    return list(product(first, second))


def mixed(**sets: Mapping[str, float]) -> Play:
    """A profile by information set, for names that are words."""
    return sets
