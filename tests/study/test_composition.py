"""What endings are made of: against the ledger's conditional measures, by hand, and where nothing is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from standoff.compiler import expected_totals
from standoff.game import bind
from standoff.game.records import FAILED
from standoff.results.run.parts import MoveShares, Parts
from standoff.scenario import load_text
from standoff.solvers import solve
from standoff.study.rows import numbers_of, read_off
from standoff.study.runs import compile_reading
from standoff.study.summaries.details import details
from tests.scenario.planted_bases import BASES, CRISIS, HEAD

TOY = (Path(__file__).parents[1] / "scenario" / "toy.yaml").read_text(encoding="utf-8")
DRAWS = 24


def parts(
    text: str, *, observed: Mapping[str, str] | None = None, failed: int = 0, n_draws: int = DRAWS
) -> Parts:
    """What the first draws of a text's own reading say of its parts; the first `failed` count as failed."""
    loaded = load_text(text, "x")
    game = compile_reading(loaded, loaded.readings[0], observed or {})
    columns = numbers_of(game, seed=3, first=0, n_draws=n_draws)
    play = solve(bind(game.game, columns, n_draws))
    status = np.where(np.arange(n_draws) < failed, FAILED, play.status)
    told = details(game, bind(game.count.game, columns, n_draws), replace(play, status=status), {}, columns)
    return Parts.model_validate(told["parts"])


def shares(found: MoveShares) -> dict[str | None, float]:
    return {one.option: one.share for one in found.options}


def by_measures(
    text: str, asked: Mapping[tuple[str, str, str], str], observed: Mapping[str, str] | None = None
) -> dict[tuple[str, str, str], float]:
    """The same shares as conditional measures of the text, pooled over the plays of the same draws."""
    names = {key: f"asked_{k}" for k, key in enumerate(asked)}
    lines = "".join(f'  {names[key]}: "{event}"\n' for key, event in asked.items())
    loaded = load_text(text.replace("measures:\n", f"measures:\n{lines}", 1), "x")
    game = compile_reading(loaded, loaded.readings[0], observed or {})
    columns = numbers_of(game, seed=3, first=0, n_draws=DRAWS)
    bound = bind(game.game, columns, DRAWS)
    play = solve(bound)
    rows = read_off(
        game, replace(play, item=expected_totals(game, bound, columns, play.probability)), columns, 0
    )
    found = {}
    for key, name in names.items():
        value, given = (rows[f"{kind}:{name}"].fill_null(0.0).to_numpy() for kind in ("measure", "given"))
        weight = np.nan_to_num(given) * np.nan_to_num(rows["weight"].to_numpy().astype(float))
        found[key] = float((np.nan_to_num(value) * weight).sum() / weight.sum())
    return found


@pytest.mark.parametrize("name", ["toy", *BASES])
def test_shares_are_those_of_conditional_measures(name: str) -> None:
    text = {"toy": TOY, **BASES}[name]
    found = parts(text)
    assert len(found.endings) > 1
    asked = {
        (ending.ending, move.move, str(one.option)): f"P({move.move} == {one.option} | {ending.ending})"
        for ending in found.endings
        for move in ending.moves
        for one in move.options
        if one.option is not None
    }
    own = {
        (ending.ending, move.move, str(one.option)): one.share
        for ending in found.endings
        for move in ending.moves
        for one in move.options
    }
    expected = by_measures(text, asked)
    assert {key: own[key] for key in expected} == pytest.approx(expected, abs=1e-9)


def test_shares_are_those_of_what_was_observed() -> None:
    seen = {"pledge": "written"}
    found = parts(TOY, observed=seen)
    asked = {
        (e.ending, "help", o): f"P(help == {o} | {e.ending})"
        for e in found.endings
        for o in ("fight", "abandon")
    }
    expected = by_measures(TOY, asked, seen)
    own = {
        (e.ending, m.move, str(o)): x for e in found.endings for m in e.moves for o, x in shares(m).items()
    }
    assert {key: own.get(key, 0.0) for key in expected} == pytest.approx(expected, abs=1e-9)
    pledge = next(m for m in found.moves if m.move == "pledge")
    assert shares(pledge) == pytest.approx({"written": 1.0, "vague": 0.0, "silent": 0.0})


@pytest.mark.parametrize("name", ["toy", *BASES])
def test_shares_of_each_move_and_endings_add_up_to_one(name: str) -> None:
    found = parts({"toy": TOY, **BASES}[name])
    every = [*found.moves, *(move for ending in found.endings for move in ending.moves)]
    assert [sum(shares(move).values()) for move in every] == pytest.approx([1.0] * len(every))
    assert sum(ending.probability for ending in found.endings) == pytest.approx(1.0)
    whole = {move.move: shares(move) for move in found.moves}
    for name_, own in whole.items():  # what all endings are made of, put together, is all plays
        for option, share in own.items():
            mixed = sum(
                ending.probability
                * next((shares(m).get(option, 0.0) for m in ending.moves if m.move == name_), 0.0)
                for ending in found.endings
            )
            assert option is None or mixed == pytest.approx(share, abs=1e-9)


