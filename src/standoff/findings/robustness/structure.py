"""Structural sensitivity: what each assumption that is no number does to the results.

Every variant (`variants`) is solved over the run's own first draws, so that a difference is that of the
assumption and not of the dice. A draw that is not solved in either is left out of both, and counted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from standoff.errors import StandoffError
from standoff.findings.context import Context, Floats, columns_at, drawn_of, failed, outcome_values
from standoff.findings.margins import SLOW_DRAWS, Bools
from standoff.findings.outcomes import main_outcomes, mean_and_error, usable
from standoff.findings.per_reading import each_reading
from standoff.findings.robustness.analysis import OBSERVED
from standoff.findings.robustness.variants import Variant, rows_of_variant, variants_of
from standoff.results.findings.structure import (
    OutcomeMean,
    PairedChange,
    ReadingStructure,
    StructureFinding,
    StructureVariant,
)
from standoff.study.progress import Progress
from standoff.study.rows import PreparedReading
from standoff.study.summaries.precision_sweep import limit_of_sample

READ = 1024
SHARE_OF_DRAWS = {2.0: 2, 4.0: 4}  # more precise play is slower to solve: a half, a quarter of the draws


def structure(context: Context, *, draws: int | None, workers: int, progress: Progress) -> StructureFinding:
    """The change of every main outcome when one assumption of structure is changed, for each reading.

    Parameters
    ----------
    context : the run, opened by `findings.context.open_context`
    draws : how many of the run's first draws; 1,024 without it
    workers : processes; the same numbers with any
    progress : told as the work goes on

    Returns
    -------
    What stands in `findings/structure.json`: for each reading its outcomes, and its variants with the
    difference of each outcome and its Monte Carlo error.

    Raises
    ------
    RunError
        S742 a process that dies.
    """
    if context.run.manifest.observed:
        return StructureFinding(refused=OBSERVED, draws_read=0, readings={})
    n_draws = min(draws or READ, context.run.manifest.draws)
    asked = {name: (context.seed, n_draws, context.run.rows(name).head(n_draws)) for name in context.readings}
    found = each_reading(context, _reading, asked, workers=workers, progress=progress)
    return StructureFinding(refused="", draws_read=n_draws, readings=found)


def _reading(made: PreparedReading, asked: Any) -> tuple[ReadingStructure, int]:
    seed, n_draws, base = asked
    if made.compiled.scenario.play.sharp:  # a variant may hide something
        n_draws = min(n_draws, SLOW_DRAWS)
        base = base.head(n_draws)
    columns = columns_at(
        made, drawn_of(made, seed=seed, first=0, n_draws=n_draws), seed=seed, n_draws=n_draws
    )
    titles = main_outcomes(made)
    lost = failed(base)
    variants = variants_of(made.compiled.scenario)
    found = ReadingStructure(
        n_failed_base=int(lost.sum()),
        outcomes={name: _mean(base, name, title, lost) for name, title in titles.items()},
        variants=tuple(_variant(made, variant, (columns, base, tuple(titles)), seed) for variant in variants),
        limit=limit_of_sample(made, seed=seed, n_draws=n_draws),
    )
    return found, n_draws * len(variants)


def _variant(
    made: PreparedReading,
    variant: Variant,
    known: tuple[dict[str, Floats], pl.DataFrame, tuple[str, ...]],
    seed: int,
) -> StructureVariant:
    """One assumption changed, against the same draws of the reading as it is."""
    columns, base, names = known
    n_few = max(1, base.height // SHARE_OF_DRAWS.get(variant.factor, 1))
    few = {name: values[:n_few] for name, values in columns.items()}
    try:
        rows = rows_of_variant(made, variant, few, seed=seed, n_draws=n_few)
    except StandoffError as error:
        why = error.problems[0].what
        return StructureVariant(
            kind=variant.kind, title=variant.title, refused=why, n_used=0, n_failed=0, outcomes={}
        )
    either = failed(base)[:n_few] | failed(rows)
    return StructureVariant(
        kind=variant.kind,
        title=variant.title,
        refused="",
        n_used=int((~either).sum()),
        n_failed=int(either.sum()),
        outcomes={name: _difference(base.head(n_few), rows, name, either) for name in names},
    )


def _mean(rows: pl.DataFrame, outcome: str, title: str, lost: Bools) -> OutcomeMean:
    values = outcome_values(rows, outcome)
    use = usable(values, lost)
    if not use.any():
        return OutcomeMean(title=title, mean=None, error=None)
    mean, error = mean_and_error(values[use])
    return OutcomeMean(title=title, mean=mean, error=error)


def _difference(base: pl.DataFrame, rows: pl.DataFrame, outcome: str, either: Bools) -> PairedChange:
    """Mean of the paired differences, its error, and in how many draws both are defined."""
    before, after = outcome_values(base, outcome), outcome_values(rows, outcome)
    use = ~either & np.isfinite(before) & np.isfinite(after)
    if not use.any():
        return PairedChange(change=None, error=None, n=0)
    change, error = mean_and_error(after[use] - before[use])
    return PairedChange(change=change, error=error, n=int(use.sum()))
