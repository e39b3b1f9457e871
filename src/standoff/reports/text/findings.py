"""Findings beside a run, read for the report: only those of this very run, every string cleaned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from standoff.findings.files import finding_path, read_finding
from standoff.reports.text.numbers import count, day_of, number, percent, plain_name
from standoff.results.findings.files import read_finding as read_finding_as
from standoff.results.findings.finding import Counted, Finding
from standoff.results.folder import RunFiles
from standoff.results.manifest import read_manifest
from standoff.results.record import clean

Json = dict[str, Any]
T = TypeVar("T")
F = TypeVar("F", bound=Finding)


def found(files: RunFiles, kind: str) -> Json | None:
    """The findings of a kind (docs/design/011), or None where this run has none."""
    if not finding_path(files.folder, kind).exists():
        return None
    manifest = read_manifest(files.folder)
    stored = read_finding(files.folder, manifest, kind) if manifest is not None else None
    return None if stored is None else {clean(name): _cleaned(value) for name, value in stored.items()}


def stored(files: RunFiles, shape: type[F]) -> F | None:
    """The findings of a kind (docs/design/011), or None where this run has none."""
    return read_finding_as(files.folder, files.manifest, shape)


def by_readings(files: RunFiles, readings: Mapping[str, T]) -> Iterator[tuple[str, T]]:
    """What findings say of each reading, in the run's order."""
    return ((name, readings[name]) for name in files.readings if name in readings)


def by_reading(files: RunFiles, told: Json) -> Iterator[tuple[str, Json]]:
    """What findings say of each reading, in the run's order."""
    return ((name, told["readings"][name]) for name in files.readings if name in told["readings"])


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    if isinstance(value, dict):
        return {clean(str(name)): _cleaned(part) for name, part in value.items()}
    return value


def outcome_title(outcome: str, title: str) -> str:
    """What an outcome is, for a heading: its title, and of what kind it is where that is not plain."""
    kind, _, name = outcome.partition(":")
    said = title or plain_name(name)
    return f"“{said}” holds" if kind == "conclusion" else said


def value_of(value: float | str | None) -> str:
    """A number, or a day that stands as an ISO date."""
    if isinstance(value, str):
        return day_of(value)
    return number(value)


def counted(entry: Json | Counted) -> str:
    """How many draws a figure is of, and how many it leaves out."""
    if not isinstance(entry, Counted):
        entry = Counted.model_validate(entry)
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
