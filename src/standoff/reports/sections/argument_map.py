"""Figure: the argument as a map, from claims to the numbers that they set, to conclusions that these move.

A line from a number to a conclusion is drawn where at least a fiftieth of the conclusion's variation over
the stored draws goes with the number's rank. It is laid out as the game tree is.
"""

from __future__ import annotations

from collections.abc import Sequence

from standoff.reports.figures.svg import figure, shorten, tag, wrap
from standoff.reports.figures.tree import INK, LINE, box_drawing, line_drawing
from standoff.reports.figures.tree_boxes import (
    FONT_SIZE,
    HEAD_SIZE,
    NOTE_SIZE,
    PADDING,
    Box,
    Row,
    Shown,
)
from standoff.reports.figures.tree_layout import place
from standoff.reports.text.numbers import listed, percent, plain_name
from standoff.reports.text.tabled import Tabled
from standoff.reports.text.titles import first_sentence
from standoff.results.run.folder import RunFiles
from standoff.results.run.parameters import ParameterRow
from standoff.results.run.stored_draws import HOLDS, StoredDraws, sides_of, values_of

LEAST = 0.02  # of a conclusion's variation: a line is drawn from there on
MOST_CONCLUSIONS, MOST_CLAIMS, MOST_DRAWS = 8, 10, 1000
WIDEST, MOST_LINES = 290.0, 3  # of a box, and lines of its head
THIN = 0.14  # width of a line that has no number, as a share of the widest


def argument_map(files: RunFiles) -> Tabled | None:
    """The figure under the first reading; none without stored draws or where nothing leads on."""
    if files.stored is None:
        return None
    moved = _moved(files.stored, files.base)
    tested = _conclusions(files, moved)
    numbers = [one.name for one in files.stored.numbers if any(moved[one.name].get(c) for c in tested)]
    rows = {row.name: row for row in files.parameters[files.base]}
    claims = _claims(files, [rows[name] for name in numbers if name in rows], tested)
    place_of = {("claim", name): i for i, name in enumerate(claims)}
    place_of |= {("number", name): len(claims) + i for i, name in enumerate(numbers)}
    place_of |= {("conclusion", name): len(place_of) + i for i, name in enumerate(tested)}
    boxes = {place_of["claim", name]: _claim_box(files, name, place_of, rows) for name in claims}
    boxes |= {
        place_of["number", name]: _number_box(files, rows.get(name), name, (moved[name], place_of))
        for name in numbers
    }
    boxes |= {place_of["conclusion", name]: _conclusion_box(files, name, place_of) for name in tested}
    if not numbers and not claims:
        return None
    layer = {number: ("claim", "number", "conclusion").index(kind) for (kind, _), number in place_of.items()}
    if not claims:
        layer = {number: at - 1 for number, at in layer.items()}
    shown = Shown(boxes, layer, 0.0, len(boxes), len(boxes))
    placed = place(shown)
    lines = [line_drawing(shown, line) for line in placed.lines]
    drawn = tag("g", *lines, fill="none", stroke=LINE, stroke_opacity=0.55)
    parts = [box_drawing(boxes[i], placed.position[i]) for i in sorted(boxes)]
    title = "The argument as a map: claims, numbers, conclusions"
    inside = tag("g", drawn, *parts, font_size=FONT_SIZE, fill=INK)
    svg = figure(
        inside,
        tag("desc", _in_words(files, moved, numbers, tested)),
        size=placed.size,
        title=title,
        class_="argument",
    )
    heads = ("Conclusion", "What moves it, or is said of it", "How much of its variation")
    lines_told = [
        (_title(files, c), plain_name(name), percent(moved[name][c]))
        for c in tested
        for name in numbers
        if c in moved[name]
    ]
    return Tabled("argument-map", title, (svg,), _caption(files, tested, claims), heads, tuple(lines_told))


def _caption(files: RunFiles, tested: Sequence[str], claims: Sequence[str]) -> str:
    assert files.stored is not None
    caption = (
        f"Under “{files.reading_title(files.base)}”: claims (brown), the numbers that matter most (blue) and "
        "the conclusions that they move (grey), with the share of its variation that goes with the "
        f"number's rank, over the first {min(MOST_DRAWS, files.stored.draws)} draws; from {percent(LEAST)}."
    )
    n_left = len(files.words.conclusions) - len(tested)
    if n_left > 0:
        caption += f" {n_left} further {'conclusion is' if n_left == 1 else 'conclusions are'} not drawn."
    if len(claims) == MOST_CLAIMS:
        caption += f" Of the claims the first {MOST_CLAIMS}."
    return caption


def _moved(stored: StoredDraws, reading: str) -> dict[str, dict[str, float]]:
    """`[number][conclusion]`, squared rank correlation with the conclusion's holding."""
    known = stored.readings[reading]
    n_draws = min(MOST_DRAWS, stored.draws)
    held = {
        name: centred([float(side == HOLDS) for side in sides_of(sides, stored.draws)[:n_draws]])
        for name, sides in known.conclusions.items()
    }
    found = {}
    for number in stored.numbers:
        column = number.columns.get(reading) or next(iter(number.columns.values()))
        values = [v or 0.0 for v in values_of(column, stored.draws)[:n_draws]]
        order = sorted(range(n_draws), key=lambda i: values[i])
        rank = [0.0] * n_draws
        for at, i in enumerate(order):
            rank[i] = float(at)
        own = centred(rank)
        told = {name: sum(a * b for a, b in zip(own, one, strict=True)) ** 2 for name, one in held.items()}
        varies = column.high > column.low
        found[number.name] = {name: share for name, share in told.items() if varies and share >= LEAST}
    return found


