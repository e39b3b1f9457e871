"""Why draws failed: the number that is not finite, its formula, one draw's inputs; told before all else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from standoff.results.base_record import Record, Text

MOST_FAILED = 0.05  # of the draws: past it no headline is printed, and `run` ends with another exit code
NUMBER, TERM, CHANCE, SUM, OTHER = "number", "term", "chance", "chances", "other"
KINDS = {NUMBER: "number", TERM: "payoff", CHANCE: "chance", SUM: "sum of the chances of"}


class Failure(Record):
    """Draws of a reading that failed for one reason.

    kind : `number` (a parameter), `term` (of the payoffs, as `actor.term`), `chance` (of an option, as
        `move=option`), `chances` (of all options of a move together), or `other`
    formula : as it is written; inputs : the numbers in it, in draw `draw`, and `value` what it comes to
    place : where it is written, as `file:line`
    draws, share : how many, and of all draws of the reading
    """

    kind: Text
    name: Text = ""
    formula: Text = ""
    draws: int
    share: float
    draw: int
    inputs: dict[Text, float | dt.date | Text] = {}
    value: Text = ""
    place: Text = ""

    def sentence(self) -> str:
        """What failed, in one draw, without a full stop.

        Examples
        --------
        >>> told = Failure(kind="number", name="l", formula="log(q)", draws=2, share=0.5, draw=7,
        ...                inputs={"q": -0.25}, value="not a number")
        >>> told.sentence()
        'in 2 the number `l` = log(q), which in draw 7, where q = -0.25, is not a number'
        """
        if self.kind == OTHER:
            return f"in {self.draws:,} {self.value}, first in draw {self.draw:,}"
        at = f" ({self.place})" if self.place else ""
        read = ", ".join(f"{name} = {_shown(value)}" for name, value in self.inputs.items())
        where = f"draw {self.draw:,}, where {read}," if read else f"draw {self.draw:,}"
        return (
            f"in {self.draws:,} the {KINDS[self.kind]} `{self.name}` = {self.formula}, which in {where} is "
            f"{self.value}{at}"
        )


def _shown(value: float | dt.date | str) -> str:
    return f"{value:.4g}" if isinstance(value, float | int) else str(value)


def failed_line(title: str, failures: Iterable[Failure], n_draws: int) -> str:
    """The line on one reading that stands before everything else; empty where no draw failed."""
    known = list(failures)
    if not known:
        return ""
    n_failed = sum(failure.draws for failure in known)
    share = 100 * n_failed / n_draws
    part = f"{share:.0f} %" if share >= 1 else "under 1 %"
    told = "; ".join(failure.sentence() for failure in known)
    return f"{part} of the draws failed ({n_failed:,} of {n_draws:,}) under ‘{title}’: {told}."
