"""From a logit answer at a high precision to the far end of its branch, in leaps.

Far out a curve of logit answers is nearly straight: logits of worse actions grow with the precision,
those of tied ones settle. The scale is multiplied, the tangent predicts, Newton's method corrects at
the new scale held; the factor shrinks where the correction moves play, beliefs or logits much, or
where the number of eigenvalues above 1 changes (another curve crosses, or this one turns). Some ten to thirty
points replace the hundreds that arc length asks for. Where the curve turns back it is followed by
arc length until it goes out again.
Source: Allgower and Georg (1990), Numerical Continuation Methods, ch. 2, 6 and 9.
"""

from __future__ import annotations

import numpy as np

from standoff.game.records import Floats
from standoff.solvers.path.arc_length import Curve, Place, same_count, same_curve
from standoff.solvers.path.equations import no_chart

FACTOR, LARGEST, SMALLEST = 3.0, 100.0, 1.03  # of the scale, from one point to the next
ASYMPTOTIC = 5e3  # scale x payoff range from where a first leap to the far end is tried
FAR = 0.15  # most that a correction may move play, a belief, or a logit relative to its size
NEARLY = 0.02  # corrections this short let the next leap be longer
LONG, SHORT = 8.0, 1e-7  # arc length of a step, in the norm of all unknowns together
CLOSE = 1e-6  # steps so short that change the count of eigenvalues cross another curve
OUTWARD = 8  # steps by arc length that must go out before leaps are tried again
TURNING = 150  # most steps by arc length in one go
MOST = 3000  # points: nearly symmetric signalling with noise of .001 bends a thousand times


def leap(curve: Curve, start: Place, until: float, *, most: int = MOST) -> list[Place] | None:
    """Points of the curve, `most` at most, from `start` to the scale `until`; None if that failed.

    Scales rise from point to point but where the curve turns back.

    Examples
    --------
    >>> from standoff.solvers.limit.large_steps import leap  # leap(curve, start, 1e6 / curve.unit)
    """
    places = [start]
    while len(places) < most:
        _leap_on(curve, places, until, most)
        if places[-1].scale < until and not _turn(curve, places, until):
            return None
        if places[-1].scale >= until:
            return places
    return None


def _leap_on(curve: Curve, places: list[Place], until: float, most: int) -> None:
    """Add points as long as the scale can be multiplied."""
    factor = FACTOR if places[-1].scale * curve.unit < ASYMPTOTIC else LARGEST
    while factor >= SMALLEST and places[-1].scale < until and len(places) < most:
        here = places[-1]
        scale = min(until, factor * here.scale)
        predicted = _predicted(curve, here, scale)
        found = curve.settle(predicted, scale, here.moving)
        same = found is not None and same_count(curve, here, found)
        moved = _moved(curve, predicted, here, found) if found is not None and same else np.inf
        if found is None or moved > FAR:
            factor = factor**0.4
            continue
        places.append(found)
        if moved <= NEARLY:
            factor = min(LARGEST, factor**1.5)


def _turn(curve: Curve, places: list[Place], until: float) -> bool:
    """Add points by arc length until the curve goes out again; False where there is no way on."""
    length, outward = 0.3, 0
    for _ in range(TURNING):
        found = curve.step(places[-1], length)
        if found is None or (length > CLOSE and not same_curve(curve, places[-1], found[0])):
            length *= 0.4
            if length < SHORT:
                return False
            continue
        place, corrections = found
        if place.scale <= 0.0:
            return False
        places.append(place)
        outward = outward + 1 if place.tangent[-1] > 0.0 else 0
        if place.scale >= until or outward >= OUTWARD:
            return True
        if corrections <= 4:
            length = min(LONG, 1.7 * length)
        elif corrections >= 6:
            length *= 0.7
    return False


def _predicted(curve: Curve, here: Place, scale: float) -> Floats:
    """Logits at a scale by the tangent at a point; of the settled ones as 1 / scale moves them."""
    system = curve.system
    slope = here.tangent[:-1] / here.tangent[-1]
    slope = slope - slope[system.likeliest(here.logit)][system.home]
    straight = here.logit + (scale - here.scale) * slope
    settling = here.logit + (1.0 - here.scale / scale) * here.scale * slope
    # what grows like the scale grows by its whole size when the scale doubles
    grows = np.abs(here.scale * slope) > 0.5 * np.abs(here.logit)
    found: Floats = np.where(grows, straight, settling)
    return found


def _moved(curve: Curve, predicted: Floats, here: Place, found: Place) -> float:
    """How far the correction went, in the worst of three measures.

    Logits that move nothing, neither before nor after the leap, are not asked.
    """
    system = curve.system
    logs = system.log_play(predicted)
    play = np.exp(logs)
    logit = system.logits_of(logs)
    shifted = logit - logit[system.likeliest(found.logit)][system.home]
    off = np.abs(shifted - found.logit) / np.maximum(1.0, np.abs(found.logit))
    if here.moving is not None and found.moving is not None:
        off = off[here.moving | found.moving]
    moved = float(off.max(initial=0.0))
    moved = max(moved, float(np.abs(play - found.answer.play).max(initial=0.0)))
    still = system.without_slopes()
    belief = still.answer_to(logs, play, no_chart(still)).belief
    return max(moved, 0.5 * float(np.abs(belief - found.answer.belief).max(initial=0.0)))
