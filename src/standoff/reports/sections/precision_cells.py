"""One result at each precision of the sweep, with its error and the samples: for page one and terminal.

The first page and the terminal print beside every result that their sentences name what it comes to at
half the precision, as written, at four times it and at the limit, over the first draws. Where something is
hidden the limit is that of `standoff explore`, and until then, or where it is mostly unsolved, eight times
the precision stands for it, which is said. Sizes of the samples and unsolved draws are the same for all
results of a reading, and are told once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from standoff.reports.text.findings import stored
from standoff.reports.text.numbers import NARROW, NOTHING, SIGN, count, listed, number, percent, points
from standoff.results.findings.structure import StructureFinding
from standoff.results.run.folder import RunFiles
from standoff.results.run.precision import AtPrecision, PlayedMean

ENDING, MEASURE, CONCLUSION = "ending", "measure", "conclusion"
LEAST = 0.005  # of draws: a smaller undefined share is not printed beside a conclusion
ENOUGH = 0.5  # of the draws at the limit: where fewer are solved, the highest precision stands for it


@dataclass(frozen=True, slots=True)
class Named:
    """A result that a sentence of the first page names; kind : `ending`, `measure` or `conclusion`."""

    kind: str
    name: str
    title: str


def known(files: RunFiles) -> dict[str, list[AtPrecision]]:
    """The sweep of every reading that has one, readings in their order."""
    found = {r: files.summary.readings[r].precision for r in files.readings}
    return {reading: at for reading, at in found.items() if at}


def with_limits(files: RunFiles) -> RunFiles:
    """The run with the limit at the end of each sweep, where exploring the run found it."""
    readings = dict(files.summary.readings)
    for name, limit in _limits(files).items():
        at = readings[name].precision
        if at and limit.draws - limit.unsolved >= ENOUGH * limit.draws:
            readings[name] = readings[name].model_copy(update={"precision": [*at[:-1], limit]})
    return replace(files, summary=files.summary.model_copy(update={"readings": readings}))


def _limits(files: RunFiles) -> dict[str, AtPrecision]:
    told = stored(files, StructureFinding)
    if told is None:
        return {}
    return {name: said.limit for name, said in told.readings.items() if said.limit is not None}


def head(at: AtPrecision) -> str:
    """`half`, `as written`, `8 times` or `limit`."""
    if at.times is None:
        return "limit"
    return {0.5: "half", 1.0: "as written"}.get(at.times, f"{number(at.times, 0)} times")


def heads(files: RunFiles) -> tuple[str, ...]:
    """The precisions in their order: `half`, `as written`, `8 times`; empty where there is no sweep.

    Where readings end at different ones, as some hide nothing, the last is told as both.
    """
    found = list(known(files).values())
    return tuple(" or ".join(dict.fromkeys(map(head, some))) for some in zip(*found, strict=True))


def played(at: AtPrecision, kind: str, name: str) -> PlayedMean | None:
    """What a result comes to at a precision."""
    table = {ENDING: at.endings, MEASURE: at.measures, CONCLUSION: at.conclusions}[kind]
    return table.get(name)


def beside(files: RunFiles, kind: str, name: str, reading: str) -> tuple[str, ...]:
    """`10 ± 1.9` for each precision: per cent with its error in points, and the undefined share of draws.

    Empty where the reading has no sweep, or not this result.
    """
    found = [played(at, kind, name) for at in files.summary.readings[reading].precision]
    return tuple(_cell(own) for own in found) if any(own is not None for own in found) else ()


def _cell(own: PlayedMean | None) -> str:
    if own is None or own.mean is None:
        return NOTHING
    undefined = own.share_undefined or 0.0
    more = f", undefined {_bare(percent(undefined))}" if undefined >= LEAST else ""
    return f"{_bare(percent(own.mean))} {points(own.mc_error)}{more}"


def _bare(shown: str) -> str:
    return shown.removesuffix(SIGN).replace(NARROW, "")


def by_sample(files: RunFiles) -> tuple[tuple[str, str], ...]:
    """Readings with their samples, those that have the same together."""
    groups: dict[str, list[str]] = {}
    for reading, found in known(files).items():
        groups.setdefault(_samples(found), []).append(f"‘{files.reading_title(reading)}’")
    return tuple((listed(readings), sample) for sample, readings in groups.items())


def sample_lines(files: RunFiles) -> tuple[str, ...]:
    """How large the samples are and what of them is unsolved: a line for the readings that agree on it."""
    found = by_sample(files)
    without = [f"‘{files.reading_title(r)}’" for r in files.readings if r not in known(files)]
    dash = f"A dash under {listed(without)}: there play is at its limit already, or nobody decides."
    rest = (*_stand_ins(files), *((dash,) if found and without else ()))
    if len(found) == 1:
        return (f"Samples: {found[0][1]}.", *rest)
    return (*(f"Samples under {readings}: {sample}." for readings, sample in found), *rest)


def _stand_ins(files: RunFiles) -> tuple[str, ...]:
    """Where the last precision is not the limit: what it stands for, and why."""
    swept = {r: at[-1] for r, at in known(files).items() if at[-1].times is not None}
    if not swept:
        return ()
    limits = _limits(files)
    name = head(next(iter(swept.values()))).capitalize()
    unsolved = [
        f"{count(limits[r].unsolved)} of {count(limits[r].draws)} draws under ‘{files.reading_title(r)}’"
        for r in swept
        if r in limits
    ]
    said = []
    if len(unsolved) < len(swept):
        said.append(f"{name} stands for the limit, which `standoff explore` follows draw by draw.")
    if unsolved:
        said.append(f"{name} stands for the limit, which is unsolved in {listed(unsolved)}.")
    return tuple(said)


def _samples(found: list[AtPrecision]) -> str:
    if len({(at.draws, at.unsolved, at.off_branch) for at in found}) == 1 and not found[0].off_branch:
        unsolved = found[0].unsolved
        left = f", {percent(unsolved / found[0].draws)} ({count(unsolved)}) unsolved" if unsolved else ""
        return f"first {count(found[0].draws)} draws at each precision{left}"
    parts = []
    for at in found:
        said = f"{head(at)}: first {count(at.draws)} draws"
        said += f", {percent(at.unsolved / at.draws)} ({count(at.unsolved)}) unsolved" if at.unsolved else ""
        said += f", {count(at.off_branch)} that may be off the principal branch" if at.off_branch else ""
        parts.append(said)
    return "; ".join(parts)
