"""What the first page, the brief and the terminal warn of, by how far it can move an ending's chance."""

from __future__ import annotations

import math
from collections.abc import Iterator

from standoff.reports.sections import equilibria, methods
from standoff.reports.text import convergence, off_branch
from standoff.results.run.folder import RunFiles


def cautions(files: RunFiles) -> tuple[str, ...]:
    """The warnings, a sentence each; the one that can move an ending farthest stands first."""
    found = sorted(_found(files), key=lambda one: -one[0])
    return tuple(f"{said.rstrip('.')}." for _, said in found if said)


def _found(files: RunFiles) -> Iterator[tuple[float, str]]:
    summaries = files.summary.readings.values()
    left = (1.0 - s.status.get("solved", 0) / max(1, sum(s.status.values())) for s in summaries if s.status)
    yield max(left, default=0.0), methods.left_out(files)
    off = max((s.off_branch.share for s in summaries), default=0.0)
    yield math.inf if files.summary.observed and off else off, off_branch.short(files)
    spans = (
        e.high - e.low
        for s in summaries
        if s.equilibria is not None
        for e in s.equilibria.endings.values()
        if e.low is not None and e.high is not None
    )
    yield max(spans, default=0.0), equilibria.short(files)
    moved = (one.gap for one in convergence.moves(files) if one.errors > convergence.UNSETTLED)
    yield max(moved, default=0.0), convergence.unsettled(files)
