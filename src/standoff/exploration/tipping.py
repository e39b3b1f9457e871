"""Tipping points: the nearest point at which a margin changes sign, by root-finding along rays.

A margin is what an actor's best action is worth more than its second-best. From a base point, rays are
sent in many directions, all at once; where the margin changes sign along a ray, the first change is
closed in on by bisection. The best rays are then turned towards the gradient of the margin at their
crossing until the crossing comes no nearer (Hasofer and Lind 1974; Rackwitz and Fiessler 1978, with the
step kept on the surface). Distances are in prior standard deviations of each parameter.

With one parameter that is the nearest crossing up to the spacing of `steps`; with more, the nearest that
was found: another may hide between rays. A margin that jumps over 0 is found too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from standoff.errors import Problem, nearest
from standoff.exploration.records import (
    Array,
    ExplorationError,
    checked_names,
    refuse_not_finite,
    refuse_setting,
    refuse_shape,
)

Margin = Callable[[Array], Array]
BISECTIONS = 44
KEPT_RAYS = 4
TURNS = 30
SMALL = 1e-4  # of a standard deviation, for slopes


@dataclass(frozen=True)
class Prior:
    """Where the search starts and how far it may go; made by `prior`, which checks it.

    Attributes
    ----------
    names : tuple of str
    base, deviation, low, high : float64[parameter]
        The base point, prior standard deviations (above 0), and bounds that no point may leave.
    """

    names: tuple[str, ...]
    base: Array
    deviation: Array
    low: Array
    high: Array


@dataclass(frozen=True)
class TippingPoint:
    """A point at which the margin changes sign.

    Attributes
    ----------
    moved : tuple of str
        The parameters that the search could move.
    point : float64[parameter]
        All parameters, in their own units.
    distance : float
        From the base point, in prior standard deviations.
    margin_at_base : float
    """

    moved: tuple[str, ...]
    point: Array
    distance: float
    margin_at_base: float


def prior(
    names: Sequence[str], base: ArrayLike, deviation: ArrayLike, *, low: ArrayLike, high: ArrayLike
) -> Prior:
    """Base point, standard deviations and bounds, checked.

    Parameters
    ----------
    names : sequence of str
        The parameters, each once.
    base : float64[parameter]
        Where the search starts, as a mean or a median.
    deviation : float64[parameter]
        The unit in which distances are told; above 0.
    low, high : float64[parameter]
        Bounds; -inf and inf for none.

    Returns
    -------
    Prior

    Raises
    ------
    ExplorationError
        S720, S721, S725, S727.

    Examples
    --------
    >>> prior(["cost"], [1.0], [0.5], low=[0.0], high=[2.0]).names
    ('cost',)
    """
    known = checked_names(names)
    arrays = [np.asarray(given, dtype=np.float64) for given in (base, deviation, low, high)]
    for given, what in zip(arrays, ("the base point", "deviations", "low", "high"), strict=True):
        refuse_shape(given, (len(known),), what)
    middle, spread, bottom, top = arrays
    refuse_not_finite(middle, "the base point")
    for i, name in enumerate(known):
        if not (0 < spread[i] < np.inf):
            refuse_setting(
                f"The deviation of `{name}` is {spread[i]:g}", "a number above 0; leave constants out"
            )
        if not bottom[i] <= middle[i] <= top[i]:
            refuse_setting(
                f"The base of `{name}`, {middle[i]:g}, is outside its bounds", "a base inside them"
            )
    return Prior(known, middle, spread, bottom, top)


def tipping(
    margin: Margin,
    start: Prior,
    *,
    moving: Sequence[str] | None = None,
    reach: float = 4.0,
    steps: int = 64,
    rays: int = 256,
) -> TippingPoint | None:
    """The nearest point found at which the margin changes sign, or None within reach.

    Parameters
    ----------
    margin : callable
        float64[point, parameter] in the parameters' own units to float64[point]; finite.
    start : Prior
        Base point, standard deviations and bounds.
    moving : sequence of str, optional
        The parameters that may move; all without it.
    reach : float
        How far to look, in standard deviations.
    steps : int
        Points on a ray between which changes of sign are looked for.
    rays : int
        Directions tried when three or more parameters move; two take as many evenly spaced ones.

    Returns
    -------
    TippingPoint or None
        `distance` is in standard deviations.

    Raises
    ------
    ExplorationError
        S720, S721 where the margin is not finite, S725, S727.

    Examples
    --------
    >>> import numpy as np
    >>> start = prior(["a", "b"], [0.0, 0.0], [1.0, 1.0], low=[-9, -9], high=[9, 9])
    >>> found = tipping(lambda p: 2 - p[:, 0] - p[:, 1], start)
    >>> found.point.round(4).tolist(), round(found.distance, 4)
    ([1.0, 1.0], 1.4142)
    """
    if not 0 < reach < np.inf or steps < 2 or rays < 4:
        refuse_setting(f"reach {reach:g}, {steps} steps, {rays} rays", "reach above 0, steps >= 2, rays >= 4")
    moved = tuple(moving) if moving is not None else start.names
    search = _Search(margin, start, _columns(moved, start.names), reach, steps)
    if search.at_base == 0:
        return TippingPoint(moved, start.base.copy(), 0.0, 0.0)
    directions = _directions(len(moved), rays)
    slope = search.slope(np.zeros(len(moved)))
    if slope is not None:
        directions = np.concatenate([directions, [slope, -slope]])
    crossing = search.first_crossing(directions)
    if not np.isfinite(crossing).any():
        return None
    best = np.argsort(crossing, kind="stable")[:KEPT_RAYS]
    nearest_z = min(
        (search.turned(directions[i] * crossing[i]) for i in best if np.isfinite(crossing[i])),
        key=lambda z: float(np.linalg.norm(z)),
    )
    point = search.points(nearest_z[None])[0]
    return TippingPoint(moved, point, float(np.linalg.norm(nearest_z)), search.at_base)


def tipping_by_one(margin: Margin, start: Prior, *, reach: float = 4.0) -> list[TippingPoint]:
    """The nearest change of sign in each parameter alone, nearest first; those without one are left out.

    Parameters
    ----------
    margin : callable
        As for `tipping`.
    start : Prior
        Base point, standard deviations and bounds.
    reach : float
        How far to look, in standard deviations.

    Returns
    -------
    list of TippingPoint

    Raises
    ------
    ExplorationError
        As `tipping`.

    Examples
    --------
    >>> start = prior(["a", "b"], [0.0, 0.0], [1.0, 1.0], low=[-1, -9], high=[1, 9])
    >>> [found.moved for found in tipping_by_one(lambda p: 2 - p[:, 0] - p[:, 1], start)]
    [('b',)]
    """
    return _nearest_first([tipping(margin, start, moving=[name], reach=reach) for name in start.names])


def tipping_by_pair(margin: Margin, start: Prior, *, reach: float = 4.0) -> list[TippingPoint]:
    """The nearest change of sign in each pair of parameters, nearest first.

    Parameters
    ----------
    margin : callable
        As for `tipping`.
    start : Prior
        Base point, standard deviations and bounds.
    reach : float
        How far to look, in standard deviations.

    Returns
    -------
    list of TippingPoint

    Raises
    ------
    ExplorationError
        As `tipping`.

    Examples
    --------
    >>> start = prior(["a", "b"], [0.0, 0.0], [1.0, 1.0], low=[-9, -9], high=[9, 9])
    >>> len(tipping_by_pair(lambda p: 2 - p[:, 0] - p[:, 1], start))
    1
    """
    pairs = combinations(start.names, 2)
    return _nearest_first([tipping(margin, start, moving=pair, reach=reach) for pair in pairs])


def _nearest_first(found: list[TippingPoint | None]) -> list[TippingPoint]:
    return sorted((one for one in found if one is not None), key=lambda one: one.distance)


def _columns(moved: tuple[str, ...], names: tuple[str, ...]) -> list[int]:
    for name in checked_names(moved):
        if name not in names:
            what = f"There is no parameter `{name}`."
            raise ExplorationError(
                Problem("S727", what, "Expected parameters of the prior.", nearest(name, names))
            )
    return [names.index(name) for name in moved]


def _directions(dimension: int, rays: int) -> Array:
    """Unit vectors: both signs of every axis, and evenly spread ones."""
    axes = np.concatenate([np.eye(dimension), -np.eye(dimension)])
    if dimension == 1:
        return axes
    if dimension == 2:
        angle = 2 * np.pi * (np.arange(rays) + 0.5) / rays
        spread = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    else:
        # A fixed cloud, the same in every run: directions are not part of the uncertainty.
        spread = np.random.default_rng(0).normal(size=(rays, dimension))
        spread /= np.linalg.norm(spread, axis=1, keepdims=True)
    return np.concatenate([axes, spread])


class _Search:
    """The margin along rays from the base point, in standard deviations of the moving parameters."""

    def __init__(self, margin: Margin, start: Prior, columns: list[int], reach: float, steps: int) -> None:
        self._margin, self._start, self._columns = margin, start, columns
        self._reach, self._steps = reach, steps
        deviation = start.deviation[columns]
        self._low = (start.low[columns] - start.base[columns]) / deviation
        self._high = (start.high[columns] - start.base[columns]) / deviation
        self.at_base = float(self.margins(np.zeros((1, len(columns))))[0])

    def points(self, z: Array) -> Array:
        """Points in the parameters' own units, never outside the bounds by rounding."""
        start = self._start
        found = np.tile(start.base, (len(z), 1))
        found[:, self._columns] += z * start.deviation[self._columns]
        clipped: Array = np.clip(found, start.low, start.high)
        return clipped

    def margins(self, z: Array) -> Array:
        """The margin at points, checked."""
        found = np.asarray(self._margin(self.points(z)), dtype=np.float64)
        refuse_shape(found, (len(z),), "the margin")
        refuse_not_finite(found, "the margin")
        return found

    def first_crossing(self, directions: Array) -> Array:
        """Distance to the first change of sign along each unit vector, infinite where there is none."""
        with np.errstate(divide="ignore", invalid="ignore"):
            room = np.where(directions > 0, self._high / directions, self._low / directions)
        ends = np.minimum(np.where(directions == 0, np.inf, room).min(axis=1), self._reach)
        share = np.arange(1, self._steps + 1) / self._steps
        far = ends[:, None] * share
        z = (far[:, :, None] * directions[:, None, :]).reshape(-1, directions.shape[1])
        changed = (self.margins(z) * np.sign(self.at_base) <= 0).reshape(far.shape)
        found = np.full(len(directions), np.inf)
        crossed = np.flatnonzero(changed.any(axis=1) & (ends > 0))
        if crossed.size:
            step = changed[crossed].argmax(axis=1)
            outer = far[crossed, step]
            found[crossed] = self._bisected(directions[crossed], outer - ends[crossed] / self._steps, outer)
        return found

    def _bisected(self, directions: Array, inner: Array, outer: Array) -> Array:
        for _ in range(BISECTIONS):
            middle = (inner + outer) / 2
            changed = self.margins(middle[:, None] * directions) * np.sign(self.at_base) <= 0
            inner, outer = np.where(changed, inner, middle), np.where(changed, middle, outer)
        return outer

    def slope(self, z: Array) -> Array | None:
        """The unit vector along which the margin changes most; None where it is flat."""
        steps = SMALL * np.eye(z.size)
        found = self.margins(np.concatenate([z + steps, z - steps]))
        slope: Array = found[: z.size] - found[z.size :]
        length = float(np.linalg.norm(slope))
        return slope / length if length > 0 else None

    def turned(self, z: Array) -> Array:
        """The crossing moved along the surface while that brings it nearer to the base."""
        for _ in range(TURNS):
            slope = self.slope(z)
            length = float(np.linalg.norm(z))
            if slope is None or length == 0:
                return z
            wanted = slope * np.sign(slope @ z) * length
            trials = [z + 0.5**i * (wanted - z) for i in range(6)]
            rays = np.array([t / np.linalg.norm(t) for t in trials if np.linalg.norm(t) > 0])
            crossing = self.first_crossing(rays)
            best = int(crossing.argmin())
            if not crossing[best] < length * (1 - 1e-10):
                return z
            z = rays[best] * crossing[best]
        return z
