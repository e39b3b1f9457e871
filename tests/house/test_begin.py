"""The start program: what it keeps of the caller's settings, what it trusts of an earlier setup."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
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


def test_lock_file_pins_what_each_group_of_the_project_asks_for(begin: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    extras = project["optional-dependencies"]
    for group, needs in {
        "run": project["dependencies"],
        **{name: extras[name] for name in begin.EXTRAS},
    }.items():
        pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", begin._pins(text, {"run", group}), re.MULTILINE))
        for need in map(Requirement, needs):
            name = need.name.lower().replace(".", "-").replace("_", "-")
            assert need.specifier.contains(pinned.get(name, "0")), f"{need} of {group}: {pinned.get(name)}"


LOCKED = """\
# groups: run
numpy==2.4.6 \\
    --hash=sha256:aa
# groups: docs test
click==8.5.1 ; sys_platform == 'win32' \\
    --hash=sha256:bb \\
    --hash=sha256:cc
# groups: test
pytest==9.2.0 \\
    --hash=sha256:dd
"""


@pytest.mark.parametrize(
    ("extras", "hashes"),
    [(set(), "aa"), ({"open"}, "aa"), ({"docs"}, "aa bb cc"), ({"test", "docs"}, "aa bb cc dd")],
)
def test_begin_installs_the_packages_of_every_command_used_so_far(
    extras: set[str], hashes: str, begin: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []

    def run(words: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        called.append(words)
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(begin.subprocess, "run", run)
    begin.HOME.mkdir()
    begin.LOCK.write_text(LOCKED, encoding="utf-8")
    begin._install(["pip", "install"], extras)
    packages, project = called
    assert packages[:4] == ["pip", "install", "--require-hashes", "-r"]
    assert re.findall(r"sha256:(\w+)", Path(packages[4]).read_text(encoding="utf-8")) == hashes.split()
    assert "--no-deps" in project
    assert project[-1] == str(begin.ROOT)


@pytest.mark.parametrize("changed", [False, True])
def test_begin_with_a_package_of_another_hash_installs_nothing(
    changed: bool, begin: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    if importlib.util.find_spec("pip") is None:
        pytest.skip("this environment has no pip of its own")
    wheel = begin.ROOT / "paper-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as inside:
        inside.writestr("paper.py", "")
        inside.writestr("paper-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: paper\nVersion: 1.0\n")
        inside.writestr(
            "paper-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        inside.writestr("paper-1.0.dist-info/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if changed:
        wheel.write_bytes(wheel.read_bytes() + b"\0")
    begin.LOCK.write_text(f"# groups: run\npaper==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    begin.HOME.mkdir()
    real = subprocess.run
    codes: list[int] = []

    def run(words: list[str], **settings: Any) -> subprocess.CompletedProcess[str]:
        done = real(words, **settings) if "-r" in words else subprocess.CompletedProcess(words, 0)
        codes.append(done.returncode)
        return done

    monkeypatch.setattr(begin.subprocess, "run", run)
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "--find-links", str(begin.ROOT)]
    if not changed:
        begin._install(pip, set())
        assert codes == [0, 0]
        return
    with pytest.raises(begin.SetupError):
        begin._install(pip, set())
    assert len(codes) == 1  # the project itself was not begun
    assert "HASH" in capfd.readouterr().err.upper()
