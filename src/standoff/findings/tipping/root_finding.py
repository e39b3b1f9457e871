"""Where margins change sign along rays, closed in on by root-finding, for many places at once.

Points are normal scores: 0 is a parameter's prior median, 1 the quantile that a normal distribution
has one standard deviation above its mean. The distance from the origin is then the distance in prior
standard deviations, whatever the unit, and no point leaves what can be drawn (the reliability index of
Hasofer and Lind 1974). A ray is looked along in a few steps to find the first change of sign, which is
then closed in on by Chandrupatla's method (1997), which bisects where a margin jumps.

A margin that is not a number belongs to a point that was not solved: nothing is claimed at it or
behind it, and it is counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.findings.context import Floats

Leads = Callable[[Floats], Floats]  # float64[point, parameter] to float64[point, place]
Bools = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

ROUNDS = 60
CLOSE = 1e-10  # of a standard deviation
JUMP = 1e-3  # share of the margin at the base: a step over 0 larger than this is a jump
STEP = 1e-3  # of a standard deviation, for slopes
TURNS = 12
BETTER = 1e-6
LEAST_LENGTH = 1e-300
HALVES = (1.0, 0.5, 0.25)


@dataclass(frozen=True, slots=True)
class Crossings:
    """The first change of sign along each ray.

    distance : float64[ray, place], infinite where there is none
    jump : bool[ray, place], the margin steps over 0
    """

    distance: Floats
    jump: Bools


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest point found at which the margin of one place changes sign.

    point : float64[parameter], normal scores
    """

    point: Floats
    distance: float


class Counted:
    """Margins that count the points that they were asked for, and those that were not solved."""

    def __init__(self, leads: Leads) -> None:
        self._leads = leads
        self.points = self.unsolved = 0

    def __call__(self, z: Floats) -> Floats:
        found = self._leads(z)
        self.points += len(z)
        self.unsolved += int((~np.isfinite(found)).any(axis=1).sum())
        return found


def first_crossings(
    leads: Leads, rays: Floats, *, reach: float, steps: int, wanted: Bools | None = None
) -> Crossings:
    """The first change of sign of every place's margin along every ray.

    Parameters
    ----------
    leads : margins at points, above 0 at the origin
    rays : float64[ray, parameter], unit vectors
    reach : how far to look; steps : points on a ray between which changes are looked for
    wanted : bool[ray, place]; others are infinite

    Examples
    --------
    >>> import numpy as np
    >>> found = first_crossings(lambda z: 1 - z, np.array([[1.0], [-1.0]]), reach=3, steps=12)
    >>> found.distance.ravel().round(9).tolist()
    [1.0, inf]
    """
    if not len(rays):
        n_places = leads(np.zeros((1, rays.shape[1]))).shape[1]
        return Crossings(np.full((0, n_places), np.inf), np.zeros((0, n_places), dtype=np.bool_))
    far = reach * np.arange(steps + 1) / steps
    points = (far[None, 1:, None] * rays[:, None, :]).reshape(-1, rays.shape[1])
    start = leads(np.zeros((1, rays.shape[1])))
    values = leads(points).reshape(len(rays), steps, -1)
    values = np.concatenate([np.broadcast_to(start, (len(rays), *start.shape)), values], axis=1)
    step, open_ = _brackets(values, wanted)
    distance = np.full(open_.shape, np.inf)
    jump = np.zeros(open_.shape, dtype=np.bool_)
    ray, place = np.nonzero(open_)
    if len(ray):
        at = step[ray, place]
        ends = (far[at - 1], values[ray, at - 1, place]), (far[at], values[ray, at, place])
        root, gap = _closed_in(lambda t, i: _along(leads, rays[ray[i]], place[i], t), *ends)
        distance[ray, place] = root
        jump[ray, place] = gap > JUMP * np.abs(start[0, place])
    return Crossings(distance, jump)


def _along(leads: Leads, rays: Floats, place: Indices, t: Floats) -> Floats:
    found: Floats = leads(t[:, None] * rays)[np.arange(len(t)), place]
    return found


def _brackets(values: Floats, wanted: Bools | None) -> tuple[Indices, Bools]:
    """The step at which each margin first leaves its sign, and whether it does before it is unsolved."""
    changed = ~(values > 0)  # also where it is not a number
    step: Indices = changed.argmax(axis=1)
    at = np.take_along_axis(values, step[:, None, :], axis=1)[:, 0, :]
    open_ = changed.any(axis=1) & np.isfinite(at) & (step > 0)
    return step, open_ if wanted is None else open_ & wanted


