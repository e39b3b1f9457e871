"""The fronts: hazard by month, ground and stocks by date, what drives them, and past months beside.

One chart a quantity with a panel for each history of the public moves; every chart has its table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from standoff.reports.figures import fronts as frontcharts
from standoff.reports.figures.altair_svg import Chart
from standoff.reports.text.numbers import day, listed, number, percent, percent_range, plain_name, signed
from standoff.results.run.folder import RunFiles
from standoff.results.run.fronts import Climatology, FrontHistory, Level95

MODEL = "The model"  # the name of its line beside that of past months
STRONG = 0.5  # a rank correlation from which on one number is said to carry the answer
WEAK = 0.3


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A table's row: one date or month under one history."""

    history: str
    what: str
    mean: str
    middle: str
    spread: str


@dataclass(frozen=True, slots=True)
class LevelPart:
    """A chart and its table; `unit` heads the numbers."""

    chart: Chart
    unit: str
    rows: tuple[LevelRow, ...]


@dataclass(frozen=True, slots=True)
class FrontPart:
    """One front under one reading."""

    title: str
    model: str
    says: tuple[str, ...]
    levels: tuple[LevelPart, ...]
    drivers: Chart | None
    driver_rows: tuple[tuple[str, str, str], ...]
    beside: tuple[str, ...]
    scores: tuple[tuple[str, str, str], ...]
    held_out: str
    step: str


def front_parts(files: RunFiles, reading: str) -> tuple[FrontPart, ...]:
    """The fronts under one reading, each with all its histories."""
    found: dict[str, list[FrontHistory]] = {}
    for told in files.details[reading].fronts:
        found.setdefault(told.name, []).append(told)
    return tuple(_part(files, reading, told) for told in found.values())


def _part(files: RunFiles, reading: str, told: Sequence[FrontHistory]) -> FrontPart:
    first = told[0]
    key = f"front-{files.readings.index(reading)}-{first.name}"
    names = [history_title(one) for one in told]
    says = {row.name: row.says for row in files.parameters[reading]}
    past = first.climatology
    return FrontPart(
        first.title or plain_name(first.name),
        first.model,
        _says(told, names, says),
        _levels(key, told, names),
        frontcharts.drivers_chart(f"{key}-drivers", first.drivers) if first.drivers else None,
        tuple((plain_name(d.parameter), says.get(d.parameter, ""), number(d.rank)) for d in first.drivers),
        _beside(past, first) if past else (),
        tuple((s.name, number(s.crps, 0), percent(s.coverage)) for s in past.scores) if past else (),
        past.held_out if past else "",
        f"Computed in {first.step.n_steps} equal steps; a chance is off by at most "
        f"{number(first.step.error_q99)} in 99 of 100 draws (checked on {first.step.sample} of them)",
    )


def history_title(told: FrontHistory) -> str:
    """What went before, in words: `Aid: passed`."""
    parts = []
    for move, option in told.history.items():
        shown = plain_name(option) if option else "not made"
        parts.append(f"{plain_name(move)}: {shown}")
    said = "; ".join(parts) or "in every history"
    return said[0].upper() + said[1:]


def _says(told: Sequence[FrontHistory], names: Sequence[str], says: dict[str, str]) -> tuple[str, ...]:
    """What carries the answer, in plain sentences."""
    ends = [one.breaks[-1] for one in told]
    chances = "; ".join(
        f"{name}: {percent(end.mean)} ({percent_range(end.q05, end.q95)})"
        for name, end in zip(names, ends, strict=True)
    )
    window = f"from {day(told[0].breaks[0].date)} to {day(ends[0].date)}"
    by = f"Chance of a breakthrough {window} if the attacker presses all the time: {chances}."
    return tuple(sentence for sentence in (by, _carried(told[0], ends, says)) if sentence)


