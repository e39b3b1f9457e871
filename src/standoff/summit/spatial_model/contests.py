"""Kernels of the spatial model: all turns of one draw after another, in compiled loops.

The method is told in `model.py`; `tests/summit/plain_spatial_model.py` the plain second one that
these loops are tested against. A draw's answer depends on no other draw. In the corrected form a
draw is first cut down to the members with some capability, whose capabilities are scaled to add to
1; ties are kept together, within `TIE`; and a choice within `NEAR` of going another way is counted.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from standoff.kernels.compilation import inner
from standoff.summit.spatial_model.layout import Floats, Now, Rules, View

TIE = 1e-9  # gains and probabilities this close are tied
NEAR = 1e-6  # and this close could be
WORTHWHILE = 1e-5  # least gain that makes a challenge
KTAB_FLOOR = 1e-8
FLOOR = 1e-12
SIDE_FLOOR = 1e-10  # strength that both sides of a challenge have
OWN_FLOOR = 1e-10
BARGAIN_FLOOR = 1e-6
STOP_FLOOR = 1e-4
KTAB_GRID = 1e4  # the program rounds bargains to four decimals of a scale from 0 to 1
GRID = 1e6  # the corrected form to six, which keeps rounding from growing from turn to turn;
EDGE = 0.637  # at no simple fraction, so that halves and thirds of the grid never sit on the edge
SAME = 1e-3  # positions this close are one option of the printed election
MOST_STEPS = 10_000
SETTLED, NOT_CONVERGED, UNDEFINED = 0, 2, 3
BINARY, MOSTLY, PROPORTIONAL, HALF_CUBIC, CUBIC, ASYMMETRIC = range(6)
THRESHOLD = 4
CONDITIONAL, INCENTIVE, UNIFORM = range(3)
NO_COMMITMENT, SEMI, FULL = range(3)
S1P1, S2P2, S2PMAX = range(3)
INITIATOR, BOTH, WEIGHTED = range(3)


@inner
def vote(voting: int, difference: float, blind: float) -> Any:
    """How strongly a member votes for an option over one that is worth `difference` less to it.

    Up to `blind` it sees none: so rounding in the last place never turns into a vote.
    """
    if abs(difference) <= blind:
        return 0.0
    if voting == PROPORTIONAL:
        return difference
    if voting == HALF_CUBIC:
        return 0.5 * difference + 0.5 * difference * difference * difference
    if voting == CUBIC:
        return difference * difference * difference
    if voting == ASYMMETRIC:
        return 2.0 * difference / 3.0 if difference > 0 else difference
    full = min(1.0, max(-1.0, difference / 1e-8))
    return full if voting == BINARY else 0.8 * difference + 0.2 * full


@inner
def chance(victory: int, mine: float, theirs: float) -> Any:
    """The chance that a side of strength `mine` beats one of strength `theirs`."""
    if victory == THRESHOLD:
        if mine >= 1.1 * theirs:
            return 1.0 / (1.0 + 1e-6)
        if theirs >= 1.1 * mine:
            return 1e-6 / (1.0 + 1e-6)
        return (mine / (mine + theirs) * 2.1 - 1.0) / 0.1
    top = max(mine, theirs)
    a, b = mine / top, theirs / top
    for _ in range(victory):
        a, b = a * a, b * b
    return a / (a + b)


@inner
def gridded(x: float, ktab: bool) -> Any:
    """A coordinate on the grid of bargains."""
    if ktab:
        return np.floor(x * KTAB_GRID + 0.5) / KTAB_GRID
    return np.floor(x * GRID + EDGE) / GRID


@inner
def elect(worth: Floats, weight: Floats, rules: Rules, out: Floats) -> Any:
    """Fill `out[option]` with the probabilities of the options; True if they were found.

    worth : float64[member, option].
    """
    n_members, n = worth.shape
    floor, blind = (KTAB_FLOOR, 0.0) if rules.ktab else (FLOOR, TIE)
    beats, strength = np.empty((n, n)), np.empty((n, n))
    for i in range(n):
        beats[i, i] = 0.5
        strength[i, i] = floor
        for j in range(i):
            mine, theirs = floor, floor
            for k in range(n_members):
                v = weight[k] * vote(rules.voting, worth[k, i] - worth[k, j], blind)
                if v > 0:
                    mine += v
                else:
                    theirs -= v
            p = chance(rules.victory, mine, theirs)
            beats[i, j], beats[j, i] = p, 1.0 - p
            strength[i, j], strength[j, i] = mine, theirs
    if rules.election == CONDITIONAL:
        total = 0.0
        for i in range(n):
            p = 1.0
            for j in range(n):
                p *= beats[i, j]
            out[i] = p
            total += p
        for i in range(n):
            out[i] /= total
        return True
    return rest_point(beats, strength, rules.election, out)


@inner
def rest_point(beats: Floats, strength: Floats, method: int, out: Floats) -> Any:
    """Fill `out` with the rest point of the process of challenges; `strength` is used up."""
    n = len(out)
    for j in range(n):
        total = 0.0
        for i in range(n):
            strength[i, j] = strength[i, j] * beats[i, j] + (OWN_FLOOR if i == j else 0.0)
            total += strength[i, j]
        for i in range(n):
            strength[i, j] = strength[i, j] / total if method == INCENTIVE else 1.0 / n
    close = 1e-8 if method == INCENTIVE else 1e-6
    for i in range(n):
        out[i] = 1.0 / n
    following = np.empty(n)
    for _ in range(MOST_STEPS):
        step = 0.0
        for i in range(n):
            q = 0.0
            for j in range(n):
                q += beats[i, j] * (out[i] * strength[j, i] + out[j] * strength[i, j])
            following[i] = q
            step = max(step, abs(q - out[i]))
        for i in range(n):
            out[i] = (out[i] + following[i]) / 2.0
        if step <= close:
            return True
    return False


@inner
def distance(salience: Floats, place: Floats, a: int, point: Floats) -> Any:
    """How far a point is from member `a`'s position, weighed by its saliences."""
    total, size = 0.0, 0.0
    for k in range(len(point)):
        s = salience[a, k]
        d = s * (place[a, k] - point[k])
        total += d * d
        size += s * s
    return np.sqrt(total / size) if size > 0 else 0.0


