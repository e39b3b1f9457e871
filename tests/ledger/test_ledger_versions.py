"""Versions of a question: in which order they stand, and what may change until when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import standoff
from standoff.ledger import LedgerError, append, begin, load, seal, standings, verify
from standoff.ledger.exchange.renewal import renewed
from standoff.ledger.moments import read_moment
from tests.ledger.books import ASKED, Book, book_in


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = book_in(tmp_path)
    made.ask("q", reference_class={"name": "such", "k": 1, "n": 4})
    return made


def _imported(opens: str, text: str = "Does it?") -> dict[str, Any]:
    draft = {**ASKED, "question": "p", "text": text, "opens": opens}
    return draft | {"imported": "platform", "attested": opens}


@pytest.mark.parametrize("opens", ["2031-01-02", "2030-12-01", "2031-02-01"])
def test_versions_stand_by_their_number_whatever_a_platform_attests(tmp_path: Path, opens: str) -> None:
    folder = begin(tmp_path / "book")
    for number, (when, text) in enumerate(
        [("2031-01-02", "One?"), (opens, "Two?"), ("2031-01-03", "Three?")]
    ):
        drafts = renewed(load(folder), [_imported(when, text)], "m")
        append(folder, "m", drafts, lambda day=number: read_moment(f"2032-01-0{day + 1}"))  # type: ignore[misc]
    found = load(folder)
    assert (found.faults, verify(folder).faults) == ([], ())
    assert [one.text for one in found.versions["p"]] == ["One?", "Two?", "Three?"]
    seal(folder, "m", read_moment("2032-02-01"))
    assert renewed(found, [_imported("2031-01-03", "Three?")], "m")[0]["version"] == 3


def test_question_asked_again_without_opens_keeps_its_opening(tmp_path: Path) -> None:
    folder = standoff.init_ledger(tmp_path / "book")
    for text in ("Does it?", "Does it, really?"):
        more = {"opens": "2026-01-01"} if text == "Does it?" else {}
        standoff.ask_question(folder, "q", text, closes="2131-12-31", author="anna", **more)  # type: ignore[arg-type]
    found = load(folder)
    assert found.questions["q"].text == "Does it, really?"
    assert found.questions["q"].opens == read_moment("2026-01-01")


CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"text": "Another?"}, "S780"),
    ({"criteria": "Otherwise."}, "S780"),
    ({"reference_class": {"name": "such", "k": 4, "n": 4}}, "S780"),
    ({"closes": "2032-12-31"}, "S768"),
    ({"opens": "2030-01-01"}, "S768"),
]


@pytest.mark.parametrize(("change", "code"), CHANGES)
@pytest.mark.parametrize("how", ["closed", "resolved"])
def test_nothing_that_is_scored_changes_once_it_closed_or_was_resolved(
    book: Book, change: dict[str, Any], code: str, how: str
) -> None:
    reference = {"reference_class": {"name": "such", "k": 1, "n": 4}}
    if how == "resolved":
        book.settle("q", "yes", on="2031-02-01")
    book.now = "2031-03-01" if how == "resolved" else "2032-02-01"
    with pytest.raises(LedgerError, match=code):
        book.ask("q", version=2, **(reference | change))
    book.ask("q", version=2, source="A report", **reference)
    assert verify(book.folder).faults == ()


@pytest.mark.parametrize(("change", "code"), CHANGES)
def test_all_of_it_may_change_before(book: Book, change: dict[str, Any], code: str) -> None:
    book.now = "2031-02-01"
    book.ask("q", version=2, **change)
    assert len(book.load().versions["q"]) == 2, code


def test_change_that_was_made_before_a_resolution_stands_after_it(book: Book) -> None:
    book.now = "2031-02-01"
    book.ask("q", version=2, text="In other words?", closes="2032-01-31")
    came = book.settle("q", "yes", on="2031-03-01")
    book.take_back(came, on="2031-03-02")
    book.now = "2031-03-03"
    book.ask("q", version=3, text="In other words still?", closes="2032-01-31")
    book.settle("q", "no", on="2031-03-04")
    found = book.load()
    assert (found.faults, found.questions["q"].version) == ([], 3)


def test_question_that_was_forecast_closes_later_and_never_earlier(book: Book) -> None:
    book.now = "2031-02-01"
    book.ask("q", version=2, closes="2031-06-30")
    book.say("q", 0.25, on="2031-02-02")
    book.now = "2031-02-03"
    with pytest.raises(LedgerError, match=r"S768: `q` closes .* and would close"):
        book.ask("q", version=3, closes="2031-05-31")
    book.ask("q", version=3, closes="2031-08-31")
    assert book.load().faults == []


def test_version_that_takes_a_standing_resolution_its_ground_is_refused(tmp_path: Path) -> None:
    folder = begin(tmp_path / "book")
    came = {"kind": "resolution", "question": "p", "outcome": "yes", "known": "2031-02-01"}
    append(folder, "m", [_imported("2031-01-01"), came], lambda: read_moment("2032-01-01"))
    again = renewed(load(folder), [_imported("2031-03-01")], "m")
    with pytest.raises(LedgerError, match=r"S768: `p` would open 2031-03-01.*was resolved 2031-02-01"):
        append(folder, "m", again, lambda: read_moment("2032-01-02"))
    assert standings(load(folder), 0)["p"].outcome == "yes"


def test_platform_changes_its_words_until_somebody_here_has_forecast_it(tmp_path: Path) -> None:
    book = Book(begin(tmp_path / "book"), "2031-01-05")
    book.write(_imported("2031-01-01"))
    book.now = "2032-01-05"
    book.write({**_imported("2031-01-01", "Two?"), "version": 2})
    book.say("p", 0.5, who="bo", on="2032-01-06")
    book.now = "2032-01-07"
    with pytest.raises(LedgerError, match="S780"):
        book.write({**_imported("2031-01-01", "Three?"), "version": 3})
    assert [one.text for one in book.load().versions["p"]] == ["Does it?", "Two?"]
