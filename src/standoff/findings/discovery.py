"""Scenario discovery: in which region of the numbers a conclusion holds, or fails.

For each conclusion the rarer of "holds" and "fails" is the case of interest. Only the parameters that
move it are searched, so that boxes name few. No box is taken because it is the last: the declared rule
of `exploration.choose` is, each limit is tested against chance, and halves of the draws are searched anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from standoff.exploration import (
    Box,
    Discovery,
    PlainTable,
    cart,
    choose,
    first_order,
    plain_table,
    prim,
    quasi_p,
    reproduced,
)
from standoff.findings.context import Context, Floats, column, failed, points_of, uncertain
from standoff.findings.margins import Bools
from standoff.findings.outcomes import parameter_facts, told
from standoff.results.findings.discovery import (
    ChosenBox,
    ConclusionRegion,
    DiscoveryFinding,
    Limit,
    ReadingDiscovery,
    Region,
    SearchedBox,
    TestedLimit,
    TreeLeaf,
)
from standoff.study.progress import Progress
from standoff.study.rows import PreparedReading

if TYPE_CHECKING:
    from standoff.scenario.records import Scenario

READ = 20_000
SEARCHED = 15  # parameters searched: those that move the conclusion most
FEWEST_CASES = 40
DEPTH = 3
HALVES = 10
BY_CHANCE = 0.05  # a limit that chance would give so often is not firm
SURE = 0.01  # chance would give a split of the tree so seldom
STEADY = 0.7  # nor is one that comes back in a smaller share of random halves


def discovery(context: Context, *, draws: int | None, workers: int, progress: Progress) -> DiscoveryFinding:  # noqa: ARG001
    """Boxes and trees for every conclusion under each reading, from the run's own draws.

    Parameters
    ----------
    context : the run, opened by `findings.context.open_context`
    draws : how many of the run's draws are used; all where None
    workers : processes; the same numbers with any
    progress : told as the work goes on

    Returns
    -------
    What stands in `findings/discovery.json`: for each reading and conclusion the trade-off of
    coverage and density, the chosen box with its limits, the leaves of a small tree, or why there is
    nothing to discover.
    """
    n_draws = min(draws or READ, context.run.manifest.draws)
    found = {}
    for place, name in enumerate(context.readings):
        rng = np.random.default_rng([context.seed, place, 731])
        found[name] = _reading(context, name, n_draws, rng)
    return DiscoveryFinding(draws_read=n_draws, searched=SEARCHED, readings=found)


def _reading(context: Context, reading: str, n_draws: int, rng: np.random.Generator) -> ReadingDiscovery:
    search = _Search(context.readings[reading], context, n_draws, rng)
    scenario = search.made.compiled.scenario
    conclusions = {
        name: search.told(name, conclusion.title) for name, conclusion in scenario.conclusions.items()
    }
    named = dict.fromkeys(n for c in conclusions.values() for n in c.restricted)
    return ReadingDiscovery(
        order=tuple(conclusions), conclusions=conclusions, parameters=parameter_facts(scenario, named)
    )


class _Search:
    """One reading's draws, ready to be searched for each conclusion."""

    def __init__(
        self, made: PreparedReading, context: Context, n_draws: int, rng: np.random.Generator
    ) -> None:
        self.made, self.rng = made, rng
        self.names = uncertain(made)
        self.points = points_of(made, self.names, seed=context.seed, first=0, n_draws=n_draws)
        self.rows = context.run.rows(made.compiled.scenario.reading).head(n_draws)
        self.failed = failed(self.rows)

    def told(self, conclusion: str, title: str) -> ConclusionRegion:
        values = column(self.rows, f"conclusion:{conclusion}")
        use = ~self.failed  # shares are of all solved draws: an undefined one neither holds nor fails
        held, fell = ((use & (values == side)) for side in (1.0, 0.0))
        cases, case = (held, "holds") if held.sum() <= fell.sum() else (fell, "fails")
        n_used, rarer = int(use.sum()), int(cases.sum())
        found = ConclusionRegion(
            title=title,
            n_used=n_used,
            n_failed=int(self.failed.sum()),
            undefined=int((use & np.isnan(values)).sum()),
            case=case,
            cases=rarer,
            refused=f"It {case} in only {rarer} usable draws." if rarer < FEWEST_CASES else "",
        )
        if found.refused:
            return found
        return self._searched(found, use, cases)

    def _searched(self, known: ConclusionRegion, use: Bools, cases: Bools) -> ConclusionRegion:
        table = plain_table(self.points, self.names, failed=~use)
        index = first_order(table, cases.astype(np.float64), rng=self.rng)
        leading = np.argsort(-index.binned, kind="stable")[:SEARCHED]
        few = plain_table(self.points[:, leading], [self.names[i] for i in leading], failed=~use)
        search = prim(few, cases)
        place = choose(search)
        box = search.boxes[place]
        words = _Told(self.made.compiled.scenario, few)
        limits = words.tested(
            box, quasi_p(few, cases, box), reproduced(few, cases, box, rng=self.rng, times=HALVES)
        )
        tree = cart(few, cases, depth=DEPTH, level=SURE, looked_at=len(self.names))
        return ConclusionRegion(
            title=known.title,
            n_used=known.n_used,
            n_failed=known.n_failed,
            undefined=known.undefined,
            case=known.case,
            cases=known.cases,
            refused="",
            base_share=known.cases / known.n_used,
            trade_off=_trade_off(search, place),
            chosen=place,
            stopped=search.stopped,
            box=ChosenBox(coverage=box.coverage, density=box.density, n=box.n, limits=limits),
            firm=_firm_part(few, cases, box, limits),
            restricted=tuple(limit.parameter for limit in limits),
            tree=tuple(
                TreeLeaf(density=leaf.density, coverage=leaf.coverage, n=leaf.n, limits=words.limits(leaf))
                for leaf in tree.leaves
            ),
        )


