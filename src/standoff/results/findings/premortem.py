"""`findings/premortem.json`: suppose that it ended so; by which paths, with which numbers behind them."""

from __future__ import annotations

from standoff.results.base_record import Option, Record, Text
from standoff.results.findings.finding import Finding, ParameterFacts, Value


class Step(Record):
    """One move of a path."""

    move: Text
    option: Option


class EndingPath(Record):
    """A path to an ending; `share` of the ending's whole chance."""

    share: float
    steps: tuple[Step, ...]


class TellingMove(Record):
    """An option's chance in all plays, and in those that end so."""

    move: Text
    option: Option
    chance: float
    if_so: float


class Shift(Record):
    """A parameter's mean over draws, and where draws count by the chance that they end so.

    shift : the difference, in the parameter's standard deviations over draws
    """

    parameter: Text
    mean: Value
    if_so: Value
    shift: float


class EndingPremortem(Record):
    """How one ending comes about; `chance` is over the draws whose play was read."""

    title: Text
    numbers: tuple[Shift, ...]
    chance: float
    paths: tuple[EndingPath, ...]
    moves: tuple[TellingMove, ...]


class ReadingPremortem(Record):
    """All endings of one reading.

    solved : draws whose play was read; order : of the endings in the text
    """

    solved: int
    order: tuple[Text, ...]
    endings: dict[Text, EndingPremortem]
    parameters: dict[Text, ParameterFacts]


class Premortem(Finding):
    """The paths, moves and numbers behind each ending, reading by reading."""

    KIND = "premortem"

    draws_read: int
    readings: dict[Text, ReadingPremortem]
