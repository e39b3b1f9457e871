"""Layered layout of the drawn part of a game: columns left to right, no box over another.

Sugiyama's method in its simple form: long lines get waypoints in every column they cross; the
order in a column follows the barycentre of neighbours, members of an information set side by side;
heights then minimise the squared distance to the neighbours' ports subject to the order and a gap,
which is exact isotonic regression (pool adjacent violators). Overlap is impossible by construction.

Source: Sugiyama, Tagawa and Toda (1981), IEEE Trans. SMC 11, 109-125; Gansner et al. (1993), IEEE
Trans. Software Eng. 19, 214-230, section 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from standoff.reports.figures.tree_boxes import Box, Shown

GAP_Y, GAP_X, WAYPOINT, TOP = 16.0, 74.0, 12.0, 14.0
SWEEPS = 10
LEFT = 16.0

Key = tuple[int, int]  # (box, -1), or (box that the line leaves, number of the waypoint)


@dataclass(slots=True)
class Item:
    """A box or a waypoint of a long line while it is being placed."""

    key: Key
    column: int
    height: float
    group: int  # information set, or a number of its own
    before: list[tuple[Key, float, float]] = field(default_factory=list)  # neighbour, its port, own port
    after: list[tuple[Key, float, float]] = field(default_factory=list)
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """One option's line: its points from port to target, with the row it belongs to."""

    source: int
    i_row: int
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where everything stands. `position` holds the left top corner of each box."""

    position: dict[int, tuple[float, float]]
    lines: tuple[Line, ...]
    column_left: tuple[float, ...]
    column_width: tuple[float, ...]
    size: tuple[float, float]


def place(shown: Shown) -> Placed:
    """Lay out the boxes; deterministic, the same input gives the same coordinates."""
    items, routes = _items(shown)
    columns: dict[int, list[Item]] = defaultdict(list)
    for item in items.values():
        columns[item.column].append(item)
    order = sorted(columns)
    for column in order:
        _stack(columns[column])
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for column in order if forward else reversed(order):
            _sort(columns[column], items, forward)
            _settle(columns[column], items, forward)
    for column in (*order, *reversed(order), *order):
        _settle(columns[column], items, None)
    return _placed(shown, items, routes, max(order, default=0))


def _items(shown: Shown) -> tuple[dict[Key, Item], dict[tuple[int, int], list[Key]]]:
    items: dict[Key, Item] = {}
    for node in sorted(shown.boxes):
        box = shown.boxes[node]
        group = box.infoset if box.infoset is not None else -1 - node
        items[(node, -1)] = Item((node, -1), shown.layer[node], box.height, group)
    routes: dict[tuple[int, int], list[Key]] = {}
    n_waypoints = 0
    for node in sorted(shown.boxes):
        box = shown.boxes[node]
        for i_row, row in enumerate(box.rows):
            if row.target is None or row.target not in shown.boxes:
                continue
            route: list[Key] = [(node, -1)]
            for column in range(shown.layer[node] + 1, shown.layer[row.target]):
                key = (node, n_waypoints)
                n_waypoints += 1
                items[key] = Item(key, column, WAYPOINT, -1_000_000 - n_waypoints)
                route.append(key)
            route.append((row.target, -1))
            routes[(node, i_row)] = route
            _join(items, route, box.port(i_row), shown.boxes[row.target])
    return items, routes


def _join(items: dict[Key, Item], route: list[Key], port: float, target: Box) -> None:
    for i in range(len(route) - 1):
        out_port = port if i == 0 else WAYPOINT / 2
        in_port = _entry(target) if i == len(route) - 2 else WAYPOINT / 2
        items[route[i]].after.append((route[i + 1], in_port, out_port))
        items[route[i + 1]].before.append((route[i], out_port, in_port))


def _entry(box: Box) -> float:
    """Lines arrive at the height of the box's heading."""
    return min(13.0, box.height / 2)


