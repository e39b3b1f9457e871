"""The YAML reader: YAML 1.2's scalars, places of every scalar, folded texts."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff import library
from standoff.errors import Problem, ScenarioError, Span
from standoff.scenario.yaml.nodes import Items, Node, Pairs, Scalar
from standoff.scenario.yaml.reader import by_libyaml, by_ruamel, decode, read


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


# Two readers, one tree

WRONG = Path(__file__).parent / "wrong"
PIECES = [*"ab1 :,-[]{}#'\"|>?!&*%@`~\n\\.\t", "\n  ", "\n- ", ": ", "- ", " #", "é", "😀", "---", "<<"]
PIECES += ["''", "\\n", "\n\n", ">-\n  ", "|\n  ", "|#", ": |2\n   "]


def placed(node: Node) -> object:
    """A tree as tuples, with every place."""
    match node:
        case Scalar():
            return (node.text, node.kind, node.span, node.places)
        case Pairs():
            return (node.span, [(placed(key), placed(value)) for key, value in node])
        case Items():
            return (node.span, [placed(item) for item in node])


def texts() -> list[str]:
    """Files of the library, claims among them, and the golden wrong ones, as far as they are text."""
    files = [path for name in library.names() for path in sorted(library.find(name).rglob("*.yaml"))]
    found = []
    for path in (*files, *sorted(WRONG.rglob("*.yaml"))):
        try:
            found.append(decode(path.read_bytes(), path.name))
        except ScenarioError:
            continue
    return found


def test_quick_reader_gives_the_tree_and_places_of_the_plain_one_on_whole_files() -> None:
    shorter = [text for text in texts() if len(text) < 12_000]  # time goes with the length
    quick = [(text, by_libyaml(text, "x.yaml")) for text in shorter]
    assert len(quick) >= 200
    assert sum(tree is not None for _, tree in quick) >= 0.6 * len(quick)
    for text, tree in quick:
        if tree is not None:
            assert placed(tree) == placed(by_ruamel(text, "x.yaml")), text[:400]


@pytest.mark.parametrize(
    "text",
    [
        *('a: ["b":c]\n', "a: ['b':c, d]\n", 'a: [["b"]:c]\n', "a: [{b: c}:d]\n"),
        *("|\n# b\n", ">+\n\n# b\n", "|-\n b\n# c\n"),
    ],
)
def test_quick_reader_leaves_what_it_reads_otherwise(text: str) -> None:
    assert by_libyaml(text, "x.yaml") is None


def test_quick_reader_gives_the_tree_of_the_plain_one_on_damaged_texts() -> None:
    rng = random.Random(20261130)
    lines = [line for text in texts() for line in text.split("\n")]
    accepted = 0
    for trial in range(4_000):
        if trial % 2:
            text = "".join(rng.choices(PIECES, k=rng.randint(1, 25)))
        else:
            first = rng.randrange(len(lines) - 12)
            text = "\n".join(lines[first : first + rng.randint(1, 10)])
            for _ in range(rng.randint(1, 3)):
                at = rng.randrange(len(text) + 1)
                text = text[:at] + rng.choice(PIECES) + text[at + rng.randint(0, 2) :]
        text = text.rstrip("\n") + "\n"
        tree = by_libyaml(text, "x.yaml")
        if tree is not None:
            accepted += 1
            assert placed(tree) == placed(by_ruamel(text, "x.yaml")), text
    assert accepted >= 400
