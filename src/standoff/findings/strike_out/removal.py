"""What a claim carries in a reading, and what the reading is without it.

Only what rests on struck claims alone falls: a number to its `prior:` (without one, an uncertain
probability or share to anything between 0 and 1), a payoff term to nothing, a belief to the true
chances, a move is switched off. What also rests on another accepted claim stays. A claim that restates
another is a support of its own: it falls only if it is struck too. docs/design/013.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from standoff.draws import Distribution, no_spans, parse_distribution
from standoff.errors import StandoffError
from standoff.expressions import constant
from standoff.scenario.records import Parameter, Rests, Scenario

Made = TypeVar("Made")

BETWEEN = ("probability", "share")  # units in which "anything between 0 and 1" says what is meant
ANYTHING = "uniform(0, 1)"
ACCEPTED = "accepted"

OTHERS, NO_PRIOR, SWITCHED_OFF, GIVEN, HELD, IDLE = "others", "no_prior", "off", "given", "held", "idle"
WHY = {
    OTHERS: "rests on other claims too",
    NO_PRIOR: "rests on nothing else, but no prior is stated: kept",
    SWITCHED_OFF: "an unverified allegation that is switched off: it stays off",
    GIVEN: "given, observed or asked to stay: kept",
    HELD: "the game cannot do without it: kept",
    IDLE: "no result depends on it",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that names a struck claim and stays.

    kind : `number`, `move`, `term`, `belief`, `front`, `summit` or `conclusion`; why : a key of WHY
    others : accepted claims that it rests on and that are not struck
    """

    kind: str
    name: str
    why: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Removal:
    """What falls when some claims are struck.

    numbers : what each number falls back to; ruled : those of them that state no prior
    moves : switched off; terms : (actor, term) paid no more; beliefs : (move, actor) given up
    conclusions : those that were drawn from struck claims alone (nothing in the game changes)
    """

    numbers: Mapping[str, Distribution] = dataclasses.field(default_factory=dict)
    ruled: frozenset[str] = frozenset()
    moves: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    beliefs: tuple[tuple[str, str], ...] = ()
    kept: tuple[Kept, ...] = ()
    conclusions: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[tuple[str, ...], ...]:
        """What is changed: strikes with the same key have the same effect."""
        pairs = tuple(".".join(pair) for pair in (*self.terms, *self.beliefs))
        return (tuple(sorted(self.numbers)), self.moves, pairs)

    @property
    def is_empty(self) -> bool:
        return not any(self.key)


def strike(scenario: Scenario, claims: Collection[str], *, fixed: Collection[str] = ()) -> Removal:
    """What falls in a reading when claims are struck, before it is known what the game can do without.

    Parameters
    ----------
    claims : names of claims
    fixed : moves that are given or observed: they stay
    """
    struck = frozenset(claims)
    numbers, ruled, kept = _numbers(scenario, struck)
    moves, more = _moves(scenario, struck, frozenset(fixed))
    return Removal(
        numbers=numbers,
        ruled=ruled,
        moves=moves,
        terms=tuple(
            (actor, name)
            for actor, terms in scenario.payoffs.items()
            for name, term in terms.items()
            if falls(scenario, term.rests, struck)
        ),
        beliefs=tuple(
            (name, actor)
            for name, move in scenario.moves.items()
            if name not in moves
            for actor, rests in move.believed_rests.items()
            if falls(scenario, rests, struck)
        ),
        kept=(*kept, *more, *_held_by_others(scenario, struck), *_processes(scenario, struck)),
        conclusions=tuple(
            name for name, item in scenario.conclusions.items() if falls(scenario, item.rests, struck)
        ),
    )


def lay_down(scenario: Scenario, parameter: str) -> Removal:
    """An assumption struck: a number that rests on no claim, at the prior that the file states for it."""
    prior = scenario.parameters[parameter].prior
    return Removal() if prior is None else Removal(numbers={parameter: prior})


def assumptions(scenario: Scenario) -> tuple[str, ...]:
    """Numbers that rest on no accepted claim and state a prior of their own (as a reading may do)."""
    return tuple(
        name
        for name, parameter in scenario.parameters.items()
        if parameter.prior is not None and not accepted(scenario, parameter.rests)
    )


def accepted(scenario: Scenario, rests: Rests) -> tuple[str, ...]:
    """The claims that hold something up: the accepted ones among its reasons."""
    return tuple(name for name in rests.because if scenario.claims[name].status == ACCEPTED)


def falls(scenario: Scenario, rests: Rests, struck: frozenset[str]) -> bool:
    """Whether every claim that it rests on is struck (what rests on no claim does not fall)."""
    own = accepted(scenario, rests)
    return bool(own) and struck.issuperset(own)


def _others(scenario: Scenario, rests: Rests, struck: frozenset[str]) -> tuple[str, ...]:
    """The claims that keep it up, where some of those that it rests on are struck."""
    own = accepted(scenario, rests)
    return tuple(name for name in own if name not in struck) if struck.intersection(own) else ()


def _numbers(
    scenario: Scenario, struck: frozenset[str]
) -> tuple[dict[str, Distribution], frozenset[str], list[Kept]]:
    numbers, ruled, kept = {}, set(), []
    for name, parameter in scenario.parameters.items():
        if others := _others(scenario, parameter.rests, struck):
            kept.append(Kept("number", name, OTHERS, others))
        if not falls(scenario, parameter.rests, struck):
            continue
        fallback = None if parameter.draw is None else parameter.prior or by_rule(parameter)
        if fallback is None:
            kept.append(Kept("number", name, SWITCHED_OFF if _is_off(parameter) else NO_PRIOR))
            continue
        numbers[name] = fallback
        if parameter.prior is None:
            ruled.add(name)
    return numbers, frozenset(ruled), kept


