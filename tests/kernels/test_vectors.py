"""The arithmetic on lanes: accuracy of `exp`, and mantissa and exponent."""

from __future__ import annotations

from typing import Any

import numpy as np

from standoff.kernels import PACK
from standoff.kernels.compilation import compiled
from standoff.kernels.vectors import exp, exponent, load, mantissa, power_of_two, store


@compiled
def take_exp(x: Any, out: Any) -> Any:
    for i in range(0, len(x), PACK):
        store(out, i, exp(load(x, i)))


@compiled
def take_apart(x: Any, out: Any) -> Any:
    for i in range(0, len(x), PACK):
        v = load(x, i)
        store(out, i, mantissa(v) * power_of_two(exponent(v)))


def test_exp_of_many_arguments_is_within_two_units_in_the_last_place() -> None:
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.uniform(-700, 0, 200_000), rng.uniform(-2, 2, 200_000)])
    found = np.empty_like(x)
    take_exp(x, found)
    exact = np.exp(x.astype(np.longdouble))
    assert (np.abs(found - exact) / np.spacing(np.exp(x))).max() <= 2.0


def test_exp_of_zero_and_beyond_the_range_is_exact_or_held() -> None:
    x = np.zeros(PACK)
    x[1:4] = [-np.inf, -1e9, 1.0]
    found = np.empty(PACK)
    take_exp(x, found)
    assert found[0] == 1.0
    assert (found[1:3] > 0).all()
    assert (found[1:3] < 1e-307).all()
    assert abs(found[3] - np.e) <= 2 * np.spacing(np.e)


def test_mantissa_times_power_of_exponent_is_the_number() -> None:
    x = 10.0 ** np.random.default_rng(1).uniform(-300, 300, 100 * PACK)
    found = np.empty_like(x)
    take_apart(x, found)
    np.testing.assert_array_equal(found, x)
