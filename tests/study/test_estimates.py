"""Estimates over draws: plain means equal NumPy's, weights act as repetitions, nothing is filled in."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.study.summaries.estimates import effective_draws, estimate, mc_error, quantiles

NUMBERS = st.lists(st.floats(-100, 100), min_size=2, max_size=40)


@given(NUMBERS)
@settings(max_examples=50, deadline=None)
def test_estimate_with_equal_weights_is_the_plain_mean_and_its_standard_error(numbers: list[float]) -> None:
    value = np.array(numbers)
    found = estimate(value, np.full(len(value), 0.3), np.ones(len(value), bool))
    assert found.mean is not None
    assert found.mc_error is not None
    np.testing.assert_allclose(found.mean, value.mean(), atol=1e-9)
    np.testing.assert_allclose(found.mc_error, value.std(ddof=1) / np.sqrt(len(value)), atol=1e-9)
    np.testing.assert_allclose(
        quantiles(value, np.ones(len(value))),
        np.quantile(value, (0.05, 0.5, 0.95), method="hazen"),
        atol=1e-9,
    )


@given(NUMBERS, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_weighted_mean_with_whole_weights_is_the_mean_of_repeated_draws(numbers, random) -> None:
    value = np.array(numbers)
    times = np.array([random.randint(1, 4) for _ in numbers])
    found = estimate(value, times.astype(float), np.ones(len(value), bool))
    np.testing.assert_allclose(found.mean, np.repeat(value, times).mean(), atol=1e-9)


def test_mc_error_of_a_ratio_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    hits = 0
    for _ in range(400):
        weight = rng.beta(1, 4, 500)
        value = weight + rng.normal(0, 0.1, 500)
        # E[w x] / E[w] = E[w^2] / E[w] = (2 / 30) / (1 / 5)
        hits += abs(np.average(value, weights=weight) - 1 / 3) < 1.96 * (mc_error(value, weight) or 0)
    assert 0.91 < hits / 400 < 0.98


def test_estimate_with_unsolved_draws_leaves_them_out_and_counts_undefined_ones() -> None:
    value = np.array([1.0, 100.0, np.nan, 3.0])
    found = estimate(value, np.ones(4), np.array([True, False, True, True]))
    assert (found.mean, found.undefined) == (2.0, 1)
    assert (found.quarter, found.half) == (1.0, 1.0)


def test_estimate_with_nothing_solved_is_none_not_a_number_made_up() -> None:
    found = estimate(np.array([1.0, 2.0]), np.ones(2), np.zeros(2, bool))
    assert (found.mean, found.mc_error, found.q50, found.half) == (None, None, None, None)


def test_effective_draws_with_one_heavy_draw_is_one() -> None:
    assert effective_draws(np.array([1.0, 0.0, 0.0])) == 1.0
    assert effective_draws(np.zeros(3)) == 0.0
