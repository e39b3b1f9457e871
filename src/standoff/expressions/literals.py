"""The numbers that are written out in a formula, and which of them somebody had to make up.

A number counts, with the minus in front of it, wherever it is written, except where it is structure:
1. an exponent (`x ** 2`), and an option of a grid (`level >= 50`, `level in (10, 50)`);
2. 0 as an alternative of an `if` (`cost if f == x else 0`), and 1 where the `if` is a factor; 0 and 1 as a
   chance or as an alternative of one, which say that something is certain;
3. 0 that is added to, or subtracted from, something with a name, and 1 in `1 - p` where `p` is made of
   chances, shares, `exp` and conditions alone, or stands in a chance (the complement);
4. 1 as a factor of something with a name, above a quotient (`1 / months`), and in `odds / (1 + odds)`;
5. 0 and 1 as bounds of something with a name: in a comparison, in `min`, `max` and `clip`.
Dates are no numbers. What stands alone, or among numbers alone, counts always: `1 if f == x` pays 1,
and `(0 - 4)` is two numbers. `rest` is no number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from standoff.expressions.functions import FUNCTIONS
from standoff.expressions.nodes import Node
from standoff.expressions.reading import parse
from standoff.expressions.written import (
    Written,
    WrittenCall,
    WrittenChain,
    WrittenComparison,
    WrittenIf,
    WrittenList,
    WrittenLogic,
    WrittenMinus,
    WrittenName,
    WrittenNot,
    WrittenNumber,
)

_TRUTHS = (WrittenComparison, WrittenLogic, WrittenNot)
_BOUNDING = ("min", "max", "clip")
_SHARES = frozenset(
    {"exp", *(name for name, made in FUNCTIONS.items() if made.gives in ("probability", "share"))}
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A number as it stands in a text: its value and the characters `start` to `end`, sign included."""

    value: float
    start: int
    end: int


def literals(
    text: str,
    *,
    shares: frozenset[str] = frozenset(),
    grids: frozenset[str] = frozenset(),
    chance: bool = False,
) -> tuple[Literal, ...]:
    """The numbers of a formula that somebody made up, in the order of the text.

    Parameters
    ----------
    shares : names of chances and shares, of which `1 - x` is the complement
    grids : names of moves whose options are numbers
    chance : whether the formula is a chance, of which 0 and 1 say that something is certain

    Examples
    --------
    >>> [found.value for found in literals("-10 if help == abandon")]
    [-10.0]
    >>> [found.value for found in literals("(1 - p) * 3 if x == y", shares=frozenset({"p"}))]
    [3.0]
    >>> literals("cost if level > 50", grids=frozenset({"level"}))
    ()
    """
    root = parse(text, None).root
    if isinstance(root, Node):
        return ()  # `parse` gives the written form
    if chance and _is(root, 0.0, 1.0):
        return ()
    return tuple(sorted(_Walk(shares, grids, chance).of(root), key=lambda literal: literal.start))