def centred(values: Sequence[float]) -> list[float]:
    """Values less their mean, scaled to length 1; zeros where all are equal.

    Examples
    --------
    >>> centred([1.0, 1.0]), [round(v, 3) for v in centred([0.0, 2.0])]
    ([0.0, 0.0], [-0.707, 0.707])
    """
    mean = sum(values) / len(values) if values else 0.0
    size = sum((v - mean) ** 2 for v in values) ** 0.5
    return [(v - mean) / size if size > 0 else 0.0 for v in values]


def _conclusions(files: RunFiles, moved: dict[str, dict[str, float]]) -> list[str]:
    """The conclusions that numbers move, then those that rest on claims; in the order of the text."""
    known = files.words.conclusions
    order = [name for name in files.words.order.conclusions if name in known] or list(known)
    score = {name: sum(told.get(name, 0.0) for told in moved.values()) for name in order}
    resting = [name for name in order if score[name] > 0 or known[name].because or known[name].against]
    most = sorted(resting, key=lambda name: -score[name])[:MOST_CONCLUSIONS]
    return [name for name in order if name in most]


def _claims(files: RunFiles, rows: Sequence[ParameterRow], tested: Sequence[str]) -> list[str]:
    named = [name for row in rows for name in (*row.because, *row.against)]
    for conclusion in tested:
        said = files.words.conclusions[conclusion]
        named += [*said.because, *said.against]
    return [name for name in dict.fromkeys(named) if name in files.words.claims][:MOST_CLAIMS]


Places = dict[tuple[str, str], int]


def _claim_box(files: RunFiles, name: str, places: Places, rows: dict[str, ParameterRow]) -> Box:
    said = files.words.claims[name]
    targets = []
    for kind, table in (("number", rows), ("conclusion", files.words.conclusions)):
        for other, one in table.items():
            if (kind, other) in places and name in (*one.because, *one.against):
                verb = "for" if name in one.because else "against"
                targets.append(
                    _row(
                        f"{verb} {_numbered(files, other, places)}"
                        if kind == "conclusion"
                        else f"{verb}: {plain_name(other)}",
                        "",
                        places[kind, other],
                        THIN,
                    )
                )
    who = (
        ", ".join(part for part in (str(said.claimant or ""), said.hedge or "") if part)
        or "no claimant named"
    )
    return _of(places["claim", name], "chance", said.says, who, targets)


def _number_box(
    files: RunFiles, row: ParameterRow | None, name: str, known: tuple[dict[str, float], Places]
) -> Box:
    moved, places = known
    targets = [
        _row(_numbered(files, conclusion, places), percent(share), places["conclusion", conclusion], share)
        for conclusion, share in moved.items()
        if ("conclusion", conclusion) in places
    ]
    rests = "assumed" if row is None or row.set_by == "assumed" else f"set by: {row.set_by}"
    says = first_sentence((row.says if row else "") or plain_name(name))
    return _of(places["number", name], "decision", says, rests, targets)


def _conclusion_box(files: RunFiles, name: str, places: Places) -> Box:
    found = files.summary.readings[files.base].conclusions.get(name)
    note = "" if found is None else f"holds in {percent(found.share)} of draws"
    return _of(places["conclusion", name], "ending", _numbered(files, name, places), note, [])


def _title(files: RunFiles, conclusion: str) -> str:
    said = files.words.conclusions.get(conclusion)
    return (said.title if said else "") or plain_name(conclusion)


def _numbered(files: RunFiles, conclusion: str, places: Places) -> str:
    """`3. The window decides`: what a narrow row cuts can still be found."""
    first = min(place for (kind, _), place in places.items() if kind == "conclusion")
    return f"{places['conclusion', conclusion] - first + 1}. {_title(files, conclusion)}"


def _row(text: str, share: str, target: int, reach: float) -> Row:
    room = WIDEST - 2 * PADDING - 50
    return Row(shorten(text, room, FONT_SIZE), share, target, reach)


def _of(number: int, kind: str, says: str, note: str, rows: Sequence[Row]) -> Box:
    room = WIDEST - 2 * PADDING
    text = says[:1].upper() + says[1:]
    head = tuple(
        shorten(s, room, HEAD_SIZE, bold=True) for s in wrap(text, room / 1.06, HEAD_SIZE, MOST_LINES)
    )
    notes = (shorten(note, room / 1.06, NOTE_SIZE),) if note else ()
    return Box(number, kind, head, notes, tuple(rows), None, 1.0, widest=WIDEST)


def _in_words(
    files: RunFiles, moved: dict[str, dict[str, float]], numbers: Sequence[str], tested: Sequence[str]
) -> str:
    """The lines from numbers to conclusions, as text."""
    told = []
    for name in numbers:
        parts = [f"“{_title(files, c)}” {percent(s)}" for c, s in moved[name].items() if c in tested]
        told.append(f"{plain_name(name)} goes with {listed(parts)}.")
    return " ".join(told)
