"""How an ending, a measure or a conclusion is told wherever it stands: shares in per cent, all else plain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.reports.text.numbers import MINUS, NOTHING, number, percent, signed

if TYPE_CHECKING:
    from standoff.results.run.summary import Summary


def is_share(summary: Summary, outcome: str) -> bool:
    """Whether an outcome (`measure:tested`) is a probability or a share of draws."""
    kind, _, name = outcome.partition(":")
    if kind != "measure":
        return True
    known = [told.measures[name] for told in summary.readings.values() if name in told.measures]
    return bool(known) and known[0].text.startswith("P(")


def value_told(value: float | None, *, share: bool) -> str:
    """A mean, in per cent with a decimal where it is a share.

    Examples
    --------
    >>> value_told(0.25, share=True).replace("\u00a0", " "), value_told(1.5, share=False)
    ('25.0 %', '1.500')
    """
    if value is None:
        return NOTHING
    return percent(value, 1) if share else number(value, decimals(value))


def change_told(change: float | None, *, share: bool) -> str:
    """A difference of two means, in percentage points where it is one of shares.

    Examples
    --------
    >>> change_told(0.0304, share=True), change_told(0.25, share=False), change_told(None, share=True)
    ('+3.0 points', '+0.250', '–')
    """
    if change is None:
        return NOTHING
    return f"{points(100 * change)} points" if share else signed(change, decimals(change))


def decimals(value: float) -> int:
    """How many decimals tell four digits or so of a number that is no share.

    Examples
    --------
    >>> decimals(0.177), decimals(27.4), decimals(-127.58)
    (3, 2, 1)
    """
    return 3 if abs(value) < 10 else 2 if abs(value) < 100 else 1


def points(value: float) -> str:
    """Percentage points with their sign, never a signed 0.

    Examples
    --------
    >>> points(3.04), points(-0.01), points(-1.25)
    ('+3.0', '0.0', '\u22121.2')
    """
    text = f"{value:+.1f}"
    return "0.0" if float(text) == 0 else text.replace("-", MINUS)
