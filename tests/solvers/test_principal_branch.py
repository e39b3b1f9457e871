"""Batched answers lie on the principal branch, or say that they may not."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.game.records import SOLVED, BoundGame
from standoff.solvers import plan, principal_branch, qre_branch, solve
from tests.solvers import games
from tests.solvers.families import Sample, at_precision, near_symmetric, one_draw, signalling
from tests.solvers.random_games import random_tree
from tests.solvers.tracer import trace


def auction(levels: int, precision: float) -> BoundGame:
    """Two bidders with a low or a high value bid at once; the higher bid wins and pays."""
    bids, worth = np.linspace(0, 1, levels), (0.6, 1.0)

    def ends(i: int, j: int, mine: float, theirs: float) -> games.Edge:
        won = 0.5 if mine == theirs else float(mine > theirs)
        return games.pay(won * (worth[i] - mine), (1 - won) * (worth[j] - theirs))

    def second(i: int, j: int, mine: float) -> games.Tree:
        return games.decide(1, f"B{j}", *(ends(i, j, mine, theirs) for theirs in bids))

    def first(i: int, j: int) -> games.Tree:
        return games.decide(0, f"A{i}", *(second(i, j, mine) for mine in bids))

    odds = [(0.25, first(i, j)) for i in range(2) for j in range(2)]
    return games.bind(games.chance(2, *odds), 2, precision)


def symmetric(payoff: np.ndarray, precision: float) -> BoundGame:
    """Two players choose at once; each has `payoff` [own move, other's move]."""
    k = len(payoff)
    rows = [
        games.decide(1, "B", *(games.pay(payoff[i, j], payoff[j, i]) for j in range(k))) for i in range(k)
    ]
    return games.bind(games.decide(0, None, *rows), 2, precision)


@pytest.mark.parametrize("levels", [4, 11])
@pytest.mark.parametrize("precision", [20.0, 50.0, 100.0, 400.0])
def test_symmetric_auction_has_a_symmetric_answer_on_the_branch(levels: int, precision: float) -> None:
    bound = auction(levels, precision)
    found = solve(bound)
    play = found.probability[0].reshape(4, levels)
    owner = bound.arrays.infoset_player
    assert play[owner == 0] == pytest.approx(play[owner == 1], abs=1e-9)
    branch = qre_branch(bound, highest=precision).at(precision)
    assert found.probability[0] == pytest.approx(branch.probability, abs=1e-7)
    assert not found.unsure[0]


def test_hawk_and_dove_past_the_crossing_stay_symmetric() -> None:
    """The branch is the mixed one; the two pure equilibria lie on the branch that crosses it."""
    hawk_dove = np.array([[-1.0, 2.0], [0.0, 1.0]])
    for precision in (1.0, 3.0, 6.0):
        found = solve(symmetric(hawk_dove, precision))
        play = found.probability[0]
        assert play[0] == pytest.approx(play[2], abs=1e-7) or found.unsure[0]


@pytest.mark.parametrize("seed", range(12))
def test_symmetric_game_answers_symmetrically_or_says_that_it_is_unsure(seed: int) -> None:
    rng = np.random.default_rng(seed)
    k = int(rng.integers(2, 6))
    payoff = rng.normal(size=(k, k))
    for precision in (4.0, 16.0, 64.0):
        found = solve(symmetric(payoff, precision))
        play = found.probability[0]
        assert found.status[0] == SOLVED
        assert np.abs(play[:k] - play[k:]).max() < 1e-6 or found.unsure[0]


def test_random_games_at_high_precision_lie_on_the_branch_with_few_exceptions() -> None:
    """Before draws that leap were followed, two of these were somewhere else without a word."""
    off = rows = 0
    for seed in range(34):
        rng = np.random.default_rng(seed)
        players = int(rng.integers(2, 5))
        root = random_tree(rng, n_players=players, n_moves=int(rng.integers(3, 5)), n_draws=8, hidden=True)
        bound = games.bind(root, players, 16.0, n_draws=8, n_items=2)
        if plan(bound.arrays).perfect_information:
            continue
        found = solve(bound)
        for draw in range(8):
            play = qre_branch(bound, draw, highest=16.0).at(16.0).probability
            rows += 1
            off += bool(np.abs(play - found.probability[draw]).max() > 1e-4 and not found.unsure[draw])
    assert rows > 100
    assert off == 0


@pytest.mark.parametrize(
    ("sample", "draw"),
    [
        (near_symmetric(44, n_draws=2), 1),
        *((signalling(k, n_draws=2), d) for k, d in ((9, 1), (24, 1), (28, 1), (3, 0))),
    ],
    ids=lambda x: f"{x.family}_{x.seed}" if isinstance(x, Sample) else f"draw_{x}",
)
def test_draw_with_nearly_real_pairs_or_a_narrow_fold_stays_on_its_branch(sample: Sample, draw: int) -> None:
    """Their eigenvalues leave the real axis near 1, or the branch turns twice in a short stretch."""
    scales = (1.0, 4.0, 16.0, 64.0, 100.0, 2528.0)
    judge = trace(sample.bound, draw, scales)
    assert "ok" in judge.status
    for k, scale in enumerate(scales):
        found = solve(one_draw(at_precision(sample.bound, scale), draw))
        assert found.status[0] == SOLVED
        if judge.status[k] == "ok":
            assert np.abs(found.probability[0] - judge.play[k]).max() <= max(1e-6, judge.accuracy[k]), scale
            assert not found.unsure[0]


def test_unsure_does_not_depend_on_the_neighbours() -> None:
    rng = np.random.default_rng(7)
    root = random_tree(rng, n_players=3, n_moves=4, n_draws=40, hidden=True, spread=3.0)
    bound = games.bind(root, 3, 16.0, n_draws=40, n_items=2)
    together = solve(bound)
    for k in (0, 17, 39):
        one = BoundGame(bound.arrays, *(t[:, [k]] for t in (bound.cell, bound.payoff, bound.precision)))
        alone = solve(one)
        assert np.array_equal(alone.probability[0], together.probability[k])
        assert alone.unsure[0] == together.unsure[k]


@pytest.mark.parametrize("seed", [91_003, 91_011])
def test_care_over_few_unknowns_answers_as_care_over_all(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """What has no symmetry that can break may be followed over the plain unknowns alone."""
    bound = at_precision(near_symmetric(seed, n_draws=4, noise=0.1).bound, 16.0)
    over_all = solve(bound)
    monkeypatch.setattr(principal_branch, "FAR_WIDER", 0)
    over_few = solve(bound)
    assert over_few.probability == pytest.approx(over_all.probability, abs=1e-9)
    assert not (over_few.unsure & ~over_all.unsure).any()


def test_symmetry_that_can_break_keeps_a_draw_from_the_few_unknowns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two players who are alike: one answers in the pass, so that the few unknowns show no symmetry."""
    monkeypatch.setattr(principal_branch, "FAR_WIDER", 0)
    payoff = np.array([[-1.0, 3.0], [0.0, 1.0]])
    alike, other = symmetric(payoff, 6.0), symmetric(payoff, 6.0)
    other.precision[0] = 5.0
    for bound, apart in ((alike, 0), (other, 1)):
        road = plan(bound.arrays)
        assert len(principal_branch._apart(bound, road, np.array([0]))) == apart
    found = solve(alike)
    assert found.probability[0, :2] == pytest.approx(found.probability[0, 2:], abs=1e-9)
