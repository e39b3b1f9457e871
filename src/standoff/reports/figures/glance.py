"""Draws the game at a glance: its moves in order along a line of time, one card a move.

A card says who moves (name, letters on a square of the actor's colour; a diamond of chance), what is decided,
the likeliest option with its range, and who sees it where not all do (a padlock). Cards made at the same time
stand one below the other. The line goes on in a new row where it is too long, so that the same drawing can be
made for any width at the same size of letters; `WIDTHS` names the three that a page shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from standoff.reports.figures.svg import figure, shorten, tag, text_width, wrap
from standoff.reports.text.ending_keys import DARK, PALETTE
from standoff.reports.text.moments import CHANCE, Card, Course, Likely, Moment
from standoff.reports.text.numbers import listed

WIDTHS = {"wide": 1190.0, "middle": 694.0, "narrow": 340.0}  # a screen, a printed page, a telephone
WANTED = {"wide": 174.0, "middle": 128.0, "narrow": 300.0}  # width of a card, before it is stretched
TITLE, OPTION, SMALL = 11.5, 11.0, 10.0  # sizes of letters
PAD, GAP_X, GAP_Y, AXIS, BARE_AXIS, TOP = 8.0, 12.0, 8.0, 30.0, 14.0, 16.0
EDGE = 6.0  # room for the bar beside moves that are made together
LINE, SMALL_LINE, HEAD, BAR_HEIGHT = 14.0, 12.5, 20.0, 4.0
MOST_MOVER = 3  # lines of a mover's name
MOST_LIKELY = 4  # lines of likeliest options in a card
INK, SOFT, PAPER, RULE, BROWN = "#1b1f24", "#56606b", "#ffffff", "#9aa3ad", "#8a5a00"


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text in a card: where it stands from the card's corner, and how it is set."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False
    end: bool = False  # x is where it ends
    role: str = "ink"

    @property
    def width(self) -> float:
        return text_width(self.text, self.size, bold=self.bold)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card ready to be drawn: its lines and bars, as high as they need."""

    card: Card
    lines: tuple[Words, ...]
    bars: tuple[tuple[float, float, float], ...]  # height, low and high as shares
    width: float
    height: float


def letters(titles: Sequence[str]) -> dict[str, str]:
    """One or two letters for each actor, none twice while that can be.

    Examples
    --------
    >>> letters(["London", "Buenos Aires", "Lisbon", "Lone Isle"])
    {'London': 'L', 'Buenos Aires': 'BA', 'Lisbon': 'Li', 'Lone Isle': 'LI'}
    """
    found: dict[str, str] = {}
    for title in titles:
        parts = [part for part in title.split() if part[0].isupper()] or title.split() or ["?"]
        initials = "".join(part[0] for part in parts)[:2].upper()
        tries = [initials, *(f"{parts[0][0].upper()}{letter}" for letter in parts[0][1:])]
        found[title] = next((one for one in tries if one not in found.values()), initials)
    return found


