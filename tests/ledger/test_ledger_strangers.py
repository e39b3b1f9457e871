"""Files of strangers and of merged clones: what makes no sense is a note; no line takes a command down."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from standoff.app.main import command
from standoff.ledger import LedgerError, seal, verify
from standoff.ledger.chain import START
from standoff.ledger.moments import read_moment
from standoff.ledger.shapes import OUTSIDE_ID
from standoff.ledger.verification import SCRIPT
from tests.ledger.books import ASKED, Book, book_in

SEALED = read_moment("2031-03-01")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = book_in(tmp_path)
    made.ask("q")
    made.ask("price", type="quantity", unit="dollars")
    made.ask("when", type="date")
    made.say("q", 0.25)
    return made


def _body(event: dict[str, Any]) -> bytes:
    """As the ledger writes it, except that a number may be none."""
    return json.dumps(event, sort_keys=True, separators=(",", ":")).encode()


def _write(book: Book, *drafts: dict[str, Any], author: str = "zoe", number: str = "") -> None:
    """A stranger's file with right hashes; `number` stands for the text "NUMBER"."""
    before, lines = START, []
    for draft in drafts:
        event = {"author": author, "recorded": "2031-01-02", **draft}
        kept = {key: value for key, value in event.items() if key not in OUTSIDE_ID}
        event |= {"id": hashlib.sha256(_body(kept)).hexdigest()[:16], "prev": before}
        body = _body(event).replace(b'"NUMBER"', number.encode())
        before = hashlib.sha256(body).hexdigest()
        lines.append(body[:-1] + b',"hash":"' + before.encode() + b'"}\n')
    (book.folder / "events" / f"{author}.jsonl").write_bytes(b"".join(lines))


def _branch(name: str, parent: str, **under: Any) -> dict[str, Any]:
    return {**ASKED, "question": name, "text": "?", "parent": {"question": parent, **under}}


def _bound(value: Any) -> dict[str, Any]:
    return {"direction": "at_least", "value": value}


WATCHED = {**ASKED, "question": "w", "text": "?"}
UNKNOWN = {"kind": "resolution", "question": "x", "outcome": "yes", "known": "2031-01-02"}
SENSELESS: list[tuple[str, tuple[dict[str, Any], ...]]] = [
    ("S765: `q` is a question of `anna` already", ({**ASKED, "question": "q", "text": "?"},)),
    ("S770: `q` cannot come out as `maybe`", (_branch("b", "q", answer="maybe"),)),
    ("S770: The parent `nobody` of `b`", (_branch("b", "nobody", answer="yes"),)),
    ("S770: The threshold `120 dollars` of `b`", (_branch("b", "price", threshold=_bound("120 dollars")),)),
    ("S770: The threshold `nan` of `b`", (_branch("b", "price", threshold=_bound("nan")),)),
    ("S770: The threshold `120.0` of `b`", (_branch("b", "when", threshold=_bound(120.0)),)),
    ("S770: `q` is a yes_no", (_branch("b", "q", answer="yes", threshold=_bound(1.0)),)),
    ("S764: `threshold`", (_branch("b", "price", threshold=_bound(10**400)),)),
    ("S764: `threshold`", (_branch("b", "price", threshold=[1]),)),
    ("S764: `by` of an entry", ({**WATCHED, "watch": [{"says": "x", "by": [1]}]},)),
    ("S764: `by` of an entry", ({**WATCHED, "watch": [{"says": "x", "by": {}}]},)),
    ("S765: There is no question", (UNKNOWN,)),
    ("S764: A withdrawal has no `nonsense`", ({"kind": "withdrawal", "nonsense": 1},)),
    ("S768: `soon` is no time", ({**ASKED, "question": "z", "text": "?", "recorded": "soon"},)),
]  # fmt: skip


@pytest.mark.parametrize(("told", "drafts"), SENSELESS)
def test_event_that_makes_no_sense_is_a_note_and_never_a_fault(
    book: Book, told: str, drafts: tuple[dict[str, Any], ...]
) -> None:
    _write(book, *drafts)
    book.settle("q", "yes", on="2031-02-01")
    book.settle("price", "130")
    found = verify(book.folder)
    assert found.faults == ()
    assert [told in note.text() for note in found.notes] == [True]
    assert [note.text() for note in book.load().faults] == [note.text() for note in found.notes]
    seal(book.folder, "anna", SEALED)
    assert verify(book.folder).faults == ()
    done = _run(book, "verify")
    assert (done.exit_code, done.return_value) == (0, 0)
    assert f"left aside: events/zoe.jsonl:1:1: {told}" in done.output
    assert list(book.scores()) == ["q"]


