"""Names that stand for moves of a repeated block: this stage's, the last stage's, the last that was made.

Inside a block `entry` is this stage's move and `entry[before]` the last stage's; after the block
`campaign.entry` is the last that was made, and `campaign.ended` when the block's `until` held. None of
these is a move of its own: `Name.of` lists the moves that a name stands for, and the functions here
make nodes over them. Nothing behind them knows of stages. The words `stage` and `stage_number` are put
into the written form before its names are looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from standoff.expressions import nodes
from standoff.expressions.nodes import Node
from standoff.expressions.records import Expression, Name, Output
from standoff.expressions.written import (
    Written,
    WrittenCall,
    WrittenDate,
    WrittenName,
    WrittenNumber,
    mapped,
    walk,
)

STAGE, NUMBER, BEFORE, ENDED = "stage", "stage_number", "before", "ended"
OPEN, OVER = "open", "over"  # options of the move that says whether a block goes on after a stage
_SPANS = ("hazard", "share_before")  # functions whose last two arguments are a first and a last day


@dataclass(frozen=True, slots=True)
class StageDays:
    """What the words of a stage stand for: its number and, of a dated one, its first day, its last day
    and the day behind it, in days since 1970-01-01."""

    number: int
    first: float | None = None
    last: float | None = None

    @property
    def behind(self) -> float | None:
        return None if self.last is None else self.last + 1.0


def picked(written: str, name: Name, options: Iterable[str]) -> Node:
    """1 where a move, or the last made of those that the name stands for, has one of these options."""
    found = tuple(options)
    if name.of is None:
        return nodes.chose(written, found)
    if name.ends:
        pairs = zip(name.of, name.options, strict=True)
        return nodes.any_of([nodes.chose(move, (OVER,)) for move, option in pairs if option in found])
    node = nodes.truth(name.start in found)
    for move in name.of:
        own = nodes.chose(move, found)
        node = own if node.key == nodes.ZERO.key else nodes.choose(_made(move, name), own, node)
    return node


def made(written: str, name: Name) -> Node:
    """1 where the move was made, or one of those that the name stands for."""
    if name.of is None or name.ends or name.start:
        return picked(written, name, name.options)
    return nodes.any_of([_made(move, name) for move in name.of])


def valued(written: str, name: Name) -> Node:
    """The number of a scale's option, of the last made; 0 where none was."""
    values = name.values or ()
    if name.of is None:
        return nodes.grid(written, name.options, values)
    if name.ends:
        pairs = zip(name.of, values, strict=True)
        parts = [nodes.product((nodes.number(value), nodes.chose(move, (OVER,)))) for move, value in pairs]
        return nodes.total(parts)
    node = nodes.ZERO
    for i, move in enumerate(name.of):
        own = nodes.grid(move, name.options, values)
        node = own if i == 0 else nodes.choose(_made(move, name), own, node)
    return node


def _made(move: str, name: Name) -> Node:
    return nodes.chose(move, name.options)


def until_stage(name: Name, n_stages: int) -> Name:
    """The name as it stood at the end of an earlier stage."""
    if name.of is None:
        return name
    if name.ends:
        values = None if name.values is None else name.values[:n_stages]
        return replace(name, of=name.of[:n_stages], options=name.options[:n_stages], values=values)
    return replace(name, of=name.of[:n_stages])


def with_days(expression: Expression, days: StageDays, processes: Sequence[str]) -> Expression:
    """A parsed expression with `stage_number`, and `stage` in a dated block, as numbers and dates.

    In `front.breaks(stage)`, `hazard(rate, stage)` and `share_before(date, stage)` the stage is two
    days, its first and the one behind its last: chances of stages that follow one another then join
    without a gap. Alone it is its last day.

    Parameters
    ----------
    processes : names of outputs of fronts that take two days, as `line.breaks`

    Examples
    --------
    >>> from standoff.expressions.reading import parse
    >>> from standoff.expressions.unparsing import unparse
    >>> may = StageDays(2, 16_922.0, 16_952.0)
    >>> unparse(with_days(parse("hazard(rate, stage) * stage_number", None), may, ()).root)
    'hazard(rate, 2016-05-01, 2016-06-01) * 2'
    """
    root = expression.root
    if not isinstance(root, Written) or not _has_words(root):
        return expression
    return replace(expression, root=_with_days(root, days, processes))


def _has_words(root: Written) -> bool:
    return any(isinstance(part, WrittenName) and part.name in (STAGE, NUMBER) for part in walk(root))


def _with_days(part: Written, days: StageDays, processes: Sequence[str]) -> Written:
    if isinstance(part, WrittenName) and part.name == NUMBER:
        return WrittenNumber(part.start, part.end, float(days.number))
    if isinstance(part, WrittenName) and part.name == STAGE and days.last is not None:
        return WrittenDate(part.start, part.end, days.last)
    if isinstance(part, WrittenCall) and part.name in (*_SPANS, *processes) and part.items:
        last = part.items[-1]
        if isinstance(last, WrittenName) and last.name == STAGE and days.first is not None:
            both = (days.first, days.behind or 0.0)
            ends = tuple(WrittenDate(last.start, last.end, day) for day in both)
            part = replace(part, items=(*part.items[:-1], *ends))
    return mapped(part, lambda inner: _with_days(inner, days, processes))


def spans_of(output: Output) -> bool:
    """Whether an output of a process takes a first and a last day, and so a stage in their place."""
    return output.takes[-2:] == ("date", "date")
