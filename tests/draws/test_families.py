"""Every named distribution against scipy.stats: quantiles, cumulative function, mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from standoff.draws import FORMS, Distribution, no_spans, parse_distribution

SHARES = np.array([1e-6, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-6])
REFERENCE = {
    "beta(2, 3)": stats.beta(2, 3),
    "beta(0.3, 0.4)": stats.beta(0.3, 0.4),
    "beta(mean=0.3, sd=0.1)": stats.beta(0.3 * 20, 0.7 * 20),
    "uniform(-1, 4)": stats.uniform(-1, 5),
    "uniform(low=-1, high=4)": stats.uniform(-1, 5),
    "loguniform(0.1, 50)": stats.loguniform(0.1, 50),
    "normal(3, 2)": stats.norm(3, 2),
    "normal(3, sd=2)": stats.norm(3, 2),
    "normal(mean=1, sd=2, min=0)": stats.truncnorm(-0.5, np.inf, 1, 2),
    "normal(1, 2, max=2)": stats.truncnorm(-np.inf, 0.5, 1, 2),
    "normal(1, 2, 4, 9)": stats.truncnorm(1.5, 4, 1, 2),
    "normal(0, 1, min=8, max=9)": stats.truncnorm(8, 9, 0, 1),
    "lognormal(median=8, sd=0.4)": stats.lognorm(0.4, scale=8),
    "lognormal(8, 0.4)": stats.lognorm(0.4, scale=8),
    "lognormal(mean=2, cv=0.5)": stats.lognorm(np.sqrt(np.log(1.25)), scale=2 / np.sqrt(1.25)),
    "student_t(3, 1, 2)": stats.t(3, 1, 2),
    "gamma(2.5, 4)": stats.gamma(2.5, scale=0.25),
    "gamma(2.5, scale=4)": stats.gamma(2.5, scale=4),
    "gamma(mean=6, sd=3)": stats.gamma(4, scale=1.5),
    "exponential(3)": stats.expon(scale=3),
    "exponential(rate=4)": stats.expon(scale=0.25),
    "weibull(1.7, 3)": stats.weibull_min(1.7, scale=3),
    "triangular(1, 2, 6)": stats.triang(0.2, 1, 5),
    "triangular(1, 1, 6)": stats.triang(0.0, 1, 5),
    "triangular(1, 6, 6)": stats.triang(1.0, 1, 5),
    "pert(1, 2, 6)": stats.beta(1.8, 4.2, 1, 5),
    "bernoulli(0.3)": stats.bernoulli(0.3),
    "poisson(3.5)": stats.poisson(3.5),
    "poisson(0.01)": stats.poisson(0.01),
}


def read(text: object) -> Distribution:
    return parse_distribution(text, no_spans, "x")


def test_reference_covers_every_distribution_and_form() -> None:
    written = {(text.split("(")[0], "=" in text) for text in REFERENCE}
    for name, forms in FORMS.items():
        assert (name, len(forms) > 1) in written or (name, False) in written


@pytest.mark.parametrize("text", REFERENCE)
def test_quantiles_agree_with_the_reference(text: str) -> None:
    assert read(text).quantile(SHARES) == pytest.approx(REFERENCE[text].ppf(SHARES), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("text", REFERENCE)
def test_cdf_agrees_with_the_reference(text: str) -> None:
    reference = REFERENCE[text]
    x = np.concatenate([reference.ppf(SHARES), [reference.ppf(0.5) - 100.0, reference.ppf(0.5) + 100.0]])
    assert read(text).cdf(x) == pytest.approx(reference.cdf(x), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("text", REFERENCE)
def test_mean_and_support_agree_with_the_reference(text: str) -> None:
    distribution, reference = read(text), REFERENCE[text]
    assert distribution.mean == pytest.approx(reference.mean(), rel=1e-6)
    assert distribution.support == pytest.approx(reference.support())


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([*REFERENCE, 3, "2024-05-01"]),
    st.lists(st.floats(1e-12, 1 - 1e-12), min_size=2, max_size=20),
)
def test_quantile_never_decreases_and_stays_in_the_support(text: object, shares: list[float]) -> None:
    distribution = read(text)
    values = distribution.quantile(np.sort(np.array(shares)))
    low, high = distribution.support
    assert np.all(np.diff(values) >= 0)
    assert np.all((low <= values) & (values <= high))
