"""Endings and measures that can never, or must always, be: by histories, ranges and draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from standoff.errors import Problem
from standoff.expressions import (
    Expression,
    Range,
    both,
    bounds,
    constant,
    endings_of,
    moves_of,
    names_of,
    opposite,
    payoffs_of,
    replace,
    settle,
    truth_of,
)
from standoff.scenario.plausibility.cases import Case, Doubt, History, percent, place_of
from standoff.scenario.records import Ending, Measure


def endings(case: Case) -> Iterator[Doubt]:
    """Doubts about endings: no history comes to them, or every one does."""
    conditioned = [ending for ending in case.scenario.endings.values() if ending.condition is not None]
    moves = {move for ending in conditioned for move in _moves(ending)}
    past, unlikely = case.histories(moves), case.histories(moves, unlikely=True)
    if past is None or unlikely is None:
        yield from _alone(case, conditioned)
        return
    unlikely_ones = {one.name for one in conditioned if _reached(conditioned, one, past)}
    for ending in conditioned:
        why = _reached(conditioned, ending, unlikely)
        if why:
            yield _never(ending, why)
        elif ending.name in unlikely_ones:
            what = f"The ending `{ending.name}` can never be: a chance of 0 would have to come true."
            yield Doubt(_problem("S446", what, ending), ending.name, in_all=True)
        elif all(_holds(ending, history) for history in past) and len(case.scenario.endings) > 1:
            what = f"The ending `{ending.name}` holds however play goes: none behind it is ever reached."
            yield Doubt(_problem("S447", what, ending), ending.name, in_all=True)
    yield from _left_over(case, conditioned, past)


def _left_over(case: Case, conditioned: list[Ending], past: tuple[History, ...]) -> Iterator[Doubt]:
    """`otherwise` where the endings before it leave no play over: it may stand there as a net."""
    if any(all(_holds(one, play) for play in past) for one in conditioned):
        return  # that one is told itself
    for ending in case.scenario.endings.values():
        if ending.condition is None and all(any(_holds(one, play) for one in conditioned) for play in past):
            what = f"The ending `{ending.name}` can never be: those before it cover every play."
            fix = "Delete it, or mend the condition of one before it."
            yield Doubt(Problem("S446", what, "", fix, ending.span), ending.name, in_all=True)


def _moves(ending: Ending) -> tuple[str, ...]:
    return () if ending.condition is None else moves_of(ending.condition)


def _reached(conditioned: list[Ending], ending: Ending, past: tuple[History, ...]) -> str:
    """Why no history comes to an ending; empty where one does."""
    holds = [history for history in past if _holds(ending, history)]
    if not holds:
        return "its condition can never hold"
    earlier = conditioned[: conditioned.index(ending)]
    taken = [[other.name for other in earlier if _holds(other, history)] for history in holds]
    if not all(taken):
        return ""
    before = dict.fromkeys(own[0] for own in taken)
    return f"wherever its condition holds, that of {' or '.join(f'`{one}`' for one in before)} comes first"


def _holds(ending: Ending, history: History) -> bool:
    return ending.condition is not None and truth_of(settle(ending.condition, history)) is True


def _alone(case: Case, conditioned: list[Ending]) -> Iterator[Doubt]:
    """Where all histories are too many: each condition by itself."""
    for ending in conditioned:
        past = case.histories(_moves(ending), unlikely=True)
        if past is not None and not any(_holds(ending, history) for history in past):
            yield _never(ending, "its condition can never hold")


def _never(ending: Ending, why: str) -> Doubt:
    problem = _problem("S446", f"The ending `{ending.name}` can never be: {why}.", ending)
    return Doubt(problem, ending.name, wrong=True, in_all=True)


def _problem(code: str, what: str, ending: Ending) -> Problem:
    at = place_of(ending.condition, ending.span) if ending.condition is not None else ending.span
    return Problem(code, what, "", "Mend the condition, or delete the ending.", at)


def measures(case: Case) -> Iterator[Doubt]:
    """Doubts about measures: of an event that is impossible or certain, or given one that is impossible."""
    for measure in case.scenario.measures.values():
        given = _chance(case, measure.given) if measure.given is not None else (0.0, 1.0)
        at = place_of(measure.what, measure.span)
        if measure.given is not None and given == (0.0, 0.0):
            what = f"The measure `{measure.name}` is undefined in every draw: what is given can never happen."
            at = place_of(measure.given, measure.span)
            problem = Problem("S448", what, "", "Mend the event behind the bar.", at)
            yield Doubt(problem, measure.name, wrong=True, in_all=True)
        elif measure.kind == "P" and (found := _chance(case, measure.what))[0] == found[1]:
            said = "can never happen" if found[1] == 0.0 else "always happens"
            what = f"The measure `{measure.name}` is {found[0]:g} in every draw: its event {said}."
            problem = Problem("S448", what, "", "Mend the event, or delete the measure.", at)
            yield Doubt(problem, measure.name, in_all=True)


def _chance(case: Case, event: Expression) -> tuple[float, float]:
    """Between what the chance of an event lies: 0 and 0 where no history has it, 1 and 1 where all have."""
    moves = _without_endings(case, event)
    past = None if moves is None else case.histories(moves_of(moves))
    if moves is None or past is None:
        return 0.0, 1.0
    truths = {truth_of(settle(moves, history)) for history in past}
    return (1.0 if truths == {True} else 0.0), (0.0 if truths == {False} else 1.0)


def _without_endings(case: Case, event: Expression) -> Expression | None:
    """The event over moves alone, where the endings in it have conditions of their own."""
    if not endings_of(event):
        return event
    known: dict[str, Expression] = {}
    before: list[Expression] = []
    for name, ending in case.scenario.endings.items():
        known[name] = _first(ending.condition, before)
        if ending.condition is not None:
            before.append(ending.condition)
    if any(name not in known for name in endings_of(event)):
        return None
    return replace(event, endings=known)


def _first(condition: Expression | None, before: list[Expression]) -> Expression:
    """An ending as an event: its condition holds, and none before it does."""
    found = constant(1.0) if condition is None else condition
    for other in before:
        found = both(found, opposite(other))
    return found


def all_measured(case: Case, ranges: Mapping[str, Range]) -> dict[str, Range]:
    """Between what each measure lies; of one that is made of others, by theirs."""
    found: dict[str, Range] = {}
    for name, measure in case.scenario.measures.items():
        of_others = measure.kind == "D"
        found[name] = bounds(measure.what, found) if of_others else _measured(case, measure, ranges)
    return found


def _measured(case: Case, measure: Measure, ranges: Mapping[str, Range]) -> Range:
    """Between what a measure lies, in each draw."""
    if measure.kind == "P":
        return Range(*(np.array([end]) for end in _chance(case, measure.what)))
    what = _without_endings(case, measure.what)
    if what is None:
        return Range(np.array([-np.inf]), np.array([np.inf]))
    if payoffs_of(what):
        terms = case.scenario.payoffs
        formulas = {a: {n: t.expression for n, t in own.items()} for a, own in terms.items()}
        what = replace(what, payoffs=formulas)
    found = [bounds(one, ranges) for one in case.settled(what)]
    low, high = found[0].low, found[0].high
    for one in found[1:]:
        low, high = np.minimum(low, one.low), np.maximum(high, one.high)
    return Range(low, high)


def undefined(case: Case) -> Iterator[Doubt]:
    """Doubts about derived parameters that are no finite number in some draws."""
    for name, made in case.scenario.parameters.items():
        if made.derived is None:
            continue
        lost = case.share(~np.isfinite(case.drawn[name]))
        inputs = [case.drawn[other] for other in names_of(made.derived)]
        if lost > 0.0 and all(np.isfinite(values).all() for values in inputs):
            what = f"The parameter `{name}` is no finite number in {percent(lost)} of draws."
            fix = "Bound what it divides by, or takes the logarithm or root of, as in `log(max(x, 0.01))`."
            problem = Problem("S450", what, "Expected a number.", fix, place_of(made.derived, made.span))
            yield Doubt(problem, name, wrong=lost == 1.0)
