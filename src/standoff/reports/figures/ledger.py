"""Drawings of a ledger: a question's chances over time as step lines, and the reliability curve."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from standoff.ledger.families import RESOLVED, Standing
from standoff.ledger.moments import day_of
from standoff.ledger.records import YES, Forecast, Question
from standoff.letters import clean
from standoff.reports.figures.svg import figure, tag

if TYPE_CHECKING:
    from standoff.results.ledger import Calibration

WIDTH, HEIGHT = 640.0, 200.0
LEFT, RIGHT, TOP, BOTTOM = 42.0, 150.0, 12.0, 26.0
SIDE = 260.0
COLOURS = ("#0b4f82", "#9a3b00", "#00664a", "#7a3b78", "#5b5b00", "#1b1f24")
DASHES = (None, "6 3", "2 3", "8 3 2 3", "1 2", "10 4")
INK, SOFT, LINE = "#1b1f24", "#56606b", "#d5dae0"


def step_drawing(
    question: Question,
    lines: Mapping[str, Sequence[Forecast]],
    taken_back: Mapping[str, int],
    standing: Standing,
    now: int,
) -> Markup:
    """The chance of yes over time, a step line a forecaster, with the resolution marked.

    Parameters
    ----------
    lines : forecasts of yes or no by forecaster, in order of when they count
    taken_back : when each withdrawn one was, by its id
    standing : how the question stands; now : where the lines of an open one end
    """
    end = standing.cut if standing.cut is not None else question.closes
    last = max(end, question.opens + 1)
    span = float(last - question.opens)

    def x(moment: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * min(max(moment - question.opens, 0), span) / span

    def y(p: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - p)

    parts = list(_axes(question, last, y))
    for place, (who, said) in enumerate(lines.items()):
        style = _style(place)
        ends = [one.counts_from for one in said[1:]] + [last]
        for one, until in zip(said, ends, strict=True):
            stop = min(until, taken_back.get(one.id, until), last, last if standing.resolution else now)
            if max(one.counts_from, question.opens) < stop:
                at = y(one.value.p[0])
                parts.append(tag("line", x1=x(one.counts_from), y1=at, x2=x(stop), y2=at, **style))
        shown = clean(who)[:22]
        mark = TOP + 12.0 + 16.0 * place
        right = WIDTH - RIGHT + 12.0
        parts.append(tag("line", x1=right, y1=mark - 4, x2=right + 18, y2=mark - 4, **style))
        parts.append(tag("text", shown, x=right + 23, y=mark, font_size=11, fill=INK))
    if standing.state == RESOLVED:
        at = y(1.0 if standing.outcome == YES else 0.0)
        parts.append(tag("circle", cx=x(last), cy=at, r=5, fill="#ffffff", stroke=INK, stroke_width=2))
    said_end = f"; came out as {standing.outcome}" if standing.state == RESOLVED else ""
    title = f"Chance of yes over time: {clean(question.name)}{said_end}"
    return figure(*parts, size=(WIDTH, HEIGHT), title=title, class_="history")


def _style(place: int) -> dict[str, str | float | None]:
    """Lines differ in colour and in dashes."""
    return {
        "stroke": COLOURS[place % len(COLOURS)],
        "stroke_width": 2.0,
        "stroke_dasharray": DASHES[place % len(DASHES)],
    }


def _axes(question: Question, last: int, place: Callable[[float], float]) -> Iterator[Markup]:
    for level in (0.0, 0.5, 1.0):
        at = place(level)
        yield tag("line", x1=LEFT, y1=at, x2=WIDTH - RIGHT, y2=at, stroke=LINE)
        yield tag("text", f"{level:g}", x=LEFT - 6, y=at + 4, text_anchor="end", font_size=11, fill=SOFT)
    bottom = HEIGHT - 8
    first, end = day_of(question.opens).isoformat(), day_of(last).isoformat()
    yield tag("text", first, x=LEFT, y=bottom, font_size=11, fill=SOFT)
    yield tag("text", end, x=WIDTH - RIGHT, y=bottom, text_anchor="end", font_size=11, fill=SOFT)


def reliability_drawing(found: Calibration) -> Markup:
    """How often it was yes, against what was said; each point with its number of forecasts."""
    inner = SIDE - LEFT - TOP - 10

    def at(p: float) -> float:
        return LEFT + inner * p

    def up(p: float) -> float:
        return TOP + 8.0 + inner * (1.0 - p)

    parts = [tag("line", x1=at(0), y1=up(0), x2=at(1), y2=up(1), stroke=LINE, stroke_width=1.5)]
    parts += [tag("line", x1=at(0), y1=up(0), x2=at(1), y2=up(0), stroke=SOFT)]
    parts += [tag("line", x1=at(0), y1=up(0), x2=at(0), y2=up(1), stroke=SOFT)]
    for level in (0.0, 0.5, 1.0):
        parts.append(tag("text", f"{level:g}", x=at(level), y=up(0) + 15, text_anchor="middle", font_size=11))
        parts.append(tag("text", f"{level:g}", x=at(0) - 6, y=up(level) + 4, text_anchor="end", font_size=11))
    for own in found.bins:
        share = own.n_yes / own.n
        parts.append(tag("circle", cx=at(own.mean), cy=up(share), r=4, fill=COLOURS[0]))
        parts.append(tag("text", str(own.n), x=at(own.mean) + 6, y=up(share) - 5, font_size=10, fill=SOFT))
    told = ", ".join(f"said {b.mean:.2f}: {b.n_yes} of {b.n}" for b in found.bins)
    title = f"Reliability of {clean(found.forecaster)}: {told}"
    return figure(*parts, size=(SIDE, SIDE), title=title, class_="reliability")
