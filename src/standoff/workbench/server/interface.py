"""What a path of the server is: a record in, a record out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel

from standoff.workbench.server.session_thread import SessionThread

Ask: TypeAlias = "Callable[[SessionThread, Any], Awaitable[BaseModel]]"
Hear: TypeAlias = "Callable[[SessionThread, Any], AsyncIterator[BaseModel]]"


@dataclass(frozen=True, slots=True)
class Path:
    """A path of the interface: what it takes, what it gives; `ask` answers once, `hear` often, as events."""

    path: str
    says: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    ask: Ask | None = None
    hear: Hear | None = None
