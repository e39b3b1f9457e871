"""Dates in prose as intervals of days: `by June 2031`, `the summer of 2030`, `between March and May`.

What is said loosely becomes the widest days that it can mean: a month is all of its days, a season
its three months (of the northern hemisphere, by months: spring is March to May, the winter of a
year begins in its December), `early`, `mid` and `late` a third each. A month without a year, and
words such as `last year`, need the day on which the text was written; without it they are left out.
`by`, `until` and `before` leave the beginning open, `since`, `from` and `after` the end.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from standoff.evidence.records import Interval

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3].lower(): i for name, i in list(_MONTHS.items())} | {"sept": 9}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_YEAR = r"(?:1[5-9]|20|21)\d\d"
_PART = r"(?P<part>early|mid|late|the beginning of|the end of|the middle of)[-\s]+"
_DAY = r"\d{1,2})(?:st|nd|rd|th)?"  # with the bracket that closes its name
_AFTER = "in|as early as|no later than|by|until|till|since|from|before|after|during"
_FORMS = (
    ("iso", r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    ("day", rf"\b(?P<d>{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})\.?(?:,?\s+(?P<y>{_YEAR}))?\b"),
    ("day", rf"\b(?P<month>{_MONTH})\.?\s+(?P<d>{_DAY}(?:,?\s+(?P<y>{_YEAR}))?\b(?!\d)"),
    ("month", rf"\b(?<!\d\s)(?:{_PART})?(?P<month>{_MONTH})\.?(?:\s+of)?,?\s+(?P<y>{_YEAR})\b"),
    ("quarter", rf"\bQ(?P<q>[1-4])\s+(?:of\s+)?(?P<y>{_YEAR})\b"),
    ("season", rf"\b(?P<season>spring|summer|autumn|fall|winter)(?:\s+of)?\s+(?P<y>{_YEAR})\b"),
    ("season", r"\b(?P<when>last|this|next)\s+(?P<season>spring|summer|autumn|fall|winter)\b"),
    ("relative", r"\b(?P<when>last|this|next)\s+(?P<unit>year|month|week)\b"),
    ("relative", r"\b(?P<when>yesterday|today|tomorrow)\b"),
    ("bare", rf"\b(?:{_AFTER}|of|to|and|next|last|this)\s+"
             rf"(?P<core>(?:{_PART})?(?P<month>(?-i:{_MONTH})))\b(?!\s+\d)"),
    ("year", rf"\b(?:{_AFTER}|of|to|and|than|for)\s+(?P<core>(?:{_PART})?(?P<y>{_YEAR}))\b"),
)  # fmt: skip
_ANY = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _FORMS)
_OPENS = re.compile(
    r"\b(?P<word>by|until|till|before|since|from|after|no later than|as early as)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BARE_END = re.compile(
    rf"\b(?P<core>(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?)?(?:\s*(?P<month>{_MONTH}))?)"
    r"\s*(?:and|to|-|–|until|through)\s*$"
)
_SIDE = re.compile(r"\b(?P<side>later|earlier)\s+$", re.IGNORECASE)
_THIRDS = {"early": 0, "the beginning of": 0, "mid": 1, "the middle of": 1, "late": 2, "the end of": 2}
_JOINS = re.compile(r"\s*(?:to|until|till|and|-|–|—|through)\s*(?:the\s+)?")


@dataclass(frozen=True, slots=True)
class Dated:
    """An interval with the words that say it, and where they stand in the sentence."""

    said: str
    about: Interval
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Days:
    """Words that name days: the first and the last, or what a year would make of them."""

    start: int
    end: int
    first: dt.date
    last: dt.date
    yearless: bool = False


def dates(text: str, written: dt.date | None = None) -> tuple[Dated, ...]:
    """The dates of a sentence as intervals, in order; `written` is the day the text was written.

    Examples
    --------
    >>> [d.about.text for d in dates("It must be settled by June 2031, or between 3 and 9 May 2032.")]
    ['to 2031-06-30', 'from 2032-05-03 to 2032-05-09']
    """
    found = _plain(text, written)
    joined: list[Dated] = []
    i = 0
    while i < len(found):
        days = found[i]
        if i + 1 < len(found) and _are_range(text, days, found[i + 1]):
            ends = _in_order(days, found[i + 1])
            said = text[ends[0].start : ends[1].end]
            joined.append(Dated(said, Interval(ends[0].first, ends[1].last), ends[0].start, ends[1].end))
            i += 2
            continue
        joined.append(_opened(text, days, written))
        i += 1
    return tuple(joined)


def _plain(text: str, written: dt.date | None) -> list[_Days]:
    """Every naming of days, the longer form first where two meet; a range's bare ends filled in."""
    taken: list[_Days] = []
    for kind, pattern in _ANY:
        for match in pattern.finditer(text):
            days = _read(kind, match, written)
            if days is not None and not any(d.start < days.end and days.start < d.end for d in taken):
                taken.append(days)
    return sorted(_with_bare_days(text, taken), key=lambda days: days.start)


def _with_bare_days(text: str, taken: list[_Days]) -> list[_Days]:
    """`between 3 and 9 May`, `28 March to 3 May 2031`: the first end borrows from the second."""
    found = list(taken)
    for days in taken:
        bare = _BARE_END.search(text[: days.start])
        if bare is None or any(d.start < bare.end() - 1 and bare.start() < d.end for d in found):
            continue
        number, month = bare["d"], bare["month"]
        if number and (month or days.first == days.last):
            of = _MONTHS[month.lower()] if month else days.first.month
            first = last = _day(days.first.year, of, int(number))
        elif month:
            first = dt.date(days.last.year, _MONTHS[month.lower()], 1)
            last = _month_end(first)
        else:
            continue
        if first is not None and last is not None:
            found.append(_Days(bare.start("d" if number else "month"), bare.end("core"), first, last, True))
    return found


