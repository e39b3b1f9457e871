"""The flagship can be struck: priors as wide as what they replace, and the headline on the promise."""

from __future__ import annotations

import numpy as np
import pytest
from shipped import FLAGSHIP, rows_without, telling

from standoff.compiler import compile_scenario
from standoff.findings.strike_out.removal import strike, without
from standoff.scenario import LoadedScenario, load

READINGS = ("document", "restraint", "deterrence", "base_rates")
PROBABLE = ("probability", "share")
DRAWS = 64


@pytest.fixture(scope="module")
def flagship() -> LoadedScenario:
    return load(FLAGSHIP)


@pytest.mark.parametrize("reading", READINGS)
def test_every_number_that_rests_on_claims_can_fall(reading: str, flagship: LoadedScenario) -> None:
    """Numbers of the table of members have no place for a prior; all others say what they fall back to."""
    for name, parameter in flagship.reading(reading).parameters.items():
        resting = parameter.draw is not None and parameter.rests.because and "." not in name
        if resting and parameter.unit not in PROBABLE:
            assert parameter.prior is not None, f"{reading}: {name}"


@pytest.mark.parametrize("reading", READINGS)
def test_prior_is_at_least_as_wide_as_the_number(reading: str, flagship: LoadedScenario) -> None:
    ends = np.array([0.05, 0.95])
    for name, parameter in flagship.reading(reading).parameters.items():
        if parameter.prior is not None and parameter.draw is not None and parameter.prior.mean != 0.0:
            low, high = parameter.draw.quantile(ends)
            prior_low, prior_high = parameter.prior.quantile(ends)
            assert prior_high - prior_low >= 0.99 * (high - low), f"{reading}: {name}"


def test_game_can_do_without_every_move_whose_claims_are_struck(flagship: LoadedScenario) -> None:
    """All are taken out in turn; one of each kind is compiled, since compiling takes seconds."""
    scenario = flagship.reading()
    for name, move in scenario.moves.items():
        if move.rests.because and not move.unverified:
            assert name in strike(scenario, move.rests.because).moves
    for name in ("exercises", "react", "brink.late[1]"):
        compile_scenario(telling(without(scenario, strike(scenario, scenario.moves[name].rests.because))))


def test_fear_of_a_collapse_carries_the_headline_the_promise_less_and_cover_the_window(
    flagship: LoadedScenario,
) -> None:
    """The document infers intervention from the promise; here what a collapse costs carries most of it."""
    certain = ("intervention_certain", ("intervention_if_breakthrough",))
    window = ("exercise_window_decides", ("force_with_support", "force_without_support"))
    whole = {asked: _holds(flagship, (), *asked) for asked in (certain, window)}
    for claims, asked, at_most in (
        (("oped.c15",), certain, 0.5),
        (("oped.c58",), certain, 0.9),
        (("oped.c46", "oped.c50"), window, 0.75),
    ):
        assert _holds(flagship, claims, *asked) < at_most * whole[asked], claims


def _holds(flagship: LoadedScenario, claims: tuple[str, ...], asked: str, told: tuple[str, ...]) -> float:
    """The share of draws in which a conclusion holds with claims struck out."""
    rows = rows_without(flagship, claims, DRAWS, conclusion=asked, told=told)
    return float(np.mean(rows[f"conclusion:{asked}"].to_numpy()))
