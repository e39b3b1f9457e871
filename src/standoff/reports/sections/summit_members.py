"""The members of a summit: what each wants and accepts, how often it blocks, its power."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from standoff.reports.figures import summits as summitcharts
from standoff.reports.figures.altair_svg import Chart, Rows
from standoff.reports.sections.summit_panels import Panel, Title, rounded, spread
from standoff.reports.text import histories
from standoff.reports.text.numbers import number, percent
from standoff.results.run.summits import SummitHistory, SummitMember

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member under some histories of a panel; `under` is empty where it is the same in all of them."""

    member: str
    under: str
    position: str
    limit: str
    salience: str
    pull: str
    blocks: str
    alone: str
    power: str


@dataclass(frozen=True, slots=True)
class MemberTable:
    """The members under the histories of a panel."""

    history: str
    rows: tuple[MemberRow, ...]
    several: bool  # whether a member has more than one row


def member_table(panel: Panel, title: Title) -> MemberTable:
    """A row for each member, or several where its numbers are not the same under all of the histories."""
    known = [one.history for one in panel.histories]
    rows: list[MemberRow] = []
    for place in sorted(range(len(panel.first.members)), key=lambda i: _where(panel.first.members[i])):
        own = [one.members[place] for one in panel.histories]
        for cells, held in _alike([_cells(member) for member in own]):
            under = "" if len(held) == len(own) else histories.told(known, held, title)
            rows.append(MemberRow(own[0].title, under, *cells))
    return MemberTable(panel.title, tuple(rows), any(row.under for row in rows))


def _alike(values: Sequence[T]) -> list[tuple[T, list[int]]]:
    """Each value that occurs, with the places where it does."""
    found: dict[T, list[int]] = {}
    for i, value in enumerate(values):
        found.setdefault(value, []).append(i)
    return list(found.items())


def _where(member: SummitMember) -> tuple[float, str]:
    """Members stand in the order of what they accept, the least willing first."""
    return ((member.limit or member.position).q50, member.title)


def wishes_chart(key: str, about: str, told: Sequence[SummitHistory]) -> Chart:
    """What the members want and accept, a line for each wish that a member may have."""
    known = [one.history for one in told]
    named: list[tuple[str, SummitMember]] = []
    for same in zip(*(one.members for one in told), strict=True):
        kinds = _alike([(m.position, m.limit) for m in same])
        for i, (_, held) in enumerate(kinds):
            member = same[held[0]]
            after = f" ({_short(known, held) or i + 1})" if len(kinds) > 1 else ""
            named.append((f"{member.title}{after}", member))
    named.sort(key=lambda pair: (_where(pair[1])[0], pair[0]))
    rows: Rows = [
        {
            "member": name,
            "kind": kind,
            "low": rounded(s.q05),
            "middle": rounded(s.q50),
            "high": rounded(s.q95),
        }
        for name, m in named
        for kind, s in ((summitcharts.WANTS, m.position), (summitcharts.ACCEPTS, m.limit))
        if s is not None
    ]
    marks = [("weighted mean of the positions", rounded(told[0].forecast.mean.q50))]
    what = f"What the members want{' and accept' if named[0][1].limit else ''}, {about}"
    return summitcharts.members_chart(f"{key}-members", what, told[0].options, rows, marks)


def _short(known: Sequence[histories.History], held: Collection[int]) -> str:
    """The options alone, where one move decides."""
    found = histories.boxes(known, held)
    return (
        histories.told(known, held, lambda _: "").removeprefix(": ") if [len(b) for b in found] == [1] else ""
    )


def _cells(m: SummitMember) -> tuple[str, ...]:
    power = "no seat" if not m.sits else number(m.shapley_shubik, 3) if m.shapley_shubik is not None else "–"
    limit = f"{number(m.limit.q50)} ({number(m.limit.q05)} to {number(m.limit.q95)})" if m.limit else ""
    shares = (percent(m.pull, 1), percent(m.blocks), percent(m.alone))
    return (spread(m.position), limit, number(m.salience), *shares, power)
