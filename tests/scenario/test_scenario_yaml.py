"""The YAML reader: YAML 1.2's scalars, places of every scalar, folded texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import Problem, Span
from standoff.scenario.yaml.nodes import Items, Pairs, Scalar
from standoff.scenario.yaml.reader import decode, read


def value(text: str) -> Scalar:
    top = read(text, "x.yaml")
    assert isinstance(top, Pairs)
    found = top.entries[0][1]
    assert isinstance(found, Scalar)
    return found


KINDS = {
    "text": ["NO", "on", "yes", "0o17", "1_000", "1:30", ".inf", "1e999", "2024-02-30", '"12"', "2024-5-1"],
    "whole": ["12", "-3", "+4", "007"],
    "number": ["1e-3", "-.5", "2.", "1E6"],
    "flag": ["true", "False"],
    "null": ["", "~", "null"],
    "date": ["2024-05-01"],
}


@pytest.mark.parametrize(
    ("written", "kind"), [(text, kind) for kind, texts in KINDS.items() for text in texts]
)
def test_scalar_plain_text_gets_the_kind_of_yaml_1_2(written: str, kind: str) -> None:
    assert value(f"a: {written}").kind == kind


def test_scalar_keeps_its_text_as_written() -> None:
    assert value("a: 1.50").text == "1.50"


@pytest.mark.parametrize(("written", "column"), [("a: xyz", 4), ("a:   'xyz'", 7), ('a: "xyz"', 5)])
def test_scalar_span_covers_its_text(written: str, column: int) -> None:
    span = value(written).span
    assert (span.line, span.column, span.end_column) == (1, column, column + 3)
    assert span.source_line == written


@pytest.mark.parametrize(
    "written",
    [
        "a:\n  one two\n  three\n",
        "a: >-\n  one two\n  three\n",
        'a: "one \\x74wo\n  three"\n',
        "a: |\n  one two\n  three\n",
    ],
)
def test_scalar_over_two_lines_puts_a_problem_on_the_right_one(written: str) -> None:
    found = value(written)
    at = found.text.index("three")
    start = found.span.column + at
    problem = Problem("S311", "x", span=Span("x.yaml", found.span.line, start, start + 5))
    span = found.located(problem).span
    assert span is not None
    assert written.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1] == "three"


def test_text_with_mark_and_windows_line_ends_is_read() -> None:
    found = read(decode(b"\xef\xbb\xbfa: 1\r\nb: [x,\r\n  y]\r\n", "x.yaml"), "x.yaml")
    assert isinstance(found, Pairs)
    items = found.get("b")
    assert isinstance(items, Items)
    assert [node.span.line for node in items] == [2, 3]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=40))
def test_scalar_in_single_quotes_is_read_as_it_is(text: str) -> None:
    quoted = text.replace("'", "''")
    assert value(f"a: '{quoted}'").text == text
