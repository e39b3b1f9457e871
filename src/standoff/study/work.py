"""One part of the ensemble: draw the parameters, bind, solve, read off, write.

A part is 8,192 draws of one reading (the last may be shorter). It is cut into chunks for the
solver only; kernels treat every draw alone, so the cut changes no number. Numeric trouble in a
part is narrowed down by halving to the draws that cause it; these are recorded as `failed`, with
nulls, and never filled in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from standoff.results.run.files import table_bytes, write_bytes
from standoff.study.settings import PART

if TYPE_CHECKING:
    import polars as pl

    from standoff.compiler import Compiled

MOST_FAILED = 64  # more failing draws than this in a part: the fault is the program's or the text's
NUMERIC = (ArithmeticError, ValueError, MemoryError)

Attempt: TypeAlias = "Callable[[int, int], pl.DataFrame | Exception]"


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """One reading's draws `first` to `first + n_draws`, which are part `part`."""

    reading: str
    part: int
    first: int
    n_draws: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a finished part reports: its size and cost, never its numbers."""

    task: Task
    n_failed: int
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Work:
    """All that a process needs to compute parts: one pickled compiled game a reading."""

    folder: Path
    seed: int
    chunk: int
    compiled: Mapping[str, bytes]

    def do(self, task: Task) -> Receipt:
        """Compute a part and write its file."""
        return self.isolate_failures(task, lambda first, n_draws: self.rows(task, first, n_draws))

    def rows(self, task: Task, first: int, n_draws: int) -> pl.DataFrame | Exception:
        """The rows of some of a part's draws, or the numeric error in which they ended."""
        from standoff.study.rows import opened, rows_of

        made = opened(self.compiled[task.reading])
        try:
            return rows_of(made, seed=self.seed, chunk=self.chunk, first=first, n_draws=n_draws)
        except NUMERIC as error:
            return error

    def isolate_failures(self, task: Task, attempt: Attempt) -> Receipt:
        """Write the rows that `attempt` gives, with the draws that fail found by halving."""
        from standoff.study.rows import opened

        start = time.process_time()
        blank = blank_row(opened(self.compiled[task.reading]).compiled)
        rows, n_failed = isolate_failures(task, attempt, blank)
        write_bytes(part_path(self.folder, task.reading, task.part), table_bytes(rows))
        return Receipt(task, n_failed, time.process_time() - start)


def part_path(folder: Path, reading: str, part: int) -> Path:
    """Where a part is stored."""
    return folder / "ensemble" / reading / f"part-{part:05d}.parquet"


def tasks_of(readings: tuple[str, ...], draws: int) -> Iterator[Task]:
    """Every part of a run, reading by reading."""
    for reading in readings:
        for part, first in enumerate(range(0, draws, PART)):
            yield Task(reading, part, first, min(PART, draws - first))


def isolate_failures(task: Task, attempt: Attempt, blank: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The rows of a task, with the draws that fail found by halving, and how many these are.

    `attempt(first, n_draws)` gives the rows of a stretch of draws, or the error that it ended in;
    `blank` is the row of a failed draw. More than 64 failing draws are not the draws' fault: the
    error is raised.
    """
    import polars as pl

    frames: list[pl.DataFrame] = []
    waiting, n_failed = [(task.first, task.n_draws)], 0
    while waiting:
        first, n_draws = waiting.pop()
        rows = attempt(first, n_draws)
        if not isinstance(rows, Exception):
            frames.append(rows)
        elif n_draws > 1:
            half = n_draws // 2
            waiting += [(first + half, n_draws - half), (first, half)]
        else:
            n_failed += 1
            if n_failed > MOST_FAILED:
                raise rows
            frames.append(blank.with_columns(pl.lit(first, dtype=pl.Int64).alias("draw")))
    return pl.concat(frames).rechunk(), n_failed


def blank_row(compiled: Compiled) -> pl.DataFrame:
    """The row of a draw that failed: its status, and nulls."""
    import polars as pl

    from standoff.game.records import FAILED
    from standoff.study.rows import schema_of

    schema = schema_of(compiled)
    known = {"draw": 0, "status": FAILED}
    return pl.DataFrame([pl.Series(name, [known.get(name)], dtype=kind) for name, kind in schema.items()])
