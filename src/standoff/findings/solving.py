"""Solves a compiled reading at given points, in this process or in several, in order."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from standoff.findings.context import Floats, results_at
from standoff.study.executor import run_tasks
from standoff.study.progress import Progress, Quiet
from standoff.study.rows import PreparedReading, opened
from standoff.study.work import NUMERIC, Attempt, Task, blank_row, isolate_failures

PIECE = 4096  # points solved at once by one process
WORTH = 4 * PIECE  # fewer points are not worth starting processes for


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the points, as float64[draw] of each drawn parameter."""

    task: Task
    drawn: Mapping[str, Floats]

    def cut(self, first: int, n_draws: int) -> dict[str, Floats]:
        start = first - self.task.first
        return {name: column[start : start + n_draws] for name, column in self.drawn.items()}


@dataclass(frozen=True, slots=True)
class Solving:
    """What a process needs to solve pieces: the pickled compiled reading and the run's seed."""

    compiled: bytes
    seed: int

    def do(self, piece: Piece) -> tuple[int, pl.DataFrame]:
        """Solve a piece; points that fail are told apart, never filled in."""
        return self.isolate_failures(piece, lambda first, n_draws: self.rows(piece, first, n_draws))

    def rows(self, piece: Piece, first: int, n_draws: int) -> pl.DataFrame | Exception:
        """The rows of some of a piece's points, or the numeric error in which they ended."""
        made, drawn = opened(self.compiled), piece.cut(first, n_draws)
        try:
            found = results_at(made, drawn, seed=self.seed, n_draws=n_draws)
        except NUMERIC as error:
            return error
        return found.with_columns((pl.col("draw") + first).alias("draw"))

    def isolate_failures(self, piece: Piece, attempt: Attempt) -> tuple[int, pl.DataFrame]:
        """The rows of a piece, with the points that fail found by halving."""
        blank = blank_row(opened(self.compiled).compiled)
        rows, _ = isolate_failures(piece.task, attempt, blank)
        return piece.task.first, rows.sort("draw")


def solve_at(
    made: PreparedReading,
    drawn: Mapping[str, Floats],
    *,
    seed: int,
    workers: int = 1,
    progress: Progress | None = None,
    n_draws: int | None = None,
) -> pl.DataFrame:
    """The game solved where the drawn parameters are given: one row a point, in their order.

    Parameters
    ----------
    drawn : float64[draw] of every drawn parameter that some result depends on
    seed : of the run, which decides the steps of fronts
    progress : told of every piece that is done, if given (`begin` and `end` are the caller's)
    n_draws : how many points, needed only where no parameter is drawn; 1 if neither says
    """
    news = Quiet() if progress is None else progress
    job = Solving(pickle.dumps(made.compiled), seed)
    pieces = list(_pieces(made, drawn, n_draws))
    total = sum(piece.task.n_draws for piece in pieces)
    found = []
    for first, rows in run_tasks(job, pieces, workers if total >= WORTH else 1):
        found.append((first, rows))
        news.advance(rows.height)
    found.sort(key=lambda pair: pair[0])
    return pl.concat([rows for _, rows in found]).rechunk()


def _pieces(made: PreparedReading, drawn: Mapping[str, Floats], asked: int | None) -> Iterator[Piece]:
    total = next((len(column) for column in drawn.values()), 1 if asked is None else asked)
    reading = made.compiled.scenario.reading
    for number, first in enumerate(range(0, total, PIECE)):
        n_draws = min(PIECE, total - first)
        cut = {name: column[first : first + n_draws] for name, column in drawn.items()}
        yield Piece(Task(reading, number, first, n_draws), cut)
