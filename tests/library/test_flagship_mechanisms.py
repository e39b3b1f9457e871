"""Each mechanism of the flagship matters: taken out of a copy, it changes an ending or what is printed."""

from __future__ import annotations

import polars as pl
import pytest
from shipped import FLAGSHIP, printed, solved, telling

from standoff.compiler import compile_scenario
from standoff.findings.mechanisms.resolve import ready_without
from standoff.scenario import LoadedScenario, load
from standoff.study.rows import PreparedReading, prepare_reading, rows_of

DRAWS = 48  # each edit is a game of its own, which takes longer to compile than these draws to solve
FORCE = "measure:force_if_breakthrough"
REMOVED = [f"m{k:02}" for k in range(1, 23) if k != 8]  # M08 and M23 are parts of a what-if


@pytest.fixture(scope="module")
def flagship() -> LoadedScenario:
    return load(FLAGSHIP)


@pytest.fixture(scope="module")
def told(flagship: LoadedScenario) -> tuple[str, ...]:
    return tuple(flagship.reading().headlines)


@pytest.fixture(scope="module")
def whole(flagship: LoadedScenario, told: tuple[str, ...]) -> PreparedReading:
    return prepare_reading(compile_scenario(telling(flagship.reading(), *told)))


def _rows(game: PreparedReading) -> pl.DataFrame:
    return rows_of(game, seed=0, chunk=1024, first=0, n_draws=DRAWS)


@pytest.fixture(scope="module")
def shown(whole: PreparedReading) -> dict[str, float]:
    return printed(_rows(whole))


def test_every_mechanism_of_the_source_is_listed_and_each_can_be_taken_out(flagship: LoadedScenario) -> None:
    assert list(flagship.reading().mechanisms) == [f"m{k:02}" for k in range(1, 24)]


@pytest.mark.parametrize("mechanism", REMOVED)
def test_mechanism_taken_out_changes_an_ending_or_a_headline(
    mechanism: str,
    flagship: LoadedScenario,
    told: tuple[str, ...],
    whole: PreparedReading,
    shown: dict[str, float],
) -> None:
    """That a number changes is the least; how much each moves is the mechanism table of the explanation."""
    removed = telling(flagship.without(((mechanism, 0),)), *told)
    without = printed(_rows(ready_without(whole, whole.compiled.scenario, removed, observed={})))
    changed = {name for name in shown if shown[name] != without.get(name)}
    assert changed, f"{mechanism} changes nothing that is printed"


def test_incident_when_given_is_answered_by_a_force_and_its_testimony_hardly_counts(
    flagship: LoadedScenario, shown: dict[str, float]
) -> None:
    """M08 and M23, in the what-if alone: an interested party's word has a likelihood ratio near 1."""
    given, untold = (
        printed(solved(flagship.with_fixed(what), None, DRAWS, ("force_if_breakthrough",)))[FORCE]
        for what in ({"incident": "occurs"}, {"incident": "occurs", "testimony": "absent"})
    )
    assert given > shown[FORCE] + 0.05
    assert given < untold < given + 0.03
