"""The kernel of the tests' tracer: pseudo-arclength steps along F(x, s) = 0, compiled.

Coordinates are measured in units of 1 + |x| and 1 + s * (precision x payoff range), so that a step is of
the same kind at play near uniform and far out. See `tracer` for the rules by which a step is taken.
Source: Allgower and Georg, Numerical Continuation Methods (1990), chapters 2, 6 and 8.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from tests.solvers.logit_equations import Equations, advantages, log_play_of

LEAST = 1e-5  # a step this short that changes the orientation crosses another branch
LEAPS = (3e-5, 1e-4)  # how it is taken: nearer than 1e-6 to a crossing the tangent is lost in rounding
GIVEN_UP = 1e-9  # a step this short is too short
TURN = 0.995  # least cosine between tangents of neighbours
ASIDE = 0.1  # farthest that the corrector leads from the predictor, in steps
ROUNDS = 8
PAIR = 0.2  # largest |eigenvalue| at both neighbours of a crossing of two at once
TINY = 1e-30  # eigenvalue routines fail on numbers near the smallest that there are
TAKEN, SHORT, LONG, SINGULAR = 0, 1, 2, 3  # how a scale ended: found, steps too short, too many, a turn there


class Point(NamedTuple):
    """A point of the curve.

    at : float64[unknown + 1], (x, s)
    tangent : float64[unknown + 1], of length 1 in the units of the point; positive along the way
    sign : sign of det [F'; tangent], which an undisturbed curve keeps
    smallest : the smallest |eigenvalue| of F' by x, that is of I - J
    negative : how many of its eigenvalues are real and below 0
    """

    at: np.ndarray
    tangent: np.ndarray
    sign: float
    play: np.ndarray
    belief: np.ndarray
    smallest: float
    negative: int


@njit(cache=True)
def solved(matrix: np.ndarray, right: np.ndarray) -> tuple[bool, float, np.ndarray]:
    """Gauss's elimination: whether it went through, the determinant's sign, the solution."""
    a, b, n, sign = matrix.copy(), right.copy(), len(right), 1.0
    for k in range(n):
        pivot = k + int(np.argmax(np.abs(a[k:, k])))
        if not (np.abs(a[pivot, k]) > 0.0 and np.isfinite(a[pivot, k])):
            return False, 0.0, b
        if pivot != k:
            for j in range(k, n):
                a[k, j], a[pivot, j] = a[pivot, j], a[k, j]
            b[k], b[pivot] = b[pivot], b[k]
            sign = -sign
        if a[k, k] < 0.0:
            sign = -sign
        for i in range(k + 1, n):
            factor = a[i, k] / a[k, k]
            if factor != 0.0:
                for j in range(k + 1, n):
                    a[i, j] -= factor * a[k, j]
                b[i] -= factor * b[k]
    for k in range(n - 1, -1, -1):
        for j in range(k + 1, n):
            b[k] -= a[k, j] * b[j]
        b[k] /= a[k, k]
    return True, sign, b


@njit(cache=True)
def weights(at: np.ndarray, unit: float) -> np.ndarray:
    """The unit of each coordinate, float64[unknown + 1]."""
    d = 1.0 + np.abs(at)
    d[-1] = (1.0 + at[-1] * unit) / unit if at[-1] > 0.0 else 1.0 / unit
    return d


@njit(cache=True)
def rounding(size: float) -> float:
    """How near Newton's method can come at this precision x payoff range."""
    return 1e-11 + 1e-15 * size


@njit(cache=True)
def bordered(
    eq: Equations, at: np.ndarray, way: np.ndarray, d: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Residual, matrix [F'; way] and beliefs; equations and coordinates in units of `d`."""
    n, s = len(at) - 1, at[-1]
    gain, slope, belief = advantages(eq, at[:-1].copy())
    residual, matrix = np.empty(n), np.empty((n + 1, n + 1))
    for i in range(n):
        residual[i] = (at[i] - s * gain[i] - eq.log_odds[i]) / d[i]
        for j in range(n):
            matrix[i, j] = -s * slope[i, j] * d[j] / d[i]
        matrix[i, i] += 1.0
        matrix[i, n] = -gain[i] * d[n] / d[i]
    matrix[n] = way
    return residual, matrix, belief


@njit(cache=True)
def start(eq: Equations, unit: float) -> Point:
    """Uniform play, or the base weights, at scale 0, where F' is the identity."""
    at = np.zeros(eq.first_unknown[-1] + 1)
    at[:-1] = eq.log_odds
    d = weights(at, unit)
    _, matrix, belief = bordered(eq, at, np.zeros(len(at)), d)
    way = np.append(-matrix[:-1, -1], 1.0)
    way /= np.sqrt((way * way).sum())
    matrix[-1] = way
    _, sign, _ = solved(matrix, way)
    return Point(at, way * d, sign, np.exp(log_play_of(eq, at[:-1].copy())), belief, 1.0, 0)


@njit(cache=True)
def corrected(eq: Equations, unit: float, point: Point, h: float) -> tuple[bool, np.ndarray, float]:
    """Predictor and Newton's corrector: whether it stayed near, the point, how far aside it led."""
    d = weights(point.at, unit)
    way = point.tangent / d
    guess = point.at / d + h * way
    z, last, aside, near = guess.copy(), np.inf, 0.0, rounding(point.at[-1] * unit)
    for _ in range(ROUNDS):
        residual, matrix, _ = bordered(eq, z * d, way, d)
        through, _, move = solved(matrix, np.append(residual, way @ (z - guess)))
        size = np.sqrt((move * move).sum())
        if not through or not np.isfinite(size) or (size > 0.5 * last and size > 10.0 * near):
            return False, z, aside
        z, last = z - move, size
        aside = np.sqrt(((z - guess) ** 2).sum())
        if aside > ASIDE * h + 100.0 * near:
            return False, z, aside
        if size <= near:
            return True, z * d, aside
    return False, z, aside


@njit(cache=True)
def crossing(low: Point, high: Point) -> bool:
    """Whether another branch crosses between neighbours.

    Where two cross at once, as in two copies of one game, the orientation stays: then two eigenvalues
    change their sign (a pair that becomes real farther from 0 is none).
    """
    together = high.negative - low.negative
    near = max(low.smallest, high.smallest) < PAIR
    return high.sign != low.sign or (together != 0 and together % 2 == 0 and near)


@njit(cache=True)
def ahead(eq: Equations, unit: float, point: Point, h: float, step: float) -> tuple[bool, bool, Point]:
    """Whether the step is taken, whether the next may be longer, and the point it leads to."""
    near, at, aside = corrected(eq, unit, point, h)
    if not near:
        return False, False, point
    d = weights(at, unit)
    _, matrix, belief = bordered(eq, at, point.tangent / d, d)
    right = np.zeros(len(at))
    right[-1] = 1.0
    through, _, way = solved(matrix, right)
    if not through:
        return False, False, point
    way /= np.sqrt((way * way).sum())
    before = point.tangent / d
    cosine = (way @ before) / np.sqrt((before * before).sum())
    play = np.exp(log_play_of(eq, at[:-1].copy()))
    moved = max(np.abs(play - point.play).max(), np.abs(belief - point.belief).max())
    matrix[-1] = way
    through, sign, _ = solved(matrix, right)
    if not through or cosine < TURN or moved > 2.0 * step or (sign != point.sign and h > LEAPS[1]):
        return False, False, point
    inner = matrix[:-1, :-1].astype(np.complex128)
    if not np.isfinite(matrix).all():
        return False, False, point
    inner = np.where(np.abs(inner) < TINY, 0.0, inner)
    eigenvalues = np.linalg.eigvals(inner)
    smallest = np.abs(eigenvalues).min()
    negative = int(np.sum((eigenvalues.real < 0.0) & (np.abs(eigenvalues.imag) < 1e-9)))
    ease = aside < 0.3 * ASIDE * h + 1e-9 and moved < step and cosine > 1.0 - 0.3 * (1.0 - TURN)
    new = Point(at, way * d, sign, play, belief, smallest, negative)
    return h <= LEAPS[1] or not crossing(point, new), ease, new


@njit(cache=True)
def landed(
    eq: Equations, unit: float, ends: tuple[Point, Point], s: float, step: float
) -> tuple[bool, np.ndarray]:
    """The log-odds at exactly this scale, between two neighbours: Newton's method at fixed scale."""
    low, high = ends
    part = (s - low.at[-1]) / (high.at[-1] - low.at[-1])
    guess = low.at + part * (high.at - low.at)
    at, border, last = guess.copy(), np.zeros(len(guess)), np.inf
    border[-1] = 1.0
    at[-1] = s
    for _ in range(30):
        d = 1.0 + np.abs(at)
        residual, matrix, _ = bordered(eq, at, border, d)
        through, _, move = solved(matrix, np.append(residual, 0.0))
        if not through:
            return False, at[:-1]
        at = at - move * d
        if not np.abs((at - guess) / d).max() <= 2.0 * step:
            return False, at[:-1]
        size = np.abs(move).max()
        if size <= 1e-13 or (size >= 0.5 * last and size <= rounding(s * unit)):
            return True, at[:-1]
        last = size
    return False, at[:-1]


@njit(cache=True)
def followed(
    eq: Equations, unit: float, wanted: np.ndarray, step: float, most: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, list[float], list[float], int]:
    """The branch at each wanted scale (rising, above 0), first passages.

    Returns
    -------
    log-odds [scale, unknown], how each ended, whether crossed before, smallest eigenvalue before,
    turns, crossings, accepted steps
    """
    n = len(wanted)
    found, ended = np.full((n, eq.first_unknown[-1]), np.nan), np.full(n, LONG)
    crossed, least = np.zeros(n, dtype=np.bool_), np.full(n, np.nan)
    turns, crossings = [0.0], [0.0]
    point, h, smallest, k, steps = start(eq, unit), step, 1.0, 0, 0
    for _ in range(most):
        if k == n:
            break
        taken, ease, new = ahead(eq, unit, point, h, step)
        if not taken and h <= LEAST:
            for leap in LEAPS:
                if not taken:
                    taken, ease, new = ahead(eq, unit, point, leap, step)
        if not taken:
            h *= 0.5
            if h < GIVEN_UP:
                ended[k:] = SHORT
                break
            continue
        smallest = min(smallest, new.smallest)
        if crossing(point, new):
            crossings.append(new.at[-1])
        if new.tangent[-1] * point.tangent[-1] < 0.0:
            turns.append(new.at[-1])
        while k < n and wanted[k] <= new.at[-1]:
            good, found[k] = landed(eq, unit, (point, new), wanted[k], step)
            ended[k] = TAKEN if good else SINGULAR
            crossed[k], least[k] = len(crossings) > 1, smallest
            k += 1
        point, steps = new, steps + 1
        if ease:
            h = min(step, 1.6 * h)
    return found, ended, crossed, least, turns[1:], crossings[1:], steps
