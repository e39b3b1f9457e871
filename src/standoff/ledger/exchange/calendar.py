"""Due dates and watched indicators as a calendar file (RFC 5545), a day each.

Written by hand: a dozen fixed properties, no recurrence and no zones. Texts are escaped, lines are
folded at 75 bytes, and what steers a terminal is replaced.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from standoff.ledger.families import DUE, OPEN, Standing
from standoff.ledger.moments import day_of, written
from standoff.ledger.state import Ledger
from standoff.letters import clean

FOLD = 75  # bytes of a line, RFC 5545, section 3.1


def as_calendar(ledger: Ledger, found: Mapping[str, Standing]) -> str:
    """The calendar of what is still open: when each question is due, and by when each indicator tells."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Standoff//Ledger//EN", "CALSCALE:GREGORIAN"]
    for name in sorted(ledger.questions):
        question = ledger.questions[name]
        if found[name].state not in (OPEN, DUE):
            continue
        branch = f" [{found[name].branch}]" if found[name].branch else ""
        lines += _event(
            f"due:{name}", question.due, f"Due: {question.text}{branch}", question.criteria, question.at
        )
        for place, one in enumerate(question.watch):
            if one.by is not None:
                said = f"Watch: {one.says} ({name})"
                lines += _event(f"watch:{name}:{place}", one.by, said, question.text, question.at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(key: str, moment: int, summary: str, description: str, stamp: int) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:32]}@standoff"
    yield f"DTSTAMP:{written(stamp)[:19].replace('-', '').replace(':', '')}Z"
    yield f"DTSTART;VALUE=DATE:{day_of(moment):%Y%m%d}"
    yield f"SUMMARY:{escaped(summary[:500])}"
    if description:
        yield f"DESCRIPTION:{escaped(description[:2000])}"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    r"""A text as a property holds it.

    Examples
    --------
    >>> print(escaped("a, b; c\nd"))
    a\, b\; c\nd
    """
    plain = clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Pieces of at most 75 bytes, the later ones behind a space, no letter cut."""
    piece, size, lead = "", 0, ""
    for letter in line:
        width = len(letter.encode("utf-8", "replace"))
        if size + width > FOLD:
            yield lead + piece
            piece, size, lead = "", 1, " "
        piece, size = piece + letter, size + width
    yield lead + piece
