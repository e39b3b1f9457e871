"""What a run says of its fronts, in `details/READING.json` (docs/design/004)."""

from __future__ import annotations

import datetime as dt

from standoff.results.base_record import Option, Record, Text


class Level95(Record):
    """A value over draws on a date."""

    date: dt.date
    mean: float
    q05: float
    q50: float
    q95: float


class MonthHazard(Record):
    month: Text
    hazard: float
    q05: float
    q50: float
    q95: float


class Driver(Record):
    parameter: Text
    rank: float


class PastScore(Record):
    name: Text
    crps: float
    coverage: float


class PairedDifference(Record):
    """A mean difference of CRPS with its 95 % interval over months and seeds."""

    mean: float
    low: float
    high: float


class PastGain(Record):
    mean: float
    q05: float
    q50: float
    q95: float


class Climatology(Record):
    """What past months say, beside a front (docs/design/004)."""

    table: Text
    first: Text
    last: Text
    n_months: int
    breakthroughs: int
    since: int
    n_usual: int
    gain: PastGain
    area: list[Level95] = []
    scores: list[PastScore] = []
    model_less_climatology: PairedDifference | None = None
    held_out: Text = ""


class FrontStep(Record):
    n_steps: int
    error_q99: float
    error_max: float
    sample: int
    tolerance: float


class FrontHistory(Record):
    """One front after one way in which the public moves went that its numbers look at."""

    name: Text
    title: Text = ""
    model: Text = ""
    history: dict[Text, Option] = {}
    months: list[MonthHazard]
    breaks: list[Level95]
    area: list[Level95] = []
    stock: dict[Text, list[Level95]] = {}
    strength: dict[Text, list[Level95]] = {}
    units: dict[Text, Text] = {}
    noisy: bool = False
    drivers: list[Driver] = []
    step: FrontStep
    climatology: Climatology | None = None