def _are_range(text: str, one: _Days, other: _Days) -> bool:
    """Two dates with a word for a stretch between them, said to be one: `from .. to`, `between .. and`."""
    between = text[one.end : other.start]
    if not _JOINS.fullmatch(between):
        return False
    ranged = re.search(r"\b(?:from|between)\s+(?:the\s+)?$", text[: one.start], re.IGNORECASE) is not None
    return ranged or (between.strip().lower() != "and" and one.first <= other.last)


def _in_order(one: _Days, other: _Days) -> tuple[_Days, _Days]:
    """A range whose year stands only at its end: its beginning lies before it."""
    if one.yearless and one.first > other.last:
        one = _Days(one.start, one.end, _a_year_before(one.first), _a_year_before(one.last))
    return (one, other) if one.first <= other.last else (other, one)


def _opened(text: str, days: _Days, written: dt.date | None) -> Dated:
    """The interval with the end that `by`, `since` and their like leave open."""
    before = text[: days.start]
    opens = _OPENS.search(before)
    first: dt.date | None = days.first
    last: dt.date | None = days.last
    start = days.start
    if opens is not None:
        start = opens.start()
        match opens["word"].lower():
            case "by" | "until" | "till" | "no later than":
                first = None
            case "before":
                first, last = None, days.first - dt.timedelta(days=1)
            case "after":
                first, last = days.last + dt.timedelta(days=1), None
            case _:
                last = None
    elif written is not None and days.first <= written <= days.last and (side := _SIDE.search(before)):
        start = side.start()
        first, last = (written, last) if side["side"].lower() == "later" else (first, written)
    return Dated(text[start : days.end], Interval(first, last), start, days.end)


def _read(kind: str, match: re.Match[str], written: dt.date | None) -> _Days | None:
    given = match.groupdict()
    days = _READERS[kind](given, written)
    if days is None:
        return None
    part = given.get("part")
    first, last = _third(*days, part.lower()) if part else days
    start = match.start("core") if "core" in given else match.start()
    yearless = kind in ("day", "bare") and not given.get("y")
    return _Days(start, match.end(), first, last, yearless)


_Given = Mapping[str, "str | None"]
_Ends = tuple[dt.date, dt.date]


def _iso(given: _Given, _written: dt.date | None) -> _Ends | None:
    day = _day(int(given["y"] or 0), int(given["m"] or 0), int(given["d"] or 0))
    return None if day is None else (day, day)


def _of_day(given: _Given, written: dt.date | None) -> _Ends | None:
    year = int(given["y"] or 0) or (written.year if written is not None else 0)
    day = _day(year, _MONTHS[(given["month"] or "").lower()], int(given["d"] or 0))
    return None if day is None else (day, day)


def _of_month(given: _Given, written: dt.date | None) -> _Ends | None:
    year = int(given.get("y") or 0) or (written.year if written is not None else 0)
    first = _day(year, _MONTHS[(given["month"] or "").lower()], 1)
    return None if first is None else (first, _month_end(first))


def _quarter(given: _Given, _written: dt.date | None) -> _Ends | None:
    first = dt.date(int(given["y"] or 0), 3 * int(given["q"] or 0) - 2, 1)
    return first, _month_end(_months_on(first, 2))


def _season(given: _Given, written: dt.date | None) -> _Ends | None:
    if given.get("y"):
        year = int(given["y"] or 0)
    elif written is not None:
        year = written.year + {"last": -1, "this": 0, "next": 1}[(given["when"] or "").lower()]
    else:
        return None
    first = dt.date(year, _SEASONS[(given["season"] or "").lower()], 1)
    return first, _month_end(_months_on(first, 2))


def _relative(given: _Given, written: dt.date | None) -> _Ends | None:
    if written is None:
        return None
    when = (given["when"] or "").lower()
    if when in ("yesterday", "today", "tomorrow"):
        day = written + dt.timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[when])
        return day, day
    step = {"last": -1, "this": 0, "next": 1}[when]
    unit = (given["unit"] or "").lower()
    if unit == "year":
        return dt.date(written.year + step, 1, 1), dt.date(written.year + step, 12, 31)
    if unit == "month":
        first = _months_on(written.replace(day=1), step)
        return first, _month_end(first)
    monday = written - dt.timedelta(days=written.weekday()) + dt.timedelta(weeks=step)
    return monday, monday + dt.timedelta(days=6)


def _year(given: _Given, _written: dt.date | None) -> _Ends | None:
    year = int(given["y"] or 0)
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


_READERS: Mapping[str, Callable[[_Given, dt.date | None], _Ends | None]] = {
    "iso": _iso,
    "day": _of_day,
    "month": _of_month,
    "bare": _of_month,
    "quarter": _quarter,
    "season": _season,
    "relative": _relative,
    "year": _year,
}


def _third(first: dt.date, last: dt.date, part: str) -> _Ends:
    """A third of a month or year; `early 2031` is January to April."""
    third = _THIRDS[part]
    if (last - first).days > 31:
        begin = _months_on(first, 4 * third)
        return begin, _month_end(_months_on(begin, 3))
    begin = first + dt.timedelta(days=10 * third)
    return begin, last if third == 2 else begin + dt.timedelta(days=9)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None  # a day that no calendar has is no date


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _months_on(first: dt.date, months: int) -> dt.date:
    count = 12 * first.year + first.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def _a_year_before(day: dt.date) -> dt.date:
    return _day(day.year - 1, day.month, day.day) or dt.date(day.year - 1, day.month, 28)
