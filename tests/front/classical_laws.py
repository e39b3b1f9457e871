"""Closed forms and invariants of the classical laws: what the runs are checked against.

Names: x loses to y, x' = -a y and the like, as in `models.py`; every function takes numbers or
arrays. The textbook solutions are derived in Taylor (1983), Lanchester Models of Warfare.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from standoff.front.records import Amount, Floats


def square_strength(a: Amount, b: Amount, x0: Amount, y0: Amount, t: Amount) -> Floats:
    """x(t) under x' = -a y, y' = -b x, while both last: x0 cosh kt - sqrt(a/b) y0 sinh kt, k = sqrt(ab).

    Examples
    --------
    >>> round(float(square_strength(0.0544, 0.0106, 60000, 21500, 10.0)), 3)
    49929.518
    """
    k = np.sqrt(np.multiply(a, b))
    return np.asarray(x0 * np.cosh(k * t) - np.sqrt(np.divide(a, b)) * y0 * np.sinh(k * t))


def square_end(a: float, b: float, x0: float, y0: float) -> tuple[float, float]:
    """When y is annihilated under the square law, and how many of x are left.

    x has to be the winner, b x0^2 > a y0^2.

    Examples
    --------
    >>> [round(number, 4) for number in square_end(0.0544, 0.0106, 60000, 21500)]
    [47.1489, 35038.5233]
    """
    if b * x0**2 <= a * y0**2:
        raise ValueError("x does not win: b x0^2 must exceed a y0^2")
    pull = np.sqrt(a / b) * y0 / x0
    return float(np.arctanh(pull) / np.sqrt(a * b)), float(np.sqrt(x0**2 - (a / b) * y0**2))


def linear_strength(a: Amount, b: Amount, x0: Amount, y0: Amount, t: Amount) -> Floats:
    """x(t) under x' = -a x y, y' = -b x y: x0 C / (b x0 - a y0 exp(-C t)), C = b x0 - a y0 (not 0).

    Examples
    --------
    >>> round(float(linear_strength(0.001, 0.002, 100.0, 80.0, 5.0)), 6)
    76.876227
    """
    c = np.multiply(b, x0) - np.multiply(a, y0)
    return cast(Floats, x0 * c / (np.multiply(b, x0) - np.multiply(a, y0) * np.exp(-c * t)))


def power_invariant(
    rates: tuple[Amount, Amount], exponents: tuple[Amount, Amount], x: Amount, y: Amount
) -> Floats:
    """b x^g - a y^g with g = 1 + p - q, or b ln x - a ln y where g = 0, for rates (a, b), exponents (p, q).

    p = 1, q = 0 is the square law, p = q = 1 the linear, p = 0, q = 1 the logarithmic; Helmbold's
    with W is p = W, q = 1 - W, so that g = 2 W.

    Examples
    --------
    >>> float(power_invariant((1.0, 1.0), (1.0, 0.0), 5.0, 4.0))
    9.0
    """
    a, b = rates
    p, q = exponents
    g = 1.0 + np.subtract(p, q)
    logs = b * np.log(x) - a * np.log(y)
    powers = b * np.power(x, g) - a * np.power(y, g)
    return cast(Floats, np.where(np.abs(g) < 1e-12, logs, powers))


def mixed_invariant(a: Amount, b: Amount, x: Amount, y: Amount) -> Floats:
    """b x - a y^2 / 2 under x' = -a x y, y' = -b x.

    Examples
    --------
    >>> float(mixed_invariant(2.0, 1.0, 5.0, 2.0))
    1.0
    """
    return cast(Floats, np.multiply(b, x) - 0.5 * np.multiply(a, np.square(y)))


def reinforced_invariant(
    rates: tuple[Amount, Amount], inflow: tuple[Amount, Amount], x: Amount, y: Amount
) -> Floats:
    """b (x - s/b)^2 - a (y - r/a)^2 under x' = r - a y, y' = s - b x, for inflow (r, s).

    Examples
    --------
    >>> float(reinforced_invariant((1.0, 1.0), (2.0, 3.0), 3.0, 2.0))
    0.0
    """
    a, b = rates
    r, s = inflow
    return cast(Floats, b * (x - np.divide(s, b)) ** 2 - a * (y - np.divide(r, a)) ** 2)


def stock_out(stock: Amount, fired: Amount, produced: Amount) -> Floats:
    """When a stock is spent at constant fire: stock / (fired - produced); infinite where it never is.

    Examples
    --------
    >>> float(stock_out(100.0, 30.0, 10.0))
    5.0
    """
    net = np.subtract(fired, produced)
    return cast(Floats, np.where(net > 0, np.divide(stock, np.where(net > 0, net, 1.0)), np.inf))


def gompertz_total(hazard: Amount, ratio: Amount, power: Amount, growth: Amount, t: Amount) -> Floats:
    """H(t) for a hazard h0 rho^k with rho = rho0 exp(c t): h0 rho0^k (e^{kct} - 1) / (k c).

    Examples
    --------
    >>> round(float(-np.expm1(-gompertz_total(0.02 / 30, 1.5, 2.0, 0.003, 180.0))), 10)
    0.3850226787
    """
    rate = np.multiply(power, growth)
    return cast(Floats, hazard * np.power(ratio, power) * np.expm1(rate * t) / rate)


__all__ = [
    "gompertz_total",
    "linear_strength",
    "mixed_invariant",
    "power_invariant",
    "reinforced_invariant",
    "square_end",
    "square_strength",
    "stock_out",
]
