"""How numbers, ranges and days are written on the page: fixed decimals, so that bytes are stable."""

from __future__ import annotations

import datetime as dt

NOTHING = "–"
NARROW = "\u00a0"  # a number and its sign stay on one line
SIGN = NARROW + "%"
MINUS = "\u2212"
SMALL = 0.01
ROUNDING = 1e-9  # of a share: what is outside by less is on the bound
LEAST = 0.0001  # of payoffs: what is smaller is told as smaller
AXIS = ".3~g"  # of charts: no axis with the same label twice


def percent(share: float | None, decimals: int = 0) -> str:
    """A share of one in per cent; small ones are `< 1 %` and never a false 0, large ones never 100.

    Examples
    --------
    >>> [percent(share).replace(NARROW, " ") for share in (0.123, 0.004, 0.0, 0.998)]
    ['12 %', '< 1 %', '0 %', '> 99 %']
    """
    if share is None:
        return NOTHING
    if -ROUNDING < share < 0 or 1 < share < 1 + ROUNDING:  # no share is outside its bounds
        share = float(round(share))
    share = share or 0.0  # no minus before a 0
    least = 0.5 * 10**-decimals
    shown = 100 * share
    if 0 < shown < least * 2 and round(shown, decimals) < 10**-decimals:
        return f"<{NARROW}{10**-decimals:.{decimals}f}{SIGN}"
    if 100 - least * 2 < shown < 100 and round(shown, decimals) >= 100:
        return f">{NARROW}{100 - 10**-decimals:.{decimals}f}{SIGN}"
    return f"{shown:.{decimals}f}{SIGN}"


def chance(probability: float) -> str:
    """A probability of the first page: whole per cent, below one with a decimal."""
    return percent(probability, 1 if probability < SMALL else 0)


def points(error: float | None) -> str:
    """A standard error of a share, in percentage points, rounded up to the decimal that is shown.

    Examples
    --------
    >>> points(0.0021), points(0.000001), points(0.0)
    ('± 0.3', '± 0.1', '± 0.0')
    """
    if error is None:
        return NOTHING
    tenths = 1000 * error
    up = int(tenths) + (1 if tenths - int(tenths) > 1e-9 else 0)
    return f"± {up / 10:.1f}"


def percent_range(low: float | None, high: float | None, decimals: int = 0) -> str:
    """`21 to 40 %`, the 5 to 95 % range over draws."""
    if low is None or high is None:
        return NOTHING
    first, last = percent(low, decimals), percent(high, decimals)
    return last if first == last else f"{first.removesuffix(SIGN)} to {last}"


def number(value: float | None, decimals: int = 2) -> str:
    """A number with a true minus sign; very large and very small ones in powers of ten."""
    if value is None:
        return NOTHING
    if value != 0 and not 1e-3 <= abs(value) < 1e6:
        return f"{value:.1e}".replace("-", MINUS)
    if abs(value) >= 1000:
        decimals = 0
    elif 0 < abs(value) < 0.1:
        decimals = max(decimals, 3 if abs(value) >= 0.01 else 4)
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", MINUS)


def signed(value: float | None, decimals: int = 2) -> str:
    """A part of a sum, always with its sign."""
    text = number(value, decimals)
    return text if value is None or value <= 0 or text == NOTHING else f"+{text}"


def level(value: float | dt.date | None) -> str:
    """The value of a parameter, a number or a day."""
    return value.isoformat() if isinstance(value, dt.date) else number(value)


def count(n: float) -> str:
    """`400 000`: groups of three by a thin space."""
    return f"{n:,.0f}".replace(",", "\u202f")


def day(date: dt.date | None) -> str:
    """`2031-02-27`, as everywhere in headers, tables and lists."""
    return NOTHING if date is None else date.isoformat()


def listed(parts: list[str]) -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def spelled(n: int) -> str:
    """Small counts in words, as prose wants them."""
    names = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return names[n] if 0 <= n < len(names) else str(n)


def plain_name(name: str) -> str:
    """An identifier as words: the fallback where the scenario gives no title."""
    return name.replace("_", " ")


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
