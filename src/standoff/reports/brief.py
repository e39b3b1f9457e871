"""The brief: a run on one page of A4, for someone who has a minute.

Question, answers in the report's own sentences, what carries them, what would flip them, what to watch,
on how much assumption they rest, and warnings. It says nothing that the report does not say. The letters
are as large as the page allows; where even small ones would not do, the longest lists end earlier, which
is said. How high a text stands is estimated from the widths of its letters, a little too large.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from standoff.reports.figures.svg import text_width
from standoff.reports.page import environment
from standoff.reports.sections import headline
from standoff.reports.sections.allegations import assumed
from standoff.reports.sections.cautions import cautions
from standoff.reports.sections.conclusions import under_test
from standoff.reports.sections.hinges import NOT_WORKED_OUT, hinge_lines
from standoff.reports.sections.precision_cells import with_limits
from standoff.reports.text.ending_keys import keyed_endings
from standoff.reports.text.numbers import count, day
from standoff.results.run.conditions import condition_lines
from standoff.results.run.folder import RunFiles

SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0)  # points
PX_PER_PT = 96 / 72
WIDE, BESIDE, HIGH = 680.0, 540.0, 960.0  # pixels: the page, the text beside its heading, the height
LEADING, GAP = 1.36, 0.5  # of the size of the letters
MOST_LISTED = 4
NAMED = re.compile(r"`([^`]*)`")
MODEL = (
    "All numbers are the model's and conditional on its assumptions; none says what will happen. “Of 100 "
    "cases” is a chance, “of 100 draws” how many draws of the uncertain numbers bear a conclusion out."
)
CUT = "{n} more: in the report."


@dataclass(frozen=True, slots=True)
class Row:
    """A heading with what stands beside it, a paragraph each."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """All that stands on the page.

    alarm : what comes before everything else; size : of the letters, in points
    """

    title: str
    question: str
    meta: str
    alarm: tuple[str, ...]
    rows: tuple[Row, ...]
    foot: str
    size: float


def brief_of(files: RunFiles, doubts: Sequence[str] = ()) -> Brief:
    """The brief of a run, cut to one page.

    Parameters
    ----------
    doubts : what can be meant in the scenario's text and mostly is not
    """
    summary, words = files.summary, files.words
    n_readings = len(files.readings)
    meta = (
        f"As of {day(summary.as_of)}, horizon {day(summary.horizon)}; {count(summary.draws)} draws of the "
        f"uncertain numbers under each of {n_readings} reading{'' if n_readings == 1 else 's'}; hash "
        f"{summary.hash[:12]}, seed {summary.seed}"
    )
    files = with_limits(files)
    said = headline.sentences(files, keyed_endings(files), under_test(files))
    rows = (
        Row("In short", tuple(said)),
        *_hinges(files),
        Row("It assumes", (assumed(files),)),
        Row("Warnings", tuple(_warnings(files, doubts))),
    )
    alarm = (*summary.failed_lines(), *condition_lines(summary))
    kept = tuple(replace(row, lines=tuple(map(_quoted, row.lines))) for row in rows if row.lines)
    return fitted(Brief(words.title, words.question, meta, alarm, kept, MODEL, SIZES[0]))


def brief_page(files: RunFiles, doubts: Sequence[str] = ()) -> str:
    """The brief as a self-contained HTML page that prints on one page of A4."""
    return environment().get_template("brief.html").render({"brief": brief_of(files, doubts)})


def _quoted(text: str) -> str:
    """A sentence of the terminal with its names in the quotation marks of the page."""
    return NAMED.sub(r"“\1”", text)


def fitted(brief: Brief) -> Brief:
    """The brief with the largest letters that fit, its longest lists ended earlier where none do."""
    for size in SIZES:
        if _height(brief, size) <= HIGH:
            return replace(brief, size=size)
    while _height(brief, SIZES[-1]) > HIGH:
        longest = max(brief.rows, key=lambda row: len(row.lines))
        if len(longest.lines) < 2:
            break
        rows = tuple(_shortened(row) if row is longest else row for row in brief.rows)
        brief = replace(brief, rows=rows)
    return replace(brief, size=SIZES[-1])


def _shortened(row: Row) -> Row:
    """A list that ends one line earlier, and says so."""
    *kept, last = row.lines
    n_cut = 1
    if last.endswith(CUT.partition("}")[2]) and last.split(" ")[0].isdigit():
        n_cut = int(last.split(" ")[0]) + 1
        kept = kept[:-1]
    elif len(kept) > 1:
        kept, n_cut = kept[:-1], 2
    return replace(row, lines=(*kept, CUT.format(n=n_cut)))


def _height(brief: Brief, size: float) -> float:
    """Estimated height of the page in pixels."""
    px = size * PX_PER_PT
    total = _lines(brief.title, 1.6 * px, WIDE) * 1.6 * px * LEADING
    total += (2.2 + _lines(brief.question, 1.05 * px, WIDE)) * px * LEADING  # with the line over the title
    total += (_lines(brief.meta, 0.85 * px, WIDE) + _lines(brief.foot, 0.85 * px, WIDE) + 1) * px * LEADING
    for line in brief.alarm:
        total += (_lines(line, px, WIDE) * LEADING + GAP) * px
    for row in brief.rows:
        high = sum(_lines(line, px, BESIDE) * LEADING + GAP / 2 for line in row.lines) + 2 * GAP
        total += max(high, _lines(row.heading, px, WIDE - BESIDE - 10) * LEADING + GAP) * px
    return total


def _lines(text: str, size: float, width: float) -> int:
    """How many lines a text takes, a line broken at a space."""
    n, used = 1, 0.0
    space = text_width(" ", size)
    for word in text.split():
        wide = text_width(word, size)
        if used and used + space + wide > width:
            n, used = n + 1, 0.0
        used += wide + (space if used else 0.0)
        if wide > width:
            n += int(wide // width)
    return n


def _hinges(files: RunFiles) -> Iterator[Row]:
    """What the answers hinge on, or once that it was not worked out."""
    found = hinge_lines(files)
    if found is None:
        yield Row("It hinges on", (NOT_WORKED_OUT,))
        return
    yield Row("What carries it", found.carries[:MOST_LISTED])
    yield Row("What flips it", found.flips)
    yield Row("What to watch", found.watch[:MOST_LISTED])


def _warnings(files: RunFiles, doubts: Sequence[str]) -> Iterator[str]:
    yield from cautions(files)
    told = {one.says for one in files.words.idle}  # among the answers already
    doubts = [doubt for doubt in doubts if doubt not in told]
    yield from doubts[:MOST_LISTED]
    if len(doubts) > MOST_LISTED:
        yield f"{len(doubts) - MOST_LISTED} more doubts about the text: `standoff check` tells them."
