"""How kernels are compiled: the house's options, alone or merged into their callers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite.binding import add_symbol
from numba import types

_numba: Any = numba  # its stubs leave out the options and types that are used here
F = TypeVar("F", bound=Callable[..., Any])


def _digest_of_sources() -> str:
    """Digest of the files of the package, constants among them."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _cache_of_these_sources() -> Iterator[None]:
    """Keep compiled kernels in a folder of their own for each state of the sources."""
    given = _numba.config.CACHE_DIR
    _numba.config.CACHE_DIR = str(
        Path(given or Path(__file__).with_name("__pycache__")) / f"kernels-{_SOURCES}"
    )
    try:
        yield
    finally:
        _numba.config.CACHE_DIR = given


_SOURCES = _digest_of_sources()


def compiled(function: F) -> F:
    """A kernel that allocates nothing, kept on disk; typed so that callers stay checked."""
    with _cache_of_these_sources():
        return cast(F, _numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(function))


def compiled_allocating(function: Callable[..., Any]) -> Any:
    """As `compiled`, for kernels that make arrays."""
    with _cache_of_these_sources():
        return _numba.njit(cache=True, nogil=True, error_model="numpy")(function)


def inner(function: Callable[..., Any]) -> Any:
    """What kernels call and Python never does: it may make arrays, and is kept with its callers."""
    options = {"nogil": True, "error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return _numba.njit(**options)(function)


def inlined(function: Callable[..., Any]) -> Any:
    """Small functions that must be merged into their callers: what a loop over draws may call."""
    return _numba.njit(nogil=True, error_model="numpy", forceinline=True, _nrt=False)(function)


def compiled_alone(signature: str) -> Callable[[Callable[..., Any]], Any]:
    """Compile a kernel by itself and let other kernels call it by name.

    A kernel that calls another is otherwise compiled together with it, again at each level: most
    of a minute instead of seconds. Arrays are passed as pointers (`vectors.pointer`).
    """

    def wrap(function: Callable[..., Any]) -> Any:
        typed = parse_signature(signature)
        with _cache_of_these_sources():
            native = _numba.cfunc(typed, cache=True, error_model="numpy", _nrt=False)(function)
        name = f"{function.__module__}.{function.__name__}"
        add_symbol(name, native.address)
        _ALIVE.append(native)
        return types.ExternalFunction(name, typed)

    return wrap


_ALIVE: list[Any] = []  # the code behind the names


def parse_signature(text: str) -> Any:
    """A signature of `f` (float64 pointer), `i` (int32 pointer), `n` (int)."""
    known = {
        "f": _numba.types.CPointer(types.float64),
        "i": _numba.types.CPointer(types.int32),
        "n": types.int64,
    }
    return types.void(*(known[letter] for letter in text))
