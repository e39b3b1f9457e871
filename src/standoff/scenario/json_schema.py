"""The JSON Schema of a scenario's text for editors, made from the same tables as the check."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

from standoff.scenario.grammar import SCENARIO, VERSION
from standoff.scenario.yaml.shape import (
    DATE_LIKE,
    INDEXED,
    MOST_NAME,
    NAME,
    Fields,
    Forms,
    Leaf,
    ListOf,
    MapOf,
    Shape,
)

_NAME = f"^(?=.{{1,{MOST_NAME}}}$){NAME.pattern}$"
SHORT = 300  # letters of JSON: a shape below that is written out where it stands
_NUMERIC = r"^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$"


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario file.

    It knows keys, forms and choices; what the names mean is checked only by `load`.

    Examples
    --------
    >>> schema()["properties"]["title"]["description"]
    'what the scenario is called'
    """
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Standoff scenario, version 1 of the language",
    }
    defs: dict[str, dict[str, Any]] = {}
    found = head | _fields(SCENARIO, defs) | {"$defs": defs}
    found["properties"]["standoff"] |= {"const": int(VERSION)}
    return found


def _of(shape: Shape, defs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The schema of a shape; what is large stands once, in `defs`, and is referred to."""
    if isinstance(shape, Leaf):
        return _of_leaf(shape)
    if isinstance(shape, ListOf):
        items: dict[str, Any] = {"type": "array", "items": _of(shape.item, defs), "minItems": shape.least}
        if shape.most < 10_000:
            items["maxItems"] = shape.most
        if shape.distinct:
            items["uniqueItems"] = True
        return {"anyOf": [items, _of(shape.item, defs)]} if shape.single else items
    if isinstance(shape, MapOf):
        pattern = {"pattern": _NUMERIC if shape.numbers else _name(shape.parts, shape.indexed)}
        value = _of(shape.value, defs)
        return {
            "type": "object",
            "propertyNames": pattern,
            "additionalProperties": value,
            "minProperties": shape.least,
        }
    return _of_fields(shape, defs) if isinstance(shape, Fields) else _of_forms(shape, defs)


def _name(parts: int, indexed: bool) -> str:
    dotted = rf"(\.{NAME.pattern}){{{parts - 1}}}"
    if indexed:
        return f"^({INDEXED.pattern}|{NAME.pattern}{dotted})$" if parts > 1 else f"^{INDEXED.pattern}$"
    return _NAME if parts == 1 else f"^{NAME.pattern}({dotted})?$"


def _of_leaf(shape: Leaf) -> dict[str, Any]:
    if shape.choices:
        return {"enum": list(shape.choices)}
    if shape.name:
        return {"type": "string", "pattern": _name(shape.parts, shape.indexed)}
    if shape.kinds == {"date"}:
        return {"type": "string", "format": "date", "pattern": f"^{DATE_LIKE.pattern}$"}
    types = {"text": "string", "date": "string", "number": "number", "whole": "integer", "flag": "boolean"}
    found = sorted({types[kind] for kind in shape.kinds if kind in types})
    found = [name for name in found if not (name == "integer" and "number" in found)]
    kinds: dict[str, Any] = {"type": found if len(found) > 1 else found[0]}
    if "date" in shape.kinds and "text" not in shape.kinds:  # what is a string is a date
        kinds["pattern"] = f"^{DATE_LIKE.pattern}$"
    return kinds


def _of_fields(shape: Fields, defs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    found = _fields(shape, defs)
    if len(json.dumps(found)) < SHORT:
        return found
    called = re.sub(r"\W+", "_", shape.what).strip("_").removeprefix("a_").removeprefix("an_")
    names = (called if n == 1 else f"{called}_{n}" for n in itertools.count(1))
    name = next(name for name in names if defs.get(name, found) == found)
    defs[name] = found
    return {"$ref": f"#/$defs/{name}"}


def _fields(shape: Fields, defs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    properties = {name: _of(key.shape, defs) | {"description": key.says} for name, key in shape.keys.items()}
    required = [name for name, key in shape.keys.items() if key.required]
    found: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        found["required"] = required
    if shape.one_of:
        found["oneOf"] = [{"required": [name]} for group in shape.one_of for name in group]
    return found


def _of_forms(shape: Forms, defs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    several = [shape.scalar, shape.marked[1] if shape.marked else None, shape.pairs, shape.items]
    found: list[dict[str, Any]] = [_of(form, defs) for form in several if form is not None]
    if shape.nothing:
        found.append({"type": "null"})
    return {"anyOf": found}
