"""A scenario written from nothing on the page, with what the editor offers."""

from __future__ import annotations

from pathlib import Path

from page_steps import DRAWS, refined
from playwright.sync_api import BrowserContext, Page, expect
from served import serving

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


def test_offers_are_a_list_for_those_who_do_not_see_it_and_never_in_the_way(plain: Page) -> None:
    page = plain
    page.click("#tab-text")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("p")
    expect(page.locator("#offers [aria-selected=true]")).to_contain_text("parameters")
    active = page.locator(".cm-content").get_attribute("aria-activedescendant")
    assert active == "offer-0"
    page.keyboard.press("ArrowDown")
    expect(page.locator("#offers [aria-selected=true]")).to_contain_text("payoffs")
    page.keyboard.press("Escape")
    expect(page.locator("#offers")).to_be_hidden()
    page.keyboard.press("Backspace")
    expect(page.locator(".cm-content")).to_contain_text("# the end")
    # from a name to where it is declared
    page.locator(".cm-line", has_text="effort: -cost").click()
    page.keyboard.press("Home")
    for _ in "effort: -c":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("F12")
    expect(page.locator(".cm-activeLine").first).to_contain_text("lognormal(median=2, sd=0.3)")
