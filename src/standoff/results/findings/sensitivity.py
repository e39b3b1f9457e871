"""`findings/sensitivity.json`: which numbers move each result, alone and together with others."""

from __future__ import annotations

from standoff.results.base_record import Option, Record, Text
from standoff.results.findings.finding import Counted, Finding, ParameterFacts, Sparse, Value


class Driver(Record):
    """A parameter's first-order index on an outcome, from the run's own draws.

    index, ci : share of the outcome's variance, and half-width of its 95 % interval
    low_value, high_value : where the lowest tenth of draws ends and the highest begins
    low_mean, high_mean : of the outcome in these tenths
    low_play, high_play : the likeliest option of each dated decision there
    """

    parameter: Text
    index: float
    ci: float
    indistinguishable: bool
    low_value: Value
    high_value: Value
    low_mean: float
    high_mean: float
    low_play: dict[Text, Option]
    high_play: dict[Text, Option]


class FactorIndex(Record):
    """A factor's first-order and total Sobol indices with half-widths of their 95 % intervals.

    total_by_n : the total index at growing parts of the design
    """

    factor: Text
    first: float
    first_ci: float
    total: float
    total_ci: float
    indistinguishable: bool
    total_by_n: tuple[float, ...]


class TotalIndices(Sparse):
    """Indices of the leading factors for one outcome, largest first; `refused` says why there are none.

    n, rows : base points and rows of the design
    """

    refused: Text
    factors: tuple[FactorIndex, ...]
    n: int | None = None
    rows: int | None = None


class OutcomeDrivers(Sparse, Counted):
    """What moves one outcome; `refused` says why it has no index.

    first_sum : of the first-order indices that are told from chance
    """

    title: Text
    refused: Text
    first: tuple[Driver, ...]
    first_sum: float | None = None
    total: TotalIndices


class ScreeningFacts(Record):
    """Elementary effects of all parameters; `refused` says for which outcomes there are none, and why.

    idle : parameters that move no outcome by a thousandth in any path
    """

    paths: int
    refused: dict[Text, Text]
    idle: int


class ReadingSensitivity(Record):
    """All outcomes of one reading; `factors` names the parameters of each factor of the design."""

    n_parameters: int
    parameters: dict[Text, ParameterFacts]
    order: tuple[Text, ...]
    outcomes: dict[Text, OutcomeDrivers]
    screening: ScreeningFacts
    factors: dict[Text, tuple[Text, ...]]


class SensitivityFinding(Finding):
    """Indices of every main outcome, reading by reading."""

    KIND = "sensitivity"

    draws_read: int
    readings: dict[Text, ReadingSensitivity]
