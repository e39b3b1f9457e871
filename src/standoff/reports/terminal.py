"""The run in short for a terminal: question, endings, conclusions, statuses, where the report is."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from standoff.reports.sections.allegations import sentence
from standoff.reports.sections.conclusions import Conclusion, in_order, under_test
from standoff.reports.sections.equilibria import short
from standoff.reports.sections.headline import sentences
from standoff.reports.sections.methods import play_sentence
from standoff.reports.sections.precision import beside, heads
from standoff.reports.sections.ranges import MeasureRow, measure_cells
from standoff.reports.text import off_branch
from standoff.reports.text.ending_keys import Ending, keyed_endings
from standoff.reports.text.numbers import NOTHING, SIGN, count, day, percent, points
from standoff.results.folder import REPORT, RunFiles

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

ENDINGS = "Probability of each ending, with its numerical (Monte Carlo) error in points"
CONCLUSIONS = "Conclusions under test: % of all draws in which each holds·fails·is undefined·is unsolved"
MEASURES = "Measures, with their numerical (Monte Carlo) error"
TWO_MEANS = (
    "Over draws: each draw counts alike, however seldom it meets the condition. Over plays: all plays, of "
    "all draws together, that meet it; this one fits the endings above."
)
FEW = (
    "Few draws: 1 % of the draws make more than half of this mean's squared deviation; they decide it. The "
    "median stands first."
)
MODEL = "Every number is the model's, conditional on its assumptions; a share of draws is not a probability."


def renderable(files: RunFiles) -> RenderableType:
    """What `rich` prints; without a terminal it comes out as plain text."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    endings, conclusions = keyed_endings(files), under_test(files)
    summary = files.summary
    head = (
        f"As of {day(summary.as_of)}, horizon {day(summary.horizon)}, {count(summary.draws)} draws "
        f"a reading, hash {summary.hash[:12]}"
    )
    said = sentences(files, endings, conclusions)
    if summary.play:
        head += f"\n{play_sentence(summary.play)}"
    parts: list[RenderableType] = [Text(line, style="bold red") for line in summary.failed_lines()]
    parts += [
        Text(summary.title or files.words.title, style="bold"),
        Text(files.words.question),
        Text(head, style="dim"),
    ]
    parts += [Padding(Text(sentence), (1 if i == 0 else 0, 0, 0, 0)) for i, sentence in enumerate(said)]
    parts += [Padding(Text(ENDINGS, style="bold"), (1, 0, 0, 0)), _endings_table(files, endings)]
    if conclusions:
        parts += [Text(CONCLUSIONS, style="bold"), _conclusions_table(files, conclusions)]
    parts += _measures(files, conclusions)
    parts += [Text(line) for line in (off_branch.sentence(files), short(files)) if line]
    parts += [Text(_status_line(files)), Text(_assumption_line(files)), Text(MODEL, style="dim")]
    report = files.folder / REPORT
    if report.exists():
        parts.append(Text(f"Report: {report}"))
    return Group(*parts)


def as_text(files: RunFiles, width: int) -> str:
    """Plain text without control sequences, no line wider than `width`, none ending in spaces."""
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=False, no_color=True, highlight=False, emoji=False, markup=False
    )
    console.print(renderable(files))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _table(files: RunFiles, first: str) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column(Text(first), overflow="fold")
    for reading in files.readings:
        table.add_column(
            Text(files.reading_title(reading)), justify="right", overflow="fold", min_width=7, max_width=14
        )
    return table


def _endings_table(files: RunFiles, endings: tuple[Ending, ...]) -> Table:
    from rich.text import Text

    table = _table(files, "Ending")
    for ending in endings:
        cells = []
        for reading in files.readings:
            found = files.summary.readings[reading].endings.get(ending.name)
            cells.append(
                Text(
                    NOTHING if found is None else f"{percent(found.probability, 1)} {points(found.mc_error)}"
                )
            )
        table.add_row(Text(ending.title), *cells)
    return table


def _conclusions_table(files: RunFiles, conclusions: tuple[Conclusion, ...]) -> Table:
    from rich.text import Text

    table = _table(files, "Conclusion")
    for conclusion in conclusions:
        cells = [Text(conclusion.cells[r].four if r in conclusion.cells else NOTHING) for r in files.readings]
        table.add_row(Text(conclusion.title), *cells)
        swept = [beside(files, conclusion.name, r) for r in files.readings]
        if any(swept):
            said = f"  in %: {' / '.join(heads(files))} precision"
            table.add_row(Text(said, style="dim"), *(Text(cell, style="dim") for cell in swept))
    return table


def _measures(files: RunFiles, conclusions: tuple[Conclusion, ...]) -> list[RenderableType]:
    """The measures that conclusions name, one row a question, what the words mean, where the others are."""
    from rich.text import Text

    every_cell = measure_cells(files)
    named = {name for conclusion in conclusions for name in conclusion.measures} or set(every_cell)
    cells = {name: rows for name, rows in every_cell.items() if name in named}
    if not cells:
        return []
    table = _table(files, "Measure")
    for name in in_order(cells, files.words.order.measures):
        rows = cells[name]
        title = next(iter(rows.values())).title
        two = any(len(row.questions) > 1 for row in rows.values())
        means = [Text(_mean(rows[r]) if r in rows else NOTHING) for r in files.readings]
        table.add_row(Text(f"{title}, mean over draws" if two else title), *means)
        if two:
            pooled = (
                f"{rows[r].pooled} {rows[r].pooled_error}" if r in rows else NOTHING for r in files.readings
            )
            table.add_row(Text(f"{title}, mean over plays"), *(Text(cell) for cell in pooled))
    every = [row for rows in cells.values() for row in rows.values()]
    said = [TWO_MEANS] if any(len(row.questions) > 1 for row in every) else []
    said += [FEW] if any(row.by_few for row in every) else []
    left = len(every_cell) - len(cells)
    said += [f"{count(left)} more measures: in the report, and with --json."] if left else []
    return [Text(MEASURES, style="bold"), table, *(Text(line, style="dim") for line in said)]


def _mean(row: MeasureRow) -> str:
    """The mean, or the median before it where a few draws decide the mean; then what is undefined.

    The median stands beside the mean of what is no probability, whose tail may be long.
    """
    said = f"{row.mean} {row.error}"
    if row.by_few:
        said = f"median {row.median}\nmean {row.mean}\n(few draws)"
    elif not row.mean.endswith(SIGN):
        said += f"\nmedian {row.median}"
    return f"{said}\nundefined {row.open}" if row.open else said


def _status_line(files: RunFiles) -> str:
    total: dict[str, int] = {}
    for reading in files.summary.readings.values():
        for status, n in reading.status.items():
            total[status] = total.get(status, 0) + n
    said = ", ".join(
        f"{count(n)} {s.replace('_', ' ')}"
        for s, n in sorted(total.items(), key=lambda item: (-item[1], item[0]))
    )
    return f"Draws over all readings: {said}."


def _assumption_line(files: RunFiles) -> str:
    found = files.summary.assumptions
    counted = f"{found.sentence} ({found.more})" if found.more else found.sentence
    return f"{counted[0].upper()}{counted[1:]}. {sentence(files)}"
