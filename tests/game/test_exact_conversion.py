"""Files keep numbers as they are: expected payoffs against profiles enumerated in fractions, round trips.

Tried on random trees of two players who may forget (`forgetful_trees`): plain, tied, with chances of
1e-13, with payoffs up to 1e290, symmetric and constant ones.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from standoff.game import (
    Chance,
    Decision,
    ExactNumbers,
    Terminal,
    build_tree,
    efg_text,
    nfg_text,
    read_efg,
    read_nfg,
)
from standoff.game.tokens import LONGEST_NUMBER
from tests.game.forgetful_trees import KINDS, PLAYERS, forgetful_tree, reduced_choices, sets_of, worth

SEEDS = range(4 * len(KINDS))


def table(text: str) -> list[list[Fraction]]:
    """Payoffs of the body of a strategic form, a row for each profile."""
    return [[Fraction(word) for word in line.split()] for line in text.split('"\n\n', 1)[1].splitlines()]


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_nfg_payoffs_are_those_of_enumerated_profiles_in_fractions(kind: int) -> None:
    n_tried = 0
    for seed in SEEDS[kind :: len(KINDS)]:
        tree = forgetful_tree(seed)
        built = build_tree(tree, PLAYERS, forgetful=True)
        told = nfg_text(built.game, built.bound, 0)
        rows, sets = table(told.text), sets_of(tree)
        choices = [reduced_choices(tree, player) for player in PLAYERS]
        assert len(rows) == len(choices[0]) * len(choices[1])
        wanted = sorted(
            worth(
                tree,
                {
                    h: {b: Fraction(b == {**first, **second}.get(h, actions[0])) for b in actions}
                    for h, actions in sets.items()
                },
            )
            for second in choices[1]
            for first in choices[0]
        )
        assert sorted(map(tuple, rows)) == wanted, seed
        assert (told.rounded, told.why) == (0, "")
        n_tried += 1
    assert n_tried == 4


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_table_to_tree_to_table_and_tree_to_tree_keep_every_fraction(kind: int) -> None:
    for seed in SEEDS[kind :: len(KINDS)]:
        built = build_tree(forgetful_tree(seed), PLAYERS, forgetful=True)
        form = nfg_text(built.game, built.bound, 0).text
        read = read_nfg(form)
        tree = efg_text(read.game, read.bound, 0)
        again = read_efg(tree.text)
        assert table(nfg_text(again.game, again.bound, 0).text) == table(form), seed
        once = efg_text(built.game, built.bound, 0)
        twice = read_efg(once.text, forgetful=True)
        assert set(twice.bound.exact.payoff) == set(built.bound.exact.payoff), seed
        assert set(twice.bound.exact.cell) == set(built.bound.exact.cell)
        assert efg_text(twice.game, twice.bound, 0).text == once.text
        assert tree.rounded == once.rounded == 0


def test_expected_payoff_that_floats_round_is_written_as_it_is() -> None:
    lot = Chance(
        {"hit": (Fraction(1, 10**13), Terminal((10,))), "miss": (1 - Fraction(1, 10**13), Terminal((1,)))}
    )
    built = build_tree(Decision("A", {"lot": lot, "sure": Terminal((1,))}), ("A",))
    told = nfg_text(built.game, built.bound, 0)
    assert told.text.splitlines()[-2:] == ["1.0000000000009", "1.0"]


def test_numbers_of_draws_are_floats_and_that_is_said() -> None:
    columns = {"x": np.array([0.1, 0.7])}
    built = build_tree(
        Decision("A", {"l": Terminal(("x / 3",)), "r": Terminal((1,))}), ("A",), columns=columns, n_draws=2
    )
    told = nfg_text(built.game, built.bound, 1)
    assert told.rounded == 2
    assert "as it was written" in told.why
    assert float(Fraction(told.text.splitlines()[-2])) == built.bound.payoff[0, 1]


def test_float_that_was_put_in_place_of_a_number_is_what_is_written() -> None:
    built = build_tree(Decision("A", {"l": Terminal((0.5,)), "r": Terminal((1,))}), ("A",))
    other = replace(built.bound, payoff=np.array([[0.25], [1.0]]))
    assert nfg_text(built.game, other, 0).text.splitlines()[-2:] == ["0.25", "1.0"]
    assert isinstance(other.exact, ExactNumbers)


def test_fraction_too_long_for_a_file_is_rounded_and_counted() -> None:
    long = Fraction(10**1500 + 1, 3 * 10**1500)
    lot = Chance({"a": (Fraction(1, 7), Terminal((long,))), "b": (Fraction(6, 7), Terminal((0,)))})
    built = build_tree(Decision("A", {"lot": lot, "sure": Terminal((1,))}), ("A",))
    form, tree = nfg_text(built.game, built.bound, 0), efg_text(built.game, built.bound, 0)
    assert form.rounded == tree.rounded == 1
    assert f"{LONGEST_NUMBER:,} characters" in form.why
    assert form.text.splitlines()[-2:] == [repr(1 / 21), "1.0"]
