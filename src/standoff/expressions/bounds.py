"""Between which values an expression must lie, from ranges of its parameters: interval arithmetic.

Every value that the expression can take lies within the bounds; they can be wider than what it
reaches, since a name that stands twice counts as two. Where all ranges are single values the bounds
are the value itself. Open moves count as anything: a comparison with an option as 0 to 1, a grid move
as any of its numbers or 0. Ranges are arrays, so that one walk serves the supports of the parameters
(one entry) and a table of draws (one entry a draw).

Source: Moore, Kearfott, Cloud (2009), Introduction to Interval Analysis, chapters 2 and 5.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.expressions.functions import FUNCTIONS, Floats
from standoff.expressions.nodes import Node
from standoff.expressions.partial_evaluation import root_of
from standoff.expressions.records import Expression

# What a front or a summit can give; everything else can be any number.
OUTPUT_RANGES = {
    "breaks": (0.0, 1.0),
    "breaks_by": (0.0, 1.0),
    "adopts": (0.0, 1.0),
    "reaches": (0.0, 1.0),
    "blocked_by": (0.0, 1.0),
    "stock": (0.0, np.inf),
    "strength": (0.0, np.inf),
}
RISING = frozenset({"exp", "log", "sqrt", "logistic", "min", "max", "clip", "days"})


@dataclass(frozen=True, slots=True)
class Range:
    """Lowest and highest value, both included: float64[draw] each, or of one entry."""

    low: Floats
    high: Floats


def point(values: Floats) -> Range:
    """The range of what is known."""
    return Range(values, values)


def bounds(expression: Expression, columns: Mapping[str, Range]) -> Range:
    """The range of a resolved expression.

    Parameters
    ----------
    columns : parameters and measures by name; one that is not there can be any number

    Examples
    --------
    >>> from standoff.expressions import Name, Scope, read
    >>> e = read("2 * p - 1", Scope({"p": Name("parameter")}))
    >>> found = bounds(e, {"p": Range(np.array([0.0]), np.array([1.0]))})
    >>> found.low.tolist(), found.high.tolist()
    ([-1.0], [1.0])
    """
    with np.errstate(all="ignore"):
        return _range(root_of(expression), columns, {})


def _range(node: Node, columns: Mapping[str, Range], done: dict[str, Range]) -> Range:
    found = done.get(node.key)
    if found is None:
        found = done[node.key] = _open(_of(node, columns, done))
    return found


def _open(found: Range) -> Range:
    """Not-a-number says nothing: the range is then open on that side."""
    low = np.where(np.isnan(found.low), -np.inf, found.low)
    high = np.where(np.isnan(found.high), np.inf, found.high)
    return Range(low, high)


def _plain(low: float, high: float) -> Range:
    return Range(np.array([low]), np.array([high]))


def _of(node: Node, columns: Mapping[str, Range], done: dict[str, Range]) -> Range:
    kind = node.kind
    if kind == "number":
        return _plain(node.number, node.number)
    if kind == "column":
        return columns.get(node.name, _plain(-np.inf, np.inf))
    if kind in ("chose", "ending"):
        return _plain(0.0, 1.0)
    if kind == "grid":
        return _plain(min(0.0, *node.values), max(0.0, *node.values))
    if kind == "output":
        return _plain(*OUTPUT_RANGES.get(node.term or "", (-np.inf, np.inf)))
    if kind == "payoff":
        return _plain(-np.inf, np.inf)
    parts = [_range(part, columns, done) for part in node.parts]
    return _call(node.name, parts) if kind == "call" else _OPERATIONS[kind](parts)


def _sum(parts: Sequence[Range]) -> Range:
    low, high = parts[0].low, parts[0].high
    for part in parts[1:]:
        low, high = low + part.low, high + part.high
    return Range(low, high)


def _product(parts: Sequence[Range]) -> Range:
    found = parts[0]
    for part in parts[1:]:
        found = _ends([_times(a, b) for a in (found.low, found.high) for b in (part.low, part.high)])
    return found


def _times(a: Floats, b: Floats) -> Floats:
    return np.where((a == 0.0) | (b == 0.0), 0.0, a * b)  # 0 times anything is 0, as everywhere


def _ends(values: Sequence[Floats]) -> Range:
    """The least and the greatest of some values; not-a-number opens the range."""
    low = high = values[0]
    for value in values[1:]:
        low, high = np.minimum(low, value), np.maximum(high, value)
    return Range(low, high)


def _quotient(parts: Sequence[Range]) -> Range:
    above, below = parts
    through = (below.low < 0.0) & (below.high > 0.0)
    inverse = Range(
        np.where(through, -np.inf, np.where(below.high == 0.0, -np.inf, 1.0 / below.high)),
        np.where(through, np.inf, np.where(below.low == 0.0, np.inf, 1.0 / below.low)),
    )
    exact = np.isfinite(below.low) & (below.low == below.high) & (below.low != 0.0)
    found = _product((above, inverse))
    ends = _ends([above.low / below.low, above.high / below.low])  # as evaluation divides
    return Range(np.where(exact, ends.low, found.low), np.where(exact, ends.high, found.high))


def _power(parts: Sequence[Range]) -> Range:
    ground, exponent = parts
    corners = _ends([g**e for g in (ground.low, ground.high) for e in (exponent.low, exponent.high)])
    single = (exponent.low == exponent.high) & (exponent.low == np.floor(exponent.low)) & (exponent.low > 0)
    even = single & (exponent.low % 2 == 0) & (ground.low < 0.0)
    inside = even & (ground.high > 0.0)
    known = (ground.low >= 0.0) | single
    low = np.where(inside, 0.0, np.where(known, corners.low, -np.inf))
    return Range(low, np.where(known, corners.high, np.inf))


def _less(parts: Sequence[Range]) -> Range:
    a, b = parts
    return Range((a.high < b.low).astype(np.float64), (a.low < b.high).astype(np.float64))


def _at_most(parts: Sequence[Range]) -> Range:
    a, b = parts
    return Range((a.high <= b.low).astype(np.float64), (a.low <= b.high).astype(np.float64))


def _equal(parts: Sequence[Range]) -> Range:
    a, b = parts
    sure = (a.low == a.high) & (b.low == b.high) & (a.low == b.low)
    return Range(sure.astype(np.float64), ((a.low <= b.high) & (b.low <= a.high)).astype(np.float64))


def _not(parts: Sequence[Range]) -> Range:
    return Range(1.0 - parts[0].high, 1.0 - parts[0].low)


def _and(parts: Sequence[Range]) -> Range:
    return _joined(parts, np.minimum)


def _or(parts: Sequence[Range]) -> Range:
    return _joined(parts, np.maximum)


def _joined(parts: Sequence[Range], join: Callable[[Floats, Floats], Floats]) -> Range:
    low, high = parts[0].low, parts[0].high
    for part in parts[1:]:
        low, high = join(low, part.low), join(high, part.high)
    return Range(low, high)


def _if(parts: Sequence[Range]) -> Range:
    condition, then, other = parts
    sure, never = condition.low != 0.0, condition.high == 0.0
    low = np.where(sure, then.low, np.where(never, other.low, np.minimum(then.low, other.low)))
    return Range(
        low, np.where(sure, then.high, np.where(never, other.high, np.maximum(then.high, other.high)))
    )


def _call(name: str, parts: Sequence[Range]) -> Range:
    value = FUNCTIONS[name].value
    if name == "abs":
        ends = _ends([np.abs(parts[0].low), np.abs(parts[0].high)])
        return Range(np.where((parts[0].low < 0.0) & (parts[0].high > 0.0), 0.0, ends.low), ends.high)
    if name in RISING:
        return Range(
            np.asarray(value([part.low for part in parts]), np.float64),
            np.asarray(value([part.high for part in parts]), np.float64),
        )
    # hazard and share_before rise or fall in each argument alone: their ends lie at corners
    corners = itertools.product(*((part.low, part.high) for part in parts))
    found = _ends([np.asarray(value(list(corner)), np.float64) for corner in corners])
    if name == "share_before":  # but for a window of no length, where it jumps
        exact = np.all([np.broadcast_to(p.low == p.high, found.low.shape) for p in parts], axis=0)
        return Range(np.where(exact, found.low, 0.0), np.where(exact, found.high, 1.0))
    return found


_OPERATIONS: dict[str, Callable[[Sequence[Range]], Range]] = {
    "sum": _sum,
    "product": _product,
    "quotient": _quotient,
    "power": _power,
    "<": _less,
    "<=": _at_most,
    "==": _equal,
    "!=": lambda parts: _not((_equal(parts),)),
    "not": _not,
    "and": _and,
    "or": _or,
    "if": _if,
}
