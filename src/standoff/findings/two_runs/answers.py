"""What became of each ending, measure and conclusion from one run to another, with its interval.

Runs with one seed have the same random numbers for numbers of the same name, draw by draw: each draw
moves the difference by the difference of its two influences, whose spread is the error (`paired`). Where
one of them has fewer draws, its draws are the first of the other's, and count with their share. Runs with
other seeds are apart: the two errors add in squares.

Source: Owen, Monte Carlo theory, methods and examples (2013), sections 8.6 (common random numbers) and 9.2
(ratio estimates).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from standoff.findings.context import Floats
from standoff.findings.strike_out.paired_differences import CLEAR, FLOOR, Answer, influence, spread
from standoff.findings.two_runs.renames import Key
from standoff.results.run.summary import ReadingSummary
from standoff.results.run.texts import Order
from standoff.results.two_runs import OutcomeDifference, OutcomeKind
from standoff.study import RunFolder
from standoff.study.summaries.summary import Kept, keep

NORMAL_95 = 1.959964  # standard errors on each side of a 95 % interval


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result of a reading that has a mean over draws, or over the plays that meet its condition."""

    kind: OutcomeKind
    name: str
    of: Literal["draws", "plays"]


@dataclass(frozen=True, slots=True)
class Side:
    """One run's reading: its draws, what its summary says of it, names in the order of the text."""

    kept: Kept
    summary: ReadingSummary
    order: Order

    @property
    def n_unsolved(self) -> int:
        return int((~self.kept.solved).sum())

    def outcomes(self) -> list[Outcome]:
        """All results, in the order of the text."""
        told = self.summary
        found = [Outcome("ending", name, "draws") for name in self.order.endings if name in told.endings]
        for name in self.order.measures:
            if name in told.measures:
                found += [Outcome("measure", name, "plays")] if told.measures[name].conditional else []
                found.append(Outcome("measure", name, "draws"))
        held = [name for name in self.order.conclusions if name in told.conclusions]
        return found + [Outcome("conclusion", name, "draws") for name in held]

    def title(self, outcome: Outcome) -> str:
        """What it is called."""
        told, name = self.summary, outcome.name
        if outcome.kind == "conclusion":
            said = told.conclusions[name].title
        else:
            said = told.endings[name].title if outcome.kind == "ending" else told.measures[name].title
        return said or name.replace("_", " ")

    def is_share(self, outcome: Outcome) -> bool:
        """Whether it is a probability or a share of draws."""
        return outcome.kind != "measure" or self.summary.measures[outcome.name].text.startswith("P(")

    def by_few(self, outcome: Outcome) -> bool:
        """Whether a few draws decide its mean."""
        return outcome.kind == "measure" and self.summary.measures[outcome.name].by_few

    def answer(self, outcome: Outcome) -> Answer:
        """Its value and weight in each draw, as the run's summary takes them."""
        kept = self.kept
        ((_, value),) = kept.columns.read((f"{outcome.kind}:{outcome.name}",))
        if outcome.kind == "conclusion":  # a share of all draws: what is not solved does not hold
            holds = np.where(kept.solved & (value == 1.0), 1.0, 0.0)
            return Answer(holds, np.where(kept.solved, kept.weight, kept.weight[kept.solved].mean()))
        weight = kept.weight
        if outcome.of == "plays":
            ((_, given),) = kept.columns.read((f"given:{outcome.name}",))
            weight = weight * np.nan_to_num(given)
        return Answer(value, weight)


def side_of(run: RunFolder, reading: str) -> Side:
    """One run's reading, opened."""
    kept = keep(run.path, run.manifest, reading)
    return Side(kept, run.summary().readings[reading], run.texts().order)


def differences(
    sides: tuple[Side, Side], reading: str, names: Mapping[Key, str], *, common: bool
) -> Iterator[OutcomeDifference]:
    """Every result of one reading in both runs, those of one run alone last.

    Parameters
    ----------
    names : what was renamed, the new name by kind and old one
    common : whether the draws of both have the same random numbers
    """
    before, after = sides
    old = {
        Outcome(one.kind, names.get((one.kind, one.name), one.name), one.of): one for one in before.outcomes()
    }
    for outcome in after.outcomes():
        earlier = old.pop(outcome, None)
        if earlier is None:
            yield _alone(after, outcome, reading, "after")
            continue
        few = before.by_few(earlier) or after.by_few(outcome)
        pair = before.answer(earlier), after.answer(outcome)
        yield _of_both(after, outcome, reading, (difference(*pair, common=common), few))
    for earlier in old.values():
        yield _alone(before, earlier, reading, "before")


@dataclass(frozen=True, slots=True)
class Difference:
    """Two means, the second less the first, and the standard error of that; None where undefined."""

    before: float | None
    after: float | None
    value: float | None
    error: float | None


def difference(before: Answer, after: Answer, *, common: bool) -> Difference:
    """The difference of two means over draws, which have the same random numbers or are apart.

    Examples
    --------
    >>> value, ones = np.array([0.1, 0.2, 0.3]), np.ones(3)
    >>> near = difference(Answer(value, ones), Answer(value + 0.1, ones), common=True)
    >>> far = difference(Answer(value, ones), Answer(value + 0.1, ones), common=False)
    >>> round(near.value, 9), near.error < 1e-12, round(far.error, 4)
    (0.1, True, 0.0816)
    """
    one, two = influence(before), influence(after)
    means = tuple(None if found is None else found[0] for found in (one, two))
    if one is None or two is None:
        return Difference(means[0], means[1], None, None)
    if common:
        n = max(len(one[1]), len(two[1]))
        error = spread(_among(two[1], n) - _among(one[1], n))
    else:
        error = math.hypot(spread(one[1]), spread(two[1]))
    return Difference(one[0], two[0], two[0] - one[0], error)


def _among(influences: Floats, n: int) -> Floats:
    """The influences of the first draws among more of them: they count for as much more."""
    found = np.zeros(n)
    found[: len(influences)] = influences * (n / len(influences))
    return found


def _of_both(side: Side, outcome: Outcome, reading: str, found: tuple[Difference, bool]) -> OutcomeDifference:
    told, few = found
    low = high = None
    clear = False
    if told.value is not None and told.error is not None:
        half = NORMAL_95 * told.error
        low, high = told.value - half, told.value + half
        clear = abs(told.value) > max(FLOOR, CLEAR * told.error)
    return OutcomeDifference(
        reading=reading,
        kind=outcome.kind,
        name=outcome.name,
        title=side.title(outcome),
        of=outcome.of,
        share=side.is_share(outcome),
        before=told.before,
        after=told.after,
        difference=told.value,
        error=told.error,
        low=low,
        high=high,
        clear=clear,
        few_draws=few,
        only="",
    )


def _alone(side: Side, outcome: Outcome, reading: str, only: Literal["before", "after"]) -> OutcomeDifference:
    found = influence(side.answer(outcome))
    mean = None if found is None else found[0]
    both = {"before": mean if only == "before" else None, "after": mean if only == "after" else None}
    return OutcomeDifference(
        reading=reading,
        kind=outcome.kind,
        name=outcome.name,
        title=side.title(outcome),
        of=outcome.of,
        share=side.is_share(outcome),
        **both,
        difference=None,
        error=None,
        low=None,
        high=None,
        clear=False,
        few_draws=side.by_few(outcome),
        only=only,
    )
