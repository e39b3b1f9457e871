"""Models against what came about, out of sample, beside climatology: lower is better everywhere.

Each forecast is made from cases that it is not scored on, by folds that keep a war together (battles) or
that follow the calendar (months). What a forecaster has for nothing stands beside: equal chances, and
climatology, which is the share among the cases of the other folds. Differences are paired, with intervals
from resampled wars, or from blocks of neighbouring months. What scenarios say of `happened:` is
retrospective: whoever wrote them could have known, so it is shown and proves nothing.

Battles: CDB90 (Helmbold 1991, patched edition, ODC-BY), 1914 to 1982, both sides of 1,000 persons or more.
Months: the shipped table of net gains of area, months without a breakthrough. Regressions are logistic, by
maximum likelihood with a ridge of 1 (Hosmer and Lemeshow, Applied logistic regression, 2000, chapter 1).
"""

from __future__ import annotations

import csv
import math
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bench.registry import Benchmark, Line

if TYPE_CHECKING:
    from standoff.front.holdout import Score

Floats = npt.NDArray[np.float64]
Fitted = Callable[[npt.NDArray[np.bool_]], Floats]  # cases to learn from -> a chance of every case

BATTLES = Path(__file__).resolve().parents[1] / "tests" / "front" / "data" / "cdb90_original_patched.csv"
YEARS = (1914, 1982)
RIDGE = 1.0
STEPS = 50
ORIGINS = ("2023-04", "2023-06", "2023-08", "2023-10", "2023-12")  # last month of what is known
MONTHS = 2  # that are foretold from each
DRAWS = 400  # of each scenario


def battles(_short: bool) -> list[Line]:
    """Who wins a battle, and whether the attacker breaks through, each war foretold from all others."""
    from standoff.front.battles import read_battles

    text = BATTLES.read_text(encoding="latin-1")
    found = read_battles(text, BATTLES.name)
    wars = np.array([row["WAR"] for row in csv.DictReader(text.splitlines())])
    inside = (found.year >= YEARS[0]) & (found.year <= YEARS[1]) & (found.smaller >= 1000)
    ratio, surprise = np.nan_to_num(found.force_ratio), np.nan_to_num(found.surprise)
    lines = []
    for what, outcome, known in (
        ("the attacker wins", found.win > 0, np.isfinite(found.win)),
        ("it breaks through", found.breakthrough > 0, np.isfinite(found.breakthrough)),
    ):
        kept = inside & known
        columns = {
            "force ratio": ratio[kept][:, None],
            "force ratio and surprise": np.stack([ratio, surprise], axis=1)[kept],
        }
        lines += _folded(what, outcome[kept], wars[kept], columns)
    return lines


def _folded(
    what: str, outcome: npt.NDArray[np.bool_], fold: Floats, columns: Mapping[str, Floats]
) -> list[Line]:
    """Each forecaster's mean Brier score beside climatology's, each fold foretold from the others."""
    from standoff.ledger import brier, paired

    said = {"climatology": foretold(lambda learnt: np.full(len(outcome), outcome[learnt].mean()), fold)}
    for name, table in columns.items():
        said[name] = foretold(lambda learnt, table=table: logistic(table, outcome, learnt), fold)
    names = [f"c{i:04d}" for i in range(len(outcome))]
    families = dict(zip(names, map(str, fold), strict=True))
    scores = {
        name: {case: brier(float(p), bool(y)) for case, p, y in zip(names, chances, outcome, strict=True)}
        for name, chances in said.items()
    }
    base = _mean(scores["climatology"])
    size = f"{len(outcome)} battles, {len(set(fold))} wars"
    lines = [Line(f"{what}, climatology", "Brier", base, 0.25, note=f"peer: equal chances; {size}")]
    for name in columns:
        apart = paired(scores[name], scores["climatology"], families, np.random.default_rng(0))
        if apart is None or apart.low is None:
            raise AssertionError(f"{what}: nothing to compare")
        note = f"peer: climatology; less it {apart.mean:+.4f} [{apart.low:+.4f}, {apart.high:+.4f}]"
        lines.append(Line(f"{what}, {name}", "Brier", _mean(scores[name]), base, note=note))
    return lines


def _mean(scores: Mapping[str, float]) -> float:
    return math.fsum(scores.values()) / len(scores)


