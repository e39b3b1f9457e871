"""What is read out changes no answer: the solved game to the byte, all other numbers to the last bit."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.compiler import Compiled, compile_scenario, expected_totals
from standoff.expressions import condition
from standoff.game import bind
from standoff.game.records import Floats
from standoff.library import names
from standoff.scenario import load, load_text
from standoff.scenario.records import Measure, Scenario
from standoff.solvers import solve
from standoff.study.folder import is_slow
from standoff.study.rows import prepare_reading, rows_of
from tests.compiler.random_scenarios import random_scenario
from tests.compiler.test_exactness import drawn

MORE = 26
DRAWS = 70  # more than one block of the counting kernel, the last one short
FEW = 6  # where each draw is followed to its limit alone


def with_more(text: str, seed: int, n: int = MORE) -> str:
    """The text with measures put before its own: of moves far apart, with and without conditions, payoffs."""
    scenario = load_text(text).reading()
    rng = random.Random(seed)

    def event() -> str:
        move = rng.choice(list(scenario.moves.values()))
        return f"{move.name} {rng.choice(('==', '!='))} {rng.choice(move.options)}"

    def whole() -> str:
        return f" {rng.choice(('and', 'or'))} ".join(event() for _ in range(rng.choice((1, 2, 3))))

    lines = []
    for k in range(n):
        given_ = rng.choice(("", f" | {event()}"))
        actor = rng.choice(list(scenario.payoffs))
        what = rng.choice((f"P({whole()}{given_})", f"E(payoff({actor}){given_})"))
        lines.append(f"  more_{k}: '{what}'")
    head, rest = text.split("\nmeasures:\n", 1)
    return "\n".join([head, "measures:", *lines, rest])


def assert_same_solved(one: Compiled, other: Compiled) -> None:
    for item in dataclasses.fields(one.game.arrays):
        mine, theirs = (getattr(c.game.arrays, item.name) for c in (one, other))
        if isinstance(mine, np.ndarray):
            assert mine.dtype == theirs.dtype, item.name
            assert mine.tobytes() == theirs.tobytes(), item.name
        else:
            assert mine == theirs, item.name
    assert one.game.labels == other.game.labels
    assert one.game.cells == other.game.cells


def assert_same_numbers(one: Compiled, other: Compiled) -> None:
    """All columns of the first stand in the second, equal to the last bit."""
    n_draws = FEW if is_slow(one) else DRAWS
    mine, theirs = (
        rows_of(prepare_reading(c), seed=2, chunk=64, first=0, n_draws=n_draws) for c in (one, other)
    )
    for name in mine.columns:
        assert mine[name].equals(theirs[name], null_equal=True), name


def results(compiled: Compiled, numbers: Mapping[str, Floats]) -> dict[str, Floats]:
    """Endings, measures and values of some draws, as numerators and denominators."""
    n = len(next(iter(numbers.values())))
    bound = bind(compiled.game, numbers, n)
    item = expected_totals(compiled, bound, numbers, solve(bound).probability)
    found = {}
    for group in ("endings", "measures", "values"):
        for name, ratio in getattr(compiled, group).items():
            found[name] = item[:, ratio.numerator]
            if ratio.denominator is not None:
                found[f"{name} given"] = item[:, ratio.denominator]
    return found


def halved(scenario: Scenario) -> Scenario:
    """Without every other measure, and without the conclusions, which name measures."""
    kept: dict[str, Measure] = dict(list(scenario.measures.items())[::2])
    return dataclasses.replace(scenario, measures=kept, conclusions={})


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_random_scenario_with_more_measures_has_the_same_answer(seed: int) -> None:
    text = random_scenario(seed)
    few, many = (compile_scenario(load_text(t).reading()) for t in (text, with_more(text, seed)))
    assert len(many.measures) == len(few.measures) + MORE
    assert_same_solved(few, many)
    assert_same_numbers(few, many)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_measures_that_the_solved_game_cannot_tell_apart_are_counted_exactly(seed: int) -> None:
    scenario = load_text(with_more(random_scenario(seed), seed)).reading()
    numbers = drawn(scenario, 5)
    merged, plain = (results(compile_scenario(scenario, merge=m), numbers) for m in (True, False))
    for name, values in plain.items():
        np.testing.assert_allclose(merged[name], values, atol=1e-7, err_msg=f"{name} of seed {seed}")


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_what_was_observed_leaves_measures_exact_and_alone(seed: int) -> None:
    text = random_scenario(seed)
    scenario = load_text(text).reading()
    seen = {"m0": scenario.moves["m0"].options[0]}
    few, many = (
        compile_scenario(load_text(t).reading(), observed=seen) for t in (text, with_more(text, seed))
    )
    assert_same_solved(few, many)
    assert_same_numbers(few, many)
    plain = compile_scenario(load_text(with_more(text, seed)).reading(), observed=seen, merge=False)
    numbers = drawn(scenario, 5)
    want = results(plain, numbers)
    for name, values in results(many, numbers).items():
        np.testing.assert_allclose(values, want[name], atol=1e-7, err_msg=f"{name} of seed {seed}")


@pytest.mark.parametrize("name", names())
def test_library_scenario_with_half_its_measures_has_the_same_answer(name: str) -> None:
    scenario: Any = load(name).reading()
    whole = compile_scenario(dataclasses.replace(scenario, conclusions={}))
    half = compile_scenario(halved(scenario))
    assert_same_solved(half, whole)
    if half.game.arrays.n_nodes < 600:
        assert_same_numbers(half, whole)


def test_flagship_with_more_measures_keeps_its_game_and_its_numbers() -> None:
    scenario = load("nato-ukraine-2024").reading()
    first = next(iter(scenario.measures.values()))
    moves = [move for move in scenario.moves.values() if not move.off]
    more = dict(scenario.measures)
    rng = random.Random(7)
    for k in range(MORE):
        one, other = rng.sample(moves, 2)
        more[f"more_{k}"] = dataclasses.replace(
            first,
            name=f"more_{k}",
            kind="P",
            what=condition(one.name, (rng.choice(one.options),)),
            given=condition(other.name, (rng.choice(other.options),)),
        )
    few, many = compile_scenario(scenario), compile_scenario(dataclasses.replace(scenario, measures=more))
    assert many.count.carried.n_nodes > 0  # some depend on more than the graph tells apart
    assert_same_solved(few, many)
    assert_same_numbers(few, many)
