"""Closed forms of alliances: when a guarantee deters and restrains, what it moves, what is observed.

Minimal versions after the authors named, derived for this library and checked numerically; they
reproduce stated results and are no models of theirs. Rates of observed reliability count treaty
obligations in wars that came; they are not the probability that an alliance would act.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.summit.closed_forms.signals import require
from standoff.summit.records import Array


@dataclass(frozen=True)
class Window:
    """low, high : float64; the guarantee works from `low` on and below `high`, if `works`."""

    low: Array
    high: Array
    works: NDArray[np.bool_]


def guarantee_window(provoke: ArrayLike, forsaken: ArrayLike, gain: ArrayLike, defeat: ArrayLike) -> Window:
    """How firm a guarantee deters the adversary and yet restrains the protégé (after Snyder; Benson 2012).

    The guarantee is kept with probability k. The adversary attacks where (1-k) `gain` > k `defeat`;
    the protégé provokes where k `provoke` > (1-k) `forsaken`.

    Parameters
    ----------
    provoke : float64
        What the protégé gains by provoking under a guarantee that is kept; above 0.
    forsaken : float64
        What it loses if it provokes and the guarantee is not kept; above 0.
    gain : float64
        What the adversary gains by an attack that nobody answers; above 0.
    defeat : float64
        What it loses by one that the guarantor answers; above 0.

    Returns
    -------
    Window
        Probabilities `low` and `high`, and whether there is room between them.

    Raises
    ------
    SummitError
        S689 where a stake is not above 0.

    Examples
    --------
    >>> window = guarantee_window(1.0, 2.0, 1.0, 2.0)
    >>> window.low.round(4).item(), window.high.round(4).item(), window.works.item()
    (0.3333, 0.6667, True)
    """
    b, loss, g, m = (np.asarray(x, dtype=np.float64) for x in (provoke, forsaken, gain, defeat))
    require((b > 0) & (loss > 0) & (g > 0) & (m > 0), "A stake of the guarantee is not above 0.", "Above 0.")
    low, high = g / (g + m), loss / (b + loss)
    return Window(low, high, np.asarray(g * b < loss * m))


@dataclass(frozen=True)
class Ultimatum:
    """offer : float64, what the adversary demands to keep; war : probability that it is refused."""

    offer: Array
    war: Array


def guarantee_in_bargaining(odds: ArrayLike, dearest: ArrayLike, adversary_cost: ArrayLike) -> Ultimatum:
    """An ultimatum to a protégé that wins a war with the given odds: the guarantee moves the offer only.

    The protégé's cost of war is its own, uniform between 0 and `dearest`. What the adversary leaves
    it rises with its odds, hence with the guarantee; the risk of war does not change.

    Parameters
    ----------
    odds : float64
        The protégé's probability of winning a war, the guarantor's help included.
    dearest : float64
        The most that war can cost the protégé, as a share of the prize.
    adversary_cost : float64
        What war costs the adversary, from 0 to `dearest`.

    Returns
    -------
    Ultimatum
        The demand as a share of the prize, and the probability of war.

    Raises
    ------
    SummitError
        S689 where a cost or the odds are out of range.

    Examples
    --------
    >>> found = guarantee_in_bargaining(0.5, 0.4, 0.1)
    >>> found.offer.round(6).item(), found.war.round(6).item()
    (0.35, 0.375)
    """
    p, top, cost = (np.asarray(x, dtype=np.float64) for x in (odds, dearest, adversary_cost))
    require(
        (top > 0) & (cost >= 0) & (cost <= top),
        "A cost of war is out of range.",
        "0 <= adversary's <= dearest.",
    )
    offer = p - (top - cost) / 2
    require((p <= 1) & (offer >= 0), "The odds are out of range.", "Expected offers between 0 and 1.")
    return Ultimatum(offer, np.broadcast_to((top - cost) / (2 * top), offer.shape))


@dataclass(frozen=True)
class Selection:
    """observed, true : float64, mean reliability in the wars that come and in all alliances."""

    observed: Array
    true: Array
    attacked: Array


def selected_reliability(gain: ArrayLike, defeat: ArrayLike) -> Selection:
    """Reliability is observed where it was doubted: reliability uniform on [0, 1], attack where it pays.

    Parameters
    ----------
    gain, defeat : float64
        The adversary's stakes, as for `guarantee_window`; above 0.

    Returns
    -------
    Selection
        Mean reliability observed in wars, and in all alliances.

    Raises
    ------
    SummitError
        S689 where a stake is not above 0.

    Examples
    --------
    >>> selected_reliability(1.0, 1.0).observed.item()
    0.25
    """
    g, m = (np.asarray(x, dtype=np.float64) for x in (gain, defeat))
    require((g > 0) & (m > 0), "A stake of the adversary is not above 0.", "Above 0.")
    line = g / (g + m)
    return Selection(np.asarray(line / 2), np.full_like(line, 0.5), line)


@dataclass(frozen=True)
class Tripwire:
    """What a forward force has to be worth: named numbers of the tripwire of `tripwire_size`.

    cost : the guarantor's cost of coming to help is uniform between 0 and this.
    stake : what winning is worth to it; odds, odds_each : its odds without a force and more for each
    unit of it; bound_each : what abandoning each unit of the force would cost it.
    """

    cost: float
    stake: float
    odds: float
    odds_each: float
    bound_each: float


def tripwire_size(wire: Tripwire, gain: ArrayLike, defeat: ArrayLike) -> Array:
    """The smallest force that deters (after Reiter and Poast 2021): capability counts beside the bond.

    The guarantor helps where odds(T) stake + bound(T) is at least its cost; the adversary is deterred
    where it does so with probability `gain` / (`gain` + `defeat`) or more.

    Parameters
    ----------
    wire : Tripwire
        The guarantor's stakes and odds, and how much a force binds it.
    gain, defeat : float64
        The adversary's stakes, as for `guarantee_window`; above 0.

    Returns
    -------
    float64, in the unit of the force

    Examples
    --------
    >>> tripwire_size(Tripwire(10.0, 6.0, 0.3, 0.05, 0.5), 1.0, 1.0).round(6).item()
    4.0
    """
    g, m = (np.asarray(x, dtype=np.float64) for x in (gain, defeat))
    require((g > 0) & (m > 0), "A stake of the adversary is not above 0.", "Above 0.")
    each = wire.odds_each * wire.stake + wire.bound_each
    require(each > 0, "A unit of the force adds nothing.", "Expected odds or a bond that grow with it.")
    return np.asarray(np.maximum((wire.cost * g / (g + m) - wire.odds * wire.stake) / each, 0.0))


def intervention(wire: Tripwire, force: ArrayLike) -> Array:
    """float64: the probability that the guarantor comes to help with this force in place.

    Parameters
    ----------
    wire : Tripwire
        The guarantor's stakes and odds, and how much a force binds it.
    force : float64
        The size of the force.

    Returns
    -------
    float64, a probability

    Examples
    --------
    >>> intervention(Tripwire(10.0, 6.0, 0.3, 0.05, 0.5), [0.0, 4.0]).round(6).tolist()
    [0.18, 0.5]
    """
    t = np.asarray(force, dtype=np.float64)
    odds = np.minimum(wire.odds + wire.odds_each * t, 1.0)
    return np.asarray(np.clip((odds * wire.stake + wire.bound_each * t) / wire.cost, 0.0, 1.0))


@dataclass(frozen=True)
class Armed:
    """armed, attacked : float64, probabilities."""

    armed: Array
    attacked: Array


def strategic_ambiguity(gain: ArrayLike, defeat: ArrayLike, harm: ArrayLike, dearest: ArrayLike) -> Armed:
    """Keeping one's capability in doubt (a minimal analogue, after Baliga and Sjöström 2008).

    A state arms where its own cost, uniform between 0 and `dearest`, is below the attack's
    probability times `harm`; the attacker gains `gain` from an unarmed one and loses `defeat` to an
    armed one, and is indifferent.

    Parameters
    ----------
    gain : float64
        What the attacker gains from an unarmed state; above 0.
    defeat : float64
        What it loses to an armed one; above 0.
    harm : float64
        What an attack costs the state if it is unarmed.
    dearest : float64
        The most that arming can cost the state.

    Returns
    -------
    Armed
        Probabilities that the state is armed and that it is attacked.

    Raises
    ------
    SummitError
        S689 where a number is out of range.

    Examples
    --------
    >>> found = strategic_ambiguity(1.0, 3.0, 2.0, 4.0)
    >>> found.armed.item(), found.attacked.item()
    (0.25, 0.5)
    """
    g, m, d, top = (np.asarray(x, dtype=np.float64) for x in (gain, defeat, harm, dearest))
    require((g > 0) & (m > 0) & (d > 0) & (top > 0), "A stake is not above 0.", "Above 0.")
    armed = g / (g + m)
    attacked = armed * top / d
    require(attacked <= 1, "The attacker would not be indifferent.", "armed * dearest <= harm.")
    return Armed(armed, attacked)


def largest_acceptable(ideal: ArrayLike, *, cost: ArrayLike = 0.0) -> Array:
    """The largest proposal that nobody blocks, over a status quo of 0: twice the least ideal, plus the cost.

    ideal : float64[..., member], not negative, losses linear; cost : of breaking the silence.

    Parameters
    ----------
    ideal : float64[..., member]
        Each member's ideal, not negative; losses are linear.
    cost : float64[...]
        What it costs to break the silence, in the unit of the ideals.

    Returns
    -------
    float64[...], in the unit of the ideals

    Examples
    --------
    >>> largest_acceptable([0.2, 0.5, 0.9], cost=0.1).item()
    0.5
    """
    x = np.asarray(ideal, dtype=np.float64)
    require(x >= 0, "An ideal is below the status quo.", "Expected ideals of 0 or more.")
    return np.asarray(2 * x.min(axis=-1) + np.asarray(cost, dtype=np.float64))


def setter_gets(ideal: ArrayLike, setter: ArrayLike, *, cost: ArrayLike = 0.0) -> Array:
    """What a setter obtains who needs everybody: its own ideal, or what the least willing accepts.

    Parameters
    ----------
    ideal : float64[..., member]
        Each member's ideal, not negative; losses are linear.
    setter : float64[...]
        The setter's own ideal.
    cost : float64[...]
        What it costs to break the silence.

    Returns
    -------
    float64[...], in the unit of the ideals

    Source
    ------
    Romer and Rosenthal (1978), Public Choice 33, 27-43.

    Examples
    --------
    >>> setter_gets([0.2, 0.5, 0.9], 0.3).item()
    0.3
    """
    return np.asarray(np.minimum(np.asarray(setter, dtype=np.float64), largest_acceptable(ideal, cost=cost)))
