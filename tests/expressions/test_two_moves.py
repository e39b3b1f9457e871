"""Two moves with named options compared with each other, against what each pair of choices means."""

from __future__ import annotations

import itertools

import pytest

from standoff.errors import ScenarioError
from standoff.expressions import Name, Scope, constant_of, read, settle

FIRST = ("low", "high", "none")
SECOND = ("high", "low", "walk")
SCOPE = Scope(
    {
        "first": Name("move", options=FIRST),
        "second": Name("move", options=SECOND),
        "third": Name("move", options=("second", "low")),
        "level": Name("move", options=("0", "1"), values=(0.0, 1.0)),
    }
)


@pytest.mark.parametrize("text", ["first == second", "second == first", "first != second", "second != first"])
def test_comparison_of_two_moves_is_of_names_and_false_where_either_is_skipped(text: str) -> None:
    expression = read(text, SCOPE, "truth")
    for a, b in itertools.product((*FIRST, None), (*SECOND, None)):
        made = a is not None and b is not None
        expected = made and ((a == b) is ("==" in text))
        assert constant_of(settle(expression, {"first": a, "second": b})) == float(expected), (a, b)


def test_option_with_the_name_of_a_move_stays_an_option() -> None:
    expression = read("third == second", SCOPE, "truth")
    assert constant_of(settle(expression, {"third": "second"})) == 1.0


@pytest.mark.parametrize("text", ["first < second", "first == level", "first in (second)"])
def test_comparison_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError, match=r"S31[34]"):
        read(text, SCOPE, "truth")
