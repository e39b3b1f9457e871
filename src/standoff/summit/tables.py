"""A table of members as text: KTAB's format with its quirks, and our own; every problem with its place.

KTAB: line 1 `name, description, members, dimensions,`; line 2 a header; then a row a member, `name,
description, power, position 1, salience 1, ...`, positions and saliences 0 to 100, saliences of a
member together at most 100, names of at most 25 characters; a trailing comma is common.

Our own: a header with `member`, `capability`, `position` and `salience`, for several dimensions
`position:troops` and `salience:troops`; also `description`, `votes`, `population`, `sits`, `blocks`.
Saliences are 0 to 1. Lines that begin with `#` are comments. No files are opened here. A table of a
scenario (`name`, `title`, `position_low`, ...) is read too: a number without a value is that of the
language, a distribution counts with its median, and what belongs to the scenario alone is left aside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from standoff.errors import Problem, ScenarioError, Span, nearest
from standoff.expressions import meant, separator_of
from standoff.numerals import NumeralError, is_number, number
from standoff.summit.records import SUM_TOLERANCE, Array, Members, SummitError, gather

LONGEST_NAME = {"ktab": 25, "own": 80}
LARGEST = 2_000  # members; more is not a summit
COLUMNS = (
    "member",
    "description",
    "capability",
    "position",
    "salience",
    "votes",
    "population",
    "sits",
    "blocks",
)
ALSO = {
    "actor": "member",
    "name": "member",
    "power": "capability",
    "influence": "capability",
    "title": "description",
}
IDLE = (  # columns of a scenario's table that are left aside here
    *("limit", "says", "set_by", "source", "because", "against"),
    *(f"{kind}_{end}" for kind in ("position", "limit", "salience", "capability") for end in ("low", "high")),
)
NOWHERE = -1  # the place of a column that the table does not have
RANGE = ("position_low", "position_high")
ADDED = ("votes", "population", "sits", "blocks")


@dataclass(frozen=True)
class MemberTable:
    """A table of members, checked, with saliences from 0 to 1.

    Attributes
    ----------
    title : str
    names, descriptions, dimensions : tuple of str
    position, salience : float64[member, dimension]
    capability : float64[member]
    scale : (low, high)
    added : mapping of str to float64[member]
        Those of `votes`, `population`, `sits`, `blocks` that the table has.
    form : str
        `ktab` or `own`.
    notes : tuple of Problem
        What was left aside: fields behind the last number of KTAB's rows, long names.
    """

    title: str
    names: tuple[str, ...]
    descriptions: tuple[str, ...]
    dimensions: tuple[str, ...]
    position: Array
    salience: Array
    capability: Array
    scale: tuple[float, float]
    form: str
    added: Mapping[str, Array] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()

    def members(self) -> Members:
        """The members, as one draw."""
        return gather(
            self.names, self.position[None], self.salience[None], self.capability[None], scale=self.scale
        )


@dataclass(frozen=True)
class TableField:
    text: str
    span: Span


@dataclass(frozen=True)
class TableRow:
    fields: tuple[TableField, ...]
    span: Span


@dataclass(frozen=True)
class _Layout:
    """Which column holds what, from 0; positions and saliences one a dimension."""

    form: str
    title: str
    dimensions: tuple[str, ...]
    single: Mapping[str, int]
    position: tuple[int, ...]
    salience: tuple[int, ...]
    width: int
    per_cent: float


def read_table(text: str, file: str, *, scale: tuple[float, float] | None = None) -> MemberTable:
    """Read a table of members; `scale` is that of the positions, 0 to 100 without it.

    Parameters
    ----------
    text : str
        The table's text.
    file : str
        Its name, for messages.
    scale : (low, high), optional
        The scale of the positions.

    Returns
    -------
    MemberTable
        Names and numbers as the table has them; `gather` makes members of them.

    Raises
    ------
    SummitError
        S690 to S695, all problems of the table at once, each with its line and column.

    Examples
    --------
    >>> table = read_table("member,capability,position,salience\\na,2,10,0.5\\nb,1,80,0.9\\n", "two.csv")
    >>> table.names, table.position.ravel().tolist()
    (('a', 'b'), [10.0, 80.0])
    """
    rows = rows_of(text, file)
    if not rows:
        where = Span(file, 1, 1, 2)
        raise SummitError(
            Problem("S690", "The table is empty.", "Expected a header and a row a member.", "", where)
        )
    problems: list[Problem] = []
    said = _ktab_head(rows[0])
    layout = _own_layout(rows[0], problems) if said is None else _ktab_layout(rows, said, problems)
    if layout is None:
        raise SummitError(problems)
    body = rows[1:] if said is None else rows[2:]
    notes: list[Problem] = []
    if layout.form == "ktab":
        body = [_without_surplus(row, layout.width, notes) for row in body]
    table = _filled(layout, body, scale or (0.0, 100.0), problems, notes)
    _count(rows, body, said, problems)
    if table is not None and not problems and not (table.capability > 0).any():
        told = "No member of the table has any capability."
        problems.append(Problem("S661", told, "At least one must have some.", "", rows[-len(body)].span))
    if problems or table is None:
        raise SummitError(problems)
    return table


def rows_of(text: str, file: str) -> list[TableRow]:
    lines = text.removeprefix("\ufeff").splitlines()
    filled = [
        (n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.lstrip().startswith("#")
    ]
    separator = separator_of(filled[0][1]) if filled else ","
    return [_split(line, n, file, separator) for n, line in filled]


def _split(line: str, number: int, file: str, separator: str) -> TableRow:
    """The fields of a line; a field in double quotes may hold separators, and quotes written twice."""
    fields, start, quoted = [], 0, False
    for i, letter in enumerate(line + separator):
        if letter == '"':
            quoted = not quoted
        if letter == separator and (not quoted or i == len(line)):
            fields.append(_field(line, number, file, start, i))
            start = i + 1
    while len(fields) > 1 and not fields[-1].text:  # the trailing comma
        fields.pop()
    return TableRow(tuple(fields), Span(file, number, 1, len(line) + 1, line))


def _field(line: str, number: int, file: str, start: int, end: int) -> TableField:
    raw = line[start:end]
    first = start + len(raw) - len(raw.lstrip())
    last = max(first + 1, end - (len(raw) - len(raw.rstrip())))
    text = raw.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('""', '"').strip()
    return TableField(text, Span(file, number, first + 1, last + 1, line))


def _ktab_head(row: TableRow) -> tuple[int, int] | None:
    """Members and dimensions that KTAB's first line announces; None where it is none."""
    if len(row.fields) != 4 or not all(re.fullmatch(r"\d+", f.text) for f in row.fields[2:]):
        return None
    return int(row.fields[2].text), int(row.fields[3].text)


