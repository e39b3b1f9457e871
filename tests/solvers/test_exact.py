"""Lists of equilibria are exact: numbers as they are written, tiny chances, mixed scales, no tolerance."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module

import numpy as np
import pytest

from standoff.game import Chance, Decision, Terminal, build_tree, read_efg, read_nfg, write_efg
from standoff.game.records import BoundGame
from standoff.solvers import agent_pure_equilibria, nash_all, pure_equilibria, subgame_perfect_all, unfold
from standoff.solvers.tree_forms.rational import whole_numbers
from standoff.solvers.tree_forms.wide_numbers import carried, is_most, limbs
from tests.solvers.exact_comparison import compare

# a sure 1 against a lottery that pays 1 whatever comes (the project's own case)
LOTTERY = (
    """EFG 2 R "" { "A" "B" }
p "" 1 1 "" { "safe" "lottery" } 0
p "" 2 1 "" { "l" "r" } 0
t "" 1 "" { 1 1 }
t "" 2 "" { 0 0 }
c "" 1 "" { CHANCES } 0
"""
    + 3
    * """p "" 2 1 "" { "l" "r" } 0
t "" 1 "" { 1 1 }
t "" 2 "" { 0 0 }
"""
)
RARE = """EFG 2 R "" { "A" "B" }
p "" 1 1 "" { "l" "r" } 0
t "" 1 "" { 0 0 }
c "" 1 "" { "rare" ODDS "usual" REST } 0
t "" 2 "" { 1000 0 }
t "" 3 "" { 0 0 }
"""
SOLVERS = (pure_equilibria, agent_pure_equilibria, nash_all, subgame_perfect_all)


@pytest.mark.parametrize("start", range(0, 120, 30))
def test_lists_of_random_games_equal_brute_force(start: int) -> None:
    """The first 120 games of `bench/exact_games.py`; 10,000 are gone through there."""
    for number in range(start, start + 30):
        told = compare(number)
        wrong = {what for what in told if what.startswith(("WRONG", "incomplete pure", "incomplete a"))}
        assert not wrong, f"game {number}: {wrong}"


@pytest.mark.parametrize("chances", ['"x" 0.1234567 "y" 0.2345678 "z" 0.6419755', '"x" 1/3 "y" 1/3 "z" 1/3'])
def test_lottery_that_is_worth_the_sure_thing_leaves_a_tie(chances: str) -> None:
    found = nash_all(read_efg(LOTTERY.replace("CHANCES", chances)).bound)
    assert found.complete
    assert found.n_rows == 2
    assert found.component.tolist() == [0, 0]


def test_chances_that_miss_one_are_divided_by_their_sum_and_tie_exactly() -> None:
    said = '"x" 0.3333333333 "y" 0.3333333333 "z" 0.3333333333'
    read = read_efg(LOTTERY.replace("CHANCES", said))
    assert any("divided by their sum" in warning for warning in read.warnings)
    assert nash_all(read.bound).n_rows == 2


@pytest.mark.parametrize("places", [1, 9, 12, 30, 200])
@pytest.mark.parametrize("solver", SOLVERS)
def test_gain_of_the_rarest_chance_decides(places: int, solver: object) -> None:
    odds = f"1/{10**places}"
    rest = f"{10**places - 1}/{10**places}"
    bound = read_efg(RARE.replace("ODDS", odds).replace("REST", rest)).bound
    found = solver(bound)  # type: ignore[operator]
    assert found.complete
    assert found.probability[:, :2].tolist() == [[0.0, 1.0]]


def test_gain_in_the_last_of_many_digits_decides() -> None:
    """1 and 1 + 10^-40 are one float and two payoffs."""
    bound = read_nfg(f'NFG 1 R "" {{ "A" }} {{ 3 }} 1 1.{"0" * 39}1 1').bound
    assert bound.payoff.min() == bound.payoff.max() == 1.0
    for solver in (pure_equilibria, agent_pure_equilibria, nash_all):
        assert solver(bound).probability.tolist() == [[0.0, 1.0, 0.0]]


def test_tree_of_records_keeps_its_fractions() -> None:
    third = Fraction(1, 3)
    sure = Terminal((third + third * third,))
    drawn = Chance({"a": (third, Terminal((1,))), "b": (1 - third, Terminal((third / 2,)))})
    found = pure_equilibria(build_tree(Decision("A", {"sure": sure, "drawn": drawn}), ("A",)).bound)
    assert found.n_rows == 2  # 4/9 both ways


def test_float_without_a_text_is_the_simplest_fraction_that_rounds_to_it() -> None:
    """Ten chances of 0.1 as floats add up to 1, and their lottery ties with the sure payoff."""
    drawn = Chance({str(k): (0.1, Terminal((3,))) for k in range(10)})
    bound = build_tree(Decision("A", {"sure": Terminal((3,)), "drawn": drawn}), ("A",)).bound
    plain = BoundGame(bound.arrays, bound.cell, bound.payoff, bound.precision)
    assert plain.exact is None
    assert pure_equilibria(plain).n_rows == 2


def test_number_that_was_put_in_place_of_a_written_one_counts() -> None:
    """The exact table stays with the structure; a payoff that was changed since must not be read from it."""
    bound = build_tree(Decision("A", {"l": Terminal((1,)), "r": Terminal((2,))}), ("A",)).bound
    bound.payoff[bound.payoff == 2.0] = 0.5
    assert pure_equilibria(bound).probability.tolist() == [[1.0, 0.0]]


def test_exact_numbers_survive_unfolding_and_writing() -> None:
    read = read_efg(RARE.replace("ODDS", "1e-30").replace("REST", f"{10**30 - 1}/{10**30}"))
    assert pure_equilibria(unfold(read.bound).bound).n_rows == 1
    assert pure_equilibria(read_efg(write_efg(read.game, read.bound, 0)).bound).n_rows == 1


def test_mixture_of_very_different_weights_is_listed_in_fractions() -> None:
    """Matching pennies in which one match pays 10^12: the other side is played once in 10^12 + 1."""
    bound = read_nfg('NFG 1 R "" { "A" "B" } { 2 2 } 1000000000000 0 0 1 0 1 1 0').bound
    found = nash_all(bound)
    rare = Fraction(1, 10**12 + 1)
    assert found.exact == ((Fraction(1, 2), Fraction(1, 2), rare, 1 - rare),)
    assert found.gain.max() <= 1e-9


def test_too_many_digits_are_told_and_nothing_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("standoff.solvers.tree_forms.rational"), "MOST_BITS", 20)
    bound = read_efg(RARE.replace("ODDS", "1e-12").replace("REST", "0.999999999999")).bound
    for solver in SOLVERS:
        found = solver(bound)
        assert not found.complete
        assert "digits" in found.reason
        assert set(found.subgame_perfect) <= {"undecided"} or solver is subgame_perfect_all


def test_three_players_with_a_choice_say_why_they_may_not_be_all() -> None:
    worth = "1 1 1 0 0 0 0 0 0 1 0 1 0 0 0 2 1 0 1 0 0 2 2 2"
    bound = read_nfg(f'NFG 1 R "" {{ "A" "B" "C" }} {{ 2 2 2 }} {worth}').bound
    found = nash_all(bound)
    assert not found.complete
    assert "polynomials" in found.reason


def test_third_player_without_a_choice_leaves_the_list_proven() -> None:
    """C's second strategy is always beaten; A and B are left with matching pennies."""
    cells = {(a, b, c): (int(a == b), int(a != b), 1 - c) for a in (0, 1) for b in (0, 1) for c in (0, 1)}
    order = [cells[a, b, c] for c in (0, 1) for b in (0, 1) for a in (0, 1)]
    text = " ".join(str(x) for row in order for x in row)
    found = nash_all(read_nfg(f'NFG 1 R "" {{ "A" "B" "C" }} {{ 2 2 2 }} {text}').bound)
    assert found.complete
    assert found.probability.tolist() == [[0.5, 0.5, 0.5, 0.5, 1.0, 0.0]]


