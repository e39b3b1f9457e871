"""What Python is told that stops nothing: the same warnings as on the command line, each once."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import standoff
from standoff.errors import StandoffWarning

DOUBTED, PLAIN = "volunteers", "selected-reliability"
TWO_DOUBTS = """\
standoff: 1
title: Two doubts
as_of: 2031-03-01
horizon: 2031-12-31
actors: {a: {title: A}}
moves:
  act: {by: a, options: [go, stay]}
  aside: {chance: {yes: 0.5, no: rest}}
  idle: {by: a, options: [left, right]}
payoffs: {a: {g: 1 if act == go}}
play: sharp
endings: {gone: act == go, quiet: otherwise}
"""


def _run(where: str | Path, folder: Path) -> tuple[standoff.Run, list[str]]:
    """A run, and the texts of the project's own warnings on the way."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = standoff.run(where, draws=20, seed=1, out=folder / "run", workers=1)
    return found, [str(one.message) for one in caught if one.category is StandoffWarning]


@pytest.fixture
def two_doubts(tmp_path: Path) -> Path:
    path = tmp_path / "two.yaml"
    path.write_text(TWO_DOUBTS, encoding="utf-8")
    return path


def test_run_warns_once_of_each_doubt_and_keeps_it(two_doubts: Path, tmp_path: Path) -> None:
    found, told = _run(two_doubts, tmp_path)
    assert told == [one.text() for one in found.warnings]
    assert found.warnings == standoff.review(two_doubts).warnings
    assert len(set(told)) == len(told) >= 2


def test_command_line_prints_what_python_is_warned_of(two_doubts: Path, tmp_path: Path) -> None:
    found, _ = _run(two_doubts, tmp_path)
    words = [sys.executable, "-m", "standoff.app.main", "run", str(two_doubts), "--draws", "20"]
    words += ["--workers", "1", "--no-report", "--out", str(tmp_path / "again")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    printed = [line for line in done.stderr.splitlines() if line.startswith("warning: ")]
    assert printed == [f"warning: {one.text().splitlines()[0]}" for one in found.warnings]


def test_run_that_is_opened_has_its_warnings_and_says_nothing(tmp_path: Path) -> None:
    found, told = _run(DOUBTED, tmp_path)
    assert [one.code for one in found.warnings] == ["S451"]
    assert len(told) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        opened = standoff.open_run(found.path)
        assert [one.code for one in opened.warnings] == ["S451"]


def test_scenario_without_doubts_warns_of_nothing(tmp_path: Path) -> None:
    found, told = _run(PLAIN, tmp_path)
    assert told == []
    assert found.warnings == ()


def test_scenario_that_cannot_be_meant_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "no.yaml"
    path.write_text(TWO_DOUBTS.replace("1 if act == go", "log(0) if act == go"), encoding="utf-8")
    with pytest.raises(standoff.StandoffError):
        standoff.run(path, draws=20, out=tmp_path / "run", workers=1)
    assert not (tmp_path / "run").exists()


def test_table_with_surplus_cells_is_forecast_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    text = "Name,what,2,1,\nActor,Description,Power,P,S,\na,x,3,10,100,a remark\nb,y,1,50,100\n"
    path.write_text(text, encoding="utf-8")
    with pytest.warns(StandoffWarning, match="S453"):
        found = standoff.forecast_summit(path, model="compromise")
    assert found.forecast.position == (20.0,)


def test_fractions_of_a_game_file_are_kept_without_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "g.nfg"
    path.write_text('NFG 1 R "g" { "A" "B" } { 1 1 }\n1/3 2\n', encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        standoff.convert(path, tmp_path / "g.efg")
    assert "1/3" in (tmp_path / "g.efg").read_text(encoding="utf-8")
