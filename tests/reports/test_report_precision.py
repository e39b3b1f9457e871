"""The first page and the terminal say beside each result that they name what it is at other precisions."""

from __future__ import annotations

import re

import pytest

from standoff.reports import render, summary_text
from standoff.scenario import load_text
from standoff.study import RunFolder, Settings, run

WHO = """
standoff: 1
title: Who goes
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: {title: A}}
parameters:
  gain: {draw: "uniform(0.4, 0.6)", unit: payoff, set_by: assumed}
  open: {draw: "bernoulli(0.5)", set_by: assumed}
  q: {draw: "uniform(0, 1)", set_by: assumed}
moves:
  first: {chance: {yes: "0.5 * open", no: rest}}
  second: {chance: {yes: q, no: rest}}
  act: {by: a, options: [attack, wait]}
payoffs:
  a: {g: gain if act == attack}
endings: {war: act == attack, peace: otherwise}
measures: {m: P(war), later: P(second == yes | first == yes)}
conclusions: {often: m > 0.6, likely: later >= 0.5}
play: {precision: 1}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    folder = tmp_path_factory.mktemp("who") / "run"
    return run(load_text(WHO, "who"), Settings(draws=300, out=folder, workers=1))


def rows(text: str, name: str) -> list[str]:
    """The row of a result and those below it that are told by precision."""
    lines = text.splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip().startswith(f"{name} "))
    return [" ".join(line.split()) for line in lines[at : at + 8]]


def test_likeliest_ending_and_measures_are_told_at_each_precision_with_error(made: RunFolder) -> None:
    text = summary_text(made.path, 100)
    war = rows(text, "War")
    assert [line.rpartition(" ± ")[0] for line in war[2:5]] == ["half 56", "as written 62", "limit 100"]
    assert any(line.startswith("half 56 ± ") for line in rows(text, "M"))
    assert "“War” comes to 56 %, 62 % and 100 %" in " ".join(text.replace("\u00a0", " ").split())
    assert "Samples: first 256 draws at each precision." in text


def test_first_page_has_them_too_with_the_sample_once(made: RunFolder) -> None:
    page = render(made.path).partition('id="endings"')[0]
    first = page.partition('class="by-precision"')[2]
    assert re.findall(r'swept">(\d+) ± ', first)[:3] == ["56", "62", "100"]
    assert first.count("first 256 draws") == 1


def test_share_of_a_conclusion_is_of_all_draws_with_the_undefined_share_beside(made: RunFolder) -> None:
    sweep = made.summary().readings["as_written"].precision
    for at in sweep:
        own = at.conclusions["likely"]
        assert own.mean is not None
        assert 0.1 < own.mean < 0.4
        assert own.share_undefined == pytest.approx(own.undefined / at.draws)
    told = " ".join(rows(summary_text(made.path, 140), "Likely"))
    share, undefined = (round(100 * x) for x in (sweep[0].conclusions["likely"].mean, own.share_undefined))
    assert f"{share} ± " in told
    assert f"undefined {undefined}" in told
    assert "share in which it is undefined" in " ".join(summary_text(made.path, 100).split())
