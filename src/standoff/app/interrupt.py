"""Ctrl-C, heard also where a library swallows it.

Python turns the signal into a KeyboardInterrupt at whatever line is being run. While libraries load and
compile, that line may stand under a bare `except:` or in a callback from C, where the interrupt is
dropped and the command runs on to its end. So after a Ctrl-C it is looked again, four times a second,
whether an interrupt is on its way up; if none is, it is raised once more.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

AGAIN = 0.25  # seconds until it is looked whether an interrupt was dropped


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """While this is open a Ctrl-C is raised until it is handled; then all is as it was.

    In a thread other than the main one, where the system has no timer signal, and where a Ctrl-C is
    ignored (a command that a script runs in the background) or somebody else's, all stays as it is. Who
    handles it and goes on is interrupted once more: nobody can see that from a dropped one.

    Examples
    --------
    >>> import signal
    >>> with interruptible():
    ...     try:
    ...         signal.raise_signal(signal.SIGINT)
    ...     except KeyboardInterrupt:
    ...         print("stopped")
    stopped
    """
    if (
        threading.current_thread() is not threading.main_thread()
        or not hasattr(signal, "setitimer")
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield
        return
    before = [(number, signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGALRM)]
    told = sys.unraisablehook

    def tell_others(dropped: sys.UnraisableHookArgs) -> None:
        if not isinstance(dropped.exc_value, KeyboardInterrupt):  # which comes again
            told(dropped)

    sys.unraisablehook = tell_others
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGALRM, _look)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.unraisablehook = told
        for number, handler in before:
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


def interrupted(error: BaseException | None) -> bool:
    """Whether a Ctrl-C lies behind an error: libraries that are being loaded make one of their own of it."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _stop(_number: int, _frame: FrameType | None) -> None:
    signal.setitimer(signal.ITIMER_REAL, AGAIN)
    raise KeyboardInterrupt


def _look(number: int, frame: FrameType | None) -> None:
    """Raise it again, unless the code below is at work on it: then look again later."""
    if interrupted(sys.exception()):
        signal.setitimer(signal.ITIMER_REAL, AGAIN)
    else:
        _stop(number, frame)
