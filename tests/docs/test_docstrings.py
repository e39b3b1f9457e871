"""Every example in a docstring of the package runs as printed."""

from __future__ import annotations

import doctest
import importlib
import os
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "standoff"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def _modules() -> list[str]:
    with_examples = [
        path for path in sorted(PACKAGE.rglob("*.py")) if ">>> " in path.read_text(encoding="utf-8")
    ]
    names = [".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in with_examples]
    return [name.removesuffix(".__init__") for name in names]


@pytest.mark.parametrize("name", _modules())
def test_examples_of_a_module_give_what_they_print(name: str, tmp_path: Path) -> None:
    module = importlib.import_module(name)
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        result = doctest.testmod(module, optionflags=FLAGS)
    finally:
        os.chdir(before)
    assert result.failed == 0
    assert result.attempted > 0


def test_modules_with_examples_are_many() -> None:
    assert len(_modules()) > 15


def test_examples_of_the_package_are_never_skipped() -> None:
    skipped = [path.name for path in PACKAGE.rglob("*.py") if "+SKIP" in path.read_text(encoding="utf-8")]
    assert skipped == []
