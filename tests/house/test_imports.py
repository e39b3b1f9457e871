"""House rules on imports: the layers, and what a start of the command may not cost."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from source import ROOT, python_files, shown, tree

HEAVY = (
    "numpy",
    "scipy",
    "pydantic",
    "rich",
    "polars",
    "numba",
    "altair",
    "ruamel",
    "yaml",
    "jinja2",
    "vl_convert",
)


def test_layers_of_the_package_hold() -> None:
    command = "from importlinter.cli import lint_imports_command as c; c()"
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["run", "--help"]])
def test_help_of_the_command_imports_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys\n"
        "from standoff.app.main import main\n"
        f"sys.argv = ['standoff', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('LOADED', sorted(set({HEAVY!r}) & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.rstrip().endswith("LOADED []"), done.stdout + done.stderr


def test_import_of_the_package_loads_nothing_heavy() -> None:
    code = f"import sys, standoff; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_slow_imports_never_stand_at_the_top_of_a_module() -> None:
    slow = ("scipy.stats", "scipy.optimize", "altair", "vl_convert")
    found = []
    for path in python_files():
        for node in tree(path).body:
            for name in _imported(node):
                if name.startswith(slow) and not (name.startswith("altair") and "reports" in path.parts):
                    found.append(f"{shown(path)}:{node.lineno} {name}")
    assert found == []


def _imported(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []
