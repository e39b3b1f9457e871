"""A scenario kept warm: compiled once, its draws and answers at hand, a second answer in milliseconds.

Between the app and the study. There is no web in it: a notebook uses it as the page does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from standoff.workbench.session.session import Session
    from standoff.workbench.session.texts import TextFiles

__all__ = ["Session", "TextFiles"]

_WHERE = {"Session": "session", "TextFiles": "texts"}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"standoff.workbench.session.{_WHERE[name]}"), name)