LOTTERY = (
    HEAD
    + """moves:
  coin: {chance: {heads: 0.5, tails: rest}}
  die: {when: coin == heads, chance: {six: 0.2, less: rest}}
  gate: {chance: {open: 0.9, shut: rest}}
payoffs: {a: {coin: 1 if coin == heads}}
endings:
  won: die == six and gate == open
  lost: coin == tails
  rest_of_all: otherwise
measures:
  wins: P(won)
play: {precision: 1}
"""
)


def test_composition_of_a_lottery_is_that_by_hand() -> None:
    found = parts(LOTTERY, n_draws=2)
    won, lost, others = found.endings
    assert [e.probability for e in found.endings] == pytest.approx([0.09, 0.5, 0.41])
    assert [m.move for m in won.moves] == ["die", "coin", "gate"]
    assert [m.differs for m in won.moves] == pytest.approx([0.9, 0.5, 0.1])
    assert shares(won.moves[0]) == pytest.approx({"six": 1.0, "less": 0.0})
    assert {m.move: shares(m) for m in lost.moves}["gate"] == pytest.approx({"open": 0.9, "shut": 0.1})
    assert {m.move: shares(m) for m in lost.moves}.get("die") is None  # never made in these plays
    assert [(c.share, c.moves) for c in lost.courses] == [
        (pytest.approx(0.9), {"coin": "tails", "gate": "open"}),
        (pytest.approx(0.1), {"coin": "tails", "gate": "shut"}),
    ]
    assert [c.share for c in others.courses] == pytest.approx([0.36 / 0.41, 0.04 / 0.41, 0.01 / 0.41])
    assert others.courses[2].moves == {"coin": "heads", "die": "six", "gate": "shut"}


def test_courses_are_the_most_frequent_of_all() -> None:
    found = parts(TOY)
    for ending in found.endings:
        told = [course.share for course in ending.courses]
        assert told == sorted(told, reverse=True)
        assert sum(told) <= 1.0 + 1e-9
        events = " and ".join(f"{m} == {o}" for m, o in ending.courses[0].moves.items())
        expected = by_measures(TOY, {(ending.ending, "", ""): f"P({events} | {ending.ending})"})
        assert told[0] == pytest.approx(expected[ending.ending, "", ""], abs=1e-9)


def test_order_on_the_page_changes_nothing() -> None:
    swapped = CRISIS.replace(
        "actors: {a: {title: A}, b: {title: B}}", "actors: {b: {title: B}, a: {title: A}}"
    )
    swapped = swapped.replace(
        "  fought: answer == fight\n  given: answer == give\n",
        "  given: answer == give\n  fought: answer == fight\n",
    )
    one, other = parts(CRISIS), parts(swapped)
    assert {e.ending: e.probability for e in one.endings} == pytest.approx(
        {e.ending: e.probability for e in other.endings}
    )
    endings = {e.ending: e for e in other.endings}
    for ending in one.endings:
        same = endings[ending.ending]
        assert [m.move for m in ending.moves] == [m.move for m in same.moves]
        for mine, theirs in zip(ending.moves, same.moves, strict=True):
            assert shares(mine) == pytest.approx(shares(theirs))
        assert [c.moves for c in ending.courses] == [c.moves for c in same.courses]


@pytest.mark.filterwarnings("ignore:Mean of empty slice", "ignore:invalid value")
def test_draws_without_an_answer_are_counted_apart() -> None:
    found = parts(CRISIS, failed=5)
    assert (found.draws, found.unsolved) == (DRAWS - 5, 5)
    none = parts(CRISIS, failed=DRAWS)
    assert none == Parts(unsolved=DRAWS)


def test_single_ending_is_made_of_all_plays() -> None:
    endings = CRISIS[CRISIS.index("endings:") : CRISIS.index("measures:")]
    found = parts(CRISIS.replace(endings, "endings:\n  all_plays: otherwise\n"))
    (ending,) = found.endings
    assert ending.probability == pytest.approx(1.0)
    assert [m.differs for m in ending.moves] == pytest.approx([0.0, 0.0], abs=1e-12)
    assert {m.move: shares(m) for m in ending.moves} == {
        m.move: pytest.approx(shares(m)) for m in found.moves
    }


def test_ending_that_never_comes_and_move_that_is_always_skipped_have_no_parts() -> None:
    text = LOTTERY.replace("0.2, less", "0.0, less").replace(
        "coin: {chance: {heads: 0.5", "coin: {chance: {heads: 0.0"
    )
    found = parts(text, n_draws=2)
    assert [e.probability for e in found.endings] == [0.0, 1.0, 0.0]
    assert found.endings[0].moves == found.endings[0].courses == []
    assert "die" not in {m.move for m in found.moves}
    assert found.one_way == [("coin", "tails", 1.0)]


def test_move_that_goes_one_way_is_told_with_its_share_where_it_is_made() -> None:
    text = LOTTERY.replace("six: 0.2", "six: 0.995")
    ((move, option, share),) = parts(text, n_draws=2).one_way
    assert (move, option) == ("die", "six")
    assert share == pytest.approx(0.995)
