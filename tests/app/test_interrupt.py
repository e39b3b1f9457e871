"""Ctrl-C where a library drops it, and where the code below is still at work on it."""

from __future__ import annotations

import contextlib
import gc
import signal
import sys
import time
import weakref
from collections.abc import Iterator

import pytest

from standoff.app.interrupt import AGAIN, interrupted, interruptible


@pytest.fixture(autouse=True)
def _own_handler() -> Iterator[None]:
    """As in a terminal, also where the tests are run in the background of a script."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Thing:
    """What a weak reference can watch."""


def _wait() -> None:
    """Until something is raised, but not for ever."""
    end = time.monotonic() + 20 * AGAIN
    while time.monotonic() < end:
        time.sleep(AGAIN / 10)
    raise AssertionError("nothing was raised")


def _dropped_by_except() -> None:
    with contextlib.suppress(BaseException):
        signal.raise_signal(signal.SIGINT)


def _dropped_by_callback() -> None:
    """An exception in a callback of the collector is told and dropped by Python itself."""

    def stop(_reference: object) -> None:
        signal.raise_signal(signal.SIGINT)

    thing = Thing()
    watched = weakref.ref(thing, stop)
    del thing
    gc.collect()
    assert watched() is None


@pytest.mark.parametrize("drop", [_dropped_by_except, _dropped_by_callback])
def test_a_dropped_stop_comes_again(drop: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(drop)

    def work() -> None:
        drop()
        _wait()

    with pytest.raises(KeyboardInterrupt), interruptible():
        work()
    assert capsys.readouterr().err == ""


def test_it_comes_as_often_as_it_is_dropped() -> None:
    def work() -> None:
        for _ in range(3):
            with contextlib.suppress(KeyboardInterrupt):  # what a library does
                _dropped_by_callback()
                _wait()
        _wait()

    with pytest.raises(KeyboardInterrupt), interruptible():
        work()


def test_cleaning_up_after_a_stop_is_not_interrupted() -> None:
    done = []

    def work() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            time.sleep(3 * AGAIN)
            done.append("cleaned up")

    with pytest.raises(KeyboardInterrupt), interruptible():
        work()
    assert done == ["cleaned up"]


def test_all_is_left_as_it_was() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM), sys.unraisablehook
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGINT)
    time.sleep(2 * AGAIN)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM), sys.unraisablehook) == before


def test_other_errors_in_callbacks_are_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda error: told.append(error.exc_type))

    def fail(_reference: object) -> None:
        raise ValueError

    with interruptible():
        thing = Thing()
        watched = weakref.ref(thing, fail)
        del thing
        gc.collect()
    assert watched() is None
    assert told == [ValueError]


def test_stop_behind_an_error_of_a_library_is_found() -> None:
    error = SystemError("import failed")
    error.__cause__ = ValueError()
    assert not interrupted(error)
    error.__cause__.__context__ = KeyboardInterrupt()
    assert interrupted(error)
    assert not interrupted(None)


def test_ctrl_c_that_is_ignored_or_somebody_elses_is_left_alone() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with interruptible():
        signal.raise_signal(signal.SIGINT)
        time.sleep(2 * AGAIN)
    heard: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: heard.append(number))
    with interruptible():
        signal.raise_signal(signal.SIGINT)
        time.sleep(2 * AGAIN)
    assert heard == [signal.SIGINT]
