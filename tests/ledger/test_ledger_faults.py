"""Bad input and faults of a ledger: each is refused, or set aside and told, with its code and place."""

from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path

import pytest

from standoff.ledger import LedgerError, append, begin, load, score_all, standings, verify
from standoff.ledger.chain import LONGEST_LINE, START, line_of
from standoff.ledger.moments import read_moment
from standoff.ledger.writing import held
from tests.ledger.books import ASKED, Book, book_in


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = book_in(tmp_path)
    made.ask("q")
    made.ask("three", type="one_of", options=["a", "b", "c"])
    return made


def _many(folder: Path, first: int) -> None:
    for number in range(first, first + 15):
        draft = {**ASKED, "question": f"n{number}", "text": "Does it?"}
        append(folder, "anna", [draft], lambda: read_moment("2031-01-01"))


def test_two_processes_that_append_at_once_both_land(book: Book) -> None:
    spawn = multiprocessing.get_context("fork")
    workers = [spawn.Process(target=_many, args=(book.folder, first)) for first in (0, 100)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    assert [one.exitcode for one in workers] == [0, 0]
    assert len(load(book.folder).questions) == 32
    assert verify(book.folder).faults == ()


def test_lock_that_another_keeps_too_long_is_told(book: Book) -> None:
    with held(book.folder), pytest.raises(LedgerError, match="S778"), held(book.folder, patience=0.05):
        pass


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_line_torn_in_the_middle_is_named_set_aside_and_nothing_before_it_lost(book: Book, cut: int) -> None:
    path = book.folder / "events" / "anna.jsonl"
    whole = path.read_bytes()
    book.ask("torn")
    path.write_bytes(path.read_bytes()[:-cut])
    torn = path.read_bytes()[len(whole) :]
    found = load(book.folder)
    assert [problem.code for problem in found.faults] == ["S779"]
    assert found.faults[0].text().startswith("events/anna.jsonl:3:1: S779")
    assert set(found.questions) == {"q", "three"}
    assert [problem.code for problem in verify(book.folder).faults] == ["S779"]
    draft = {**ASKED, "question": "next", "text": "Does it?"}
    told = append(book.folder, "anna", [draft], lambda: read_moment("2031-01-01")).told
    assert "set aside as `events/anna.torn-1`" in told[0]
    assert path.read_bytes().startswith(whole)
    assert (path.parent / "anna.torn-1").read_bytes() == torn
    assert set(load(book.folder).questions) == {"q", "three", "next"}
    assert verify(book.folder).faults == ()


def test_line_edited_by_hand_is_named_and_nothing_is_scored_of_it(book: Book) -> None:
    path = book.folder / "events" / "anna.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Does three", b"Does Three"))
    with pytest.raises(LedgerError, match=r"events/anna.jsonl:2:1: S763.*does not have its hash"):
        load(book.folder)
    assert [fault.text().split(": ")[0] for fault in verify(book.folder).faults] == ["events/anna.jsonl:2:1"]


def test_line_edited_with_its_own_hash_mended_is_named_at_the_next(book: Book) -> None:
    path = book.folder / "events" / "anna.jsonl"
    first, second = path.read_bytes().splitlines(keepends=True)
    event = json.loads(first)
    del event["hash"]
    path.write_bytes(line_of({**event, "text": "Another?"})[0] + second)
    faults = verify(book.folder).faults
    assert [(one.span.line, one.code) for one in faults if one.span] == [(1, "S763"), (2, "S763")]


def test_clock_that_was_set_back_is_refused_and_seen_in_a_file(book: Book) -> None:
    book.now = "2030-12-31"
    with pytest.raises(LedgerError, match="S772: The clock says 2030-12-31"):
        book.ask("r")
    path = book.folder / "events" / "zoe.jsonl"
    before, lines = START, []
    for day in ("2031-02-01", "2031-01-01"):
        from standoff.ledger.shapes import event_id

        event = {**ASKED, "question": f"z{day}", "text": "?", "author": "zoe", "recorded": day}
        event |= {"id": event_id(event), "prev": before}
        line, before = line_of(event)
        lines.append(line)
    path.write_bytes(b"".join(lines))
    assert [fault.code for fault in verify(book.folder).faults] == ["S772"]


