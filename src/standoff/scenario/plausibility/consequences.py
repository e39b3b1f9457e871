"""What changes nothing: moves, options, actors, payoff terms and parameters on which nothing depends.

Read off the formulas alone. Two options have the same consequences where no guard, chance, payoff,
ending or process tells them apart. A decision has none for what follows where no guard, chance,
ending or process reads it and no payoff joins it with another move: whoever moves later has the same
reasons whatever was chosen, and learns nothing from it, since whoever chose had no reason to choose
otherwise in another case. It may be joined with a lot drawn before, or with a private number, of which
whoever decides later learns nothing by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from standoff.errors import Problem, Span
from standoff.expressions import Expression, key, moves_of, names_of, payoffs_of, settle
from standoff.expressions.nodes import ZERO, Node
from standoff.expressions.partial_evaluation import root_of
from standoff.scenario.plausibility.cancellation import cancelled
from standoff.scenario.plausibility.cases import Case, Doubt, place_of
from standoff.scenario.plausibility.formulas import CONSEQUENCES, Placed, addends, columns_of, placed
from standoff.scenario.plausibility.influence import PASSED_ON, counting, in_vain, showing, unread_states
from standoff.scenario.plausibility.unheeded import constant_terms, idle_parameter, unheeded_terms
from standoff.scenario.records import Move, Term

SILENT = ("guard", "chance", "belief", "process", "ending")


def idle(case: Case) -> Iterator[Doubt]:
    """Doubts about what nothing depends on, in the order of the sections."""
    found = tuple(one for one in placed(case.scenario) if one.kind in CONSEQUENCES)
    alive = counting(case.scenario)
    yield from _actors(case)
    unmade = frozenset(name for name in case.scenario.moves if _never_made(case, name))
    told: dict[str, list[Doubt]] = {move.name: [] for move in case.scenario.moves.values() if not move.state}
    for doubt in _unmade(case, unmade):
        told.get(doubt.about, []).append(doubt)
    for move in case.scenario.moves.values():
        if move.name not in unmade and not move.off and not move.state:
            told[move.name] += _move(case, move, found, alive)
    yield from _of_all_stages(case, told)
    yield from unread_states(case)
    dead = _dead_terms(case)
    yield from map(_zero, dead)
    unheeded = unheeded_terms(case, dead)
    yield from constant_terms(case, unheeded)
    yield from _parameters(case, unmade, dead, unheeded)


def _of_all_stages(case: Case, told: Mapping[str, Sequence[Doubt]]) -> Iterator[Doubt]:
    """Doubts about moves; about one of a repeated block only what is so in each of its stages, once."""
    stages: dict[tuple[str, Span], list[str]] = {}
    for name in told:
        move = case.scenario.moves[name]
        if move.block:
            stages.setdefault((move.block, move.span), []).append(name)
        else:
            yield from told[name]
    for names in stages.values():
        codes = [{doubt.problem.code for doubt in told[name]} for name in names]
        in_all = frozenset.intersection(*map(frozenset, codes))
        yield from (doubt for doubt in told[names[0]] if doubt.problem.code in in_all)


def _actors(case: Case) -> Iterator[Doubt]:
    """Actors who make no move and whose payoffs no measure reads: who only sees and believes, too."""
    measures = case.scenario.measures.values()
    formulas = [formula for m in measures for formula in (m.what, m.given) if formula is not None]
    read = {actor for formula in formulas for actor, _ in payoffs_of(formula)}
    for name, actor in case.scenario.actors.items():
        moves = any(move.actor == name for move in case.scenario.moves.values())
        if moves or name in read:
            continue
        has = "and nothing reads its payoffs" if case.scenario.payoffs.get(name) else "and has no payoffs"
        comma = "," if "nothing" in has else ""
        what = f"The actor `{name}` makes no move{comma} {has}."
        fix = "Give it a move, or a measure of what it gets, or delete it: it changes nothing."
        yield Doubt(Problem("S440", what, "", fix, actor.span), name, in_all=True)


def _never_made(case: Case, name: str) -> bool:
    if case.scenario.moves[name].off:
        return True
    found = case.histories((name,))
    return found is not None and all(history[name] is None for history in found)


def _unmade(case: Case, unmade: frozenset[str]) -> Iterator[Doubt]:
    for name in case.scenario.moves:
        if name not in unmade:
            continue
        move = case.scenario.moves[name]
        what = f"The move `{name}` is never made: its `when` can never hold."
        if move.off:
            what = f"The move `{name}` is never made: every reading switches it off."
        fix = "Mend the condition, or delete the move."
        at = place_of(move.when, move.span) if move.when is not None else move.span
        past = None if move.off else case.histories((name,), unlikely=True)
        wrong = past is not None and all(history[name] is None for history in past)
        yield Doubt(Problem("S441", what, "", fix, at), name, wrong, in_all=True)


def _move(case: Case, move: Move, found: Sequence[Placed], alive: frozenset[str]) -> Iterator[Doubt]:
    readers = [one for one in found if move.name in moves_of(one.formula)]
    if not readers and move.name in showing(case.scenario, alive):
        return
    if not readers:
        measured = any(
            move.name in moves_of(f) for m in case.scenario.measures.values() for f in (m.what, m.given) if f
        )
        what = f"Nothing depends on the move `{move.name}`"
        what += ": only measures look at it." if measured else "."
        fix = "Let a payoff, a chance, a guard or an ending name it, or delete it."
        yield Doubt(Problem("S442", what, "", fix, move.span), move.name, in_all=True)
        return
    problem = in_vain(move, readers, alive)
    if problem is not None:
        yield Doubt(problem, move.name, in_all=True)
        return
    yield from _never_open(case, move)
    if move.actor is not None and _is_aside(case, move, readers):
        what = f"Nothing that anybody does after `{move.name}` depends on it."
        expected = "No payoff joins it with another move: what is measured under its options comes out alike."
        fix = f"Let later payoffs, chances or guards name `{move.name}`, if it is to change what follows."
        yield Doubt(Problem("S442", what, expected, fix, move.span), move.name, in_all=True)
    if move.actor is None:  # what a chance move can show is reason enough for an option
        readers = [*readers, *(one for one in placed(case.scenario) if one.kind == "measure")]
    yield from _options(move, [one for one in readers if _counts(one, alive)])


def _counts(one: Placed, alive: frozenset[str]) -> bool:
    """Whether something comes of a formula: not where it belongs to a move on which nothing depends."""
    return one.kind not in PASSED_ON or one.move is None or one.move.name in alive


def _never_open(case: Case, move: Move) -> Iterator[Doubt]:
    """Options whose condition can never hold where the move is made."""
    past = case.histories({move.name})
    for option, condition in move.open_when.items():
        if past is not None and move.fixed is None and all(history[move.name] != option for history in past):
            what = f"The option `{option}` of `{move.name}` is never open: its `when` can never hold."
            fix = "Mend the condition, or delete the option."
            at = place_of(condition, move.span)
            yield Doubt(Problem("S475", what, "", fix, at), f"{move.name} {option}", in_all=True)


def _is_aside(case: Case, move: Move, readers: Sequence[Placed]) -> bool:
    """Whether a decision changes its own payoffs alone, and somebody decides after it."""
    order = list(case.scenario.moves)
    at = order.index(move.name)
    later = [case.scenario.moves[name] for name in order[at + 1 :]]
    deciding = {m.actor for m in later if m.actor is not None and not m.off and m.fixed is None}
    if not deciding or any(one.kind in SILENT for one in readers):
        return False
    learning = (deciding & move.sees) - {move.actor}
    return all(
        all(name == move.name or _is_lot(case, name, order[:at], learning) for name in addend.moves)
        and all(_is_known(case, name, learning) for name in columns_of(addend))
        for one in readers
        for addend in addends(root_of(one.formula))
        if move.name in addend.moves
    )


def _is_lot(case: Case, name: str, earlier: Sequence[str], learning: Set[str]) -> bool:
    """Whether a move was made before by chance alone, and nobody who sees what is chosen learns of it."""
    move = case.scenario.moves[name]
    formulas = [*move.conditions, *(f for f in (move.chance or {}).values() if f is not None)]
    alone = move.actor is None and not any(moves_of(formula) for formula in formulas)
    return name in earlier and alone and learning <= move.sees


def _is_known(case: Case, name: str, learning: Set[str]) -> bool:
    """Whether those who see what is chosen know a number without it."""
    numbers, waiting = case.scenario.parameters, [name]
    while waiting:
        made = numbers[waiting.pop()]
        if made.known_to is not None and not learning <= made.known_to:
            return False
        waiting += names_of(made.derived) if made.derived is not None else ()
    return True


def _options(move: Move, readers: Sequence[Placed]) -> Iterator[Doubt]:
    """Options under which every formula that reads the move says the same."""
    classes: dict[tuple[str, ...], list[str]] = {}
    for option in move.options:
        said = tuple(key(settle(one.formula, {move.name: option})) for one in readers)
        classes.setdefault(said, []).append(option)
    for alike in classes.values():
        if len(alike) < 2:
            continue
        listed = ", ".join(f"`{option}`" for option in alike[:-1]) + f" and `{alike[-1]}`"
        what = f"The options {listed} of `{move.name}` have the same consequences: nothing tells them apart."
        fix = "Let a payoff, a chance, a guard or an ending name one of them, or make them one option."
        yield Doubt(Problem("S443", what, "", fix, move.span), f"{move.name} {alike[0]}", in_all=True)


def _dead_terms(case: Case) -> list[Term]:
    """Payoff terms that are 0 however play goes, though they say something."""
    return [
        term
        for terms in case.scenario.payoffs.values()
        for term in terms.values()
        if term.expression.text.strip() != "0"
        and all(_left(one).key == ZERO.key for one in case.settled(term.expression))
    ]


def _left(formula: Expression) -> Node:
    return cancelled(root_of(formula))


def _zero(term: Term) -> Doubt:
    what = f"The payoff term `{term.name}` of `{term.actor}` is 0 however play goes."
    fix = "Mend its condition, or delete the term."
    at = place_of(term.expression, term.span)
    return Doubt(Problem("S444", what, "", fix, at), f"{term.actor} {term.name}", in_all=True)


def _parameters(
    case: Case, unmade: frozenset[str], dead: Sequence[Term], unheeded: Sequence[Term]
) -> Iterator[Doubt]:
    """Parameters that stand only in formulas that nobody ever comes to."""
    scenario = case.scenario
    alive: set[str] = set(scenario.play.precision.values())
    named: set[str] = set()
    zero = {id(term.expression) for term in dead}
    unheard = {id(term.expression) for term in unheeded}
    fixed = {name for name, made in scenario.parameters.items() if made.draw and made.draw.is_constant}
    movers = {move.actor for move in scenario.moves.values()}
    for one in placed(scenario):
        if one.kind == "parameter":
            continue
        named |= set(names_of(one.formula))
        names = set(columns_of(cancelled(root_of(one.formula))))
        unplayed = one.move is not None and one.move.name in unmade
        unmoved = one.kind == "belief" and one.owner not in movers
        if not unplayed and not unmoved and id(one.formula) not in zero:
            alive |= names if id(one.formula) not in unheard else names & fixed
    for move in scenario.moves.values():
        if move.dates is not None:
            alive |= {d for d in (move.dates.start, move.dates.end) if isinstance(d, str)}
    for name in reversed(list(scenario.parameters)):
        derived = scenario.parameters[name].derived
        if derived is not None and name in named:
            named |= set(names_of(derived))
        if derived is not None and name in alive:
            alive |= set(columns_of(cancelled(root_of(derived))))
    for name in scenario.parameters:
        if name in named and name not in alive:
            yield idle_parameter(scenario.parameters[name], unheeded)
