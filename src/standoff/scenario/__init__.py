"""The text of a scenario, read and checked: `load`, `load_text`, `review`, `schema`, `parse_events`.

Nothing is imported before it is asked for, so that `standoff --help` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from standoff.scenario.given_and_observed import check_events, parse_events
    from standoff.scenario.json_schema import schema
    from standoff.scenario.loading import LoadedScenario, load, load_text
    from standoff.scenario.plausibility.review import Review, checked, refuse, review
    from standoff.scenario.run_play import parse_play

__all__ = [
    "LoadedScenario",
    "Review",
    "check_events",
    "checked",
    "load",
    "load_text",
    "parse_events",
    "parse_play",
    "refuse",
    "review",
    "schema",
]

_WHERE = {
    "LoadedScenario": "loading",
    "load": "loading",
    "load_text": "loading",
    "check_events": "given_and_observed",
    "parse_events": "given_and_observed",
    "Review": "plausibility.review",
    "checked": "plausibility.review",
    "refuse": "plausibility.review",
    "review": "plausibility.review",
    "parse_play": "run_play",
    "schema": "json_schema",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    module = importlib.import_module(f"standoff.scenario.{_WHERE[name]}")
    found = getattr(module, name)
    globals()[name] = found
    return found
