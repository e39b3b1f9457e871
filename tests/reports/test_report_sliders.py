"""The report's sliders: draws that remain are counted again, in the page alone; stored draws are whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

import standoff
from standoff import reports
from standoff.errors import RunError
from standoff.reports.sections.sliders import policy
from standoff.results.run.folder import open_folder
from standoff.results.run.stored_draws import column_of, sides_of, values_of
from standoff.scenario import load_text

AXE = Path(__file__).parents[1] / "data" / "axe" / "axe.min.js"  # axe-core 4.14.1, MPL 2.0; test data alone
TEXT = """
standoff: 1
title: "Toll </script><script>alert(1)</script>"
question: Is the toll paid?
as_of: 2031-03-01
horizon: 2031-12-31
actors:
  payer: {title: "<b>Payer</b>"}
parameters:
  toll: {draw: "uniform(0, 4)", says: "what </script> it costs", set_by: assumed, unit: payoff}
  worth: {draw: "uniform(0, 4)", says: what passage is worth, set_by: assumed, unit: payoff}
  idle: {draw: "uniform(0, 1)", says: moves next to nothing, set_by: assumed, unit: payoff}
moves:
  pay: {by: payer, options: [pays, turns]}
payoffs:
  payer: {passage: worth if pay == pays, toll: idle / 1000 - toll if pay == pays}
endings: {paid: {when: pay == pays, title: "Paid <script>"}, not_paid: otherwise}
measures:
  paying: P(pay == pays)
conclusions:
  paid_mostly: {title: Mostly, says: It is paid., holds_when: paying >= 0.5}
play: {precision: 4}
readings:
  dear: {parameters: {toll: "uniform(3, 4)"}}
"""
DRAWS = 600
BASE = "td:nth-child(2)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sliders") / "run"
    return Path(standoff.run(load_text(TEXT), draws=DRAWS, seed=5, out=out, workers=1).path)


@pytest.fixture(scope="module")
def address(folder: Path) -> str:
    return reports.write_report(folder).as_uri()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda said: wrong.append(said.text))
    opened.on("pageerror", lambda fault: wrong.append(str(fault)))
    opened.goto(address)
    yield opened
    assert wrong == []
    context.close()


def cell(page: Page, row: str, which: str = BASE) -> str:
    return page.locator(f"#sliders-table tr:has(th:text('{row}')) {which} b").inner_text()


def test_stored_draws_are_the_runs_own_with_the_numbers_that_move_it(folder: Path) -> None:
    files = open_folder(folder)
    assert files.stored is not None
    assert files.stored.draws == files.stored.of == DRAWS
    assert {one.name for one in files.stored.numbers} == {"toll", "worth"}
    kept = files.stored.readings["as_written"]
    values = values_of(kept.answers["ending:paid"], DRAWS)
    mean = sum(v for v in values if v is not None) / DRAWS
    assert mean == pytest.approx(files.summary.readings["as_written"].endings["paid"].probability, abs=1e-4)
    share = kept.conclusions["paid_mostly"].count("1") / DRAWS
    assert share == pytest.approx(files.summary.readings["as_written"].conclusions["paid_mostly"].share)


def test_columns_come_back_as_they_went_and_wrong_ones_are_refused() -> None:
    values = np.random.default_rng(1).normal(size=50)
    back = values_of(column_of(values.tolist()), 50)
    assert np.allclose(np.array(back, dtype=float), values, atol=1e-4)
    for wrong in (
        lambda: values_of(column_of([1.0]), 2),
        lambda: sides_of("012", 4),
        lambda: sides_of("01x", 3),
    ):
        with pytest.raises(RunError, match="S802"):
            wrong()


def test_page_holds_one_script_of_ours_by_digest_and_no_text_of_the_scenario_in_it(folder: Path) -> None:
    html = reports.render(folder)
    script = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert len(script) == 1
    assert policy(script[0]).replace("'", "&#39;") in html.partition("</head>")[0]
    data = re.findall(r'<script type="application/json" id="sliders-data">(.*?)</script>', html, re.DOTALL)
    assert len(data) == 1
    assert html.count("<script") == 2
    assert "alert" not in script[0] + data[0]
    assert "<" not in data[0]


def test_narrowing_a_number_counts_the_draws_again(page: Page) -> None:
    assert cell(page, "Draws that remain") == ""
    high = page.get_by_label("What passage is worth: at least")
    high.fill("75")
    high.dispatch_event("input")
    remain = int(cell(page, "Draws that remain"))
    assert abs(remain - DRAWS / 4) <= 2
    for row in ("Paid <script>", "Mostly"):
        base = page.locator(f"#sliders-table tr:has(th:text('{row}')) {BASE} small").inner_text()
        assert float(cell(page, row).split("\u00a0")[0]) > float(base.split("\u00a0")[0]) + 10


def test_state_stands_in_the_address_and_opens_again(page: Page, address: str) -> None:
    page.get_by_label("What passage is worth: at least").focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    assert page.url.endswith("&worth=30-100")
    said = page.locator("#sliders-said").inner_text()
    assert "remain" in said
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    assert page.locator("#sliders-said").inner_text() == said
    page.get_by_role("button", name="All draws again").click()
    page.wait_for_function("document.getElementById('sliders-said').textContent === ''")
    assert page.url.endswith("#sliders")
    page.goto(f"{address}#draws=0000&worth=10-90&gone=1-2")
    assert "another text" in page.locator("#sliders-said").inner_text()
    assert "1 of its ranges is of no number here" in page.locator("#sliders-said").inner_text()


def test_too_few_draws_are_told_and_not_counted(page: Page) -> None:
    page.goto(page.url + "#draws=x&worth=50-51")
    assert "too few" in cell(page, "Draws that remain")
    assert cell(page, "Paid <script>") == "–"
    assert "run it again" in page.locator("#sliders-said").inner_text()


def test_without_scripts_the_table_stands_and_says_so(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert not page.locator("#sliders-form").is_visible()
    assert "Scripts are off" in page.locator("#sliders").inner_text()
    assert "%" in page.locator("#sliders-table").inner_text()
    context.close()


def test_run_without_stored_draws_has_no_sliders_and_no_script(small_folder: Path) -> None:
    html = reports.render(small_folder)
    assert "<script" not in html
    assert 'id="sliders"' not in html


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_nothing_in_sliders_and_figures(
    chromium: Browser, address: str, width: int, scheme: str
) -> None:
    dark = "dark" if scheme == "dark" else "light"
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=dark, bypass_csp=True
    )
    page = context.new_page()
    page.goto(f"{address}#draws=x&worth=20-80")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate("async () => (await axe.run()).violations.map(v => v.id + v.nodes[0].html)") == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_links_into_a_report_survive_a_rerun_with_other_draws(folder: Path, tmp_path: Path) -> None:
    again = standoff.run(load_text(TEXT), draws=DRAWS // 2, seed=6, out=tmp_path / "run", workers=1).path
    anchors = [set(re.findall(r' id="([\w-]+)"', reports.render(Path(path)))) for path in (folder, again)]
    assert anchors[0] == anchors[1]
    assert {"endings", "conclusions", "sliders", "flow", "answer-by-number", "choices"} <= anchors[0]
