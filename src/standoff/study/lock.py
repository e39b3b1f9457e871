"""One run at a time writes into a folder: a lock that says who holds it, and that no dead process keeps.

The file `run.lock` is locked by the system (`flock`) for as long as the process lives, so that a killed
one leaves a file behind and no lock: the next run takes it over and says so. Where a file system knows
no such locks the run goes on without one, and says that too.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.errors import Problem, RunError
from standoff.results.run.files import unwritable

if TYPE_CHECKING:
    from standoff.study.progress import Progress

LOCK = "run.lock"


@contextlib.contextmanager
def locked(folder: Path, news: Progress) -> Iterator[None]:
    """Hold the folder of a run while it is written; it is made if it is not there.

    Raises
    ------
    RunError
        S752 where another process holds it, S701 or S702 where it cannot be written.
    """
    path, was_there = folder / LOCK, folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = _taken(path, news)
    except BlockingIOError:
        raise RunError(_held(folder, _holder(path))) from None
    except OSError as error:
        raise RunError(unwritable(path, error)) from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        os.close(handle)
        if not was_there:
            with contextlib.suppress(OSError):  # nothing was written: nothing is left behind
                folder.rmdir()


def _taken(path: Path, news: Progress) -> int:
    """The open and locked file, with its holder in it; BlockingIOError where somebody else has it."""
    import fcntl

    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise
        except OSError as error:
            news.say(
                f"`{path.parent}` cannot be locked here ({error.strerror}): run one command in it at a time."
            )
        with contextlib.suppress(FileNotFoundError):
            if os.fstat(handle).st_ino == path.stat().st_ino:
                break
        os.close(handle)  # its holder took the file away in the meantime: there is a new one, or none
    if os.fstat(handle).st_size:  # left behind, whatever stands in it
        news.say(f"`{path.parent}` was held by {_said(_holder(path))}, which has ended: it is taken over.")
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    me = {"process": os.getpid(), "machine": socket.gethostname(), "since": now}
    with contextlib.suppress(OSError):  # a full disk is told by the run's own files
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(me).encode(), 0)
    return handle


def _holder(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _said(holder: dict[str, Any]) -> str:
    if not {"process", "machine", "since"} <= holder.keys():
        return f"another process (`{LOCK}` does not say which)"
    return f"process {holder['process']} on {holder['machine']} since {holder['since']}"


def _held(folder: Path, holder: dict[str, Any]) -> Problem:
    what = f"`{folder}` is being written by {_said(holder)}."
    mend = "Wait until it has ended, or choose another folder with `--out`."
    return Problem("S752", what, "One run at a time writes into a folder.", mend)
