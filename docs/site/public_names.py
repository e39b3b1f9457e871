"""The public names of the package: what each room offers, and what its registry names.

A room's names are those of its `__all__`. Two rooms have none: `findings` is called through its
registry, and `results` is the records of every file, in modules of their own.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

ROOMS = (
    "",
    "scenario",
    "draws",
    "game",
    "solvers",
    "exploration",
    "summit",
    "front",
    "evidence",
    "ledger",
    "findings",
    "results",
)


@dataclass(frozen=True, slots=True)
class PublicName:
    """A name as users import it.

    module, name : where it is imported from
    kind : `function`, `class` or `constant`
    """

    module: str
    name: str
    kind: str

    @property
    def full(self) -> str:
        """The module and the name."""
        return f"{self.module}.{self.name}"

    @property
    def value(self) -> object:
        """What it names."""
        return getattr(importlib.import_module(self.module), self.name)


def public_names(room: str) -> tuple[PublicName, ...]:
    """Every public name of a room; "" is the package itself.

    Examples
    --------
    >>> [name.full for name in public_names("solvers") if name.name == "nash"]
    ['standoff.solvers.nash']
    """
    module = importlib.import_module(f"standoff.{room}" if room else "standoff")
    if offered := getattr(module, "__all__", ()):
        return tuple(_public(module.__name__, name, getattr(module, name)) for name in offered)
    return tuple(_of_registry() if room == "findings" else _of_modules(module))


def _public(module: str, name: str, value: object) -> PublicName:
    if inspect.isclass(value):
        return PublicName(module, name, "class")
    return PublicName(module, name, "function" if inspect.isfunction(value) else "constant")


def _of_registry() -> Iterator[PublicName]:
    from standoff.findings.registry import KINDS

    yield PublicName("standoff.findings.registry", "KINDS", "constant")
    yield PublicName("standoff.findings.registry", "kinds_of", "function")
    yield PublicName("standoff.findings.registry", "work_out", "function")
    for kind in KINDS:
        yield PublicName(f"standoff.findings.{kind.module}", kind.function, "function")


def _of_modules(room: ModuleType) -> Iterator[PublicName]:
    """Every class and function that a module of the room defines."""
    for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if not name.startswith("_") and getattr(value, "__module__", "") == found.name:
                yield _public(found.name, name, value)
