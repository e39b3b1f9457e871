"""Sensitivity: which numbers move each result, alone and together with others.

Alone: first-order indices from the run's own draws, which need no design and hold for correlated
parameters too. Together: parameters are screened by elementary effects (Morris), and the leading ones
get total Sobol indices from a design of their own, with all others as one factor. Correlated
parameters are one factor; alone they have no Sobol index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from standoff.draws.correlating import groups, matrix
from standoff.exploration import (
    FirstOrder,
    Screening,
    SobolIndices,
    first_order,
    morris,
    morris_design,
    plain_table,
    saltelli,
    sobol,
)
from standoff.findings.context import Desk, Floats, column, drawn_of, failed, points_of, uncertain
from standoff.findings.outcomes import Json, main_outcomes, parameter_facts, told, usable
from standoff.findings.solving import solve_at
from standoff.study.progress import Progress
from standoff.study.rows import Ready

READ = 20_000  # draws read at most: indices are then known to about a hundredth
FEWEST = 400
LISTED = 12  # parameters listed an outcome
LEADING = 7  # parameters with a factor of their own in the design
BASE_POINTS = 512
PATHS = 16
TENTH = 0.1
FEWEST_OTHER = 40  # rows of a design that must not all be the same, for indices that mean something
OTHERS = "all others"


def sensitivity(desk: Desk, *, draws: int | None, workers: int, progress: Progress) -> Json:
    """Indices of every main outcome under each reading.

    Parameters
    ----------
    draws : how many of the run's draws are read; all, up to 20,000, without it

    Returns
    -------
    The content of `findings/sensitivity.json`: for each reading and outcome the parameters that move
    it, most first, with intervals; the means of the outcome in the lowest and highest tenth of each;
    total indices of the leading ones, or why there are none.
    """
    n_draws = min(draws or READ, desk.run.manifest.draws)
    found = {}
    for place, name in enumerate(desk.readings):
        rng = np.random.default_rng([desk.seed, place, 730])
        found[name] = _Reading(desk, name, n_draws, rng).tell(workers, progress)
    return {"draws_read": n_draws, "readings": found}


class _Reading:
    """One reading's draws with their answers."""

    def __init__(self, desk: Desk, reading: str, n_draws: int, rng: np.random.Generator) -> None:
        self.desk, self.made, self.rng = desk, desk.readings[reading], rng
        self.names = uncertain(self.made)
        self.points = points_of(self.made, self.names, seed=desk.seed, first=0, n_draws=n_draws)
        self.rows = desk.run.rows(reading).head(n_draws)
        self.failed = failed(self.rows)
        self.outcomes = main_outcomes(self.made)
        compiled = self.made.compiled
        decided = [m for m in compiled.moves if compiled.scenario.moves[m[0]].actor is not None]
        self.play = {(m, o): column(self.rows, f"move:{m}={o}") for m, o in decided}

    def tell(self, workers: int, progress: Progress) -> Json:
        alone = {name: self._alone(name) for name in self.outcomes}
        indices = {name: index for name, (index, _) in alone.items() if index is not None}
        screened, screening = self._screened(workers, progress)
        factors = self._factors(indices, screening)
        total = self._total(factors, workers, progress)
        told_of = {
            name: told_outcome | {"title": self.outcomes[name], "total": total.get(name, total["*"])}
            for name, (_, told_outcome) in alone.items()
        }
        return {
            "n_parameters": len(self.names),
            "parameters": parameter_facts(self.made.compiled.scenario, dict.fromkeys(self.names)),
            "order": list(told_of),
            "outcomes": told_of,
            "screening": screened,
            "factors": {label: list(members) for label, members in factors.items()},
        }

    def _alone(self, outcome: str) -> tuple[FirstOrder | None, Json]:
        values = column(self.rows, outcome)
        use = usable(values, self.failed)
        undefined = int((~self.failed & ~np.isfinite(values)).sum())
        counted = {"n_used": int(use.sum()), "n_failed": int(self.failed.sum()), "undefined": undefined}
        refused = _why_not(values[use], len(self.names))
        if refused:
            return None, counted | {"refused": refused, "first": []}
        table = plain_table(self.points, self.names, failed=~use)
        index = first_order(table, np.where(use, values, 0.0), rng=self.rng)
        order = np.argsort(-index.binned, kind="stable")[:LISTED]
        listed = [self._entry(index, i, values, use) for i in order]
        shown = [entry for entry in listed if not entry["indistinguishable"]]
        summed = float(index.binned[~index.indistinguishable].sum())
        return index, counted | {"refused": "", "first": shown or listed[:1], "first_sum": summed}

    def _entry(self, index: FirstOrder, i: int, values: Floats, use: Any) -> Json:
        scenario, name = self.made.compiled.scenario, self.names[i]
        x = self.points[use, i]
        low, high = (float(q) for q in np.quantile(x, (TENTH, 1 - TENTH)))
        ends = {"low": x <= low, "high": x >= high}
        kept = values[use]
        return {
            "parameter": name,
            "index": float(index.binned[i]),
            "ci": float(index.binned_ci[i]),
            "indistinguishable": bool(index.indistinguishable[i]),
            "low_value": told(scenario, name, low),
            "high_value": told(scenario, name, high),
            **{f"{end}_mean": float(kept[where].mean()) for end, where in ends.items()},
            **{f"{end}_play": self._play(use, where) for end, where in ends.items()},
        }

    def _play(self, use: Any, where: Any) -> dict[str, str]:
        """The likeliest option of each dated decision in some of the draws."""
        best: dict[str, tuple[float, str]] = {}
        for (move, option), made in self.play.items():
            share = float(np.nanmean(made[use][where]))
            if share > best.get(move, (-1.0, ""))[0]:
                best[move] = (share, option)
        return {move: option for move, (_, option) in best.items()}

    def _screened(self, workers: int, progress: Progress) -> tuple[Json, dict[str, Screening]]:
        """Elementary effects of all parameters on every outcome, from a few paths."""
        if not self.names:
            return {"paths": 0, "refused": {}, "idle": 0}, {}
        design = morris_design(self.names, PATHS, rng=self.rng)
        rows = self._solved(design.points, workers, progress)
        found, refused = {}, {}
        for outcome in self.outcomes:
            values = column(rows, outcome)
            wrong = _design_trouble(rows, values)
            if wrong:
                refused[outcome] = wrong
            else:
                found[outcome] = morris(design, values, rng=self.rng)
        idle = self._idle(found)
        return {"paths": PATHS, "refused": refused, "idle": idle}, found

    def _idle(self, found: Mapping[str, Screening]) -> int:
        """How many parameters move no outcome by more than a thousandth, in any path."""
        if not found:
            return 0
        largest = np.max([screening.absolute for screening in found.values()], axis=0)
        return int((largest < 1e-3).sum())

    def _factors(
        self, alone: Mapping[str, FirstOrder], screened: Mapping[str, Screening]
    ) -> dict[str, tuple[str, ...]]:
        """The leading parameters, each a factor (correlated ones together), and all others as one."""
        score = np.zeros(len(self.names))
        for index in alone.values():
            score += np.clip(index.binned, 0, None) / len(alone)
        for screening in screened.values():
            most = float(screening.absolute.max(initial=0.0))
            if most > 0:  # what bends or interacts may have no first-order index
                score += 0.1 * (screening.absolute / most) ** 2 / len(screened)
        together = {n: g for g in groups(self.made.compiled.scenario.correlations) for n in g}
        factors: dict[str, tuple[str, ...]] = {}
        for i in np.argsort(-score, kind="stable"):
            group = tuple(n for n in together.get(self.names[i], (self.names[i],)) if n in self.names)
            if group not in factors.values():
                factors[" + ".join(group)] = group
            if len(factors) == LEADING:
                break
        taken = {name for group in factors.values() for name in group}
        rest = tuple(name for name in self.names if name not in taken)
        return factors | ({OTHERS: rest} if rest else {})

    def _total(self, factors: Mapping[str, Sequence[str]], workers: int, progress: Progress) -> Json:
        """Total Sobol indices of the factors for each outcome; under `*` what is told of the rest."""
        if len(factors) < 2:
            return {"*": {"refused": "There is only one factor: all variance is its own.", "factors": []}}
        label = {name: factor for factor, names in factors.items() for name in names}
        correlation = matrix(self.names, self.made.compiled.scenario.correlations)
        design = saltelli(
            self.names,
            BASE_POINTS,
            rng=self.rng,
            second_order=False,
            groups=[label[name] for name in self.names],
            correlation=correlation,
        )
        rows = self._solved(design.points, workers, progress)
        found: Json = {"*": {"refused": "No design was solved.", "factors": []}}
        for outcome in self.outcomes:
            values = column(rows, outcome)
            wrong = _design_trouble(rows, values)
            if wrong:
                found[outcome] = {"refused": wrong, "factors": []}
                continue
            found[outcome] = {"refused": "", "n": BASE_POINTS, "rows": rows.height}
            found[outcome]["factors"] = _told_factors(sobol(design, values, rng=self.rng))
        return found

    def _solved(self, points: Floats, workers: int, progress: Progress) -> pl.DataFrame:
        return solve_at(
            self.made,
            _at_uniforms(self.made, self.names, points, self.desk.seed),
            seed=self.desk.seed,
            workers=workers,
            progress=progress,
        )


