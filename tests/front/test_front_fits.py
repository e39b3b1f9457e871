"""Fits of laws of attrition: the Ardennes table, data made from a known law, flat directions.

Ardennes figures: the project's specification of the front, section 2 (d = 1.237, q = 5.23 and the
sums of squares printed there), on the daily table that ships with the package.
"""

from __future__ import annotations

import numpy as np
import pytest

from standoff import front
from standoff.errors import StandoffError
from standoff.front.series import Series


@pytest.fixture(scope="module")
def ardennes() -> Series:
    return front.read_series(front.shipped("ardennes"), "ardennes.csv")


def test_ardennes_by_least_squares_of_logarithms_is_as_published(ardennes: Series) -> None:
    found = front.fit(ardennes)
    assert found.value("q") == pytest.approx(5.23, abs=0.005)
    assert found.value("p") == pytest.approx(-0.33, abs=0.005)
    assert found.value("d") == pytest.approx(1.237, abs=0.0005)
    errors = {e.name: e.error for e in found.estimates}
    assert (errors["p"], errors["q"]) == pytest.approx((1.23, 1.23), abs=0.005)


def test_ardennes_by_least_squares_of_losses_is_as_published(ardennes: Series) -> None:
    found = front.fit(ardennes, method="nls")
    published = {"p": (-0.48, 0.005), "q": (5.23, 0.005), "d": (1.2386, 0.0001)}
    for name, (value, error) in published.items():
        assert found.value(name) == pytest.approx(value, abs=error)


def test_ardennes_laws_compare_as_published(ardennes: Series) -> None:
    found = {c.law: c for c in front.compare_laws(ardennes, hold_out=12, laws={"q=5": (0.0, 5.0)})}
    ssr = {"linear": 4.52, "logarithmic": 5.10, "square": 5.33}
    assert {law: round(found[law].ssr, 2) for law in ssr} == ssr
    missed = {"linear": 0.307, "logarithmic": 0.342, "square": 0.362, "constant": 0.402, "q=5": 0.201}
    assert {law: round(found[law].held_out, 3) for law in missed} == missed


def test_ardennes_exponent_is_a_trend_in_time(ardennes: Series) -> None:
    found = {c.law: c for c in front.compare_laws(ardennes, hold_out=12, laws={"q=5": (0.0, 5.0)})}
    assert found["q=5"].ssr - found["q=5"].trend < 0.01  # beside it a trend has nothing left to say
    assert found["constant"].ssr - found["constant"].trend > 2.0  # in its place a trend says most of it
    assert abs(found["q=5"].slope) < 0.05 * abs(found["constant"].slope)


def test_ardennes_fit_is_not_identified_and_shows_where(ardennes: Series) -> None:
    flat = front.fit(ardennes).flat[0]
    assert flat.names == ("p", "q")
    assert flat.weights == pytest.approx((-0.7071, 0.7071), abs=1e-3)
    assert flat.error > 1.0


def _made(p: float, q: float, n: int = 120, seed: int = 1, noise: float = 0.1) -> Series:
    rng = np.random.default_rng(seed)
    x, y = (100_000 * np.exp(0.6 * rng.standard_normal(n)) for _ in range(2))
    attacks = np.where(rng.random(n) < 0.5, 1.0, -1.0)
    scale = 0.02 * 100_000.0 ** (1 - p - q)
    lx = scale * x**q * y**p * 1.3**-attacks * np.exp(noise * rng.standard_normal(n))
    ly = 1.5 * scale * y**q * x**p * 1.3**attacks * np.exp(noise * rng.standard_normal(n))
    columns = {"strength_attacker": x, "strength_defender": y, "losses_attacker": np.round(lx),
               "losses_defender": np.round(ly), "attacks": attacks}  # fmt: skip
    return Series("made.csv", "day", tuple(map(str, range(n))), columns)


@pytest.mark.parametrize("method", ["log", "nls", "ml"])
@pytest.mark.parametrize(("p", "q"), [(1.0, 0.0), (1.0, 1.0), (0.3, 0.9)])
def test_law_behind_made_data_lies_in_the_intervals(method: front.fitting.Method, p: float, q: float) -> None:
    found = front.fit(_made(p, q, seed=4), method=method)
    truth = {"p": p, "q": q, "d": 1.3}
    for e in found.estimates:
        if e.name in truth:
            assert e.low - 0.5 * e.error <= truth[e.name] <= e.high + 0.5 * e.error
            assert e.high - e.low < 0.35
    assert found.flat == ()


def test_right_law_wins_the_comparison() -> None:
    found = front.compare_laws(_made(1.0, 0.0), hold_out=30)
    fixed = [c for c in found if c.law != "generalised"]
    assert min(fixed, key=lambda c: c.aic).law == "square"
    assert min(fixed, key=lambda c: c.held_out).law == "square"


@pytest.mark.parametrize(("method", "fewest"), [("log", 107), ("nls", 102)])
def test_intervals_cover_as_often_as_they_say(method: front.fitting.Method, fewest: int) -> None:
    inside = 0
    for seed in range(120):
        found = front.fit(_made(0.5, 0.5, n=60, seed=seed), method=method)
        q = {e.name: e for e in found.estimates}["q"]
        inside += q.low <= 0.5 <= q.high
    assert fewest <= inside <= 119  # 95 % of 120 is 114, with a standard error of 2.4


def test_fit_without_enough_rows_or_columns_is_an_error() -> None:
    few = _made(1.0, 0.0).rows(slice(0, 5))
    with pytest.raises(StandoffError, match="S653"):
        front.fit(few)
    bare = Series("bare.csv", "day", ("1", "2"), {"gain": np.ones(2)})
    with pytest.raises(StandoffError, match="S650"):
        front.fit(bare)
    with pytest.raises(StandoffError, match="S640"):
        front.fit(_made(1.0, 0.0), "cubic")


def test_exponents_of_constant_strengths_are_refused_with_their_direction() -> None:
    series = _made(1.0, 0.0)
    series.columns["strength_attacker"][:] = 900.0
    series.columns["strength_defender"][:] = 900.0
    with pytest.raises(StandoffError, match=r"S654: made\.csv does not tell (p|q) apart"):
        front.fit(series)
    assert front.fit(series, "square").law == "square"
    mirrored = _made(1.0, 0.0)
    mirrored.columns["strength_defender"][:] = mirrored.columns["strength_attacker"]
    with pytest.raises(StandoffError, match=r"S654: .* p and q apart: .*\(p [+-]1\.00, q [+-]1\.00\)"):
        front.fit(mirrored)


def test_loss_of_zero_has_no_logarithm_and_other_methods_take_it() -> None:
    series = _made(1.0, 1.0)
    series.columns["losses_attacker"][7] = 0.0
    with pytest.raises(StandoffError, match=r"S651: made\.csv: a loss is 0 on 7"):
        front.fit(series)
    assert front.fit(series, "linear", method="ml").n_rows == 120
