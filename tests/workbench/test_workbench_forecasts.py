"""Questions in the workbench: what the answers would forecast, and a ledger that nothing enters unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect
from served import serving
from session_toys import BARRIER, barrier
from starlette.testclient import TestClient

import standoff
from standoff.app.api.background import long_work
from standoff.app.api.ledger import clock
from standoff.workbench.server.application import application
from standoff.workbench.server.gates import Keys
from standoff.workbench.server.session_thread import SessionThread
from standoff.workbench.session import TextFiles
from standoff.workbench.session.forecasts import Book

DRAWS = 600
PORT = 4712
OWN = f"http://127.0.0.1:{PORT}"
AXE = Path(__file__).parents[1] / "data" / "axe" / "axe.min.js"
RULES = """async () => (await axe.run()).violations.map(
    one => one.id + ': ' + one.nodes.map(node => node.target).join(', '))"""
SCRIPT = "<img src=x onerror=alert(1)>"
ASKING = BARRIER.replace(
    "play: {precision: 1}",
    f"""questions:
  floods: {{asks: P(breach == breaks), text: "Is the town {SCRIPT} flooded?", due: 2031-12-31}}
  stays: {{asks: "P(leave == stay | storm == hits)", text: Does it stay if the storm hits?, due: 2031-12-31}}
  when: {{asks: landfall, text: When does it land?, due: 2031-12-31}}
