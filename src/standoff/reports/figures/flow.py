"""Draws how the options of one choice flow into endings: bars at both sides, bands as wide as likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from standoff.reports.figures.plot import ENDINGS, colour_class
from standoff.reports.figures.svg import figure, shorten, tag, wrap

WIDTH, HIGH, TOP = 400.0, 210.0, 44.0
LEFT, RIGHT, BAR = 92.0, 180.0, 9.0  # room for names at both sides, and how thick the bars are
HEAD_RIGHT, APART = 72.0, 2.0  # room for the head at the right; between names
LEADER, STRAIGHT = 15.0, 3.0  # from a bar to its name: how long, and what a name may be off without a line
GAP, LINE, LETTERS = 5.0, 12.0, 11.0


@dataclass(frozen=True, slots=True)
class End:
    """One bar: its name, its share of all plays, the number of its colour (an ending's from `ENDINGS` on)."""

    name: str
    share: float
    colour: int = 6


@dataclass(frozen=True, slots=True)
class Stream:
    """A band from an option to an ending: their places, and its share of all plays."""

    source: int
    target: int
    share: float


def flow_drawing(
    title: str,
    heads: tuple[str, str],
    ends: tuple[Sequence[End], Sequence[End]],
    streams: Sequence[Stream],
    said: str = "",
) -> Markup:
    """One drawing.

    Parameters
    ----------
    heads : what stands over the bars at the left, and at the right
    said : for a screen reader, in place of the title
    ends : the options and the endings, from above

    Examples
    --------
    >>> ends = ([End("go", 0.4), End("stay", 0.6)], [End("war", 0.4), End("peace", 0.6)])
    >>> drawn = flow_drawing("A choice", ("", ""), ends, [Stream(0, 0, 0.4), Stream(1, 1, 0.6)])
    >>> str(drawn).count("c-stream")
    2
    """
    sources, targets = ends
    most = max(len(sources), len(targets))
    high = max(HIGH, most * (LINE + GAP) + 30)
    unit = (high - GAP * (most - 1)) / max(1.0, sum(one.share for one in sources))
    left, right = LEFT, WIDTH - RIGHT - BAR
    tops = [_tops(side, unit, high) for side in ends]
    parts = [
        tag(
            "text",
            shorten(title, WIDTH, 13.0, bold=True),
            x=0,
            y=14,
            font_size=13,
            font_weight=700,
            class_="c-ink",
        ),
        tag("text", shorten(heads[0], WIDTH - HEAD_RIGHT, LETTERS), x=0, y=32, class_="c-soft"),
        tag("text", heads[1], x=WIDTH, y=32, text_anchor="end", class_="c-soft"),
    ]
    used = [list(side) for side in tops]
    for stream in sorted(streams, key=lambda one: (one.source, one.target)):
        deep = stream.share * unit
        first, last = used[0][stream.source], used[1][stream.target]
        used[0][stream.source] += deep
        used[1][stream.target] += deep
        colour = colour_class(targets[stream.target].colour)
        parts.append(_band((left + BAR, first), (right, last), deep, f"{colour} c-stream"))
    for side, x, places in ((sources, left, tops[0]), (targets, right, tops[1])):
        for one, y in zip(side, places, strict=True):
            box = {"x": x, "y": TOP + y, "width": BAR, "height": max(0.8, one.share * unit)}
            parts.append(tag("rect", class_=colour_class(one.colour), **box))
    parts += _names(sources, tops[0], unit, (left - 5, "end", LEFT - 8), high)
    parts += _names(targets, tops[1], unit, (right + BAR + LEADER + 2, "", RIGHT - LEADER - 4), high)
    return figure(*parts, size=(WIDTH, TOP + high + 8), title=said or title, class_="flow")


def _tops(side: Sequence[End], unit: float, high: float) -> list[float]:
    """Where each bar begins, with equal gaps that fill the height."""
    whole = sum(max(0.8, one.share * unit) for one in side)
    gap = (high - whole) / max(1, len(side) - 1) if len(side) > 1 else 0.0
    gap = min(gap, 16.0) if len(side) < 4 else gap
    y, found = (0.0 if len(side) > 3 else max(0.0, (high - whole - gap * (len(side) - 1)) / 2)), []
    for one in side:
        found.append(y)
        y += max(0.8, one.share * unit) + gap
    return found


def _band(first: tuple[float, float], last: tuple[float, float], deep: float, class_: str) -> Markup:
    (x0, y0), (x1, y1) = first, last
    y0, y1, middle = y0 + TOP, y1 + TOP, (x0 + x1) / 2
    d = (
        f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}v{deep:.2f}"
        f"C{middle:.1f} {y1 + deep:.1f} {middle:.1f} {y0 + deep:.1f} {x0:.1f} {y0 + deep:.1f}z"
    )
    return tag("path", d=d, class_=class_)


def _names(
    side: Sequence[End], tops: Sequence[float], unit: float, where: tuple[float, str, float], high: float
) -> list[Markup]:
    """Names beside bars, none over another; a line leads to a name at the right that is not level with it."""
    x, anchor, room = where
    lines = [wrap(one.name, room, LETTERS, 2 if len(side) < 8 else 1) for one in side]
    parts, free = [], 0.0
    left = sum(LINE * len(own) for own in lines)
    roomy = left + APART * len(side) < high
    left += APART * len(side) if roomy else 0.0
    for one, top, own in zip(side, tops, lines, strict=True):
        wanted = top + one.share * unit / 2 - LINE * len(own) / 2
        y = max(free, min(wanted, high + 6 - left))
        if not anchor and abs(y - wanted) > STRAIGHT:
            first, last = TOP + top + one.share * unit / 2, TOP + y + LINE * len(own) / 2
            line = f"M{x - LEADER:.1f} {first:.1f}L{x - 2:.1f} {last:.1f}"
            parts.append(tag("path", d=line, class_="c-axis"))
        left -= LINE * len(own) + (APART if roomy else 0.0)
        for i, said in enumerate(own):
            at = TOP + y + LINE * (i + 1) - 2.5
            parts.append(tag("text", said, x=x, y=at, text_anchor=anchor or None, class_="c-ink"))
        free = y + LINE * len(own) + (APART if roomy else 0.0)
    return parts


def ending_colour(place: int) -> int:
    """The number of the colour of an ending."""
    return ENDINGS + place
