"""Turns dated schedules into each draw's own events, sorted by date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.errors import Problem, nearest
from standoff.front.layout import INPUTS, JUMPS, N_INPUTS, Dated
from standoff.front.records import Amount, Floats, Model, Schedule


@dataclass(frozen=True)
class Events:
    """What happens when, draw by draw.

    date : float64[event, draw], units of the model's clock since the front's start, never decreasing
    row : int64[event, draw], an input (its rate changes) or N_INPUTS + a state (a delivery)
    amount : float64[event, draw]
    """

    date: Floats
    row: NDArray[np.int64]
    amount: Floats

    @property
    def listed(self) -> Dated:
        """The same as the kernels take it."""
        return Dated(self.date, self.row, self.amount)

    def part(self, keep: NDArray[np.int64]) -> Events:
        """The events of some draws."""
        return Events(
            np.ascontiguousarray(self.date[:, keep]),
            np.ascontiguousarray(self.row[:, keep]),
            np.ascontiguousarray(self.amount[:, keep]),
        )


def schedule_problems(
    model: Model, schedules: Sequence[Schedule], n_draws: int, start: float
) -> list[Problem]:
    """Everything that is wrong with the schedules of a front."""
    problems = []
    for number, schedule in enumerate(schedules, 1):
        called = f"schedule `{schedule.name}`" if schedule.name else f"schedule {number}"
        if schedule.input not in model.inputs:
            problems.append(
                Problem(
                    "S643",
                    f"{called} changes `{schedule.input}`, which model `{model.name}` does not have.",
                    "Expected one of the model's inputs.",
                    nearest(schedule.input, model.inputs),
                )
            )
        elif schedule.once and schedule.input not in JUMPS:
            problems.append(
                Problem("S643", f"{called} delivers `{schedule.input}` all at once, which is no quantity.",
                        f"Expected one of {', '.join(JUMPS)}.", "Give it a start and an end instead.")
            )  # fmt: skip
        problems += _wrong_values(called, schedule, n_draws, start)
    return problems


def _wrong_values(called: str, schedule: Schedule, n_draws: int, start: float) -> list[Problem]:
    problems = []
    given = {"amount": schedule.amount, "start": schedule.start, "end": schedule.end}
    for name, value in given.items():
        wrong = np.isnan(value) if name == "end" else ~np.isfinite(value)
        if np.ndim(value) not in (0, 1) or (np.ndim(value) == 1 and len(np.asarray(value)) != n_draws):
            problems.append(
                Problem("S643", f"{called} has an `{name}` of shape {np.shape(value)}.",
                        f"Expected one number, or one for each of {n_draws:,} draws.",
                        "Give an array over the same draws as the parameters.")
            )  # fmt: skip
        elif np.any(wrong):
            problems.append(
                Problem("S643", f"{called} has no finite `{name}` in draw {int(np.argmax(wrong))}.",
                        "Expected numbers.", "Check the parameter that it comes from.")
            )  # fmt: skip
    if problems:
        return problems
    first, last = _spread(schedule.start, n_draws), _spread(schedule.end, n_draws)
    backwards = last < first
    if backwards.any():
        i = int(np.argmax(backwards))
        problems.append(
            Problem("S643", f"{called} ends (day {last[i]:g}) before it starts (day {first[i]:g}) in draw "
                    f"{i}.", "Expected an end that is not before the start.",
                    "Exchange the two dates, or narrow the one that is uncertain.")
        )  # fmt: skip
    if schedule.once and (first < start).any():
        i = int(np.argmax(first < start))
        problems.append(
            Problem("S643", f"{called} is delivered on day {first[i]:g} in draw {i}, before the front starts "
                    f"(day {start:g}).",
                    "Expected a delivery on or after the start: stocks are as of the start.",
                    "Move the date, or add the delivery to the stock at the start.")
        )  # fmt: skip
    return problems


def _spread(value: Amount, n_draws: int) -> Floats:
    return np.broadcast_to(np.asarray(value, np.float64), (n_draws,))


def events_of(schedules: Sequence[Schedule], n_draws: int, start: float, unit_days: float) -> Events:
    """The events of checked schedules, each draw's in the order of its dates.

    A schedule is one event (a delivery), or two (a rate goes up by the amount and down again).
    """
    dates: list[Floats] = []
    rows: list[int] = []
    amounts: list[Floats] = []
    for schedule in schedules:
        amount = _spread(schedule.amount, n_draws)
        row = INPUTS.index(schedule.input)
        dates.append((_spread(schedule.start, n_draws) - start) / unit_days)
        rows.append(N_INPUTS + JUMPS.index(schedule.input) if schedule.once else row)
        amounts.append(amount)
        if not schedule.once and np.isfinite(schedule.end).any():
            dates.append((_spread(schedule.end, n_draws) - start) / unit_days)
            rows.append(row)
            amounts.append(-amount)
    if not rows:
        nothing = np.empty((0, n_draws))
        return Events(nothing, np.empty((0, n_draws), np.int64), nothing)
    date, amount = np.stack(dates), np.stack(amounts)
    order = np.argsort(date, axis=0, kind="stable")
    return Events(
        np.take_along_axis(date, order, axis=0),
        np.asarray(rows, np.int64)[order],
        np.take_along_axis(amount, order, axis=0),
    )
