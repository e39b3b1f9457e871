"""Compiled kernels on disk, one folder a user: found again by other checkouts and environments.

A file holds one kernel for one signature. Its name is a digest of all that the machine code depends
on (`fingerprint`, the argument types with the fields of named tuples, the processor), so a file is
never out of date, only unused. It is written beside its place and then renamed: whoever reads sees
a whole file, and of two processes that compile the same the last one wins. A checksum stands before
the code; a file that does not fit it is compiled again. Numba's own cache is keyed by a path and one
file's contents, and its index can point two processes to one data file (docs/design/016).
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import sys
import tempfile
import time
import uuid
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba import types
from numba.core import caching, compiler, serialize
from numba.core.typing.templates import Signature

from standoff.kernels.fingerprint import class_told, fingerprint

_caching: Any = caching
_compiler: Any = compiler
_serialize: Any = serialize
_types: Any = types
_numba: Any = numba
FOLDER = "STANDOFF_CACHE"  # environment variable
UNKEPT = "S910"
HEAD = b"standoff kernel 1\n"
KEPT = 12  # versions of one kernel that stay on disk


class KernelCache(_caching._Cache):  # type: ignore[misc]
    """What numba asks for compiled code of one kernel: see `numba.core.caching`."""

    def __init__(self, function: Callable[..., Any], options: object = ()) -> None:
        self._function = function
        self._options = options
        self._enabled = True

    @property
    def cache_path(self) -> str:
        """The folder that holds the files."""
        return str(folder())

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled kernel for a signature, or None where it has to be compiled."""
        target_context.refresh()
        if not self._enabled:
            return None
        payload = _read(folder() / self._file(sig, target_context.codegen()))
        if payload is None:
            return None
        return _compiler.CompileResult._rebuild(target_context, *pickle.loads(payload))

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled kernel.

        Raises
        ------
        TypeError
            Where its code holds addresses of this process, so that another could not run it.
        """
        if not self._enabled:
            return
        if data.lifted or data.library.has_dynamic_globals:
            name = f"{self._function.__module__}.{self._function.__qualname__}"
            raise TypeError(f"{name} cannot be kept: it reads a large global array or a pointer. Pass it in.")
        path = folder() / self._file(sig, data.codegen)
        _write(path, _serialize.dumps(data._reduce()))
        _prune(path)

    def enable(self) -> None:
        self._enabled = True

    def disable(self) -> None:
        self._enabled = False

    def flush(self) -> None:
        """Forget every version of this kernel."""
        for path in folder().glob(f"{self._stem}-*.kernel"):
            path.unlink(missing_ok=True)

    @property
    def _stem(self) -> str:
        name = f"{self._function.__module__}.{self._function.__qualname__}"
        return "".join(c for c in name if c.isalnum() or c in "._")[-120:]

    def _file(self, sig: Any, codegen: Any) -> str:
        made = fingerprint(self._function, self._options)
        name = f"{self._function.__module__}.{self._function.__qualname__}"
        key = "\n".join([name, made, signature_told(sig), repr(codegen.magic_tuple())])
        return f"{self._stem}-{hashlib.sha256(key.encode()).hexdigest()[:32]}.kernel"


def signature_told(sig: Any) -> str:
    """A signature as text; named tuples with their fields, since kernels read them by place.

    Examples
    --------
    >>> import numba
    >>> signature_told((numba.float64, numba.int64))
    '(Float float64, Integer int64)'
    """
    if isinstance(sig, Signature):
        return f"{signature_told(sig.args)} -> {signature_told(sig.return_type)}"
    if isinstance(sig, tuple):
        return f"({', '.join(signature_told(kind) for kind in sig)})"
    if isinstance(sig, _types.BaseNamedTuple):
        return f"{class_told(sig.instance_class)}{signature_told(tuple(sig.types))}"
    if isinstance(sig, _types.BaseTuple):
        return f"tuple{signature_told(tuple(sig.types))}"
    return f"{type(sig).__name__} {sig}"


def folder() -> Path:
    """The folder of compiled kernels, made where it is not there.

    It is `$STANDOFF_CACHE/kernels`, else `kernels` in the folder that the system has for caches of
    a user. Where it cannot be written, a folder of the user's own among the temporary files is
    taken, with a warning.
    """
    return _usable(_wanted(os.environ))


def _wanted(environ: Any) -> Path:
    if environ.get(FOLDER):
        return Path(environ[FOLDER]).expanduser() / "kernels"
    if environ.get("XDG_CACHE_HOME"):
        return Path(environ["XDG_CACHE_HOME"]) / "standoff" / "kernels"
    if sys.platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"]) / "standoff" / "kernels"
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - never fails, where Path.home() may
    usual = home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"
    return usual / "standoff" / "kernels"


@cache
def _usable(wanted: Path) -> Path:
    try:
        _try(wanted)
    except OSError as error:
        instead = _temporary()
        warnings.warn(
            f"{UNKEPT}: Compiled kernels cannot be kept in `{wanted}` ({error.strerror}). They are kept in "
            f"`{instead}`, and may have to be compiled again. Let {FOLDER} name a folder that can be "
            "written.",
            RuntimeWarning,
            stacklevel=2,
        )
        return instead
    return wanted


def _try(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryFile(dir=path):
        pass


def _temporary() -> Path:
    """A temporary folder that nobody else can write: what stands in it is run."""
    path = Path(tempfile.gettempdir()) / f"standoff-kernels-{os.getuid() if hasattr(os, 'getuid') else ''}"
    try:
        _try(path)
        state = path.lstat()
        if not hasattr(os, "getuid") or (
            stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o022
        ):
            return path
    except OSError:
        pass  # a file, or a folder of somebody else's, stands there
    return Path(tempfile.mkdtemp(prefix="standoff-kernels-"))


def _read(path: Path) -> bytes | None:
    """What was kept, or None where nothing was, or not all of it."""
    try:
        found = path.read_bytes()
    except OSError:
        return None
    start = len(HEAD) + 32
    if not found.startswith(HEAD) or hashlib.sha256(found[start:]).digest() != found[len(HEAD) : start]:
        return None
    return found[start:]


def _write(path: Path, payload: bytes) -> None:
    """Keep a kernel; a full disk is told, not died of."""
    beside = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    try:
        beside.write_bytes(HEAD + hashlib.sha256(payload).digest() + payload)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        told = f"{UNKEPT}: A compiled kernel cannot be kept in `{path.parent}` ({error.strerror})."
        warnings.warn(f"{told} The next process compiles it again.", RuntimeWarning, stacklevel=2)


def _prune(path: Path) -> None:
    """Remove the oldest versions of a kernel, and what was left half written a day ago."""
    stem, _, _ = path.name.rpartition("-")
    for left in path.parent.glob(f"{stem}-*.kernel.*"):
        if time.time() - _age(left) > 86_400:
            left.unlink(missing_ok=True)
    versions = sorted(path.parent.glob(f"{stem}-*.kernel"), key=_age, reverse=True)
    for old in versions[KEPT:]:
        old.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
