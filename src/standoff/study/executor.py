"""Runs tasks in this process or in several, and survives the death of any of them.

Workers are started afresh (`forkserver`, or `spawn` where there is none): never forked from a
process that has threads, and never by `multiprocessing.Pool`, which waits for ever for a killed
worker. When a worker dies the pool is built again; every task that was in flight is then run
alone, so that only the task that kills its worker is blamed. After three deaths a task is halved
down to the draws that cause them (`Job.salvage`). Workers end when the driver does.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import types
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Generic, Protocol, TypeVar

from standoff.errors import Problem, RunError

IN_FLIGHT = 4  # tasks a worker: enough to keep it busy, few enough to lose little
TRIES_ALONE = 2  # after the death in company: three in all
PRELOAD = ("standoff.study.rows",)
THREADS = (
    "NUMBA_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "POLARS_MAX_THREADS",
)
ONE_THREAD = dict.fromkeys(THREADS, "1")

T = TypeVar("T")
R = TypeVar("R")
Asked = TypeVar("Asked", contravariant=True)
Done = TypeVar("Done", covariant=True)


class Job(Protocol[Asked, Done]):
    """What is to be done with a task; it is pickled once a worker."""

    def do(self, task: Asked) -> Done:
        """Do a task whole."""

    def rows(self, task: Asked, first: int, n_draws: int) -> Any:
        """The rows of some of a task's draws, or the error in which they ended."""

    def salvage(self, task: Asked, attempt: Callable[[int, int], Any]) -> Done:
        """Do a task piece by piece; `attempt(first, n_draws)` gives rows or an error."""


def run_tasks(job: Job[T, R], tasks: Sequence[T], n_workers: int) -> Iterator[R]:
    """Do all tasks, giving each result as it is ready.

    With one worker, or one task, all is done in this process and in order.

    Raises
    ------
    StandoffError
        What a task raised; S711 where the workers cannot even start.
    """
    workers = min(n_workers, len(tasks))
    if workers <= 1:
        for task in tasks:
            yield job.do(task)
        return
    pool = _Pool(job, workers)
    done = False
    try:
        yield from pool.run(tasks)
        done = True
    finally:  # also when the caller stops listening, or Ctrl-C arrives
        pool.end(at_once=not done)


class _Pool(Generic[T, R]):
    """A process pool that is built again when it breaks."""

    def __init__(self, job: Job[T, R], n_workers: int) -> None:
        self._job = job
        self._pickled = pickle.dumps(job)
        self._n_workers = n_workers
        self._known = set(multiprocessing.active_children())
        self._executor = self._build()

    def run(self, tasks: Sequence[T]) -> Iterator[R]:
        waiting = deque(tasks)
        running: dict[Future[R], T] = {}
        while waiting or running:
            suspects: list[T] = []
            while waiting and len(running) < IN_FLIGHT * self._n_workers and not suspects:
                task = waiting.popleft()
                try:
                    running[self._submit(_do, task)] = task
                except BrokenProcessPool:
                    suspects.append(task)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    suspects.append(task)
            if suspects:
                suspects += [running[future] for future in running]
                running.clear()
                self._rebuild()
                for task in suspects:
                    yield self._alone(task)

    def end(self, *, at_once: bool) -> None:
        """End the workers; at once: what they are doing is lost, and done again on `--resume`."""
        self._executor.shutdown(wait=not at_once, cancel_futures=at_once)
        if at_once:
            for process in set(multiprocessing.active_children()) - self._known:
                process.terminate()

    def _alone(self, task: T) -> R:
        for _ in range(TRIES_ALONE):
            try:
                found: R = self._submit(_do, task).result()
                return found
            except BrokenProcessPool:
                self._rebuild()
        return self._job.salvage(task, lambda first, n_draws: self._rows_alone(task, first, n_draws))

    def _rows_alone(self, task: T, first: int, n_draws: int) -> Any:
        try:
            return self._submit(_rows, task, first, n_draws).result()
        except BrokenProcessPool:
            self._rebuild()
            return RunError(
                Problem(
                    "S714",
                    f"Many draws near draw {first} of {task} end their worker process.",
                    "A single draw may fail; a whole stretch should not.",
                    "Check that memory suffices, or use fewer workers (`--workers 1`).",
                )
            )

    def _rebuild(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = self._build()
        try:
            self._submit(_ready).result()
        except BrokenProcessPool as error:
            problem = Problem(
                "S711",
                "The worker processes die as they start.",
                "Finished parts are kept.",
                "Run in one process: the same command with `--resume --workers 1`.",
            )
            raise RunError(problem) from error

    def _build(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._n_workers, mp_context=_context(), initializer=_start, initargs=(self._pickled,)
        )

    def _submit(self, do: Callable[..., Any], *arguments: Any) -> Future[Any]:
        with _fresh_children():
            return self._executor.submit(do, *arguments)


def _context() -> Any:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOAD))
    return context


@contextlib.contextmanager
def _fresh_children() -> Iterator[None]:
    """While processes may start: one thread each, and the caller's script is not run again in them.

    A worker needs nothing of `__main__`, so a script that calls `standoff.run` needs no
    `if __name__ == "__main__"`.
    """
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    main = sys.modules["__main__"]
    os.environ.update(ONE_THREAD)
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


_jobs: list[Job[Any, Any]] = []  # the job of this worker process; empty in the driver


def _start(pickled: bytes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the driver decides
    threading.Thread(target=_end_with_driver, daemon=True).start()
    _jobs.append(pickle.loads(pickled))


def _end_with_driver() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _ready() -> bool:
    return bool(_jobs)


def _do(task: Any) -> Any:
    return _jobs[0].do(task)


def _rows(task: Any, first: int, n_draws: int) -> Any:
    return _jobs[0].rows(task, first, n_draws)
