"""The same scenario with another structure: who knows what, who moves first, how precisely all play.

Each variant changes one assumption that is no number. Information is changed by adding or taking away
actors from those who see a chance move; order by letting two decisions that follow one another, and do
not refer to each other, be made the other way round or at the same time. What the text's rules forbid
(a mover that would not know whether it is its turn) is no variant.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from standoff.compiler import compile_scenario
from standoff.draws.cells import MOST as MOST_CELLS
from standoff.draws.correlating import groups
from standoff.expressions import moves_of
from standoff.findings.context import CHUNK, Floats
from standoff.scenario.build.draft import title_of
from standoff.scenario.records import Move, Parameter, Scenario
from standoff.study.rows import PreparedReading, prepare_reading, rows_at, with_processes

FACTORS = ((0.5, "half as precise"), (2.0, "twice as precise"), (4.0, "four times as precise"))


@dataclass(frozen=True, slots=True)
class Variant:
    """One assumption of structure, changed.

    kind : precision, knowledge, order or belief; title : what is otherwise, in words
    scenario : the changed text's record, or None where only the precision is changed by `factor`
    """

    kind: str
    title: str
    scenario: Scenario | None
    factor: float = 1.0


def variants_of(scenario: Scenario) -> tuple[Variant, ...]:
    """All variants of one reading, in a fixed order."""
    scenario = scenario.as_written or scenario  # the compiler's own moves are no assumptions of the text
    changed = (*_knowledge(scenario), *_private(scenario), *_orders(scenario), *_beliefs(scenario))
    return (*_precisions(scenario), *changed)


def revelations_of(scenario: Scenario) -> Iterator[tuple[str, str, Scenario]]:
    """For each actor and chance move hidden from it: the two names, and the scenario in which it sees it.

    Everybody knows that it does.
    """
    scenario = scenario.as_written or scenario
    for move in hidden_chances(scenario):
        for actor in blind_of(scenario, move):
            yield actor, move.name, seen_by(scenario, move, move.sees | {actor})


def hidden_chances(scenario: Scenario) -> list[Move]:
    """Chance moves that are open and hidden from somebody who decides something later."""
    return [
        move
        for move in scenario.moves.values()
        if move.chance is not None and _open(move) and blind_of(scenario, move)
    ]


def blind_of(scenario: Scenario, move: Move) -> list[str]:
    """Actors that decide something after a move and do not see it, in the order of the text."""
    names = list(scenario.moves)
    later = {
        scenario.moves[name].actor
        for name in names[names.index(move.name) + 1 :]
        if _open(scenario.moves[name])
    }
    return [actor for actor in scenario.actors if actor in later and actor not in move.sees]


def seen_by(scenario: Scenario, move: Move, actors: frozenset[str]) -> Scenario:
    """The scenario with other actors seeing a move."""
    return _with(scenario, dataclasses.replace(move, sees=actors))


def rows_of_variant(
    made: PreparedReading, variant: Variant, columns: Mapping[str, Floats], *, seed: int, n_draws: int
) -> pl.DataFrame:
    """The variant solved over the same draws: rows as in the run's parts.

    Parameters
    ----------
    columns : float64[draw] of every parameter and output of a process of the unchanged reading

    Raises
    ------
    StandoffError
        S6xx what cannot be compiled.
    """
    if variant.scenario is None:
        return _rows_at_precision(made, variant.factor, columns, n_draws)
    changed = prepare_reading(compile_scenario(variant.scenario))
    known = with_processes(changed.compiled, columns, n_draws=n_draws, seed=seed)
    return rows_at(changed, known, chunk=CHUNK, first=0, n_draws=n_draws)


def _rows_at_precision(
    made: PreparedReading, factor: float, columns: Mapping[str, Floats], n_draws: int
) -> pl.DataFrame:
    """Precisions are columns of their own here: other uses of the same parameter keep their value."""
    game = made.compiled.game
    renamed = {name: f"{name} times {factor:g}" for name in game.precision if name is not None}
    precision = tuple(None if name is None else renamed[name] for name in game.precision)
    changed = dataclasses.replace(made.compiled, game=dataclasses.replace(game, precision=precision))
    known = {**columns, **{new: factor * columns[old] for old, new in renamed.items()}}
    at = dataclasses.replace(made, compiled=changed)
    return rows_at(at, known, chunk=CHUNK, first=0, n_draws=n_draws)


def _precisions(scenario: Scenario) -> Iterator[Variant]:
    if not scenario.play.sharp:
        for factor, says in FACTORS:
            yield Variant("precision", f"Everybody plays {says}", None, factor)


def _knowledge(scenario: Scenario) -> Iterator[Variant]:
    for move in hidden_chances(scenario):
        blind = blind_of(scenario, move)
        revealed = seen_by(scenario, move, frozenset(scenario.actors))
        yield Variant("knowledge", f"Known to all: {move.title}", revealed)
        if len(blind) > 1:
            for actor in blind:
                title = f"Known to {scenario.actors[actor].title} too: {move.title}"
                yield Variant("knowledge", title, seen_by(scenario, move, move.sees | {actor}))
        if move.sees and all(_may_be_blind(scenario, move, actor) for actor in move.sees):
            yield Variant("knowledge", f"Known to nobody: {move.title}", seen_by(scenario, move, frozenset()))


def _private(scenario: Scenario) -> Iterator[Variant]:
    """Private numbers that all know, and cut into twice as many cells (nine at most)."""
    private = {name for name, made in scenario.parameters.items() if made.known_to is not None}
    together = [set(group) & private for group in groups(scenario.correlations)]
    joint = {name for names in together if len(names) > 1 for name in names}  # nine cells at most already
    for name, made in scenario.parameters.items():
        if made.known_to is None or made.draw is None:
            continue
        title = title_of(name)
        known = dataclasses.replace(made, known_to=None)
        yield Variant("knowledge", f"Known to all: {title}", _with_number(scenario, known))
        cells = min(2 * made.cells, MOST_CELLS)
        if cells > made.cells and name not in joint:
            finer = dataclasses.replace(made, cells=cells)
            said = f"{title} in {cells} cells in place of {made.cells}"
            yield Variant("knowledge", said, _with_number(scenario, finer))


def _with_number(scenario: Scenario, made: Parameter) -> Scenario:
    return dataclasses.replace(scenario, parameters={**scenario.parameters, made.name: made})


def _may_be_blind(scenario: Scenario, move: Move, actor: str) -> bool:
    """Whether an actor knows when it is its turn without seeing a move."""
    mine = [condition for m in scenario.moves.values() if m.actor == actor for condition in m.conditions]
    return not any(move.name in moves_of(condition) for condition in mine)


def _orders(scenario: Scenario) -> Iterator[Variant]:
    open_ = [move for move in scenario.moves.values() if _open(move)]
    for first, second in pairwise(open_):
        if not _exchangeable(first, second):
            continue
        one, two = first.title, second.title
        if second.name in first.together:
            yield Variant("order", f"First “{one}”, then “{two}”", _apart(scenario, first, second))
            yield Variant(
                "order",
                f"First “{two}”, then “{one}”",
                _turned(_apart(scenario, first, second), first, second),
            )
        else:
            yield Variant("order", f"First “{two}”, then “{one}”", _turned(scenario, first, second))
            if not first.together and not second.together:
                yield Variant(
                    "order", f"At the same time: “{one}” and “{two}”", _at_once(scenario, first, second)
                )


def _exchangeable(first: Move, second: Move) -> bool:
    """Whether two moves in a row are decisions of two actors that do not refer to each other."""
    if first.actor is None or second.actor is None or first.actor == second.actor:
        return False
    reads = any(first.name in moves_of(condition) for condition in second.conditions)
    return not reads and first.dates == second.dates


def _turned(scenario: Scenario, first: Move, second: Move) -> Scenario:
    """The two moves the other way round; what stands between them is skipped in any case."""
    names = list(scenario.moves)
    i, j = names.index(first.name), names.index(second.name)
    names[i], names[j] = names[j], names[i]
    return dataclasses.replace(scenario, moves={name: scenario.moves[name] for name in names})


def _at_once(scenario: Scenario, first: Move, second: Move) -> Scenario:
    one = dataclasses.replace(first, together=frozenset({second.name}))
    return _with(scenario, one, dataclasses.replace(second, together=frozenset({first.name})))


def _apart(scenario: Scenario, first: Move, second: Move) -> Scenario:
    one = dataclasses.replace(first, together=first.together - {second.name})
    return _with(scenario, one, dataclasses.replace(second, together=second.together - {first.name}))


def _beliefs(scenario: Scenario) -> Iterator[Variant]:
    believers = [
        a for a in scenario.actors if any(a in m.believed for m in scenario.moves.values() if _open(m))
    ]
    for actor in believers:
        title = f"What {scenario.actors[actor].title} believes is true"
        yield Variant("belief", title, _undeceived(scenario, {actor}))
    if len(believers) > 1:
        yield Variant("belief", "What everybody believes is true", _undeceived(scenario, set(believers)))


def _undeceived(scenario: Scenario, actors: set[str]) -> Scenario:
    changed = [
        dataclasses.replace(move, believed={a: own for a, own in move.believed.items() if a not in actors})
        for move in scenario.moves.values()
        if move.believed
    ]
    return _with(scenario, *changed)


def _with(scenario: Scenario, *changed: Move) -> Scenario:
    moves = {**scenario.moves, **{move.name: move for move in changed}}
    return dataclasses.replace(scenario, moves=moves)


def _open(move: Move) -> bool:
    return not move.off and move.fixed is None
