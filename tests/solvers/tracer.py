"""The tests' own judge: the principal branch of one draw by small steps from precision 0.

All precisions grow together: scale s times the draw's own. The curve F(x, s) = 0 of `logit_equations`
is followed by pseudo-arclength: predictor along the tangent, Newton's method across it, in units of
1 + |x| and 1 + s * (precision x payoff range). A step is halved until the corrector stays near the
predictor, the tangent hardly turns, no probability or belief moves far, and the orientation (sign of
det [F'; tangent]) is kept. Where the orientation changes however small the step, another branch crosses;
the tangent is followed straight on (an exactly symmetric game keeps its symmetry there) and the crossing
is told. Turning points are followed; the play at a scale is that of the first passage. Everything is
done again at half the step; where the two differ, the answer is "undecided".
Nothing here comes from `standoff.solvers`.
Source: Turocy (2005), Games and Economic Behavior 51; Allgower and Georg, Numerical Continuation Methods
(1990), chapters 2, 6 and 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from standoff.game.records import BoundGame
from tests.solvers.logit_equations import Equations, advantages, equations_of, log_play_of, unit_of

STEP = 0.05  # longest step, in units of 1 + |x|
LEAST = 1e-7  # a step this short that changes the orientation crosses another branch
TURN = 0.995  # least cosine between tangents of neighbours
ASIDE = 0.1  # farthest that the corrector leads from the predictor, in steps
SAME = 1e-8  # plays at the full and at half the step that are the same
FAR = (1e5, 1e6)  # scale times range at which the limit is read
SETTLED = 1e-3  # largest change of play between these
ROUNDS = 8


@dataclass(frozen=True)
class Trace:
    """What is known of the principal branch of one draw.

    scales : the scales asked for, in rising order
    play, log_play : float64[scale, action], nan where the status is not "ok" or "undecided"
    status : for each scale "ok", "undecided" (half the step says otherwise) or "refused: why"
    crossed : for each scale, whether another branch crossed before it
    smallest : float64[scale], smallest |eigenvalue| of I - J at any step before it
    turns, crossings : scales near which the branch turns, and where another crosses it
    steps : accepted steps of the first tracing
    limit_play : float64[action] at scale * range 1e6, None unless it was asked for and reached
    drift : largest change of a probability from 1e5 to 1e6
    limit_status : "ok", "undecided", "unsettled" or "refused: why"; "" where it was not asked for
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


@dataclass
class _Point:
    """A point of the curve: x, s, tangent in the unscaled coordinates (x, s), orientation."""

    x: np.ndarray
    s: float
    tangent: np.ndarray
    sign: float
    play: np.ndarray
    belief: np.ndarray
    smallest: float


@dataclass
class _Path:
    """What one tracing found at each scale."""

    log_play: dict[float, np.ndarray] = field(default_factory=dict)
    crossed: dict[float, bool] = field(default_factory=dict)
    smallest: dict[float, float] = field(default_factory=dict)
    refused: dict[float, str] = field(default_factory=dict)
    turns: list[float] = field(default_factory=list)
    crossings: list[float] = field(default_factory=list)
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
    why, unit = _refusal(eq), unit_of(eq)
    far = tuple(f / unit for f in FAR) if limit and unit > 0.0 and not why else ()
    wanted = tuple(sorted({*asked, *far}))
    if why:
        one = two = _Path(refused=dict.fromkeys(wanted, why))
    else:
        one, two = (_Tracer(eq, unit, h).run(wanted, most) for h in (step, step / 2))
    n = int(eq.first_action[-1])
    log_play = np.array([one.log_play.get(s, np.full(n, np.nan)) for s in asked]).reshape(len(asked), n)
    limit_play, drift, said = _limit(one, two, far, (eq, limit, why))
    return Trace(
        asked,
        np.exp(log_play),
        log_play,
        tuple(_status(one, two, s) for s in asked),
        tuple(one.crossed.get(s, False) for s in asked),
        np.array([one.smallest.get(s, np.nan) for s in asked]),
        tuple(one.turns),
        tuple(one.crossings),
        one.steps,
        limit_play,
        drift,
        said,
    )


