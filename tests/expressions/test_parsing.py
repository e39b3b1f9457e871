"""Texts that are expressions mean what Python would mean; texts that are not are refused, at once."""

from __future__ import annotations

import math
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import ScenarioError, Span
from standoff.expressions import Name, Scope, constant_of, evaluate, parse, read
from standoff.expressions.tokens import MAX_CHARACTERS

ORDINARY = " + ".join(f"a{i} * 2" for i in range(120))  # nearly as many parts as an expression may have
TIMES = 100  # what a hostile text may cost beside it, in the same minute; most cost less than it

HOSTILE = [
    ("", "S301"),
    ("   ", "S301"),
    ("1 + " * 600 + "1", "S301"),
    ("__import__('os').system('true')", "S302"),
    ("__import__", "S302"),
    ("().__class__", "S302"),
    ("x.__class__", "S302"),
    ("a[0]", "S302"),
    ("[1, 2]", "S302"),
    ("{1: 2}", "S302"),
    ("lambda: 1", "S302"),
    ("lambda x", "S303"),
    ("[x for x in y]", "S302"),
    ("(x for x in y)", "S303"),
    ("'text'", "S302"),
    ('"text"', "S302"),
    ("f'{x}'", "S302"),
    ("min(a, key=b)", "S302"),
    ("(x := 1)", "S302"),
    ("x = 1", "S302"),
    ("a & b", "S302"),
    ("a | b", "S302"),
    ("a ^ b", "S302"),
    ("~a", "S302"),
    ("a << 2", "S302"),
    ("a >> 2", "S302"),
    ("a // 2", "S302"),
    ("a % 2", "S302"),
    ("a @ b", "S302"),
    ("a is b", "S303"),
    ("*a", "S303"),
    ("min(*a)", "S303"),
    ("**a", "S303"),
    ("1j", "S305"),
    ("0x10", "S305"),
    ("1e", "S305"),
    ("1e999", "S305"),
    ("1" * 60, "S305"),
    ("007", "S305"),
    ("1__0", "S305"),
    ("1.2.3", "S305"),
    ("2024-02-31", "S306"),
    ("2024-5-1", "S306"),
    ("2024-13-01", "S306"),
    ("(" * 1000 + "1" + ")" * 999, "S307"),
    ("(" * 41 + "1" + ")" * 41, "S307"),
    ("-" * 1000 + "1", "S307"),
    ("not " * 300 + "a", "S307"),
    ("2**" * 300 + "2", "S307"),
    ("a+" * 600 + "a", "S307"),
    ("min(" * 100 + "1", "S307"),
    ("Upper", "S302"),
    ("_hidden", "S302"),
    ("na\u0457ve", "S302"),
    ("\uff41 + 1", "S302"),
    ("a \u2212 b", "S302"),
    ("a \u2265 b", "S302"),
    ("a\u200b", "S302"),
    ("a\x00b", "S302"),
    ("a; b", "S302"),
    ("a\\\nb", "S302"),
    ("a # comment", "S302"),
    ("a b", "S303"),
    ("a +", "S303"),
    ("* a", "S303"),
    ("(a", "S303"),
    ("a)", "S303"),
    ("()", "S303"),
    ("a if", "S303"),
    ("a if b if c", "S303"),
    ("a else b", "S303"),
    ("if a", "S303"),
    ("a, b", "S303"),
    ("a in b", "S303"),
    ("a in ()", "S303"),
    ("a not b", "S303"),
    ("a = = b", "S302"),
    ("a && b", "S302"),
    ("!a", "S302"),
    ("a ? b : c", "S302"),
    ("...", "S302"),
    ("a <> b", "S302"),
]


@pytest.mark.parametrize(("text", "code"), HOSTILE, ids=[repr(text[:30]) for text, _ in HOSTILE])
def test_parse_of_a_hostile_text_is_refused_quickly(text: str, code: str) -> None:
    started = time.process_time()
    with pytest.raises(ScenarioError) as caught:
        # `a[0]` and `a.b` are names of copies where such a name is known: looked up, they are refused.
        read(text, Scope({}), span=Span("a.yaml", 3, 9, 9 + len(text), " " * 8 + text))
    spent, started = time.process_time() - started, time.process_time()
    parse(ORDINARY, Span("a.yaml", 3, 9, 9 + len(ORDINARY), ORDINARY))
    assert spent < TIMES * (time.process_time() - started)  # `9**9**9` elsewhere takes for ever
    assert [problem.code for problem in caught.value.problems] == [code]


CONSTANTS = ["9**9**9", "1/0", "0/0", "-1/0", "log(0)", "log(-1)", "exp(1000)", "sqrt(-1)", "(-8)**0.5"]


@pytest.mark.parametrize("text", [*CONSTANTS, "10**400", "a / 0"])
def test_read_of_a_constant_that_is_not_finite_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError, match="S308"):
        read(text, Scope({"a": Name("parameter")}))


def test_parse_puts_the_caret_at_the_smallest_part() -> None:
    line = "  ruin: 3 * (2 + Foo)"
    with pytest.raises(ScenarioError) as caught:
        parse("3 * (2 + Foo)", Span("a.yaml", 7, 9, 22, line))
    span = caught.value.problems[0].span
    assert span is not None
    assert line[span.column - 1 : span.end_column - 1] == "Foo"


