"""Leaps along a branch, limits of games in which many choose at once, and several sharp equilibria."""

from __future__ import annotations

import numpy as np
import pytest

from standoff import scenario
from standoff.compiler import compile_scenario
from standoff.draws import derive, table
from standoff.errors import StandoffError
from standoff.game import bind
from standoff.game.records import DEGENERATE, SOLVED, BoundGame
from standoff.solvers import plan, several_limits, sharp_limit, verify
from standoff.solvers.limit.large_steps import leap
from standoff.solvers.limit.sharp_limit import systems
from standoff.solvers.limit.starts import logit_starts
from standoff.solvers.path.arc_length import Curve, Law, follow

N_DRAWS = 4


def bound_of(name: str, reading: str | None = None, n_draws: int = N_DRAWS) -> BoundGame:
    loaded = scenario.load(name).with_play("sharp")
    game = compile_scenario(loaded.reading(reading))
    parameters = game.scenario.parameters
    drawn = {n: p.draw for n, p in parameters.items() if p.draw is not None}
    derived = {n: p.derived for n, p in parameters.items() if p.derived is not None}
    columns = derive(table(drawn, (), seed=0, first=0, n=n_draws), derived, n_draws=n_draws)
    return bind(game.game, columns, n_draws)


def test_leaps_come_to_the_same_place_as_arc_length() -> None:
    bound = bound_of("strategic-ambiguity")
    starts = logit_starts(bound, plan(bound.arrays))
    for draw, system in systems(bound, np.arange(bound.n_draws)):
        ones = np.ones(bound.arrays.n_players)
        curve = Curve(system, Law(0.0 * ones, ones))
        begin = starts.of(draw)
        start = curve.settle(begin.log_play, begin.scale)
        assert start is not None
        until = 1e6 / curve.unit
        leapt = leap(curve, start, until)
        assert leapt is not None
        followed, ended = follow(curve, start, until=until, steps=3000)
        assert ended in ("reached", "arithmetic")
        assert leapt[-1].scale == pytest.approx(until)
        assert len(leapt) < len(followed)
        np.testing.assert_allclose(leapt[-1].answer.play, followed[-1].answer.play, atol=1e-4)


def test_limit_where_many_choose_at_once_keeps_mistakes_of_a_size() -> None:
    bound = bound_of("coalition-of-the-willing", "three_members", n_draws=1)
    answer = sharp_limit(bound)
    assert answer.status.tolist() == [SOLVED]
    assert (answer.gain <= 1e-12).all()
    assert (answer.probability > 0.0).all()  # no mistake is lost below what numbers hold


def test_several_limits_are_equilibria_and_the_first_is_that_of_sharp_limit() -> None:
    bound = bound_of("strategic-ambiguity")
    found = several_limits(bound)
    answer = sharp_limit(bound)
    np.testing.assert_array_equal(found.probability[found.first[:-1]], answer.probability)
    part = BoundGame(
        bound.arrays, bound.cell[:, found.draw], bound.payoff[:, found.draw], bound.precision[:, found.draw]
    )
    assert verify(part, found.probability).gain.max() <= 1e-7
    assert (found.found >= 1).all()
    assert not found.complete
    assert (found.low <= found.high).all()


def test_game_without_hidden_moves_and_ties_has_one_sharp_equilibrium_for_certain() -> None:
    found = several_limits(bound_of("selected-reliability"))
    assert found.complete
    assert found.found.tolist() == [1] * N_DRAWS
    np.testing.assert_array_equal(found.low, found.high)


def test_finite_precision_is_refused_where_sharp_equilibria_are_asked_for() -> None:
    bound = bound_of("selected-reliability")
    logit = BoundGame(bound.arrays, bound.cell, bound.payoff, np.ones_like(bound.precision))
    with pytest.raises(StandoffError, match="S622"):
        several_limits(logit)


def test_every_way_of_breaking_a_tie_is_an_equilibrium_of_its_own() -> None:
    bound = bound_of("selected-reliability", n_draws=1)
    level = BoundGame(bound.arrays, bound.cell, 0.0 * bound.payoff, bound.precision)
    found = several_limits(level)
    assert found.status.tolist() == [DEGENERATE]
    assert found.found.tolist() == [3]  # the even split, and either option
    assert not found.complete
