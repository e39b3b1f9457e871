"""The text on the page: nothing that is typed is lost, whoever else writes meanwhile."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from pathlib import Path

from page_steps import DRAWS, opened, refined, turn, type_at_the_top
from playwright.sync_api import APIResponse, BrowserContext, Page, Route, expect
from served import serving
from session_toys import BARRIER


def test_two_windows_of_one_text_lose_nothing_in_silence(window: BrowserContext, path: Path) -> None:
    with serving(path, *DRAWS) as address:
        one = opened(window, address)
        other = opened(window, address.partition("?")[0])
        type_at_the_top(one, "# one\n")
        expect(one.locator("#save")).to_be_enabled()
        expect(one.locator("#banner-other")).to_have_count(0)
        type_at_the_top(other, "# other\n")
        expect(other.locator("#banner-other")).to_contain_text("another window")
        other.locator("#banner-other button", has_text="Load that text").click()
        expect(other.locator(".cm-line").first).to_have_text("# one")
        expect(other.locator("#banner-other")).to_have_count(0)
        expect(other.locator("#save")).to_be_enabled()  # it does not stand on disk
        other.locator(".cm-content").click()
        other.keyboard.press("Control+Home")
        other.keyboard.type("# other\n")
        expect(other.locator("#problems")).to_be_attached()
        other.keyboard.press("Control+s")
        expect(other.locator("#save")).to_be_disabled()
        assert path.read_text(encoding="utf-8") == "# other\n# one\n" + BARRIER
        # the first window still shows its own: saving it is refused once, and done on purpose
        one.click("#save")
        expect(one.locator("#banner-other")).to_contain_text("S958")
        assert path.read_text(encoding="utf-8") == "# other\n# one\n" + BARRIER
        one.locator("#banner-other button", has_text="Keep the text of this window").click()
        expect(one.locator("#save")).to_be_disabled()
        assert path.read_text(encoding="utf-8") == "# one\n" + BARRIER
        # what is not saved is told where a reading is kept, and a window that is opened anew knows it
        with one.expect_response("**/api/text"):
            type_at_the_top(one, "# two\n")
        one.reload()
        refined(one)
        expect(one.locator("#tab-text")).to_have_class(re.compile("unsaved"))
        turn(one, "stake", 1)
        one.click("#keep")
        expect(one.locator("#keep-unsaved")).to_contain_text("barrier.yaml")


def _held_back(page: Page, path: str, ask: Callable[[], object], meanwhile: Callable[[], object]) -> None:
    """Something asked of the server, its answer held back until something else was done on the page."""
    answers: list[tuple[Route, APIResponse]] = []
    page.route(path, lambda route: answers.append((route, route.fetch())))
    with page.expect_request(path):
        ask()
    while not answers:
        page.wait_for_timeout(20)
    meanwhile()
    for route, response in answers:
        route.fulfill(response=response)
    page.unroute(path)


def test_letters_typed_while_the_server_writes_stay(window: BrowserContext, path: Path) -> None:
    with serving(path, *DRAWS) as address:
        page = opened(window, address)

        def held_back(path: str, ask: Callable[[], object], typed: str) -> None:
            _held_back(page, path, ask, lambda: type_at_the_top(page, typed))
            expect(page.locator(".cm-line").first).to_have_text(typed.strip())
            expect(page.locator("#save")).to_be_enabled()
            expect(page.locator("#banner-other")).to_have_count(0)

        turn(page, "stake", 1)
        page.click("#keep")
        page.fill("#keep-name", "dear")
        held_back("**/api/keep", lambda: page.keyboard.press("Enter"), "# kept\n")
        expect(page.locator("#reading")).to_have_value("dear")
        kept = path.read_text("utf-8")
        assert re.sub(r"\n  dear:.*?(?=\n\n# the end)", "", kept, flags=re.DOTALL) == BARRIER
        held_back("**/api/save", lambda: page.click("#save"), "# saved\n")
        assert path.read_text("utf-8") == f"# kept\n{kept}"
        path.write_text(f"{kept}# theirs\n", encoding="utf-8")
        again = page.locator("#banner-outside button", has_text="Load it again")
        held_back("**/api/reread", again.click, "# read again\n")
        page.click("#save")
        expect(page.locator("#save")).to_be_disabled()
        assert path.read_text("utf-8") == f"# read again\n{kept}# theirs\n"
        page.locator(".cm-content").press("Control+z")  # and what was not saved then comes back
        expect(page.locator(".cm-content")).to_contain_text("# saved")


def test_disk_and_length_are_told_and_nothing_is_written_by_a_consent_to_less(
    window: BrowserContext, path: Path
) -> None:
    with serving(path, *DRAWS) as address:
        page = opened(window, address)
        page.click("#tab-text")
        page.locator(".cm-content").click()
        page.keyboard.press("Control+End")
        page.keyboard.insert_text("# " + "x" * 2_000_000)
        expect(page.locator("#problems .error")).to_contain_text("S102", timeout=20_000)
        expect(page.locator("#banner-stale")).to_be_visible()
        page.keyboard.press("Control+z")
        expect(page.locator("#problems .error")).to_have_count(0)
        expect(page.locator(".banner")).to_have_count(0)
        path.unlink()
        page.locator("#banner-outside button", has_text="Write it again").click(timeout=10_000)
        expect(page.locator(".banner")).to_have_count(0)
        assert path.read_text("utf-8") == BARRIER
        path.write_text(BARRIER + "# theirs\n", encoding="utf-8")
        over = page.locator("#banner-outside button", has_text="Save over it")
        expect(over).to_be_visible(timeout=10_000)
        page.clock.install()  # the page looks at the disk no more
        path.write_text(BARRIER + "# theirs, later\n", encoding="utf-8")
        over.click()
        expect(page.locator("#banner-refused")).to_contain_text("S952")
        assert path.read_text("utf-8") == BARRIER + "# theirs, later\n"


REST = """as_of: 2031-03-01
horizon: 2031-12-31
actors:
  guard: {title: Guard}
  storm_watch: {title: Watch}
