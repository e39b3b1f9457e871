"""`standoff compare RUN_A RUN_B` and `standoff report --since`: two runs on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import standoff as library
from standoff import scenario
from standoff.study import Settings, run
from tests.findings.test_tables import PRODUCT

Run = Callable[..., tuple[int, str, str]]
EDITED = PRODUCT.replace('a: {draw: "uniform(0, 1)"', 'a: {draw: "uniform(0, 0.8)"').replace(
    "title: Two steps", "title: Two <b>steps</b>"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("runs")
    (place / "old.yaml").write_text(PRODUCT, encoding="utf-8")
    (place / "new.yaml").write_text(EDITED, encoding="utf-8")
    for name in ("old", "new"):
        run(scenario.load(place / f"{name}.yaml"), Settings(draws=200, seed=3, workers=1, out=place / name))
    return place


def test_two_folders_are_compared_in_text_and_answers(home: Path, standoff: Run) -> None:
    code, out, err = standoff("compare", home / "old", home / "new")
    assert (code, err) == (0, "")
    assert "number a: uniform(0, 1) → uniform(0, 0.8) (old.yaml:11 → new.yaml:11)" in out
    assert "same random numbers" in out
    assert "points" in out
    assert "What it did to the answers: High" in out
    assert (
        "Nothing found: every answer is the same, draw by draw." in out
    )  # under `high`, which sets a itself


def test_nothing_found_is_not_said_of_answers_that_one_run_alone_has(home: Path, standoff: Run) -> None:
    more = PRODUCT.replace("conclusions:\n", "  more: P(second == no)\nconclusions:\n")
    (home / "more.yaml").write_text(more, encoding="utf-8")
    _, out, err = standoff("compare", home / "old", home / "more.yaml", "--workers", "1")
    assert "only in B" in out, err
    assert "Nothing found: every answer that both runs have is the same, draw by draw." in " ".join(
        out.split()
    )
    assert "every answer is the same" not in out


def test_json_of_two_runs_is_json_alone_and_reads_back(home: Path, standoff: Run) -> None:
    code, out, _ = standoff("compare", home / "old", home / "new", "--json", "--readings", "high")
    told = json.loads(out)
    assert (code, told["format"], told["pairing"]) == (0, 1, "common")
    assert {one["reading"] for one in told["outcomes"]} == {"high"}


def test_edited_file_is_run_with_the_draws_and_seed_of_the_earlier_run(
    home: Path, standoff: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    code, out, _ = standoff("compare", "old", "new.yaml", "--workers", "1", "--json")
    after = json.loads(out)["after"]
    assert (code, after["seed"], after["draws"]) == (0, 3, 200)


def test_page_is_written_once_and_escapes_what_others_wrote(
    home: Path, tmp_path: Path, standoff: Run
) -> None:
    page = tmp_path / "two.html"
    assert standoff("compare", home / "old", home / "new", "--out", page)[0] == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "<b>steps</b>" not in text
    assert "&lt;b&gt;steps&lt;/b&gt;" in text
    assert "uniform(0, 0.8)" in text
    code, _, err = standoff("compare", home / "old", home / "new", "--out", page)
    assert (code, "S911" in err) == (2, True)
    assert standoff("compare", home / "old", home / "new", "--out", page, "--force")[0] == 0
    assert page.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("old", "--out", "x.html"), "S755: `--out`"),
        (("old", "new", "--draws", "5"), "S755: `--draws`"),
        (("old", "new", "--seed", "5"), "S741"),
        (("old", "new", "--readings", "hihg"), "S708"),
        (("old", "nowhere"), "S431"),
    ],
)
def test_what_does_not_go_with_two_runs_is_refused(
    home: Path, standoff: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(home)
    code, _, err = standoff("compare", *words)
    assert code == 2
    assert said in err


def test_report_since_an_earlier_run_has_a_section_on_it(home: Path, standoff: Run) -> None:
    assert standoff("report", home / "new", "--since", home / "old")[0] == 0
    text = (home / "new" / "report.html").read_text(encoding="utf-8")
    assert "What changed since" in text
    assert "uniform(0, 0.8)" in text


def test_function_gives_the_same_as_the_command(home: Path, standoff: Run) -> None:
    found = library.compare_runs(home / "old", library.open_run(home / "new"))
    _, out, _ = standoff("compare", home / "old", home / "new", "--json")
    assert [one["after"] for one in json.loads(out)["outcomes"]] == pytest.approx(
        [one.after for one in found.outcomes]
    )
    assert found.table.height == len(found.outcomes)
