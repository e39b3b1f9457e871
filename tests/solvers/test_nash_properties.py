"""Properties of whole-strategy concepts: what may not change an answer, and concepts that must agree."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import StandoffError
from standoff.game.records import DEGENERATE, SOLVED, BoundGame
from standoff.solvers import (
    Equilibria,
    agent_pure_equilibria,
    backward_induction,
    best_response,
    cfr_plus,
    gain,
    nash,
    nash_all,
    pure_equilibria,
    unfold,
    verify,
)
from standoff.solvers.strategies.lemke import pivoted_plans
from standoff.solvers.strategies.support_enumeration import mixtures
from standoff.solvers.tree_forms.sequence_form import (
    behaviour,
    complete_behaviour,
    realisation,
    sequence_form,
)
from tests.solvers.games import bind
from tests.solvers.nash_games import named, opposed, random_game, scaled, with_idle_branch, with_split_chance
from tests.solvers.random_games import relabelled

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=40, deadline=None)


def spread(bound: BoundGame) -> float:
    return float(np.ptp(bound.payoff)) if bound.payoff.size else 0.0


def small(bound: BoundGame) -> Equilibria | None:
    return listed(nash_all, bound)


def listed(concept: Callable[[BoundGame], Equilibria], bound: BoundGame) -> Equilibria | None:
    """What the concept answers, or None where it says that there is too much to list."""
    try:
        return concept(bound)
    except StandoffError as error:
        codes = [problem.code for problem in error.problems]
    assert codes == ["S634"]
    return None


def values(found: Equilibria) -> list[tuple[float, ...]]:
    return sorted({tuple(np.round(row, 7) + 0.0) for row in found.value})


@FEW
@given(SEEDS)
def test_nash_of_random_games_is_solved_and_gains_nothing(seed: int) -> None:
    _, bound = random_game(seed, n_moves=4)
    found = nash(bound)
    assert found.status.tolist() == [SOLVED]
    assert gain(bound, found.probability[0]).max() <= 1e-8 * spread(bound)


@FEW
@given(SEEDS)
def test_gains_of_any_profile_agree_with_the_check_on_the_merged_game(seed: int) -> None:
    rng = np.random.default_rng(seed)
    _, bound = random_game(seed, n_players=3, n_moves=4)
    sizes = np.diff(bound.arrays.first_action)
    profile = np.concatenate([np.zeros(0), *(rng.dirichlet(np.ones(n)) for n in sizes)])
    whole = gain(bound, profile)
    found = verify(bound, profile[None, :])
    assert (whole >= found.gain[:, 0] - 1e-12).all()  # one information set is a part of a strategy
    for player in range(3):
        reply = best_response(bound, profile, player)
        assert abs(reply.value - found.value[player, 0] - whole[player]) <= 1e-9
        changed = profile.copy()
        for h in np.flatnonzero(bound.arrays.infoset_player == player):
            first, last = bound.arrays.first_action[h : h + 2]
            changed[first:last] = np.arange(last - first) == reply.action[h]
        assert abs(verify(bound, changed[None, :]).value[player, 0] - reply.value) <= 1e-9


@FEW
@given(SEEDS)
def test_zero_sum_programme_pivoting_and_bounds_agree(seed: int) -> None:
    root, _ = random_game(seed, n_moves=4)
    bound = bind(opposed(root), 2)
    programme = nash(bound)
    form = sequence_form(bound)
    sizes = np.diff(bound.arrays.first_action)
    plan = pivoted_plans(form, realisation(form, np.repeat(1.0 / sizes, sizes)))
    assert plan is not None
    play = complete_behaviour(form, behaviour(form, plan))
    size = max(float(np.ptp(form.payoff)), 1e-12)
    assert gain(bound, play).max() <= 1e-8 * size
    assert abs(verify(bound, play[None, :]).value[0, 0] - programme.value[0, 0]) <= 1e-8 * size
    near = cfr_plus(bound, iterations=2_000)
    low, high = float(near.settings["lower"]), float(near.settings["upper"])
    assert low - 1e-9 * size <= programme.value[0, 0] <= high + 1e-9 * size


@FEW
@given(SEEDS)
def test_pure_equilibria_are_among_all_equilibria(seed: int) -> None:
    _, bound = random_game(seed)
    every = small(bound)
    if every is None:
        return
    assert every.complete
    for row in pure_equilibria(bound).probability:
        assert np.abs(every.probability - row).max(axis=1, initial=0.0).min() <= 1e-9


@FEW
@given(SEEDS)
def test_pure_equilibria_are_equilibria_of_the_agent_form(seed: int) -> None:
    _, bound = random_game(seed, n_players=3)
    agents = listed(agent_pure_equilibria, bound)
    if agents is None:
        return
    assert (agents.agent_gain <= 1e-8 * spread(bound)).all()
    stable = agents.gain.max(axis=1, initial=0.0) <= 1e-9 * spread(bound)
    whole = {tuple(np.round(v, 7)) for v in pure_equilibria(bound).value}
    found = {tuple(np.round(v, 7)) for v in agents.value[stable]}
    assert found <= whole
    assert found == whole or not agents.complete  # the agent form's list ends at its bound, and says so


@FEW
@given(SEEDS)
def test_backward_induction_gives_a_nash_equilibrium_in_every_solution(seed: int) -> None:
    _, bound = random_game(seed, n_players=3, hidden=False)
    found = backward_induction(bound, all_solutions=True)
    assert found.complete
    assert set(found.status.tolist()) <= {SOLVED, DEGENERATE}
    assert (found.gain <= 1e-9 * spread(bound)).all()


@FEW
@given(SEEDS)
def test_all_equilibria_of_two_by_vertices_and_by_supports_have_the_same_values(seed: int) -> None:
    """Random payoffs: two ways that share nothing find the same isolated equilibria of a matrix."""
    rng = np.random.default_rng(seed)
    from tests.solvers.bank import matrix

    tables = [rng.normal(size=(3, 3)) for _ in range(2)]
    bound = bind(matrix(tables[0].tolist(), tables[1].tolist()), 2)
    every = nash_all(bound)
    assert every.complete
    assert every.n_rows % 2 == 1  # Wilson's theorem: generic games have an odd number
    by_supports = [np.concatenate(m.weight) for m in mixtures(tables, 1000)]
    assert len(by_supports) == every.n_rows
    for row in by_supports:
        assert np.abs(every.probability - row).max(axis=1, initial=0.0).min() <= 1e-6


@FEW
@given(SEEDS)
def test_relabelling_of_players_and_actions_permutes_the_values(seed: int) -> None:
    root, bound = random_game(seed)
    turned = bind(relabelled(named(root), [1, 0], np.random.default_rng(seed)), 2)
    every, other = small(bound), small(turned)
    if every is None or other is None:
        return
    np.testing.assert_allclose(values(every), sorted((b, a) for a, b in values(other)), atol=1e-6)
    assert len(pure_equilibria(bound).status) == len(pure_equilibria(turned).status)


@FEW
@given(SEEDS)
def test_other_units_of_payoff_change_no_play(seed: int) -> None:
    root, bound = random_game(seed)
    unit, origin = [4.0, 0.25], [-8.0, 32.0]
    other = bind(scaled(root, unit, origin), 2)
    every, turned = small(bound), small(other)
    if every is None or turned is None:
        return
    assert every.n_rows == turned.n_rows
    for row in every.probability:
        assert np.abs(turned.probability - row).max(axis=1, initial=0.0).min() <= 1e-6
    np.testing.assert_allclose(
        sorted(every.value[:, 0] * unit[0] + origin[0]), sorted(turned.value[:, 0]), atol=1e-6
    )


@settings(max_examples=12, deadline=None)
@given(SEEDS)
def test_branch_that_is_never_reached_changes_no_value(seed: int) -> None:
    root, bound = random_game(seed)
    other = bind(with_idle_branch(root, 2), 2)
    every, longer = small(bound), small(other)
    if every is not None and longer is not None:
        assert values(every) == values(longer)


@FEW
@given(SEEDS)
def test_dummy_player_changes_no_pure_equilibrium(seed: int) -> None:
    root, bound = random_game(seed)
    three = bind(_with_dummy(root), 3)
    two = pure_equilibria(bound)
    np.testing.assert_allclose(pure_equilibria(three).value[:, :2], two.value, atol=1e-9)


@FEW
@given(SEEDS)
def test_splitting_a_chance_move_changes_no_value(seed: int) -> None:
    root, bound = random_game(seed)
    other = bind(with_split_chance(named(root)), 2)
    every, split = small(bound), small(other)
    if every is not None and split is not None:
        np.testing.assert_allclose(values(every), values(split), atol=1e-6)


@FEW
@given(SEEDS)
def test_unfolding_a_tree_changes_nothing_but_where_payoffs_stand(seed: int) -> None:
    _, bound = random_game(seed, n_moves=4)
    tree = unfold(bound)
    assert tree.action.tolist() == list(range(bound.arrays.n_actions))
    found = nash(tree.bound)
    np.testing.assert_allclose(found.value, nash(bound).value, atol=1e-9)


def _with_dummy(node: object) -> object:
    from tests.solvers.games import Edge, Tree

    assert isinstance(node, Tree)
    edges = []
    for e in node.edges:
        pay = None if e.pay is None else [*e.pay, 1.0]
        odds = None if e.chance is None else [*e.chance, e.chance[0]]
        child = _with_dummy(e.child)
        assert isinstance(child, Tree)
        edges.append(Edge(child, pay, odds, e.items))
    return Tree(node.kind, edges, node.player, node.infoset)
