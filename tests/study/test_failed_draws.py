"""Draws that fail are told first: the number, its formula, one draw of it; past 5 % there is no headline."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from questions import HEAD, run_of

import standoff
from standoff import study
from standoff.errors import RunError
from standoff.reports import render, summary_text
from standoff.scenario import load_text
from standoff.study import Settings

BODY = """
parameters:
  q: {draw: "uniform(LOW, 1)", set_by: assumed}
  l: {is: log(q)}
  twice: {is: 2 * l}
moves:
  x: {chance: {yes: 0.5, no: rest}}
  act: {by: a, options: [go, stay]}
payoffs: {a: {g: "AMOUNT if act == go and x == yes"}}
endings: {both: x == yes and act == go, other: otherwise}
measures: {m: P(act == go), w: E(l)}
conclusions: {positive: {holds_when: l > -9}, either: {holds_when: l > 0 or q < 0}}
play: {precision: 1}
"""


def text(low: float, amount: str) -> str:
    return HEAD + BODY.replace("LOW", str(low)).replace("AMOUNT", amount)


def test_failed_draws_are_told_first_with_the_number_its_formula_and_a_draw(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="draws failed"):
        run = run_of(text(-1, "twice"), tmp_path, draws=400)
    found = run.summary.readings["as_written"]
    (failure,) = found.failures
    n_failed = found.status["failed"]
    assert 150 < n_failed == failure.draws < 250
    assert failure.share == pytest.approx(n_failed / 400)
    assert (failure.kind, failure.name, failure.formula) == ("number", "l", "log(q)")
    q = standoff.draw(tmp_path / "question.yaml", draws=400)["q"]
    assert failure.inputs["q"] == pytest.approx(q[failure.draw])
    assert failure.draw == int(np.flatnonzero(q.to_numpy() < 0)[0])
    assert failure.value == "not a number"

    first = summary_text(run.path, 400).splitlines()[0]
    assert f"({n_failed} of 400)" in first
    assert f"`l` = log(q), which in draw {failure.draw}, where q = " in first
    assert "likeliest ending" not in summary_text(run.path)
    assert "No headline" in summary_text(run.path)
    page = re.sub("<[^>]+>", " ", render(run.path).partition("<body")[2])
    assert page.index("of the draws failed") < page.index("STANDOFF")
    assert "No headline" in page
    assert "likeliest ending" not in page


def test_few_failed_draws_are_told_first_and_leave_the_headline(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="draws failed"):
        run = run_of(text(-0.02, "l"), tmp_path, draws=500)
    lost = run.summary.readings["as_written"].status["failed"]
    assert 0 < lost < 25
    said = summary_text(run.path)
    assert "of the draws failed" in said.splitlines()[0]
    assert "likeliest ending" in said
    found = run.summary.readings["as_written"].conclusions["positive"]
    assert found.unsolved == lost
    assert found.share_unsolved == pytest.approx(lost / 500)


def test_number_that_the_game_does_not_use_fails_no_draw_and_is_undefined_in_its_row(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", r"\S+ (S426|S450): ", standoff.StandoffWarning)  # of the text
        run = run_of(text(-1, "1"), tmp_path, draws=400)
        page = render(run.path)
        standoff.explore(run, ["discovery", "hinges"], draws=400, workers=1)
    found = run.summary.readings["as_written"]
    assert found.status == {"solved": 400}
    assert found.failures == ()
    rows = {row["name"]: row for row in run.parameters.iter_rows(named=True)}
    negative = float((standoff.draw(tmp_path / "question.yaml", draws=400)["q"] < 0).mean())
    shown = f"undefined in {100 * negative:.0f}\u00a0% of draws"
    assert page.count(shown) == 2  # `l`, and `twice`, which is made of it
    assert float(rows["l"]["q95"]) <= 0.0  # of the draws in which it is a number
    assert found.measures["w"].undefined == round(400 * negative)
    conclusion = found.conclusions["positive"]
    assert conclusion.share_undefined == pytest.approx(negative)
    assert found.conclusions["either"].share == pytest.approx(negative)


@pytest.mark.parametrize(("amount", "value"), [("log(q)", "not a number"), ("1 / max(q, 0)", "infinite")])
def test_payoff_that_is_not_finite_is_named_with_its_term(tmp_path: Path, amount: str, value: str) -> None:
    with pytest.warns(UserWarning, match="the payoff `a.g` ="):
        run = run_of(text(-1, f"({amount})"), tmp_path, draws=100)
    (failure,) = run.summary.readings["as_written"].failures
    assert (failure.kind, failure.name, failure.value) == ("term", "a.g", value)
    assert failure.formula == f"({amount}) if act == go and x == yes"
    assert list(failure.inputs) == ["q"]


def test_run_of_which_every_draw_fails_names_the_number(tmp_path: Path) -> None:
    """`standoff.run` refuses such a text before it runs (S450), where the first draws show it."""
    loaded = load_text(text(-1, "l").replace("uniform(-1, 1)", "uniform(-1, -0.5)"))
    with pytest.raises(RunError, match=r"S715.*`l` = log\(q\), which in draw 0, where q = -"):
        study.run(loaded, Settings(draws=60, out=tmp_path / "run", workers=1))


def test_command_ends_with_code_3_past_five_per_cent_and_no_warning_of_numpy(tmp_path: Path) -> None:
    path = tmp_path / "fails.yaml"
    path.write_text(text(-1, "l"), encoding="utf-8")
    words = [sys.executable, "-W", "error::RuntimeWarning", "-m", "standoff.app.main"]
    words += ["run", str(path), "--draws", "100", "--workers", "1", "--no-report"]
    words += ["--out", str(tmp_path / "run")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert re.match(r"\d+ % of the draws failed", done.stdout)
    assert "Warning" not in done.stderr


CHANCES = """
parameters:
  q: {draw: "DRAWN", set_by: assumed}
  r: {draw: "uniform(0, 0.5)", set_by: assumed}
