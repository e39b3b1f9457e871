"""Shows on stderr how far a run is: a bar on a terminal, else a plain line now and then."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from standoff.app.output.printing import tell

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from standoff.study.progress import Progress

EVERY = 10.0  # seconds between two plain lines


def progress_for(*, terminal: bool) -> Progress:
    """What shows progress on this stderr."""
    return Bar() if terminal else Lines()


class Lines:
    """Plain lines: one of news at once, one of progress every ten seconds."""

    def __init__(self) -> None:
        self.total = self.done = self.before = 0
        self.started = self.last = 0.0

    def begin(self, total: int, done: int) -> None:
        self.total, self.done, self.before = total, done, done
        self.started = self.last = time.monotonic()
        if done:
            self.say(f"{done:,} of {total:,} draws are on disk already.")

    def advance(self, n_draws: int) -> None:
        self.done += n_draws
        now = time.monotonic()
        if now - self.last >= EVERY and self.done < self.total:
            self.last = now
            rate = (self.done - self.before) / (now - self.started)
            left = (self.total - self.done) / rate
            self.say(f"{self.done:,} of {self.total:,} draws, {rate:,.0f} a second, {left:,.0f} s left")

    def say(self, text: str) -> None:
        with contextlib.suppress(BrokenPipeError):
            tell(text)

    def end(self) -> None:
        """Nothing to close."""


class Bar:
    """A bar with draws a second and the time left."""

    def __init__(self) -> None:
        self.bar: RichProgress | None = None
        self.task: TaskID | None = None
        self.new = 0
        self.started = 0.0

    def begin(self, total: int, done: int) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        from standoff.app.output.screen import Screen

        self.started = time.monotonic()
        self.bar = Progress(
            TextColumn("solving"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("draws, {task.fields[rate]} a second,"),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=Screen(stderr=True),
            transient=True,
        )
        self.task = self.bar.add_task("solving", total=total, completed=done, rate="-")
        self.bar.start()

    def advance(self, n_draws: int) -> None:
        self.new += n_draws
        rate = self.new / max(1e-9, time.monotonic() - self.started)
        if self.bar is not None and self.task is not None:
            self.bar.update(self.task, advance=n_draws, rate=f"{rate:,.0f}")

    def say(self, text: str) -> None:
        if self.bar is None:
            tell(text)
        else:
            self.bar.console.print(text, markup=False)

    def end(self) -> None:
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
