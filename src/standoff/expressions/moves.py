"""Comparisons of a move with its options: looked up in the move, made into sets of options.

A comparison of a move is false where the move was skipped, whatever the operator; in arithmetic a
skipped grid move counts as 0 (docs/design/003). Two moves with named options can be compared with each
other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from standoff.errors import nearest
from standoff.expressions import nodes
from standoff.expressions.nodes import Node
from standoff.expressions.records import Name, date_of
from standoff.expressions.stages import made, picked
from standoff.expressions.written import (
    Written,
    WrittenDate,
    WrittenList,
    WrittenMinus,
    WrittenName,
    WrittenNumber,
)


class Reporter(Protocol):
    """Takes a problem at a part of the text."""

    def report(self, code: str, at: Written, what: str, expected: str = "", fix: str = "") -> None: ...


FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def literal(written: Written) -> float | None:
    """The value of a number as it stands, or with a minus before it."""
    if isinstance(written, WrittenNumber):
        return written.value
    if isinstance(written, WrittenMinus) and (value := literal(written.item)) is not None:
        return -value
    return None


def day(written: Written) -> float | None:
    """The days since 1970-01-01 of a date as it stands."""
    return written.value if isinstance(written, WrittenDate) else None


def option_comparison(
    reporter: Reporter, move: WrittenName, name: Name, operator: str, right: Written
) -> Node | None:
    """`move == option`, `move in (a, b)` and their opposites, for a move with named options."""
    if operator in ("<", "<=", ">", ">="):
        reporter.report(
            "S314",
            move,
            f"The options of the move `{move.name}` have no order, so `{operator}` means nothing.",
            "Expected `==`, `!=`, `in` or `not in`.",
        )
        return None
    wanted = right.items if isinstance(right, WrittenList) else (right,)
    chosen = [_option(reporter, move.name, name, item) for item in wanted]
    found = [option for option in chosen if option is not None]
    if len(found) < len(chosen):
        return None
    return _chose(move.name, name, found, operator in ("==", "in"))


def same_option(move: str, name: Name, other: str, another: Name, operator: str) -> Node:
    """`move == other` and its opposite for two moves with named options: whether the same was chosen.

    Options are compared by name. Where either move was skipped both are false; an option that only
    one of the moves has is never the other's.
    """
    both = [o for o in name.options if o in another.options]
    pairs = [(picked(move, name, [o]), picked(other, another, [o])) for o in both]
    same = nodes.any_of([nodes.all_of(pair) for pair in pairs])
    if operator == "==":
        return same
    was_made = (made(move, name), made(other, another))
    return nodes.all_of((*was_made, nodes.negate(same)))


def _option(reporter: Reporter, move: str, name: Name, item: Written) -> str | None:
    if not isinstance(item, WrittenName):
        listed = nearest("", name.options)
        reporter.report(
            "S314", item, f"The move `{move}` is compared with something that is not an option.", "", listed
        )
        return None
    if item.name not in (*name.options, *name.also):
        reporter.report(
            "S313",
            item,
            f"`{item.name}` is not an option of the move `{move}`.",
            "",
            nearest(item.name, name.options),
        )
        return None
    return item.name


def _chose(move: str, name: Name, found: Sequence[str], wanted: bool) -> Node:
    return picked(move, name, [option for option in name.options if (option in found) is wanted])


def grid_comparison(
    reporter: Reporter, move: WrittenName, name: Name, operator: str, right: Written
) -> Node | None:
    """A grid move compared with plain numbers; None where the right side is another expression."""
    wanted = right.items if isinstance(right, WrittenList) else (right,)
    read = day if name.unit == "date" else literal
    numbers = [number for item in wanted if (number := read(item)) is not None]
    if len(numbers) < len(wanted):
        return None
    if operator in FLIPPED and operator not in ("==", "!="):
        pairs = zip(name.options, name.values or (), strict=True)
        return picked(move.name, name, [o for o, v in pairs if _ordered(operator, v, numbers[0])])
    found: list[str] = []
    for item, number in zip(wanted, numbers, strict=True):
        found.extend(_on_grid(reporter, move.name, name, item, number))
    return _chose(move.name, name, found, operator in ("==", "in"))


def _on_grid(reporter: Reporter, move: str, name: Name, item: Written, number: float) -> list[str]:
    values = name.values or ()
    match = [o for o, v in zip(name.options, values, strict=True) if _same(v, number)]
    if not match:
        near = min(values, key=lambda value: abs(value - number))
        said, nearby = (
            (f"{date_of(number)}", f"{date_of(near)}")
            if name.unit == "date"
            else (f"{number:g}", f"{near:g}")
        )
        what = f"{said} is not on the grid of the move `{move}`."
        reporter.report("S313", item, what, f"Nearest: {nearby}.")
    return match


def _same(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def _ordered(operator: str, a: float, b: float) -> bool:
    if _same(a, b):  # 0.1 * 3 on a grid is the analyst's 0.3
        return operator in ("<=", ">=")
    return a < b if operator in ("<", "<=") else a > b
