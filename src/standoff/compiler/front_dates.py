"""Dates that a game asks of a front and that lie outside its time: told with their place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from standoff.errors import Problem, Span
from standoff.expressions import Expression, date_of, outputs_of
from standoff.expressions.nodes import Node
from standoff.game.records import Floats
from standoff.scenario.build.processes import part_of_formula
from standoff.scenario.records import Scenario


def outside_problems(
    scenario: Scenario, node: Node, days: Sequence[Floats], start: float, end: float
) -> list[Problem]:
    """S644 for each date of an output that lies outside the front's time in some draw.

    Parameters
    ----------
    days : float64[draw] of each date that the output takes
    start, end : the front's time, days since 1970-01-01
    """
    problems = []
    for part, values in zip(node.parts, days, strict=True):
        wrong = ~((values >= start) & (values <= end))
        if not wrong.any():
            continue
        i = int(np.argmax(wrong))
        said = f" (`{part.name}`)" if part.kind == "column" else ""
        asked = date_of(float(values[i])).isoformat() if np.isfinite(values[i]) else f"{values[i]:g}"
        late = values[i] > end
        mend = "Move `horizon:`" if late else f"Give the front `{node.name}` an earlier `start:`"
        problems.append(
            Problem(
                "S644",
                f"The front `{node.name}` is asked for {asked}{said}, in draw {i}: {int(wrong.sum()):,} of "
                f"{len(values):,} draws are outside its time.",
                f"Expected {date_of(start).isoformat()} to {date_of(end).isoformat()}.",
                f"{mend}, or narrow the date.",
                _place(scenario, node, part),
            )
        )
    return problems


def _place(scenario: Scenario, node: Node, part: Node) -> Span | None:
    """Where the text asks for this output: its date where that can be told, else the whole output."""
    for formula in _formulas(scenario):
        if formula.span is None or not any(_same(found, node) for found in outputs_of(formula)):
            continue
        called = [call for call in _calls(formula.text, node) if _dated(call, node)]
        if not called:
            return formula.span
        word = part.name if part.kind == "column" else date_of(part.number).isoformat()
        inner = Expression(called[0], _within(formula, called[0]), formula.root)
        return part_of_formula(inner, word) if part.kind in ("column", "number") else inner.span
    return None


def _formulas(scenario: Scenario) -> Iterator[Expression]:
    for move in scenario.moves.values():
        for own in (move.chance or {}, *move.believed.values()):
            yield from (formula for formula in own.values() if formula is not None)
    for terms in scenario.payoffs.values():
        yield from (term.expression for term in terms.values())
    yield from (measure.what for measure in scenario.measures.values())


def _same(found: Node, node: Node) -> bool:
    mine, theirs = ((n.name, n.term, n.choice, tuple(part.key for part in n.parts)) for n in (found, node))
    return mine == theirs


def _calls(text: str, node: Node) -> list[str]:
    """The places of a text that ask a front for this output, as `line.breaks(a, b)`."""
    name = rf"(?<![A-Za-z0-9_.]){re.escape(node.name)}\.{re.escape(node.term or '')}\([^()]*\)"
    return re.findall(name, text)


def _dated(call: str, node: Node) -> bool:
    words = [p.name if p.kind == "column" else date_of(p.number).isoformat() for p in node.parts
             if p.kind in ("column", "number")]  # fmt: skip
    return all(word in call for word in words)


def _within(formula: Expression, part: str) -> Span | None:
    """The place of a stretch of an expression; of the whole where it is folded over lines."""
    span = formula.span
    if span is None:
        return None
    first = span.source_line.find(part, span.column - 1)
    return span if first < 0 else span.part(first - (span.column - 1), first - (span.column - 1) + len(part))
