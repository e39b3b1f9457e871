"""Missing and damaged files of a run: the code, the file's name, the mend."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import small_run

from standoff import reports
from standoff.errors import RunError
from standoff.results.run.folder import open_folder
from standoff.results.run.manifest import FORMAT

FILES = tuple(small_run.content())


def refusal(folder: Path) -> RunError:
    with pytest.raises(RunError) as caught:
        open_folder(folder)
    return caught.value


@pytest.mark.parametrize("name", FILES)
def test_folder_without_a_file_names_it(small_folder: Path, name: str) -> None:
    (small_folder / name).unlink()
    error = refusal(small_folder)
    assert [problem.code for problem in error.problems] == ["S801"]
    assert name in str(error)
    assert "standoff run" in str(error)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("content", ["", "{", "[1, 2]", '{"format": NaN}', "\xff"])
def test_folder_with_a_damaged_file_names_it(small_folder: Path, name: str, content: str) -> None:
    (small_folder / name).write_bytes(content.encode("latin-1"))
    error = refusal(small_folder)
    head = {"S703", "S704"} if name == "manifest.json" else {"S802"}
    assert {problem.code for problem in error.problems} <= head
    assert name in str(error)


def test_folder_with_several_missing_files_names_them_all(small_folder: Path) -> None:
    for name in ("details/sceptic.json", "parameters/as_written.json"):
        (small_folder / name).unlink()
    assert len(refusal(small_folder).problems) == 2


def test_folder_that_does_not_exist_is_said(tmp_path: Path) -> None:
    error = refusal(tmp_path / "nothing")
    assert "There is no run at" in str(error)
    assert error.problems[0].code == "S801"


def change(folder: Path, name: str, edit: Callable[[Any], object]) -> None:
    path = folder / name
    content = json.loads(path.read_text(encoding="utf-8"))
    edit(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    if name != "manifest.json":
        small_run.sign(folder)
    elif content["format"] == FORMAT:
        small_run.sign(folder, content)


def _as_format_1(content: Any) -> None:
    """A summary of an earlier version: shares among the draws in which a conclusion is defined."""
    content["format"] = 1
    for reading in content["readings"].values():
        for conclusion in reading["conclusions"].values():
            for side in ("fails", "undefined", "unsolved"):
                conclusion.pop(f"share_{side}")


@pytest.mark.parametrize(
    ("code", "name", "edit", "said"),
    [
        ("S802", "summary.json", lambda c: c.update(seed="x"), "seed"),
        (
            "S802",
            "summary.json",
            lambda c: c["readings"]["sceptic"].pop("endings"),
            "readings.sceptic.endings",
        ),
        ("S802", "details/sceptic.json", lambda c: c["edges"][0].update(to=9), "node 9"),
        ("S802", "details/sceptic.json", lambda c: c["edges"][2].update(to=0), "larger number"),
        ("S704", "manifest.json", lambda c: c.update(format=2), "format 2"),
        ("S803", "summary.json", lambda c: c.update(format=3), "format 3"),
        ("S803", "summary.json", lambda c: _as_format_1(c), "format 1"),
        ("S804", "manifest.json", lambda c: c.update(finished=False), "not finished"),
        ("S805", "manifest.json", lambda c: c.update(readings=["as_written"]), "`sceptic`"),
        ("S805", "summary.json", lambda c: c.update(readings={}), "no reading"),
        ("S805", "manifest.json", lambda c: c.update(readings=["../../etc"]), "../../etc"),
    ],
)
def test_folder_that_does_not_fit_is_refused(
    small_folder: Path, code: str, name: str, edit: Callable[[Any], object], said: str
) -> None:
    change(small_folder, name, edit)
    error = refusal(small_folder)
    assert code in {problem.code for problem in error.problems}
    assert said in str(error)


@pytest.mark.parametrize("name", [name for name in FILES if name != "manifest.json"])
def test_file_that_was_changed_since_the_run_is_refused_by_name(small_folder: Path, name: str) -> None:
    path = small_folder / name
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    error = refusal(small_folder)
    assert [problem.code for problem in error.problems] == ["S802"]
    assert name in str(error)
    assert "changed" in str(error)


def test_manifest_that_was_changed_is_refused(small_folder: Path) -> None:
    path = small_folder / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"seed": 0', '"seed": 1'), encoding="utf-8")
    assert [problem.code for problem in refusal(small_folder).problems] == ["S703"]


def test_folder_without_a_solved_draw_says_which_reading(small_folder: Path) -> None:
    def unsolve(content: Any) -> None:
        for ending in content["readings"]["sceptic"]["endings"].values():
            ending["probability"] = None

    change(small_folder, "summary.json", unsolve)
    error = refusal(small_folder)
    assert [problem.code for problem in error.problems] == ["S807"]
    assert "`sceptic`" in str(error)


def test_report_that_cannot_be_written_is_said(small_folder: Path) -> None:
    (small_folder / "report.html").mkdir()
    with pytest.raises(RunError, match=r"S806: The report .*report\.html"):
        reports.write_report(small_folder)
    assert not [path for path in small_folder.iterdir() if path.name.endswith(".part")]