def _stack(column: list[Item]) -> None:
    y = 0.0
    for item in column:
        item.y = y
        y += item.height + GAP_Y


def _wanted(item: Item, items: dict[Key, Item], forward: bool | None) -> float:
    """Where the item's top would have to be for its lines to be level."""
    near = item.before if forward is True else item.after if forward is False else [*item.before, *item.after]
    if not near:
        near = [*item.before, *item.after]
    if not near:
        return item.y
    return sum(items[key].y + port - own for key, port, own in near) / len(near)


def _sort(column: list[Item], items: dict[Key, Item], forward: bool) -> None:
    """By barycentre, members of one information set next to one another."""
    middle = {item.key: _wanted(item, items, forward) + item.height / 2 for item in column}
    groups: dict[int, list[float]] = defaultdict(list)
    for item in column:
        groups[item.group].append(middle[item.key])
    mean = {group: sum(found) / len(found) for group, found in groups.items()}
    column.sort(
        key=lambda item: (round(mean[item.group], 6), item.group, round(middle[item.key], 6), item.key)
    )


def _settle(column: list[Item], items: dict[Key, Item], forward: bool | None) -> None:
    wanted = [_wanted(item, items, forward) for item in column]
    offset, total = [], 0.0
    for item in column:
        offset.append(total)
        total += item.height + GAP_Y
    level = isotonic([w - o for w, o in zip(wanted, offset, strict=True)])
    for item, y, o in zip(column, level, offset, strict=True):
        item.y = y + o


def isotonic(values: Sequence[float]) -> list[float]:
    """The non-decreasing sequence nearest to `values` in squared distance (pool adjacent violators).

    Examples
    --------
    >>> isotonic([1.0, 3.0, 2.0])
    [1.0, 2.5, 2.5]
    """
    blocks: list[list[float]] = []  # mean, weight
    for value in values:
        blocks.append([value, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, weight = blocks.pop()
            before = blocks[-1]
            total = before[1] + weight
            before[0] = (before[0] * before[1] + mean * weight) / total
            before[1] = total
    return [block[0] for block in blocks for _ in range(int(block[1]))]


def _placed(
    shown: Shown, items: dict[Key, Item], routes: dict[tuple[int, int], list[Key]], last: int
) -> Placed:
    """Turn columns and heights into coordinates that start at the margins."""
    highest = min((item.y for item in items.values()), default=0.0)
    for item in items.values():
        item.y += TOP - highest
    width = [0.0] * (last + 1)
    for node, box in shown.boxes.items():
        width[shown.layer[node]] = max(width[shown.layer[node]], box.width)
    left, x = [], LEFT
    for column in range(last + 1):
        left.append(x)
        x += width[column] + GAP_X
    columns = list(zip(left, width, strict=True))
    lines = tuple(
        Line(node, i_row, _points(shown, [items[key] for key in route], i_row, columns))
        for (node, i_row), route in sorted(routes.items())
    )
    position = {node: (left[shown.layer[node]], items[(node, -1)].y) for node in shown.boxes}
    bottom = max((item.y + item.height for item in items.values()), default=0.0) + TOP
    return Placed(position, lines, tuple(left), tuple(width), (x - GAP_X + LEFT, bottom))


def _points(
    shown: Shown, route: list[Item], i_row: int, columns: list[tuple[float, float]]
) -> tuple[tuple[float, float], ...]:
    """From the row's port through the waypoints, straight across their columns, to the target."""
    start, end = route[0], route[-1]
    box = shown.boxes[start.key[0]]
    points = [(columns[start.column][0] + box.width, start.y + box.port(i_row))]
    for item in route[1:-1]:
        left, width = columns[item.column]
        y = item.y + WAYPOINT / 2
        points += [(left, y), (left + width, y)]
    points.append((columns[end.column][0], end.y + _entry(shown.boxes[end.key[0]])))
    return tuple(points)
