"""Sensitivity, discovery, readings and premortem, on scenarios whose answers are known exactly."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from standoff.errors import RunError
from standoff.findings.context import Context, drawn_of, open_context, results_at
from standoff.findings.discovery import discovery
from standoff.findings.premortem import premortem
from standoff.findings.readings import readings
from standoff.findings.sensitivity import sensitivity
from standoff.findings.solving import solve_at
from standoff.results.findings.files import read_finding, write_finding
from standoff.results.findings.premortem import Premortem
from standoff.study.progress import Quiet
from tests.findings.contexts import context_of

# The chance of `both` is a times b; that of `second` given `first` is b.
PRODUCT = """
standoff: 1
title: Two steps
question: Do both steps happen?
as_of: 2031-03-01
horizon: 2031-12-31
actors:
  watcher: {title: Watcher}
  mover: {title: Mover}
parameters:
  a: {draw: "uniform(0, 1)", set_by: assumed}
  b: {draw: "uniform(0, 1)", set_by: assumed}
  word: {draw: 0, set_by: assumed}
moves:
  first:
    chance: {yes: a, no: rest}
    within: [2031-04-01, 2031-04-30]
  second:
    when: first == yes
    chance: {yes: b, no: rest}
    within: [2031-06-01, 2031-06-30]
  note:
    by: mover
    options: [speak, silent]
    within: [2031-07-01, 2031-07-31]
payoffs:
  mover:
    spoken: word if note == speak
endings:
  both: second == yes
  less: otherwise
measures:
  goes_on: P(second == yes | first == yes)
  starts: P(first == yes)
conclusions:
  likely: {holds_when: starts >= 0.7}
  always: {holds_when: starts >= 0}
play:
  precision: 1
readings:
  high:
    parameters:
      a: {draw: "uniform(0.5, 1)", set_by: assumed}
      word: {draw: 2, set_by: assumed}
