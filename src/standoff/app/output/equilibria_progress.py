"""Shows on stderr how far the listing of equilibria is: a bar on a terminal, else a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from standoff.app.output.printing import tell

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

AFTER = 1.0  # seconds before anything is shown
EVERY = 10.0  # seconds between two plain lines
FRESH = 0.1  # seconds between two states of the bar
Show = Callable[[str, int, int], object]


@contextmanager
def listing(*, quiet: bool) -> Iterator[Show | None]:
    """What shows progress while it is open; None where nothing is to be shown.

    It is closed whatever happens, so that Ctrl-C leaves a clean terminal.
    """
    if quiet:
        yield None
        return
    shown = Bar() if sys.stderr.isatty() else Lines()
    try:
        yield shown.show
    finally:
        shown.end()


class Lines:
    """A plain line every ten seconds."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def show(self, what: str, done: int, total: int) -> None:
        """Tell how far it is, if the last line is old."""
        if time.monotonic() - self.last >= EVERY:
            self.last = time.monotonic()
            tell(f"{what}: {done:,} of {total:,}")

    def end(self) -> None:
        """Nothing to close."""


class Bar:
    """A bar of the work in hand, from the second second on."""

    def __init__(self) -> None:
        self.bar: Progress | None = None
        self.task: TaskID | None = None
        self.started = time.monotonic()
        self.last = 0.0

    def show(self, what: str, done: int, total: int) -> None:
        """Draw how far it is."""
        now = time.monotonic()
        if now - self.started < AFTER or now - self.last < FRESH:
            return
        self.last = now
        if self.bar is None or self.task is None:
            self._open()
        if self.bar is not None and self.task is not None:
            self.bar.update(self.task, description=what, completed=done, total=total)

    def _open(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        from standoff.app.output.screen import Screen

        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Screen(stderr=True),
            transient=True,
        )
        self.task = self.bar.add_task("")
        self.bar.start()

    def end(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
