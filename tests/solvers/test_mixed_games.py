"""Random games of mixed shapes: every row passes the check or says honestly that it does not."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.game.records import DEGENERATE, SOLVED
from standoff.solvers import plan, solve, verify
from standoff.solvers.assessments import mixed_gap
from standoff.solvers.tolerances import ACCEPTED
from tests.solvers.mixed_games import SHARP, mixed_game

GAMES = 300
LEAST = {1.0: 0.999, 4.0: 0.99, 16.0: 0.95}


@pytest.mark.parametrize("precision", LEAST)
def test_share_of_random_games_solved_at_a_precision_is_as_promised(precision: float) -> None:
    solved = []
    for number in range(GAMES):
        bound = mixed_game(number).at(precision)
        answer = solve(bound)
        solved += (answer.status == SOLVED).tolist()
        found = verify(bound, answer.probability)
        home = answer.status == SOLVED
        assert (found.residual[home] <= ACCEPTED).all()
        assert found.valid[home].all()
    assert np.mean(solved) >= LEAST[precision]


def test_random_games_in_the_sharp_limit_are_equilibria_or_say_that_they_are_not() -> None:
    solved = []
    for number in range(0, GAMES, 3):
        bound = mixed_game(number).at(SHARP)
        answer = solve(bound)
        good = answer.status[0] in (SOLVED, DEGENERATE)
        solved.append(good)
        if good and not plan(bound.arrays).perfect_information:
            spread = max(1.0, float(np.abs(bound.payoff).max(initial=0.0)))
            assert verify(bound, answer.probability).gain.max() <= 1e-7 * spread
            assert mixed_gap(bound, answer.probability[0]) <= 1e-7
    assert np.mean(solved) >= 0.95
