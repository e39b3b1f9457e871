"""What the headline hinges on: claims that carry it, the nearest flip, what to watch.

The first page and the brief tell it in the same sentences; where nothing was found, or it was not looked
for, that is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from standoff.reports.sections.readings import Indicator, next_indicators
from standoff.reports.text.findings import mean_of, outcome_title, stored
from standoff.reports.text.numbers import listed, plain_name
from standoff.reports.text.titles import move_title
from standoff.results.findings.readings import ReadingsFinding
from standoff.results.findings.strikes import HeadlineCarrier, Strikes
from standoff.results.findings.tipping import Tipping
from standoff.results.run.folder import RunFiles

SAID = 110  # letters of a claim on the first page
NOT_WORKED_OUT = "Not worked out for this run; `standoff explore` with its folder does."


@dataclass(frozen=True, slots=True)
class Carrier:
    """A claim, or several that carry the same, or an assumption, with what striking it does."""

    says: str
    who: str
    unverified: bool
    falls: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Hinges:
    """The strip of the first page; each part is empty where its findings are missing."""

    about: str
    carriers: tuple[Carrier, ...]
    flip: str
    watch: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class HingeLines:
    """Sentences, the first of each the one that matters most."""

    carries: tuple[str, ...]
    flips: tuple[str, ...]
    watch: tuple[str, ...]


def hinge_lines(files: RunFiles) -> HingeLines | None:
    """What carries the answers, what flips them, what to watch; None where none of it was looked for."""
    if all(stored(files, shape) is None for shape in (Strikes, Tipping, ReadingsFinding)):
        return None
    found = hinges(files)
    return HingeLines(
        tuple(_carrier_lines(files, found)), (_flip_line(files, found),), tuple(_watch_lines(files, found))
    )


def first_page_lines(files: RunFiles) -> list[str]:
    """The first sentence of each; nothing where the run was not explored."""
    found = hinge_lines(files)
    if found is None:
        return []
    told = (
        ("What carries it", found.carries),
        ("What flips it", found.flips),
        ("What to watch", found.watch),
    )
    return [f"{heading}: {lines[0]}" for heading, lines in told if lines[0] != NOT_WORKED_OUT]


def _carrier_lines(files: RunFiles, found: Hinges | None) -> Iterator[str]:
    if found is None or not found.carriers:
        if stored(files, Strikes) is None:
            yield NOT_WORKED_OUT
        else:
            yield "Nothing found: no claim and no assumption, struck out alone, moves the answer clearly."
        return
    for one in found.carriers:
        unverified = "; unverified" if one.unverified else ""
        yield (
            f"{one.says.rstrip('.')} ({one.who}{unverified}). Struck out, {found.about} goes from "
            f"{one.before} to {one.after}."
        )


def _flip_line(files: RunFiles, found: Hinges | None) -> str:
    if found is not None and found.flip:
        return found.flip
    if stored(files, Tipping) is None:
        return NOT_WORKED_OUT
    return "Nothing found: no choice flips within three standard deviations of one number."


def _watch_lines(files: RunFiles, found: Hinges | None) -> Iterator[str]:
    if found is not None and found.watch:
        for one in found.watch:
            says = f": {one.says}" if one.says else ""
            yield f"{one.title}, {one.when}{says}".rstrip(".") + "."
    elif len(files.readings) < 2:
        yield "Nothing found: with one reading there is nothing that could be told apart."
    elif stored(files, ReadingsFinding) is None:
        yield NOT_WORKED_OUT
    else:
        yield "Nothing found: no dated move that all see tells the readings apart."


def hinges(files: RunFiles) -> Hinges | None:
    """What carries the first conclusion (or the likeliest ending) under the file's own reading."""
    about, carriers = _carriers(files)
    flip = _flip(files)
    watch = next_indicators(files)
    return Hinges(about, carriers, flip, watch) if carriers or flip or watch else None


def _carriers(files: RunFiles) -> tuple[str, tuple[Carrier, ...]]:
    told = stored(files, Strikes)
    said = told.readings.get(files.base) if told is not None else None
    if said is None or not said.carriers:
        return "", ()
    outcome = min(said.carriers, key=lambda name: not name.startswith("conclusion:"))
    clear = [one for one in said.carriers[outcome] if one.clear]
    return _title(files, outcome), tuple(_carrier(files, outcome, one) for one in clear)


def _title(files: RunFiles, outcome: str) -> str:
    kind, _, name = outcome.partition(":")
    summary = files.summary.readings[files.base]
    known: Any = {"ending": summary.endings, "measure": summary.measures}.get(kind, summary.conclusions)
    return outcome_title(outcome, known[name].title if name in known else "")


def _carrier(files: RunFiles, outcome: str, one: HeadlineCarrier) -> Carrier:
    claims = one.claims
    first = claims[0] if claims else None
    says = _short(first.says) if first else "An assumption that rests on no claim"
    more = f"; {len(claims) - 1} more say what carries the same" if len(claims) > 1 else ""
    who = f"{first.claimant}, {first.hedge or 'no hedge'}, {first.status}{more}" if first else "assumed"
    return Carrier(
        says,
        who,
        any(claim.unverified for claim in claims),
        _falls(files, one),
        mean_of(files, outcome, one.before),
        mean_of(files, outcome, one.after),
    )


def _falls(files: RunFiles, one: HeadlineCarrier) -> str:
    """What falls with it: numbers, terms of a payoff, moves."""
    parts = [plain_name(number.name) for number in one.parameters]
    parts += [f"the payoff term {plain_name(term)}" for _, term in one.terms]
    parts += [f"the move “{move_title(files, move)}”" for move in one.moves]
    parts += [f"what {plain_name(who)} believes of “{move_title(files, move)}”" for move, who in one.beliefs]
    return listed(parts)


def _short(text: str) -> str:
    return text if len(text) <= SAID else text[:SAID].rsplit(" ", 1)[0] + "…"


def _flip(files: RunFiles) -> str:
    told = stored(files, Tipping)
    nearest = told.nearest_tipping if told is not None else None
    return nearest.sentence if nearest is not None else ""
