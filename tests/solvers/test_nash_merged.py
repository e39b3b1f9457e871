"""Gains on merged games: what is counted on histories does not depend on how they were merged."""

from __future__ import annotations

import numpy as np
import pytest

from standoff import compiler, game, scenario, solvers
from standoff.game import BoundGame
from standoff.study.rows import numbers_of
from tests.compiler.random_scenarios import random_scenario


def bound_of(seed: int, *, merge: bool) -> BoundGame:
    reading = scenario.load_text(random_scenario(seed, n_moves=5)).reading()
    compiled = compiler.compile_scenario(reading, merge=merge)
    numbers = numbers_of(compiled, seed=1, first=0, n_draws=1)
    return game.at_precision(game.bind(compiled.game, numbers, 1), 0.4)


@pytest.mark.parametrize("seed", range(40))
def test_gains_of_play_in_a_merged_game_are_those_of_its_tree(seed: int) -> None:
    gains, values = [], []
    for merge in (True, False):
        bound = bound_of(seed, merge=merge)
        found = solvers.solve(bound)
        gains.append(solvers.gain(bound, found.probability[0]))
        values.append(found.value[0])
        for player in range(bound.arrays.n_players):
            reply = solvers.best_response(bound, found.probability[0], player)
            assert reply.value == pytest.approx(values[-1][player] + gains[-1][player], abs=1e-9)
    np.testing.assert_allclose(values[0], values[1], atol=1e-8)
    np.testing.assert_allclose(gains[0], gains[1], atol=1e-8)


@pytest.mark.parametrize("seed", range(10))
def test_unfolded_merged_game_is_a_tree_with_the_same_gains(seed: int) -> None:
    bound = bound_of(seed, merge=True)
    play = solvers.solve(bound).probability[0]
    tree = solvers.unfold(bound)
    assert len(set(tree.bound.arrays.child.tolist())) == len(tree.bound.arrays.child)
    game.check_structure(tree.bound.arrays)
    np.testing.assert_allclose(
        solvers.gain(tree.bound, play[tree.action]), solvers.gain(bound, play), atol=1e-12
    )
