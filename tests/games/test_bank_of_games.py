"""Every game of the bank builds, travels through files unchanged, and has the answers it states."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import numpy as np
import pytest

from standoff.game import (
    TERMINAL,
    BoundGame,
    Game,
    check_chance,
    check_structure,
    read_efg,
    read_nfg,
    write_efg,
    write_nfg,
)
from tests.games import brute
from tests.games.game_bank import BANK, Case

NUMBERED = re.compile(r"\.\d+$")  # chance moves of one name are numbered in a file
NAMES = [case.name for case in BANK]
LARGE = {"leduc", "kuhn_3"}  # too many strategies for brute force
SMALL = [case for case in BANK if case.name not in LARGE]


def same(first: tuple[Game, BoundGame], second: tuple[Game, BoundGame]) -> None:
    for field in fields(first[0].arrays):
        a, b = (getattr(game.arrays, field.name) for game, _ in (first, second))
        np.testing.assert_array_equal(a, b, err_msg=field.name)
    plain = [
        replace(game.labels, node_move=tuple(NUMBERED.sub("", m) for m in game.labels.node_move))
        for game, _ in (first, second)
    ]
    assert plain[0] == plain[1]
    np.testing.assert_array_equal(first[1].cell, second[1].cell)
    np.testing.assert_array_equal(first[1].payoff, second[1].payoff)


def test_bank_holds_at_least_sixty_games_with_sources() -> None:
    assert len(BANK) >= 60
    assert len(set(NAMES)) == len(NAMES)
    assert all(len(case.source) > 10 and any(c.isdigit() for c in case.source) for case in BANK)


@pytest.mark.parametrize("case", BANK, ids=NAMES)
def test_game_of_the_bank_builds_and_round_trips_through_efg(case: Case) -> None:
    game, bound = case.build()
    check_structure(game.arrays)
    check_chance(game, bound)
    assert game.arrays.n_nodes == brute.count_nodes(case.tree())
    again = read_efg(write_efg(game, bound, 0, case.name))
    same((game, bound), (again.game, again.bound))
    assert again.title == case.name
    assert again.warnings == ()


@pytest.mark.parametrize("case", [c for c in SMALL if c.known.pure is not None], ids=lambda c: c.name)
def test_number_of_pure_equilibria_is_as_stated(case: Case) -> None:
    assert brute.count_pure(case.tree(), case.players) == case.known.pure


@pytest.mark.parametrize("case", [c for c in BANK if c.known.worth is not None], ids=lambda c: c.name)
def test_subgame_perfect_path_and_payoffs_are_as_stated(case: Case) -> None:
    worth, path = brute.induction(case.tree(), case.players)
    np.testing.assert_allclose(worth, case.known.worth, atol=1e-9)
    if case.known.path is not None:
        assert path == case.known.path


@pytest.mark.parametrize("case", [c for c in SMALL if c.known.value is not None], ids=lambda c: c.name)
def test_value_of_a_constant_sum_game_is_as_stated(case: Case) -> None:
    assert brute.value(case.tree(), case.players) == pytest.approx(case.known.value, abs=1e-9)


@pytest.mark.parametrize("case", [c for c in SMALL if c.known.equilibria], ids=lambda c: c.name)
def test_stated_equilibria_leave_nobody_anything_to_gain(case: Case) -> None:
    for play in case.known.equilibria:
        assert max(brute.gains(case.tree(), case.players, play)) <= 1e-9


@pytest.mark.parametrize("case", [c for c in SMALL if c.known.quantal], ids=lambda c: c.name)
def test_stated_quantal_response_answers_itself(case: Case) -> None:
    for precision, play in case.known.quantal:
        assert brute.logit_residual(case.tree(), case.players, play, precision) <= 1e-12


@pytest.mark.parametrize(
    "case", [c for c in SMALL if brute.has_small_form(c.tree(), c.players)], ids=lambda c: c.name
)
def test_strategic_form_written_and_read_has_the_payoffs_of_the_tree(case: Case) -> None:
    payoff, plans = brute.table(case.tree(), case.players)
    game, bound = case.build()
    again = read_nfg(write_nfg(game, bound, 0, case.name))
    assert np.diff(again.game.arrays.first_action).tolist() == [len(p) for p in plans]
    rows = again.game.arrays.payoff[
        np.isin(again.game.arrays.child, np.flatnonzero(again.game.arrays.kind == TERMINAL))
    ]
    numbers = np.append(again.bound.payoff[:, 0], 0.0)
    got = numbers[rows]
    want = payoff.reshape(-1, len(case.players))
    order = [np.lexsort(np.round(x, 9).T) for x in (got, want)]
    np.testing.assert_allclose(got[order[0]], want[order[1]], atol=1e-8)
