"""How much of each number is the noise of play: other precisions, and options taken by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from standoff.reports.sections.conclusions import Conclusion
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import (
    NARROW,
    NOTHING,
    SIGN,
    count,
    listed,
    number,
    percent,
    plain_name,
    points,
)
from standoff.reports.text.titles import move_title
from standoff.results.details import Action
from standoff.results.folder import RunFiles
from standoff.results.precision import (
    OFTEN_PLAYED,
    SELDOM_BEST,
    AtPrecision,
    NoiseOption,
    PlayedMean,
)

MOVED = 0.10  # a share that moves by less between the precisions is not spoken of on the first page
SPOKEN = 3  # conclusions in the sentence of the first page
THROUGH = 0.01  # what has to come about through an option to be told beside it
TOLD = 3  # results that are told of an option
MIXES = 0.05  # taken more often than this at the highest precision, an option is part of a mixture


@dataclass(frozen=True, slots=True)
class PrecisionRow:
    """One number under one reading; a cell for each precision, with its error in points."""

    kind: str
    title: str
    reading: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoiseRow:
    """An option that is hardly ever best and is taken: how often, and what comes about through it."""

    reading: str
    what: str
    played: str
    best: str
    top: str
    through: str


@dataclass(frozen=True, slots=True)
class PrecisionPart:
    """heads : the precisions, each with its sample, for each reading alike or said by reading."""

    heads: tuple[str, ...]
    samples: tuple[tuple[str, str], ...]
    rows: tuple[PrecisionRow, ...]
    noise: tuple[NoiseRow, ...]
    mixed: tuple[NoiseRow, ...]


def precision_part(
    files: RunFiles, endings: tuple[Ending, ...], conclusions: tuple[Conclusion, ...]
) -> PrecisionPart | None:
    """The part on noise, or None where play is sharp in every reading or the run is older than it."""
    known = _known(files)
    if not known:
        return None
    heads = tuple(_head(at) for at in next(iter(known.values())))
    rows = [
        PrecisionRow(
            "Conclusion", c.title, files.reading_title(r), _cells(at.conclusions.get(c.name) for at in found)
        )
        for c in conclusions
        for r, found in known.items()
        if c.name in found[0].conclusions
    ]
    rows += [
        PrecisionRow(
            "Ending", e.title, files.reading_title(r), _cells(at.endings.get(e.name) for at in found)
        )
        for e in endings
        for r, found in known.items()
        if e.name in found[0].endings
    ]
    rows += _measure_rows(files, known)
    options = [(r, one) for r in known for one in files.summary.readings[r].noise]
    return PrecisionPart(
        heads,
        _by_sample(files, known),
        tuple(rows),
        tuple(_noise(files, r, one, endings) for r, one in options if not _mixes(one)),
        tuple(_noise(files, r, one, endings) for r, one in options if _mixes(one)),
    )


def sentence(files: RunFiles, conclusions: tuple[Conclusion, ...]) -> str:
    """For first page and terminal: which conclusions hang on the precision, and by how much."""
    known = _known(files)
    if not known or not conclusions:
        return ""
    moved = sorted(
        ((max(_gap(found, c.name) for found in known.values()), c) for c in conclusions),
        key=lambda pair: -pair[0],
    )
    told = [c for gap, c in moved if gap >= MOVED][:SPOKEN]
    lead = (
        f"How exactly actors follow their interests is assumed too. At {_spoken(next(iter(known.values())))}"
    )
    if not told:
        said = f"each conclusion's share of draws moves by less than {number(100 * MOVED, 0)} points"
        return f"{lead}, {said} (first draws only)."
    parts = [f"“{c.title}” holds in {_shares(known, c.name)}" for c in told]
    return f"{lead}, {listed(parts)} of draws (first draws only)."


def beside(files: RunFiles, conclusion: str, reading: str) -> str:
    """`10/27/83`: a conclusion's share in per cent at each precision, a dash where it is mostly undefined."""
    found = files.summary.readings[reading].precision
    if not any(conclusion in at.conclusions for at in found):
        return ""
    said = [percent(_share(at, conclusion)).removesuffix(SIGN).replace(NARROW, "") for at in found]
    return f"{said[0]} at all" if len(set(said)) == 1 else "/".join(said)


def _share(at: AtPrecision, conclusion: str) -> float | None:
    """Share of all draws in which a conclusion holds; None where most draws leave it undefined."""
    own = at.conclusions.get(conclusion)
    return None if own is None or 2 * own.undefined > at.draws else own.mean


def noisy(files: RunFiles, reading: str, move: str, action: Action) -> bool:
    """Whether an option at one place is taken by mistake: hardly ever best, and not part of a mixture."""
    if action.best_share is None or action.best_share >= SELDOM_BEST or action.mean <= OFTEN_PLAYED:
        return False
    options = files.summary.readings[reading].noise
    return any(one.move == move and one.option == action.option and not _mixes(one) for one in options)


