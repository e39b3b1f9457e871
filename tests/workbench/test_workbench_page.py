"""The page in a real browser, against the real server: every panel used once, and what goes wrong told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from page_steps import DRAWS, opened, refined, turn, value
from playwright.sync_api import Browser, BrowserContext, Page, expect
from served import serving
from session_toys import BARRIER, barrier

from standoff.draws import no_spans, parse_distribution
from standoff.errors import Span
from standoff.evidence.records import Rests
from standoff.results.session import Changes
from standoff.scenario.records import Parameter
from standoff.workbench.session.games import written_plain
from standoff.workbench.session.shown import number_shown

SCRIPT = "<img src=x onerror=alert(1)><script>alert(1)</script>"


def test_analyst_turns_strikes_asks_keeps_and_comes_back(window: BrowserContext, path: Path) -> None:
    with serving(path, *DRAWS) as address:
        page = opened(window, address)
        plain = value(page, "ending:flooded")
        # a number: the answer moves, the baseline stays as a ghost, the change is told
        turn(page, "p_break", 2)
        expect(page.locator('[data-name="ending:flooded"] .delta')).to_contain_text("+")
        expect(page.locator('[data-name="ending:flooded"] .meter b')).to_be_visible()
        expect(page.locator("#chips")).to_contain_text("turned p_break")
        refined(page)
        assert value(page, "ending:flooded") != plain
        # a claim
        page.click("#tab-claims")
        page.locator("#claim-c3 input").uncheck()
        expect(page.locator("#notes")).to_contain_text("city.shame")
        # what if: given, then observed
        page.click("#tab-moves")
        page.locator('.move[data-name="storm"] button', has_text="hits").click()
        expect(page.locator('[data-name="measure:struck_by_storm"] > .value')).to_have_text("100.0 %")
        page.get_by_role("radio", name="observed").check()
        page.locator('.move[data-name="leave"] button', has_text="stay").click()
        expect(page.locator("#chips .observed")).to_contain_text("leave = stay")
        expect(page.locator('[data-name="measure:left"] > .value')).to_have_text("0.0 %")
        refined(page)
        # the link holds it all
        link, seen = page.url, value(page, "ending:flooded")
        assert "p_break" in unquote(link)
        again = opened(window, link)
        expect(again.locator("#chips button")).to_have_count(4)
        assert value(again, "ending:flooded") == seen
        again.close()
        # a reading cannot say what was observed; without it the rest is kept
        page.click("#keep")
        page.fill("#keep-name", "worse")
        page.fill("#keep-title", "A worse season")
        page.keyboard.press("Enter")
        expect(page.locator("#banner-refused")).to_contain_text("S955")
        page.locator("#chips .observed").click()
        expect(page.locator("#banner-refused")).to_have_count(0)
        page.locator("#keeping button").first.click()
        expect(page.locator("#banner-kept")).to_contain_text("worse")
        expect(page.locator("#reading")).to_have_value("worse")
        text = path.read_text(encoding="utf-8")
        kept = re.sub(r"\n  worse:.*?(?=\n\n# the end)", "", text, flags=re.DOTALL)
        assert kept == BARRIER
        # side by side
        page.click("#tab-readings")
        expect(page.locator(".beside thead th")).to_have_count(3)
        # everything can be undone
        page.click("#undo")
        expect(page.locator("#chips button")).to_have_count(3)


def test_mistake_is_underlined_mended_by_a_click_and_saved(window: BrowserContext, path: Path) -> None:
    with serving(path, *DRAWS) as address:
        page = opened(window, address)
        page.click("#tab-text")
        page.locator(".cm-content").click()
        page.keyboard.press("Control+Home")
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Home")
        page.keyboard.type("x")  # as_of becomes xas_of
        expect(page.locator("#problems .error").first).to_contain_text("S2")
        expect(page.locator(".cm-lintRange-error").first).to_be_visible()
        expect(page.locator("#banner-stale")).to_contain_text("the last text without")
        expect(page.locator("#answer")).to_have_class(re.compile("stale"))
        page.locator("#problems .error .mend").first.click()
        expect(page.locator("#problems .error")).to_have_count(0)
        expect(page.locator("#banner-stale")).to_have_count(0)
        page.keyboard.press("Control+End")
        page.keyboard.type("# mine")
        expect(page.locator("#save")).to_be_enabled()
        page.keyboard.press("Control+s")
        expect(page.locator("#save")).to_be_disabled()
        assert path.read_text(encoding="utf-8") == BARRIER + "# mine"
        # something else writes the file
        path.write_text(BARRIER.replace("The barrier\n", "The dyke\n"), encoding="utf-8")
        expect(page.locator("#banner-outside")).to_contain_text("changed on disk", timeout=10_000)
        page.locator("#banner-outside button", has_text="Load it again").click()
        expect(page.locator("h1")).to_have_text("The dyke")


def test_letters_that_browsers_count_twice_leave_columns_in_place(
    window: BrowserContext, tmp_path: Path
) -> None:
    text = BARRIER.replace("cost: {draw", 'cost: {says: "\U0001f30a\U0001f30a\U0001d538", draw')
    path = barrier(tmp_path, text.replace('sd=0.3)", unit: payoff', 'sd=0.3)", unit: payof'))
    with serving(path, *DRAWS) as address:
        page = window.new_page()
        page.goto(address)
        expect(page.locator("#problems .error")).to_contain_text("payof")
        expect(page.locator(".cm-lintRange-error").first).to_have_text("payof")
        page.locator("#problems .error .mend").click()
        expect(page.locator("#problems .error")).to_have_count(0)
        page.click("#save")
        expect(page.locator("#save")).to_be_disabled()
        assert path.read_text(encoding="utf-8") == text


LINKS: list[tuple[object, str]] = [
    ("[]", "all of it"),
    ("{", "all of it"),
    ({"numbers": {"stake": None, "cost": {"quantiles": 3}, "p_break": 0.5}}, "numbers.stake, numbers.cost"),
    ({"numbers": {"cost": {"quantiles": {"5": 1, "95": [2]}}}}, "numbers.cost"),
    ({"claims": "c1", "documents": ["wire", 3], "given": ["x"]}, "claims, documents, given"),
    ({"given": {"leave": 3}, "play": 3, "colour": 1, "__proto__": 1}, "colour, __proto__, given.leave, play"),
]


def test_link_that_fits_in_part_says_what_it_leaves_out(plain: Page) -> None:
    page = plain
    for said, left in LINKS:
        text = said if isinstance(said, str) else json.dumps(said)
        page.evaluate("text => { location.hash = encodeURIComponent(text) }", text)
        expect(page.locator("#banner-link")).to_contain_text(f"Of this link {left} could not be read")
        refined(page)
        expect(page.locator("#banner-refused")).to_have_count(0)
    page.evaluate('location.hash = encodeURIComponent(\'{"play": "3", "text": "abcdef"}\')')
    expect(page.locator("#banner-link")).to_contain_text("another version of the text")
    expect(page.locator("#chips")).to_contain_text("play 3")
    page.evaluate('location.hash = encodeURIComponent(\'{"reading": "cold"}\')')
    page.reload()
    expect(page.locator("#banner-reading")).to_contain_text("no reading “cold”")
    refined(page)


def test_number_that_is_written_is_finite_or_told(plain: Page) -> None:
    page = plain
    row = page.locator('.number[data-name="cost"]')
    row.locator("summary").click()
    field = row.get_by_label("cost, as written")
    for wrong, code in (("1e999", "S50"), ("1.2.3", "S50"), ("{quantiles: {5: 1", "S10")):
        field.fill(wrong)
        field.press("Enter")
        expect(page.locator("#banner-refused")).to_contain_text(code)
        expect(page.locator("#answer")).to_have_class(re.compile("stale"))
        field.fill("{quantiles: {5: 1, 50: 2, 95: 4}}")
        field.press("Enter")
        expect(page.locator("#chips")).to_contain_text("{quantiles")
        expect(page.locator("#banner-refused")).to_have_count(0)
        expect(page.locator("#answer")).not_to_have_class(re.compile("stale"))
    field.fill("")
    field.press("Enter")
    expect(page.locator("#chips button")).to_have_count(0)


RANGES = [
    *((f"uniform(2031-05-01, 2031-05-{day:02})", "date") for day in (2, 3, 4, 6, 9, 31)),
    *(("pert(2031-05-01, 2031-05-02, 2031-06-01)", "date"), ("2031-05-01", "date"), ("normal(1e9, 1)", "")),
    *(("beta(2, 8)", "probability"), ("beta(200000, 8)", "probability"), ("gamma(0.01, 1)", "payoff")),
    *(("lognormal(median=2, sd=3)", "payoff"), ("uniform(0.4999999, 0.5000001)", "probability")),
    *(("poisson(0.1)", ""), (0.0, "probability"), (1.0, "share"), (-3.0, ""), (1e-300, ""), (12.0, "days")),
]
POSITIONS = """async numbers => {
    const { ends, turned, quantiles } = await import("/page/written.js");
    return numbers.map(number => {
        const [first, last] = ends(number), found = [];
        for (let step = 0; step <= 1000; step += 8) {
            const value = first + (last - first) * step / 1000;
            const gap = Math.max(number.unit === "date" ? 1 : 0, (last - first) / 1000);
            found.push(turned(number, value));
            found.push(quantiles(number, Math.min(value, number.middle - gap), number.middle, number.high));
            found.push(quantiles(number, number.low, number.middle, Math.max(value, number.middle + gap)));
        }
        return found;
    });
}"""


def test_no_position_of_a_slider_is_refused(plain: Page) -> None:
    """Tried on days of one to thirty, narrow and wide ranges, ends that a number cannot reach, constants."""
    shown = []
    for written, unit in RANGES:
        drawn = parse_distribution(written, no_spans, "x")
        made = Parameter("x", drawn, None, unit, "", Rests("assumed"), Span("x", 1, 1, 2))
        shown.append(number_shown(made, True))
    page = plain
    found = page.evaluate(POSITIONS, [json.loads(one.model_dump_json()) for one in shown])
    for number, positions in zip(shown, found, strict=True):
        varied = 0
        for position in positions:
            asked = Changes.model_validate_json(json.dumps({"numbers": {"x": position}}))
            turned = parse_distribution(written_plain(asked.numbers["x"]), no_spans, "x")
            assert turned.unit_is_date == (number.unit == "date")
            varied += not turned.is_constant
        narrow = number.low == number.middle or number.text.endswith(("2031-05-02)", "2031-05-03)"))
        assert varied > len(positions) / 2 or narrow, number.text


def test_file_that_cannot_be_read_again_is_told(window: BrowserContext, path: Path) -> None:
    with serving(path, *DRAWS) as address:
        page = opened(window, address)
        path.write_bytes(b"title: \xff\n")
        page.locator("#banner-outside button", has_text="Load it again").click()
        expect(page.locator("#banner-refused")).to_contain_text("S103")
        expect(page.locator("h1")).to_have_text("The barrier")
        path.write_text(BARRIER, encoding="utf-8")  # as it was: the banner goes with its cause
        expect(page.locator("#banner-refused")).to_have_count(0, timeout=10_000)
        expect(page.locator("#banner-outside")).to_have_count(0)
        path.write_text("title: [\n", encoding="utf-8")  # it can be read, and is wrong
        page.locator("#banner-outside button", has_text="Load it again").click()
        expect(page.locator("#banner-stale")).to_be_visible()
        expect(page.locator("#banner-refused")).to_have_count(0)


def test_page_of_a_wrong_text_opens_with_its_problems(window: BrowserContext, tmp_path: Path) -> None:
    wrong = barrier(tmp_path, BARRIER.replace("by: city", "by: citty"))
    with serving(wrong, *DRAWS) as address:
        page = window.new_page()
        page.goto(address)
        expect(page.locator("#problems .error")).to_contain_text("citty")
        page.locator("#problems .error .mend").click()
        refined(page)
        expect(page.locator("h1")).to_have_text("The barrier")


def test_hostile_texts_are_drawn_as_texts_in_every_panel(window: BrowserContext, tmp_path: Path) -> None:
    text = BARRIER.replace("title: The barrier", f"title: '{SCRIPT}'\nquestion: '{SCRIPT}'")
    for old in ("It held before.", "A wire report", "an engineer", "The city", "A calm season"):
        text = text.replace(old, f"'{SCRIPT}'")
    text = text.replace("cost: {", f"cost: {{says: '{SCRIPT}', source: '{SCRIPT}', ")
    text = text.replace("dry: otherwise", f"dry: {{when: otherwise, title: '{SCRIPT}'}}")
    with serving(barrier(tmp_path, text), *DRAWS) as address:
        page = window.new_page()
        said: list[str] = []
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.goto(address)
        refined(page)
        for tab in ("claims", "moves", "readings", "text"):
            page.click(f"#tab-{tab}")
        expect(page.locator(".beside")).to_be_attached()
        assert said == []
        assert page.locator("img, main script").count() == 0
        assert page.locator("h1").inner_text() == SCRIPT


def test_server_that_was_stopped_is_told_on_the_page(window: BrowserContext, path: Path) -> None:
    with serving(path, *DRAWS) as address:
        page = opened(window, address)
    turn(page, "p_break", 1)
    expect(page.locator("#banner-gone")).to_contain_text("standoff open")


def test_keyboard_alone_reaches_tabs_and_sliders_in_the_dark_on_a_small_screen(
    chromium: Browser, path: Path
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    with serving(path, *DRAWS) as address:
        page = opened(context, address)
        page.locator("#tab-numbers").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("#panel-claims")).to_be_visible()
        page.keyboard.press("ArrowLeft")
        for _ in range(3):
            page.keyboard.press("Tab")  # the search field, the box beside it, the first slider or link
        for _ in range(4):
            if page.evaluate("document.activeElement.type") == "range":
                break
            page.keyboard.press("Tab")
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#chips")).to_contain_text("turned p_storm")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 25, 29)"
        context.close()


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


def test_click_in_tree_and_calendar_makes_a_move_and_takes_it_back(plain: Page) -> None:
    page = plain
    page.click("#tab-moves")
    page.get_by_role("button", name="Tree", exact=True).click()
    breaks = page.locator('.tree [data-make="breach=breaks"]')
    breaks.first.click()
    expect(page.locator("#chips .given")).to_contain_text("breach = breaks")
    expect(breaks).to_have_count(0)  # a move that is given is drawn no more
    page.locator('.tree [data-make="leave=stay"]').first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#chips .given")).to_have_count(2)
    page.get_by_role("button", name="Calendar", exact=True).click()
    page.get_by_role("radio", name="observed").check()
    page.locator('.calendar [data-make="storm=misses"]').click()
    expect(page.locator("#chips .observed")).to_contain_text("storm = misses")
    page.locator('.calendar [data-make="storm=misses"]').click()
    expect(page.locator("#chips button")).to_have_count(2)
    page.click("#undo")
    expect(page.locator("#chips .observed")).to_contain_text("storm = misses")
    page.get_by_role("button", name="List", exact=True).click()


def test_first_visit_shows_five_steps_of_the_open_scenario_and_the_next_none(plain: Page) -> None:
    page, tour = plain, plain.locator("#tour")
    page.evaluate("document.cookie = 'standoff_seen=; path=/; max-age=0'")
    page.reload()
    refined(page)
    for i, word in enumerate(("Flooded", "p_storm", "c1", "Leave", "Ctrl-Space")):
        expect(tour).to_contain_text(f"A first look, {i + 1} of 5.")
        expect(tour).to_contain_text(word)
        if i == 0:
            tour.locator("button").first.focus()
        page.keyboard.press("Enter")
    expect(tour).to_be_hidden()
    expect(page.locator("#panel-text")).to_be_visible()
    page.reload()
    refined(page)
    expect(tour).to_be_hidden()
    page.click("#look")
    expect(tour).to_contain_text("1 of 5")
    page.keyboard.press("Escape")
    expect(tour).to_be_hidden()


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


AXE = Path(__file__).parents[1] / "data" / "axe" / "axe.min.js"  # axe-core 4.14.1, MPL 2.0; test data alone
RULES = """async () => (await axe.run()).violations.map(
    one => one.id + ': ' + one.nodes.map(node => node.target).join(', '))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_panel_or_state(chromium: Browser, path: Path, scheme: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    found: dict[str, list[str]] = {}
    with serving(path, *DRAWS) as address:
        page = opened(context, address)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        turn(page, "p_break", 1)
        refined(page)
        found["tour"] = page.evaluate(RULES)
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            for tab in ("numbers", "claims", "moves", "readings", "forecasts", "explore", "text"):
                page.click(f"#tab-{tab}")
                expect(page.locator(f"#panel-{tab} > *").first).to_be_visible()
                if tab == "readings":
                    expect(page.locator(".beside")).to_be_visible()
                found[f"{tab} at {width}"] = page.evaluate(RULES)
        page.click("#tab-moves")
        for way, drawn in (("tree", ".tree"), ("calendar", ".calendar")):
            page.click(f'[data-view="{way}"]')
            expect(page.locator(drawn)).to_be_visible()
            found[way] = page.evaluate(RULES)
        page.click("#tab-text")
        page.click("#keep")
        page.locator(".cm-content").click()
        page.keyboard.press("Control+End")
        page.keyboard.type("oops\np")
        expect(page.locator("#offers")).to_be_visible()
        found["offers"] = page.evaluate(RULES)
        expect(page.locator("#banner-stale")).to_be_visible()
        found["stale"] = page.evaluate(RULES)
        context.close()
    assert {state: rules for state, rules in found.items() if rules} == {}
