"""Numbers on the command line, read by the one reader of all formats.

Python's own reading takes `nan`, `1_0` and digits of other scripts, and makes `1e309` infinite.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from standoff import numerals

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Number(click.ParamType[float] if TYPE_CHECKING else click.ParamType):  # type: ignore[misc]
    """A finite number; with `infinite` also `inf`, where a setting has an infinite limit.

    Examples
    --------
    >>> Number().convert("2e3", None, None), Number(infinite=True).convert("inf", None, None)
    (2000.0, inf)
    """

    name = "float"

    def __init__(self, *, infinite: bool = False) -> None:
        self.infinite = infinite

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if self.infinite and value in ("inf", math.inf):
            return math.inf
        return float(_read(numerals.number, value, lambda why: self.fail(why, param, ctx)))


class Whole(click.IntRange):
    """A whole number of at most 15 digits, within bounds where it has any.

    Examples
    --------
    >>> Whole(1).convert("12", None, None)
    12
    """

    name = "integer"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        number = _read(numerals.whole, value, lambda why: self.fail(why, param, ctx))
        return int(super().convert(number, param, ctx))

    def _describe_range(self) -> str:
        return "" if self.min is None and self.max is None else super()._describe_range()


def _read(reader: Callable[[str], T], value: object, fail: Callable[[str], NoReturn]) -> T:
    try:
        return reader(str(value))
    except numerals.NumeralError as error:
        fail(str(error))
