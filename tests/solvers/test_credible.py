"""Credible equilibria: subgames with simultaneous stages, and what each row of `nash_all` says of itself."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from standoff.errors import StandoffError
from standoff.game import Decision, Terminal, build_tree, read_efg
from standoff.solvers import backward_induction, nash_all, subgame_perfect_all
from tests.solvers.bank import beer_quiche, horse
from tests.solvers.games import bind, decide, pay
from tests.solvers.nash_games import random_game

# entry, then a price war at the same time (the project's own case)
ENTRY = """EFG 2 R "" { "Entrant" "Incumbent" }
p "" 1 1 "" { "out" "in" } 0
t "" 1 "" { 1 5 }
p "" 1 2 "" { "fight" "share" } 0
p "" 2 1 "" { "fight" "share" } 0
t "" 2 "" { -3 -1 }
t "" 3 "" { 1 -2 }
p "" 2 1 "" { "fight" "share" } 0
t "" 4 "" { -2 -1 }
t "" 5 "" { 3 1 }
"""


def test_entry_before_a_simultaneous_stage_has_one_credible_equilibrium() -> None:
    bound = read_efg(ENTRY).bound
    found = subgame_perfect_all(bound)
    assert found.complete
    assert found.probability.tolist() == [[0.0, 1.0, 0.0, 1.0, 0.0, 1.0]]
    assert found.subgame_perfect == ("yes",)


def test_rows_of_nash_all_say_which_threats_are_empty() -> None:
    found = nash_all(read_efg(ENTRY).bound)
    verdicts = dict(zip([row[0] for row in found.probability.tolist()], found.subgame_perfect, strict=True))
    assert found.n_rows == 3
    assert verdicts == {1.0: "no", 0.0: "yes"}
    assert sorted(found.sequential) == ["no", "no", "yes"]


def test_mixed_stage_below_an_outside_option_is_solved_inside_out() -> None:
    """Matching pennies worth 1/2 to A: an outside option of 1/2 ties, one of 0.4999999999 does not."""

    def game(outside: object) -> object:
        second = [Decision("B", {"h": Terminal((x, 1 - x)), "t": Terminal((1 - x, x))}, "b") for x in (1, 0)]
        stage = Decision("A", {"h": second[0], "t": second[1]}, "a")
        root = Decision("A", {"out": Terminal((outside, 0)), "in": stage}, "first")  # type: ignore[arg-type]
        return build_tree(root, ("A", "B")).bound

    tied, clear = subgame_perfect_all(game(Fraction(1, 2))), subgame_perfect_all(game(0.4999999999))  # type: ignore[arg-type]
    assert tied.n_rows == 2
    assert clear.n_rows == 1
    assert clear.probability[0].tolist() == [0.0, 1.0, 0.5, 0.5, 0.5, 0.5]
    assert tied.complete
    assert clear.complete


@pytest.mark.parametrize("seed", range(25))
def test_seen_games_have_the_solutions_of_backward_induction(seed: int) -> None:
    """Random trees without hidden moves, two players, generic payoffs: one solution, the same."""
    bound = random_game(seed, hidden=False)[1]
    plain = backward_induction(bound, all_solutions=True)
    found = subgame_perfect_all(bound)
    assert found.complete
    np.testing.assert_allclose(np.sort(found.value, axis=0), np.sort(plain.value, axis=0), atol=1e-12)


def test_two_copies_of_a_stage_multiply_its_equilibria() -> None:
    """Two battles of the sexes behind B's seen choice: 3 equilibria each, B takes the better one."""

    def battle(name: str) -> object:
        cells = [[(2, 1), (0, 0)], [(0, 0), (1, 2)]]
        return decide(0, f"a{name}", *(decide(1, f"b{name}", *(pay(*cell) for cell in row)) for row in cells))

    found = subgame_perfect_all(bind(decide(1, "first", battle("x"), battle("y")), 2))
    assert found.complete
    assert found.n_rows == 12  # 9 pairs, and both choices where the pair is worth the same to B
    assert subgame_perfect_all(bind(decide(1, "first", battle("x"), battle("y")), 2), limit=5).n_rows == 5


