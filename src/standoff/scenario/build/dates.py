"""Dates of moves: windows, days and last days, checked against the order of play."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from standoff.errors import Span, nearest
from standoff.expressions import Name
from standoff.scenario.build.draft import Draft, Entry
from standoff.scenario.build.symbols import Symbols
from standoff.scenario.records import Dates, Move
from standoff.scenario.yaml.nodes import Items, Scalar, as_date

LAST_YEAR = 8999  # calendars are drawn with some room behind the horizon, and end with the year 9999
MOST_DAYS = 366_000


def dates_of(entry: Entry, symbols: Symbols) -> Dates | None:
    """The dates under `within`, `on`, `until`, or under `by` where that is a date."""
    if entry.pairs is None:
        return None
    keys = [key for key, _ in entry.pairs if key.text in ("within", "on", "until")]
    by = entry.pairs.get("by")
    if isinstance(by, Scalar) and _is_moment(by, symbols):
        keys.append(entry.pairs.key("by") or by)
    if len(keys) > 1:
        what = (
            f"The move `{entry.key.text}` has its date in two places, `{keys[0].text}` and `{keys[1].text}`."
        )
        symbols.complain("S416", what, keys[1].span, expected="Expected one of `within`, `on`, `until`.")
        return None
    if not keys:
        return None
    node = entry.pairs.get(keys[0].text)
    if keys[0].text == "within":
        ends = (
            [_moment(item, symbols) for item in node if isinstance(item, Scalar)]
            if isinstance(node, Items)
            else []
        )
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            return None
        return Dates("within", ends[0], ends[1])
    day = _moment(node, symbols) if isinstance(node, Scalar) else None
    if day is None:
        return None
    return Dates("on", day, day) if keys[0].text == "on" else Dates("by", None, day)


def _is_moment(node: Scalar, symbols: Symbols) -> bool:
    meaning = symbols.names.get(node.text)
    named = meaning is not None and meaning.kind == "parameter" and _can_be_date(meaning)
    return node.kind == "date" or named


def _can_be_date(meaning: Name) -> bool:
    """Whether a parameter is a date, or would have been one before it was complained about."""
    return meaning.unit == "date" or (meaning.broken and not meaning.unit)


def _moment(node: Scalar, symbols: Symbols) -> dt.date | str | None:
    day = as_date(node.text)
    if day is not None:
        return day
    if _is_moment(node, symbols):
        return node.text
    dated = [
        name
        for name, meaning in symbols.names.items()
        if meaning.kind == "parameter" and meaning.unit == "date"
    ]
    what = f"There is no date parameter `{node.text}`."
    fix = nearest(node.text, dated)
    if node.text in symbols.named("parameter"):
        what = f"The parameter `{node.text}` is no date."
        fix = "Give it dates, as in `uniform(2031-04-01, 2031-06-30)`, or `unit: date`."
    symbols.complain("S418", what, node.span, expected="Expected a date or a date parameter.", fix=fix)
    return None


def check_calendar(moves: Mapping[str, Move], draft: Draft, symbols: Symbols) -> None:
    """Complains about dates outside the scenario's time, and about dates against the order of play."""
    as_of, horizon = as_date(draft.top.text("as_of")), as_date(draft.top.text("horizon"))
    if as_of is None or horizon is None:
        return
    if horizon <= as_of:
        node = draft.top.get("horizon")
        what = f"The horizon {horizon} is not after `as_of: {as_of}`."
        symbols.complain("S417", what, node.span if node else None, expected="Expected a later day.")
        return
    if horizon.year > LAST_YEAR or (horizon - as_of).days > MOST_DAYS:
        node = draft.top.get("horizon")
        what = f"The horizon {horizon} lies further away than a calendar can be drawn."
        expected = f"Expected a day within 1,000 years of `as_of`, before the year {LAST_YEAR + 1}."
        at = node.span if node else None
        symbols.complain("S417", what, at, expected=expected, fix="Look less far ahead.")
        return
    latest: tuple[dt.date, str] | None = None  # the earliest day that the moves so far leave
    for name, move in moves.items():
        if move.dates is None:
            continue
        start = move.dates.start if isinstance(move.dates.start, dt.date) else None
        end = move.dates.end if isinstance(move.dates.end, dt.date) else None
        entry = draft.section("moves")[name]
        if start is not None and end is not None and end < start:
            what = f"The dates of `{name}` end on {end}, before they begin on {start}."
            symbols.complain("S416", what, _at(entry, end), expected="Expected the first day first.")
            continue
        for day in dict.fromkeys(day for day in (start, end) if day is not None):
            if not as_of <= day <= horizon:
                what = f"The move `{name}` has the date {day}."
                expected = f"Expected a day from {as_of} (`as_of`) to {horizon} (`horizon`)."
                symbols.complain("S417", what, _at(entry, day), expected=expected)
        if latest is not None and end is not None and end < latest[0]:
            what = f"`{name}` is over by {end}, but `{latest[1]}`, which comes first, begins on {latest[0]}."
            expected = "The order in the text is the order of play."
            symbols.complain(
                "S416", what, _at(entry, end), expected=expected, fix="Change a date, or the order."
            )
        if start is not None and (latest is None or start > latest[0]):
            latest = (start, name)


def _at(entry: Entry, day: dt.date) -> Span:
    """Where a day stands in a move."""
    for key in ("within", "on", "until", "by"):
        node = entry.pairs.get(key) if entry.pairs is not None else None
        for item in node if isinstance(node, Items) else (node,):
            if isinstance(item, Scalar) and item.text == day.isoformat():
                return item.span
    return entry.key.span