@dataclass(frozen=True, slots=True)
class _Walk:
    shares: frozenset[str]
    grids: frozenset[str]
    certain: bool

    def of(self, part: Written) -> Iterator[Literal]:
        """The numbers of a part that stands for itself."""
        literal = _literal(part)
        if literal is not None:
            yield literal
        elif isinstance(part, WrittenIf):
            yield from self.alternatives(part)
        elif isinstance(part, WrittenChain):
            yield from self.chain(part)
        elif isinstance(part, WrittenComparison):
            yield from self.comparison(part)
        elif isinstance(part, WrittenCall) and part.name in _BOUNDING:
            yield from self.bounded(part.items)
        elif isinstance(part, WrittenMinus | WrittenNot):
            yield from self.of(part.item)
        elif isinstance(part, WrittenLogic | WrittenList | WrittenCall):
            for item in part.items:
                yield from self.of(item)

    def alternatives(self, part: WrittenIf, *, switch: bool = False) -> Iterator[Literal]:
        """Of `x if c else y`; in a switch, which is multiplied by something else, 1 is no number either."""
        yield from self.of(part.condition)
        for item in (part.then, part.other):
            if item is not None and _is(item, 0.0, *((1.0, -1.0) if switch or self.certain else ())):
                continue
            if item is not None:
                yield from self.of(item)

    def chain(self, part: WrittenChain) -> Iterator[Literal]:
        if part.operators[0] == "**":
            yield from self.of(part.items[0])
            if _literal(part.items[1]) is None:
                yield from self.of(part.items[1])
            return
        named = [_quantity(item) for item in part.items]
        for i, item in enumerate(part.items):
            beside = any(name for k, name in enumerate(named) if k != i)
            if part.operators[0] in "+-":
                complement = i == 0 and "+" not in part.operators and self.complements(part.items[1:])
                plain = (_is(item, 0.0) and beside) or (_is(item, 1.0) and complement)
            elif isinstance(item, WrittenIf):
                yield from self.alternatives(item, switch=True)
                continue
            elif i and part.operators[i - 1] == "/" and isinstance(item, WrittenChain):
                yield from self.divisor(item)
                continue
            else:
                plain = _is(item, 1.0, -1.0) and beside
            if not plain:
                yield from self.of(item)

    def divisor(self, part: WrittenChain) -> Iterator[Literal]:
        """Of `1 + odds` in `odds / (1 + odds)` the 1 is no number."""
        odds = part.operators == ("+",) and any(_quantity(item) for item in part.items)
        for literal in self.of(part):
            if not (odds and literal.value == 1.0 and literal.start in [item.start for item in part.items]):
                yield literal

    def complements(self, items: tuple[Written, ...]) -> bool:
        """Whether these are chances, shares or conditions, which are subtracted from 1."""
        return all(
            isinstance(item, _TRUTHS) or (bool(_names(item)) and (self.certain or self.known_shares(item)))
            for item in items
        )

    def known_shares(self, part: Written) -> bool:
        """Whether all that it names is a chance or a share; a front or summit gives nothing else to 1."""
        return all(name in self.shares or name in _SHARES or "." in name for name in _names(part))

    def comparison(self, part: WrittenComparison) -> Iterator[Literal]:
        if any(isinstance(item, WrittenName) and item.name in self.grids for item in part.items):
            return
        yield from self.bounded(part.items)

    def bounded(self, items: tuple[Written, ...]) -> Iterator[Literal]:
        named = any(_names(item) for item in items)
        for item in items:
            if not (named and _is(item, 0.0, 1.0)):
                yield from self.of(item)


def _literal(part: Written) -> Literal | None:
    """A number with the signs in front of it, or None."""
    if isinstance(part, WrittenNumber):
        return Literal(part.value, part.start, part.end)
    if isinstance(part, WrittenMinus):
        inner = _literal(part.item)
        return None if inner is None else Literal(0.0 - inner.value, part.start, part.end)
    return None


def _is(part: Written, *values: float) -> bool:
    literal = _literal(part)
    return literal is not None and literal.value in values


def _names(part: Written) -> frozenset[str]:
    """The names outside of conditions; a condition stands for a truth, not for what it names."""
    if isinstance(part, WrittenName):
        return frozenset({part.name})
    if isinstance(part, WrittenCall):
        if part.name in ("count", "sum"):  # of copies: something that has a name
            return frozenset({part.name})
        if part.name in _SHARES or "." in part.name:
            return frozenset({part.name})
        return frozenset().union(*(_names(item) for item in part.items))
    if isinstance(part, WrittenMinus):
        return _names(part.item)
    if isinstance(part, WrittenChain):
        return frozenset().union(*(_names(item) for item in part.items))
    if isinstance(part, WrittenIf):
        return _names(part.then) | (_names(part.other) if part.other is not None else frozenset())
    return frozenset()


def _quantity(part: Written) -> bool:
    """Whether it is something with a name, and no condition alone: `cost`, not `f == x`."""
    return not isinstance(part, _TRUTHS) and bool(_names(part))
