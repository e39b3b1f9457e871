"""The stages of a repeated block: so many rounds, or dated stages of months, weeks or days."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from standoff.errors import Problem, Span
from standoff.scenario.records import Stage
from standoff.scenario.tables.repeats import MOST_ROUNDS, MOST_STAGES
from standoff.scenario.yaml.nodes import Node, Pairs, Scalar, as_date

_EVERY = re.compile(r"\s*(?:([1-9]\d{0,3})\s+)?(month|week|day)s?\s*")


def stages_of(key: Scalar, node: Node | None, problems: list[Problem]) -> tuple[Stage, ...]:
    """The stages that stand under `repeat`; none after a complaint (S270)."""
    if not isinstance(node, Pairs):
        return ()
    if node.key("at_most") is not None:
        return _rounds(node, problems)
    first, last, every = as_date(node.text("from")), as_date(node.text("to")), node.get("every")
    length = _EVERY.fullmatch(every.text) if isinstance(every, Scalar) else None
    if first is None or last is None or every is None:
        return ()
    if length is None:
        what = f"`{node.text('every')}` is no length of a stage."
        _complain(problems, what, every.span, "Expected `2 months`, `3 weeks` or `10 days`.")
        return ()
    if last < first:
        what = f"The stages of `{key.text}` end on {last}, before they begin on {first}."
        at = node.get("to") or every
        _complain(problems, what, at.span, "Expected the first day under `from:`, the last under `to:`.")
        return ()
    number = int(length[1] or 1)
    starts = [first]
    while (
        len(starts) <= MOST_STAGES and (following := _after(first, len(starts) * number, length[2])) <= last
    ):
        starts.append(following)
    if len(starts) > MOST_STAGES:
        said = node.text("every").strip()
        what = f"From {first} to {last} there are more than {MOST_STAGES} stages of {said}."
        _complain(problems, what, every.span, f"At most {MOST_STAGES} are allowed.", "Make them longer.")
        return ()
    ends = [day - dt.timedelta(days=1) for day in starts[1:]] + [last]
    return tuple(Stage(i, a, b) for i, (a, b) in enumerate(zip(starts, ends, strict=True), 1))


def _rounds(node: Pairs, problems: list[Problem]) -> tuple[Stage, ...]:
    written = node.get("at_most")
    number = int(written.text) if isinstance(written, Scalar) and len(written.text) < 7 else MOST_ROUNDS + 1
    if not 1 <= number <= MOST_ROUNDS:
        said = written.text if isinstance(written, Scalar) else ""
        what = f"The block has `{said}` rounds."
        at = written.span if written is not None else node.span
        _complain(problems, what, at, f"Expected a whole number from 1 to {MOST_ROUNDS}.")
        return ()
    return tuple(Stage(i) for i in range(1, number + 1))


def _after(first: dt.date, number: int, unit: str) -> dt.date:
    """So many months, weeks or days after a day; a month that has no such day gives its last."""
    if unit != "month":
        days = number * (7 if unit == "week" else 1)
        return first + dt.timedelta(days=min(days, (dt.date.max - first).days))
    month = first.month - 1 + number
    year, month = first.year + month // 12, month % 12 + 1
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month, min(first.day, calendar.monthrange(year, month)[1]))


def _complain(problems: list[Problem], what: str, at: Span, expected: str, fix: str = "") -> None:
    problems.append(Problem("S270", what, expected, fix, at))
