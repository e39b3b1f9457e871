"""Measures of measures: the same arithmetic by hand on each draw, undefined where a part is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import standoff
from standoff.errors import ScenarioError
from standoff.scenario import load_text

TEXT = """
standoff: 1
title: A ford
as_of: 2031-03-01
horizon: 2031-12-31
actors: {scout: Scout, guard: Guard}
parameters: {p: "beta(2, 3)", worth: "uniform(1, 3)"}
moves:
  flood: {chance: {up: "clip(p - 0.3, 0, 1)", down: rest}}
  ford: {by: scout, when: flood == up, options: [cross, wait]}
  shot: {by: guard, options: [fire, hold]}
payoffs:
  scout: {gain: worth if ford == cross and shot == hold, risk: -1 if ford == cross}
  guard: {hit: worth if shot == fire and ford == cross, powder: -0.5 if shot == fire}
endings: {crossed: ford == cross, quiet: otherwise}
measures:
  crossing: P(ford == cross | flood == up)
  firing: P(shot == fire)
  difference: crossing - firing
  held: 1 - firing
  odds: {is: firing / held, title: Odds of a shot}
  twice: 2 * difference + odds
conclusions: {bold: difference > 0}
play: {precision: 1}
"""


def test_derived_measures_are_the_arithmetic_of_each_draw(tmp_path: Path) -> None:
    run = standoff.run(load_text(TEXT), draws=300, seed=4, out=tmp_path / "run")
    rows = run.draws()
    crossing, firing = rows["measure:crossing"].to_numpy(), rows["measure:firing"].to_numpy()
    difference = rows["measure:difference"].to_numpy()
    assert np.isnan(crossing).any()  # no flood in some draws
    assert not np.isnan(crossing).all()
    np.testing.assert_array_equal(difference, crossing - firing)
    np.testing.assert_array_equal(rows["measure:held"].to_numpy(), 1 - firing)
    np.testing.assert_allclose(
        rows["measure:twice"].to_numpy(), 2 * difference + firing / (1 - firing), rtol=1e-15
    )
    told = run.summary["readings"]["as_written"]["measures"]
    assert told["difference"]["undefined"] == int(np.isnan(crossing).sum())
    assert told["difference"]["text"] == "crossing - firing"
    assert told["odds"]["title"] == "Odds of a shot"


@pytest.mark.parametrize(
    ("measure", "code"),
    [("x: 1 - x", "S495"), ("x: y - 1\n  y: P(quiet)", "S495"), ("x: 1 if firing > 0.5", "S496")],
)
def test_measure_that_cannot_be_made_of_others_is_refused(measure: str, code: str) -> None:
    with pytest.raises(ScenarioError, match=code):
        load_text(TEXT.replace("conclusions:", f"  {measure}\nconclusions:"))
