"""How much of each number is the noise of play: other precisions, and options taken by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from standoff.reports.sections.conclusions import Conclusion
from standoff.reports.sections.precision_cells import (
    CONCLUSION,
    ENDING,
    LEAST,
    MEASURE,
    Named,
    by_sample,
    heads,
    known,
    played,
)
from standoff.reports.text.cases import cases
from standoff.reports.text.cases import named as titles
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import (
    NOTHING,
    count,
    listed,
    number,
    percent,
    plain_name,
    points,
    signed,
    spelled,
)
from standoff.reports.text.titles import move_title
from standoff.results.run.details import Action
from standoff.results.run.folder import RunFiles
from standoff.results.run.precision import (
    OFTEN_PLAYED,
    SELDOM_BEST,
    AtPrecision,
    NoiseOption,
    PlayedMean,
)

MOVED = 0.10  # a share that moves by less between the precisions is not spoken of on the first page
SPOKEN = 3  # conclusions in the sentence of the first page, or all that flip
FLIPS = (1 / 3, 2 / 3)  # of draws: a conclusion that goes from below to above is one about the precision
ADDED = 0.005  # what an option has to add to a chance to be told beside it: half a point
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
    """An option that is hardly ever best and is taken: how often, and what it adds to the results."""

    reading: str
    what: str
    played: str
    best: str
    top: str
    adds: str


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
    swept = known(files)
    if not swept:
        return None
    rows = [
        PrecisionRow(
            "Conclusion", c.title, files.reading_title(r), _cells(at.conclusions.get(c.name) for at in found)
        )
        for c in conclusions
        for r, found in swept.items()
        if c.name in found[0].conclusions
    ]
    rows += [
        PrecisionRow(
            "Ending", e.title, files.reading_title(r), _cells(at.endings.get(e.name) for at in found)
        )
        for e in endings
        for r, found in swept.items()
        if e.name in found[0].endings
    ]
    rows += _measure_rows(files, swept)
    options = [(r, one) for r in swept for one in files.summary.readings[r].noise]
    return PrecisionPart(
        heads(files),
        by_sample(files),
        tuple(rows),
        tuple(_noise(files, r, one, endings) for r, one in options if not _mixes(one)),
        tuple(_noise(files, r, one, endings) for r, one in options if _mixes(one)),
    )


def sentence(files: RunFiles, named: Iterable[Named], conclusions: tuple[Conclusion, ...]) -> str:
    """For first page and terminal: how the results that are named move with the precision, and by how much.

    Parameters
    ----------
    named : endings and measures of the sentences before it, the likeliest ending first
    """
    swept = known(files)
    if not swept:
        return ""
    asked = [*named, *(Named(CONCLUSION, c.name, c.title) for c in conclusions)]
    gaps = [max(_gap(found, one) for found in swept.values()) for one in asked]
    moved = sorted((pair for pair in zip(gaps, asked, strict=True) if pair[0] >= MOVED), key=lambda p: -p[0])
    lead = "How exactly actors follow their interests is assumed too:"
    over = f"from half the precision to {_far(swept)} (first draws only)"
    if not moved:
        return f"{lead} none of these moves by {number(100 * MOVED, 0)} points or more {over}."
    first = moved[0][1]
    rest = [one for _, one in moved[1:]]
    flips = [one for one in rest if any(_flips(found, one) for found in swept.values())]
    turned = "".join(f" “{one.title}” likewise {_range(files, swept, one)}." for one in flips)
    apart = _readings_apart(files, first)
    others = [f"“{one.title}”" for one in rest if one not in flips][:SPOKEN]
    also = f" {listed(others)} {'moves' if len(others) == 1 else 'move'} with it too." if others else ""
    moves = _range(files, swept, first)
    return f"{lead} {over}, “{first.title}” {moves}.{apart}{_open(swept, first)}{turned}{also}"


def _range(files: RunFiles, swept: dict[str, list[AtPrecision]], one: Named) -> str:
    """`comes in 56 to 99 of 100 cases under ‘Sceptic’`: over the precisions, where that moves it most."""
    reading = max(swept, key=lambda name: _gap(swept[name], one))
    values = [v for at in swept[reading] if (v := _mean(at, one)) is not None]
    under = f" under {titles(files, [reading])}" if len(files.readings) > 1 else ""
    return _told(files, one, values) + under


def _told(files: RunFiles, one: Named, values: list[float]) -> str:
    if not _is_share(files, one):
        return f"comes to {number(min(values))} to {number(max(values))}"
    verb, of = ("holds ", "draws") if one.kind == CONCLUSION else ("comes ", "cases")
    return f"{verb}{cases(min(values), max(values), of=of)}"


def _readings_apart(files: RunFiles, one: Named) -> str:
    """How far the readings lie apart in it, as the text has play, so that the two are not mixed."""
    tables = {ENDING: "endings", MEASURE: "measures", CONCLUSION: "conclusions"}
    found = [getattr(own, tables[one.kind]).get(one.name) for own in files.summary.readings.values()]
    fields = {ENDING: "probability", MEASURE: "mean", CONCLUSION: "share"}
    values = [v for own in found if own and (v := getattr(own, fields[one.kind])) is not None]
    if len(values) < 2 or max(values) - min(values) < MOVED:
        return ""
    return f" At the precision of the text it {_told(files, one, values)}, by reading."


def _far(swept: dict[str, list[AtPrecision]]) -> str:
    """`8 times it`, `the limit`: the last of the precisions."""
    last = [found[-1].times for found in swept.values()]
    told = ["the limit" if times is None else f"{number(times, 0)} times it" for times in last]
    return " or ".join(dict.fromkeys(told))


def _is_share(files: RunFiles, one: Named) -> bool:
    said = files.words.measures.get(one.name)
    return one.kind != MEASURE or (said is not None and said.text.startswith("P("))


def noisy(files: RunFiles, reading: str, move: str, action: Action) -> bool:
    """Whether an option at one place is taken by mistake: hardly ever best, and not part of a mixture."""
    if action.best_share is None or action.best_share >= SELDOM_BEST or action.mean <= OFTEN_PLAYED:
        return False
    options = files.summary.readings[reading].noise
    return any(one.move == move and one.option == action.option and not _mixes(one) for one in options)


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


def _mean(at: AtPrecision, one: Named) -> float | None:
    own = played(at, one.kind, one.name)
    return None if own is None else own.mean


def _gap(found: list[AtPrecision], one: Named) -> float:
    means = [mean for at in found if (mean := _mean(at, one)) is not None]
    return max(means) - min(means) if means else 0.0


def _flips(found: list[AtPrecision], one: Named) -> bool:
    means = [mean for at in found if (mean := _mean(at, one)) is not None]
    return one.kind == CONCLUSION and bool(means) and min(means) < FLIPS[0] and max(means) > FLIPS[1]


def _open(swept: dict[str, list[AtPrecision]], one: Named) -> str:
    """In how many draws a conclusion is undefined, where that is more than next to none."""
    found = [own for some in swept.values() for at in some if (own := played(at, one.kind, one.name))]
    shares = [own.share_undefined or 0.0 for own in found]
    if max(shares, default=0.0) < LEAST:
        return ""
    return f" It is undefined {cases(min(shares), max(shares), of='draws')}."


def _mixes(one: NoiseOption) -> bool:
    return one.top is not None and one.top > MIXES


def _noise(files: RunFiles, reading: str, one: NoiseOption, endings: tuple[Ending, ...]) -> NoiseRow:
    return NoiseRow(
        files.reading_title(reading),
        f"{move_title(files, one.move)} – {plain_name(one.option)}",
        percent(one.played),
        percent(one.best, 1),
        percent(one.top, 1),
        _adds(files, reading, one, {e.name: e.title for e in endings}),
    )


def _adds(files: RunFiles, reading: str, one: NoiseOption, titles: dict[str, str]) -> str:
    """`+7 points to “Lost” (of 30 %)`: the largest first."""
    if one.observed:
        return "what was observed cannot happen without it"
    summary = files.summary.readings[reading]
    parts = [
        (own, summary.endings[name].probability, titles.get(name, plain_name(name)))
        for name, own in one.endings.items()
    ]
    parts += [
        (own, whole, _measure_title(files, name))
        for name, own in one.measures.items()
        if files.words.measures[name].text.startswith("P(")
        and (whole := summary.measures[name].mean) is not None
    ]
    parts += [
        (own, summary.conclusions[name].share, _conclusion_title(files, name))
        for name, own in one.conclusions.items()
    ]
    told = sorted((p for p in parts if abs(p[0]) >= ADDED), key=lambda p: -abs(p[0]))
    said = [f"{signed(100 * own, 0)} points to “{title}” ({percent(whole)})" for own, whole, title in told]
    more = f", and less to {spelled(len(said) - TOLD)} more" if len(said) > TOLD else ""
    few = "under half a point of any chance" if one.endings or one.measures or one.conclusions else "nothing"
    return listed(said[:TOLD]) + more if said else few


def _conclusion_title(files: RunFiles, name: str) -> str:
    words = files.words.conclusions.get(name)
    return words.title if words and words.title else plain_name(name)


def _measure_title(files: RunFiles, name: str) -> str:
    words = files.words.measures.get(name)
    return words.title if words and words.title else plain_name(name)
