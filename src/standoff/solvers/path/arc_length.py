"""Follows the curve of answers of one draw by arc length, past turning points.

Predict along the tangent, correct by Newton's method across it (Turocy 2005, sec. 3; Allgower and
Georg 1990, Numerical Continuation Methods, ch. 6). Lengths are measured in each unknown relative to
its size above 1, so that the last decades, where logits grow with the precision, cost a few steps
each. A step is taken back where the correction moves play, beliefs or logits much, or where the number
of real eigenvalues above 1 says that it came out on another curve (`path.spectrum`). Where that
number changes however short the step, another curve crosses. Symmetries of the draw are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from standoff.game.records import Floats
from standoff.solvers.path.equations import Answer, BranchSystem, Chart, no_chart
from standoff.solvers.path.linear_algebra import Bordered, Equations, active_of
from standoff.solvers.path.spectrum import Indices, Spectrum, averaging, projection, signs, spectrum

Bools = npt.NDArray[np.bool_]
CORRECTIONS = 8
NEAR = 1e-9  # relative length of Newton's last move
STALLED = 1e-5  # moves this short that no longer shrink are rounding
FAR = 0.15  # most that a correction may move play, a belief, or a logit relative to its size
LONGEST, SHORTEST = 0.8, 1e-9
Ended = Literal["reached", "arithmetic", "too many steps", "no way on", "turned back to 0"]
PRECISE = 1e5  # scale x payoff range beyond which rounding may end the way as well as `until`
STRAIGHT = 0.9  # least cosine between the tangents at both ends of a step
LIKE = 0.3  # most that the largest real eigenvalue moves in a step, relative to its size above 1
COUNTED = 1e4  # scale x payoff range up to which eigenvalues are counted
CROSSED, CROSSED_FAR = 1e-7, 1e-3  # steps so short that change the count cross another curve


@dataclass(frozen=True, slots=True)
class Law:
    """Who plays how precisely at each place of the curve: precision = held + scale x ratio."""

    held: Floats
    ratio: Floats

    def at(self, scale: float) -> Floats:
        """float64[player]."""
        found: Floats = self.held + scale * self.ratio
        return found


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the curve.

    logit : float64[action], precision x value, 0 at the most likely action of each information set
    tangent : float64[action + 1], unit direction of the curve; its last is the scale's
    value : float64[player]
    sign : of the determinant of the curve's equations and tangent; it changes where curves cross
    spectrum : real eigenvalues of the derivative of the answers
    moving : bool[action], whose logits move something (`path.linear_algebra`)
    """

    logit: Floats
    scale: float
    tangent: Floats
    value: Floats
    answer: Answer
    sign: float
    spectrum: Spectrum
    moving: Bools | None = None


