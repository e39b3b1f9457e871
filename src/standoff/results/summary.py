"""`summary.json`: what a run found, reading by reading (docs/design/004)."""

from __future__ import annotations

import datetime as dt

from standoff.results.precision import AtPrecision, NoiseOption
from standoff.results.record import Option, Record, Text

FORMAT = 1


class Estimate(Record):
    """A mean over draws with its numerical error, its spread, and the estimate at part of the draws."""

    title: Text = ""
    text: Text = ""
    mc_error: float | None = None
    q05: float | None = None
    q50: float | None = None
    q95: float | None = None
    quarter: float | None = None
    half: float | None = None
    off_branch: int = 0  # draws in the mean that may not be on the principal branch
    on_branch: float | None = None  # the mean without them


class EndingEstimate(Estimate):
    probability: float  # the folder is refused (S807) where no draw was solved and this is null


class MeasureEstimate(Estimate):
    mean: float | None = None
    undefined: int = 0


class ConclusionShare(Record):
    title: Text = ""
    share: float | None = None
    mc_error: float | None = None
    holds: int = 0
    fails: int = 0
    undefined: int = 0
    off_branch: int = 0
    on_branch: float | None = None


class Spread(Record):
    mean: float | None = None
    q05: float | None = None
    q50: float | None = None
    q95: float | None = None
    off_branch: int = 0
    on_branch: float | None = None


class EquilibriumInterval(Record):
    """An ending's chance: as counted, and its least and largest over the equilibria of each draw."""

    taken: float | None = None
    low: float | None = None
    high: float | None = None


class OffBranch(Record):
    """Draws that may not be on the principal branch: their number, share of the weight, and the untold."""

    draws: int = 0
    share: float = 0.0
    untold: int = 0


class Equilibria(Record):
    """What was found of further equilibria (docs/design/010)."""

    looked_at: int = 0
    with_several: int = 0
    most: int = 0
    marked: int = 0
    complete: bool = False
    how: Text = ""
    endings: dict[Text, EquilibriumInterval] = {}


class ReadingSummary(Record):
    title: Text = ""
    draws: int
    effective_draws: float | None = None
    endings: dict[Text, EndingEstimate]
    measures: dict[Text, MeasureEstimate] = {}
    conclusions: dict[Text, ConclusionShare] = {}
    values: dict[Text, Spread] = {}
    status: dict[Text, int] = {}
    equilibria: Equilibria | None = None
    off_branch: OffBranch = OffBranch()
    precision: list[AtPrecision] = []
    noise: list[NoiseOption] = []
    worst_residual: float | None = None
    largest_gain: float | None = None


class Assumptions(Record):
    numbers: int = 0
    assumed: int = 0
    unverified: int = 0
    unverified_in_use: int = 0


class Summary(Record):
    format: int
    scenario: Text = ""
    title: Text = ""
    hash: Text
    as_of: dt.date
    horizon: dt.date
    seed: int
    draws: int
    given: dict[Text, Option] = {}
    observed: dict[Text, Option] = {}
    play: Text = ""
    readings: dict[Text, ReadingSummary]
    assumptions: Assumptions = Assumptions()
