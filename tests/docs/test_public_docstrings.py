"""Every public function says what it takes and gives, and shows an example that computes something.

Read from the syntax trees of the package: what a room offers in `__all__`, and what its registries
name. `test_docstrings` runs the examples.
"""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs" / "site"))

from public_names import ROOMS, public_names  # noqa: E402

from standoff import solvers  # noqa: E402

FUNCTIONS = {
    name.full: name.value
    for room in ROOMS
    if room != "results"  # records of files: their fields stand in the reference of each file
    for name in public_names(room)
    if name.kind == "function"
}
# What is still owed. A name that no longer is comes off this list, or the second test fails.
OWED = {
    # An example needs a finished run: `docs/notebooks/tour.ipynb`, which a test runs, calls both.
    "standoff": "compare explore",
    "standoff.scenario": "check_events load load_text parse_events parse_play schema",
    # An example needs a finished run: it stands at `work_out`, which calls each of these.
    "standoff.findings.sensitivity": "sensitivity",
    "standoff.findings.robustness.structure": "structure",
    "standoff.findings.tipping.analysis": "tipping",
    "standoff.findings.discovery": "discovery",
    "standoff.findings.robustness.analysis": "robust",
    "standoff.findings.robustness.value_of_information": "voi",
    "standoff.findings.readings": "readings",
    "standoff.findings.premortem": "premortem",
    "standoff.findings.mechanisms.analysis": "mechanisms",
}
OWING = {f"{module}.{name}" for module, names in OWED.items() for name in names.split()}
HEAD = re.compile(r"^(Parameters|Returns|Raises|Source|Attributes|Examples)\n-{3,}\n", re.MULTILINE)
ENTRY = re.compile(r"^([*a-z_]\w*(?:, [*a-z_]\w*)*) : ", re.MULTILINE)


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse(Path(file).read_text(encoding="utf-8"))


def _node(function: object) -> ast.FunctionDef:
    named = [
        node
        for node in _tree(inspect.getfile(function)).body  # type: ignore[arg-type]
        if isinstance(node, ast.FunctionDef) and node.name == function.__name__  # type: ignore[attr-defined]
    ]
    assert len(named) == 1
    return named[0]


def lacking(node: ast.FunctionDef) -> list[str]:
    """What a function's docstring does not say, in words."""
    parts = HEAD.split(ast.get_docstring(node) or "")
    said = dict(zip(parts[1::2], parts[2::2], strict=True))
    given = node.args
    taken = [arg.arg for arg in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    taken += [] if given.kwarg is None else [given.kwarg.arg]
    told = {name for names in ENTRY.findall(said.get("Parameters", "")) for name in names.split(", ")}
    found = [f"the parameter {name}" for name in taken if name not in told]
    found += [f"no parameter {name} is taken" for name in sorted(told - set(taken))]
    if not (isinstance(node.returns, ast.Constant) and node.returns.value is None) and "Returns" not in said:
        found.append("what it returns")
    examples = doctest.DocTestParser().get_examples(said.get("Examples", ""))
    if not examples or not examples[-1].want:
        found.append("an example that ends in a value")
    return found


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - OWING))
def test_public_function_says_what_it_takes_and_gives_and_shows_a_value(name: str) -> None:
    assert lacking(_node(FUNCTIONS[name])) == []


def test_names_that_are_owed_a_docstring_still_are() -> None:
    assert set(FUNCTIONS) >= OWING
    assert [name for name in sorted(OWING) if not lacking(_node(FUNCTIONS[name]))] == []


def test_solvers_of_the_registry_are_among_the_public_functions_and_name_a_source() -> None:
    names = [f"standoff.solvers.{solver.name}" for solver in solvers.SOLVERS]
    assert set(names) <= set(FUNCTIONS) - OWING
    combined = {"standoff.solvers.solve"}  # of the other solvers, which name theirs
    without = [name for name in names if "Source\n------" not in (inspect.getdoc(FUNCTIONS[name]) or "")]
    assert set(without) <= combined


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["the parameter a", "what it returns", "an example that ends in a value"]),
        ("Parameters\n----------\na : x\n\nReturns\n-------\nint\n\nExamples\n--------\n>>> f(1)\n1\n", []),
        ("Parameters\n----------\na, b : x\n\nReturns\n-------\nint\n\nExamples\n--------\n>>> f(1)\n1\n",
         ["no parameter b is taken"]),
        ("Parameters\n----------\na : x\n\nReturns\n-------\nint\n\nExamples\n--------\n>>> import f\n",
         ["an example that ends in a value"]),
    ],
)  # fmt: skip
def test_docstring_that_lacks_something_is_told_what(text: str, told: list[str]) -> None:
    function = ast.parse(f"def f(a) -> int:\n    '''F.\n\n{text}'''\n").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert lacking(function) == told
