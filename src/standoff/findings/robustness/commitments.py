"""What an actor gets if it commits to an option, draw by draw: the table behind robustness and information.

*Solving again*: the option is fixed at its move and all know it, so that everybody, the actor at its
other moves too, plays the game that is left. *Fixed*: everybody's play stays as it is without the
commitment, the actor's own at its other moves too; only the option at this one move is replaced,
wherever the move is made. The difference between the two is what the others' answer is worth. Both are
the true expected payoff at the start, in which beliefs that differ from the truth count for play only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.compiler import compile_scenario, expected_totals
from standoff.errors import StandoffError
from standoff.expressions import both, opposite
from standoff.findings.context import CHUNK, Context, Floats, columns_at, drawn_of
from standoff.findings.decision_points import Place, places_of
from standoff.findings.margins import SLOW_DRAWS, Bools, is_slow, play_at
from standoff.findings.per_reading import each_reading, moves_of
from standoff.game import BoundGame, bind
from standoff.game.records import SOLVED
from standoff.solvers import solve
from standoff.solvers.reference import edge_probability, node_values
from standoff.study.progress import Progress
from standoff.study.rows import PreparedReading, prepare_reading, with_processes

if TYPE_CHECKING:
    from standoff.compiler import Compiled
    from standoff.scenario.records import Move

NOTHING_TO_PLAY = "S606"
READ = 3072  # draws: the value of knowing one number needs a thousand a bin


@dataclass(frozen=True, slots=True)
class Commitment:
    """One actor's options at one move, without those that are open at none of its decisions there.

    again, fixed : float64[draw, option], the actor's payoff with the others solving again, and with
        play kept
    failed_again, failed_fixed : bool[draw], a draw in which some option has no answer
    """

    actor: str
    move: str
    options: tuple[str, ...]
    reach: float
    again: Floats
    fixed: Floats
    failed_again: Bools
    failed_fixed: Bools


@dataclass(frozen=True, slots=True)
class Committed:
    """A reading's commitments, over so many of the run's first draws."""

    commitments: tuple[Commitment, ...]
    n_draws: int


def commitments(
    context: Context, *, draws: int | None, workers: int, progress: Progress, moves: Collection[str] = ()
) -> dict[str, Committed]:
    """The tables of every reading, in order; worked out once for one context, draws and moves.

    Raises
    ------
    RunError
        S740 a move that is no open decision; S742 a process that dies.
    """
    n_draws = min(draws or READ, context.run.manifest.draws)
    key = (
        str(context.folder),
        context.run.manifest.hash,
        context.seed,
        n_draws,
        tuple(context.readings),
        tuple(moves),
    )
    if _LAST.get("key") != key:
        wanted = moves_of(context, n_draws, moves)
        asked = dict.fromkeys(context.readings, (context.seed, n_draws, wanted))
        found = each_reading(context, _committed, asked, workers=workers, progress=progress)
        _LAST.update(key=key, found=found)
    known: dict[str, Committed] = _LAST["found"]
    return known


_LAST: dict[str, Any] = {}  # robustness and information read the same tables


def _committed(made: PreparedReading, asked: Any) -> tuple[Committed, int]:
    seed, n_draws, moves = asked
    found = committed(made, seed=seed, n_draws=n_draws, moves=moves)
    return found, n_draws * (1 + sum(len(c.options) for c in found.commitments))


def committed(made: PreparedReading, *, seed: int, n_draws: int, moves: Collection[str]) -> Committed:
    """The tables of one reading over the run's first draws."""
    if is_slow(made):
        n_draws = min(n_draws, SLOW_DRAWS)
    drawn = drawn_of(made, seed=seed, first=0, n_draws=n_draws)
    columns = columns_at(made, drawn, seed=seed, n_draws=n_draws)
    played = play_at(made, drawn, seed=seed, n_draws=n_draws, with_reach=True)
    if not played.solved.any():
        return Committed((), n_draws)
    kept = played.of_solved()
    places = places_of(made, kept, np.ones(len(kept.solved)), moves=moves)
    open_ = [place for place in places if len(open_options(made.compiled, place.move)) > 1]
    found = [_commitment(made, place, (columns, played.probability, played.solved), seed) for place in open_]
    return Committed(tuple(found), n_draws)


def fixed_at(made: PreparedReading, move: str, option: str) -> PreparedReading | None:
    """The reading with a move fixed at an option, which all know; None where nothing is then left to play.

    An option that is not always open is chosen wherever it is; elsewhere play goes on as it will.
    """
    scenario = made.compiled.scenario
    moves = {**scenario.moves, move: _committed_to(scenario.moves[move], option)}
    try:
        return prepare_reading(compile_scenario(dataclasses.replace(scenario, moves=moves)))
    except StandoffError as error:
        if error.problems[0].code == NOTHING_TO_PLAY:
            return None
        raise


