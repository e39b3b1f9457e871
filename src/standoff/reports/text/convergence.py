"""How far endings moved between half and all of the draws, set against their numerical error.

The mean of the first half and that of all draws differ by about one error of the latter (the variance of
the difference is that of all, times n / (n / 2) - 1 = 1), so a ratio is that of a normal deviate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from standoff.reports.text.numbers import plain_name
from standoff.results.run.folder import RunFiles

UNSETTLED = 3.0  # errors: one of 400 endings moves so far by chance


@dataclass(frozen=True, slots=True)
class Move:
    """One ending under one reading: how far it moved, as a share, and that against its error."""

    title: str
    reading: str
    gap: float
    errors: float


def moves(files: RunFiles) -> Iterator[Move]:
    """Every ending that has a mean over half of the draws."""
    for reading in files.readings:
        for name, found in files.summary.readings[reading].endings.items():
            if found.half is not None:
                gap = abs(found.half - found.probability)
                errors = gap / found.mc_error if found.mc_error else 0.0
                yield Move(found.title or plain_name(name), files.reading_title(reading), gap, errors)


def unsettled(files: RunFiles) -> str:
    """One sentence on the ending that moved most against its error; nothing where all have settled."""
    found = [move for move in moves(files) if move.errors > UNSETTLED]
    if not found:
        return ""
    worst = max(found, key=lambda move: (move.errors, move.title, move.reading))
    more = f", and {len(found) - 1} more by over {UNSETTLED:.0f}" if len(found) > 1 else ""
    return (
        f"Not settled: “{worst.title}” moved by {100 * worst.gap:.2f} points between half and all of the "
        f"draws (‘{worst.reading}’), {worst.errors:.1f} times its error{more}: take more draws before you "
        "trust the printed error."
    )
