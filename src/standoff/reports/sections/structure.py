"""Assumptions that are no numbers: what results do if one of them is otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.reports.text.findings import by_reading, is_share, mean_of, outcome_title, stored
from standoff.reports.text.numbers import count, number, signed
from standoff.results.findings.structure import (
    PairedChange,
    ReadingStructure,
    StructureFinding,
    StructureVariant,
)
from standoff.results.run.folder import RunFiles

KINDS = {
    "precision": "How precisely all play",
    "knowledge": "Who knows what",
    "order": "Who moves first",
    "belief": "Who believes what",
}
SMALL = 0.0005
SURE = 1.96
TOLD = 2


@dataclass(frozen=True, slots=True)
class StructureRow:
    """One assumption, with the change of each ending and of what it changes most."""

    kind: str
    title: str
    cells: tuple[str, ...]
    most: str
    counted: str


@dataclass(frozen=True, slots=True)
class StructureReading:
    title: str
    base: bool
    says: str
    endings: tuple[tuple[str, str], ...]
    rows: tuple[StructureRow, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """The whole part; `refused` says why there is none."""

    refused: str
    draws: str
    readings: tuple[StructureReading, ...]


def structure_part(files: RunFiles) -> Structure | None:
    """The part on structure; None where the run has no such findings."""
    told = stored(files, StructureFinding)
    if told is None:
        return None
    readings = tuple(_reading(files, name, said) for name, said in by_reading(files, told.readings))
    return Structure(told.refused, count(told.draws_read), readings)


def _reading(files: RunFiles, name: str, said: ReadingStructure) -> StructureReading:
    endings = [outcome for outcome in said.outcomes if outcome.startswith("ending:")]
    heads = tuple(
        (said.outcomes[e].title or outcome_title(e, ""), mean_of(files, e, said.outcomes[e].mean))
        for e in endings
        if said.outcomes[e].mean is not None
    )
    rows = tuple(_row(files, variant, said, endings) for variant in said.variants)
    return StructureReading(files.reading_title(name), name == files.base, _says(said, endings), heads, rows)


def _says(said: ReadingStructure, endings: list[str]) -> str:
    """The assumption that moves the endings most, in a sentence."""
    changes = [
        (abs(change.change), change.change, variant, ending)
        for variant in said.variants
        for ending in endings
        if (change := variant.outcomes.get(ending)) and change.change is not None
    ]
    if not changes:
        return "No assumption of structure can be changed here, or nothing was solved."
    _, most, variant, ending = max(changes, key=lambda c: c[0])
    title = said.outcomes[ending].title or outcome_title(ending, "")
    return (
        f"Most is moved by “{variant.title}”: the chance of “{title}” then changes by {_points(most)} points."
    )


def _row(
    files: RunFiles, variant: StructureVariant, said: ReadingStructure, endings: list[str]
) -> StructureRow:
    kind = KINDS.get(variant.kind, "")
    if variant.refused:
        return StructureRow(kind, variant.title, tuple("–" for _ in endings), variant.refused, "")
    cells = tuple(_cell(variant.outcomes[e]) for e in endings if said.outcomes[e].mean is not None)
    counted = f"{count(variant.n_used)} draws"
    counted += f"; {count(variant.n_failed)} unsolved left out" if variant.n_failed else ""
    return StructureRow(kind, variant.title, cells, _most(files, variant, said), counted)


def _cell(change: PairedChange) -> str:
    if change.change is None:
        return "–"
    sure = change.beyond(SURE, 0.0) and abs(change.change) >= SMALL
    return _points(change.change) if sure else "0"


def _points(change: float) -> str:
    return signed(round(100 * change, 1)).removesuffix("0") if abs(change) >= SMALL else "0"


def _most(files: RunFiles, variant: StructureVariant, said: ReadingStructure) -> str:
    """The measures and conclusions that change most, beyond their error."""
    known = [
        (name, one.change, one.error)
        for name, one in variant.outcomes.items()
        if not name.startswith("ending:")
        and one.change is not None
        and one.beyond(SURE, SMALL)
        and is_share(files, name)
    ]
    told = [
        f"{outcome_title(name, said.outcomes[name].title)} {_points(change)} "
        f"± {number(100 * SURE * (error or 0.0), 1)}"
        for name, change, error in sorted(known, key=lambda entry: -abs(entry[1]))[:TOLD]
    ]
    return "; ".join(told) or "nothing beyond the numerical error"
