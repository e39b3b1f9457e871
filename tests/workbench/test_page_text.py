"""The text on the page: nothing that is typed is lost, whoever else writes meanwhile."""

from __future__ import annotations

import re
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


def test_file_changed_once_more_is_not_written_over_by_a_consent_to_less(
    window: BrowserContext, path: Path
) -> None:
    with serving(path, *DRAWS) as address:
        page = opened(window, address)
        path.write_text(BARRIER + "# theirs\n", encoding="utf-8")
        over = page.locator("#banner-outside button", has_text="Save over it")
        expect(over).to_be_visible(timeout=10_000)
        page.clock.install()  # the page looks at the disk no more
        path.write_text(BARRIER + "# theirs, later\n", encoding="utf-8")
        over.click()
        expect(page.locator("#banner-refused")).to_contain_text("S952")
        assert path.read_text("utf-8") == BARRIER + "# theirs, later\n"


JOINED = """async () => {
    const { joined } = await import("/page/text.js");
    let seed = 1;
    const random = n => (seed = (seed * 48271) % 2147483647) % n;
    const edit = (text, word) => {
        const from = random(text.length + 1), to = Math.min(text.length, from + random(9));
        return text.slice(0, from) + word + text.slice(to);
    };
    const wrong = [];
    for (let i = 0; i < 2000; i += 1) {
        const base = "ab\\ncd\\n".repeat(random(6));
        const theirs = edit(base, "<theirs\\n>");
        const mine = edit(edit(base, "<mine>"), random(2) ? "<again>" : "");
        const words = mine.match(/<mine>|<again>/g) ?? [];
        const found = joined(base, theirs, mine);
        const whole = [...words, "<theirs\\n>"].every(word => found.includes(word));
        if (!whole) wrong.push([base, theirs, mine, found]);
        if (joined(base, theirs, base) !== theirs || joined(base, base, mine) !== mine) wrong.push([base]);
    }
    return wrong;
}"""


def test_no_letter_of_either_text_is_lost_where_two_are_joined(plain: Page) -> None:
    assert plain.evaluate(JOINED) == []
