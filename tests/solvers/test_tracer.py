"""The tests' own tracer: derivatives, closed forms, symmetry, turning points, the equations themselves."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.game.records import BoundGame
from standoff.solvers.reference import respond
from tests.solvers import games
from tests.solvers.families import FAMILIES, at_precision, near_symmetric, signalling
from tests.solvers.logit_equations import advantages, equations_of
from tests.solvers.random_games import random_tree, relabelled
from tests.solvers.tracer import trace

HAWK_DOVE = np.array([[-1.0, 2.0], [0.0, 1.0]])


def two_by_two(first: np.ndarray, second: np.ndarray, precision: float) -> BoundGame:
    """Two players choose at once; payoffs [own move of the first, of the second]."""
    rows = [games.decide(1, "B", *(games.pay(first[i, j], second[i, j]) for j in range(2))) for i in range(2)]
    return games.bind(games.decide(0, None, *rows), 2, precision)


@pytest.mark.parametrize("family", FAMILIES)
def test_derivatives_of_the_equations_are_those_of_central_differences(family: str) -> None:
    for seed in range(6):
        eq = equations_of(FAMILIES[family](seed, n_draws=1).bound)
        x = np.random.default_rng(seed).normal(size=eq.n_unknowns)
        _, slope, _ = advantages(eq, x)
        size = max(1.0, float(np.abs(eq.paid).max(initial=0.0) * eq.precision.max(initial=0.0)))
        for j in range(eq.n_unknowns):
            step = 1e-5 * (np.arange(len(x)) == j)
            numeric = (advantages(eq, x + step)[0] - advantages(eq, x - step)[0]) / 2e-5
            np.testing.assert_allclose(slope[:, j], numeric, atol=1e-8 * size)


@pytest.mark.parametrize("family", FAMILIES)
def test_traced_play_answers_itself_in_the_plain_second_implementation(family: str) -> None:
    """Folds, crossings, chances of 0, merged nodes and one-option sets are among these."""
    for seed in range(10):
        bound = FAMILIES[family](seed, n_draws=1).bound
        found = trace(bound, 0, (0.5, 4.0))
        assert found.status == ("ok", "ok")
        for scale, play in zip(found.scales, found.play, strict=True):
            answer = respond(at_precision(bound, scale), play[:, None])[:, 0]
            np.testing.assert_allclose(answer, play, atol=1e-7, err_msg=f"{family} {seed} at {scale}")


@pytest.mark.parametrize("precision", [0.5, 1.9, 2.1, 8.0, 64.0])
def test_hawk_and_dove_stays_symmetric_and_marks_the_crossing_at_two(precision: float) -> None:
    """Half and half is the branch; the answer's slope there is precision / 2, so that it crosses at 2."""
    found = trace(two_by_two(HAWK_DOVE, HAWK_DOVE.T, precision))
    assert found.status == ("ok",)
    assert found.play[0] == pytest.approx(0.5, abs=1e-12)
    assert found.crossed == (precision > 2.0,)
    assert [precision * s for s in found.crossings] == pytest.approx([2.0] * (precision > 2.0), abs=1e-3)


def test_two_copies_of_one_game_cross_at_once_and_stay_symmetric() -> None:
    """Both copies cross at precision 2 of each, where the orientation does not change."""
    copies = [
        games.decide(
            0,
            ("A", c),
            *(
                games.decide(1, ("B", c), *(games.pay(HAWK_DOVE[i, j], HAWK_DOVE[j, i]) for j in range(2)))
                for i in range(2)
            ),
        )
        for c in range(2)
    ]
    root = games.chance(2, *((0.5, copy) for copy in copies))
    found = trace(games.bind(root, 2, 1.0), 0, (1.9, 2.1, 16.0))
    assert found.crossed == (False, True, True)
    assert found.play == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize("noise", [1e-9, 1e-6, 1e-3, 0.1])
@pytest.mark.parametrize("favoured", [0, 1])
def test_hawk_and_dove_with_a_hair_of_asymmetry_follows_the_favoured_hawk(
    noise: float, favoured: int
) -> None:
    more = np.array([[noise, noise], [0.0, 0.0]])
    tables = [HAWK_DOVE + more * (favoured == 0), (HAWK_DOVE + more * (favoured == 1)).T]
    found = trace(two_by_two(*tables, 6.0))
    assert found.status == ("ok",)
    assert found.crossed == (False,)
    hawk = found.play[0, [0, 2]]
    assert hawk[favoured] > 0.95
    assert hawk[1 - favoured] < 0.05


def test_turning_points_are_followed_and_the_first_passage_is_told() -> None:
    """At 689 the branch turns back to 5.4, and only then on."""
    found = trace(signalling(2, n_draws=4).bound, 3, (680.0, 686.0, 692.0))
    assert found.status == ("ok", "ok", "ok")
    assert found.turns == pytest.approx((689.0, 5.39), rel=1e-3)
    before, late, after = found.play
    assert np.abs(after - late).max() > 5.0 * np.abs(late - before).max()


@pytest.mark.parametrize("seed", range(12))
def test_renamed_players_and_actions_have_the_renamed_trace(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_players = int(rng.integers(2, 4))
    root = random_tree(rng, n_players=n_players, n_moves=4, n_draws=1, subjective=True, n_items=0)
    other = relabelled(root, list(rng.permutation(n_players)), rng)
    one, two = (trace(games.bind(tree, n_players, 8.0)) for tree in (root, other))
    assert one.status == two.status == ("ok",)
    np.testing.assert_allclose(np.sort(one.play), np.sort(two.play), atol=1e-8)


def test_units_of_payoffs_do_not_matter_if_precision_matches() -> None:
    for seed in range(40):
        sample = near_symmetric(seed, n_draws=1)
        if "match" in sample.kind:
            unit = 1.0 / float(sample.bound.precision[0, 0])
            plain = BoundGame(
                sample.bound.arrays,
                sample.bound.cell,
                sample.bound.payoff / unit,
                np.ones_like(sample.bound.precision),
            )
            one, two = trace(sample.bound, 0, (4.0,)), trace(plain, 0, (4.0,))
            np.testing.assert_allclose(one.play, two.play, atol=1e-8)


def test_limit_of_big_payoffs_is_a_half_and_two_thirds() -> None:
    """The project's own case of payoffs of a million."""
    pays = [[(1e6, 0.0), (0.0, 1e6)], [(0.0, 1e6), (2e6, 0.0)]]
    root = games.decide(0, None, *(games.decide(1, "B", *(games.pay(*p) for p in row)) for row in pays))
    found = trace(games.bind(root, 2, 1.0), limit=True)
    assert found.status == ("ok",)
    assert found.limit_status == "ok"
    assert found.play[0] == pytest.approx([0.5, 0.5, 2 / 3, 1 / 3], abs=1e-5)
    assert found.limit_play == pytest.approx([0.5, 0.5, 2 / 3, 1 / 3], abs=1e-5)


def test_draws_with_numbers_that_are_not_finite_are_refused() -> None:
    root = games.decide(0, None, games.pay(np.nan), games.pay(1.0))
    found = trace(games.bind(root, 1, 1.0), limit=True)
    assert found.status[0].startswith("refused")
    assert np.isnan(found.play).all()
    assert found.limit_play is None
