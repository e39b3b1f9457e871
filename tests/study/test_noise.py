"""What an option that noise plays adds to a result: against a plain recount of every history."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.compiler import compile_scenario
from standoff.game import bind
from standoff.results.run.summary import ReadingSummary
from standoff.scenario import load_text
from standoff.solvers import solve
from standoff.study import Settings, run
from standoff.study.rows import numbers_of
from standoff.study.summaries.noise import Recount
from tests.compiler.oracle import Oracle
from tests.compiler.random_scenarios import random_scenario

AFTERWARDS = """
standoff: 1
title: Noise after the fact
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: {title: A}}
parameters:
  p: {draw: "uniform(0.4, 0.6)", set_by: assumed}
moves:
  war: {chance: {yes: p, no: rest}}
  parade: {by: a, options: [march, rest_home]}
payoffs:
  a: {g: 1 if parade == march}
endings: {fighting: war == yes, peace: otherwise}
measures: {m: P(war == yes), both: P(war == yes | parade == rest_home)}
conclusions: {c: m > 0.3}
play: {precision: 1}
"""
ELSEWHERE = AFTERWARDS.replace("g: 1 if parade == march", "g: 1 if parade == march and war == yes").replace(
    ", both: P(war == yes | parade == rest_home)", ""
)


def summary_of(text: str, folder: Path, **more: object) -> ReadingSummary:
    made = load_text(text)
    found = run(made, Settings(draws=100, seed=3, out=folder, workers=1, **more)).summary().readings
    return next(iter(found.values()))


@pytest.mark.parametrize("text", [AFTERWARDS, ELSEWHERE], ids=["after", "reads"])
def test_option_on_which_no_result_depends_adds_nothing(text: str, tmp_path: Path) -> None:
    (option,) = summary_of(text, tmp_path / "run").noise
    assert (option.option, option.played > 0.2) == ("rest_home", True)
    assert (option.endings, option.measures, option.conclusions) == ({}, {}, {})


def test_option_that_was_observed_is_compared_with_nothing(tmp_path: Path) -> None:
    found = summary_of(AFTERWARDS, tmp_path / "run", observed={"parade": "rest_home"})
    assert [(option.observed, option.endings) for option in found.noise] == [(True, {})]


def never(oracle: Oracle, move: str, option: str) -> dict[str, float]:
    """Endings where an option is never taken: its plays shared out over the others in proportion."""
    played = oracle.profile
    oracle.profile = {}
    for infoset, shares in played.items():
        kept = {o: 0.0 if o == option else p for o, p in shares.items()}
        whole = infoset[0] != move
        oracle.profile[infoset] = shares if whole else {o: p / sum(kept.values()) for o, p in kept.items()}
    found = oracle.endings()
    oracle.profile = played
    return found


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_what_an_option_adds_is_what_a_recount_of_all_histories_says(seed: int) -> None:
    """Any option of any move of random scenarios: guarded, hidden, simultaneous, wrongly believed."""
    scenario = load_text(random_scenario(seed, n_moves=4)).reading()
    compiled = compile_scenario(scenario)
    columns = numbers_of(compiled, seed=1, first=0, n_draws=1)
    bound = bind(compiled.game, columns, 1)
    recount = Recount(compiled, bound, solve(bound), columns)
    oracle = Oracle(scenario, {name: column[0] for name, column in columns.items()})
    oracle.solve()
    before = oracle.endings()
    arrays, labels = compiled.game.arrays, compiled.game.labels
    for move in scenario.moves.values():
        infosets = {
            int(arrays.infoset[node])
            for node in np.flatnonzero(arrays.infoset >= 0)
            if labels.node_move[node] == move.name
        }
        for k, option in enumerate(move.options if move.actor else ()):
            added = recount.added([((infoset, k),) for infoset in infosets])
            after = never(oracle, move.name, option)
            assert added is not None
            for name, chance in before.items():
                assert added.endings.get(name, 0.0) == pytest.approx(chance - after[name], abs=6e-4)
