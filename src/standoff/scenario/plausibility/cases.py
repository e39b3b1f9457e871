"""One reading as the doubts about it see it: ranges of its numbers, some draws, the ways its moves can go.

Three means of deciding, from the surest on: ranges of the parameters' supports (interval arithmetic,
`standoff.expressions.bounds`), all histories of the few moves that a formula names, and the first draws
that a run with seed 0 makes. No game is compiled and none is solved.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from standoff.draws import columns, derive
from standoff.errors import Problem, Span
from standoff.expressions import (
    Expression,
    Name,
    Range,
    Scope,
    bounds,
    day_number,
    key,
    moves_of,
    names_of,
    point,
    settle,
    truth_of,
)
from standoff.scenario.records import Move, Scenario

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
History = Mapping[str, str | None]  # option by move, None where it is skipped

DRAWS = 512
MOST_HISTORIES = 512


@dataclass(frozen=True, slots=True)
class Doubt:
    """A problem, and how sure it is.

    about : what it is about, the same in each reading; wrong : it cannot be meant, and nothing runs;
    in_all : it is one only where every reading has it
    """

    problem: Problem
    about: str
    wrong: bool = False
    in_all: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A reading with what its parameters can be.

    support : one entry; drawn : the first `DRAWS` draws; ranges : the same as ranges
    """

    scenario: Scenario
    support: Mapping[str, Range]
    drawn: Mapping[str, Floats]
    ranges: Mapping[str, Range]
    _histories: dict[tuple[bool, frozenset[str]], tuple[History, ...] | None] = field(default_factory=dict)

    def histories(self, moves: Iterable[str], *, unlikely: bool = False) -> tuple[History, ...] | None:
        """All ways in which some moves can go, each once, guards obeyed; None where they are too many.

        unlikely : with those to which a chance of 0 leads
        """
        wanted = (unlikely, frozenset(moves))
        if wanted not in self._histories:
            self._histories[wanted] = _histories(self, wanted[1], unlikely=unlikely)
        return self._histories[wanted]

    def settled(self, formula: Expression, *, loose: bool = False) -> tuple[Expression, ...]:
        """What a formula can become once its moves are made, each once; itself where they are too many.

        loose : where they are too many, once its moves go any way at all, whatever their conditions are
        """
        found = self.histories(moves_of(formula))
        if found is None and loose:
            found = self._unguarded(moves_of(formula))
        if found is None:
            return (formula,)
        done = (settle(formula, history) for history in found)
        return tuple({key(one): one for one in done}.values())

    def _unguarded(self, moves: Sequence[str]) -> tuple[History, ...] | None:
        """All ways in which moves could go if none had a condition: more than there are, if not too many."""
        ways = [(*self.scenario.moves[name].options, None) for name in moves]
        if math.prod(map(len, ways)) > MOST_HISTORIES:
            return None
        return tuple(dict(zip(moves, way, strict=True)) for way in itertools.product(*ways))

    def share(self, condition: Flags) -> float:
        """The share of draws in which a condition holds."""
        return float(np.mean(np.broadcast_to(condition, (DRAWS,))))

    def day(self, day: dt.date | str | None, default: float) -> Range:
        """A date or a date parameter in each draw, in days."""
        if isinstance(day, str):
            return self.ranges.get(day, point(np.array([default])))
        return point(np.array([default if day is None else day_number(day)]))

    @property
    def scope(self) -> Scope:
        """Parameters and moves, so that a part of a formula can be read again."""
        names = {name: Name("parameter", made.unit) for name, made in self.scenario.parameters.items()}
        for name, move in self.scenario.moves.items():
            names[name] = Name("move", options=move.options, values=move.values)
        return Scope(names)


def case_of(scenario: Scenario) -> Case:
    """A reading with its supports and its first draws."""
    drawn, support = table_of(scenario), {}
    for name, made in scenario.parameters.items():
        if made.draw is not None:
            low, high = made.draw.support
            support[name] = Range(np.array([low]), np.array([high]))
        elif made.derived is not None:
            support[name] = bounds(made.derived, support)
    return Case(scenario, support, drawn, {name: point(values) for name, values in drawn.items()})


