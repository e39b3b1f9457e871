"""The server: who may ask, what is refused and how, and that its answers are the session's."""

from __future__ import annotations

import asyncio
import hashlib
import http.client
import json
import socket
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from served import serving
from session_toys import BARRIER, barrier
from starlette.testclient import TestClient

import standoff
from standoff import Changes
from standoff.app.api.background import long_work
from standoff.app.commands import open as open_command
from standoff.errors import StandoffError
from standoff.results.session import OpenedText, SessionAnswer
from standoff.workbench.server.application import application
from standoff.workbench.server.bodies import MOST_BODY
from standoff.workbench.server.gates import Keys
from standoff.workbench.server.serving import serve
from standoff.workbench.server.session_thread import SessionThread
from standoff.workbench.session import TextFiles

DRAWS = 600
PORT = 4711
OWN = f"http://127.0.0.1:{PORT}"
JSON = {"content-type": "application/json", "origin": OWN}


@pytest.fixture
def keys() -> Keys:
    return Keys(PORT)


@pytest.fixture(scope="module")
def session_thread(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SessionThread]:
    """A session that no test writes into."""
    made = SessionThread(
        TextFiles.find(barrier(tmp_path_factory.mktemp("read"))), draws=DRAWS, seed=3, work=long_work
    )
    yield made
    made.close()


@pytest.fixture
def client(session_thread: SessionThread, keys: Keys) -> TestClient:
    return TestClient(application(session_thread, keys), base_url=OWN, follow_redirects=False)


@pytest.fixture
def known(client: TestClient, keys: Keys) -> TestClient:
    """A client that holds the cookie."""
    return _let_in(client, keys)


@pytest.fixture
def writing(tmp_path: Path, keys: Keys) -> Iterator[TestClient]:
    """A client of a file of its own."""
    made = SessionThread(TextFiles.find(barrier(tmp_path)), draws=DRAWS, seed=3, work=long_work)
    yield _let_in(TestClient(application(made, keys), base_url=OWN, follow_redirects=False), keys)
    made.close()


