"""Sensitivity: which numbers move each result, alone and together with others.

Alone: first-order indices from the run's own draws, which need no design and hold for correlated
parameters too. Together: parameters are screened by elementary effects (Morris), and the leading ones
get total Sobol indices from a design of their own, with all others as one factor. Correlated
parameters are one factor; alone they have no Sobol index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from standoff.findings.context import (
    Context,
    Floats,
    column,
    drawn_of,
    failed,
    outcome_values,
    points_of,
    uncertain,
)
from standoff.findings.margins import Bools
from standoff.findings.outcomes import main_outcomes, parameter_facts, told, usable
from standoff.findings.solving import solve_at
from standoff.results.findings.sensitivity import (
    Driver,
    FactorIndex,
    OutcomeDrivers,
    ReadingSensitivity,
    ScreeningFacts,
    SensitivityFinding,
    TotalIndices,
)
from standoff.study.progress import Progress
from standoff.study.rows import PreparedReading

READ = 20_000  # draws read at most: indices are then known to about a hundredth
FEWEST = 400
LISTED = 12  # parameters listed an outcome
LEADING = 7  # parameters with a factor of their own in the design
BASE_POINTS = 512
PATHS = 16
TENTH = 0.1
FEWEST_OTHER = 40  # rows of a design that must not all be the same, for indices that mean something
OTHERS = "all others"


def sensitivity(
    context: Context, *, draws: int | None, workers: int, progress: Progress
) -> SensitivityFinding:
    """Indices of every main outcome under each reading.

    Parameters
    ----------
    context : the run, opened by `findings.context.open_context`
    draws : how many of the run's draws are read; all, up to 20,000, without it
    workers : processes; the same numbers with any
    progress : told as the work goes on

    Returns
    -------
    What stands in `findings/sensitivity.json`: for each reading and outcome the parameters that move
    it, most first, with intervals; the means of the outcome in the lowest and highest tenth of each;
    total indices of the leading ones, or why there are none.
    """
    n_draws = min(draws or READ, context.run.manifest.draws)
    found = {}
    for place, name in enumerate(context.readings):
        rng = np.random.default_rng([context.seed, place, 730])
        found[name] = _Reading(context, name, n_draws, rng).tell(workers, progress)
    return SensitivityFinding(draws_read=n_draws, readings=found)


class _Reading:
    """One reading's draws with their answers."""

    def __init__(self, context: Context, reading: str, n_draws: int, rng: np.random.Generator) -> None:
        self.context, self.made, self.rng = context, context.readings[reading], rng
        self.names = uncertain(self.made)
        self.points = points_of(self.made, self.names, seed=context.seed, first=0, n_draws=n_draws)
        self.rows = context.run.rows(reading).head(n_draws)
        self.failed = failed(self.rows)
        self.outcomes = main_outcomes(self.made)
        compiled = self.made.compiled
        decided = [m for m in compiled.moves if compiled.scenario.moves[m[0]].actor is not None]
        self.play = {(m, o): column(self.rows, f"move:{m}={o}") for m, o in decided}

    def tell(self, workers: int, progress: Progress) -> ReadingSensitivity:
        indices = {name: self._index(name) for name in self.outcomes}
        alone = {name: index for name, index in indices.items() if isinstance(index, FirstOrder)}
        listed = {name: self._listed(name, index) for name, index in alone.items()}
        screened, screening = self._screened(workers, progress)
        factors = self._factors(alone, screening)
        total, rest = self._total(factors, workers, progress)
        outcomes = {
            name: self._outcome(name, index, listed.get(name, ()), total.get(name, rest))
            for name, index in indices.items()
        }
        return ReadingSensitivity(
            n_parameters=len(self.names),
            parameters=parameter_facts(self.made.compiled.scenario, self.names),
            order=tuple(outcomes),
            outcomes=outcomes,
            screening=screened,
            factors=factors,
        )

    def _usable(self, outcome: str) -> tuple[Floats, Bools]:
        values = outcome_values(self.rows, outcome)
        return values, usable(values, self.failed)

    def _index(self, outcome: str) -> FirstOrder | str:
        """First-order indices of an outcome, or why there are none."""
        values, use = self._usable(outcome)
        refused = _why_not(values[use], len(self.names))
        if refused:
            return refused
        table = plain_table(self.points, self.names, failed=~use)
        return first_order(table, np.where(use, values, 0.0), rng=self.rng)

    def _listed(self, outcome: str, index: FirstOrder) -> tuple[Driver, ...]:
        values, use = self._usable(outcome)
        order = np.argsort(-index.binned, kind="stable")[:LISTED]
        listed = tuple(self._driver(index, int(i), values, use) for i in order)
        return tuple(one for one in listed if not one.indistinguishable) or listed[:1]

    def _outcome(
        self, outcome: str, index: FirstOrder | str, first: tuple[Driver, ...], total: TotalIndices
    ) -> OutcomeDrivers:
        values, use = self._usable(outcome)
        refused, summed = index if isinstance(index, str) else "", None
        if isinstance(index, FirstOrder):
            summed = float(index.binned[~index.indistinguishable].sum())
        return OutcomeDrivers(
            title=self.outcomes[outcome],
            n_used=int(use.sum()),
            n_failed=int(self.failed.sum()),
            undefined=int((~self.failed & ~np.isfinite(values)).sum()),
            refused=refused,
            first=first,
            first_sum=summed,
            total=total,
        )

    def _driver(self, index: FirstOrder, i: int, values: Floats, use: Bools) -> Driver:
        scenario, name = self.made.compiled.scenario, self.names[i]
        x, kept = self.points[use, i], values[use]
        low, high = (float(q) for q in np.quantile(x, (TENTH, 1 - TENTH)))
        return Driver(
            parameter=name,
            index=float(index.binned[i]),
            ci=float(index.binned_ci[i]),
            indistinguishable=bool(index.indistinguishable[i]),
            low_value=told(scenario, name, low),
            high_value=told(scenario, name, high),
            low_mean=float(kept[x <= low].mean()),
            high_mean=float(kept[x >= high].mean()),
            low_play=self._play(use, x <= low),
            high_play=self._play(use, x >= high),
        )

    def _play(self, use: Bools, where: Bools) -> dict[str, str]:
        """The likeliest option of each dated decision in some of the draws."""
        best: dict[str, tuple[float, str]] = {}
        for (move, option), made in self.play.items():
            share = float(np.nanmean(made[use][where]))
            if share > best.get(move, (-1.0, ""))[0]:
                best[move] = (share, option)
        return {move: option for move, (_, option) in best.items()}

    def _screened(self, workers: int, progress: Progress) -> tuple[ScreeningFacts, dict[str, Screening]]:
        """Elementary effects of all parameters on every outcome, from a few paths."""
        if not self.names:
            return ScreeningFacts(paths=0, refused={}, idle=0), {}
        design = morris_design(self.names, PATHS, rng=self.rng)
        rows = self._solved(design.points, workers, progress)
        found, refused = {}, {}
        for outcome in self.outcomes:
            values = outcome_values(rows, outcome)
            wrong = _design_trouble(rows, values)
            if wrong:
                refused[outcome] = wrong
            else:
                found[outcome] = morris(design, values, rng=self.rng)
        return ScreeningFacts(paths=PATHS, refused=refused, idle=self._idle(found)), found

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

    def _total(
        self, factors: Mapping[str, Sequence[str]], workers: int, progress: Progress
    ) -> tuple[dict[str, TotalIndices], TotalIndices]:
        """Total Sobol indices of the factors for each outcome; then what is told of any other."""
        if len(factors) < 2:
            return {}, TotalIndices(refused="There is only one factor: all variance is its own.", factors=())
        label = {name: factor for factor, names in factors.items() for name in names}
        scenario = self.made.compiled.scenario
        distributions = {name: parameter.draw for name, parameter in scenario.parameters.items()}
        correlation = matrix(self.names, scenario.correlations, distributions)
        design = saltelli(
            self.names,
            BASE_POINTS,
            rng=self.rng,
            second_order=False,
            groups=[label[name] for name in self.names],
            correlation=correlation,
        )
        rows = self._solved(design.points, workers, progress)
        found = {}
        for outcome in self.outcomes:
            values = outcome_values(rows, outcome)
            wrong = _design_trouble(rows, values)
            if wrong:
                found[outcome] = TotalIndices(refused=wrong, factors=())
                continue
            factors_told = _told_factors(sobol(design, values, rng=self.rng))
            found[outcome] = TotalIndices(refused="", n=BASE_POINTS, rows=rows.height, factors=factors_told)
        return found, TotalIndices(refused="No design was solved.", factors=())

    def _solved(self, points: Floats, workers: int, progress: Progress) -> pl.DataFrame:
        return solve_at(
            self.made,
            _at_uniforms(self.made, self.names, points, self.context.seed),
            seed=self.context.seed,
            workers=workers,
            progress=progress,
        )


def _at_uniforms(made: PreparedReading, names: Sequence[str], points: Floats, seed: int) -> dict[str, Floats]:
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


def _told_factors(found: SobolIndices) -> tuple[FactorIndex, ...]:
    order = np.argsort(-found.total, kind="stable")
    return tuple(
        FactorIndex(
            factor=found.factors[i],
            first=float(found.first[i]),
            first_ci=float(found.first_ci[i]),
            total=float(found.total[i]),
            total_ci=float(found.total_ci[i]),
            indistinguishable=bool(found.total[i] <= found.total_ci[i]),
            total_by_n=tuple(float(part) for part in found.total_by_n[:, i]),
        )
        for i in order
    )
