"""Reads a front's history from CSV: by day or month, strengths, losses, area.

Columns are known by these names, in any order; others are named as unknown, because a misspelt
column that is silently left out is a wrong fit:

    day | date | month                       whole numbers, 2024-01-31, or 2024-01
    strength_attacker, strength_defender     at the row's start
    losses_attacker, losses_defender         during the row
    attacks                                  who attacks: attacker or defender
    area                                     held by the attacker at the row's start
    gain                                     net gain of area during the row
"""

from __future__ import annotations

import csv
import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.errors import Problem, ScenarioError, Span, nearest
from standoff.expressions import separator_of
from standoff.front.records import Floats
from standoff.numerals import NumeralError, number, whole

TIMES = ("day", "date", "month")
POSITIVE = ("strength_attacker", "strength_defender")
COUNTS = ("losses_attacker", "losses_defender")
NUMBERS = (*POSITIVE, *COUNTS, "area", "gain")
COLUMNS = (*TIMES, *NUMBERS, "attacks")
MOST_ROWS = 100_000
HEADERS = (
    "Expected a column of time (`day`, `date` or `month`) and what is told of it: `gain` or `area`, or "
    f"`{'`, `'.join((*POSITIVE, *COUNTS))}` and, if known, `attacks`."
)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell's text and where it stands, from 1."""

    line: int
    column: int
    text: str


@dataclass(frozen=True)
class Series:
    """A history without gaps.

    unit : "day" or "month"
    label : the rows' times as written
    columns : name -> float64[row]; `attacks` is 1 where the attacker attacks and -1 where not
    """

    file: str
    unit: str
    label: tuple[str, ...]
    columns: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.label)

    def rows(self, keep: slice) -> Series:
        """Some rows."""
        cut = {name: column[keep] for name, column in self.columns.items()}
        return Series(self.file, self.unit, self.label[keep], cut)

    def ended_by(self, day: dt.date) -> Series:
        """The months that had ended on the evening of a day.

        Examples
        --------
        >>> series = read_series("month,gain\\n2024-01,56.1\\n2024-02,110.4\\n", "gains.csv")
        >>> series.ended_by(dt.date(2024, 2, 28)).label, series.ended_by(dt.date(2024, 2, 29)).label
        (('2024-01',), ('2024-01', '2024-02'))
        """
        after = day + dt.timedelta(days=1)
        return self.rows(slice(0, sum(label < f"{after:%Y-%m}" for label in self.label)))

    def row_of(self, label: str) -> int:
        """The row of a time.

        Raises
        ------
        ScenarioError
            S657 for a time that is not in the table.
        """
        if label not in self.label:
            raise ScenarioError(
                Problem("S657", f"{self.file} has no row for `{label}`.",
                        f"Expected a {self.unit} from {self.label[0]} to {self.label[-1]}.",
                        nearest(label, self.label) or "Write it as in the file.")
            )  # fmt: skip
        return self.label.index(label)


def read_series(text: str, file: str, *, need: Sequence[str] = ()) -> Series:
    """A history from the text of a CSV file.

    Parameters
    ----------
    text : the file's text; its cells are parted by commas, or by semicolons or tabs
    file : its name, for messages
    need : columns that must be there

    Returns
    -------
    Series

    Raises
    ------
    ScenarioError
        S650 headers, S651 a cell, S652 gaps, order and duplicates, S653 too few rows; all at once.

    Examples
    --------
    >>> series = read_series("month,gain\\n2024-01,56.1\\n2024-02,110.4\\n", "gains.csv")
    >>> series.unit, series.columns["gain"].tolist()
    ('month', [56.1, 110.4])
    """
    lines = text.removeprefix("\ufeff").splitlines()
    separator = separator_of(lines[0]) if lines else ","
    header = [name.strip() for name in next(csv.reader(lines[:1], delimiter=separator), [])]
    problems = _header_problems(header, lines, file, need)
    if problems:
        raise ScenarioError(problems)
    filled = [(at, line) for at, line in enumerate(lines[1:], 2) if line.strip(' \t,;"')]
    table = _Table(file, lines, header, separator)
    for at, line in filled:  # a row a line: a quote that is not closed spoils its own line alone
        table.add(at, [cell.strip() for cell in next(csv.reader([line], delimiter=separator))])
    if not 2 <= len(filled) <= MOST_ROWS:
        table.problems.append(
            Problem("S653", f"{file} has {len(filled)} rows.", f"Expected from 2 to {MOST_ROWS:,}.",
                    "Give the history a row a day or a month.")
        )  # fmt: skip
    if table.problems:
        raise ScenarioError(table.problems)
    columns = {name: np.array(values, np.float64) for name, values in table.columns.items()}
    return Series(file, "month" if table.time == "month" else "day", tuple(table.labels), columns)


