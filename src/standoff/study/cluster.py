"""Tasks on a Dask cluster: one of our own on this machine, or one whose scheduler is named.

Only chunk ids go out and receipts come home; each worker writes its parts itself, so that workers of
another machine have to see the run's folder under the same path. The job goes to every worker once,
and to every worker that comes later (a plugin). Deaths are counted by the driver (`executor`): our own
scheduler forgives none, so that a task that kills its workers is found after three. Everything of our
own listens on this machine alone, without a dashboard.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from typing import Any

from standoff.errors import Problem, RunError
from standoff.study.executor import ONE_THREAD, TRIES, Executor, fresh_children, stillborn

LOOPBACK = "127.0.0.1"
PATIENCE = 30.0  # seconds that a scheduler or its first worker may take
KEEP = str(1 << 30)  # bytes: memory that is freed is kept for the next chunk, which halves its cost
MEMORY = {"MALLOC_TRIM_THRESHOLD_": KEEP, "MALLOC_MMAP_THRESHOLD_": KEEP}
SETTINGS = {
    "distributed.nanny.pre-spawn-environ": {**ONE_THREAD, **MEMORY},
    "distributed.scheduler.allowed-failures": 0,
    "distributed.comm.timeouts.connect": f"{PATIENCE:.0f}s",
    "distributed.admin.system-monitor.gil.enabled": False,
}


def on_cluster(scheduler: str | None, n_workers: int) -> Callable[[bytes], Executor]:
    """What `run_tasks` takes as its executor.

    Parameters
    ----------
    scheduler : address such as `tcp://127.0.0.1:8786`; None starts a cluster on this machine
    n_workers : processes of a cluster of our own

    Raises
    ------
    RunError
        S731 where Dask is not installed, S732 where the scheduler cannot be used.
    """
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        what = "The executor `dask` needs the package `distributed`, which is not installed."
        mend = "Install Standoff with its extra: `pip install 'standoff[cluster]'`."
        raise RunError(Problem("S731", what, "It is no part of a plain installation.", mend)) from error
    return lambda pickled: _Dask(pickled, scheduler, n_workers)


@contextlib.contextmanager
def telling_loss() -> Iterator[None]:
    """A scheduler that goes away in the middle is told as what it is."""
    try:
        yield
    except CancelledError as error:
        what = "The cluster's scheduler went away."
        mend = "Start it again, then run the same command with `--resume`."
        raise RunError(Problem("S732", what, "Finished parts are kept.", mend)) from error


class _Dask:
    """A client of a cluster: a death loses what its worker had, and nothing else."""

    tries = TRIES - 1
    shared = False

    def __init__(self, pickled: bytes, scheduler: str | None, n_workers: int) -> None:
        import dask
        import distributed

        self.lost: tuple[type[BaseException], ...] = (distributed.KilledWorker,)
        self._key = uuid.uuid4().hex
        self._closing = contextlib.ExitStack()
        self._level = logging.getLogger("distributed").level
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # the driver tells of deaths itself
        try:
            self._closing.enter_context(dask.config.set(SETTINGS))
            self._client = self._open(scheduler, n_workers)
            self.size = self._workers(scheduler)
            self._client.register_plugin(_job_plugin(self._key, pickled), name=self._key)
            self._hands = self._client.get_executor(pure=False)
            self._begin()
        except BaseException:
            self.end(at_once=True)
            raise

    def submit(self, method: str, *arguments: Any) -> Future[Any]:
        future: Future[Any] = self._hands.submit(_call, self._key, method, *arguments)
        return future

    def mend(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise RunError(stillborn()) from error

    def end(self, *, at_once: bool) -> None:
        if not at_once:
            with contextlib.suppress(OSError, TimeoutError):  # a cluster that is gone has forgotten it too
                self._client.unregister_worker_plugin(self._key)
        self._closing.close()
        logging.getLogger("distributed").setLevel(self._level)

    def _open(self, scheduler: str | None, n_workers: int) -> Any:
        import distributed

        engine: Any = distributed  # not annotated
        address: Any = scheduler
        if scheduler is None:
            with fresh_children():
                address = self._closing.enter_context(
                    engine.LocalCluster(
                        host=LOOPBACK,
                        n_workers=n_workers,
                        threads_per_worker=1,
                        processes=True,
                        dashboard_address=None,
                        worker_dashboard_address=None,
                        silence_logs=logging.CRITICAL,
                    )
                )
        try:
            client = engine.Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            what = f"The scheduler `{scheduler}` cannot be reached: {error}."
            mend = "Start one with `dask scheduler --host 127.0.0.1`, or leave `--scheduler` out."
            raise RunError(Problem("S732", what, "Expected an address as tcp://HOST:PORT.", mend)) from error
        return self._closing.enter_context(client)

    def _workers(self, scheduler: str | None) -> int:
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            if scheduler is None:
                raise RunError(stillborn()) from error
            what = f"The scheduler `{scheduler}` has no workers."
            mend = f"Start some: `dask worker {scheduler} --nworkers 2 --nthreads 1`."
            raise RunError(Problem("S732", what, "Expected at least one.", mend)) from error
        return sum(self._client.nthreads().values())

    def _begin(self) -> None:
        """The job arrives whole: a worker that cannot even open it is told at once."""
        for _ in range(TRIES):
            try:
                self._hands.submit(_open_job, self._key).result()
            except self.lost:
                self.mend()
            else:
                return
        raise RunError(stillborn())


def _job_plugin(key: str, pickled: bytes) -> Any:
    """Brings the job to every worker, also to those that come later."""
    from distributed import WorkerPlugin

    class JobPlugin(WorkerPlugin):
        """Holds the job's bytes in the worker under the job's own key."""

        def setup(self, worker: Any) -> None:
            worker.standoff_jobs = {**getattr(worker, "standoff_jobs", {}), key: pickled}

        def teardown(self, worker: Any) -> None:
            getattr(worker, "standoff_jobs", {}).pop(key, None)

    return JobPlugin()


_opened: dict[str, Any] = {}  # the job of this worker process, by key: one at a time


def _open_job(key: str) -> bool:
    from distributed import get_worker

    if key not in _opened:
        worker: Any = get_worker()
        _opened.clear()
        _opened[key] = pickle.loads(worker.standoff_jobs[key])
    return True


def _call(key: str, method: str, *arguments: Any) -> Any:
    _open_job(key)
    return getattr(_opened[key], method)(*arguments)
