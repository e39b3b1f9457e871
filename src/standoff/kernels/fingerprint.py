"""What a compiled kernel was made from, as one number: when that changes, it is compiled again.

From a kernel's instructions the names are read that it looks up outside itself, and each is taken
in with its value: constants as they are, functions (compiled, inlined, intrinsic, called by name)
with their own instructions and names, in whatever file they stand. Nothing is listed by hand. What
a kernel reads and cannot be told by value is refused, since a change of it would go unseen.
Operators on lanes are bound by the compiler, not by a name: this room is taken in as a whole.

Instructions rather than source lines are read, because they are what is compiled: an edit of a
file while a process runs, a comment, or a wheel without sources cannot mislead them.
"""

from __future__ import annotations

import dis
import enum
import hashlib
import platform
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

import llvmlite
import numba
import numpy as np
from llvmlite import ir
from numba import types

_numba: Any = numba
ROOM = "standoff.kernels"
# Told by their versions, which are part of every fingerprint.
VERSIONED = frozenset({"numba", "llvmlite", "numpy", "builtins", *sys.stdlib_module_names})
SETTINGS = ("OPT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "BOUNDSCHECK", "DEBUGINFO_DEFAULT")
PLAIN = (type(None), bool, int, float, complex, str, bytes, type(Ellipsis))


def fingerprint(function: Callable[..., Any], options: object = ()) -> str:
    """Digest of a function, of all that it calls and reads, of versions and of this room.

    Parameters
    ----------
    function : the kernel before it is compiled
    options : what else it depends on, told by its text

    Returns
    -------
    64 hexadecimal digits.

    Raises
    ------
    TypeError
        Where the kernel reads something whose change could not be seen, or a name that is nowhere.

    Examples
    --------
    >>> def half(x): return x / 2.0
    >>> def third(x): return x / 3.0
    >>> fingerprint(half) == fingerprint(half), fingerprint(half) == fingerprint(third)
    (True, False)
    """
    told = _Told()
    told.function(function)
    text = "\n".join([_surroundings(), repr(options), *told.lines])
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _surroundings() -> str:
    """Versions, the compiler's settings and the files of this room."""
    digest = hashlib.sha256()
    files = sorted(
        (f for f in resources.files(ROOM).iterdir() if f.name.endswith(".py")), key=lambda f: f.name
    )
    loaded = {name for name in sys.modules if name.startswith(f"{ROOM}.")}
    missing = loaded - {f"{ROOM}.{f.name.removesuffix('.py')}" for f in files}
    if missing:
        raise FileNotFoundError(
            f"The sources of {', '.join(sorted(missing))} are not where they were loaded from."
        )
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    versions = [platform.python_version(), _numba.__version__, llvmlite.__version__, np.__version__]
    settings = [f"{name}={getattr(_numba.config, name)}" for name in SETTINGS]
    return " ".join([digest.hexdigest(), *versions, *settings])


@cache
def _names(code: CodeType) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names that a function looks up outside itself, and all others (attributes), inner functions' too."""
    found, others = set(), set(code.co_names)
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            found.add(str(instruction.argval))
    for inner in (constant for constant in code.co_consts if isinstance(constant, CodeType)):
        more, rest = _names(inner)
        found.update(more)
        others.update(rest)
    return tuple(sorted(found)), tuple(sorted(others))


def _top(value: object) -> str:
    """First part of the name of the module that made a value, or its type."""
    module = getattr(value, "__module__", None) or type(value).__module__
    return str(module).partition(".")[0]


class _Told:
    """Everything that a kernel depends on, line by line, each object once."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._seen: dict[int, tuple[int, object]] = {}  # the object is kept, so that its id stays its own

    def function(self, function: Any) -> None:
        """A function's instructions, its defaults, what it closes over and what it names."""
        where = f"{function.__module__}.{function.__qualname__}"
        self.lines.append(where)  # what is kept names the modules that it is loaded with
        if str(function.__module__).partition(".")[0] in VERSIONED:
            return
        self._code(function.__code__)
        self.value(function.__defaults__, where)
        self.value(function.__kwdefaults__, where)
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
            self.lines.append(f"closes over {name}")
            self.value(cell.cell_contents, f"{where}: {name}")
        names, attributes = _names(function.__code__)
        for name in names:
            self.lines.append(f"names {name}")
            self._named(function, name, attributes)

    def _named(self, function: Any, name: str, attributes: tuple[str, ...]) -> None:
        where = f"{function.__module__}.{function.__qualname__}: {name}"
        builtins = function.__builtins__
        if name in function.__globals__:
            value = function.__globals__[name]
            if isinstance(value, ModuleType):
                self._module(value, attributes, where)
            else:
                self.value(value, where)
        elif name not in builtins:
            raise TypeError(
                f"{where} is read by a kernel and is nowhere: define it before the kernel is used."
            )

    def _module(self, module: ModuleType, attributes: tuple[str, ...], where: str) -> None:
        self.lines.append(module.__name__)
        if module.__name__.partition(".")[0] not in VERSIONED:
            for name in attributes:
                if hasattr(module, name):
                    self.lines.append(f"names {name}")
                    self.value(getattr(module, name), f"{where}.{name}")

    def _code(self, code: CodeType) -> None:
        counts = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)
        places = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
        self.lines.append(f"{code.co_name} {code.co_code.hex()} {counts} {places}")
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                self._code(constant)
            else:
                self.value(constant, code.co_name)

    def value(self, value: Any, where: str) -> None:
        """One value that a kernel reads."""
        if isinstance(value, PLAIN) and type(value) in PLAIN:
            self.lines.append(f"{type(value).__name__} {value!r}")
            return
        if id(value) in self._seen:
            self.lines.append(f"as before, {self._seen[id(value)][0]}")
            return
        self._seen[id(value)] = (len(self._seen), value)
        self._object(value, where)

    def _object(self, value: Any, where: str) -> None:
        wrapped = getattr(value, "__wrapped__", None)  # the function that a compiler was given
        if f"{getattr(value, '__module__', '')}.".startswith(f"{ROOM}."):
            self.lines.append(
                f"{value.__module__}.{getattr(value, '__qualname__', value)}"
            )  # as a whole, above
        elif isinstance(wrapped, FunctionType):
            self.lines.append(f"{type(value).__name__} {getattr(value, 'targetoptions', '')}")
            self.function(wrapped)
        elif isinstance(value, FunctionType):
            self.function(value)
        elif isinstance(value, np.ndarray | np.generic):
            told = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
            self.lines.append(f"{type(value).__name__} {value.dtype.descr} {value.shape} {told}")
        elif isinstance(value, enum.Enum):
            self.lines.append(str(value))
            self.value(value.value, where)
        else:
            self._collection(value, where)

    def _collection(self, value: Any, where: str) -> None:
        if isinstance(value, tuple | list):
            self.lines.append(f"{class_told(type(value))} of {len(value)}")
            for item in value:
                self.value(item, where)
        elif isinstance(value, dict):
            self.lines.append(f"dict of {len(value)}")
            for key, item in value.items():
                self.value(key, where)
                self.value(item, where)
        elif isinstance(value, type):
            self.lines.extend(_class_lines(value, where))
        else:
            self.lines.append(_text(value, where))


