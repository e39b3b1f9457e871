"""Robust options under changes of scale, and tipping points against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.exploration import (
    RULES,
    ExplorationError,
    Prior,
    losses,
    prior,
    robust_options,
    tipping,
    tipping_by_one,
    tipping_by_pair,
)


def _none(n: int) -> np.ndarray:
    return np.zeros(n, dtype=bool)


def _unit(n: int, reach: float = 50.0) -> Prior:
    names = [f"x{i}" for i in range(n)]
    return prior(names, np.zeros(n), np.ones(n), low=np.full(n, -reach), high=np.full(n, reach))


@pytest.mark.parametrize("shift", [0.0, 10.0])
def test_robust_options_that_tie_stay_tied_wherever_zero_is(shift: float) -> None:
    # Dividing by the payoff tells these two options apart, the more so the nearer zero is.
    payoff = np.array([[1, 0.9], [2, 1.9], [0.001, 0.101]]) + shift
    found = robust_options(payoff, ["a", "b"], actor="north", failed=_none(3), opponents="fixed")
    assert found.largest_loss == pytest.approx([0.1, 0.1], abs=1e-12)
    assert found.ranking("largest loss") == ("a", "b")


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 1000), st.floats(0.01, 100), st.floats(-100, 100))
def test_robust_options_after_a_positive_affine_map_are_ranked_the_same(
    seed: int, slope: float, shift: float
) -> None:
    payoff = np.random.default_rng(seed).normal(size=(40, 4))
    names = ["a", "b", "c", "d"]
    plain, mapped = (
        robust_options(u, names, actor="north", failed=_none(40), opponents="solving again")
        for u in (payoff, slope * payoff + shift)
    )
    for rule in RULES:
        assert plain.ranking(rule) == mapped.ranking(rule)
    assert mapped.range_loss == pytest.approx(plain.range_loss, rel=1e-6)
    assert mapped.largest_loss == pytest.approx(slope * plain.largest_loss, rel=1e-6)


def test_robust_options_tell_the_measures_of_a_small_table() -> None:
    payoff = [[4.0, 3.0], [0.0, 2.0], [np.nan, 1.0]]
    found = robust_options(
        payoff, ["bold", "safe"], actor="north", failed=np.array([False, False, True]), opponents="fixed"
    )
    assert found.mean.tolist() == [2.0, 2.5]
    assert found.worst.tolist() == [0.0, 2.0]
    assert found.largest_loss.tolist() == [2.0, 1.0]
    assert found.range_loss.tolist() == [0.5, 0.25]
    assert found.share_best.tolist() == [0.5, 0.5]
    assert set(found.winner.values()) == {"safe"}
    assert (found.n_used, found.n_failed, found.opponents) == (2, 1, "fixed")


def test_losses_are_zero_for_the_best_option_of_each_draw() -> None:
    loss = losses(np.random.default_rng(0).normal(size=(20, 3)))
    assert (loss.min(axis=1) == 0).all()
    assert loss.max() > 0


@pytest.mark.parametrize(
    ("payoff", "opponents", "code"),
    [
        ([[1.0, 2.0, 3.0]], "fixed", "S720"),
        ([[1.0, np.nan]], "fixed", "S721"),
        ([[1.0, 2.0]], "elsewhere", "S725"),
    ],
)
def test_robust_options_of_wrong_input_are_refused(payoff: object, opponents: str, code: str) -> None:
    with pytest.raises(ExplorationError, match=code):
        robust_options(payoff, ["a", "b"], actor="north", failed=_none(1), opponents=opponents)  # type: ignore[arg-type]


def test_ranking_by_an_unknown_rule_is_refused() -> None:
    found = robust_options([[1.0, 2.0]], ["a", "b"], actor="north", failed=_none(1), opponents="fixed")
    with pytest.raises(ExplorationError, match="S725: The rule `luck`"):
        found.ranking("luck")


@pytest.mark.parametrize("n", [1, 2, 3, 8, 15])
def test_tipping_on_a_plane_is_at_the_foot_of_the_perpendicular(n: int) -> None:
    slope = np.arange(1, n + 1, dtype=float)
    found = tipping(lambda p: p @ slope - 3.0, _unit(n))
    assert found is not None
    assert found.distance == pytest.approx(3 / np.linalg.norm(slope), rel=1e-6)
    assert found.point == pytest.approx(3 * slope / (slope @ slope), abs=1e-4)
    assert found.margin_at_base == -3


def test_tipping_with_a_curved_margin_finds_the_nearest_point() -> None:
    # A ball around (2, 1, 0) of radius 1: the nearest point lies on the line to its centre.
    centre = np.array([2.0, 1.0, 0.0])
    found = tipping(lambda p: ((p - centre) ** 2).sum(axis=1) - 1, _unit(3))
    assert found is not None
    assert found.distance == pytest.approx(np.sqrt(5) - 1, abs=1e-6)


def test_tipping_distances_are_in_deviations_and_points_in_units() -> None:
    start = prior(["cost", "idle"], [10.0, 0.0], [4.0, 1.0], low=[0, -9], high=[30, 9])
    found = tipping(lambda p: p[:, 0] - 16, start, moving=["cost"])
    assert found is not None
    assert found.point == pytest.approx([16, 0])
    assert found.distance == pytest.approx(1.5)
    assert found.moved == ("cost",)


def test_tipping_takes_the_nearer_of_two_crossings() -> None:
    found = tipping(lambda p: (p[:, 0] - 1.2) * (p[:, 0] + 0.7), _unit(1))
    assert found is not None
    assert found.point == pytest.approx([-0.7], abs=1e-9)


def test_tipping_over_a_jump_finds_the_jump() -> None:
    found = tipping(lambda p: np.where(p[:, 0] + p[:, 1] > 1, -1.0, 1.0), _unit(2))
    assert found is not None
    assert found.distance == pytest.approx(np.sqrt(0.5), rel=0.001)


def test_tipping_that_would_leave_the_bounds_is_none() -> None:
    start = prior(["share"], [0.5], [0.3], low=[0.0], high=[1.0])
    assert tipping(lambda p: p[:, 0] - 1.01, start) is None
    assert tipping(lambda p: p[:, 0] - 0.99, start) is not None


def test_tipping_of_a_margin_without_change_of_sign_is_none() -> None:
    assert tipping(lambda p: 1 + (p**2).sum(axis=1), _unit(3)) is None


def test_tipping_at_a_base_on_the_edge_has_no_distance() -> None:
    found = tipping(lambda p: p[:, 0], _unit(2))
    assert found is not None
    assert found.distance == 0


def test_tipping_by_one_and_by_pair_come_nearest_first() -> None:
    slope = np.array([1.0, 3.0, 2.0])
    ones = tipping_by_one(lambda p: p @ slope - 3, _unit(3))
    assert [found.moved for found in ones] == [("x1",), ("x2",), ("x0",)]
    assert [found.distance for found in ones] == pytest.approx([1.0, 1.5, 3.0])
    pairs = tipping_by_pair(lambda p: p @ slope - 3, _unit(3))
    assert [found.moved for found in pairs] == [("x1", "x2"), ("x0", "x1"), ("x0", "x2")]
    assert pairs[0].distance == pytest.approx(3 / np.sqrt(13))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_tipping_point_is_on_the_far_side_of_a_change_of_sign(seed: int) -> None:
    rng = np.random.default_rng(seed)
    slope, bend = rng.normal(size=3), rng.normal(size=3) * 0.2

    def margin(p: np.ndarray) -> np.ndarray:
        return np.asarray(1 + p @ slope + (p**2) @ bend)

    found = tipping(margin, _unit(3))
    if found is not None:
        assert abs(margin(found.point[None])[0]) < 1e-7
        alone = tipping_by_one(margin, _unit(3))
        assert all(found.distance <= one.distance + 1e-9 for one in alone)


def test_tipping_with_a_margin_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ExplorationError, match=r"S721: .*the margin"):
        tipping(lambda p: np.where(p[:, 0] > 1, np.inf, 1.0), _unit(2))


def test_tipping_of_an_unknown_parameter_names_the_nearest() -> None:
    with pytest.raises(ExplorationError, match=r"S727: .*`x9`.*Known: `x0`, `x1`"):
        tipping(lambda p: p[:, 0], _unit(2), moving=["x9"])


@pytest.mark.parametrize(
    ("deviation", "base", "code"), [([0.0], [0.0], "S725"), ([1.0], [9.0], "S725"), ([1.0], [np.nan], "S721")]
)
def test_prior_of_wrong_numbers_is_refused(deviation: list[float], base: list[float], code: str) -> None:
    with pytest.raises(ExplorationError, match=code):
        prior(["a"], base, deviation, low=[-1.0], high=[1.0])


def test_tipping_with_impossible_settings_is_refused() -> None:
    with pytest.raises(ExplorationError, match="S725"):
        tipping(lambda p: p[:, 0], _unit(1), reach=0.0)
