"""How kernels are compiled: the house's options, alone or merged into their callers; who is told.

All decorators give `error_model="numpy"` (a division by zero is infinite, no exception) and let go
of the interpreter's lock. What is compiled is kept on disk (`cache`) under a digest of everything
that it was made from (`fingerprint`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numba
from llvmlite.binding import add_symbol
from numba import types
from numba.core import ccallback, event
from numba.core.registry import CPUDispatcher

from standoff.kernels.cache import KernelCache

_numba: Any = numba  # its stubs leave out the options and types that are used here
_ccallback: Any = ccallback
_event: Any = event
F = TypeVar("F", bound=Callable[..., Any])
PLAIN = {"nogil": True, "error_model": "numpy"}
ALONE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # no way in from Python: it takes long to make
COMPILE = "numba:compile"


def compiled(function: F) -> F:
    """A kernel that allocates nothing, kept on disk; typed so that callers stay checked."""
    return cast(F, _kept(function, {**PLAIN, "_nrt": False}))


def compiled_allocating(function: Callable[..., Any]) -> Any:
    """As `compiled`, for kernels that make arrays."""
    return _kept(function, PLAIN)


def inner(function: Callable[..., Any]) -> Any:
    """What kernels call: it may make arrays, and is kept with its callers."""
    return _within(function, PLAIN)


def called(function: Callable[..., Any]) -> Any:
    """As `inner`, for kernels that make no arrays: they need not count who holds one."""
    return _within(function, {**PLAIN, "_nrt": False})


def inlined(function: Callable[..., Any]) -> Any:
    """Small functions that must be merged into their callers: what a loop over draws may call."""
    return _within(function, {**PLAIN, "forceinline": True, "_nrt": False})


class _Within(CPUDispatcher):
    """What has no way in from Python: called from there, it runs as the Python that it was written in.

    Without this the interpreter would jump to an address that is not there.
    """

    def __call__(self, *arguments: Any) -> Any:
        return self.py_func(*arguments)


def _within(function: Callable[..., Any], options: dict[str, Any]) -> Any:
    dispatcher = _numba.njit(**options, **ALONE)(function)
    dispatcher.__class__ = _Within
    return dispatcher


def _kept(function: Callable[..., Any], options: dict[str, Any]) -> Any:
    dispatcher = _numba.njit(**options)(function)
    dispatcher._cache = KernelCache(function, sorted(options.items()))
    return dispatcher


class _Alone(_ccallback.CFunc):  # type: ignore[misc]
    """A C callback that is kept where kernels are, and whose compilation is told as theirs is."""

    def __init__(self, function: Callable[..., Any], signature: Any, options: dict[str, Any]) -> None:
        super().__init__(function, (signature.args, signature.return_type), {}, options)
        self._cache = KernelCache(function, ("alone", *sorted(options.items())))

    def _compile_uncached(self) -> Any:
        with _event.trigger_event(COMPILE, data={"dispatcher": self}):
            return super()._compile_uncached()


def compiled_alone(signature: str) -> Callable[[Callable[..., Any]], Any]:
    """Compile a kernel by itself and let other kernels call it by name.

    A kernel that calls another is otherwise compiled together with it, again at each level: most
    of a minute instead of seconds. Arrays are passed as pointers (`vectors.pointer`).

    Parameters
    ----------
    signature : as `parse_signature` reads it; nothing is returned
    """

    def wrap(function: Callable[..., Any]) -> Any:
        typed = parse_signature(signature)
        native = _Alone(function, typed, {"error_model": "numpy", "_nrt": False})
        native.compile()
        name = f"{function.__module__}.{function.__name__}"
        add_symbol(name, native.address)
        _ALIVE.append(native)
        called = types.ExternalFunction(name, typed)
        called.__wrapped__ = function  # type: ignore[attr-defined] # so that a caller's fingerprint takes it in
        return called

    return wrap


_ALIVE: list[Any] = []  # the code behind the names


def parse_signature(text: str) -> Any:
    """A signature of `f` (float64 pointer), `i` (int32 pointer), `n` (int).

    Examples
    --------
    >>> str(parse_signature("fn"))
    '(float64*, int64) -> none'
    """
    known = {
        "f": _numba.types.CPointer(types.float64),
        "i": _numba.types.CPointer(types.int32),
        "n": types.int64,
    }
    return types.void(*(known[letter] for letter in text))


@dataclass
class Compiling:
    """What was compiled while somebody watched: kernels that were not on disk.

    n_kernels : how many, those that kernels call among them
    seconds : how long that took
    """

    n_kernels: int = 0
    seconds: float = 0.0


class _Watch(_event.Listener):  # type: ignore[misc]
    """Counts kernels that are compiled and then kept, and tells of the first."""

    def __init__(self, begun: Callable[[], object]) -> None:
        self.found = Compiling()
        self._begun = begun
        self._thread = threading.get_ident()
        self._since: list[float] = []  # a kernel that calls another compiles it within its own time

    def on_start(self, event: Any) -> None:
        if not self._counts(event):
            return
        if self.found.n_kernels == 0:
            self._begun()
        self.found.n_kernels += 1
        self._since.append(time.perf_counter())

    def on_end(self, event: Any) -> None:
        if self._counts(event) and self._since:
            since = self._since.pop()
            self.found.seconds += 0.0 if self._since else time.perf_counter() - since

    def _counts(self, event: Any) -> bool:
        cache = getattr(event.data["dispatcher"], "_cache", None)
        return threading.get_ident() == self._thread and isinstance(cache, KernelCache)


@contextmanager
def compiling(begun: Callable[[], object]) -> Iterator[Compiling]:
    """Call `begun` when, and only when, a kernel has to be compiled by this thread.

    Yields
    ------
    Compiling
        How many kernels and seconds; complete after the block.

    Examples
    --------
    >>> with compiling(lambda: None) as found:
    ...     pass
    >>> found.n_kernels, found.seconds
    (0, 0.0)
    """
    watch = _Watch(begun)
    _event.register(COMPILE, watch)
    try:
        yield watch.found
    finally:
        _event.unregister(COMPILE, watch)
