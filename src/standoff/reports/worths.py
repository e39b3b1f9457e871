"""How payoffs and their differences are written: enough digits to tell small ones from 0, never powers."""

from __future__ import annotations

from typing import Any

from standoff.reports.formats import MINUS, NOTHING, number

LEAST = 0.0001
AXIS = ".3~g"  # of charts: no axis with the same label twice


def worth(value: float | None) -> str:
    """A payoff with four decimals where it is small.

    Examples
    --------
    >>> worth(0.00031), worth(0.00002), worth(1.5), worth(0.0)
    ('0.0003', '< 0.0001', '1.50', '0.00')
    """
    if value is None:
        return NOTHING
    if 0 < abs(value) < LEAST:
        return f"< {LEAST}" if value > 0 else f"> {MINUS}{LEAST}"
    if 0 < abs(value) < 10 * LEAST:
        return f"{value:.4f}".replace("-", MINUS)
    return number(value)


def signed_worth(value: float | None) -> str:
    """The same, always with its sign.

    Examples
    --------
    >>> signed_worth(0.5), signed_worth(-0.5)
    ('+0.50', '\u22120.50')
    """
    text = worth(value)
    return f"+{text}" if value is not None and value >= LEAST else text


def worth_axis(channel: Any) -> Any:
    """An axis for payoffs."""
    return channel.axis(format=AXIS, tickCount=6)