def glance_drawing(
    course: Course, kind: str, colours: dict[str, str], title: str
) -> tuple[Markup, tuple[Markup, ...]]:
    """The drawing for one of the `WIDTHS`, and its rows one by one; `colours` by the mover's name.

    Rows are as equal as they can be, so that no card stands alone in the last.
    """
    strips: list[tuple[float, float]] = []
    width = WIDTHS[kind]
    marks = letters(list(dict.fromkeys(c.mover_title for m in course.moments for c in m.cards if c.mover)))
    n_fit = max(1, int((width + GAP_X) / (WANTED[kind] + GAP_X)))
    n_rows = -(-len(course.moments) // n_fit)
    n_columns = -(-len(course.moments) // n_rows) if n_rows > 1 else n_fit
    wide = (width - 2 * EDGE - GAP_X * (n_columns - 1)) / n_columns
    rows = [course.moments[i : i + n_columns] for i in range(0, len(course.moments), n_columns)]
    parts, y, number = [], TOP, 1
    for i, row in enumerate(rows):
        drawn = [[card_of(card, wide) for card in moment.cards] for moment in row]
        axis = AXIS if any(moment.when for moment in row) else BARE_AXIS
        strip = _axis(row, number, y, wide, last=i == len(rows) - 1)
        for column, stack in enumerate(drawn):
            strip += _stack(stack, EDGE + column * (wide + GAP_X), y + axis, colours, marks)
        bottom = y + axis + max(_height(stack) for stack in drawn) + 2
        parts.append(tag("g", *strip, id=f"glance-{kind}-{i}"))
        strips.append((y - TOP, bottom))
        y = bottom - 2 + TOP
        number += len(row)
    said = tag("desc", said_in_words(course))
    drawing = figure(said, *parts, size=(width, y - TOP + 2), title=title, class_=f"glance {kind}")
    return drawing, tuple(_strip(f"glance-{kind}-{i}", width, *ends) for i, ends in enumerate(strips))


def _strip(name: str, width: float, top: float, bottom: float) -> Markup:
    """One row of a drawing once more, so that a printed page can end between rows."""
    view = f"0 {top:.1f} {width:.1f} {bottom - top:.1f}"
    inner = tag("use", href=f"#{name}")
    return tag(
        "svg",
        inner,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=view,
        aria_hidden="true",
        class_="glance-row",
    )


def said_in_words(course: Course) -> str:
    """All that the drawing shows, as text."""
    return " ".join(f"{i}. {sentence(moment)}" for i, moment in enumerate(course.moments, 1))


def sentence(moment: Moment) -> str:
    """One moment: `25 to 31 Mar 1982: London, London's signal: silence, 43 to 46 of 100.`"""
    told = "; at the same time ".join(_card_in_words(card) for card in moment.cards)
    return f"{moment.when}: {told}." if moment.when else f"{told[:1].upper()}{told[1:]}."


def _card_in_words(card: Card) -> str:
    parts = [f"{card.mover_title}, {card.title}"]
    parts += [f"({card.copies})"] if card.copies else []
    likely = ", ".join(f"{_likely_words(one)}, {one.range}" for one in card.likely)
    said = " ".join(parts) + (f": {likely}" if likely else "")
    readings = dict.fromkeys(f"‘{reading}’" for one in card.likely for reading in one.elsewhere)
    other = f"another under {listed(list(readings))}" if readings else ""
    return said + "".join(f" ({extra})" for extra in (other, card.made, card.closed) if extra)


def _likely_words(one: Likely) -> str:
    return f"{one.who}: {one.option}" if one.who else one.option


def card_of(card: Card, width: float) -> Drawn:
    """Set a card's lines: none is wider than the card leaves room for."""
    room = width - 2 * PAD
    lines, bars = [], []
    beside = room - 26 - (16 if card.closed else 0)
    movers = wrap(card.mover_title, beside, SMALL, MOST_MOVER)
    for i, said in enumerate(movers):
        lines.append(Words(shorten(said, beside, SMALL), PAD + 26, 14 + i * SMALL_LINE, SMALL, role="soft"))
    y = HEAD + SMALL_LINE * (len(movers) - 1)
    for text in wrap(card.title, room / 1.07, TITLE, 3):
        y += LINE
        lines.append(Words(shorten(text, room, TITLE, bold=True), PAD, y, TITLE, bold=True))
    shown = card.likely[:MOST_LIKELY]
    for one in shown:
        if one.who:
            y += SMALL_LINE
            lines.append(Words(shorten(one.who, room, SMALL), PAD, y, SMALL, role="soft"))
        y += LINE
        share = text_width(one.range, OPTION)
        fits = text_width(one.option, OPTION) + 8 + share <= room
        lines.append(Words(shorten(one.option, room - (8 + share) * fits, OPTION), PAD, y, OPTION))
        y += 0 if fits else LINE
        lines.append(Words(one.range, width - PAD, y, OPTION, end=True))
        bars.append((y + 4, one.low, one.high))
        y += BAR_HEIGHT + 3
    more = len(card.likely) - len(shown)
    extras = [f"and {more} more" if more else "", _elsewhere(card), card.copies, card.made, card.closed]
    for extra in extras:
        for text in wrap(extra, room, SMALL, 2) if extra else []:
            y += SMALL_LINE
            lines.append(Words(text, PAD, y, SMALL, role="soft"))
    return Drawn(card, tuple(lines), tuple(bars), width, y + PAD)


def _elsewhere(card: Card) -> str:
    found = dict.fromkeys(reading for one in card.likely for reading in one.elsewhere)
    if not found:
        return ""
    return "another in one reading" if len(found) == 1 else f"another in {len(found)} readings"


def _height(stack: Sequence[Drawn]) -> float:
    return sum(drawn.height for drawn in stack) + GAP_Y * (len(stack) - 1)


def _axis(row: Sequence[Moment], number: int, y: float, wide: float, *, last: bool) -> list[Markup]:
    """The line of time over one row of moments, with numbered points and days."""
    right = EDGE + len(row) * (wide + GAP_X) - GAP_X
    parts = [tag("line", x1=EDGE, y1=y, x2=right, y2=y, stroke=RULE, stroke_width=1.5, class_="g-rule")]
    if not last:
        arrow = f"M{right - 7:.1f} {y - 4:.1f}L{right:.1f} {y:.1f}L{right - 7:.1f} {y + 4:.1f}"
        parts.append(tag("path", d=arrow, fill="none", stroke=RULE, stroke_width=1.5, class_="g-rule"))
    for i, moment in enumerate(row):
        x = EDGE + i * (wide + GAP_X)
        parts.append(tag("circle", cx=x + 9, cy=y, r=8, class_="g-dot"))
        parts.append(
            _text(Words(f"{number + i}", x + 9, y + 3.6, SMALL, bold=True), 0, 0, on=True, anchor="middle")
        )
        when = shorten(moment.when, wide - PAD, SMALL)
        if when:
            parts.append(_text(Words(when, x + 2, y + 22, SMALL, role="soft"), 0, 0))
    return parts


def _stack(
    stack: Sequence[Drawn], x: float, y: float, colours: dict[str, str], marks: dict[str, str]
) -> list[Markup]:
    parts = []
    for drawn in stack:
        parts.append(_card(drawn, x, y, colours, marks))
        y += drawn.height + GAP_Y
    if len(stack) > 1:
        top, bottom = y - _height(stack) - GAP_Y, y - GAP_Y
        parts.append(
            tag("line", x1=x - 4, y1=top, x2=x - 4, y2=bottom, stroke=INK, stroke_width=2, class_="g-ink")
        )
    return parts


def _card(drawn: Drawn, x: float, y: float, colours: dict[str, str], marks: dict[str, str]) -> Markup:
    card = drawn.card
    by_chance = card.mover == CHANCE
    frame = tag(
        "rect",
        x=x,
        y=y,
        width=drawn.width,
        height=drawn.height,
        rx=10 if by_chance else 3,
        stroke=BROWN if by_chance else RULE,
        stroke_width=1.2,
        stroke_dasharray="4 3" if by_chance else None,
        class_="g-card",
    )
    parts = [frame, _badge(card, x + PAD, y + 4, colours, marks)]
    if card.closed:
        parts.append(_padlock(x + drawn.width - PAD - 10, y + 4))
    room = drawn.width - 2 * PAD
    for height, low, high in drawn.bars:
        parts.append(_bar(x + PAD, y + height, room, BAR_HEIGHT, "g-track"))
        parts.append(_bar(x + PAD, y + height, room * low, BAR_HEIGHT, "g-low"))
        most = max(room * (high - low), 1.5)
        parts.append(_bar(x + PAD + min(room * low, room - most), y + height, most, BAR_HEIGHT, "g-high"))
    return tag("g", *parts, *(_text(line, x, y) for line in drawn.lines))


def _bar(x: float, y: float, width: float, height: float, class_: str) -> Markup:
    return tag("rect", x=x, y=y, width=width, height=height, class_=class_)


def _text(line: Words, x: float, y: float, *, on: bool = False, anchor: str = "") -> Markup:
    return tag(
        "text",
        line.text,
        x=x + line.x,
        y=y + line.y,
        font_size=line.size,
        font_weight=700 if line.bold else None,
        text_anchor=anchor or ("end" if line.end else None),
        class_="g-on" if on else f"g-{line.role}",
    )


def _badge(card: Card, x: float, y: float, colours: dict[str, str], marks: dict[str, str]) -> Markup:
    """A square with the actor's letters; of chance a diamond."""
    if card.mover == CHANCE:
        middle = f"M{x + 9:.1f} {y:.1f}l7 7l-7 7l-7 -7z"
        return tag("path", d=middle, class_="g-chance")
    colour = colours.get(card.mover, "#56606b")
    ink = "#ffffff" if colour in DARK or colour == "#56606b" else "#000000"
    said = marks[card.mover_title] if card.mover in colours and " and " not in card.mover_title else "…"
    return tag("rect", x=x, y=y, width=20, height=14, rx=2, fill=colour) + tag(
        "text",
        said,
        x=x + 10,
        y=y + 10.6,
        font_size=10,
        font_weight=700,
        text_anchor="middle",
        fill=ink,
    )


def _padlock(x: float, y: float) -> Markup:
    """A closed mark: not all see what comes of it."""
    bow = f"M{x + 2:.1f} {y + 6:.1f}v-2.5a3 3 0 0 1 6 0v2.5"
    return tag("rect", x=x, y=y + 6, width=10, height=8, rx=1.5, class_="g-dot") + tag(
        "path", d=bow, fill="none", stroke=INK, stroke_width=1.6, class_="g-ink"
    )


def actor_colours(movers: Sequence[str]) -> dict[str, str]:
    """A colour for each actor that moves, in the order in which they first do; past seven they recur."""
    return {mover: PALETTE[i % len(PALETTE)] for i, mover in enumerate(movers)}
