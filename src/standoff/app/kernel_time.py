"""How long kernels take to be ready, kept apart from how long a solver takes.

A kernel is compiled at its first use on a machine (some ten seconds) and loaded from disk at its first
use in a process (a second). `warm_kernels` makes that happen before the solver's clock starts, by
solving a game of four endings by the same concept; `KernelClock` adds up what it takes, and what a
kernel that only the real game needs takes later, so that it can be taken off the solver's seconds.

Source: numba, "Event API": the lock of the compiler is held while a kernel is compiled or loaded.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from numba.core import event

from standoff.study.folder import KERNELS

if TYPE_CHECKING:
    from standoff.app.choose_solver import Asked, Choice, Given

LOCK = "numba:compiler_lock"
PATIENCE = 2.5  # seconds without a word
_event: Any = event  # its functions have no types


class KernelClock(event.Listener):
    """Adds up the seconds in which kernels are compiled or loaded, from `with` to its end.

    say : told once, where the seconds pass the patience of a run, why nothing happens; or None
    """

    def __init__(self, say: Callable[[str], object] | None = None) -> None:
        self.seconds = 0.0
        self._say, self._depth, self._began = say, 0, 0.0
        self._timer: threading.Timer | None = None

    def __enter__(self) -> KernelClock:
        _event.register(LOCK, self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        _event.unregister(LOCK, self)
        self._stop()

    def on_start(self, event: object) -> None:
        """The compiler's lock is taken; kernels that call others take it again."""
        del event
        if self._depth == 0:
            self._began = time.perf_counter()
            if self._say is not None:
                self._timer = threading.Timer(max(0.0, PATIENCE - self.seconds), self._tell)
                self._timer.daemon = True
                self._timer.start()
        self._depth += 1

    def on_end(self, event: object) -> None:
        """The lock is given back."""
        del event
        self._depth -= 1
        if self._depth == 0:
            self.seconds += time.perf_counter() - self._began
            self._stop()

    def _tell(self) -> None:
        say, self._say = self._say, None
        if say is not None:
            say(KERNELS)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def warm_kernels(given: Given, chosen: Choice, asked: Asked) -> None:
    """Compile or load the kernels that a concept needs, by solving a small game of the same kind.

    A concept that refuses the small game refuses the given one too, in words of its own.
    """
    from standoff.app.choose_solver import Given, solve_game
    from standoff.errors import StandoffError
    from standoff.game import Decision, Terminal, at_precision, build_tree
    from standoff.solvers.strategies.backward_induction import sees_all

    game, bound = given.merged
    own = {"first": "", "second": ""} if sees_all(game.arrays) else {"first": "h", "second": "h"}
    ends = {"first": ((2, -2), (-1, 1)), "second": ((-1, 1), (1, -1))}
    moves = {
        name: Decision("B", {"left": Terminal(ends[name][0]), "right": Terminal(ends[name][1])}, infoset)
        for name, infoset in own.items()
    }
    built = build_tree(Decision("A", moves), ("A", "B"))
    finite = bool((bound.precision < float("inf")).all())
    small = (built.game, at_precision(built.bound, 1.0) if finite else built.bound)
    with contextlib.suppress(StandoffError):
        quiet = replace(asked, tell=None)
        solve_game(Given("", "", small, lambda: small, ()), chosen, quiet)


def solver_seconds(seconds: float, in_kernels: float) -> float:
    """What is left of a solver's seconds without those in which kernels were compiled meanwhile.

    Examples
    --------
    >>> solver_seconds(24.5, 24.0), solver_seconds(0.25, 0.0)
    (0.5, 0.25)
    """
    return max(0.0, seconds - in_kernels)
