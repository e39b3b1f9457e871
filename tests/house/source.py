"""The project's own files and their syntax trees, for the house tests."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "standoff"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file of the package, in order."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """A path as it reads from the project's folder."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> list[Function]:
    """All functions and methods of a file, nested ones too."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, Function)]


def code_lines(function: Function, lines: list[str]) -> int:
    """Lines of a function without its docstring, blank lines and comment lines."""
    body = function.body
    first = function.lineno
    documented = ast.get_docstring(function) is not None
    skipped = set(range(body[0].lineno, (body[0].end_lineno or 0) + 1)) if documented else set()
    return sum(
        1
        for number in range(first, (function.end_lineno or first) + 1)
        if number not in skipped and (line := lines[number - 1].strip()) and not line.startswith("#")
    )


@cache
def text_files() -> tuple[Path, ...]:
    """Every text file of the project that is, or is about to be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        names = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        folders = ("src", "tests", "docs", "bench", "changes")
        names = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    ends = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".lock", ".json", ".html", ".css", ""}
    kept = {path for path in names if path.is_file() and path.suffix in ends}
    return tuple(sorted(path for path in kept if "__pycache__" not in path.parts))
