"""House rules on error codes: each is known, used, explained, and shown by a test."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from source import PACKAGE, ROOT, python_files, shown

from standoff.codes import CODES

CODE = re.compile(r"\bS[1-9]\d\d\b")


def _used() -> dict[str, set[str]]:
    used: dict[str, set[str]] = {}
    for path in python_files():
        if path == PACKAGE / "codes.py":
            continue
        for code in re.findall(r"[\"'](S[1-9]\d\d)[\"']", path.read_text(encoding="utf-8")):
            used.setdefault(code, set()).add(shown(path))
    return used


def test_codes_in_use_all_have_a_title() -> None:
    assert {code: places for code, places in _used().items() if code not in CODES} == {}


def test_codes_with_a_title_are_all_in_use() -> None:
    assert sorted(set(CODES) - set(_used())) == []


def test_codes_written_in_the_list_stand_there_once() -> None:
    text = (PACKAGE / "codes.py").read_text(encoding="utf-8")
    written = re.findall(r"^\s*\"(S\d{3})\":", text, re.MULTILINE)
    assert sorted(written) == sorted(set(written))
    assert len(written) == len(CODES) > 50


def test_codes_are_each_shown_by_a_wrong_scenario_or_a_test() -> None:
    shown_codes: set[str] = set()
    for path in (ROOT / "tests").rglob("*"):
        here = "house" in path.relative_to(ROOT).parts
        if path.is_file() and path.suffix in (".py", ".txt", ".yaml", ".md") and not here:
            shown_codes |= set(CODE.findall(path.read_text(encoding="utf-8", errors="replace")))
    assert sorted(set(CODES) - shown_codes) == []


@pytest.mark.parametrize("page", ["errors.md", "cli.md"])
def test_generated_reference_page_is_as_its_script_makes_it(page: str) -> None:
    words = [sys.executable, str(ROOT / "docs" / "make_reference.py"), "--check", page]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