def _header_problems(header: list[str], lines: list[str], file: str, need: Sequence[str]) -> list[Problem]:
    first = lines[0] if lines else ""

    def wrong(what: str, expected: str, fix: str, name: str = "") -> Problem:
        column = first.find(name) + 1 if name else 1
        return Problem("S650", what, expected, fix, Span(file, 1, column, column + max(1, len(name)), first))

    if len(header) == 1 and re.search(r"\w[^\w-]+\w", first):
        expected = f"Expected headers as `{','.join(need)}`." if need else HEADERS
        fix = "Part the columns by commas, semicolons or tabs, and write numbers with decimal points."
        return [wrong("The columns are not parted by commas, semicolons or tabs.", expected, fix, first)]
    problems = [
        wrong(f"`{name}` is no known column.", "Expected known columns only.",
              nearest(name, COLUMNS) or f"Rename or remove it; known: {', '.join(COLUMNS)}.", name)
        for name in header if name not in COLUMNS
    ]  # fmt: skip
    problems += [
        wrong(f"`{name}` stands {count} times.", "Expected each column once.", "Remove one.", name)
        for name in dict.fromkeys(header)
        if name in COLUMNS and (count := header.count(name)) > 1
    ]
    times = [name for name in TIMES if name in header]
    if len(times) != 1:
        problems.append(wrong(f"There are {len(times)} columns of time.", "Expected one of day, date, month.",
                              "Add or remove columns until one is left."))  # fmt: skip
    problems += [
        wrong(f"The column `{name}` is missing.", f"Expected {', '.join(need)}.",
              nearest(name, [known for known in header if known not in need]) or "Add it.")
        for name in need if name not in header
    ]  # fmt: skip
    return problems


