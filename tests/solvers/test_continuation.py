"""The batched following of the principal branch: known games, symmetries, and counts."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.game.records import BoundGame
from standoff.solvers import plan, solve
from standoff.solvers.batch.tables import part
from standoff.solvers.continuation.symmetry_classes import classes_of
from standoff.solvers.principal_branch import follow_principal
from tests.solvers.families import at_precision, near_symmetric, one_draw, signalling
from tests.solvers.games import Edge, bind, decide, pay
from tests.solvers.tracer import trace


def two_by_two(payoff: list[list[tuple[float, float]]], precision: float) -> BoundGame:
    rows = [decide(1, "column", *(pay(*cell) for cell in row)) for row in payoff]
    return bind(decide(0, "row", *(Edge(row) for row in rows)), 2, precision)


def test_nearly_symmetric_battle_of_the_sexes_stays_on_its_own_side_of_the_bend() -> None:
    """The project's own case: two independent tracers agree on .999 and .984."""
    bound = two_by_two([[(4.57, 1.15), (0.004, -0.02)], [(-0.01, 0.01), (1.14, 4.55)]], 4.0)
    wanted = trace(bound, 0)
    found = solve(bound)
    assert found.probability[0] == pytest.approx(wanted.play[0], abs=1e-6)
    assert not found.unsure[0]


def test_payoffs_of_a_million_are_answered_where_nothing_is_pure() -> None:
    bound = two_by_two([[(1e6, 0.0), (0.0, 1e6)], [(0.0, 2e6), (2e6, 0.0)]], 1.0)
    found = solve(bound)
    assert found.probability[0, :2] == pytest.approx([2 / 3, 1 / 3], abs=1e-5)


@pytest.mark.parametrize("precision", [1.0, 4.0, 16.0])
def test_symmetric_chicken_is_answered_alike_whoever_stands_first(precision: float) -> None:
    payoff = [[(0.0, 0.0), (3.0, 1.0)], [(1.0, 3.0), (2.0, 2.0)]]
    found = solve(two_by_two(payoff, precision))
    assert not found.unsure[0]
    assert found.probability[0, :2] == pytest.approx(found.probability[0, 2:], abs=1e-9)


def test_classes_of_a_symmetric_game_pair_its_players_and_those_of_another_are_single() -> None:
    chicken = two_by_two([[(0.0, 0.0), (3.0, 1.0)], [(1.0, 3.0), (2.5, 2.5)]], 1.0)
    assert classes_of(chicken, plan(chicken.arrays).joint)[0][:, 0].tolist() == [0, 1, 0, 1]
    other = two_by_two([[(0.0, 0.0), (3.0, 1.0)], [(1.0, 3.0 + 1e-9), (2.5, 2.5)]], 1.0)
    assert classes_of(other, plan(other.arrays).joint)[0][:, 0].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("seed", "noise", "players", "precision", "draw"),
    [(5097, 0.001, 3, 4.0, 1), (5259, 0.01, 4, 16.0, 2), (5291, 0.01, 3, 1.0, 3), (5073, 0.001, 2, 64.0, 1)],
)
def test_eigenvalues_that_pass_one_in_pairs_are_noticed(
    seed: int, noise: float, players: int, precision: float, draw: int
) -> None:
    """Two eigenvalues above 1 leave the determinant's sign as it was: these ended on another curve."""
    bound = at_precision(
        one_draw(near_symmetric(seed, noise=noise, n_players=players).bound, draw), precision
    )
    wanted = trace(bound, 0)
    assert wanted.status[0] == "ok"
    assert solve(bound).probability[0] == pytest.approx(wanted.play[0], abs=1e-6)


@pytest.mark.parametrize("seed", range(30, 42))
@pytest.mark.parametrize("precision", [4.0, 64.0])
def test_near_symmetric_games_lie_on_the_branch_or_say_that_they_may_not(seed: int, precision: float) -> None:
    bound = at_precision(near_symmetric(seed).bound, precision)
    found = solve(bound)
    for draw in range(bound.n_draws):
        wanted = trace(one_draw(bound, draw), 0)
        if wanted.status[0] == "ok" and found.status[draw] == 0 and not found.unsure[draw]:
            assert np.abs(found.probability[draw] - wanted.play[0]).max() < 1e-6


def test_draws_alone_and_together_are_followed_to_the_same_bits() -> None:
    bound = at_precision(signalling(3).bound, 16.0)
    together = solve(bound)
    for draw in range(bound.n_draws):
        alone = solve(part(bound, np.array([draw])))
        np.testing.assert_array_equal(alone.probability[0], together.probability[draw])


def test_every_draw_is_in_one_part_of_what_was_followed() -> None:
    bound = at_precision(near_symmetric(31).bound, 4.0)
    found = follow_principal(bound, plan(bound.arrays))
    assert sorted(d for p in found.parts for d in p.draw.tolist()) == list(range(bound.n_draws))