def _carried(first: FrontHistory, ends: Sequence[Level95], says: dict[str, str]) -> str:
    if not first.drivers:
        return ""
    top, rest = first.drivers[0], first.drivers[1:]
    between = max(end.mean for end in ends) - min(end.mean for end in ends)
    within = max(end.q95 - end.q05 for end in ends)
    told = f"The histories differ by {percent(between)} points in the mean" if len(ends) > 1 else ""
    told = told.replace("%\u00a0points", "points").replace("\u00a0% points", " points")
    spread = f"the uncertain numbers spread each over {percent(within).replace('%', '').strip()} points"
    compared = f" {told}; {spread}." if told else f" {spread[0].upper()}{spread[1:]}."
    others = max((abs(d.rank) for d in rest), default=0.0)
    named = says.get(top.parameter) or plain_name(top.parameter)
    if abs(top.rank) >= STRONG and others <= WEAK:
        return (
            f"One number carries the answer: {plain_name(top.parameter)} ({named}), rank correlation "
            f"{number(top.rank)}; no other exceeds {number(others)}. What is assumed of that number decides, "
            "and the course of strengths and shells hardly matters for the chance of a breakthrough."
            f"{compared}"
        )
    leading = listed([plain_name(d.parameter) for d in first.drivers[:3]])
    return f"The chance of a breakthrough is driven most by {leading}.{compared}"


def _levels(key: str, told: Sequence[FrontHistory], names: Sequence[str]) -> tuple[LevelPart, ...]:
    pairs = list(zip(names, told, strict=True))
    parts = [_hazard(key, pairs)]
    if all(one.area for one in told):
        parts.append(_ground(key, told, names))
    for output, title in (("stock", "Shells in stock, by date"), ("strength", "Strength by date")):
        if not all(getattr(one, output) for one in told):
            continue
        rows = [
            _row(name, plain_name(side), level)
            for name, one in pairs
            for side, levels in getattr(one, output).items()
            for level in levels
        ]
        unit = told[0].units.get(output, "")
        caption = "Mean (line) and 5 to 95 % range over draws (band) of each side."
        chart = frontcharts.levels_chart(f"{key}-{output}", title, caption, unit or title.split(",")[0], rows)
        said = tuple(_said(f"{row.history}; {row.kind}", row) for row in rows)
        parts.append(LevelPart(chart, unit, said))
    return tuple(parts)


def _ground(key: str, told: Sequence[FrontHistory], names: Sequence[str]) -> LevelPart:
    past = told[0].climatology
    rows = [_row(name, MODEL, level) for name, one in zip(names, told, strict=True) for level in one.area]
    beside = past.area if past else []
    rows += [_row(name, frontcharts.PAST, level) for name in names for level in beside]
    shown = [_said("past months" if row.kind != MODEL else row.history, row) for row in rows]
    noise = "with" if told[0].noisy else "without"
    caption = (
        "Ground that the attacker takes from the start on while the line is not broken: median (line) and 5 "
        f"to 95 % range over draws (band), {noise} the noise of single months"
        + ("; beside it the sums of past months, drawn with replacement (climatology)." if beside else ".")
    )
    # a few draws carry the mean of what grows by factors: the line is the median
    middling = [replace(row, mean=row.middle) for row in rows]
    chart = frontcharts.levels_chart(f"{key}-area", "Ground taken by date", caption, "km2", middling)
    return LevelPart(chart, "km2", tuple(dict.fromkeys(shown)))


