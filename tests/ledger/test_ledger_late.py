"""Late and retrospective: what decides it, by whose clock, and what no forecast of one's own can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.ledger import LedgerError, append, begin, verify
from standoff.ledger.chain import START, line_of
from standoff.ledger.moments import read_moment
from standoff.ledger.records import OWN, RETROSPECTIVE
from standoff.ledger.shapes import event_id
from tests.ledger.books import ASKED, Book, book_in


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = book_in(tmp_path)
    made.ask("q")
    made.ask("when", type="date")
    return made


def test_outcome_of_a_date_is_the_event_from_which_on_a_forecast_is_late(book: Book) -> None:
    book.say("when", {"quantiles": [[0.5, "2031-05-01"]]}, on="2031-02-01", who="early")
    book.say("when", {"quantiles": [[0.5, "2031-03-01"]]}, on="2031-03-02", who="late")
    book.settle("when", "2031-03-01", on="2031-06-01")
    assert book.standing("when").cut == read_moment("2031-03-01")
    found = book.scored()
    assert {one.forecaster for one in found.scores} == {"early"}
    assert found.beside[OWN, "late", "date"].n_late == 1


def test_event_after_it_was_known_is_refused(book: Book) -> None:
    with pytest.raises(
        LedgerError, match=r"S768: The event of `q` is said to be 2031-04-01.*after it was known"
    ):
        book.settle("q", "yes", on="2031-05-01", known="2031-03-01", event="2031-04-01")
    book.settle("q", "yes", known="2031-04-01", event="2031-04-01")


@pytest.mark.parametrize("author", ["anna", "zoe"])
@pytest.mark.parametrize("outcome", ["yes", "no", "void", "ambiguous"])
def test_forecast_recorded_after_a_resolution_of_anybody_is_retrospective(
    book: Book, author: str, outcome: str
) -> None:
    book.say("q", 0.5, who="before", on="2031-01-05")
    came = book.settle("q", outcome, on="2031-02-01", author=author)
    book.say("q", 0.0, who="same moment")
    book.say("q", 0.0, who="after", on="2031-02-02")
    book.take_back(came, on="2031-02-03")
    book.say("q", 0.5, who="open again", on="2031-02-04")
    book.settle("q", "no", on="2031-02-05")
    pools = {one.forecaster: one.pool for one in book.load().forecasts["q"]}
    known = dict.fromkeys(("same moment", "after"), RETROSPECTIVE)
    assert pools == known | dict.fromkeys(("before", "open again"), OWN)
    assert {one.forecaster for one in book.scored().scores if one.pool == OWN} == {"before", "open again"}


def test_clock_behind_the_newest_line_of_any_author_is_refused(book: Book) -> None:
    book.say("q", 0.5, on="2031-06-01", author="zoe")
    draft = {**ASKED, "question": "r", "text": "?"}
    for author in ("anna", "yan", "zoe"):
        with pytest.raises(
            LedgerError, match=r"S772: The clock says 2031-02-01.*`zoe` was recorded 2031-06-01"
        ):
            append(book.folder, author, [draft], lambda: read_moment("2031-02-01"))
    append(book.folder, "yan", [draft], lambda: read_moment("2031-06-01"))
    with pytest.raises(LedgerError, match="S772"):
        append(book.folder, "new", [draft], lambda: read_moment("2031-05-31"))


def test_forecast_recorded_before_its_question_was_asked_is_told_and_not_scored(tmp_path: Path) -> None:
    book = Book(begin(tmp_path / "book"), "2031-03-01")
    book.ask("q")
    event = {"kind": "forecast", "question": "q", "forecaster": "zoe", "issued": "2031-01-05"}
    event |= {"value": {"p": 1.0}, "author": "zoe", "recorded": "2031-01-05"}
    line = line_of({**event, "id": event_id(event), "prev": START})[0]
    (book.folder / "events" / "zoe.jsonl").write_bytes(line)
    book.settle("q", "yes", on="2031-04-01")
    assert "S768: A forecast of `q` was recorded 2031-01-05" in book.load().faults[0].text()
    assert book.scored().scores == ()
    assert verify(book.folder).faults == ()
