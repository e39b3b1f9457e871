"""Charts of a summit: what is adopted, what members want and accept, the forecasts, who blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from standoff.reports.figures.altair_svg import Chart, Row, Rows, cells, distinct, levels, numbers_in
from standoff.reports.figures.axes import Axis, number_axis, share_axis
from standoff.reports.figures.plot import BAR, DOT, RULE, SAID, Look, Mark, long_chart, rows_chart
from standoff.reports.figures.plot import Rows as Panel
from standoff.reports.text.numbers import plain_name
from standoff.results.run.summits import SummitOption

WIDTH, PANEL, ROW = 520.0, 240.0, 19.0
QUARTERS = tuple((float(at), str(at)) for at in (0, 25, 50, 75, 100))
MOST_NAMED = 8  # options beyond which an axis shows their values, not their names
OVER_DRAWS, OVER_MODELS = "5 to 95 % over draws", "over sets of modelling options"
WANTS, ACCEPTS = "wants", "accepts up to"


def option_name(option: str) -> str:
    """An option of the ladder as words."""
    name = plain_name(option)
    return name[:1].upper() + name[1:]


def adopted_chart(name: str, title: str, options: Sequence[str], rows: Rows) -> Chart:
    """Share of draws in which each option is adopted, a panel for each history.

    Parameters
    ----------
    options : names of the options, the status quo first
    rows : `history`, `option`, `share` (in per cent), `shown`
    """
    names = tuple(reversed(options))
    histories = distinct(rows, "history")
    panels = [Panel(history, names, tuple(_shares(rows, history, names))) for history in histories]
    axis = replace(share_axis("Share of draws (%)", 125.0), ticks=QUARTERS)
    drawn = rows_chart(title, panels, axis, _look(histories))
    caption = (
        "The ladder, the status quo at the bottom: in how many draws exactly this option is adopted. In one "
        "draw a summit is certain; the shares come from the uncertain numbers and are no probabilities."
    )
    return Chart(name, title, caption, drawn)


def members_chart(
    name: str, title: str, ladder: Sequence[SummitOption], rows: Rows, marks: Sequence[tuple[str, float]]
) -> Chart:
    """What each member wants and accepts: median as a mark, 5 to 95 % range as a line.

    Parameters
    ----------
    rows : `member`, `kind` (wants, accepts up to), `low`, `middle`, `high`; in the order of the page
    marks : name and place of lines through the whole chart, as the weighted mean
    """
    members = distinct(rows, "member")
    kinds = distinct(rows, "kind")
    look = Look(
        WIDTH,
        ROW + 5 * (len(kinds) - 1),
        len(kinds),
        guides=tuple(place for _, place in marks),
        rows_ruled=True,
    )
    panel = Panel("", tuple(members), tuple(_ranges(rows, "member", kinds, lanes=True)))
    drawn = long_chart(title, panel, _ladder_axis(ladder, rows), look, dict(enumerate(kinds)))
    caption = (
        "Mark: median over draws; line: 5 to 95 % range. "
        + ("What lies right of a member's limit it opposes. " if len(kinds) > 1 else "")
        + "Dashed: "
        + ", ".join(what for what, _ in marks)
        + "."
    )
    return Chart(name, title, caption, drawn)


def forecasts_chart(name: str, title: str, ladder: Sequence[SummitOption], rows: Rows) -> Chart:
    """The forecasts of where negotiation ends, side by side, each with its spread.

    Parameters
    ----------
    rows : `what`, `kind` (over draws, over options), `low`, `middle`, `high`
    """
    kinds = [kind for kind in (OVER_DRAWS, OVER_MODELS) if kind in distinct(rows, "kind")]
    order = distinct(rows, "what")
    look = Look(WIDTH, ROW + 3, rows_ruled=True, shaped=False)
    panel = Panel("", tuple(order), tuple(_ranges(rows, "what", kinds, lanes=False)))
    drawn = long_chart(title, panel, _ladder_axis(ladder, rows), look, dict(enumerate(kinds)))
    caption = "Median and 5 to 95 % range over draws. "
    if OVER_MODELS in kinds:
        caption = (
            "Above: median and 5 to 95 % range over draws. Below: every model on the same central numbers "
            "(each at its median); the line of the spatial model runs over its sets of options. "
        )
    caption += "No rule and no ladder is applied here."
    return Chart(name, title, caption, drawn)


def blocks_chart(name: str, title: str, rows: Rows, *, highest: bool) -> Chart:
    """How often the next step fails with each member against it, and how often it alone is enough.

    Parameters
    ----------
    rows : `history`, `member`, `against`, `alone` (in per cent); those who block most first
    highest : whether a panel stands for several histories with other shares, of which these are the highest
    """
    members = distinct(rows, "member")
    histories = distinct(rows, "history")
    panels = []
    for history in histories:
        marks = [
            Mark(members.index(member), BAR, 0.0, share, soft=i == 0)
            for member, row in _of(rows, history, "member")
            for i, share in enumerate(levels(row, "against", "alone"))
        ]
        panels.append(Panel(history, tuple(members), tuple(marks)))
    drawn = rows_chart(title, panels, share_axis("Share of draws (%)"), _look(histories))
    caption = (
        "Light: the next option up fails and the member is against it. Dark: its consent alone would have "
        "carried it. Members who never block, and those beyond the fifteen who block most, are left out."
    )
    if highest:
        caption += " Where a share is not the same in all histories of a panel, the highest is drawn."
    return Chart(name, title, caption, drawn)


def _look(histories: Sequence[str]) -> Look:
    """Two panels beside each other where there are several histories."""
    several = len(histories) > 1
    return Look(PANEL if several else WIDTH, ROW, columns=2 if several else 1)


def _shares(rows: Rows, history: str, names: Sequence[str]) -> list[Mark]:
    """Bars with what they come to behind them."""
    found = []
    for option, row in _of(rows, history, "option"):
        i_row, (share,), (said,) = names.index(option), levels(row, "share"), cells(row, "shown")
        found += [Mark(i_row, BAR, 0.0, share), Mark(i_row, SAID, share, text=said)]
    return found


def _of(rows: Rows, history: str, name: str) -> list[tuple[str, Row]]:
    """The rows of a history, each with what stands under `name`."""
    return [(cells(row, name)[0], row) for row in rows if cells(row, "history") == (history,)]


def _ranges(rows: Rows, what: str, kinds: Sequence[str], *, lanes: bool) -> list[Mark]:
    """A line from low to high and a point in the middle for each row of a table."""
    names = distinct(rows, what)
    found = []
    for row in rows:
        name, kind_name = cells(row, what, "kind")
        i_row, kind = names.index(name), kinds.index(kind_name)
        low, middle, high = levels(row, "low", "middle", "high")
        lane = kind if lanes else 0
        found.append(Mark(i_row, RULE, low, high, series=kind, lane=lane))
        found.append(Mark(i_row, DOT, middle, series=kind, lane=lane))
    return found


def _ladder_axis(ladder: Sequence[SummitOption], rows: Rows) -> Axis:
    """The ladder's scale, wider where limits lie beyond it; its options are the labels where they are few."""
    low = min([ladder[0].value, *numbers_in(rows, "low")])
    high = max([ladder[-1].value, *numbers_in(rows, "high")])
    room = 0.03 * (high - low)
    axis = number_axis(low - room, high + room, n_ticks=8)
    if len(ladder) > MOST_NAMED:
        return axis
    return replace(axis, ticks=tuple((one.value, option_name(one.option)) for one in ladder))
