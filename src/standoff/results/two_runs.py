"""What `standoff compare RUN_A RUN_B` finds: what changed in the text, and what it did to the answers.

Fields stand in the order in which they are printed (docs/reference/two-runs.md). `before` is the first
run that is named, `after` the second; a difference is the second less the first.
"""

from __future__ import annotations

from typing import Literal

from standoff.results.answers import Answer, AnswerPart, Row
from standoff.results.base_record import Text

FORMAT = 1
How = Literal["added", "removed", "renamed", "changed"]
OutcomeKind = Literal["ending", "measure", "conclusion"]


class RunSide(AnswerPart):
    """One of the two runs: where it stands, and of what it is."""

    path: Text
    scenario: Text
    title: Text
    hash: Text
    standoff: Text
    seed: int
    draws: int
    readings: tuple[Text, ...]


class SharedReading(AnswerPart):
    """A reading that both runs have; of each the draws that were not solved.

    before, after : its name in each, the same unless it was renamed
    """

    title: Text
    before: Text
    after: Text
    unsolved_before: int
    unsolved_after: int


class SettingChange(AnswerPart):
    """A setting of the runs that is not the same: draws, seed, what is given or observed, the play."""

    name: Text
    before: Text
    after: Text


class NumberChange(AnswerPart):
    """A number that is written out in a formula, before and after."""

    before: Text
    after: Text


class TextChange(AnswerPart):
    """One thing that the texts say otherwise.

    kind : what it is, `number`, `move`, `payoff` ...; name : its name in the later text, in the earlier
        one where it is there alone
    part : what of it changed, "" where it was added or removed; before, after : what is written there; of
        a renamed thing its names
    before_at, after_at : file and line; numbers : where nothing but numbers of a formula differ
    readings : of those that both runs have, under which it is so; copies : how many copies say so
    """

    kind: Text
    name: Text
    title: Text
    how: How
    part: Text
    before: Text
    after: Text
    before_at: Text
    after_at: Text
    numbers: tuple[NumberChange, ...]
    readings: tuple[Text, ...]
    copies: int


class OutcomeDifference(AnswerPart):
    """An ending, measure or conclusion under one reading, in both runs.

    of : `plays` where a measure with a condition is a mean over the plays that meet it, else `draws`
    share : whether it is a probability or a share of draws
    error : standard error of the difference; low, high : its 95 % interval
    clear : whether the difference is more than three of its errors
    few_draws : a few draws decide a mean
    only : the run that alone has it, "" where both do; before, after : null where undefined, or not there
    """

    reading: Text
    kind: OutcomeKind
    name: Text
    title: Text
    of: Literal["draws", "plays"]
    share: bool
    before: float | None
    after: float | None
    difference: float | None
    error: float | None
    low: float | None
    high: float | None
    clear: bool
    few_draws: bool
    only: Literal["", "before", "after"]


class AnsweredBy(AnswerPart):
    """A part of the question, and the outcome that answers it; asked : by which of the two texts."""

    asks: Text
    kind: OutcomeKind
    name: Text
    of: Literal["draws", "plays"]
    asked: Literal["both", "before", "after"]


class TwoRuns(Answer):
    """Two runs side by side.

    pairing : `common` where both runs have the same random numbers for numbers of the same name, so that
        differences are taken draw by draw; `apart` where they have not; common_draws : how many
    """

    format: int = FORMAT
    before: RunSide
    after: RunSide
    pairing: Literal["common", "apart"]
    common_draws: int
    says: Text
    readings: tuple[SharedReading, ...]
    only_before: tuple[Text, ...]
    only_after: tuple[Text, ...]
    settings: tuple[SettingChange, ...]
    text: tuple[TextChange, ...]
    answers: tuple[AnsweredBy, ...]
    outcomes: tuple[OutcomeDifference, ...]

    @property
    def heading(self) -> str:
        return f"{self.after.title}: {self.before.path} and {self.after.path}"

    def rows(self) -> list[Row]:
        """A row for each outcome and reading."""
        return [one.model_dump() for one in self.outcomes]

    def answering(self, reading: str) -> list[tuple[AnsweredBy, OutcomeDifference]]:
        """The parts of the question with what answers each, under one reading."""
        found = {(one.kind, one.name, one.of): one for one in self.outcomes if one.reading == reading}
        keyed = [(asked, (asked.kind, asked.name, asked.of)) for asked in self.answers]
        return [(asked, found[key]) for asked, key in keyed if key in found]
