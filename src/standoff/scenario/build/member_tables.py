"""Tables of a summit's members beside a scenario: our own columns, and KTAB's format with its quirks.

Our own: a header with `name` and `position`; further `title`, `says`, `limit`, `salience`, `capability`,
`votes`, `set_by`, `source`, `because`, `against`, and for uncertain numbers `position_low` with
`position_high` (likewise of the others). KTAB: line 1 `name, description, members, dimensions,`; line 2
a header; then `name, description, power, position 1, salience 1, ...` on scales from 0 to 100. Lines
that begin with `#` are comments. Here a table becomes cells with their places; `members.py` says what
they mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from standoff.errors import Problem, ScenarioError, Span, nearest
from standoff.expressions import separator_of
from standoff.scenario.yaml.nodes import Scalar, kind_of, shown

NUMBERS = ("position", "limit", "salience", "capability")
WORDS = ("title", "says", "set_by", "source", "because", "against")
ALSO = {
    "member": "name",
    "actor": "name",
    "description": "says",
    "power": "capability",
    "influence": "capability",
}
COLUMNS = ("name", *WORDS, *NUMBERS, "votes", *(f"{n}_{end}" for n in NUMBERS for end in ("low", "high")))
UNDER_SUMMIT = {"sits": "body", "blocks": "veto", "population": "rule"}
PARTED = ("position", "salience")  # one column a dimension
MOST_MEMBERS = 250
LONGEST_KTAB_NAME = 25
PER_CENT = 100.0


@dataclass(frozen=True, slots=True)
class Row:
    """One member: its cells by column, without the empty ones. `per_cent`: KTAB's scales, 0 to 100."""

    cells: Mapping[str, Scalar]
    span: Span
    per_cent: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    cells: tuple[Scalar, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which column each cell belongs to; None where it belongs to another dimension."""

    columns: tuple[str | None, ...]
    dimensions: tuple[str, ...]
    per_cent: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """What a table holds: rows that can be read, problems that refuse it, notes on what is left aside."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def read_rows(text: str, file: str, dimension: Scalar | None) -> Rows:
    """The rows of a table of members, and what is wrong with them as rows.

    Parameters
    ----------
    dimension : which is meant where the table has several

    Returns
    -------
    Problems: S692 fields, S693 names, S694 saliences, S695 their number; notes: S453.

    Raises
    ------
    ScenarioError
        S690 where the header cannot be understood.

    Examples
    --------
    >>> found = read_rows("name;position\\nnorth;2\\nsouth;0.5\\n", "two.csv", None)
    >>> [row.cells["position"].text for row in found.rows]
    ['2', '0.5']
    """
    lines = _lines(text, file)
    if not lines:
        what = "The table of members is empty."
        raise ScenarioError(Problem("S690", what, "Expected a header and a row a member.", "", _start(file)))
    problems: list[Problem] = []
    head = _ktab_head(lines[0])
    plan = _own_plan(lines[0], problems) if head is None else _ktab_plan(lines, head[1], problems)
    _choose(plan, dimension, lines[0], problems)
    if problems:
        raise ScenarioError(problems)
    body = lines[1:] if head is None else lines[2:]
    plan = _only(plan, dimension)
    notes: list[Problem] = []
    if head is not None:
        body = [_without_surplus(line, len(plan.columns), notes) for line in body]
    rows = [row for line in body[:MOST_MEMBERS] if (row := _row(line, plan, problems)) is not None]
    if head is not None:
        notes += _long_names(rows)
        _check_ktab(body, len(plan.columns), problems)
    _check_count(lines, body, head, problems)
    return Rows(tuple(rows), tuple(problems), tuple(notes))


def _start(file: str) -> Span:
    return Span(file, 1, 1, 2)


def _lines(text: str, file: str) -> list[_Line]:
    written = enumerate(text.splitlines(), 1)
    kept = [(t, n) for n, t in written if t.strip(" \t,;") and not t.lstrip().startswith("#")]
    separator = separator_of(kept[0][0]) if kept else ","
    return [_split(line, number, file, separator) for line, number in kept]


def _split(line: str, number: int, file: str, separator: str) -> _Line:
    """The cells of a line; one in double quotes may hold separators, and quotes written twice."""
    cells, start, quoted = [], 0, False
    for i, letter in enumerate(line + separator):
        if letter == '"':
            quoted = not quoted
        if letter == separator and (not quoted or i == len(line)):
            cells.append(_cell(line, number, file, (start, i)))
            start = i + 1
    while len(cells) > 1 and not cells[-1].text:  # trailing commas
        cells.pop()
    return _Line(tuple(cells), Span(file, number, 1, len(line) + 1, line))


def _cell(line: str, number: int, file: str, part: tuple[int, int]) -> Scalar:
    raw = line[part[0] : part[1]]
    first, text = part[0] + len(raw) - len(raw.lstrip()), raw.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        first, text = first + 1, text[1:-1].replace('""', '"')
    span = Span(file, number, first + 1, first + 1 + max(1, len(text)), line)
    return Scalar(text, kind_of(text, plain=True), span)


def _ktab_head(line: _Line) -> tuple[int, int] | None:
    """Members and dimensions that KTAB's first line announces; None where it is none."""
    if len(line.cells) != 4 or not all(re.fullmatch(r"\d{1,6}", cell.text) for cell in line.cells[2:]):
        return None
    return int(line.cells[2].text), int(line.cells[3].text)


def _ktab_plan(lines: Sequence[_Line], n_dimensions: int, problems: list[Problem]) -> _Plan:
    width = 3 + 2 * n_dimensions
    if n_dimensions < 1 or len(lines) < 2 or len(lines[1].cells) != width:
        n_columns = len(lines[1].cells) if len(lines) > 1 else 0
        what = f"The header has {n_columns} columns, and the first line announces {n_dimensions} dimensions."
        expected = f"Expected {width}: name, description, power, then position and salience for each."
        problems.append(Problem("S690", what, expected, "", lines[min(1, len(lines) - 1)].span))
        return _Plan((), ())
    parts = [f"dimension_{i + 1}" for i in range(n_dimensions)]
    columns = ["name", "says", "capability"] + [f"{kind}:{part}" for part in parts for kind in PARTED]
    return _Plan(tuple(columns), tuple(parts), True)


def _own_plan(line: _Line, problems: list[Problem]) -> _Plan:
    columns: list[str] = []
    for cell in line.cells:
        kind, _, part = (piece.strip().lower() for piece in cell.text.partition(":"))
        name = ALSO.get(kind, kind) + (f":{part}" if part and kind in PARTED else "")
        if name.partition(":")[0] not in COLUMNS or (part and kind not in PARTED):
            what = f"There is no column `{shown(cell.text)}` in a table of members."
            fix = nearest(kind, COLUMNS)
            if kind in UNDER_SUMMIT:
                fix = f"Write `{UNDER_SUMMIT[kind]}:` under the summit."
            problems.append(Problem("S690", what, "", fix, cell.span))
        elif name in columns:
            what = f"The column `{name}` stands twice."
            problems.append(Problem("S690", what, "", "Delete one.", cell.span))
        columns.append(name)
    meant = {column for column in ("name", "position") for p in problems if f"`{column}`?" in p.fix}
    kinds = {name.partition(":")[0] for name in columns} | meant
    for needed in ("name", "position"):
        if needed not in kinds and not (needed == "position" and {"position_low", "position_high"} <= kinds):
            what = f"The table of members has no column `{needed}`."
            problems.append(
                Problem("S690", what, "Expected a header line with the columns' names.", "", line.span)
            )
    parts = [name.partition(":")[2] for name in columns if name.startswith("position:")]
    return _Plan(tuple(columns), tuple(dict.fromkeys(parts)))


def _choose(plan: _Plan, dimension: Scalar | None, head: _Line, problems: list[Problem]) -> None:
    """Complains where it is not clear which of several dimensions a summit is about."""
    known = plan.dimensions
    if dimension is None and len(known) > 1:
        what = f"The table has {len(known)} dimensions, and a summit is about one."
        listed = ", ".join(f"`{name}`" for name in known)
        fix = "Name one, as in `members: {file: members.csv, dimension: NAME}`."
        problems.append(Problem("S690", what, f"Dimensions: {listed}.", fix, head.span))
    elif dimension is not None and dimension.text.lower() not in known:
        what = f"The table of members has no dimension `{shown(dimension.text)}`."
        problems.append(Problem("S690", what, "", nearest(dimension.text, known), dimension.span))


def _only(plan: _Plan, dimension: Scalar | None) -> _Plan:
    """The columns of one dimension alone."""
    chosen = dimension.text.lower() if dimension is not None else "".join(plan.dimensions[:1])
    bare: list[str | None] = []
    for column in plan.columns:
        kind, _, part = (column or "").partition(":")
        bare.append(kind if part in ("", chosen) else None)
    return _Plan(tuple(bare), plan.dimensions, plan.per_cent)


def _row(line: _Line, plan: _Plan, problems: list[Problem]) -> Row | None:
    n_cells = len(line.cells)
    if n_cells > len(plan.columns) or (plan.per_cent and n_cells != len(plan.columns)):
        what = f"The row has {n_cells} fields."
        expected = f"Expected {len(plan.columns)}, as the header says."
        fix = "Write numbers with a point, and put a text with commas in double quotes."
        problems.append(Problem("S692", what, expected, fix, line.span))
        return None
    pairs = zip(plan.columns, line.cells, strict=False)  # cells at the end may be left out
    cells = {column: cell for column, cell in pairs if column is not None and cell.text}
    if "name" not in cells:
        what = "The member has no name."
        problems.append(Problem("S693", what, "Expected a name in each row.", "", line.span))
        return None
    return Row(cells, line.span, plan.per_cent)


def _without_surplus(line: _Line, width: int, notes: list[Problem]) -> _Line:
    """A row of KTAB's without the fields behind its last number, which KTAB leaves aside too.

    Fields that may be the decimals of a number with a comma are no surplus: they stay, and are refused.
    """
    surplus = line.cells[width:]
    source = line.span.source_line
    may_be_decimals = any(cell.kind in ("whole", "number") for cell in surplus) and "," in source
    if not surplus or (may_be_decimals and re.search(r"\d,\d", source)):
        return line
    what = f"The row has {len(line.cells)} fields, and {width} are read: what follows is left aside."
    notes.append(Problem("S453", what, "", "Delete what does not belong to the table.", surplus[0].span))
    return _Line(line.cells[:width], line.span)


def _long_names(rows: Sequence[Row]) -> list[Problem]:
    """Notes on names that KTAB itself would refuse."""
    notes = []
    for row in rows:
        name = row.cells["name"]
        if len(name.text) > LONGEST_KTAB_NAME:
            what = f"The name `{shown(name.text)}` has {len(name.text)} characters: KTAB reads"
            what += f" {LONGEST_KTAB_NAME}."
            fix = "Shorten it, and keep the long form as the description, if KTAB is to read the table."
            notes.append(Problem("S453", what, "", fix, name.span))
    return notes


def _check_ktab(body: Sequence[_Line], width: int, problems: list[Problem]) -> None:
    """Saliences that add to more than anybody's whole attention."""
    for line in body:
        saliences = line.cells[4::2]
        if len(line.cells) != width or len(saliences) < 2:
            continue
        numbers = [float(cell.text) for cell in saliences if cell.kind in ("whole", "number")]
        if len(numbers) == len(saliences) and sum(numbers) > PER_CENT * (1 + 1e-9):
            what = f"The saliences add to {sum(numbers):g}."
            fix = "Nobody has more than its whole attention to give: scale them down."
            expected = "Expected at most 100 over all dimensions."
            problems.append(Problem("S694", what, expected, fix, saliences[-1].span))


def _check_count(
    lines: Sequence[_Line], body: Sequence[_Line], head: tuple[int, int] | None, problems: list[Problem]
) -> None:
    if head is not None and head[0] != len(body):
        what = f"The first line announces {head[0]} members, and {len(body)} follow."
        fix = "Add the members that are missing, or mend the number."
        at = lines[0].cells[2].span
        problems.append(Problem("S695", what, "Expected as many rows as announced.", fix, at))
    elif not 2 <= len(body) <= MOST_MEMBERS:
        what = f"The table has {len(body)} member{'' if len(body) == 1 else 's'}."
        expected = f"Expected from 2 to {MOST_MEMBERS}, a row each."
        problems.append(Problem("S695", what, expected, "", lines[-1].span))
