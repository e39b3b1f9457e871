"""In which region of the numbers each conclusion holds or fails: boxes, their trade-off, a small tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from standoff.reports.figures.altair_svg import BAR, INK, SOFT, Chart, data_of, heading, svg
from standoff.reports.text.findings import by_reading, counted, stored, value_of
from standoff.reports.text.numbers import count, listed, number, percent, plain_name
from standoff.results.findings.discovery import (
    ConclusionRegion,
    DiscoveryFinding,
    Limit,
    ReadingDiscovery,
    Region,
    TestedLimit,
    TreeLeaf,
)
from standoff.results.findings.finding import UNKNOWN, ParameterFacts
from standoff.results.run.folder import RunFiles


@dataclass(frozen=True, slots=True)
class LimitRow:
    name: str
    title: str
    limit: str
    inside: str
    chance: str
    again: str
    firm: bool


@dataclass(frozen=True, slots=True)
class RegionPart:
    """One conclusion under one reading."""

    title: str
    says: str
    counted: str
    limits: tuple[LimitRow, ...]
    chart: Chart | None
    leaves: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class RegionReading:
    title: str
    base: bool
    parts: tuple[RegionPart, ...]


def region_readings(files: RunFiles) -> tuple[RegionReading, ...]:
    """The part on scenario discovery, a reading at a time; empty where the run has no such findings."""
    told = stored(files, DiscoveryFinding)
    if told is None:
        return ()
    return tuple(
        RegionReading(
            files.reading_title(name),
            name == files.base,
            tuple(
                _part(files, name, conclusion, said.conclusions[conclusion], said)
                for conclusion in said.order
            ),
        )
        for name, said in by_reading(files, told.readings)
    )


def _part(
    files: RunFiles, reading: str, conclusion: str, entry: ConclusionRegion, said: ReadingDiscovery
) -> RegionPart:
    title = entry.title or plain_name(conclusion)
    box, firm = entry.box, entry.firm
    if entry.refused or box is None or firm is None:
        says = f"{entry.refused} There is no region to look for."
        return RegionPart(title, says, counted(entry), (), None, ())
    rows = tuple(_limit(limit, said.parameters) for limit in box.limits)
    key = f"region-{files.readings.index(reading)}-{conclusion}"
    return RegionPart(
        title,
        _sentence(entry, firm, rows),
        counted(entry),
        rows,
        _trade_off(key, title, entry),
        tuple((_leaf(leaf), percent(leaf.density), percent(leaf.coverage)) for leaf in entry.tree),
    )


def _sentence(entry: ConclusionRegion, part: Region, rows: tuple[LimitRow, ...]) -> str:
    verb = entry.case
    firm = [row for row in rows if row.firm]
    base = f"It {verb} in {percent(entry.base_share)} of the draws{_others(entry)}."
    if not firm:
        return f"{base} No region of the numbers makes that much likelier than elsewhere."
    where = listed([f"{row.name} {row.limit}" for row in firm])
    weak = len(rows) - len(firm)
    doubt = f" {weak} further limits of that region may be chance." if weak > 1 else ""
    doubt = " One further limit of that region may be chance." if weak == 1 else doubt
    return (
        f"{base} Where {where}, it {verb} in about {percent(part.density)} of the draws; "
        f"{percent(part.coverage)} of all draws in which it {verb} lie there.{doubt}"
    )


def _others(entry: ConclusionRegion) -> str:
    """The other shares, where draws neither hold nor fail."""
    if not entry.undefined:
        return ""
    other = "fails" if entry.case == "holds" else "holds"
    left = entry.n_used - entry.cases - entry.undefined
    shares = (percent(part / entry.n_used) for part in (left, entry.undefined))
    return " ({} in {}, undefined in {})".format(other, *shares)


def _limit(limit: TestedLimit, facts: dict[str, ParameterFacts]) -> LimitRow:
    return LimitRow(
        plain_name(limit.parameter),
        facts.get(limit.parameter, UNKNOWN).title,
        _bounds(limit),
        percent(limit.inside),
        number(limit.quasi_p),
        percent(limit.reproduced),
        limit.firm,
    )


def _bounds(limit: Limit) -> str:
    low, high = limit.low, limit.high
    if low is not None and high is not None:
        return f"is between {value_of(low)} and {value_of(high)}"
    return f"is at least {value_of(low)}" if low is not None else f"is at most {value_of(high)}"


def _leaf(leaf: TreeLeaf) -> str:
    parts = [f"{plain_name(limit.parameter)} {_bounds(limit)}" for limit in leaf.limits]
    return f"{listed(parts) or 'everywhere'} ({count(leaf.n)} draws)"


def _trade_off(key: str, title: str, entry: ConclusionRegion) -> Chart:
    """Coverage against density of every box of the search, the chosen one marked."""
    import altair as alt

    rows = [
        {
            "coverage": round(box.coverage, 4),
            "density": round(box.density, 4),
            "restricted": box.restricted,
            "chosen": box.chosen,
        }
        for box in entry.trade_off
    ]
    x = alt.X("coverage:Q", title="Share of such draws in the region", axis=alt.Axis(format="%"))
    y = alt.Y("density:Q", title="Such draws, of those in the region", axis=alt.Axis(format="%"))
    base: Any = alt.Chart(data_of(rows)).encode(x=x, y=y)
    size = alt.Size("restricted:Q", title="Numbers limited", scale=alt.Scale(range=[20, 160]))
    points = base.mark_circle(color=SOFT, opacity=0.7).encode(size=size)
    chosen = base.transform_filter("datum.chosen")
    mark = chosen.mark_point(color=BAR, size=240, strokeWidth=2.5)
    label = chosen.mark_text(align="left", dx=12, color=INK, text="chosen")
    drawn: Any = alt.layer(points, mark, label).properties(width=300, height=170, title=heading(title))
    caption = (
        "Every region of the search, from all draws (right) to the narrowest. A narrower region is surer but "
        "holds fewer of the cases. Chosen by rule: nearly the best balance with the fewest numbers limited."
    )
    return Chart(key, title, caption, svg(key, title, drawn))