class Curve:
    """One draw's equations with a law of precisions.

    `classes` are the draw's symmetries, which the curve keeps (`path.spectrum.symmetries`).
    """

    def __init__(self, system: BranchSystem, law: Law, classes: Indices | None = None) -> None:
        self.system, self.law, self.classes = system, law, classes
        self.mean = None if classes is None else averaging(system, classes)
        self._projections: dict[bytes, Floats] = {}
        owners = law.ratio[system.mover] if len(system.mover) else np.zeros(0)
        self.unit = float((law.ratio * system.spread).max(initial=0.0))  # scale x unit has no dimension
        self.grain = 4e-16 * float((system.size / np.maximum(system.spread, 1e-300)).max(initial=1.0))
        self.ratio, self.owners = owners, system.mover
        if not self.unit > 0.0:
            self.unit = 1.0

    def equations(self, logit: Floats, scale: float, chart: Chart) -> Equations:
        """The equations at a point of the chart, with their slopes.

        Where the draw is symmetric their matrix is that of moves that keep the symmetry, which the others
        do not enter: it is regular where these alone are singular.
        """
        answer = self.system.answer(logit, chart)
        precision = self.law.at(scale)[self.owners][chart.free]
        gap = answer.worth[chart.free] - answer.worth[chart.anchor]
        response = self.response(answer, scale, chart)
        keep = self._keep(chart)
        if keep is not None:
            response = (keep @ response) @ keep[np.ix_(chart.active, chart.active)]
            gap = keep @ gap
        error = logit[chart.free] - precision * gap
        return Equations(error, response, -self.ratio[chart.free] * gap, chart.active, answer)

    def response(self, answer: Answer, scale: float, chart: Chart) -> Floats:
        """Slopes of the logits that answer a play by the chart's active logits of the play."""
        precision = self.law.at(scale)[self.owners][chart.free]
        found: Floats = precision[:, None] * (answer.slope[chart.free] - answer.slope[chart.anchor])
        return found

    def _keep(self, chart: Chart) -> Floats | None:
        """The projection on moves that keep the draw's symmetry, made once for each choice of references."""
        if self.mean is None:
            return None
        key = chart.free.tobytes()
        if key not in self._projections:
            self._projections[key] = projection(self.mean, chart)
        return self._projections[key]

    def weights(self, unknown: Floats, scale: float) -> Floats:
        """float64[unknown + 1], what a length is divided by."""
        return np.append(np.maximum(1.0, np.abs(unknown)), max(1.0, scale * self.unit) / self.unit)

    def start(self) -> Place:
        """Play as the base weights are, at scale 0; only a law that holds nobody's precision starts there."""
        return self.place(np.zeros(self.system.arrays.n_actions), 0.0, None)

    def place(self, logit: Floats, scale: float, before: Floats | None) -> Place:
        """The point with its tangent, in the direction of the tangent before (or of more precision)."""
        chart = self.system.chart(logit)
        logit = self._anchored(logit, chart)
        whole = self.equations(logit, scale, chart)
        plain = self.response(whole.answer, scale, chart)
        active = active_of(plain, self._keep(chart))
        # nothing moves anything at precision 0, and everything does just past it
        moving = np.full(self.system.arrays.n_actions, scale <= 0.0)
        moving[chart.free[active]] = moving[chart.anchor[active]] = True
        equations = whole.among(active)
        look = spectrum if scale * self.unit <= COUNTED else signs
        kept = None if self.mean is None else equations.block
        seen = look(plain[np.ix_(active, active)], kept)
        weights = self.weights(logit[chart.free], scale)
        if before is None:
            along = np.append(np.zeros(self.system.n_unknown), 1.0)
        else:
            along = self._in_chart(before, chart) / weights
            along /= max(float(np.linalg.norm(along)), 1e-300)
        bordered = Bordered.of(equations, weights, along)
        move = bordered.tangent()
        move /= np.linalg.norm(move)
        tangent = np.zeros(self.system.arrays.n_actions + 1)
        tangent[chart.free] = (move * weights)[:-1]
        tangent[-1] = (move * weights)[-1]
        value = self.system.values()
        return Place(logit, scale, tangent, value, whole.answer, bordered.sign, seen, moving)

    def step(self, here: Place, length: float) -> tuple[Place, int] | None:
        """The next point at about this length, and the number of corrections; None if that failed."""
        chart = self.system.chart(here.logit)
        weights = self.weights(here.logit[chart.free], here.scale)
        along = self._in_chart(here.tangent, chart) / weights
        logit, scale = here.logit.copy(), here.scale
        logit[chart.free] += length * (along * weights)[:-1]
        scale += length * (along * weights)[-1]
        found = self._corrected(logit, scale, self._among(chart, here.moving), along)
        if found is None or self._moved(logit, found[0]) > FAR:
            return None
        place = self.place(found[0], found[1], here.tangent)
        again = self._in_chart(place.tangent, chart) / weights
        straight = float(again @ along) >= STRAIGHT * float(np.linalg.norm(again))
        if not straight and length > CROSSED:
            return None
        return place, found[2]

    def settle(self, logit: Floats, scale: float, moving: Bools | None = None) -> Place | None:
        """The point of the curve near these logits at exactly this scale.

        `moving` are the actions by whose logits slopes are taken, bool[action]; all by default.
        """
        chart = self.system.chart(logit)
        logit = self._anchored(logit, chart)
        found = self._corrected(logit, scale, self._among(chart, moving), None)
        return None if found is None else self.place(found[0], scale, None)

    def _corrected(
        self, logit: Floats, scale: float, chart: Chart, along: Floats | None
    ) -> tuple[Floats, float, int] | None:
        """Newton's method; `along` is the direction that is held, None holds the scale."""
        logit, n, last, shortest = logit.copy(), self.system.n_unknown, np.inf, np.inf
        held = np.append(np.zeros(n), 1.0) if along is None else along
        weights = self.weights(logit[chart.free], scale)
        for turn in range(CORRECTIONS):
            equations = self.equations(logit, scale, chart)
            if not np.isfinite(equations.error).all():
                return None
            if turn == 0 and len(chart.active) == n:
                active = active_of(equations.response, self._keep(chart))
                chart, equations = chart.among(active), equations.among(active)
            try:
                move = Bordered.of(equations, weights, held).correction()
            except np.linalg.LinAlgError:
                return None
            length = float(np.abs(move).max(initial=0.0))
            # logits that move nothing may move as far as they like: they follow the others
            wild = float(np.abs(move[np.append(chart.active, n)]).max())
            if not wild <= 1.0 or (turn > 1 and wild > 4.0 * last):
                return None
            logit[chart.free] += (move * weights)[:-1]
            scale += float((move * weights)[-1])
            floor = NEAR + self.grain * max(1.0, scale * self.unit)
            if length <= floor or (length <= STALLED and length > 0.5 * shortest):
                return logit, scale, turn + 1
            last, shortest = wild, length
        return None

    def _moved(self, predicted: Floats, corrected: Floats) -> float:
        """How far the correction went, in the worst of three measures."""
        still = self.system.without_slopes()
        logs, now = still.log_play(predicted), still.log_play(corrected)
        size = np.maximum(1.0, np.abs(corrected))
        moved = float(np.abs((predicted - corrected) / size).max(initial=0.0))
        moved = max(moved, float(np.abs(np.exp(logs) - np.exp(now)).max(initial=0.0)))
        before = still.answer(predicted, no_chart(still)).belief
        after = still.answer(corrected, no_chart(still)).belief
        return max(moved, 0.5 * float(np.abs(before - after).max(initial=0.0)))

    def _among(self, chart: Chart, moving: Bools | None) -> Chart:
        """The chart with slopes by logits that move something only."""
        return chart if moving is None else chart.among(np.flatnonzero(moving[chart.free]))

    def _anchored(self, logit: Floats, chart: Chart) -> Floats:
        reference = np.flatnonzero(chart.column < 0)
        if self.mean is not None:
            logit = self.mean @ logit
        found: Floats = logit - logit[reference][self.system.home]
        return found

    def _in_chart(self, tangent: Floats, chart: Chart) -> Floats:
        """A tangent [action + 1] as moves of the unknowns of another chart and of the scale."""
        return np.append(tangent[chart.free] - tangent[chart.anchor], tangent[-1])


