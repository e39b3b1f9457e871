"""The run in short for a terminal: question, endings, conclusions, statuses, where the report is."""

from __future__ import annotations

import io
from collections.abc import Collection
from typing import TYPE_CHECKING

from standoff.reports.sections.allegations import sentence
from standoff.reports.sections.composition import short as composed
from standoff.reports.sections.conclusions import Conclusion, in_order, under_test
from standoff.reports.sections.equilibria import short
from standoff.reports.sections.headline import named, sentences
from standoff.reports.sections.precision_cells import (
    CONCLUSION,
    ENDING,
    MEASURE,
    beside,
    heads,
    sample_lines,
)
from standoff.reports.sections.ranges import MeasureRow, measure_cells
from standoff.reports.text import off_branch
from standoff.reports.text.convergence import unsettled
from standoff.reports.text.draw_shares import WEIGHTED
from standoff.reports.text.ending_keys import Ending, keyed_endings
from standoff.reports.text.numbers import NOTHING, SIGN, count, day, percent, percent_range, points
from standoff.results.run.conditions import condition_lines
from standoff.results.run.folder import REPORT, RunFiles

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

ENDINGS = "Probability of each ending, with its numerical (Monte Carlo) error in points"
CONCLUSIONS = "Conclusions under test: %% of all draws%s in which each holds·fails·is undefined·is unsolved"
COUNTED = "  draws, not weighted"
MEASURES = "Measures, with their numerical (Monte Carlo) error"
TWO_MEANS = (
    "Over draws: each draw counts alike, however seldom it meets the condition. Over plays: all plays, of "
    "all draws together, that meet it; this one fits the endings above."
)
RANGE = "  5 to 95 % of draws"
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
    parts: list[RenderableType] = [Text(line, style="bold red") for line in summary.failed_lines()]
    parts += [
        Text(summary.title or files.words.title, style="bold"),
        Text(files.words.question),
        Text(head, style="dim"),
        *(Text(line, style="bold") for line in condition_lines(summary)),
    ]
    parts += [Padding(Text(sentence), (1 if i == 0 else 0, 0, 0, 0)) for i, sentence in enumerate(said)]
    told = frozenset((one.kind, one.name) for one in named(files, endings, conclusions))
    parts += [Padding(Text(ENDINGS, style="bold"), (1, 0, 0, 0)), _endings_table(files, endings, told)]
    if conclusions:
        weighted = f", {WEIGHTED}," if summary.observed else ""
        parts += [Text(CONCLUSIONS % weighted, style="bold"), _conclusions_table(files, conclusions)]
    parts += _measures(files, conclusions, told)
    parts += _precision(files)
    parts += [Text(line) for line in composed(files, endings)]
    parts += [Text(line) for line in (off_branch.sentence(files), short(files), unsettled(files)) if line]
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


def _precision(files: RunFiles) -> list[RenderableType]:
    """What the rows at other precisions are, and the samples behind them."""
    from rich.text import Text

    names = heads(files)
    if not names:
        return []
    said = (
        f"Rows below a result, in %: the same at other precisions ({' / '.join(names)}), with its numerical "
        "error in points. Of a conclusion the share of all draws, and after it the share in which it is "
        "undefined."
    )
    return [Text(line, style="dim") for line in (said, *sample_lines(files))]


def _add_swept(table: Table, files: RunFiles, kind: str, name: str) -> None:
    """A row for each precision below a result."""
    from rich.text import Text

    cells = [beside(files, kind, name, reading) for reading in files.readings]
    if not any(cells):
        return
    if all(len(set(cell)) < 2 for cell in cells):
        shown = (Text(cell[0] if cell else NOTHING, style="dim") for cell in cells)
        table.add_row(Text("  at each precision", style="dim"), *shown)
        return
    for i, head in enumerate(heads(files)):
        shown = (Text(cell[i] if cell else NOTHING, style="dim") for cell in cells)
        table.add_row(Text(f"  {head}", style="dim"), *shown)


def _endings_table(files: RunFiles, endings: tuple[Ending, ...], told: Collection[tuple[str, str]]) -> Table:
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
        table.add_row(
            Text(RANGE, style="dim"),
            *(Text(_ending_range(files, r, ending), style="dim") for r in files.readings),
        )
        if (ENDING, ending.name) in told:
            _add_swept(table, files, ENDING, ending.name)
    return table


def _ending_range(files: RunFiles, reading: str, ending: Ending) -> str:
    """Where an ending lies in nine of ten draws, the line that the sentences above call a range."""
    found = files.summary.readings[reading].endings.get(ending.name)
    return NOTHING if found is None else percent_range(found.q05, found.q95)


def _conclusions_table(files: RunFiles, conclusions: tuple[Conclusion, ...]) -> Table:
    from rich.text import Text

    table = _table(files, "Conclusion")
    for conclusion in conclusions:
        cells = [Text(conclusion.cells[r].four if r in conclusion.cells else NOTHING) for r in files.readings]
        table.add_row(Text(conclusion.title), *cells)
        if files.summary.observed:
            found = [conclusion.cells.get(r) for r in files.readings]
            counts = (NOTHING if cell is None else cell.counts for cell in found)
            table.add_row(Text(COUNTED, style="dim"), *(Text(cell, style="dim") for cell in counts))
        _add_swept(table, files, CONCLUSION, conclusion.name)
    return table


def _measures(
    files: RunFiles, conclusions: tuple[Conclusion, ...], told: Collection[tuple[str, str]]
) -> list[RenderableType]:
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
        ranges = [rows[r].spread if r in rows else NOTHING for r in files.readings]
        table.add_row(Text(RANGE, style="dim"), *(Text(one, style="dim") for one in ranges))
        if (MEASURE, name) in told:
            _add_swept(table, files, MEASURE, name)
        if two:
            pooled = (
                f"{rows[r].pooled} {rows[r].pooled_error}" if r in rows else NOTHING for r in files.readings
            )
            table.add_row(Text(f"{title}, mean over plays"), *(Text(cell) for cell in pooled))
    every = [row for rows in cells.values() for row in rows.values()]
    said = [TWO_MEANS] if any(len(row.questions) > 1 for row in every) else []
    said += [FEW] if any(row.by_few for row in every) else []
    left = len(every_cell) - len(cells)
    said += (
        [f"{count(left)} more measure{'' if left == 1 else 's'}: in the report, and with --json."]
        if left
        else []
    )
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