def foretold(fitted: Fitted, fold: Floats) -> Floats:
    """The chance of every case from a fit on the cases of the other folds: float64[case]."""
    chances = np.empty(len(fold))
    for one in np.unique(fold):
        out = fold == one
        chances[out] = fitted(~out)[out]
    return chances


def logistic(table: Floats, outcome: npt.NDArray[np.bool_], learnt: npt.NDArray[np.bool_]) -> Floats:
    """Chances of every case by a logistic regression on the cases learnt: float64[case].

    Columns are standardised by what was learnt alone; the ridge leaves the intercept free.
    """
    centre, spread = table[learnt].mean(axis=0), table[learnt].std(axis=0)
    scaled = (table - centre) / np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(len(table)), scaled])
    penalty = np.diag([0.0] + [RIDGE] * table.shape[1])
    own, seen = design[learnt], outcome[learnt].astype(np.float64)
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):  # Newton's method
        p = 1.0 / (1.0 + np.exp(-own @ weights))
        slope = own.T @ (seen - p) - penalty @ weights
        step = np.linalg.solve((own * (p * (1 - p))[:, None]).T @ own + penalty, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-10:
            break
    return np.asarray(1.0 / (1.0 + np.exp(-design @ weights)))


def months(short: bool) -> list[Line]:
    """The front's months: the six-state model and what costs nothing, foretold from the months before."""
    from standoff.front import read_series, shipped
    from standoff.front.holdout import OFFENSIVES, hold_out, paired_difference

    series = read_series(shipped("ukraine-area"), "ukraine-area")
    series = series.rows(slice(series.row_of("2022-05"), None))
    n_draws = 2_000 if short else 8_000
    parts: dict[str, list[Score]] = {}
    lines = []
    for origin in ORIGINS:
        each = hold_out(series, origin, n_months=MONTHS, n_draws=n_draws, seed=1, offensives=OFFENSIVES)
        for one in each:
            parts.setdefault(one.name, []).append(one)
    joined = {name: _joined(name, own) for name, own in parts.items() if len(own) == len(ORIGINS)}
    base = joined["climatology"]
    for name, own in sorted(joined.items(), key=lambda pair: pair[1].crps):
        apart = paired_difference(own, base)
        note = f"peer: climatology; less it {apart.mean:+.1f} [{apart.low:+.1f}, {apart.high:+.1f}]"
        note += f"; {apart.n_months} months"
        lines.append(Line(f"net gain of a month, {name}", "km2 (CRPS)", own.crps, base.crps, note=note))
    return lines


def _joined(name: str, parts: list[Score]) -> Score:
    """Scores of one forecast from several origins, months in their order."""
    from standoff.front.holdout import Score

    by_month = [value for one in parts for value in one.by_month]
    seeds = np.concatenate([np.asarray(one.by_seed) for one in parts], axis=1)
    return Score(name, float(np.mean(by_month)), tuple(by_month), 0.0, (), tuple(map(tuple, seeds.tolist())))


def scenarios(short: bool) -> list[Line]:
    """Library scenarios against their `happened:`, by reading. Retrospective: it proves nothing."""
    import standoff

    lines = []
    for name in sorted(standoff.list_library()["name"].to_list()):
        if not standoff.load(name).reading().happened:
            continue
        with tempfile.TemporaryDirectory(prefix="standoff-bench-") as folder:
            made = standoff.run(
                name, draws=60 if short else DRAWS, seed=1, out=Path(folder) / "run", workers=1
            )
            found = standoff.score_scenario(made)
        n = len({one.event for one in found.scores})
        equal = found.means["equal chances"]
        lines += [
            Line(
                f"{name}, {reading}",
                "Brier",
                mean,
                equal,
                note=f"peer: equal chances; retrospective, {n} events",
            )
            for reading, mean in found.means.items()
            if reading != "equal chances"
        ]
    return lines


BENCHMARKS = (
    Benchmark(
        "battles", "Battles of 1914 to 1982, each war foretold from the others.", "climatology", battles
    ),
    Benchmark("months", "Months of a front, from the months before.", "climatology", months),
    Benchmark("scenarios", "Scenarios against what happened since.", "equal chances", scenarios),
)
