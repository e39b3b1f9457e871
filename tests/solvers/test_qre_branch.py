"""The principal branch: published values, its agreement with `solve`, properties, statuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import StandoffError
from standoff.game.records import NOT_CONVERGED, SOLVED, BoundGame
from standoff.solvers import qre_branch, solve
from standoff.solvers.branch_system import BranchSystem
from tests.solvers.bank import CASES, Case, centipede, horse, logit, matrix
from tests.solvers.games import Tree, bind, decide, pay
from tests.solvers.random_games import random_tree, relabelled


def code(call: object) -> str:
    with pytest.raises(StandoffError) as caught:
        call()  # type: ignore[operator]
    return caught.value.problems[0].code


def three_way(payoff: dict[tuple[int, int, int], tuple[float, float, float]]) -> Tree:
    """Three players who choose one of two at the same time."""
    return decide(
        0,
        "a",
        *(
            decide(1, "b", *(decide(2, "c", *(pay(*payoff[i, j, k]) for k in (0, 1))) for j in (0, 1)))
            for i in (0, 1)
        ),
    )


def mclennan() -> Tree:
    """McKelvey and McLennan (1997), J. Econ. Theory 72, 411-425: nine equilibria."""
    both = {(0, 0, 0): (9, 8, 12), (1, 1, 0): (9, 8, 2), (0, 1, 1): (3, 4, 6), (1, 0, 1): (3, 4, 4)}
    return three_way(
        {(i, j, k): both.get((i, j, k), (0, 0, 0)) for i in (0, 1) for j in (0, 1) for k in (0, 1)}
    )


def asymmetric_stag() -> Tree:
    return matrix([[9, 0], [8, 7]], [[9, 8], [0, 7]])


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_branch_at_the_precision_of_a_case_of_the_bank_gives_its_answer(case: Case) -> None:
    bound = case.bound()
    precision = bound.precision[:, 0]
    branch = qre_branch(bound)
    assert branch.status == SOLVED
    assert branch.residual[branch.precision < 1e3].max() <= 1e-9
    if np.isinf(precision).any():
        return
    found = branch.at(float(precision.max()))
    np.testing.assert_allclose(found.probability, solve(bound).probability[0], atol=1e-8)
    assert found.residual <= 1e-10


@pytest.mark.parametrize(
    ("precision", "third"), [(0.5, 0.5930696950250769), (1.0, 0.6031551968772061), (2.0, 0.5087924680752415)]
)
def test_branch_of_the_horse_is_that_of_another_program(precision: float, third: float) -> None:
    """pygambit 16.7, agent logit on the principal branch."""
    found = qre_branch(bind(horse(), 3, 1.0)).at(precision)
    assert abs(found.probability.reshape(3, 2)[:, 0] - third).min() < 1e-10
    assert not found.folded


def test_branch_of_the_centipede_is_the_closed_form_at_every_point() -> None:
    branch = qre_branch(bind(centipede(), 2, 1.0), highest=20.0)
    assert branch.precision[-1] == 20.0
    for precision, play in zip(branch.precision, branch.probability, strict=True):
        take, go_on = logit(3.2, 1.6, precision=precision)
        worth = np.array([0.8, 3.2]) * take + np.array([6.4, 1.6]) * go_on
        third = logit(1.6, worth[0], precision=precision)
        assert abs(play.reshape(4, 2)[:, 0] - take).min() < 1e-12
        assert abs(play.reshape(4, 2)[:, 0] - third[0]).min() < 1e-12


def test_branch_through_a_bifurcation_goes_on_and_says_so() -> None:
    """The symmetric branch of McKelvey and McLennan's game loses its stability near .597."""
    branch = qre_branch(bind(mclennan(), 3, 1.0))
    assert branch.status == SOLVED
    assert branch.ended == "reached"
    assert branch.residual.max() < 1e-6


def test_branch_through_a_pitchfork_lists_where_it_crosses() -> None:
    """Pure coordination: uniform play at every precision, other branches from precision 2 on."""
    branch = qre_branch(bind(matrix([[1, 0], [0, 1]], [[1, 0], [0, 1]]), 2, 1.0), highest=50.0)
    assert branch.status == SOLVED
    np.testing.assert_allclose(branch.crossings, [2.0], rtol=1e-3)
    np.testing.assert_allclose(branch.probability, 0.5, atol=1e-9)


