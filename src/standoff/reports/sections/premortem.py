"""Suppose that it ended so: the likeliest paths, the moves that tell, the numbers behind."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.reports.text.findings import by_reading, stored, value_of
from standoff.reports.text.numbers import number, percent, plain_name
from standoff.reports.text.titles import move_title
from standoff.results.findings.finding import UNKNOWN
from standoff.results.findings.premortem import EndingPath, EndingPremortem, Premortem, ReadingPremortem
from standoff.results.run.folder import RunFiles

USUAL = 0.5  # an option that is made in so many of all plays is not worth repeating in a path
TELLING = 0.05


@dataclass(frozen=True, slots=True)
class PremortemPart:
    """One ending under one reading."""

    title: str
    chance: str
    paths: tuple[tuple[str, str], ...]
    moves: tuple[tuple[str, str, str], ...]
    numbers: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class PremortemReading:
    title: str
    base: bool
    parts: tuple[PremortemPart, ...]


def premortem_readings(files: RunFiles) -> tuple[PremortemReading, ...]:
    """The premortem of every ending, a reading at a time; empty where the run has no such findings."""
    told = stored(files, Premortem)
    if told is None:
        return ()
    return tuple(
        PremortemReading(
            files.reading_title(name),
            name == files.base,
            tuple(_part(files, ending, said.endings[ending], said) for ending in said.order),
        )
        for name, said in by_reading(files, told.readings)
    )


def _part(files: RunFiles, ending: str, entry: EndingPremortem, said: ReadingPremortem) -> PremortemPart:
    return PremortemPart(
        entry.title or plain_name(ending),
        percent(entry.chance, 1),
        tuple((percent(path.share), _path(files, path)) for path in entry.paths),
        tuple(
            (
                f"{move_title(files, m.move)}: {plain_name(m.option)}",
                percent(m.chance),
                percent(m.if_so),
            )
            for m in entry.moves
            if abs(m.if_so - m.chance) >= TELLING
        ),
        tuple(
            (
                plain_name(one.parameter),
                said.parameters.get(one.parameter, UNKNOWN).title,
                f"{value_of(one.mean)} → {value_of(one.if_so)}",
                number(one.shift),
            )
            for one in entry.numbers
            if abs(one.shift) >= TELLING
        ),
    )


def _path(files: RunFiles, path: EndingPath) -> str:
    return " → ".join(f"{move_title(files, step.move)}: {plain_name(step.option)}" for step in path.steps)
