"""The tree of a YAML text: scalars, pairs and items, each with its place in the file.

A scalar keeps the text as the analyst wrote it beside the kind that YAML 1.2's core rules give it,
because most scalars of a scenario are expressions and a number is read where one is expected.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from standoff.errors import Problem, Span
from standoff.expressions import Within
from standoff.numerals import is_number

Kind = Literal["text", "whole", "number", "flag", "null", "date"]

_WHOLE = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FLAGS = {"true", "True", "TRUE", "false", "False", "FALSE"}
_NULLS = {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """One scalar. `places` maps character i of `text` to its (line, column) in the file.

    `places` is empty where the text stands on one line as it is, so that character i is at
    `span.column + i`. `within` says what runs where it stands in a copy (scenario/copies).
    """

    text: str
    kind: Kind
    span: Span
    places: tuple[tuple[int, int, str], ...] = ()
    within: Within = ()

    def located(self, problem: Problem) -> Problem:
        """The problem with its span moved to where the scalar's text stands in the file.

        Expressions count characters as if the text stood on one line; a text that is folded
        over several lines, or that holds escapes, does not.
        """
        if not self.places or problem.span is None or problem.span.line != self.span.line:
            return problem
        first = min(max(0, problem.span.column - self.span.column), len(self.places) - 1)
        length = max(1, problem.span.end_column - problem.span.column)
        line, column, source = self.places[first]
        last = min(first + length, len(self.places)) - 1
        while last > first and self.places[last][0] != line:
            last -= 1
        end = max(column + 1, self.places[last][1] + 1)
        return dataclasses.replace(problem, span=Span(self.span.file, line, column, end, source))

    @property
    def said(self) -> str:
        """What stands here, for a message."""
        what = {
            "text": "the text",
            "whole": "the number",
            "number": "the number",
            "flag": "the flag",
            "date": "the date",
        }
        if self.kind == "null":
            return "nothing"
        return f"{what[self.kind]} `{shown(self.text)}`"


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """A mapping: keys are scalars, in the order of the text, none twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span
    _named: dict[str, tuple[Scalar, Node]] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        named = {key.text: (key, value) for key, value in reversed(self.entries)}
        object.__setattr__(self, "_named", named)

    def get(self, name: str) -> Node | None:
        found = self._named.get(name)
        return found[1] if found is not None else None

    def key(self, name: str) -> Scalar | None:
        found = self._named.get(name)
        return found[0] if found is not None else None

    def text(self, name: str, default: str = "") -> str:
        """The text of a scalar under a key, or `default`."""
        node = self.get(name)
        return node.text if isinstance(node, Scalar) and node.kind != "null" else default

    @property
    def in_braces(self) -> bool:
        """Whether it is written as `{a: 1}`, and not one entry a line."""
        return self.span.source_line[self.span.column - 1 : self.span.column] == "{"

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def said(self) -> str:
        keys = ", ".join(f"`{shown(key.text, 20)}`" for key, _ in self.entries[:3])
        return f"a mapping (keys {keys})" if self.entries else "an empty mapping"


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A list."""

    nodes: tuple[Node, ...]
    span: Span

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)

    @property
    def said(self) -> str:
        return f"a list of {len(self.nodes)}" if self.nodes else "an empty list"


Node: TypeAlias = Scalar | Pairs | Items


def kind_of(text: str, *, plain: bool) -> Kind:
    """The kind that YAML 1.2's core rules give a scalar, dates added; quoted scalars are text."""
    if not plain:
        return "text"
    if text in _NULLS:
        return "null"
    if text in _FLAGS:
        return "flag"
    if _NUMBER.fullmatch(text) and is_number(text):  # one that cannot be computed with is a text
        return "whole" if _WHOLE.fullmatch(text) else "number"
    return "date" if as_date(text) is not None else "text"


def as_date(text: str) -> dt.date | None:
    """The date that an ISO text such as `2024-05-01` says, or None."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def shown(text: str, most: int = 40) -> str:
    """A user's text, short enough for a message."""
    flat = "".join(char if char.isprintable() else "?" for char in " ".join(text[: 4 * most].split()))
    return flat if len(flat) <= most else flat[: most - 3] + "..."


def scalars(node: Node | None) -> tuple[Scalar, ...]:
    """The scalars of a list, or the one scalar that stands for a list of one."""
    if isinstance(node, Items):
        return tuple(item for item in node if isinstance(item, Scalar))
    return (node,) if isinstance(node, Scalar) and node.kind != "null" else ()


def entries(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    """The entries of a mapping, none of anything else."""
    return node.entries if isinstance(node, Pairs) else ()


def place(node: Node) -> Span:
    """The smallest span that shows where a node is: of a mapping, its first key."""
    if isinstance(node, Pairs) and node.entries:
        return node.entries[0][0].span
    return node.span


def title_of(name: str) -> str:
    """A title for what has none: `name_lost` becomes `Name lost`."""
    return name.replace("_", " ").capitalize()
