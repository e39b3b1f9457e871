"""Checks calls of the listed functions, of `made(move)` and of `payoff(actor, term)`."""

from __future__ import annotations

from typing import Protocol

from standoff.errors import nearest
from standoff.expressions import nodes, units
from standoff.expressions.functions import FUNCTIONS, QUANTIFIERS, SPECIAL, Function
from standoff.expressions.records import Name, Scope
from standoff.expressions.stages import made as made_of
from standoff.expressions.typed import BAD, Typed, date_of_node, number_of, truth_value
from standoff.expressions.written import Written, WrittenCall, WrittenName


class Visitor(Protocol):
    """What the checker offers to the checks of calls."""

    scope: Scope

    def report(self, code: str, at: Written, what: str, expected: str = "", fix: str = "") -> None: ...
    def visit(self, written: Written) -> Typed: ...
    def number(self, at: Written, typed: Typed) -> Typed: ...
    def find(self, written: WrittenName) -> Name | None: ...
    def said(self, at: Written) -> str: ...


def call(visitor: Visitor, written: WrittenCall) -> Typed:
    """Type, unit and meaning of a call."""
    if written.name == "made":
        return _made(visitor, written)
    if written.name == "payoff":
        return _payoff(visitor, written)
    if "." in written.name:
        return _output(visitor, written)
    function = FUNCTIONS.get(written.name)
    if function is None:
        name = WrittenName(written.start, written.name_end, written.name)
        known = sorted([*FUNCTIONS, *SPECIAL])
        fix = nearest(written.name, known)
        if written.name in QUANTIFIERS:
            what = f"`{written.name}` runs over a group, and the file has no `groups:`."
            expected = (
                "Expected `groups:` and something with `each:`; it does not run over the stages of a block."
            )
            fix = "To count in a block, let it carry a state; of a few moves, add up what holds."
            visitor.report("S309", name, what, expected, fix)
            return BAD
        listed = "" if "Known" in fix else "Functions: " + ", ".join(f"`{k}`" for k in known) + "."
        visitor.report("S309", name, f"`{written.name}` is not a function.", listed, fix)
        return BAD
    most = len(written.items) if function.most is None else function.most
    if not function.least <= len(written.items) <= most:
        return _arity(visitor, written, function.arguments)
    return _function(visitor, written, function)


def _arity(visitor: Visitor, written: WrittenCall, arguments: tuple[str, ...]) -> Typed:
    form = f"{written.name}({', '.join(arguments)})"
    n = len(written.items)
    what = f"`{written.name}` is given {n} argument{'' if n == 1 else 's'}."
    visitor.report("S310", written, what, f"Expected `{form}`.")
    return BAD


def _function(visitor: Visitor, written: WrittenCall, function: Function) -> Typed:
    takes = function.takes * len(written.items) if function.takes == ("alike",) else function.takes
    found = [visitor.visit(item) for item in written.items]
    dates = takes[0] == "alike" and found[0].type == "date"
    for i, (at, typed) in enumerate(zip(written.items, found, strict=True)):
        if takes[i] == "date" or dates:
            found[i] = _date(visitor, at, typed)
        else:
            found[i] = visitor.number(at, typed)
    if any(typed.type == "bad" for typed in found):
        return BAD
    node = nodes.call(written.name, [typed.node for typed in found])
    if written.name == "days":
        node = found[0].node
    if dates:
        return date_of_node(node)
    return number_of(node, _unit(visitor, written, function, found))


def _date(visitor: Visitor, at: Written, typed: Typed) -> Typed:
    if typed.type in ("date", "bad"):
        return typed
    what = f"`{visitor.said(at)}` is not a date."
    visitor.report("S316", at, what, "Expected a date, as 2024-05-01, or a parameter that is one.")
    return BAD


def _unit(visitor: Visitor, written: WrittenCall, function: Function, found: list[Typed]) -> str | None:
    wants = {"hazard": "per_month", "days": "days"}.get(written.name)
    if wants and units.unlike(found[0].unit, wants):
        what = f"`{visitor.said(written.items[0])}` is in {found[0].unit}."
        visitor.report("S317", written.items[0], what, f"`{written.name}` expects {wants}.")
    if function.gives is not None:
        return function.gives
    unit = found[0].unit
    for at, typed in zip(written.items[1:], found[1:], strict=True):
        if units.unlike(unit, typed.unit):
            what = f"`{visitor.said(at)}` is in {typed.unit} and stands beside {unit}."
            visitor.report("S317", at, what, "Only like things can be added or compared.")
        unit = units.common(unit, typed.unit)
    return unit


