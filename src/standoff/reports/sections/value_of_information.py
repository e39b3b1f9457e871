"""What would be worth knowing: numbers before committing, and hidden moves where all know that one knows."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.reports.figures.altair_svg import Chart
from standoff.reports.figures.axes import number_axis
from standoff.reports.figures.plot import BAR, DOT, RULE, SAID, Look, Mark, Rows, long_chart, rows_chart
from standoff.reports.text.findings import by_reading, counted, stored
from standoff.reports.text.numbers import count, listed, percent, plain_name, signed_worth, worth
from standoff.reports.text.titles import actor_title, move_title
from standoff.results.findings.finding import UNKNOWN
from standoff.results.findings.value_of_information import Committing, Gain, Knowing, ReadingVoi, Voi
from standoff.results.run.folder import RunFiles

STEP = 24
WIDTH = 470
NAMED = 3
SURE = 1.96  # errors from which on a sign is told


@dataclass(frozen=True, slots=True)
class CommitRow:
    """One move: what knowing everything, and each number, is worth before committing."""

    title: str
    best: str
    all: str
    share: str
    numbers: str
    counted: str


@dataclass(frozen=True, slots=True)
class KnowRow:
    """One actor that is known to know a hidden move."""

    title: str
    own: str
    others: str
    counted: str


@dataclass(frozen=True, slots=True)
class VoiReading:
    title: str
    base: bool
    says: tuple[str, ...]
    chart: Chart | None
    commits: tuple[CommitRow, ...]
    knows: tuple[KnowRow, ...]


@dataclass(frozen=True, slots=True)
class VoiPart:
    """The whole part; `refused` says why there is none."""

    refused: str
    draws: str
    chart: Chart | None
    readings: tuple[VoiReading, ...]


def voi_part(files: RunFiles) -> VoiPart | None:
    """The part on the value of information; None where the run has no such findings."""
    told = stored(files, Voi)
    if told is None:
        return None
    if told.refused:
        return VoiPart(told.refused, "", None, ())
    known = list(by_reading(files, told.readings))
    readings = tuple(_reading(files, name, said) for name, said in known)
    return VoiPart("", count(told.draws_read), _knowing_chart(files, known), readings)


def _reading(files: RunFiles, name: str, said: ReadingVoi) -> VoiReading:
    known = [c for c in said.committing if c.all is not None]
    chart = None
    if known:
        title = f"What knowing all numbers before committing is worth: {files.reading_title(name)}"
        chart = _committing_chart(files, f"voi-{files.readings.index(name)}", title, known)
    return VoiReading(
        files.reading_title(name),
        name == files.base,
        tuple(s for s in (_most(files, known, said), *(_known(files, k) for k in said.knowing)) if s),
        chart,
        tuple(_commit(files, c, said) for c in said.committing),
        tuple(_know(files, k) for k in said.knowing),
    )


def _most(files: RunFiles, known: list[Committing], said: ReadingVoi) -> str:
    if not known:
        return "No move has options to commit to, or no number is uncertain."
    top = max(known, key=lambda c: c.share)
    actor = actor_title(files, top.actor)
    told = (
        f"{actor} has most to learn before “{move_title(files, top.move)}”: knowing every "
        "number first would "
        f"be worth {worth(top.all)} ({percent(top.share, 1)} "
        "of the range of "
        f"its payoff); without knowing, “{plain_name(top.best or '')}” is the best commitment"
    )
    names = [one.parameter for one in top.one[:NAMED]]
    if not names:
        return told + ". No single number is worth knowing beyond what chance would show."
    titles = [_named(name, said) for name in names]
    return f"{told}. Of single numbers it would ask first for {listed(titles)}."


def _named(name: str, said: ReadingVoi) -> str:
    title = said.parameters.get(name, UNKNOWN).title
    return f"{plain_name(name)} ({title})" if title and title != plain_name(name) else plain_name(name)


def _known(files: RunFiles, one: Knowing) -> str:
    gain = one.own
    if gain.value is None:
        return ""
    actor, move = actor_title(files, one.actor), move_title(files, one.move)
    said = f"If {actor} knew “{move}”, and all knew that it does, "
    if gain.within(SURE):
        return f"{said}it would gain or lose nothing that can be told from 0."
    told = f"{worth(abs(gain.value))} ± {worth(SURE * (gain.error or 0.0))}"
    if gain.value < 0:
        return f"{said}it would lose {told}: the others act on what it may know."
    return f"{said}it would gain {told}."


def _commit(files: RunFiles, one: Committing, said: ReadingVoi) -> CommitRow:
    title = f"{actor_title(files, one.actor)}: {one.title or move_title(files, one.move)}"
    if one.all is None:
        return CommitRow(title, "–", "–", "–", one.refused, counted(one))
    numbers = "; ".join(f"{_named(n.parameter, said)} {worth(n.value)} ± {worth(n.ci)}" for n in one.one)
    told = numbers or one.refused or f"none of {count(one.searched or 0)} beyond what chance would show"
    return CommitRow(
        title,
        plain_name(one.best or ""),
        f"{worth(one.all)} ± {worth(one.all_ci)}",
        percent(one.share, 1),
        told,
        counted(one),
    )


def _know(files: RunFiles, one: Knowing) -> KnowRow:
    told = {actor: _signed(gain) for actor, gain in one.gains.items()}
    others = "; ".join(f"{actor_title(files, a)} {t}" for a, t in told.items() if a != one.actor)
    title = f"{actor_title(files, one.actor)} knows: {one.title or move_title(files, one.move)}"
    return KnowRow(title, told.get(one.actor, "–"), others, counted(one))


def _signed(gain: Gain) -> str:
    if gain.value is None:
        return "–"
    return f"{signed_worth(gain.value)} ± {worth(SURE * (gain.error or 0.0))}"


def _committing_chart(files: RunFiles, name: str, title: str, known: list[Committing]) -> Chart:
    told = sorted(known, key=lambda c: -(c.all or 0.0))
    marks = []
    for i, one in enumerate(told):
        marks.append(Mark(i, BAR, 0.0, one.all or 0.0, depth=13))
        marks.append(Mark(i, SAID, one.all or 0.0, text=worth(one.all)))
    names = tuple(f"{actor_title(files, c.actor)}: {plain_name(c.move)}" for c in told)
    most = max((one.all or 0.0 for one in told), default=0.0)
    axis = number_axis(0.0, 1.15 * most or 1.0, "Worth in payoff units of the actor")
    drawn = rows_chart(title, [Rows("", names, tuple(marks))], axis, Look(WIDTH, STEP))
    caption = (
        "What each actor would gain on average if it learnt every uncertain number before it commits to an "
        "option at this move, the others learning of the commitment and answering. Payoffs of "
        "different actors "
        "are on scales of their own."
    )
    return Chart(name, title, caption, drawn)


def _knowing_chart(files: RunFiles, known: list[tuple[str, ReadingVoi]]) -> Chart | None:
    """What being known to know is worth, with its sign, for all readings."""
    found = [
        (f"{actor_title(files, one.actor)}: {plain_name(one.move)}", i, own.value, SURE * (own.error or 0.0))
        for i, (_, said) in enumerate(known)
        for one in said.knowing
        for own in [one.own]
        if own.value is not None
    ]
    if not found:
        return None
    title = "What it is worth to be known to know"
    names = list(dict.fromkeys(name for name, *_ in found))
    marks, ends = [], [0.0]
    for name, i, value, error in found:
        row = names.index(name)
        marks.append(Mark(row, RULE, value - error, value + error, series=i, lane=i))
        marks.append(Mark(row, DOT, value, series=i, lane=i))
        ends += [value - error, value + error]
    room = 0.04 * (max(ends) - min(ends))
    axis = number_axis(
        min(ends) - room, max(ends) + room, "Change of its own payoff (left of 0: it loses by it)"
    )
    look = Look(WIDTH, max(3, len(known)) * 11.0, len(known), guides=(0.0,))
    key = {i: files.reading_title(name) for i, (name, _) in enumerate(known)}
    drawn = long_chart(title, Rows("", tuple(names), tuple(marks)), axis, look, key)
    caption = (
        "A move of chance that is hidden from an actor is shown to it, everybody knows that it is, "
        "and the game "
        "is solved again: the mean change of that actor's payoff, with a 95 % interval of the "
        "numerical error. "
        "It can be negative, because the others answer to what the actor may now know."
    )
    return Chart("voi-knowing", title, caption, drawn)
