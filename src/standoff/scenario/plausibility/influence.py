"""What a move leads to: through the chances, conditions and beliefs of later moves to what is paid or read.

A move counts where a payoff, an ending, a process, a measure or a conclusion reads it, or where the
chance, the condition or the belief of another move reads it that itself counts. So a chain of moves at
whose end nothing stands is seen as a whole. A carried state is no choice and no chance of its own: it
counts only if something reads it in the end, in any of its stages.

A chance also counts where it shows something: where its probabilities depend on a move, or on a private
number, that counts and that somebody does not know who sees the chance and decides later. A choice does
not count for that alone: who pays nothing for it chooses alike whatever is hidden, and shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from standoff.errors import Problem, Span
from standoff.expressions import moves_of, names_of
from standoff.scenario.plausibility.cases import Case, Doubt
from standoff.scenario.plausibility.formulas import Placed, placed
from standoff.scenario.records import Move, Scenario

PASSED_ON = ("guard", "chance", "belief")  # what reads a move in these places is itself a move's


def counting(scenario: Scenario) -> frozenset[str]:
    """The moves that some payoff, ending, process, measure or question depends on, directly or not."""
    found = placed(scenario)
    alive = {move for one in found if one.kind not in PASSED_ON for move in moves_of(one.formula)}
    for question in scenario.questions.values():
        asked = (question.asks, *((question.given,) if question.given is not None else ()))
        alive |= {move for formula in asked for move in moves_of(formula)}
    alive |= {move for known in scenario.happened.values() for move in moves_of(known.event)}
    passed: dict[str, set[str]] = {}
    for one in found:
        if one.kind in PASSED_ON and one.move is not None:
            passed.setdefault(one.move.name, set()).update(moves_of(one.formula))
    waiting = list(alive)
    while waiting:
        while waiting:
            more = passed.get(waiting.pop(), set()) - alive
            alive |= more
            waiting += more
        waiting = sorted(showing(scenario, alive) - alive)
        alive |= set(waiting)
    return frozenset(alive)


def showing(scenario: Scenario, alive: Set[str]) -> frozenset[str]:
    """Chance moves from which somebody who decides later learns something that counts."""
    order, found = list(scenario.moves), set()
    for one in placed(scenario):
        if one.kind != "chance" or one.move is None or one.move.state:
            continue
        later = (scenario.moves[name] for name in order[order.index(one.move.name) + 1 :] if name in alive)
        learners = {m.actor for m in later if m.actor is not None and m.actor in one.move.sees}
        shown = [scenario.moves[name].sees for name in moves_of(one.formula) if name in alive]
        private = (scenario.parameters[name].known_to for name in names_of(one.formula))
        shown += [known for known in private if known is not None]
        if any(learners - known for known in shown):
            found.add(one.move.name)
    return frozenset(found)


def in_vain(move: Move, readers: Sequence[Placed], alive: frozenset[str]) -> Problem | None:
    """A move that others read, none of which leads to anything."""
    if move.name in alive:
        return None
    others = list(dict.fromkeys(one.move.name for one in readers if one.move is not None))
    listed = ", ".join(f"`{name}`" for name in others)
    so = "on which nothing depends" if len(others) == 1 else "on none of which anything depends"
    what = f"Nothing depends on the move `{move.name}`: it only changes {listed}, {so}."
    fix = "Let a payoff or an ending name what it changes, or delete it."
    return Problem("S442", what, "", fix, move.span)


def unread_states(case: Case) -> Iterator[Doubt]:
    """Carried states that nothing reads: neither play nor an ending, a measure or a conclusion."""
    alive = counting(case.scenario)
    for block in case.scenario.blocks.values():
        for inner in block.states:
            names = [block.move(inner, stage.number) for stage in block.stages]
            made = [case.scenario.moves[name] for name in names if name in case.scenario.moves]
            if made and not any(move.name in alive for move in made):
                yield _unread(f"{block.name}.{inner}", made[0].span)


def _unread(name: str, span: Span) -> Doubt:
    what = f"Nothing reads the carried state `{name}`."
    fix = "Let a payoff, a chance, a condition, an ending or a measure name it, or delete it."
    return Doubt(Problem("S454", what, "", fix, span), name, in_all=True)


def events_of(scenario: Scenario) -> Mapping[str, frozenset[str]]:
    """The moves that each ending depends on: those of its own condition and of all before it."""
    found: dict[str, frozenset[str]] = {}
    before: frozenset[str] = frozenset()
    for name, ending in scenario.endings.items():
        own = frozenset(() if ending.condition is None else moves_of(ending.condition))
        before |= own
        found[name] = before
    return found


def decides(move: Move) -> bool:
    """Whether somebody has a choice there."""
    return move.actor is not None and not move.off and move.fixed is None and len(move.options) > 1


def reads_of(scenario: Scenario) -> dict[str, frozenset[str]]:
    """By move, the moves and numbers that its condition, chance and beliefs name."""
    found: dict[str, set[str]] = {name: set() for name in scenario.moves}
    for one in placed(scenario):
        if one.kind in PASSED_ON and one.move is not None:
            found[one.move.name] |= {*moves_of(one.formula), *names_of(one.formula)}
    return {name: frozenset(names) for name, names in found.items()}


def changed_by(scenario: Scenario) -> dict[str, frozenset[str]]:
    """By decision, the moves that may go otherwise after it, itself among them."""
    order, reads = list(scenario.moves), reads_of(scenario)
    deciding = [name for name, move in scenario.moves.items() if decides(move)]
    return {name: _changed(scenario, name, order, reads) for name in deciding}


def _changed(
    scenario: Scenario, decision: str, order: Sequence[str], reads: dict[str, frozenset[str]]
) -> frozenset[str]:
    found, seeing = {decision}, set(scenario.moves[decision].sees)
    for name in order[order.index(decision) + 1 :]:
        move = scenario.moves[name]
        if reads[name] & found or (decides(move) and move.actor in seeing):
            found.add(name)
            seeing |= move.sees
    return frozenset(found)