moves:
  x: {chance: {yes: WRITTEN}}
  act: {by: a, options: [go, stay]}
payoffs: {a: {g: "1 if act == go and x == yes"}}
endings: {both: x == yes and act == go, other: otherwise}
play: {precision: 1}
readings:
  lower:
    parameters: {q: "uniform(0, 0.2)"}
"""
PLAIN, THREE = "q, no: rest", "q, maybe: r, no: rest"
BELIEVED = "0.5, no: rest}, believed: {a: {yes: q, no: rest}"


@pytest.mark.parametrize(
    ("drawn", "written", "told"),
    [
        ("normal(0.5, 0.2)", PLAIN, ("chance", "x=yes", "q")),
        ("uniform(0, 0.52)", THREE, ("chances", "x", "(q) + (r)")),
        ("normal(0.5, 0.2)", BELIEVED, ("chance", "x=yes", "q, as `a` believes")),
        ("uniform(-0.01, 0.45)", '"clip(q, 0, 1)", no: q, more: rest', ("chance", "x=no", "q")),
        ("uniform(0.97, 1.001)", "q, no: 1 - q", ("chance", "x=yes", "q")),
    ],
)  # fmt: skip
def test_draw_whose_chances_are_none_fails_and_is_named_with_its_place(
    tmp_path: Path, drawn: str, written: str, told: tuple[str, str, str]
) -> None:
    made = HEAD + CHANCES.replace("DRAWN", drawn).replace("WRITTEN", written)
    loaded = load_text(made, "question")
    found = study.run(loaded, Settings(draws=2000, out=tmp_path / "run", workers=1)).summary()
    first = found.readings["as_written"].failures[0]
    assert (first.kind, first.name, first.formula) == told
    n_failed = sum(one.draws for one in found.readings["as_written"].failures)
    assert 0 < n_failed == found.readings["as_written"].status["failed"]
    line = 1 + made.splitlines().index(next(row for row in made.splitlines() if row.startswith("  x:")))
    assert first.place.endswith(f":{line}")
    assert f"({first.place})" in found.failed_lines()[0]
    assert "‘As written’" in found.failed_lines()[0]
    assert found.readings["lower"].failures == ()
    assert found.readings["lower"].endings["both"].probability > 0.0


def test_few_draws_without_chances_leave_headline_and_exit_code(tmp_path: Path) -> None:
    path = tmp_path / "few.yaml"
    made = CHANCES.replace("DRAWN", "normal(0.5, 0.2)").replace("WRITTEN", PLAIN)
    path.write_text(HEAD + made, encoding="utf-8")
    with pytest.warns(UserWarning, match=r"the chance `x=yes` = q, which .*\(few.yaml:\d+\)"):
        run = standoff.run(path, draws=1000, out=tmp_path / "run", workers=1)
    assert not run.summary.readings["as_written"].failures[0].share > 0.05
    assert "likeliest ending" in summary_text(run.path)
