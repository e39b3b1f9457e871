"""Moments of the ledger: UTC, to the microsecond, as whole numbers that can be compared.

A moment is the number of microseconds since 1970-01-01 UTC. A day without a time stands for its first
second where something opens and for its last where something ends, so that "by 31 December" has that
day in it.
"""

from __future__ import annotations

import datetime as dt
import functools

from standoff.errors import Problem, StandoffError

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
SECOND = 1_000_000
DAY = 86_400 * SECOND
FIRST, LAST = dt.datetime(1000, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)


class LedgerError(StandoffError):
    """Something of a ledger cannot be used: a time, a line, a forecast, a file that is read in."""


def moment_of(when: dt.datetime | dt.date, *, end: bool = False) -> int:
    """A day or a time as a moment; a time without a zone is UTC.

    Examples
    --------
    >>> moment_of(dt.date(1970, 1, 2)) // DAY, moment_of(dt.date(1970, 1, 1), end=True) // SECOND
    (1, 86399)
    """
    if not isinstance(when, dt.datetime):
        last = dt.time(23, 59, 59) if end else dt.time()
        when = dt.datetime.combine(when, last)
    if when.tzinfo is None:
        when = when.replace(tzinfo=dt.UTC)
    return (when - EPOCH) // dt.timedelta(microseconds=1)


@functools.lru_cache(maxsize=1 << 16)
def read_moment(text: str, *, end: bool = False) -> int:
    """A moment as it is written: ISO 8601, `2031-03-01` or `2031-03-01T12:00:00Z`.

    Parameters
    ----------
    text : a day, or a day and a time; without a zone it is UTC
    end : whether a day stands for its last second and not for its first

    Returns
    -------
    int
        Microseconds since 1970.

    Raises
    ------
    LedgerError
        S768 where it is no time, or lies outside the years 1000 to 9999.

    Examples
    --------
    >>> written(read_moment("2031-03-01 12:00:00+02:00")), written(read_moment("2031-03-01", end=True))
    ('2031-03-01T10:00:00Z', '2031-03-01T23:59:59Z')
    """
    try:
        if len(text) == 10:
            return moment_of(dt.date.fromisoformat(text), end=end)
        found = dt.datetime.fromisoformat(text)
        if found.tzinfo is None:
            found = found.replace(tzinfo=dt.UTC)
        if FIRST <= found <= LAST:
            return (found - EPOCH) // dt.timedelta(microseconds=1)
    except (ValueError, OverflowError, TypeError):
        pass
    what = f"`{str(text)[:40]}` is no time."
    fix = "For example `2031-03-01` or `2031-03-01T12:00:00Z`."
    raise LedgerError(Problem("S768", what, "Expected a day or a time of ISO 8601.", fix))


@functools.lru_cache(maxsize=1 << 16)
def written(moment: int) -> str:
    """A moment as the ledger writes it, fractions only where there are some."""
    when = EPOCH + dt.timedelta(microseconds=moment)
    text = when.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    return f"{text}.{when.microsecond:06d}Z" if when.microsecond else f"{text}Z"


def day_of(moment: int) -> dt.date:
    """The day of a moment, in UTC."""
    return (EPOCH + dt.timedelta(microseconds=moment)).date()


def days(moment: int) -> float:
    """A moment in days since 1970: the unit in which dates are scored."""
    return moment / DAY
