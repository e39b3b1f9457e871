"""The written form of an expression: what the text says, before its names are looked up.

Every node knows the characters `start` to `end` (exclusive) of the text that it came from, so
that a problem can point at the smallest part at fault.
"""

from __future__ import annotations

from dataclasses import dataclass


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
