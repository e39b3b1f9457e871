"""The rows of a stretch of draws: parameters drawn, game bound and solved, results read off."""

from __future__ import annotations

import functools
import pickle
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from standoff import draws, expressions
from standoff.compiler import expected_totals
from standoff.compiler.records import Ratio
from standoff.game import bind
from standoff.game.records import DEGENERATE, FAILED, SOLVED
from standoff.solvers import plan, solve
from standoff.study.usage import used_parameters

if TYPE_CHECKING:
    from standoff.compiler import Compiled
    from standoff.game.records import Solution
    from standoff.solvers.batch.workspace import Plan

Floats = npt.NDArray[np.float64]
STEP_DRAWS = 512  # draws on which a front's step is settled


@dataclass(frozen=True, slots=True)
class PreparedReading:
    """A compiled reading with all that its rows need, worked out once a process.

    names : parameters that some result depends on; no others are drawn
    """

    compiled: Compiled
    plan: Plan
    names: frozenset[str]


def prepare_reading(compiled: Compiled) -> PreparedReading:
    """Make a compiled reading ready to be solved in many pieces."""
    return PreparedReading(compiled, plan(compiled.game.arrays), used_parameters(compiled))


@functools.lru_cache(maxsize=64)
def opened(pickled: bytes) -> PreparedReading:
    """A pickled compiled reading, ready; opened once a process."""
    return prepare_reading(pickle.loads(pickled))


def schema_of(compiled: Compiled) -> dict[str, pl.DataType]:
    """The columns of a part and their types (docs/design/001)."""
    scenario = compiled.scenario
    names: dict[str, pl.DataType] = {"draw": pl.Int64()}
    names |= {f"ending:{name}": pl.Float64() for name in compiled.endings}
    names |= {f"measure:{name}": pl.Float64() for name in scenario.measures}
    names |= {f"given:{name}": pl.Float64() for name in conditionals(compiled)}
    names |= {f"conclusion:{name}": pl.Int8() for name in scenario.conclusions}
    names |= {f"value:{name}": pl.Float64() for name in compiled.values}
    names |= {f"move:{move}={option}": pl.Float32() for move, option in compiled.moves}
    return names | {
        "weight": pl.Float64(),
        "status": pl.Int8(),
        "several": pl.Int8(),
        "off_branch": pl.Int8(),
        "gain": pl.Float64(),
        "residual": pl.Float64(),
    }


def conditionals(compiled: Compiled) -> tuple[str, ...]:
    """The measures with a condition of their own: `P(what | given)` and `E(what | given)`."""
    return tuple(name for name, measure in compiled.scenario.measures.items() if measure.given is not None)


def rows_of(made: PreparedReading, *, seed: int, chunk: int, first: int, n_draws: int) -> pl.DataFrame:
    """The rows of draws `first` to `first + n_draws` of one reading.

    Parameters
    ----------
    chunk : draws that are solved at once; changes no number

    A draw with a number that is not finite, or with chances that are no probabilities, is `failed`.
    """
    compiled = made.compiled
    columns = numbers_of(compiled, seed=seed, first=first, n_draws=n_draws, names=made.names)
    return rows_at(made, columns, chunk=chunk, first=first, n_draws=n_draws)


def rows_at(
    made: PreparedReading, columns: Mapping[str, Floats], *, chunk: int, first: int, n_draws: int
) -> pl.DataFrame:
    """The rows of draws whose numbers are given, numbered from `first` on.

    Parameters
    ----------
    columns : float64[draw] of each parameter and output of a process, as `numbers_of` gives them
    """
    compiled = made.compiled
    frames = []
    for start in range(0, n_draws, chunk):
        stop = min(n_draws, start + chunk)
        piece = {name: np.ascontiguousarray(column[start:stop]) for name, column in columns.items()}
        bound = bind(compiled.game, piece, stop - start)
        solution = solve(bound, plan=made.plan)
        item = expected_totals(compiled, bound, piece, solution.probability)
        frames.append(read_off(compiled, replace(solution, item=item), piece, first + start))
    return pl.concat(frames).rechunk()


