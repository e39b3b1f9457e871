"""What was given or observed stands among the first lines of every printed answer; weighted shares say so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from standoff.reports import render, summary_text

Run = Callable[..., tuple[int, str, str]]
TEXT = """
standoff: 1
title: Hawk or dove
question: Who attacks?
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: {title: A}, b: {title: B}}
documents: {d: {title: D, kind: news}}
claims: {k: {document: d, says: It is likely a hawk.}}
parameters:
  p: {draw: "uniform(0.2, 0.8)", unit: probability, because: [k], set_by: elicited}
moves:
  kind: {chance: {hawk: p, dove: rest}, seen_by: [a]}
  act: {by: a, options: [attack, wait]}
  help: {by: b, options: [yes, no], when: act == attack}
payoffs:
  a: {g: 2 if act == attack and kind == hawk, h: 1 if act == wait and kind == dove}
  b: {c: 1 if help == yes}
endings: {war: act == attack, peace: otherwise}
measures: {m: P(kind == hawk | act == attack), n: P(kind == hawk)}
conclusions: {c: {holds_when: p > 0.5, title: More hawks}}
play: {precision: 1}
readings:
  rare: {parameters: {p: "uniform(0.1, 0.3)"}}
"""
WEIGHTED = "weighted by how likely each makes what was observed"
SEEN, FIXED = "Observed (each draw counts by the chance that it gave to it): act=attack.", "help=no."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from standoff.scenario import load
    from standoff.study import Settings, run

    home = tmp_path_factory.mktemp("conditions")
    (home / "hawk.yaml").write_text(TEXT, encoding="utf-8")
    settings = Settings(
        draws=300, observed={"act": "attack"}, given={"help": "no"}, out=home / "run", workers=1
    )
    return run(load(home / "hawk.yaml"), settings).path


@pytest.mark.parametrize(
    "words",
    [("strike",), ("strike", "k"), ("explore", "--tipping"), ("compare",)],
    ids=["ranked", "claim", "explore", "compare"],
)
def test_printed_answers_begin_with_what_was_given_and_observed(
    standoff: Run, folder: Path, words: tuple[str, ...]
) -> None:
    command, *more = words
    code, out, err = standoff(command, folder, *more, "--workers", 1)
    assert code == 0, err
    first = " ".join(" ".join(out.splitlines()[:6]).split())
    assert SEEN in first
    assert FIXED in first


def test_run_prints_them_on_stdout(standoff: Run, tmp_path: Path) -> None:
    (tmp_path / "hawk.yaml").write_text(TEXT, encoding="utf-8")
    words = ("--draws", 50, "--workers", 1, "--no-report", "--out", tmp_path / "run")
    fixed = ("--observed", "act=attack", "--given", "help=no", "--play", 2)
    code, out, _ = standoff("run", tmp_path / "hawk.yaml", *words, *fixed)
    first = " ".join(" ".join(out.splitlines()[:8]).split())
    assert code == 0
    assert SEEN in first
    assert FIXED in first
    assert "Played with logit precision 2" in first


def test_json_of_explorations_has_them(standoff: Run, folder: Path) -> None:
    for words in (("explore", "--tipping"), ("compare",), ("strike",)):
        _, out, _ = standoff(words[0], folder, *words[1:], "--workers", 1, "--json")
        assert json.loads(out)["observed"] == {"act": "attack"}


def test_shares_under_an_observation_say_that_they_are_weighted_beside_plain_counts(folder: Path) -> None:
    text = " ".join(summary_text(folder, 300).split())
    assert f"% of all draws, {WEIGHTED}, in which each holds" in text
    assert f"of 100 draws, {WEIGHTED}" in text.partition("Probability of each ending")[0]
    assert "draws, not weighted" in text
    page = render(folder)
    assert page.count(WEIGHTED) >= 3
    assert "number of draws, not weighted" in page


def test_nothing_is_said_of_weights_where_nothing_was_observed(tmp_path: Path) -> None:
    from standoff.scenario import load_text
    from standoff.study import Settings, run

    made = run(load_text(TEXT, "hawk"), Settings(draws=50, out=tmp_path / "run", workers=1))
    assert "weighted" not in summary_text(made.path)
