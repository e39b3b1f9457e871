"""A run opened in the workbench: the text that it read, shown and never written, with its draws and seed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from session_toys import barrier

import standoff
from standoff.app.commands.open import _found
from standoff.errors import StandoffError
from standoff.study.settings import DRAWS
from standoff.workbench.session import Session


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("run")
    out = home / "out"
    standoff.run(barrier(home), draws=300, seed=5, given={"leave": "stay"}, out=out, workers=1)
    return out


def test_run_is_opened_as_it_was_run_and_is_never_written(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts, draws, seed = _found(str(run))
    assert "given leave=stay" in capsys.readouterr().err
    held = Session(texts, draws=draws, seed=seed)
    assert (held.draws, held.seed) == (300, 5)
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    answer = held.answer(standoff.Changes(given={"leave": "stay"}))
    shown = summary["readings"][held.loaded.base]["endings"]["flooded"]["probability"]
    assert answer.found.endings["flooded"].probability == pytest.approx(
        shown, abs=1e-9
    )  # ten digits are written
    assert held.opened().kept_by == "is the copy of a run"
    before = {path: path.read_bytes() for path in (run / "scenario").rglob("*") if path.is_file()}
    changed = texts.with_texts({texts.main: texts.files[texts.main] + "# more\n"})
    with pytest.raises(StandoffError, match="S956: `barrier` is the copy of a run"):
        changed.save()
    assert {path: path.read_bytes() for path in before} == before
    assert texts.reread().of_run


def test_copy_that_was_changed_since_the_run_is_told(run: Path) -> None:
    (copy,) = (run / "scenario").iterdir()
    before = copy.read_bytes()
    copy.write_bytes(before.replace(b"beta(2, 8)", b"beta(8, 2)"))
    with pytest.raises(StandoffError, match="S705"):
        _found(str(run))
    copy.write_bytes(before)


def test_scenario_is_opened_with_the_usual_draws(tmp_path: Path) -> None:
    texts, draws, seed = _found(str(barrier(tmp_path)))
    assert (texts.kept_by, draws, seed) == ("", DRAWS, 0)


def test_run_that_names_a_scenario_elsewhere_opens_nothing(
    monkeypatch: pytest.MonkeyPatch, run: Path
) -> None:
    from standoff.results.run import manifest

    told = manifest.read_manifest(run)
    assert told is not None
    barrier(run.parent / "out")
    other = told.model_copy(update={"source": "../barrier.yaml"})
    monkeypatch.setattr(manifest, "read_manifest", lambda _: other)
    with pytest.raises(StandoffError, match="S703"):
        _found(str(run))
