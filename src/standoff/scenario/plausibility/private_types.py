"""Private numbers of which nobody can ever learn anything, so that nothing comes of their being private.

What others learn of a private number they learn from what its holder does, or from a chance that they
see. A holder acts on it only where one of its payoff terms joins the number with a move, or where its
belief about a chance reads it. Where neither is so, and no payoff of anybody else reads the number
either, it makes no difference who knows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from standoff.errors import Problem
from standoff.expressions import moves_of, names_of
from standoff.scenario.plausibility.cases import Case, Doubt
from standoff.scenario.plausibility.formulas import Placed, placed
from standoff.scenario.records import Move, Parameter, Scenario, knowers


def idle_types(case: Case) -> Iterator[Doubt]:
    """Doubts about private numbers from which nothing follows; `known_to: nobody` hides nothing from some."""
    private = [made for made in case.scenario.parameters.values() if made.known_to and made.draw is not None]
    private = [made for made in private if made.draw is not None and not made.draw.is_constant]
    if not private:
        return
    found = placed(case.scenario)
    for made in private:
        names = _made_of(case.scenario, made.name)
        readers = [one for one in found if names.intersection(names_of(one.formula))]
        told = [one for one in readers if one.kind != "parameter"]
        if told and not any(_tells(case.scenario, made, one) for one in told):
            yield _doubt(case.scenario, made)


def _made_of(scenario: Scenario, name: str) -> frozenset[str]:
    """The number, and all that is worked out from it."""
    found = {name}
    for other, made in scenario.parameters.items():  # derived ones stand behind their inputs
        if made.derived is not None and found.intersection(names_of(made.derived)):
            found.add(other)
    return frozenset(found)


def _tells(scenario: Scenario, made: Parameter, one: Placed) -> bool:
    """Whether a formula that reads the number lets somebody act on it, or shows something of it."""
    known = made.known_to or frozenset()
    if one.kind == "payoff":
        return one.owner not in known or (bool(moves_of(one.formula)) and _decides(scenario, one.owner))
    if one.kind == "belief":
        return one.owner in known and _decides(scenario, one.owner)
    return one.kind == "chance" and one.move is not None and _is_seen(scenario, one.move, known)


def _decides(scenario: Scenario, actor: str) -> bool:
    return any(m.actor == actor and not m.off and m.fixed is None for m in scenario.moves.values())


def _is_seen(scenario: Scenario, move: Move, known: frozenset[str]) -> bool:
    """Whether somebody who does not know the number sees the chance, and decides after it."""
    order = list(scenario.moves)
    later = [scenario.moves[name] for name in order[order.index(move.name) + 1 :]]
    return any(m.actor in move.sees and m.actor not in known for m in later if m.actor is not None)


def _doubt(scenario: Scenario, made: Parameter) -> Doubt:
    who = knowers(made, scenario.actors)
    what = f"Nobody can ever learn anything of the private number `{made.name}`, and nothing is done with it."
    expected = f"No payoff term of {who} joins it with a move, no other payoff reads it, no chance shows it."
    fix = f"Let a payoff of {who} name it beside a move, or delete `known_to:`."
    return Doubt(Problem("S455", what, expected, fix, made.span), made.name, in_all=True)
