"""A table of incomes, and of what each member pays, as text: for burden sharing, with every mistake placed.

A header with `member` (or `name`) and `income`; `paid`, what each gives today, is optional. Lines that
begin with `#` are comments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from standoff.errors import Problem, Span, nearest
from standoff.summit.records import Array, SummitError
from standoff.summit.tables import ALSO, TableRow, number_of, rows_of

COLUMNS = ("member", "income", "paid", "description")


@dataclass(frozen=True)
class IncomeTable:
    """names : tuple of str; income : float64[member]; paid : float64[member], or None."""

    names: tuple[str, ...]
    income: Array
    paid: Array | None


def read_incomes(text: str, file: str) -> IncomeTable:
    """Read a table of incomes.

    Parameters
    ----------
    text : str
        The table's text.
    file : str
        Its name, for messages.

    Returns
    -------
    IncomeTable
        Names and incomes, float64[member].

    Raises
    ------
    SummitError
        S690 to S695, all problems of the table at once.

    Examples
    --------
    >>> read_incomes("member,income\\na,10\\nb,6\\n", "two.csv").income.tolist()
    [10.0, 6.0]
    """
    rows = rows_of(text, file)
    problems: list[Problem] = []
    if len(rows) < 2:
        where = rows[0].span if rows else Span(file, 1, 1, 2)
        raise SummitError(
            Problem("S690", "The table has no rows.", "Expected a header and a row a member.", "", where)
        )
    place = _columns(rows[0], problems)
    if problems:
        raise SummitError(problems)
    names: list[str] = []
    numbers: dict[str, list[float]] = {name: [] for name in ("income", "paid") if name in place}
    for row in rows[1:]:
        if len(row.fields) <= max(place.values()):
            n = len(row.fields)
            told = f"The row has {n} field{'' if n == 1 else 's'}."
            problems.append(Problem("S692", told, "Expected as many as the header says.", "", row.span))
            continue
        head = row.fields[place["member"]]
        if not head.text or head.text in names:
            told = f"The member `{head.text}` is named twice." if head.text else "The member has no name."
            problems.append(Problem("S693", told, "Each member has one row.", "", head.span))
        names.append(head.text)
        for name, column in numbers.items():
            column.append(_amount(row, place[name], name, problems))
    if problems:
        raise SummitError(problems)
    paid = np.array(numbers["paid"]) if "paid" in numbers else None
    return IncomeTable(tuple(names), np.array(numbers["income"]), paid)


def _columns(head: TableRow, problems: list[Problem]) -> dict[str, int]:
    place: dict[str, int] = {}
    for i, cell in enumerate(head.fields):
        name = ALSO.get(cell.text.strip().lower(), cell.text.strip().lower())
        if name not in COLUMNS:
            told = f"There is no column `{cell.text}` in a table of incomes."
            problems.append(Problem("S690", told, "", nearest(name, COLUMNS), cell.span))
        elif name in place:
            problems.append(Problem("S690", f"The column `{cell.text}` stands twice.", span=cell.span))
        place[name] = i
    for needed in ("member", "income"):
        if needed not in place and not problems:
            problems.append(Problem("S690", f"The column `{needed}` is missing.", span=head.span))
    return place


def _amount(row: TableRow, i: int, name: str, problems: list[Problem]) -> float:
    value = number_of(row.fields[i], problems)
    if value is not None and (value < 0 or (name == "income" and value == 0)):
        expected = "Expected a number above 0." if name == "income" else "Expected 0 or more."
        told = f"`{name}` is {value:g}."
        problems.append(Problem("S694", told, expected, "", row.fields[i].span))
    return np.nan if value is None else value
