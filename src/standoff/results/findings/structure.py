"""`findings/structure.json`: what each assumption that is no number does to the results."""

from __future__ import annotations

from standoff.results.base_record import Record, Text
from standoff.results.findings.finding import Finding
from standoff.results.run.precision import AtPrecision


class OutcomeMean(Record):
    """An outcome as it is: mean over solved draws and its Monte Carlo error; null where undefined."""

    title: Text
    mean: float | None
    error: float | None


class PairedChange(Record):
    """The mean of differences within draws, its Monte Carlo error, and in how many draws both are defined."""

    change: float | None
    error: float | None
    n: int

    def beyond(self, errors: float, least: float) -> bool:
        """Whether it is larger than so many of its errors, and than `least`."""
        if self.change is None or self.error is None:
            return False
        return abs(self.change) > max(least, errors * self.error)


class StructureVariant(Record):
    """One assumption, changed.

    kind : precision, knowledge, order or belief; refused : why it could not be solved, or ""
    n_failed : draws left out, as they are unsolved on either side
    """

    kind: Text
    title: Text
    refused: Text
    n_used: int
    n_failed: int
    outcomes: dict[Text, PairedChange]


class ReadingStructure(Record):
    """All variants of one reading.

    limit : the first draws with the best always done, where something is hidden; null where the run has it
    """

    n_failed_base: int
    outcomes: dict[Text, OutcomeMean]
    variants: tuple[StructureVariant, ...]
    limit: AtPrecision | None = None


class StructureFinding(Finding):
    """The change of every main outcome under each variant; `refused` says why there is none."""

    KIND = "structure"

    refused: Text
    draws_read: int
    readings: dict[Text, ReadingStructure]
