"""What of a scenario can rest on claims: numbers, moves, beliefs, payoffs, processes, conclusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from standoff.draws import Distribution
from standoff.evidence.records import Carried
from standoff.expressions import moves_of, names_of
from standoff.scenario.build.build import used_names
from standoff.scenario.loading import LoadedScenario
from standoff.scenario.records import Move, Scenario
from standoff.scenario.stated_numbers import ASSUMED, stated_numbers


def carried(loaded: LoadedScenario) -> tuple[Carried, ...]:
    """All of it, the file's own first; of other readings only what rests on something else there.

    Examples
    --------
    >>> from standoff import scenario
    >>> [one.name for one in carried(scenario.load("tying-hands")) if one.kind == "conclusion"][:1]
    ['signal_holds']
    """
    base = tuple(_of(loaded.reading(), ""))
    known = {(one.kind, one.name): one.rests for one in base}
    found = list(base)
    for name in loaded.readings[1:]:
        for one in _of(loaded.reading(name), name):
            if known.get((one.kind, one.name)) != one.rests:
                found.append(one)
    return tuple(found)


def _of(scenario: Scenario, reading: str) -> Iterator[Carried]:
    """With the numbers that each holds; what can hold nothing else stands here only where it does."""
    stated = stated_numbers(scenario)
    numbers = Counter((one.kind, one.owner) for one in stated)
    unnamed = Counter((one.kind, one.owner) for one in stated if not one.name)
    for one in _carriers(scenario, reading):
        at = (one.kind, one.name)
        if numbers[at] or one.kind not in ("ending", "correlation"):
            given = bool(numbers[at])
            yield replace(one, given=given, n_numbers=numbers[at], n_unnamed=unnamed[at])


def _carriers(scenario: Scenario, reading: str) -> Iterator[Carried]:
    used = used_names(scenario)
    alleged = {name for name, number in scenario.parameters.items() if number.unverified}
    alleged |= {name for name, move in scenario.moves.items() if move.unverified}
    for number in scenario.parameters.values():
        yield Carried(
            "number",
            number.name,
            number.says,
            number.rests,
            reading=reading,
            used=number.name in used,
            off=number.unverified and _is_zero(number.draw),
            unverified=number.unverified,
            span=number.span,
        )
    yield from _moves(scenario, reading)
    for actor, terms in scenario.payoffs.items():
        for term in terms.values():
            name = f"{actor}.{term.name}"
            marked = not alleged.isdisjoint((*names_of(term.expression), *moves_of(term.expression)))
            yield Carried("payoff", name, term.says, term.rests, reading, unverified=marked, span=term.span)
    for ending in scenario.endings.values():
        yield Carried("ending", ending.name, ending.title, ASSUMED, reading, span=ending.span)
    for pair in scenario.correlations:
        both = pair.a in used and pair.b in used
        yield Carried("correlation", f"{pair.a} with {pair.b}", "", ASSUMED, reading, used=both)
    for front in scenario.fronts.values():
        yield Carried("front", front.name, front.title, front.rests, reading, span=front.span)
    for summit in scenario.summits.values():
        yield Carried("summit", summit.name, summit.title, summit.rests, reading, span=summit.span)
        for member in summit.members.values():
            name = f"{summit.name}.{member.name}"
            yield Carried("summit", name, member.title, member.rests, reading, span=member.span)
    for end in scenario.conclusions.values():
        yield Carried("conclusion", end.name, end.title, end.rests, reading, span=end.span)


def _moves(scenario: Scenario, reading: str) -> Iterator[Carried]:
    for move in scenario.moves.values():
        yield Carried(
            "move",
            move.name,
            move.title,
            move.rests,
            reading=reading,
            off=move.off or (move.fixed is None and _never(move, scenario)),
            unverified=move.unverified,
            span=move.span,
        )
        for actor in move.believed:
            rests = move.believed_rests.get(actor, ASSUMED)
            title = f"what {actor} believes of {move.title}"
            yield Carried("belief", f"{move.name}.{actor}", title, rests, reading, span=move.span)


def _never(move: Move, scenario: Scenario) -> bool:
    """Whether a chance move can go one way only: all its written chances are plainly 0."""
    written = [formula for formula in (move.chance or {}).values() if formula is not None]
    zero = {name for name, number in scenario.parameters.items() if _is_zero(number.draw)}
    return bool(written) and all(formula.text.strip() in zero | {"0"} for formula in written)


def _is_zero(draw: Distribution | None) -> bool:
    return draw is not None and draw.is_constant and not draw.unit_is_date and draw.mean == 0
