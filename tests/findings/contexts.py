"""Runs of small scenarios, opened for findings."""

from __future__ import annotations

from pathlib import Path

from standoff import scenario
from standoff.findings.context import Context, open_context
from standoff.study import Settings, run


def context_of(text: str, folder: Path, *, draws: int = 4000, seed: int = 0) -> Context:
    """A scenario's text, run and opened."""
    file = folder / "made.yaml"
    file.write_text(text, encoding="utf-8")
    done = run(scenario.load(file), Settings(draws=draws, seed=seed, workers=1, out=folder / "run"))
    return open_context(done.path)
