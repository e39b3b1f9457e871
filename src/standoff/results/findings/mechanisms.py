"""`findings/mechanisms.json`: what moves without each mechanism, and whether by enough to be in play."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.results.base_record import Record, Text
from standoff.results.findings.finding import Finding, Sparse

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


class Leading(Record):
    """The largest change of an ending or a headline over some readings."""

    reading: Text
    name: Text
    moved: OutcomeChange


def largest(effects: Mapping[str, MechanismEffect], part: str) -> Leading | None:
    """The result of `part` (`endings` or `headlines`) that changes most, of those that are judged."""
    found = [
        Leading(reading=reading, name=name, moved=moved)
        for reading, effect in effects.items()
        for name, moved in getattr(effect, part).items()
        if moved.change is not None and moved.bar is not None
    ]
    return max(found, key=lambda one: _size(one.moved.change or 0.0), default=None)


def _size(change: float) -> tuple[float, bool]:
    """How large a change is; of two as large what becomes likelier comes first."""
    return round(abs(change), 9), change > 0


class MechanismFound(Record):
    """A mechanism with the verdict over the readings that decide about it, and all readings."""

    title: Text
    says: Text = ""
    because: tuple[Text, ...] = ()
    verdict: Text
    readings: dict[Text, MechanismInReading]

    @property
    def deciding(self) -> dict[str, MechanismEffect]:
        """The effects that count in the readings that decide."""
        return {name: one.counts for name, one in self.readings.items() if one.decides}


class JointEffect(Record):
    """All mechanisms that fall short, taken out of one reading together."""

    mechanisms: tuple[Text, ...]
    effect: MechanismEffect


class MechanismsFinding(Finding):
    """What moves without each mechanism of the scenario.

    endings, headlines : their titles; a headline that is no probability has no bar
    order, headline_order : mechanisms and headlines as they stand in the text
    joint : by reading; readings without two that fall short have none
    """

    KIND = "mechanisms"

    draws_read: int
    endings: dict[Text, Text]
    headlines: dict[Text, Text]
    order: tuple[Text, ...]
    headline_order: tuple[Text, ...]
    mechanisms: dict[Text, MechanismFound]
    joint: dict[Text, JointEffect]

    @property
    def listed(self) -> list[MechanismFound]:
        """The mechanisms in the order of the text."""
        return [self.mechanisms[name] for name in self.order if name in self.mechanisms]