@inner
def contest(view: View, now: Now, rules: Rules) -> Any:
    """A challenge as one member sees it, and what it is worth to another: (chance, gain)."""
    i, j, k = view.challenger, view.challenged, view.gainer
    care, able, far, risk = now.care, now.able, now.far, now.risk
    voting, share = rules.voting, rules.share
    blind = 0.0 if rules.ktab else TIE
    low, high = SIDE_FLOOR, SIDE_FLOOR
    own = (1.0 - share) * risk[view.seer]
    ri, rj, rk = own + share * risk[i], own + share * risk[j], own + share * risk[k]
    v = care[i] * able[i] * vote(voting, 1.0 - (1.0 - far[i, j]) * (1.0 + far[i, j] * ri), blind)
    low, high = (low + v, high) if v > 0 else (low, high - v)
    v = care[j] * able[j] * vote(voting, (1.0 - far[j, i]) * (1.0 + far[j, i] * rj) - 1.0, blind)
    low, high = (low + v, high) if v > 0 else (low, high - v)
    first, second = low, high
    for m in range(len(able)):
        if m == i or m == j:  # noqa: SIM109 - a tuple would cost
            continue
        rm = own + share * risk[m]
        a = (1.0 - far[m, i]) * (1.0 + far[m, i] * rm)
        b = (1.0 - far[m, j]) * (1.0 + far[m, j] * rm)
        w = care[m] * able[m]
        v = w * vote(voting, a - b, blind)
        p = (low + max(v, 0.0)) / (low + high + abs(v))
        # Full commitment and none leave a third party the same stakes on both sides: it stands aside.
        if rules.commitment != SEMI:
            continue
        with_i = p * (2.0 * a + 1.0) + (1.0 - p) * 3.0 * b
        with_j = p * 3.0 * a + (1.0 - p) * (2.0 * b + 1.0)
        v = w * vote(voting, with_i - with_j, blind)
        if v > 0:
            first += v
        else:
            second -= v
    p = first / (first + second)
    to_i = (1.0 - far[k, i]) * (1.0 + far[k, i] * rk)
    to_j = (1.0 - far[k, j]) * (1.0 + far[k, j] * rk)
    fought = p * 2.0 * to_i + (1.0 - p) * 2.0 * to_j
    return p, (1.0 - care[j]) * 2.0 * to_i + care[j] * fought - to_i - to_j