def test_duplicate_ids_are_refused_and_of_a_stranger_left_aside(book: Book) -> None:
    book.now = "2031-02-01"
    with pytest.raises(LedgerError, match="S771: The same event stands already"):
        book.ask("q")
    path = book.folder / "events" / "anna.jsonl"
    event = json.loads(path.read_bytes().splitlines()[-1])
    before = event.pop("hash")
    path.write_bytes(path.read_bytes() + line_of({**event, "prev": before})[0])
    found = load(book.folder)
    assert [fault.code for fault in found.faults] == ["S771"]
    assert set(found.questions) == {"q", "three"}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("three", 0.5, "S766: `three` is one of several: it takes `shares`, not `p`"),
        (
            "three",
            {"shares": {"a": 0.33, "b": 0.33, "c": 0.33}},
            "S767: The chances of `three` add up to 0.99",
        ),
        ("three", {"shares": {"a": 0.5, "b": 0.5}}, "S766: The forecast of `three` leaves out `c`"),
        ("three", {"shares": {"a": 0.5, "b": 0.25, "d": 0.25}}, "S766: `d` is no option of `three`"),
        ("q", 1.5, "S767: `1.5` is no chance"),
        ("q", True, "S767: `True` is no chance"),
        ("q", {"p": "0.5"}, "S767"),
        ("q", {"curve": [[0, 0], [1, 1]]}, "S766: `q` is yes or no"),
        ("q", {}, "S766"),
        ("qq", 0.5, "S765: There is no question `qq`. Did you mean `q`?"),
    ],
)
def test_forecast_that_does_not_fit_its_question_is_refused(
    book: Book, name: str, value: object, told: str
) -> None:
    before = (book.folder / "events" / "anna.jsonl").read_bytes()
    with pytest.raises(LedgerError, match=told):
        book.say(name, value)
    assert (book.folder / "events" / "anna.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"curve": [[1, 0.2], [1, 0.3]]}, "does not rise"),
        ({"curve": [[1, 0.5], [2, 0.3]]}, "does not rise"),
        ({"curve": [[1, 0.5]]}, "does not rise"),
        ({"quantiles": [[0.5, 2], [0.25, 3]]}, "do not rise"),
        ({"quantiles": [[0.0, 2]]}, "do not rise"),
        ({"quantiles": [0.5, 2]}, "no list of pairs"),
        ({"quantiles": []}, "no list of pairs"),
        ({"quantiles": [[0.5, "2031-01-01"]]}, "no answer"),
        ({"quantiles": [[0.5, 1e308]]}, "no answer"),
    ],
)
def test_distribution_that_is_none_is_refused(book: Book, value: object, told: str) -> None:
    book.ask("amount", type="quantity", unit="ships")
    with pytest.raises(LedgerError, match=f"S766.*{told}"):
        book.say("amount", value)


def test_resolution_before_the_question_opened_or_of_a_later_day_is_refused(book: Book) -> None:
    book.now = "2031-03-01"
    with pytest.raises(LedgerError, match=r"S768.*opens 2031-01-01T00:00:00Z and is said to be resolved"):
        book.settle("q", "yes", known="2030-12-31")
    with pytest.raises(LedgerError, match=r"S768.*opens"):
        book.settle("q", "yes", event="2030-12-31")
    with pytest.raises(LedgerError, match=r"S768.*a later day"):
        book.settle("q", "yes", known="2031-04-01")
    with pytest.raises(LedgerError, match="S769: `three` cannot come out as `d`"):
        book.settle("three", "d")


def test_circle_of_parents_is_refused_and_of_strangers_told(book: Book) -> None:
    book.branch("b", "q", "yes")
    with pytest.raises(LedgerError, match="S770: `self` is its own parent"):
        book.branch("self", "self", "yes")
    with pytest.raises(LedgerError, match="S770: The parent `nobody` of `c` is no question"):
        book.branch("c", "nobody", "yes")
    with pytest.raises(LedgerError, match="S770: `q` cannot come out as `maybe`"):
        book.branch("c", "q", "maybe")
    from standoff.ledger.shapes import event_id

    before, lines = START, []
    for name, parent in (("x", "y"), ("y", "z"), ("z", "x")):
        above = {"question": parent, "answer": "yes"}
        event = {
            **ASKED,
            "question": name,
            "text": "?",
            "author": "zoe",
            "recorded": "2031-01-01",
            "parent": above,
        }
        event |= {"id": event_id(event), "prev": before}
        line, before = line_of(event)
        lines.append(line)
    (book.folder / "events" / "zoe.jsonl").write_bytes(b"".join(lines))
    found = load(book.folder)
    told = standings(found, 0)
    assert [told[one].branch for one in "xyz"] == ["unsettled"] * 3
    assert [fault.code for fault in found.faults] == ["S770"] * 3


