"""A finished run's folder proves itself: each change is refused by name, repaired, or read by nothing."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from folders import TOY, contents

from standoff import scenario, study
from standoff.errors import StandoffError
from standoff.results.run.digests import changed
from standoff.study import Quiet, Settings

DRAWS = 40
EDITS = 40


class Told(Quiet):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("restore") / "run"
    return study.run(scenario.load(TOY), Settings(draws=DRAWS, seed=3, out=out, workers=1)).path


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "copy"))


def names(folder: Path) -> list[str]:
    return sorted(contents(folder))


def test_manifest_lists_every_file_of_the_run(finished: Path) -> None:
    assert sorted(study.open_run(finished).manifest.files) == names(finished)


@pytest.mark.parametrize("how", ["figure", "removed", "emptied", "folder"])
@pytest.mark.parametrize("kind", ["summary.json", "text.json", "parameters", "details"])
def test_derived_file_that_was_changed_is_made_again_and_said(copy: Path, kind: str, how: str) -> None:
    name = next(name for name in names(copy) if name.startswith(kind))
    before = contents(copy)
    path = copy / name
    if how == "figure":
        text = path.read_text(encoding="utf-8")
        digit = next(i for i in range(len(text) - 1, 0, -1) if text[i] in "12345678")
        path.write_text(text[:digit] + str(int(text[digit]) + 1) + text[digit + 1 :], encoding="utf-8")
    elif how == "emptied":
        path.write_text("", encoding="utf-8")
    else:
        path.unlink()
    if how == "folder":
        path.mkdir()
        with pytest.raises(StandoffError, match="S701"):
            study.open_run(copy, Told())
        return
    told = Told()
    study.open_run(copy, told)
    assert any(name in said and "made again" in said for said in told.said)
    assert contents(copy) == before


def test_change_is_a_warning_where_nobody_listens(copy: Path) -> None:
    (copy / "summary.json").write_text("{}", encoding="utf-8")
    with pytest.warns(UserWarning, match=r"summary\.json.*made again"):
        study.open_run(copy)


def test_copy_of_the_scenario_that_was_edited_is_refused(copy: Path) -> None:
    path = next((copy / "scenario").rglob("*.yaml"))
    path.write_text(path.read_text(encoding="utf-8").replace("0.3", "0.4", 1), encoding="utf-8")
    with pytest.raises(StandoffError, match=r"S705: .*toy\.yaml"):
        study.open_run(copy)


def test_part_that_was_changed_or_is_another_runs_is_refused_with_the_command_that_mends_it(
    copy: Path, finished: Path, tmp_path: Path
) -> None:
    other = study.run(scenario.load(TOY), Settings(draws=DRAWS, seed=4, out=tmp_path / "other", workers=1))
    part = next(name for name in names(copy) if name.startswith("ensemble/"))
    shutil.copy(other.path / part, copy / part)
    with pytest.raises(StandoffError, match=r"S712: .*standoff run --resume"):
        study.open_run(copy)
    (copy / part).write_bytes((copy / part).read_bytes()[:-1])
    study.resume(copy)
    assert contents(copy) == contents(finished)
    study.open_run(copy)


def test_manifest_cannot_name_a_file_outside_the_folder(copy: Path) -> None:
    manifest = study.open_run(copy).manifest
    strange = manifest.model_copy(update={"files": {"../secret.json": "0" * 64, "/etc/passwd": "0" * 64}})
    assert changed(copy, strange) == ("../secret.json", "/etc/passwd")


@pytest.mark.parametrize("seed", range(EDITS))
def test_random_edit_is_refused_repaired_or_read_by_nothing(copy: Path, finished: Path, seed: int) -> None:
    rng = random.Random(seed)
    name = rng.choice([*names(copy), "manifest.json", "manifest.json"])
    content = bytearray((copy / name).read_bytes())
    place = rng.randrange(len(content))
    how = rng.choice(("byte", "cut", "doubled"))
    if how == "byte":
        content[place] ^= 1 << rng.randrange(7)
    else:
        content = content[:place] if how == "cut" else content + content
    (copy / name).write_bytes(bytes(content))
    if name.startswith(("ensemble/", "scenario/")) or name == "manifest.json":
        with pytest.raises(StandoffError, match=name.split("/")[-1]):
            study.open_run(copy, Told())
        return
    study.open_run(copy, Told())
    assert contents(copy) == contents(finished)
