"""Sharp play of scenarios with hidden types: what it costs beside logit play at a high precision."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from standoff import scenario
from standoff.game import bind
from standoff.game.records import BoundGame, Solution
from standoff.solvers import Plan, sharp_limit, solve
from standoff.solvers.path.equations import payoff_range
from standoff.study.rows import numbers_of, prepare_reading
from standoff.study.runs import compile_reading

NAMES = ("tying-hands", "brinkmanship-private-resolve", "audience-costs-private")
HIGH = 256.0  # precision x payoff range
DRAWS = 12
TIMES = 40.0


def drawn(name: str, first: int, n_draws: int) -> tuple[BoundGame, Plan]:
    loaded = scenario.load(name)
    game = compile_reading(loaded.with_play("sharp"), loaded.base, {})
    return bind(game.game, numbers_of(game, seed=0, first=first, n_draws=n_draws), n_draws), prepare_reading(
        game
    ).plan


def seconds(solver: Callable[..., Solution], bound: BoundGame, plan: Plan) -> float:
    began = time.process_time()
    solver(bound, plan=plan)
    return time.process_time() - began


def finite(bound: BoundGame) -> BoundGame:
    unit = payoff_range(bound.arrays, bound.payoff)[0].max(axis=0)
    precision = np.ascontiguousarray(np.broadcast_to(HIGH / unit, bound.precision.shape))
    return BoundGame(bound.arrays, bound.cell, bound.payoff, precision)


def test_sharp_play_of_hidden_types_costs_a_few_dozen_times_logit_play() -> None:
    """It was about 90 times as much when lost draws were followed alone at every start."""
    sharp = logit = 0.0
    for name in NAMES:
        few, plan = drawn(name, DRAWS, 1)
        seconds(sharp_limit, few, plan), seconds(solve, finite(few), plan)
        bound, _ = drawn(name, 0, DRAWS)
        sharp += seconds(sharp_limit, bound, plan)
        logit += seconds(solve, finite(bound), plan)
    assert sharp <= TIMES * logit, f"{sharp:.2f} s against {logit:.2f} s"
