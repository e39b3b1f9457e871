"""What the report shows of the fronts: hazard, ground and stocks by date, drivers, past months beside.

Means over the first draws of the reading, one entry for each history that the game asks about
(docs/design/004). A draw in which the game was not solved counts here too: a front needs no play.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff import expressions
from standoff.expressions import day_number
from standoff.game.records import Floats

if TYPE_CHECKING:
    from standoff.compiler import Compiled
    from standoff.front import FrontRun, Series
    from standoff.scenario.records import Front, Scenario

Json = dict[str, Any]
MONTH_DAYS = 30.4375
SHORTEST = 7  # days: a stretch at the front's start that is shorter joins the month after it
MOST_DRIVERS = 10
HELD_OUT = 6  # past months on which the model and climatology are scored
SCORE_DRAWS = 2000
LONG_GAIN = 2000.0  # km2 in a calendar month: a breakthrough
AREA_ONLY = "area_"  # how the names of parameters begin that move the area and never the hazard
SIDES = ("attacker", "defender")


def fronts_told(compiled: Compiled, columns: Mapping[str, Floats], n_draws: int, seed: int) -> list[Json]:
    """`fronts` of `details/<reading>.json`: one entry for each front and history that the game reads.

    Parameters
    ----------
    columns : all parameters of the draws
    seed : the run's, for its steps and for the draws of climatology
    """
    if not compiled.outputs:
        return []
    from standoff.compiler.processes import histories, run_front
    from standoff.study.rows import steps_of

    scenario, steps = compiled.scenario, steps_of(compiled, seed)
    found = []
    for history in histories(compiled.outputs):
        if history[0] not in scenario.fronts:
            continue
        front = scenario.fronts[history[0]]
        ran = run_front(scenario, history, columns, n_draws, steps.get(history))
        drawn = {name: columns[name] for name in _drawn_behind(front, scenario)}
        dates = _dates(front.start, scenario.horizon)
        found.append(
            {
                "name": front.name,
                "title": front.title,
                "model": ran.model.title,
                "history": dict(known.split("=", 1) for known in history[1]),
                "start": front.start,
                "months": _months(ran, dates),
                "breaks": _by_date(dates, ran.breaks_by),
                **_states(ran, dates),
                "units": {
                    o: ran.model.parameter(f"{o}_attacker").unit
                    for o in ("stock", "strength")
                    if o in ran.model.outputs
                },
                "noisy": ran.noise is not None,
                "drivers": _drivers(drawn, ran.breaks_by(ran.end)),
                "step": dataclasses.asdict(ran.step),
                "climatology": _climatology(front, dates, seed) if front.past else None,
            }
        )
    return found


def _climatology(front: Front, dates: Sequence[dt.date], seed: int) -> Json:
    """What past months say, with their sums at the front's dates."""
    shown, text = front.past_table
    told = dict(past_months(shown or front.past, front.start, len(dates) - 1, seed, text))
    return told | {"area": [{"date": d, **s} for d, s in zip(dates, told.pop("sums"), strict=True)]}


def _dates(start: dt.date, end: dt.date) -> list[dt.date]:
    """The start, the first day of each month after it, the horizon."""
    dates, year, month = [start], start.year, start.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        first = dt.date(year, month, 1)
        if first >= end:
            return [*dates, end]
        if (first - start).days >= SHORTEST:
            dates.append(first)


