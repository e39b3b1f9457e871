"""Further equilibria of the draws: in words, and as an interval for each ending (docs/design/010)."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import count, percent, percent_range
from standoff.results.run.folder import RunFiles
from standoff.results.run.summary import Equilibria

SAME = 0.0005  # endings whose chance moves by less over the equilibria are said not to move


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One ending under one reading: as taken, and over the equilibria that were found."""

    reading: str
    ending: Ending
    taken: str
    interval: str


@dataclass(frozen=True, slots=True)
class EquilibriaPart:
    """What the page says of further equilibria.

    several : whether some reading has any; lines : a reading and its sentence
    """

    several: bool
    lines: tuple[tuple[str, str], ...]
    rows: tuple[IntervalRow, ...]


def equilibria_part(files: RunFiles, endings: tuple[Ending, ...]) -> EquilibriaPart | None:
    """The part on further equilibria, or None where the run did not look."""
    known = {r: s.equilibria for r, s in files.summary.readings.items() if s.equilibria is not None}
    if not known:
        return None
    lines = tuple((files.reading_title(r), said(known[r])) for r in files.readings if r in known)
    rows = tuple(
        row for r in files.readings if r in known for row in _rows(files.reading_title(r), known[r], endings)
    )
    return EquilibriaPart(any(_has_several(found) for found in known.values()), lines, rows)


def said(found: Equilibria) -> str:
    """Whether a reading's draws have other equilibria, in a sentence or two."""
    parts = []
    if found.complete:
        return f"Each of the first {count(found.looked_at)} draws has one equilibrium only: this is proven."
    if found.with_several:
        share = percent(found.with_several / max(1, found.looked_at))
        parts.append(
            f"Of the first {count(found.looked_at)} draws {count(found.with_several)} ({share}) have more "
            f"than one equilibrium; up to {count(found.most)} were found in one draw. There may be more."
        )
        if not _moves(found):
            parts.append("They differ only in play on which no ending depends.")
    else:
        parts.append(
            f"Looked for in the first {count(found.looked_at)} draws: none was found beside the one that is "
            f"counted. That does not prove that there is none."
        )
    if found.marked:
        parts.append(
            f"In {count(found.marked)} of all draws the answer is known not to be the only one, because "
            f"options are worth the same to 1e-12 of their size (they are then taken equally often) or "
            f"branches cross."
        )
    return " ".join(parts)


def short(files: RunFiles) -> str:
    """One sentence for the terminal and the first page; empty where no ending hangs on the choice."""
    parts = []
    for reading in files.readings:
        found = files.summary.readings[reading].equilibria
        if found is not None and _has_several(found) and _moves(found):
            at = f"{count(found.with_several)} of {count(found.looked_at)} draws looked at"
            parts.append(f"{at} under ‘{files.reading_title(reading)}’")
    if not parts:
        return ""
    return f"Several equilibria: {'; '.join(parts)}. One of them is counted; the report has the intervals."


def _has_several(found: Equilibria) -> bool:
    return found.with_several > 0


def _moves(found: Equilibria) -> bool:
    gaps = [e.high - e.low for e in found.endings.values() if e.high is not None and e.low is not None]
    return max(gaps, default=0.0) >= SAME


def _rows(reading: str, found: Equilibria, endings: tuple[Ending, ...]) -> list[IntervalRow]:
    if not (_has_several(found) and _moves(found)):
        return []
    return [
        IntervalRow(reading, ending, percent(own.taken, 1), percent_range(own.low, own.high, 1))
        for ending in endings
        if (own := found.endings.get(ending.name)) is not None
    ]
