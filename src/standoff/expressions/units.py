"""The closed list of units and how they combine: labels that catch sums of unlike things.

A unit of None is that of a plain number, which fits everything. Adding or comparing two different
labels is an error; a product keeps a label only where the other factor has none; probabilities
and shares count as plain in products.
"""

from __future__ import annotations

_PURE = frozenset({"", "probability", "share"})


def unlike(first: str | None, second: str | None) -> bool:
    """Whether two units may not be added or compared."""
    return bool(first) and bool(second) and first != second


def common(first: str | None, second: str | None) -> str | None:
    """The unit of a sum of two things that are alike.

    Examples
    --------
    >>> common(None, "payoff"), common("", "payoff"), common(None, "")
    ('payoff', 'payoff', '')
    """
    return first or second or ("" if first == "" or second == "" else None)


def of_product(first: str | None, second: str | None) -> str | None:
    """The unit of a product.

    Examples
    --------
    >>> of_product("payoff", "share"), of_product(None, "days"), of_product("days", "payoff")
    ('payoff', 'days', '')
    """
    if first is None and second is None:
        return None
    a, b = ("" if unit is None or unit in _PURE else unit for unit in (first, second))
    return "" if a and b else a or b


def of_quotient(above: str | None, below: str | None) -> str | None:
    """The unit of a quotient.

    Examples
    --------
    >>> of_quotient("payoff", None), of_quotient("usd", "usd"), of_quotient("usd", "people")
    ('payoff', '', '')
    """
    if above is None and below is None:
        return None
    return of_product(above, None) if below is None or below in _PURE else ""
