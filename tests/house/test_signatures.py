"""House rule: no signature of the app or of the reports says `Any`, and few keys are written by hand."""

from __future__ import annotations

import ast
import re

from source import PACKAGE, functions, python_files, shown

ROOMS = ("app", "reports")
MOST_KEYS = 30
KEY = re.compile(r'\w\["[a-z_0-9]+"\]')


def _names(annotation: ast.expr | None) -> set[str]:
    """The names in an annotation, those of one that is written as a string too."""
    if annotation is None:
        return set()
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    found = {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}
    return found | {node.attr for node in ast.walk(annotation) if isinstance(node, ast.Attribute)}


def _annotations(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr | None]:
    given = function.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    return [function.returns, *(argument.annotation for argument in arguments if argument is not None)]


def untyped(source: str) -> list[str]:
    """The functions of a text whose signature names `Any`."""
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    return [f.name for f in found if any("Any" in _names(one) for one in _annotations(f))]


def test_signatures_of_app_and_reports_never_say_any() -> None:
    files = [path for path in python_files() if path.relative_to(PACKAGE).parts[0] in ROOMS]
    vague = [
        f"{shown(path)}:{function.lineno} {function.name}"
        for path in files
        for function in functions(path)
        if any("Any" in _names(one) for one in _annotations(function))
    ]
    assert vague == []
    assert len(files) > 80


def test_signature_that_says_any_is_found_wherever_it_hides() -> None:
    hidden = (
        "def a(x: dict[str, Any]): ...\ndef b(*x: Any): ...\ndef c(**x: 'list[Any]'): ...\n"
        "def d() -> typing.Any: ...\ndef e(x: int) -> Anything: ...\n"
    )
    assert untyped(hidden) == ["a", "b", "c", "d"]


def test_keys_of_records_are_hardly_ever_written_by_hand() -> None:
    files = [path for path in python_files() if path.relative_to(PACKAGE).parts[0] in ROOMS]
    written = {shown(path): len(KEY.findall(path.read_text(encoding="utf-8"))) for path in files}
    assert sum(written.values()) < MOST_KEYS, {name: n for name, n in written.items() if n}
