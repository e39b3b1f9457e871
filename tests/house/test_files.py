"""House rules on files and functions: lengths, names, first lines, what may not stand in code."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from source import PACKAGE, ROOT, code_lines, functions, python_files, shown, tree

LONGEST_FILE = 500
MOST_ENTRIES = 18  # files and folders of a package at one level; more where the contributors' page says why
LONGEST_FUNCTION = 60  # code lines; the house aims at 25 and asks twice past 40
MOST_PARAMETERS = 6
# Solvers' kernels over tapes; see test_kernel_positions.py.
TAPES = {"logit_kernel.py", "batches.py"}
NO_NAMES = {"utils", "util", "common", "helpers", "helper", "base", "misc", "tools", "stuff", "core"}

# Where everything may be caught: the last resort that turns a bug into exit code 70.
CATCH_ALL = {"src/standoff/app/main.py"}


def test_files_of_the_package_are_at_most_500_lines() -> None:
    lengths = {shown(path): path.read_text(encoding="utf-8").count("\n") for path in python_files()}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_files_of_the_package_say_first_what_they_hold() -> None:
    silent = [shown(path) for path in python_files() if not ast.get_docstring(tree(path))]
    assert silent == []


def test_modules_have_no_name_that_says_nothing() -> None:
    named = [path for path in PACKAGE.rglob("*") if path.is_dir() or path.suffix == ".py"]
    assert [shown(path) for path in named if path.stem in NO_NAMES] == []


def test_packages_show_few_entries_or_the_page_says_why() -> None:
    """Both ways: a package that grows needs a line, and a line that is not needed goes."""
    page = (ROOT / "docs" / "reference" / "where-things-are.md").read_text(encoding="utf-8")
    listed = page.partition("| package | why |")[2].partition("\n\n")[0]
    excused = set(re.findall(r"^\| `([\w/]+)` \| \S", listed, flags=re.M))
    shown_by = Counter(
        path.parent.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*")
        if path.name not in ("__pycache__", "__init__.py", "py.typed") and "__pycache__" not in path.parts
    )
    many = {"standoff" if name == "." else name for name, n in shown_by.items() if n > MOST_ENTRIES}
    assert many == excused


def test_functions_of_the_package_are_at_most_60_code_lines() -> None:
    long = {}
    for path in python_files():
        lines = path.read_text(encoding="utf-8").splitlines()
        for function in functions(path):
            if (n := code_lines(function, lines)) > LONGEST_FUNCTION:
                long[f"{shown(path)}:{function.lineno} {function.name}"] = n
    assert long == {}


def test_functions_of_the_package_take_at_most_six_parameters() -> None:
    many = {}
    for path in python_files():
        for function in functions(path):
            given = function.args
            names = [arg.arg for arg in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
            n = len([name for name in names if name not in ("self", "cls")])
            if n > MOST_PARAMETERS and not _is_kernel(path, function):
                many[f"{shown(path)}:{function.lineno} {function.name}"] = n
    assert many == {}


def _is_kernel(path: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Kernels that take pointers one by one; all others take records, as other functions do."""
    decorators = [ast.unparse(decorator) for decorator in function.decorator_list]
    return path.name in TAPES and any(d.startswith(("compiled", "inlined")) for d in decorators)


def test_names_that_a_room_offers_have_docstrings() -> None:
    offered = [
        (PACKAGE.parent / f"{node.module.replace('.', '/')}.py", alias.name)
        for path in python_files()
        if path.name == "__init__.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("standoff.")
        for alias in node.names
    ]
    silent = [f"{shown(path)} {name}" for path, name in offered if path.exists() and _is_silent(path, name)]
    assert silent == []
    assert len(offered) > 20


def _is_silent(path: Path, name: str) -> bool:
    defined = [node for node in tree(path).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return any(node.name == name and not ast.get_docstring(node) for node in defined)


def test_code_has_no_notes_to_self() -> None:
    note = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    others = [path for folder in ("tests", "bench") for path in sorted((ROOT / folder).rglob("*.py"))]
    marked = [
        f"{shown(path)}:{number}"
        for path in [*python_files(), *others]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if note.search(line)
    ]
    assert marked == []


def test_exceptions_are_caught_by_name() -> None:
    blanket = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler) and _swallows_all(node) and shown(path) not in CATCH_ALL:
                blanket.append(f"{shown(path)}:{node.lineno}")
    assert blanket == []


def _swallows_all(handler: ast.ExceptHandler) -> bool:
    """Catches whatever comes, and does not raise it again as it was."""
    last = handler.body[-1]
    if isinstance(last, ast.Raise) and last.exc is None:
        return False
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException") for kind in kinds)


@pytest.mark.parametrize("word", ["print", "eval", "exec", "compile", "__import__", "input"])
def test_code_below_the_app_calls_no_builtin_of_the_outside(word: str) -> None:
    calls = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files()
        if not path.is_relative_to(PACKAGE / "app")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == word
    ]
    assert calls == []


def test_test_files_have_names_of_their_own() -> None:
    # pytest imports test files by their bare name: two of one name would shadow each other.
    names = [path.name for path in (ROOT / "tests").rglob("*.py")]
    counted = Counter(name for name in names if name not in ("__init__.py", "conftest.py"))
    assert [name for name, n in counted.items() if n > 1] == []


def test_tests_are_named_thing_condition_expectation() -> None:
    short = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for function in _top_functions(path):
            if function.startswith("test_") and function.count("_") < 3:
                short.append(f"{shown(path)} {function}")
    assert short == []


def _top_functions(path: Path) -> list[str]:
    return [node.name for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
