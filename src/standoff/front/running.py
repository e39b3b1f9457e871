"""Runs a front: checks its numbers, settles the step, and gives hazard, area and stocks at any date.

A run is a fixed function of the date for each draw. However a calendar is cut into stages, every
stage reads the same cumulative hazard H, so that the product of the stages' survival,
exp(-(H(to) - H(from))) each, is the survival of the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from standoff.errors import Problem, StandoffError, nearest
from standoff.front.layout import AREA, HAZARD, INPUTS, N_STATES, ROWS, SX, SY, Course, X
from standoff.front.models import CHAIN, MODELS
from standoff.front.noise import month_noise
from standoff.front.records import MONTH, Amount, Floats, Model, Schedule, Step
from standoff.front.schedules import Events, events_of, schedule_problems

SIDES = ("attacker", "defender")
TOLERANCE = 1e-5  # on the 99th percentile of the error over draws
STATES = 0.1  # what an error of a state, as a part of its largest value, counts beside one of a chance
SAMPLE = 512  # draws that the step is settled on
FINEST = 4_096  # steps: of 512 draws, twice as many fill 200 MB
FIRST_STEP = 7.609375  # days: a quarter of a month


class FrontError(StandoffError):
    """A front's numbers are wrong: a model, a parameter, a schedule, a date."""


def model_of(model: str | Model) -> Model:
    """The registered model of this name.

    Parameters
    ----------
    model : a name in `MODELS`, or a model, which is given back

    Returns
    -------
    Model

    Raises
    ------
    FrontError
        S640 for a name that is not registered.

    Examples
    --------
    >>> model_of("square").invariant
    'b x^2 - a y^2'
    """
    if isinstance(model, Model):
        return model
    if model not in MODELS:
        raise FrontError(
            Problem("S640", f"There is no model `{model}` of a front.", "Expected one of: "
                    + ", ".join(MODELS) + ".", nearest(model, list(MODELS)))
        )  # fmt: skip
    return MODELS[model]


