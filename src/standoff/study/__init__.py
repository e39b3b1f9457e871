"""Runs ensembles: chunked, resumable, in one process or several, with every file of a run's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from standoff.study.progress import Progress, Quiet
    from standoff.study.runs import RunFolder, compile_reading, open_run, resume, run
    from standoff.study.settings import Settings

__all__ = ["Progress", "Quiet", "RunFolder", "Settings", "compile_reading", "open_run", "resume", "run"]

# Imported when asked for: `standoff run --help` needs the settings alone.
_WHERE = {"Progress": "progress", "Quiet": "progress", "Settings": "settings"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    module = importlib.import_module(f"standoff.study.{_WHERE.get(name, 'runs')}")
    found = getattr(module, name)
    globals()[name] = found
    return found
