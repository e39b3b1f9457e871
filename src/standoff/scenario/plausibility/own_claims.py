"""Conclusions that test what their own claim has put in: the claim sets the number that it is tested by.

A claim may say that a thing is likely, be the reason for a number, and be the reason for a conclusion
about the same thing. Where the number alone decides the conclusion's measure, the run can only give back
what the claim put in. The number does so where the conclusion or its measure reads it, or where the
measure is the chance of chance moves alone and one of them has that number, or rests on that claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from standoff.errors import Problem
from standoff.expressions import Expression, endings_of, moves_of, names_of, payoffs_of
from standoff.scenario.plausibility.cases import Case, Doubt
from standoff.scenario.plausibility.influence import events_of
from standoff.scenario.records import Conclusion, Measure, Move, Scenario


def foregone(case: Case) -> Iterator[Doubt]:
    """Doubts about conclusions whose claim sets the number that they test."""
    scenario = case.scenario
    if not any(conclusion.rests.because for conclusion in scenario.conclusions.values()):
        return
    resting = {name: _claims(scenario, name) for name in scenario.parameters}
    for conclusion in scenario.conclusions.values():
        for claim in conclusion.rests.because:
            by = next((said for said, own in _deciders(scenario, conclusion, resting) if claim in own), "")
            if by:
                yield _doubt(conclusion, claim, by)
                break


def _doubt(conclusion: Conclusion, claim: str, by: str) -> Doubt:
    what = f"The conclusion `{conclusion.name}` tests what its own claim puts in: `{claim}` also sets {by}."
    expected = "Whatever else the scenario says, it comes out again."
    fix = "Test what follows from the number by somebody's choice, or let another claim set it."
    return Doubt(Problem("S456", what, expected, fix, conclusion.span), conclusion.name, in_all=True)


def _claims(scenario: Scenario, name: str) -> frozenset[str]:
    """The claims that a number rests on, those of what it is worked out from among them."""
    made = scenario.parameters[name]
    own = frozenset(made.rests.because)
    inputs = names_of(made.derived) if made.derived is not None else ()
    return own.union(*(_claims(scenario, other) for other in inputs))


def _deciders(
    scenario: Scenario, conclusion: Conclusion, resting: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, frozenset[str]]]:
    """What alone decides what a conclusion tests, each in words with the claims that it rests on."""
    for name in names_of(conclusion.holds_when):
        if name in resting:
            yield f"the number `{name}` in it", resting[name]
        elif name in scenario.measures:
            yield from _of_measure(scenario, scenario.measures[name], resting)


def _of_measure(
    scenario: Scenario, measure: Measure, resting: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, frozenset[str]]]:
    if measure.kind == "D":
        for other in names_of(measure.what):
            if other in scenario.measures:
                yield from _of_measure(scenario, scenario.measures[other], resting)
        return
    moves = _moves_behind(scenario, measure.what)
    asked = [] if measure.given is None else _moves_behind(scenario, measure.given)
    chances = all(_by_chance(scenario.moves[name]) for name in (*moves, *asked))
    if payoffs_of(measure.what) or not chances:
        return
    for name in names_of(measure.what):
        yield f"the number `{name}` of the measure `{measure.name}`", resting.get(name, frozenset())
    for move in (scenario.moves[name] for name in moves):
        yield f"the chance of `{move.name}`", frozenset(move.rests.because)
        for name in _numbers_of(move):
            yield f"the number `{name}`, the chance of `{move.name}`", resting.get(name, frozenset())


def _moves_behind(scenario: Scenario, event: Expression) -> list[str]:
    """The moves that an event depends on, those of its endings and those behind them, in order of play."""
    events = events_of(scenario)
    named = set(moves_of(event)).union(*(events[name] for name in endings_of(event)))
    for name in reversed(list(scenario.moves)):  # what a move depends on stands before it
        if name in named and (move := scenario.moves[name]).actor is None:
            formulas = (*move.conditions, *(f for f in (move.chance or {}).values() if f is not None))
            named.update(*(moves_of(formula) for formula in formulas))
    return [name for name in scenario.moves if name in named]


def _by_chance(move: Move) -> bool:
    """Whether nobody chooses it; what it depends on stands beside it in the list."""
    return move.actor is None and not move.state


def _numbers_of(move: Move) -> list[str]:
    formulas = [formula for formula in (move.chance or {}).values() if formula is not None]
    return list(dict.fromkeys(name for formula in formulas for name in names_of(formula)))
