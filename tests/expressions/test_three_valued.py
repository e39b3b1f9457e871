"""Three-valued truth: settled exactly where no value of what is undefined could change it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.expressions import Name, Scope, evaluate, read, three_valued

NAMES = ("a", "b", "c")
SCOPE = Scope({name: Name("parameter") for name in NAMES})
POSSIBLE = (-1.0, 0.0, 1.0)
SIGNS = (">=", "<", "==")
TESTS = st.sampled_from([f"{name} {sign} {n}" for name in NAMES for sign in SIGNS for n in (0, 1)])
CONDITIONS = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        inner.map(lambda one: f"not ({one})"),
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
    ),
    max_leaves=5,
)
VALUES = st.lists(st.sampled_from((*POSSIBLE, float("nan"))), min_size=3, max_size=3)


def told(text: str, values: list[float]) -> float:
    columns = {name: np.array([value]) for name, value in zip(NAMES, values, strict=True)}
    return float(three_valued(read(text, SCOPE), columns, 1)[0])


@given(CONDITIONS, VALUES)
@settings(max_examples=150, deadline=None)
def test_condition_that_is_settled_holds_whatever_the_undefined_numbers_are(
    text: str, values: list[float]
) -> None:
    found = told(text, values)
    if np.isnan(found):
        assert any(np.isnan(values))
        return
    open_ = [i for i, value in enumerate(values) if np.isnan(value)]
    for guess in itertools.product(POSSIBLE, repeat=len(open_)):
        full = list(values)
        for i, value in zip(open_, guess, strict=True):
            full[i] = value
        columns = {name: np.array([value]) for name, value in zip(NAMES, full, strict=True)}
        assert evaluate(read(text, SCOPE), columns, 1)[0] == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > 0 or b > 0", 1.0),
        ("b > 0 or a > 0", 1.0),
        ("b > 0 and c > 0", 0.0),
        ("not (b > 0)", np.nan),
        ("a > 0 and b > 0", np.nan),
        ("c > 0 or b > 0", np.nan),
        ("(1 if b > 0 else 1) == 1", 1.0),
        ("(1 if b > 0 else 2) == 1", np.nan),
        ("max(b, 3) > 0", np.nan),
        ("logistic(b) <= 2", np.nan),
        ("a / c > 0", np.nan),
        ("a > 0", 1.0),
    ],
)
def test_condition_with_one_undefined_number_is_settled_by_what_is_known(text: str, expected: float) -> None:
    np.testing.assert_equal(told(text, [1.0, float("nan"), 0.0]), expected)
