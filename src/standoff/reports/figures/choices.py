"""Draws one information set's options: their probabilities, and the payoff terms that explain them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from standoff.reports.figures.svg import figure, tag
from standoff.reports.text.ending_keys import DARK, PALETTE, REST
from standoff.reports.text.numbers import number, signed
from standoff.results.run.details import Action

BAR_WIDTH, TERM_WIDTH, ROW_HEIGHT, AXIS_HEIGHT = 190.0, 250.0, 22.0, 30.0
EDGE = 6.0
TERM_COLOURS = (*PALETTE, REST)  # as many terms are told apart
LEAST = 0.005  # a scale of payoffs is at least this wide
THINNEST, ROOM_FOR_NUMBER = 0.3, 13.0  # pixels

Parts = Sequence[tuple[str, float]]  # (title of a payoff term, its mean), in the order of the key


def options_drawing(actions: Sequence[Action], parts: Sequence[Parts], title: str) -> Markup:
    """Left: probability of each option with its range. Right: payoff terms, gains right of 0, losses left.

    Parameters
    ----------
    actions : the options, a row each
    parts : the terms of each option, the same terms in the same order
    title : of the drawing, for screen readers
    """
    depth = ROW_HEIGHT * len(actions)
    left_x, right_x = EDGE, EDGE + BAR_WIDTH + 34
    low = min([0.0, *(sum(value for _, value in terms if value < 0) for terms in parts)])
    high = max([0.0, *(sum(value for _, value in terms if value > 0) for terms in parts)])
    if high - low < LEAST:
        low, high = -1.0, 1.0
    drawn = [*_probability_axis(left_x, depth), *_payoff_axis(right_x, depth, low, high)]
    for i, (action, terms) in enumerate(zip(actions, parts, strict=True)):
        drawn += _probability_bar(action, left_x, ROW_HEIGHT * i)
        drawn += _term_bars(terms, (right_x, ROW_HEIGHT * i), (low, high))
    size = (right_x + TERM_WIDTH + EDGE, depth + AXIS_HEIGHT)
    return figure(*drawn, size=size, title=title, class_="options")


def _probability_axis(x: float, y: float) -> list[Markup]:
    parts = []
    for part in (0.0, 0.5, 1.0):
        at = x + BAR_WIDTH * part
        parts.append(tag("line", x1=at, x2=at, y1=0, y2=y, class_="grid"))
        anchor = {0.0: "start", 1.0: "end"}.get(part, "middle")
        parts.append(tag("text", f"{100 * part:.0f}", x=at, y=y + 11, text_anchor=anchor, class_="tick"))
    label = "Probability of the option (%)"
    parts.append(tag("text", label, x=x + BAR_WIDTH / 2, y=y + 24, text_anchor="middle", class_="axis"))
    return parts


def _payoff_axis(x: float, y: float, low: float, high: float) -> list[Markup]:
    zero = x + TERM_WIDTH * (0 - low) / (high - low)
    parts = [tag("line", x1=zero, x2=zero, y1=0, y2=y, class_="zero")]
    for value, anchor in ((low, "start"), (high, "end")):
        at = x + TERM_WIDTH * (value - low) / (high - low)
        if abs(at - zero) > 30:
            parts.append(tag("text", number(value, 1), x=at, y=y + 11, text_anchor=anchor, class_="tick"))
    parts.append(tag("text", "0", x=zero, y=y + 11, text_anchor="middle", class_="tick"))
    label = "Expected payoff from here on, by term (payoff units)"
    parts.append(tag("text", label, x=x + TERM_WIDTH / 2, y=y + 24, text_anchor="middle", class_="axis"))
    return parts


def _probability_bar(action: Action, x: float, y: float) -> list[Markup]:
    parts = [tag("rect", x=x, y=y + 5, width=BAR_WIDTH * min(1.0, action.mean), height=12.0, class_="bar")]
    if action.q05 is not None and action.q95 is not None:
        first, last = x + BAR_WIDTH * action.q05, x + BAR_WIDTH * min(1.0, action.q95)
        parts.append(tag("line", x1=first, x2=last, y1=y + 11, y2=y + 11, class_="whisker"))
        parts += [
            tag("line", x1=at, x2=at, y1=y + 7.5, y2=y + 14.5, class_="whisker") for at in (first, last)
        ]
    return parts


def _term_bars(terms: Parts, corner: tuple[float, float], scale: tuple[float, float]) -> list[Markup]:
    """Stacked from 0 outwards; the black tick is the sum of all terms."""
    (x, y), (low, high) = corner, scale
    unit = TERM_WIDTH / (high - low)
    zero = x - low * unit
    losses, gains = zero, zero  # where the next loss and the next gain begin
    drawn = []
    for i, (title, value) in enumerate(terms):
        width = abs(value) * unit
        if width < THINNEST:
            continue
        at = gains if value > 0 else losses - width
        drawn += _term_bar(i, f"{title} {signed(value)}", (at, y), width)
        gains, losses = (at + width, losses) if value > 0 else (gains, at)
    total = zero + sum(value for _, value in terms) * unit
    drawn.append(tag("line", x1=total, x2=total, y1=y + 2, y2=y + 20, class_="sum"))
    return drawn


def _term_bar(i_term: int, said: str, corner: tuple[float, float], width: float) -> list[Markup]:
    """One term's bar in the colour of its key, with the key's number where there is room."""
    (x, y), colour = corner, TERM_COLOURS[i_term]
    bar = {"x": x, "y": y + 5, "width": width, "height": 12.0}
    drawn = [tag("rect", tag("title", said), fill=colour, stroke="#ffffff", stroke_width=0.7, **bar)]
    if width >= ROOM_FOR_NUMBER:
        ink = "#ffffff" if colour in DARK else "#000000"
        place = {"x": x + width / 2, "y": y + 14.4}
        drawn.append(tag("text", str(i_term + 1), text_anchor="middle", class_="inbar", fill=ink, **place))
    return drawn
