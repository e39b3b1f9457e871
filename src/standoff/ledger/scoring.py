"""Forecasts scored over time: how each forecaster did on each question that came out.

A forecast stands from when it counts until the next of the same forecaster, or until it is taken back.
The score over time is the mean over the stretch from opening to the cut (the earlier of closing and
event) in which some forecast stood; which share of it that is, is told as `covered`. Beside it stands
the score at a spot: of the forecast that stood at the cut, or so many days before it.

Late forecasts are kept and never scored (rule 4). Retrospective and imported ones are pools of their
own (rule 5). Void and ambiguous questions are counted, not scored (rule 2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from standoff.ledger.counting import by_forecaster, late_from, scored_ones
from standoff.ledger.families import Standing
from standoff.ledger.moments import days, read_moment
from standoff.ledger.records import (
    CHANCE,
    CURVE,
    DATE,
    NEVER,
    ONE_OF,
    ORDERED,
    QUANTILES,
    QUANTITY,
    SHARES,
    YES,
    YES_NO,
    Forecast,
    Question,
    Value,
)
from standoff.ledger.scores import brier, brier_sum, crps, log_score, pinball, ranked_probability
from standoff.ledger.state import Ledger

UNIFORM, BASE_RATE = "uniform", "base rate"
BASELINES = (BASE_RATE, UNIFORM)
EVEN = Value(CHANCE, (), (0.5,))
RULES = {
    YES_NO: ("brier", "log"),
    ONE_OF: ("brier_sum", "log"),
    ORDERED: ("ranked", "log"),
    DATE: ("crps", "pinball"),
    QUANTITY: ("crps", "pinball"),
}


@dataclass(frozen=True, slots=True)
class Score:
    """One forecaster on one question by one rule.

    kind : the question's type, with the unit of a quantity: scores of two kinds are never pooled
    over_time, spot : None where no forecast stood; covered : share of the time in which one did
    chance : of yes, in the forecast at the spot (yes or no only); happened : whether it was yes
    base_over_time, base_spot : the score of the base rate where there is a reference class
    """

    question: str
    forecaster: str
    pool: str
    kind: str
    rule: str
    over_time: float | None
    spot: float | None
    covered: float
    uniform: float | None
    base_rate: float | None
    chance: float | None
    happened: bool | None


@dataclass(frozen=True, slots=True)
class Tallied:
    """What is not scored: how many questions of a forecaster are open, void or ambiguous; late forecasts."""

    n_open: int = 0
    n_void: int = 0
    n_ambiguous: int = 0
    n_late: int = 0


@dataclass(frozen=True, slots=True)
class Scored:
    """All scores of a ledger, in order of pool, forecaster and question; and what was not scored.

    beside : by (pool, forecaster, kind)
    """

    scores: tuple[Score, ...]
    beside: Mapping[tuple[str, str, str], Tallied]


Group = tuple[str, str, str, str]  # pool, forecaster, kind, rule
Rule = tuple[str, Callable[[Value], float | None], float | None, float | None]  # with its baselines


@dataclass(frozen=True, slots=True)
class Stretch:
    """A forecast and the time in which it stood."""

    start: int
    end: int
    value: Value


def score_all(ledger: Ledger, found: Mapping[str, Standing], *, spot_days: float = 0.0) -> Scored:
    """Score every forecaster on every question that came out.

    Parameters
    ----------
    ledger, found : what `load` and `standings` gave
    spot_days : how long before the cut the spot is

    Returns
    -------
    Scored
        The scores, and what was not scored.

    Examples
    --------
    >>> from pathlib import Path
    >>> from standoff.ledger import begin, load, standings
    >>> score_all(load(begin(Path("book"))), {}).scores
    ()
    """
    scores: dict[Group, list[Score]] = {}
    beside: dict[tuple[str, str, str], list[int]] = {}
    before = round(spot_days * 86_400e6)
    known: dict[tuple[object, ...], list[Rule]] = {}
    for name in sorted(ledger.forecasts):
        question, standing = ledger.questions[name], found[name]
        kind = kind_of(question)
        case = None
        if standing.scored:
            cut = late_from(question, standing)
            happened = standing.outcome == YES if question.type == YES_NO else None
            rules = _rules(question, standing.outcome, known)
            case = _Case(question, kind, cut, cut - before, happened, rules)
        for (pool, forecaster), own in by_forecaster(ledger.forecasts[name]).items():
            counts = beside.setdefault((pool, forecaster, kind), [0, 0, 0, 0])
            if case is None:
                counts[{"void": 1, "ambiguous": 2}.get(standing.state, 0)] += 1
                continue
            kept = scored_ones(ledger, own, question, standing)
            counts[3] += len(own) - len(kept)
            if kept:
                stretches = stretches_of(kept, ledger.taken_back, question.opens, case.cut)
                for one in case.scores(pool, forecaster, stretches):
                    scores.setdefault((pool, forecaster, kind, one.rule), []).append(one)
    ordered = tuple(one for _, own in sorted(scores.items()) for one in own)
    return Scored(ordered, {key: Tallied(*counts) for key, counts in sorted(beside.items())})


def kind_of(question: Question) -> str:
    """What may be pooled with what: the type, and the unit of a quantity."""
    return f"{question.type} ({question.unit or 'no unit'})" if question.type == QUANTITY else question.type


def stretches_of(
    forecasts: Sequence[Forecast], taken_back: Mapping[str, int], opens: int, cut: int
) -> list[Stretch]:
    """When each forecast stood, between opening and cut.

    Parameters
    ----------
    forecasts : of one forecaster, in order of when they count
    taken_back : when each withdrawn one was, by its id
    opens, cut : where the time begins and ends that is scored
    """
    found = []
    for place, one in enumerate(forecasts):
        end = forecasts[place + 1].counts_from if place + 1 < len(forecasts) else cut
        end = min(end, cut, taken_back.get(one.id, cut))
        start = max(one.counts_from, opens)
        if start < end:
            found.append(Stretch(start, end, one.value))
    return found


@dataclass(frozen=True, slots=True)
class _Case:
    """A question that came out: what all its forecasters are scored by, worked out once."""

    question: Question
    kind: str
    cut: int
    spot_at: int
    happened: bool | None
    rules: Sequence[Rule]

    def scores(self, pool: str, forecaster: str, stretches: Sequence[Stretch]) -> Iterator[Score]:
        """By each rule that fits what was said, over time and at the spot."""
        question, total = self.question, self.cut - self.question.opens
        spot = next((s.value for s in reversed(stretches) if s.start < self.spot_at <= s.end), None)
        chance = spot.p[0] if spot is not None and spot.kind == CHANCE else None
        lengths = [s.end - s.start for s in stretches]
        share = sum(lengths) / total if total > 0 else 0.0
        for rule, scored, uniform, base in self.rules:
            parts = [(length, scored(s.value)) for length, s in zip(lengths, stretches, strict=True)]
            own = [(length, score) for length, score in parts if score is not None]
            if not own:
                continue
            over_time = own[0][1]
            if len(own) > 1:
                length = sum(length for length, _ in own)
                over_time = math.fsum(length * score for length, score in own) / length
            at_spot = None
            if spot is not None:
                at_spot = over_time if len(stretches) == 1 else scored(spot)
            yield Score(
                question.name,
                forecaster,
                pool,
                self.kind,
                rule,
                over_time,
                at_spot,
                share,
                uniform,
                base,
                chance,
                self.happened,
            )


def _rules(question: Question, outcome: str, known: dict[tuple[object, ...], list[Rule]]) -> Sequence[Rule]:
    """The rules of a question with the scores of its baselines; most questions have the same."""
    rate = None if question.reference is None else question.reference.rate
    key = (question.type, question.options, outcome, rate)
    found = known.get(key)
    if found is None:
        each = [(rule, scorer(question, outcome, rule)) for rule in RULES[question.type]]
        found = [(rule, scored, *baselines(question, scored)) for rule, scored in each]
        if question.type in (YES_NO, ONE_OF, ORDERED):  # of others the question's own days or unit count
            known[key] = found
    return found


def baselines(
    question: Question, scored: Callable[[Value], float | None]
) -> tuple[float | None, float | None]:
    """Scores of saying nothing: of equal chances, and of the base rate of the reference class."""
    n, reference = len(question.options), question.reference
    equal = None
    if question.type == YES_NO:
        equal = EVEN
    elif n:
        equal = Value(SHARES, (), (1 / n,) * n)
    base = Value(CHANCE, (), (reference.rate,)) if reference is not None else None
    return (None if equal is None else scored(equal), None if base is None else scored(base))


def scorer(question: Question, outcome: str, rule: str) -> Callable[[Value], float | None]:
    """The score of a value by a rule, once the outcome is known; None where the two do not fit."""
    if question.type == YES_NO:
        yes = outcome == YES
        if rule == "brier":
            return lambda value: brier(value.p[0], yes)
        return lambda value: log_score(value.p[0] if yes else 1.0 - value.p[0])
    if question.type in (ONE_OF, ORDERED):
        place = question.options.index(outcome)
        if rule == "log":
            return lambda value: log_score(value.p[place])
        several = brier_sum if rule == "brier_sum" else ranked_probability
        return lambda value: several(value.p, place)
    if question.type == DATE:
        when = None if outcome == NEVER else days(read_moment(outcome))
        return lambda value: _dated(value, question, when, rule)
    amount = float(outcome)
    if rule == "crps":
        return lambda value: crps(_numbers(value), value.p, amount) if value.kind == CURVE else None
    return lambda value: pinball(value.p, _numbers(value), amount) if value.kind == QUANTILES else None


def _numbers(value: Value) -> Sequence[float]:
    return value.x  # type: ignore[return-value]  # of a curve or quantiles they are numbers


def _dated(value: Value, question: Question, when: float | None, rule: str) -> float | None:
    """Over the window from opening to closing; what is left to 1 at its end is the chance of never.

    Quantiles are scored at the day itself, also past closing, and at closing where it never came about.
    """
    first, last = days(question.opens), days(question.closes)
    if rule == "pinball":
        if value.kind != QUANTILES:
            return None
        return pinball(value.p, _numbers(value), last if when is None else when)
    if value.kind != CURVE:
        return None
    x, below = _windowed(_numbers(value), value.p, first, last)
    return crps(x, below, None if when is None or when > last else max(when, first))


def _windowed(
    x: Sequence[float], below: Sequence[float], first: float, last: float
) -> tuple[list[float], list[float]]:
    """A curve between two days: 0 before its first point, flat behind its last."""
    at = [first, *(one for one in x if first < one < last), last]
    points = [(one, _curve_at(x, below, one)) for one in at]
    if first < x[0] < last:  # a step at the first point where the curve does not begin at 0
        place = at.index(x[0])
        points.insert(place, (x[0], 0.0))
    return [one for one, _ in points], [chance for _, chance in points]


def _curve_at(x: Sequence[float], below: Sequence[float], at: float) -> float:
    if at < x[0]:
        return 0.0
    if at >= x[-1]:
        return below[-1]
    place = max(i for i in range(len(x)) if x[i] <= at)
    share = (at - x[place]) / (x[place + 1] - x[place])
    return below[place] + (below[place + 1] - below[place]) * share
