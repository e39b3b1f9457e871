"""The same draws at half, one and four times the precision, and at the limit: how much of an answer is noise.

With logit play a bad option is taken now and then. A conclusion that holds only because of that, or
only without it, is a conclusion about the precision. So the first draws of every reading are solved
again with the precision of everybody halved, at four times it, and at the limit in which the best is
always done. Where something is hidden, following a draw to its limit takes too long for every run (two
seconds a draw in the largest games): eight times the precision stands for it, until somebody asks for
`limit_of_sample`. Source: McKelvey and Palfrey 1998 on what the precision means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.compiler import expected_totals
from standoff.game import bind
from standoff.game.records import SOLVED
from standoff.results.run.precision import AtPrecision, PlayedMean
from standoff.solvers import solve
from standoff.study.rows import PreparedReading, numbers_of, prepare_reading, read_off
from standoff.study.summaries.estimates import estimate, share

if TYPE_CHECKING:
    import polars as pl

    from standoff.compiler import Compiled
    from standoff.results.run.manifest import Manifest
    from standoff.study.summaries.estimates import Floats
    from standoff.study.summaries.summary import Kept

SAMPLE = 256  # draws: a share is then known to 3 points
SAMPLE_HIDDEN = 64  # at the higher precisions, where something is hidden: up to .1 s a draw
SAMPLE_LARGE = 32  # in such games with many actions
MANY_ACTIONS = 300
LIMIT_HIDDEN, LIMIT_LARGE = 64, 16  # at the limit itself: .1 s and 2 s a draw
HALF, WRITTEN, FOURFOLD, HIGH = 0.5, 1.0, 4.0, 8.0
LIMIT = np.inf


@dataclass(frozen=True, slots=True)
class Sweep:
    """The first draws at other precisions, lowest first; empty where play is sharp or chance's alone.

    top : float64[draw, action], play at the highest precision of the draws that are solved there
    """

    at: tuple[AtPrecision, ...] = ()
    top: Floats | None = None


def precision_sweep(game: Compiled, manifest: Manifest, kept: Kept) -> Sweep:
    """Endings, measures and conclusions of the first draws at four precisions.

    Parameters
    ----------
    kept : the reading's ensemble: what the draws come to as written is read from it
    """
    if game.scenario.play.sharp or not game.game.arrays.n_infosets:
        return Sweep()
    made = prepare_reading(game)
    n_draws = min(SAMPLE, manifest.draws)
    columns = numbers_of(game, seed=manifest.seed, first=0, n_draws=n_draws, names=made.names)
    top, n_top = _highest(made)
    low, _ = _rows(made, columns, n_draws, HALF)
    fourfold, _ = _rows(made, columns, n_draws if np.isinf(top) else min(SAMPLE_HIDDEN, n_draws), FOURFOLD)
    high, play = _rows(made, columns, min(n_top, n_draws), top)
    at = (
        _of_rows(game, HALF, low),
        _of_kept(game, kept, n_draws),
        _of_rows(game, FOURFOLD, fourfold),
        _of_rows(game, top, high),
    )
    return Sweep(at, play[_floats(high, "status") == SOLVED])


def limit_of_sample(made: PreparedReading, *, seed: int, n_draws: int) -> AtPrecision | None:
    """The first draws at the limit, followed one by one, where the sweep of a run stops at a precision.

    Parameters
    ----------
    made : a compiled reading; seed : of the run; n_draws : of the run, of which the first few are followed

    Returns
    -------
    What endings, measures and conclusions come to, with how many draws are unsolved; None where the sweep
    has the limit itself, or play is sharp or chance's alone.
    """
    game = made.compiled
    if game.scenario.play.sharp or not game.game.arrays.n_infosets or made.plan.perfect_information:
        return None
    most = LIMIT_LARGE if game.game.arrays.n_actions > MANY_ACTIONS else LIMIT_HIDDEN
    n_few = min(most, n_draws)
    columns = numbers_of(game, seed=seed, first=0, n_draws=n_few, names=made.names)
    rows, _ = _rows(made, columns, n_few, LIMIT)
    return _of_rows(game, LIMIT, rows)


def _highest(made: PreparedReading) -> tuple[float, int]:
    """The highest factor, and how many draws are solved with it."""
    if made.plan.perfect_information:
        return LIMIT, SAMPLE
    return HIGH, SAMPLE_LARGE if made.compiled.game.arrays.n_actions > MANY_ACTIONS else SAMPLE_HIDDEN


def _rows(
    made: PreparedReading, columns: Mapping[str, Floats], n_draws: int, times: float
) -> tuple[pl.DataFrame, Floats]:
    """Results and play of the first draws with the precision of everybody multiplied."""
    columns = {name: column[:n_draws] for name, column in columns.items()}
    bound = bind(made.compiled.game, columns, n_draws)
    sharp = np.full_like(bound.precision, np.inf)
    bound = replace(bound, precision=bound.precision * times if np.isfinite(times) else sharp)
    solution = solve(bound, plan=made.plan)
    item = expected_totals(made.compiled, bound, columns, solution.probability)
    return read_off(made.compiled, replace(solution, item=item), columns, 0), solution.probability


def _of_rows(game: Compiled, times: float, rows: pl.DataFrame) -> AtPrecision:
    solved = rows["status"].to_numpy() == SOLVED
    weight = np.nan_to_num(_floats(rows, "weight")) * solved
    off = solved & (_floats(rows, "off_branch") == 1)
    found = {name: _estimate(name, _floats(rows, name), weight, solved) for name in _names(game)}
    return _record(found, times, (len(rows), int((~solved).sum()), int(off.sum())))


def _of_kept(game: Compiled, kept: Kept, n_draws: int) -> AtPrecision:
    first = slice(0, n_draws)
    found = {
        name: _estimate(name, value[first], kept.weight[first], kept.solved[first])
        for name, value in kept.columns.read(_names(game))
    }
    counts = (n_draws, int((~kept.solved[first]).sum()), int(kept.off[first].sum()))
    return _record(found, WRITTEN, counts)


def _estimate(name: str, value: Floats, weight: Floats, solved: npt.NDArray[np.bool_]) -> PlayedMean:
    """The mean of a column; of a conclusion its share of all draws of the sample, as the run has it."""
    open_ = solved & np.isnan(value)
    found = estimate(value, weight, solved)
    if name.startswith("conclusion:"):
        found = share(value == 1.0, weight, solved)
    undefined = share(open_, weight, solved).mean
    return PlayedMean(
        mean=found.mean, mc_error=found.mc_error, undefined=int(open_.sum()), share_undefined=undefined
    )


def _names(game: Compiled) -> tuple[str, ...]:
    scenario = game.scenario
    return (
        *(f"ending:{name}" for name in scenario.endings),
        *(f"measure:{name}" for name in scenario.measures),
        *(f"conclusion:{name}" for name in scenario.conclusions),
    )


def _record(found: Mapping[str, PlayedMean], times: float, counts: tuple[int, int, int]) -> AtPrecision:
    draws, unsolved, off = counts
    kinds: dict[str, dict[str, PlayedMean]] = {"ending": {}, "measure": {}, "conclusion": {}}
    for name, own in found.items():
        kind, _, rest = name.partition(":")
        kinds[kind][rest] = own
    return AtPrecision(
        times=None if np.isinf(times) else times,
        draws=draws,
        unsolved=unsolved,
        off_branch=off,
        endings=kinds["ending"],
        measures=kinds["measure"],
        conclusions=kinds["conclusion"],
    )


def _floats(rows: pl.DataFrame, name: str) -> Floats:
    return rows[name].cast(float).fill_null(np.nan).to_numpy().astype(np.float64)
