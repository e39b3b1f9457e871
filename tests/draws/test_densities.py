"""Densities: they are the slope of the cumulative function, and those that SciPy has."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.draws import Distribution, no_spans, parse_distribution

CONTINUOUS = (
    "beta(2, 3)",
    "beta(0.6, 4)",
    "uniform(-1, 4)",
    "loguniform(0.1, 20)",
    "normal(1, 2)",
    "normal(0, 1, min=-0.5, max=2)",
    "normal(0, 1, min=2, max=5)",
    "lognormal(median=3, sd=0.4)",
    "student_t(df=4, median=1, scale=2)",
    "gamma(2.5, rate=3)",
    "exponential(mean=2)",
    "weibull(1.7, 3)",
    "triangular(0, 0.1, 0.5)",
    "pert(1, 2, 6)",
)


def _made(text: object) -> Distribution:
    return parse_distribution(text, no_spans, "x")


@pytest.mark.parametrize(
    "text",
    [
        *CONTINUOUS,
        {"quantiles": {5: 0.2, 50: 0.5, 95: 1.5}},
        {"quantiles": {5: -1, 25: 0, 50: 0.5, 95: 4}},
        {"quantiles": {5: 0.1, 50: 0.5, 95: 0.8}, "min": 0, "max": 1},
    ],
    ids=str,
)
def test_density_is_the_slope_of_the_cumulative_function(text: object) -> None:
    made = _made(text)
    x = made.quantile(np.linspace(0.03, 0.97, 41))
    step = 1e-5 * (x[-1] - x[0])
    slope = (made.cdf(x + step) - made.cdf(x - step)) / (2 * step)
    corner = np.abs(x - 0.1) < 2 * step  # the mode of the triangular
    np.testing.assert_allclose(made.density(x)[~corner], slope[~corner], rtol=2e-4, atol=1e-7)


@pytest.mark.parametrize("text", CONTINUOUS)
def test_density_outside_the_support_is_zero_and_inside_positive(text: str) -> None:
    made = _made(text)
    low, high = made.support
    outside = np.array([x for x in (low - 1.0, high + 1.0) if np.isfinite(x)])
    assert not made.density(outside).any()
    assert (made.density(made.quantile(np.linspace(0.01, 0.99, 9))) > 0).all()


def test_density_of_named_families_agrees_with_scipy() -> None:
    from scipy import stats

    x = np.linspace(0.05, 0.95, 19)
    pairs = {
        "beta(2, 3)": stats.beta(2, 3),
        "normal(1, 2)": stats.norm(1, 2),
        "lognormal(median=3, sd=0.4)": stats.lognorm(0.4, scale=3),
        "student_t(df=4, median=1, scale=2)": stats.t(4, 1, 2),
        "gamma(2.5, rate=3)": stats.gamma(2.5, scale=1 / 3),
        "weibull(1.7, 3)": stats.weibull_min(1.7, scale=3),
        "triangular(0, 0.1, 0.5)": stats.triang(0.2, 0, 0.5),
        "loguniform(0.01, 20)": stats.loguniform(0.01, 20),
    }
    for text, peer in pairs.items():
        np.testing.assert_allclose(_made(text).density(x), peer.pdf(x), rtol=1e-10, atol=1e-12)


def test_density_of_whole_numbers_is_their_probability_and_adds_up() -> None:
    n = np.arange(0.0, 60.0)
    assert _made("poisson(4)").density(n).sum() == pytest.approx(1.0, abs=1e-12)
    assert _made("poisson(4)").density(n + 0.5).sum() == 0.0
    assert _made("bernoulli(0.3)").density(np.array([0.0, 0.5, 1.0])).tolist() == [0.7, 0.0, 0.3]


def test_density_of_a_mixture_of_continuous_parts_is_weighted() -> None:
    made = _made(
        {"mixture": [{"weight": 0.25, "draw": "uniform(0, 1)"}, {"weight": 0.75, "draw": "uniform(0, 2)"}]}
    )
    assert made.kind == "continuous"
    np.testing.assert_allclose(made.density(np.array([0.5, 1.5])), [0.25 + 0.375, 0.375])


@pytest.mark.parametrize(
    ("text", "kind"), [(3, "point"), ("poisson(4)", "whole"), ("normal(0, 1)", "continuous")], ids=str
)
def test_kind_tells_what_values_a_distribution_has(text: object, kind: str) -> None:
    assert _made(text).kind == kind


def test_kind_of_a_mixture_of_a_point_and_a_range_is_mixed() -> None:
    made = _made({"mixture": [{"weight": 0.5, "draw": 0}, {"weight": 0.5, "draw": "uniform(0, 1)"}]})
    assert made.kind == "mixed"
