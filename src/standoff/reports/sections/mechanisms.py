"""Mechanisms: what moves without each, against the bar; all that fall short together; what is not judged.

Made from `findings/mechanisms.json` (docs/design/022) alone; a run in which none were taken out has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from standoff.reports.figures.altair_svg import Chart
from standoff.reports.figures.axes import number_axis
from standoff.reports.figures.plot import DOT, RULE, Look, Mark, Rows, long_chart
from standoff.reports.sections.conclusions import in_order
from standoff.reports.text.findings import outcome_title, stored
from standoff.reports.text.numbers import NOTHING, count, listed, percent, plain_name, signed
from standoff.results.findings.mechanisms import (
    MOVES,
    OPEN,
    SHORT,
    Leading,
    MechanismEffect,
    MechanismFound,
    MechanismInReading,
    MechanismsFinding,
    OutcomeChange,
    largest,
)
from standoff.results.run.folder import RunFiles

WORDS = {MOVES: "moves something", SHORT: "falls short", OPEN: "cannot be told apart from the bar"}
STEP, WIDTH, LONG = 24, 430, 48


@dataclass(frozen=True, slots=True)
class MechanismRow:
    """A mechanism over the readings that decide about it."""

    title: str
    says: str
    because: tuple[str, ...]
    ending: str
    headline: str
    verdict: str


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A mechanism in one reading: the change of each ending."""

    title: str
    note: str
    cells: tuple[str, ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class MechanismReading:
    """All mechanisms in one reading; `joint` tells what those that fall short do together."""

    title: str
    base: bool
    endings: tuple[str, ...]
    rows: tuple[EffectRow, ...]
    joint: str


@dataclass(frozen=True, slots=True)
class Mechanisms:
    """The whole part."""

    draws: str
    chart: Chart | None
    rows: tuple[MechanismRow, ...]
    readings: tuple[MechanismReading, ...]
    unjudged: tuple[str, ...]


def mechanisms_part(files: RunFiles) -> Mechanisms | None:
    """The part on mechanisms; None where the run has no such findings."""
    told = stored(files, MechanismsFinding)
    if told is None:
        return None
    return Mechanisms(
        count(told.draws_read),
        _chart(told),
        tuple(_row(files, told, one) for one in told.listed),
        tuple(_reading(files, told, name) for name in files.readings),
        tuple(_unjudged(files, told)),
    )


def _row(files: RunFiles, told: MechanismsFinding, one: MechanismFound) -> MechanismRow:
    ending, headline = (
        _leading(files, told, largest(one.deciding, part)) for part in ("endings", "headlines")
    )
    return MechanismRow(
        one.title, one.says, one.because, ending, headline, WORDS.get(one.verdict, one.verdict)
    )


def _leading(files: RunFiles, told: MechanismsFinding, leading: Leading | None) -> str:
    """A change with what changes, its interval, and the reading where there are several."""
    if leading is None:
        return NOTHING
    where = f", {files.reading_title(leading.reading)}" if len(files.readings) > 1 else ""
    return f"{title_of(told, leading.name)}: {interval(leading.moved)}{where}"


def title_of(told: MechanismsFinding, name: str) -> str:
    """The title of an ending or a headline."""
    kind, _, short = name.partition(":")
    if kind == "ending":
        return outcome_title(name, told.endings.get(short, ""))
    return told.headlines.get(name, "") or plain_name(name)


def interval(moved: OutcomeChange) -> str:
    """A change in points with its 95 % interval.

    Examples
    --------
    >>> interval(OutcomeChange(change=0.021, low=0.019, high=0.0233, bar=0.01, verdict="moves"))
    '+2.1 (+1.9 to +2.3)'
    """
    if moved.change is None or moved.low is None or moved.high is None:
        return NOTHING
    change, low, high = (_points(value) for value in (moved.change, moved.low, moved.high))
    return change if low == change == high else f"{change} ({low} to {high})"


def _points(change: float) -> str:
    """Points with a digit behind the point; two where the first would hide on which side of a bar it is."""
    decimals = 2 if abs(abs(change) - 0.01) < 0.001 else 1
    said = signed(round(100 * change, decimals), decimals)
    return "0" if float(f"{100 * change:.{decimals}f}") == 0.0 else said


def _reading(files: RunFiles, told: MechanismsFinding, name: str) -> MechanismReading:
    endings = _endings(files, told)
    here = [(one, one.readings[name]) for one in told.listed if name in one.readings]
    rows = tuple(_effect_row(one, effect, endings) for one, effect in here)
    titles = tuple(title_of(told, ending) for ending in endings)
    return MechanismReading(files.reading_title(name), name == files.base, titles, rows, _joint(told, name))


def _endings(files: RunFiles, told: MechanismsFinding) -> list[str]:
    """The columns of endings, in the order of the text."""
    return [f"ending:{name}" for name in in_order(told.endings, files.words.order.endings)]


def _effect_row(one: MechanismFound, here: MechanismInReading, endings: list[str]) -> EffectRow:
    effect = here.counts
    cells = tuple(_cell(effect, ending) for ending in endings)
    facts = [
        "" if here.decides else "does not decide",
        f"{count(effect.n_failed)} draws unsolved, left out" if effect.n_failed else "",
        "the second way counts" if effect.way == "or_off" else "",
        "nothing is otherwise here" if effect.same else "",
        effect.refused,
    ]
    verdict = WORDS.get(effect.verdict, effect.verdict)
    return EffectRow(one.title, "; ".join(fact for fact in facts if fact), cells, verdict)


def _cell(effect: MechanismEffect, name: str) -> str:
    if effect.same:
        return "0"
    moved = effect.endings.get(name)
    if moved is None or moved.change is None or moved.low is None or moved.high is None:
        return NOTHING
    return "0" if moved.low <= 0.0 <= moved.high else _points(moved.change)


def _joint(told: MechanismsFinding, reading: str) -> str:
    """What happens without all that fall short, in a sentence; empty where there are not two."""
    joint = told.joint.get(reading)
    if joint is None:
        return ""
    names = listed([f"“{told.mechanisms[name].title}”" for name in joint.mechanisms])
    effect = joint.effect
    if effect.refused:
        return f"Those that fall short are {names}. They cannot be taken out together: {effect.refused}."
    said = [
        f"“{title_of(told, leading.name)}” changes by {interval(leading.moved)}"
        for part in ("endings", "headlines")
        if (leading := largest({reading: effect}, part)) is not None
    ]
    verdict = WORDS.get(effect.verdict, effect.verdict)
    return f"Without all that fall short ({names}) {listed(said)}: together this {verdict}."


def _unjudged(files: RunFiles, told: MechanismsFinding) -> Iterator[str]:
    """Headlines and readings that decide nothing about a mechanism, each with the reason."""
    for one in told.listed:
        if not one.deciding:
            yield f"{one.title}: this run has none of the readings that decide about it."
        own = {name for effect in one.deciding.values() for name in effect.own_headlines}
        if own:
            names = listed([f"“{title_of(told, name)}”" for name in told.headline_order if name in own])
            yield f"{one.title}: {names}, as its own moves define {'it' if len(own) == 1 else 'them'}."
        for reading, effect in one.deciding.items():
            where = f" ({files.reading_title(reading)})" if len(files.readings) > 1 else ""
            if effect.refused:
                yield f"{one.title}{where}: {effect.refused.rstrip('.')}."
            for name, chance in effect.unlikely.items():
                said = f"“{title_of(told, name)}”, as its condition has a chance of {percent(chance, 2)}"
                yield f"{one.title}{where}: {said}, with it or without it."
    for name in told.headline_order:
        effects = [effect for one in told.listed for effect in one.deciding.values()]
        known = [effect.headlines[name] for effect in effects if name in effect.headlines]
        if known and all(moved.bar is None for moved in known):
            yield f"“{title_of(told, name)}” is no probability: no bar says how far it has to move."


def _chart(told: MechanismsFinding) -> Chart | None:
    """The largest change of an ending without each mechanism, with its interval and the bar."""
    names: list[str] = []
    marks, ends = [], [-2.0, 2.0]
    for one in told.listed:
        leading = largest(one.deciding, "endings")
        if leading is None or leading.moved.low is None or leading.moved.high is None:
            continue
        low, change, high = (
            100 * (part or 0.0) for part in (leading.moved.low, leading.moved.change, leading.moved.high)
        )
        marks += [
            Mark(len(names), RULE, low, high, series=3),
            Mark(len(names), DOT, change, series=3, shape=0),
        ]
        names.append(one.title if len(one.title) <= LONG else one.title[: LONG - 1] + "…")
        ends += [low, high]
    if not names:
        return None
    title = "What moves without each mechanism"
    axis = number_axis(min(ends), max(ends), "Change of the ending that moves most (points)")
    look = Look(WIDTH, STEP, guides=(-1.0, 1.0))
    drawn = long_chart(title, Rows("", tuple(names), tuple(marks)), axis, look)
    caption = (
        "The ending that moves most where a mechanism is taken out, over the readings that decide about it; "
        "the line is the 95 % interval of the change, the dashed lines are the bar of one point."
    )
    return Chart("mechanisms", title, caption, drawn)