def test_limit_is_told() -> None:
    three = [pay(0, 0) for _ in range(3)]
    found = subgame_perfect_all(bind(decide(0, "a", *three), 2), limit=2)
    assert not found.complete
    assert "more than 2 combinations" in found.reason
    with pytest.raises(StandoffError, match="S622"):
        subgame_perfect_all(bind(decide(0, "a", *three), 2), limit=0)


def test_three_players_with_a_choice_in_one_stage_are_refused_by_name() -> None:
    with pytest.raises(StandoffError, match=r"S633.*players 1, 2, 3.*`sequential`"):
        subgame_perfect_all(bind(horse(), 3))


def test_signalling_rows_are_all_subgame_perfect_and_say_if_sequential() -> None:
    """Cho and Kreps (1987): beer for both, and quiche for both, are sequential equilibria."""
    found = nash_all(bind(beer_quiche(), 2))
    assert set(found.subgame_perfect) == {"yes"}
    assert set(found.sequential) == {"yes"}


def test_threat_that_no_belief_supports_is_not_sequential() -> None:
    """B does not see which way A came in, and loses by fighting either way: no proper subgame, no belief."""
    second = [decide(1, "b", pay(-1, -1), pay(x, 1)) for x in (2, 3)]
    found = nash_all(bind(decide(0, "a", pay(1, 5), *second), 2))
    kept_out = found.probability[:, 0] == 1.0
    assert kept_out.any()
    assert {v for v, out in zip(found.sequential, kept_out, strict=True) if out} == {"no"}
    assert {v for v, out in zip(found.subgame_perfect, kept_out, strict=True) if out} == {"yes"}
    assert {v for v, out in zip(found.sequential, kept_out, strict=True) if not out} == {"yes"}


def test_pure_rows_of_three_players_are_judged() -> None:
    """Selten (1975), fig. 1: of two pure equilibria, one in which 2 would move otherwise."""
    found = nash_all(bind(horse(), 3))
    assert sorted(found.sequential) == ["no", "yes"] or "undecided" in found.sequential
    assert "yes" in found.sequential


def test_connected_sets_of_credible_equilibria_have_numbers_of_their_own() -> None:
    """Two equilibria of the stage below, of another value each: rows above them belong to different sets."""
    stage = {
        "a": {"a": (2, 1), "b": (0, 0)},
        "b": {"a": (0, 0), "b": (1, 2)},
    }
    second = {
        mine: Decision("B", {k: Terminal(v) for k, v in row.items()}, "b") for mine, row in stage.items()
    }
    inside = Decision("A", second, "a")  # type: ignore[arg-type]
    game = build_tree(Decision("A", {"out": Terminal((1.5, 0)), "in": inside}, "first"), ("A", "B"))
    found = subgame_perfect_all(game.bound)
    assert found.n_rows == 3
    assert len(set(found.component.tolist())) == 3


@pytest.mark.parametrize(("usual", "rare", "rows"), [("1", "10", 1), ("1", "1", 2), ("7/3", "7/3", 2)])
def test_tie_of_backward_induction_is_one_of_the_numbers_as_written(usual: str, rare: str, rows: int) -> None:
    text = f"""EFG 2 R "a chance of 1e-13 of more" {{ "A" "B" }}
p "" 1 1 "" {{ "l" "r" }} 0
t "" 1 "" {{ {usual} 0 }}
c "" 1 "" {{ "rare" 1/10000000000000 "usual" 9999999999999/10000000000000 }} 0
t "" 2 "" {{ {rare} 1 }}
t "" 3 "" {{ {usual} 1 }}
"""
    bound = read_efg(text).bound
    found = backward_induction(bound, all_solutions=True)
    assert found.complete
    assert found.n_rows == rows == nash_all(bound).n_rows
