"""Random games of mixed shapes by number: the same game for the same number, everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from standoff.game.records import BoundGame
from tests.solvers.games import bind
from tests.solvers.random_games import random_tree

SHARP = float("inf")
PRECISIONS = (1.0, 4.0, 16.0, SHARP)


@dataclass(frozen=True)
class MixedGame:
    """A game of two to four players, seen or hidden moves, common or own beliefs."""

    number: int
    bound: BoundGame

    def at(self, precision: float) -> BoundGame:
        """The game with this precision for everyone."""
        given = self.bound
        return BoundGame(given.arrays, given.cell, given.payoff, np.full_like(given.precision, precision))


def mixed_game(number: int, *, n_draws: int = 1) -> MixedGame:
    """The game of this number: two to five moves, payoffs of a range that differs between games."""
    rng = np.random.default_rng([20, number])
    n_players = int(rng.integers(2, 5))
    tree = random_tree(
        rng,
        n_players=n_players,
        n_moves=int(rng.integers(2, 6)),
        hidden=bool(rng.random() < 0.85),
        subjective=bool(rng.integers(2)),
        spread=float(rng.choice([0.5, 1.0, 2.0])),
        n_draws=n_draws,
    )
    return MixedGame(number, bind(tree, n_players, 1.0, n_draws=n_draws, n_items=2))