def parameters_of(
    compiled: Compiled, *, seed: int, first: int, n_draws: int, names: Collection[str] | None = None
) -> dict[str, Floats]:
    """float64[draw] of the parameters of the reading, the derived ones too; all, or at least `names`."""
    scenario = compiled.scenario
    wanted = set(scenario.parameters if names is None else names)
    for correlation in scenario.written_correlations:
        wanted |= {correlation.a, correlation.b}  # a group is drawn together or not at all
    drawn, derived = {}, {}
    for name, parameter in scenario.parameters.items():
        if name in wanted and parameter.draw is not None:
            drawn[name] = parameter.draw
        elif name in wanted and parameter.derived is not None:
            derived[name] = parameter.derived
    void = scenario.void_correlations
    found = draws.table(drawn, scenario.correlations, seed=seed, first=first, n=n_draws, void=void)
    return draws.derive(found, derived, n_draws=n_draws)


def numbers_of(
    compiled: Compiled, *, seed: int, first: int, n_draws: int, names: Collection[str] | None = None
) -> dict[str, Floats]:
    """The parameters, and beside them what the game reads of its fronts."""
    columns = parameters_of(compiled, seed=seed, first=first, n_draws=n_draws, names=names)
    return with_processes(compiled, columns, n_draws=n_draws, seed=seed)


def with_processes(
    compiled: Compiled, columns: Mapping[str, Floats], *, n_draws: int, seed: int
) -> dict[str, Floats]:
    """The columns of all parameters, and beside them what the game reads of its fronts and summits."""
    if not compiled.outputs:
        return dict(columns)
    from standoff.compiler import process_columns

    steps = steps_of(compiled, seed)
    return dict(columns) | process_columns(compiled.scenario, compiled.outputs, columns, n_draws, steps)


_SETTLED: dict[tuple[str, str, int, tuple[str, ...]], dict[Any, Any]] = {}


def steps_of(compiled: Compiled, seed: int) -> dict[Any, Any]:
    """The steps of the fronts, settled on the run's first draws: the same whatever piece is asked for."""
    from standoff.compiler import settle_steps

    scenario = compiled.scenario
    # what is given or observed changes which histories are asked about
    asked = tuple(output.key for output in compiled.outputs)
    key = (scenario.sha256, scenario.reading, seed, asked)
    if key not in _SETTLED:
        columns = parameters_of(compiled, seed=seed, first=0, n_draws=STEP_DRAWS)
        _SETTLED[key] = settle_steps(scenario, compiled.outputs, columns, STEP_DRAWS)
    return _SETTLED[key]


def read_off(
    compiled: Compiled, solution: Solution, columns: Mapping[str, Floats], first: int
) -> pl.DataFrame:
    """One row a draw: endings, measures, conclusions, values, dated moves, weight and marks.

    Parameters
    ----------
    solution : with `item`, the expected totals of the ledger
    columns : float64[draw] of each parameter and output of a process
    """
    n_draws = len(solution.status)
    failed = solution.status == FAILED
    ratios = {f"ending:{name}": ratio for name, ratio in compiled.endings.items()}
    ratios |= {f"measure:{name}": ratio for name, ratio in compiled.measures.items()}
    ratios |= {f"value:{name}": ratio for name, ratio in compiled.values.items()}
    ratios |= {f"move:{move}={option}": ratio for (move, option), ratio in compiled.moves.items()}
    found: dict[str, npt.NDArray[Any]] = {
        name: _ratio(solution.item, ratio) for name, ratio in ratios.items()
    }
    for name in _chances(compiled):
        found[name] = np.clip(found[name], 0.0, 1.0)  # no rounding leads out of its bounds
    measures = {name: found[f"measure:{name}"] for name in compiled.measures}
    measures |= _derived(compiled, measures, n_draws)
    found |= {f"measure:{name}": value for name, value in measures.items()}
    found |= {f"given:{name}": _given(compiled, solution.item, name) for name in conditionals(compiled)}
    found |= dict(_conclusions(compiled, measures, columns, n_draws))
    found["weight"] = _weight(compiled, solution)
    found |= {"gain": solution.gain.max(axis=1, initial=0.0), "residual": solution.residual}
    for name in found:
        found[name] = np.where(failed, np.nan, found[name])
    # a tie split evenly passed the check like any other answer; that it is not the only one is marked
    tied = solution.status == DEGENERATE
    found |= {"draw": np.arange(first, first + n_draws), "several": tied.astype(np.int8)}
    found["status"] = np.where(tied, SOLVED, solution.status)
    found["off_branch"] = _off_branch(solution)
    return pl.DataFrame([_series(name, found[name], kind) for name, kind in schema_of(compiled).items()])


