"""Sequential equilibria as limits of the branch: known limits, the independent check, all draws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from standoff.game.records import DECISION, DEGENERATE, FAILED, NOT_CONVERGED, REJECTED, SOLVED, BoundGame
from standoff.solvers import SOLVERS, check_assessment, sequential, sharp_limit, solve, verify
from standoff.solvers.assessments import Assessment
from tests.solvers.bank import CASES, Case, beer_quiche, centipede, entry, horse, kuhn, matrix
from tests.solvers.families import NOISES, at_precision, mixed, near_symmetric, one_draw, signalling
from tests.solvers.games import Edge, Tree, bind, chance, decide, nodes_of, pay
from tests.solvers.random_games import random_tree, relabelled
from tests.solvers.tracer import trace


def named(tree: Tree, bound: BoundGame, found: Any) -> dict[tuple[int, Any], list[float]]:
    play = {}
    for node, h in zip(nodes_of(tree), bound.arrays.infoset, strict=True):
        if node.kind == DECISION:
            own = slice(bound.arrays.first_action[h], bound.arrays.first_action[h + 1])
            play[node.player, node.infoset] = found.probability[own].tolist()
    return play


def certified(bound: BoundGame, found: Assessment) -> bool:
    checked = check_assessment(bound, found)
    scale = np.maximum(checked.spread.max(initial=1.0), 1.0)
    return checked.rational and checked.consistent and bool(found.gain.max() <= 1e-8 * scale)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_limit_of_every_game_of_the_bank_is_a_sequential_equilibrium(case: Case) -> None:
    bound = case.bound()
    found = sequential(bound)
    assert found.status == SOLVED, found.advice
    assert certified(bound, found)


def test_limit_of_the_horse_is_right_right_left_with_beliefs_of_a_third() -> None:
    """Selten (1975), fig. 1; McKelvey and Palfrey (1998), sec. 4: the logit limit."""
    bound = bind(horse(), 3, 1.0)
    found = sequential(bound)
    assert named(horse(), bound, found) == {(0, "a"): [1, 0], (1, "b"): [1, 0], (2, "c"): [0, 1]}
    hidden = np.flatnonzero(
        bound.arrays.infoset
        == np.flatnonzero(np.bincount(bound.arrays.infoset[bound.arrays.infoset >= 0]) == 2)[0]
    )
    np.testing.assert_allclose(np.sort(found.belief[hidden]), [1 / 3, 2 / 3], atol=1e-9)
    assert found.unique


def test_limit_of_beer_and_quiche_is_the_intuitive_one() -> None:
    """Cho and Kreps (1987), sec. II: both kinds drink beer; quiche would be met with a duel."""
    bound = bind(beer_quiche(), 2, 1.0)
    play = named(beer_quiche(), bound, sequential(bound))
    assert play[0, "strong"] == play[0, "weak"] == [1, 0]
    assert play[1, "beer"] == [0, 1]


def test_limit_of_the_centipede_and_the_chain_store_is_subgame_perfect() -> None:
    for tree, n_players in ((centipede(), 2), (entry(), 4)):
        bound = bind(tree, n_players, np.inf)
        found = sequential(bound)
        assert found.status == SOLVED
        np.testing.assert_allclose(found.probability, solve(bound).probability[0], atol=1e-12)


def test_limit_of_kuhns_poker_has_its_value() -> None:
    """Kuhn (1950): -1/18 to the first player."""
    found = sequential(bind(kuhn(), 2, 1.0))
    np.testing.assert_allclose(np.sort(found.value), [-1 / 18, 1 / 18], atol=1e-12)


def myerson_cards() -> Tree:
    """Myerson (1991), Game Theory, fig. 2.1: a red or a black card, raise or pass, meet or pass."""

    def raised(red: bool) -> Tree:
        return decide(1, "2", pay(2.0 if red else -2.0, -2.0 if red else 2.0), pay(1.0, -1.0))

    red = decide(0, "red", raised(True), pay(1.0, -1.0))
    black = decide(0, "black", raised(False), pay(-1.0, 1.0))
    return chance(2, (0.5, red), (0.5, black))


def test_limit_of_myersons_card_game_is_the_only_equilibrium() -> None:
    bound = bind(myerson_cards(), 2, 1.0)
    found = sequential(bound)
    play = named(myerson_cards(), bound, found)
    np.testing.assert_allclose(play[0, "red"], [1, 0], atol=1e-12)
    np.testing.assert_allclose(play[0, "black"], [1 / 3, 2 / 3], atol=1e-9)
    np.testing.assert_allclose(play[1, "2"], [2 / 3, 1 / 3], atol=1e-9)
    np.testing.assert_allclose(found.value, [1 / 3, -1 / 3], atol=1e-9)


def test_limit_past_a_crossing_is_not_called_unique() -> None:
    bound = bind(matrix([[1, 0], [0, 1]], [[1, 0], [0, 1]]), 2, np.inf)
    found = sequential(bound)
    assert not found.unique
    assert "not unique" in found.advice
    assert certified(bound, found)
    assert sharp_limit(bound).status.tolist() == [DEGENERATE]


def threat() -> Tree:
    """An entrant comes in by one of two doors; the other cannot see which, and fighting never pays."""
    fought = [decide(1, "h", pay(-1.0, -1.0), pay(1.0, 1.0)), decide(1, "h", pay(-1.0, -1.0), pay(0.5, 1.0))]
    return decide(0, "e", pay(0.0, 2.0), *fought)


def test_check_of_an_empty_threat_says_that_it_is_not_rational() -> None:
    bound = bind(threat(), 2, 1.0)
    good = sequential(bound)
    assert certified(bound, good)
    h = int(bound.arrays.infoset[bound.arrays.infoset > 0][0])
    first = bound.arrays.first_action
    play = good.probability.copy()
    play[first[0] : first[1]], play[first[h] : first[h + 1]] = [1, 0, 0], [1, 0]
    checked = check_assessment(bound, replace(good, probability=play))
    assert not checked.rational
    np.testing.assert_allclose(checked.gap.max(), 2.0)


def kreps_wilson_common() -> Tree:
    """Two sets of one player behind the same two unseen mistakes, made before it is told more."""

    def after() -> Tree:
        return chance(
            2,
            (0.5, decide(1, "up", pay(0.0, 0.0), pay(0.0, 0.0))),
            (0.5, decide(1, "down", pay(0.0, 0.0), pay(0.0, 0.0))),
        )

    return decide(0, "first", pay(1.0, 0.0), Edge(after()), Edge(after()))


def test_check_of_beliefs_that_contradict_each_other_says_not_consistent() -> None:
    """Kreps and Wilson (1982), sec. 5: beliefs after one mistake must be the same everywhere."""
    bound = bind(kreps_wilson_common(), 2, 1.0)
    good = sequential(bound)
    assert certified(bound, good)
    belief = good.belief.copy()
    sets = [np.flatnonzero(bound.arrays.infoset == h) for h in range(bound.arrays.n_infosets)]
    up, down = (nodes for nodes in sets if len(nodes) == 2)
    belief[up], belief[down] = [0.9, 0.1], [0.9, 0.1]
    assert check_assessment(bound, replace(good, belief=belief)).consistent
    belief[down] = [0.1, 0.9]
    checked = check_assessment(bound, replace(good, belief=belief))
    assert not checked.consistent
    belief[up], belief[down] = [1.0, 0.0], [0.0, 1.0]
    assert not check_assessment(bound, replace(good, belief=belief)).consistent


def test_check_of_beliefs_that_break_bayes_on_the_path_says_not_consistent() -> None:
    bound = bind(myerson_cards(), 2, 1.0)
    good = sequential(bound)
    hidden = np.flatnonzero((good.belief > 0) & (good.belief < 1))
    belief = good.belief.copy()
    belief[hidden] = [0.5, 0.5]
    assert not check_assessment(bound, replace(good, belief=belief)).consistent


def test_sequence_of_plays_that_comes_with_the_limit_has_its_beliefs() -> None:
    bound = bind(horse(), 3, 1.0)
    found = sequential(bound)
    wrong = replace(found, belief=found.belief[::-1].copy())
    assert certified(bound, found)
    assert not check_assessment(bound, wrong).consistent


@pytest.mark.parametrize("seed", range(40))
def test_limits_of_random_games_pass_the_check_or_say_why_not(seed: int) -> None:
    rng = np.random.default_rng([41, seed])
    tree = random_tree(rng, n_moves=4, n_draws=1, subjective=bool(seed % 2))
    bound = bind(tree, 3, np.inf)
    found = sequential(bound)
    assert found.status in (SOLVED, NOT_CONVERGED, REJECTED)
    if found.status == SOLVED:
        assert certified(bound, found)
    else:
        assert "could not" in found.advice or "ended early" in found.advice or "refused" in found.advice
    other = bind(relabelled(tree, [2, 0, 1], rng), 3, np.inf)
    again = sequential(other)
    if found.status == again.status == SOLVED and found.unique and again.unique:
        np.testing.assert_allclose(np.sort(again.value), np.sort(found.value), atol=1e-6)
    scaled = BoundGame(bound.arrays, bound.cell, 3.0 * bound.payoff, bound.precision)
    larger = sequential(scaled)
    if found.status == larger.status == SOLVED:
        np.testing.assert_allclose(larger.probability, found.probability, atol=1e-6)


def test_sharp_play_of_many_draws_is_the_limit_of_each_alone() -> None:
    rng = np.random.default_rng(3)
    tree = random_tree(rng, n_moves=4, n_draws=12)
    bound = bind(tree, 3, np.inf, n_draws=12, n_items=2)
    together = sharp_limit(bound)
    assert (together.status == SOLVED).mean() >= 0.9
    for draw in np.flatnonzero(together.status == SOLVED):
        alone = sequential(bound, int(draw))
        np.testing.assert_allclose(together.probability[draw], alone.probability, atol=1e-7)
        np.testing.assert_allclose(together.value[draw], alone.value, atol=1e-7)
    checked = verify(bound, together.probability)
    assert checked.gain.max() <= 1e-8
    np.testing.assert_allclose(together.value, checked.value.T)


@pytest.mark.parametrize(
    ("row", "column", "own", "others", "status"),
    [
        (0.0035, 0.9965, 6e-4, 6e-4, SOLVED),
        (0.0007, 0.0007, 1.75e-3, 1.75e-3, SOLVED),
        (0.0035, 0.0035, 6e-4, -6e-4, DEGENERATE),  # alike: other branches leave to either side
    ],
)
def test_sharp_play_that_settles_slowly_at_a_small_share_is_found(
    row: float, column: float, own: float, others: float, status: int
) -> None:
    # the other's choice is worth 1, one's own far less: play nears its limit like 1 / (precision x own)
    first = [[0.0, 1.0], [own * column, 1.0 - own * (1.0 - column)]]
    second = [[0.0, -others * row], [1.0, 1.0 + others * (1.0 - row)]]
    found = sharp_limit(bind(matrix(first, second), 2, np.inf))
    assert found.status.tolist() == [status]
    np.testing.assert_allclose(found.probability[0], [1.0 - row, row, 1.0 - column, column], atol=1e-8)


def test_sharp_play_of_some_players_is_near_a_very_high_precision() -> None:
    mixed = solve(bind(horse(), 3, np.array([1.0, 1.0, np.inf])))
    near = solve(bind(horse(), 3, np.array([1.0, 1.0, 1e4])))
    assert mixed.status.tolist() == near.status.tolist() == [SOLVED]
    np.testing.assert_allclose(mixed.probability, near.probability, atol=1e-3)


def test_sharp_play_with_a_bad_number_fails_that_draw_only() -> None:
    bound = bind(horse(), 3, np.inf, n_draws=3)
    payoff = bound.payoff.copy()
    payoff[0, 1] = np.nan
    found = solve(BoundGame(bound.arrays, bound.cell, payoff, bound.precision))
    assert found.status.tolist() == [SOLVED, FAILED, SOLVED]


def test_solver_of_a_branch_has_a_card_with_its_source() -> None:
    of_a_branch = [solver for solver in SOLVERS if solver.answers in ("branch", "assessment")]
    assert {card.name for card in of_a_branch} == {"qre_branch", "sequential"}
    bound = bind(horse(), 3, 1.0)
    for card in of_a_branch:
        assert card.accepts(bound)
        assert card.source
        assert card.run(bound).status == SOLVED


def _limits_agree(bound: BoundGame, draw: int) -> None:
    """Sharp play is the far end of the branch by small steps, or marked."""
    found = trace(one_draw(bound, draw), limit=True)
    sharp = at_precision(one_draw(bound, draw), np.inf)
    if found.limit_status not in ("ok", "unsettled"):
        return
    room = max(1e-3, 10.0 * found.drift)
    together, alone = sharp_limit(sharp), sequential(sharp)
    if together.status[0] == SOLVED:
        np.testing.assert_allclose(together.probability[0], found.limit_play, atol=room)
    if alone.status == SOLVED and alone.unique:
        np.testing.assert_allclose(alone.probability, found.limit_play, atol=room)


@pytest.mark.parametrize("seed", range(16))
def test_limit_of_a_near_symmetric_game_is_that_of_small_steps(seed: int) -> None:
    noise = NOISES[seed % len(NOISES)]
    _limits_agree(near_symmetric(seed, n_draws=2, noise=noise).bound, seed % 2)


@pytest.mark.parametrize(("family", "seed", "draw"), [(mixed, 30, 0), (mixed, 7, 1), (signalling, 24, 1)])
def test_limit_of_a_game_with_several_stages_is_that_of_small_steps(
    family: Any, seed: int, draw: int
) -> None:
    """In the first, play where nobody comes is mixed: only the branch says how."""
    _limits_agree(family(seed, n_draws=2).bound, draw)


def finite(bound: BoundGame) -> BoundGame:
    return BoundGame(bound.arrays, bound.cell, bound.payoff, np.ones_like(bound.precision))


def test_limit_of_a_battle_of_the_sexes_not_quite_symmetric_is_unique() -> None:
    bound = bind(matrix([[2.031, -0.259], [0.269, 0.61]], [[0.64, -0.385], [0.29, 1.892]]), 2, np.inf)
    found = sequential(bound)
    assert found.unique
    assert found.status == sharp_limit(bound).status[0] == SOLVED
    np.testing.assert_allclose(found.probability, sharp_limit(bound).probability[0], atol=1e-8)
    np.testing.assert_allclose(found.probability, trace(finite(bound), limit=True).limit_play, atol=1e-3)


def test_limits_of_symmetric_games_whose_branches_cross_in_pairs_are_marked() -> None:
    """Two identical stages, which everybody sees: both fork at once, and the determinant keeps its sign."""
    for seed in (19, 69, 91):
        sharp = at_precision(near_symmetric(seed, n_draws=2).bound, np.inf)
        assert sharp_limit(sharp).status.tolist() == [DEGENERATE] * 2
