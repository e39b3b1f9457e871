"""Two runs side by side: their texts' differences, and every answer before and after with its interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from standoff.reports.text import two_runs as words
from standoff.reports.text.numbers import NOTHING, count
from standoff.results.two_runs import OutcomeDifference, RunSide, SharedReading, TwoRuns

SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """An outcome in both runs, in words.

    clear : whether the difference is told from 0; alone : whether one run alone has it
    """

    title: str
    before: str
    after: str
    change: str
    interval: str
    clear: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class DifferenceTable:
    """The outcomes of one kind under one reading."""

    title: str
    rows: tuple[DifferenceRow, ...]


@dataclass(frozen=True, slots=True)
class ReadingDifferences:
    """One reading that both runs have; says : that nothing moved, and why; unsolved : draws left out."""

    title: str
    says: str
    unsolved: str
    tables: tuple[DifferenceTable, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that the texts say otherwise."""

    what: str
    title: str
    became: str
    place: str
    under: str


@dataclass(frozen=True, slots=True)
class SideRow:
    """One of the two runs: its folder, and of what it is."""

    path: str
    head: str


@dataclass(frozen=True, slots=True)
class TwoRunsPart:
    """All that the page says of two runs."""

    before: SideRow
    after: SideRow
    says: str
    nothing: str
    settings: tuple[tuple[str, str, str], ...]
    changes: tuple[ChangeRow, ...]
    readings: tuple[ReadingDifferences, ...]
    alone: tuple[str, ...]
    few_draws: bool


def two_runs_part(told: TwoRuns) -> TwoRunsPart:
    """The comparison in words."""
    return TwoRunsPart(
        before=_side(told.before),
        after=_side(told.after),
        says=told.says,
        nothing=words.nothing(told),
        settings=tuple((s.name, s.before or NOTHING, s.after or NOTHING) for s in told.settings),
        changes=tuple(
            ChangeRow(
                words.what(one),
                "" if one.title.casefold() == one.name.replace("_", " ").casefold() else one.title,
                words.became(one),
                words.place(one),
                words.under(told, one),
            )
            for one in told.text
        ),
        readings=tuple(_reading(told, reading) for reading in told.readings),
        alone=tuple(_alone(told)),
        few_draws=any(one.few_draws for one in told.outcomes),
    )


def _side(side: RunSide) -> SideRow:
    head = f"{count(side.draws)} draws, seed {side.seed}, hash {side.hash[:SHORT_HASH]}"
    return SideRow(side.path, head)


def _reading(told: TwoRuns, reading: SharedReading) -> ReadingDifferences:
    own = [one for one in told.outcomes if one.reading == reading.after]
    answers = told.answering(reading.after)
    asked = tuple(_row(one, f"{answer.asks.rstrip(' ?')}?") for answer, one in answers)
    tables = [DifferenceTable("Answers to the question", asked)]
    two = {one.name for one in own if one.of == "plays"}  # measures with a mean over draws and one over plays
    for kind, title in words.KINDS.items():
        listed = [one for one in own if one.kind == kind]
        rows = tuple(
            _row(one, f"{one.title}, over {one.of}" if one.name in two and kind == "measure" else one.title)
            for one in listed
        )
        tables.append(DifferenceTable(title, rows))
    lost = (reading.unsolved_before, reading.unsolved_after)
    unsolved = f"Unsolved and left out: {count(lost[0])} draws of A, {count(lost[1])} of B."
    title = reading.title if reading.before == reading.after else f"{reading.title} (in A `{reading.before}`)"
    says = words.unmoved(told, reading.after)
    unsolved = unsolved if any(lost) else ""
    return ReadingDifferences(title, says, unsolved, tuple(table for table in tables if table.rows))


def _row(one: OutcomeDifference, title: str) -> DifferenceRow:
    before = NOTHING if one.only == "after" else words.value(one, one.before)
    after = NOTHING if one.only == "before" else words.value(one, one.after)
    return DifferenceRow(
        title, before, after, words.change(one), words.interval(one), one.clear, bool(one.only)
    )


def _alone(told: TwoRuns) -> Iterable[str]:
    """Readings that only one run has."""
    for name, readings in (("A", told.only_before), ("B", told.only_after)):
        if readings:
            yield f"Only in {name}: {'reading' if len(readings) == 1 else 'readings'} {', '.join(readings)}."