def class_told(kind: type) -> str:
    """A class by name; a named tuple with its fields in their order."""
    fields = getattr(kind, "_fields", None)
    return f"{kind.__module__}.{kind.__qualname__}" + (f"{fields}" if fields else "")


def _class_lines(kind: type, where: str) -> Iterator[str]:
    if issubclass(kind, enum.Enum):
        members = [(name, repr(member.value)) for name, member in kind.__members__.items()]
        yield f"{class_told(kind)} {members}"
    elif hasattr(kind, "_fields") or _top(kind) in VERSIONED:
        yield class_told(kind)
    else:
        raise TypeError(_refusal(kind, where))


def _text(value: Any, where: str) -> str:
    """Values of the compiler's own kinds, told by their text."""
    if isinstance(value, types.Type | ir.Type | ir.Value | BuiltinFunctionType):
        return f"{type(value).__qualname__} {value}"
    if _top(value) in VERSIONED and " at 0x" not in repr(value):
        return f"{type(value).__qualname__} {value!r}"
    raise TypeError(_refusal(value, where))


def _refusal(value: Any, where: str) -> str:
    return (
        f"{where} is read by a kernel and is of {type(value).__qualname__}: a change of it would go unseen. "
        "Expected a number, a text, an array, a tuple, a named tuple, a function or a compiled kernel."
    )