"""


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return context_of(PRODUCT, tmp_path_factory.mktemp("product"))


def test_points_solved_again_give_the_rows_of_the_run(context: Context) -> None:
    made = context.readings["base"] if "base" in context.readings else next(iter(context.readings.values()))
    drawn = drawn_of(made, seed=context.seed, first=0, n_draws=200)
    own = context.run.rows(made.compiled.scenario.reading).head(200)
    assert results_at(made, drawn, seed=context.seed, n_draws=200).equals(own)
    assert solve_at(made, drawn, seed=context.seed).equals(own)


def test_sensitivity_of_a_product_gives_three_and_four_sevenths(context: Context) -> None:
    found = sensitivity(context, draws=None, workers=1, progress=Quiet())
    base = next(iter(found.readings.values())).outcomes["ending:both"]
    index = {entry.parameter: entry for entry in base.first}
    assert set(index) == {"a", "b"}
    for entry in index.values():
        assert abs(entry.index - 3 / 7) <= max(3 * entry.ci, 0.05)
    total = {factor.factor: factor for factor in base.total.factors}
    for factor in total.values():
        assert abs(factor.total - 4 / 7) <= max(3 * factor.total_ci, 0.02)
        assert not factor.indistinguishable


def test_sensitivity_of_a_constant_says_that_nothing_moves_it(context: Context) -> None:
    found = sensitivity(context, draws=1000, workers=1, progress=Quiet())
    always = next(iter(found.readings.values())).outcomes["conclusion:always"]
    assert always.first == ()
    assert "nothing moves it" in always.refused
    assert always.n_used == 1000


def test_sensitivity_ends_of_a_tornado_are_the_means_of_the_outer_tenths(context: Context) -> None:
    found = sensitivity(context, draws=None, workers=1, progress=Quiet())
    starts = next(iter(found.readings.values())).outcomes["measure:starts"].first
    assert [entry.parameter for entry in starts] == ["a"]
    assert starts[0].low_mean == pytest.approx(0.05, abs=0.01)
    assert starts[0].high_mean == pytest.approx(0.95, abs=0.01)


def test_discovery_finds_the_limit_of_the_one_number(context: Context) -> None:
    found = discovery(context, draws=None, workers=1, progress=Quiet())
    base = next(iter(found.readings.values())).conclusions
    limits = base["likely"].box.limits
    assert [limit.parameter for limit in limits] == ["a"]
    assert limits[0].low == pytest.approx(0.7, abs=0.06)
    assert limits[0].high is None
    assert limits[0].reproduced == 1.0
    assert base["likely"].box.density > 0.85
    assert "only 0 usable draws" in base["always"].refused


def test_readings_swaps_add_up_and_structure_is_told_apart(context: Context) -> None:
    found = readings(context, draws=2000, workers=1, progress=Quiet())
    high = found.swaps["high"]
    starts = "measure:starts"
    assert high.whole[starts].change == pytest.approx(0.25, abs=0.02)
    assert high.structure[starts].change == pytest.approx(0.0, abs=1e-12)
    by_name = {entry.parameter: entry for entry in high.parameters}
    assert set(by_name) == {"a", "word"}  # a constant that the base game folded away is swapped too
    assert by_name["a"].put_in[starts].change == pytest.approx(high.whole[starts].change)
    assert by_name["word"].put_in[starts].indistinguishable


def test_readings_indicators_are_in_bits_of_equal_odds(context: Context) -> None:
    found = readings(context, draws=500, workers=1, progress=Quiet())
    bits = {one.move: one for one in found.indicators}
    assert bits["note"].chance["high"]["speak"] == pytest.approx(1 / (1 + np.exp(-2)))
    speak = np.array([0.5, 1 / (1 + np.exp(-2))])

    def entropy(p: float) -> float:
        return float(-p * np.log2(p) - (1 - p) * np.log2(1 - p))

    known = entropy(speak.mean()) - np.mean([entropy(p) for p in speak])
    assert bits["note"].bits == pytest.approx(known, abs=1e-6)
    seen = bits["note"].weights_if_seen["speak"]
    assert seen["high"] == pytest.approx(speak[1] / speak.sum(), abs=1e-6)


def test_premortem_gives_the_only_path_and_the_shift_of_the_numbers(context: Context) -> None:
    found = premortem(context, draws=None, workers=1, progress=Quiet())
    both = next(iter(found.readings.values())).endings["both"]
    assert both.paths[0].share == pytest.approx(1.0)
    assert [(s.move, s.option) for s in both.paths[0].steps] == [
        ("first", "yes"),
        ("second", "yes"),
    ]
    told = {(m.move, m.option): m for m in both.moves}
    assert told["first", "yes"].if_so == pytest.approx(1.0)
    shift = {one.parameter: one for one in both.numbers}
    assert shift["a"].if_so == pytest.approx(2 / 3, abs=0.02)  # the density of a given both is 2 a


def test_findings_are_written_whole_and_stale_ones_are_not_read(context: Context) -> None:
    manifest = context.run.manifest
    write_finding(context.folder, manifest, Premortem(draws_read=1, readings={}))
    stored = read_finding(context.folder, manifest, Premortem)
    assert stored is not None
    assert stored.draws_read == 1
    path = context.folder / "findings" / "premortem.json"
    changed = json.loads(path.read_text(encoding="utf-8")) | {"seed": 99}
    path.write_text(json.dumps(changed), encoding="utf-8")
    assert read_finding(context.folder, manifest, Premortem) is None


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="S713"):
        open_context(tmp_path)


CERTAIN = """
  sure:
    parameters:
      a: {draw: 0.75, set_by: assumed}
      b: {draw: 0.5, set_by: assumed}
"""


def test_readings_compare_one_without_any_drawn_number_draw_by_draw(tmp_path: Path) -> None:
    """It has one answer for all draws, which stands beside each draw of the other."""
    found = readings(context_of(PRODUCT.rstrip() + CERTAIN, tmp_path), draws=150, workers=1, progress=Quiet())
    whole = found.swaps["sure"].whole["ending:both"]
    assert (whole.n_used, whole.after) == (150, pytest.approx(0.375))
    for swap in found.swaps["sure"].parameters:
        assert swap.taken_out["ending:both"].n_used == 150
