"""`findings/mechanisms.json`: what moves without each mechanism, and whether by enough to be in play."""

from __future__ import annotations

from standoff.results.findings.finding import Finding, Sparse
from standoff.results.record import Record, Text

MOVES, SHORT, OPEN, UNJUDGED = "moves", "falls short", "cannot be told", "not judged"


class OutcomeChange(Sparse):
    """An ending or headline with the mechanism and without it.

    change : mean of the paired differences, without less with; low, high : its 95 % interval
    bar : what it has to exceed, or none; verdict : `moves`, `falls short`, `cannot be told`, `not judged`
    """

    before: float | None = None
    after: float | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    bar: float | None = None
    verdict: Text


class MechanismEffect(Record):
    """One mechanism taken out of one reading in one way.

    way : `off` or `or_off`; refused : why it could not be taken out, or ""
    same : the reading is what it was: nothing was solved
    n_failed : draws left out, as they are unsolved on either side
    own_headlines : not counted, as they read the mechanism's own moves
    unlikely : headlines that are not judged, with the chance of their condition
    """

    way: Text
    verdict: Text
    refused: Text = ""
    same: bool = False
    n_used: int = 0
    n_failed: int = 0
    endings: dict[Text, OutcomeChange] = {}
    headlines: dict[Text, OutcomeChange] = {}
    own_headlines: tuple[Text, ...] = ()
    unlikely: dict[Text, float] = {}


class MechanismInReading(Record):
    """A mechanism in one reading: the way that counts, and the other where there are two.

    decides : whether the reading is one of those that decide about it
    """

    decides: bool
    counts: MechanismEffect
    other: MechanismEffect | None = None


class MechanismFound(Record):
    """A mechanism with the verdict over the readings that decide about it, and all readings."""

    title: Text
    says: Text = ""
    because: tuple[Text, ...] = ()
    verdict: Text
    readings: dict[Text, MechanismInReading]


class JointEffect(Record):
    """All mechanisms that fall short, taken out of one reading together."""

    mechanisms: tuple[Text, ...]
    effect: MechanismEffect


class MechanismsFinding(Finding):
    """What moves without each mechanism of the scenario.

    endings, headlines : their titles; a headline that is no probability has no bar
    joint : by reading; readings without two that fall short have none
    """

    KIND = "mechanisms"

    draws_read: int
    endings: dict[Text, Text]
    headlines: dict[Text, Text]
    mechanisms: dict[Text, MechanismFound]
    joint: dict[Text, JointEffect]
