"""The same draws at other precisions, and options taken by mistake: against runs and sums by hand."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import pytest

from standoff.results.run.summary import ReadingSummary
from standoff.scenario import load, load_text
from standoff.study import Settings, run
from tests.compiler.test_exactness import TOY

MISTAKE = """
standoff: 1
title: A mistake
question: How often is the worse option taken?
as_of: 2031-01-01
horizon: 2031-12-31
actors:
  one: {title: One}
  other: {title: Other}
moves:
  first:
    by: one
    options: [good, bad]
  second:
    by: other
    options: [yes, no]
    seen_by: [one, other]
parameters:
  edge: {draw: "uniform(0.9, 1.1)", set_by: assumed}
payoffs:
  one:
    gain: edge if first == good else 0
  other:
    wish: 3 if second == yes else 0
play:
  precision: 2
endings:
  good_yes: {when: first == good and second == yes}
  bad_yes: {when: first == bad and second == yes}
  neither: {when: otherwise}
measures:
  bad_if_yes: {is: P(first == bad | second == yes)}
conclusions:
  seldom_bad: {holds_when: bad_if_yes < 0.1, title: Seldom, says: The worse option is seldom taken.}
"""


def summary_of(text: str, folder: Path, **settings: object) -> ReadingSummary:
    made = load_text(text) if "\n" in text else load(text)
    asked = Settings(draws=300, seed=3, out=folder, workers=1)
    found = run(made, dataclasses.replace(asked, **settings)).summary().readings
    return next(iter(found.values()))


@pytest.fixture(scope="module")
def mistake(tmp_path_factory: pytest.TempPathFactory) -> ReadingSummary:
    return summary_of(MISTAKE, tmp_path_factory.mktemp("mistake") / "run")


def test_half_the_precision_is_what_a_run_at_half_the_precision_says(tmp_path: Path) -> None:
    at_two = summary_of(str(TOY), tmp_path / "two", play="2", draws=256)
    at_one = summary_of(str(TOY), tmp_path / "one", play="1", draws=256)
    half, written, *_ = at_two.precision
    assert (half.times, written.times) == (0.5, 1.0)
    for name, ending in at_one.endings.items():
        assert half.endings[name].mean == pytest.approx(ending.probability, abs=1e-9)
        assert half.endings[name].mc_error == pytest.approx(ending.mc_error, abs=1e-9)
    for name, ending in at_two.endings.items():
        assert written.endings[name].mean == ending.probability
    for name, share in at_one.conclusions.items():
        assert half.conclusions[name].mean == share.share


def test_where_all_is_seen_the_last_precision_is_the_limit(mistake: ReadingSummary) -> None:
    limit = mistake.precision[-1]
    assert limit.times is None
    assert (limit.draws, limit.unsolved) == (256, 0)
    assert limit.endings["good_yes"].mean == pytest.approx(1.0)
    assert [at.times for at in mistake.precision] == [0.5, 1.0, 4.0, None]
    half, _, fourfold, high = (at.conclusions["seldom_bad"].mean for at in mistake.precision)
    assert (half, fourfold, high) == (0.0, 1.0, 1.0)


def test_option_taken_by_mistake_is_named_with_what_it_adds(mistake: ReadingSummary) -> None:
    (bad,) = mistake.noise  # the other's mistake is worse by 3: taken in .25 % of play, not in over 5 %
    taken = sum(1 / (1 + math.exp(2 * (0.9 + 0.2 * (k + 0.5) / 1000))) for k in range(1000)) / 1000
    yes = 1 / (1 + math.exp(-6))
    assert (bad.option, bad.best, bad.top) == ("bad", 0.0, 0.0)
    assert bad.played == pytest.approx(taken, abs=2e-3)
    assert bad.endings["bad_yes"] == pytest.approx(taken * yes, abs=2e-3)
    assert bad.endings["good_yes"] == pytest.approx(-taken * yes, abs=2e-3)  # what would come about instead
    assert "neither" not in bad.endings  # depends on the other move alone
    assert bad.measures["bad_if_yes"] == pytest.approx(taken, abs=2e-3)
    assert bad.conclusions["seldom_bad"] == pytest.approx(-1.0, abs=0.01)  # holds without it


def test_sharp_play_has_no_noise(tmp_path: Path) -> None:
    found = summary_of(MISTAKE, tmp_path / "sharp", play="sharp")
    assert (found.precision, found.noise) == ([], [])
