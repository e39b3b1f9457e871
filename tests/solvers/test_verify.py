"""The independent check refuses answers that are wrong in the ways in which solvers go wrong."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.game.records import REJECTED, BoundGame
from standoff.kernels import PACK
from standoff.solvers import plan, solve, verify
from standoff.solvers.batch.workspace import Tapes
from standoff.solvers.reference import conditional_values, edge_probability, node_belief, paid, respond
from standoff.solvers.tolerances import ACCEPTED
from tests.solvers.bank import CASES, horse
from tests.solvers.games import bind
from tests.solvers.test_kernels import random_bound

HIDDEN = [case for case in CASES if case.name in ("horse", "beer_quiche", "kuhn", "unseen", "pennies")]


def iterate(bound: BoundGame, answer: object, rounds: int = 300) -> np.ndarray:
    """A fixed point of a (broken) rule of play, float64[draw, action]."""
    width = np.diff(bound.arrays.first_action)
    play = np.repeat(1.0 / width, width)[:, None] * np.ones(bound.n_draws)
    for _ in range(rounds):
        play = 0.5 * play + 0.5 * answer(bound, play)  # type: ignore[operator]
    return play.T


def flipped(bound: BoundGame, play: np.ndarray) -> np.ndarray:
    """Sign flipped: everybody prefers what is worse."""
    turned = BoundGame(bound.arrays, bound.cell, -bound.payoff, bound.precision)
    return respond(turned, play)


def weightless(bound: BoundGame, play: np.ndarray) -> np.ndarray:
    """Missing reach: every node of an information set is believed alike."""
    arrays = bound.arrays
    answer = np.ones_like(play)
    for i in range(arrays.n_players):
        chances = edge_probability(bound, play, 1 + i)
        belief = node_belief(bound, np.ones_like(chances), i)
        values = conditional_values(bound, chances, paid(bound, i), belief)
        for h in np.flatnonzero(arrays.infoset_player == i):
            own = slice(arrays.first_action[h], arrays.first_action[h + 1])
            weight = np.exp(bound.precision[i] * (values[own] - values[own].max(axis=0)))
            answer[own] = weight / weight.sum(axis=0)
    return answer


def unweighted_sum(bound: BoundGame, play: np.ndarray) -> np.ndarray:
    """Reach that is not divided by the information set's own: unlikely moves look unimportant."""
    arrays = bound.arrays
    answer = np.ones_like(play)
    for i in range(arrays.n_players):
        chances = edge_probability(bound, play, 1 + i)
        reach = np.zeros((arrays.n_nodes, bound.n_draws))
        reach[0] = 1.0
        for node in range(arrays.n_nodes):
            for edge in range(arrays.first_edge[node], arrays.first_edge[node + 1]):
                reach[arrays.child[edge]] += reach[node] * chances[edge]
        values = conditional_values(bound, chances, paid(bound, i), reach)
        for h in np.flatnonzero(arrays.infoset_player == i):
            own = slice(arrays.first_action[h], arrays.first_action[h + 1])
            weight = np.exp(bound.precision[i] * (values[own] - values[own].max(axis=0)))
            answer[own] = weight / weight.sum(axis=0)
    return answer


@pytest.mark.parametrize("case", HIDDEN, ids=[case.name for case in HIDDEN])
@pytest.mark.parametrize("broken", [flipped, weightless, unweighted_sum])
def test_verify_of_a_broken_rule_of_play_refuses_it(case: object, broken: object) -> None:
    bound = case.bound()  # type: ignore[attr-defined]
    wrong = iterate(bound, broken)
    right = iterate(bound, respond)
    assert verify(bound, right).residual.max() <= ACCEPTED
    if np.abs(wrong - right).max() > 1e-3:  # the rule makes a difference in this game
        assert verify(bound, wrong).residual.min() > 1e-4


@pytest.mark.parametrize("broken", [flipped, weightless, unweighted_sum])
def test_broken_rules_of_play_differ_in_most_games(broken: object) -> None:
    differ = [np.abs(iterate(c.bound(), broken) - iterate(c.bound(), respond)).max() > 1e-3 for c in HIDDEN]
    assert sum(differ) >= 2


def test_verify_of_a_nudged_answer_measures_the_nudge() -> None:
    bound = random_bound(11, 20)
    answer = solve(bound)
    nudged = answer.probability.copy()
    nudged[:, 0] += 1e-4
    nudged[:, 1] -= 1e-4
    residual = verify(bound, nudged).residual
    assert (residual > 1e-5).all()
    assert (residual < 1e-2).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -0.1, 0.9])
def test_verify_of_probabilities_that_are_none_calls_them_invalid(bad: float) -> None:
    bound = bind(horse(), 3, 1.0, n_draws=3)
    play = solve(bound).probability.copy()
    play[1, 0] = bad
    assert verify(bound, play).valid.tolist() == [True, False, True]


def test_verify_of_a_dominated_choice_counts_the_gain_at_the_root() -> None:
    case = next(case for case in CASES if case.name == "entry")
    bound = case.bound()
    play = solve(bound).probability.copy()
    play[0] = play[0, ::1]
    first = slice(bound.arrays.first_action[0], bound.arrays.first_action[1])
    play[0, first] = [0.0, 1.0]  # the first entrant stays out, although entering pays it 1
    found = verify(bound, play)
    assert found.residual[0] == 1.0
    np.testing.assert_allclose(found.gain[1], [1.0])
    # a choice that is hardly ever reached gains in proportion to its reach
    play[0, first] = [0.25, 0.75]
    np.testing.assert_allclose(verify(bound, play).gain[1], [0.75])


def test_solve_whose_kernels_are_wrong_rejects_every_row() -> None:
    from dataclasses import replace

    bound = random_bound(2, 12)
    proper = plan(bound.arrays)
    assert not solve(bound, plan=proper).status.any()

    def misread(tapes: Tapes) -> Tapes:
        """Payoffs of the first row read as zero wherever the tape asks for them."""
        backward = tapes.backward.copy()
        backward[backward == tapes.at.payoff * PACK] = 0
        return tapes._replace(backward=backward)

    answer = solve(bound, plan=replace(proper, tapes=misread(proper.tapes), joint=misread(proper.joint)))
    assert (answer.status == REJECTED).mean() > 0.5
