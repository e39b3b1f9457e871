"""The JSON Schema for editors agrees with the check, and shipped scenarios are found by name."""

from __future__ import annotations

import runpy
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from standoff import library
from standoff.errors import ScenarioError
from standoff.scenario import load, schema
from standoff.scenario.yaml.nodes import Items, Node, Pairs, kind_of
from standoff.scenario.yaml.reader import decode, read

HERE = Path(__file__).parent
RECORD = runpy.run_path(str(HERE / "record.py"))


def plain(node: Node) -> object:
    """The tree as an editor's YAML reader gives it to the schema."""
    if isinstance(node, Pairs):
        return {key.text: plain(value) for key, value in node}
    if isinstance(node, Items):
        return [plain(item) for item in node]
    numbers = {"whole": int, "number": float, "flag": lambda text: text == "true", "null": lambda _: None}
    return numbers.get(node.kind, str)(node.text)  # type: ignore[operator]


@cache
def validator() -> Any:
    return jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker())


def valid(path: Path) -> bool:
    tree = plain(read(decode(path.read_bytes(), path.name), path.name))
    found: bool = validator().is_valid(tree)
    return found


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_schema_accepts_the_toy() -> None:
    assert valid(HERE / "toy.yaml")


SHAPE = [
    p
    for p in RECORD["cases"]()
    if p.suffix == ".yaml" and ": S20" in p.with_suffix(".txt").read_text("utf-8")
]


@pytest.mark.parametrize("path", SHAPE, ids=lambda path: path.stem)
def test_schema_refuses_what_the_check_of_shape_refuses(path: Path) -> None:
    assert not valid(path)


MEANING = [
    p for p in RECORD["cases"]() if p.suffix == ".yaml" and ": S4" in p.with_suffix(".txt").read_text("utf-8")
]


@pytest.mark.parametrize("path", MEANING, ids=lambda path: path.stem)
def test_schema_accepts_what_only_the_check_of_meaning_refuses(path: Path) -> None:
    assert valid(path)


def described(part: object, path: str = "") -> list[str]:
    """The keys of a schema that lack a description."""
    if isinstance(part, list):
        return [found for item in part for found in described(item, path)]
    if not isinstance(part, dict):
        return []
    own = part.get("properties", {})
    missing = [f"{path}.{name}" for name, of in own.items() if not of.get("description")]
    return missing + [found for name, of in part.items() for found in described(of, f"{path}.{name}")]


def test_schema_describes_every_key() -> None:
    assert described(schema()) == []


def test_library_names_are_those_of_its_folders() -> None:
    for name in library.names():
        assert (library.find(name) / "scenario.yaml").is_file()


def test_library_unknown_name_is_refused() -> None:
    with pytest.raises(ScenarioError) as error:
        library.find("no_such_scenario")
    assert str(error.value).startswith(
        "S431: There is no file or folder `no_such_scenario`, and no shipped scenario"
    )
    with pytest.raises(ScenarioError) as error:
        load("no_such_scenario")
    assert error.value.problems[0].code == "S431"


def test_importing_the_room_is_light() -> None:
    said = "import sys, standoff.scenario; print(sorted({'numpy', 'ruamel', 'scipy'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_kind_of_quoted_text_is_text() -> None:
    assert kind_of("1", plain=False) == "text"
