"""Fronts: processes of attrition and supply, as the text declares them; the compiler knows the models."""

from __future__ import annotations

import datetime as dt

from standoff.expressions import Expression, Output, Process, moves_of
from standoff.scenario.build.documents import is_true
from standoff.scenario.build.draft import Draft, Entry, by_name, title_of
from standoff.scenario.build.symbols import Place, Symbols
from standoff.scenario.records import Front, Schedule
from standoff.scenario.yaml.nodes import Pairs, Scalar, as_date

SIDES = ("attacker", "defender")
TABLE = ".csv"  # how the name of a table beside the scenario ends
OUTPUTS = {
    "breaks": Output(("date", "date"), "probability"),
    "breaks_by": Output(("date",), "probability"),
    "area": Output(("date",), "km2"),
    "stock": Output(("choice", "date"), "", SIDES),
    "strength": Output(("choice", "date"), "", SIDES),
}
_NUMBER = Place("a front", frozenset({"move", "parameter"}), states=True)


def fronts_built(draft: Draft, symbols: Symbols) -> dict[str, Front]:
    """All fronts of the text; what they give is put on the symbols for chances and payoffs."""
    as_of = as_date(draft.top.text("as_of")) or dt.date.min
    found = {name: _front(entry, as_of, draft, symbols) for name, entry in draft.section("fronts").items()}
    symbols.processes.update({name: Process(OUTPUTS, front.moves) for name, front in found.items()})
    return found


def tables_named(top: Pairs) -> list[Scalar]:
    """The tables of past months beside the scenario that its fronts name."""
    named = [entry.pairs.get("past") for entry in by_name(top.get("fronts")).values() if entry.pairs]
    return [node for node in named if isinstance(node, Scalar) and node.text.endswith(TABLE)]


def _front(entry: Entry, as_of: dt.date, draft: Draft, symbols: Symbols) -> Front:
    pairs, name = entry.pairs, entry.key.text
    model, past = (pairs.get(key) if pairs is not None else None for key in ("model", "past"))
    parameters = {
        key: formula
        for key, own in by_name(pairs.get("parameters") if pairs is not None else None).items()
        if isinstance(own.node, Scalar)
        and (formula := symbols.formula(own.node, _NUMBER, "number")) is not None
    }
    written = by_name(pairs.get("schedules") if pairs is not None else None)
    schedules = [made for own in written.values() if (made := _schedule(own, symbols)) is not None]
    formulas: list[Expression] = list(parameters.values())
    for schedule in schedules:
        formulas += [f for f in (schedule.amount, schedule.start, schedule.end) if f is not None]
    return Front(
        name=name,
        title=entry.text("title") or title_of(name),
        says=entry.text("says"),
        model=entry.text("model"),
        start=as_date(entry.text("start")) or as_of,
        parameters=parameters,
        schedules=tuple(schedules),
        moves=tuple(sorted({move for formula in formulas for move in moves_of(formula)})),
        rests=symbols.rests(pairs, f"The front `{name}`"),
        span=entry.key.span,
        model_span=model.span if isinstance(model, Scalar) else entry.key.span,
        past=entry.text("past"),
        past_span=past.span if isinstance(past, Scalar) else None,
        past_table=draft.tables.get(entry.text("past"), ("", "")),
    )


def _schedule(entry: Entry, symbols: Symbols) -> Schedule | None:
    amount, start = _formula(entry, "amount", symbols), _formula(entry, "from", symbols)
    if amount is None or start is None:
        return None
    return Schedule(
        name=entry.key.text,
        what=entry.text("what"),
        amount=amount,
        start=start,
        end=_formula(entry, "until", symbols),
        once=is_true(entry, "once"),
        span=entry.key.span,
    )


def _formula(entry: Entry, key: str, symbols: Symbols) -> Expression | None:
    written = entry.pairs.get(key) if entry.pairs is not None else None
    if not isinstance(written, Scalar):
        return None
    return symbols.formula(written, _NUMBER, "number" if key == "amount" else "date")