def _months(ran: FrontRun, dates: Sequence[dt.date]) -> list[Json]:
    """The mean hazard a month between neighbouring dates, named by the month in which most of it lies."""
    found = []
    for first, last in itertools.pairwise(dates):
        days = (last - first).days
        total = ran.hazard_total(day_number(last)) - ran.hazard_total(day_number(first))
        middle = first + dt.timedelta(days=days // 2)
        found.append({"month": f"{middle:%Y-%m}", **_spread(total * MONTH_DAYS / days, "hazard")})
    return found


def _states(ran: FrontRun, dates: Sequence[dt.date]) -> Json:
    told: Json = {"area": [], "stock": {}, "strength": {}}
    if "area" in ran.model.outputs:
        told["area"] = _by_date(dates, ran.area)
    for output in ("stock", "strength"):
        if output in ran.model.outputs:
            of_side = getattr(ran, output)
            told[output] = {side: _by_date(dates, functools.partial(of_side, side)) for side in SIDES}
    return told


def _by_date(dates: Iterable[dt.date], value: Any) -> list[Json]:
    return [{"date": date, **_spread(value(day_number(date)), "mean")} for date in dates]


def _spread(values: Floats, name: str) -> Json:
    low, middle, high = (float(q) for q in np.quantile(values, (0.05, 0.5, 0.95)))
    return {name: float(values.mean()), "q05": low, "q50": middle, "q95": high}


def _drawn_behind(front: Front, scenario: Scenario) -> list[str]:
    """The drawn parameters on which a front's hazard depends, through derived ones too."""
    formulas = [f for name, f in front.parameters.items() if not name.startswith(AREA_ONLY)]
    formulas += [f for s in front.schedules for f in (s.amount, s.start, s.end) if f is not None]
    waiting = [name for formula in formulas for name in expressions.names_of(formula)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in scenario.parameters:
            continue
        seen.add(name)
        derived = scenario.parameters[name].derived
        waiting += expressions.names_of(derived) if derived is not None else []
    return [name for name, p in scenario.parameters.items() if name in seen and p.draw is not None]


def _drivers(drawn: Mapping[str, Floats], outcome: Floats) -> list[Json]:
    """Spearman's rank correlation of each parameter with the chance of a breakthrough, largest first."""
    from standoff.front import rank_drivers

    # between ranks, the standardised coefficient of one parameter alone is Spearman's correlation
    found = [
        {"parameter": name, "rank": rank}
        for name, column in drawn.items()
        for rank in rank_drivers({name: column}, outcome).values()
    ]
    return sorted(found, key=lambda row: -abs(float(str(row["rank"]))))[:MOST_DRIVERS]


@functools.lru_cache(maxsize=32)
def past_months(table: str, before: dt.date, n_months: int, seed: int, text: str = "") -> Json:
    """Climatology: what the months before a date say, and how well it foretold months held out.

    Parameters
    ----------
    table : a name in `standoff.front.DATA`, or with `text` that of the table's file
    before : months that ended later are left out
    n_months : months to come, for each of which a past one is drawn with replacement
    """
    from standoff import front

    past = front.read_series(text or front.shipped(table), table).ended_by(before)
    gain = past.columns["gain"]
    broken = np.flatnonzero(gain >= LONG_GAIN)
    usual = gain[np.abs(gain) < LONG_GAIN]
    drawn = front.climatology(usual, n_months, SCORE_DRAWS, np.random.default_rng([seed, 0]))
    sums = [np.zeros(SCORE_DRAWS), *np.cumsum(drawn, axis=1).T]
    return {
        "table": past.file,
        "first": past.label[0],
        "last": past.label[-1],
        "n_months": len(past),
        "breakthroughs": len(broken),
        "since": len(past) - 1 - int(broken[-1]) if len(broken) else len(past),
        "n_usual": len(usual),
        "gain": _spread(drawn[:, 0], "mean"),
        "sums": [_spread(total, "mean") for total in sums],
        **_scored(past, seed, front.OFFENSIVES if not text and table == front.OFFENSIVES_OF else ()),
    }


def _scored(past: Series, seed: int, offensives: Sequence[tuple[str, str]]) -> Json:
    """The hold-out of the last months: nothing where the table is too short for it."""
    from standoff import front

    if len(past) < 4 * HELD_OUT:
        return {"scores": [], "model_less_climatology": None, "held_out": ""}
    last = past.label[-1 - HELD_OUT]
    scores = front.hold_out(
        past, last, n_months=HELD_OUT, n_draws=SCORE_DRAWS, seed=seed, offensives=offensives
    )
    by_name = {score.name: score for score in scores}
    apart = front.paired_difference(by_name["model"], by_name["climatology"])
    return {
        "scores": [{"name": s.name, "crps": s.crps, "coverage": s.coverage} for s in scores],
        "model_less_climatology": {"mean": apart.mean, "low": apart.low, "high": apart.high},
        "held_out": f"{past.label[-HELD_OUT]} to {past.label[-1]}",
    }
