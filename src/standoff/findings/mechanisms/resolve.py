"""Solves a reading without a mechanism, on the run's own draws: a job for `study.executor`.

Common random numbers as for strike-outs: every number that is not changed keeps its value in each draw,
and so does what a front or summit makes of unchanged numbers. Where only numbers change that were drawn
before, the compiled game stays and only its columns are others; all else is compiled again, which takes a
twelfth of the time of solving (docs/design/022).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from standoff.compiler import compile_scenario
from standoff.errors import Problem, StandoffError
from standoff.findings.context import CHUNK, Floats, outcome_names
from standoff.findings.strike_out.resolve import base_columns, columns_changed
from standoff.scenario.plausibility.mechanisms import without_place
from standoff.scenario.records import Parameter, Scenario
from standoff.study.rows import (
    PreparedReading,
    conditionals,
    opened,
    prepare_reading,
    rows_at,
    with_processes,
)
from standoff.study.usage import used_parameters
from standoff.study.work import NUMERIC, Attempt, Task, blank_row, isolate_failures

APART = ("moves", "payoffs", "endings", "measures", "fronts", "summits", "play")


@dataclass(frozen=True, slots=True)
class MechanismTask:
    """One variant of a reading over draws `first` to `first + n_draws`."""

    reading: str
    number: int
    first: int
    n_draws: int


@dataclass(frozen=True, slots=True)
class MechanismResult:
    """A variant solved: results, weight and status of each draw; None where `refused` says why not."""

    task: MechanismTask
    rows: pl.DataFrame | None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class MechanismWork:
    """All that a process needs: one pickled compiled game a reading, and what becomes of it."""

    seed: int
    observed: Mapping[str, str]
    compiled: Mapping[str, bytes]
    whole: Mapping[str, Scenario]
    without: Mapping[tuple[str, int], Scenario]
    _last: dict[tuple[str, int], PreparedReading] = dataclasses.field(default_factory=dict)

    def do(self, task: MechanismTask) -> MechanismResult:
        """Solve a variant; one that is no game is told and not raised."""
        try:
            return self.isolate_failures(task, lambda first, n_draws: self.rows(task, first, n_draws))
        except StandoffError as error:
            first = error.problems[0]
            return MechanismResult(task, None, f"{first.code}: {first.what}")

    def rows(self, task: MechanismTask, first: int, n_draws: int) -> pl.DataFrame | Exception:
        """The results of some of a variant's draws, or the numeric error in which they ended."""
        made = self._opened(task)
        try:
            columns = self._columns(task, made, first, n_draws)
            found = rows_at(made, columns, chunk=CHUNK, first=first, n_draws=n_draws)
        except NUMERIC as error:
            return error
        return found.select(kept_columns(opened(self.compiled[task.reading])))

    def isolate_failures(self, task: MechanismTask, attempt: Attempt) -> MechanismResult:
        """The results of a variant, with the draws that fail found by halving."""
        made = self._opened(task)
        blank = blank_row(made.compiled).select(kept_columns(opened(self.compiled[task.reading])))
        rows, _ = isolate_failures(Task(task.reading, 0, task.first, task.n_draws), attempt, blank)
        return MechanismResult(task, rows.sort("draw"))

    def _opened(self, task: MechanismTask) -> PreparedReading:
        """The game of a variant; the last one is kept at hand."""
        key = (task.reading, task.number)
        if key not in self._last:
            self._last.clear()
            base = opened(self.compiled[task.reading])
            whole, without = self.whole[task.reading], self.without[key]
            self._last[key] = ready_without(base, whole, without, observed=self.observed)
        return self._last[key]

    def _columns(
        self, task: MechanismTask, made: PreparedReading, first: int, n_draws: int
    ) -> dict[str, Floats]:
        whole, without = self.whole[task.reading], self.without[task.reading, task.number]
        known = base_columns(self.compiled[task.reading], self.seed, first, n_draws)
        changed = set(numbers_changed(whole, without))
        found = columns_changed(known, made, changed, seed=self.seed, first=first, n_draws=n_draws)
        if processes_changed(whole, without):
            return with_processes(made.compiled, found, n_draws=n_draws, seed=self.seed)
        return found


def kept_columns(made: PreparedReading) -> list[str]:
    """The columns that are compared, and how likely the conditions of measures are."""
    conditions = [f"given:{name}" for name in conditionals(made.compiled)]
    return ["draw", *outcome_names(made), *conditions, "weight", "status"]


def numbers_changed(whole: Scenario, without: Scenario) -> dict[str, Parameter]:
    """The numbers that are written otherwise, as they are without the mechanism."""
    return {
        name: made
        for name, made in without.parameters.items()
        if without_place(made) != without_place(whole.parameters[name])
    }


def processes_changed(whole: Scenario, without: Scenario) -> bool:
    """Whether a front or summit itself is another one."""
    parts = ("fronts", "summits")
    return any(without_place(getattr(whole, part)) != without_place(getattr(without, part)) for part in parts)


def ready_without(
    base: PreparedReading, whole: Scenario, without: Scenario, *, observed: Mapping[str, str]
) -> PreparedReading:
    """The game of a reading without a mechanism.

    Parameters
    ----------
    base : the reading, compiled
    whole, without : the reading's scenario, and the same without the mechanism

    Raises
    ------
    StandoffError
        S601 to S606 where there is no such game.
    """
    changed = numbers_changed(whole, without)
    if can_stay(base, whole, without):
        parameters = {**base.compiled.scenario.parameters, **changed}
        scenario = dataclasses.replace(base.compiled.scenario, parameters=parameters, sha256=without.sha256)
        compiled = dataclasses.replace(base.compiled, scenario=scenario)
        return dataclasses.replace(base, compiled=compiled, names=used_parameters(compiled))
    try:
        return prepare_reading(compile_scenario(without, observed=observed))
    except ValueError as error:  # the compiler's own check: a chance move with nothing left to happen
        raise StandoffError(Problem("S606", str(error))) from error


def can_stay(base: PreparedReading, whole: Scenario, without: Scenario) -> bool:
    """Whether the compiled game stays as it is: only drawn numbers that all know are drawn otherwise."""
    if any(without_place(getattr(whole, part)) != without_place(getattr(without, part)) for part in APART):
        return False
    for name, made in numbers_changed(whole, without).items():
        before = whole.parameters[name]
        if before.draw is None or before.draw.is_constant or made.draw is None:
            return False  # a constant may be part of the structure, and an expression names others
        if before.known_to is not None or made.known_to is not None or before.unit != made.unit:
            return False
        if name not in base.names and made.draw is not None and not made.draw.is_constant:
            return False
    return True
