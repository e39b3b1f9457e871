"""The interface described as OpenAPI 3.1, made of the records that it takes and gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from standoff.workbench.server.bodies import Refusal
from standoff.workbench.server.interface import Path

FORMAT = "1"  # of the interface
REFUSED = {
    "400": "not understood",
    "409": "the files or another window stand against it",
    "413": "too large",
    "415": "no JSON",
    "422": "refused",
}


def description(paths: Sequence[Path]) -> dict[str, Any]:
    """The description of all paths."""
    models = {(one.takes, "validation") for one in paths} | {(one.gives, "serialization") for one in paths}
    models.add((Refusal, "serialization"))
    ordered = sorted(models, key=lambda pair: (pair[0].__name__, pair[1]))
    names, schemas = models_json_schema(
        ordered,  # type: ignore[arg-type]
        ref_template="#/components/schemas/{model}",
    )
    refused = _body(names[Refusal, "serialization"], "application/json")
    return {
        "openapi": "3.1.0",
        "info": {"title": "Standoff's workbench", "version": FORMAT},
        "paths": {one.path: {"post": _path(one, names, refused)} for one in paths},
        "components": {"schemas": schemas.get("$defs", {})},
    }


def _path(one: Path, names: Any, refused: dict[str, Any]) -> dict[str, Any]:
    kind = "text/event-stream" if one.hear else "application/json"
    given = _body(names[one.gives, "serialization"], kind)
    return {
        "summary": one.says,
        "operationId": one.path.rpartition("/")[2],
        "requestBody": {"required": True, **_body(names[one.takes, "validation"], "application/json")},
        "responses": {
            "200": {"description": one.says, **given},
            **{status: {"description": says, **refused} for status, says in REFUSED.items()},
        },
    }


def _body(schema: Any, kind: str) -> dict[str, Any]:
    return {"content": {kind: {"schema": schema}}}
