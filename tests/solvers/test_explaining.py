"""What is said about play: action values, beliefs, reach, and their parts by payoff table."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.solvers import action_values, explain, solve
from standoff.solvers.reference import paid
from tests.solvers.bank import beer_quiche, horse
from tests.solvers.games import bind
from tests.solvers.test_kernels import random_bound


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_action_values_of_all_tables_add_up_and_give_the_play(seed: int) -> None:
    bound = random_bound(seed, 4)
    answer = solve(bound)
    said = explain(bound, answer.probability)
    arrays = bound.arrays
    rng = np.random.default_rng(seed)
    total = np.zeros_like(said.action_value)
    for i in range(arrays.n_players):
        whole = paid(bound, i)
        part = whole * rng.random(whole.shape)
        total += action_values(bound, answer.probability, part, player=i)
        total += action_values(bound, answer.probability, whole - part, player=i, belief=said.belief)
    np.testing.assert_allclose(total, said.action_value, atol=1e-10)
    for h in range(arrays.n_infosets):
        own = slice(arrays.first_action[h], arrays.first_action[h + 1])
        x = bound.precision[arrays.infoset_player[h]][:, None] * said.action_value[:, own]
        weight = np.exp(x - x.max(axis=1, keepdims=True))
        expected = weight / weight.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(answer.probability[:, own], expected, atol=1e-8)
    np.testing.assert_allclose(said.value[:, 0, :], answer.value, atol=1e-9)


def test_beliefs_of_a_receiver_follow_from_what_senders_do() -> None:
    bound = bind(beer_quiche(), 2, 1.0)
    answer = solve(bound)
    said = explain(bound, answer.probability)
    arrays = bound.arrays
    for h in np.flatnonzero(arrays.infoset_player == 1):
        nodes = np.flatnonzero(arrays.infoset == h)
        expected = said.reach[0, nodes] / said.reach[0, nodes].sum()
        np.testing.assert_allclose(said.belief[0, nodes], expected, atol=1e-12)
    np.testing.assert_allclose(said.reach[:, arrays.kind == 2].sum(axis=1), 1.0)


def test_beliefs_off_the_path_are_limits_and_finite() -> None:
    bound = bind(horse(), 3, 1.0)
    play = np.zeros((1, bound.arrays.n_actions))
    play[0, bound.arrays.first_action[:-1]] = 1.0  # nobody goes down: the third never moves
    said = explain(bound, play)
    nodes = np.flatnonzero(bound.arrays.infoset_player[bound.arrays.infoset] == 2)
    nodes = nodes[bound.arrays.infoset[nodes] >= 0]
    assert said.reach[0, nodes].sum() == 0.0
    np.testing.assert_allclose(said.belief[0, nodes].sum(), 1.0)