def by_rule(parameter: Parameter) -> Distribution | None:
    """What a number that states no prior falls back to, or None where nothing can be said.

    A probability or a share may be anything between 0 and 1; of any other number only its author can
    say what it would be. An unverified allegation at 0 stays there: to doubt it does not switch it on.
    """
    if parameter.unit not in BETWEEN or _is_off(parameter):
        return None
    return parse_distribution(ANYTHING, no_spans, parameter.name)


def _is_off(parameter: Parameter) -> bool:
    draw = parameter.draw
    return parameter.unverified and draw is not None and draw.is_constant and draw.mean == 0.0


def _moves(
    scenario: Scenario, struck: frozenset[str], fixed: frozenset[str]
) -> tuple[tuple[str, ...], list[Kept]]:
    off, kept = [], []
    for name, move in scenario.moves.items():
        if others := _others(scenario, move.rests, struck):
            kept.append(Kept("move", name, OTHERS, others))
        elif falls(scenario, move.rests, struck) and not move.off:
            if name in fixed or move.fixed is not None:
                kept.append(Kept("move", name, GIVEN))
            else:
                off.append(name)
    return tuple(off), kept


def _held_by_others(scenario: Scenario, struck: frozenset[str]) -> Iterator[Kept]:
    """All but numbers and moves that other claims keep up, where some of theirs are struck."""
    resting = [
        *(
            ("term", f"{a}.{n}", term.rests)
            for a, terms in scenario.payoffs.items()
            for n, term in terms.items()
        ),
        *(
            ("belief", f"{move.name} as {actor} believes", rests)
            for move in scenario.moves.values()
            for actor, rests in move.believed_rests.items()
        ),
        *(("front", name, front.rests) for name, front in scenario.fronts.items()),
        *(("summit", name, summit.rests) for name, summit in scenario.summits.items()),
        *(("conclusion", name, drawn.rests) for name, drawn in scenario.conclusions.items()),
    ]
    for kind, name, rests in resting:
        if others := _others(scenario, rests, struck):
            yield Kept(kind, name, OTHERS, others)


def _processes(scenario: Scenario, struck: frozenset[str]) -> Iterator[Kept]:
    """Fronts and summits have no prior as a whole: their numbers have."""
    for kind, found in (("front", scenario.fronts), ("summit", scenario.summits)):
        for name, process in found.items():
            if falls(scenario, process.rests, struck):
                yield Kept(kind, name, NO_PRIOR)


def without(scenario: Scenario, struck: Removal) -> Scenario:
    """The reading without what falls."""
    parameters = dict(scenario.parameters)
    for name, fallback in struck.numbers.items():
        parameters[name] = dataclasses.replace(parameters[name], draw=fallback)
    moves = dict(scenario.moves)
    for name in struck.moves:
        moves[name] = dataclasses.replace(moves[name], off=True)
    for name, actor in struck.beliefs:
        held = {who: shares for who, shares in moves[name].believed.items() if who != actor}
        moves[name] = dataclasses.replace(moves[name], believed=held)
    payoffs = {actor: dict(terms) for actor, terms in scenario.payoffs.items()}
    for actor, name in struck.terms:  # it stays, worth nothing, so that measures can name it
        payoffs[actor][name] = dataclasses.replace(payoffs[actor][name], expression=constant(0.0))
    return dataclasses.replace(scenario, parameters=parameters, moves=moves, payoffs=payoffs)


def compiles_anew(scenario: Scenario, struck: Removal) -> bool:
    """Whether the game's structure changes, or what the compiler took for constant."""
    if struck.moves or struck.terms or struck.beliefs:
        return True
    return any(_constant(scenario.parameters[name].draw) for name in struck.numbers)


def _constant(draw: Distribution | None) -> bool:
    return draw is None or draw.is_constant


def what_goes(struck: Removal, attempt: Callable[[Removal], Made]) -> tuple[Removal, Made]:
    """What of it the game can do without, and what `attempt` makes of that.

    All moves go together if they can; otherwise one after the other, in the order of play, and those
    that the game needs are kept and said to be.

    Raises
    ------
    StandoffError
        What `attempt` raises when all moves are kept.
    """
    try:
        return struck, attempt(struck)
    except StandoffError:
        if not struck.moves:
            raise
    now = dataclasses.replace(struck, moves=())
    made = attempt(now)
    held: list[Kept] = []
    for name in struck.moves:
        more = dataclasses.replace(now, moves=(*now.moves, name))
        try:
            made = attempt(more)
            now = more
        except StandoffError:
            held.append(Kept("move", name, HELD))
    return dataclasses.replace(now, kept=(*struck.kept, *held)), made


def reduced_to(scenario: Scenario, struck: Removal, used: Collection[str]) -> Removal:
    """Without the numbers on which no result depends, where the game itself stays as it is."""
    if compiles_anew(scenario, struck):
        return struck
    numbers = {name: fallback for name, fallback in struck.numbers.items() if name in used}
    idle = tuple(Kept("number", name, IDLE) for name in struck.numbers if name not in used)
    kept = (*struck.kept, *idle)
    return dataclasses.replace(struck, numbers=numbers, ruled=struck.ruled & numbers.keys(), kept=kept)