@dataclass(frozen=True)
class FrontRun:
    """A front over draws, readable at any date from `start` to `end` (days since 1970-01-01).

    Dates are float64[draw] or one number; every answer is float64[draw].

    Examples
    --------
    >>> import numpy as np
    >>> given = {"strength_attacker": 3.0, "strength_defender": 2.0, "loss_rate_attacker": 0.0,
    ...          "loss_rate_defender": np.array([0.0, 0.001]), "hazard": 0.1}
    >>> front = run("square", given, start=0.0, end=365.25)
    >>> half, whole = front.breaks(0.0, 182.625), front.breaks_by(365.25)
    >>> rest = front.breaks(182.625, 365.25)
    >>> bool(np.allclose((1 - half) * (1 - rest), 1 - whole, rtol=1e-15))
    True
    """

    model: Model
    start: float
    end: float
    step: Step
    n_draws: int
    kept: Floats  # [knot, state, draw]
    table: Floats  # [row, draw]
    base: Floats  # [input, draw]
    events: Events
    noise: Floats | None = None  # [month since the start, draw]: what a month's area is multiplied by

    @property
    def width(self) -> float:
        """Length of a step in units of the model's clock."""
        return (self.end - self.start) / self.model.unit_days / self.step.n_steps

    def states(self, date: Amount) -> Floats:
        """All six states at a date: float64[state, draw], in the order of `layout`.

        Raises
        ------
        FrontError
            S644 for a date outside the front's time, or that is no number.
        """
        from standoff.front.kernels import advance, empty_block

        when = np.broadcast_to(np.asarray(date, np.float64), (self.n_draws,))
        outside = ~((when >= self.start) & (when <= self.end))
        if outside.any():
            i = int(np.argmax(outside))
            raise FrontError(
                Problem("S644", f"Day {when[i]:g} (draw {i}) is outside the front's time.",
                        f"Expected days from {self.start:g} to {self.end:g}.",
                        "Give the front an earlier start or a later end, or narrow the date.")
            )  # fmt: skip
        found = np.empty((N_STATES, self.n_draws))
        course = Course(self.model.kind, self.table, self.base, self.events.listed, self.width)
        dates = (when - self.start) / self.model.unit_days
        advance(course, empty_block(course), self.kept, dates, found)
        return found

    def hazard_total(self, date: Amount) -> Floats:
        """H: the hazard of a breakthrough, summed from the start to a date."""
        return cast(Floats, self.states(date)[HAZARD])

    def breaks(self, start: Amount, end: Amount) -> Floats:
        """Chance of a breakthrough from one date to another, given none before: 1 - exp(-(H - H))."""
        return cast(Floats, -np.expm1(-np.maximum(self.hazard_total(end) - self.hazard_total(start), 0.0)))

    def breaks_by(self, date: Amount) -> Floats:
        """Chance of a breakthrough from the front's start to a date."""
        return cast(Floats, -np.expm1(-self.hazard_total(date)))

    def area(self, date: Amount) -> Floats:
        """Area that the attacker has gained since the start; each month times its noise, where given."""
        self._offers("area")
        if self.noise is None:
            return cast(Floats, self.states(date)[AREA])
        when = np.broadcast_to(np.asarray(date, np.float64), (self.n_draws,))
        total, before = np.zeros(self.n_draws), np.zeros(self.n_draws)
        for month, factor in enumerate(self.noise, 1):
            last = month == len(self.noise)  # so that a date outside the front's time is refused
            reached = self.states(when if last else np.minimum(when, self.start + month * MONTH))[AREA]
            total += factor * (reached - before)
            before = reached
        # a draw without noise gives what it gives among others without noise, to the last digit
        return np.where((self.noise == 1.0).all(axis=0), before, total)

    def strength(self, side: str, date: Amount) -> Floats:
        """Strength of "attacker" or "defender" at a date."""
        return cast(Floats, self.states(date)[X + self._side(side)])

    def stock(self, side: str, date: Amount) -> Floats:
        """Stock of "attacker" or "defender" at a date."""
        self._offers("stock")
        return cast(Floats, self.states(date)[(SX, SY)[self._side(side)]])

    def break_date(self, uniform: Floats) -> Floats:
        """The date of the breakthrough where its chance by then is `uniform`; infinite where none comes.

        uniform : float64[draw] in [0, 1); H is inverted by halving, to a millionth of a day
        """
        wanted = -np.log1p(-np.asarray(uniform, np.float64))
        low, high = np.full(self.n_draws, self.start), np.full(self.n_draws, self.end)
        never = self.hazard_total(high) < wanted
        while float((high - low).max()) > 1e-6:
            middle = 0.5 * (low + high)
            short = self.hazard_total(middle) < wanted
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        return np.where(never, np.inf, high)

    def _side(self, side: str) -> int:
        if side not in SIDES:
            raise FrontError(
                Problem("S645", f"There is no side `{side}`.", "Expected `attacker` or `defender`.",
                        nearest(side, SIDES))
            )  # fmt: skip
        return SIDES.index(side)

    def _offers(self, output: str) -> None:
        if output not in self.model.outputs:
            with_it = [name for name, model in MODELS.items() if output in model.outputs]
            raise FrontError(
                Problem("S645", f"Model `{self.model.name}` has no {output}.",
                        f"It offers: {', '.join((*self.model.outputs, 'breaks'))}.",
                        f"Models with {output}: {', '.join(with_it)}.")
            )  # fmt: skip


def run(
    model: str | Model,
    parameters: Mapping[str, Amount],
    *,
    start: float,
    end: float,
    schedules: Sequence[Schedule] = (),
    step: Step | None = None,
) -> FrontRun:
    """Run a front over draws.

    Parameters
    ----------
    model : a name in `MODELS`, or a model
    parameters : name -> float64[draw] or one number
    start, end : days since 1970-01-01
    schedules : dated changes of inputs, with amounts and dates that may differ by draw
    step : as `settle_step` gives it; without one the step is settled on these draws. Chunks of one
        study should share a step, so that no draw depends on its chunk.

    Returns
    -------
    FrontRun
        Asked for any date between start and end: chances of a breakthrough and states, float64[draw].

    Raises
    ------
    FrontError
        S640 model, S641 and S642 parameters, S643 schedules, S644 dates, S646 no step is fine enough.

    Examples
    --------
    >>> quiet = {"strength_attacker": 3.0, "strength_defender": 3.0, "hazard": 0.5,
    ...          "loss_rate_attacker": 0.0, "loss_rate_defender": 0.0}
    >>> run("square", quiet, start=0.0, end=365.25).breaks_by(365.25).round(4)  # 1 - exp(-0.5)
    array([0.9975])
    """
    ready = _prepare(model_of(model), parameters, start, end, schedules)
    settled = step if step is not None else _settle(ready, TOLERANCE)
    return FrontRun(
        ready.model, start, end, settled, ready.n_draws, _marched(ready, settled.n_steps),
        ready.table, ready.base, ready.events, ready.noise,
    )  # fmt: skip


