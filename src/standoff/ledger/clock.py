"""The clock: recorded times never go back, and a time that cannot be right locks nobody out.

What counts as late is decided by recorded times, so that a clock that stands before the newest line of any
author is refused (S772). One of the two is wrong then, and no file can tell which. Where it is the line
(a clock that once ran ahead, or a stranger's line of the year 9999), a `clock` event says so in the open:
it names the authors whose times are doubted. From then on their lines are passed over in this comparison,
and in their own files the times go on from a `clock` event of theirs. Nothing else changes: what they
recorded counts from when they say that it was, which is late where it is far ahead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from standoff.errors import Problem
from standoff.ledger.chain import NAME
from standoff.ledger.moments import LedgerError, read_moment, written

CLOCK = "clock"
MOST_NAMED = 6  # who doubt one clock and are named


@dataclass(slots=True)
class Clocks:
    """How far the lines of each author have come.

    newest : by author, the newest recorded time since the last `clock` event of that author
    doubted : authors whose times are passed over, with all who said so and when each did first
    """

    newest: dict[str, int] = field(default_factory=dict)
    doubted: dict[str, dict[str, int]] = field(default_factory=dict)

    def pass_line(self, event: Mapping[str, Any]) -> None:
        """Take up a line; those of one author come in the order of their file."""
        author, recorded = event["author"], read_moment(event["recorded"])
        before = self.newest.get(author, recorded)
        self.newest[author] = recorded if event["kind"] == CLOCK else max(before, recorded)

    def ahead_of(self, now: int, author: str) -> dict[str, int]:
        """Authors with lines later than `now` that nobody doubts, and the author's own file in any case."""
        return {
            who: then
            for who, then in sorted(self.newest.items())
            if then > now and (who == author or who not in self.doubted)
        }

    def doubt(self, event: Mapping[str, Any]) -> None:
        """Take up what a `clock` event says; S764 where it names no authors."""
        named = event["doubts"]
        if not named or not all(isinstance(one, str) and NAME.fullmatch(one) for one in named):
            raise LedgerError(Problem("S764", "`doubts` of a clock are names of authors.", "", "Name them."))
        by, when = event["author"], read_moment(event["recorded"])
        for one in named:
            said = self.doubted.setdefault(one, {})
            said[by] = min(when, said.get(by, when))

    def told(self) -> list[str]:
        """What a reader of scores has to know: whose times rest on whose word."""
        return [
            f"The clock of `{who}` is doubted: {_joined(said)}. What is late there rests on their word and "
            "on seals."
            for who, said in sorted(self.doubted.items())
        ]


def _joined(said: Mapping[str, int]) -> str:
    """Who doubted, in order of when; of many the first and the last with a count."""
    each = [
        f"`{by}` said so {written(when)}" for by, when in sorted(said.items(), key=lambda p: (p[1], p[0]))
    ]
    if len(each) > MOST_NAMED:
        left = len(each) - MOST_NAMED
        return ", ".join([*each[: MOST_NAMED - 1], f"{left} more", each[-1]])
    return ", ".join(each)


def check_clock(clocks: Clocks, author: str, now: int) -> None:
    """S772 where the clock stands before the newest line of an author whose times nobody doubts."""
    ahead = clocks.ahead_of(now, author)
    if not ahead:
        return
    who, then = max(ahead.items(), key=lambda pair: (pair[1], pair[0]))
    what = f"The clock says {written(now)}, and an event of `{who}` was recorded {written(then)}."
    mend = (
        "Set this computer's clock right; where the line is wrong, `standoff ledger clock DIR` says so "
        "in the ledger, and goes on."
    )
    raise LedgerError(Problem("S772", what, "Recorded times never go back.", mend))
