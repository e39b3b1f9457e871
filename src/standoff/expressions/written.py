"""The written form of an expression: what the text says, before its names are looked up.

Every node knows the characters `start` to `end` (exclusive) of the text that it came from, so
that a problem can point at the smallest part at fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    start: int
    end: int
    value: float


@dataclass(frozen=True, slots=True)
class WrittenDate:
    start: int
    end: int
    value: float  # days since 1970-01-01


@dataclass(frozen=True, slots=True)
class WrittenName:
    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class WrittenList:
    """`(a, b)`, the right side of `in`."""

    start: int
    end: int
    items: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class WrittenMinus:
    start: int
    end: int
    item: Written


@dataclass(frozen=True, slots=True)
class WrittenNot:
    start: int
    end: int
    item: Written


@dataclass(frozen=True, slots=True)
class WrittenChain:
    """`a + b - c`, `a * b / c` or `a ** b`: `operators[k]` stands before `items[k + 1]`."""

    start: int
    end: int
    items: tuple[Written, ...]
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenComparison:
    """`a < b <= c`, `a in (b, c)`; the operators as they were written, `not in` among them."""

    start: int
    end: int
    items: tuple[Written, ...]
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenLogic:
    """`a and b and c`, or the same with `or`."""

    start: int
    end: int
    word: str
    items: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class WrittenIf:
    """`then if condition else other`; `other` is None where it was not written (it is then 0)."""

    start: int
    end: int
    then: Written
    condition: Written
    other: Written | None


@dataclass(frozen=True, slots=True)
class WrittenCall:
    start: int
    end: int
    name: str
    name_end: int
    items: tuple[Written, ...]


Written = (
    WrittenNumber
    | WrittenDate
    | WrittenName
    | WrittenList
    | WrittenMinus
    | WrittenNot
    | WrittenChain
    | WrittenComparison
    | WrittenLogic
    | WrittenIf
    | WrittenCall
)


def parts_of(written: Written) -> tuple[Written, ...]:
    """What a node is made of, in the order of the text."""
    if isinstance(written, WrittenMinus | WrittenNot):
        return (written.item,)
    if isinstance(written, WrittenIf):
        other = () if written.other is None else (written.other,)
        return (written.then, written.condition, *other)
    if isinstance(written, WrittenNumber | WrittenDate | WrittenName):
        return ()
    return written.items


def walk(written: Written) -> Iterator[Written]:
    """A node and all that it is made of."""
    yield written
    for part in parts_of(written):
        yield from walk(part)


def mapped(written: Written, change: Callable[[Written], Written]) -> Written:
    """The node with each of its parts changed."""
    if isinstance(written, WrittenMinus | WrittenNot):
        return replace(written, item=change(written.item))
    if isinstance(written, WrittenIf):
        other = None if written.other is None else change(written.other)
        return replace(written, then=change(written.then), condition=change(written.condition), other=other)
    if isinstance(written, WrittenNumber | WrittenDate | WrittenName):
        return written
    return replace(written, items=tuple(change(item) for item in written.items))