def _let_in(client: TestClient, keys: Keys) -> TestClient:
    answer = client.get(f"/?token={keys.token}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    return client


def _post(client: TestClient, path: str, body: object, **headers: str):  # type: ignore[no-untyped-def]
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(path, content=content, headers=JSON | headers)


def _version(client: TestClient) -> str:
    return str(_post(client, "/api/opened", {}).json()["version"])


def _of_text(client: TestClient, path: str, **body: object):  # type: ignore[no-untyped-def]
    """A question about the text that is held at this moment."""
    return _post(client, path, {"version": _version(client), **body})


# who may ask


def test_cookie_is_for_this_port_alone_and_out_of_reach_of_scripts(client: TestClient, keys: Keys) -> None:
    said = client.get(f"/?token={keys.token}").headers["set-cookie"]
    assert said.startswith(f"standoff_{PORT}=")
    for word in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert word in said


def test_token_is_good_once_and_a_second_use_prints_a_new_address() -> None:
    told: list[str] = []
    keys = Keys(PORT, told.append)
    first = keys.token
    assert not keys.exchange("another")
    assert told == []  # a guess makes the terminal say nothing
    assert keys.exchange(first)
    assert not keys.exchange(first)
    assert told == [f"http://127.0.0.1:{PORT}/?token={keys.token}"]
    assert keys.exchange(keys.token)


CLOSED = ["/", "/page/index.html", "/api/description.json", "/?token=wrong", "/?token="]


@pytest.mark.parametrize("path", CLOSED)
def test_page_without_the_cookie_is_refused(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 403


def test_request_without_the_cookie_or_with_a_wrong_one_is_refused(client: TestClient) -> None:
    assert _post(client, "/api/opened", {}).status_code == 403
    assert _post(client, "/api/opened", {}, cookie=f"standoff_{PORT}=wrong").status_code == 403
    assert _post(client, "/api/opened", {}, cookie=f"standoff_{PORT + 1}=x").status_code == 403


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1", f"127.0.0.1:{PORT + 1}", "", f"0.0.0.0:{PORT}"])
def test_request_for_another_host_is_refused(known: TestClient, host: str) -> None:
    assert _post(known, "/api/opened", {}, host=host).status_code == 421


@pytest.mark.parametrize(
    "origin", ["https://example.org", "null", f"https://127.0.0.1:{PORT}", f"http://127.0.0.1:{PORT + 1}"]
)
def test_request_from_another_page_is_refused(known: TestClient, origin: str) -> None:
    assert _post(known, "/api/opened", {}, origin=origin).status_code == 403


def test_post_that_does_not_say_where_it_comes_from_is_refused(known: TestClient) -> None:
    plain = {"content-type": "application/json"}
    assert known.post("/api/opened", content="{}", headers=plain).status_code == 403


def test_every_answer_tells_the_browser_what_the_page_may_do(known: TestClient) -> None:
    answers = [known.get("/"), known.get("/page/nothing.js"), _post(known, "/api/opened", {})]
    answers.append(_post(known, "/api/opened", {}, host="example.org"))
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'self'; script-src 'self'; style-src 'self' 'nonce-")
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


ELSEWHERE = ["../server/gates.py", "..%2fserver%2fgates.py", "%2e%2e/session/texts.py", "x"]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_file_that_is_not_of_the_page_is_not_served(known: TestClient, name: str) -> None:
    assert known.get(f"/page/{name}").status_code == 404


# what is refused


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        '{"changes": {"numbers": {"stake": NaN}}}',
        '{"changes": {"numbers": {"stake": Infinity}}}',
        '{"changes": {"numbers": {"stake": 1e999}}}',
        '{"changes": {"numbers": {"stake": true}}}',
        '{"changes": {"reading": 3}}',
        '{"changes": {"colour": "red"}}',
        '{"changes": {"claims": [' + ", ".join(['"c"'] * 2_001) + "]}}",
        '{"changes": {"play": "' + "4" * 201 + '"}}',
        '{"changes": {"numbers": {"stake": "' + "4" * 401 + '"}}}',
    ],
)
def test_body_that_is_not_a_question_is_refused_by_name(known: TestClient, body: str) -> None:
    answer = _post(known, "/api/preview", body)
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["what"]


def test_body_that_is_too_large_or_of_another_kind_is_refused(known: TestClient) -> None:
    assert _post(known, "/api/text", b"x" * (MOST_BODY + 1)).status_code == 413
    form = {"content-type": "text/plain", "origin": OWN}
    answer = known.post("/api/save", content='{"over": {}}', headers=form)
    assert (answer.status_code, answer.json()["problems"][0]["what"]) == (
        415,
        "the body has to be application/json",
    )


def test_change_that_cannot_be_is_told_with_its_code(known: TestClient) -> None:
    answer = _post(known, "/api/preview", {"changes": {"numbers": {"p_strom": 0.5}}})
    assert answer.status_code == 422
    told = answer.json()["problems"][0]
    assert (told["code"], told["fix"]) == ("S950", told["fix"])
    assert "`p_storm`" in told["fix"]


