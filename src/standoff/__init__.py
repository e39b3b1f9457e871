"""Standoff: an argument about a crisis as a model that can be run, challenged and scored.

Every command of the command line is a function here; each is imported when it is first used.

Examples
--------
>>> import standoff
>>> found = standoff.run("selected-reliability", draws=200, seed=1, out="found", workers=1)
>>> found.endings.columns[:3]
['reading', 'name', 'title']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.app.api.burden import share_burden
    from standoff.app.api.conversion import convert
    from standoff.app.api.evidence import audit_evidence, propose_claims
    from standoff.app.api.findings import compare, explore, strike
    from standoff.app.api.found import Findings, Found
    from standoff.app.api.front import fit
    from standoff.app.api.game import solve
    from standoff.app.api.ledger import (
        ask_question,
        doubt_clock,
        init_ledger,
        ledger_status,
        record_events,
        record_forecast,
        resolve_question,
        score_ledger,
        seal_ledger,
        verify_ledger,
        withdraw_event,
    )
    from standoff.app.api.ledger_exchange import (
        export_ledger,
        import_forecasts,
        ledger_calendar,
        ledger_page,
    )
    from standoff.app.api.ledger_runs import forecast_run, score_scenario
    from standoff.app.api.library import list_library
    from standoff.app.api.run import Run, open_run, report, run
    from standoff.app.api.scenario import check, compile, draw, load, new, rank_correlations, review, show
    from standoff.app.api.schemas import schema
    from standoff.app.api.session import session
    from standoff.app.api.summit import forecast_summit
    from standoff.app.api.take_away import write_brief, write_figures, write_tables
    from standoff.app.api.two_runs import compare_runs
    from standoff.errors import Problem, StandoffError, StandoffWarning
    from standoff.results.session import Changes

__all__ = [
    "Changes",
    "Findings",
    "Found",
    "Problem",
    "Run",
    "StandoffError",
    "StandoffWarning",
    "ask_question",
    "audit_evidence",
    "check",
    "compare",
    "compare_runs",
    "compile",
    "convert",
    "doubt_clock",
    "draw",
    "explore",
    "export_ledger",
    "fit",
    "forecast_run",
    "forecast_summit",
    "import_forecasts",
    "init_ledger",
    "ledger_calendar",
    "ledger_page",
    "ledger_status",
    "list_library",
    "load",
    "new",
    "open_run",
    "propose_claims",
    "rank_correlations",
    "record_events",
    "record_forecast",
    "report",
    "resolve_question",
    "review",
    "run",
    "schema",
    "score_ledger",
    "score_scenario",
    "seal_ledger",
    "session",
    "share_burden",
    "show",
    "solve",
    "strike",
    "verify_ledger",
    "withdraw_event",
    "write_brief",
    "write_figures",
    "write_tables",
]

_NAMES = {
    "standoff.app.api.burden": ("share_burden",),
    "standoff.app.api.conversion": ("convert",),
    "standoff.app.api.evidence": ("audit_evidence", "propose_claims"),
    "standoff.app.api.findings": ("compare", "explore", "strike"),
    "standoff.app.api.found": ("Findings", "Found"),
    "standoff.app.api.front": ("fit",),
    "standoff.app.api.game": ("solve",),
    "standoff.app.api.ledger": (
        "ask_question",
        "doubt_clock",
        "init_ledger",
        "ledger_status",
        "record_events",
        "record_forecast",
        "resolve_question",
        "score_ledger",
        "seal_ledger",
        "verify_ledger",
        "withdraw_event",
    ),
    "standoff.app.api.ledger_exchange": (
        "export_ledger",
        "import_forecasts",
        "ledger_calendar",
        "ledger_page",
    ),
    "standoff.app.api.ledger_runs": ("forecast_run", "score_scenario"),
    "standoff.app.api.library": ("list_library",),
    "standoff.app.api.run": ("Run", "open_run", "report", "run"),
    "standoff.app.api.scenario": (
        "check",
        "compile",
        "draw",
        "load",
        "new",
        "rank_correlations",
        "review",
        "show",
    ),
    "standoff.app.api.schemas": ("schema",),
    "standoff.app.api.session": ("session",),
    "standoff.app.api.summit": ("forecast_summit",),
    "standoff.app.api.take_away": ("write_brief", "write_figures", "write_tables"),
    "standoff.app.api.two_runs": ("compare_runs",),
    "standoff.results.session": ("Changes",),
    "standoff.errors": ("Problem", "StandoffError", "StandoffWarning"),
}
_HOME = {name: home for home, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Names are imported when they are first used (PEP 562): `import standoff` costs nothing."""
    if name not in _HOME:
        raise AttributeError(f"module 'standoff' has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(_HOME[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