def test_chain_of_many_parents_needs_no_deep_stack(tmp_path: Path) -> None:
    folder = begin(tmp_path / "deep")
    drafts = [{**ASKED, "question": "n0", "text": "?"}]
    for number in range(1, 3000):
        above = {"question": f"n{number - 1}", "answer": "yes"}
        drafts.append({**ASKED, "question": f"n{number}", "text": "?", "parent": above})
    (folder / "events" / "anna.jsonl").write_bytes(_chained(drafts))
    found = load(folder)
    assert {one.branch for name, one in standings(found, 0).items() if name != "n0"} == {"unsettled"}


def _chained(drafts: list[dict[str, object]]) -> bytes:
    from standoff.ledger.shapes import event_id

    before, lines = START, []
    for draft in drafts:
        event = {**draft, "author": "anna", "recorded": "2031-01-01"}
        line, before = line_of({**event, "id": event_id(event), "prev": before})
        lines.append(line)
    return b"".join(lines)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "guess"}, "S764: `guess` is no kind of event"),
        ({"txt": "?"}, "S764: A question has no `txt`. Did you mean `text`?"),
        ({"text": 7}, "S764: `text` of a question is no text"),
        ({"text": "  "}, "S764: A question has a name and a text"),
        ({"text": "x" * 60_000}, "S764: `text` has more than"),
        ({"type": "yesno"}, "S764: `yesno` is no type of question. Did you mean `yes_no`?"),
        ({"options": ["a", "b"]}, "S764: A question of type `yes_no` has no `options`"),
        ({"type": "one_of", "options": ["a", "a"]}, "S764: `options` are two or more different texts"),
        ({"type": "one_of", "options": ["a", "Void"]}, "S764: `void` and `ambiguous` are outcomes"),
        ({"closes": "2030-01-01"}, "S768.*Expected it to open before it closes"),
        ({"closes": "soon"}, "S768: `soon` is no time"),
        ({"closes": "2031-13-01"}, "S768"),
        ({"reference_class": {"name": "x", "k": 3, "n": 2}}, "S764: `reference_class`"),
        ({"threshold": {"direction": "up", "value": 3}}, "S764: `threshold`"),
        ({"watch": ["tanks"]}, "S764: An entry of `watch`"),
        ({"version": True}, "S764: `version` of a question is no whole"),
    ],
)
def test_question_that_does_not_hold_together_is_refused(
    book: Book, change: dict[str, object], told: str
) -> None:
    with pytest.raises(LedgerError, match=told):
        book.write({**ASKED, "question": "r", "text": "Does it?", **change})


def test_new_version_changes_words_and_never_what_is_asked(book: Book) -> None:
    book.ask("q", text="Does it, in other words?", version=2)
    found = book.load()
    assert (found.questions["q"].text, len(found.versions["q"])) == ("Does it, in other words?", 2)
    with pytest.raises(LedgerError, match="S765: A new version of `q` has another `type`"):
        book.ask("q", type="date", version=3)
    with pytest.raises(LedgerError, match="S765: `q` is a question of `anna` already"):
        book.ask("q", version=3, author="zoe")
    with pytest.raises(LedgerError, match="S765: Version 2 of `q`"):
        book.ask("q", text="Again?", version=2)
    book.now = "2032-02-01"
    with pytest.raises(LedgerError, match="S768: `q` closed"):
        book.ask("q", closes="2032-12-31", version=3)


def test_withdrawal_of_nothing_twice_or_of_anothers_forecast_is_refused(book: Book) -> None:
    event = book.say("q", 0.5)
    with pytest.raises(LedgerError, match="S771: There is no forecast or resolution `beef`"):
        book.take_back("beef")
    with pytest.raises(LedgerError, match=r"S771: The forecast .* is of `anna`"):
        book.take_back(event, author="zoe")
    book.take_back(event)
    with pytest.raises(LedgerError, match=r"S771: .* is withdrawn already"):
        book.take_back(event, on="2031-01-02")


@pytest.mark.parametrize("name", ["", "Anna", "../anna", "a/b", "a" * 65, "-a", "anna.x", "\x1b[2J"])
def test_author_that_is_no_file_name_is_refused_and_writes_nothing_outside(book: Book, name: str) -> None:
    before = sorted(str(path) for path in book.folder.parent.rglob("*"))
    with pytest.raises(LedgerError, match="S773"):
        book.ask("r", author=name)
    assert sorted(str(path) for path in book.folder.parent.rglob("*")) == before


