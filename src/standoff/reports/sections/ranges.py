"""Charts of what the uncertain numbers do: each ending's and each measure's range over draws."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.reports.figures.altair_svg import Chart, Row, Rows, cells, distinct, levels
from standoff.reports.figures.axes import share_axis
from standoff.reports.figures.plot import DOT, RULE, Look, Mark, long_chart
from standoff.reports.figures.plot import Rows as Panel
from standoff.reports.sections.conclusions import in_order
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import NOTHING, count, number, percent, percent_range, plain_name, points
from standoff.results.run.folder import RunFiles
from standoff.results.run.summary import MeasureEstimate

WIDTH = 560.0


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure under one reading, as the page writes it.

    undefined, open : draws in which it is undefined, and their share of all where there are any
    questions : what the mean, and beside it the pooled mean, answer
    pooled, pooled_error : over the plays that meet the condition; dashes of a measure without one
    """

    title: str
    text: str
    reading: str
    mean: str
    error: str
    median: str
    spread: str
    undefined: str
    open: str
    questions: tuple[str, ...]
    pooled: str
    pooled_error: str
    by_few: bool

    @property
    def conditional(self) -> bool:
        """Whether it has a condition, and so answers two questions."""
        return len(self.questions) > 1


def endings_chart(files: RunFiles, endings: tuple[Ending, ...]) -> Chart:
    """Mean and 5 to 95 % range over draws of each ending, one row a reading."""
    rows: Rows = []
    for ending in endings:
        for reading in files.readings:
            found = files.summary.readings[reading].endings.get(ending.name)
            if found is None:
                continue
            mean = found.probability
            rows.append(
                _row(
                    f"{ending.letter}: {ending.title}",
                    files.reading_title(reading),
                    mean,
                    found.q05,
                    found.q95,
                )
            )
    caption = (
        "The mark is the mean over draws, the line runs from the 5 % to the 95 % quantile over draws: "
        "how far the uncertain numbers move the answer inside one reading. Marks of different shape are "
        "different readings."
    )
    return _range_chart(
        "endings-ranges",
        "Probability of each ending, by reading",
        caption,
        "Probability of the ending (%)",
        rows,
    )


def measures_chart(files: RunFiles) -> Chart | None:
    """The measures that are probabilities, on one axis; others stand in the table only."""
    rows = [
        _row(_title(found, name), files.reading_title(reading), found.mean, found.q05, found.q95)
        for name in _names(files)
        for reading in files.readings
        if (found := files.summary.readings[reading].measures.get(name))
        and found.mean is not None
        and _is_share(found)
    ]
    if not rows:
        return None
    caption = (
        "Measures that are probabilities: mean (mark) and 5 to 95 % range over draws (line), by reading."
    )
    return _range_chart(
        "measures-ranges", "Measures behind the conclusions, by reading", caption, "Probability (%)", rows
    )


def measure_rows(files: RunFiles) -> list[MeasureRow]:
    """The table under the measures' chart: every measure, every reading."""
    return [
        _measure_row(files, reading, name, found)
        for name in _names(files)
        for reading in files.readings
        if (found := files.summary.readings[reading].measures.get(name)) is not None
    ]


def _measure_row(files: RunFiles, reading: str, name: str, found: MeasureEstimate) -> MeasureRow:
    share = _is_share(found)
    mean, median = _told(found, found.mean), _told(found, found.q50)
    return MeasureRow(
        _title(found, name),
        found.text,
        files.reading_title(reading),
        mean,
        measure_error(found, found.mc_error),
        median,
        percent_range(found.q05, found.q95) if share else f"{number(found.q05)} to {number(found.q95)}",
        count(found.undefined),
        percent(found.undefined / files.summary.draws) if found.undefined else "",
        tuple(question for question in (found.question, found.pooled_question) if question),
        _told(found, found.pooled) if found.conditional else NOTHING,
        measure_error(found, found.pooled_error) if found.conditional else NOTHING,
        found.by_few,
    )


def _told(found: MeasureEstimate, value: float | None) -> str:
    """A value of a measure: a probability in per cent, any other number as it is."""
    return percent(value, 1) if _is_share(found) else number(value)


def measure_error(found: MeasureEstimate, error: float | None) -> str:
    """The Monte Carlo error of a measure: of a probability in points."""
    return points(error) if _is_share(found) else f"± {number(error, 3)}"


def measure_cells(files: RunFiles) -> dict[str, dict[str, MeasureRow]]:
    """`[measure][reading]`, for the tables of the conclusions."""
    out: dict[str, dict[str, MeasureRow]] = {}
    for reading in files.readings:
        for name, found in files.summary.readings[reading].measures.items():
            out.setdefault(name, {})[reading] = _measure_row(files, reading, name, found)
    return out


def _names(files: RunFiles) -> list[str]:
    found = dict.fromkeys(name for r in files.readings for name in files.summary.readings[r].measures)
    return in_order(found, files.words.order.measures)


def _title(found: MeasureEstimate, name: str) -> str:
    return found.title or plain_name(name)


def _is_share(found: MeasureEstimate) -> bool:
    return found.text.lstrip().startswith("P(")


def _row(what: str, reading: str, mean: float | None, low: float | None, high: float | None) -> Row:
    middle = 100 * (mean or 0.0)
    return {
        "what": what,
        "reading": reading,
        "mean": round(middle, 3),
        "low": round(100 * low if low is not None else middle, 3),
        "high": round(100 * high if high is not None else middle, 3),
    }


def _range_chart(name: str, title: str, caption: str, axis: str, rows: Rows) -> Chart:
    readings = distinct(rows, "reading")
    order = distinct(rows, "what")
    marks = []
    for row in rows:
        what, reading = cells(row, "what", "reading")
        i_row, lane = order.index(what), readings.index(reading)
        low, mean, high = levels(row, "low", "mean", "high")
        marks.append(Mark(i_row, RULE, low, high, series=lane, lane=lane))
        marks.append(Mark(i_row, DOT, mean, series=lane, lane=lane))
    step = max(22, 8 * len(readings) + 8)
    look = Look(width=WIDTH, step=step, n_lanes=len(readings))
    panel = Panel("", tuple(order), tuple(marks))
    drawn = long_chart(title, panel, share_axis(axis), look, dict(enumerate(readings)))
    return Chart(name, title, caption, drawn)