moves:
  gate:
    options: [shut, open]
"""
END = """payoffs:
  guard: {effort: -1 if gate == shut}
  storm_watch: {calm: 1}
play: {precision: 1}
endings:
  dry: otherwise
  wet: gate == """


def _offered(page: Page, word: str, offer: str) -> None:
    page.keyboard.type(word)
    expect(page.locator("#offers [aria-selected=true] code")).to_have_text(offer)
    page.keyboard.press("Enter")
    expect(page.locator("#offers")).to_be_hidden()


def test_scenario_is_written_from_nothing_with_what_is_offered(
    window: BrowserContext, tmp_path: Path
) -> None:
    path = tmp_path / "gate.yaml"
    path.write_text("", encoding="utf-8")
    with serving(path, *DRAWS) as address:
        page = window.new_page()
        page.goto(address)
        expect(page.locator("#panel-text")).to_be_visible()
        page.locator(".cm-content").click()
        _offered(page, "sta", "standoff")
        page.keyboard.insert_text("1\n")
        _offered(page, "tit", "title")
        page.keyboard.insert_text(f"A gate\n{REST}    ")
        _offered(page, "b", "by")
        _offered(page, "gu", "guard")
        page.keyboard.insert_text(f"\n{END}")
        _offered(page, "sh", "shut")
        expect(
            page.locator("#problems .error", has_text="otherwise")
        ).to_be_visible()  # it has to be the last
        page.locator(".cm-line", has_text="dry: otherwise").click()
        page.keyboard.press("Alt+ArrowDown")
        refined(page)
        expect(page.locator("h1")).to_have_text("A gate")
        page.locator(".cm-line", has_text="options").get_by_text("options").hover()
        expect(page.locator(".told")).to_contain_text("what the actor chooses from", ignore_case=True)
        page.keyboard.press("Control+s")
        expect(page.locator("#save")).to_be_disabled()
        assert "by: guard" in path.read_text(encoding="utf-8")


def test_page_goes_on_with_what_was_typed_when_the_server_is_started_again(
    window: BrowserContext, path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with serving(path, *DRAWS, "--port", port) as address:
        page = opened(window, address)
        turn(page, "stake", 1)
        expect(page.locator("#chips")).to_contain_text("stake")
    type_at_the_top(page, "# mine\n")
    expect(page.locator("#banner-gone")).to_contain_text(f"--port {port}")
    with serving(path, *DRAWS, "--port", port) as address:
        other = window.new_page()
        other.goto(address)
        expect(page.locator("#banner-other")).to_contain_text("started anew", timeout=20_000)
        expect(page.locator(".cm-line").first).to_have_text("# mine")
        page.locator("#banner-other button", has_text="Keep the text of this window").click()
        expect(page.locator("#chips")).to_contain_text("stake")
        page.click("#save")
        expect(page.locator("#save")).to_be_disabled()
        assert path.read_text("utf-8") == f"# mine\n{BARRIER}"
