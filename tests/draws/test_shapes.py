"""Quantile tables, three points, mixtures, dates and constants mean what docs/design/003 says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats
from scipy.interpolate import PchipInterpolator

from standoff.draws import Distribution, no_spans, parse_distribution
from standoff.expressions import date_of, day_number

SHARES = np.linspace(0.0005, 0.9995, 1999)


def read(written: object) -> Distribution:
    return parse_distribution(written, no_spans, "x")


points = st.lists(
    st.tuples(st.integers(1, 99), st.floats(0.05, 3.0)), min_size=2, max_size=6, unique_by=lambda p: p[0]
)


@settings(max_examples=150, deadline=None)
@given(points, st.floats(-50, 50), st.sampled_from(["", "min", "max", "both"]))
def test_quantile_table_passes_through_every_point_and_rises(
    given_points: list[tuple[int, float]], start: float, bound: str
) -> None:
    percents = sorted(p for p, _ in given_points)
    values = start + np.cumsum([step for _, step in given_points])
    written: dict[str, Any] = {"quantiles": dict(zip(percents, values.tolist(), strict=True))}
    if bound in ("min", "both"):
        written["min"] = start - 1.0
    if bound in ("max", "both"):
        written["max"] = float(values[-1]) + 1.0
    distribution = read(written)
    shares = np.array(percents) / 100.0
    assert distribution.quantile(shares) == pytest.approx(values, rel=1e-9, abs=1e-9)
    curve = distribution.quantile(SHARES)
    assert np.all(np.diff(curve) >= 0)
    assert np.all((curve >= distribution.support[0]) & (curve <= distribution.support[1]))
    inside = np.linspace(shares[0], shares[-1], 50)
    assert distribution.cdf(distribution.quantile(inside)) == pytest.approx(inside, abs=1e-7)


def test_two_quantiles_make_a_lognormal_where_values_are_positive() -> None:
    found = read({"quantiles": {5: 2.0, 95: 8.0}})
    reference = stats.lognorm(np.log(2) / special.ndtri(0.95), scale=4)
    assert found.quantile(SHARES) == pytest.approx(reference.ppf(SHARES))
    assert found.mean == pytest.approx(reference.mean(), rel=1e-9)


def test_two_quantiles_make_a_normal_where_values_are_not_all_positive() -> None:
    found = read({"quantiles": {5: -2.0, 95: 8.0}})
    reference = stats.norm(3, 5 / special.ndtri(0.95))
    assert found.quantile(SHARES) == pytest.approx(reference.ppf(SHARES))
    assert found.mean == pytest.approx(3.0, abs=1e-9)


def test_inner_pieces_of_a_quantile_table_are_pchip() -> None:
    percents, values = np.array([5, 20, 40, 60, 80, 95]), np.array([-3.0, -1.0, 0.5, 4.0, 5.0, 9.0])
    found = read({"quantiles": dict(zip(percents.tolist(), values.tolist(), strict=True))})
    scores = special.ndtri(percents / 100.0)
    inside = np.linspace(scores[1], scores[-2], 200)
    assert found.quantile(special.ndtr(inside)) == pytest.approx(PchipInterpolator(scores, values)(inside))


def test_quantiles_between_bounds_stay_between_them() -> None:
    found = read({"quantiles": {"5": 0.2, "50%": 0.5, 95: 0.9}, "min": 0, "max": 1})
    extremes = found.quantile(np.array([1e-15, 1 - 1e-15]))
    assert np.all((extremes >= 0) & (extremes <= 1))
    assert found.text == "{quantiles: {5: 0.2, 50: 0.5, 95: 0.9}, min: 0, max: 1}"


def test_three_points_are_a_pert() -> None:
    assert read({"low": 1, "mode": 2, "high": 5}).shape == read("pert(1, 2, 5)").shape


@pytest.mark.parametrize(
    "written",
    [
        "uniform(2024-05-01, 2024-06-30)",
        {"quantiles": {5: dt.date(2024, 5, 1), 95: "2024-06-30"}, "min": dt.date(2024, 1, 1)},
        {"low": dt.date(2024, 5, 1), "mode": "2024-05-09", "high": dt.date(2024, 6, 30)},
        {"mixture": [{"weight": 1, "draw": "2024-05-20"}]},
        "normal(2024-05-20, 9)",
        "student_t(4, 2024-05-20, 9)",
        dt.date(2024, 5, 20),
        "2024-05-20",
    ],
)
def test_dates_are_days_since_1970(written: object) -> None:
    found = read(written)
    assert found.unit_is_date
    middle = date_of(float(found.quantile(np.array([0.5]))[0]))
    assert dt.date(2024, 5, 1) < middle < dt.date(2024, 6, 30)


def test_quantiles_of_dates_are_not_drawn_in_logs() -> None:
    found = read({"quantiles": {5: dt.date(2024, 5, 1), 95: dt.date(2024, 5, 21)}})
    assert float(found.quantile(np.array([0.5]))[0]) == pytest.approx(day_number(dt.date(2024, 5, 11)))


def test_constant_is_the_same_in_every_draw() -> None:
    found = read(0.3)
    assert found.is_constant
    assert found.quantile(SHARES).tolist() == [0.3] * len(SHARES)
    assert (found.mean, found.support, found.text) == (0.3, (0.3, 0.3), "0.3")


MIXTURE = {
    "mixture": [
        {"weight": 0.5, "draw": "normal(0, 1)"},
        {"weight": 0.3, "draw": {"quantiles": {5: 4.0, 95: 6.0}}},
        {"weight": 0.2, "draw": 9},
    ]
}


def test_mixture_quantile_inverts_its_cdf() -> None:
    found = read(MIXTURE)
    values = found.quantile(SHARES)
    assert np.all(np.diff(values) >= 0)
    smooth = SHARES < 0.79
    assert found.cdf(values[smooth]) == pytest.approx(SHARES[smooth], abs=1e-9)
    assert set(values[SHARES > 0.81].tolist()) == {9.0}
    assert found.mean == pytest.approx(0.3 * read(MIXTURE["mixture"][1]["draw"]).mean + 1.8)


def test_mixture_draws_have_the_mixture_distribution() -> None:
    found = read(MIXTURE)
    drawn = found.at((np.arange(100_000) + 0.5) / 100_000)
    assert np.quantile(drawn, [0.1, 0.4, 0.6, 0.75]) == pytest.approx(
        found.quantile(np.array([0.1, 0.4, 0.6, 0.75])), abs=2e-3
    )
    assert np.mean(drawn == 9.0) == pytest.approx(0.2, abs=1e-4)


def test_mixture_of_constants_takes_only_those_values() -> None:
    found = read({"mixture": [{"weight": 0.25, "draw": 0}, {"weight": 0.75, "draw": 1}]})
    assert found.quantile(np.array([0.1, 0.25, 0.2501, 0.9])).tolist() == [0.0, 0.0, 1.0, 1.0]
    assert found.at(np.array([0.1, 0.24, 0.26, 0.9])).tolist() == [0.0, 0.0, 1.0, 1.0]


def test_distributions_with_the_same_meaning_are_equal() -> None:
    assert read("beta(2, 3)") == read("beta( a=2.0, b = 3 )")
    assert len({read("beta(2, 3)"), read("beta(2,3)"), read("beta(2, 4)")}) == 2