def _made(visitor: Visitor, written: WrittenCall) -> Typed:
    if len(written.items) != 1:
        return _arity(visitor, written, SPECIAL["made"])
    item = written.items[0]
    if not isinstance(item, WrittenName):
        visitor.report("S314", item, f"`{visitor.said(item)}` is not a move.", "Expected `made(move)`.")
        return BAD
    name = visitor.find(item)
    if name is None:
        return BAD
    if name.kind != "move":
        visitor.report("S314", item, f"`{item.name}` is not a move.", "Expected `made(move)`.")
        return BAD
    return truth_value(made_of(item.name, name))


def _output(visitor: Visitor, written: WrittenCall) -> Typed:
    """`line.breaks(from, to)`: what a front or a summit gives."""
    process_name, name = written.name.split(".")
    head = WrittenName(written.start, written.name_end, written.name)
    processes = visitor.scope.processes
    if processes is None:
        what = f"`{written.name}(...)` cannot stand in {visitor.scope.place}."
        expected = "What a front or a summit gives can stand in chances, payoff terms and `E(...)`."
        visitor.report("S320", head, what, expected, "Names have no other parts: nothing else follows a dot.")
        return BAD
    process = processes.get(process_name)
    if process is None:
        what = f"`{process_name}` is neither a front nor a summit."
        visitor.report("S320", head, what, "", nearest(process_name, list(processes)))
        return BAD
    output = process.outputs.get(name)
    if output is None:
        what = f"`{process_name}` gives no `{name}`."
        visitor.report("S320", head, what, "", nearest(name, list(process.outputs)))
        return BAD
    if len(written.items) != len(output.takes):
        return _arity(visitor, written, tuple(output.takes))
    choice, dates = "", list(written.items)
    if output.takes[:1] == ("choice",):
        first = dates.pop(0)
        choice = first.name if isinstance(first, WrittenName) else ""
        if choice not in output.choices:
            what = f"`{visitor.said(first)}` is nothing that `{written.name}` can be asked about."
            visitor.report("S320", first, what, "", nearest(choice or visitor.said(first), output.choices))
            return BAD
    found = [_date(visitor, at, visitor.visit(at)) for at in dates]
    if any(typed.type == "bad" for typed in found):
        return BAD
    parts = [typed.node for typed in found]
    moves = [(move, process.called.get(move, move)) for move in process.moves]
    node = nodes.output(process_name, name, choice, parts, moves, process.known)
    return number_of(node, output.unit)


def _payoff(visitor: Visitor, written: WrittenCall) -> Typed:
    payoffs = visitor.scope.payoffs
    if payoffs is None:
        what = f"`payoff(...)` cannot stand in {visitor.scope.place}."
        visitor.report("S319", written, what, "It can stand in a measure, inside `E(...)`.")
        return BAD
    if len(written.items) not in (1, 2):
        return _arity(visitor, written, SPECIAL["payoff"])
    for item in written.items:
        if not isinstance(item, WrittenName):
            what = f"`{visitor.said(item)}` is not a name."
            visitor.report("S319", item, what, "Expected `payoff(actor)` or `payoff(actor, term)`.")
            return BAD
    names = [item.name for item in written.items if isinstance(item, WrittenName)]
    actor, term = names[0], names[1] if len(names) == 2 else None
    if actor not in payoffs:
        fix = nearest(actor, list(payoffs))
        visitor.report("S319", written.items[0], f"`{actor}` is not an actor with payoffs.", "", fix)
        return BAD
    copies = [name for name in payoffs[actor] if term is not None and name.startswith(f"{term}[")]
    if copies and term not in payoffs[actor]:  # a term with a copy for each of a group: all of them
        return number_of(nodes.total([nodes.payoff(actor, name) for name in copies]), "payoff")
    if term is not None and term not in payoffs[actor]:
        fix = nearest(term, payoffs[actor])
        visitor.report("S319", written.items[1], f"`{term}` is not a payoff term of `{actor}`.", "", fix)
        return BAD
    return number_of(nodes.payoff(actor, term), "payoff")