def _ktab_layout(rows: Sequence[TableRow], said: tuple[int, int], problems: list[Problem]) -> _Layout | None:
    n_dims = said[1]
    width = 3 + 2 * n_dims
    if n_dims < 1 or len(rows) < 2:
        told = "KTAB's first line announces no dimension." if n_dims < 1 else "There is no header in line 2."
        problems.append(
            Problem("S690", told, "Expected `name, description, members, dimensions,`.", "", rows[0].span)
        )
        return None
    header = rows[1].fields
    if len(header) != width:
        told = f"The header has {len(header)} columns for {n_dims} dimensions."
        expected = f"Expected {width}: name, description, power, then position and salience for each."
        problems.append(Problem("S690", told, expected, "", rows[1].span))
        return None
    places = tuple(range(3, width, 2))
    names = tuple(_dimension(header[i].text, k) for k, i in enumerate(places, 1))
    single = {"member": 0, "description": 1, "capability": 2}
    title = rows[0].fields[0].text
    return _Layout("ktab", title, names, single, places, tuple(i + 1 for i in places), width, 100.0)


def _dimension(text: str, number: int) -> str:
    said = re.sub(r"(?i)\s*(position|pstn|pos)\s*", " ", text).strip()
    return said if said and not said.isdigit() else f"dimension {number}"


