"""Draws that may not be on the principal branch: how many, and every number with and without them.

Such a draw is an equilibrium that passed the check, and it is counted; only that it is the one on the
principal branch is not certain (docs/design/010, 014). A chance over all draws is (1 - s) a + s b, with
s the share of these draws: whatever b should be, the chance moves by s at most.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import count, number, percent, plain_name
from standoff.results.run.folder import RunFiles
from standoff.results.run.summary import ReadingSummary


@dataclass(frozen=True, slots=True)
class BranchRow:
    """One number of one reading: as counted, without the doubtful draws, and how many are in it."""

    reading: str
    what: str
    counted: str
    without: str
    draws: str


@dataclass(frozen=True, slots=True)
class BranchPart:
    """What the page says of such draws: a reading and its sentence, and the numbers that they touch."""

    lines: tuple[tuple[str, str], ...]
    rows: tuple[BranchRow, ...]


def branch_part(files: RunFiles, endings: tuple[Ending, ...]) -> BranchPart | None:
    """The part of the section on equilibria, or None where every draw is known to be on the branch."""
    summaries = {r: files.summary.readings[r] for r in files.readings}
    lines = [(files.reading_title(r), said) for r, s in summaries.items() if (said := _said(files, s))]
    rows = [row for r, s in summaries.items() if s.off_branch.draws for row in _rows(files, r, s, endings)]
    return BranchPart(tuple(lines), tuple(rows)) if lines else None


def sentence(files: RunFiles) -> str:
    """One sentence for the terminal and the first page; empty where no draw is in doubt."""
    parts = []
    for reading in files.readings:
        found = files.summary.readings[reading]
        if found.off_branch.draws:
            under = f" under ‘{files.reading_title(reading)}’" if len(files.readings) > 1 else ""
            said = f"{_how_many(found)}{under} may not be on the principal branch"
            parts.append(said + _effect(files, found))
    return f"{'; '.join(parts)}." if parts else ""


def short(files: RunFiles) -> str:
    """The same of the reading with most such draws, for where there is room for one number only."""
    worst = max(files.summary.readings.values(), key=lambda s: s.off_branch.share)
    if not worst.off_branch.draws:
        return ""
    most = "Up to " if len(files.readings) > 1 else ""
    return f"{most}{_how_many(worst)} may not be on the principal branch{_bound(files, worst)}."


def _how_many(found: ReadingSummary) -> str:
    return f"{count(found.off_branch.draws)} of {count(found.draws)} draws"


def _effect(files: RunFiles, found: ReadingSummary) -> str:
    """What leaving them out does to the ending that moves most."""
    moved = {
        name: abs(e.probability - e.on_branch) for name, e in found.endings.items() if e.on_branch is not None
    }
    if not moved:
        return ", and no draw is left without them"
    name = max(moved, key=lambda n: moved[n])
    ending = found.endings[name]
    with_them, without = percent(ending.probability, 1), percent(ending.on_branch, 1)
    if with_them == without:
        told = "they are counted, and without them every ending's chance is the same to a tenth of a point"
    else:
        title = ending.title or plain_name(name)
        told = f"they are counted; without them “{title}” would be {without} instead of {with_them}, which"
        told += " is the largest change"
    return f" ({told}{_bound(files, found)})"


def _bound(files: RunFiles, found: ReadingSummary) -> str:
    """How far they can move any ending, whatever their right answer is."""
    if files.summary.observed:  # then their weight depends on the answer too
        return ""
    points = math.ceil(1000 * found.off_branch.share - 1e-9) / 10
    return f"; whatever their right answer, no ending moves by more than {points:.1f} points"


def _said(files: RunFiles, found: ReadingSummary) -> str:
    parts = []
    if found.off_branch.draws:
        parts.append(f"{_how_many(found)} may not be on the principal branch{_effect(files, found)}.")
    if found.off_branch.untold:
        parts.append(
            f"Of {count(found.off_branch.untold)} draws, played at the sharp limit, it is not known whether "
            f"they are on the principal branch."
        )
    return " ".join(parts)


def _rows(
    files: RunFiles, reading: str, found: ReadingSummary, endings: tuple[Ending, ...]
) -> Iterator[BranchRow]:
    """Every number that such a draw is part of."""
    under = files.reading_title(reading)
    for ending in endings:
        own = found.endings.get(ending.name)
        if own is not None and own.off_branch:
            shown = (_percent(own.probability), _percent(own.on_branch))
            yield BranchRow(under, f"{ending.letter} {ending.title}", *shown, count(own.off_branch))
    for name, measure in found.measures.items():
        if measure.off_branch:
            tell = _percent if measure.text.lstrip().startswith("P(") else number
            shown = (tell(measure.mean), tell(measure.on_branch))
            yield BranchRow(under, measure.title or plain_name(name), *shown, count(measure.off_branch))
    for name, share in found.conclusions.items():
        if share.off_branch:
            shown = (_percent(share.share), _percent(share.on_branch))
            what = f"{share.title or plain_name(name)} (share of draws)"
            yield BranchRow(under, what, *shown, count(share.off_branch))
    for name, value in found.values.items():
        if value.off_branch:
            said = files.words.actors.get(name)
            what = f"{(said.title if said else '') or plain_name(name)} (payoff)"
            yield BranchRow(under, what, number(value.mean), number(value.on_branch), count(value.off_branch))


def _percent(share: float | None) -> str:
    return percent(share, 2)
