"""Late and retrospective: what decides it, by whose clock, and what no forecast of one's own can be."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

import standoff
from standoff.app.main import command
from standoff.ledger import LedgerError, append, begin, load, standings, verify
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


def stranger_writes(book: Book, author: str = "mallory", *, recorded: str = "9999-12-31T23:59:59Z") -> None:
    """A line of the far future with a chain of its own, as it arrives by a merge."""
    event = {"kind": "forecast", "question": "q", "forecaster": author, "issued": recorded}
    event |= {"value": {"p": 1.0}, "author": author, "recorded": recorded}
    path = book.folder / "events" / f"{author}.jsonl"
    path.write_bytes(line_of({**event, "id": event_id(event), "prev": START})[0])


def doubts(book: Book, *names: str, author: str = "anna") -> None:
    book.write({"kind": "clock", "doubts": list(names), "known": book.now}, author=author)


def test_line_of_the_far_future_is_doubted_once_and_locks_nobody_out(book: Book) -> None:
    stranger_writes(book)
    for author in ("anna", "zoe"):
        with pytest.raises(LedgerError, match=r"S772.*`mallory`.*9999.*standoff ledger clock DIR"):
            book.say("q", 0.5, who=author, on="2031-02-01", author=author)
    doubts(book, "mallory")
    for author in ("anna", "zoe"):
        book.say("q", 0.5, who=author, on="2031-02-01", author=author)
    stranger_writes(book, recorded="9999-12-30")  # and again: the doubt is of the author, not of a line
    book.settle("q", "yes", on="2031-03-01")
    found = book.scored()
    assert {one.forecaster for one in found.scores} == {"anna", "zoe"}
    assert found.beside[RETROSPECTIVE, "mallory", "yes_no"].n_late == 1
    assert verify(book.folder).faults == ()
    assert "The clock of `mallory` is doubted: `anna` said so" in book.load().clocks.told()[0]


def test_own_clock_that_ran_ahead_goes_back_at_a_clock_event_and_nowhere_else(book: Book) -> None:
    book.say("q", 0.5, on="2099-01-01", author="anna")
    book.now = "2031-02-01"
    doubts(book, "anna", author="zoe")  # others doubt it: their way is free, and anna's file stays in order
    book.say("q", 0.25, who="zoe", author="zoe")
    with pytest.raises(LedgerError, match="S772"):
        book.say("q", 0.5)
    doubts(book, "anna")
    book.say("q", 0.75, who="anna")
    with pytest.raises(LedgerError, match="S772"):
        book.say("q", 0.5, on="2031-01-31")
    assert verify(book.folder).faults == ()
    path = book.folder / "events" / "anna.jsonl"
    *lines, clock, last = path.read_bytes().splitlines(keepends=True)
    before = lines[-1].rsplit(b'"', 2)[1]
    named = clock.rsplit(b'"', 2)[1]
    body = last[: last.rindex(b',"hash"')].replace(named, before) + b"}"
    path.write_bytes(b"".join(lines) + body[:-1] + b',"hash":"' + sha256(body).hexdigest().encode() + b'"}\n')
    assert [one.code for one in verify(book.folder).faults] == ["S772"]  # without the clock event


def test_clock_set_back_is_still_refused_where_somebody_nobody_doubts_wrote_later(book: Book) -> None:
    stranger_writes(book)
    doubts(book, "mallory")
    book.say("q", 0.5, on="2031-06-01", author="zoe")
    with pytest.raises(LedgerError, match=r"S772.*`zoe` was recorded 2031-06-01"):
        book.say("q", 0.5, on="2031-05-01")


@pytest.mark.parametrize("named", [[], [1], ["../x"], [""], ["a" * 65], [["anna"]]])
def test_clock_event_that_names_no_author_is_refused_and_left_aside(book: Book, named: list[object]) -> None:
    draft = {"kind": "clock", "doubts": named, "known": "2031-01-01"}
    with pytest.raises(LedgerError, match="S764"):
        append(book.folder, "anna", [draft], lambda: read_moment("2031-01-02"))
    event = {**draft, "author": "eve", "recorded": "2031-01-01"}
    line = line_of({**event, "id": event_id(event), "prev": START})[0]
    (book.folder / "events" / "eve.jsonl").write_bytes(line)
    assert [one.code for one in book.load().faults] == ["S764"]
    assert verify(book.folder).faults == ()


def test_doubted_clock_is_said_by_command_status_and_score(book: Book) -> None:
    asked = book.folder
    stranger_writes(book)

    def said(*words: str) -> str:
        found = CliRunner().invoke(command, ["ledger", words[0], str(asked), *words[1:]])
        assert found.exception is None or isinstance(found.exception, LedgerError)
        return f"{found.output}{found.exception}"

    assert "S772" in said("ask", "r", "?", "--closes", "2999-01-01", "--author", "anna")
    assert "a line of `mallory` 9999-12-31" in said("clock", "--author", "zoe", "--note", "a slip")
    assert "asked r" in said("ask", "r", "?", "--closes", "2999-01-01", "--author", "yan")
    assert "S771: No line" in said("clock", "--author", "zoe")
    for name in ("status", "score"):
        assert "The clock of `mallory` is doubted: `zoe` said so" in said(name)


def test_resolution_that_does_not_stand_is_told_when_it_is_written(tmp_path: Path) -> None:
    book, opens = standoff.init_ledger(tmp_path / "book"), "2021-01-01"
    standoff.ask_question(book, "q", "Does it?", opens=opens, closes="2131-01-01", author="anna")
    assert standoff.resolve_question(book, "q", "yes", known="2021-03-01", author="anna").told == ()
    (told,) = standoff.resolve_question(book, "q", "no", known="2021-02-01", author="anna").told
    assert told.startswith("`q` stands as `yes`, not as `no`: ")
    assert "was known later" in told
    for place, outcome in enumerate(("no", "yes", "no", "yes", "no")):  # of one moment
        told = standoff.resolve_question(book, "q", outcome, known="2021-04-01", note=f"{place}",
                                         author="anna").told  # fmt: skip
        assert bool(told) == (standings(load(book), 0)["q"].outcome != outcome)


def test_date_that_came_about_before_its_question_is_refused_and_one_of_the_same_day_not(
    tmp_path: Path,
) -> None:
    book = standoff.init_ledger(tmp_path / "book")
    opens = "2021-03-01T12:00:00Z"
    standoff.ask_question(book, "q", "When?", type="date", opens=opens, closes="2131-01-01", author="anna")
    with pytest.raises(standoff.StandoffError, match=r"S768: .* is said to be resolved 2021-02-28"):
        standoff.resolve_question(book, "q", "2021-02-28", author="anna")
    standoff.resolve_question(book, "q", "2021-03-01", author="anna")
    assert standings(load(book), read_moment("2026-01-01"))["q"].outcome == "2021-03-01"
