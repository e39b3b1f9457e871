"""Differences between two answers over the same draws, with the Monte Carlo error of the difference.

Both answers are ratio estimates sum(w x) / sum(w) over the same draws (w counts what was observed, or
reweights, and is 0 where a result is undefined). Each draw moves the difference by the difference of
its two influences, w (x - mean) / mean(w); their standard deviation over the root of the number of
draws is the error (Owen, Monte Carlo theory, methods and examples, 2013, sections 8.6 and 9.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.findings.context import Floats

CLEAR = 3.0  # a difference of fewer of its errors is indistinguishable from 0
FLOOR = 1e-6  # and so is one this small: solved play is no more exact
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Answer:
    """One result over draws: value float64[draw], not-a-number where undefined; weight float64[draw]."""

    value: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class Change:
    """A result before and after; None where it is defined in no draw.

    error : Monte Carlo error of the difference; undefined : draws in which it is undefined after
    """

    before: float | None
    after: float | None
    difference: float | None
    error: float | None
    undefined: int

    @property
    def clear(self) -> bool:
        """Whether the difference is told from 0."""
        if self.difference is None or self.error is None:
            return False
        return abs(self.difference) > max(FLOOR, CLEAR * self.error)


def change(before: Answer, after: Answer) -> Change:
    """The difference of two answers over the same draws, all of which are solved on both sides.

    Examples
    --------
    >>> ones = np.ones(3)
    >>> found = change(Answer(np.array([0.1, 0.2, 0.3]), ones), Answer(np.array([0.2, 0.3, 0.4]), ones))
    >>> round(found.difference, 9), found.error < 1e-9, found.clear
    (0.1, True, True)
    """
    first, second = influence(before), influence(after)
    undefined = int((~np.isfinite(after.value) & (after.weight > 0)).sum())
    means = tuple(None if found is None else found[0] for found in (first, second))
    if first is None or second is None:
        return Change(means[0], means[1], None, None, undefined)
    return Change(means[0], means[1], second[0] - first[0], spread(second[1] - first[1]), undefined)


def influence(answer: Answer) -> tuple[float, Floats] | None:
    """The mean and what each draw does to it, float64[draw]; None where nothing is defined.

    Examples
    --------
    >>> mean, each = influence(Answer(np.array([1.0, 3.0, np.nan]), np.ones(3)))
    >>> mean, each[:2].tolist()
    (2.0, [-1.5, 1.5])
    """
    weight = np.where(np.isfinite(answer.value), answer.weight, 0.0)
    total = float(weight.sum())
    if total <= 0.0:
        return None
    value = np.where(weight > 0, answer.value, 0.0)
    mean = float((weight * value).sum()) / total
    return mean, np.asarray(weight * (value - mean) * (len(weight) / total), np.float64)


def spread(influences: Floats) -> float:
    """Standard error of the mean of influences; 0 of fewer than two."""
    n = len(influences)
    return float(influences.std(ddof=1) / np.sqrt(n)) if n > 1 else 0.0
