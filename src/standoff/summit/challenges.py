"""The model of challenges (after Scholz, Calbert and Smith 2011), in two readings.

Method, a round: every member weighs a challenge to every other by what winning, losing and the
status quo are worth to it; how safe its position is from the others gives its attitude to risk; in
a second pass with these risks each pair comes to a confrontation, a compromise or a capitulation,
and every member takes the offer that moves it least. All move at once.

`reading="code"` does what the authors' own program does, as a replication documents it: the chance
of success is divided by the votes of all pairs of positions, risk enters the vote, the compromise
with the smallest weighted position is taken, and nobody ever capitulates. `reading="paper"` does
what the paper says. On the paper's example only the code gives its printed table.

Source: Scholz, Calbert and Smith (2011), "Unravelling Bueno De Mesquita's Group Decision Model",
ICAART 2011; after Bueno de Mesquita (1994).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from standoff.errors import Problem
from standoff.summit.compromise import Compromise, compromise, weighted_median
from standoff.summit.elections import choose
from standoff.summit.records import NEAR_TIE, NOT_CONVERGED, SETTLED, Array, Members, SummitError

Reading = Literal["code", "paper"]
READINGS: tuple[str, ...] = get_args(Reading)
STILL = 1e-6  # of the scale: a last round that moves less is at rest
TIE = 1e-9  # differences up to this are none: rounding in the last place decides nothing
HAIR = 1e-6  # two expected worths this close could change places
CONFRONTATION, COMPROMISE, CAPITULATION = range(3)


@dataclass(frozen=True)
class Challenge:
    """What the model of challenges gives, round by round.

    Attributes
    ----------
    path : float64[draw, round, member, dimension]
        The first row holds the positions before any round.
    mean, median : float64[draw, round, dimension]
        Weighted by capability times salience.
    benchmark : Compromise
    status : int8[draw]
        `not_converged` where the last round still moves somebody.
    """

    path: Array
    mean: Array
    median: Array
    benchmark: Compromise
    status: NDArray[np.int8]


@dataclass(frozen=True)
class Stakes:
    """The issue as the model sees it: float64[draw, member] each, and float64[draw] the first range."""

    place: Array
    care: Array
    able: Array
    width: Array


def challenge(
    members: Members, *, reading: Reading = "code", rounds: int = 5, quiet: float = 1.0, better: float = 0.5
) -> Challenge:
    """Run the model of challenges for some rounds, each dimension on its own.

    Parameters
    ----------
    members : Members
        Their positions, saliences and capabilities.
    reading : str
        `code` as the authors' replication does it, `paper` as their article says it.
    rounds : int
        How many rounds are played; at least 1.
    quiet : float
        Chance that nothing changes where nobody challenges (Q in the paper; 1 in the replication).
    better : float
        Chance that a change without a challenge is for the better (T); idle where `quiet` is 1.

    Returns
    -------
    Challenge
        `path` is float64[draw, round, member, dimension], on the scale of the positions.

    Raises
    ------
    SummitError
        S665 for an unknown reading, S666 for rounds or chances that make no sense.

    Examples
    --------
    >>> from standoff.summit import gather, challenge
    >>> table = gather(["a", "b", "c"], [4.0, 7.0, 10.0], [0.8, 0.4, 0.6], [8.0, 8.0, 16.0], scale=(4, 10))
    >>> challenge(table, rounds=2).path.shape
    (1, 3, 3, 1)
    """
    choose(reading, READINGS, "reading of the model of challenges")
    if not (1 <= rounds <= 1000 and 0 <= quiet <= 1 and 0 <= better <= 1):
        told = f"There are {rounds} rounds, `quiet` is {quiet:g} and `better` is {better:g}."
        raise SummitError(Problem("S666", told, "Expected 1 to 1000 rounds, and chances from 0 to 1."))
    path = np.empty((members.n_draws, rounds + 1, len(members.names), members.n_dimensions))
    near = np.zeros(members.n_draws, dtype=bool)
    for k in range(members.n_dimensions):
        place = members.position[:, :, k].copy()
        width = place.max(axis=1) - place.min(axis=1)
        for step in range(rounds + 1):
            path[:, step, :, k] = place
            if step < rounds:
                stakes = Stakes(place, members.salience[:, :, k], members.capability, width)
                place, close = _round(stakes, reading, quiet, better)
                near |= close
    moved = np.abs(path[:, -1] - path[:, -2]).max(axis=1)
    status = np.where(near, NEAR_TIE, SETTLED)
    status = np.where((moved > STILL * members.width).any(axis=1), NOT_CONVERGED, status)
    return Challenge(path, *_centres(members, path), compromise(members), status.astype(np.int8))


def _centres(members: Members, path: Array) -> tuple[Array, Array]:
    weight = compromise(members).pull
    mean = (weight[:, None] * path).sum(axis=2)
    steps = range(path.shape[1])
    return mean, np.stack([weighted_median(path[:, step], weight) for step in steps], axis=1)


def _round(stakes: Stakes, reading: str, quiet: float, better: float) -> tuple[Array, NDArray[np.bool_]]:
    """The positions after one round, and where a choice hung by a hair."""
    even = np.ones_like(stakes.place)
    odds = _odds(stakes, even, reading)
    first = _expected(stakes, even, odds, quiet, better)
    own = np.eye(stakes.place.shape[1], dtype=bool)
    danger = np.where(own, 0.0, first).sum(axis=1)  # what challenging a member is worth to the others
    high, low = danger.max(axis=1, keepdims=True), danger.min(axis=1, keepdims=True)
    apart = high - low > TIE
    ease = np.where(apart, (2 * danger - high - low) / np.where(apart, high - low, 1.0), 0.0)
    risk = (1 - ease / 3) / (1 + ease / 3)
    odds = _odds(stakes, risk, reading)
    mine = _expected(stakes, risk, odds, quiet, better)
    theirs = _returned(stakes, risk, odds, quiet, better)
    return _moves(stakes, mine, theirs, reading)


def _odds(stakes: Stakes, risk: Array, reading: str) -> Array:
    """float64[draw, i, j]: the chance that i's position wins over j's."""
    place = stakes.place
    width = np.where(stakes.width > 0, stakes.width, 1.0)[:, None]
    won, cast = np.zeros((*place.shape, place.shape[1])), np.zeros((*place.shape, place.shape[1]))
    for k in range(place.shape[1]):
        apart = np.abs(place - place[:, k : k + 1]) / width
        if reading == "code":
            apart = apart ** risk[:, k : k + 1]
        nearer = apart[:, None, :] - apart[:, :, None]
        nearer = np.where(np.abs(nearer) <= TIE, 0.0, nearer)
        votes = (stakes.able * stakes.care)[:, k, None, None] * nearer
        won += np.maximum(votes, 0.0)
        cast += np.abs(votes)
    if reading == "code":
        cast = np.broadcast_to(cast.sum(axis=(1, 2), keepdims=True), cast.shape)
    level = 0.0 if reading == "code" else 0.5
    odds = np.where(cast > 0, won / np.where(cast > 0, cast, 1.0), level)
    same = np.abs(place[:, :, None] - place[:, None, :]) <= TIE * width[:, :, None]
    return np.where(same, level, odds)


def _expected(stakes: Stakes, risk: Array, odds: Array, quiet: float, better: float) -> Array:
    """float64[draw, i, j]: what challenging j is worth to i, with i's own risk."""
    return _worth(stakes, risk[:, :, None], odds, quiet, better)


