"""The game's graph made small enough to read: what is shown, what is folded, and what boxes say.

Branches that are reached less often than a limit are folded into one row "+n unlikely"; the limit
rises until few enough boxes are left. Endings become flags: one for each ending and column, so
that lines stay short. A node that several histories lead to is drawn once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from standoff.reports.figures.svg import shorten, text_width, wrap
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import percent, plain_name
from standoff.reports.text.titles import Worded, actor_title, move_title
from standoff.results.run.details import Details, Edge, Infoset

LIMITS = (0.0, 0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5)
MOST_BOXES = 50  # what is folded stands in the tables of choices and in the run's files
FONT_SIZE, HEAD_SIZE, NOTE_SIZE = 11.0, 11.0, 9.5
BOX_MIN, BOX_MAX = 118.0, 208.0
PADDING = 8.0
HEAD_HEIGHT, HEAD_LINE, NOTE_HEIGHT, ROW_HEIGHT, FOOT = 19.0, 13.5, 13.0, 16.0, 5.0
SURE = 0.995  # a node whose one shown option is this likely is passed over


class Explained(Worded, Protocol):
    """What has the play of readings explained: the files of a run, or a session."""

    @property
    def details(self) -> Mapping[str, Details]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One option in a box: its words, its share, the box it leads to (None where folded or ended).

    option : as the text names it; "" of options that are folded together
    """

    text: str
    share: str
    target: int | None
    reach: float
    flag: Ending | None = None
    folded: bool = False
    option: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One node, or one ending's flag, with its size. `infoset` is set where others look the same.

    move : as the text names it; "" of a flag; widest : how wide it may be
    """

    id: int
    kind: str
    head: tuple[str, ...]
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    infoset: int | None
    reach: float
    flag: Ending | None = None
    move: str = ""
    widest: float = BOX_MAX

    @property
    def width(self) -> float:
        wanted = max(text_width(line, HEAD_SIZE, bold=True) for line in self.head)
        wanted = max([wanted, *(text_width(n, NOTE_SIZE) for n in self.notes)])
        for row in self.rows:
            badge = 16.0 if row.flag else 0.0
            wanted = max(
                wanted, text_width(row.text, FONT_SIZE) + text_width(row.share, FONT_SIZE) + 14 + badge
            )
        if self.flag:
            wanted += 18.0
        return min(self.widest, max(BOX_MIN, wanted + 2 * PADDING))

    @property
    def head_height(self) -> float:
        return HEAD_HEIGHT + HEAD_LINE * (len(self.head) - 1)

    @property
    def height(self) -> float:
        return self.head_height + NOTE_HEIGHT * len(self.notes) + ROW_HEIGHT * len(self.rows) + FOOT

    def port(self, i_row: int) -> float:
        """Height below the box's top at which the line of row `i_row` leaves."""
        return self.head_height + NOTE_HEIGHT * len(self.notes) + ROW_HEIGHT * (i_row + 0.5) + 1


@dataclass(frozen=True, slots=True)
class Shown:
    """The part of the graph that is drawn, boxes by id; `limit` is the reach below which is folded."""

    boxes: dict[int, Box]
    layer: dict[int, int]
    limit: float
    n_nodes: int
    n_shown: int


def shown_graph(files: Explained, reading: str, endings: tuple[Ending, ...]) -> Shown:
    """Fold the reading's graph until at most `MOST_BOXES` boxes are left, and lay it in columns."""
    details = files.details[reading]
    by_name = {e.name: e for e in endings}
    for limit in LIMITS:
        kept = _kept(details, limit)
        passed = _passed_over(details, kept)
        if len(_nodes_of(details, kept)) - len(passed) <= MOST_BOXES:
            break
    boxes = _boxes(files, details, kept, passed, by_name)
    layer = _layers(boxes)
    boxes, layer = _with_flags(boxes, layer)
    n_shown = sum(1 for box in boxes.values() if box.flag is None)
    return Shown(boxes, layer, limit, sum(1 for n in details.nodes if n.kind != "terminal"), n_shown)


def _kept(details: Details, limit: float) -> dict[int, list[Edge]]:
    """Edges that are drawn, by the node they leave: reached often enough, from nodes that are drawn."""
    leaving: dict[int, list[Edge]] = defaultdict(list)
    for edge in details.edges:
        leaving[edge.source].append(edge)
    kept: dict[int, list[Edge]] = {}
    waiting = [min((n.id for n in details.nodes), default=0)]
    while waiting:
        node = waiting.pop()
        if node in kept:
            continue
        often = [e for e in leaving[node] if e.reach >= limit and e.reach > 0]
        if not often and leaving[node]:
            often = [max(leaving[node], key=lambda e: (e.reach, -e.to))]
        kept[node] = often
        waiting += [e.to for e in often]
    return kept


def _nodes_of(details: Details, kept: dict[int, list[Edge]]) -> list[int]:
    return [n.id for n in details.nodes if n.id in kept and n.kind != "terminal"]


def _passed_over(details: Details, kept: dict[int, list[Edge]]) -> dict[int, int]:
    """Nodes at which as good as nothing is open, with the node that play goes on to."""
    kind = {n.id: n.kind for n in details.nodes}
    first = min(kept, default=0)
    return {
        node: edges[0].to
        for node, edges in kept.items()
        if node != first
        and len(edges) == 1
        and edges[0].probability >= SURE
        and not edges[0].endings
        and kind[edges[0].to] != "terminal"
    }