def test_resolution_that_two_clones_withdrew_is_withdrawn_once_and_the_merge_holds(book: Book) -> None:
    came = book.settle("q", "yes", on="2031-02-01")
    back = {"kind": "withdrawal", "withdraws": came, "known": "2031-02-02", "recorded": "2031-02-02"}
    _write(book, back, author="yan")
    _write(book, back)
    found = verify(book.folder)
    assert found.faults == ()
    assert [note.code for note in found.notes] == ["S771"]
    assert book.standing("q").state == "open"
    seal(book.folder, "anna", SEALED)


def _run(book: Book, *words: str) -> Any:
    """A command at the day on which the ledger is sealed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("standoff.app.api.ledger.clock", lambda: SEALED)
        own = ["ledger", words[0], str(book.folder), *words[1:]]
        return CliRunner().invoke(command, own, standalone_mode=False)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "Infinity", "NaN", "1" * 5000])
@pytest.mark.parametrize("kind", ["forecast", "branch"])
def test_number_that_is_none_takes_no_command_down(book: Book, number: str, kind: str) -> None:
    said = {"kind": "forecast", "question": "q", "forecaster": "zoe", "issued": "2031-01-02"}
    drafts = {
        "forecast": {**said, "value": {"p": "NUMBER"}},
        "branch": _branch("b", "price", threshold=_bound("NUMBER")),
    }
    _write(book, drafts[kind], number=number)
    for words in (
        ("status",),
        ("score",),
        ("export", "--to", "csv"),
        ("calendar",),
        ("page",),
        ("forecast", "q", "0.5"),
    ):
        done = _run(book, *words)
        assert done.exception is None, words
    assert [note.span and note.span.line for note in book.load().faults] == [1]
    done = _run(book, "verify")
    assert (done.exception, done.return_value) == (None, 1)


def test_bound_of_a_condition_that_is_no_number_is_refused_when_it_is_asked(book: Book) -> None:
    with pytest.raises(LedgerError, match="S770: The threshold `120 dollars` of `b` is no answer to `price`"):
        book.write(_branch("b", "price", threshold=_bound("120 dollars")))
    done = _run(book, "ask", "b", "Is there panic?", "--if", "price >= 120 dollars", "--closes", "2131-12-31")
    assert "S770: The threshold `120 dollars`" in str(done.exception)


CHAINS = (None, 7, "x", [], ["anna"], {"anna": None}, {"anna": 3}, {"anna": "ab"}, {"anna": [1]},
          {"anna": ["1", "x"]}, {"anna": [True, "x"]}, {"anna": [-1, "x"]}, {"anna": [1, 2]},
          {"anna": [1, "x", 2]}, {"anna": {"a": 1, "b": 2}}, {"anna": [1.0, "x"]})  # fmt: skip


@pytest.mark.parametrize("chains", CHAINS)
def test_seal_whose_chains_have_another_shape_is_told_by_both_checks(book: Book, chains: Any) -> None:
    seal(book.folder, "anna", SEALED)
    body = _body({"kind": "seal", "by": "zoe", "made": "2031-03-01", "chains": chains, "prev": START})
    _check_seal(book, body, "S776: The seal does not say")


@pytest.mark.parametrize(
    "body", [b'["chains"]}', b'{"a":Infinity}', b'{"chains":1e400}', b'{"a":' + b"[" * 9000 + b"}"]
)
def test_seal_that_is_no_record_is_told_by_both_checks(book: Book, body: bytes) -> None:
    seal(book.folder, "anna", SEALED)
    _check_seal(book, body, "seals/odd.json:1:1: S7")


def _check_seal(book: Book, body: bytes, told: str) -> None:
    digest = hashlib.sha256(body).hexdigest().encode()
    (book.folder / "seals" / "odd.json").write_bytes(body[:-1] + b',"hash":"' + digest + b'"}\n')
    faults = [one.text() for one in verify(book.folder).faults]
    assert len(faults) == 1
    assert told in faults[0]
    words = [sys.executable, "-I", "-S", str(book.folder / SCRIPT)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env={})
    assert (done.returncode, done.stderr) == (1, "")
    assert "seals/odd.json:1: the seal does not say" in done.stdout
