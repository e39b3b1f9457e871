"""Questions, forecasts and how they came out: recorded, never edited, scored, verified by anyone.

Nothing is imported before it is asked for, so that `standoff --help` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from standoff.ledger.calibration import incoherences, murphy, reliability_curve
    from standoff.ledger.comparison import interval, paired, skill
    from standoff.ledger.families import Standing, standings
    from standoff.ledger.moments import LedgerError, read_moment
    from standoff.ledger.records import Forecast, Question, Resolution, Value, Withdrawal
    from standoff.ledger.scores import brier, brier_sum, crps, log_score, pinball, ranked_probability
    from standoff.ledger.scoring import Score, score_all
    from standoff.ledger.state import Ledger, load
    from standoff.ledger.verification import Verified, seal, verify
    from standoff.ledger.writing import append, begin

__all__ = [
    "Forecast",
    "Ledger",
    "LedgerError",
    "Question",
    "Resolution",
    "Score",
    "Standing",
    "Value",
    "Verified",
    "Withdrawal",
    "append",
    "begin",
    "brier",
    "brier_sum",
    "crps",
    "incoherences",
    "interval",
    "load",
    "log_score",
    "murphy",
    "paired",
    "pinball",
    "ranked_probability",
    "read_moment",
    "reliability_curve",
    "score_all",
    "seal",
    "skill",
    "standings",
    "verify",
]

_NAMES = {
    "calibration": ("incoherences", "murphy", "reliability_curve"),
    "comparison": ("interval", "paired", "skill"),
    "families": ("Standing", "standings"),
    "moments": ("LedgerError", "read_moment"),
    "records": ("Forecast", "Question", "Resolution", "Value", "Withdrawal"),
    "scores": ("brier", "brier_sum", "crps", "log_score", "pinball", "ranked_probability"),
    "scoring": ("Score", "score_all"),
    "state": ("Ledger", "load"),
    "verification": ("Verified", "seal", "verify"),
    "writing": ("append", "begin"),
}
_WHERE = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    module = importlib.import_module(f"standoff.ledger.{_WHERE[name]}")
    found = getattr(module, name)
    globals()[name] = found
    return found
