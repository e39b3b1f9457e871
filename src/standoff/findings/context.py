"""A finished run opened for findings: its readings compiled again, its draws made again, its rows.

Inputs are not stored with a run: they are drawn again from seed and name, exactly. A draw that was
not solved has no answer; it is marked in `failed` and every finding counts it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from standoff import draws, expressions
from standoff.draws import Distribution
from standoff.game.records import SOLVED
from standoff.study import RunFolder, compile_reading, open_run
from standoff.study.ensemble import floats_of
from standoff.study.repair import copy_of
from standoff.study.rows import PreparedReading, parameters_of, prepare_reading, rows_at, with_processes
from standoff.study.usage import used_parameters

if TYPE_CHECKING:
    from standoff.compiler import Compiled
    from standoff.scenario import LoadedScenario
    from standoff.scenario.records import Parameter

Floats = npt.NDArray[np.float64]
CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Context:
    """A finished run with all that findings need.

    loaded : the run's own copy of the scenario, with what was given fixed in it
    readings : each reading compiled and ready to be solved
    """

    run: RunFolder
    loaded: LoadedScenario
    readings: Mapping[str, PreparedReading]

    @property
    def folder(self) -> Path:
        return self.run.path

    @property
    def seed(self) -> int:
        return self.run.manifest.seed

    def compiled(self, reading: str) -> Compiled:
        return self.readings[reading].compiled


def open_context(opened: RunFolder | Path, readings: Collection[str] = ()) -> Context:
    """Open a finished run; compiles the readings that are named, all without names.

    Parameters
    ----------
    opened : what `study.open_run` or `study.run` gave, or the folder of a run, which is then opened

    Raises
    ------
    StandoffError
        S713 where there is no run, S703 and S704 where its manifest cannot be used, S730 where it is
        not finished.
    """
    from standoff.errors import Problem, RunError

    run = opened if isinstance(opened, RunFolder) else open_run(opened)
    folder, stored = run.path, run.manifest
    if not stored.finished:
        what = f"The run in `{folder}` is not finished."
        mend = f"Finish it first: `standoff run --resume {folder}`."
        raise RunError(Problem("S730", what, "Findings are worked out of a whole ensemble.", mend))
    loaded = copy_of(folder, stored)
    wanted = [name for name in stored.readings if not readings or name in readings]
    made = {name: prepare_reading(compile_reading(loaded, name, stored.observed)) for name in wanted}
    return Context(run, loaded, made)


def uncertain(made: PreparedReading) -> tuple[str, ...]:
    """The drawn parameters that vary and on which some result depends, in the order of the text."""
    return tuple(
        name
        for name, parameter in made.compiled.scenario.parameters.items()
        if name in made.names and parameter.draw is not None and not parameter.draw.is_constant
    )


def points_of(
    made: PreparedReading, names: Collection[str], *, seed: int, first: int, n_draws: int
) -> Floats:
    """float64[draw, parameter] of the run's own draws of some parameters."""
    columns = parameters_of(made.compiled, seed=seed, first=first, n_draws=n_draws, names=names)
    found = np.empty((n_draws, len(names)))  # also where no number is uncertain
    for i, name in enumerate(names):
        found[:, i] = columns[name]
    return found


def columns_at(
    made: PreparedReading, drawn: Mapping[str, Floats], *, seed: int, n_draws: int
) -> dict[str, Floats]:
    """All numbers of draws of which the drawn parameters are given: derived ones and processes follow.

    Parameters
    ----------
    drawn : float64[draw] of every drawn parameter that some result depends on
    seed : of the run, which decides the step of fronts
    """
    scenario = made.compiled.scenario
    derived = {
        name: parameter.derived
        for name, parameter in scenario.parameters.items()
        if parameter.derived is not None and name in made.names
    }
    columns = draws.derive(dict(drawn), derived, n_draws=n_draws)
    return with_processes(made.compiled, columns, n_draws=n_draws, seed=seed)


def results_at(
    made: PreparedReading, drawn: Mapping[str, Floats], *, seed: int, n_draws: int
) -> pl.DataFrame:
    """The game solved where the drawn parameters are given: rows as in the run's parts."""
    columns = columns_at(made, drawn, seed=seed, n_draws=n_draws)
    return rows_at(made, columns, chunk=CHUNK, first=0, n_draws=n_draws)


def drawn_of(made: PreparedReading, *, seed: int, first: int, n_draws: int) -> dict[str, Floats]:
    """The run's own draws of every drawn parameter that some result depends on (constants too)."""
    columns = parameters_of(made.compiled, seed=seed, first=first, n_draws=n_draws, names=made.names)
    parameters = made.compiled.scenario.parameters
    return {name: column for name, column in columns.items() if parameters[name].draw is not None}


def with_draws(
    made: PreparedReading, changed: Mapping[str, Distribution], *, observed: Mapping[str, str]
) -> PreparedReading:
    """The same game with other distributions of some parameters."""
    old = made.compiled.scenario.parameters
    replaced = {name: dataclasses.replace(old[name], draw=d, derived=None) for name, d in changed.items()}
    return with_parameters(made, replaced, observed=observed)


def with_parameters(
    made: PreparedReading, changed: Mapping[str, Parameter], *, observed: Mapping[str, str]
) -> PreparedReading:
    """The same game with some parameters written otherwise.

    Compiled again only where a constant is replaced: its value may be part of the structure.
    """
    from standoff.compiler import compile_scenario

    old = made.compiled.scenario
    scenario = dataclasses.replace(old, parameters=_in_order({**old.parameters, **changed}))
    if any(_is_folded(old.parameters[name]) or name not in made.names for name in changed):
        return prepare_reading(compile_scenario(scenario, observed=observed))
    compiled = dataclasses.replace(made.compiled, scenario=scenario)
    return dataclasses.replace(made, compiled=compiled, names=used_parameters(compiled))


def _is_folded(parameter: Parameter) -> bool:
    return parameter.draw is None or parameter.draw.is_constant


def _in_order(parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """Derived parameters after what they are made of, else as they stand."""
    found: dict[str, Parameter] = {}

    def place(name: str) -> None:
        if name in found or name not in parameters:
            return
        derived = parameters[name].derived
        for needed in expressions.names_of(derived) if derived is not None else ():
            place(needed)
        found[name] = parameters[name]

    for name in parameters:
        place(name)
    return found


def failed(rows: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """bool[draw]: draws without a verified answer; counted by every finding, never filled in."""
    mask: npt.NDArray[np.bool_] = rows["status"].to_numpy() != SOLVED
    return mask


def column(rows: pl.DataFrame, name: str) -> Floats:
    """float64[draw] of a column of results, not-a-number for null."""
    return floats_of(rows[name])


def outcome_values(rows: pl.DataFrame, name: str) -> Floats:
    """float64[draw] of a result whose mean is told, not-a-number where undefined.

    The mean of a conclusion is its share of all solved draws: 1 where it holds, else 0, also where it
    is undefined.
    """
    values = column(rows, name)
    if not name.startswith("conclusion:"):
        return values
    return np.where(failed(rows), np.nan, np.where(values == 1.0, 1.0, 0.0))


def outcome_names(made: PreparedReading) -> tuple[str, ...]:
    """The columns that findings are about: endings, measures, conclusions."""
    compiled = made.compiled
    return (
        *(f"ending:{name}" for name in compiled.endings),
        *(f"measure:{name}" for name in compiled.scenario.measures),
        *(f"conclusion:{name}" for name in compiled.scenario.conclusions),
    )