play: {{precision: 1}}""",
)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return standoff.init_ledger(tmp_path / "book")


def _client(text: Path, book: Book | None) -> Iterator[TestClient]:
    session_thread, keys = (
        SessionThread(TextFiles.find(text), draws=DRAWS, seed=3, work=long_work, book=book),
        Keys(PORT),
    )
    client = TestClient(application(session_thread, keys), base_url=OWN, follow_redirects=False)
    client.get(f"/?token={keys.token}")
    yield client
    session_thread.close()


@pytest.fixture
def client(tmp_path: Path, ledger: Path) -> Iterator[TestClient]:
    yield from _client(barrier(tmp_path, ASKING), Book(ledger, "anna", clock))


def _post(client: TestClient, path: str, body: dict[str, Any]) -> Any:
    headers = {"content-type": "application/json", "origin": OWN}
    return client.post(path, content=json.dumps(body), headers=headers)


def _answered(client: TestClient, **changes: Any) -> Any:
    """The questions from all draws."""
    while True:
        found = _post(client, "/api/questions", {"changes": changes}).json()
        if found["draws"] >= found["wanted"]:
            return found


def lines_of(ledger: Path) -> list[dict[str, Any]]:
    files = sorted((ledger / "events").glob("*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text().splitlines()]


def test_answers_of_the_workbench_are_the_forecasts_of_the_run(client: TestClient, tmp_path: Path) -> None:
    found = _answered(client)
    assert (found["draws"], found["author"], found["forecaster"]) == (DRAWS, "anna", "barrier/as_written")
    made = standoff.run(tmp_path / "barrier.yaml", draws=DRAWS, seed=3, out=tmp_path / "run", workers=1)
    of_run = standoff.init_ledger(tmp_path / "of-run")
    standoff.forecast_run(of_run, made, author="anna")
    said = {one["question"]: one for one in lines_of(of_run) if one.get("forecaster") == "barrier/as_written"}
    shown = {one["name"]: one for one in found["questions"]}
    for name in ("barrier.floods", "barrier.stays"):
        assert shown[name]["chance"] == said[name]["value"]["p"]
    recorded = [_written(client, question=one) for one in ("floods", "stays", "when")]
    assert all(len(one["written"]) in (2, 4) for one in recorded)
    mine = {one["question"]: one for one in lines_of(tmp_path / "book") if one["kind"] == "forecast"}
    assert {name: one["value"] for name, one in mine.items()} == {
        name: one["value"] for name, one in said.items()
    }
    assert mine["barrier.stays.if"]["basis"]["draws"] == str(DRAWS)


def _written(client: TestClient, **asked: Any) -> Any:
    body = {"changes": {}, "author": "anna", "why": "As the answers say.", **asked}
    seen = _post(client, "/api/forecast", body).json()
    assert seen["written"] == []
    return _post(client, "/api/forecast", {**body, "seen": seen["mark"]}).json()


def test_nothing_is_written_that_was_not_seen(client: TestClient, ledger: Path) -> None:
    _answered(client)
    body = {"changes": {}, "question": "floods", "author": "anna", "why": "So.", "chance": 0.25}
    seen = _post(client, "/api/forecast", body).json()
    asked, said = (json.loads(line) for line in seen["lines"])
    assert (asked["kind"], asked["question"]) == ("question", "barrier.floods")
    assert (said["forecaster"], said["value"], said["why"]) == ("anna", {"p": 0.25}, "So.")
    assert "basis" not in said
    assert lines_of(ledger) == []
    for other in ({"chance": 0.3}, {"why": "Otherwise."}, {"author": "zoe"}, {"seen": "0" * 32}):
        answer = _post(client, "/api/forecast", {**body, "seen": seen["mark"], **other})
        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (409, "S961")
    assert lines_of(ledger) == []
    written = _post(client, "/api/forecast", {**body, "seen": seen["mark"]}).json()["written"]
    assert [one["id"] for one in lines_of(ledger)] == written
    (row,) = [one for one in _answered(client)["questions"] if one["key"] == "floods"]
    assert (row["state"], row["latest"]) == ("open", {"anna": "0.25"})
    assert standoff.verify_ledger(ledger).holds


def test_changed_answers_say_so_and_given_ones_are_no_forecast(client: TestClient, ledger: Path) -> None:
    turned = {"numbers": {"p_break": 0.5}}
    found = _answered(client, **turned)
    assert found["forecaster"] == "barrier/as_written, changed"
    _written(client, question="floods", changes=turned)
    said = lines_of(ledger)[-1]
    assert said["forecaster"] == "barrier/as_written, changed"
    assert json.loads(said["basis"]["changes"]) == turned
    given = {"given": {"storm": "hits"}}
    assert _answered(client, **given)["closed"].startswith("What is given is assumed")
    body = {"changes": given, "question": "floods", "author": "anna", "why": "So."}
    assert _post(client, "/api/forecast", body).json()["problems"][0]["code"] == "S960"


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"author": "../x"}, 422, "S773"),
        ({"author": "Anna"}, 422, "S773"),
        ({"why": "  "}, 422, "S960"),
        ({"question": "flods"}, 422, "S960"),
        ({"question": "when", "chance": 0.5}, 422, "S960"),
        ({"chance": 1.5}, 400, "less than or equal to 1"),
        ({"chance": "0.5"}, 400, "number"),
        ({"why": "x" * 5000}, 400, "4000"),
        ({"folder": "/tmp"}, 400, "folder"),
    ],
)
def test_what_is_no_forecast_is_refused(
    client: TestClient, ledger: Path, body: dict[str, Any], status: int, told: str
) -> None:
    whole = {"changes": {}, "question": "floods", "author": "anna", "why": "So.", **body}
    answer = _post(client, "/api/forecast", whole)
    assert answer.status_code == status
    assert told in answer.text
    assert lines_of(ledger) == []


def test_without_a_ledger_the_panel_says_how_to_begin(tmp_path: Path) -> None:
    for client in _client(barrier(tmp_path, ASKING), None):
        found = _post(client, "/api/questions", {"changes": {}}).json()
        assert "standoff ledger init DIR" in found["begin"]
        body = {"changes": {}, "question": "floods", "author": "anna", "why": "So."}
        assert _post(client, "/api/forecast", body).json()["problems"][0]["code"] == "S960"


def test_forecast_from_another_page_is_refused(client: TestClient, ledger: Path) -> None:
    for origin in ("http://evil.example", "null"):
        for path in ("/api/questions", "/api/forecast"):
            headers = {"content-type": "application/json", "origin": origin}
            assert client.post(path, content="{}", headers=headers).status_code == 403
    assert lines_of(ledger) == []


def test_analyst_looks_at_the_line_and_writes_it(
    window: BrowserContext, tmp_path: Path, ledger: Path
) -> None:
    where = barrier(tmp_path, ASKING)
    with serving(where, "--draws", "512", "--ledger", str(ledger)) as address:
        page = window.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        page.click("#tab-forecasts")
        record = page.locator("#record-floods")
        expect(record).to_be_enabled(timeout=30_000)
        expect(page.locator('[data-name="floods"] h3')).to_have_text(f"Is the town {SCRIPT} flooded?")
        record.click()
        page.fill("#forecast-author", "anna")
        page.fill("#forecast-why", "The dike is old.")
        page.fill("#forecast-chance", "0.35")
        expect(page.locator("#forecast-write")).to_be_disabled()
        page.get_by_role("button", name="Show the line").click()
        expect(page.locator("#forecast-lines")).to_contain_text('"value": {"p": 0.35}')
        assert lines_of(ledger) == []
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.evaluate(RULES) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate(RULES) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.fill("#forecast-chance", "0.4")  # another line than the one that was shown
        expect(page.locator("#forecast-write")).to_be_disabled()
        page.get_by_role("button", name="Show the line").click()
        page.locator("#forecast-write").click()
        expect(page.locator(".banner.kept")).to_contain_text("Written into")
        expect(page.locator('[data-name="floods"]')).to_contain_text("anna: 0.4")
        assert errors == []
    said = lines_of(ledger)[-1]
    assert (said["author"], said["value"], said["why"]) == ("anna", {"p": 0.4}, "The dike is old.")