def _returned(stakes: Stakes, risk: Array, odds: Array, quiet: float, better: float) -> Array:
    """float64[draw, i, j]: what a challenge by j is worth to j in i's eyes, with i's risk."""
    return np.swapaxes(_worth(stakes, risk[:, None, :], odds, quiet, better), 1, 2)


def _worth(stakes: Stakes, power: Array, odds: Array, quiet: float, better: float) -> Array:
    """Of a challenge by the row to the column, to the row, at the given attitude to risk."""
    width = np.where(stakes.width > 0, stakes.width, 1.0)[:, None, None]
    apart = np.abs(stakes.place[:, :, None] - stakes.place[:, None, :]) / width
    resists = stakes.care[:, None, :]
    success = 2 - 4 * (0.5 - 0.5 * apart) ** power
    failure = 2 - 4 * (0.5 + 0.5 * apart) ** power
    worth = resists * (odds * success + (1 - odds) * failure) + (1 - resists) * success
    worth = worth - quiet * (2 - 4 * 0.5**power)
    if quiet < 1:
        centre = weighted_median(stakes.place[:, :, None], (stakes.able * stakes.care)[:, :, None])
        off = 0.25 * (np.abs(stakes.place - centre)[:, :, None] / width + apart)
        off = np.minimum(off, 0.5)
        drift = better * (2 - 4 * (0.5 - off) ** power) + (1 - better) * (2 - 4 * (0.5 + off) ** power)
        worth = worth - (1 - quiet) * drift
    return np.asarray(worth)


def _moves(stakes: Stakes, mine: Array, theirs: Array, reading: str) -> tuple[Array, NDArray[np.bool_]]:
    """Every member's best offer: confrontations before compromises before capitulations."""
    here, there = stakes.place[:, :, None], stakes.place[:, None, :]
    differ = np.abs(here - there) > TIE * np.where(stakes.width > 0, stakes.width, 1.0)[:, None, None]
    lost = differ & (theirs > mine + TIE) & (mine > TIE)
    opposed = differ & (theirs > TIE) & (mine < -TIE)
    meet = opposed & (theirs > -mine + TIE)
    ratio = np.where(meet, np.abs(mine) / np.where(theirs > 0, theirs, 1.0), 0.0)
    halfway = here + (there - here) * ratio
    total = np.abs(mine) + np.abs(theirs)
    level = (np.abs(mine) * here + np.abs(theirs) * there) / np.where(total > 0, total, 1.0)
    key = level if reading == "code" else np.abs(halfway - here)
    full = np.broadcast_to(there, mine.shape)
    offers = [(lost, np.abs(full - here), full), (meet, key, halfway)]
    if reading == "paper":
        offers.append((opposed & ~meet, np.abs(full - here), full))
    place = stakes.place.copy()
    open_still = np.ones(place.shape, dtype=bool)
    for made, by, goal in offers:
        any_made = made.any(axis=2) & open_still
        place = np.where(any_made, _least(made, by, goal, here), place)
        open_still &= ~any_made
    close = np.minimum(np.minimum(np.abs(mine), np.abs(theirs)), np.abs(np.abs(theirs) - np.abs(mine)))
    return place, np.asarray((differ & (close < HAIR)).any(axis=(1, 2)))


def _least(made: NDArray[np.bool_], by: Array, goal: Array, here: Array) -> Array:
    """The goal with the smallest key; ties go to the shorter move, then to the lower goal."""
    left = made
    for key in (by, np.abs(goal - here), goal):
        least = np.where(left, key, np.inf).min(axis=2, keepdims=True)
        left = left & (key <= least + TIE)
    return np.asarray(np.take_along_axis(goal, left.argmax(axis=2)[:, :, None], axis=2)[:, :, 0])
