"""Figure: an answer against the five numbers that matter most, a panel a number, a line a reading."""

from __future__ import annotations

import datetime as dt

from standoff.reports.figures.axes import Axis, day_axis, number_axis
from standoff.reports.figures.lines import Curve, Lines, Point, Size, lines_chart
from standoff.reports.figures.svg import shorten
from standoff.reports.sections.answers import named_by, written
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import percent, plain_name
from standoff.reports.text.tabled import Tabled
from standoff.results.run.folder import RunFiles
from standoff.results.run.stored_draws import StoredDraws, StoredNumber, values_of

MOST_NUMBERS, N_BINS, FEWEST = 5, 8, 40
EPOCH = dt.date(1970, 1, 1).toordinal()
Pairs = list[tuple[float, float, float]]  # number, answer, weight; a draw each


def answer_by_number(files: RunFiles, endings: tuple[Ending, ...]) -> Tabled | None:
    """The figure; none without stored draws, or with too few for means of eighths."""
    stored = files.stored
    if stored is None or not stored.numbers or stored.draws < FEWEST:
        return None
    about, name = _answer(files, endings, stored)
    numbers = stored.numbers[:MOST_NUMBERS]
    tables = [[_pairs(stored, reading, number, name) for reading in files.readings] for number in numbers]
    panels = [_panel(files, number, table) for number, table in zip(numbers, tables, strict=True)]
    highest = max((p.middle for panel in panels for curve in panel.curves for p in curve.points), default=0.0)
    if highest <= 0:
        return None
    y = number_axis(0.0, min(100.0, 1.12 * highest), "%", n_ticks=4)
    several = len(files.readings) > 1
    key = {i: files.reading_title(reading) for i, reading in enumerate(files.readings)} if several else {}
    title = f"“{about}” against the {len(panels)} numbers that matter most"
    if len(panels) == 1:
        title = f"“{about}” against the number that matters most"
    size = Size(226.0, 120.0, 3)
    x = panels[0].x
    assert x is not None
    caption = (
        f"Means over {N_BINS} equal parts of the first {stored.draws} draws, in the number's order, each "
        "at the middle of its part; all other numbers vary. A flat line: it does not matter by itself."
    )
    drawing = lines_chart(title, panels, (x, y), size, key)
    heads = ("Number", "Reading", "In its lowest eighth", "In its highest eighth")
    rows = [
        (panel.heading, files.reading_title(files.readings[curve.series]), *_ends(curve))
        for panel in panels
        for curve in panel.curves
    ]
    return Tabled("answer-by-number", title, (drawing,), caption, heads, tuple(rows))


def _ends(curve: Curve) -> tuple[str, str]:
    """The answer where the number is least, and where it is largest."""
    return percent(curve.points[0].middle / 100), percent(curve.points[-1].middle / 100)


def _answer(files: RunFiles, endings: tuple[Ending, ...], stored: StoredDraws) -> tuple[str, str]:
    """Title and column of what is drawn: the first answer of the scenario, else the likeliest ending."""
    for one in named_by(files, written(files)):
        name = f"{one.kind}:{one.name}"
        if all(name in reading.answers for reading in stored.readings.values()):
            return one.title, name
    found = files.summary.readings[files.base].endings
    top = max(endings, key=lambda e: found[e.name].probability if e.name in found else 0.0)
    return top.title, f"ending:{top.name}"


def _pairs(stored: StoredDraws, reading: str, number: StoredNumber, name: str) -> Pairs:
    first = next(iter(number.columns))
    known = stored.readings[reading]
    xs = values_of(number.columns[reading if reading in number.columns else first], stored.draws)
    answer = known.answers.get(name)
    if answer is None:
        return []
    weights = [1.0] * stored.draws if known.weight is None else values_of(known.weight, stored.draws)
    triples = zip(xs, values_of(answer, stored.draws), weights, strict=True)
    return sorted((x, y, w) for x, y, w in triples if x is not None and y is not None and w)


def _panel(files: RunFiles, number: StoredNumber, tables: list[Pairs]) -> Lines:
    curves = [Curve(i, tuple(_means(table))) for i, table in enumerate(tables) if len(table) >= N_BINS]
    places = [point.x for curve in curves for point in curve.points]
    says = next(
        (row.says for rows in files.parameters.values() for row in rows if row.name == number.name), ""
    ) or plain_name(number.name)
    title = shorten(says[:1].upper() + says[1:], 244.0, 11.0, bold=True)
    return Lines(title, tuple(curves), _axis(number, min(places, default=0.0), max(places, default=1.0)))


def _means(table: Pairs) -> list[Point]:
    """Weighted means of number and answer over parts of as many draws each."""
    found = []
    for i in range(N_BINS):
        part = table[i * len(table) // N_BINS : (i + 1) * len(table) // N_BINS]
        total = sum(w for _, _, w in part)
        x, y = (sum(one[k] * one[2] for one in part) / total for k in (0, 1))
        found.append(Point(x, 100 * y, 100 * y, 100 * y))
    return found


def _axis(number: StoredNumber, low: float, high: float) -> Axis:
    if not number.dated:
        return number_axis(low, high, n_ticks=4)
    first, last = (dt.date.fromordinal(EPOCH + round(v)) for v in (low, high))
    axis = day_axis(first, last, n_ticks=3)
    ticks = tuple((at - EPOCH, said) for at, said in axis.ticks)
    return Axis(axis.low - EPOCH, axis.high - EPOCH, ticks)
