"""Keeps the first draws of a run with the numbers that matter most (`results.run.stored_draws`).

Which numbers matter is told by ranks: the squared rank correlation (Spearman) of a number with an ending or a
conclusion is the share of its variance that goes with the number's rank; its mean over all that vary, under
all readings, puts the numbers in order. It sees what rises or falls, not what matters only together with
another number: for that there is `standoff explore`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.results.run.stored_draws import (
    FAILS,
    HOLDS,
    OPEN,
    UNSOLVED,
    StoredDraws,
    StoredNumber,
    StoredReading,
    column_of,
)

if TYPE_CHECKING:
    from standoff.compiler import Compiled
    from standoff.study.summaries.summary import Kept

Floats = npt.NDArray[np.float64]
MOST_DRAWS = 2000
MOST_NUMBERS = 6
LEAST_MOVED = 0.005  # of variance: what moves less is not offered


@dataclass(frozen=True, slots=True)
class Sample:
    """The first draws of a reading.

    numbers : float64[draw] of each drawn number that varies
    answers : float64[draw] of `ending:NAME` and of `measure:NAME` that is a probability
    conclusions : float64[draw], 1 holds, 0 fails, not a number undefined
    weight, solved : what each draw counts, and whether it has an answer
    """

    numbers: Mapping[str, Floats]
    answers: Mapping[str, Floats]
    conclusions: Mapping[str, Floats]
    weight: Floats
    solved: npt.NDArray[np.bool_]
    observed: bool
    dated: frozenset[str]


def sample_of(compiled: Compiled, kept: Kept, columns: Mapping[str, Floats]) -> Sample:
    """The first draws of a reading, as many as `columns` has.

    Parameters
    ----------
    columns : float64[draw] of every parameter in these draws
    """
    scenario = compiled.scenario
    n_draws = min(MOST_DRAWS, len(kept.solved), *(len(column) for column in columns.values()))
    drawn = {
        name: columns[name][:n_draws]
        for name, parameter in scenario.parameters.items()
        if name in columns and parameter.draw is not None and not parameter.draw.is_constant
    }
    shares = [name for name, measure in scenario.measures.items() if measure.kind == "P"]
    answers = [*(f"ending:{name}" for name in scenario.endings), *(f"measure:{name}" for name in shares)]
    conclusions = [f"conclusion:{name}" for name in scenario.conclusions]
    return Sample(
        {name: column for name, column in drawn.items() if np.ptp(column) > 0},
        {name: column[:n_draws] for name, column in kept.columns.read(answers)},
        {
            name.removeprefix("conclusion:"): column[:n_draws]
            for name, column in kept.columns.read(conclusions)
        },
        kept.weight[:n_draws],
        kept.solved[:n_draws],
        kept.observed,
        frozenset(name for name in drawn if scenario.parameters[name].unit == "date"),
    )


def stored_draws(samples: Mapping[str, Sample], of: int) -> StoredDraws:
    """The content of `draws/first.json`: the numbers that matter most, and what came of the draws."""
    n_draws = min(len(one.solved) for one in samples.values())
    moved: dict[str, list[float]] = {}
    for sample in samples.values():
        for name, share in moving(sample, n_draws).items():
            moved.setdefault(name, []).append(share)
    score = {name: sum(found) / len(samples) for name, found in moved.items()}
    order = sorted(score, key=lambda name: (-round(score[name], 9), name))
    chosen = [name for name in order if score[name] >= LEAST_MOVED][:MOST_NUMBERS]
    return StoredDraws(
        draws=n_draws,
        of=of,
        numbers=[_number(name, score[name], samples, n_draws) for name in chosen],
        readings={name: _reading(sample, n_draws) for name, sample in samples.items()},
    )


def moving(sample: Sample, n_draws: int) -> dict[str, float]:
    """Mean share of the variance of endings and conclusions that goes with each number's rank."""
    use = np.flatnonzero(sample.solved[:n_draws] & (sample.weight[:n_draws] > 0))
    outcomes = [column[use] for name, column in sample.answers.items() if name.startswith("ending:")]
    outcomes += [np.where(column[use] == 1.0, 1.0, 0.0) for column in sample.conclusions.values()]
    ranked = [_ranks(column) for column in outcomes if len(column) > 2 and np.ptp(column) > 0]
    if not ranked:
        return {}
    targets = np.array(ranked)
    found = {}
    for name, column in sample.numbers.items():
        own = column[use]
        if np.isfinite(own).all() and np.ptp(own) > 0:
            found[name] = float(np.square(targets @ _ranks(own)).mean())
    return found


def _ranks(values: Floats) -> Floats:
    """Mean ranks, less their mean, of length 1: products of two are rank correlations."""
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(times).astype(np.float64)
    ranks = (last - (times - 1) / 2)[place]
    ranks -= ranks.mean()
    size = float(np.sqrt(ranks @ ranks))
    return ranks / size if size > 0 else ranks


def _number(name: str, moves: float, samples: Mapping[str, Sample], n_draws: int) -> StoredNumber:
    """Its column under each reading; one that is equal to the first reading's is not repeated."""
    first = next(iter(samples))
    columns: dict[str, Floats] = {}
    for reading, sample in samples.items():
        own = sample.numbers.get(name)
        base = columns.get(first)
        if own is not None and (base is None or not np.array_equal(own[:n_draws], base)):
            columns[reading] = own[:n_draws]
        elif own is None:  # it does not vary there: no draw of that reading is sorted out by it
            columns[reading] = np.full(n_draws, np.nan)
    dated = any(name in sample.dated for sample in samples.values())
    told = {reading: column_of(column.tolist()) for reading, column in columns.items()}
    return StoredNumber(name=name, moves=moves, dated=dated, columns=told)


def _reading(sample: Sample, n_draws: int) -> StoredReading:
    solved = sample.solved[:n_draws]
    answers = {
        name: column_of(np.where(solved, column[:n_draws], np.nan).tolist())
        for name, column in sample.answers.items()
    }
    conclusions = {
        name: "".join(_side(value, bool(known)) for value, known in zip(column, solved, strict=False))
        for name, column in sample.conclusions.items()
    }
    weight = column_of(sample.weight[:n_draws].tolist()) if sample.observed else None
    return StoredReading(answers=answers, conclusions=conclusions, weight=weight)


def _side(value: float, solved: bool) -> str:
    if not solved:
        return UNSOLVED
    return HOLDS if value == 1.0 else FAILS if value == 0.0 else OPEN
