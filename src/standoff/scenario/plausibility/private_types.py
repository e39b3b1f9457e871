"""Private types that change nothing that anybody does, so that nobody can ever learn anything of them.

A private type is a number with `known_to:`, or a chance move that some of those who decide later see and
others do not. Others learn of it from what is done because of it; that needs somebody with a reason: a
part of their payoff that joins the type, or a chance that goes by it, with a move that one of their own
decisions still changes. Their own decision is such a move, and so is what is made, chanced or believed
after it, and whatever is decided by somebody who sees one of these. Where nobody has such a reason, it
makes no difference who knows the type. Endings and measures may read it all the same: they only count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from standoff.errors import Problem, Span
from standoff.expressions import moves_of, names_of
from standoff.expressions.partial_evaluation import root_of
from standoff.scenario.plausibility.cases import Case, Doubt
from standoff.scenario.plausibility.formulas import CONSEQUENCES, addends, columns_of, placed
from standoff.scenario.plausibility.influence import PASSED_ON, counting, showing
from standoff.scenario.records import Move, Parameter, Scenario, knowers

Addend = tuple[str, frozenset[str]]  # whose payoff it is part of; the moves and numbers that it names


@dataclass(frozen=True, slots=True)
class _Reasons:
    """Who decides, what each decision still changes, and which parts payoffs have.

    reads : by move, the moves and numbers that its condition, chance and beliefs name
    changed : by decision, the moves that may go otherwise after it, itself among them
    """

    scenario: Scenario
    reads: dict[str, frozenset[str]]
    changed: dict[str, frozenset[str]]
    addends: tuple[Addend, ...]

    def count(self, secret: Set[str]) -> bool:
        """Whether somebody has a reason to act on what is secret."""
        shown = self._shown(secret)
        if any(self.reads[name] & shown for name in self.changed):
            return True  # whose turn it is, or what is open, follows from it
        return any(
            self.scenario.moves[name].actor == owner and parts & changed
            for owner, parts in self.addends
            if parts & shown
            for name, changed in self.changed.items()
        )

    def _shown(self, secret: Set[str]) -> frozenset[str]:
        """What is secret, and the chances and states that go by it."""
        found = set(secret)
        for name, move in self.scenario.moves.items():
            if move.actor is None and self.reads[name] & found:
                found.add(name)
        return frozenset(found)


def idle_types(case: Case) -> Iterator[Doubt]:
    """Doubts about private types from which nothing follows; `known_to: nobody` hides nothing from some."""
    scenario = case.scenario
    numbers = [made for made in scenario.parameters.values() if _is_private(made)]
    moves = [move for move in scenario.moves.values() if _is_type(scenario, move)]
    if not numbers and not moves:
        return
    reasons = _reasons(scenario)
    used = {name for one in placed(scenario) if one.kind != "parameter" for name in names_of(one.formula)}
    for made in numbers:
        names = _made_of(scenario, made.name)
        if names & used and not reasons.count(names):
            who = knowers(made, scenario.actors)
            yield _doubt(f"the private number `{made.name}`", made.name, who, "known_to", made.span)
    alive = _alive(scenario) if moves else frozenset()
    for move in moves:
        if move.name in alive and not reasons.count({move.name, *_shown_by(scenario, move, reasons.reads)}):
            who = knowers_of(scenario, move)
            yield _doubt(f"`{move.name}`, which only {who} sees", move.name, who, "seen_by", move.span)


def _alive(scenario: Scenario) -> frozenset[str]:
    """The moves that count, without those that only measures look at."""
    counted = counting(scenario)
    read = {name for one in placed(scenario) if one.kind in CONSEQUENCES for name in moves_of(one.formula)}
    return (counted & read) | showing(scenario, counted)


def knowers_of(scenario: Scenario, move: Move) -> str:
    """Who sees a move, in words."""
    titles = [actor.title for name, actor in scenario.actors.items() if name in move.sees]
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"


def _is_private(made: Parameter) -> bool:
    return bool(made.known_to) and made.draw is not None and not made.draw.is_constant


def _decides(move: Move) -> bool:
    return move.actor is not None and not move.off and move.fixed is None and len(move.options) > 1


def _is_type(scenario: Scenario, move: Move) -> bool:
    """A chance move that some who decide later see, and some do not."""
    if move.actor is not None or move.state or move.off or move.fixed is not None:
        return False
    order = list(scenario.moves)
    later = [scenario.moves[name] for name in order[order.index(move.name) + 1 :]]
    deciding = {one.actor for one in later if one.actor is not None and _decides(one)}
    return bool(deciding & move.sees) and bool(deciding - move.sees)


def _made_of(scenario: Scenario, name: str) -> frozenset[str]:
    """The number, and all that is worked out from it."""
    found = {name}
    for other, made in scenario.parameters.items():  # derived ones stand behind their inputs
        if made.derived is not None and found.intersection(names_of(made.derived)):
            found.add(other)
    return frozenset(found)


def _shown_by(scenario: Scenario, move: Move, reads: dict[str, frozenset[str]]) -> frozenset[str]:
    """What somebody who sees a chance learns by it and could not see: earlier moves, private numbers."""
    found: set[str] = set()
    for name in reads[move.name]:
        earlier, number = scenario.moves.get(name), scenario.parameters.get(name)
        if earlier is not None and move.sees - earlier.sees:
            found |= {name, *_shown_by(scenario, earlier, reads)}
        elif number is not None and number.known_to is not None and move.sees - number.known_to:
            found.add(name)
    return frozenset(found)


def _reasons(scenario: Scenario) -> _Reasons:
    reads: dict[str, set[str]] = {name: set() for name in scenario.moves}
    joined: list[Addend] = []
    for one in placed(scenario):
        if one.kind in PASSED_ON and one.move is not None:
            reads[one.move.name] |= {*moves_of(one.formula), *names_of(one.formula)}
        elif one.kind == "payoff":
            parts = addends(root_of(one.formula))
            joined += [(one.owner, frozenset((*part.moves, *columns_of(part)))) for part in parts]
    plain = {name: frozenset(found) for name, found in reads.items()}
    deciding = [name for name, move in scenario.moves.items() if _decides(move)]
    order = list(scenario.moves)
    changed = {name: _changed(scenario, name, order, plain) for name in deciding}
    return _Reasons(scenario, plain, changed, tuple(joined))


def _changed(
    scenario: Scenario, decision: str, order: Sequence[str], reads: dict[str, frozenset[str]]
) -> frozenset[str]:
    found, seeing = {decision}, set(scenario.moves[decision].sees)
    for name in order[order.index(decision) + 1 :]:
        move = scenario.moves[name]
        if reads[name] & found or (_decides(move) and move.actor in seeing):
            found.add(name)
            seeing |= move.sees
    return frozenset(found)


def _doubt(told: str, name: str, who: str, key: str, span: Span) -> Doubt:
    what = f"Nobody has a reason to act on {told}, so nobody can learn anything of it."
    expected = "Expected a payoff that joins it with a move that whoever is paid can still change."
    fix = f"Name it in a payoff of {who} beside a later move, or delete `{key}:`."
    return Doubt(Problem("S455", what, expected, fix, span), name, in_all=True)
