"""Noise is found where a move has nests or closed options: the right action is taken out."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff import study
from standoff.compiler import compile_scenario
from standoff.scenario import load_text
from standoff.study import Settings
from standoff.study.summaries.noise import places_of

NESTED = """standoff: 1
title: T
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: A}
moves:
  m: {by: a, options: [p, q, w], nest: {n1: [p], n2: [q, w]}}
payoffs: {a: {y: 1 if m == p, v: -0.1 if m == w}}
endings: {p: m == p, z: otherwise}
measures: {pu: P(m == p), w: P(m == w)}
play: {precision: 1}
"""


def test_way_to_an_option_goes_through_its_nest() -> None:
    compiled = compile_scenario(load_text(NESTED).reading())
    whole = next(h for h, nest in enumerate(compiled.trace.packed.infoset_nest) if nest < 0)
    inner = 1 - whole
    assert places_of(compiled, whole) == [((whole, 0),), ((whole, 1), (inner, 0)), ((whole, 1), (inner, 1))]


@pytest.mark.parametrize("order", ["p, q, w", "w, p, q", "q, w, p"])
def test_run_with_nests_tells_what_noise_adds(tmp_path: Path, order: str) -> None:
    text = NESTED.replace("options: [p, q, w]", f"options: [{order}]")
    made = study.run(load_text(text), Settings(draws=50, seed=1, out=tmp_path / "run", workers=1))
    (reading,) = made.summary().readings.values()
    added = {one.option: one for one in reading.noise}
    # without w its plays go to q, in the same nest: all of them are what w adds
    assert added["w"].measures["w"] == pytest.approx(reading.measures["w"].mean, abs=1e-9)
    assert "pu" not in added["w"].measures
