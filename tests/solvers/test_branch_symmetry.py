"""Games in which all move at once, alike or nearly alike: who stands first must not matter.

The principal branch is one and the same under every relabelling, so that the order of simultaneous moves,
the players' order and the options' order change nothing, and a symmetric game has a symmetric answer.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from standoff.solvers import solve
from tests.solvers.families import NOISES, at_precision, near_symmetric
from tests.solvers.relabelling import relabelled
from tests.solvers.rewriting import REWRITINGS, farthest, opened, results, written
from tests.solvers.simultaneous import simultaneous_scenario
from tests.solvers.tracer import Trace, trace

SAME = 1e-9
PRECISIONS = (1.0, 4.0, 16.0)
CHICKEN = """
standoff: 1
title: Chicken, a symmetric game
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: {title: A}, b: {title: B}}
parameters:
  crash: {draw: "uniform(3, 8)", unit: payoff, set_by: assumed}
moves:
  a_does: {by: a, options: [swerve, drive], together: [b_does]}
  b_does: {by: b, options: [swerve, drive]}
payoffs:
  a:
    win: 1 if a_does == drive and b_does == swerve
    crash: -crash if a_does == drive and b_does == drive
    shame: -1 if a_does == swerve and b_does == drive
  b:
    win: 1 if b_does == drive and a_does == swerve
    crash: -crash if b_does == drive and a_does == drive
    shame: -1 if b_does == swerve and a_does == drive
endings: {crash_it: a_does == drive and b_does == drive, other: otherwise}
measures: {a_drives: P(a_does == drive), b_drives: P(b_does == drive)}
play: {precision: 4}
"""  # the project's own case, in other words


def test_chicken_is_driven_by_both_alike_in_every_draw() -> None:
    found = results(opened(written(CHICKEN)), None, n_draws=500)
    assert found["solved"].all()
    np.testing.assert_allclose(found["measure:a_drives"], found["measure:b_drives"], atol=SAME)


@pytest.mark.parametrize("rewriting", REWRITINGS, ids=lambda r: r.name)
def test_rewritten_chicken_has_the_same_endings_and_measures(rewriting) -> None:
    texts = written(CHICKEN)
    other = rewriting.apply(texts)
    assert other is not None
    one, two = (results(opened(t), None, n_draws=200) for t in (texts, other))
    assert farthest(one, two) <= SAME


@pytest.mark.parametrize("rewriting", REWRITINGS, ids=lambda r: r.name)
def test_rewritten_scenario_of_moves_at_once_has_the_same_endings_and_measures(rewriting) -> None:
    for seed in range(12):
        texts = written(simultaneous_scenario(seed))
        other = rewriting.apply(texts)
        assert other is not None
        away = farthest(results(opened(texts), None), results(opened(other), None))
        assert away <= SAME, seed


@cache
def judged(noise: float, seed: int, draw: int) -> Trace:
    """The branch of a draw by small steps, once for all precisions: it passes them on its way."""
    return trace(near_symmetric(seed, noise=noise).bound, draw, PRECISIONS)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("noise", NOISES)
def test_near_symmetric_game_relabelled_plays_alike(noise: float, precision: float) -> None:
    for seed in range(8):
        bound = at_precision(near_symmetric(seed, noise=noise).bound, precision)
        other = relabelled(bound, np.arange(bound.arrays.n_players)[::-1])
        one, two = solve(bound), solve(other.bound)
        for draw in range(bound.n_draws):
            judge, at = judged(noise, seed, draw), PRECISIONS.index(precision)
            smallest = float(judge.smallest[at])
            away = np.abs(one.probability[draw] - two.probability[draw][other.action]).max()
            assert away <= max(SAME, 1e-12 / max(1e-6, smallest), judge.accuracy[at]), f"{seed}, draw {draw}"


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("noise", NOISES)
def test_near_symmetric_game_is_solved_on_its_principal_branch(noise: float, precision: float) -> None:
    for seed in range(8):
        bound = at_precision(near_symmetric(seed, noise=noise).bound, precision)
        found = solve(bound)
        for draw in range(bound.n_draws):
            judge, at = judged(noise, seed, draw), PRECISIONS.index(precision)
            if judge.status[at] == "ok":
                away = np.abs(found.probability[draw] - judge.play[at]).max()
                assert away <= max(1e-6, judge.accuracy[at]), f"{seed}, draw {draw}"
