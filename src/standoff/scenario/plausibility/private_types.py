"""Private types that change nothing that anybody does, so that nobody can ever learn anything of them.

A private type is a number with `known_to:`, or a chance move that some of those who decide later see and
others do not. Others learn of it from what is done because of it; that needs somebody who knows it, or
sees a chance that goes by it, and has a reason: a part of their own payoff that joins the type, or such a
chance, with a move that one of their own decisions still changes. Their own decision is such a move, and
so is what is made, chanced or believed after it, and whatever is decided by somebody who sees one of
these. Who is paid by a type without knowing it plays by a belief, whatever is true. Where nobody who
knows has such a reason, the answers are those of a type that nobody knows. Endings and measures may read
it all the same: they only count.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from standoff.errors import Problem, Span
from standoff.expressions import moves_of, names_of
from standoff.expressions.partial_evaluation import root_of
from standoff.scenario.plausibility.cases import Case, Doubt
from standoff.scenario.plausibility.formulas import CONSEQUENCES, addends, columns_of, placed
from standoff.scenario.plausibility.influence import changed_by, counting, decides, reads_of, showing
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
        """Whether somebody who knows what is secret, or sees a chance by it, has a reason to act on it."""
        shown = self._shown(secret)
        if any(self.reads[name] & shown for name in self.changed):
            return True  # whose turn it is, or what is open, follows from it
        return any(
            self.scenario.moves[name].actor == owner and parts & changed and self._knows(owner, name, shown)
            for owner, parts in self.addends
            if parts & shown
            for name, changed in self.changed.items()
        )

    def _knows(self, actor: str, decision: str, secret: Set[str]) -> bool:
        """Whether an actor who decides knows some of what is secret by then."""
        for name, move in self.scenario.moves.items():
            if name == decision:
                break
            if name in secret and actor in move.sees:
                return True
        numbers = (self.scenario.parameters[name] for name in secret if name in self.scenario.parameters)
        return any(actor in (made.known_to or ()) for made in numbers)

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
        hinting = frozenset[str]().union(*(_made_of(scenario, name) for name in _joined(scenario, made.name)))
        if names & used and not reasons.count(names | hinting):
            who = knowers(made, scenario.actors)
            yield _doubt(f"the private number `{made.name}`", made.name, who, "known_to: nobody", made.span)
    alive = _alive(scenario) if moves else frozenset()
    for move in moves:
        secret = {move.name, *_shown_by(scenario, move, reasons.reads)}
        if move.name in alive and not reasons.count(secret):
            who = knowers_of(scenario, move)
            yield _doubt(f"`{move.name}` (only {who})", move.name, who, "seen_by: []", move.span)


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


def _is_type(scenario: Scenario, move: Move) -> bool:
    """A chance move that some who decide later see, and some do not."""
    if move.actor is not None or move.state or move.off or move.fixed is not None:
        return False
    order = list(scenario.moves)
    later = [scenario.moves[name] for name in order[order.index(move.name) + 1 :]]
    deciding = {one.actor for one in later if one.actor is not None and decides(one)}
    return bool(deciding & move.sees) and bool(deciding - move.sees)


def _made_of(scenario: Scenario, name: str) -> frozenset[str]:
    """The number, and all that is worked out from it."""
    found = {name}
    for other, made in scenario.parameters.items():  # derived ones stand behind their inputs
        if made.derived is not None and found.intersection(names_of(made.derived)):
            found.add(other)
    return frozenset(found)


def _joined(scenario: Scenario, name: str) -> frozenset[str]:
    """Private numbers that are correlated with one: who knows it knows something of them."""
    pairs = [{pair.a, pair.b} for pair in scenario.correlations if name in (pair.a, pair.b)]
    others = frozenset[str]().union(*pairs) - {name}
    return frozenset(other for other in others if scenario.parameters[other].known_to is not None)


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
    joined: list[Addend] = []
    for one in placed(scenario):
        if one.kind == "payoff":
            parts = addends(root_of(one.formula))
            joined += [(one.owner, frozenset((*part.moves, *columns_of(part)))) for part in parts]
    return _Reasons(scenario, reads_of(scenario), changed_by(scenario), tuple(joined))


def _doubt(told: str, name: str, who: str, unknown: str, span: Span) -> Doubt:
    what = f"Nobody who knows {told} has a reason to act on it, so nobody else can learn anything of it."
    expected = "Expected a payoff of theirs that joins it with a move that they can still change."
    fix = f"Name it in a payoff of {who} beside a later move, or say `{unknown}`: the answers are the same."
    return Doubt(Problem("S455", what, expected, fix, span), name, in_all=True)