def test_events_in_anothers_file_and_links_are_left_aside(book: Book, tmp_path: Path) -> None:
    events = book.folder / "events"
    (events / "zoe.jsonl").write_bytes((events / "anna.jsonl").read_bytes())
    (tmp_path / "outside.jsonl").write_bytes((events / "anna.jsonl").read_bytes())
    (events / "mallory.jsonl").symlink_to(tmp_path / "outside.jsonl")
    found = load(book.folder)
    assert [fault.code for fault in found.faults] == ["S773", "S773"]
    assert set(found.questions) == {"q", "three"}
    with pytest.raises(LedgerError, match="S762"):
        book.ask("r", author="mallory")
    assert (tmp_path / "outside.jsonl").read_bytes() == (events / "anna.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff" * 300 + b"\n", "S763"),
        (b"[" * 100_000 + b"\n", "S763"),
        (b"x" * (LONGEST_LINE + 10) + b"\n", "S762"),
        (line_of({"prev": START})[0].replace(b"{", b"[", 1), "S763"),
    ],
)
def test_lines_of_a_stranger_are_bounded_and_told(book: Book, content: bytes, code: str) -> None:
    (book.folder / "events" / "zoe.jsonl").write_bytes(content)
    with pytest.raises(LedgerError, match=f"events/zoe.jsonl:1:1: {code}"):
        load(book.folder)
    assert [fault.code for fault in verify(book.folder).faults] == [code]


ODD = (None, True, 0, -1, 1e308, "", "x", "2031-01-01", [], ["a"], [[1]], {}, {"a": []}, {"p": [1]}, "\ud800")


def test_any_odd_value_of_a_stranger_is_told_and_breaks_nothing(tmp_path: Path) -> None:
    from standoff.ledger.shapes import KEYS, event_id

    kinds: list[dict[str, object]] = [
        {**ASKED, "question": "z", "text": "?", "watch": [{"says": "x"}], "options": []},
        {
            "kind": "forecast",
            "question": "q",
            "forecaster": "zoe",
            "issued": "2031-01-01",
            "value": {"p": 0.5},
        },
        {
            "kind": "forecast",
            "question": "q",
            "forecaster": "zoe",
            "issued": "2031-01-01",
            "value": {"p": "x"},
        },
        {"kind": "resolution", "question": "q", "outcome": "yes", "known": "2031-01-01"},
        {"kind": "withdrawal", "withdraws": "a", "known": "2031-01-01"},
    ]
    before, lines = START, []
    for event in kinds:
        for key in (*KEYS[str(event["kind"])], "kind", "recorded", "imported", "attested", "nonsense"):
            for odd in ODD:
                changed = {"author": "zoe", "recorded": "2031-01-02", **event, key: odd}
                line, before = line_of({**changed, "id": event_id(changed), "prev": before})
                lines.append(line)
    made = book_in(tmp_path)
    made.ask("q")
    (made.folder / "events" / "zoe.jsonl").write_bytes(b"".join(lines))
    found = load(made.folder)
    assert found.n_faults > len(lines) // 2
    assert {fault.code for fault in found.faults} <= {f"S{n}" for n in range(760, 780)}
    told = standings(found, read_moment("2031-02-01"))
    assert set(told) == set(found.questions) >= {"q", "z"}
    score_all(found, told)
    assert verify(made.folder).faults


def test_deep_line_with_its_right_hash_is_told_and_stops_nothing_else(book: Book) -> None:
    import hashlib

    body = b'{"a":' + b"[" * 5000 + b"]" * 5000 + b',"prev":"' + START.encode() + b'"}'
    line = body[:-1] + b',"hash":"' + hashlib.sha256(body).hexdigest().encode() + b'"}\n'
    (book.folder / "events" / "zoe.jsonl").write_bytes(line)
    assert {fault.code for fault in verify(book.folder).faults} & {"S762", "S764", "S763"}


def test_folder_that_is_no_ledger_or_not_empty_is_told(tmp_path: Path, book: Book) -> None:
    with pytest.raises(LedgerError, match="S760"):
        load(tmp_path)
    with pytest.raises(LedgerError, match="S760"):
        append(tmp_path / "nowhere", "anna", [], lambda: 0)
    with pytest.raises(LedgerError, match="S761"):
        begin(book.folder)
    with pytest.raises(LedgerError, match="S761"):
        begin(tmp_path)
    assert not (tmp_path / "nowhere").exists()
    os.mkfifo(book.folder / "events" / "pipe.jsonl")
    assert set(load(book.folder).questions) == {"q", "three"}