def _firm_part(table: PlainTable, cases: Bools, box: Box, limits: Sequence[TestedLimit]) -> Region:
    """Coverage and density of the region that the firm limits alone make."""
    firm = [table.names.index(limit.parameter) for limit in limits if limit.firm]
    x, y = table.points[~table.failed][:, firm], np.asarray(cases)[~table.failed]
    inside = ((x >= box.low[firm]) & (x <= box.high[firm])).all(axis=1)
    n, held = int(inside.sum()), int(y[inside].sum())
    return Region(n=n, coverage=held / int(y.sum()), density=held / n)


def _trade_off(search: Discovery, chosen: int) -> tuple[SearchedBox, ...]:
    return tuple(
        SearchedBox(
            coverage=box.coverage,
            density=box.density,
            n=box.n,
            restricted=box.n_restricted,
            pasted=i >= search.n_peeled,
            chosen=i == chosen,
        )
        for i, box in enumerate(search.boxes)
    )


class _Told:
    """Boxes in the scenario's own names and units."""

    def __init__(self, scenario: Scenario, table: PlainTable) -> None:
        self.scenario, self.table = scenario, table
        self.kept = table.points[~table.failed]
        self.low, self.high = self.kept.min(axis=0), self.kept.max(axis=0)

    def limits(self, box: Box) -> tuple[Limit, ...]:
        """The limits of a box: null where it goes as far as the draws."""
        return tuple(self._limit(int(i), box) for i in np.flatnonzero(box.restricted))

    def tested(self, box: Box, chance: Floats, again: Floats) -> tuple[TestedLimit, ...]:
        """The same with the tests of each, float64[parameter, side]."""
        found = []
        for i in np.flatnonzero(box.restricted):
            plain, p, share = self._limit(int(i), box), float(chance[i].min()), float(again[i].min())
            found.append(
                TestedLimit(
                    parameter=plain.parameter,
                    low=plain.low,
                    high=plain.high,
                    inside=plain.inside,
                    quasi_p=p,
                    reproduced=share,
                    firm=p <= BY_CHANCE and share >= STEADY,
                )
            )
        return tuple(found)

    def _limit(self, i: int, box: Box) -> Limit:
        name, x = self.table.names[i], self.kept[:, i]
        low, high = float(box.low[i]), float(box.high[i])
        return Limit(
            parameter=name,
            low=None if low <= self.low[i] else told(self.scenario, name, low),
            high=None if high >= self.high[i] else told(self.scenario, name, high),
            inside=float(((x >= low) & (x <= high)).mean()),
        )
