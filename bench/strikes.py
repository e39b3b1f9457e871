"""The strike-out of every claim of the flagship, base reading, on the draws of a finished run.

There is no peer: no package known to us strikes claims out of a model. The target is 60 s for 20,000
draws on two quiet cores. That reweighting agrees with solving again is tested, not timed.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from bench.registry import Benchmark, Line

FLAGSHIP = "nato-ukraine-2024"
DRAWS = 20_000


def every_claim(short: bool) -> list[Line]:
    """Wall time of striking every claim of the base reading."""
    from standoff import scenario, study
    from standoff.findings.context import open_context
    from standoff.findings.strike_out.analysis import Ask, strikes

    draws = 4_000 if short else DRAWS
    loaded = scenario.load(FLAGSHIP)
    with tempfile.TemporaryDirectory(prefix="standoff-bench-") as name:
        settings = study.Settings(draws=draws, seed=1, readings=(loaded.base,), out=Path(name) / "run")
        context = open_context(study.run(loaded, settings).path)
        started = time.monotonic()
        solved = strikes(context, draws=draws, ask=Ask(find=_claims)).readings[loaded.base]
        wall = time.monotonic() - started
    followed = sum(effect.draws == draws for effect in solved.effects)
    note = (
        f"{len(solved.targets)} claims, {len(solved.effects)} different effects, of which {followed} "
        f"moved something by a fifth of a point and were followed to the end"
    )
    return [Line(f"every claim struck, {draws:,} draws: wall time", "s", wall, note=note)]


def _claims(made: Any) -> list[Any]:
    from standoff.findings.strike_out.targets import CLAIM, targets_of

    return [target for target in targets_of(made.compiled.scenario) if target.kind == CLAIM]


BENCHMARKS = (
    Benchmark(
        "strikes",
        "Every claim of nato-ukraine-2024 struck out, base reading, common random numbers.",
        "none, the target is 60 s for 20,000 draws on two cores",
        every_claim,
    ),
)