def _closed_in(
    value: Callable[[Floats, Indices], Floats],
    inner: tuple[Floats, Floats],
    outer: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """The roots between brackets by Chandrupatla's method, and how far the value steps there.

    Brackets with an unsolved point inside end as infinite.
    """
    (a, fa), (b, fb) = ((t.copy(), f.copy()) for t, f in (inner, outer))
    c, fc = a.copy(), fa.copy()
    t = np.full(len(a), 0.5)
    live = np.arange(len(a))
    for _ in range(ROUNDS):
        middle = a[live] + t[live] * (b[live] - a[live])
        found = value(middle, live)
        same = np.sign(found) == np.sign(fa[live])
        c[live] = np.where(same, a[live], b[live])
        fc[live] = np.where(same, fa[live], fb[live])
        b[live] = np.where(same, b[live], a[live])
        fb[live] = np.where(same, fb[live], fa[live])
        a[live], fa[live] = middle, found
        t[live] = _next_share(a[live], b[live], c[live], fa[live], fb[live], fc[live])
        width = np.abs(b[live] - a[live])
        settled = (width <= CLOSE) | (fa[live] == 0) | ~np.isfinite(fa[live])
        live = live[~settled]
        if not len(live):
            break
    root = np.where(np.abs(fa) <= np.abs(fb), a, b)
    gap = np.where(fa == 0, 0.0, np.minimum(np.abs(fa), np.abs(fb)))
    return np.where(np.isfinite(fa), root, np.inf), np.where(np.isfinite(fa), gap, 0.0)


def _next_share(a: Floats, b: Floats, c: Floats, fa: Floats, fb: Floats, fc: Floats) -> Floats:
    """Where to look next, as a share of the way from a to b: quadratic where safe, else the middle."""
    with np.errstate(divide="ignore", invalid="ignore"):
        xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
        safe = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
        guess = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        least = 0.5 * CLOSE / np.maximum(np.abs(b - a), CLOSE)
    guess = np.where(safe & np.isfinite(guess), guess, 0.5)
    found: Floats = np.clip(guess, least, 1 - least)
    return found


def slopes(leads: Leads, z: Floats, place: Indices, moving: Indices) -> Floats:
    """float64[point, parameter]: slope of each point's own place, 0 for parameters that do not move."""
    n, dimension = z.shape
    steps = np.zeros((len(moving), dimension))
    steps[np.arange(len(moving)), moving] = STEP
    around = np.concatenate([z[:, None, :] + steps, z[:, None, :] - steps], axis=1)
    values = leads(around.reshape(-1, dimension)).reshape(n, 2, len(moving), -1)
    own = values[np.arange(n), :, :, place]
    found = np.zeros((n, dimension))
    found[:, moving] = np.nan_to_num((own[:, 0] - own[:, 1]) / (2 * STEP), nan=0.0)
    return found


def nearest_points(
    leads: Leads, starts: list[list[Floats]], moving: Indices, *, reach: float, steps: int
) -> list[Nearest | None]:
    """From a point at which each place's margin changes sign, walk along the surface while it comes nearer.

    The surface's normal at the point is the next direction, as far as its crossing is nearer (Hasofer
    and Lind 1974; Rackwitz and Fiessler 1978, with the step kept on the surface).

    Parameters
    ----------
    starts : for each place the directions in which to look first, if any
    moving : the parameters that may move
    """
    found: list[Nearest | None] = [None] * len(starts)
    live = _walk_once(leads, found, dict(enumerate(starts)), (reach, steps))
    for _ in range(TURNS):
        if not live:
            break
        here = [one for i in live if (one := found[i]) is not None]
        slope = slopes(leads, np.array([one.point for one in here]), np.array(live), moving)
        trials: dict[int, list[Floats]] = {}
        for i, one, own in zip(live, here, slope, strict=True):
            wanted = -own * one.distance / max(float(np.linalg.norm(own)), LEAST_LENGTH)
            trials[i] = [one.point + share * (wanted - one.point) for share in HALVES]
        live = _walk_once(leads, found, trials, (reach, steps))
    return found


def _walk_once(
    leads: Leads,
    found: list[Nearest | None],
    trials: dict[int, list[Floats]],
    look: tuple[float, int],
) -> list[int]:
    """Look along the trial directions of each place; the places whose crossing came nearer."""
    known = [(i, v / np.linalg.norm(v)) for i, vs in trials.items() for v in vs if np.any(v)]
    if not known:
        return []
    rays = np.array([ray for _, ray in known])
    wanted = np.zeros((len(known), len(found)), dtype=np.bool_)
    wanted[np.arange(len(known)), [i for i, _ in known]] = True
    distance = first_crossings(leads, rays, reach=look[0], steps=look[1], wanted=wanted).distance
    better = []
    for i in trials:
        mine = [k for k, (place, _) in enumerate(known) if place == i]
        if not mine:
            continue
        k, last = min(mine, key=lambda k: float(distance[k, i])), found[i]
        if not np.isfinite(distance[k, i]):
            continue
        if last is None or distance[k, i] < last.distance * (1 - BETTER):
            found[i] = Nearest(rays[k] * distance[k, i], float(distance[k, i]))
            better.append(i)
    return better
