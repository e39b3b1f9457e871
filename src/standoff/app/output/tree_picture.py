"""The picture of a game tree as SVG: moves, branches, information sets, chances and payoffs.

Colours are those of Okabe and Ito, darkened until white text on them and they on white can be read
(contrast 4.5 at least); the first four stay apart for the colour-blind. No meaning rests on colour
alone: a box names its player, and payoffs stand in the order of the players in the line at the top.

Source: Okabe and Ito (2008), "Color universal design"; W3C, WCAG 2.2, success criterion 1.4.3.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence

from standoff.app.output.tree_layout import (
    FOLDED,
    LABEL_SIZE,
    LINE,
    PILL_HEIGHT,
    PILL_SIZE,
    PILL_WIDTH,
    Layout,
    Link,
    Vertex,
    lay_out_tree,
    number,
)
from standoff.errors import shown
from standoff.game import CHANCE, TERMINAL, BoundGame, Game
from standoff.reports.figures.renderer import Asked, drawn_alone
from standoff.reports.figures.svg import FONT, Attribute, figure, shorten, tag, text_width, wrap

Look = dict[str, Attribute]
COLOURS = ("#0A5C9E", "#B0440B", "#00705A", "#1B1F24", "#92307A", "#7B6A00", "#4B4FBF", "#7A4A2B")
INK, SOFT, LINE_INK = "#1b1f24", "#56606b", "#7d8894"
NARROWEST = 460.0
TITLE_SIZE, NOTE_SIZE = 15.0, 10.5
MARGIN, BOTTOM = 18.0, 14.0
MOST_PIXELS = 60_000_000
SHARPEST = 2.0
SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')  # the root's own stand first
HALO: Look = {"paint_order": "stroke", "stroke": "#ffffff", "stroke_width": 3, "stroke_linejoin": "round"}


def tree_picture(game: Game, bound: BoundGame, draw: int = 0, title: str = "") -> str:
    """The game tree of one draw as an SVG text of its own.

    Trees of more than 400 nodes are drawn from the root down as far as that goes, and what is
    folded is counted where it hangs.

    Parameters
    ----------
    game, bound : the compiled game and its numbers
    draw : which draw of `bound`
    title : stands over the picture; any text

    Returns
    -------
    str
        SVG 1.1 with no script, no style sheet and no reference to anything outside.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> built = build_tree(Decision("A", {"l": Terminal((1,)), "r": Terminal((2,))}), ("A",))
    >>> tree_picture(built.game, built.bound, title="choice").count("<circle")
    2
    """
    layout = lay_out_tree(game, bound, draw)
    head, top = _head(game, layout, title)
    width = max(NARROWEST, layout.size[0])
    height = top + layout.size[1] + BOTTOM
    parts = [_branch(layout, k) for k in range(1, len(layout.vertices))]
    links = [_link(layout.vertices, link) for link in layout.links]
    marks = [_mark(one, len(game.labels.player)) for one in layout.vertices]
    body = tag("g", *parts, *links, *marks, transform=f"translate(0 {top:g})")
    paper = tag("rect", x=0, y=0, width=width, height=height, fill="#ffffff")
    whole = tag("g", paper, *head, body, font_family=FONT)
    return (
        str(figure(whole, size=(width, height), title=shown(title) or "Game tree", class_="game-tree")) + "\n"
    )


def png_of(picture: str) -> bytes:
    """The SVG text as PNG, two pixels a unit, or fewer where there would be more than 60 million.

    Letters that no font of the machine has are drawn as empty boxes.
    """
    return drawn_alone(Asked("svg_to_png", picture, {"scale": _scale(picture)}))


def _scale(picture: str) -> float:
    found = SIZE.search(picture)
    wide, high = (float(found[1]), float(found[2])) if found else (1.0, 1.0)
    return min(SHARPEST, math.sqrt(MOST_PIXELS / (wide * high)))


def colour_of(player: int) -> str:
    """A player's colour; from the ninth player on they come again."""
    return SOFT if player < 0 else COLOURS[player % len(COLOURS)]


def _head(game: Game, layout: Layout, title: str) -> tuple[list[str], float]:
    """Title, legend and notes, and how high they are."""
    room = max(NARROWEST, layout.size[0]) - 2 * MARGIN
    out: list[str] = []
    y = 12.0
    if title:
        for line in wrap(shown(title), room / 1.06, TITLE_SIZE, 2):
            y += 18.0
            out.append(tag("text", line, x=MARGIN, y=y, font_size=TITLE_SIZE, font_weight=700, fill=INK))
    legend, y = _legend(game.labels.player, room, y + 12.0)
    out += legend
    for note in _notes(layout):
        y += 15.0
        out.append(tag("text", note, x=MARGIN, y=y, font_size=NOTE_SIZE, fill=SOFT))
    return out, y + 12.0


def _legend(players: Sequence[str], room: float, y: float) -> tuple[list[str], float]:
    """The players in the order of the payoffs, each in its colour."""
    words = "payoffs in this order:"
    out: list[str] = [tag("text", words, x=MARGIN, y=y + 13.0, font_size=LABEL_SIZE, fill=SOFT)]
    x = MARGIN + text_width(words, LABEL_SIZE) + 8.0
    for player, whole in enumerate(map(shown, players)):
        name = shorten(whole, PILL_WIDTH, PILL_SIZE, bold=True)
        wide = text_width(name, PILL_SIZE, bold=True) + 16.0
        if x + wide > MARGIN + room and x > MARGIN:
            x, y = MARGIN, y + PILL_HEIGHT + 5.0
        out.append(_pill(name, (x, y), (wide, PILL_HEIGHT), player, whole))
        x += wide + 7.0
    return out, y + PILL_HEIGHT


