"""Crises whose types are continuous, on grids of types, against their answers in closed form."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from shipped import parameters, solved, text_of, with_readings

from standoff.compiler import compile_scenario
from standoff.game import bind
from standoff.scenario import LoadedScenario, load, load_text
from standoff.solvers import qre_branch
from standoff.study.rows import parameters_of
from standoff.summit import audience_costs, disaster_risk

AUDIENCE, BRINK = "audience-costs-private", "brinkmanship-private-resolve"


def _regridded(name: str, cells: int, steps: int, numbers: str) -> LoadedScenario:
    """A shipped scenario with other cells of types and other steps, its parameters in one reading."""
    chances = ", ".join(f"c{i}: {1 / cells!r}" for i in range(1, cells)) + f", c{cells}: rest"
    text = re.sub(r"\{c1: [^}]*\}", "{" + chances + "}", text_of(name))
    for side in ("challenger", "defender"):
        middles = " + ".join(f"{i - 0.5:g} * ({side}_type == c{i})" for i in range(1, cells + 1))
        text, found = re.subn(
            rf"/ \d+\s+\* \(0\.5 \* \({side}_type == c1\).*?\)\)",
            f"/ {cells} * ({middles})",
            text,
            flags=re.DOTALL,
        )
        assert found == 1, side
    text = re.sub(r"grid: \[0, 1, \d+\]", f"grid: [0, 1, {steps}]", text)
    return load_text(text + f"  fixed:\n    parameters: {{{numbers}}}\n", name)


def _measures(loaded: LoadedScenario) -> dict[str, float]:
    row = solved(loaded, "fixed", draws=1).row(0, named=True)
    assert row["status"] == 0
    return {key.split(":")[1]: value for key, value in row.items() if key.startswith("measure:")}


# A war of attrition before audiences: cells of a fifth of the highest cost, times in steps of 0.1


@pytest.mark.parametrize(
    ("audience", "top", "war", "fights", "at_once"),
    [
        (1, 1, 0.381966, (0.618034, 0.618034), 0.0),
        (1, 2, 0.25, (0.5, 0.5), 0.0),
        (2, 1, 2 - math.sqrt(3), (math.sqrt(3) - 1, (math.sqrt(3) - 1) / 2), (math.sqrt(3) - 1) / 2),
    ],
)
def test_audiences_with_private_costs_fight_as_often_as_the_closed_form_says(
    audience: float, top: float, war: float, fights: tuple[float, float], at_once: float
) -> None:
    said = f"parameters: {{challenger_audience: {audience}, cost_top: {top}}}\n"
    found = _measures(with_readings(AUDIENCE, {"fixed": said}))
    assert found["war_risk"] == pytest.approx(war, abs=0.1 * sum(fights) / 2)
    assert found["challenger_fights"] == pytest.approx(fights[0], abs=0.05)
    assert found["defender_fights"] == pytest.approx(fights[1], abs=0.05)
    assert found["defender_at_once"] == pytest.approx(at_once, abs=0.1)


def test_audiences_over_draws_follow_the_closed_form() -> None:
    loaded = load(AUDIENCE)
    rows, top = solved(loaded, draws=24), parameters(loaded, 24)["cost_top"]
    expected = audience_costs((1.0, 1.0), 1.0, np.stack([top, top], axis=1)).war
    assert np.abs(rows["measure:war_risk"].to_numpy() - expected).max() <= 0.05
    assert (np.diff(rows["measure:war_risk"].to_numpy()[np.argsort(top)]) < 0).all()


def test_audiences_on_finer_grids_come_closer_to_the_closed_form() -> None:
    numbers = "cost_top: 1"
    found = [_measures(_regridded(AUDIENCE, n, k, numbers)) for n, k in ((5, 6), (10, 11), (20, 21))]
    error = [abs(f["war_risk"] - 0.381966) for f in found]
    assert error[0] > error[1] > error[2]
    assert error[2] <= 0.026


# An auction in risk: cells of a fifth, bids in steps of 0.1


def test_brink_over_draws_runs_the_risk_of_the_closed_form() -> None:
    loaded = load(BRINK)
    rows, loss = solved(loaded, draws=24), parameters(loaded, 24)["disaster_loss"]
    assert (rows["status"].to_numpy() == 0).all()
    assert np.abs(rows["measure:risk"].to_numpy() - disaster_risk(loss)).max() <= 0.01


def test_brink_on_a_finer_grid_comes_closer_to_the_closed_form() -> None:
    exact = float(disaster_risk(0.5))
    found = [_measures(_regridded(BRINK, n, k, "disaster_loss: 0.5")) for n, k in ((3, 6), (5, 11), (10, 21))]
    error = [abs(f["risk"] - exact) for f in found]
    assert error[0] > error[1] > error[2]
    assert error[2] <= 0.001


@pytest.mark.parametrize(("loss", "risk"), [(1, 11 - 4 * math.e), (2, 0.071766)])
def test_brink_with_both_sides_alike_runs_the_risk_of_the_closed_form(loss: float, risk: float) -> None:
    """Four cells, bids in steps of 0.1: the branch on which both sides stay alike, past its crossings."""
    n, k = 4, 11
    compiled = compile_scenario(_regridded(BRINK, n, k, f"disaster_loss: {loss}").reading("fixed"))
    bound = bind(compiled.game, parameters_of(compiled, seed=0, first=0, n_draws=1), 1)
    found = qre_branch(bound, highest=400).at(400).probability.reshape(2, n, k)
    assert np.abs(found[0] - found[1]).max() <= 1e-6
    bids, (mine, theirs) = np.linspace(0, 1, k), found.mean(axis=1)
    run = float(mine @ np.minimum.outer(bids, bids) @ theirs)
    assert run == pytest.approx(risk, abs=0.0125)