def test_parse_of_a_folded_text_keeps_the_whole_span() -> None:
    whole = Span("a.yaml", 7, 9, 12, "  ruin: 3 *")
    with pytest.raises(ScenarioError) as caught:
        parse("3 * Foo", whole)
    assert caught.value.problems[0].span == whole


NAMES = {"a": 2.5, "b": -1.25, "c": 0.5}
SCOPE = Scope({name: Name("parameter") for name in NAMES})


def numbers(depth: int) -> st.SearchStrategy[str]:
    plain = st.sampled_from([*NAMES, "0", "1", "2", "0.5", "3e0", ".25", "10"])
    if depth == 0:
        return plain
    inner, condition = numbers(depth - 1), conditions(depth - 1)
    return st.one_of(
        plain,
        st.tuples(inner, st.sampled_from(["+", "-", "*", " + ", " - "]), inner).map("".join),
        st.tuples(st.sampled_from(["-", "+", "- -"]), inner).map("".join),
        inner.map(lambda x: f"({x})"),
        st.tuples(inner, inner).map(lambda p: f"min({p[0]}, {p[1]})"),
        st.tuples(inner, condition, inner).map(lambda p: f"({p[0]} if {p[1]} else {p[2]})"),
        st.tuples(plain, st.sampled_from(["**2", "**3", "**-2 * 0 + 1", "/ 4", "/2*3"])).map(
            lambda p: f"{p[0]}{p[1]}" if p[0] not in ("0",) else p[0]
        ),
    )


def conditions(depth: int) -> st.SearchStrategy[str]:
    inner = numbers(max(0, depth - 1))
    plain = st.tuples(inner, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), inner).map(" ".join)
    chained = st.tuples(inner, inner, inner).map(lambda p: f"{p[0]} < {p[1]} <= {p[2]}")
    if depth == 0:
        return plain
    below = conditions(depth - 1)
    return st.one_of(
        plain,
        chained,
        st.tuples(below, st.sampled_from([" and ", " or "]), below).map("".join),
        below.map(lambda x: f"not {x}"),
        below.map(lambda x: f"not ({x})"),
    )


def by_python(text: str) -> float:
    try:
        return float(eval(text, {"__builtins__": {}, "min": min}, dict(NAMES)))
    except ZeroDivisionError:
        return math.nan


@settings(max_examples=300, deadline=None)
@given(numbers(3))
def test_arithmetic_on_random_expressions_agrees_with_python(text: str) -> None:
    expected = by_python(text)
    columns = {name: np.array([value]) for name, value in NAMES.items()}
    found = float(evaluate(read(text, SCOPE), columns, 1)[0])
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-12)


@settings(max_examples=300, deadline=None)
@given(conditions(3))
def test_conditions_on_random_expressions_agree_with_python(text: str) -> None:
    expected = by_python(text)
    columns = {name: np.array([value]) for name, value in NAMES.items()}
    assert float(evaluate(read(text, SCOPE, "truth"), columns, 1)[0]) == expected


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="ab1(,)+-*/<=>! .ifnotedlr%'\"[]:_\u00e9\n", max_size=60))
def test_parse_of_any_text_gives_an_expression_or_one_problem(text: str) -> None:
    try:
        found: tuple[object, ...] = (parse(text, None),)
    except ScenarioError as error:
        found = error.problems
    assert len(found) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 if 1 < 2", 5),
        ("5 if 2 < 1", 0),
        ("1 if 2 < 1 else 2 if 2 < 1 else 3", 3),
        ("1 if 2 < 1 else 2 if 2 < 1", 0),
        ("(1 if 1 < 2) + (2 if 2 < 1) + 4", 5),
        ("min(7 if 1 < 2, 9)", 7),
        ("-2**2", -4),
        ("2**-1", 0.5),
        ("2**3**2", 512),
        ("8/4/2", 1),
        ("1_000 + 1e3", 2000),
        ("2024-03-01 - 2024-02-01", 29),
        ("1\n+\t1", 2),
        ("abs(-3) + sqrt(16) + max(1, 2, 3)", 10),
        ("clip(7, 0, 1)", 1),
        ("logistic(0)", 0.5),
        ("hazard(0.5, 2024-01-01, 2024-01-01 + days(30.4375))", 1 - math.exp(-0.5)),
        ("hazard(0.5, 2024-02-01, 2024-01-01)", 0),
        ("share_before(2024-01-11, 2024-01-01, 2024-01-21)", 0.5),
        ("share_before(2023-01-11, 2024-01-01, 2024-01-21)", 0),
        ("share_before(2025-01-11, 2024-01-01, 2024-01-21)", 1),
        ("share_before(2024-01-02, 2024-01-01, 2024-01-01)", 1),
    ],
)
def test_read_of_a_constant_expression_gives_its_value(text: str, value: float) -> None:
    assert constant_of(read(text, Scope({}))) == pytest.approx(value, rel=1e-12)


def test_parse_far_down_the_stack_is_refused_as_too_deep() -> None:
    def descend(n: int) -> None:
        if n:
            descend(n - 1)
        else:
            parse("(" * 39 + "a" + ")" * 39, None)

    with pytest.raises(ScenarioError, match="S307"):
        descend(sys.getrecursionlimit() - 350)


def test_parse_of_a_sum_of_many_terms_is_not_deep() -> None:
    assert constant_of(read(" + ".join(["1"] * 400), Scope({}))) == 400
    assert len(" + ".join(["1"] * 400)) < MAX_CHARACTERS
