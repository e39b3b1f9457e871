"""Doing something for every reading, in this process or in several, at the same moves in each."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from standoff.errors import Problem, RunError, nearest
from standoff.findings.context import Context, drawn_of
from standoff.findings.decision_points import places_of
from standoff.findings.margins import SLOW_DRAWS, is_slow, play_at
from standoff.study.executor import run_tasks
from standoff.study.progress import Progress
from standoff.study.rows import PreparedReading, opened

FIRST_LOOK = 1024  # draws by which the moves that matter are chosen
Work = Callable[[PreparedReading, Any], tuple[Any, int]]


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """What a process needs: a function of a compiled reading and what is asked of it."""

    work: Work
    compiled: Mapping[str, bytes]
    asked: Mapping[str, Any]

    def do(self, reading: str) -> tuple[str, Any, int]:
        """Work out one reading; with it the number of games that were solved."""
        return reading, *self.work(opened(self.compiled[reading]), self.asked[reading])

    def rows(self, reading: str, first: int, n_draws: int) -> Any:  # noqa: ARG002 - the executor's contract
        """Not asked for: a reading is worked out whole."""
        return _died(reading)

    def isolate_failures(self, reading: str, attempt: Callable[[int, int], Any]) -> tuple[str, Any, int]:  # noqa: ARG002
        """A reading that ends its process each time is told, not left out."""
        raise _died(reading)


def each_reading(
    context: Context, work: Work, asked: Mapping[str, Any], *, workers: int, progress: Progress
) -> dict[str, Any]:
    """What `work` gives for each reading, in their order.

    Parameters
    ----------
    work : a function at the top of a module, from a compiled reading and its entry of `asked` to
        what was found and the number of games that were solved for it

    Raises
    ------
    RunError
        S742 a process that dies each time.
    """
    compiled = {name: pickle.dumps(made.compiled) for name, made in context.readings.items()}
    found = {}
    for name, one, n_games in run_tasks(ReadingJob(work, compiled, asked), tuple(context.readings), workers):
        progress.advance(n_games)
        found[name] = one
    return {name: found[name] for name in context.readings}


def _died(reading: str) -> RunError:
    what = f"The process that works out findings of reading `{reading}` dies each time."
    return RunError(Problem("S742", what, "", "Check that memory suffices, or use `--workers 1`."))


def moves_of(context: Context, n_draws: int, moves: Collection[str]) -> tuple[str, ...]:
    """The moves looked at in all readings: those that are named, or what matters most under the first.

    Raises
    ------
    RunError
        S740 a move that nobody decides, all names together.
    """
    if moves:
        _check(context, moves)
        return tuple(moves)
    name, made = next(iter(context.readings.items()))
    few = min(n_draws, SLOW_DRAWS if is_slow(made) else FIRST_LOOK)
    drawn = drawn_of(made, seed=context.seed, first=0, n_draws=few)
    played = play_at(made, drawn, seed=context.seed, n_draws=few, with_reach=True)
    weight = weight_of(context, name, few)[played.solved]
    if not weight.sum() > 0:
        return ()
    return tuple(place.move for place in places_of(made, played.of_solved(), weight))


def weight_of(context: Context, reading: str, n_draws: int) -> Any:
    """float64[draw]: what each of the first draws counts, 0 where it was not solved."""
    weight = context.run.rows(reading)["weight"].head(n_draws).fill_null(0.0).to_numpy()
    return np.nan_to_num(weight, nan=0.0)


def _check(context: Context, moves: Collection[str]) -> None:
    made = next(iter(context.readings.values()))
    known = [move.name for move in made.compiled.scenario.moves.values() if move.actor is not None]
    expected = "Expected a move that an actor makes."
    problems = [
        Problem("S740", f"`{name}` is no decision of the scenario.", expected, nearest(name, known))
        for name in moves
        if name not in known
    ]
    if problems:
        raise RunError(problems)
