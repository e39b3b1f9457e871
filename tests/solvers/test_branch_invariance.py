"""What must not change an answer: labels, order on the page, further measures, neighbours in a pack.

Tried on the families of `families` (mixed, near-symmetric, signalling, merged graphs) with relabelled
players and reversed options, and on scenarios rewritten as text: of the library, random ones, and ones in
which all move at once, alike up to noise. The full size is `python bench/invariance.py`.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from standoff.game.records import SOLVED
from standoff.solvers import solve
from tests.compiler.random_scenarios import random_scenario
from tests.solvers.families import FAMILIES, at_precision, one_draw
from tests.solvers.relabelling import relabelled
from tests.solvers.rewriting import REWRITINGS, farthest, opened, results, shipped, written
from tests.solvers.tracer import trace

SAME = 1e-9
WORST = 1e-12  # times 1 / the smallest |eigenvalue| of I - J near the branch
SHIPPED = ("audience-costs-private", "brinkmanship-private-resolve")


def room(bound, draw: int) -> float:
    """How far an answer may move: more where the branch is nearly singular."""
    return max(SAME, WORST / max(1e-12, float(trace(bound, draw).smallest[0])))


@cache
def as_written(name: str, reading: str) -> dict[str, np.ndarray]:
    """The results of a reading of a shipped scenario."""
    return results(opened(shipped(name)), reading)


@pytest.mark.parametrize("family", ["mixed", "signalling", "merged"])
@pytest.mark.parametrize("precision", [1.0, 16.0])
def test_relabelled_players_and_reversed_options_play_alike(family: str, precision: float) -> None:
    for seed in range(12):
        bound = at_precision(FAMILIES[family](seed).bound, precision)
        players = np.random.default_rng(seed).permutation(bound.arrays.n_players)
        other = relabelled(bound, players)
        one, two = solve(bound), solve(other.bound)
        assert np.array_equal(one.status, two.status), f"{family} {seed}"
        for draw in np.flatnonzero(one.status == SOLVED):
            away = np.abs(one.probability[draw] - two.probability[draw][other.action]).max(initial=0.0)
            assert away <= room(bound, draw), f"{family} {seed}, draw {draw}"


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("precision", [1.0, 16.0])
def test_draw_alone_or_among_other_neighbours_plays_alike(family: str, precision: float) -> None:
    for seed in range(8):
        bound = at_precision(FAMILIES[family](seed).bound, precision)
        together = solve(bound)
        for draw in range(bound.n_draws):
            alone = solve(one_draw(bound, draw))
            assert alone.status[0] == together.status[draw]
            np.testing.assert_allclose(alone.probability[0], together.probability[draw], atol=1e-12)


@pytest.mark.parametrize("rewriting", REWRITINGS, ids=lambda r: r.name)
def test_rewritten_library_scenario_has_the_same_endings_and_measures(rewriting) -> None:
    tried = 0
    for name in SHIPPED:
        texts = shipped(name)
        other = rewriting.apply(texts)
        if other is None:
            continue
        assert other != texts
        plain, again = opened(texts), opened(other)
        for reading in plain.readings:
            away = farthest(as_written(name, reading), results(again, reading))
            assert away <= SAME, f"{name} {reading}"
            tried += 1
    assert tried >= 3


@pytest.mark.parametrize("rewriting", REWRITINGS, ids=lambda r: r.name)
def test_rewritten_random_scenario_has_the_same_endings_and_measures(rewriting) -> None:
    for seed in range(8):
        texts = written(random_scenario(seed))
        other = rewriting.apply(texts)
        if other is not None:
            away = farthest(results(opened(texts), None), results(opened(other), None))
            assert away <= SAME, seed


def test_library_draws_alone_are_those_of_the_batch() -> None:
    for name in SHIPPED:
        scenario = opened(shipped(name))
        together = results(scenario, None, n_draws=3)
        for draw in range(3):
            alone = results(scenario, None, first=draw, n_draws=1, chunk=1)
            for key, values in together.items():
                np.testing.assert_allclose(alone[key][0], values[draw], atol=1e-12)
