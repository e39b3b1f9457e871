"""Where the nodes of a game tree stand in its picture, and which of them are folded.

Play runs from left to right. Every ending has a row of its own and a node stands in the middle of
its rows, so that no branch crosses another; a branch slants to its row and runs on level, under its
label. Columns are depths; nodes of one information set are moved to one column where that can be,
and joined in a gutter left of it. A large tree is drawn from the root down, level by level, as far
as the count goes; what is left is folded and counted.

Source: layered trees after Reingold and Tilford (1981), IEEE Trans. Software Eng. 7, 223-228, with
whole rows instead of contours; the look is that of textbooks (Osborne and Rubinstein 1994, ch. 11).
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from standoff.errors import shown
from standoff.game import CHANCE, TERMINAL, BoundGame, Game
from standoff.reports.figures.svg import shorten, text_width, wrap

MOST_NODES = 400  # drawn; what is beyond is folded
MOST_BRANCHES = 30  # drawn of one node
LABEL_SIZE, PILL_SIZE = 11.0, 11.0
LABEL_WIDTH, PILL_WIDTH, WHO_WIDTH = 150.0, 170.0, 84.0
LINE, PILL_HEIGHT, LANE = 13.0, 18.0, 8.0
SLANT, GAP, LEFT = 40.0, 8.0, 18.0
BELOW = 12.0  # of a row, below its branch
LARGEST_DENOMINATOR = 1000  # of a probability that is shown as a fraction
FOLDED = 3  # a kind beside DECISION, CHANCE, TERMINAL: a stub for branches that are not drawn


@dataclass(slots=True)
class Vertex:
    """A node as it is drawn.

    label : the lines over its branch; share : a chance branch's probability, or ""; told : all of it
    words : what its box says, whole in `named`; player : -1 for chance
    folded : how many nodes below (of a stub: branches) are not drawn
    """

    kind: int
    parent: int
    label: tuple[str, ...] = ()
    share: str = ""
    told: str = ""
    words: str = ""
    named: str = ""
    player: int = -1
    infoset: int = -1
    payoff: tuple[float, ...] = ()
    folded: int = 0
    children: list[int] = field(default_factory=list)
    column: int = 0
    x: float = 0.0
    y: float = 0.0

    @property
    def tail(self) -> str:
        """What stands right of an ending or a folded node."""
        if self.kind == TERMINAL:
            return ", ".join(map(number, self.payoff))
        if not self.folded:
            return ""
        what = "branches" if self.kind == FOLDED else "nodes"
        return f"+{self.folded:,} more {what}" if self.folded > 1 else f"+1 more {what.removesuffix('s')}"

    @property
    def width(self) -> float:
        """From its left edge to the end of what it says."""
        box = text_width(self.words, PILL_SIZE, bold=True) + 16.0 if self.words else 8.0
        return box + (text_width(self.tail, LABEL_SIZE) + 6.0 if self.tail else 0.0)

    @property
    def label_width(self) -> float:
        """Of the longest line over its branch."""
        lines = [*self.label[:-1], f"{self.label[-1]}  {self.share}"] if self.label else [self.share]
        return max(text_width(line, LABEL_SIZE) for line in lines)


@dataclass(frozen=True, slots=True)
class Link:
    """Nodes of one information set that are joined: in the gutter at `x`, or across columns where None."""

    player: int
    members: tuple[int, ...]
    x: float | None


@dataclass(frozen=True, slots=True)
class Layout:
    """The drawn tree; `entry[c]` is where branches into column c begin to run level."""

    vertices: list[Vertex]
    links: tuple[Link, ...]
    entry: tuple[float, ...]
    size: tuple[float, float]
    n_nodes: int
    n_drawn: int


def number(value: float) -> str:
    """A payoff as it is drawn: six digits, whole numbers below a thousand million whole.

    Examples
    --------
    >>> number(1250000.0), number(-1 / 3)
    ('1250000', '-0.333333')
    """
    return f"{value:.0f}" if value == round(value) and abs(value) < 1e9 else f"{value:.6g}"


def share(probability: float) -> str:
    """A probability as it is drawn: a fraction where that is exactly the number, else four digits.

    Examples
    --------
    >>> share(1 / 3), share(0.25), share(0.123456)
    ('1/3', '1/4', '0.1235')
    """
    simple = Fraction(probability).limit_denominator(LARGEST_DENOMINATOR)
    if simple.denominator <= 99 and float(simple) == probability:
        return str(simple)
    return f"{probability:.4g}"


def lay_out_tree(game: Game, bound: BoundGame, draw: int = 0) -> Layout:
    """The picture of one draw: what is drawn and where, without a title.

    Parameters
    ----------
    game, bound : the compiled game and its numbers; a merged game is unfolded as far as it is drawn
    draw : which draw of `bound`
    """
    vertices, n_nodes = _grown(game, bound, draw)
    _columns(vertices)
    row = LINE * max([1, *(len(v.label) for v in vertices)]) + 13.0
    height = _rows(vertices, row)
    lanes, links = _lanes(vertices)
    entry, width = _places(vertices, lanes)
    placed = tuple(
        Link(player, members, None if lane is None else _gutter(vertices, members, lane))
        for player, members, lane in links
    )
    n_drawn = sum(1 for v in vertices if v.kind != FOLDED)
    return Layout(vertices, placed, entry, (width, height), n_nodes, n_drawn)


def _grown(game: Game, bound: BoundGame, draw: int) -> tuple[list[Vertex], int]:
    """The drawn part, level by level from the root, and how many nodes the whole tree has."""
    arrays, labels = game.arrays, game.labels
    size = _sizes(game)
    rows = np.append(bound.payoff[:, draw], 0.0)
    vertices = [_vertex(game, 0, -1)]
    waiting = deque([(0, 0, np.zeros(arrays.n_players))])
    while waiting:
        at, node, paid = waiting.popleft()
        one = vertices[at]
        if one.kind == TERMINAL:
            one.payoff = tuple(paid.tolist())
            continue
        edges = range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))
        n_shown = len(edges) if len(edges) <= MOST_BRANCHES else MOST_BRANCHES - 1
        if len(vertices) + n_shown > MOST_NODES:
            one.folded = size[node] - 1
            continue
        for edge in edges[:n_shown]:
            child = int(arrays.child[edge])
            below = _vertex(game, child, at)
            _say(below, labels.edge_option[edge])
            if arrays.chance[edge, 0] >= 0:
                below.share = share(float(bound.cell[arrays.chance[edge, 0], draw]))
            one.children.append(len(vertices))
            waiting.append((len(vertices), child, paid + rows[arrays.payoff[edge]]))
            vertices.append(below)
        if n_shown < len(edges):
            one.children.append(len(vertices))
            stub = Vertex(FOLDED, at, words="", folded=len(edges) - n_shown)
            vertices.append(stub)
    return vertices, size[0]


def _sizes(game: Game) -> list[int]:
    """How many nodes the unfolded tree has from each node on, itself counted."""
    arrays = game.arrays
    size = [1] * arrays.n_nodes
    for node in range(arrays.n_nodes - 1, -1, -1):
        for edge in range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1])):
            size[node] += size[int(arrays.child[edge])]
    return size


def _vertex(game: Game, node: int, parent: int) -> Vertex:
    arrays, labels = game.arrays, game.labels
    kind = int(arrays.kind[node])
    one = Vertex(kind, parent)
    if kind == TERMINAL:
        return one
    name = shown(labels.node_move[node])
    if kind == CHANCE:
        one.named = "chance" if not name or name.startswith("chance.") else f"chance: {name}"
    else:
        one.infoset = int(arrays.infoset[node])
        one.player = int(arrays.infoset_player[one.infoset])
        who = shown(labels.player[one.player])
        one.named = name if name.startswith(f"{who}.") else f"{who}: {name}"
        if text_width(one.named, PILL_SIZE, bold=True) > PILL_WIDTH - 16.0 and one.named != name:
            one.words = f"{shorten(who, WHO_WIDTH, PILL_SIZE, bold=True)}: {name}"
    one.words = shorten(one.words or one.named, PILL_WIDTH - 16.0, PILL_SIZE, bold=True)
    return one


def _say(one: Vertex, option: str) -> None:
    one.told = shown(option)
    one.label = tuple(wrap(one.told, LABEL_WIDTH, LABEL_SIZE, 2))


def _columns(vertices: list[Vertex]) -> None:
    """Depth, with each information set in the column of its deepest member.

    Two sets that each come before the other in some branch would push each other on for ever: then
    every node stays at its depth.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for k, one in enumerate(vertices):
        if one.infoset >= 0:
            members[one.infoset].append(k)
    deepest = 0
    for one in vertices:
        one.column = 0 if one.parent < 0 else vertices[one.parent].column + 1
        deepest = max(deepest, one.column)
    depths = [one.column for one in vertices]
    for _ in range(len(members) + 1):
        moved = False
        for own in members.values():
            column = max(vertices[k].column for k in own)
            moved = moved or any(vertices[k].column < column for k in own)
            for k in own:
                vertices[k].column = column
        for one in vertices:
            if one.parent >= 0:
                one.column = max(one.column, vertices[one.parent].column + 1)
        if not moved:
            return
        if max(one.column for one in vertices) > 2 * deepest + 1:
            break
    for one, depth in zip(vertices, depths, strict=True):
        one.column = depth