def settle_step(
    model: str | Model,
    parameters: Mapping[str, Amount],
    *,
    start: float,
    end: float,
    schedules: Sequence[Schedule] = (),
    tolerance: float = TOLERANCE,
) -> Step:
    """The coarsest step whose error is below `tolerance` in 99 of 100 draws.

    Steps are halved from a quarter of a month until doubling their number changes no chance of a
    breakthrough by more, and no state by more than ten times as much of its largest value, in the
    99th percentile over up to 512 draws: steps that look fine at the median can fail in the tail.

    Parameters
    ----------
    model : a name in `MODELS`, or a model
    parameters : name -> float64[draw] or one number
    start, end : days since 1970-01-01
    schedules : dated changes of inputs
    tolerance : largest error of a chance of a breakthrough

    Returns
    -------
    Step

    Raises
    ------
    FrontError
        As `run`.

    Examples
    --------
    >>> quiet = {"strength_attacker": 3.0, "strength_defender": 3.0, "hazard": 0.5,
    ...          "loss_rate_attacker": 0.0, "loss_rate_defender": 0.0}
    >>> settle_step("square", quiet, start=0.0, end=365.25).n_steps
    48
    """
    return _settle(_prepare(model_of(model), parameters, start, end, schedules), tolerance)


@dataclass(frozen=True)
class _Ready:
    """Checked numbers in the kernels' order."""

    model: Model
    span: float
    n_draws: int
    first: Floats  # [state, draw]
    table: Floats  # [row, draw]
    base: Floats  # [input, draw]
    events: Events
    noise: Floats | None

    def part(self, keep: NDArray[np.int64]) -> _Ready:
        first, table, base = (np.ascontiguousarray(t[:, keep]) for t in (self.first, self.table, self.base))
        return _Ready(self.model, self.span, len(keep), first, table, base, self.events.part(keep), None)


def _prepare(
    model: Model, parameters: Mapping[str, Amount], start: float, end: float, schedules: Sequence[Schedule]
) -> _Ready:
    sizes = [len(np.asarray(v)) for v in parameters.values() if np.ndim(v) == 1]
    sizes += [len(np.asarray(v)) for s in schedules for v in (s.amount, s.start, s.end) if np.ndim(v) == 1]
    n_draws = sizes[0] if sizes else 1
    problems = [*parameter_problems(model, parameters, n_draws), *_time_problems(start, end)]
    problems += schedule_problems(model, schedules, n_draws, start)
    if problems:
        raise FrontError(problems)
    given = {
        p.name: np.broadcast_to(np.asarray(parameters.get(p.name, p.default), np.float64), (n_draws,))
        for p in model.parameters
    }
    rows = model.table(given)

    def spread(names: Sequence[str]) -> Floats:
        found = [np.asarray(rows.get(name, 0.0), np.float64) for name in names]
        return np.stack([np.broadcast_to(row, (n_draws,)) for row in found])

    first = spread(("x0", "y0", "stock_x", "stock_y", "nothing", "nothing"))
    base = spread(INPUTS)
    base[INPUTS.index("posture")] = 1.0  # the attacker attacks; a schedule of -2 turns it round
    events = events_of(schedules, n_draws, start, model.unit_days)
    span = (end - start) / model.unit_days
    noise = _noise(given, end - start)
    return _Ready(model, span, n_draws, first, spread(ROWS[model.kind]), base, events, noise)


def _noise(given: Mapping[str, Floats], days: float) -> Floats | None:
    if not np.any(given.get("area_noise", 0.0)):
        return None
    n_months = max(1, int(np.ceil(days / MONTH - 1e-9)))
    return month_noise(given["area_seed"], given["area_noise"], given["area_carry"], n_months)


