"""The first page and the terminal say beside each result that they name what it is at other precisions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from standoff import explore
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
    return [" ".join(line.split()) for line in lines[at : at + 9]]


def test_likeliest_ending_and_measures_are_told_at_each_precision_with_error(made: RunFolder) -> None:
    text = summary_text(made.path, 100)
    war = rows(text, "War")
    assert [line.rpartition(" ± ")[0] for line in war[2:6]] == [
        "half 56",
        "as written 62",
        "4 times 88",
        "limit 100",
    ]
    assert any(line.startswith("half 56 ± ") for line in rows(text, "M"))
    said = " ".join(text.replace("\u00a0", " ").split())
    over = "from half the precision to the limit (first draws only)"
    assert f"{over}, “Often” holds in 0 to 100 of 100 draws. “War” and “M” move with it too." in said
    assert "Samples: first 256 draws at each precision." in text


def test_first_page_has_them_too_with_the_sample_once(made: RunFolder) -> None:
    page = render(made.path).partition('id="endings"')[0]
    first = page.partition('class="by-precision"')[2]
    assert re.findall(r'swept">(\d+) ± ', first)[:4] == ["56", "62", "88", "100"]
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


HIDDEN = """
standoff: 1
title: Whose hand
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: {title: A}, b: {title: B}}
parameters: {p: {draw: "uniform(0.6, 0.9)", set_by: assumed}}
moves:
  kind: {chance: {strong: p, weak: rest}, seen_by: [a]}
  ask: {by: a, options: [press, wait]}
  give: {by: b, when: ask == press, options: [yield, refuse]}
payoffs:
  a: {got: 1 if give == yield, cost: -1 if give == refuse and kind == weak}
  b: {kept: 1 if give == refuse and kind == weak, lost: -1 if give == refuse and kind == strong}
endings: {yielded: give == yield, other: otherwise}
measures: {m: P(yielded)}
conclusions: {often: m > 0.9}
play: {precision: 1}
"""


def test_where_something_is_hidden_exploring_puts_the_limit_in_place_of_what_stands_for_it(
    tmp_path: Path,
) -> None:
    made = run(load_text(HIDDEN, "hand"), Settings(draws=40, out=tmp_path / "run", workers=1))
    before = summary_text(made.path, 140)
    assert "8 times stands for the limit, which `standoff explore` follows draw by draw." in before
    assert [line.split(" ± ")[0] for line in rows(before, "Often")[1:5]][2:] == ["4 times 18", "8 times 88"]
    explore(made.path, "hinges", workers=1)
    after = " ".join(summary_text(made.path, 140).split())
    assert "limit 100" in after
    assert "stands for the limit" not in after
    assert "limit: first 40 draws" in after or "first 40 draws at each precision" in after