def _own_layout(row: TableRow, problems: list[Problem]) -> _Layout | None:
    single: dict[str, int] = {}
    many: dict[str, dict[str, int]] = {"position": {}, "salience": {}}
    for i, head in enumerate(row.fields):
        kind, _, dimension = head.text.partition(":")
        kind = ALSO.get(kind.strip().lower(), kind.strip().lower())
        group = many.get(kind, single)
        key = dimension.strip() if kind in many else kind
        if kind not in (*COLUMNS, *IDLE):
            told = f"There is no column `{head.text}`."
            problems.append(Problem("S690", told, "", nearest(kind, COLUMNS), head.span))
        elif key in group:
            problems.append(Problem("S690", f"The column `{head.text}` stands twice.", span=head.span))
        group[key] = i
    if "member" not in single:
        problems.append(Problem("S690", "The column `member` is missing.", span=row.span))
    if not many["position"] or (many["salience"] and set(many["position"]) != set(many["salience"])):
        told = f"Columns of positions: {len(many['position'])}, of saliences: {len(many['salience'])}."
        expected = (
            "Expected `position` and `salience`, or `position:NAME` and `salience:NAME` for each dimension."
        )
        problems.append(Problem("S690", told, expected, "", row.span))
    if problems:
        return None
    names = tuple(many["position"])
    single.setdefault("capability", NOWHERE)
    salience = tuple(many["salience"].get(n, NOWHERE) for n in names)
    places = tuple(many["position"][n] for n in names), salience
    titles = tuple(name or "position" for name in names)
    return _Layout("own", "", titles, single, *places, len(row.fields), 1.0)


def _filled(
    layout: _Layout,
    body: Sequence[TableRow],
    scale: tuple[float, float],
    problems: list[Problem],
    notes: list[Problem],
) -> MemberTable | None:
    names: list[str] = []
    described: list[str] = []
    numbers: list[list[float]] = []
    wanted = [layout.single["capability"], *layout.position, *layout.salience]
    added = [name for name in ADDED if name in layout.single]
    for line in body[:LARGEST]:
        row = _padded(line, layout)
        if len(row.fields) != layout.width:
            told = f"The row has {len(row.fields)} fields."
            expected = f"Expected {layout.width}, as the header says."
            fix = "Write numbers with a point, and put a text with commas in double quotes."
            problems.append(Problem("S692", told, expected, fix, row.span))
            continue
        _name(layout, row, names, problems, notes)
        place = layout.single.get("description")
        described.append("" if place is None else row.fields[place].text)
        unsaid = _unsaid(layout, row)
        found = [
            unsaid.get(i) if i in unsaid else number_of(row.fields[i], problems)
            for i in (*wanted, *(layout.single[a] for a in added))
        ]
        values = [np.nan if x is None else x for x in found]
        _ranges(layout, row, values, scale, problems)
        numbers.append(values)
    if len(body) > LARGEST:
        problems.append(
            Problem("S695", f"There are {len(body)} rows.", f"At most {LARGEST}.", "", body[-1].span)
        )
    if problems:
        return None
    array = np.array(numbers).reshape(len(numbers), len(wanted) + len(added))
    k = len(layout.dimensions)
    return MemberTable(
        title=layout.title,
        names=tuple(names),
        descriptions=tuple(described),
        dimensions=layout.dimensions,
        capability=array[:, 0],
        position=array[:, 1 : 1 + k],
        salience=array[:, 1 + k : 1 + 2 * k] / layout.per_cent,
        scale=scale,
        form=layout.form,
        added={name: array[:, 1 + 2 * k + i] for i, name in enumerate(added)},
        notes=tuple(notes),
    )


def _padded(line: TableRow, layout: _Layout) -> TableRow:
    """Our own rows may leave out cells at their end."""
    n_left = layout.width - len(line.fields)
    if layout.form != "own" or n_left <= 0:
        return line
    end = Span(
        line.span.file, line.span.line, line.span.end_column, line.span.end_column + 1, line.span.source_line
    )
    return TableRow((*line.fields, *(TableField("", end) for _ in range(n_left))), line.span)


def _unsaid(layout: _Layout, row: TableRow) -> dict[int, float]:
    """What holds where our own tables leave a number out: by column."""
    if layout.form != "own":
        return {}
    part = 1.0 / len(layout.dimensions)
    defaults = {layout.single["capability"]: 1.0, **dict.fromkeys(layout.salience, part)}
    found = {i: x for i, x in defaults.items() if i == NOWHERE or not row.fields[i].text}
    ends = [row.fields[layout.single[n]].text for n in RANGE if n in layout.single]
    alone = len(layout.position) == 1 and not row.fields[layout.position[0]].text
    if alone and len(ends) == len(RANGE) and all(map(is_number, ends)):
        found[layout.position[0]] = (number(ends[0]) + number(ends[1])) / 2
    return found


def _without_surplus(row: TableRow, width: int, notes: list[Problem]) -> TableRow:
    """A row of KTAB's without the fields behind its last number; what may be decimals stays: an error."""
    surplus, source = row.fields[width:], row.span.source_line
    numbers = any(is_number(head.text) for head in surplus)
    if not surplus or (numbers and re.search(r"\d,\d", source)):
        return row
    told = f"The row has {len(row.fields)} fields, and {width} are read: what follows is left aside."
    notes.append(Problem("S453", told, "", "Delete what does not belong to the table.", surplus[0].span))
    return TableRow(row.fields[:width], row.span)


