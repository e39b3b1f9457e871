"""The flagship's front: aid and its date matter, learning is Bayes' rule, base rates stay flat."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import polars as pl
import pytest
from shipped import FLAGSHIP, parameters, solved, telling, with_readings

from standoff.compiler import compile_scenario
from standoff.compiler.processes import run_front
from standoff.expressions import day_number
from standoff.front import FrontRun
from standoff.scenario import LoadedScenario
from standoff.study.rows import parameters_of

DRAWS = 64
SMALLEST = 1e-4  # a change that the report can show
OVERLAYS = {
    "aid_soon": "parameters: {aid_from: 2024-04-01}\n",
    "aid_late": "parameters: {aid_from: 2024-12-30}\n",
    "short_exercises": "parameters: {exercise_end: 2024-03-02}\n",
    "long_exercises": "parameters: {exercise_end: 2024-12-31}\n",
    "no_signal": "parameters: {failed_if_adverse: 0.5, failed_if_even: 0.5}\n",
}


@pytest.fixture(scope="module")
def flagship() -> LoadedScenario:
    return with_readings(FLAGSHIP, OVERLAYS)


def _front(loaded: LoadedScenario, reading: str | None, draws: int) -> FrontRun:
    """The line of contact over draws."""
    scenario = dataclasses.replace(loaded.reading(reading), horizon=dt.date(2025, 3, 1))
    columns = parameters_of(compile_scenario(telling(scenario)), seed=0, first=0, n_draws=draws)
    return run_front(scenario, ("line_front", ()), columns, draws)


def _moved(a: pl.DataFrame, b: pl.DataFrame, prefix: str) -> list[str]:
    names = [name for name in a.columns if name.startswith(prefix)]
    mine, theirs = ({n: float(rows[n].mean() or 0.0) for n in names} for rows in (a, b))  # type: ignore[arg-type]
    return [name for name in names if abs(mine[name] - theirs[name]) > SMALLEST]


def test_aid_that_comes_later_moves_hazard_choices_and_endings(flagship: LoadedScenario) -> None:
    told = ("breakthrough", "offensive_launched")
    soon, late = (solved(flagship, name, DRAWS, told) for name in ("aid_soon", "aid_late"))
    hazard = "measure:breakthrough"
    assert float(late[hazard].mean()) > float(soon[hazard].mean()) + SMALLEST  # type: ignore[arg-type]
    assert "measure:offensive_launched" in _moved(soon, late, "measure:")
    assert "ending:quiet" in _moved(soon, late, "ending:")


def test_exercises_that_last_longer_leave_more_support_and_move_endings(flagship: LoadedScenario) -> None:
    """M11: the longer the two overlap, the likelier a breakthrough finds support standing ready."""
    told = ("troops_at_hand", "force_if_breakthrough")
    short, long = (solved(flagship, name, DRAWS, told) for name in ("short_exercises", "long_exercises"))
    ready = "measure:troops_at_hand"
    assert float(long[ready].mean()) > float(short[ready].mean()) + 0.05  # type: ignore[arg-type]
    assert "measure:force_if_breakthrough" in _moved(short, long, "measure:")
    assert _moved(short, long, "ending:")


def test_exercise_end_has_no_edge_at_the_day_that_the_alliance_names(flagship: LoadedScenario) -> None:
    draw = flagship.reading().parameters["exercise_end"].draw
    assert draw is not None
    first, last = draw.quantile(np.array([0.2, 0.8]))
    assert first < day_number(dt.date(2024, 5, 31)) < last


def test_signal_of_the_offensive_of_2023_raises_the_odds_by_bayes_rule(flagship: LoadedScenario) -> None:
    """M17: where it would have failed as readily at an even balance, nobody learns from it."""
    columns, unlearnt = (parameters(flagship, 64, reading, ()) for reading in (None, "no_signal"))
    prior = columns["adverse_prior"] / (1 - columns["adverse_prior"])
    ratio = columns["failed_if_adverse"] / columns["failed_if_even"]
    assert columns["odds_now"] == pytest.approx(prior * ratio, rel=1e-12)
    assert (columns["odds_now"] > prior).mean() > 0.9
    assert unlearnt["odds_now"] == pytest.approx(prior, rel=1e-12)


def test_base_rates_leave_the_hazard_as_it_is(flagship: LoadedScenario) -> None:
    rates = parameters(flagship, 64, "base_rates", ())["break_rate"]
    line = _front(flagship, "base_rates", 64)
    months = (line.end - line.start) / 30.4375
    assert np.allclose(line.breaks_by(line.end), -np.expm1(-rates * months), rtol=1e-9, atol=1e-15)


def test_hazard_is_the_same_before_aid_arrives_and_lower_after(flagship: LoadedScenario) -> None:
    soon, late = (_front(flagship, name, 128) for name in ("aid_soon", "aid_late"))
    arrives = day_number(dt.date(2024, 4, 1))
    for day in (soon.start, soon.start + 10, arrives):
        assert np.allclose(soon.hazard_total(day), late.hazard_total(day), rtol=1e-12)
    end = day_number(dt.date(2024, 12, 30))
    assert np.mean(soon.hazard_total(end) < late.hazard_total(end)) > 0.8


def test_ground_stays_below_what_would_be_a_breakthrough(flagship: LoadedScenario) -> None:
    ground = solved(flagship, None, DRAWS, ("ground_taken",))["measure:ground_taken"].to_numpy()
    assert ground.min() >= 0
    assert ground.max() <= 20_000
    assert 1_000 < np.median(ground) < 4_000
