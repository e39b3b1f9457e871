"""Two runs side by side, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.reports.sections.two_runs import two_runs_part
from standoff.reports.text.numbers import NARROW
from standoff.reports.text.two_runs import SAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from standoff.reports.sections.two_runs import DifferenceTable, ReadingDifferences
    from standoff.results.two_runs import TwoRuns

WHOLE = 10  # rows of a table up to which all are told
PIPED = 132  # letters a line where nobody's screen sets it


def print_two_runs(told: TwoRuns) -> None:
    """Print what changed in the text and in every answer."""
    from rich.text import Text

    from standoff.app.output.screen import Screen

    part = two_runs_part(told)
    console = Screen()
    if not console.is_terminal:
        console.width = PIPED
    for name, side in (("A", part.before), ("B", part.after)):
        console.print(Text(f"{name}  {side.path}", "bold"), Text(f"({side.head})", "dim"), soft_wrap=True)
    console.print(Text(part.says, style="dim"))
    for line in (part.nothing, *part.alone):
        if line:
            console.print(Text(line))
    for name, before, after in part.settings:
        console.print(Text(f"  {name}: {before} → {after}"))
    console.print(Text("\nWhat changed in the text", style="bold"))
    for one in part.changes:
        more = "".join(f" ({part})" for part in (one.place, one.under) if part)
        console.print(Text(f"  {one.what}: {one.became}{more}"), soft_wrap=True)
    if not part.changes:
        console.print(Text("  Nothing found: the texts say the same."))
    for reading in part.readings:
        console.print(Text(f"\nWhat it did to the answers: {reading.title}", style="bold"))
        for line in _lines(reading):
            console.print(Text(line))
        for table in reading.tables if not reading.says or any(_moved(reading)) else ():
            console.print(_table(table))
    if not part.readings:
        console.print(Text("\nNothing found: the two runs share no reading."))


def _moved(reading: ReadingDifferences) -> Iterator[bool]:
    """Which rows are not the same, draw by draw."""
    return (row.change != SAME for table in reading.tables for row in table.rows)


def _lines(reading: ReadingDifferences) -> list[str]:
    return [line for line in (reading.says, reading.unsolved) if line]


def _table(told: DifferenceTable) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column(Text(told.title), min_width=30, overflow="fold")
    for head in ("A", "B", "difference", f"95{NARROW}% interval of it"):
        table.add_column(head, justify="right")
    shown = [row for row in told.rows if row.clear or row.alone] if len(told.rows) > WHOLE else told.rows
    for row in shown:
        cells = (row.before, row.after, row.change, row.interval)
        table.add_row(Text(row.title), *(Text(cell, style="bold" if row.clear else "") for cell in cells))
    if len(shown) < len(told.rows):
        left = len(told.rows) - len(shown)
        table.add_row(Text(f"{left} more, not clearly told from 0: with --json and --out", style="dim"))
    return table
