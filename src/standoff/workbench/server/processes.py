"""A job in a process of its own: what it tells on the way, and its end when nobody listens any more."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import AsyncGenerator, Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from standoff.errors import StandoffError
from standoff.results.session import WorkTold
from standoff.workbench.session.diagnostics import refused
from standoff.workbench.session.jobs import Job, Work

LOOK = 0.5  # seconds between two looks at whether anybody listens


class Processes:
    """One process at a time: another job takes the place of the one before."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._running: BaseProcess | None = None

    async def told(self, job: Job, left: Callable[[], bool]) -> AsyncGenerator[WorkTold, None]:
        """What a job tells; the process is ended with the last word, or when nobody listens any more."""
        self.stop()
        ours, theirs = multiprocessing.Pipe(duplex=False)
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=_run, args=(self._work, job, theirs), daemon=True)
        self._running = process
        process.start()
        theirs.close()
        try:
            while not left():
                if not await asyncio.to_thread(ours.poll, LOOK):
                    continue
                try:
                    yield WorkTold.model_validate_json(ours.recv_bytes())
                except EOFError:
                    return
        finally:
            ours.close()
            if self._running is process:
                self.stop()

    def stop(self) -> None:
        """End what runs."""
        if self._running is not None:
            self._running.terminate()
            self._running.join()
            self._running = None


def _run(work: Work, job: Job, send: Connection) -> None:
    """In the process: Ctrl-C is the server's, which ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def tell(told: WorkTold) -> None:
        send.send_bytes(told.model_dump_json().encode("utf-8"))

    try:
        work(job, tell)
    except BrokenPipeError:
        return  # the server is gone
    except StandoffError as error:
        tell(WorkTold(kind="refused", problems=refused(error.problems)))
