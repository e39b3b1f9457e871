"""Families of games on which a claim about the principal branch is tried; by seed, the same everywhere.

- mixed: the random games of `random_games`, 2 to 4 players, hidden moves, chance, beliefs of their own;
- near_symmetric: simultaneous 2- and 3-option games of 2 to 4 players that are symmetric up to noise in
  every payoff, as they stand, mirrored, or twice in one game, in several units (`stages`);
- signalling: private types, subjective beliefs about them, messages, replies;
- merged: graphs whose nodes have several parents, one-option sets, chances of 0; made by hand and by the
  compiler from random scenarios.
Every game has some draws with one structure, so that packs of draws can be solved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from standoff import compiler, game, scenario
from standoff.game.records import BoundGame
from standoff.study.rows import numbers_of
from tests.compiler.random_scenarios import random_scenario
from tests.solvers.games import Edge, Tree, bind, chance, decide, end
from tests.solvers.random_games import random_tree
from tests.solvers.stages import KINDS, payoffs, stage

NOISES = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
VARIANTS = ("plain", "mirrored", "twice seen", "twice hidden", "twice half seen")
UNITS = (1.0, 1e-3, 1e3, 1e6)


@dataclass(frozen=True)
class Sample:
    """A structure with some draws. `noise` is None where the family has none; precisions are 1, or the
    inverse of the payoffs' unit."""

    family: str
    kind: str
    seed: int
    n_players: int
    noise: float | None
    bound: BoundGame


def at_precision(bound: BoundGame, factor: float) -> BoundGame:
    """The game with all precisions times a factor; infinity makes everybody sharp."""
    precision = np.full_like(bound.precision, np.inf) if np.isinf(factor) else bound.precision * factor
    return BoundGame(bound.arrays, bound.cell, bound.payoff, precision)


def one_draw(bound: BoundGame, draw: int) -> BoundGame:
    """A draw alone."""
    return BoundGame(bound.arrays, *(t[:, [draw]] for t in (bound.cell, bound.payoff, bound.precision)))


def mixed(seed: int, *, n_draws: int = 4) -> Sample:
    """A random extensive game: chance, hidden moves, early ends, payoffs along the way."""
    rng = np.random.default_rng([31, seed])
    n_players = int(rng.integers(2, 5))
    subjective = bool(rng.integers(2))
    tree = random_tree(
        rng,
        n_players=n_players,
        n_moves=int(rng.integers(2, 6)),
        hidden=bool(rng.random() < 0.85),
        subjective=subjective,
        spread=float(rng.choice([0.5, 1.0, 2.0])),
        n_draws=n_draws,
        n_items=0,
    )
    kind = "own beliefs" if subjective else "common beliefs"
    return Sample("mixed", kind, seed, n_players, None, bind(tree, n_players, 1.0, n_draws=n_draws))


def near_symmetric(
    seed: int, *, n_draws: int = 4, noise: float | None = None, n_players: int | None = None
) -> Sample:
    """A symmetric stage game with noise of this sd in every payoff, from the seed unless given."""
    rng = np.random.default_rng([32, seed])
    kind, variant = str(rng.choice(KINDS)), str(rng.choice(VARIANTS, p=(0.4, 0.15, 0.15, 0.15, 0.15)))
    players, options = int(rng.integers(2, 5)), int(rng.choice([2, 2, 3]))
    unit, inverse = float(rng.choice(UNITS, p=(0.55, 0.15, 0.15, 0.15))), bool(rng.random() < 0.6)
    sd = float(rng.choice(NOISES)) if noise is None else noise
    players = players if n_players is None else n_players
    if players == 4:
        options = 2
    table = payoffs(rng, kind, players, options, n_draws)
    table = unit * (table + sd * rng.normal(size=table.shape))
    if variant == "mirrored":  # the last player first, the last option first
        table = np.flip(table, axis=tuple(range(1, players + 1)))
        table = table[::-1].transpose(0, *range(players, 0, -1), players + 1)
    tree = stage(table) if not variant.startswith("twice") else _twice(table, variant)
    bound = bind(tree, players, 1.0 / unit if inverse else 1.0, n_draws=n_draws)
    said = f"{kind}, {options} options, {variant}, unit {unit:g}{', precision to match' if inverse else ''}"
    return Sample("near_symmetric", said, seed, players, sd, bound)


def _twice(table: np.ndarray, variant: str) -> Tree:
    """Two identical copies; who sees which of them chance chose: all, nobody, or the first player."""
    n = len(table)
    seers = {"twice seen": set(range(n)), "twice hidden": set(), "twice half seen": {0}}[variant]
    copies = [stage(table, lambda i, c=copy: c if i in seers else -1) for copy in range(2)]
    return chance(n, *((0.5, copy) for copy in copies))


