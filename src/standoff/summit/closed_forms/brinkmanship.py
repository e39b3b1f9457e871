"""Closed forms of brinkmanship: the rule of resolve, the auction of risk, power against risk.

Minimal versions after Powell (1988, 2015) and Schelling, derived for this library and checked
numerically; no models of theirs.

Source: Powell (1988), *American Political Science Review* 82; Powell (2015), *International
Organization* 69.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.summit.closed_forms.signals import require
from standoff.summit.records import Array


def resolve(win: ArrayLike, submit: ArrayLike, disaster: ArrayLike) -> Array:
    """The greatest risk of disaster that a side would run rather than submit, after Powell (1988).

    Parameters
    ----------
    win, submit, disaster : float64
        Payoffs of the side: `disaster` < `submit` < `win`.

    Returns
    -------
    float64, a probability

    Source
    ------
    Powell (1988), American Political Science Review 82, 155-178.

    Examples
    --------
    >>> resolve(1.0, 0.5, -1.5).item()
    0.2
    """
    w, s, d = (np.asarray(x, dtype=np.float64) for x in (win, submit, disaster))
    require((w > s) & (s > d), "The ends of a crisis are out of order.", "Expected win > submit > disaster.")
    return np.asarray((w - s) / (w - d))


def brink_winner(resolves: ArrayLike) -> NDArray[np.int64]:
    """int64[...]: who wins where resolves are known: the larger; -1 where they are equal.

    Whoever moves first, the other yields after one step at most: there is no crisis to speak of.

    Parameters
    ----------
    resolves : float64[..., side]
        What `resolve` gives for each of the two sides.

    Returns
    -------
    int64[...], 0 or 1, or -1 for a tie

    Source
    ------
    Powell (1988), American Political Science Review 82, 155-178.

    Examples
    --------
    >>> brink_winner([[0.2, 0.5], [0.3, 0.3]]).tolist()
    [1, -1]
    """
    r = np.asarray(resolves, dtype=np.float64)
    even = r[..., 0] == r[..., 1]
    return np.asarray(np.where(even, -1, np.argmax(r, axis=-1)), dtype=np.int64)


def risk_bid(value: ArrayLike, disaster: ArrayLike) -> Array:
    """How much risk a side of a given type is ready to run in the auction of risk, after Powell (1988).

    Two sides, each with a prize of its own uniform on [0, 1]; yielding is worth 0, disaster
    -`disaster`; the one who is ready to run less risk yields when the risk has grown so far.

    Parameters
    ----------
    value : float64
        The side's own prize, between 0 and 1.
    disaster : float64
        What disaster costs, above 0.

    Returns
    -------
    float64, a probability of disaster

    Source
    ------
    Powell (1988), American Political Science Review 82, 155-178.

    Examples
    --------
    >>> risk_bid(0.5, 1.0).round(6).item()
    0.175639
    """
    v, d = np.asarray(value, dtype=np.float64), np.asarray(disaster, dtype=np.float64)
    require(
        (v >= 0) & (v <= 1) & (d > 0),
        "A type or the disaster is out of range.",
        "0 <= type <= 1, disaster > 0.",
    )
    return np.asarray(1 - ((1 - v) * np.exp(v)) ** (1 / d))


def disaster_risk(disaster: ArrayLike) -> Array:
    """The probability that the auction of risk ends in disaster: the mean of the lower bid.

    With a = 1/`disaster` it is 1 - 2 e^a g(a+2, a) / a^(a+2), g the lower incomplete gamma function.

    Parameters
    ----------
    disaster : float64
        What disaster costs, above 0, where prizes are at most 1.

    Returns
    -------
    float64, a probability

    Source
    ------
    Powell (1988), American Political Science Review 82, 155-178.

    Examples
    --------
    >>> disaster_risk(1.0).round(6).item()      # 11 - 4e
    0.126873
    """
    from scipy.special import gammainc, gammaln

    d = np.asarray(disaster, dtype=np.float64)
    require(d > 0, "The cost of disaster is not above 0.", "Expected a number above 0.")
    a = 1 / d
    log_mass = np.log(2) + a + gammaln(a + 2) + np.log(gammainc(a + 2, a)) - (a + 2) * np.log(a)
    return np.asarray(1 - np.exp(log_mass))


def power_against_risk(stake: ArrayLike, disaster: ArrayLike, risk: ArrayLike) -> Array:
    """How much power to use where power brings risk, after Powell (2015).

    With power p the stake is won in the measure p, and disaster comes with probability risk * p^2:
    the worth is (1 - k p^2) p v - k p^2 d.

    Parameters
    ----------
    stake : float64
        v, what winning is worth.
    disaster : float64
        d, what disaster costs.
    risk : float64
        k, the probability of disaster at full power.

    Returns
    -------
    float64, the power used, between 0 and 1

    Source
    ------
    Powell (2015), International Organization 69, 589-626.

    Examples
    --------
    >>> power_against_risk(1.0, 3.0, 1.0).round(6).item()
    0.154701
    """
    v, d, k = (np.asarray(x, dtype=np.float64) for x in (stake, disaster, risk))
    require(
        (v > 0) & (d >= 0) & (k > 0),
        "A stake, disaster or risk is out of range.",
        "stake, risk > 0 <= disaster.",
    )
    return np.asarray(np.minimum((-k * d + np.sqrt((k * d) ** 2 + 3 * k * v * v)) / (3 * k * v), 1.0))
