"""A first visit, and coming back after the server was stopped."""

from __future__ import annotations

import socket
from pathlib import Path

from page_steps import DRAWS, opened, turn, type_at_the_top
from playwright.sync_api import BrowserContext, expect
from served import serving
from session_toys import BARRIER


def test_first_visit_shows_five_steps_of_the_open_scenario_and_the_next_none(
    window: BrowserContext, path: Path
) -> None:
    with serving(path, *DRAWS) as address:
        page = opened(window, address)
        tour = page.locator("#tour")
        wanted = ("Dry", "p_storm", "c1", "Leave", "Ctrl-Space")
        for i, word in enumerate(wanted):
            expect(tour).to_contain_text(f"A first look, {i + 1} of 5.")
            expect(tour).to_contain_text(word)
            if i == 0:
                tour.locator("button").first.focus()
            page.keyboard.press("Enter")
        expect(tour).to_be_hidden()
        expect(page.locator("#panel-text")).to_be_visible()
        page.reload()
        expect(page.locator("#status")).to_contain_text("1,024 draws", timeout=30_000)
        expect(tour).to_be_hidden()
        page.click("#look")
        expect(tour).to_contain_text("1 of 5")
        page.keyboard.press("Escape")
        expect(tour).to_be_hidden()


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
