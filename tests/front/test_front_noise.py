"""The noise of single months in the area: its size, its carry, and what it leaves alone."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff import front
from standoff.front.noise import month_noise
from tests.front.six_state_cases import T1, YEAR

DRAWS = 4_000


def _uniform(n: int = DRAWS) -> np.ndarray:
    return np.random.default_rng(11).uniform(size=n)


@pytest.mark.parametrize("carry", [0.0, 0.6])
def test_noise_has_median_one_its_log_sd_and_its_carry(carry: float) -> None:
    n = 20_000
    logs = np.log(month_noise(_uniform(n), np.full(n, 1.22), np.full(n, carry), 6))
    assert np.abs(np.median(logs, axis=1)).max() < 0.06
    assert logs.std(axis=1) == pytest.approx(np.full(6, 1.22), rel=0.03)
    lagged = [np.corrcoef(a, b)[0, 1] for a, b in itertools.pairwise(logs)]
    assert lagged == pytest.approx([carry] * 5, abs=0.03)
    assert np.corrcoef(logs[0], logs[5])[0, 1] == pytest.approx(carry**5, abs=0.03)


@given(st.floats(0, 1), st.integers(1, 24))
def test_noise_of_a_draw_depends_on_its_own_number_alone(seed: float, n_months: int) -> None:
    alone = month_noise(np.array([seed]), np.ones(1), np.full(1, 0.3), n_months)
    among = month_noise(np.array([0.1, seed, 0.9]), np.ones(3), np.full(3, 0.3), 24)
    assert np.isfinite(alone).all()
    assert (alone[:, 0] == among[:n_months, 1]).all()


def _run(**changed: object) -> front.FrontRun:
    return front.run("six_state", {**T1, "area_seed": _uniform(), **changed}, start=0.0, end=YEAR)


def test_area_of_a_month_is_multiplied_by_its_noise_and_the_hazard_is_not() -> None:
    plain, noisy = _run(), _run(area_noise=0.8, area_carry=0.2)
    assert noisy.noise is not None
    ends = [month * front.MONTH for month in range(13)]
    gained = np.diff([noisy.area(end) for end in ends], axis=0)
    usual = np.diff([plain.area(end) for end in ends], axis=0)
    assert gained == pytest.approx(usual * noisy.noise, rel=1e-9, abs=1e-6)
    assert np.array_equal(noisy.hazard_total(YEAR), plain.hazard_total(YEAR))
    middle = noisy.area(np.full(DRAWS, 2.5 * front.MONTH)) - noisy.area(2 * front.MONTH)
    assert middle == pytest.approx(0.5 * gained[2], rel=1e-6)  # the stationary case gains evenly


def test_no_noise_is_the_default_and_area_then_is_the_models() -> None:
    assert _run().noise is None
    assert (_run(area_noise=0.0).area(YEAR) == _run().area(YEAR)).all()


def test_noise_out_of_range_is_an_error() -> None:
    for wrong in ({"area_noise": -1.0}, {"area_carry": 0.99}, {"area_seed": 1.5}):
        with pytest.raises(front.FrontError, match="S642"):
            front.run("six_state", {**T1, **wrong}, start=0.0, end=YEAR)


def test_area_with_noise_is_refused_outside_the_fronts_time_and_one_by_one_the_same() -> None:
    noisy = _run(area_noise=np.where(np.arange(DRAWS) < 9, 0.0, 0.8))
    for outside in (-1.0, YEAR + 1.0):
        with pytest.raises(front.FrontError, match="S644"):
            noisy.area(outside)
    date = 200.5
    seed = _uniform()
    for i in (0, 3, 20, DRAWS - 1):
        alone = {**T1, "area_seed": seed[i], "area_noise": 0.0 if i < 9 else 0.8}
        run = front.run("six_state", alone, start=0.0, end=YEAR, step=noisy.step)
        assert run.area(date)[0] == noisy.area(date)[i]
