"""House rules on kernels: what they are given has names; a place is a number only on an axis of numbers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from source import PACKAGE, functions, python_files, shown

DECORATORS = ("called", "compiled", "compiled_allocating", "compiled_alone", "inlined", "inner")
ARRAYS = {
    "Floats",
    "Ints",
    "Indices",
    "Whole",
    "Words",
    "Yes",
}  # annotations of arrays, whose axes are numbers
MOST_PARAMETERS = 6
MARKED = re.compile(rf"@(\w+\.)?({'|'.join(DECORATORS)})\b")
# Files of pointers and tapes, whose records are still lists of numbers: nothing may be added here.
TAPES = {"logit_kernel.py", "batches.py"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _kernels(path: Path) -> list[Function]:
    if not MARKED.search(path.read_text(encoding="utf-8")):
        return []
    return [f for f in functions(path) if any(_name(d) in DECORATORS for d in f.decorator_list)]


def _name(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).rpartition(".")[2]


def positions(function: Function) -> list[str]:
    """Where a kernel reads something that it was given by its place, though it is no array."""
    given = {
        a.arg for a in function.args.args if a.annotation is None or ast.unparse(a.annotation) not in ARRAYS
    }
    found = [
        f"{a.arg}: {ast.unparse(a.annotation)}"
        for a in function.args.args
        if a.annotation is not None and ast.unparse(a.annotation).startswith(("tuple", "Any"))
    ]
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and _is(node.value, given) and _is_place(node.slice):
            found.append(ast.unparse(node))
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple) and _is(node.value, given):
            found.append(ast.unparse(node))
    return found


def _is(node: ast.expr, names: set[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _is_place(index: ast.expr) -> bool:
    """A number, a slice, or a constant that stands for a number."""
    if isinstance(index, ast.UnaryOp):
        index = index.operand
    number = isinstance(index, ast.Constant) and isinstance(index.value, int)
    return number or isinstance(index, ast.Slice) or (isinstance(index, ast.Name) and index.id.isupper())


KERNEL_FILES = [path for path in python_files() if _kernels(path)]


@pytest.mark.parametrize("path", KERNEL_FILES, ids=shown)
def test_kernel_reads_what_it_is_given_by_name(path: Path) -> None:
    if path.name in TAPES:
        assert any(positions(f) for f in _kernels(path)), f"{path.name} is done: take it off the list"
        return
    assert {f.name: where for f in _kernels(path) if (where := positions(f))} == {}


@pytest.mark.parametrize("path", KERNEL_FILES, ids=shown)
def test_kernel_takes_at_most_six_parameters(path: Path) -> None:
    if path.name not in TAPES:
        many = {f.name: len(f.args.args) for f in _kernels(path) if len(f.args.args) > MOST_PARAMETERS}
        assert many == {}


def test_kernels_are_found_in_every_room_that_has_some() -> None:
    rooms = {path.relative_to(PACKAGE).parts[0] for path in KERNEL_FILES}
    assert {"front", "summit", "solvers", "kernels"} <= rooms


@pytest.mark.parametrize(
    "body",
    ["return game[8]", "return game[HAZARD]", "a, b = game", "a, b = game[:2]", "return game[-1]"],
)
def test_positions_of_a_record_are_all_seen(body: str) -> None:
    code = f"def f(game: Structure, table: Floats):\n    {body}\n"
    function = ast.parse(code).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert positions(function)


def test_numbers_on_an_axis_of_an_array_are_allowed() -> None:
    function = ast.parse("def f(queue: Floats, i: int):\n    return queue[0, i] + queue[1]\n").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert positions(function) == []
