"""`standoff compare`: readings of a run side by side on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from standoff import scenario
from standoff.app.main import main
from standoff.study import Settings, run
from tests.findings.test_tables import PRODUCT


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("compare")
    file = home / "made.yaml"
    file.write_text(PRODUCT, encoding="utf-8")
    return run(scenario.load(file), Settings(draws=400, workers=1, out=home / "run")).path


def _said(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(words)
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


def test_compare_names_what_differs_and_writes_the_finding(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = _said(["compare", str(folder), "--workers", "1"], capsys)
    assert code == 0
    assert "What makes High differ" in out
    assert "Watch list" in out
    stored = json.loads((folder / "findings" / "readings.json").read_text(encoding="utf-8"))
    assert stored["names"][1:] == ["high"]
    assert "The readings side by side" in (folder / "report.html").read_text(encoding="utf-8")


def test_compare_as_json_prints_json_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _said(["compare", str(folder), "--workers", "1", "--json", "--readings", "high"], capsys)
    assert code == 0
    assert json.loads(out)["swaps"]["high"]["whole"]["measure:starts"]["change"] > 0.2


def test_compare_with_an_unknown_reading_names_the_nearest(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = _said(["compare", str(folder), "--readings", "hihg"], capsys)
    assert code != 0
    assert "S708" in err
    assert "`high`" in err


def test_compare_with_one_reading_says_that_two_are_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(PRODUCT.partition("readings:")[0], encoding="utf-8")
    done = run(scenario.load(file), Settings(draws=100, workers=1, out=tmp_path / "run"))
    code, _, err = _said(["compare", str(done.path)], capsys)
    assert code != 0
    assert "S750" in err
