"""Merging changes no number: merged game, unmerged game and a plain second reading agree."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from standoff.compiler import compile_scenario, expected_totals, size_of
from standoff.draws import derive, table
from standoff.game import SOLVED, bind, check_chance
from standoff.scenario import load, load_text
from standoff.solvers import solve
from tests.compiler.oracle import Oracle
from tests.compiler.random_scenarios import random_scenario

TIMES = 8  # about 1 to 2 measured; work that grew with the square of the histories would cost 12 and more
TOY = Path(__file__).parents[1] / "scenario" / "toy.yaml"


def drawn(scenario, n_draws: int, seed: int = 1):
    """The parameters of the first draws."""
    known = {n: p.draw for n, p in scenario.parameters.items() if p.draw is not None}
    found = table(known, scenario.correlations, seed=seed, first=0, n=n_draws)
    return derive(found, {n: p.derived for n, p in scenario.parameters.items() if p.derived is not None})


def solved(scenario, n_draws: int = 8, *, merge: bool = True, observed=None, seed: int = 1):
    """Results of the first draws: {name: float64[draw]}, with the compiled game and the columns."""
    compiled = compile_scenario(scenario, merge=merge, observed=observed)
    numbers = drawn(scenario, n_draws, seed)
    bound = bind(compiled.game, numbers, n_draws)
    check_chance(compiled.game, bound)
    solution = solve(bound)
    assert (solution.status == SOLVED).all()
    item = expected_totals(compiled, bound, numbers, solution.probability)
    found = {}
    for group in ("endings", "measures", "values"):
        for name, ratio in getattr(compiled, group).items():
            below = 1.0 if ratio.denominator is None else item[:, ratio.denominator]
            found[name] = item[:, ratio.numerator] / np.where(below == 0, np.nan, below)
    found.update(zip([f"own {p}" for p in compiled.game.labels.player], solution.value.T, strict=True))
    return found, compiled, numbers


@pytest.mark.parametrize("reading", ["as_written", "sceptic"])
def test_toy_merged_equals_plain_second_reading(reading):
    scenario = load(TOY).reading(reading)
    found, _, numbers = solved(scenario, 3)
    for draw in range(3):
        oracle = Oracle(scenario, {n: c[draw] for n, c in numbers.items()})
        oracle.solve()
        for name, chance in oracle.endings().items():
            assert found[name][draw] == pytest.approx(chance, abs=1e-8)
        attacked = oracle.chance_of(lambda h: h["challenge"] == "attack")
        fought = oracle.chance_of(lambda h: h["help"] == "fight")
        assert found["help_if_attacked"][draw] == pytest.approx(fought / attacked, abs=1e-8)
        for actor in ("attacker", "protege", "guarantor"):
            assert found[actor][draw] == pytest.approx(oracle.true_value(actor), abs=1e-8)
        assert found["own attacker"][draw] == pytest.approx(oracle.value("attacker"), abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_random_scenario_merged_equals_unmerged(seed):
    scenario = load_text(random_scenario(seed)).reading()
    merged, small, _ = solved(scenario)
    plain, large, _ = solved(scenario, merge=False)
    assert size_of(small)["nodes"] <= size_of(large)["nodes"]
    for name, values in plain.items():
        np.testing.assert_allclose(merged[name], values, atol=1e-7, err_msg=f"{name} of seed {seed}")


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_random_scenario_equals_plain_second_reading(seed):
    scenario = load_text(random_scenario(seed, n_moves=4)).reading()
    found, _, numbers = solved(scenario, 1)
    oracle = Oracle(scenario, {n: c[0] for n, c in numbers.items()})
    oracle.solve()
    for name, chance in oracle.endings().items():
        assert found[name][0] == pytest.approx(chance, abs=1e-7)
    for actor in scenario.payoffs:
        assert found[actor][0] == pytest.approx(oracle.true_value(actor), abs=1e-7)


def test_observed_move_conditions_every_result():
    scenario = load(TOY).reading()
    found, compiled, numbers = solved(scenario, 3, observed={"challenge": "attack"})
    for draw in range(3):
        oracle = Oracle(scenario, {n: c[draw] for n, c in numbers.items()})
        oracle.solve()
        seen = oracle.chance_of(lambda h: h["challenge"] == "attack")
        war = oracle.chance_of(lambda h: h["widen"] == "wider")
        assert found["wider_war"][draw] == pytest.approx(war / seen, abs=1e-8)
        assert found["quiet"][draw] == 0.0
    assert compiled.observed is not None


def agreeing(oracle, seen):
    """The histories in which all that was seen happened, with their probabilities."""
    histories = oracle._terminals(oracle.root, 1.0)
    return [(h, p) for h, p in histories if all(h[move] == option for move, option in seen.items())]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000), data=st.data())
def test_any_move_observed_conditions_every_result_as_a_plain_second_reading_does(seed, data):
    """Early moves, late ones, guarded ones that are skipped, and two at once."""
    scenario = load_text(random_scenario(seed, n_moves=4)).reading()
    names = data.draw(st.lists(st.sampled_from(list(scenario.moves)), min_size=1, max_size=2, unique=True))
    seen = {name: data.draw(st.sampled_from(scenario.moves[name].options)) for name in names}
    _, _, numbers = solved(scenario, 1)
    oracle = Oracle(scenario, {n: c[0] for n, c in numbers.items()})
    oracle.solve()
    kept = agreeing(oracle, seen)
    chance = sum(p for _, p in kept)
    assume(chance > 1e-9)
    found, _, _ = solved(scenario, 1, observed=seen)
    for name in scenario.endings:
        want = sum(p for h, p in kept if oracle._ending(h) == name) / chance
        assert found[name][0] == pytest.approx(want, abs=1e-6)
    for actor in scenario.payoffs:
        want = sum(p * oracle.payoff(actor, h) for h, p in kept) / chance
        assert found[actor][0] == pytest.approx(want, abs=1e-6)


def test_late_move_of_the_flagship_is_observed_on_the_same_nodes_as_nothing():
    """Once it took the graph to hundreds of thousands of nodes: every history was kept to the last move."""
    scenario = load("nato-ukraine-2024").reading()
    plain, seen = (compile_scenario(scenario, observed=o) for o in (None, {"brink.finding[2]": "found"}))
    assert seen.count.game.arrays.n_nodes == plain.count.game.arrays.n_nodes
    assert seen.count.contradicts.any()


def test_fixed_move_is_made_and_known():
    scenario = load(TOY).with_fixed({"challenge": "attack"}).reading()
    found, compiled, _ = solved(scenario, 3)
    assert "attacker" not in compiled.game.labels.player
    np.testing.assert_array_equal(found["quiet"], np.zeros(3))
    np.testing.assert_allclose(found["wider_war"] + found["defended"] + found["abandoned"], np.ones(3))


def test_chance_move_that_is_not_always_made_can_be_fixed():
    scenario = load(TOY).with_fixed({"widen": "wider"}).reading()
    assert scenario.moves["widen"].when is not None
    found, _, _ = solved(scenario, 3)
    np.testing.assert_array_equal(found["defended"], np.zeros(3))
    assert (found["wider_war"] > 0).all()


def cost_of_compiling(seed, n_moves, *, merge):
    """CPU seconds a history, and how many histories there are."""
    scenario = load_text(random_scenario(seed, n_moves=n_moves)).reading()
    start = time.process_time()
    compiled = compile_scenario(scenario, merge=merge)
    spent, histories = time.process_time() - start, size_of(compiled)["histories"]
    return spent / histories, histories


@pytest.mark.parametrize(("seed", "merge"), [(1, False), (2, False), (5, True)])
def test_game_of_ten_thousand_terminals_costs_a_history_what_a_small_one_costs(seed, merge):
    """Measured beside a game of four moves less, not by a clock that other work slows down."""
    small, _ = cost_of_compiling(seed, 9, merge=merge)
    large, histories = cost_of_compiling(seed, 13, merge=merge)
    assert histories >= 10_000
    assert large < TIMES * small, f"{large * 1e6:.0f} microseconds a history beside {small * 1e6:.0f}"
