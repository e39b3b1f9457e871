"""What a table keeps both ways, in any order of rows; outcomes that are set, withdrawn and set again."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

import standoff
from standoff.ledger import load, standings, verify
from standoff.ledger.exchange.tables import as_csv, read_csv
from standoff.ledger.moments import read_moment
from standoff.ledger.records import IMPORTED, RETROSPECTIVE
from standoff.ledger.state import Ledger
from tests.ledger.books import book_in

NOW = read_moment("2031-12-01")


def _pools(ledger: Ledger) -> dict[str, tuple[str, bool]]:
    said = ledger.forecasts["q"]
    return {one.forecaster: (one.pool, one.id in ledger.taken_back) for one in said}


def test_table_keeps_pool_and_withdrawal_and_claims_nothing_in_time(tmp_path: Path) -> None:
    book = book_in(tmp_path)
    book.ask("q", opens="2021-01-01", closes="2021-12-31")
    platform = {"imported": "a platform", "attested": "2021-03-01", "issued": "2021-03-01"}
    book.say("q", 0.5, who="crowd", **platform)
    left = book.say("q", 0.25, who="left", **platform)
    book.take_back(left, on="2031-01-02")
    book.say("q", 0.75, who="afterwards", **platform, retrospective=True)
    book.say("q", 0.75, who="anna")
    ledger = book.load()
    path = tmp_path / "table.csv"
    path.write_text(as_csv(ledger, standings(ledger, NOW)), encoding="utf-8")
    folder = standoff.init_ledger(tmp_path / "again")
    assert standoff.import_forecasts(folder, path, form="csv").left_aside == ()
    again = load(folder)
    assert _pools(again) == {
        "crowd": (IMPORTED, False), "left": (IMPORTED, True),
        "afterwards": (RETROSPECTIVE, False), "anna": (RETROSPECTIVE, False),
    }  # fmt: skip


HEAD = "question,text,type,options,opens,closes,forecaster,at,value,platform,outcome,known\n"
ROWS = (
    "q,Which?,one_of,a | b,2021-01-01,2021-12-31,,,,,,\n",
    'q,,,,,,bo,2021-02-01,"a=0.5,b=0.5",p,,\n',
    'q,,,,,,cy,2021-02-01,"a=0.25,b=0.75",,,\n',
    "q,,,,,,,,,,b,2021-05-01\n",
)


def test_order_of_the_rows_of_a_table_does_not_matter(tmp_path: Path) -> None:
    told = set()
    for rows in itertools.permutations(ROWS):
        path = tmp_path / "mine.csv"
        path.write_text(HEAD + "".join(rows), encoding="utf-8")
        found = read_csv(path)
        assert found.aside.told == []
        told.add("\n".join(sorted(map(repr, found.drafts))))
        assert found.drafts[0]["kind"] == "question"
    assert len(told) == 1


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("Yes", "yes"), ("NO", "no"), ("50/50", "void"), ("N/A", "void"), ("Cancelled", "void"),
     ("Void", "void"), ("Ambiguous", "ambiguous")],
)  # fmt: skip
def test_outcomes_of_a_table_are_read_in_any_case_and_called_off_is_void(
    tmp_path: Path, said: str, outcome: str
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        f"question,text,opens,closes,outcome,known\nq,?,2021-01-01,2021-12-31,{said},2021-05-01\n"
    )
    folder = standoff.init_ledger(tmp_path / "book")
    assert standoff.import_forecasts(folder, path, form="csv").resolutions == 1
    assert standings(load(folder), NOW)["q"].state == ("resolved" if outcome in ("yes", "no") else outcome)


def test_outcome_of_a_table_that_does_not_say_since_when_it_is_known_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("question,text,opens,closes,outcome\nq,Does it?,2021-01-01,2021-12-31,yes\n")
    assert "does not say since when that is `known`" in read_csv(path).aside.told[0]


def test_same_resolution_is_set_again_after_it_was_withdrawn(tmp_path: Path) -> None:
    book = book_in(tmp_path)
    book.ask("q")
    book.now = "2031-02-01"
    ids = []
    for _ in range(3):
        ids.append(book.settle("q", "yes", known="2031-01-05"))
        assert book.standing("q").outcome == "yes"
        book.take_back(ids[-1])
        assert book.standing("q").state == "open"
    assert len(set(ids)) == 3
    assert (book.load().faults, verify(book.folder).faults) == ([], ())


@pytest.mark.parametrize("outcomes", ["yes no yes", "yes no yes no yes yes no", "no no yes void yes"])
def test_platform_that_changes_its_mind_and_back_is_followed(tmp_path: Path, outcomes: str) -> None:
    folder, path = standoff.init_ledger(tmp_path / "book"), tmp_path / "mine.csv"
    before = ""
    for outcome in outcomes.split():
        path.write_text(
            f"question,text,opens,closes,outcome,known\nq,?,2021-01-01,2021-12-31,{outcome},2021-05-01\n"
        )
        found = standoff.import_forecasts(folder, path, form="csv")
        assert found.left_aside == ()
        assert found.resolutions == (outcome != before)
        assert standings(load(folder), NOW)["q"].outcome == outcome
        before = outcome
    assert (load(folder).faults, verify(folder).faults) == ([], ())
