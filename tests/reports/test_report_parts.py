"""Parts of the page: calendar, choices, numbers, charts, allegations, headline, bare runs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import small_run
from hypothesis import given
from hypothesis import strategies as st

from standoff import reports
from standoff.letters import clean
from standoff.reports.figures.altair_svg import fit
from standoff.reports.sections import allegations
from standoff.reports.sections.calendar import calendar_part, month_ends, share_by
from standoff.reports.sections.choices import choice_part, reason
from standoff.reports.sections.claims import claim_groups
from standoff.reports.sections.conclusions import under_test
from standoff.reports.sections.headline import sentences
from standoff.reports.sections.methods import convergence, drift, statuses
from standoff.reports.sections.parameters import grouped
from standoff.reports.text.ending_keys import keyed_endings
from standoff.results.run.folder import RunFiles, open_folder

days = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def opened(folder: Path, files: dict[str, Any]) -> RunFiles:
    return open_folder(small_run.write(folder, files))


@given(days, days, days)
def test_share_of_a_window_by_a_date_rises_from_0_to_1(one: dt.date, other: dt.date, date: dt.date) -> None:
    start, end = min(one, other), max(one, other)
    assert share_by(start - dt.timedelta(days=1), start, end) == 0
    assert share_by(end, start, end) == 1
    assert 0 <= share_by(date, start, end) <= share_by(date + dt.timedelta(days=1), start, end) <= 1


@given(days, days)
def test_month_ends_cover_the_span_in_a_dozen_columns(one: dt.date, other: dt.date) -> None:
    first, last = min(one, other), max(one, other)
    ends = month_ends(first, last)
    assert 1 <= len(ends) <= 12
    assert ends[-1] >= last
    assert list(ends) == sorted(set(ends))
    assert all((end + dt.timedelta(days=1)).day == 1 for end in ends)


def test_calendar_of_a_window_spreads_its_chance_over_the_days(small: RunFiles) -> None:
    part = calendar_part(small, "as_written")
    assert part is not None
    assert part.dates == ("2031-04-30", "2031-05-31", "2031-06-30")
    (row,) = part.rows
    assert row.window == "2031-04-01 to 2031-06-30"
    assert [plain(text) for text in row.options[0].by_date] == ["24 %", "50 %", "74 %"]


def test_calendar_marks_what_is_unverified(tmp_path: Path) -> None:
    files = small_run.content()
    files["details/as_written.json"]["calendar"][0]["unverified"] = True
    part = calendar_part(opened(tmp_path, files), "as_written")
    assert part is not None
    assert part.rows[0].unverified
    assert "unverified" in part.chart.svg


def test_calendar_of_an_uncertain_date_says_its_range(large: RunFiles) -> None:
    part = calendar_part(large, "document")
    assert part is not None
    windows = {row.title: row.window for row in part.rows}
    assert windows["Start of the main offensive"] == (
        "2031-05-01 to 2031-08-31; start uncertain, 2031-05-03 to 2031-05-28 (5 to 95 %); "
        "end uncertain, 2031-06-12 to 2031-07-06 (5 to 95 %)"
    )
    assert windows["Special summit of heads of government"] == "on 2031-02-26"


def test_reason_names_the_terms_that_make_the_difference(small: RunFiles) -> None:
    infoset = small.details["as_written"].infosets[0]
    assert reason(infoset) == (
        "On average “fight” is worth 2.00 more than “abandon”, most of all through resolve (+2.00); "
        "against it stands war (−0.50)."
    )


def test_choice_has_terms_that_add_up_and_beliefs_beside_the_truth(small: RunFiles) -> None:
    (choice,) = choice_part(small, "as_written").shown
    assert [key.title for key in choice.keys] == ["resolve", "name lost", "war"]
    assert choice.options[0].terms == ("+2.00", "0.00", "−0.50")
    assert choice.options[0].value == "1.50"
    assert [plain(belief) for belief in choice.beliefs] == ["Widening – wider 30 % (truth 10 %)"]


def test_choices_of_many_terms_draw_the_small_ones_together(tmp_path: Path) -> None:
    files = small_run.content()
    many = {f"term_{i}": float(i) for i in range(1, 13)}
    files["details/as_written.json"]["infosets"][0]["actions"][0]["terms"] = many
    (choice,) = choice_part(opened(tmp_path, files), "as_written").shown
    assert [key.title for key in choice.keys][-1] == "other terms"
    assert choice.options[0].terms[-1] == f"+{sum(range(1, 6))}.00"
    assert len({key.colour for key in choice.keys}) == len(choice.keys)


def test_choices_that_are_hardly_reached_are_folded(large: RunFiles) -> None:
    part = choice_part(large, "restraint")
    assert part.folded
    total = len(part.shown) + len(part.folded) + part.left_off
    assert total == len(large.details["restraint"].infosets)


def test_numbers_are_grouped_with_a_line_for_each_reading_that_changes_them(small: RunFiles) -> None:
    groups = {group.title: group.numbers for group in grouped(small)}
    (firm,) = groups["Taken from a text"]
    assert [line.reading for line in firm.ranges] == ["", "Sceptic"]
    assert [note.claimant for note in firm.claims] == ["author"]
    (first_day,) = groups["Assumed: resting on nothing but judgement"]
    assert (first_day.ranges[0].low, first_day.ranges[0].high) == ("2031-04-01", "2031-05-20")
    assert "2031-03-01 to 2031-12-31" in first_day.ranges[0].strip


def test_claims_say_what_they_carry(small: RunFiles) -> None:
    (group,) = claim_groups(small)
    assert (group.title, group.about) == ("A leading article", "opinion; published 2031-02-27")
    assert [row.carries for row in group.rows] == ["p firm, conclusion “Help is certain”"]


def test_alleged_move_is_off_only_where_it_never_happens(tmp_path: Path) -> None:
    files = small_run.content()
    files["summary.json"]["assumptions"] |= {"unverified": 2, "unverified_in_use": 2}
    on = opened(tmp_path / "on", files)
    assert [(m.title, m.off) for m in allegations.alleged_moves(on)] == [("Widening", False)]
    assert allegations.sentence(on).endswith("; 2 of them in use.")
    for reading in small_run.PROBABILITY:
        edges = files[f"details/{reading}.json"]["edges"]
        edges[2].update(probability=0.0, reach=0.0)
    off = opened(tmp_path / "off", files)
    assert allegations.sentence(off).endswith("off, what they allege has probability 0 in every reading.")


def test_headline_of_one_reading_answers_the_question_in_its_order(tmp_path: Path) -> None:
    files = small_run.content()
    files["manifest.json"]["readings"] = ["as_written"]
    del files["summary.json"]["readings"]["sceptic"]
    run = opened(tmp_path, files)
    said = [plain(text) for text in sentences(run, keyed_endings(run), under_test(run))]
    assert said[:3] == [
        "“Help, if attacked” comes about in 50 of 100 cases.",
        "It ends with “The guarantor helps” in 62 of 100 cases.",
        "It ends with “Wider war” in 12 of 100 cases.",
    ]


def test_headline_of_readings_that_agree_says_so(tmp_path: Path) -> None:
    files = small_run.content()
    found = files["summary.json"]["readings"]
    found["sceptic"]["endings"] = found["as_written"]["endings"]
    run = opened(tmp_path, files)
    said = sentences(run, keyed_endings(run), under_test(run))
    assert said[1] == "It ends with “The guarantor helps” in 62 of 100 cases under both readings."
    assert said[3].startswith("The readings agree")


def test_conclusion_that_is_undefined_everywhere_holds_nowhere_and_says_so(tmp_path: Path) -> None:
    files = small_run.content()
    for reading in files["summary.json"]["readings"].values():
        reading["conclusions"]["certain"] |= small_run.shares(0, 0) | {"mc_error": 0.0}
    run = opened(tmp_path, files)
    certain = under_test(run)[0]
    assert certain.cells["sceptic"].four == "0·0·>99·<1"
    assert certain.cells["sceptic"].bar == 0.0
    said = sentences(run, keyed_endings(run), under_test(run))
    place = said.index("“Help is certain” (so the author, “certain”) holds in no draw under both readings.")
    assert said[place + 1] == "It is undefined, since what it is about never happens, in 99.9 of 100 draws."
    page = reports.render(run.folder).replace("\u00a0", " ")
    assert "undefined &gt; 99 %, unsolved &lt; 1 %" in page


def test_convergence_and_statuses_are_told_for_every_reading(small: RunFiles) -> None:
    assert len(convergence(small, keyed_endings(small))) == 6
    assert [plain(row.share) for row in statuses(small)] == ["99.90 %", "0.10 %"] * 2
    assert plain(drift(small)).startswith("Between half and all of the draws no ending's probability moved")


def test_page_says_first_when_many_draws_were_not_solved(tmp_path: Path) -> None:
    files = small_run.content()
    files["summary.json"]["readings"]["sceptic"]["status"] = {"solved": 1500, "not_converged": 500}
    html = plain(reports.render(small_run.write(tmp_path, files)))
    first = html[: html.index("</header>")]
    assert "Draws that were not solved are left out: 25 % under ‘Sceptic’." in first


def test_charts_on_one_page_have_ids_of_their_own_and_rounded_numbers() -> None:
    drawn = '<svg xmlns="x" class="marks" width="3.33333">'
    drawn += '<g id="clip0" role="g" aria-label="1 May"/><path clip-path="url(#clip0)"/></svg>'
    fitted = str(fit("one", "A & B", drawn))
    assert fitted == (
        '<svg xmlns="x" class="chart" role="img" width="3.33"><title>A &amp; B</title>'
        '<g id="one-clip0"/><path clip-path="url(#one-clip0)"/></svg>'
    )


def test_clean_replaces_what_would_hide_or_reorder_text() -> None:
    assert clean("a\u202eb\x00c\nd\te") == "a\ufffdb\ufffdc\nd\te"


def bare() -> dict[str, Any]:
    """A run with nothing that a scenario may leave out."""
    files = small_run.content()
    for reading in small_run.PROBABILITY:
        files[f"details/{reading}.json"] |= {"infosets": [], "calendar": [], "chance": [], "sharp": True}
        files[f"parameters/{reading}.json"] = []
        found = files["summary.json"]["readings"][reading]
        files["summary.json"]["readings"][reading] = {
            "title": found["title"],
            "draws": 2000,
            "endings": found["endings"],
        }
    kept = ("title", "as_of", "horizon", "hash")
    files["text.json"] = {key: files["text.json"][key] for key in kept}
    files["summary.json"].pop("assumptions")
    return files


def test_page_of_a_bare_run_is_written_and_says_what_is_missing(tmp_path: Path) -> None:
    folder = small_run.write(tmp_path, bare())
    html = reports.render(folder)
    for said in ("puts no conclusion to the test", "No move of this scenario is dated", "records no claims"):
        assert said in html
    assert "Play is sharp" in html
    assert "Wider war" in reports.summary_text(folder)


@pytest.mark.parametrize("nodes", [0, 1])
def test_page_of_a_game_without_moves_is_written(tmp_path: Path, nodes: int) -> None:
    files = bare()
    for reading in small_run.PROBABILITY:
        found = files[f"details/{reading}.json"]
        found |= {"nodes": [{"id": 0, "kind": "terminal", "reach": 1.0}][:nodes], "edges": []}
    assert "0 of 0 nodes are shown" in reports.render(small_run.write(tmp_path, files))
