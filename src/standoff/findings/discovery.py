"""Scenario discovery: in which region of the numbers a conclusion holds, or fails.

For each conclusion the rarer of "holds" and "fails" is the case of interest. Only the parameters that
move it are searched, so that boxes name few. No box is taken because it is the last: the declared rule
of `exploration.choose` is, each limit is tested against chance, and halves of the draws are searched anew.
"""

from __future__ import annotations

from typing import Any

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
from standoff.findings.context import Desk, column, failed, points_of, uncertain
from standoff.findings.outcomes import Json, parameter_facts, told, usable
from standoff.study.progress import Progress

READ = 20_000
SEARCHED = 15  # parameters searched: those that move the conclusion most
FEWEST_CASES = 40
DEPTH = 3
HALVES = 10
BY_CHANCE = 0.05  # a limit that chance would give so often is not firm
STEADY = 0.7  # nor is one that comes back in a smaller share of random halves


def discovery(desk: Desk, *, draws: int | None, workers: int, progress: Progress) -> Json:  # noqa: ARG001
    """Boxes and trees for every conclusion under each reading, from the run's own draws.

    Returns
    -------
    The content of `findings/discovery.json`: for each reading and conclusion the trade-off of
    coverage and density, the chosen box with its limits, the leaves of a small tree, or why there is
    nothing to discover.
    """
    n_draws = min(draws or READ, desk.run.manifest.draws)
    found = {}
    for place, name in enumerate(desk.readings):
        rng = np.random.default_rng([desk.seed, place, 731])
        found[name] = _reading(desk, name, n_draws, rng)
    return {"draws_read": n_draws, "searched": SEARCHED, "readings": found}


def _reading(desk: Desk, reading: str, n_draws: int, rng: np.random.Generator) -> Json:
    made = desk.readings[reading]
    scenario = made.compiled.scenario
    names = uncertain(made)
    points = points_of(made, names, seed=desk.seed, first=0, n_draws=n_draws)
    rows = desk.run.rows(reading).head(n_draws)
    lost = failed(rows)
    conclusions: dict[str, Json] = {}
    for name, conclusion in scenario.conclusions.items():
        values = column(rows, f"conclusion:{name}")
        use = usable(values, lost)
        counted = {
            "title": conclusion.title,
            "n_used": int(use.sum()),
            "n_failed": int(lost.sum()),
            "undefined": int((~lost & ~use).sum()),
        }
        conclusions[name] = counted | _searched(desk, reading, names, (points, values, use), rng)
    named = {n: None for c in conclusions.values() for n in c.get("restricted", ())}
    return {
        "order": list(conclusions),
        "conclusions": conclusions,
        "parameters": parameter_facts(scenario, named),
    }


def _searched(
    desk: Desk,
    reading: str,
    names: tuple[str, ...],
    data: tuple[Any, Any, Any],
    rng: np.random.Generator,
) -> Json:
    points, values, use = data
    held = int((values[use] > 0.5).sum())
    rarer = min(held, int(use.sum()) - held)
    case = "holds" if 2 * held <= use.sum() else "fails"
    if rarer < FEWEST_CASES:
        return {"case": case, "cases": rarer, "refused": f"It {case} in only {rarer} usable draws."}
    cases = np.where(use, values > 0.5, False) if case == "holds" else np.where(use, values <= 0.5, False)
    table = plain_table(points, names, failed=~use)
    index = first_order(table, cases.astype(np.float64), rng=rng)
    leading = np.argsort(-index.binned, kind="stable")[:SEARCHED]
    few = plain_table(points[:, leading], [names[i] for i in leading], failed=~use)
    search = prim(few, cases)
    place = choose(search)
    box = search.boxes[place]
    chance = quasi_p(few, cases, box)
    again = reproduced(few, cases, box, rng=rng, times=HALVES)
    told_box = _Told(desk, reading, few)
    limits = told_box.limits(box)
    for limit in limits:
        i = few.names.index(limit["parameter"])
        limit["quasi_p"] = float(chance[i].min())
        limit["reproduced"] = float(again[i].min())
        limit["firm"] = limit["quasi_p"] <= BY_CHANCE and limit["reproduced"] >= STEADY
    tree = cart(few, cases, depth=DEPTH)
    return {
        "case": case,
        "cases": rarer,
        "refused": "",
        "base_share": rarer / int(use.sum()),
        "trade_off": _trade_off(search, place),
        "chosen": place,
        "stopped": search.stopped,
        "box": {"coverage": box.coverage, "density": box.density, "n": box.n, "limits": limits},
        "firm": _firm_part(few, cases, box, limits),
        "restricted": [limit["parameter"] for limit in limits],
        "tree": [
            {"density": leaf.density, "coverage": leaf.coverage, "n": leaf.n, "limits": told_box.limits(leaf)}
            for leaf in tree.leaves
        ],
    }


def _firm_part(table: PlainTable, cases: Any, box: Box, limits: list[Json]) -> Json:
    """Coverage and density of the region that the firm limits alone make."""
    firm = [table.names.index(limit["parameter"]) for limit in limits if limit["firm"]]
    x, y = table.points[~table.failed][:, firm], np.asarray(cases)[~table.failed]
    inside = ((x >= box.low[firm]) & (x <= box.high[firm])).all(axis=1)
    n, held = int(inside.sum()), int(y[inside].sum())
    return {"n": n, "coverage": held / int(y.sum()), "density": held / n}


def _trade_off(search: Discovery, chosen: int) -> list[Json]:
    return [
        {
            "coverage": box.coverage,
            "density": box.density,
            "n": box.n,
            "restricted": box.n_restricted,
            "pasted": i >= search.n_peeled,
            "chosen": i == chosen,
        }
        for i, box in enumerate(search.boxes)
    ]


class _Told:
    """Boxes in the scenario's own names and units."""

    def __init__(self, desk: Desk, reading: str, table: PlainTable) -> None:
        self.scenario = desk.compiled(reading).scenario
        self.table = table
        kept = table.points[~table.failed]
        self.low, self.high = kept.min(axis=0), kept.max(axis=0)

    def limits(self, box: Box) -> list[Json]:
        """The limits of a box: null where it goes as far as the draws."""
        return [
            {
                "parameter": name,
                "low": None if box.low[i] <= self.low[i] else told(self.scenario, name, float(box.low[i])),
                "high": None
                if box.high[i] >= self.high[i]
                else told(self.scenario, name, float(box.high[i])),
                "inside": self._inside(i, box),
            }
            for i, name in enumerate(self.table.names)
            if box.restricted[i]
        ]

    def _inside(self, i: int, box: Box) -> float:
        """Share of the usable draws whose value of this parameter is within its limits."""
        x = self.table.points[~self.table.failed][:, i]
        return float(((x >= box.low[i]) & (x <= box.high[i])).mean())
