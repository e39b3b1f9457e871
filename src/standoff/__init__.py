"""Standoff: an argument about a crisis as a model that can be run, challenged and scored.

Examples
--------
>>> import standoff
>>> found = standoff.run("selected-reliability", draws=200, seed=1, out="found", workers=1)
>>> found.endings.columns[:3]
['reading', 'name', 'title']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from standoff.app.api import (
        Run,
        check,
        compile,
        draw,
        explore,
        load,
        open_run,
        rank_correlations,
        review,
        run,
        schema,
        solve,
    )
    from standoff.errors import Problem, StandoffError

__all__ = [
    "Problem",
    "Run",
    "StandoffError",
    "check",
    "compile",
    "draw",
    "explore",
    "load",
    "open_run",
    "rank_correlations",
    "review",
    "run",
    "schema",
    "solve",
]

_HOME = {
    "Problem": "standoff.errors",
    "Run": "standoff.app.api",
    "StandoffError": "standoff.errors",
    "check": "standoff.app.api",
    "compile": "standoff.app.api",
    "draw": "standoff.app.api",
    "explore": "standoff.app.api",
    "load": "standoff.app.api",
    "open_run": "standoff.app.api",
    "rank_correlations": "standoff.app.api",
    "review": "standoff.app.api",
    "run": "standoff.app.api",
    "schema": "standoff.app.api",
    "solve": "standoff.app.api",
}


def __getattr__(name: str) -> Any:
    """Names are imported when they are first used (PEP 562): `import standoff` costs nothing."""
    if name not in _HOME:
        raise AttributeError(f"module 'standoff' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
