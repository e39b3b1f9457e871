"""What the page shows where there is nothing to show, what is no preview any more, and what is over."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

from page_steps import DRAWS, refined
from playwright.sync_api import BrowserContext, Page, expect
from served import serving
from session_toys import BARRIER, barrier

PANELS = ("numbers", "claims", "moves", "readings", "forecasts", "explore")
SHARES = [0, 0.0004, 0.00051, 0.5, 0.9994, 0.99961, 0.999999, 1, 1 - 1e-15]
PERCENTS = ["0.0 %", "< 0.1 %", "0.1 %", "50.0 %", "99.9 %", "> 99.9 %", "> 99.9 %", "100.0 %", "100.0 %"]
NEVER_FLOODED = {"given": {"storm": "misses"}, "observed": {"breach": "breaks"}, "text": ""}


def test_text_that_is_wrong_when_opened_leaves_no_panel_blank_and_is_mended(
    window: BrowserContext, tmp_path: Path
) -> None:
    with serving(barrier(tmp_path, ""), *DRAWS) as address:
        page = window.new_page()
        page.goto(address)
        expect(page.locator("#status")).to_have_text("No answer yet: the text has problems.")
        for panel in PANELS:
            page.click(f"#tab-{panel}")
            expect(page.locator(f"#panel-{panel} .empty")).to_contain_text("before the text compiles")
        page.locator("#panel-explore .link").click()
        expect(page.locator("#problems li").first).to_be_visible()
        _write(page, BARRIER.replace("dry: otherwise", "dry: breach == holds"))  # a game that is none
        expect(page.locator("#banner-refused")).to_contain_text("S605")
        expect(page.locator("#banner-refused")).not_to_contain_text("before it")
        expect(page.locator("#problems .error .link")).to_be_visible()
        expect(page.locator("#status")).to_contain_text("No answer yet")
        _write(page, BARRIER)
        refined(page)
        expect(page.locator("#banner-refused")).to_have_count(0)
        for panel in PANELS:
            page.click(f"#tab-{panel}")
            expect(page.locator(f"#panel-{panel}")).not_to_contain_text("before the text compiles")


def _write(page: Page, text: str) -> None:
    """Another text in place of all that stands in the editor."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def test_readings_side_by_side_are_refined_with_their_errors_and_measures(plain: Page) -> None:
    plain.click("#tab-readings")
    heads = plain.locator(".beside thead small")
    expect(heads).to_have_text(["1,024 draws", "1,024 draws"], timeout=30_000)
    row = plain.locator('.beside tr[data-name="flooded"] td')
    assert row.count() == 2
    left = plain.locator('[data-name="ending:flooded"]')
    assert row.first.inner_text().split()[:2] == left.locator(".value").inner_text().split()
    expect(row.first).to_contain_text("±")
    assert plain.locator('.beside tr[data-name="left_if_dry"] td').count() == 2
    plain.set_viewport_size({"width": 390, "height": 800})
    try:
        expect(left.locator(".spread")).to_be_visible()
        expect(plain.locator("#panel-readings .wide")).to_have_attribute("tabindex", "0")
        assert plain.evaluate("document.documentElement.scrollWidth") <= 390
    finally:
        plain.set_viewport_size({"width": 1280, "height": 900})


def test_what_never_happens_is_told_in_words_of_the_page(plain: Page) -> None:
    plain.evaluate(f"location.hash = {json.dumps(quote(json.dumps(NEVER_FLOODED)))}")
    expect(plain.locator("#banner-refused")).to_contain_text("S710")
    expect(plain.locator("#banner-refused")).not_to_contain_text("--")


def test_share_is_never_a_false_none_or_all(plain: Page) -> None:
    words = "async (all) => { const {percent} = await import('/page/written.js'); return all.map(percent); }"
    assert plain.evaluate(words, SHARES) == PERCENTS
    points = "async (all) => { const {points} = await import('/page/written.js'); return all.map(points); }"
    assert plain.evaluate(points, [0, -0.0002, 0.0006, 0.25]) == ["0.0", "< 0.1", "0.1", "25.0"]
