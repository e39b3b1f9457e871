"""The numbers of formulas: which of them somebody made up, and which are structure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.expressions import literals

SHARES, GRIDS = frozenset({"p", "q"}), frozenset({"level"})


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("-10 if help == abandon", [-10]),
        ("4 if f == x", [4]),
        ("(0 - 4) if f == y", [0, 4]),
        ("1 if f == x and c == u", [1]),
        ("-2 * (f == x)", [-2]),
        ("cost * -0.5", [-0.5]),
        ("cost if f == x else 0", []),
        ("5 * (1 if f == x else 0)", [5]),
        ("5 if f == x else 3 if f == y else -1", [5, 3, -1]),
        ("cost ** 2 + 2 * cost", [2]),
        ("3 if level >= 50", [3]),
        ("3 if level in (10, 50)", [3]),
        ("3 if cost >= 50", [3, 50]),
        ("3 if cost > 0", [3]),
        ("(1 - p * q) * cost", []),
        ("1 - (f == x)", []),
        ("1 - cost", [1]),
        ("1 - 0.3", [1, 0.3]),
        ("0 - cost", []),
        ("-1 * cost", []),
        ("1 / months", []),
        ("p / (1 + p)", []),
        ("cost / (2 + cost)", [2]),
        ("cost + 1", [1]),
        ("clip(cost, 0, 0.95)", [0.95]),
        ("max(0, cost - 3)", [3]),
        ("hazard(1, 2031-01-01, 2031-05-01)", [1]),
        ("1e-3 * cost", [0.001]),
        ("7", [7]),
        ("cost", []),
    ],
)
def test_numbers_of_a_formula_are_those_that_somebody_made_up(text: str, values: list[float]) -> None:
    assert [one.value for one in literals(text, shares=SHARES, grids=GRIDS)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [("0", []), ("1", []), ("0.4", [0.4]), ("0 if f == x else 1", []), ("0.9 if f == x else 1 - s", [0.9])],
)
def test_certain_chances_are_no_numbers(text: str, values: list[float]) -> None:
    assert [one.value for one in literals(text, chance=True)] == values


@given(st.lists(st.floats(1.5, 1e6), min_size=1, max_size=6), st.booleans())
def test_every_number_is_found_once_at_its_place(numbers: list[float], negative: bool) -> None:
    sign = "-" if negative else ""
    text = " + ".join(f"({sign}{value!r} if f == x{i})" for i, value in enumerate(numbers))
    found = literals(text)
    assert [abs(one.value) for one in found] == numbers
    assert [float(text[one.start : one.end]) for one in found] == [one.value for one in found]
