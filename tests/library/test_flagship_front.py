"""The flagship's front: aid and its date matter, the prior predictive is met, base rates stay flat."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import polars as pl
import pytest
from shipped import FLAGSHIP, parameters, solved, with_readings

from standoff.compiler import compile_scenario
from standoff.compiler.processes import run_front
from standoff.expressions import day_number
from standoff.front import FrontRun
from standoff.scenario import LoadedScenario
from standoff.study.rows import parameters_of

DRAWS = 256
SMALLEST = 1e-4  # a change that the report can show
OVERLAYS = {
    "aid_soon": "parameters: {aid_from: 2024-04-01}\n",
    "aid_late": "parameters: {aid_from: 2024-12-01}\n",
    "short_exercises": "parameters: {exercise_end: 2024-05-10, offensive_start: 2024-05-01}\n",
    "long_exercises": "parameters: {exercise_end: 2024-07-31, offensive_start: 2024-05-01}\n",
    "no_signal": "parameters: {failed_if_adverse: 0.5, failed_if_even: 0.5}\n",
    "published": "parameters: {break_rate: 'gamma(3.5, rate=153)', aid_from: 2024-05-15}\n",
}


@pytest.fixture(scope="module")
def flagship() -> LoadedScenario:
    return with_readings(FLAGSHIP, OVERLAYS)


def _front(loaded: LoadedScenario, reading: str | None, draws: int, *known: str) -> FrontRun:
    """The line of contact over draws, a year on, after one history of its moves."""
    scenario = dataclasses.replace(loaded.reading(reading), horizon=dt.date(2025, 3, 1))
    columns = parameters_of(compile_scenario(scenario), seed=0, first=0, n_draws=draws)
    return run_front(scenario, ("line", known), columns, draws)


def _moved(a: pl.DataFrame, b: pl.DataFrame, prefix: str) -> list[str]:
    names = [name for name in a.columns if name.startswith(prefix)]
    mine, theirs = ({n: float(rows[n].mean() or 0.0) for n in names} for rows in (a, b))  # type: ignore[arg-type]
    return [name for name in names if abs(mine[name] - theirs[name]) > SMALLEST]


def test_aid_switched_off_moves_hazard_choices_and_endings(flagship: LoadedScenario) -> None:
    given = solved(flagship.with_fixed({"aid": "passed"}), draws=DRAWS)
    off = solved(flagship.with_fixed({"aid": "stalled"}), draws=DRAWS)
    hazard = "measure:breakthrough_in_window"
    with_aid, without = (float(rows[hazard].mean()) for rows in (given, off))  # type: ignore[arg-type]
    assert without > with_aid + SMALLEST
    assert {"move:offensive=launch", "move:preempt=enter"} & set(_moved(given, off, "move:"))
    assert "ending:no_breakthrough" in _moved(given, off, "ending:")


def test_aid_that_comes_later_moves_hazard_choices_and_endings(flagship: LoadedScenario) -> None:
    soon, late = (solved(flagship, name, draws=DRAWS) for name in ("aid_soon", "aid_late"))
    hazard = "measure:breakthrough_with_aid"
    assert float(late[hazard].mean()) > float(soon[hazard].mean()) + SMALLEST  # type: ignore[arg-type]
    assert {"move:offensive=launch", "move:preempt=enter"} & set(_moved(soon, late, "move:"))
    assert "ending:no_breakthrough" in _moved(soon, late, "ending:")


def test_exercises_that_outlast_the_offensives_first_weeks_move_choices_and_endings(
    flagship: LoadedScenario,
) -> None:
    """M11: the longer the two overlap, the likelier a breakthrough finds support standing ready."""
    short, long = (solved(flagship, name, draws=DRAWS) for name in ("short_exercises", "long_exercises"))
    ready = "measure:breakthrough_in_exercises"
    assert float(long[ready].mean()) > float(short[ready].mean()) + 0.05  # type: ignore[arg-type]
    assert {"move:lead=force", "move:preempt=enter"} & set(_moved(short, long, "move:"))
    assert _moved(short, long, "ending:")


def test_signal_of_the_offensive_of_2023_moves_beliefs_choices_and_endings(flagship: LoadedScenario) -> None:
    """M17: where it would have failed as readily at an even balance, nobody learns from it."""
    columns = parameters(flagship, 64)
    unlearnt = parameters(flagship, 64, "no_signal")
    assert (columns["seen_untold"] > columns["seen_before"]).mean() > 0.9
    assert unlearnt["seen_untold"] == pytest.approx(unlearnt["seen_before"], rel=1e-12)
    learnt, silent = (solved(flagship, name, draws=DRAWS) for name in (None, "no_signal"))
    expected = "measure:breakthrough_expected"
    assert float(learnt[expected].mean()) > float(silent[expected].mean()) + SMALLEST  # type: ignore[arg-type]
    assert _moved(learnt, silent, "move:preempt")
    assert _moved(learnt, silent, "ending:")


@pytest.mark.parametrize(
    ("aid", "expected"), [("stalled", (0.069, 0.138, 0.276)), ("passed", (0.068, 0.128, 0.236))]
)
def test_prior_predictive_with_the_published_hazard_is_the_published_one(
    flagship: LoadedScenario, aid: str, expected: tuple[float, ...]
) -> None:
    """Chances of a breakthrough by 3, 6 and 12 months, with aid from month 2.5."""
    n_draws = 16_384
    line = _front(flagship, "published", n_draws, f"aid={aid}", "exercises=end")
    for months, chance in zip((3, 6, 12), expected, strict=True):
        by_then = line.breaks_by(day_number(dt.date(2024, 2, 29)) + months * 30.4375)
        error = float(by_then.std()) / np.sqrt(n_draws)
        assert float(by_then.mean()) == pytest.approx(chance, abs=5 * error + 0.001)


def test_base_rates_leave_the_hazard_as_it_is(flagship: LoadedScenario) -> None:
    rates = parameters(flagship, 64, "base_rates")["break_rate"]
    line = _front(flagship, "base_rates", 64, "aid=stalled", "exercises=extend")
    months = (line.end - line.start) / 30.4375
    assert np.allclose(line.breaks_by(line.end), -np.expm1(-rates * months), rtol=1e-9, atol=1e-15)


def test_histories_that_part_when_aid_arrives_have_one_hazard_before(flagship: LoadedScenario) -> None:
    given, off = (
        _front(flagship, "aid_soon", 128, f"aid={aid}", "exercises=end") for aid in ("passed", "stalled")
    )
    arrives = day_number(dt.date(2024, 4, 1))
    for day in (given.start, given.start + 10, arrives):
        assert np.allclose(given.hazard_total(day), off.hazard_total(day), rtol=1e-12)
    assert np.mean(given.hazard_total(given.end) < off.hazard_total(off.end)) > 0.8
