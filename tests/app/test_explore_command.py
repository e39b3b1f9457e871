"""`standoff explore`: a run or a text goes in, findings and a report that shows them come out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from standoff.app.output.stages import Stages
from standoff.findings.registry import KINDS, OPTIONS, kinds_of
from standoff.scenario import load_text
from standoff.study import Settings, run
from tests.findings.toys import ATTACK, INSURANCE, PENNIES

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    settings = Settings(draws=120, seed=3, out=tmp_path / "run", workers=1)
    return run(load_text(ATTACK, "toy"), settings).path


def section_of(report: str, name: str) -> str:
    start = report.index(f'<section id="{name}"')
    return re.sub(r"\s+", " ", report[start : report.index("</section>", start)])


def test_tipping_of_a_run_is_written_told_and_shown(standoff: Run, folder: Path) -> None:
    code, out, _ = standoff("explore", folder, "--tipping", "--workers", 1)
    assert code == 0
    assert "Where choices flip" in out
    assert "instead of" in " ".join(out.split())
    found = json.loads((folder / "findings" / "tipping.json").read_text(encoding="utf-8"))
    assert found["kind"] == "tipping"
    assert found["seed"] == 3
    shown = section_of((folder / "report.html").read_text(encoding="utf-8"), "flips")
    assert "chance that the guarantor is firm" in shown
    assert "0.33 or less" in shown
    assert shown.count("<svg") >= 2
    assert "explore DIR" in section_of((folder / "report.html").read_text(encoding="utf-8"), "robust")


def test_text_is_run_first_and_three_kinds_are_shown(
    standoff: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("insurance.yaml").write_text(INSURANCE, encoding="utf-8")
    code, out, err = standoff(
        "explore", "insurance.yaml", "--draws", 60, "--seed", 2, "--robust", "--voi", "--workers", 1
    )
    assert code == 0, err
    (folder,) = Path("runs").iterdir()
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert "would lose 1" in section_of(report, "voi")
    robust = section_of(report, "robust")
    assert "The others keep to their play" in robust
    assert "✓" in robust
    assert "if known to know" in out


def test_structure_is_part_of_hinges_and_names_what_is_changed(standoff: Run, tmp_path: Path) -> None:
    made = run(load_text(PENNIES, "toy"), Settings(draws=80, seed=1, out=tmp_path / "p", workers=1))
    code, _, err = standoff("explore", made.path, "--hinges", "--workers", 1)
    assert (made.path / "findings" / "structure.json").exists(), err
    shown = section_of((made.path / "report.html").read_text(encoding="utf-8"), "structure")
    assert "Everybody plays half as precise" in shown
    assert "Who moves first" in shown
    assert code in (0, 2)  # another kind may have nothing to strike in so small a text


def test_json_names_files_and_says_the_same(standoff: Run, folder: Path) -> None:
    code, out, _ = standoff("explore", folder, "--robust", "--json", "--workers", 1)
    told = json.loads(out)
    assert code == 0
    assert Path(told["findings"]["robust"]["file"]).exists()
    assert told["findings"]["robust"]["says"]
    assert told["run"] == str(folder)


def test_wrong_move_is_refused_with_the_nearest_and_the_report_still_stands(
    standoff: Run, folder: Path
) -> None:
    code, _, err = standoff("explore", folder, "--tipping", "--robust", "--move", "challange", "--workers", 1)
    assert code == 2
    assert err.count("S740") == 1
    assert "challenge" in err
    assert (folder / "report.html").exists()


def test_seed_of_a_run_cannot_be_changed(standoff: Run, folder: Path) -> None:
    code, _, err = standoff("explore", folder, "--tipping", "--seed", 4)
    assert code == 2
    assert "S741" in err


def test_findings_of_another_run_are_not_shown(standoff: Run, folder: Path) -> None:
    standoff("explore", folder, "--tipping", "--workers", 1)
    path = folder / "findings" / "tipping.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(found | {"seed": 4}), encoding="utf-8")
    assert standoff("report", folder)[0] == 0
    assert "0.33 or less" not in (folder / "report.html").read_text(encoding="utf-8")


def test_every_kind_is_asked_for_by_an_option_that_the_command_has(standoff: Run) -> None:
    code, out, _ = standoff("explore", "--help")
    assert code == 0
    for option in OPTIONS:
        assert f"--{option}" in out
    asked_alone = {"mechanisms"}  # it costs as much as all others together
    assert {kind.name for kind in kinds_of([])} | asked_alone == {kind.name for kind in KINDS}


def test_time_left_follows_how_fast_the_kinds_before_were(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("standoff.app.output.stages.time.monotonic", lambda: now[0])
    kinds = kinds_of(["tipping", "robust"])
    stages = Stages(kinds, terminal=False)
    with stages, stages.of(kinds[0]):
        now[0] += 2 * kinds[0].seconds
    assert stages.speed() == pytest.approx(2.0)
    assert stages.left(kinds[1], 0.0) == pytest.approx(2 * kinds[1].seconds)


def test_text_without_an_uncertain_number_is_explored_for_what_is_left(
    standoff: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = PENNIES.replace("{draw: 'uniform(1, 3)', set_by: assumed}", "2").replace(
        "{draw: 'uniform(0, 4)', set_by: assumed}", "1"
    )
    Path("sure.yaml").write_text(text, encoding="utf-8")
    code, _, err = standoff("explore", "sure.yaml", "--draws", 20, "--workers", 1)
    assert code == 0, err
    assert "no number is uncertain" in err
    (folder,) = Path("runs").iterdir()
    assert (folder / "findings" / "robust.json").exists()
    assert not (folder / "findings" / "sensitivity.json").exists()
