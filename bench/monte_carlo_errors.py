"""`python bench/monte_carlo_errors.py`: how often the printed Monte Carlo errors cover the truth.

Four scenarios, whose numbers have streams of their own, are drawn and solved for many seeds, and summed up
by the code that writes `summary.json`. An interval is the estimate plus or minus 1.96 printed errors; the
truth is the estimate of far more draws under a seed of its own, whose error is taken into the interval.
Questions: endings, shares of conclusions, conditionals as means over draws and over plays, as they are and
in the light of an observed move. Of 95 % intervals between .90 and .99 have to cover. Options:

    --seeds 40          seeds of each scenario
    --draws 2000        draws of a seed
    --truth 400000      draws of the truth

The exit code is 1 where a question is outside.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import polars as pl

from standoff.compiler import compile_scenario
from standoff.results.run.summary import Equilibria, ReadingSummary
from standoff.scenario import load_text
from standoff.study.ensemble import Floats
from standoff.study.rows import PreparedReading, prepare_reading, rows_of
from standoff.study.summaries.summary import Kept, reading_summary

LEAST, MOST, WIDE = 0.90, 0.99, 1.96
TRUTH_SEED = 987_654_321
OBSERVED: tuple[dict[str, str], ...] = ({}, {"warning": "yes"})
SCENARIO = """
standoff: 1
title: Coverage {number}
as_of: 2031-01-01
horizon: 2031-12-31
actors: {{guard: {{title: The guard}}, lord: {{title: The lord}}}}
parameters:
  threat_{number}: {{draw: "beta({a}, 3)", set_by: assumed}}
  closed_{number}: {{draw: "bernoulli(0.2)", set_by: assumed}}
  firm_{number}: {{draw: "beta(2, {b})", set_by: assumed}}
  price_{number}: {{draw: "lognormal(median=1, sd=0.5)", set_by: assumed}}
moves:
  warning: {{chance: {{yes: "0.2 + 0.6 * threat_{number}", no: rest}}}}
  attack: {{chance: {{yes: "(1 - closed_{number}) * threat_{number}", no: rest}}}}
  stand: {{by: guard, when: attack == yes, options: [fight, leave]}}
  help: {{when: stand == fight, chance: {{yes: "firm_{number} * (1 - 0.5 * threat_{number})", no: rest}}}}
payoffs:
  guard: {{cost: "-price_{number} if stand == fight", gain: 2 if help == yes, shame: -1 if stand == leave}}
  lord: {{gain: 1 if stand == leave}}
endings: {{held: help == yes, lost: stand == leave or help == no, quiet: otherwise}}
measures:
  fought: P(stand == fight | attack == yes)
  helped: P(help == yes | stand == fight)
  cost: E(payoff(guard) | attack == yes)
conclusions:
  fights: {{holds_when: fought >= 0.5}}
  safe: {{holds_when: helped >= 0.4 and fought >= 0.4}}
  either: {{holds_when: helped >= 0.5 or threat_{number} < 0.3}}
play: {{precision: 2}}
"""
SHAPES = ((1, 2), (2, 3), (3, 2), (2, 1))


class Held:
    """The columns of rows that are held in memory, as `Kept` reads them."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.rows = rows

    def read(self, names: Sequence[str]) -> Iterator[tuple[str, Floats]]:
        for name in names:
            yield name, self.rows[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def summed(made: PreparedReading, *, observed: bool, seed: int, n_draws: int) -> ReadingSummary:
    """What `summary.json` would say of a seed."""
    rows = rows_of(made, seed=seed, chunk=8192, first=0, n_draws=n_draws)
    held = Held(rows)
    marks = dict(held.read(("status", "several", "off_branch", "weight", "gain", "residual")))
    solved = marks["status"] == 0
    weight = np.nan_to_num(marks["weight"]) * solved
    kept = Kept(held, weight, solved, solved & (marks["off_branch"] == 1), marks, observed)  # type: ignore[arg-type]
    return reading_summary(kept, made.compiled.scenario, Equilibria())


def answers(found: ReadingSummary) -> Mapping[tuple[str, str], tuple[float, float]]:
    """(question, name) -> estimate and printed error."""
    told: dict[tuple[str, str], tuple[float | None, float | None]] = {}
    for name, ending in found.endings.items():
        told["endings", name] = (ending.probability, ending.mc_error)
    for name, share in found.conclusions.items():
        told["shares", name] = (share.share, share.mc_error)
    for name, measure in found.measures.items():
        told["over draws", name] = (measure.mean, measure.mc_error)
        told["over plays", name] = (measure.pooled, measure.pooled_error)
    return {key: (one, error) for key, (one, error) in told.items() if one is not None and error is not None}


def coverage(*, seeds: Sequence[int], n_draws: int, n_truth: int) -> dict[str, tuple[int, int]]:
    """For each question how many intervals cover the truth, and of how many."""
    covered: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for number, (a, b) in enumerate(SHAPES):
        text = SCENARIO.format(number=number, a=a, b=b)
        scenario = load_text(text, f"coverage{number}").reading()
        for observed in OBSERVED:
            made = prepare_reading(compile_scenario(scenario, observed=observed))
            seen = bool(observed)
            truth = answers(summed(made, observed=seen, seed=TRUTH_SEED, n_draws=n_truth))
            for seed in seeds:
                for key, (value, error) in answers(
                    summed(made, observed=seen, seed=seed, n_draws=n_draws)
                ).items():
                    question = f"{key[0]}{', observed' if seen else ''}"
                    right, doubt = truth[key]
                    asked[question] += 1
                    covered[question] += abs(value - right) <= WIDE * float(np.hypot(error, doubt))
    return {question: (covered[question], n) for question, n in asked.items()}


def main() -> int:
    """Print the share of intervals that cover for each question."""
    parser = argparse.ArgumentParser(prog="python bench/monte_carlo_errors.py", description=__doc__)
    for name, default in (("seeds", 40), ("draws", 2000), ("truth", 400_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    found = coverage(seeds=range(asked.seeds), n_draws=asked.draws, n_truth=asked.truth)
    wrong = 0
    for question, (hits, n) in found.items():
        share = hits / n
        outside = not LEAST <= share <= MOST
        wrong += outside
        print(f"{question:24} {hits:5} of {n:5} cover: {share:.3f}{'  OUTSIDE' if outside else ''}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