def _at_uniforms(made: Ready, names: Sequence[str], points: Floats, seed: int) -> dict[str, Floats]:
    """Every drawn parameter at the points of a design; those that do not vary keep their value."""
    n_draws = len(points)
    parameters = made.compiled.scenario.parameters
    drawn = drawn_of(made, seed=seed, first=0, n_draws=1)
    found = {name: np.repeat(values, n_draws) for name, values in drawn.items()}
    for name, u in zip(names, points.T, strict=True):
        draw = parameters[name].draw
        if draw is not None:
            found[name] = draw.quantile(u)
    return found


def _why_not(values: Floats, n_parameters: int) -> str:
    if not n_parameters:
        return "No number of this reading is uncertain."
    if len(values) < FEWEST:
        return f"{len(values)} usable draws are too few; at least {FEWEST} are needed."
    if np.ptp(values) == 0:
        return f"It is {values[0]:g} in every usable draw: nothing moves it."
    return ""


def _design_trouble(rows: pl.DataFrame, values: Floats) -> str:
    """Why a design's answers cannot be used: it needs every one of its rows."""
    n_failed = int(failed(rows).sum())
    n_undefined = int((~np.isfinite(values)).sum()) - n_failed
    if n_failed:
        return f"{n_failed} of {len(values)} rows of the design were not solved; every one is needed."
    if n_undefined > 0:
        return f"It is undefined in {n_undefined} of {len(values)} rows of the design; every one is needed."
    _, times = np.unique(values, return_counts=True)
    n_other = len(values) - int(times.max())
    if n_other < FEWEST_OTHER:
        return f"It differs in only {n_other} of {len(values)} rows of the design: too few to share out."
    return ""


def _told_factors(found: SobolIndices) -> list[Json]:
    order = np.argsort(-found.total, kind="stable")
    return [
        {
            "factor": found.factors[i],
            "first": float(found.first[i]),
            "first_ci": float(found.first_ci[i]),
            "total": float(found.total[i]),
            "total_ci": float(found.total_ci[i]),
            "indistinguishable": bool(found.total[i] <= found.total_ci[i]),
            "total_by_n": [float(part) for part in found.total_by_n[:, i]],
        }
        for i in order
    ]
