"""What the checker knows of a part of an expression: its type, its unit and its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standoff.expressions import nodes
from standoff.expressions.nodes import Node

Type = Literal["number", "truth", "date", "bad"]


@dataclass(frozen=True, slots=True)
class Typed:
    """A checked part; "bad" is a part that has been reported already and causes no further problem."""

    node: Node
    type: Type
    unit: str | None = None  # None: a plain number, which fits every unit


BAD = Typed(nodes.ZERO, "bad")


def number_of(node: Node, unit: str | None) -> Typed:
    return Typed(node, "number", unit)


def truth_value(node: Node) -> Typed:
    return Typed(node, "truth", "")


def date_of_node(node: Node) -> Typed:
    return Typed(node, "date", "date")
