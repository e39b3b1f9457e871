"""The rules of the ledger, each with a test of its name: branches, voids, order, lateness, retrospection."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from standoff.ledger import LedgerError, append, begin, interval, load, score_all, standings
from standoff.ledger.families import roots, tree_lines
from standoff.ledger.moments import read_moment
from standoff.ledger.records import IMPORTED, OWN, RETROSPECTIVE
from tests.ledger.books import ASKED, Book, book_in


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return book_in(tmp_path)


def test_rule_1_branch_is_live_void_or_unsettled_by_its_parent_alone(book: Book) -> None:
    book.ask("war", type="one_of", options=["none", "short", "long"])
    for answer in ("none", "short", "long"):
        book.branch(f"talks_{answer}", "war", answer)
        book.say(f"talks_{answer}", 0.75)
    assert [book.standing(f"talks_{one}").branch for one in ("none", "short")] == ["unsettled"] * 2
    book.settle("talks_short", "yes", on="2031-03-01")
    assert book.standing("talks_short").state == "open"
    event = book.settle("war", "short", on="2031-04-01")
    assert [book.standing(f"talks_{one}").branch for one in ("none", "short", "long")] == [
        "void",
        "live",
        "void",
    ]
    assert book.scores()["talks_short"].spot == 0.0625
    book.take_back(event, on="2031-05-01")
    assert book.standing("talks_short").branch == "unsettled"
    assert book.scores() == {}
    book.settle("war", "long", on="2031-06-01")
    book.settle("talks_long", "no")
    assert book.standing("talks_short").state == "void"
    assert list(book.scores()) == ["talks_long"]
    lines = tree_lines(book.load(), standings(book.load(), read_moment(book.now)), "war")
    assert lines[0] == "war: long"
    assert "`- if short: talks_short [void]: void" in lines


def test_rule_1_family_in_which_all_are_void_is_legal_and_void_goes_down_two_levels(book: Book) -> None:
    book.ask("a", type="one_of", options=["x", "y", "neither"])
    book.branch("b", "a", "x")
    book.branch("c", "a", "y")
    book.branch("d", "b", "yes")
    book.settle("b", "yes", on="2031-02-01")
    assert book.standing("d").branch == "unsettled"
    book.settle("a", "neither", on="2031-03-01")
    assert [book.standing(one).branch for one in "bcd"] == ["void"] * 3
    assert book.standing("d").why == "`b` is void"
    assert set(roots(book.load().questions).values()) == {"a"}


def test_rule_1_parent_that_is_void_voids_and_one_that_is_ambiguous_leaves_unsettled(book: Book) -> None:
    book.ask("a")
    book.branch("b", "a", "yes")
    first = book.settle("a", "void", on="2031-02-01")
    assert book.standing("b").state == "void"
    book.take_back(first, on="2031-02-02")
    book.settle("a", "ambiguous", on="2031-02-03")
    assert (book.standing("b").branch, book.standing("b").state) == ("unsettled", "open")


def test_rule_1_branch_of_a_date_lives_by_the_direction_that_is_stored(book: Book) -> None:
    book.ask("when", type="date")
    for way in ("at_most", "above"):
        bound = {"direction": way, "value": "2031-06-30"}
        book.ask(f"b_{way}", parent={"question": "when", "answer": "", "threshold": bound})
    book.settle("when", "2031-06-30T12:00:00Z", on="2031-07-02")
    assert [book.standing(f"b_{way}").branch for way in ("at_most", "above")] == ["live", "void"]
    with pytest.raises(LedgerError, match="S770: `when` is a date: a branch of it needs a threshold"):
        book.branch("c", "when", "yes")


def test_rule_2_void_is_never_one_half_and_ambiguous_is_counted(book: Book) -> None:
    for name, p in (("q1", 0.9), ("q2", 0.6), ("q3", 0.2), ("q4", 0.3)):
        book.ask(name)
        book.say(name, p)
    for name, outcome in (("q1", "yes"), ("q2", "no"), ("q3", "void"), ("q4", "ambiguous")):
        book.settle(name, outcome, on="2031-06-01")
    found = book.scored()
    mean = sum(one.spot or 0.0 for one in found.scores if one.rule == "brier") / 2
    assert mean == pytest.approx((0.01 + 0.36) / 2, abs=1e-15)
    assert len([one for one in found.scores if one.rule == "brier"]) == 2
    tallied = found.beside["own", "bo", "yes_no"]
    assert (tallied.n_void, tallied.n_ambiguous, tallied.n_open) == (1, 1, 0)
    for word in ("50/50", "N/A", "cancelled", ".5"):
        with pytest.raises(LedgerError, match=r"S769.*called off is `void`"):
            book.settle("q1", word)


def test_rule_3_any_order_of_resolutions_gives_the_same_scores_to_the_last_bit(tmp_path: Path) -> None:
    events: list[dict[str, Any]] = [
        {
            "kind": "resolution",
            "question": "q",
            "outcome": outcome,
            "known": f"2031-0{month}-01",
            "note": str(n),
        }
        for n, (outcome, month) in enumerate([("yes", 3), ("no", 3), ("yes", 2), ("void", 4)])
    ]
    told = set()
    for number, order in enumerate(itertools.permutations(events)):
        (tmp_path / str(number)).mkdir()
        book = book_in(tmp_path / str(number))
        book.ask("q")
        book.say("q", 0.1 + 0.2)
        book.now = "2031-05-01"
        ids = {draft["note"]: book.write(draft) for draft in order}
        book.take_back(ids["3"])
        one = book.scores()["q"]
        told.add((one.over_time, one.spot, one.covered, book.standing("q").resolution.note))  # type: ignore[union-attr]
    assert len(told) == 1


def test_rule_3_resolution_withdrawn_and_set_again_counts_once(book: Book) -> None:
    book.ask("parent")
    book.branch("child", "parent", "yes")
    book.say("child", 0.5)
    book.settle("child", "yes", on="2031-02-01")
    first = book.settle("parent", "yes", on="2031-03-01")
    book.take_back(first, on="2031-03-02")
    book.settle("parent", "no", on="2031-03-03")
    assert book.standing("child").state == "void"
    book.settle("parent", "yes", on="2031-03-04")  # a later one counts, withdrawn or not
    assert book.standing("child").state == "resolved"
    assert book.scores()["child"].over_time == 0.25


def test_rule_4_late_is_decided_by_the_recorded_time_and_of_no_by_the_deadline(book: Book) -> None:
    book.ask("yes_early", closes="2031-12-31")
    book.ask("no_early", closes="2031-12-31")
    book.say("yes_early", 0.99, on="2031-06-01")
    book.say("no_early", 0.25)
    book.settle("yes_early", "yes", on="2031-06-02", event="2031-05-01")
    book.settle("no_early", "no", event="2031-05-01")
    found = book.scored()
    assert {one.question for one in found.scores} == {"no_early"}
    assert found.beside["own", "bo", "yes_no"].n_late == 1
    assert len(book.load().forecasts["yes_early"]) == 1  # kept


def test_rule_4_backdated_entry_is_marked_retrospective_by_the_tool(book: Book) -> None:
    book.ask("q")
    book.say("q", 0.75, on="2031-06-01", issued="2031-03-01")
    (one,) = book.load().forecasts["q"]
    assert (one.retrospective, one.pool) == (True, RETROSPECTIVE)
    with pytest.raises(LedgerError, match=r"S768.*after it was recorded"):
        book.say("q", 0.75, issued="2031-07-01")


def test_rule_5_retrospective_and_imported_are_never_pooled_with_own(book: Book) -> None:
    book.ask("q")
    book.say("q", 0.5)
    book.say("q", 0.75, issued="2031-01-02", retrospective=True, on="2031-02-01")
    old = {"imported": "a platform", "attested": "2031-01-03"}
    book.say("q", 1.0, issued="2031-01-03", **old)
    book.settle("q", "yes", on="2031-07-01")
    spots = {one.pool: one.spot for one in book.scored().scores if one.rule == "brier"}
    assert spots == {OWN: 0.25, RETROSPECTIVE: 0.0625, IMPORTED: 0.0}


def test_rule_6_differences_are_clustered_by_family() -> None:
    rng = random.Random(4)
    alone = {f"q{i}": rng.random() for i in range(60)}
    copied = {f"{name}_{k}": value for name, value in alone.items() for k in range(4)}
    families = {name: name.split("_")[0] for name in (*alone, *copied)}
    one = interval(alone, families, np.random.default_rng(1))
    many = interval(copied, families, np.random.default_rng(1))
    assert many.n == 4 * one.n
    assert many.n_families == one.n_families
    assert (many.low, many.high) == pytest.approx((one.low, one.high), abs=1e-12)  # copies tell nothing new


def test_rule_6_interval_of_many_families_is_that_of_the_bootstrap() -> None:
    rng = np.random.default_rng(2)
    values = {f"q{i}": float(x) for i, x in enumerate(rng.random(6000))}
    families = {name: f"f{i // 2}" for i, name in enumerate(values)}
    few = interval(values, families, np.random.default_rng(1))
    wide = interval(values, {name: name for name in values}, np.random.default_rng(1))
    assert few.n_families < 5000 < wide.n_families
    assert few.low is not None
    assert wide.low is not None
    assert few.mean - few.low == pytest.approx(wide.mean - wide.low, rel=0.12)


def test_score_over_time_leaves_out_what_no_forecast_covers(book: Book) -> None:
    book.ask("q", opens="2031-01-01", closes="2031-01-31T00:00:00Z")
    book.say("q", 0.5, on="2031-01-11")
    event = book.say("q", 1.0, on="2031-01-16")
    book.take_back(event, on="2031-01-21")
    book.settle("q", "no", on="2031-02-01")
    one = book.scores()["q"]
    assert one.over_time == pytest.approx((5 * 0.25 + 5 * 1.0) / 10)
    assert one.covered == pytest.approx(10 / 30)
    assert one.spot is None
    assert book.scores(spot_days=12)["q"].spot == 1.0
    assert book.scores(spot_days=18)["q"].spot == 0.25


def test_two_processes_worth_of_events_in_any_file_order_load_alike(tmp_path: Path) -> None:
    book = Book(begin(tmp_path / "book"))
    book.ask("q", author="zoe")
    book.say("q", 0.25, author="anna")
    assert load(book.folder).n_faults == 0
    found = load(book.folder)
    assert score_all(found, standings(found, 0)).scores == ()
    with pytest.raises(LedgerError, match="S771: The same event stands already"):
        append(
            book.folder,
            "anna",
            [{**ASKED, "question": "r", "text": "?"}] * 2,
            lambda: read_moment("2031-02-01"),
        )
