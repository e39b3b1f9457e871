"""The report in a real browser: no width cuts it, print does not shrink it, axe-core finds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from standoff import reports

AXE = Path(__file__).parents[1] / "data" / "axe" / "axe.min.js"  # axe-core 4.14.1, MPL 2.0; test data alone
RULES = "async () => (await axe.run()).violations.map(v => v.id + v.nodes.map(n => n.html.slice(0, 160)))"
A4 = 695  # pixels between the margins of a printed page
OPEN_ALL = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"
DRAWN = "() => [...document.querySelectorAll('svg.glance')].filter(one => one.checkVisibility()).length"


@pytest.fixture(scope="module")
def address(large_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(reports.render(large_folder), encoding="utf-8")
    return path.as_uri()


def opened(browser: Browser, address: str, width: int, scheme: str = "light") -> Page:
    dark = "dark" if scheme == "dark" else "light"
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=dark, java_script_enabled=True, bypass_csp=True
    )
    page = context.new_page()
    page.goto(address)
    return page


def too_wide(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    found: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found


@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
def test_page_is_never_cut_nor_scrolls_sideways(chromium: Browser, address: str, width: int) -> None:
    page = opened(chromium, address, width)
    page.evaluate(OPEN_ALL)
    assert too_wide(page) <= 0
    assert page.evaluate(DRAWN) == 1
    page.context.close()


def test_printed_page_needs_no_shrinking(chromium: Browser, address: str) -> None:
    page = opened(chromium, address, A4)
    page.emulate_media(media="print")
    assert too_wide(page) <= 0
    assert page.evaluate(DRAWN) == 1
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium: Browser, small_folder: Path, scheme: str) -> None:
    path = reports.write_report(small_folder)
    page = opened(chromium, path.as_uri(), 1280, scheme)
    page.evaluate(OPEN_ALL)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(RULES) == []
    page.context.close()
