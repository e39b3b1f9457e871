"""Figure: by which date each ending is settled, under each reading.

An ending is settled on the branch after which nothing can change it. A branch is dated by its move: a
chance in a window counts as spread evenly over the window's days, as in the calendar; a move without a date
of its own counts on the latest day of the dated moves before it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from standoff.reports.figures.axes import day_axis, number_axis
from standoff.reports.figures.lines import Curve, Lines, Point, Size, lines_chart
from standoff.reports.figures.plot import ENDINGS
from standoff.reports.sections.calendar import share_by
from standoff.reports.text.ending_keys import PALETTE, Ending
from standoff.reports.text.numbers import percent
from standoff.reports.text.tabled import Tabled
from standoff.results.run.folder import RunFiles

LEAST, MOST = 0.01, 10  # an ending's largest probability, and how many are drawn
N_DAYS = 24
TABLED = 5  # days of the table, less one
NAMED = 3.0  # per cent: what ends below has no letter at its line

Settled = tuple[dt.date, dt.date, str, float]  # from, to, ending, probability


def endings_by_date(files: RunFiles, endings: tuple[Ending, ...]) -> Tabled | None:
    """The figure; none where nothing is dated, or every ending is settled on one day."""
    told = {reading: _settled(files, reading) for reading in files.readings}
    days = sorted({day for found in told.values() for first, last, *_ in found for day in (first, last)})
    if len(days) < 2 or any(not found for found in told.values()):
        return None
    first, last = min(days[0], files.summary.as_of), days[-1]
    step = max(1, (last - first).days) / N_DAYS
    grid = sorted(
        {first, *days[1:], *(first + dt.timedelta(days=round(step * i)) for i in range(N_DAYS + 1))}
    )
    top = {e.name: max(_chance(files, reading, e.name) for reading in files.readings) for e in endings}
    shown = sorted((e for e in endings if top[e.name] >= LEAST), key=lambda e: -top[e.name])[:MOST]
    drawn = [e for e in endings if e in shown]
    panels = [
        Lines(files.reading_title(reading), tuple(_curve(e, found, grid) for e in drawn))
        for reading, found in told.items()
    ]
    axes = (day_axis(first, last, n_ticks=5), number_axis(0.0, 100.0, "Settled by the day (%)", n_ticks=5))
    key: dict[int, str] = {}
    for e in drawn:  # a colour stands for at most two endings, the second of them dashed
        said = f"{e.letter} {e.title}{' (dashed)' if e.ring else ''}"
        key[_colour(e)] = "; ".join(text for text in (key.get(_colour(e)), said) if text)
    title = "By which date each ending is settled"
    caption = (
        "The chance that an ending is settled by a day; at the right it is the chance of the ending. A "
        "chance in a window counts as spread evenly over its days, a move without a date on the latest day "
        "of dated moves before it. Letters are those of the endings above."
    )
    if len(endings) > len(drawn):
        least = percent(max(top[e.name] for e in endings if e not in drawn))
        caption += f" {len(endings) - len(drawn)} endings of at most {least} are not drawn."
    size = Size(300.0, 150.0, 2, room=26.0)
    drawing = lines_chart(title, panels, axes, size, key)
    named = sorted({grid[round(i * (len(grid) - 1) / TABLED)] for i in range(TABLED + 1)})
    heads = ("Ending", "Reading", *(f"By {iso}" for iso in map(str, named)))
    rows = [
        (e.title, files.reading_title(reading), *(percent(_by(day, e, found)) for day in named))
        for e in drawn
        for reading, found in told.items()
    ]
    return Tabled("endings-by-date", title, (drawing,), caption, heads, tuple(rows))


def _by(day: dt.date, ending: Ending, found: list[Settled]) -> float:
    """The chance that an ending is settled by a day."""
    return sum(p * share_by(day, a, b) for a, b, name, p in found if name == ending.name)


def _chance(files: RunFiles, reading: str, name: str) -> float:
    found = files.summary.readings[reading].endings.get(name)
    return 0.0 if found is None else found.probability


def _colour(ending: Ending) -> int:
    return ENDINGS + (PALETTE.index(ending.colour) if ending.colour in PALETTE else len(PALETTE))


def _curve(ending: Ending, found: list[Settled], grid: list[dt.date]) -> Curve:
    points = []
    for day in grid:
        share = 100 * _by(day, ending, found)
        points.append(Point(float(day.toordinal()), share, share, share))
    said = ending.letter if points[-1].middle >= NAMED else ""
    return Curve(_colour(ending), tuple(points), dashed=ending.ring, said=said)


def _settled(files: RunFiles, reading: str) -> list[Settled]:
    """Branches that settle an ending, with the days between which that is."""
    details = files.details[reading]
    window = {}
    for move in details.calendar:
        start = move.start or (move.end if move.kind == "on" else min(files.summary.as_of, move.end))
        window[move.move] = (min(start, move.end), move.end)
    latest: dict[int, dt.date] = defaultdict(lambda: files.summary.as_of)
    moves = {node.id: node.move for node in details.nodes}
    found = []
    for edge in sorted(details.edges, key=lambda one: (one.source, one.to)):
        before = latest[edge.source]
        first, last = window.get(moves[edge.source], (before, before))
        latest[edge.to] = max(latest[edge.to], last)
        found += [(first, last, name, edge.reach * share) for name, share in edge.endings.items()]
    return found if window else []
