"""What the conclusions rest on: claims struck out one by one, ranked by how far they move each answer.

Made from `findings/strikes.json` (docs/design/013) alone; a run that was not explored has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from standoff.reports.figures.altair_svg import Chart
from standoff.reports.figures.axes import number_axis
from standoff.reports.figures.plot import BAR, RULE, SAID, Look, Mark, Rows, rows_chart
from standoff.reports.sections.conclusions import in_order
from standoff.reports.text.findings import by_reading, is_share, mean_of, outcome_title, stored
from standoff.reports.text.numbers import NOTHING, count, listed, number, percent, plain_name, signed
from standoff.reports.text.titles import actor_title, move_title
from standoff.results.findings.strikes import (
    ASSUMPTION,
    CLAIM,
    ReadingStrikes,
    StrikeEffect,
    Strikes,
    StruckChange,
    StruckTarget,
)
from standoff.results.run.folder import RunFiles

BARS = 8
STEP = 30
WIDTH = 430
LONG = 60  # letters of a claim on a chart
PAIRS = 12
GROUPS = {
    "document": "The document {}",
    "claimant": "All that is said by {}",
    "type": "All claims of the kind “{}”",
    "unverified": "All unverified allegations",
    "restated": "The claim {} with all that restate it",
    "together": "The claims that together hold up “{}”",
}


@dataclass(frozen=True, slots=True)
class Carried:
    """A claim (or an assumption) that is struck; `name` links to the table of claims."""

    name: str
    says: str
    claimant: str
    hedge: str
    unverified: bool


@dataclass(frozen=True, slots=True)
class StrikeRow:
    """One strike and what it does to one answer."""

    claims: tuple[Carried, ...]
    falls: tuple[str, ...]
    before: str
    after: str
    change: str
    note: str


@dataclass(frozen=True, slots=True)
class StrikePart:
    """One answer under one reading."""

    title: str
    says: str
    chart: Chart | None
    rows: tuple[StrikeRow, ...]
    groups: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class StrikeReading:
    """All of one reading; `idle` says how many claims carry nothing, and why."""

    title: str
    base: bool
    says: str
    parts: tuple[StrikePart, ...]
    flips: tuple[tuple[str, str, str, str], ...]
    pairs: tuple[tuple[str, str, str, str, str], ...]
    idle: tuple[tuple[str, str], ...]


def strike_readings(files: RunFiles) -> tuple[StrikeReading, ...]:
    """The part on strike-outs, a reading at a time; empty where the run has no such findings."""
    told = stored(files, Strikes)
    if told is None:
        return ()
    return tuple(
        _reading(files, name, said, told.struck_draws) for name, said in by_reading(files, told.readings)
    )


def _reading(files: RunFiles, name: str, said: ReadingStrikes, n_draws: int) -> StrikeReading:
    struck = said.by_effect()
    claims = [target for target in said.targets if target.kind == CLAIM]
    carrying = [target for target in claims if target.carries]
    text = (
        f"{len(claims)} claims were struck one by one over {count(n_draws)} draws: "
        f"{len(carrying)} carry something by themselves in this reading."
    )
    lost = max((effect.failed_after for effect in said.effects), default=0)
    if lost:
        text += f" Unsolved draws (at most {count(lost)} in a strike) are left out of both sides."
    return StrikeReading(
        files.reading_title(name),
        name == files.base,
        text,
        tuple(_part(files, name, outcome, said, struck) for outcome in _outcomes(files, said)),
        tuple(_flips(files, said, struck)),
        tuple(_pairs(files, said, struck)),
        tuple(_idle(claims)),
    )


def _outcomes(files: RunFiles, said: ReadingStrikes) -> list[str]:
    """Conclusions, then endings that anything moves, then the measures behind; each in the text's order."""
    order = files.words.order
    written = [f"conclusion:{name}" for name in order.conclusions]
    written += [f"ending:{name}" for name in order.endings]
    written += [f"measure:{name}" for name in order.measures]
    names = in_order(said.outcomes, written)
    return [name for name in names if said.ranked[name] or name.startswith("conclusion:")]


