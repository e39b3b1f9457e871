"""Published answers of whole-strategy concepts, and the certificate over the bank of games."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

from standoff.errors import StandoffError
from standoff.game.records import DEGENERATE, NOT_CONVERGED, SOLVED
from standoff.solvers import (
    agent_pure_equilibria,
    backward_induction,
    best_response,
    cfr_plus,
    cfr_sampled,
    gain,
    nash,
    nash_all,
    pure_equilibria,
    subgame_perfect_all,
    unfold,
)
from tests.solvers.bank import beer_quiche, centipede, horse, kuhn, matrix, nim
from tests.solvers.games import Tree, bind, chance, decide, pay


def test_kuhn_poker_by_programme_and_by_pivoting_is_worth_minus_one_eighteenth() -> None:
    """Kuhn (1950), A simplified two-person poker: the first player loses 1/18 a game."""
    found = nash(bind(kuhn(), 2))
    np.testing.assert_allclose(found.value[0], [-1 / 18, 1 / 18], atol=1e-12)
    assert found.gain.max() <= 1e-12


def test_kuhn_poker_by_minimisation_has_bounds_that_enclose_the_value() -> None:
    told: list[tuple[int, float, float]] = []
    found = cfr_plus(bind(kuhn(), 2), tolerance=1e-4, tell=lambda *row: told.append(row))
    assert found.status.tolist() == [SOLVED]
    assert all(low <= -1 / 18 + 1e-12 and high >= -1 / 18 - 1e-12 for _, low, high in told)
    assert told[-1][2] - told[-1][1] <= 4 * 1e-4


@pytest.mark.parametrize("variant", ["external", "outcome"])
def test_kuhn_poker_by_sampling_comes_near_the_value(variant: str) -> None:
    rng = np.random.default_rng(5)
    found = cfr_sampled(bind(kuhn(), 2), rng=rng, variant=variant)
    assert found.status.tolist() == [SOLVED]
    assert abs(found.value[0, 0] + 1 / 18) < 0.01
    again = cfr_sampled(bind(kuhn(), 2), rng=np.random.default_rng(5), variant=variant)
    np.testing.assert_array_equal(found.probability, again.probability)


def test_minimisation_stopped_early_says_that_it_has_not_converged() -> None:
    found = cfr_plus(bind(kuhn(), 2), iterations=5)
    assert found.status.tolist() == [NOT_CONVERGED]
    assert found.settings["iterations"] == 5


def test_horse_has_its_two_pure_equilibria() -> None:
    """Selten (1975), fig. 1: (down, right, left) and (across, across, right)."""
    found = pure_equilibria(bind(horse(), 3))
    assert sorted(map(tuple, found.value.tolist())) == [(1, 1, 1), (3, 2, 2)]
    assert found.complete


def test_beer_and_quiche_have_two_components_of_two_corners() -> None:
    """Cho and Kreps (1987), sec. II: both types drink beer, or both eat quiche."""
    found = nash_all(bind(beer_quiche(), 2))
    assert found.complete
    assert sorted(np.bincount(found.component).tolist()) == [2, 2]
    assert found.status.tolist() == [DEGENERATE] * 4
    assert set(np.round(found.value[:, 0], 9)) == {2.9, 2.1}


def test_centipede_is_taken_at_once_in_every_equilibrium() -> None:
    """Rosenthal (1981): all equilibria end at the first move; four extreme ones, one component."""
    found = nash_all(bind(centipede(), 2))
    assert found.n_rows == 4
    assert found.component.max() == 0
    np.testing.assert_allclose(found.value, [[0.4, 0.1]] * 4, atol=1e-12)
    assert backward_induction(bind(centipede(), 2)).status.tolist() == [SOLVED]


def test_battle_of_the_sexes_has_three_equilibria() -> None:
    """Luce and Raiffa (1957), sec. 5.3."""
    found = nash_all(bind(matrix([[2, 0], [0, 1]], [[1, 0], [0, 2]]), 2))
    assert sorted(map(tuple, np.round(found.value, 9).tolist())) == [
        (0.666666667, 0.666666667),
        (1, 2),
        (2, 1),
    ]
    assert found.status.tolist() == [SOLVED] * 3


def test_agent_form_has_equilibria_that_the_game_has_not() -> None:
    """Myerson (1991), fig. 4.2: two moves of the first player have to change together."""
    second = decide(1, "x", pay(4, 1), pay(0, 0))
    other = decide(1, "x", pay(3, 2), pay(2, 3))
    later = chance(2, (0.5, decide(0, "b", second, other)), (0.5, pay(1, 0)))
    bound = bind(decide(0, "a", later, pay(1.4, 2)), 2)
    agents, whole = agent_pure_equilibria(bound), pure_equilibria(bound)
    assert agents.n_rows > whole.n_rows
    assert agents.gain.max() > 0.1
    assert set(agents.status.tolist()) == {SOLVED}


def test_programme_where_the_value_is_the_lowest_payoff_is_right() -> None:
    """Other programmes go wrong here (Gambit's `lp_solve` on trees): the second player takes all."""
    bound = bind(
        decide(0, "a", decide(1, "b", pay(0, 0), pay(5, -5)), decide(1, "c", pay(0, 0), pay(3, -3))), 2
    )
    found = nash(bound)
    np.testing.assert_allclose(found.value, [[0, 0]], atol=1e-12)
    np.testing.assert_allclose(np.add.reduceat(found.probability[0], bound.arrays.first_action[:-1]), 1.0)
    assert found.status.tolist() == [SOLVED]


def test_huge_payoffs_are_solved_exactly() -> None:
    """A game whose small payoffs are lost beside the large ones in floating point."""
    bound = bind(matrix([[1, 1e18], [-1e18, 2]], [[-1, -1e18], [1e18, -2]]), 2)
    found = nash(bound)
    np.testing.assert_allclose(found.value, [[1, -1]], atol=1e-9)
    assert pure_equilibria(bound).n_rows == 1


def test_ties_of_backward_induction_are_listed_and_reported() -> None:
    bound = bind(nim(), 2)
    first = backward_induction(bound)
    assert first.status.tolist() == [DEGENERATE]
    assert not first.complete
    assert first.settings["tied"]
    every = backward_induction(bound, all_solutions=True)
    assert every.n_rows > 1
    assert every.complete
    assert len(np.unique(every.probability, axis=0)) == every.n_rows
    few = backward_induction(bound, all_solutions=True, limit=1)
    assert not few.complete


def _twice(stage: list[list[float]]) -> Tree:
    """The same matrix game twice; what was paid does not matter later, so that it is one node."""
    from tests.solvers.games import Edge

    second = decide(0, "r2", *(decide(1, "c2", *(pay(v, -v) for v in row)) for row in stage))
    rows = [decide(1, "c1", *(Edge(second, [v, -v]) for v in row)) for row in stage]
    return decide(0, "r1", *rows)


def test_merged_game_is_refused_with_what_to_do_and_solved_unfolded() -> None:
    bound = bind(_twice([[1, -1], [-1, 1]]), 2)
    with pytest.raises(StandoffError, match=r"S635.*unfold\(bound, draw\)"):
        nash(bound)
    tree = unfold(bound)
    assert tree.bound.arrays.n_infosets > bound.arrays.n_infosets
    found = nash(tree.bound)
    np.testing.assert_allclose(found.value, [[0, 0]], atol=1e-12)
    even = np.full(bound.arrays.n_actions, 0.5)
    np.testing.assert_allclose(gain(bound, even), 0.0, atol=1e-12)
    pure = np.tile([1.0, 0.0], bound.arrays.n_infosets)
    np.testing.assert_allclose(gain(bound, pure), [0.0, 4.0])  # the second player changes both moves


def test_refusals_name_the_concepts_that_accept_the_game() -> None:
    for solver in (nash, cfr_plus):
        with pytest.raises(StandoffError, match=r"S633.*3 players.*`nash_all`"):
            solver(bind(horse(), 3))
    with pytest.raises(StandoffError, match=r"S633.*`nash`"):
        backward_induction(bind(horse(), 3))
    with pytest.raises(StandoffError, match=r"S633.*add up.*`nash`"):
        cfr_plus(bind(beer_quiche(), 2))
    with pytest.raises(StandoffError, match=r"S622.*external"):
        cfr_sampled(bind(kuhn(), 2), rng=np.random.default_rng(0), variant="extern")
    with pytest.raises(StandoffError, match="S622"):
        nash(bind(kuhn(), 2), draw=3)


def test_imperfect_recall_is_refused_with_its_reason() -> None:
    forgetful = decide(0, "a", decide(0, "b", pay(1), pay(0)), decide(0, "b", pay(0), pay(2)))
    for solver in (nash_all, subgame_perfect_all):
        with pytest.raises(StandoffError, match=r"S630.*does not remember"):
            solver(bind(forgetful, 1))


def test_imperfect_recall_is_no_matter_to_pure_strategies() -> None:
    """One action at "b" whatever was done at "a": (r, R) pays 2 and is the one equilibrium, (l, L) pays 1."""
    forgetful = decide(0, "a", decide(0, "b", pay(1), pay(0)), decide(0, "b", pay(0), pay(2)))
    found = pure_equilibria(bind(forgetful, 1))
    assert found.complete
    assert found.probability.tolist() == [[0.0, 1.0, 0.0, 1.0]]
    agents = agent_pure_equilibria(bind(forgetful, 1))
    assert agents.probability.tolist() == [[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]]
    assert agents.gain.ravel().tolist() == [1.0, 0.0]


def test_absent_mindedness_is_refused_with_its_reason() -> None:
    driver = decide(0, "junction", pay(0), decide(0, "junction", pay(4), pay(1)))
    for solver in (pure_equilibria, agent_pure_equilibria):
        with pytest.raises(StandoffError, match=r"S682.*twice on one path.*absent-mindedness"):
            solver(bind(driver, 1))


def test_three_players_by_supports_find_all_nine_equilibria() -> None:
    """McKelvey and McLennan (1997): a 2x2x2 game with nine regular equilibria, the most there can be."""
    worth = {
        (0, 0, 0): (9, 8, 12), (1, 1, 0): (9, 8, 2), (0, 1, 1): (3, 4, 6), (1, 0, 1): (3, 4, 4),
    }  # fmt: skip
    third = lambda a, b: decide(2, "z", *(pay(*worth.get((a, b, c), (0, 0, 0))) for c in (0, 1)))  # noqa: E731
    root = decide(0, "x", *(decide(1, "y", third(a, 0), third(a, 1)) for a in (0, 1)))
    found = nash_all(bind(root, 3))
    assert found.n_rows == 9
    assert not found.complete
    assert found.status.tolist() == [SOLVED] * 9


def test_game_too_large_to_unfold_is_refused_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("standoff.solvers.tree_forms.tree"), "MOST_NODES", 20)
    with pytest.raises(StandoffError, match=r"S631.*nodes.*agent_quantal_response"):
        pure_equilibria(bind(kuhn(), 2))


def test_numbers_that_are_not_finite_are_refused() -> None:
    with pytest.raises(StandoffError, match=r"S632.*draw 0"):
        nash(bind(matrix([[np.nan, 0], [0, 1]], [[1, 0], [0, 2]]), 2))


def test_play_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(StandoffError, match=r"S636.*\(3,\).*\(24,\)"):
        gain(bind(kuhn(), 2), np.ones(3))


def test_player_that_the_game_has_not_is_refused() -> None:
    with pytest.raises(StandoffError, match=r"S622.*player 2.*0 to 1"):
        best_response(bind(kuhn(), 2), np.full(24, 0.5), 2)


def test_game_in_which_nobody_moves_has_one_empty_equilibrium() -> None:
    bound = bind(chance(2, (0.5, pay(1, 2)), (0.5, pay(3, 4))), 2)
    for solver in (nash, nash_all, pure_equilibria, agent_pure_equilibria, backward_induction):
        np.testing.assert_allclose(solver(bound).value, [[2, 3]])
