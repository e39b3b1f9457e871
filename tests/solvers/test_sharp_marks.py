"""Sharp play that may be off its branch is marked, and unmarked play is that of small steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from standoff.game.records import DEGENERATE, SOLVED, BoundGame
from standoff.solvers import plan, sharp_limit
from standoff.solvers.limit.sharp_limit import End, _one, systems
from standoff.solvers.limit.starts import Start, logit_starts
from standoff.solvers.path.arc_length import Curve, Law
from tests.solvers.bank import horse, matrix
from tests.solvers.families import (
    NOISES,
    Sample,
    at_precision,
    merged,
    mixed,
    near_symmetric,
    one_draw,
    signalling,
)
from tests.solvers.games import bind
from tests.solvers.tracer import trace

BATTLE = ([[2.031, -0.259], [0.269, 0.61]], [[0.64, -0.385], [0.29, 1.892]])


def ended(bound: BoundGame, change: Callable[[Start], Start]) -> End:
    """Where the first draw ends when its start is changed."""
    start = logit_starts(bound, plan(bound.arrays)).of(0)
    ones = np.ones(bound.arrays.n_players)
    _, system = next(systems(bound, np.arange(1)))
    return _one(Curve(system, Law(0.0 * ones, ones), start.classes), change(start), {})


@pytest.mark.parametrize("bound", [bind(horse(), 3, np.inf), bind(matrix(*BATTLE), 2, np.inf)])
def test_end_is_unsure_where_its_start_was_or_where_the_branch_was_lost(bound: BoundGame) -> None:
    plain = ended(bound, lambda start: start)
    assert (plain.status, plain.unsure) == (SOLVED, False)
    doubted = ended(bound, lambda start: replace(start, certain=False))
    assert doubted.unsure
    # a play that is no answer anywhere near: the draw is followed again from precision 0
    lost = ended(
        bound, lambda start: replace(start, log_play=np.full_like(start.log_play, -0.7), scale=256.0)
    )
    assert lost.unsure
    np.testing.assert_allclose(lost.play, plain.play, atol=1e-6)


def test_sharp_limit_says_of_every_draw_whether_it_is_sure() -> None:
    sharp = bind(horse(), 3, np.inf, n_draws=3)
    answer = sharp_limit(sharp)
    assert answer.unsure is not None
    assert answer.unsure.tolist() == [False] * 3


def test_rejected_and_failed_draws_are_not_called_unsure() -> None:
    sharp = bind(horse(), 3, np.inf, n_draws=2)
    payoff = sharp.payoff.copy()
    payoff[0, 1] = np.nan
    answer = sharp_limit(BoundGame(sharp.arrays, sharp.cell, payoff, sharp.precision))
    assert answer.unsure is not None
    assert answer.unsure.tolist() == [False, False]


def families() -> list[Sample]:
    """Games on which nothing was tuned: symmetric, nearly so with every noise, random, signalling, merged."""
    near = [near_symmetric(31000 + k, n_draws=1, noise=noise) for k, noise in enumerate(NOISES)]
    others = [family(31000 + k, n_draws=1) for family in (mixed, signalling, merged) for k in range(3)]
    return near + others


@pytest.mark.parametrize("sample", families(), ids=lambda s: f"{s.family}-{s.seed}")
def test_limit_that_bears_no_mark_is_that_of_small_steps(sample: Sample) -> None:
    found = trace(one_draw(sample.bound, 0), limit=True)
    answer = sharp_limit(at_precision(sample.bound, np.inf))
    assert answer.unsure is not None
    assert answer.status[0] in (SOLVED, DEGENERATE)
    if found.limit_status == "ok" and answer.status[0] == SOLVED and not answer.unsure[0]:
        room = max(1e-3, 10.0 * found.drift)
        np.testing.assert_allclose(answer.probability[0], found.limit_play, atol=room)


def test_end_that_is_mixed_where_nobody_comes_is_not_taken_for_a_strict_one() -> None:
    """Two ends agree wherever play comes; where it does not, logit play says which is meant."""
    bound = signalling(31006, n_draws=4).bound
    found = trace(one_draw(bound, 0), limit=True)
    answer = sharp_limit(one_draw(at_precision(bound, np.inf), 0))
    assert (found.limit_status, answer.status.tolist()) == ("ok", [SOLVED])
    np.testing.assert_allclose(answer.probability[0], found.limit_play, atol=1e-3)


def test_branch_that_bends_hundreds_of_times_is_followed_to_its_end_without_a_mark() -> None:
    """Signalling that is symmetric up to noise of .001: 400 points, 12 turns, the last at 5e4 / range.

    The tracer says the same at its last point with steps of .015, which takes it minutes.
    """
    bound = one_draw(at_precision(signalling(300022, n_draws=4).bound, np.inf), 3)
    answer = sharp_limit(bound)
    assert answer.unsure is not None
    assert (answer.status.tolist(), answer.unsure.tolist()) == ([SOLVED], [False])
    assert answer.probability[0].round(12).tolist() == [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, *(1.0, 0.0) * 7]
