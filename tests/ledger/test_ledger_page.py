"""The page of a ledger: what stands where; nothing of others runs or loads; the same bytes again."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import standoff
from standoff.app.output import ledger as output
from standoff.reports import ledger_page
from tests.ledger.books import Book, book_in

NOW = dt.datetime(2031, 7, 1, tzinfo=dt.UTC)
EVIL = "<script>alert(1)</script>\x1b[2J\u202e\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = book_in(tmp_path)
    made.ask("open_one", text="Is it still open?", watch=[{"says": "Ships leave", "by": "2031-08-01"}])
    made.ask("closed_one", text="Did it close?", closes="2031-03-01")
    made.branch("under", "closed_one", "yes", text="And then?")
    made.ask("off", text="Called off?")
    made.ask("evil", text=EVIL, criteria=EVIL, source="javascript:alert(1)")
    made.say("closed_one", 0.25, who="bo")
    made.say("closed_one", 0.5, who="bo", on="2031-02-01", why=EVIL)
    made.say("evil", 0.5, who=EVIL[:60])
    made.settle("closed_one", "no", on="2031-03-02")
    made.settle("off", "void")
    return made


def _page(book: Book) -> str:
    return standoff.ledger_page(book.folder, now=NOW).read_text(encoding="utf-8")


def test_page_shows_due_watched_resolved_void_scores_and_history(book: Book) -> None:
    text = _page(book)
    parts = {
        name: text.index(f'<section id="{name}">')
        for name in ("waiting", "resolved", "void", "scores", "questions")
    }
    assert list(parts.values()) == sorted(parts.values())
    waiting, resolved = text[parts["waiting"] : parts["resolved"]], text[parts["resolved"] : parts["void"]]
    void = text[parts["void"] : parts["scores"]]
    assert "Is it still open?" in waiting
    assert "by 2031-08-01: Ships leave" in waiting
    assert "Did it close?" in resolved
    assert "And then?" in void
    assert "closed_one came out as no" in void
    assert "Called off?" in void
    assert "Chance of yes over time: closed_one; came out as no" in text
    assert text.count("<line") > 6
    assert "`- if yes: under [void]: void" in text
    assert "Brier score 0.2500 = reliability 0.2500" in text


def test_page_is_well_formed_loads_nothing_and_runs_nothing_of_others(book: Book) -> None:
    text = _page(book)
    assert "default-src 'none'" in text
    assert "<script" not in text
    assert "<img" not in text
    assert not set(text) & set("\x1b\u202e")
    assert re.findall(r'(?:href|src)="(?!#)[^"]*"', text) == []

    class Tags(HTMLParser):
        open: list[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert not [name for name, _ in attrs if name.startswith("on")]
            if tag not in ("meta", "br"):
                self.open.append(tag)

        def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            pass

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    tags = Tags()
    tags.open = []
    tags.feed(text)
    assert tags.open == []
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


def test_page_of_the_same_lines_has_the_same_bytes_and_of_none_says_so(book: Book, tmp_path: Path) -> None:
    assert _page(book) == _page(book)
    empty = Book(standoff.init_ledger(tmp_path / "empty"))
    assert "No question has been asked." in _page(empty)


def test_what_is_open_is_shown_before_what_came_out_where_not_all_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = book_in(tmp_path)
    for name in ("a", "b", "c"):
        book.ask(name, closes="2031-02-01", text=f"Did {name}?")
        book.settle(name, "yes", on="2031-01-15")
    book.ask("later", closes="2131-12-31", text="Is it later?")
    book.branch("inner", "a", "no", closes="2031-01-31", text="And inside?")
    monkeypatch.setattr(ledger_page, "MOST_SHOWN", 2)
    text = _page(book)
    assert "2 of them are shown here" in text
    assert "Is it later?" in text[text.index('id="waiting"') : text.index('id="resolved"')]
    monkeypatch.setattr(output, "MOST_PRINTED", 2)
    monkeypatch.setattr(output, "MOST_SAID", 1)
    for who in ("bo", "cy"):
        book.say("later", 0.5, who=who)
    lines = list(output.status_lines(standoff.ledger_status(book.folder, now=NOW)))
    assert any("open" in line and "later: Is it later?" in line for line in lines)
    assert any(line.strip() == "bo 0.5; and 1 more" for line in lines)
    assert any("... and 3 more; what is open and due stands here first" in line for line in lines)


def test_status_says_why_a_branch_is_void(tmp_path: Path) -> None:
    book = book_in(tmp_path)
    book.ask("a")
    book.branch("b", "a", "no")
    book.branch("c", "b", "yes")
    book.settle("a", "yes", on="2031-01-15")
    lines = [line.strip() for line in output.status_lines(standoff.ledger_status(book.folder, now=NOW))]
    assert "void: `a` came out as yes" in lines
    assert "void: `b` is void" in lines
