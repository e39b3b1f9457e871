"""Words for shares of draws: what is counted, and what a draw counts for where something was observed."""

from __future__ import annotations

from standoff.results.run.conditions import WEIGHTED as WEIGHTED
from standoff.results.run.folder import RunFiles


def of_draws(files: RunFiles, which: str = "of draws") -> str:
    """`of draws`; under an observation, draws do not count alike, and that is said."""
    return f"{which}, {WEIGHTED}" if files.summary.observed else which