def _name(
    layout: _Layout, row: TableRow, names: list[str], problems: list[Problem], notes: list[Problem]
) -> None:
    head = row.fields[layout.single["member"]]
    longest = LONGEST_NAME[layout.form]
    if len(head.text) > longest:
        told = f"The name `{head.text}` has {len(head.text)} characters."
        fix = "Shorten it, and keep the long form as the description."
        if layout.form == "ktab":
            notes.append(Problem("S453", f"{told[:-1]}: KTAB reads {longest}.", "", fix, head.span))
        else:
            problems.append(Problem("S693", told, f"Expected at most {longest}.", fix, head.span))
    if not head.text:
        problems.append(Problem("S693", "The member has no name.", span=head.span))
    elif head.text in names:
        told = f"The member `{head.text}` is named twice."
        problems.append(Problem("S693", told, "Each member has one row.", "Rename or remove one.", head.span))
    names.append(head.text)


def number_of(head: TableField, problems: list[Problem]) -> float | None:
    try:
        return number(head.text)
    except NumeralError as error:
        if (median := _median(head.text)) is None:
            plain = meant(head.text)
            fix = f"Write `{plain}`." if plain else error.fix
            problems.append(Problem("S691", error.what, error.expected, fix, head.span))
        return median


def _median(text: str) -> float | None:
    """The median of a distribution that a cell says, as in a scenario's table; None where it says none."""
    if "(" not in text:
        return None
    from standoff.draws import parse_distribution

    try:
        return float(parse_distribution(text, lambda _: None, "a cell").quantile(np.array([0.5])).item())
    except ScenarioError:
        return None


def _ranges(
    layout: _Layout,
    row: TableRow,
    values: Sequence[float],
    scale: tuple[float, float],
    problems: list[Problem],
) -> None:
    k = len(layout.dimensions)
    capability, position, salience = values[0], values[1 : 1 + k], values[1 + k : 1 + 2 * k]
    top = layout.per_cent
    if capability < 0:
        span = row.fields[layout.single["capability"]].span  # a missing column counts 1
        problems.append(
            Problem("S694", f"The capability is {capability:g}.", "Expected 0 or more.", "", span)
        )
    for value, i in zip(position, layout.position, strict=True):
        if value < scale[0] or value > scale[1]:
            told = f"The position {value:g} is off the scale."
            expected = f"Expected {scale[0]:g} to {scale[1]:g}."
            fix = "Change the position, or state the scale (`--scale LOW HIGH`)."
            problems.append(Problem("S694", told, expected, fix, row.fields[i].span))
    for value, i in zip(salience, layout.salience, strict=True):
        if value < 0 or value > top:
            told = f"The salience is {value:g}."
            problems.append(Problem("S694", told, f"Expected 0 to {top:g}.", "", row.fields[i].span))
    total = sum(salience)
    if len(salience) > 1 and total > top * (1 + SUM_TOLERANCE) and all(0 <= x <= top for x in salience):
        told = f"The saliences add to {total:g}."
        fix = "Nobody has more than its whole attention to give: scale them down."
        span = row.fields[layout.salience[-1]].span
        problems.append(Problem("S694", told, f"Expected at most {top:g} over all dimensions.", fix, span))
    for value, name in zip(values[1 + 2 * k :], (a for a in ADDED if a in layout.single), strict=True):
        flag = name in ("sits", "blocks")
        if value < 0 or (flag and value not in (0.0, 1.0)):
            expected = "Expected 0 or 1." if flag else "Expected 0 or more."
            span = row.fields[layout.single[name]].span
            problems.append(Problem("S694", f"`{name}` is {value:g}.", expected, "", span))


def _count(
    rows: Sequence[TableRow], body: Sequence[TableRow], said: tuple[int, int] | None, problems: list[Problem]
) -> None:
    if said is not None and said[0] != len(body):
        told = f"The first line announces {said[0]} members, and {len(body)} follow."
        fix = "Add the members that are missing, or mend the number."
        problems.append(
            Problem("S695", told, "Expected as many rows as announced.", fix, rows[0].fields[2].span)
        )
    elif not body:
        problems.append(
            Problem("S695", "No member follows the header.", "Expected a row a member.", "", rows[-1].span)
        )
