"""The principal branch: published values, its agreement with `solve`, properties, statuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import StandoffError
from standoff.game.records import NOT_CONVERGED, SOLVED, BoundGame
from standoff.solvers import qre_branch, solve
from standoff.solvers.path.equations import BranchSystem
from tests.solvers.bank import CASES, Case, centipede, horse, logit, matrix
from tests.solvers.families import NOISES, near_symmetric, one_draw, signalling
from tests.solvers.games import Tree, bind, decide, pay
from tests.solvers.random_games import random_tree, relabelled
from tests.solvers.tracer import trace


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


def test_branch_past_a_sharp_bend_stays_on_its_own_curve() -> None:
    """A battle of the sexes, not quite symmetric: the branch bends where a symmetric one would fork."""
    row, column = [[2.031, -0.259], [0.269, 0.61]], [[0.64, -0.385], [0.29, 1.892]]
    for change in (0.0, 1e-3, 1e-6):
        bound = bind(matrix(row, [[column[0][0] + change, column[0][1]], column[1]]), 2, 1.0)
        branch = qre_branch(bound)
        assert branch.crossings == ()
        assert branch.turns == ()
        found = trace(bound, scales=(1.0, 4.0, 16.0), limit=True)
        for scale, play in zip(found.scales, found.play, strict=True):
            np.testing.assert_allclose(branch.at(scale).probability, play, atol=1e-7)
        np.testing.assert_allclose(branch.probability[-1], found.limit_play, atol=1e-3)


@pytest.mark.parametrize("noise", [0.0, 1e-9, 1e-5, 1e-3])
def test_branch_of_a_fork_crosses_only_where_the_draw_is_symmetric(noise: float) -> None:
    """Battle of the sexes: at noise 0 the mixed play goes on and the pure ones cross; else it bends."""
    bound = bind(matrix([[3.0 + noise, 0], [0, 1]], [[1, 0], [0, 3.0]]), 2, 1.0)
    branch = qre_branch(bound)
    limit = branch.probability[-1]
    if noise:
        assert branch.crossings == ()
        np.testing.assert_allclose(limit, [1, 0, 1, 0], atol=1e-6)
    else:
        assert len(branch.crossings) == 1
        np.testing.assert_allclose(limit, [0.75, 0.25, 0.25, 0.75], atol=1e-4)


def test_crossing_at_which_two_eigenvalues_pass_at_once_is_listed() -> None:
    """Three players who want to be alike: the determinant keeps its sign where uniform play forks."""
    payoff = {
        (i, j, k): (
            float(i == j) + float(i == k),
            float(i == j) + float(j == k),
            float(i == k) + float(j == k),
        )
        for i in (0, 1)
        for j in (0, 1)
        for k in (0, 1)
    }
    alike = qre_branch(bind(three_way(payoff), 3, 1.0), highest=20.0)
    np.testing.assert_allclose(alike.crossings, [1.0], rtol=1e-3)
    apart = {key: tuple(-p for p in pays) for key, pays in payoff.items()}
    other = qre_branch(bind(three_way(apart), 3, 1.0), highest=20.0)  # type: ignore[arg-type]
    np.testing.assert_allclose(other.crossings, [2.0], rtol=1e-3)
    np.testing.assert_allclose(other.probability, 0.5, atol=1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_branch_of_a_near_symmetric_game_is_that_of_small_steps(seed: int) -> None:
    noise = NOISES[seed % len(NOISES)]
    bound = one_draw(near_symmetric(seed, n_draws=1, noise=noise).bound, 0)
    branch, unit = qre_branch(bound), float(bound.precision.max())
    scales = tuple(s for s in (1.0, 4.0, 16.0) if s * unit < branch.precision[-1])
    found = trace(bound, scales=scales, limit=True)
    assert branch.status == SOLVED
    for k, scale in enumerate(scales):
        if found.status[k] == "ok":
            np.testing.assert_allclose(branch.at(scale * unit).probability, found.play[k], atol=1e-6)
    if found.limit_status in ("ok", "unsettled"):
        room = max(1e-3, 10.0 * found.drift)
        np.testing.assert_allclose(branch.probability[-1], found.limit_play, atol=room)
        assert bool(branch.crossings) == found.limit_crossed


@pytest.mark.parametrize(("seed", "draw"), [(9, 1), (24, 1), (28, 1)])
def test_branch_past_eigenvalues_that_pass_1_as_a_nearly_real_pair_stays_on_its_own_curve(
    seed: int, draw: int
) -> None:
    """Types and messages that are alike but for noise: of the real eigenvalues none passes 1."""
    bound = one_draw(signalling(seed, n_draws=2).bound, draw)
    branch, found = qre_branch(bound), trace(bound, scales=(1.0, 4.0, 16.0))
    assert branch.crossings == found.crossings == ()
    for scale, play in zip(found.scales, found.play, strict=True):
        np.testing.assert_allclose(branch.at(scale).probability, play, atol=1e-6)
