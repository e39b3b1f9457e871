"""Runs tasks in this process, in several or on a cluster, and survives the death of any worker.

A task goes out (chunk ids), a receipt comes home; the driver is the same for all that can do tasks
(`Executor`): processes here, a cluster in `cluster.py`. Worker processes are started afresh
(`forkserver`, or `spawn` where there is none): never forked from a process that has threads, and
never by `multiprocessing.Pool`, which waits for ever for a killed worker. When a worker dies the executor
is mended; every task that may be to blame is then run alone, so that only the task that kills its
worker is blamed. After three deaths a task is halved down to the draws that cause them
(`Job.isolate_failures`). Workers end when the driver does.
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
from typing import Any, Protocol, TypeVar

from standoff.errors import Problem, RunError

IN_FLIGHT = 4  # tasks a worker: enough to keep it busy, few enough to lose little
TRIES = 3  # deaths, in company and alone, before a task is halved
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

    def isolate_failures(self, task: Asked, attempt: Callable[[int, int], Any]) -> Done:
        """Do a task piece by piece; `attempt(first, n_draws)` gives rows or an error."""


class Executor(Protocol):
    """What does tasks somewhere else.

    size : workers; tries : deaths of a task in company before it is run alone
    lost : errors by which a task that has lost its worker ends; shared : whether a death loses all
        that is in flight
    """

    size: int
    tries: int
    lost: tuple[type[BaseException], ...]
    shared: bool

    def submit(self, method: str, *arguments: Any) -> Future[Any]:
        """Hand out a call of the job's method `do` or `rows`; what it ends in stands in the future."""

    def mend(self) -> None:
        """Have workers again after a death; raises S711 where they cannot even start."""

    def end(self, *, at_once: bool) -> None:
        """End the workers; at once: what they are doing is lost, and done again on `--resume`."""


def run_tasks(
    job: Job[T, R], tasks: Sequence[T], n_workers: int, *, executor: Callable[[bytes], Executor] | None = None
) -> Iterator[R]:
    """Do all tasks, giving each result as it is ready.

    With one worker, or one task, all is done in this process and in order, unless there is an executor.

    Parameters
    ----------
    executor : from the pickled job, what does the tasks; by default `n_workers` processes

    Raises
    ------
    StandoffError
        What a task raised; S711 where the workers cannot even start.
    """
    workers = min(n_workers, len(tasks))
    if not tasks:
        return
    if executor is None and workers <= 1:
        for task in tasks:
            yield job.do(task)
        return
    pickled = pickle.dumps(job)
    processes = _Processes(pickled, workers) if executor is None else executor(pickled)
    done = False
    try:
        yield from _driven(job, tasks, processes)
        done = True
    finally:  # also when the caller stops listening, or Ctrl-C arrives
        processes.end(at_once=not done)


def _driven(job: Job[T, R], tasks: Sequence[T], executor: Executor) -> Iterator[R]:
    """Keep a few tasks a worker in flight; what lost its worker too often is run alone."""
    waiting = deque(tasks)
    running: dict[Future[R], T] = {}
    deaths: dict[int, int] = {}  # by the identity of the task, which need not be hashable
    while waiting or running:
        suspects: list[T] = []
        while waiting and len(running) < IN_FLIGHT * executor.size and not suspects:
            task = waiting.popleft()
            try:
                running[executor.submit("do", task)] = task
            except executor.lost:
                suspects.append(task)
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            task = running.pop(future)
            try:
                yield future.result()
            except executor.lost:
                suspects.append(task)
        if not suspects:
            continue
        if executor.shared:
            suspects += [running[future] for future in running]
            running.clear()
        executor.mend()
        for task in suspects:
            deaths[id(task)] = deaths.get(id(task), 0) + 1
        waiting.extendleft(task for task in reversed(suspects) if deaths[id(task)] < executor.tries)
        blamed = [task for task in suspects if deaths[id(task)] >= executor.tries]
        while blamed and running:  # alone means alone
            for future in wait(running).done:
                task = running.pop(future)
                try:
                    yield future.result()
                except executor.lost:
                    waiting.appendleft(task)
        for task in blamed:
            yield _alone(job, task, executor)


def _alone(job: Job[T, R], task: T, executor: Executor) -> R:
    for _ in range(TRIES - executor.tries):
        try:
            found: R = executor.submit("do", task).result()
            return found
        except executor.lost:
            executor.mend()
    return job.isolate_failures(task, lambda first, n_draws: _rows_alone(task, first, n_draws, executor))


def _rows_alone(task: Any, first: int, n_draws: int, executor: Executor) -> Any:
    try:
        return executor.submit("rows", task, first, n_draws).result()
    except executor.lost:
        executor.mend()
        return RunError(
            Problem(
                "S714",
                f"Many draws near draw {first} of {task} end their worker process.",
                "A single draw may fail; a whole stretch should not.",
                "Check that memory suffices, or use fewer workers (`--workers 1`).",
            )
        )


class _Processes:
    """A process pool that is built again when it breaks: one death loses all that is in flight."""

    tries = 1
    lost: tuple[type[BaseException], ...] = (BrokenProcessPool,)
    shared = True

    def __init__(self, pickled: bytes, n_workers: int) -> None:
        self.size = n_workers
        self._pickled = pickled
        self._known = set(multiprocessing.active_children())
        self._executor = self._build()

    def submit(self, method: str, *arguments: Any) -> Future[Any]:
        with fresh_children():
            return self._executor.submit(_call, method, *arguments)

    def mend(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = self._build()
        try:
            with fresh_children():
                self._executor.submit(_ready).result()
        except BrokenProcessPool as error:
            raise RunError(stillborn()) from error

    def end(self, *, at_once: bool) -> None:
        self._executor.shutdown(wait=not at_once, cancel_futures=at_once)
        if at_once:
            for process in set(multiprocessing.active_children()) - self._known:
                process.terminate()

    def _build(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self.size, mp_context=_context(), initializer=_start, initargs=(self._pickled,)
        )


def stillborn() -> Problem:
    """S711: no worker lives long enough to begin."""
    return Problem(
        "S711",
        "The worker processes die as they start.",
        "Finished parts are kept.",
        "Run in one process: the same command with `--resume --workers 1`.",
    )


def _context() -> Any:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOAD))
    return context


@contextlib.contextmanager
def fresh_children() -> Iterator[None]:
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


def _call(method: str, *arguments: Any) -> Any:
    return getattr(_jobs[0], method)(*arguments)
