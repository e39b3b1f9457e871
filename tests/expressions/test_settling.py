"""Settling by moves agrees with plain evaluation, step by step or at once; keys stand for values."""

from __future__ import annotations

import warnings
from dataclasses import replace as with_root

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.expressions import (
    Name,
    Scope,
    both,
    condition,
    constant,
    constant_of,
    endings_of,
    evaluate,
    evaluate_all,
    key,
    moves_of,
    names_of,
    nodes,
    opposite,
    parse,
    read,
    replace,
    settle,
    truth_of,
)

MOVES = {"m": ("x", "y"), "n": ("x", "y", "z"), "g": ("g0", "g1", "g2")}
GRID = {"g0": 0.0, "g1": 0.5, "g2": 1.0}
SCOPE = Scope(
    {
        "m": Name("move", options=MOVES["m"]),
        "n": Name("move", options=MOVES["n"]),
        "g": Name("move", options=MOVES["g"], values=tuple(GRID.values())),
        "a": Name("parameter"),
        "b": Name("parameter"),
    }
)
COLUMNS = {"a": np.array([0.5, 2.0, -3.0]), "b": np.array([1.0, 0.25, 7.0])}


class Choice:
    """A move's option in Python's own evaluation; a skipped move equals nothing and is unequal to nothing."""

    def __init__(self, option: str | None) -> None:
        self.option = option

    def __eq__(self, other: object) -> bool:
        return self.option is not None and self.option == other

    def __ne__(self, other: object) -> bool:
        return self.option is not None and self.option != other

    __hash__ = None  # type: ignore[assignment]


def by_python(text: str, moves: dict[str, str | None], draw: int) -> float:
    values: dict[str, object] = {name: Choice(option) for name, option in moves.items() if name != "g"}
    option = moves["g"]
    values["g"] = 0.0 if option is None else GRID[option]
    values |= {name: float(column[draw]) for name, column in COLUMNS.items()}
    values |= {option: option for option in MOVES["n"]}
    values["made"] = lambda move: getattr(move, "option", None) is not None
    return float(eval(text, {"__builtins__": {}}, values))


LEAVES = ["m == x", "m != x", "n == x", "n != y", "made(n)", "a < b", "not made(m)", "a + g > b"]
truths = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        inner.map(lambda x: f"(not {x})"),
    ),
    max_leaves=6,
)
formulas = st.recursive(
    st.one_of(st.sampled_from(["a", "b", "g", "1", "0", "2.5"]), truths.map(lambda x: f"({x})")),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(inner, truths, inner).map(lambda p: f"({p[0]} if {p[1]} else {p[2]})"),
        inner.map(lambda x: f"(-{x})"),
    ),
    max_leaves=8,
)
choices = st.fixed_dictionaries({m: st.sampled_from([*options, None]) for m, options in MOVES.items()})


@settings(max_examples=300, deadline=None)
@given(formulas, choices, st.permutations(list(MOVES)))
def test_settle_in_any_order_agrees_with_python(
    text: str, moves: dict[str, str | None], order: list[str]
) -> None:
    whole = read(text, SCOPE)
    at_once = settle(whole, moves)
    step = whole
    for move in order:
        step = settle(step, {move: moves[move]})
        assert move not in moves_of(step)
    assert moves_of(at_once) == ()
    expected = [by_python(text, moves, draw) for draw in range(3)]
    assert evaluate(at_once, COLUMNS, 3) == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert evaluate(step, COLUMNS, 3) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@settings(max_examples=200, deadline=None)
@given(formulas, formulas)
def test_key_of_swapped_sums_and_products_is_the_same(left: str, right: str) -> None:
    for sign in "+*":
        assert key(read(f"{left} {sign} {right}", SCOPE)) == key(read(f"{right} {sign} {left}", SCOPE))


def test_expressions_with_the_same_meaning_are_equal_and_hash_alike() -> None:
    first, second = read("a + (b if m == x)", SCOPE), read("(b if x == m else 0) + a", SCOPE)
    assert first == second
    assert len({first, second}) == 1


def test_settle_keeps_what_is_not_known() -> None:
    expression = settle(read("a if m == x and n == y else b", SCOPE), {"m": "x"})
    assert moves_of(expression) == ("n",)
    assert key(expression) == "(a if n=y else b)"
    assert names_of(expression) == ("a", "b")


