"""A mechanism's own moves, and the headlines that are free of them.

A mechanism that is said to matter for the pledge must not be judged by how often something is pledged.
Its own moves are those that taking it out changes (whether they are made, their options, their true
chances, also through a number or process that a chance reads), those that the scenario names as its own,
and what follows from these for certain: a carried state, the end of a block, a chance or a choice that
earlier moves leave one way only. A headline is free of them if nothing in its expression reads one; an
ending that it names counts as the moves that the ending reads, payoff terms and measures of measures
likewise. docs/design/022.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from standoff.compiler.processes import read_by
from standoff.expressions import (
    Expression,
    constant_of,
    endings_of,
    moves_of,
    names_of,
    outputs_of,
    payoffs_of,
    settle,
    truth_of,
)
from standoff.expressions.partial_evaluation import root_of
from standoff.scenario.plausibility.mechanisms import without_place
from standoff.scenario.records import Measure, Move, Scenario

POINTS = ("number", "column", "sum", "product", "chose")  # no quotient, no function: still in points
MOST_WAYS = 4096  # in which the moves that one reads can go
_NOT_MADE = frozenset(  # what is known, believed or said of a move does not make it
    ("sees", "believed", "believed_rests", "rests", "says", "title", "option_words", "span", "unverified")
)
_MADE = tuple(field.name for field in dataclasses.fields(Move) if field.name not in _NOT_MADE)


def own_moves(whole: Scenario, without: Sequence[Scenario], named: Collection[str]) -> frozenset[str]:
    """The moves of which no free headline may read any, of one reading.

    Parameters
    ----------
    whole : the reading
    without : the same with the mechanism taken out, in each of its ways
    named : moves that the scenario names as the mechanism's own
    """
    found = set(named) & set(whole.moves)
    for other in without:
        numbers, processes = _changed(whole, other)
        for name, move in whole.moves.items():
            again = other.moves[name]
            if any(
                without_place(getattr(move, part)) != without_place(getattr(again, part)) for part in _MADE
            ) or _reads(whole, move, numbers, processes):
                found.add(name)
    for name, move in whole.moves.items():  # a summary stands behind what it sums up
        formulas = (*_chances(move), *move.conditions)
        if found & _moves_in(formulas) and (move.state or _follows(whole, move, formulas)):
            found.add(name)
    return frozenset(found)


def _changed(whole: Scenario, other: Scenario) -> tuple[set[str], set[str]]:
    """The numbers and the processes that are otherwise without the mechanism."""
    numbers: set[str] = set()
    for name, made in whole.parameters.items():
        through = made.derived is not None and numbers & set(names_of(made.derived))
        if through or without_place(made) != without_place(other.parameters[name]):
            numbers.add(name)
    pairs = [*zip(whole.fronts.values(), other.fronts.values(), strict=True)]
    found = {one.name for one, two in pairs if without_place(one) != without_place(two)}
    held = [*zip(whole.summits.values(), other.summits.values(), strict=True)]
    return numbers, found | {one.name for one, two in held if without_place(one) != without_place(two)}


def _reads(scenario: Scenario, move: Move, numbers: set[str], processes: set[str]) -> bool:
    """Whether a chance move's true chances read a number or a process that is changed."""
    if not numbers and not processes:
        return False
    for chance in _chances(move):
        outputs = outputs_of(chance)
        read = set(names_of(chance)) | read_by(scenario, outputs)
        if read & numbers or {node.name for node in outputs} & processes:
            return True
    return False


def _chances(move: Move) -> list[Expression]:
    return [chance for chance in (move.chance or {}).values() if chance is not None]


def _moves_in(formulas: Collection[Expression]) -> set[str]:
    return {name for formula in formulas for name in moves_of(formula)}


def _follows(scenario: Scenario, move: Move, formulas: Sequence[Expression]) -> bool:
    """Whether a move follows from earlier moves for certain, however these went.

    A chance does where all its probabilities are then 0 or 1, a choice where no two options are open. Where
    the earlier moves can go in too many ways to look at each, it is not said to follow.
    """
    read = sorted(_moves_in(formulas))
    ways = [(None, *scenario.moves[name].options) for name in read]
    if math.prod(map(len, ways)) > MOST_WAYS:
        return False
    histories = (dict(zip(read, way, strict=True)) for way in itertools.product(*ways))
    if move.actor is None:
        chances = _chances(move)
        return all(constant_of(settle(c, history)) in (0.0, 1.0) for history in histories for c in chances)
    return all(_open(move, history) < 2 for history in histories)


def _open(move: Move, history: Mapping[str, str | None]) -> int:
    """How many options of a choice are open, or may be."""
    opened = [option for option in move.options if option not in move.open_when]
    opened += [o for o, when in move.open_when.items() if truth_of(settle(when, history)) is not False]
    return len(opened)


def moves_read(scenario: Scenario, name: str) -> frozenset[str]:
    """All moves that a measure's expression reads."""
    measure = scenario.measures[name]
    if measure.kind == "D":
        parts = [moves_read(scenario, part) for part in names_of(measure.what) if part in scenario.measures]
        return frozenset[str]().union(*parts)
    formulas = [measure.what, *([measure.given] if measure.given is not None else [])]
    return frozenset(name for formula in formulas for name in _all_moves(scenario, formula))


def _all_moves(scenario: Scenario, formula: Expression) -> Iterator[str]:
    yield from moves_of(formula)
    for ending in endings_of(formula):  # the first that holds: those before it are read too
        for name, other in scenario.endings.items():
            yield from moves_of(other.condition) if other.condition is not None else ()
            if name == ending:
                break
    for actor, term in payoffs_of(formula):
        for name, paid in scenario.payoffs.get(actor, {}).items():
            yield from moves_of(paid.expression) if term in (None, name) else ()


def conditions_of(scenario: Scenario, name: str) -> tuple[str, ...]:
    """The measures with a condition of which a measure is made, itself among them."""
    measure = scenario.measures[name]
    if measure.kind == "D":
        parts = (part for part in names_of(measure.what) if part in scenario.measures)
        return tuple(dict.fromkeys(own for part in parts for own in conditions_of(scenario, part)))
    return () if measure.given is None else (name,)


def in_points(scenario: Scenario, name: str) -> bool:
    """Whether a measure is a probability, or a sum or difference of some: it can move by points."""
    measure: Measure = scenario.measures[name]
    if measure.kind != "D":
        return measure.kind == "P"
    parts = [root_of(measure.what)]
    for part in parts:
        parts += part.parts
    named = (part.name for part in parts if part.kind == "column")
    return all(part.kind in POINTS for part in parts) and all(in_points(scenario, own) for own in named)
