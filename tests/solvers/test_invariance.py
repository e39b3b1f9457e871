"""What must not change an answer: names, units, constants, branches that nobody takes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.game.records import CHANCE, DEGENERATE, SOLVED
from standoff.solvers import solve
from tests.solvers.games import Edge, Tree, bind, nodes_of
from tests.solvers.random_games import random_tree, relabelled

SEEDS = st.integers(0, 10_000)
N_DRAWS = 4


def make(seed: int) -> tuple[Tree, int, np.ndarray]:
    rng = np.random.default_rng(seed)
    n_players = int(rng.integers(2, 4))
    root = random_tree(rng, n_players=n_players, n_moves=4, n_draws=N_DRAWS, subjective=True)
    return root, n_players, rng.uniform(0.2, 1.5, (n_players, N_DRAWS))


def mapped(node: Tree, change: Callable[[Edge, bool], Edge]) -> Tree:
    """A copy of the tree with `change(edge, leads to the end)` of every edge."""
    edges = [Edge(mapped(e.child, change), e.pay, e.chance, e.items) for e in node.edges]
    return Tree(node.kind, [change(e, not e.child.edges) for e in edges], node.player, node.infoset)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_renaming_players_and_actions_permutes_the_answer(seed: int) -> None:
    root, n_players, precision = make(seed)
    rng = np.random.default_rng(seed + 1)
    players = list(rng.permutation(n_players))
    renamed = np.empty_like(precision)
    renamed[players] = precision
    one = solve(bind(root, n_players, precision, n_draws=N_DRAWS, n_items=2))
    other = solve(bind(relabelled(root, players, rng), n_players, renamed, n_draws=N_DRAWS, n_items=2))
    np.testing.assert_allclose(one.value, other.value[:, players], atol=1e-8)
    np.testing.assert_allclose(one.gain, other.gain[:, players], atol=1e-8)
    np.testing.assert_allclose(one.item, other.item, atol=1e-8)


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.floats(-50, 50))
def test_constant_added_to_all_endings_changes_only_values(seed: int, constant: float) -> None:
    root, n_players, precision = make(seed)
    shift = np.arange(n_players) * constant

    def raised(e: Edge, last: bool) -> Edge:
        if last:
            e.pay = [s + (0.0 if e.pay is None else e.pay[i]) for i, s in enumerate(shift)]
        return e

    one = solve(bind(root, n_players, precision, n_draws=N_DRAWS))
    other = solve(bind(mapped(root, raised), n_players, precision, n_draws=N_DRAWS))
    np.testing.assert_allclose(one.probability, other.probability, atol=1e-8)
    np.testing.assert_allclose(one.value + shift, other.value, atol=1e-7)
    np.testing.assert_allclose(one.gain, other.gain, atol=1e-7)


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.floats(0.01, 100))
def test_payoffs_in_other_units_with_precision_to_match_play_alike(seed: int, unit: float) -> None:
    root, n_players, precision = make(seed)

    def scaled(e: Edge, last: bool) -> Edge:  # noqa: ARG001
        e.pay = None if e.pay is None else [unit * v for v in e.pay]
        return e

    one = solve(bind(root, n_players, precision, n_draws=N_DRAWS))
    other = solve(bind(mapped(root, scaled), n_players, precision / unit, n_draws=N_DRAWS))
    np.testing.assert_allclose(one.probability, other.probability, atol=1e-8)
    np.testing.assert_allclose(unit * one.value, other.value, atol=1e-7 * unit)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_branch_of_probability_zero_changes_no_reached_play(seed: int) -> None:
    root, n_players, precision = make(seed)
    ghost = mapped(root, lambda e, last: e)  # noqa: ARG005
    for node in nodes_of(ghost):
        for e in node.edges:  # the same moves, other payoffs: whoever believed in it would play otherwise
            e.pay = None if e.pay is None else [3.0 - v for v in e.pay]
    both = Tree(CHANCE, [Edge(root), Edge(ghost)])
    for e, p in zip(both.edges, (1.0, 0.0), strict=True):
        e.chance = [p] * (1 + n_players)
    one = solve(bind(root, n_players, precision, n_draws=N_DRAWS, n_items=2))
    other = solve(bind(both, n_players, precision, n_draws=N_DRAWS, n_items=2))
    assert not other.status.any()
    np.testing.assert_allclose(one.value, other.value, atol=1e-8)
    np.testing.assert_allclose(one.item, other.item, atol=1e-8)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_precision_zero_plays_every_action_alike(seed: int) -> None:
    root, n_players, _ = make(seed)
    bound = bind(root, n_players, 0.0, n_draws=N_DRAWS)
    width = np.diff(bound.arrays.first_action)
    expected = np.repeat(1 / width, width)
    np.testing.assert_allclose(solve(bound).probability, np.tile(expected, (N_DRAWS, 1)), atol=1e-12)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_sharp_play_is_the_limit_of_logit_play(seed: int) -> None:
    rng = np.random.default_rng(seed)
    root = random_tree(rng, n_players=2, n_moves=4, n_draws=N_DRAWS, hidden=False)
    sharp = solve(bind(root, 2, np.inf, n_draws=N_DRAWS))
    near = solve(bind(root, 2, 1e5, n_draws=N_DRAWS))
    assert set(sharp.status.tolist()) <= {SOLVED, DEGENERATE}  # edges that pay nothing tie
    assert sharp.gain.max() <= 1e-12
    np.testing.assert_allclose(sharp.value, near.value, atol=1e-2)