def heads(files: RunFiles) -> tuple[str, ...]:
    """The precisions in their order: `half`, `as written`, `8 times`; empty where there is no sweep."""
    found = next((s.precision for s in files.summary.readings.values() if s.precision), [])
    return tuple(_head(at) for at in found)


def _known(files: RunFiles) -> dict[str, list[AtPrecision]]:
    """The sweep of every reading that has one, readings in their order."""
    found = {r: files.summary.readings[r].precision for r in files.readings}
    return {reading: at for reading, at in found.items() if at}


def _head(at: AtPrecision) -> str:
    if at.times is None:
        return "limit"
    return {0.5: "half", 1.0: "as written"}.get(at.times, f"{number(at.times, 0)} times")


def _spoken(found: Iterable[AtPrecision]) -> str:
    return listed([_told(at) for at in found])


def _told(at: AtPrecision) -> str:
    if at.times is None:
        return "at the limit"
    return {0.5: "half the precision", 1.0: "as written"}.get(at.times, f"at {number(at.times, 0)} times it")


def _by_sample(files: RunFiles, known: dict[str, list[AtPrecision]]) -> tuple[tuple[str, str], ...]:
    """Readings with their samples, those that have the same together."""
    groups: dict[str, list[str]] = {}
    for reading, found in known.items():
        groups.setdefault(_samples(found), []).append(f"‘{files.reading_title(reading)}’")
    return tuple((listed(readings), sample) for sample, readings in groups.items())


def _samples(found: list[AtPrecision]) -> str:
    parts = []
    for at in found:
        said = f"{_head(at)}: first {count(at.draws)} draws"
        said += f", {count(at.unsolved)} unsolved" if at.unsolved else ""
        said += f", {count(at.off_branch)} that may be off the principal branch" if at.off_branch else ""
        parts.append(said)
    return "; ".join(parts)


def _cells(found: Iterable[PlayedMean | None]) -> tuple[str, ...]:
    return tuple(
        NOTHING
        if own is None or own.mean is None
        else f"{percent(own.mean, 1)} {points(own.mc_error)}" + _undefined(own)
        for own in found
    )


def _undefined(own: PlayedMean) -> str:
    return f" ({count(own.undefined)} undefined)" if own.undefined else ""


def _measure_rows(files: RunFiles, known: dict[str, list[AtPrecision]]) -> list[PrecisionRow]:
    rows = []
    for name, words in files.words.measures.items():
        for reading, found in known.items():
            own = [at.measures.get(name) for at in found]
            if any(one is not None for one in own):
                chance = words.text.startswith("P(")
                cells = _cells(own) if chance else tuple(_plain(one) for one in own)
                title = words.title or plain_name(name)
                rows.append(PrecisionRow("Measure", title, files.reading_title(reading), cells))
    return rows


def _plain(own: PlayedMean | None) -> str:
    return NOTHING if own is None else number(own.mean) + _undefined(own)


def _gap(found: list[AtPrecision], name: str) -> float:
    known = [share for at in found if (share := _share(at, name)) is not None]
    return max(known) - min(known) if known else 0.0


def _shares(known: dict[str, list[AtPrecision]], name: str) -> str:
    """`10, 27 and 83 %` where there is one reading; the range over readings at each precision otherwise."""
    n_precisions = len(next(iter(known.values())))
    parts = []
    for i in range(n_precisions):
        shares = [share for found in known.values() if (share := _share(found[i], name)) is not None]
        if not shares:
            parts.append("an undefined share")  # in most draws
            continue
        low, high = percent(min(shares)), percent(max(shares))
        parts.append(low if low == high else f"{low.removesuffix(SIGN)} to {high}")
    return listed(parts)


def _mixes(one: NoiseOption) -> bool:
    return one.top is not None and one.top > MIXES


def _noise(files: RunFiles, reading: str, one: NoiseOption, endings: tuple[Ending, ...]) -> NoiseRow:
    summary, titles = files.summary.readings[reading], {e.name: e.title for e in endings}
    parts = [
        (part, summary.endings[name].probability, titles.get(name, plain_name(name)))
        for name, part in one.endings.items()
    ]
    parts += [
        (part, whole, _measure_title(files, name))
        for name, part in one.measures.items()
        if files.words.measures[name].text.startswith("P(")
        and (whole := summary.measures[name].mean) is not None
    ]
    told = sorted((p for p in parts if p[0] >= THROUGH), key=lambda p: -p[0])
    said = [f"{percent(part).removesuffix(SIGN)} of {percent(whole)} of “{t}”" for part, whole, t in told]
    return NoiseRow(
        files.reading_title(reading),
        f"{move_title(files, one.move)} – {plain_name(one.option)}",
        percent(one.played),
        percent(one.best, 1),
        percent(one.top, 1),
        listed(said[:TOLD]) or "under 1 % of anything",
    )


def _measure_title(files: RunFiles, name: str) -> str:
    words = files.words.measures.get(name)
    return words.title if words and words.title else plain_name(name)
