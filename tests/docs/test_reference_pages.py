"""The reference pages on files say what a run really writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from blocks import BLOCK

import standoff

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
PLACE = "*"  # stands for a name that the user chose
OWN = ("readings", "endings", "measures", "conclusions", "values", "status", "given", "observed")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> standoff.Run:
    """A small run of the scenario on the language page, with a move given and one observed."""
    folder = tmp_path_factory.mktemp("reference")
    page = (REFERENCE / "language.md").read_text(encoding="utf-8")
    text = next(match["body"] for match in BLOCK.finditer(page) if match["order"] == "write")
    (folder / "strait.yaml").write_text(text, encoding="utf-8")
    known = {"given": {"pledge": "vague"}, "observed": {"challenge": "attack"}}
    return standoff.run(folder / "strait.yaml", draws=60, seed=1, out=folder / "run", workers=1, **known)


def _shape(value: Any, under: str = "") -> Iterator[str]:
    """Every path of keys, with the user's own names replaced."""
    if isinstance(value, dict):
        own = under.rsplit("/", 1)[-1] in OWN
        for key, inner in value.items():
            path = f"{under}/{PLACE if own else key}"
            yield path
            yield from _shape(inner, path)


def test_json_page_shows_the_keys_that_a_summary_has(run: standoff.Run) -> None:
    page = (REFERENCE / "json.md").read_text(encoding="utf-8")
    shown = next(match["body"] for match in BLOCK.finditer(page) if match["language"] == "json")
    written = json.loads((run.path / "summary.json").read_text(encoding="utf-8"))
    assert set(_shape(json.loads(shown))) == set(_shape(written))


def test_json_page_explains_every_status_that_there_is() -> None:
    from standoff.game.records import STATUS

    page = (REFERENCE / "json.md").read_text(encoding="utf-8")
    assert [status for status in STATUS if f"| `{status}` |" not in page] == []


def test_files_page_names_every_file_of_a_run(run: standoff.Run) -> None:
    page = (REFERENCE / "files.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)
    patterns = [re.escape(name).replace("READING", r"\w+").replace("00000", r"\d{5}") for name in listed]
    run.report()
    written = {path.relative_to(run.path).as_posix() for path in run.path.rglob("*") if path.is_file()}
    unknown = [name for name in written if not any(re.match(pattern, name) for pattern in patterns)]
    assert unknown == []


def test_files_page_names_every_column_of_a_part(run: standoff.Run) -> None:
    page = (REFERENCE / "files.md").read_text(encoding="utf-8")
    columns = {column.split(":")[0] for column in run.draws(parameters=False).columns}
    assert [column for column in columns if not re.search(rf"`{column}[:`]", page)] == []
