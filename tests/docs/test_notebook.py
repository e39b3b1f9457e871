"""The notebook: small, without outputs, with every function in it, and each of its cells runs.

Its cells are run one after the other in this process, with what the last line gives shown as a notebook
shows it: HTML, or a chart drawn without a network. A kernel of its own (nbclient, ipykernel and some
twenty packages below them) would start a second process and load everything again, to the same end.
"""

from __future__ import annotations

import ast
import inspect
import json
from pathlib import Path

import altair as alt
import pytest
import vl_convert

import standoff

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "notebooks" / "tour.ipynb"
LARGEST = 20_000  # bytes


def _cells() -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == "code"]


def _source(cell: dict[str, object]) -> str:
    lines = cell["source"]
    assert isinstance(lines, list)
    return "".join(lines)


def _called() -> set[str]:
    """The names of `standoff` that some cell calls."""
    trees = [ast.parse(_source(cell)) for cell in _cells()]
    calls = [node.func for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    attributes = [call for call in calls if isinstance(call, ast.Attribute)]
    return {call.attr for call in attributes if ast.unparse(call.value) == "standoff"}


def test_notebook_is_small_and_stores_no_outputs() -> None:
    assert NOTEBOOK.stat().st_size < LARGEST
    assert [cell["outputs"] for cell in _cells() if cell["outputs"]] == []
    assert {cell["execution_count"] for cell in _cells()} == {None}


def test_notebook_calls_every_function_of_the_package() -> None:
    functions = {name for name in standoff.__all__ if inspect.isfunction(getattr(standoff, name))}
    assert functions - _called() == set()
    assert len(functions) >= 20


def test_cells_of_the_notebook_run_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    shown = [_shown(_run(_source(cell), names)) for cell in _cells()]
    assert sum(text.startswith("<table>") for text in shown) >= 5
    assert sum(text.startswith("<svg") for text in shown) >= 4


def _run(source: str, names: dict[str, object]) -> object:
    """Run a cell; what its last line gives, or None where that is no expression or ends in `;`."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if not isinstance(last, ast.Expr):
        return None
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    return None if source.rstrip().endswith(";") else value


def _shown(value: object) -> str:
    """As a notebook shows it: a chart as SVG, a table as HTML, all else as text."""
    if isinstance(value, alt.TopLevelMixin):
        return str(vl_convert.vegalite_to_svg(value.to_dict(), allowed_base_urls=[]))
    html = getattr(value, "_repr_html_", None)
    return str(html()) if html is not None else repr(value)
