"""Tree and calendar on the page: what they say, and that a click in them makes a move."""

from __future__ import annotations

from pathlib import Path

import pytest
from page_steps import DRAWS, opened, refined
from playwright.sync_api import Browser, Page, expect
from served import serving
from session_toys import BARRIER, barrier

from standoff.results.session import Changes
from standoff.workbench.session import Session, TextFiles

DATED = BARRIER.replace("storm: {on: landfall", "storm: {within: [2031-05-01, 2031-06-15]")


def test_tree_and_calendar_say_what_the_answer_says(tmp_path: Path) -> None:
    held = Session(TextFiles.find(barrier(tmp_path, DATED)), draws=256)
    for changes in (Changes(), Changes(numbers={"stake": 9.0}), Changes(given={"storm": "hits"})):
        picture, found = held.picture(changes), held.answer(changes).found
        first = next(box for box in picture.boxes if box.move == "leave")
        shares = {row.option: row.share for row in first.rows}
        left = found.measures["left"].mean
        assert left is not None
        assert shares["leave"] == f"{round(100 * left)}\N{NO-BREAK SPACE}%"
        flags = {box.ending for box in picture.boxes if box.kind == "ending"}
        assert flags == {"flooded", "dry"}
        if not changes.given:
            storm = next(one for one in picture.calendar if one.move == "storm")
            struck = found.measures["struck_by_storm"].mean
            assert {one.option: one.probability for one in storm.options}["hits"] == pytest.approx(struck)


def test_click_in_tree_and_calendar_makes_a_move_and_takes_it_back(chromium: Browser, tmp_path: Path) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    with serving(barrier(tmp_path, DATED), *DRAWS) as address:
        page = opened(context, address)
        page.click("#tab-moves")
        page.get_by_role("button", name="Tree", exact=True).click()
        breaks = page.locator('.tree [data-make="breach=breaks"]')
        breaks.first.click()
        expect(page.locator("#chips .given")).to_contain_text("breach = breaks")
        refined(page)
        expect(breaks).to_have_count(0)  # a move that is given is drawn no more
        _by_keyboard(page, '.tree [data-make="leave=stay"]')
        expect(page.locator("#chips .given")).to_have_count(2)
        page.get_by_role("button", name="Calendar", exact=True).click()
        page.get_by_role("radio", name="observed").check()
        page.locator('.calendar [data-make="storm=misses"]').click()
        expect(page.locator("#chips .observed")).to_contain_text("storm = misses")
        page.locator('.calendar [data-make="storm=misses"]').click()
        expect(page.locator("#chips button")).to_have_count(2)
        page.click("#undo")
        expect(page.locator("#chips .observed")).to_contain_text("storm = misses")
        context.close()


def _by_keyboard(page: Page, choice: str) -> None:
    page.locator(choice).first.focus()
    page.keyboard.press("Enter")
