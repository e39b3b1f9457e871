"""What the compiler refuses, and how it says so."""

from __future__ import annotations

import pytest

from standoff.compiler import compile_scenario
from standoff.compiler import expansion as exploring
from standoff.compiler.tables import LARGEST_TABLE
from standoff.errors import StandoffError
from standoff.game import bind, check_chance
from standoff.game.efg import write_efg
from standoff.scenario import load_text
from tests.compiler.random_scenarios import random_scenario
from tests.compiler.test_exactness import TOY, drawn

HEAD = """\
standoff: 1
title: Small
as_of: 2031-01-01
horizon: 2031-12-31
actors:
  anna: {title: Anna}
"""


def refused(text: str, **given) -> StandoffError:
    with pytest.raises(StandoffError) as caught:
        compile_scenario(load_text(text).with_fixed(given).reading())
    return caught.value


def small(moves: str, endings: str, payoff: str = "1 if go == yes") -> str:
    return (
        f"{HEAD}moves:\n{moves}payoffs:\n  anna: {{it: '{payoff}'}}\n"
        f"endings:\n{endings}play: {{precision: 1}}\n"
    )


GO = "  go: {by: anna, options: [yes, no]}\n"


def test_endings_that_leave_a_gap_are_refused():
    error = refused(small(GO, "  went: go == yes\n"))
    assert [p.code for p in error.problems] == ["S605"]
    assert "otherwise" in error.problems[0].text()


def test_endings_that_cover_everything_without_otherwise_are_accepted():
    text = small(GO, "  went: go == yes\n  stayed: go == no\n")
    assert compile_scenario(load_text(text).reading()).game.arrays.n_nodes == 2


def test_scenario_with_nothing_open_is_refused():
    error = refused(small(GO, "  all: otherwise\n"), go="yes")
    assert [p.code for p in error.problems] == ["S606"]


def test_term_over_too_many_moves_is_refused_with_its_place():
    names = [f"move{i}" for i in range(6)]
    moves = "".join(f"  {n}: {{by: anna, options: {{grid: [0, 1, 11]}}}}\n" for n in names)
    payoff = "1 if " + " + ".join(names) + " >= 3.5"
    assert 12 ** len(names) > LARGEST_TABLE
    error = refused(small(moves, "  all: otherwise\n", payoff))
    assert error.problems[0].code == "S602"
    assert error.problems[0].span is not None


def test_condition_that_only_picks_or_counts_may_look_at_many_moves():
    names = [f"move{i}" for i in range(16)]
    moves = "".join(f"  {n}: {{by: anna, options: [yes, no]}}\n" for n in names)
    any_of = "1 if " + " or ".join(f"{n} == yes" for n in names)
    assert 3 ** len(names) > LARGEST_TABLE
    made = compile_scenario(load_text(small(moves, "  all: otherwise\n", any_of)).reading())
    assert made.game.arrays.n_nodes == 1 + 15 * 2 + 1  # paid already, or not; and the end
    count = "1 if " + " + ".join(f"({n} == yes)" for n in names) + " >= 2"
    made = compile_scenario(load_text(small(moves, "  all: otherwise\n", count)).reading())
    assert made.game.arrays.n_nodes == 1 + 2 + 13 * 3 + 2 + 1  # none, one or more before


def test_too_many_nodes_are_refused(monkeypatch):
    monkeypatch.setattr(exploring, "MOST_NODES", 20)
    error = refused(random_scenario(1, n_moves=8))
    assert [p.code for p in error.problems] == ["S603"]


def test_chance_that_leaves_the_unit_interval_names_draw_values_and_move():
    text = small(
        "  luck: {chance: {good: p, bad: rest}}\n" + GO,
        "  all: otherwise\n",
        "1 if luck == good and go == yes",
    ).replace("moves:\n", "parameters:\n  p: {draw: 'uniform(0.9, 1.3)', set_by: assumed}\nmoves:\n", 1)
    scenario = load_text(text).reading()
    compiled = compile_scenario(scenario)
    bound = bind(compiled.game, drawn(scenario, 50), 50)
    with pytest.raises(StandoffError) as caught:
        check_chance(compiled.game, bound, first_draw=100)
    message = str(caught.value)
    assert "S601" in message
    assert "`luck`" in message
    assert "in draw 1" in message


def test_subjective_beliefs_cannot_be_written_as_a_gambit_file():
    scenario = load_text(TOY.read_text(encoding="utf-8")).reading()
    compiled = compile_scenario(scenario)
    bound = bind(compiled.game, drawn(scenario, 1), 1)
    with pytest.raises(StandoffError) as caught:
        write_efg(compiled.game, bound, 0)
    assert caught.value.problems[0].code == "S604"


def test_chance_move_left_without_a_possible_option_is_named_with_its_reading() -> None:
    moves = GO + "  luck: {chance: {up: 1 if go == yes else 0, down: 1 if go == no else 0}}\n"
    text = small(moves, "  up: luck == up\n  other: otherwise\n")
    text += "readings:\n  without: {moves: {go: off}}\n"
    with pytest.raises(StandoffError) as caught:
        compile_scenario(load_text(text).reading("without"))
    problem = caught.value.problems[0]
    assert problem.code == "S601"
    assert "in reading `without` no option of the chance move `luck` is possible" in problem.what
    assert "`go` is switched off" in problem.what