@pytest.mark.parametrize("pieces", [[], [b'{"changes": {'], [b"{}", b" "]])
def test_body_that_breaks_off_is_no_error_of_the_server(
    session_thread: SessionThread, keys: Keys, pieces: list[bytes]
) -> None:
    """What the server lets through here, uvicorn writes to the terminal as a traceback."""
    cookie = f"{keys.cookie_name}={keys.cookie}"
    headers = {**JSON, "host": f"127.0.0.1:{PORT}", "cookie": cookie, "content-length": "1000"}
    scope = {
        **{
            "type": "http",
            "method": "POST",
            "path": "/api/preview",
            "query_string": b"",
            "http_version": "1.1",
        },
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    coming = iter([{"type": "http.request", "body": one, "more_body": True} for one in pieces])
    sent: list[int] = []

    async def receive() -> dict[str, object]:
        return next(coming, {"type": "http.disconnect"})

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            sent.append(message["status"])

    asyncio.run(application(session_thread, keys)(scope, receive, send))
    assert sent == [400]


# what is answered


def test_answers_are_those_of_the_session(known: TestClient, tmp_path: Path) -> None:
    changes = Changes(numbers={"stake": 8.0}, claims=["c1"])
    body = {"changes": json.loads(changes.model_dump_json())}
    own = standoff.session(barrier(tmp_path), draws=DRAWS, seed=3)
    preview = SessionAnswer.model_validate_json(_post(known, "/api/preview", body).text)
    assert preview.preview
    assert preview.found.draws == preview.draws in (64, 256)  # fewer on a busy machine
    events = _post(known, "/api/refine", body).text.split("\n\n")
    kinds = [event.partition("\n")[0] for event in events if event]
    assert kinds[-1] == "event: done"
    last = next(event for event in reversed(events) if event.startswith("event: answer"))
    assert SessionAnswer.model_validate_json(last.partition("data: ")[2]) == own.answer(changes)


def test_work_that_cannot_be_asked_for_is_refused_on_the_way(known: TestClient) -> None:
    text = _post(known, "/api/explore", {"changes": {}, "kinds": ["hinge"]}).text
    assert text.startswith("event: refusal")
    assert "S914" in text
    assert "`hinges`" in text
    for path, body in (("/api/take", {}), ("/api/explore", {"kinds": ["tipping"]})):
        text = _post(known, path, {"changes": {"numbers": {"p_strom": 0.5}}, **body}).text
        assert text.startswith("event: refusal")
        assert "S950" in text
    for name in ("x.zip", "..%2fx.zip", "../api/opened"):
        assert known.get(f"/archive/{name}").status_code in (404, 405)


def test_refusal_on_the_way_is_an_event(known: TestClient) -> None:
    text = _post(known, "/api/refine", {"changes": {"reading": "cold"}}).text
    assert text.startswith("event: refusal")
    assert "S425" in text


def test_text_is_checked_mended_kept_saved_and_read_again(writing: TestClient, tmp_path: Path) -> None:
    path = tmp_path / "barrier.yaml"
    wrong = BARRIER.replace("by: city", "by: citty")
    told = _of_text(writing, "/api/text", files={"barrier.yaml": wrong}).json()
    assert told["stale"]
    edits = next(one["edits"] for one in told["problems"] if one["edits"])
    assert _of_text(writing, "/api/mend", edits=edits).json()["files"]["barrier.yaml"] == BARRIER
    kept = _of_text(writing, "/api/keep", changes={"numbers": {"stake": 9.0}}, name="dear")
    assert OpenedText.model_validate(kept.json()).readings == ["as_written", "calm", "dear"]
    assert "dear:" in path.read_text(encoding="utf-8")
    path.write_text(BARRIER, encoding="utf-8")
    seen = hashlib.sha256(BARRIER.encode()).hexdigest()
    assert _post(writing, "/api/outside", {}).json()["files"] == {"barrier.yaml": seen}
    refused = _of_text(writing, "/api/save")
    assert refused.status_code == 409
    assert refused.json()["problems"][0]["code"] == "S952"
    assert _of_text(writing, "/api/reread").json()["readings"] == ["as_written", "calm"]
    assert _post(writing, "/api/outside", {}).json() == {"files": {}, "version": _version(writing)}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/text", {"files": {"barrier.yaml": BARRIER + "# mine\n"}}),
        (
            "/api/mend",
            {"edits": [{"file": "barrier.yaml", "line": 1, "column": 1, "end_column": 1, "text": "#"}]},
        ),
        ("/api/keep", {"changes": {"numbers": {"stake": 9.0}}, "name": "dear"}),
        ("/api/save", {"over": {"barrier.yaml": ""}}),
        ("/api/reread", {}),
    ],
)
def test_window_that_shows_another_text_changes_nothing(
    writing: TestClient, tmp_path: Path, path: str, body: dict[str, object]
) -> None:
    shown = _version(writing)
    told = _of_text(writing, "/api/text", files={"barrier.yaml": BARRIER + "# theirs\n"}).json()
    assert (told["unsaved"], told["files"]) == (["barrier.yaml"], {"barrier.yaml": BARRIER + "# theirs\n"})
    refused = _post(writing, path, {"version": shown, **body})
    assert refused.status_code == 409
    assert refused.json()["problems"][0]["code"] == "S958"
    assert _post(writing, "/api/opened", {}).json() == told
    assert (tmp_path / "barrier.yaml").read_text(encoding="utf-8") == BARRIER
    assert _post(writing, path, body).status_code == 400  # a request that does not say what it shows
    assert _of_text(writing, path, **body).status_code == 200


