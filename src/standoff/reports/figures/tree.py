"""Draws the laid-out game as SVG: boxes with their options, lines as wide as play is likely."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from markupsafe import Markup

from standoff.reports.figures.svg import figure, tag
from standoff.reports.figures.tree_boxes import (
    FONT_SIZE,
    HEAD_LINE,
    NOTE_HEIGHT,
    NOTE_SIZE,
    PADDING,
    SURE,
    Box,
    Shown,
    shown_graph,
)
from standoff.reports.figures.tree_layout import Line, Placed, place
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import percent
from standoff.results.run.folder import RunFiles

WIDEST, THINNEST = 9.0, 0.8
PANEL_WIDTH, PANEL_HEIGHT, PAGE_RATIO = 1150.0, 800.0, 1.9  # a printed slice: a landscape page
MARGIN, OVERLAP = 36.0, 110.0
INK, SOFT, LINE = "#1b1f24", "#5b6470", "#8793a0"
COLOURS = {"decision": "#0072B2", "chance": "#8a5a00", "ending": "#5b6470"}


@dataclass(frozen=True, slots=True)
class TreePart:
    """One reading's tree: the drawing, its slices for print, and the table under it."""

    drawing: Markup
    panels: tuple[Markup, ...]
    title: str
    caption: str
    rows: tuple[tuple[str, str, str, str, str, str], ...]


def tree_part(files: RunFiles, reading: str, endings: tuple[Ending, ...]) -> TreePart:
    """Fold, lay out and draw the game under one reading."""
    shown = shown_graph(files, reading, endings)
    placed = place(shown)
    name = f"tree-{files.readings.index(reading)}"
    title = f"Game tree: {files.reading_title(reading)}"
    lines = [line_drawing(shown, line) for line in placed.lines]
    frames = [_frame(*frame) for frame in frames_of(shown, placed)]
    parts = [
        tag("g", *lines, fill="none", stroke=LINE, stroke_opacity=0.55),
        tag("g", *frames, fill="none", stroke=SOFT, stroke_width=1.2, stroke_dasharray="5 3.5"),
    ]
    parts += [box_drawing(shown.boxes[node], placed.position[node]) for node in sorted(shown.boxes)]
    inside = tag("g", *parts, id=name, font_size=FONT_SIZE, fill=INK)
    drawing = figure(inside, size=placed.size, title=title, class_="tree")
    folded = (
        ""
        if shown.limit == 0
        else f" Branches reached in less than {percent(shown.limit, 1)} of play are folded."
    )
    caption = (
        f"Play runs from left to right; {shown.n_shown} of {shown.n_nodes} nodes are shown.{folded} Moves at "
        f"which one option is taken in more than {percent(SURE, 1)} of play are passed over. Each box is a "
        "move with its options and their mean probability there; lines are as wide as play along them is "
        "likely (reach). Dashed frames hold histories that the mover cannot tell apart, with what it "
        "believes. Flags name the endings."
    )
    return TreePart(drawing, _panels(name, title, placed), title, caption, _table(shown))


def _panels(name: str, title: str, placed: Placed) -> tuple[Markup, ...]:
    """Slices for the printed page, each referring to the one drawing: whole columns, overlapping rows."""
    height = placed.size[1]
    bands = _bands(height)
    depth = bands[0][1] - bands[0][0]
    width = max(PANEL_WIDTH, PAGE_RATIO * depth)
    slices = _slices(placed, width)
    corners = [(left, right, top) for left, right in slices for top, _ in bands]
    out = []
    for i, (left, right, top) in enumerate(corners):
        view = f"{left:.1f} {top:.1f} {right - left:.1f} {depth:.1f}"
        inner = tag(
            "svg", tag("use", href=f"#{name}"), x=0, y=0, width=right - left, height=depth, viewBox=view
        )
        said = tag("title", f"{title}, part {i + 1} of {len(corners)}")
        outer = {"viewBox": f"0 0 {width:.1f} {depth:.1f}", "role": "img", "class_": "tree-panel"}
        out.append(tag("svg", said, inner, xmlns="http://www.w3.org/2000/svg", **outer))
    return tuple(out)


def _slices(placed: Placed, width: float) -> list[tuple[float, float]]:
    """Left and right ends of runs of whole columns, none wider than `width`."""
    slices: list[tuple[float, float]] = []
    for left, wide in zip(placed.column_left, placed.column_width, strict=True):
        end = left + wide + MARGIN
        if slices and end - slices[-1][0] <= width:
            slices[-1] = (slices[-1][0], end)
        else:
            slices.append((max(0.0, left - MARGIN), end))
    return slices


def _bands(height: float) -> list[tuple[float, float]]:
    """Equal rows, not too high to be read on paper, that overlap by more than a box."""
    n_bands = max(1, math.ceil((height - OVERLAP) / (PANEL_HEIGHT - OVERLAP)))
    depth = (height + OVERLAP * (n_bands - 1)) / n_bands
    return [(i * (depth - OVERLAP), i * (depth - OVERLAP) + depth) for i in range(n_bands)]


def _infosets(shown: Shown) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for node in sorted(shown.boxes):
        box = shown.boxes[node]
        if box.infoset is not None:
            found.setdefault(box.infoset, []).append(node)
    return list(found.values())