def parameter_problems(model: Model, parameters: Mapping[str, Amount], n_draws: int) -> list[Problem]:
    """Everything that is wrong with the numbers given to a model."""
    if model.kind == CHAIN:
        return [
            Problem("S640", f"Model `{model.name}` has no course over time that could be run.",
                    "Expected a model with a hazard.", "Its chances are given by `front.win_chance`.")
        ]  # fmt: skip
    known = [p.name for p in model.parameters]
    problems = [
        Problem("S641", f"Model `{model.name}` has no parameter `{name}`.",
                "Expected one of its parameters.", nearest(name, known) or f"Known: {', '.join(known)}.")
        for name in parameters if name not in known
    ]  # fmt: skip
    missing = [p for p in model.parameters if p.name not in parameters and p.default is None]
    problems += [
        Problem("S641", f"Model `{model.name}` needs `{p.name}` ({p.says}).", f"Expected {p.range_text}.",
                "Give it a value or a distribution.")
        for p in missing
    ]  # fmt: skip
    for p in model.parameters:
        if p.name not in parameters:
            continue
        value = np.asarray(parameters[p.name], np.float64)
        if value.ndim > 1 or (value.ndim == 1 and len(value) != n_draws):
            problems.append(
                Problem("S642", f"`{p.name}` has shape {value.shape}.",
                        f"Expected one number, or one for each of {n_draws:,} draws.",
                        "Give arrays over the same draws.")
            )  # fmt: skip
            continue
        low = value <= p.low if p.above else value < p.low
        wrong = np.atleast_1d(~np.isfinite(value) | low | (value > p.high))
        if wrong.any():
            i = int(np.argmax(wrong))
            problems.append(
                Problem("S642", f"`{p.name}` is {np.atleast_1d(value)[i]:g} in draw {i}.",
                        f"Expected {p.range_text} ({p.unit}).",
                        f"{wrong.sum():,} of {len(wrong):,} draws are out of range: narrow its distribution.")
            )  # fmt: skip
    return problems


def _time_problems(start: float, end: float) -> list[Problem]:
    if np.isfinite(start) and np.isfinite(end) and end > start:
        return []
    return [
        Problem("S644", f"The front runs from day {start:g} to day {end:g}.",
                "Expected an end after the start.", "Exchange the two, or move the end.")
    ]  # fmt: skip


def _marched(ready: _Ready, n_steps: int) -> Floats:
    from standoff.front.kernels import empty_block, march

    kept = np.empty((n_steps + 1, N_STATES, ready.n_draws))
    course = Course(
        ready.model.kind, ready.table, ready.base, ready.events.listed, ready.span / n_steps
    )  # fmt: skip
    march(course, empty_block(course), ready.first, kept)
    return kept


def _settle(ready: _Ready, tolerance: float) -> Step:
    which = np.linspace(0, ready.n_draws - 1, min(SAMPLE, ready.n_draws)).astype(np.int64)
    some = ready.part(np.unique(which))
    days = some.span * some.model.unit_days
    n_steps = max(1, int(np.ceil(days / FIRST_STEP - 1e-9)))
    coarse = _marched(some, n_steps)
    while n_steps <= FINEST:
        fine = _marched(some, 2 * n_steps)
        error = _difference(coarse, fine[::2])
        worst = float(np.quantile(error, 0.99))
        if worst <= tolerance:
            return Step(n_steps, worst, float(error.max()), some.n_draws, tolerance)
        n_steps, coarse = 2 * n_steps, fine
    raise FrontError(
        Problem("S646", f"The front does not settle: with steps of {days / n_steps:.2g} days one draw in a "
                f"hundred still errs by {worst:.2g}.", f"Expected at most {tolerance:g}.",
                "Look for rates so high that a side is spent within hours.")
    )  # fmt: skip


def _difference(coarse: Floats, fine: Floats) -> Floats:
    """The error of each draw: of chances, and a tenth of that of states: float64[draw]."""
    mine, theirs = coarse[:, :HAZARD], fine[:, :HAZARD]
    relative = np.abs(mine - theirs) / np.maximum(np.abs(theirs).max(axis=0), 1e-12)
    chance = np.abs(np.exp(-coarse[:, HAZARD]) - np.exp(-fine[:, HAZARD]))
    return cast(Floats, np.maximum(STATES * relative.max(axis=(0, 1)), chance.max(axis=0)))


__all__ = ["FrontError", "FrontRun", "model_of", "parameter_problems", "run", "settle_step"]