def test_progress_is_told_and_ends_at_the_total() -> None:
    told: list[tuple[str, int, int]] = []
    stones = "0 0 1 -1 -1 1 -1 1 0 0 1 -1 1 -1 -1 1 0 0"  # rock, paper, scissors
    bound = read_nfg(f'NFG 1 R "" {{ "A" "B" }} {{ 3 3 }} {stones}').bound
    nash_all(bound, tell=lambda *x: told.append(x))
    assert {what for what, _, _ in told} == {"vertices", "rows"}
    assert all(0 < done <= total for _, done, total in told)


def test_progress_that_raises_stops_the_listing() -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    bound = read_nfg('NFG 1 R "" { "A" "B" } { 2 2 } 1 0 0 1 0 1 1 0').bound
    with pytest.raises(KeyboardInterrupt):
        nash_all(bound, tell=stop)


@pytest.mark.parametrize("bits", [3, 24, 25, 26, 52, 53, 60, 200])
def test_wide_numbers_find_the_largest_of_close_sums(bits: int) -> None:
    rng = np.random.default_rng(bits)
    signs, low = rng.choice([-1, 1], 40).tolist(), rng.integers(0, 3, 40).tolist()
    numbers = [sign * ((1 << bits) + x) for sign, x in zip(signs, low, strict=True)]
    chosen = rng.integers(0, 2, (6, 40)).astype(float)
    sums = [sum(x for x, c in zip(numbers, row, strict=True) if c) for row in chosen.tolist()]
    parts = [(chosen @ limb).astype(np.int64) for limb in limbs(numbers)]
    assert is_most(carried(parts), 0).tolist() == [s == max(sums) for s in sums]


def test_whole_numbers_keep_their_ratios_or_give_up() -> None:
    assert whole_numbers([Fraction(1, 6), Fraction(-1, 4)]) == [2, -3]
    assert whole_numbers([Fraction(1, 2**30), Fraction(1)], most_bits=20) is None
    assert whole_numbers([]) == []
