"""Findings beside a run, for the report: only those of this very run; how their numbers are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from standoff.reports.text.numbers import count, number, percent, plain_name
from standoff.results.findings.files import read_finding
from standoff.results.findings.finding import Counted, Finding
from standoff.results.run.folder import RunFiles

T = TypeVar("T")
F = TypeVar("F", bound=Finding)


def stored(files: RunFiles, shape: type[F]) -> F | None:
    """The findings of a kind (docs/design/011), or None where this run has none."""
    return read_finding(files.folder, files.manifest, shape)


def by_reading(files: RunFiles, readings: Mapping[str, T]) -> Iterator[tuple[str, T]]:
    """What findings say of each reading, in the run's order."""
    return ((name, readings[name]) for name in files.readings if name in readings)


def outcome_title(outcome: str, title: str) -> str:
    """What an outcome is, for a heading: its title, and of what kind it is where that is not plain."""
    kind, _, name = outcome.partition(":")
    said = title or plain_name(name)
    return f"“{said}” holds" if kind == "conclusion" else said


def value_of(value: float | str | None) -> str:
    """A number, or a day that stands as an ISO date."""
    if isinstance(value, str):
        return value
    return number(value)


def counted(entry: Counted) -> str:
    """How many draws a figure is of, and how many it leaves out."""
    said = f"{count(entry.n_used)} draws"
    if entry.n_failed:
        said += f"; {count(entry.n_failed)} unsolved left out"
    if entry.undefined:
        said += f"; undefined in {count(entry.undefined)}"
    return said


def is_share(files: RunFiles, outcome: str) -> bool:
    """Whether an outcome is a probability or a share of draws, to be told in per cent."""
    kind, _, name = outcome.partition(":")
    if kind != "measure":
        return True
    known = files.summary.readings[files.base].measures.get(name)
    return known is not None and known.text.startswith("P(")


def mean_of(files: RunFiles, outcome: str, value: float | None) -> str:
    """The mean of an outcome, in per cent where it is a probability or a share."""
    return percent(value) if is_share(files, outcome) else number(value)
