"""`findings/readings.json`: what makes readings differ, and which dated moves would tell them apart."""

from __future__ import annotations

import datetime as dt

from standoff.results.base_record import Option, Record, Text
from standoff.results.findings.finding import Finding, ParameterFacts


class ReadingMean(Record):
    """An outcome under one reading: mean over draws that count, and its Monte Carlo error.

    n_used : draws in the mean; n_failed : unsolved ones, left out
    undefined : solved draws in which it is undefined
    fails, open, unsolved : of a conclusion, the shares of all draws beside `mean`, where it holds;
        `open` is undefined
    pooled : of a measure with a condition, its mean over the plays that meet it
    median : where a few draws decide the mean
    """

    mean: float | None
    error: float | None
    n_used: int
    n_failed: int
    undefined: int = 0
    fails: float | None = None
    open: float | None = None
    unsolved: float | None = None
    pooled: float | None = None
    median: float | None = None


class OutcomeBeside(Record):
    """One outcome under each reading that has it."""

    title: Text
    readings: dict[Text, ReadingMean]


class ReadingWeight(Record):
    """The chance that a reading gave what was observed, and its weight if all were equally likely before."""

    chance: float
    weight: float | None


class ReadingWeights(Record):
    """How well each reading foresaw what was observed; empty where nothing was."""

    observed: dict[Text, Option]
    readings: dict[Text, ReadingWeight]


class WatchedMove(Record):
    """A dated move that all see, and what seeing it would tell between the readings.

    chance : of each option (and of `not made`) under each reading
    weights_if_seen : of each reading after an option is seen, all equally likely before
    bits : what it tells on average
    """

    move: Text
    title: Text
    actor: Text | None
    start: dt.date | None
    end: dt.date
    chance: dict[Text, dict[Option, float]]
    weights_if_seen: dict[Option, dict[Text, float]]
    bits: float


class MeanChange(Record):
    """The change of an outcome's mean, draw by draw, with its Monte Carlo error.

    Where both sides are defined in no draw, there is no change and no mean.
    """

    change: float | None
    error: float | None
    indistinguishable: bool
    n_used: int
    before: float | None = None
    after: float | None = None
    n_left_out: int | None = None

    @property
    def size(self) -> float:
        """The size of the change; 0 where there is none."""
        return abs(self.change or 0.0)


class ParameterSwap(Record):
    """One number put alone into the base reading, and taken alone out of the other, by outcome."""

    parameter: Text
    put_in: dict[Text, MeanChange]
    taken_out: dict[Text, MeanChange]


class SwappedReading(Record):
    """What makes one reading differ from the base one.

    whole : from the one to the other; numbers : of all numbers put in; structure : of what is left
    structure_differs : what else is set otherwise, in words
    """

    order: tuple[Text, ...]
    whole: dict[Text, MeanChange]
    numbers: dict[Text, MeanChange]
    structure: dict[Text, MeanChange]
    structure_differs: tuple[Text, ...]
    parameters: tuple[ParameterSwap, ...]
    facts: dict[Text, ParameterFacts]
    titles: dict[Text, Text]


class ReadingsFinding(Finding):
    """The readings side by side; `base` is the first of `names`, and `swaps` has all others."""

    KIND = "readings"

    base: Text
    names: tuple[Text, ...]
    draws_read: int
    outcomes: dict[Text, OutcomeBeside]
    weights: ReadingWeights
    indicators: tuple[WatchedMove, ...]
    swaps: dict[Text, SwappedReading]