def test_settle_of_a_skipped_move_makes_every_comparison_false() -> None:
    for text in ("m == x", "m != x", "m in (x, y)", "m not in (x, y)", "made(m)"):
        assert truth_of(settle(read(text, SCOPE, "truth"), {"m": None})) is False
    for text in ("g >= 0", "g == 0", "g < 1", "g != 1", "g <= a"):
        assert truth_of(settle(read(text, SCOPE, "truth"), {"g": None})) is False
    assert constant_of(settle(read("3 * g + 1", SCOPE), {"g": None})) == 1.0


def test_settle_of_an_option_that_is_not_on_the_grid_is_refused() -> None:
    with pytest.raises(KeyError, match="grid move `g`"):
        settle(read("2 * g", SCOPE), {"g": "g9"})


def test_settle_of_an_unresolved_expression_is_refused() -> None:
    with pytest.raises(TypeError, match="not resolved"):
        settle(parse("a + b", None), {})


def test_replace_puts_terms_endings_and_columns_in_place() -> None:
    scope = Scope(
        {**SCOPE.names, "war": Name("ending")},
        allowed=frozenset({"parameter", "move", "ending"}),
        payoffs={"us": ("t", "u")},
    )
    expression = read("payoff(us) + payoff(us, t) + (war) * a", scope)
    terms = {"us": {"t": read("a if m == x", SCOPE), "u": read("b", SCOPE)}}
    done = replace(
        expression, columns={"a": constant(2.0)}, endings={"war": condition("m", ("x",))}, payoffs=terms
    )
    assert endings_of(expression) == ("war",)
    assert endings_of(done) == ()
    assert evaluate(settle(done, {"m": "x"}), COLUMNS, 3) == pytest.approx(
        COLUMNS["a"] * 2 + COLUMNS["b"] + 2
    )


def test_conditions_built_without_text_combine() -> None:
    built = both(condition("m", ("x",)), opposite(condition("n", ("y", "z"))))
    assert key(built) == key(read("m == x and not n in (y, z)", SCOPE, "truth"))


def test_evaluate_of_values_that_are_not_finite_returns_them_without_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = evaluate(read("log(a) + 1 / (a - 0.5)", SCOPE), COLUMNS, 3)
    assert np.isinf(values[0])
    assert np.isfinite(values[1])
    assert np.isnan(values[2])


def test_evaluate_never_returns_or_changes_a_column() -> None:
    column = np.array([1.0, 2.0, 3.0])
    values = evaluate(read("a", SCOPE), {"a": column}, 3)
    values[:] = 0.0
    assert column.tolist() == [1.0, 2.0, 3.0]


def test_evaluate_of_wrong_columns_is_refused() -> None:
    with pytest.raises(KeyError, match="`b`"):
        evaluate(read("b", SCOPE), {}, 3)
    with pytest.raises(ValueError, match="shape"):
        evaluate(read("a", SCOPE), {"a": np.zeros(2)}, 3)
    with pytest.raises(KeyError, match="still open"):
        evaluate(read("a if m == x", SCOPE), COLUMNS, 3)


@settings(max_examples=50, deadline=None)
@given(st.lists(formulas, min_size=1, max_size=5), choices)
def test_evaluate_all_agrees_with_one_by_one(texts: list[str], moves: dict[str, str | None]) -> None:
    expressions = [settle(read(text, SCOPE), moves) for text in texts]
    together = evaluate_all(expressions, COLUMNS, 3)
    apart = [evaluate(expression, COLUMNS, 3) for expression in expressions]
    assert np.array_equal(together, np.stack(apart))


def test_output_that_reads_fewer_moves_in_another_reading_is_settled_as_its_own() -> None:
    """Both orders: what is remembered of the first would be given for the second."""
    for process, order in (("one", (("m",), ())), ("two", ((), ("m",)))):
        for reads in order:
            hold = nodes.output(process, "hold", "", (), [(move, move) for move in reads])
            root = nodes.product([nodes.chose("k", ["x"]), hold])
            found = settle(with_root(constant(1.0), root=root), {"k": "x"})
            assert tuple(moves_of(found)) == tuple(reads)
