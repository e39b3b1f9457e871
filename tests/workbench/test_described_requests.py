"""Requests made of the description that the server gives of itself: none that fits it ends in a fault."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from session_toys import barrier
from starlette.testclient import TestClient

from standoff.app.api.background import long_work
from standoff.workbench.server.application import PATHS, application
from standoff.workbench.server.description import description
from standoff.workbench.server.gates import Keys
from standoff.workbench.server.session_thread import SessionThread
from standoff.workbench.session import TextFiles

PORT = 4711
OWN = f"http://127.0.0.1:{PORT}"
EXAMPLES = 8  # of each path
DESCRIBED = description(PATHS)
SCHEMAS = DESCRIBED["components"]["schemas"]
ASKED = [path for path in DESCRIBED["paths"] if next(one for one in PATHS if one.path == path).hear is None]
WORDS = [
    *("p_storm", "stake", "leave", "stay", "storm", "hits", "c1", "paper", "calm", "barrier.yaml", "sharp"),
    *("beta(2, 3)", "1e308", "", "\u0000", "\ud83d\ude00", "../x", "standoff: 1\n", "title: [", "dear"),
]
TEXTS = st.sampled_from(WORDS) | st.text(max_size=12)
ANYTHING = st.none() | st.booleans() | st.integers() | TEXTS | st.lists(st.integers(), max_size=2)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    keys = Keys(PORT)
    made = SessionThread(
        TextFiles.find(barrier(tmp_path_factory.mktemp("described"))), draws=64, seed=0, work=long_work
    )
    found = TestClient(application(made, keys), base_url=OWN, follow_redirects=False)
    found.get(f"/?token={keys.token}")
    yield found
    made.close()


def _fitting(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """What fits a schema of the description, bounds left aside so that they are crossed as well."""
    if "$ref" in schema:
        return _fitting(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return st.one_of([_fitting(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("type") == "object" and "properties" in schema:
        needed = set(schema.get("required", ()))
        parts = {name: _fitting(one) for name, one in schema["properties"].items()}
        return st.fixed_dictionaries(
            {name: one for name, one in parts.items() if name in needed},
            optional={name: one for name, one in parts.items() if name not in needed},
        )
    if schema.get("type") == "object":
        inner = schema.get("additionalProperties")
        values = _fitting(inner) if isinstance(inner, Mapping) else ANYTHING
        return st.dictionaries(TEXTS, values, max_size=2)
    plain: dict[str, st.SearchStrategy[Any]] = {
        "string": TEXTS,
        "integer": st.integers(-2, 60) | st.integers(),
        "number": st.floats(allow_nan=False, allow_infinity=False) | st.floats(0, 1),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    if schema.get("type") == "array":
        return st.lists(_fitting(schema["items"]), max_size=2)
    return plain.get(str(schema.get("type")), ANYTHING)


@pytest.mark.parametrize("path", ASKED)
def test_request_that_fits_the_description_is_answered_as_described(client: TestClient, path: str) -> None:
    asked = DESCRIBED["paths"][path]["post"]
    body = asked["requestBody"]["content"]["application/json"]["schema"]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(sent=_fitting(body), now=st.integers(0, 3))
    def check(sent: Any, now: int) -> None:
        if "version" in sent and now:  # of the text that is held: else all of them stop there
            held = client.post("/api/opened", json={}, headers={"origin": OWN}).json()
            sent = {**sent, "version": held["version"]}
        content = json.dumps(sent)
        answer = client.post(
            path, content=content, headers={"content-type": "application/json", "origin": OWN}
        )
        assert str(answer.status_code) in asked["responses"], (content, answer.text[:300])
        described = asked["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
        checker = Draft202012Validator({**described, "components": {"schemas": SCHEMAS}})
        assert checker.is_valid(answer.json()), content

    check()


def test_every_path_that_is_no_stream_is_asked() -> None:
    assert len(ASKED) >= 12
