"""What the headline hinges on, for the first page: claims that carry it, the nearest flip, what to watch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from standoff.reports.sections.readings import Indicator, next_indicators
from standoff.reports.text.findings import mean_of, outcome_title, stored
from standoff.reports.text.numbers import listed, plain_name
from standoff.reports.text.titles import move_title
from standoff.results.findings.strikes import HeadlineCarrier, Strikes
from standoff.results.findings.tipping import Tipping
from standoff.results.run.folder import RunFiles

SAID = 110  # letters of a claim on the first page


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
