"""How far an exploration is, on stderr: which kind of finding, games solved, the time left."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from standoff.app.output.printing import tell

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from standoff.findings.registry import Kind
    from standoff.study.progress import Progress

EVERY = 10.0  # seconds between two plain lines


class Stages:
    """The kinds one after the other; `done` has the seconds that each took.

    The time left is what the kinds to come take elsewhere, scaled by how fast this machine was so far.
    """

    def __init__(self, kinds: Sequence[Kind], *, terminal: bool) -> None:
        self.kinds, self.terminal = tuple(kinds), terminal
        self.done: dict[str, float] = {}
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Stages:
        if self.terminal:
            from rich.progress import BarColumn, Progress, TextColumn

            from standoff.app.output.screen import Screen

            said = TextColumn("{task.description}")
            self._bar = Progress(
                said,
                BarColumn(),
                TextColumn("{task.fields[left]}"),
                console=Screen(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("exploring", total=sum(k.seconds for k in self.kinds), left="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    @contextlib.contextmanager
    def of(self, kind: Kind) -> Iterator[Progress]:
        """While one kind is worked out."""
        stage = _Stage(self, kind)
        self.show(kind, 0.0, 0)
        yield stage
        self.done[kind.name] = time.monotonic() - stage.started

    def show(self, kind: Kind, seconds: float, n_games: int) -> None:
        """Tell where things stand: in the bar, or as a line."""
        place = self.kinds.index(kind) + 1
        said = f"{kind.says} ({place} of {len(self.kinds)})"
        if n_games:
            said += f", {n_games:,} games"
        left = f"about {self.left(kind, seconds):,.0f} s left" if self.done else ""
        if self._bar is not None and self._task is not None:
            before = sum(k.seconds for k in self.kinds[: place - 1])
            passed = min(seconds / self.speed(), kind.seconds)
            self._bar.update(self._task, description=said, completed=before + passed, left=left)
        else:
            with contextlib.suppress(BrokenPipeError):
                tell(f"{said}{', ' + left if left else ''}")

    def speed(self) -> float:
        """Seconds here for one second where the kinds' times come from."""
        known = sum(kind.seconds for kind in self.kinds if kind.name in self.done)
        return max(sum(self.done.values()) / known, 1e-3) if known else 1.0

    def left(self, kind: Kind, seconds: float) -> float:
        """Seconds that the rest of this kind and the kinds to come will take."""
        after = sum(k.seconds for k in self.kinds[self.kinds.index(kind) + 1 :])
        return max(self.speed() * kind.seconds - seconds, 0.0) + self.speed() * after


class _Stage:
    """The progress that one kind of finding tells."""

    def __init__(self, stages: Stages, kind: Kind) -> None:
        self.stages, self.kind = stages, kind
        self.started = self.last = time.monotonic()
        self.n_games = 0

    def begin(self, total: int, done: int) -> None:
        """Sizes differ by kind: the bar goes by time."""

    def advance(self, n_draws: int) -> None:
        self.n_games += n_draws
        now = time.monotonic()
        if self.stages.terminal or now - self.last >= EVERY:
            self.last = now
            self.stages.show(self.kind, now - self.started, self.n_games)

    def say(self, text: str) -> None:
        with contextlib.suppress(BrokenPipeError):
            tell(text)

    def end(self) -> None:
        """The bar is closed when all kinds are done."""
