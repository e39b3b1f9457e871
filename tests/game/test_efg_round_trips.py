"""Properties: what is written is read again as the same game."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.game import (
    Chance,
    Decision,
    Terminal,
    build_tree,
    check_structure,
    read_efg,
    read_nfg,
    write_efg,
    write_nfg,
)
from standoff.game.nfg import reduced_strategies

PLAYERS = ("Ann", 'B "quoted"', "C \\ slash")
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False) | st.integers(-9, 9) | st.fractions(-3, 3, max_denominator=7)
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=4)


def _chance(children: st.SearchStrategy) -> st.SearchStrategy:
    def make(branches: list[tuple[str, int, object]]) -> Chance:
        total = sum(w for _, w, _ in branches)
        return Chance({name: (Fraction(w, total), child) for name, w, child in branches}, "")

    each = st.tuples(NAMES, st.integers(1, 9), children)
    return st.lists(each, min_size=1, max_size=3, unique_by=lambda b: b[0]).map(make)


def _decision(children: st.SearchStrategy) -> st.SearchStrategy:
    actions = st.dictionaries(NAMES, children, min_size=1, max_size=3)
    paid = st.just(()) | st.tuples(NUMBERS, NUMBERS, NUMBERS)
    return st.builds(Decision, st.sampled_from(PLAYERS), actions, st.just(""), paid)


TREES = st.recursive(
    st.builds(Terminal, st.tuples(NUMBERS, NUMBERS, NUMBERS) | st.just(())),
    lambda below: _chance(below) | _decision(below),
    max_leaves=12,
).filter(lambda tree: not isinstance(tree, Terminal))


@settings(max_examples=150, deadline=None)
@given(TREES, st.text(max_size=8))
def test_efg_written_and_read_is_the_same_game(tree: Decision | Chance, title: str) -> None:
    built = build_tree(tree, PLAYERS)
    check_structure(built.game.arrays)
    again = read_efg(write_efg(built.game, built.bound, 0, title))
    for field in fields(built.game.arrays):
        a, b = (getattr(game.arrays, field.name) for game in (built.game, again.game))
        np.testing.assert_array_equal(a, b, err_msg=field.name)
    assert again.game.labels == built.game.labels
    np.testing.assert_array_equal(again.bound.payoff, built.bound.payoff)
    np.testing.assert_allclose(again.bound.cell, built.bound.cell, rtol=1e-15)
    assert again.title == title.replace("\r\n", "\n").replace("\r", "\n")


@settings(max_examples=60, deadline=None)
@given(TREES)
def test_nfg_written_and_read_has_all_reduced_strategies(tree: Decision | Chance) -> None:
    built = build_tree(tree, PLAYERS)
    counts = [len(reduced_strategies(built.game, i)) for i in range(3)]
    if np.prod(counts) > 500:
        return
    again = read_nfg(write_nfg(built.game, built.bound, 0))
    assert np.diff(again.game.arrays.first_action).tolist() == counts


def test_build_tree_formulas_bind_to_many_draws() -> None:
    columns = {"cost": np.array([1.0, 2.0, 3.0]), "p": np.array([0.1, 0.5, 0.9])}
    tree = Chance({"x": ("p", Terminal(("2 - cost", 1))), "y": ("1 - p", Terminal((0, "cost")))}, paid=(1, 0))
    built = build_tree(tree, ("A", "B"), columns=columns, n_draws=3)
    assert built.bound.n_draws == 3
    rows = built.game.arrays.payoff
    np.testing.assert_allclose(built.bound.payoff[rows[0, 0]], [2, 1, 0])
    np.testing.assert_allclose(built.bound.payoff[rows[1, 1]], [1, 2, 3])
    np.testing.assert_allclose(built.bound.cell[built.game.arrays.chance[1, 0]], [0.9, 0.5, 0.1])


def test_build_tree_beliefs_of_a_player_stand_in_their_own_column() -> None:
    ends = {"x": (0.7, Terminal((1, 1))), "y": (0.3, Terminal((0, 0)))}
    built = build_tree(Chance(ends, "deal", {"B": {"x": 0.2, "y": 0.8}}), ("A", "B"))
    chance = built.bound.cell[built.game.arrays.chance, 0]
    np.testing.assert_allclose(chance, [[0.7, 0.7, 0.2], [0.3, 0.3, 0.8]])
    assert built.game.arrays.group.tolist() == [0, 1]


def test_read_nfg_payoffs_and_outcomes_give_the_same_game() -> None:
    head = 'NFG 1 R "t" { "A" "B" } { { "u" "d" } { "l" "r" "m" } } "comment" '
    payoffs = read_nfg(head + "1 2  3 4  0 0  5 6  1 2  3 4")
    outcomes = read_nfg(head + '{ { "" 1, 2 } { "" 3 4 } { "x" 5, 6 } } 1 2 0 3 1 2')
    arrays, numbers = payoffs.game.arrays, np.append(payoffs.bound.payoff[:, 0], 0)
    other = np.append(outcomes.bound.payoff[:, 0], 0)
    np.testing.assert_array_equal(numbers[arrays.payoff], other[outcomes.game.arrays.payoff])
    assert arrays.n_infosets == 2
    edges = np.argsort(arrays.child)
    rows = [numbers[arrays.payoff[e]].tolist() for e in edges if arrays.kind[arrays.child[e]] == 2]
    assert rows == [
        [1, 2],
        [0, 0],
        [1, 2],
        [3, 4],
        [5, 6],
        [3, 4],
    ]  # u first; in the file A counts fastest