def frames_of(shown: Shown, placed: Placed) -> list[tuple[float, float, float, float]]:
    """Corner, width and height around the histories that look the same to a mover."""
    return [_around(shown, placed, members) for members in _infosets(shown)]


def _around(shown: Shown, placed: Placed, members: list[int]) -> tuple[float, float, float, float]:
    x = placed.position[members[0]][0]
    top = min(placed.position[n][1] for n in members)
    bottom = max(placed.position[n][1] + shown.boxes[n].height for n in members)
    width = max(shown.boxes[n].width for n in members)
    return x - 5, top - 5, width + 10, bottom - top + 10


def _frame(x: float, y: float, width: float, height: float) -> Markup:
    return tag("rect", x=x, y=y, width=width, height=height, rx=7)


def line_drawing(shown: Shown, line: Line) -> Markup:
    """A line from an option to what it leads to, as wide as its reach."""
    row = shown.boxes[line.source].rows[line.i_row]
    colour = row.flag.colour if row.flag else None
    points = line.points
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if abs(y1 - y0) < 0.05:
            path += f"L{x1:.1f} {y1:.1f}"
        else:
            middle = (x0 + x1) / 2
            path += f"C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
    width = max(THINNEST, WIDEST * min(1.0, row.reach))
    return tag("path", d=path, stroke=colour, stroke_width=width)


def box_drawing(box: Box, corner: tuple[float, float]) -> Markup:
    """A box with its heading, notes and rows."""
    x, y = corner
    if box.flag:
        return _flag(box, box.flag, corner)
    colour = COLOURS[box.kind]
    rounded = 9 if box.kind == "chance" else 3
    parts = [
        tag(
            "rect",
            x=x,
            y=y,
            width=box.width,
            height=box.height,
            rx=rounded,
            fill="#ffffff",
            stroke=colour,
            stroke_width=1.3,
        ),
        *_heading(box, x + PADDING, y + 14),
    ]
    for i, note in enumerate(box.notes):
        at = y + box.head_height + NOTE_HEIGHT * i + 8
        parts.append(
            tag("text", note, x=x + PADDING, y=at, font_size=NOTE_SIZE, fill=colour if i == 0 else "#5b6470")
        )
    for i, row in enumerate(box.rows):
        at = y + box.port(i) + 3.8
        ink = SOFT if row.folded else None
        right = x + box.width - PADDING - (16 if row.flag else 0)
        parts.append(
            tag(
                "text",
                row.text,
                x=x + PADDING,
                y=at,
                fill=ink,
                font_style="italic" if row.folded else None,
            )
        )
        parts.append(tag("text", row.share, x=right, y=at, fill=ink, text_anchor="end"))
        if row.flag:
            parts.append(_badge(row.flag, x + box.width - PADDING - 5, at - 3.8, 6.0))
    return tag("g", *parts)


def _heading(box: Box, x: float, y: float) -> list[Markup]:
    return [tag("text", line, x=x, y=y + HEAD_LINE * i, font_weight=700) for i, line in enumerate(box.head)]


def _flag(box: Box, ending: Ending, corner: tuple[float, float]) -> Markup:
    x, y = corner
    return tag(
        "g",
        tag(
            "rect",
            x=x,
            y=y,
            width=box.width,
            height=box.height,
            rx=3,
            fill="#f4f6f8",
            stroke=ending.colour,
            stroke_width=2,
        ),
        _badge(ending, x + PADDING + 5, y + 13, 7.0),
        *_heading(box, x + PADDING + 17, y + 15),
        tag(
            "text",
            box.notes[0],
            x=x + PADDING + 17,
            y=y + box.head_height + 9,
            font_size=NOTE_SIZE,
            fill="#5b6470",
        ),
    )


def _badge(ending: Ending, x: float, y: float, radius: float) -> Markup:
    fill = "#ffffff" if ending.ring else ending.colour
    return tag("circle", cx=x, cy=y, r=radius, fill=fill, stroke=ending.colour, stroke_width=1) + tag(
        "text",
        ending.letter,
        x=x,
        y=y + radius / 2,
        font_size=radius * 1.4,
        font_weight=700,
        text_anchor="middle",
        fill=ending.ink,
    )


def _table(shown: Shown) -> tuple[tuple[str, str, str, str, str, str], ...]:
    """One row an option: column, move and mover, option, probability, reach, what follows."""
    rows = []
    for node in sorted(
        (n for n in shown.boxes if not shown.boxes[n].flag), key=lambda n: (shown.layer[n], n)
    ):
        box = shown.boxes[node]
        for row in box.rows:
            after = "folded" if row.folded else ""
            if row.flag:
                after = f"{row.flag.letter} {row.flag.title}"
            elif row.target is not None:
                after = " ".join(shown.boxes[row.target].head)
            mover = box.notes[0].split(" · ")[0]
            rows.append(
                (
                    f"{shown.layer[node] + 1}",
                    f"{' '.join(box.head)} ({mover})",
                    row.text,
                    row.share,
                    percent(row.reach, 1),
                    after,
                )
            )
    return tuple(rows)
