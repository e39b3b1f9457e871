"""What an expression is, and what a place in the scenario lets it name: `Expression`, `Name`, `Scope`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from standoff.errors import Span
from standoff.expressions.nodes import Node
from standoff.expressions.written import Written

Want = Literal["number", "probability", "truth", "date"]
NameKind = Literal["parameter", "move", "ending", "measure", "actor"]

UNITS = (
    "",
    "payoff",
    "probability",
    "share",
    "date",
    "days",
    "per_month",
    "people",
    "km2",
    "count",
    "usd",
    "percent_gdp",
)
EPOCH = dt.date(1970, 1, 1)  # dates are days since then, as float64


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula as it was written, where, and its meaning.

    `parse` gives one whose `root` is the written form; `resolve` looks its names up in a scope
    and gives one whose `root` is a `Node`, which is what all other functions take. Two
    expressions are equal when their roots are: place and wording do not count.

    written : of a resolved one, the written form that it was made of: the text's own, or what a
        copy made of it (`copies.py`); None where it was made of no text
    expanded : the text of what a copy made of it, "" where that is the text itself
    """

    text: str = field(compare=False)
    span: Span | None = field(compare=False)
    root: Node | Written
    written: Written | None = field(default=None, compare=False, repr=False)
    expanded: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        return self.expanded or self.text


@dataclass(frozen=True, slots=True)
class Name:
    """What a name stands for. Moves have options; the options of a grid have values.

    of : where the name is no move's own, the moves that it stands for, in the order of play: it is the
        last of them that was made (`stages.py`); start : its option where none was, "" for none;
    ends : it is when a block ended: move i of `of` ends the block with option i of `options`
    """

    kind: NameKind
    unit: str = ""  # one of UNITS; "date" makes a parameter a date
    options: tuple[str, ...] = ()
    values: tuple[float, ...] | None = None
    broken: bool = False  # its declaration was complained about: what names it is not
    also: tuple[str, ...] = ()  # options of its other copies: it can be compared with them, and has none
    of: tuple[str, ...] | None = None
    start: str = ""
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """What a front or summit gives under one name: `line.stock(side, date)`.

    takes : what stands between the brackets, "choice" (one of `choices`, first) or "date"
    unit : of the number that it gives
    """

    takes: tuple[Literal["choice", "date"], ...]
    unit: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Process:
    """A front or summit as expressions see it; `moves` are the public moves that it depends on.

    known : what is known of some that it depends on, as `move=option`; called : for moves of a repeated
    block, how the process itself calls what they are
    """

    outputs: Mapping[str, Output]
    moves: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that exist, and the kinds of them that may stand in one place of the scenario.

    Parameters
    ----------
    names : every name of the scenario (also those that may not stand here: the error says so)
    allowed : kinds that may stand here, as {"move"} for conditions
    place : what this place is called in error messages, as "a condition"
    payoffs : actor -> names of its terms, where `payoff(actor, term)` may be used, else None
    processes : fronts and summits whose outputs may be used here, else None
    """

    names: Mapping[str, Name]
    allowed: frozenset[str] = frozenset({"parameter", "move"})
    place: str = "this expression"
    payoffs: Mapping[str, tuple[str, ...]] | None = None
    processes: Mapping[str, Process] | None = None


def day_number(date: dt.date) -> float:
    """Days since 1970-01-01.

    Examples
    --------
    >>> day_number(dt.date(1970, 1, 31))
    30.0
    """
    return float(date.toordinal() - EPOCH.toordinal())


def date_of(day: float) -> dt.date:
    """The date on which a day number falls (its part of a day is dropped).

    Examples
    --------
    >>> date_of(30.7).isoformat()
    '1970-01-31'
    """
    return dt.date.fromordinal(EPOCH.toordinal() + int(day // 1))
