"""Which results findings are about, what they are called, and how a row of numbers is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff import expressions
from standoff.expressions.records import date_of
from standoff.findings.context import Floats
from standoff.results.findings.finding import ParameterFacts
from standoff.study.rows import PreparedReading

if TYPE_CHECKING:
    from standoff.scenario.records import Scenario


def main_outcomes(made: PreparedReading) -> dict[str, str]:
    """Columns and titles of all endings, of the measures that conclusions name, and of the conclusions.

    The other measures explain; they are left out so that a page of findings can be read.
    """
    scenario = made.compiled.scenario
    found = {f"ending:{name}": ending.title for name, ending in scenario.endings.items()}
    tested = [name for conclusion in scenario.conclusions for name in tested_measures(scenario, conclusion)]
    found |= {f"measure:{name}": scenario.measures[name].title for name in dict.fromkeys(tested)}
    return found | {f"conclusion:{name}": c.title for name, c in scenario.conclusions.items()}


def tested_measures(scenario: Scenario, conclusion: str) -> Iterator[str]:
    """The measures that a conclusion names, in order."""
    for name in expressions.names_of(scenario.conclusions[conclusion].holds_when):
        if name in scenario.measures:
            yield name


def title_of(scenario: Scenario, parameter: str) -> str:
    """What a parameter is, in the scenario's words, or its name."""
    known = scenario.parameters.get(parameter)
    return (known.says if known is not None else "") or parameter.replace("_", " ")


def told(scenario: Scenario, parameter: str, value: float) -> float | str:
    """A value of a parameter as it is written: a number, or an ISO date."""
    known = scenario.parameters.get(parameter)
    if known is not None and known.unit == "date":
        return date_of(value).isoformat()
    return float(value)


def usable(
    values: Floats, failed: np.ndarray[Any, np.dtype[np.bool_]]
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """bool[draw]: draws that were solved and in which the result is defined."""
    found: np.ndarray[Any, np.dtype[np.bool_]] = ~failed & np.isfinite(values)
    return found


def mean_and_error(values: Floats) -> tuple[float, float]:
    """Mean and its Monte Carlo error (0 with one value)."""
    if len(values) < 2:
        return float(values.mean()), 0.0
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))


def parameter_facts(scenario: Scenario, names: Iterable[str]) -> dict[str, ParameterFacts]:
    """Title, unit, source kind and claims of parameters, for the report."""
    facts = {}
    for name in names:
        known = scenario.parameters.get(name)
        if known is None:
            continue
        facts[name] = ParameterFacts(
            title=title_of(scenario, name),
            unit=known.unit,
            set_by=known.rests.set_by,
            because=tuple(known.rests.because),
            unverified=known.unverified,
        )
    return facts