def _part(
    files: RunFiles,
    reading: str,
    outcome: str,
    said: ReadingStrikes,
    struck: Mapping[int, list[StruckTarget]],
) -> StrikePart:
    title = outcome_title(outcome, said.outcomes[outcome])
    ranked = said.ranked[outcome]
    single = [n for n in ranked if _own(struck.get(n, []))]
    rows = [_row(files, outcome, said.effects[n], struck[n]) for n in single[:BARS]]
    chart = None
    if rows and (outcome.startswith("conclusion:") or outcome == _likeliest(files, reading)):
        key = f"strike-{files.readings.index(reading)}-{outcome.replace(':', '-')}"
        told = [(row, said.effects[n].outcomes[outcome]) for row, n in zip(rows, single, strict=False)]
        chart = _chart(files, outcome, (key, title), told)
    return StrikePart(
        title, _sentence(rows, outcome), chart, tuple(rows), tuple(_groups(files, outcome, said))
    )


def _likeliest(files: RunFiles, reading: str) -> str:
    """The ending of the first page: other endings have their tables, not a chart each."""
    found_ = files.summary.readings[reading].endings
    return "ending:" + max(found_, key=lambda name: (found_[name].probability, name)) if found_ else ""


def _own(targets: list[StruckTarget]) -> list[StruckTarget]:
    return [target for target in targets if target.single]


def _sentence(rows: list[StrikeRow], outcome: str) -> str:
    if not rows:
        return (
            "No single claim moves it by more than its numerical error: it rests on many, or on assumptions."
        )
    top = rows[0]
    who = listed(sorted({claim.claimant for claim in top.claims if claim.claimant})) or "the analyst"
    leans = f"It leans most on “{top.claims[0].says.rstrip('.')}” ({who})"
    if top.after == top.before:
        return f"{leans}, and hardly on that: without it the number stays {top.before} ({top.change})."
    without = f"it would be {top.after} instead of {top.before}."
    if outcome.startswith("conclusion:"):
        without = f"it would hold in {top.after} of draws instead of {top.before}."
    return f"{leans}: without that {without}"


def _row(files: RunFiles, outcome: str, effect: StrikeEffect, targets: list[StruckTarget]) -> StrikeRow:
    change = effect.outcomes[outcome]
    return StrikeRow(
        tuple(_carried(files, target) for target in _own(targets)),
        tuple(_falls(files, effect)),
        _value(files, outcome, change.before),
        _value(files, outcome, change.after),
        _difference(files, outcome, change),
        _note(effect, change.undefined),
    )


def _carried(files: RunFiles, target: StruckTarget) -> Carried:
    if target.kind == ASSUMPTION:
        title = next((r.says for r in files.parameters[files.base] if r.name == target.name), "")
        return Carried("", title or plain_name(target.name), "", "rests on no claim: assumed", False)
    claim = files.words.claims.get(target.name)
    if claim is None:
        return Carried(target.name, target.name, "", "", False)
    return Carried(target.name, claim.says, claim.claimant, claim.hedge or "", claim.unverified)


def _falls(files: RunFiles, effect: StrikeEffect) -> list[str]:
    """What falls with it, in words."""
    told = []
    for one in effect.numbers:
        rule = "" if one.stated else " (no prior stated: anything between 0 and 1)"
        told.append(f"{plain_name(one.name)} from {one.before} to {one.to}{rule}")
    told += [f"the move “{move_title(files, move)}” is switched off" for move in effect.moves]
    told += [
        f"“{plain_name(term)}” is no longer paid to {actor_title(files, actor)}"
        for actor, term in effect.terms
    ]
    told += [
        f"{actor_title(files, actor)} has no belief of its own about “{move_title(files, move)}”"
        for move, actor in effect.beliefs
    ]
    return told


def _note(effect: StrikeEffect, undefined: int) -> str:
    said = [f"undefined in {count(undefined)} draws"] if undefined else []
    if effect.method != "solved again":
        trust = "" if effect.trusted else ", too few to be trusted"
        said.append(f"reweighted: worth {count(effect.effective_draws or 0)} draws{trust}")
    return "; ".join(said)


def _value(files: RunFiles, outcome: str, value: float | None) -> str:
    return NOTHING if value is None else mean_of(files, outcome, value)


def _difference(files: RunFiles, outcome: str, change: StruckChange) -> str:
    if change.difference is None:
        return NOTHING
    if not is_share(files, outcome):
        return f"{signed(change.difference)} ± {number(change.error)}"
    return f"{signed(100 * change.difference)} ± {number(100 * (change.error or 0.0))} points"