def _refusal(eq: Equations) -> str:
    """Why a draw cannot be traced, or nothing."""
    if not (np.isfinite(eq.paid).all() and np.isfinite(eq.chance).all()):
        return "refused: a number is not finite"
    if not np.isfinite(eq.precision).all() or (eq.precision < 0).any():
        return "refused: precisions are not finite, or below 0"
    return "refused: a chance is below 0" if (eq.chance < 0).any() else ""


def _status(one: _Path, two: _Path, s: float) -> str:
    if s in one.refused:
        return one.refused[s]
    if s in two.refused:
        return "undecided"
    apart = np.abs(np.exp(one.log_play[s]) - np.exp(two.log_play[s])).max(initial=0.0)
    return "ok" if apart <= SAME and one.crossed[s] == two.crossed[s] else "undecided"


def _limit(
    one: _Path, two: _Path, far: tuple[float, ...], asked: tuple[Equations, bool, str]
) -> tuple[np.ndarray | None, float, str]:
    """Play far out, how far it still moves, and what can be said of it."""
    eq, limit, why = asked
    if not limit or why:
        return None, np.nan, why if limit else ""
    if not far:  # nobody's payoffs differ: uniform play for ever
        return np.exp(log_play_of(eq, np.zeros(eq.n_unknowns))), 0.0, "ok"
    said = [_status(one, two, s) for s in far]
    if said[1].startswith("refused") or said[0].startswith("refused"):
        return None, np.nan, max(said)
    near, last = (np.exp(one.log_play[s]) for s in far)
    drift = float(np.abs(near - last).max(initial=0.0))
    if "undecided" in said:
        return last, drift, "undecided"
    return last, drift, "ok" if drift <= SETTLED else "unsettled"


