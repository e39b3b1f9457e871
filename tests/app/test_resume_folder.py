"""`standoff run --resume DIR`, which messages advise: the folder holds its scenario and settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff import scenario, study
from standoff.app.main import main
from standoff.results.run.manifest import read_manifest
from standoff.study import Quiet, Settings

TOY = Path(__file__).parents[1] / "scenario" / "toy.yaml"
PART = 8192


class Stopped(Quiet):
    """Stops the run after its first part."""

    def advance(self, n_draws: int) -> None:
        raise KeyboardInterrupt(n_draws)


@pytest.fixture
def unfinished(tmp_path: Path) -> Path:
    out = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        study.run(scenario.load(TOY), Settings(draws=PART + 8, seed=2, out=out, workers=1), Stopped())
    return out


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def test_unfinished_run_is_finished_from_its_folder_alone(
    unfinished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("run", "--resume", unfinished, "--workers", 1, "--no-report") == 0
    stored = read_manifest(unfinished)
    assert stored is not None
    assert stored.finished
    assert (stored.draws, stored.seed) == (PART + 8, 2)
    told = capsys.readouterr()
    assert "The strait" in told.out
    assert "8,192 of 16,400 draws are on disk already" in told.err


def test_setting_beside_a_folder_is_refused_not_dropped(
    unfinished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("run", "--resume", unfinished, "--draws", 10, "--reading", "sceptic") == 2
    told = capsys.readouterr().err
    assert "S705" in told
    assert "`--draws`, `--reading`" in told
    assert f"standoff run --resume {unfinished}" in told
