"""Symmetric simultaneous games of several players: their payoff tables, and a table as a game.

Battle of the sexes (payoffs 1 to 5), stag hunt (least effort), chicken (war of escalation), pure
coordination, the volunteer's dilemma. A table is float64[player, option of player 0, ..., draw].
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.solvers.games import Edge, Tree, decide, end

KINDS = ("battle", "stag hunt", "chicken", "coordination", "volunteer")


def payoffs(rng: np.random.Generator, kind: str, n_players: int, n_options: int, n_draws: int) -> np.ndarray:
    """The table of a stage game, exactly symmetric, with numbers of its own in each draw."""
    rule = {
        "battle": _battle,
        "stag hunt": _stag_hunt,
        "chicken": _chicken,
        "coordination": _coordination,
        "volunteer": _volunteer,
    }[kind]
    high, low, cost = rng.uniform(3, 5, n_draws), rng.uniform(1, 2.5, n_draws), rng.uniform(0.2, 0.8, n_draws)
    shape = (n_options,) * n_players
    table = np.zeros((n_players, *shape, n_draws))
    for moves in np.ndindex(*shape):
        for i in range(n_players):
            others = [m for j, m in enumerate(moves) if j != i]
            table[(i, *moves)] = rule(i, moves[i], others, n_options, (high, low, cost))
    return table


Numbers = tuple[np.ndarray, np.ndarray, np.ndarray]


def _battle(i: int, mine: int, others: list[int], n_options: int, numbers: Numbers) -> np.ndarray:
    high, low, _ = numbers
    together = all(m == mine for m in others)
    return (high if mine == i % n_options else low) * float(together)


def _stag_hunt(_i: int, mine: int, others: list[int], n_options: int, numbers: Numbers) -> np.ndarray:
    high, _, cost = numbers
    effort = [(n_options - 1 - m) / (n_options - 1) for m in (mine, *others)]
    return 1.0 + high * min(effort) - 2.0 * cost * effort[0]


def _chicken(_i: int, mine: int, others: list[int], n_options: int, numbers: Numbers) -> np.ndarray:
    high, low, _ = numbers
    top, n_top = max(mine, *others), [mine, *others].count(max(mine, *others))
    if top == 0:
        return 0.0 * high
    if mine < top:
        return -low * (1.0 + mine) / n_options
    return low * mine if n_top == 1 else -high * mine


def _coordination(_i: int, mine: int, others: list[int], n_options: int, numbers: Numbers) -> np.ndarray:
    high, _, _ = numbers
    return high * float(all(m == mine for m in others)) + 0.0 * n_options


def _volunteer(_i: int, mine: int, others: list[int], n_options: int, numbers: Numbers) -> np.ndarray:
    high, _, cost = numbers
    done = mine > 0 or any(m > 0 for m in others)
    return high * float(done) - cost * high * float(mine > 0) * (1.0 if n_options < 3 else 1.0 + 0.1 * mine)


def stage(table: np.ndarray, copy: Callable[[int], int] = lambda _: 0) -> Tree:
    """The game of a table; `copy(player)` names the copy of the game that the player believes to be in."""
    n_players = len(table)

    def grow(moves: tuple[int, ...]) -> Tree | Edge:
        i = len(moves)
        if i == n_players:
            return Edge(end(), list(table[(slice(None), *moves)]))
        return decide(i, ("stage", copy(i)), *(grow((*moves, k)) for k in range(table.shape[i + 1])))

    root = grow(())
    assert isinstance(root, Tree)
    return root
