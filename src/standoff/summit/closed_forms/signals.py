"""Closed forms of signals in a crisis: sunk costs, tied hands, and the audience-cost war of attrition.

Minimal versions after Fearon (1994, 1997), derived for this library; they reproduce the stated
results of the papers and are no models of theirs. Used to test scenarios solved as games.

Source: Fearon (1994), *American Political Science Review* 88; Fearon (1997), *Journal of Conflict
Resolution* 41.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import Problem
from standoff.summit.records import Array, SummitError


def require(good: Any, told: str, expected: str) -> None:
    """Refuse a number of an alliance game that is out of range.

    Raises
    ------
    SummitError
        S689.
    """
    if not np.all(good):
        raise SummitError(Problem("S689", told, expected))


@dataclass(frozen=True)
class Signal:
    """An equilibrium in which types above a cut-off send one signal, and no lower type does.

    Attributes
    ----------
    size : float64
        What the signal costs: when sent (sunk), or when one yields after it (tied).
    cut : float64
        The lowest type that sends it.
    war : float64
        Probability of war.
    value : float64
        What the defender expects before it knows its type.
    """

    size: Array
    cut: Array
    war: Array
    value: Array


def _signal_game(win: Any, cost: Any, hawk: Any) -> tuple[Array, Array, Array]:
    p, c, h = (np.asarray(x, dtype=np.float64) for x in (win, cost, hawk))
    require(
        (p > 0) & (p <= 1) & (c > 0) & (c < p),
        "War's chance or cost is out of range.",
        "0 < cost < win <= 1.",
    )
    require((h >= 0) & (h < 1), "The share of hawks is out of range.", "Expected 0 <= hawk < 1.")
    return p, c, h


def sunk_costs(win: ArrayLike, cost: ArrayLike, hawk: ArrayLike) -> Signal:
    """Sinking costs, after Fearon (1997): the signal is paid whatever follows.

    The defender's stake v is uniform on [0, 1] and its own; war gives it `win` times v less `cost`;
    the challenger is a hawk, who always challenges, with probability `hawk`.

    Parameters
    ----------
    win : float64
        The defender's probability of winning a war.
    cost : float64
        What war costs it, as a share of the largest stake.
    hawk : float64
        The probability that the challenger always challenges.

    Returns
    -------
    Signal
        Size of the signal, the stake at which it is sent, the probability of war, and its value.

    Source
    ------
    Fearon (1997), Journal of Conflict Resolution 41, 68-90.

    Examples
    --------
    >>> found = sunk_costs(0.6, 0.3, 0.3)
    >>> [round(float(x), 6) for x in (found.size, found.cut, found.war, found.value)]
    [0.35, 0.5, 0.15, 0.11]
    """
    p, c, h = _signal_game(win, cost, hawk)
    cut = c / p
    size = (1 - h) * cut
    value = (1 - h + h * p) * (1 - cut * cut) / 2 - (h * c + size) * (1 - cut)
    return Signal(size, cut, h * (1 - cut), value)


def tied_hands(win: ArrayLike, cost: ArrayLike, hawk: ArrayLike) -> Signal:
    """Tying hands, after Fearon (1997): the signal costs only those who yield after it.

    Parameters
    ----------
    win, cost, hawk : float64
        As for `sunk_costs`.

    Returns
    -------
    Signal
        Size of the signal, the stake at which it is sent, the probability of war, and its value.

    Source
    ------
    Fearon (1997), Journal of Conflict Resolution 41, 68-90.

    Examples
    --------
    >>> found = tied_hands(0.6, 0.3, 0.3)
    >>> [round(float(x), 6) for x in (found.size, found.cut, found.war, found.value)]
    [0.238636, 0.102273, 0.269318, 0.354602]
    """
    p, c, h = _signal_game(win, cost, hawk)
    whole = 1 - h + p * h
    cut, size = h * c / whole, c * (1 - h) / whole
    value = whole * (1 - cut * cut) / 2 - h * c * (1 - cut)
    return Signal(size, cut, h * (1 - cut), value)


def no_signal(win: ArrayLike, cost: ArrayLike, war_loss: ArrayLike) -> Signal:
    """Without any signal: every challenger challenges, which needs fighting to be unlikely enough.

    war_loss : what war costs a challenger whose gain from a concession is 1.

    Parameters
    ----------
    win, cost : float64
        As for `sunk_costs`.
    war_loss : float64
        What war costs a challenger whose gain from a concession is 1.

    Returns
    -------
    Signal
        With a size of 0.

    Raises
    ------
    SummitError
        S689 where the prior chance of a fight, 1 - cost / win, is not below 1 / (1 + war_loss).

    Source
    ------
    Fearon (1997), Journal of Conflict Resolution 41, 68-90.

    Examples
    --------
    >>> found = no_signal(0.6, 0.5, 1.0)
    >>> [round(float(x), 6) for x in (found.cut, found.war, found.value)]
    [0.833333, 0.166667, 0.008333]
    """
    p, c, _ = _signal_game(win, cost, 0.0)
    fights = 1 - c / p
    loss = np.asarray(war_loss, dtype=np.float64)
    require(fights < 1 / (1 + loss), "A challenger would not challenge here.", "1 - cost/win < 1/(1 + loss).")
    cut = c / p
    return Signal(np.zeros_like(cut), cut, fights, p * (1 - cut * cut) / 2 - c * (1 - cut))


@dataclass(frozen=True)
class Attrition:
    """The audience-cost war of attrition of two sides.

    Attributes
    ----------
    horizon : float64[...]
        After this time nobody yields any more.
    yields_at_once : float64[..., side]
        Probability of yielding at time 0; above 0 for one side at most.
    fights : float64[..., side]
        Probability of never yielding.
    war : float64[...]
        That both never do.
    """

    horizon: Array
    yields_at_once: Array
    fights: Array
    war: Array


def audience_costs(audience: ArrayLike, prize: ArrayLike, dearest: ArrayLike) -> Attrition:
    """The crisis as a war of attrition with audience costs, after Fearon (1994).

    Parameters
    ----------
    audience : float64[..., side]
        What yielding costs each of the two sides more with every unit of time.
    prize : float64[...]
        What the other's yielding is worth.
    dearest : float64[..., side]
        War costs a side a number that only it knows, uniform between 0 and this.

    Returns
    -------
    Attrition
        Times in the unit in which audience costs grow, and probabilities.

    Source
    ------
    Fearon (1994), American Political Science Review 88, 577-592.

    Examples
    --------
    >>> audience_costs([2.0, 1.0], 1.0, [1.0, 1.0]).war.round(6).item()
    0.267949
    """
    a, top = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (audience, dearest)))
    v = np.asarray(prize, dtype=np.float64)[..., None]
    require(a.shape[-1:] == (2,), "The war of attrition has two sides.", "Expected [..., 2].")
    require((a > 0) & (top > 0) & (v > 0), "An audience cost, war cost or prize is not above 0.", "Above 0.")
    other = a[..., ::-1]
    # 1 - Q_j(t) = v / (v + a_i t) meets a_j t / C_j
    meets = (-v * a + np.sqrt((v * a) ** 2 + 4 * a * other * v * top)) / (2 * a * other)
    horizon = meets.min(axis=-1)
    t = horizon[..., None]
    fights = np.minimum(a * t / top, 1.0)
    begins = np.minimum(fights * (v + other * t) / v, 1.0)
    begins = np.where(meets <= t, 1.0, begins)
    return Attrition(horizon, 1 - begins, fights, fights.prod(axis=-1))


def attrition_winner(audience: ArrayLike, war_cost: ArrayLike) -> NDArray[np.int64]:
    """int64[...]: the side that wins at time 0 where war costs are known, after Fearon (1994).

    It is the side with the smaller war cost for its audience cost; -1 where they are equal.

    Parameters
    ----------
    audience : float64[..., side]
        What yielding costs each side more with every unit of time.
    war_cost : float64[..., side]
        What war costs each side, known to both.

    Returns
    -------
    int64[...], 0 or 1, or -1 for a tie

    Source
    ------
    Fearon (1994), American Political Science Review 88, 577-592.

    Examples
    --------
    >>> attrition_winner([2.0, 1.0], [1.0, 1.0]).item()
    0
    """
    ratio = np.asarray(war_cost, dtype=np.float64) / np.asarray(audience, dtype=np.float64)
    even = ratio[..., 0] == ratio[..., 1]
    return np.asarray(np.where(even, -1, np.argmin(ratio, axis=-1)), dtype=np.int64)