def _boxes(
    files: Explained,
    details: Details,
    kept: dict[int, list[Edge]],
    passed: dict[int, int],
    endings: dict[str, Ending],
) -> dict[int, Box]:
    infosets = {h.id: h for h in details.infosets}
    kind = {n.id: n.kind for n in details.nodes}
    leaving: dict[int, list[Edge]] = defaultdict(list)
    for edge in details.edges:
        leaving[edge.source].append(edge)
    members: dict[int, int] = defaultdict(int)
    for node in details.nodes:
        if node.infoset is not None:
            members[node.infoset] += 1
    boxes = {}
    told: set[int] = set()
    for node in details.nodes:
        if node.id not in kept or node.id in passed or node.kind == "terminal":
            continue
        mover = "chance" if node.actor is None else actor_title(files, node.actor)
        head = _head(move_title(files, node.move), BOX_MAX - 2 * PADDING)
        notes = [f"{shorten(mover, BOX_MAX - 2 * PADDING - 52, NOTE_SIZE)} · {percent(node.reach)} reach"]
        alike = node.infoset is not None and members[node.infoset] > 1
        if alike and node.infoset is not None and node.infoset not in told:
            told.add(node.infoset)
            notes += _belief_notes(infosets.get(node.infoset), members[node.infoset])
        rows = _rows(leaving[node.id], kept[node.id], passed, kind, endings)
        boxes[node.id] = Box(
            node.id,
            node.kind,
            head,
            tuple(notes),
            rows,
            node.infoset if alike else None,
            node.reach,
            None,
            node.move,
        )
    return boxes


def _head(title: str, room: float) -> tuple[str, ...]:
    """A title on one line or two; bold letters are a little wider than `wrap` reckons with."""
    return tuple(shorten(line, room, HEAD_SIZE, bold=True) for line in wrap(title, room / 1.06, HEAD_SIZE, 2))


def _belief_notes(infoset: Infoset | None, n_members: int) -> list[str]:
    """What cannot be told apart here, and the belief over it beside the truth."""
    notes = [f"cannot tell {n_members} histories apart"]
    best: dict[str, str] = {}
    for b in infoset.beliefs if infoset else ():
        if b.move not in best:
            truth = "" if b.truth is None else f" (true {percent(b.truth)})"
            best[b.move] = f"believes {plain_name(b.option)} {percent(b.belief)}{truth}"
    room = BOX_MAX - 2 * PADDING
    return [shorten(note, room, NOTE_SIZE) for note in (*notes, *list(best.values())[:2])]


def _rows(
    every: list[Edge],
    kept: list[Edge],
    passed: dict[int, int],
    kind: Mapping[int, str],
    endings: dict[str, Ending],
) -> tuple[Row, ...]:
    rows = []
    for edge in kept:
        flag = None
        if edge.endings:
            name = max(edge.endings, key=lambda n: (edge.endings[n], n))
            flag = endings.get(name)
        ends = kind[edge.to] == "terminal"
        share = percent(edge.probability)
        room = BOX_MAX - 2 * PADDING - text_width(share, FONT_SIZE) - 14 - (16 if flag else 0)
        text = shorten(plain_name(edge.option), room, FONT_SIZE)
        target = edge.to
        while target in passed:
            target = passed[target]
        rows.append(Row(text, share, None if ends else target, edge.reach, flag, option=edge.option))
    shown = {id(edge) for edge in kept}
    folded = [e for e in every if id(e) not in shown]
    if folded:
        together = sum(e.probability for e in folded)
        rows.append(
            Row(f"+{len(folded)} unlikely", percent(together), None, sum(e.reach for e in folded), None, True)
        )
    return tuple(rows)


def _layers(boxes: dict[int, Box]) -> dict[int, int]:
    """Columns: longest path from the root, all members of an information set in one column."""
    layer = dict.fromkeys(boxes, 0)
    for _ in range(len(boxes) + 1):
        before = dict(layer)
        for node in sorted(boxes):
            for row in boxes[node].rows:
                if row.target is not None and row.target in boxes:
                    layer[row.target] = max(layer[row.target], layer[node] + 1)
        together: dict[int, int] = {}
        for node, box in boxes.items():
            if box.infoset is not None:
                together[box.infoset] = max(together.get(box.infoset, 0), layer[node])
        for node, box in boxes.items():
            if box.infoset is not None:
                layer[node] = together[box.infoset]
        if layer == before:
            break
    return layer


def _with_flags(boxes: dict[int, Box], layer: dict[int, int]) -> tuple[dict[int, Box], dict[int, int]]:
    """Give every row that ends the game a flag of its ending in the next column."""
    out, columns = dict(boxes), dict(layer)
    flags: dict[tuple[int, str], int] = {}
    totals: dict[int, float] = defaultdict(float)
    named: dict[int, Ending] = {}
    following = max(boxes, default=0) + 1
    for node in sorted(boxes):
        rows = []
        for row in boxes[node].rows:
            if row.target is None and row.flag and not row.folded:
                key = (layer[node] + 1, row.flag.name)
                flags.setdefault(key, following + len(flags))
                named[flags[key]] = row.flag
                columns[flags[key]] = key[0]
                totals[flags[key]] += row.reach
                rows.append(replace(row, target=flags[key]))
            else:
                rows.append(row)
        out[node] = replace(boxes[node], rows=tuple(rows))
    for flag, ending in named.items():
        head = _head(ending.title, BOX_MAX - 2 * PADDING - 18)
        note = f"ending · {percent(totals[flag])} of play"
        out[flag] = Box(flag, "ending", head, (note,), (), None, totals[flag], ending)
    return out, columns
