"""`qre_branch`: the principal branch of logit agent quantal response of one game, from precision 0 up.

The branch starts at uniform play, or where options have base weights at play as these are, and is
followed by arc length past turning points (Turocy 2005);
where other branches cross it, it is followed straight on and the crossing is listed. All players'
precisions grow together: a common scale times their ratios.
Source: McKelvey and Palfrey (1998), Experimental Economics 1, theorem 3; Turocy (2005), GEB 51,
243-263.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from standoff.errors import Problem, StandoffError
from standoff.game.records import NOT_CONVERGED, SOLVED, BoundGame, Floats
from standoff.solvers.assessments import one_draw
from standoff.solvers.batch.workspace import plan
from standoff.solvers.path.arc_length import COUNTED, Curve, Law, Place, crossed, follow
from standoff.solvers.path.equations import BranchSystem
from standoff.solvers.path.spectrum import symmetries

ACCURATE = 1e-7  # largest residual of a point that counts as followed
ROUNDED, ROUGH = 1e4, 1e-3  # beyond this precision x payoff range rounding may leave this much
SHARPEST = 1e6  # precision x payoff range up to which a branch is followed by default
BISECTIONS = 60
PASSES = 0.01  # distance from 1 of an eigenvalue that passes it
CLOSER = 20  # halvings by which a crossing is placed


@dataclass(frozen=True, slots=True)
class BranchPlay:
    """Play at one precision.

    probability : float64[action]
    log_probability : float64[action], which does not underflow
    residual : float64, largest distance between a probability and its logit answer
    folded : the branch passes this precision more than once: this is the first passage
    """

    precision: float
    probability: Floats
    log_probability: Floats
    residual: float
    folded: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """Points of the principal branch, in the order in which it is followed.

    precision : float64[point], that of the most precise player; it falls where the branch turns back
    probability, log_probability : float64[point, action]
    value : float64[point, player], expected payoff at the root under the player's own beliefs
    residual : float64[point], largest distance between a probability and its logit answer
    ratio : float64[player], each player's precision is `precision` times this
    turns : precisions near which the branch turns, to within a step
    crossings : precisions near which another branch crosses: past them the choice is not unique
    status : index into `game.records.STATUS`; `solved` if the highest precision was reached
    ended : why the following ended, in words
    """

    precision: Floats
    probability: Floats
    log_probability: Floats
    value: Floats
    residual: Floats
    ratio: Floats
    turns: tuple[float, ...]
    crossings: tuple[float, ...]
    status: int
    ended: str
    seconds: float
    curve: Curve = field(repr=False, compare=False)
    places: tuple[Place, ...] = field(repr=False, compare=False)

    @property
    def n_points(self) -> int:
        return len(self.precision)

    def at(self, precision: float) -> BranchPlay:
        """Play on the branch at a precision; where it passes several times, at the first.

        Raises
        ------
        StandoffError
            S622 if the branch was not followed that far.
        """
        if not 0.0 <= precision <= float(self.precision.max()):
            what = f"The branch was followed from 0 to {self.precision.max():.6g}, not to {precision}."
            raise StandoffError(Problem("S622", what, fix="Follow it further with `highest=`."))
        passed = np.flatnonzero((self.precision[:-1] <= precision) & (precision <= self.precision[1:]))
        place = _at(self.curve, self.places[int(passed[0])], self.places[int(passed[0]) + 1], precision)
        low, high = (min(self.turns), max(self.turns)) if self.turns else (np.inf, -np.inf)
        answer = place.answer
        residual = _residual(self.curve, place)
        return BranchPlay(precision, answer.play, answer.log_play, residual, bool(low <= precision <= high))


def qre_branch(bound: BoundGame, draw: int = 0, *, highest: float | None = None, steps: int = 2000) -> Branch:
    """The principal branch of logit agent quantal response equilibria of one draw.

    Parameters
    ----------
    bound : the game with its numbers, of any number of players, with chance, hidden moves and
        beliefs of the players' own. The precisions count only by their ratios (equal where one is
        infinite)
    draw : which draw
    highest : precision of the most precise player at which to stop; by default that at which
        precision times the widest range of payoffs is 1e6
    steps : most steps, those taken back included

    Returns
    -------
    Branch
        Its points satisfy the logit equations within `residual`; status `not_converged` says that
        `highest` was not reached, and `ended` why.

    Raises
    ------
    StandoffError
        S622 for settings out of range or a draw that does not exist, S632 for numbers that are
        not finite.

    Source
    ------
    McKelvey and Palfrey (1998), theorem 3; Turocy (2005), Games and Economic Behavior 51.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import qre_branch
    >>> answer = Decision("B", {"fight": Terminal((-1, -1)), "yield": Terminal((2, 1))})
    >>> entry = build_tree(Decision("A", {"out": Terminal((0, 2)), "in": answer}), ("A", "B"))
    >>> branch = qre_branch(entry.bound, highest=4.0)
    >>> branch.at(0.5).probability.round(3), branch.at(4.0).probability.round(3)
    (array([0.355, 0.645, 0.269, 0.731]), array([0., 1., 0., 1.]))
    """
    started = time.perf_counter()
    if steps < 1 or (highest is not None and not (0.0 < highest < np.inf)):
        what = f"The number of steps is {steps} and the highest precision {highest}."
        raise StandoffError(Problem("S622", what, "Expected steps >= 1 and a finite precision above 0."))
    system = BranchSystem(bound, draw)
    ratio = ratios(bound.precision[:, draw])
    law = Law(np.zeros(len(ratio)), ratio)
    curve = Curve(system, law, symmetries(one_draw(bound, draw), plan(bound.arrays), law.held, ratio)[0])
    until = SHARPEST / curve.unit if highest is None else highest
    places, ended = follow(curve, curve.start(), until=until, steps=steps)
    if ended == "reached" and highest is not None:
        places[-1] = _at(curve, places[-2], places[-1], until)
    return _recorded(curve, places, ended, time.perf_counter() - started)


def ratios(precision: Floats) -> Floats:
    """Precisions relative to the largest; equal where one is infinite or all are 0."""
    top = float(precision.max(initial=0.0))
    if not 0.0 < top < np.inf:
        return np.ones(len(precision))
    found: Floats = precision / top
    return found


def _recorded(curve: Curve, places: list[Place], ended: str, seconds: float) -> Branch:
    residual = np.array([_residual(curve, place) for place in places])
    good = ended in ("reached", "arithmetic") and _accurate(curve, places, residual)
    return Branch(
        np.array([place.scale for place in places]),
        np.array([place.answer.play for place in places]),
        np.array([place.answer.log_play for place in places]),
        np.array([place.value for place in places]),
        residual,
        curve.law.ratio,
        _turns(places),
        crossings(curve, places),
        SOLVED if good else NOT_CONVERGED,
        ended,
        seconds,
        curve,
        tuple(places),
    )


def _accurate(curve: Curve, places: list[Place], residual: Floats) -> bool:
    """Whether every point solves its equations, but for rounding where precisions are huge."""
    unit = np.array([place.scale for place in places]) * curve.unit
    return bool((residual <= np.where(unit <= ROUNDED, ACCURATE, ROUGH)).all())


def _residual(curve: Curve, place: Place) -> float:
    """Largest distance between a probability and the logit answer to what it brings about."""
    precision = curve.law.at(place.scale)[curve.owners]
    answer = np.exp(curve.system.log_play(precision * place.answer.worth))
    return float(np.abs(answer - place.answer.play).max(initial=0.0))


def _turns(places: list[Place]) -> tuple[float, ...]:
    ways = [place.tangent[-1] > 0 for place in places]
    return tuple(
        float((max if ways[k] else min)(places[k].scale, places[k + 1].scale))
        for k in range(len(places) - 1)
        if ways[k] != ways[k + 1]
    )


def crossings(curve: Curve, places: list[Place]) -> tuple[float, ...]:
    """Scales at which another curve crosses this one.

    There the count of real eigenvalues above 1 changes however short the step: among moves that keep
    the draw's symmetry, or among those that break it, as one of them passes 1.
    """
    found = []
    for low, high in pairwise(places):
        if not crossed(curve, low, high):
            continue
        for _ in range(CLOSER):
            middle = _half_way(curve, low, high)
            if middle is None or middle.sign == 0.0:
                break
            low, high = (low, middle) if crossed(curve, low, middle) else (middle, high)
        turned = low.tangent[-1] * high.tangent[-1] < 0.0  # copies of a curve turn where they cross
        passes = turned or min(low.spectrum.near, high.spectrum.near) <= PASSES
        if low.sign * high.sign < 0.0 or passes:
            found.append(float(0.5 * (low.scale + high.scale)))
    return tuple(found)


def _at(curve: Curve, low: Place, high: Place, scale: float) -> Place:
    """The point between two neighbours at exactly this scale, by halving steps from the lower."""
    if scale in (low.scale, high.scale):
        return low if scale == low.scale else high
    part = (scale - low.scale) / (high.scale - low.scale)
    for _ in range(BISECTIONS):
        found = curve.settle(low.logit + part * (high.logit - low.logit), scale)
        if found is not None and _between(curve, found, low, high):
            return found
        middle = _half_way(curve, low, high)
        if middle is None:
            break
        low, high = (low, middle) if middle.scale >= scale else (middle, high)
        part = (scale - low.scale) / (high.scale - low.scale)
    what = f"The branch could not be placed at precision {scale:.6g}."
    raise StandoffError(Problem("S622", what, fix="Ask for a precision further from where it turns."))


def _between(curve: Curve, found: Place, low: Place, high: Place) -> bool:
    """Whether a point lies about between two: Newton's method may come out on another curve."""
    worst = np.abs(low.answer.play - high.answer.play).max(initial=0.0)
    near = np.minimum(
        np.abs(found.answer.play - low.answer.play), np.abs(found.answer.play - high.answer.play)
    ).max(initial=0.0)
    counts = found.spectrum.above in (low.spectrum.above, high.spectrum.above)
    return bool(near <= worst + 0.02) and (counts or found.scale * curve.unit > COUNTED)


def _half_way(curve: Curve, low: Place, high: Place) -> Place | None:
    """A point of the curve between two neighbours."""
    middle = curve.settle(0.5 * (low.logit + high.logit), 0.5 * (low.scale + high.scale))
    return middle if middle is not None and _between(curve, middle, low, high) else None
