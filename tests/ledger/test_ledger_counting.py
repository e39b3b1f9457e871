"""One answer to which line counts: status, page, table, calendar, report and scores agree."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

import standoff
from standoff.ledger import standings
from standoff.ledger.counting import current, roles
from standoff.ledger.exchange.tables import as_csv
from standoff.ledger.moments import read_moment
from tests.ledger.books import Book, book_in

NOW = dt.datetime(2031, 3, 1)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = book_in(tmp_path)
    made.ask("q")
    made.say("q", 0.25, on="2031-01-02")
    return made


def ran_ahead(book: Book) -> None:
    """bo's last word stands in the file of zoe, whose clock was in the year 2099; anna and yan say so."""
    book.say("q", 0.99, who="bo", author="zoe", on="2099-01-01")
    book.now = "2031-02-01"
    for author, day in (("anna", "2031-02-01"), ("yan", "2031-02-02")):
        book.now = day
        book.write({"kind": "clock", "doubts": ["zoe"], "known": day}, author=author)


def test_doubted_line_is_nowhere_the_current_forecast(book: Book) -> None:
    ran_ahead(book)
    status = standoff.ledger_status(book.folder, now=NOW)
    assert status.questions[0].latest == {"bo": "0.25"}
    told = standoff.ledger_status(book.folder, question="q", now=NOW).history
    assert [one.note for one in told] == ["", "its time is still to come: it does not count"]
    page = standoff.ledger_page(book.folder, now=NOW).read_text()
    assert "bo: 0.25<br>" in page
    assert "bo: 0.99<br>" not in page
    ledger = book.load()
    stood = standings(ledger, read_moment("2031-03-01"))
    rows = [row for row in csv.DictReader(io.StringIO(as_csv(ledger, stood))) if row["kind"] == "forecast"]
    assert [(row["value"], row["role"]) for row in rows] == [
        ('{"p": 0.25}', "counts"),
        ('{"p": 0.99}', "ahead"),
    ]
    book.settle("q", "yes", on="2031-03-01")
    assert book.scores()["q"].over_time == 0.75**2
    assert sum(one.n_late for one in book.scored().beside.values()) == 1


def test_everybody_who_doubts_a_clock_is_told(book: Book) -> None:
    ran_ahead(book)
    (told,) = standoff.ledger_status(book.folder, now=NOW).clocks
    assert "`anna` said so 2031-02-01T00:00:00Z, `yan` said so 2031-02-02T00:00:00Z" in told


def test_resolution_of_a_doubted_clock_stands_in_nobodys_way(book: Book) -> None:
    book.settle("q", "yes", on="2099-01-01", author="zoe")
    book.now = "2031-02-01"
    book.write({"kind": "clock", "doubts": ["zoe"], "known": "2031-02-01"})
    standing = book.standing("q")
    assert (standing.state, standing.outcome) == ("open", "")
    assert standing.why == "a resolution of `zoe` does not count: its time is ahead, and doubted"
    assert "DTSTART;VALUE=DATE:20311231" in standoff.ledger_calendar(book.folder, now=NOW).read_text()
    book.settle("q", "no", on="2031-02-02")
    assert book.standing("q").outcome == "no"
    assert [one.note for one in standoff.ledger_status(book.folder, question="q", now=NOW).history] == [
        *("", "", "does not stand"),
    ]


def test_roles_of_forecasts_are_those_that_the_score_takes(book: Book) -> None:
    first = book.load().forecasts["q"][0].id
    second = book.say("q", 0.5, on="2031-01-03")
    third = book.say("q", 0.75, on="2031-01-04")
    late = book.say("q", 0.9, on="2031-06-01")
    other = book.say("q", 0.1, who="zoe", on="2031-06-01", issued="2031-01-05")
    book.take_back(third)
    book.settle("q", "yes", on="2031-07-01", event="2031-05-01")
    ledger = book.load()
    stood = standings(ledger, read_moment("2031-08-01"))["q"]
    assert roles(ledger, "q", stood) == {
        first: "replaced",
        second: "counts",
        third: "withdrawn",
        other: "counts",
        late: "late",
    }
    found = {who: one.value.p[0] for who, one in current(ledger, "q", stood).items()}
    assert found == {("own", "bo"): 0.5, ("retrospective", "zoe"): 0.1}
    latest = standoff.ledger_status(book.folder, now=dt.datetime(2031, 8, 1)).questions[0].latest
    assert latest == {"bo": "0.5", "zoe": "0.1 [retrospective]"}
    scored = {(one.pool, one.forecaster) for one in book.scored().scores}
    assert scored == set(found)


def test_withdrawn_resolution_is_shown_and_goes_through_a_table_and_back(tmp_path: Path) -> None:
    book = book_in(tmp_path)
    book.now = "2021-01-01"
    book.ask("q", opens="2021-01-01", closes="2021-12-31")
    book.say("q", 0.25)
    first = book.settle("q", "yes", on="2021-02-01")
    book.take_back(first, on="2021-02-02")
    again = {"supersedes": first, "known": "2021-02-01"}
    book.settle("q", "yes", on="2021-02-03", **again)
    last = book.settle("q", "no", on="2021-02-04")
    book.take_back(last, on="2021-02-05")
    told = standoff.ledger_status(book.folder, question="q", now=NOW).history
    notes = sorted((one.says, one.note) for one in told if one.kind == "resolution")
    assert notes == [("no", "withdrawn"), ("yes", ""), ("yes", "withdrawn")]
    (tmp_path / "table.csv").write_text(standoff.export_ledger(book.folder, form="csv"))
    copy = standoff.init_ledger(tmp_path / "copy")
    for written in (5, 0):  # two of yes and one of no, and two withdrawals; read again, nothing
        made = standoff.import_forecasts(copy, tmp_path / "table.csv", form="csv")
        assert made.n_left_aside == 0
        assert len(made.ids) == (2 + written if written else 0)
        (asked,) = standoff.ledger_status(copy, now=NOW).questions
        assert asked.outcome == "yes"