def test_version_is_of_the_texts_and_not_of_what_stands_on_disk(writing: TestClient) -> None:
    wrong = {"barrier.yaml": "standoff: [\n"}
    versions = [_version(writing)]
    versions += [_of_text(writing, "/api/text", files=wrong).json()["version"]]
    versions += [_of_text(writing, "/api/text", files={"barrier.yaml": BARRIER}).json()["version"]]
    assert versions[0] == versions[2] != versions[1]
    saved = _of_text(writing, "/api/save").json()
    assert (saved["version"], saved["unsaved"]) == (versions[0], [])


def test_file_outside_the_scenario_is_neither_read_nor_written(writing: TestClient, tmp_path: Path) -> None:
    for name in ("../other.yaml", str(tmp_path / "other.yaml"), "claims/x.yaml"):
        answer = _of_text(writing, "/api/text", files={name: "x"})
        assert answer.status_code == 409
        assert answer.json()["problems"][0]["code"] == "S956"
    assert [one.name for one in tmp_path.iterdir()] == ["barrier.yaml"]


def test_description_names_every_path_and_only_schemas_that_it_has(known: TestClient) -> None:
    told = known.get("/api/description.json").json()
    assert told["openapi"] == "3.1.0"
    assert set(told["paths"]) >= {"/api/preview", "/api/refine", "/api/keep"}
    named = {part.rpartition("/")[2] for part in _references(told)}
    assert named <= set(told["components"]["schemas"])
    assert {"Changes", "SessionAnswer", "Refusal"} <= named


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "$ref":
                yield one
            yield from _references(one)
    elif isinstance(value, list):
        for one in value:
            yield from _references(one)


def test_refinement_that_nobody_hears_ends_after_a_chunk(tmp_path: Path) -> None:
    async def listen() -> int:
        session_thread = SessionThread(
            TextFiles.find(barrier(tmp_path)), draws=200_000, seed=0, work=long_work
        )
        answers = session_thread.refine(Changes(play="2"))
        first = await anext(answers)
        await answers.aclose()
        await session_thread.preview(Changes())  # the thread is free for the next question
        session_thread.close()
        return first.draws

    assert asyncio.run(listen()) < 200_000


# the command


def test_ctrl_c_while_answers_are_on_their_way_ends_without_a_word(tmp_path: Path) -> None:
    """`serving` compares what the terminal says: uvicorn's own end of a long answer is a traceback."""
    with serving(barrier(tmp_path), "--draws", "1000000") as address:
        host, token = address.removeprefix("http://").split("/?token=")
        first = http.client.HTTPConnection(host)
        first.request("GET", f"/?token={token}")
        cookie = first.getresponse().headers["set-cookie"].partition(";")[0]
        headers = JSON | {"origin": f"http://{host}", "cookie": cookie}
        asked = []
        for path, body in (("refine", {}), ("explore", {"kinds": ["tipping"]}), ("preview", {})):
            one = http.client.HTTPConnection(host)
            one.request("POST", f"/api/{path}", json.dumps(body), headers)
            asked.append(one)
        assert asked[0].getresponse().read(13) == b"event: answer"


def test_port_that_is_taken_is_told_by_code() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StandoffError, match=f"S954.*{port}"):
            serve(lambda: pytest.fail("begun without a port"), port=port, tell=lambda _: None)


def test_command_without_its_packages_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_command, "NEEDED", ("starlette", "no_such_package"))
    done = CliRunner().invoke(open_command.command, ["tripwire"])
    assert isinstance(done.exception, StandoffError)
    assert "S951" in str(done.exception)
    assert 'pip install "standoff[open]"' in str(done.exception)