def _notes(layout: Layout) -> list[str]:
    notes = []
    if layout.links:
        notes.append("Dashed lines join nodes that the mover cannot tell apart.")
    if layout.n_drawn < layout.n_nodes:
        notes.append(
            f"{layout.n_drawn:,} of {layout.n_nodes:,} nodes are drawn; “+n more” stands for the others."
        )
    return notes


def _pill(name: str, corner: tuple[float, float], size: tuple[float, float], player: int, whole: str) -> str:
    """A box with a name in a player's colour; chance has an outline only."""
    (x, y), (wide, high) = corner, size
    colour = colour_of(player)
    solid = player >= 0
    box = tag(
        "rect",
        x=x,
        y=y,
        width=wide,
        height=high,
        rx=4 if solid else 9,
        fill=colour if solid else "#ffffff",
        stroke=colour,
        stroke_width=1.2,
    )
    ink = "#ffffff" if solid else INK
    at: Look = {"x": x + wide / 2, "y": y + high / 2 + 3.9, "text_anchor": "middle"}
    said = tag("text", name, **at, font_size=PILL_SIZE, font_weight=700, fill=ink)
    return tag("g", tag("title", whole), box, said)


def _branch(layout: Layout, k: int) -> str:
    """The line from a node to one below, and its label over the level part."""
    one = layout.vertices[k]
    above = layout.vertices[one.parent]
    start = above.x + _box_width(above)
    entry = layout.entry[above.column + 1]
    path = f"M{start:.1f} {above.y:.1f}L{entry:.1f} {one.y:.1f}"
    if one.kind == FOLDED:
        dotted = tag("path", d=path, fill="none", stroke=LINE_INK, stroke_width=1.1, stroke_dasharray="1.5 3")
        said: Look = {"x": entry + 4.0, "y": one.y + 3.8, "font_style": "italic"}
        return tag("g", dotted, tag("text", one.tail, **said, font_size=LABEL_SIZE, fill=SOFT))
    line = tag("path", d=f"{path}H{one.x:.1f}", fill="none", stroke=LINE_INK, stroke_width=1.2)
    out = [tag("title", f"{one.told} {one.share}".strip()), line]
    for i, text in enumerate(one.label):
        y = one.y - 4.5 - LINE * (len(one.label) - 1 - i)
        words = [tag("tspan", text, fill=INK)]
        if one.share and i == len(one.label) - 1:
            words.append(tag("tspan", one.share, dx=5, fill=SOFT, font_style="italic"))
        out.append(tag("text", *words, x=entry + 5.0, y=y, font_size=LABEL_SIZE))
    return tag("g", *out)


def _box_width(one: Vertex) -> float:
    return text_width(one.words, PILL_SIZE, bold=True) + 16.0 if one.words else 0.0


def _mark(one: Vertex, n_players: int) -> str:
    """A node's box, or an ending's dot with its payoffs."""
    if one.kind == FOLDED:
        return tag("g")
    if one.kind == TERMINAL:
        dot = tag("circle", cx=one.x + 3.0, cy=one.y, r=2.6, fill=INK)
        words = []
        for player in range(n_players):
            words.append(tag("tspan", number(one.payoff[player]), fill=colour_of(player)))
            if player + 1 < n_players:
                words.append(tag("tspan", ", ", fill=SOFT))
        place: Look = {"x": one.x + 10.0, "y": one.y + 3.9, "font_size": LABEL_SIZE, "font_weight": 600}
        return tag("g", dot, tag("text", *words, **place, **HALO))
    wide = _box_width(one)
    player = -1 if one.kind == CHANCE else one.player
    box = _pill(one.words, (one.x, one.y - PILL_HEIGHT / 2), (wide, PILL_HEIGHT), player, one.named)
    if not one.folded:
        return box
    said: Look = {"x": one.x + wide + 6.0, "y": one.y + 3.9, "font_size": LABEL_SIZE, "font_style": "italic"}
    return tag("g", box, tag("text", one.tail, **said, fill=SOFT))


def _link(vertices: list[Vertex], link: Link) -> str:
    """The dashed line of an information set: in the gutter, or curved from node to node."""
    own = [vertices[k] for k in link.members]
    colour = colour_of(link.player)
    dashed: Look = {"fill": "none", "stroke": colour, "stroke_width": 1.8, "stroke_dasharray": "4.5 3"}
    if link.x is not None:
        ties = "".join(f"M{link.x:.1f} {one.y:.1f}H{one.x:.1f}" for one in own)
        dots = [tag("circle", cx=link.x, cy=one.y, r=2.5, fill=colour) for one in own]
        tie = tag("path", d=ties, fill="none", stroke=colour, stroke_width=1.8)
        return tag("g", tag("path", d=f"M{link.x:.1f} {own[0].y:.1f}V{own[-1].y:.1f}", **dashed), tie, *dots)
    path = ""
    for above, below in itertools.pairwise(own):
        bend = min(above.x, below.x) - 24.0
        path += f"M{above.x:.1f} {above.y:.1f}C{bend:.1f} {above.y:.1f} {bend:.1f} {below.y:.1f} "
        path += f"{below.x:.1f} {below.y:.1f}"
    return tag("path", d=path, **dashed)
