"""The last digits of play at huge precision: Newton's method with exact derivatives, draw by draw.

An error e of a probability is an error of about precision x payoff range x e in the logit that answers
it. Kernels follow a branch with products by differences and with logits less their mean; both leave
1e-13 to 1e-10 of a probability where precision x range is 1e6 or more, and the answer then differs
visibly from the play. Here logits are counted from the action that is played most, so that differences
between likely actions keep all their digits, and the derivative is exact; each step removes what the
residual shows, which is iterative refinement. What is left is a few units in the last place of
precision x payoff. Play is not led to another answer: a refined answer that lies far is not taken.
Source: Higham (2002), Accuracy and Stability of Numerical Algorithms, ch. 12 and 25; McKelvey and
Palfrey (1998), Experimental Economics 1, definition 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from standoff.game.records import BoundGame, Floats
from standoff.solvers.batch.workspace import Tapes
from standoff.solvers.path.equations import BranchSystem

STEPS = 8
FAR = 1e-3  # most that a logit moves, relative to its size above 1; play was right but for rounding
SHRINKS = 0.5  # a residual that shrinks less is rounding


@dataclass(frozen=True, slots=True)
class _Step:
    """Logits counted from the likeliest actions, what is left of the equations, and the next step.

    left : largest scaled distance between a logit and the answer
    move : float64[action]
    """

    logit: Floats
    left: float
    move: Floats


def refine(bound: BoundGame, tapes: Tapes, log_play: Floats) -> Floats:
    """Logits of every draw's refined play; `nan` where nothing near the given play solves better.

    Parameters
    ----------
    bound : the game with its numbers, precisions finite
    tapes : the plan whose unknown logits are asked for
    log_play : float64[action, draw], logarithms of play that is right but for rounding

    Returns
    -------
    float64[unknown, draw], the likeliest action of each information set has 0

    Examples
    --------
    >>> from standoff.solvers.path.refinement import refine  # refine(bound, plan(arrays).joint, np.log(play))
    """
    rows = _rows(tapes)
    found = np.full((len(rows), bound.n_draws), np.nan)
    if not bound.n_draws:
        return found
    system = BranchSystem(bound, 0)
    still = (system.spread, system.size)
    for draw in range(bound.n_draws):
        one = system if draw == 0 else system.at(bound, draw, still)
        logit = _refined(one, bound.precision[one.mover, draw], log_play[:, draw])
        if logit is not None:
            found[:, draw] = logit[rows]
    return found


def _rows(tapes: Tapes) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The action of each unknown logit."""
    sets = tapes.unknowns
    begin = sets.row - tapes.at.probability
    spans = [np.arange(b, b + w) for b, w in zip(begin.tolist(), sets.width.tolist(), strict=True)]
    return np.concatenate(spans) if spans else np.zeros(0, dtype=np.int64)


def _refined(system: BranchSystem, precision: Floats, log_play: Floats) -> Floats | None:
    """Refined logits of one draw, or None."""
    given = system.logits_of(log_play)
    best = step = _step(system, precision, given)
    for _ in range(STEPS):
        step = _step(system, precision, step.logit + step.move)
        if not step.left < best.left:
            break
        done = step.left > SHRINKS * best.left
        best = step
        if done:
            break
    moved = np.abs(best.logit - _counted(system, given))
    near = moved <= FAR * np.maximum(1.0, np.abs(best.logit))
    return best.logit if np.isfinite(best.left) and near.all() else None


def _counted(system: BranchSystem, logit: Floats) -> Floats:
    """Logits counted from the likeliest action of each information set."""
    found: Floats = logit - logit[system.likeliest(logit)][system.home]
    return found


def _step(system: BranchSystem, precision: Floats, logit: Floats) -> _Step:
    """What is left of the equations at these logits, and Newton's step from them."""
    logit = _counted(system, logit)
    chart = system.chart(logit)
    answer = system.answer(logit, chart)
    factor = precision[chart.free]
    gap = logit[chart.free] - factor * (answer.worth[chart.free] - answer.worth[chart.anchor])
    size = np.maximum(1.0, np.abs(logit[chart.free]))
    left = float(np.abs(gap / size).max(initial=0.0))
    move = np.zeros(len(logit))
    if not np.isfinite(left):
        return _Step(logit, np.inf, move)
    slope = factor[:, None] * (answer.slope[chart.free] - answer.slope[chart.anchor])
    scaled = (np.eye(len(gap)) - slope) * size / size[:, None]
    try:
        move[chart.free] = -size * np.linalg.solve(scaled, gap / size)
    except np.linalg.LinAlgError:  # exactly at a turn: there is no step
        return _Step(logit, left, move)
    return _Step(logit, left, move)
