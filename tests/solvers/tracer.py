"""The tests' own judge: the principal branch of one draw by small steps from precision 0.

All precisions grow together: scale s times the draw's own. The curve F(x, s) = 0 of `logit_equations`
is followed by pseudo-arclength (`arclength`): predictor along the tangent, Newton's method across it. A
step is halved until the corrector stays near the predictor, the tangent hardly turns, no probability or
belief moves far, and the orientation (sign of det [F'; tangent]) is kept. Where the orientation changes
however small the step, another branch crosses; the tangent is followed straight on (an exactly symmetric
game keeps its symmetry there) and the crossing is told. Turning points are followed; play at a scale is
that of the first passage. Everything is done again at half the step; where the two differ, the answer is
"undecided". Nothing here comes from `standoff.solvers`.
Source: Turocy (2005), Games and Economic Behavior 51; Allgower and Georg, Numerical Continuation Methods
(1990), chapters 2, 6 and 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.game.records import BoundGame
from tests.solvers.arclength import LONG, SHORT, SINGULAR, TAKEN, followed
from tests.solvers.logit_equations import Equations, equations_of, log_play_of, unit_of

STEP = 0.05  # longest step, in units of 1 + |x|
SAME = 1e-8  # plays at the full and at half the step that are the same,
ROUNDED = 1e-13  # and this much more for each unit of scale * range, which rounding takes
FAR = (1e5, 1e6)  # scale times range at which the limit is read
SETTLED = 1e-3  # largest change of play between these
WHY = {
    SHORT: "refused: the steps became too short",
    LONG: "refused: too many steps",
    SINGULAR: "refused: a turn or a crossing lies at this scale",
}


@dataclass(frozen=True)
class Trace:
    """What is known of the principal branch of one draw.

    scales : the scales asked for, in rising order
    play, log_play : float64[scale, action], nan where the status is "refused: why"
    status : for each scale "ok", "undecided" (half the step says otherwise) or "refused: why"
    crossed : for each scale, whether another branch crossed before it
    smallest : float64[scale], smallest |eigenvalue| of I - J at any step before it
    turns, crossings : scales near which the branch turns, and where another crosses it
    steps : accepted steps of the first tracing
    limit_play : float64[action] at scale * range 1e6, None unless it was asked for and reached
    drift : largest change of a probability from 1e5 to 1e6
    limit_status : "ok", "undecided", "unsettled" or "refused: why"; "" where it was not asked for
    limit_crossed : whether another branch crossed anywhere before the limit
    accuracy : float64[scale], how far play at half the step may lie for "ok": 1e-8, and 1e-13 times
        precision x range, which rounding takes
    """

    scales: tuple[float, ...]
    play: np.ndarray
    log_play: np.ndarray
    status: tuple[str, ...]
    crossed: tuple[bool, ...]
    smallest: np.ndarray
    turns: tuple[float, ...]
    crossings: tuple[float, ...]
    steps: int
    limit_play: np.ndarray | None
    drift: float
    limit_status: str
    limit_crossed: bool
    accuracy: np.ndarray


@dataclass(frozen=True)
class _Path:
    """What one tracing found at each scale; axes [scale, action] and [scale].

    sizes : scale * range
    """

    log_play: np.ndarray
    ended: np.ndarray
    sizes: np.ndarray
    crossed: np.ndarray
    smallest: np.ndarray
    turns: tuple[float, ...] = ()
    crossings: tuple[float, ...] = ()
    steps: int = 0


def trace(
    bound: BoundGame,
    draw: int = 0,
    scales: Sequence[float] = (1.0,),
    *,
    limit: bool = False,
    step: float = STEP,
    most: int = 20_000,
) -> Trace:
    """The principal branch of one draw at each scale of its precisions, first passages.

    Parameters
    ----------
    bound : precisions all finite, or all infinite (then their ratios are 1 and scale 1 is precision 1)
    scales : multiples of the draw's own precisions
    limit : also follow on to scale * range 1e6
    step : longest step; the check uses half of it
    most : most steps, those taken back included

    Examples
    --------
    >>> from tests.solvers.games import bind, decide, pay
    >>> found = trace(bind(decide(0, None, pay(0.0), pay(1.0)), 1, 2.0))
    >>> found.status[0], round(float(found.play[0, 1]), 4)
    ('ok', 0.8808)
    """
    eq = equations_of(bound, draw)
    asked = tuple(sorted(float(s) for s in scales))
    refused, unit = _refusal(eq), unit_of(eq)
    far = tuple(f / unit for f in FAR) if limit and unit > 0.0 and not refused else ()
    wanted = tuple(sorted({*asked, *far}))
    if not refused:
        try:
            one, two = (_path(eq, unit, np.array(wanted), h, most) for h in (step, step / 2))
        except ValueError:  # from the compiled search for eigenvalues
            refused, far, wanted = "refused: the eigenvalues were not found", (), asked
    if refused:
        none = np.full((len(wanted), len(eq.precision)), np.nan)
        one = two = _Path(none, none, none, none, none)
    rows = [wanted.index(s) for s in asked]
    status = [_status(one, two, k, refused) for k in range(len(wanted))]
    log_play = np.full((len(asked), int(eq.first_action[-1])), np.nan) if refused else one.log_play[rows]
    ends = [wanted.index(s) for s in far]
    limit_play, drift, said = _limit(eq, one, ends, [status[k] for k in ends])
    return Trace(
        asked,
        np.exp(log_play),
        log_play,
        tuple(status[k] for k in rows),
        tuple(bool(not refused and one.crossed[k]) for k in rows),
        np.full(len(rows), np.nan) if refused else one.smallest[rows],
        one.turns,
        one.crossings,
        one.steps,
        limit_play if limit and not refused else None,
        drift,
        (refused or said) if limit else "",
        bool(ends and one.crossed[ends[-1]]),
        SAME + ROUNDED * unit * np.array(asked),
    )


def _refusal(eq: Equations) -> str:
    """Why a draw cannot be traced, or nothing."""
    if not (np.isfinite(eq.paid).all() and np.isfinite(eq.chance).all()):
        return "refused: a number is not finite"
    if not np.isfinite(eq.precision).all() or (eq.precision < 0).any():
        return "refused: precisions are not finite, or below 0"
    return "refused: a chance is below 0" if (eq.chance < 0).any() else ""


def _path(eq: Equations, unit: float, wanted: np.ndarray, step: float, most: int) -> _Path:
    """One tracing; scale 0, and games in which nothing is chosen or at stake, are played as it begins."""
    beginning = log_play_of(eq, eq.log_odds)
    n = len(wanted)
    log_play, crossed = np.tile(beginning, (n, 1)), np.zeros(n, dtype=bool)
    ended, smallest = np.full(n, TAKEN), np.ones(n)
    later = wanted > 0.0
    if eq.n_unknowns == 0 or unit == 0.0 or not later.any():
        return _Path(log_play, ended, wanted * unit, crossed, smallest)
    found, ended[later], crossed[later], smallest[later], turns, crossings, steps = followed(
        eq, unit, wanted[later], step, most
    )
    log_play[later] = [log_play_of(eq, x) for x in found]
    log_play[ended != TAKEN] = np.nan
    return _Path(log_play, ended, wanted * unit, crossed, smallest, tuple(turns), tuple(crossings), steps)


def _status(one: _Path, two: _Path, k: int, refused: str) -> str:
    if refused or one.ended[k] != TAKEN:
        return refused or WHY[int(one.ended[k])]
    if two.ended[k] != TAKEN or one.crossed[k] != two.crossed[k]:
        return "undecided"
    apart = np.abs(np.exp(one.log_play[k]) - np.exp(two.log_play[k])).max(initial=0.0)
    return "ok" if apart <= SAME + ROUNDED * one.sizes[k] else "undecided"


def _limit(
    eq: Equations, one: _Path, ends: list[int], status: list[str]
) -> tuple[np.ndarray | None, float, str]:
    """Play far out, how far it still moves, and what can be said of it."""
    if not ends:  # nobody's payoffs differ: play stays as it begins
        return np.exp(log_play_of(eq, eq.log_odds)), 0.0, "ok"
    for said in status:
        if said.startswith("refused"):
            return None, np.nan, said
    near, last = np.exp(one.log_play[ends])
    drift = float(np.abs(near - last).max(initial=0.0))
    if "undecided" in status:
        return last, drift, "undecided"
    return last, drift, "ok" if drift <= SETTLED else "unsettled"