def _committed_to(move: Move, option: str) -> Move:
    """The move with an option that is made wherever it is open: the others are closed there."""
    condition = move.open_when.get(option)
    if condition is None:
        return dataclasses.replace(move, fixed=option)
    elsewhere = opposite(condition)
    others = [other for other in move.options if other != option]
    told = {o: both(move.open_when[o], elsewhere) if o in move.open_when else elsewhere for o in others}
    return dataclasses.replace(move, open_when={option: condition, **told})


def _commitment(
    made: PreparedReading, place: Place, base: tuple[Mapping[str, Floats], Floats, Bools], seed: int
) -> Commitment:
    columns, probability, solved = base
    options = open_options(made.compiled, place.move)
    fixed = _values_kept(made, place, (columns, probability))
    again, unsolved = fixed.copy(), np.zeros(len(solved), dtype=np.bool_)
    for i, option in enumerate(options):
        changed = fixed_at(made, place.move, option)
        if changed is None:  # nobody is left who could answer
            unsolved |= ~solved
            continue
        again[:, i], lost = _value_again(changed, place.actor, columns, (seed, len(solved)))
        unsolved |= lost
    return Commitment(
        place.actor,
        place.move,
        options,
        place.reach,
        again,
        fixed,
        unsolved,
        ~solved,
    )


def _value_again(
    changed: PreparedReading, actor: str, columns: Mapping[str, Floats], how: tuple[int, int]
) -> tuple[Floats, Bools]:
    """The actor's true payoff in the changed game, and the draws without an answer.

    how : seed, and number of draws (a game of constants has no columns)
    """
    seed, n_draws = how
    item = changed.compiled.values[actor].numerator
    known = with_processes(changed.compiled, columns, n_draws=n_draws, seed=seed)
    values, lost = np.empty(n_draws), np.empty(n_draws, dtype=np.bool_)
    for first in range(0, n_draws, CHUNK):
        part = slice(first, min(n_draws, first + CHUNK))
        piece = {name: np.ascontiguousarray(column[part]) for name, column in known.items()}
        bound = bind(changed.compiled.game, piece, part.stop - first)
        solution = solve(bound, plan=changed.plan)
        found = expected_totals(changed.compiled, bound, piece, solution.probability)
        values[part], lost[part] = found[:, item], solution.status != SOLVED
    return values, lost


def _values_kept(made: PreparedReading, place: Place, base: tuple[Mapping[str, Floats], Floats]) -> Floats:
    """float64[draw, option]: the actor's true payoff if only its choice at this move is replaced."""
    columns, probability = base
    compiled = made.compiled
    options = open_options(compiled, place.move)
    found = np.empty((len(probability), len(options)))
    for start in range(0, len(probability), CHUNK):
        part = slice(start, min(len(probability), start + CHUNK))
        piece = {name: np.ascontiguousarray(column[part]) for name, column in columns.items()}
        bound = bind(compiled.count.game, piece, part.stop - start)
        pay = item_paid(bound, compiled.values[place.actor].numerator)
        for i, option in enumerate(options):
            replaced = _with_option(compiled, probability[part], place.move, option)
            chances = edge_probability(bound, replaced.T, 0)
            found[part, i] = node_values(bound, chances, pay)[0]
    return found


def _with_option(compiled: Compiled, probability: Floats, move: str, option: str) -> Floats:
    """Play with one option, or its nest, chosen for sure wherever a move is made and the option is open."""
    arrays, packed = compiled.game.arrays, compiled.trace.packed
    record = compiled.scenario.moves[move]
    own = {record.options.index(option)}
    own |= {-1 - k for k, nest in enumerate(record.nests.values()) if option in nest}
    replaced = probability.copy()
    for h in _sets_of(compiled, move):
        chosen = [told in own for told in packed.infoset_options[h]]
        if any(chosen):
            replaced[:, int(arrays.first_action[h]) : int(arrays.first_action[h + 1])] = chosen
    return replaced


def open_options(compiled: Compiled, move: str) -> tuple[str, ...]:
    """The options of a move that are open at one of its decisions, in the order of the text."""
    told = {o for h in _sets_of(compiled, move) for o in compiled.trace.packed.infoset_options[h]}
    return tuple(option for i, option in enumerate(compiled.scenario.moves[move].options) if i in told)


def _sets_of(compiled: Compiled, move: str) -> list[int]:
    """The information sets at which a move is made, or a nest of it chosen."""
    places = compiled.trace.packed.infoset_place
    return [h for h, place in enumerate(places) if compiled.trace.moves[place].name == move]


def item_paid(bound: BoundGame, item: int) -> Floats:
    """What every edge adds to a ledger item, float64[edge, draw]."""
    arrays = bound.arrays
    found = np.zeros((arrays.n_edges, bound.n_draws))
    for edge in range(arrays.n_edges):
        for i in range(int(arrays.item_first[edge]), int(arrays.item_first[edge + 1])):
            if arrays.item[i] == item:
                found[edge] += bound.cell[arrays.item_cell[i]] if arrays.item_cell[i] >= 0 else 1.0
    return found
