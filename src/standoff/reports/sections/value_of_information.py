"""What would be worth knowing: numbers before committing, and hidden moves where all know that one knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from standoff.reports.figures.altair_svg import BAR, INK, READING_COLOURS, Chart, data_of, heading, svg
from standoff.reports.text.findings import Json, counted, found
from standoff.reports.text.numbers import count, listed, percent, plain_name, signed_worth, worth, worth_axis
from standoff.reports.text.titles import actor_title, move_title
from standoff.results.folder import RunFiles

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
class Voi:
    """The whole part; `refused` says why there is none."""

    refused: str
    draws: str
    chart: Chart | None
    readings: tuple[VoiReading, ...]


def voi_part(files: RunFiles) -> Voi | None:
    """The part on the value of information; None where the run has no such findings."""
    told = found(files, "voi")
    if told is None:
        return None
    if told["refused"]:
        return Voi(told["refused"], "", None, ())
    names = [name for name in files.readings if name in told["readings"]]
    readings = tuple(_reading(files, name, told["readings"][name]) for name in names)
    return Voi("", count(told["draws_read"]), _knowing_chart(files, told, names), readings)


def _reading(files: RunFiles, name: str, said: Json) -> VoiReading:
    known = [c for c in said["committing"] if c.get("all") is not None]
    chart = None
    if known:
        title = f"What knowing all numbers before committing is worth: {files.reading_title(name)}"
        chart = _committing_chart(files, f"voi-{files.readings.index(name)}", title, known)
    return VoiReading(
        files.reading_title(name),
        name == files.base,
        tuple(s for s in (_most(files, known, said), *(_known(files, k) for k in said["knowing"])) if s),
        chart,
        tuple(_commit(files, c, said) for c in said["committing"]),
        tuple(_know(files, k) for k in said["knowing"]),
    )


def _most(files: RunFiles, known: list[Json], said: Json) -> str:
    if not known:
        return "No move has options to commit to, or no number is uncertain."
    top = max(known, key=lambda c: c["all"] / (c["payoff_range"] or 1.0))
    actor = actor_title(files, top["actor"])
    told = (
        f"{actor} has most to learn before “{move_title(files, top['move'])}”: knowing every "
        "number first would "
        f"be worth {worth(top['all'])} ({percent(top['all'] / (top['payoff_range'] or 1.0), 1)} "
        "of the range of "
        f"its payoff); without knowing, “{plain_name(top['best'])}” is the best commitment"
    )
    names = [one["parameter"] for one in top["one"][:NAMED]]
    if not names:
        return told + ". No single number is worth knowing beyond what chance would show."
    titles = [_named(name, said) for name in names]
    return f"{told}. Of single numbers it would ask first for {listed(titles)}."


def _named(name: str, said: Json) -> str:
    title = said["parameters"].get(name, {}).get("title", "")
    return f"{plain_name(name)} ({title})" if title and title != plain_name(name) else plain_name(name)


def _known(files: RunFiles, one: Json) -> str:
    gain = one["gains"].get(one["actor"], {"value": None})
    if gain["value"] is None:
        return ""
    actor, move = actor_title(files, one["actor"]), move_title(files, one["move"])
    said = f"If {actor} knew “{move}”, and all knew that it does, "
    if abs(gain["value"]) <= SURE * gain["error"]:
        return f"{said}it would gain or lose nothing that can be told from 0."
    told = f"{worth(abs(gain['value']))} ± {worth(SURE * gain['error'])}"
    if gain["value"] < 0:
        return f"{said}it would lose {told}: the others act on what it may know."
    return f"{said}it would gain {told}."


def _commit(files: RunFiles, one: Json, said: Json) -> CommitRow:
    title = f"{actor_title(files, one['actor'])}: {one['title'] or move_title(files, one['move'])}"
    if one.get("all") is None:
        return CommitRow(title, "–", "–", "–", one["refused"], counted(one))
    numbers = "; ".join(
        f"{_named(n['parameter'], said)} {worth(n['value'])} ± {worth(n['ci'])}" for n in one["one"]
    )
    told = numbers or one["refused"] or f"none of {count(one['searched'])} beyond what chance would show"
    return CommitRow(
        title,
        plain_name(one["best"]),
        f"{worth(one['all'])} ± {worth(one['all_ci'])}",
        percent(one["all"] / (one["payoff_range"] or 1.0), 1),
        told,
        counted(one),
    )


def _know(files: RunFiles, one: Json) -> KnowRow:
    told = {
        actor: f"{signed_worth(gain['value'])} ± {worth(SURE * gain['error'])}"
        if gain["value"] is not None
        else "–"
        for actor, gain in one["gains"].items()
    }
    others = "; ".join(f"{actor_title(files, a)} {t}" for a, t in told.items() if a != one["actor"])
    title = f"{actor_title(files, one['actor'])} knows: {one['title'] or move_title(files, one['move'])}"
    return KnowRow(title, told.get(one["actor"], "–"), others, counted(one))


def _committing_chart(files: RunFiles, name: str, title: str, known: list[Json]) -> Chart:
    import altair as alt

    rows = [
        {
            "what": f"{actor_title(files, c['actor'])}: {plain_name(c['move'])}",
            "worth": round(c["all"], 5),
            "shown": worth(c["all"]),
        }
        for c in sorted(known, key=lambda c: -c["all"])
    ]
    order = [row["what"] for row in rows]
    y = alt.Y("what:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False))
    room = alt.Scale(domain=[0, 1.15 * max(row["worth"] for row in rows) or 1.0], nice=False)
    x = worth_axis(alt.X("worth:Q", title="Worth in payoff units of the actor", scale=room))
    base: Any = alt.Chart(data_of(rows)).encode(y=y, x=x)
    bars = base.mark_bar(color=BAR, height=13)
    labels = base.mark_text(align="left", dx=4, color=INK).encode(text="shown:N")
    drawn: Any = alt.layer(bars, labels).properties(
        width=WIDTH, height=STEP * len(rows), title=heading(title)
    )
    caption = (
        "What each actor would gain on average if it learnt every uncertain number before it commits to an "
        "option at this move, the others learning of the commitment and answering. Payoffs of "
        "different actors "
        "are on scales of their own."
    )
    return Chart(name, title, caption, svg(name, title, drawn))


def _knowing_chart(files: RunFiles, told: Json, names: list[str]) -> Chart | None:
    """What being known to know is worth, with its sign, for all readings."""
    import altair as alt

    rows = [
        {
            "what": f"{actor_title(files, one['actor'])}: {plain_name(one['move'])}",
            "reading": files.reading_title(name),
            "worth": round(one["gains"][one["actor"]]["value"], 6),
            "low": round(one["gains"][one["actor"]]["value"] - SURE * one["gains"][one["actor"]]["error"], 6),
            "high": round(
                one["gains"][one["actor"]]["value"] + SURE * one["gains"][one["actor"]]["error"], 6
            ),
        }
        for name in names
        for one in told["readings"][name]["knowing"]
        if one["gains"].get(one["actor"], {"value": None})["value"] is not None
    ]
    if not rows:
        return None
    title = "What it is worth to be known to know"
    order = list(dict.fromkeys(row["what"] for row in rows))
    readings = [files.reading_title(name) for name in names]
    colours = alt.Scale(domain=readings, range=list(READING_COLOURS[: len(readings)]))
    colour = alt.Color("reading:N", scale=colours, legend=alt.Legend(title="Reading"))
    y = alt.Y("what:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False))
    x = worth_axis(alt.X("worth:Q", title="Change of its own payoff (left of 0: it loses by it)"))
    base: Any = alt.Chart(data_of(rows)).encode(
        y=y, yOffset=alt.YOffset("reading:N", sort=readings), color=colour
    )
    errors = base.mark_rule(strokeWidth=2).encode(x=x, x2="high:Q").transform_calculate(worth="datum.low")
    dots = base.mark_point(filled=True, size=55).encode(x=x)
    zero: Any = alt.Chart(data_of([{"worth": 0}])).mark_rule(color=INK).encode(x=x)
    height = max(3, len(readings)) * 13 * len(order)
    drawn: Any = alt.layer(zero, errors, dots).properties(width=WIDTH, height=height, title=heading(title))
    caption = (
        "A move of chance that is hidden from an actor is shown to it, everybody knows that it is, "
        "and the game "
        "is solved again: the mean change of that actor's payoff, with a 95 % interval of the "
        "numerical error. "
        "It can be negative, because the others answer to what the actor may now know."
    )
    return Chart("voi-knowing", title, caption, svg("voi-knowing", title, drawn))