def signalling(seed: int, *, n_draws: int = 4) -> Sample:
    """A sender with a private type, of which others have odds of their own; near-symmetric now and then.

    With two senders, both have types and speak at once. With noise 0 the types and messages are alike
    up to their names (the receiver wants to match the type, the sender gains by any match).
    """
    rng = np.random.default_rng([33, seed])
    n_players, n_types, n_messages, n_replies = (int(rng.integers(2, 4)) for _ in range(4))
    coordinated = bool(rng.random() < 0.4)
    noise = float(rng.choice(NOISES)) if coordinated else None
    odds = [_odds(rng, n_types, n_draws, subjective=rng.random() < 0.6) for _ in range(1 + n_players)]
    if coordinated:
        odds = [np.full((n_types, n_draws), 1.0 / n_types)] * (1 + n_players)
    senders = n_players - 1

    def pays(kind: tuple[int, ...], reply: int) -> list[Any]:
        if not coordinated:
            return [2.0 * rng.normal(size=n_draws) for _ in range(n_players)]
        hit = 2.0 * sum(reply % n_types == t for t in kind)
        return [hit + float(noise or 0.0) * rng.normal(size=n_draws) for _ in range(n_players)]

    def talk(kind: tuple[int, ...], said: tuple[int, ...]) -> Tree:
        i = len(said)
        if i == senders:
            ends = [Edge(end(), pays(kind, k)) for k in range(n_replies)]
            return decide(i, ("reply", said), *ends)
        return decide(i, ("say", kind[i]), *(talk(kind, (*said, m)) for m in range(n_messages)))

    def types(kind: tuple[int, ...]) -> Tree:
        if len(kind) == senders:
            return talk(kind, ())
        return chance(n_players, *(([o[t] for o in odds], types((*kind, t))) for t in range(n_types)))

    bound = bind(types(()), n_players, 1.0, n_draws=n_draws)
    return Sample("signalling", "matching" if coordinated else "random", seed, n_players, noise, bound)


def _odds(rng: np.random.Generator, n: int, n_draws: int, *, subjective: bool) -> np.ndarray:
    """Odds [option, draw] of one who believes so; even ones where not subjective; now and then a 0."""
    odds = rng.dirichlet(np.ones(n), n_draws).T if subjective else np.full((n, n_draws), 1.0 / n)
    if subjective and rng.random() < 0.25:
        odds[0, rng.random(n_draws) < 0.5] = 0.0
        odds = odds / odds.sum(axis=0)
    return odds


def merged(seed: int, *, n_draws: int = 4) -> Sample:
    """A graph: of a random scenario by the compiler, or stages whose ends lead to shared stages."""
    rng = np.random.default_rng([34, seed])
    if rng.random() < 0.5:
        text = random_scenario(seed, n_moves=int(rng.integers(3, 6)))
        compiled = compiler.compile_scenario(scenario.load_text(text).reading())
        numbers = numbers_of(compiled, seed=1, first=0, n_draws=n_draws)
        bound = game.at_precision(game.bind(compiled.game, numbers, n_draws), 1.0)
        return Sample("merged", "compiled", seed, bound.arrays.n_players, None, bound)
    n_players = int(rng.integers(2, 4))
    bound = bind(_layers(rng, n_players, n_draws), n_players, 1.0, n_draws=n_draws)
    return Sample("merged", "layers", seed, n_players, None, bound)


def _layers(rng: np.random.Generator, n_players: int, n_draws: int) -> Tree:
    """Two or three simultaneous stages; the sum of the moves decides which shared stage comes next."""
    n_classes, depth = int(rng.integers(1, 4)), int(rng.integers(2, 4))
    below: list[Tree] = [end() for _ in range(n_classes)]
    for t in range(depth):
        sizes = rng.integers(1, 3, size=n_players)  # one-option sets among them
        sizes[int(rng.integers(n_players))] = 2
        above = [_shared(rng, (depth - t, c), sizes, below, n_draws) for c in range(n_classes)]
        below = [_shaken(rng, n_players, node, above, n_draws) for node in above]
    return below[0]


def _shared(
    rng: np.random.Generator, name: tuple[int, int], sizes: np.ndarray, below: list[Tree], n_draws: int
) -> Tree:
    """A stage of these many options, all of whose ends lead to one of `below`."""

    def grow(moves: tuple[int, ...]) -> Tree:
        i = len(moves)
        edges = []
        for k in range(int(sizes[i])):
            last = i == len(sizes) - 1
            child = below[(sum(moves) + k) % len(below)] if last else grow((*moves, k))
            edges.append(Edge(child, [1.5 * rng.normal(size=n_draws) for _ in sizes] if last else None))
        return decide(i, name, *edges)

    return grow(())


def _shaken(rng: np.random.Generator, n_players: int, node: Tree, others: list[Tree], n_draws: int) -> Tree:
    """The node, or a chance move that leads to it or elsewhere, with chances of 0 among them."""
    if rng.random() < 0.5:
        return node
    share = rng.choice([0.0, 0.3, 0.7, 1.0], size=(1 + n_players, n_draws))
    own = [share[0] if rng.random() < 0.5 else row for row in share]
    other = others[int(rng.integers(len(others)))]
    return chance(n_players, (own, node), ([1.0 - s for s in own], other))


FAMILIES: dict[str, Callable[..., Sample]] = {
    "mixed": mixed,
    "near_symmetric": near_symmetric,
    "signalling": signalling,
    "merged": merged,
}


def samples(family: str, n_games: int, *, first: int = 0, n_draws: int = 4) -> Iterator[Sample]:
    """Structures of a family until they hold this many draws, from seed `first` on."""
    for k in range(-(-n_games // n_draws)):
        yield FAMILIES[family](first + k, n_draws=min(n_draws, n_games - k * n_draws))
