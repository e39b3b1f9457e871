"""The probabilistic Condorcet election: how probable each option is to prevail.

Method: each member votes between each pair of options with its capability times a function of what
it stands to gain; the strength of i against j is the sum of the votes for i; the ratio of strengths,
raised to a power, is the chance that i beats j; and an election turns the chances of the pairs into
one distribution over the options: `conditional` (each beats all others, scaled), or the rest point
of a process of challenges made at random (`markov_uniform`) or in proportion to the expected
gain of the challenger (`markov_incentive`).

Source: KAPSARC Toolkit for Behavioural Analysis (KTAB), MIT, kmodel; Jesse, Wise and Efatmaneshnik (2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from standoff.errors import Problem, nearest
from standoff.summit.records import NOT_CONVERGED, SETTLED, Array, SummitError

Voting = Literal["binary", "mostly_proportional", "proportional", "half_cubic", "cubic", "asymmetric"]
Victory = Literal["linear", "square", "quartic", "octic", "threshold"]
Method = Literal["conditional", "markov_incentive", "markov_uniform"]

VOTING: tuple[str, ...] = get_args(Voting)
VICTORY: tuple[str, ...] = get_args(Victory)
METHODS: tuple[str, ...] = get_args(Method)
POWER = {"linear": 1, "square": 2, "quartic": 4, "octic": 8}

SURE = 1.1  # the `threshold` law: an advantage of 10 % decides
LEAST_ODDS = 1e-6  # what is left to the weaker side there
RAMP = 1e-8  # a binary vote is cast in full from this difference on
BLIND = 1e-9
FLOOR = 1e-12  # strength that every option has, of capabilities that add to 1
OWN_FLOOR = 1e-10  # a challenge to oneself, which keeps `markov_incentive` defined
CLOSE = {"markov_uniform": 1e-6, "markov_incentive": 1e-8}
MOST_STEPS = 10_000


@dataclass(frozen=True)
class Election:
    """probability : float64[..., option]; beats : float64[..., option, option]; status : int8[...]."""

    probability: Array
    beats: Array
    status: np.ndarray[tuple[int, ...], np.dtype[np.int8]]


def choose(value: str, known: tuple[str, ...], what: str) -> str:
    """The value, if it is one of the known ones.

    Raises
    ------
    SummitError
        S665 with the nearest known one.
    """
    if value not in known:
        raise SummitError(Problem("S665", f"`{value}` is no {what}.", fix=nearest(value, known)))
    return value


def vote(difference: Array, voting: str = "proportional") -> Array:
    """How strongly a member votes for one option over another that is worth `difference` less to it.

    `asymmetric` counts gains at two thirds of losses. It is not antisymmetric, hence depends on
    which option is named first: only the reproduction of KTAB's defects uses it so.
    """
    full = np.clip(difference / RAMP, -1.0, 1.0)
    if voting == "binary":
        return full
    if voting == "mostly_proportional":
        return np.asarray(0.8 * difference + 0.2 * full)
    if voting == "half_cubic":
        return 0.5 * difference + 0.5 * difference * difference * difference
    if voting == "cubic":
        return difference * difference * difference
    if voting == "asymmetric":
        return np.where(difference > 0, 2.0 * difference / 3.0, difference)
    return difference


def strengths(
    worth: Array, weight: Array, voting: str = "proportional", *, floor: float = FLOOR, blind: float = BLIND
) -> Array:
    """float64[..., option, option]: the votes for the row's option against the column's.

    Parameters
    ----------
    worth : float64[..., member, option]
    weight : float64[..., member]
    floor : float
        Added to every strength, so that options that nobody tells apart are even.
    blind : float
        Differences up to this are not seen, so that rounding in the last place is never a vote.
    """
    difference = worth[..., :, None] - worth[..., None, :]
    difference = np.where(np.abs(difference) <= blind, 0.0, difference)
    cast = weight[..., None, None] * vote(difference, voting)
    if voting == "asymmetric":  # each pair is judged once, from its later option
        later = np.tril(np.ones(cast.shape[-2:], dtype=bool), -1)
        cast = np.where(later, cast, -np.swapaxes(cast, -1, -2))
    return np.asarray(floor + np.maximum(cast, 0.0).sum(axis=-3))


def chances(strength: Array, victory: str = "linear") -> Array:
    """float64[..., option, option]: the chance that the row beats the column; a half for its own."""
    other = np.swapaxes(strength, -1, -2)
    if victory == "threshold":
        total = strength + other
        even = np.where(total > 0, strength / np.where(total > 0, total, 1.0), 0.5)
        between = (even * (SURE + 1.0) - 1.0) / (SURE - 1.0)
        won = np.where(strength >= SURE * other, 1.0 / (1.0 + LEAST_ODDS), between)
        beats = np.where(other >= SURE * strength, LEAST_ODDS / (1.0 + LEAST_ODDS), won)
    else:
        # the ratio to the stronger side, so that no power overflows
        top = np.maximum(strength, other)
        top = np.where(top > 0, top, 1.0)
        mine, theirs = (strength / top) ** POWER[victory], (other / top) ** POWER[victory]
        total = mine + theirs
        beats = np.where(total > 0, mine / np.where(total > 0, total, 1.0), 0.5)
    own = np.eye(strength.shape[-1], dtype=bool)
    return np.where(own, 0.5, beats)


def pce(strength: Array, method: Method = "conditional", victory: Victory = "linear") -> Election:
    """The probability of each option, from the strengths of all pairs.

    Parameters
    ----------
    strength : float64[..., option, option]
        Strength of the row's option against the column's.
    method : str
        `conditional`, `markov_incentive` or `markov_uniform`.
    victory : str
        The law from strengths to chances: `linear`, `square`, `quartic`, `octic` or `threshold`.

    Returns
    -------
    Election
        `probability` is float64[..., option].

    Raises
    ------
    SummitError
        S665 for an unknown method or law of victory.

    Examples
    --------
    >>> import numpy as np
    >>> duel = np.array([[0.0, 51.212], [19.714, 0.0]])
    >>> [round(p, 4) for p in pce(duel, "markov_uniform", "square").probability.tolist()]
    [0.8709, 0.1291]
    """
    choose(method, METHODS, "method of election")
    choose(victory, VICTORY, "law of victory")
    table = np.asarray(strength, dtype=np.float64)
    beats = chances(table, victory)
    if method == "conditional":
        alone = beats.prod(axis=-1)
        probability = alone / alone.sum(axis=-1, keepdims=True)
        return Election(probability, beats, np.full(table.shape[:-2], SETTLED, dtype=np.int8))
    return _rest_point(table, beats, method)


def _rest_point(strength: Array, beats: Array, method: str) -> Election:
    """Every election of a batch stops at its own rest point, whatever the others do."""
    n = beats.shape[-1]
    challenge = np.full(beats.shape, 1.0 / n)
    if method == "markov_incentive":
        own = np.arange(n)
        incentive = strength * beats
        incentive[..., own, own] += OWN_FLOOR
        challenge = incentive / incentive.sum(axis=-2, keepdims=True)
    probability = np.full(beats.shape[:-1], 1.0 / n)
    moving = np.ones(beats.shape[:-2], dtype=bool)
    for _ in range(MOST_STEPS):
        held = probability[..., :, None] * np.swapaxes(challenge, -1, -2)
        seized = probability[..., None, :] * challenge
        following = (beats * (held + seized)).sum(axis=-1)
        step = np.abs(following - probability).max(axis=-1)
        probability = np.where(moving[..., None], (probability + following) / 2, probability)
        moving &= step > CLOSE[method]
        if not moving.any():
            break
    return Election(probability, beats, np.where(moving, NOT_CONVERGED, SETTLED).astype(np.int8))


def election(
    worth: Array,
    weight: Array,
    *,
    voting: Voting = "proportional",
    victory: Victory = "linear",
    method: Method = "conditional",
) -> Election:
    """The probability of each option from what it is worth to each member.

    Options that are the same to everybody share their probability evenly with one another.

    Parameters
    ----------
    worth : float64[..., member, option]
    weight : float64[..., member]
        Capabilities; only their ratios matter.
    voting : str
        How strongly a member votes for a difference in worth: `proportional`, `cubic` and others.
    victory : str
        The law from strengths to chances, as for `pce`.
    method : str
        As for `pce`.

    Returns
    -------
    Election
        `probability` is float64[..., option].

    Examples
    --------
    >>> import numpy as np
    >>> worth = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> [round(p, 6) for p in election(worth, np.array([3.0, 1.0])).probability.tolist()]
    [0.75, 0.25]
    """
    choose(voting, VOTING, "way of voting")
    share = np.asarray(weight, dtype=np.float64)
    share = share / share.sum(axis=-1, keepdims=True)
    # Where no option is the status quo, the only antisymmetric form of `asymmetric` is proportional.
    even = "proportional" if voting == "asymmetric" else voting
    return pce(strengths(np.asarray(worth, dtype=np.float64), share, even), method, victory)