def test_branch_that_turns_back_is_followed_past_its_turns() -> None:
    """A game of three by three, found by search, whose principal branch turns at 2.19 and at 2.02."""
    first, second = [[9, 2, 7], [8, 1, 2], [3, 2, 9]], [[3, 8, 3], [5, 6, 9], [6, 3, 7]]
    folded = qre_branch(bind(matrix(first, second), 2, 1.0), highest=50.0)
    assert folded.status == SOLVED
    assert len(folded.turns) == 2
    middle = 0.5 * (min(folded.turns) + max(folded.turns))
    found = folded.at(middle)
    assert found.folded
    assert found.residual < 1e-9
    assert not folded.at(0.5 * min(folded.turns)).folded
    assert (np.diff(folded.precision) < 0).any()


@given(st.integers(0, 400))
@settings(max_examples=25, deadline=None)
def test_branch_of_a_random_game_meets_solve_and_survives_relabelling_and_rescaling(seed: int) -> None:
    rng = np.random.default_rng([31, seed])
    tree = random_tree(rng, n_moves=3, n_draws=1, subjective=bool(seed % 2))
    bound = bind(tree, 3, 1.0)
    branch = qre_branch(bound, highest=2.0)
    answer = branch.at(1.0).probability
    np.testing.assert_allclose(answer, solve(bound).probability[0], atol=1e-8)
    players = list(rng.permutation(3))
    other = bind(relabelled(tree, players, rng), 3, 1.0)
    moved = qre_branch(other, highest=2.0).at(1.0).probability
    np.testing.assert_allclose(np.sort(moved), np.sort(answer), atol=1e-9)
    scaled = BoundGame(bound.arrays, bound.cell, 5.0 * bound.payoff, bound.precision)
    np.testing.assert_allclose(qre_branch(scaled, highest=1.0).at(0.2).probability, answer, atol=1e-9)


def test_slopes_of_the_equations_are_those_of_differences() -> None:
    rng = np.random.default_rng(5)
    for _ in range(10):
        system = BranchSystem(bind(random_tree(rng, n_moves=4, n_draws=1, subjective=True), 3, 1.0), 0)
        x = rng.normal(size=system.arrays.n_actions)
        chart = system.chart(x)
        slope = system.answer(x, chart).slope
        for j, a in enumerate(chart.free):
            step = np.zeros(len(x))
            step[a] = 1e-6
            up, down = system.answer(x + step, chart).worth, system.answer(x - step, chart).worth
            np.testing.assert_allclose(slope[:, j], (up - down) / 2e-6, atol=1e-7)


def test_precisions_count_by_their_ratios() -> None:
    bound = bind(asymmetric_stag(), 2, np.array([0.5, 1.5]))
    branch = qre_branch(bound, highest=3.0)
    np.testing.assert_allclose(branch.ratio, [1 / 3, 1.0])
    np.testing.assert_allclose(branch.at(1.5).probability, solve(bound).probability[0], atol=1e-8)


def test_branch_with_too_few_steps_says_that_it_ended_early() -> None:
    branch = qre_branch(bind(horse(), 3, 1.0), steps=3)
    assert branch.status == NOT_CONVERGED
    assert branch.ended == "too many steps"
    assert code(lambda: branch.at(5.0)) == "S622"


def test_branch_settings_out_of_range_are_refused() -> None:
    bound = bind(horse(), 3, 1.0)
    assert code(lambda: qre_branch(bound, steps=0)) == "S622"
    assert code(lambda: qre_branch(bound, highest=np.inf)) == "S622"
    assert code(lambda: qre_branch(bound, 1)) == "S622"
    payoff = bound.payoff.copy()
    payoff[0, 0] = np.nan
    assert code(lambda: qre_branch(BoundGame(bound.arrays, bound.cell, payoff, bound.precision))) == "S632"


def test_branch_of_a_game_without_decisions_is_its_value() -> None:
    branch = qre_branch(bind(decide(0, None, pay(3.0)), 1, 1.0))
    assert branch.status == SOLVED
    np.testing.assert_allclose(branch.value, 3.0)
