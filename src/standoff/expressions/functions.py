"""The functions of the language: how many arguments each takes, what they are, and their values.

`hazard(rate, from, to)` is the chance that something which happens at a steady rate a month
happens between two dates: 1 - exp(-rate x months), a month being 30.4375 days.
`share_before(date, from, to)` is the part of the window from `from` to `to` that lies before
`date`, in [0, 1]; a window of no length is before or it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
DAYS_A_MONTH = 30.4375
QUANTIFIERS = ("any", "all", "count", "sum")  # not called like these, but written out over a group


@dataclass(frozen=True, slots=True)
class Function:
    """How a function is called and what it gives.

    arguments : names for messages; takes : "number", "date" or "alike" (numbers, or all dates)
    gives : its unit, or None for that of its arguments
    """

    arguments: tuple[str, ...]
    takes: tuple[str, ...]
    gives: str | None
    least: int
    most: int | None
    value: Callable[[Sequence[Floats]], Floats]


def _smallest(items: Sequence[Floats]) -> Floats:
    result = items[0]
    for item in items[1:]:
        result = np.minimum(result, item)
    return result


def _largest(items: Sequence[Floats]) -> Floats:
    result = items[0]
    for item in items[1:]:
        result = np.maximum(result, item)
    return result


def _clip(items: Sequence[Floats]) -> Floats:
    x, low, high = items
    return np.minimum(np.maximum(x, low), high)


def _logistic(items: Sequence[Floats]) -> Floats:
    small = np.exp(-np.abs(items[0]))  # never overflows
    return np.where(items[0] >= 0, 1.0 / (1.0 + small), small / (1.0 + small))


def _hazard(items: Sequence[Floats]) -> Floats:
    rate, first, last = items
    months = np.maximum(last - first, 0.0) / DAYS_A_MONTH
    return -np.expm1(-rate * months)


def _share_before(items: Sequence[Floats]) -> Floats:
    date, first, last = items
    part = np.clip((date - first) / (last - first), 0.0, 1.0)
    return np.where(last > first, part, np.where(date > first, 1.0, 0.0))


def _plain(value: Callable[[Floats], Floats], unit: str | None = "") -> Function:
    return Function(("x",), ("number",), unit, 1, 1, lambda items: value(items[0]))


FUNCTIONS: dict[str, Function] = {
    "min": Function(("a", "b", "..."), ("alike",), None, 2, None, _smallest),
    "max": Function(("a", "b", "..."), ("alike",), None, 2, None, _largest),
    "abs": _plain(lambda x: np.abs(x), None),
    "exp": _plain(lambda x: np.exp(x)),
    "log": _plain(lambda x: np.log(x)),
    "sqrt": _plain(lambda x: np.sqrt(x)),
    "clip": Function(("x", "low", "high"), ("alike",), None, 3, 3, _clip),
    "logistic": Function(("x",), ("number",), "probability", 1, 1, _logistic),
    "hazard": Function(("rate", "from", "to"), ("number", "date", "date"), "probability", 3, 3, _hazard),
    "share_before": Function(("date", "from", "to"), ("date", "date", "date"), "share", 3, 3, _share_before),
    "days": Function(("n",), ("number",), "days", 1, 1, lambda items: items[0]),
}
SPECIAL = {"made": ("move",), "payoff": ("actor", "term")}


def value_of(name: str, arguments: Sequence[float]) -> float:
    """The value of a function of constants.

    Examples
    --------
    >>> value_of("clip", [3.0, 0.0, 1.0])
    1.0
    """
    with np.errstate(all="ignore"):
        return float(FUNCTIONS[name].value([np.asarray(x, np.float64) for x in arguments]))
