"""Bounds of expressions hold for every value within the ranges, and are the value where all is known."""

from __future__ import annotations

import random

import numpy as np
import pytest

from standoff.errors import ScenarioError
from standoff.expressions import Name, Range, Scope, bounds, evaluate, point, read

NAMES = ("a", "b", "c")
SCOPE = Scope(
    {**{name: Name("parameter") for name in NAMES}, "m": Name("move", options=("x", "y"))}
    | {"g": Name("move", options=("0", "2"), values=(0.0, 2.0))}
)
# single values, across zero, at zero, tiny, huge, equal ends
RANGES = (
    (0.0, 1.0),
    (-1.0, 1.0),
    (-2.0, -0.5),
    (0.0, 0.0),
    (3.0, 3.0),
    (1e-9, 2e-9),
    (1e6, 1e8),
    (-1e9, 1e9),
)
ONE = (
    "-{}",
    "abs({})",
    "exp({})",
    "log({})",
    "sqrt({})",
    "logistic({})",
    "({}) ** 2",
    "({}) ** 3",
    "({}) ** -1",
)
TWO = (
    "({}) + ({})",
    "({}) - ({})",
    "({}) * ({})",
    "({}) / ({})",
    "min({}, {})",
    "max({}, {})",
    "({}) ** ({})",
)
TWO += (
    "clip({}, -1, {})",
    "({}) if ({}) > 0 else 2",
    "1 if {} < {}",
    "1 if {} <= {}",
    "1 if {} == {}",
    "1 if {} != {}",
)
TWO += ("1 if not ({} < {})", "1 if {} > 0 and {} > 0", "1 if {} > 0 or {} < 0.5")
DATED = (
    "hazard({}, 2031-01-01, 2031-01-01 + ({}))",
    "share_before(2031-01-01 + ({}), 2031-01-01 + ({}), 2031-03-01)",
)


def _formula(source: random.Random, depth: int) -> str:
    if depth == 0:
        return source.choice((*NAMES, "0", "2", "0.5"))
    if source.random() < 0.3:
        return source.choice(ONE).format(_formula(source, depth - 1))
    form = source.choice(TWO + DATED)
    return form.format(_formula(source, depth - 1), _formula(source, depth - 1))


def _read(source: random.Random):  # type: ignore[no-untyped-def]
    while True:
        text = _formula(source, source.randint(1, 3))
        try:
            return read(text, SCOPE)
        except ScenarioError:
            continue  # a constant part that divides by 0


@pytest.mark.parametrize("seed", range(4))
def test_bounds_of_random_formulas_hold_for_every_value(seed: int) -> None:
    source, rng = random.Random(seed), np.random.default_rng(seed)
    for _ in range(300):
        formula = _read(source)
        ranges = {name: source.choice(RANGES) for name in NAMES}
        inside = {name: rng.uniform(*ends, 60) for name, ends in ranges.items()}
        for name, ends in ranges.items():
            inside[name][:2] = ends
        columns = {name: Range(np.array([low]), np.array([high])) for name, (low, high) in ranges.items()}
        found = bounds(formula, columns)
        value = evaluate(formula, inside, 60)
        real = np.isfinite(value)
        room = 1e-9 * np.maximum(1.0, np.abs(value[real]))
        assert (value[real] >= found.low - room).all(), (formula.text, ranges)
        assert (value[real] <= found.high + room).all(), (formula.text, ranges)


@pytest.mark.parametrize("seed", range(2))
def test_bounds_of_single_values_are_the_value(seed: int) -> None:
    source, rng, checked = random.Random(100 + seed), np.random.default_rng(seed), 0
    for _ in range(300):
        formula = _read(source)
        drawn = {name: rng.choice([0.0, 1.0, -1.0, 0.3, 1e-9, 1e6], 40) for name in NAMES}
        found = bounds(formula, {name: point(values) for name, values in drawn.items()})
        value = evaluate(formula, drawn, 40)
        low, high = (np.broadcast_to(end, (40,)) for end in (found.low, found.high))
        real = np.isfinite(value)
        room = 1e-12 * np.maximum(1.0, np.abs(value[real]))
        assert (low[real] <= value[real] + room).all(), formula.text
        assert (high[real] >= value[real] - room).all(), formula.text
        if not any(sign in formula.text for sign in ("/", "**", "log", "sqrt")):  # nothing undefined inside
            checked += 1
            np.testing.assert_allclose(low[real], high[real], rtol=1e-12, err_msg=formula.text)
    assert checked > 50


def test_bounds_of_open_moves_hold_for_each_option() -> None:
    found = bounds(read("a * (m == x) + g", SCOPE), {"a": Range(np.array([-3.0]), np.array([4.0]))})
    assert (found.low.tolist(), found.high.tolist()) == ([-3.0], [6.0])


def test_bounds_of_an_unknown_name_are_open() -> None:
    found = bounds(read("a", SCOPE), {})
    assert (found.low.tolist(), found.high.tolist()) == ([-np.inf], [np.inf])