def same_curve(curve: Curve, low: Place, high: Place) -> bool:
    """Whether two near neighbours may be on one curve that nothing crosses between them."""
    jump = abs(low.spectrum.largest - high.spectrum.largest)
    like = jump <= LIKE * max(1.0, low.spectrum.largest, high.spectrum.largest)
    return same_count(curve, low, high) and (like or max(low.scale, high.scale) * curve.unit > COUNTED)


def same_count(curve: Curve, low: Place, high: Place) -> bool:
    """Whether as many eigenvalues are above 1 at two places as one curve has that nothing crosses.

    Where precisions are huge, rounding leaves of the eigenvalues only the determinant's sign.
    """
    if low.sign * high.sign < 0.0:
        return False
    if max(low.scale, high.scale) * curve.unit > COUNTED:
        return True
    one, other = low.spectrum, high.spectrum
    passed = {abs(one.above - other.above), abs(one.above_wide - other.above_wide)}
    return int(low.tangent[-1] * high.tangent[-1] < 0.0) in passed


def crossed(curve: Curve, low: Place, high: Place) -> bool:
    """Whether another curve may cross between two neighbours: a count changes, and not by a turn."""
    if low.sign * high.sign < 0.0:
        return True
    one, other = low.spectrum, high.spectrum
    far = max(low.scale, high.scale) * curve.unit > COUNTED
    apart = abs(one.breaking - other.breaking)
    if far:
        return curve.classes is not None and apart % 2 == 1
    return apart > 0


def follow(curve: Curve, start: Place, *, until: float, steps: int) -> tuple[list[Place], Ended]:
    """Points of the curve from `start` until its scale passes `until`, with why it ended."""
    places, length = [start], 0.1
    here = start
    for _ in range(steps):
        found = curve.step(here, length)
        crossing = CROSSED if here.scale * curve.unit <= COUNTED else CROSSED_FAR
        if found is None or (length > crossing and not same_curve(curve, here, found[0])):
            length *= 0.4
            if length < 1e-3 and here.scale * curve.unit > PRECISE:
                return places, "arithmetic"
            if length < SHORTEST:
                return places, "no way on"
            continue
        here, turns = found
        if here.scale < 0.0:
            return places, "turned back to 0"
        places.append(here)
        if here.scale >= until:
            return places, "reached"
        if turns <= 4:
            length = min(LONGEST, 1.7 * length)
        elif turns >= 6:
            length *= 0.7
    return places, "too many steps"
