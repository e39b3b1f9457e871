"""Mistakes of the caller are refused with a code; trouble in a draw is a status."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.errors import StandoffError
from standoff.game.records import DEGENERATE, FAILED, SOLVED, BoundGame
from standoff.solvers import agent_quantal_response, solve, subgame_perfect
from tests.solvers.bank import centipede, horse, ultimatum
from tests.solvers.games import Edge, bind, chance, decide, pay


def code(call: object) -> str:
    with pytest.raises(StandoffError) as caught:
        call()  # type: ignore[operator]
    return caught.value.problems[0].code


def test_subgame_perfection_with_hidden_moves_is_refused() -> None:
    assert code(lambda: subgame_perfect(bind(horse(), 3, 1.0))) == "S620"


def test_precisions_of_the_wrong_shape_or_sign_are_refused() -> None:
    bound = bind(horse(), 3, 1.0)
    assert code(lambda: solve(BoundGame(bound.arrays, bound.cell, bound.payoff, np.ones((2, 1))))) == "S621"
    assert code(lambda: solve(bind(horse(), 3, -1.0))) == "S621"


def test_infinite_precision_for_a_logit_concept_is_refused() -> None:
    assert code(lambda: agent_quantal_response(bind(centipede(), 2, np.inf))) == "S623"


def test_numbers_that_are_not_finite_fail_their_draw_only() -> None:
    bound = bind(centipede(), 2, 1.0, n_draws=5)
    payoff = bound.payoff.copy()
    payoff[2, 3] = np.nan
    payoff[0, 1] = np.inf
    precision = bound.precision.copy()
    precision[0, 0] = np.nan
    answer = solve(BoundGame(bound.arrays, bound.cell, payoff, precision))
    assert answer.status.tolist() == [FAILED, FAILED, SOLVED, FAILED, SOLVED]
    assert np.isfinite(answer.value[[2, 4]]).all()


def test_chances_that_do_not_add_up_fail_their_draw_only() -> None:
    p = np.array([0.5, 0.4, 0.5])
    root = chance(1, (p, decide(0, None, pay(1.0), pay(0.0))), (0.5, pay(2.0)))
    assert solve(bind(root, 1, 1.0, n_draws=3)).status.tolist() == [SOLVED, FAILED, SOLVED]


def test_tie_that_is_reached_is_split_and_called_degenerate() -> None:
    tied = decide(0, None, pay(0.1 + 0.2, 1.0), pay(0.3, 3.0), pay(0.0, 9.0))
    answer = solve(bind(tied, 2, np.inf))
    assert answer.status.tolist() == [DEGENERATE]
    np.testing.assert_allclose(answer.probability, [[0.5, 0.5, 0.0]])
    np.testing.assert_allclose(answer.value, [[0.3, 2.0]])


def test_tie_that_is_not_reached_is_solved() -> None:
    tied = decide(1, None, pay(0.0, 1.0), pay(0.0, 1.0))
    assert solve(bind(decide(0, None, pay(1.0, 0.0), Edge(tied)), 2, np.inf)).status.tolist() == [SOLVED]
    assert solve(bind(decide(0, None, pay(-1.0, 0.0), Edge(tied)), 2, np.inf)).status.tolist() == [DEGENERATE]


def test_draws_that_mix_sharp_and_logit_are_each_played_their_way() -> None:
    precision = np.array([[1.0, np.inf, 2.0, np.inf], [1.0, np.inf, np.inf, 3.0]])
    mixed = solve(bind(centipede(), 2, precision, n_draws=4))
    for draw in range(4):
        alone = solve(bind(centipede(), 2, precision[:, draw]))
        np.testing.assert_array_equal(mixed.probability[draw], alone.probability[0])
    assert mixed.probability[1].max() == 1.0


def test_game_without_moves_or_draws_is_solved_to_nothing() -> None:
    bound = bind(ultimatum(), 2, np.ones((2, 0)), n_draws=0)
    assert solve(bound).value.shape == (0, 2)
    still = bind(chance(2, (1.0, pay(1.0, 2.0))), 2, 1.0)
    np.testing.assert_allclose(solve(still).value, [[1.0, 2.0]])


def test_decisions_without_alternative_are_passed_through() -> None:
    only = decide(0, "h", Edge(decide(1, None, pay(1.0, 5.0))))
    root = chance(2, (0.5, only), (0.5, decide(0, "h", pay(3.0, 0.0))))
    answer = solve(bind(root, 2, 1.0))
    np.testing.assert_allclose(answer.probability, [[1.0, 1.0]])
    np.testing.assert_allclose(answer.value, [[2.0, 2.5]])
