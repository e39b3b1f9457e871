"""What a run found, reading by reading: the record behind `summary.json` and `--json`."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.errors import Problem, RunError
from standoff.game.records import SOLVED, STATUS
from standoff.study.ensemble import Floats, columns_of
from standoff.study.estimates import Estimate, effective_draws, estimate
from standoff.study.manifest import Manifest

if TYPE_CHECKING:
    from standoff.compiler import Compiled
    from standoff.scenario.records import Measure, Scenario

FORMAT = 1


def summarise(
    folder: Path, manifest: Manifest, scenarios: Mapping[str, Scenario], assumptions: Mapping[str, int]
) -> dict[str, Any]:
    """The content of `summary.json` (docs/design/004), computed from the parts on disk.

    Raises
    ------
    RunError
        S710 where what was observed never happens, S712 where a part is damaged.
    """
    base = next(iter(scenarios.values()))
    return {
        "format": FORMAT,
        "scenario": manifest.scenario,
        "title": base.title,
        "hash": manifest.hash,
        "as_of": base.as_of,
        "horizon": base.horizon,
        "seed": manifest.seed,
        "draws": manifest.draws,
        "given": dict(manifest.given),
        "observed": dict(manifest.observed),
        "readings": {name: _reading(folder, manifest, scenarios[name]) for name in manifest.readings},
        "assumptions": dict(assumptions),
    }


def measure_text(measure: Measure) -> str:
    """A measure as it is written.

    `P(help == fight | challenge == attack)`, for example.
    """
    given = f" | {measure.given.text}" if measure.given is not None else ""
    return f"{measure.kind}({measure.what.text}{given})"


def _reading(folder: Path, manifest: Manifest, scenario: Scenario) -> dict[str, Any]:
    columns = dict(columns_of(folder, manifest, scenario.reading, ("status", "weight", "gain", "residual")))
    solved = columns["status"] == SOLVED
    weight = np.nan_to_num(columns["weight"])
    if manifest.observed and not weight[solved].any() and solved.any():
        raise RunError(_never(manifest, scenario))
    used = weight * solved
    found = dict(_estimates(folder, manifest, scenario, (used, solved)))
    counts = np.bincount(columns["status"].astype(int), minlength=len(STATUS))
    return {
        "title": scenario.readings[scenario.reading],
        "draws": manifest.draws,
        "effective_draws": effective_draws(used),
        "endings": {
            name: {"title": ending.title, "probability": found[f"ending:{name}"].mean}
            | _fields(found[f"ending:{name}"], "mc_error", "q05", "q50", "q95", "quarter", "half")
            for name, ending in scenario.endings.items()
        },
        "measures": {
            name: {"title": measure.title, "text": measure_text(measure)}
            | dataclasses.asdict(found[f"measure:{name}"])
            for name, measure in scenario.measures.items()
        },
        "conclusions": dict(_conclusions(folder, manifest, scenario, (used, solved))),
        "values": {
            name: _fields(found[f"value:{name}"], "mean", "q05", "q50", "q95") for name in scenario.actors
        },
        "status": {
            name: int(count) for name, count in zip(STATUS, counts, strict=True) if count or name == "solved"
        },
        "worst_residual": _largest(columns["residual"][solved]),
        "largest_gain": _largest(columns["gain"][solved]),
    }


def _estimates(
    folder: Path, manifest: Manifest, scenario: Scenario, kept: tuple[Floats, Any]
) -> Iterator[tuple[str, Estimate]]:
    names = [f"ending:{name}" for name in scenario.endings]
    names += [f"measure:{name}" for name in scenario.measures]
    names += [f"value:{name}" for name in scenario.actors]
    for name, value in columns_of(folder, manifest, scenario.reading, names):
        yield name, estimate(value, *kept)


def _conclusions(
    folder: Path, manifest: Manifest, scenario: Scenario, kept: tuple[Floats, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    names = {f"conclusion:{name}": name for name in scenario.conclusions}
    _, solved = kept
    for column, holds in columns_of(folder, manifest, scenario.reading, tuple(names)):
        name = names[column]
        found = estimate(holds, *kept)
        yield (
            name,
            {
                "title": scenario.conclusions[name].title,
                "share": found.mean,
                "mc_error": found.mc_error,
                "holds": int((solved & (holds == 1)).sum()),
                "fails": int((solved & (holds == 0)).sum()),
                "undefined": found.undefined,
            },
        )


def _fields(found: Estimate, *names: str) -> dict[str, float | None]:
    return {name: getattr(found, name) for name in names}


def _largest(values: Floats) -> float | None:
    finite = values[np.isfinite(values)]
    return float(finite.max()) if len(finite) else None


def _never(manifest: Manifest, scenario: Scenario) -> Problem:
    seen = ", ".join(f"{move}={option}" for move, option in sorted(manifest.observed.items()))
    return Problem(
        "S710",
        f"What was observed ({seen}) has no chance in any draw of reading `{scenario.reading}`.",
        "Draws are reweighted by the chance that each gives to what was seen.",
        "Observe something that can happen there, leave this reading out (`--reading`), or fix the move "
        "with `--given`.",
    )


def dated_moves(
    folder: Path, manifest: Manifest, compiled: Compiled
) -> dict[tuple[str, str], tuple[float, float, float, float]]:
    """For each option of a dated move: its probability, Monte Carlo error, 5 % and 95 % over draws."""
    reading = compiled.scenario.reading
    columns = dict(columns_of(folder, manifest, reading, ("status", "weight")))
    solved = columns["status"] == SOLVED
    used = np.nan_to_num(columns["weight"]) * solved
    names = {f"move:{move}={option}": (move, option) for move, option in compiled.moves}
    found = {}
    for name, value in columns_of(folder, manifest, reading, tuple(names)):
        item = estimate(value, used, solved)
        told = (item.mean, item.mc_error, item.q05, item.q95)
        mean, error, low, high = (math.nan if part is None else part for part in told)
        found[names[name]] = (mean, error, low, high)
    return found