def _groups(files: RunFiles, outcome: str, said: ReadingStrikes) -> list[tuple[str, str, str, str]]:
    """Whole documents, claimants, kinds and joint supports that move an answer."""
    told = []
    for target in said.targets:
        if target.kind not in GROUPS or target.effect not in said.ranked[outcome]:
            continue
        change = said.effects[target.effect].outcomes[outcome]
        before, after = (_value(files, outcome, value) for value in (change.before, change.after))
        told.append((_group(files, target), before, after, _difference(files, outcome, change)))
    return told


def _group(files: RunFiles, target: StruckTarget) -> str:
    name = target.name
    if target.kind == "document":
        document = files.words.documents.get(name)
        name = f"“{document.title}”" if document is not None else name
    said = GROUPS[target.kind].format(plain_name(name))
    return f"{said} ({len(target.claims)} claims)"


def _named(files: RunFiles, targets: list[StruckTarget]) -> str:
    own = _own(targets) or targets
    return "; ".join(dict.fromkeys(_short(_carried(files, one).says) for one in own[:2]))


def _short(text: str) -> str:
    return text if len(text) <= LONG else f"{text[: LONG - 1].rstrip()}…"


def _flips(
    files: RunFiles, said: ReadingStrikes, struck: Mapping[int, list[StruckTarget]]
) -> list[tuple[str, str, str, str]]:
    """Where another option becomes the best: what is struck, who and where, before, after."""
    told = []
    for number_, effect in enumerate(said.effects):
        if not _own(struck.get(number_, [])):
            continue
        for flip in effect.flips:
            knows = "; ".join(f"{move_title(files, m)}: {plain_name(o)}" for m, o in flip.knows.items())
            where = f"{actor_title(files, flip.actor)}, “{move_title(files, flip.move)}”"
            ends = [f"{plain_name(e.option)} ({percent(e.share)})" for e in (flip.before, flip.after)]
            told.append((_named(files, struck[number_]), f"{where} ({knows})" if knows else where, *ends))
    return [(a, b, c, d) for a, b, c, d in told]


def _pairs(
    files: RunFiles, said: ReadingStrikes, struck: Mapping[int, list[StruckTarget]]
) -> list[tuple[str, str, str, str, str]]:
    """Pairs whose strikes do not add up, the largest surplus first."""
    told = []
    for pair in said.pairs:
        for outcome, one in pair.outcomes.items():
            scale = 100 if is_share(files, outcome) else 1
            names = [_named(files, struck[n]) for n in pair.effects]
            shown = (signed(scale * one.both), signed(scale * one.apart))
            title = outcome_title(outcome, said.outcomes[outcome])
            told.append((scale * abs(one.difference), (names[0], names[1], title, *shown)))
    told.sort(key=lambda item: -item[0])
    return [item for _, item in told[:PAIRS]]


def _idle(claims: list[StruckTarget]) -> list[tuple[str, str]]:
    """Claims that carry nothing alone, by why."""
    by_why: dict[str, list[str]] = {}
    for target in claims:
        if not target.carries:
            by_why.setdefault(target.why, []).append(target.name)
    return [(why, ", ".join(names)) for why, names in by_why.items()]


def _chart(
    files: RunFiles, outcome: str, named: tuple[str, str], told: list[tuple[StrikeRow, StruckChange]]
) -> Chart:
    """Bars of the change if struck, with three errors to each side."""
    key, title = named
    scale = 100 if is_share(files, outcome) else 1
    marks, ends = [], [0.0]
    for i, (row, change) in enumerate(told):
        size, error = scale * (change.difference or 0.0), 3 * scale * (change.error or 0.0)
        edge = size + error if size >= 0 else size - error
        marks += [
            Mark(i, BAR, 0.0, size, depth=13),
            Mark(i, RULE, size - error, size + error, series=3),
            Mark(i, SAID, edge, text=f"{row.before} to {row.after}", before=size < 0),
        ]
        ends += [size - error, size + error]
    room = 0.34 * (max(ends) - min(ends) or 1.0)
    said = "Change if struck (points)" if scale == 100 else "Change if struck"
    axis = number_axis(min(ends) - room, max(ends) + room, said)
    names = tuple(f"{i + 1}. {_short(row.claims[0].says)}" for i, (row, _) in enumerate(told))
    drawn = rows_chart(title, [Rows("", names, tuple(marks))], axis, Look(WIDTH, STEP, guides=(0.0,)))
    caption = (
        "How far the answer moves if a claim is struck out and what rests on it alone falls back; beside a "
        "bar the answer before and after. The thin line is three numerical errors to each side."
    )
    return Chart(key, title, caption, drawn)
