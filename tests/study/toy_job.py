"""A job for the executor that needs no game: its tasks may raise, or kill their worker."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from standoff.errors import Problem, RunError
from standoff.study.work import Task, isolate_failures

BLANK = pl.DataFrame({"draw": [0], "status": [4]})


@dataclass(frozen=True)
class ToyJob:
    """deadly: draws whose worker dies; wrong: draws that raise a user's error; log: processes used."""

    log: Path
    deadly: frozenset[int] = frozenset()
    wrong: frozenset[int] = frozenset()
    once: bool = False
    seconds: float = 0.0

    def do(self, task: Task) -> pl.DataFrame:
        rows = self.rows(task, task.first, task.n_draws)
        with self.log.open("a") as stream:
            stream.write(f"{os.getpid()} {task.part}\n")
        return rows

    def rows(self, _task: Task, first: int, n_draws: int) -> pl.DataFrame:
        time.sleep(self.seconds)
        here = set(range(first, first + n_draws))
        if here & self.wrong:
            raise RunError(Problem("S707", f"draw {min(here & self.wrong)} is wrong."))
        if here & self.deadly and not self._died_before():
            os.kill(os.getpid(), signal.SIGKILL)
        return pl.DataFrame({"draw": range(first, first + n_draws), "status": [0] * n_draws})

    def isolate_failures(self, task: Task, attempt: Callable[[int, int], Any]) -> pl.DataFrame:
        return isolate_failures(task, attempt, BLANK)[0]

    def _died_before(self) -> bool:
        mark = self.log.with_suffix(".died")
        if self.once and mark.exists():
            return True
        mark.touch()
        return False


class StillbornJob(ToyJob):
    """A job that ends the process that receives it."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return (os._exit, (3,))
