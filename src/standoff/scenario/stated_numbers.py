"""Every number that a scenario states, named or not, each once: what was made up, and what that rests on.

A parameter that is drawn or given is one number, and so is a precision of play and a rank correlation.
A number that is written out in a formula (of a chance, a belief, a payoff, an ending, a front, a summit or
a derived parameter) is one too, without a name; `expressions.literals` says which of them are structure.
Numbers of measures and conclusions are part of the question and are not counted. What nothing uses is
told apart. A number in an entry with `each` stands once on the page and counts once; a number that is
drawn for each member counts once for each. First page, terminal, `check`, `evidence audit` and
`summary.json` all count by `count_numbers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from standoff.errors import Span
from standoff.evidence.records import Rests
from standoff.expressions import IT, Expression, Literal, base_of, indexed, literals, place
from standoff.results.run.summary import NumberCount
from standoff.scenario.build.build import used_names
from standoff.scenario.build.names import RESERVED
from standoff.scenario.records import Front, Move, Scenario, Summit

ASSUMED = Rests("assumed")
_SHARES = ("probability", "share")


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """A number of a scenario.

    kind : of what it belongs to: number, move, belief, payoff, ending, front, summit, correlation
    owner : its name, `actor.term` of a payoff and `move.actor` of a belief
    name : the parameter's, or "" where it is written out in a formula
    text : as it is written; calls : what it could be called; unit : of what its formula gives
    value, formula : of one that is written out in a formula; can_be_named : a parameter may stand there
    """

    kind: str
    owner: str
    name: str
    text: str
    rests: Rests
    used: bool = True
    span: Span | None = None
    start: int = 0  # character of its formula
    calls: str = ""
    unit: str = ""
    value: float = 0.0
    formula: str = ""
    can_be_named: bool = False

    @property
    def assumed(self) -> bool:
        """Whether it rests on no claim and no data."""
        return self.rests.set_by == "assumed"


@dataclass(frozen=True, slots=True)
class _Place:
    """A formula and what it belongs to."""

    kind: str
    owner: str
    calls: str
    formula: Expression | None
    rests: Rests
    unit: str = ""
    used: bool = True
    nameable: bool = True  # conditions name moves alone


def stated_numbers(scenario: Scenario) -> tuple[StatedNumber, ...]:
    """All of them, in the order parameters, correlations, formulas.

    Examples
    --------
    >>> from standoff import scenario
    >>> found = stated_numbers(scenario.load("tripwire").reading())
    >>> [(one.owner, one.text) for one in found if not one.name][:1]
    [('cost', '0.05')]
    """
    used = used_names(scenario)
    found = [
        StatedNumber("number", p.name, p.name, p.draw.text, p.rests, p.name in used, p.span, unit=p.unit)
        for p in scenario.parameters.values()
        if p.draw is not None
    ]
    for pair in scenario.correlations:
        both = pair.a in used and pair.b in used
        owner = f"{pair.a} with {pair.b}"
        found.append(StatedNumber("correlation", owner, owner, f"{pair.rank:g}", ASSUMED, both))
    shares = _spoken(p.name for p in scenario.parameters.values() if p.unit in _SHARES)
    grids = _spoken(move.name for move in scenario.moves.values() if move.values is not None)
    taken = {*RESERVED, *scenario.parameters, *scenario.moves, *scenario.endings, *scenario.measures}
    taken |= {*scenario.actors, *scenario.fronts, *scenario.summits, *scenario.conclusions}
    seen: set[tuple[object, ...]] = set()
    for where in _places(scenario, used):
        if where.formula is None:
            continue
        chance = where.kind in ("move", "belief")
        for literal in literals(where.formula.text, shares=shares, grids=grids, chance=chance):
            one = _written(where, where.formula, literal)
            at = (one.span, one.start) if one.span else (one.kind, one.owner, where.calls, one.start)
            if at not in seen:
                seen.add(at)
                name = _free(where.calls, taken)
                taken.add(name)
                found.append(replace(one, calls=name))
    return tuple(found)


def count_numbers(scenario: Scenario) -> NumberCount:
    """How many numbers a reading states, and how many of them rest on no claim and no data.

    Examples
    --------
    >>> from standoff import scenario
    >>> text = '''
    ... standoff: 1
    ... title: The ford
    ... as_of: 2031-01-01
    ... horizon: 2031-12-31
    ... actors: {scout: {title: The scout}}
    ... moves:
    ...   flood: {chance: {comes: 0.4, stays_away: rest}}
    ...   ford: {by: scout, options: [cross, wait]}
    ... payoffs: {scout: {lost: -10 if ford == cross and flood == comes}}
    ... endings: {any: otherwise}
    ... play: sharp
    ... '''
    >>> count_numbers(scenario.load_text(text).reading()).sentence
    '2 numbers, of which 2 are assumed'
    """
    found = stated_numbers(scenario)
    used = [one for one in found if one.used]
    return NumberCount(
        numbers=len(used),
        assumed=sum(one.assumed for one in used),
        unnamed=sum(not one.name for one in used),
        unused=len(found) - len(used),
    )


def _written(where: _Place, formula: Expression, literal: Literal) -> StatedNumber:
    text = formula.text[literal.start : literal.end]
    span = place(formula.text, formula.span, literal.start, literal.end)
    rests, unit = where.rests, where.unit
    whose = (where.kind, where.owner, "", text, rests, where.used, span, literal.start, where.calls, unit)
    return StatedNumber(*whose, literal.value, formula.text, where.nameable)


def _spoken(names: Iterable[str]) -> frozenset[str]:
    """Names as they can stand in a text: of a copy with its index, with `it`, and bare."""
    found = frozenset(names)
    bases = frozenset(base_of(name) for name in found if "[" in name)
    return found | bases | frozenset(indexed(base, IT) for base in bases)


def _free(name: str, taken: set[str]) -> str:
    """The name, or the first of its kind with a number that nothing has yet."""
    if name not in taken:
        return name
    return next(f"{name}_{i}" for i in range(2, len(taken) + 3) if f"{name}_{i}" not in taken)


def _places(scenario: Scenario, used: frozenset[str]) -> Iterator[_Place]:
    """Every formula that can hold numbers, with what it rests on."""
    for parameter in scenario.parameters.values():
        own = parameter.name
        given = (parameter.derived, parameter.rests, "", own in used)
        yield _Place("number", own, f"{own.replace('.', '_')}_factor", *given)
    for move in scenario.moves.values():
        yield from _of_move(move)
    for actor, terms in scenario.payoffs.items():
        for term in terms.values():
            given_ = (term.expression, term.rests, "payoff")
            yield _Place("payoff", f"{actor}.{term.name}", f"{actor}_{term.name}", *given_)
    for ending in scenario.endings.values():
        bound = f"{ending.name}_bound"
        yield _Place("ending", ending.name, bound, ending.condition, ASSUMED, nameable=False)
    for front in scenario.fronts.values():
        yield from _of_front(front)
    for summit in scenario.summits.values():
        yield from _of_summit(summit)


def _of_move(move: Move) -> Iterator[_Place]:
    if move.private:
        return  # made by the compiler
    yield _Place("move", move.name, f"{move.name}_bound", move.when, move.rests, nameable=False)
    for option, condition in move.open_when.items():
        bound = f"{move.name}_{option}_bound"
        yield _Place("move", move.name, bound, condition, move.rests, nameable=False)
    for option, formula in (move.chance or {}).items():
        yield _Place("move", move.name, f"p_{move.name}_{option}", formula, move.rests, "probability")
    for actor, shares in move.believed.items():
        rests = move.believed_rests.get(actor, ASSUMED)
        for option, formula in shares.items():
            name = f"p_{move.name}_{option}_{actor}"
            yield _Place("belief", f"{move.name}.{actor}", name, formula, rests, "probability")


def _of_front(front: Front) -> Iterator[_Place]:
    for name, formula in front.parameters.items():
        yield _Place("front", front.name, f"{front.name}_{name}", formula, front.rests)
    for schedule in front.schedules:
        for dated in (schedule.amount, schedule.start, schedule.end):
            yield _Place("front", front.name, f"{front.name}_{schedule.name}", dated, front.rests)


def _of_summit(summit: Summit) -> Iterator[_Place]:
    own: Iterable[tuple[str, Expression | None]] = (
        ("proposes", summit.proposes),
        ("disagreement", summit.disagreement),
        *((f"{body.name or 'body'}_cost", body.cost) for body in summit.bodies),
        *((f"{body.name or 'body'}_bound", body.when) for body in summit.bodies),
    )
    for name, found in own:
        free = not name.endswith("_bound")
        yield _Place("summit", summit.name, f"{summit.name}_{name}", found, summit.rests, nameable=free)
    for member in summit.members.values():
        for name in ("position", "limit", "salience", "capability"):
            where = f"{summit.name}.{member.name}", f"{summit.name}_{member.name}_{name}"
            yield _Place("summit", *where, getattr(member, name), member.rests)
