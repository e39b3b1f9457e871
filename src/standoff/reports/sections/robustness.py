"""Options that hold up: what each option of an actor costs against the best one, reading by reading."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.reports.figures.altair_svg import Chart
from standoff.reports.figures.axes import number_axis
from standoff.reports.figures.plot import DOT, Look, Mark, Rows, rows_chart
from standoff.reports.text.findings import counted, stored
from standoff.reports.text.numbers import listed, percent, plain_name, worth
from standoff.reports.text.titles import actor_title, move_title
from standoff.results.findings.robust import OptionLoss, OptionTable, Robust, RobustMove
from standoff.results.run.folder import RunFiles

AGAIN, FIXED = "solving again", "fixed"
MODES = {AGAIN: "the others answer", FIXED: "the others keep to their play"}
RULE = "mean loss"
Tables = dict[str, OptionTable]  # by kind of opponents
STEP = 30
WIDTH = 470


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option under one reading; `best` marks what the least mean loss takes."""

    reading: str
    first: bool
    n_rows: int
    counted: str
    option: str
    again: tuple[str, ...]
    again_best: bool
    fixed: tuple[str, ...]
    fixed_best: bool


@dataclass(frozen=True, slots=True)
class RobustPart:
    """One move of one actor."""

    title: str
    says: tuple[str, ...]
    chart: Chart | None
    rows: tuple[OptionRow, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RobustOptions:
    """The whole part; `refused` says why there is none."""

    refused: str
    parts: tuple[RobustPart, ...]


def robust_part(files: RunFiles) -> RobustOptions | None:
    """The part on robust options; None where the run has no such findings."""
    told = stored(files, Robust)
    if told is None:
        return None
    if told.refused:
        return RobustOptions(told.refused, ())
    return RobustOptions("", tuple(_part(files, k, move) for k, move in enumerate(told.moves)))


def _part(files: RunFiles, k: int, move: RobustMove) -> RobustPart:
    actor = actor_title(files, move.actor)
    title = f"{actor}: {move.title or move_title(files, move.move)}"
    names = [name for name in files.readings if name in move.readings]
    tables = {name: move.readings[name] for name in names}
    usable = {name: t for name, t in tables.items() if not t[AGAIN].refused and not t[FIXED].refused}
    rows = [row for name, table in usable.items() for row in _rows(files, name, table)]
    refused = [
        f"{files.reading_title(name)}: {table[mode].refused}"
        for name, table in tables.items()
        for mode in (AGAIN, FIXED)
        if table[mode].refused
    ]
    refused += [
        f"{files.reading_title(r)}: this move is not open there." for r in files.readings if r not in names
    ]
    refused += [
        f"{files.reading_title(name)}: never open there, so without a row: "
        f"{listed([f'“{plain_name(option)}”' for option in left_out])}."
        for name in names
        if (left_out := move.never_open.get(name, ()))
    ]
    says = tuple(_says(files, move, usable, mode) for mode in (AGAIN, FIXED)) if usable else ()
    chart = _chart(files, f"robust-{k}", title, usable) if usable else None
    return RobustPart(title, (*says, *_worst(files, move)), chart, tuple(rows), tuple(dict.fromkeys(refused)))


def _says(files: RunFiles, move: RobustMove, tables: dict[str, Tables], mode: str) -> str:
    """Whether one option holds up under every reading, if the others do this."""
    said = f"If {MODES[mode]}"
    held = move.holds_up[mode][RULE]
    if held is not None:
        return f"{said}, “{plain_name(held)}” has the least mean loss under every reading: it holds up."
    takers: dict[str, list[str]] = {}
    for name, table in tables.items():
        takers.setdefault(table[mode].winner[RULE], []).append(files.reading_title(name))
    parts = [f"“{plain_name(option)}” under {listed(where)}" for option, where in takers.items()]
    return f"{said}, no option has the least mean loss under every reading: {'; '.join(parts)}."


def _worst(files: RunFiles, move: RobustMove) -> tuple[str, ...]:
    """The option whose mean loss is smallest where it is largest: the safest over readings."""
    spread = move.over_readings[AGAIN]
    if len(files.readings) < 2 or not spread:
        return ()
    safe = min(spread, key=lambda one: one.most)
    return (
        f"Over all readings, the others answering, “{plain_name(safe.option)}” loses least where it "
        f"loses most: {worth(safe.most)} on average, under "
        f"{files.reading_title(safe.most_reading)}.",
    )


def _rows(files: RunFiles, reading: str, table: Tables) -> list[OptionRow]:
    again, fixed = table[AGAIN], table[FIXED]
    pairs = list(zip(again.options, fixed.options, strict=True))
    return [
        OptionRow(
            files.reading_title(reading),
            i == 0,
            len(pairs),
            counted(again),
            plain_name(a.option),
            _numbers(a),
            again.winner[RULE] == a.option,
            _numbers(f),
            fixed.winner[RULE] == f.option,
        )
        for i, (a, f) in enumerate(pairs)
    ]


def _numbers(option: OptionLoss) -> tuple[str, ...]:
    return (
        worth(option.mean),
        worth(option.mean_loss),
        worth(option.tail_loss),
        worth(option.largest_loss),
        percent(option.share_best),
    )


def _chart(files: RunFiles, name: str, title: str, tables: dict[str, Tables]) -> Chart:
    """Mean loss of each option under each reading, for both kinds of opponents."""
    options = list(dict.fromkeys(one.option for table in tables.values() for one in table[AGAIN].options))
    modes, marks, most = (AGAIN, FIXED), [], 0.0
    for series, table in enumerate(tables.values()):
        for lane, mode in enumerate(modes):
            for one in table[mode].options:
                place = options.index(one.option)
                marks.append(Mark(place, DOT, one.mean_loss, series=series, lane=lane, shape=2 * lane))
                most = max(most, one.mean_loss)
    said = "Mean loss (payoff units of the actor; 0: never worse than another)"
    axis = number_axis(0.0, 1.06 * most, said)
    panel = Rows("", tuple(plain_name(option) for option in options), tuple(marks))
    look = Look(WIDTH, STEP, len(modes), rows_ruled=True, shaped=False)
    key = {i: files.reading_title(reading) for i, reading in enumerate(tables)}
    drawn = rows_chart(title, [panel], axis, look, key)
    caption = (
        "Mean loss: what committing to the option costs on average against the best option of each draw. "
        "Further left is better. Circles: the others learn of it and answer; triangles: they play "
        "on as before."
    )
    return Chart(name, title, caption, drawn)
