"""The text of a written form: what reading it again gives is the same tree.

Brackets stand only where precedence needs them (reading.py has the order), and around what is compared
where it is itself a sum of conditions, so that a text that was written out can be read aloud.
"""

from __future__ import annotations

from standoff.expressions.records import date_of
from standoff.expressions.written import (
    Written,
    WrittenCall,
    WrittenChain,
    WrittenComparison,
    WrittenDate,
    WrittenIf,
    WrittenList,
    WrittenLogic,
    WrittenMinus,
    WrittenName,
    WrittenNot,
    WrittenNumber,
)

_IF, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _MINUS, _POWER, _ATOM = range(10)


def unparse(written: Written) -> str:
    """The text of a written form.

    Examples
    --------
    >>> from standoff.expressions.reading import parse
    >>> unparse(parse("-(a+b)*2 if not (c==d or e)", None).root)
    '-(a + b) * 2 if not (c == d or e)'
    """
    return _text(written, _IF)


def _text(part: Written, least: int) -> str:
    """A part where something that binds at least so tightly is expected."""
    said, binds = _said(part)
    return said if binds >= least else f"({said})"


def _said(part: Written) -> tuple[str, int]:
    """The text of a part without brackets around it, and how tightly it binds."""
    if isinstance(part, WrittenNumber):
        return number(part.value), _ATOM
    if isinstance(part, WrittenDate):
        return date_of(part.value).isoformat(), _ATOM
    if isinstance(part, WrittenName):
        return part.name, _ATOM
    if isinstance(part, WrittenCall):
        return f"{part.name}({', '.join(_text(item, _IF) for item in part.items)})", _ATOM
    if isinstance(part, WrittenList):
        return f"({', '.join(_text(item, _SUM) for item in part.items)})", _ATOM
    if isinstance(part, WrittenMinus):
        return f"-{_text(part.item, _MINUS)}", _MINUS
    if isinstance(part, WrittenNot):
        return f"not {_text(part.item, _NOT)}", _NOT
    if isinstance(part, WrittenLogic):
        binds = _OR if part.word == "or" else _AND
        return f" {part.word} ".join(_text(item, binds + 1) for item in part.items), binds
    if isinstance(part, WrittenComparison):
        return _between(part.items, part.operators, _SUM), _COMPARISON
    if isinstance(part, WrittenIf):
        other = "" if part.other is None else f" else {_text(part.other, _IF)}"
        return f"{_text(part.then, _OR)} if {_text(part.condition, _OR)}{other}", _IF
    return _chain(part)


def _chain(part: WrittenChain) -> tuple[str, int]:
    if part.operators[0] == "**":
        return f"{_text(part.items[0], _ATOM)} ** {_text(part.items[1], _MINUS)}", _POWER
    binds = _SUM if part.operators[0] in "+-" else _PRODUCT
    return _between(part.items, part.operators, binds + 1), binds


def _between(items: tuple[Written, ...], operators: tuple[str, ...], least: int) -> str:
    said = _text(items[0], least)
    for operator, item in zip(operators, items[1:], strict=True):
        said += f" {operator} {_text(item, least)}"
    return said


def number(value: float) -> str:
    """A number as short as reading it again allows."""
    short = f"{value:.15g}"
    return short if float(short) == value else repr(value)
