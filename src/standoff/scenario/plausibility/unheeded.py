"""Payoff terms that move nobody: whoever is paid cannot change them, and no measure reads them.

A term that is the same whatever an actor chooses shifts what it gets and no choice of its own; nobody
else is moved by it either. Whether a choice changes a term is read off all histories of its moves: it
does not where the term is the same in all that agree in what the actor cannot change. What somebody
suffers by what others do may stand in the text for completeness: told are only terms that are the same
in every play, and numbers that stand in nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from standoff.errors import Problem
from standoff.expressions import moves_of, names_of, payoffs_of, settle
from standoff.expressions.partial_evaluation import root_of
from standoff.scenario.plausibility.cancellation import cancelled
from standoff.scenario.plausibility.cases import Case, Doubt, History, place_of
from standoff.scenario.plausibility.influence import changed_by
from standoff.scenario.plausibility.private_types import idle_types
from standoff.scenario.records import Parameter, Scenario, Term


def unheeded_terms(case: Case, dead: Sequence[Term]) -> list[Term]:
    """Terms of actors who move, which they cannot change and nothing reads.

    Left out are those that are 0, and those by a private type that nobody can act on: it is told itself.
    """
    types = {doubt.about for doubt in idle_types(case)}
    scenario, changed = case.scenario, changed_by(case.scenario)
    formulas = [f for m in scenario.measures.values() for f in (m.what, m.given) if f is not None]
    read = {pair for formula in formulas for pair in payoffs_of(formula)}
    found = []
    for actor, terms in scenario.payoffs.items():
        moves = [move.name for move in scenario.moves.values() if move.actor == actor]
        own = frozenset[str]().union(*(changed.get(name, frozenset()) for name in moves))
        for term in terms.values():
            told = term in dead or types.intersection(_named(term))
            asked = not moves or (actor, None) in read or (actor, term.name) in read
            if not asked and not told and _is_sure(scenario, term) and _is_beyond(case, term, own):
                found.append(term)
    return found


def _named(term: Term) -> tuple[str, ...]:
    return (*names_of(term.expression), *moves_of(term.expression))


def _is_sure(scenario: Scenario, term: Term) -> bool:
    """Whether it says something, and nothing in it is there for what-ifs alone."""
    named = [scenario.parameters[name].unverified for name in names_of(term.expression)]
    named += [scenario.moves[name].unverified for name in moves_of(term.expression)]
    return term.expression.text.strip() != "0" and not any(named)


def _is_beyond(case: Case, term: Term, own: frozenset[str]) -> bool:
    """Whether a term is the same wherever the moves outside of `own` are the same."""
    needed = set(moves_of(term.expression))
    here, changing = case.histories(needed), needed & own
    if here is not None and _varies(term, here, needed - own, changing):
        return False  # where the same moves are made it varies already
    waiting = list(changing)
    while waiting:  # whether a move is made follows from what its conditions name
        conditions = case.scenario.moves[waiting.pop()].conditions
        more = {name for one in conditions for name in moves_of(one)} - needed
        needed |= more
        waiting += [name for name in more if name in own]
    past = case.histories(needed, unlikely=True)
    if past is None:
        return not changing
    return not _varies(term, past, needed - own, frozenset())


def _varies(term: Term, past: Sequence[History], same: Set[str], made: Set[str]) -> bool:
    """Whether a term differs between histories with the `same` options, in which `made` are made or not."""
    values: dict[tuple[str | bool | None, ...], str] = {}
    for history in past:
        at = (*(history[name] for name in sorted(same)), *(history[name] is None for name in sorted(made)))
        said = _said(term, history)
        if values.setdefault(at, said) != said:
            return True
    return False


def _said(term: Term, history: History) -> str:
    return cancelled(root_of(settle(term.expression, history))).key


def constant_terms(case: Case, terms: Sequence[Term]) -> Iterator[Doubt]:
    """Doubts about those that are the same in every play: they shift what is paid, and nothing else."""
    for term in terms:
        past = case.histories(moves_of(term.expression), unlikely=True)
        if past is None or len({_said(term, history) for history in past}) > 1:
            continue
        what = f"The payoff term `{term.name}` of `{term.actor}` is the same in every play, "
        what += "and no measure reads it."
        fix = f"Let it depend on what is done, measure `payoff({term.actor})`, or delete it."
        at = place_of(term.expression, term.span)
        yield Doubt(Problem("S477", what, "", fix, at), f"{term.actor} {term.name}", in_all=True)


def idle_parameter(made: Parameter, terms: Sequence[Term]) -> Doubt:
    """The doubt about a number that stands in such terms alone, or where it is never played or cancels."""
    own = [f"`{term.name}` of `{term.actor}`" for term in terms if made.name in names_of(term.expression)]
    why = "what names it is never played, always 0 or cancels"
    if own:
        why = f"no choice of whoever is paid it changes {' or '.join(own)}, and no measure reads that"
    what = f"The parameter `{made.name}` reaches nothing: {why}."
    fix = "Mend the move, belief or payoff term that names it, or delete it."
    return Doubt(Problem("S445", what, "", fix, made.span), made.name, in_all=True)