def _rows(vertices: list[Vertex], row: float) -> float:
    """A row for each end of the drawn tree, inner nodes in the middle of theirs; the height of all."""
    stack, n_rows = [0], 0
    order = []
    while stack:
        at = stack.pop()
        order.append(at)
        one = vertices[at]
        if not one.children:
            one.y = row * (n_rows + 1) - BELOW
            n_rows += 1
        stack += reversed(one.children)
    for at in reversed(order):
        one = vertices[at]
        if one.children:
            one.y = (vertices[one.children[0]].y + vertices[one.children[-1]].y) / 2
    return row * n_rows


def _lanes(vertices: list[Vertex]) -> tuple[dict[int, int], list[tuple[int, tuple[int, ...], int | None]]]:
    """How many lanes each column's gutter has, and the lane of each information set of several nodes."""
    members: dict[int, list[int]] = defaultdict(list)
    for k, one in enumerate(vertices):
        if one.infoset >= 0:
            members[one.infoset].append(k)
    ends: dict[int, list[float]] = defaultdict(list)  # column: where each lane is taken up to
    links: list[tuple[int, tuple[int, ...], int | None]] = []
    several = [sorted(own, key=lambda k: vertices[k].y) for own in members.values() if len(own) > 1]
    for own in sorted(several, key=lambda own: vertices[own[0]].y):
        first, last = vertices[own[0]], vertices[own[-1]]
        if len({vertices[k].column for k in own}) > 1:
            links.append((first.player, tuple(own), None))
            continue
        taken = ends[first.column]
        lane = next((i for i, end in enumerate(taken) if end < first.y), len(taken))
        taken[lane : lane + 1] = [last.y]
        links.append((first.player, tuple(own), lane))
    return {column: len(taken) for column, taken in ends.items()}, links


def _places(vertices: list[Vertex], lanes: dict[int, int]) -> tuple[tuple[float, ...], float]:
    """Sets the x of every vertex; the entry of each column and the width of all."""
    n_columns = max(one.column for one in vertices) + 1
    entry, x = [], LEFT
    runs, widths = [0.0] * (n_columns + 1), [8.0] * n_columns
    for one in vertices:
        widths[one.column] = max(widths[one.column], one.width)
        if one.parent >= 0:
            first = vertices[one.parent].column + 1
            runs[first] = max(runs[first], one.label_width + 2 * GAP)
    left = []
    for column in range(n_columns):
        entry.append(x)
        n_lanes = lanes.get(column, 0)
        left.append(x + runs[column] + (GAP + LANE * n_lanes if n_lanes else 0.0))
        x = left[column] + widths[column] + SLANT
    for one in vertices:
        one.x = left[one.column]
        if not one.children and one.infoset < 0 and one.parent >= 0:
            one.x = left[vertices[one.parent].column + 1]
    return tuple(entry), x - SLANT + LEFT


def _gutter(vertices: list[Vertex], members: tuple[int, ...], lane: int) -> float:
    return vertices[members[0]].x - GAP - LANE * lane
