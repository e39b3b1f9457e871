"""Every formula of a reading with where it stands: what a move, a payoff, an ending depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from standoff.errors import ScenarioError, Span
from standoff.expressions import Expression, parse, resolve
from standoff.expressions.nodes import Node
from standoff.expressions.records import Scope
from standoff.expressions.tokens import place
from standoff.expressions.written import (
    Written,
    WrittenCall,
    WrittenIf,
    WrittenMinus,
    WrittenNot,
)
from standoff.scenario.records import Front, Move, Scenario

# Formulas by which something that is done or suffered depends on a move; measures only look on.
CONSEQUENCES = ("guard", "chance", "belief", "payoff", "ending", "process")


@dataclass(frozen=True, slots=True)
class Placed:
    """A formula, what kind of place it stands in, and whose it is.

    owner : the move, actor, process, parameter or measure; move : the move of a guard or a chance
    """

    formula: Expression
    kind: str
    owner: str
    move: Move | None = None
    span: Span | None = None


def placed(scenario: Scenario) -> tuple[Placed, ...]:
    """All formulas of a reading, in the order of the sections."""
    return (*_parameters(scenario), *_processes(scenario), *_moves(scenario), *_results(scenario))


def addends(root: Node) -> tuple[Node, ...]:
    """The parts that add up to a formula."""
    return root.parts if root.kind == "sum" else (root,)


def columns_of(node: Node) -> Iterator[str]:
    """The parameters that a part of a formula names, once for each time."""
    if node.kind == "column":
        yield node.name
    for part in node.parts:
        yield from columns_of(part)


def _parameters(scenario: Scenario) -> Iterator[Placed]:
    for name, made in scenario.parameters.items():
        if made.derived is not None:
            yield Placed(made.derived, "parameter", name, span=made.span)


def _processes(scenario: Scenario) -> Iterator[Placed]:
    for name, front in scenario.fronts.items():
        for formula in _of_front(front):
            yield Placed(formula, "process", name, span=front.span)
    for name, summit in scenario.summits.items():
        whens = [body.when for body in summit.bodies if body.when is not None]
        for formula in (*summit.formulas(), *whens):
            yield Placed(formula, "process", name, span=summit.span)


def _of_front(front: Front) -> list[Expression]:
    dated = [f for s in front.schedules for f in (s.amount, s.start, s.end) if f is not None]
    return [*front.parameters.values(), *dated]


def _moves(scenario: Scenario) -> Iterator[Placed]:
    for name, move in scenario.moves.items():
        if move.when is not None:
            yield Placed(move.when, "guard", name, move, move.span)
        for condition in move.open_when.values():
            yield Placed(condition, "guard", name, move, move.span)
        for formula in (move.chance or {}).values():
            if formula is not None:
                yield Placed(formula, "chance", name, move, move.span)
        for actor, shares in move.believed.items():
            for formula in shares.values():
                if formula is not None:
                    yield Placed(formula, "belief", actor, move, move.span)


def _results(scenario: Scenario) -> Iterator[Placed]:
    for actor, terms in scenario.payoffs.items():
        for term in terms.values():
            yield Placed(term.expression, "payoff", actor, span=term.span)
    for name, ending in scenario.endings.items():
        if ending.condition is not None:
            yield Placed(ending.condition, "ending", name, span=ending.span)
    for name, measure in scenario.measures.items():
        for formula in (measure.what, measure.given):
            if formula is not None:
                yield Placed(formula, "measure", name, span=measure.span)
    for name, conclusion in scenario.conclusions.items():
        yield Placed(conclusion.holds_when, "conclusion", name, span=conclusion.span)


@dataclass(frozen=True, slots=True)
class Called:
    """A call whose last two arguments are dates, as it was written.

    start, end : these dates, read again; places, texts : of all arguments
    """

    name: str
    start: Expression
    end: Expression
    places: tuple[Span | None, ...]
    texts: tuple[str, ...]


def calls_of(formula: Expression, wanted: Mapping[str, int], scope: Scope) -> list[Called]:
    """The calls of some functions in a formula, also those of constants, which its meaning has folded.

    Parameters
    ----------
    wanted : how many arguments each function takes, by name; of a process by what follows the dot

    Examples
    --------
    >>> from standoff.expressions import read
    >>> e = read("1 - hazard(0.1, 2031-01-01, 2031-02-01)", Scope({}))
    >>> calls_of(e, {"hazard": 3}, Scope({}))[0].texts
    ('0.1', '2031-01-01', '2031-02-01')
    """
    if not any(name in formula.text for name in wanted):
        return []
    root = formula.written or parse(formula.text, formula.span).root
    found = []
    for call in _calls(root) if isinstance(root, Written) else ():
        if wanted.get(call.name.rpartition(".")[2]) != len(call.items):
            continue
        texts = tuple(formula.text[item.start : item.end] for item in call.items)
        found.append(
            Called(
                name=call.name,
                start=_dated(formula, call.items[-2], scope),
                end=_dated(formula, call.items[-1], scope),
                places=tuple(place(formula.text, formula.span, i.start, i.end) for i in call.items),
                texts=texts,
            )
        )
    return found


def _dated(formula: Expression, part: Written, scope: Scope) -> Expression:
    """A part of a formula as a date."""
    found, problems = resolve(Expression(formula.text, formula.span, part), scope, "date")
    if problems:
        raise ScenarioError(problems)
    return found


def _calls(written: Written) -> Iterator[WrittenCall]:
    if isinstance(written, WrittenCall):
        yield written
    for part in _parts(written):
        yield from _calls(part)


def _parts(written: Written) -> tuple[Written, ...]:
    if isinstance(written, WrittenMinus | WrittenNot):
        return (written.item,)
    if isinstance(written, WrittenIf):
        other = () if written.other is None else (written.other,)
        return (written.then, written.condition, *other)
    return getattr(written, "items", ())