class _Tracer:
    """The following itself, for one longest step."""

    def __init__(self, eq: Equations, unit: float, step: float) -> None:
        self.eq, self.unit, self.step, self.n = eq, unit, step, eq.n_unknowns

    def run(self, wanted: tuple[float, ...], most: int) -> _Path:
        path, left = _Path(), list(wanted)
        point, h, smallest = self.start(), self.step, 1.0
        if self.n == 0:
            nothing = log_play_of(self.eq, np.zeros(0))
            return _Path(
                dict.fromkeys(wanted, nothing), dict.fromkeys(wanted, False), dict.fromkeys(wanted, 1.0)
            )
        for _ in range(most):
            while left and left[0] <= point.s:  # scale 0, or landed on exactly
                self._take(path, left.pop(0), point, smallest)
            if not left:
                return path
            ahead, ease = self.ahead(point, h)
            if ahead is None:
                h *= 0.5
                if h < 1e-2 * LEAST:
                    return self._give_up(path, left, "refused: the steps became too short")
                continue
            smallest = min(smallest, ahead.smallest)
            if ahead.sign != point.sign:
                path.crossings.append(0.5 * (point.s + ahead.s))
            if ahead.tangent[-1] * point.tangent[-1] < 0.0:
                path.turns.append(max(point.s, ahead.s) if point.tangent[-1] > 0 else min(point.s, ahead.s))
            while left and left[0] < ahead.s:
                self._land(path, left.pop(0), (point, ahead), smallest)
            point, path.steps = ahead, path.steps + 1
            h = min(self.step, 1.6 * h) if ease else h
        return self._give_up(path, left, "refused: too many steps")

    def _give_up(self, path: _Path, left: list[float], why: str) -> _Path:
        path.refused.update(dict.fromkeys(left, why))
        return path

    def start(self) -> _Point:
        """Uniform play: there F' is the identity."""
        x = np.zeros(self.n)
        gain, _, belief = advantages(self.eq, x)
        tangent = np.append(gain, 1.0)
        tangent /= np.linalg.norm(tangent / self.weights(x, 0.0))
        sign = np.sign(np.linalg.det(self.bordered(x, 0.0, tangent)[1]))
        return _Point(x, 0.0, tangent, sign, np.exp(log_play_of(self.eq, x)), belief, 1.0)

    def weights(self, x: np.ndarray, s: float) -> np.ndarray:
        """The unit of each coordinate."""
        unit = max(self.unit, 1e-300)
        return np.append(1.0 + np.abs(x), (1.0 + s * unit) / unit)

    def bordered(
        self, x: np.ndarray, s: float, tangent: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Residual, matrix [F'; tangent] and beliefs, in units of the coordinates."""
        gain, slope, belief = advantages(self.eq, x)
        d = self.weights(x, s)
        matrix = np.empty((self.n + 1, self.n + 1))
        matrix[:-1, :-1] = np.eye(self.n) - s * slope
        matrix[:-1, -1] = -gain
        matrix[:-1] *= d / d[:-1, None]
        matrix[-1] = tangent / d
        return (x - s * gain) / d[:-1], matrix, belief

    def ahead(self, point: _Point, h: float) -> tuple[_Point | None, bool]:
        """The next point at about this distance, and whether the step might be longer; None if too far."""
        d = self.weights(point.x, point.s)
        way = point.tangent / d
        guess = np.append(point.x, point.s) / d + h * way
        z, last = guess.copy(), np.inf
        for k in range(ROUNDS):
            residual, matrix, belief = self.bordered(z[:-1] * d[:-1], z[-1] * d[-1], point.tangent)
            local = self.weights(z[:-1] * d[:-1], z[-1] * d[-1])
            right = np.append(residual, way @ ((z - guess) * d / local))
            try:
                move = np.linalg.solve(matrix, right) * local / d
            except np.linalg.LinAlgError:
                return None, False
            size = float(np.linalg.norm(move))
            if not np.isfinite(size) or (k > 0 and size > 0.5 * last and size > 1e-10):
                return None, False
            z, last = z - move, size
            aside = float(np.linalg.norm(z - guess))
            if aside > ASIDE * h + 1e-9:
                return None, False
            if size <= 1e-11:
                break
        else:
            return None, False
        return self._judged(point, (z[:-1] * d[:-1], float(z[-1] * d[-1])), h, aside)

    def _judged(
        self, point: _Point, at: tuple[np.ndarray, float], h: float, aside: float
    ) -> tuple[_Point | None, bool]:
        """The point with its tangent, unless something moved too far."""
        x, s = at
        _, matrix, belief = self.bordered(x, s, point.tangent)
        d = self.weights(x, s)
        try:
            unscaled = np.linalg.solve(matrix, np.append(np.zeros(self.n), 1.0))
        except np.linalg.LinAlgError:
            return None, False
        tangent = unscaled / np.linalg.norm(unscaled)
        before = point.tangent / d
        cosine = float(tangent @ before / np.linalg.norm(before))
        play = np.exp(log_play_of(self.eq, x))
        moved = max(
            np.abs(play - point.play).max(initial=0.0), np.abs(belief - point.belief).max(initial=0.0)
        )
        matrix[-1] = tangent
        sign = float(np.sign(np.linalg.det(matrix)))
        if cosine < TURN or moved > 2.0 * self.step or (sign != point.sign and h > LEAST):
            return None, False
        eigenvalue = np.abs(np.linalg.eigvals(matrix[:-1, :-1])).min()
        ease = aside < 0.3 * ASIDE * h and moved < self.step and cosine > 1.0 - 0.3 * (1.0 - TURN)
        return _Point(x, s, tangent * d, sign, play, belief, float(eigenvalue)), ease

    def _take(self, path: _Path, s: float, point: _Point, smallest: float) -> None:
        path.log_play[s] = log_play_of(self.eq, point.x)
        path.crossed[s], path.smallest[s] = bool(path.crossings), smallest

    def _land(self, path: _Path, s: float, ends: tuple[_Point, _Point], smallest: float) -> None:
        """Play at exactly this scale, between two neighbours: Newton's method at fixed scale."""
        low, high = ends
        part = (s - low.s) / (high.s - low.s)
        x = guess = low.x + part * (high.x - low.x)
        for _ in range(30):
            gain, slope, _ = advantages(self.eq, x)
            d = 1.0 + np.abs(x)
            matrix = (np.eye(self.n) - s * slope) * d / d[:, None]
            try:
                move = np.linalg.solve(matrix, (x - s * gain) / d)
            except np.linalg.LinAlgError:
                break
            x = x - move * d
            if not np.abs((x - guess) / d).max() <= 2.0 * self.step:
                break
            if np.abs(move).max() <= 1e-12:
                path.log_play[s] = log_play_of(self.eq, x)
                path.crossed[s], path.smallest[s] = bool(path.crossings), smallest
                return
        path.refused[s] = "refused: a turn or a crossing lies at this scale"
