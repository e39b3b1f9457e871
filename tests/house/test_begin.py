"""The start program: what it keeps of the caller's settings, what it trusts of an earlier setup."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from source import ROOT


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program, looking at a folder of its own."""
    spec = importlib.util.spec_from_file_location("begin", ROOT / "begin.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (tmp_path / "requirements.lock").write_text("numpy==2.4.6\n", encoding="utf-8")
    home = tmp_path / ".venv"
    places = {
        "ROOT": tmp_path,
        "HOME": home,
        "LOCK": tmp_path / "requirements.lock",
        "STAMP": home / "standoff-stamp.json",
        "UNFINISHED": home / "standoff-unfinished",
        "PYTHON": home / "bin" / "python",
    }
    for name, value in places.items():
        monkeypatch.setattr(module, name, value)
    return module


def test_begin_without_arguments_explains_itself_and_sets_nothing_up() -> None:
    before = (ROOT / ".venv").exists()
    done = subprocess.run(
        [sys.executable, str(ROOT / "begin.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "python3 begin.py run nato-ukraine-2024" in done.stdout
    assert (ROOT / ".venv").exists() == before


def test_begin_with_a_changed_pin_sets_up_again(begin: ModuleType) -> None:
    first = begin._fingerprint()
    assert begin._fingerprint() == first
    begin.LOCK.write_text("numpy==2.5.0\n", encoding="utf-8")
    assert begin._fingerprint() != first


@pytest.mark.parametrize("broken", ["", "{", "[1, 2]", "null"])
def test_begin_with_a_broken_stamp_takes_it_for_none(begin: ModuleType, broken: str) -> None:
    begin.HOME.mkdir()
    begin.STAMP.write_text(broken, encoding="utf-8")
    assert begin._read_stamp() == {}


def test_begin_after_an_interruption_clears_its_own_remains(begin: ModuleType) -> None:
    begin.HOME.mkdir()
    begin.UNFINISHED.touch()
    begin._clear_away(ours=False)
    assert not begin.HOME.exists()


def test_begin_beside_an_environment_of_somebody_else_touches_nothing(begin: ModuleType) -> None:
    begin.HOME.mkdir()
    (begin.HOME / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(begin.SetupError, match="move it away"):
        begin._clear_away(ours=False)
    assert (begin.HOME / "mine.txt").exists()


def test_begin_with_settings_of_another_environment_leaves_them_behind(
    begin: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("PIP_TARGET", "elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "kept")
    settings = begin._environment()
    assert "elsewhere" not in settings.values()
    assert settings["PIP_INDEX_URL"] == "kept"  # where packages come from is the user's own choice
    assert settings["VIRTUAL_ENV"] == str(begin.HOME)


def test_begin_with_a_setup_that_fits_does_not_install(
    begin: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin.HOME.mkdir()
    stamp = {"fingerprint": begin._fingerprint(), "groups": "run test"}
    begin.STAMP.write_text(json.dumps(stamp), encoding="utf-8")
    monkeypatch.setattr(begin, "_works", lambda: True)
    monkeypatch.setattr(begin, "_install", lambda *_: pytest.fail("installed again"))
    begin._set_up("run")
    begin._set_up("test")


def test_begin_whose_installation_fails_leaves_no_stamp(
    begin: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise begin.SetupError("no network")

    monkeypatch.setattr(begin, "_make_environment", lambda: None)
    monkeypatch.setattr(begin, "_installer", list)
    monkeypatch.setattr(begin, "_install", fail)
    with pytest.raises(begin.SetupError):
        begin._set_up("run")
    assert not begin.STAMP.exists()
    assert begin.UNFINISHED.exists()


@pytest.mark.parametrize(
    ("words", "group", "starts"),
    [
        (["docs"], "docs", "make_site.py"),
        (["open", "strait.yaml"], "open", "standoff"),
        (["check", "docs"], "run", "standoff"),
        (["run", "x"], "run", "standoff"),
    ],
)
def test_begin_sets_up_what_a_command_needs_and_starts_it(
    words: list[str], group: str, starts: str, begin: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    started: list[list[str]] = []
    monkeypatch.setattr(begin, "_set_up", asked.append)
    monkeypatch.setattr(begin, "_become", lambda call: started.append(call) or 0)
    monkeypatch.chdir(begin.ROOT)
    assert begin.main(words) == 0
    assert asked == [group]
    assert any(Path(word).name == starts for word in started[0])


@pytest.mark.parametrize(
    ("extras", "project"),
    [(set(), "{root}"), ({"docs"}, "{root}[docs]"), ({"test", "docs"}, "{root}[docs,test]")],
)
def test_begin_installs_the_extras_of_every_command_used_so_far(
    extras: set[str], project: str, begin: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []

    def run(words: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        called.append(words)
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(begin.subprocess, "run", run)
    begin._install(["pip", "install"], extras)
    assert called[-1][-1] == project.format(root=begin.ROOT)