def _hazard(key: str, pairs: Sequence[tuple[str, FrontHistory]]) -> LevelPart:
    rows: list[frontcharts.LevelPoint] = []
    table = []
    past = pairs[0][1].climatology
    for name, one in pairs:
        for month in one.months:
            at = dt.date.fromisoformat(f"{month.month}-01")
            low, middle, high = (round(100 * value, 4) for value in (month.q05, month.q50, month.q95))
            rows.append(frontcharts.LevelPoint(name, MODEL, at.isoformat(), low, middle, high))
            if past is not None:
                flat = round(100 * _past_rate(past), 4)
                rows.append(replace(rows[-1], kind=frontcharts.PAST, low=flat, mean=flat, high=flat))
            spread = f"{percent(month.q05, 1)} to {percent(month.q95, 1)}"
            table.append(LevelRow(name, month.month, percent(month.hazard, 1), percent(month.q50, 1), spread))
    caption = (
        "Hazard of a breakthrough a month, given that none came before: median (line) and 5 to 95 % range "
        "over draws (band). The mean, in the table, is higher where a few draws carry it, in which a side "
        "runs out."
    )
    if past is not None:
        caption += f" Dashed: the base rate of past months, {percent(_past_rate(past), 1)} a month."
    title = "Hazard of a breakthrough, by month"
    chart = frontcharts.levels_chart(f"{key}-hazard", title, caption, "Hazard a month (%)", rows)
    return LevelPart(chart, "per month", tuple(table))


def _row(history: str, kind: str, level: Level95) -> frontcharts.LevelPoint:
    return frontcharts.LevelPoint(
        history=history,
        kind=kind,
        at=level.date.isoformat(),
        low=round(level.q05, 3),
        mean=round(level.mean, 3),
        high=round(level.q95, 3),
        middle=round(level.q50, 3),
    )


def _said(history: str, row: frontcharts.LevelPoint) -> LevelRow:
    at = day(dt.date.fromisoformat(row.at))
    spread = f"{number(row.low, 0)} to {number(row.high, 0)}"
    return LevelRow(history, at, number(row.mean, 0), number(row.middle, 0), spread)


def _beside(past: Climatology, first: FrontHistory) -> tuple[str, ...]:
    """What past months say, and how the model did against them."""
    counted = (
        f"Past months ({past.table}, {past.first} to {past.last}): a gain of 2,000 km2 or more in "
        f"{past.breakthroughs} of {past.n_months} months, none in the last {past.since}; with half a case "
        f"added, {percent(_past_rate(past), 1)} a month over those {past.since}."
    )
    gained = (
        f"One of the {past.n_usual} months without such a gain or loss, drawn at random: "
        f"{number(past.gain.mean, 0)} km2 in the mean "
        f"({number(past.gain.q05, 0)} to {number(past.gain.q95, 0)})."
    )
    if first.area:
        months = len(first.area) - 1
        last = first.area[-1]
        gained += (
            " The model, in which the attacker presses all the time, takes "
            f"{number(last.q50 / months, 0)} km2 a month in the median draw and "
            f"{number(last.mean / months, 0)} in the mean, which a few draws carry."
        )
    return tuple(s for s in (counted, gained, _verdict(past)) if s)


def _past_rate(past: Climatology) -> float:
    """Breakthroughs a month since the last one, with half a case added."""
    return ((past.breakthroughs if past.since == past.n_months else 0) + 0.5) / max(past.since, 1)


def _verdict(past: Climatology) -> str:
    scores = {score.name: score.crps for score in past.scores}
    if not {"model", "climatology"} <= scores.keys():
        return "" if past.scores else "There are too few past months to score the model on months held out."
    model, climatology = scores["model"], scores["climatology"]
    held = f"On the months held out ({past.held_out}) the score is {number(model, 0)} for the model"
    said = f"{held} and {number(climatology, 0)} for climatology (CRPS in km2, less is better): "
    apart = past.model_less_climatology
    if apart is None:
        return said.removesuffix(": ") + "."
    interval = (
        f"the difference is {signed(apart.mean, 0)} ({signed(apart.low, 0)} to {signed(apart.high, 0)})"
    )
    if apart.low <= 0.0 <= apart.high:
        said += f"{interval}, so the two cannot be told apart"
    elif apart.mean > 0:
        said += f"{interval}; climatology is better: prefer it for the ground taken"
    else:
        said += f"{interval}; the model is better there, on few months"
    ahead = [name for name, score in scores.items() if score < min(model, climatology)]
    return f"{said}. Ahead of both: {listed(ahead)}." if ahead else f"{said}."