class _Table:
    """Rows as they are read, with everything that is wrong with them."""

    def __init__(self, file: str, lines: list[str], header: list[str], separator: str) -> None:
        self.file, self.lines, self.header, self.separator = file, lines, header, separator
        self.time = next(name for name in TIMES if name in header)
        self.labels: list[str] = []
        self.columns: dict[str, list[float]] = {name: [] for name in header if name not in TIMES}
        self.problems: list[Problem] = []
        self.last: int | None = None

    def add(self, line: int, row: list[str]) -> None:
        """Read one row."""
        if self.lines[line - 1].count('"') % 2:
            said = ("A quote is not closed.", "Expected quotes in pairs.", "Numbers need none: remove it.")
            self._wrong("S651", _Cell(line, self.lines[line - 1].rindex('"') + 1, '"'), *said)
            return
        if len(row) != len(self.header):
            fix = "Fill or remove cells; a decimal comma splits a number in two: write a point."
            said = (f"The row has {len(row)} cells.", f"Expected {len(self.header)}.", fix)
            self._wrong("S651", _Cell(line, 1, ""), *said)
            return
        cells = [
            _Cell(line, column, text)
            for column, text in zip(_columns(self.lines[line - 1], self.separator), row, strict=True)
        ]
        for name, cell in zip(self.header, cells, strict=True):
            if name == self.time:
                self._time(cell)
            elif name == "attacks":
                self.columns[name].append(self._side(cell))
            else:
                self.columns[name].append(self._number(name, cell))
        self._losses(dict(zip(self.header, cells, strict=True)))

    def _side(self, cell: _Cell) -> float:
        if cell.text not in ("attacker", "defender"):
            mend = nearest(cell.text, ("attacker", "defender")) or "Say who attacked."
            what = f"`attacks` is `{cell.text}`."
            self._wrong("S651", cell, what, "Expected `attacker` or `defender`.", mend)
        return -1.0 if cell.text == "defender" else 1.0

    def _number(self, name: str, cell: _Cell) -> float:
        try:
            value = number(cell.text)
        except NumeralError as error:
            mend = error.fix if cell.text else "Fill the gap, or leave out the column."
            what = f"`{name}`: {error.what}" if cell.text else f"`{name}` is missing."
            self._wrong("S651", cell, what, error.expected, mend)
            return math.nan
        if (name in POSITIVE and value <= 0) or (name in (*COUNTS, "area") and value < 0):
            bound = "above 0" if name in POSITIVE else "of at least 0"
            mend = "Check the sign; a side that is spent ends the table."
            self._wrong("S651", cell, f"`{name}` is {cell.text}.", f"Expected a number {bound}.", mend)
        return value

    def _losses(self, cells: Mapping[str, _Cell]) -> None:
        """A side cannot lose more in a row than it had when the row began."""
        for strength, losses in zip(POSITIVE, COUNTS, strict=True):
            if strength in cells and losses in cells:
                had, lost = self.columns[strength][-1], self.columns[losses][-1]
                if lost > had > 0:  # not-a-number compares as false: it is a problem already
                    what = f"`{losses}` is {cells[losses].text}, and `{strength}` {cells[strength].text}."
                    expected = "Expected losses of at most the strength at the row's start."
                    mend = "Check both numbers and their units; reserves that came in make rows of their own."
                    self._wrong("S651", cells[losses], what, expected, mend)

    def _time(self, cell: _Cell) -> None:
        now = _time_of(self.time, cell.text)
        if now is None:
            shown = {"day": "a whole number", "date": "a date as 2024-01-31", "month": "a month as 2024-01"}
            what = f"`{self.time}` is `{cell.text}`."
            self._wrong("S651", cell, what, f"Expected {shown[self.time]}.", "Write it so.")
            return
        said = self._disorder(now, cell.text)
        if said is not None:
            self._wrong("S652", cell, *said)
        self.last = now
        self.labels.append(cell.text)

    def _disorder(self, now: int, cell: str) -> tuple[str, str, str] | None:
        if self.last is None or now == self.last + 1:
            return None
        before = self.labels[-1]
        if now == self.last:
            return f"{cell} stands twice.", "Expected each once.", "Remove one."
        if now < self.last:
            return f"{cell} comes after {before}.", "Expected rows in order.", "Sort the rows by time."
        gap = f"{now - self.last - 1} missing between {before} and {cell}."
        return gap, "Expected no gaps.", "Add the missing rows, or begin the table after them."

    def _wrong(self, code: str, cell: _Cell, *said: str) -> None:
        end = cell.column + max(1, len(cell.text))
        span = Span(self.file, cell.line, cell.column, end, self.lines[cell.line - 1])
        self.problems.append(Problem(code, said[0], said[1], said[2], span))


def _columns(line: str, separator: str) -> list[int]:
    """Where the text of each cell of a line begins, from 1, behind blanks and an opening quote."""
    begins, quoted = [0], False
    for i, letter in enumerate(line):
        quoted ^= letter == '"'
        if letter == separator and not quoted:
            begins.append(i + 1)
    return [i + len(line[i:]) - len(line[i:].lstrip(' \t"')) + 1 for i in begins]


def _time_of(kind: str, cell: str) -> int | None:
    """A whole number that grows by one a row."""
    try:
        if kind == "day":
            return whole(cell)
        if kind == "date":
            return dt.date.fromisoformat(cell).toordinal()
        return dt.date.fromisoformat(f"{cell}-01").toordinal() and int(cell[:4]) * 12 + int(cell[5:7])
    except ValueError:
        return None
