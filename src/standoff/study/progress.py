"""What a run tells while it works: `Progress`, and the one that says nothing."""

from __future__ import annotations

import contextlib
import threading
import warnings
from collections.abc import Iterator
from typing import Protocol

from standoff.errors import StandoffWarning


class Progress(Protocol):
    """A run calls `begin` once, `advance` as parts are finished, `say` when it has news, `end` once."""

    def begin(self, total: int, done: int) -> None:
        """`total` draws over all readings are wanted, of which `done` are on disk."""

    def advance(self, n_draws: int) -> None:
        """`n_draws` more are on disk."""

    def say(self, text: str) -> None:
        """One sentence of news."""

    def end(self) -> None:
        """The work is over, finished or not."""


class Quiet:
    """Says nothing."""

    def begin(self, total: int, done: int) -> None:
        pass

    def advance(self, n_draws: int) -> None:
        pass

    def say(self, text: str) -> None:
        pass

    def end(self) -> None:
        pass


class Warned(Quiet):
    """Says its news as Python warnings."""

    def say(self, text: str) -> None:
        warnings.warn(text, StandoffWarning, stacklevel=2)


@contextlib.contextmanager
def patience(news: Progress, seconds: float, text: str) -> Iterator[None]:
    """Say why it takes so long, if it takes longer than so many seconds."""
    clock = threading.Timer(seconds, news.say, (text,))
    clock.start()
    try:
        yield
    finally:
        clock.cancel()