def table_of(scenario: Scenario, names: Iterable[str] | None = None, most: int = DRAWS) -> dict[str, Floats]:
    """The first draws of the parameters, or of some of them, as a run with seed 0 makes them."""
    wanted = set(scenario.parameters if names is None else names)
    for name in reversed(list(scenario.parameters)):
        derived = scenario.parameters[name].derived
        if name in wanted and derived is not None:
            wanted |= set(names_of(derived))
    for pair in scenario.written_correlations:
        if {pair.a, pair.b} & wanted:
            wanted |= {pair.a, pair.b}
    parameters = {name: made for name, made in scenario.parameters.items() if name in wanted}
    joined = [pair for pair in scenario.correlations if {pair.a, pair.b} <= wanted]
    void = [pair for pair in scenario.void_correlations if {pair.a, pair.b} <= wanted]
    random = {name: made.draw for name, made in parameters.items() if made.draw is not None}
    derived_ones = {name: made.derived for name, made in parameters.items() if made.derived is not None}
    return derive(columns(random, joined, seed=0, part=0, most=most, void=void), derived_ones, n_draws=most)


def _histories(case: Case, moves: frozenset[str], *, unlikely: bool) -> tuple[History, ...] | None:
    needed, waiting = set(moves), list(moves)
    while waiting:  # whether a move is made, and what is open there, depends on what its conditions name
        guards = case.scenario.moves[waiting.pop()].conditions
        more = {name for guard in guards for name in moves_of(guard)} - needed
        needed |= more
        waiting += more
    found: list[dict[str, str | None]] = [{}]
    for name, move in case.scenario.moves.items():
        if name in needed:
            possible = _possible(case, move) if not unlikely else move.options
            found = list(_continued(move, found, possible))
            if len(found) > MOST_HISTORIES:
                return None
    projected = ({name: past[name] for name in sorted(moves)} for past in found)
    return tuple({tuple(one.items()): one for one in projected}.values())


def _continued(
    move: Move, found: Sequence[dict[str, str | None]], possible: tuple[str, ...]
) -> Iterator[dict[str, str | None]]:
    """Histories with one more move, whose conditions are looked at once for all that name the same."""
    read = tuple({name for condition in move.conditions for name in moves_of(condition)})
    known: dict[tuple[str | None, ...], tuple[str | None, ...]] = {}
    for past in found:
        at = tuple(past[name] for name in read)
        if at not in known:
            known[at] = _made(move, past, possible)
        yield from ({**past, move.name: option} for option in known[at])


def _made(move: Move, past: History, possible: tuple[str, ...]) -> tuple[str | None, ...]:
    if move.off or (move.when is not None and truth_of(settle(move.when, past)) is False):
        return (None,)
    if move.fixed is not None:
        return (move.fixed,)
    return tuple(option for option in possible if _is_open(move, option, past)) or (None,)


def _is_open(move: Move, option: str, past: History) -> bool:
    condition = move.open_when.get(option)
    return condition is None or truth_of(settle(condition, past)) is not False


def _possible(case: Case, move: Move) -> tuple[str, ...]:
    """The options without those whose chance is 0; what is only alleged is kept, for what-ifs."""
    if move.chance is None or move.unverified:
        return move.options
    return tuple(option for option in move.options if not _never(case, move, option)) or move.options


def _never(case: Case, move: Move, option: str) -> bool:
    """Whether a chance move never goes this way, whatever is drawn and for whoever believes it."""
    written = [(move.chance or {}).get(option), *(own.get(option) for own in move.believed.values())]
    return all(
        formula is not None
        and not moves_of(formula)
        and not any(case.scenario.parameters[name].unverified for name in names_of(formula))
        and float(bounds(formula, case.support).high[0]) <= 0.0
        for formula in written
    )


def percent(share: float) -> str:
    """A share of draws for a message.

    Examples
    --------
    >>> percent(0.994), percent(0.0234), percent(1.0), percent(0.0000005)
    ('99 %', '2.3 %', '100 %', '0.00005 %')
    """
    per_cent = 100.0 * share
    if per_cent >= 10.0:
        return f"{min(per_cent, 99.0) if share < 1.0 else 100.0:.0f} %"
    digits = f"{per_cent:.2g}"
    return f"{np.format_float_positional(float(digits), trim='-')} %"


def in_reading(doubt: Doubt, reading: str) -> Doubt:
    """The doubt with the reading that it is about, where it is not the file's own."""
    what = f"In the reading `{reading}`: {doubt.problem.what[:1].lower()}{doubt.problem.what[1:]}"
    return replace(doubt, problem=replace(doubt.problem, what=what))


def place_of(formula: Expression, otherwise: Span) -> Span:
    """Where a formula stands."""
    return formula.span or otherwise
