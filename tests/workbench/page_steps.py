"""Steps that every test of the page makes: open it, wait for its answer, turn a number."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

DRAWS = ("--draws", "1024")


def opened(window: BrowserContext, address: str) -> Page:
    """The page with its refined answer, no error on the way."""
    page = window.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    refined(page)
    assert errors == []
    return page


def refined(page: Page) -> None:
    """Wait for the answer of all draws."""
    expect(page.locator("#status")).to_contain_text("1,024 draws, seed 0", timeout=30_000)


def value(page: Page, name: str) -> str:
    """What stands at a result, such as `ending:flooded`."""
    return page.locator(f'[data-name="{name}"] > .value').inner_text()


def turn(page: Page, name: str, steps: int) -> None:
    """Move a number's slider by the keyboard."""
    page.locator(f'.number[data-name="{name}"] input[type=range]').first.focus()
    for _ in range(steps):
        page.keyboard.press("PageUp")


def type_at_the_top(page: Page, text: str) -> None:
    """Type into the editor, before everything else."""
    page.click("#tab-text")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(text)
