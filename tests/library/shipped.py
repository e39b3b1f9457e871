"""Loads, edits and solves the shipped scenarios for the tests of the library."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
import textwrap
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from standoff import library
from standoff.compiler import compile_scenario
from standoff.findings.strike_out.removal import strike, without
from standoff.scenario import LoadedScenario, load
from standoff.scenario.records import Scenario
from standoff.study.rows import parameters_of, prepare_reading, rows_of

FLAGSHIP = "nato-ukraine-2024"


def text_of(name: str) -> str:
    """The text of a shipped scenario's main file."""
    return (library.find(name) / "scenario.yaml").read_text(encoding="utf-8")


def with_readings(name: str, overlays: Mapping[str, str]) -> LoadedScenario:
    """A copy of a shipped scenario with further readings; its `readings:` stand last in the file."""
    added = "".join(
        f"  {reading}:\n{textwrap.indent(overlay, '    ')}" for reading, overlay in overlays.items()
    )
    with tempfile.TemporaryDirectory() as place:  # tables of members stand beside the text
        folder = Path(place) / name
        shutil.copytree(library.find(name), folder)
        with (folder / "scenario.yaml").open("a", encoding="utf-8") as text:
            text.write(added)
        return load(folder)


def with_measures(name: str, measures: Mapping[str, str]) -> LoadedScenario:
    """A copy of a shipped scenario with further measures."""
    added = "".join(f'  {measure}: "{what}"\n' for measure, what in measures.items())
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / name
        shutil.copytree(library.find(name), folder)
        text = folder / "scenario.yaml"
        text.write_text(text_of(name).replace("\nmeasures:\n", f"\nmeasures:\n{added}", 1), encoding="utf-8")
        return load(folder)


def telling(scenario: Scenario, *measures: str) -> Scenario:
    """The scenario with these measures alone: a third of the time of compiling goes into the others."""
    kept = {name: scenario.measures[name] for name in measures}
    return dataclasses.replace(
        scenario, measures=kept, conclusions={}, headlines={}, questions={}, happened={}, mechanisms={}
    )


def solved(
    loaded: LoadedScenario, reading: str | None = None, draws: int = 256, told: tuple[str, ...] | None = None
) -> pl.DataFrame:
    """The rows of the first draws of a reading, with all measures or with those that are `told`."""
    scenario = loaded.reading(reading)
    compiled = compile_scenario(scenario if told is None else telling(scenario, *told))
    return rows_of(prepare_reading(compiled), seed=0, chunk=1024, first=0, n_draws=draws)


def rows_without(
    loaded: LoadedScenario, claims: tuple[str, ...], draws: int, *, conclusion: str, told: tuple[str, ...]
) -> pl.DataFrame:
    """The rows of the file's own reading with claims struck out: a conclusion and the measures it reads."""
    scenario = loaded.reading()
    struck = without(scenario, strike(scenario, claims)) if claims else scenario
    kept = {conclusion: struck.conclusions[conclusion]}
    compiled = compile_scenario(dataclasses.replace(telling(struck, *told), conclusions=kept))
    return rows_of(prepare_reading(compiled), seed=0, chunk=1024, first=0, n_draws=draws)


def parameters(
    loaded: LoadedScenario, draws: int, reading: str | None = None, told: tuple[str, ...] | None = None
) -> dict[str, np.ndarray]:
    """The parameters of the same draws; `told` as in `solved`."""
    scenario = loaded.reading(reading)
    compiled = compile_scenario(scenario if told is None else telling(scenario, *told))
    return parameters_of(compiled, seed=0, first=0, n_draws=draws)


def printed(rows: pl.DataFrame) -> dict[str, float]:
    """What the report prints to three digits: means of endings and measures, shares of draws."""
    names = [n for n in rows.columns if n.startswith(("ending:", "measure:", "conclusion:"))]
    means = {name: rows[name].fill_nan(None).mean() for name in names}
    return {name: round(float(mean), 3) for name, mean in means.items() if isinstance(mean, int | float)}