def _off_branch(solution: Solution) -> Floats:
    """1 where the answer may not be on the principal branch, not-a-number where the solver does not say."""
    if solution.unsure is None:
        return np.full(len(solution.status), np.nan)
    counted = (solution.status == SOLVED) | (solution.status == DEGENERATE)
    return np.where(counted & solution.unsure, 1.0, 0.0)


def _series(name: str, values: Floats, kind: pl.DataType) -> pl.Series:
    """A column; what is not finite is undefined there, and null."""
    if values.dtype.kind != "f":
        return pl.Series(name, values).cast(kind)
    return pl.Series(name, np.where(np.isfinite(values), values, np.nan), nan_to_null=True).cast(kind)


def _ratio(item: Floats, ratio: Ratio) -> Floats:
    numerator = item[:, ratio.numerator]
    if ratio.denominator is None:
        return numerator
    denominator = item[:, ratio.denominator]
    possible = denominator > 0
    return np.where(possible, numerator / np.where(possible, denominator, 1.0), np.nan)


def _derived(compiled: Compiled, measures: Mapping[str, Floats], n_draws: int) -> dict[str, npt.NDArray[Any]]:
    """The measures of measures, each of those above it; not-a-number where a part is undefined."""
    found: dict[str, npt.NDArray[Any]] = {}
    for name, measure in compiled.scenario.measures.items():
        if measure.kind == "D":
            with np.errstate(all="ignore"):
                value = expressions.evaluate(measure.what, {**measures, **found}, n_draws)
            found[name] = np.where(np.isfinite(value), value, np.nan)
    return found


def _chances(compiled: Compiled) -> Iterator[str]:
    """The columns that are probabilities."""
    yield from (f"ending:{name}" for name in compiled.endings)
    yield from (f"measure:{name}" for name, m in compiled.scenario.measures.items() if m.kind == "P")
    yield from (f"move:{move}={option}" for move, option in compiled.moves)


def _given(compiled: Compiled, item: Floats, measure: str) -> Floats:
    """How likely the condition of a measure is, in the light of what was observed."""
    condition = compiled.measures[measure].denominator
    assert condition is not None, "a measure with a condition has it as its denominator"
    seen = None if compiled.observed is None else compiled.observed.numerator
    return np.clip(_ratio(item, Ratio(condition, seen)), 0.0, 1.0)


def _weight(compiled: Compiled, solution: Solution) -> Floats:
    if compiled.observed is None:
        return np.ones(len(solution.status))
    return _ratio(solution.item, compiled.observed)


def _conclusions(
    compiled: Compiled, measures: Mapping[str, Floats], columns: Mapping[str, Floats], n_draws: int
) -> Iterator[tuple[str, Floats]]:
    """1 where a conclusion holds, 0 where it fails, not-a-number where nothing settles it."""
    known = {**columns, **measures}
    for name, conclusion in compiled.scenario.conclusions.items():
        yield f"conclusion:{name}", expressions.three_valued(conclusion.holds_when, known, n_draws)
