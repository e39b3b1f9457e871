"""Rows of a table that say the same, as one with how many they are."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

Row = TypeVar("Row", bound=Hashable)


def merged(rows: Iterable[Row]) -> tuple[tuple[Row, int], ...]:
    """Each row once, where it first stands, with the number of rows that are equal to it.

    Examples
    --------
    >>> merged(["a", "b", "a"])
    (('a', 2), ('b', 1))
    """
    counts: dict[Row, int] = {}
    for row in rows:
        counts[row] = counts.get(row, 0) + 1
    return tuple(counts.items())
