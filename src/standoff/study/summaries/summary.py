"""What a run found, reading by reading: the record behind `summary.json` and `--json`."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.errors import Problem, RunError
from standoff.game.records import ADVICE, FAILED, SOLVED, STATUS
from standoff.results.run.failures import Failure
from standoff.results.run.manifest import Manifest
from standoff.results.run.summary import (
    FORMAT,
    Assumptions,
    ConclusionShare,
    EndingEstimate,
    Equilibria,
    MeasureEstimate,
    OffBranch,
    RankCorrelation,
    ReadingSummary,
    Spread,
    Summary,
)
from standoff.study.ensemble import Columns, Floats, HeldColumns
from standoff.study.summaries.estimates import Estimate, effective_draws, estimate, mc_error, share
from standoff.study.summaries.estimates import mean as mean_of

if TYPE_CHECKING:
    from standoff.scenario.records import Measure, Scenario


def summary_of(
    manifest: Manifest, base: Scenario, readings: dict[str, ReadingSummary], assumptions: Assumptions
) -> Summary:
    """The whole of `summary.json`."""
    return Summary(
        format=FORMAT,
        scenario=manifest.scenario,
        title=base.title,
        hash=manifest.hash,
        as_of=base.as_of,
        horizon=base.horizon,
        seed=manifest.seed,
        draws=manifest.draws,
        given=manifest.given,
        observed=manifest.observed,
        play=manifest.play,
        readings=readings,
        assumptions=assumptions,
    )


def measure_text(measure: Measure) -> str:
    """A measure as it is written.

    `P(help == fight | challenge == attack)`, for example.
    """
    if measure.kind == "D":
        return str(measure.what)
    given = f" | {measure.given}" if measure.given is not None else ""
    return f"{measure.kind}({measure.what}{given})"


@dataclass(frozen=True, slots=True)
class Kept:
    """A reading's ensemble with the weight of each draw (0 where it is not solved).

    weight : float64[draw]; solved : bool[draw]
    off : bool[draw], solved draws that may not be on the principal branch
    """

    columns: Columns | HeldColumns
    weight: Floats
    solved: npt.NDArray[np.bool_]
    off: npt.NDArray[np.bool_]
    marks: Mapping[str, Floats]  # status, several, off_branch, gain, residual
    observed: bool = False

    @property
    def failed(self) -> npt.NDArray[np.bool_]:
        """bool[draw], draws with a number that is not finite."""
        return np.asarray(self.marks["status"] == FAILED)

    @property
    def n_several(self) -> int:
        """Draws whose answer is known not to be the only one: a tie, or a branch that another crosses."""
        return int((self.solved & (self.marks["several"] == 1)).sum())

    def estimates(self, names: Sequence[str]) -> dict[str, Estimate]:
        """What each column comes to."""
        return {name: self.estimate(value) for name, value in self.columns.read(names)}

    def estimate(self, value: Floats) -> Estimate:
        """What one column comes to, with the draws in it that may not be on the principal branch."""
        return estimate(value, self.weight, self.solved, off=self.off)

    def share(self, holds: npt.NDArray[np.bool_]) -> Estimate:
        """In what share of all draws something holds; unsolved draws count by the mean weight."""
        return share(holds, self.weight, self.solved, off=self.off)

    def off_branch(self) -> OffBranch:
        """How many draws may not be on the principal branch, of what share, and for how many none can say.

        The share is of the draws' weight, so that it bounds what these draws can do to a chance.
        """
        untold = self.solved & np.isnan(self.marks["off_branch"])
        total = float(self.weight.sum())
        share = float(self.weight[self.off].sum()) / total if total > 0 else 0.0
        return OffBranch(draws=int(self.off.sum()), share=share, untold=int(untold.sum()))


def keep(folder: Path, manifest: Manifest, reading: str) -> Kept:
    """Open a reading's ensemble for its summary.

    Raises
    ------
    RunError
        S710 where what was observed never happens, S712 where a part is damaged, S715 where no draw
        is solved.
    """
    return kept_of(Columns(folder, manifest, reading), reading, manifest.observed)


def kept_of(columns: Columns | HeldColumns, reading: str, observed: Mapping[str, str]) -> Kept:
    """A reading's ensemble ready for its summary, from a folder or at hand.

    Raises
    ------
    RunError
        S710 where what was observed never happens, S712 where a part is damaged, S715 where no draw
        is solved.
    """
    marks = dict(columns.read(("status", "several", "off_branch", "weight", "gain", "residual")))
    solved = marks["status"] == SOLVED
    weight = np.nan_to_num(marks["weight"]) * solved
    if not solved.any():
        raise RunError(_none_solved(reading, marks["status"].astype(int)))
    if observed and not weight.any():
        raise RunError(_never(observed, reading))
    off = solved & (marks["off_branch"] == 1)
    return Kept(columns, weight, solved, off, marks, bool(observed))


def reading_summary(
    kept: Kept,
    scenario: Scenario,
    equilibria: Equilibria | None,
    *,
    correlations: tuple[RankCorrelation, ...] = (),
    failures: tuple[Failure, ...] = (),
) -> ReadingSummary:
    """What `summary.json` says of one reading (docs/design/004), computed from the parts on disk."""
    names = [f"ending:{name}" for name in scenario.endings]
    names += [f"measure:{name}" for name in scenario.measures]
    names += [f"value:{name}" for name in scenario.actors]
    found = kept.estimates(names)
    counts = np.bincount(kept.marks["status"].astype(int), minlength=len(STATUS))
    status = zip(STATUS, counts, strict=True)
    return ReadingSummary(
        title=scenario.readings[scenario.reading],
        draws=len(kept.solved),
        effective_draws=effective_draws(kept.weight),
        endings={
            name: _ending(kept, ending.title, found[f"ending:{name}"], scenario.reading)
            for name, ending in scenario.endings.items()
        },
        measures={
            name: _measure(kept, measure, found[f"measure:{name}"])
            for name, measure in scenario.measures.items()
        },
        conclusions=dict(_conclusions(kept, scenario)),
        values={name: _spread(found[f"value:{name}"]) for name in scenario.actors},
        status={name: int(count) for name, count in status if count or name == "solved"},
        off_branch=kept.off_branch(),
        worst_residual=_largest(kept.marks["residual"][kept.solved]),
        largest_gain=_largest(kept.marks["gain"][kept.solved]),
        equilibria=equilibria,
        correlations=correlations,
        failures=failures,
    )


def _ending(kept: Kept, title: str, found: Estimate, reading: str) -> EndingEstimate:
    if found.mean is None:  # no draw that is solved has any weight
        raise RunError(_none_solved(reading, kept.marks["status"].astype(int)))
    return EndingEstimate(
        title=title,
        probability=found.mean,
        mc_error=found.mc_error,
        q05=found.q05,
        q50=found.q50,
        q95=found.q95,
        quarter=found.quarter,
        half=found.half,
        off_branch=found.off_branch,
        on_branch=found.on_branch,
    )


def _measure(kept: Kept, measure: Measure, found: Estimate) -> MeasureEstimate:
    seen = " (draws weighted by the chance of what was observed)" if kept.observed else ""
    told = MeasureEstimate(
        title=measure.title,
        text=measure_text(measure),
        question=_question(measure, "Mean over draws", seen),
        mean=found.mean,
        mc_error=found.mc_error,
        q05=found.q05,
        q50=found.q50,
        q95=found.q95,
        quarter=found.quarter,
        half=found.half,
        undefined=found.undefined,
        off_branch=found.off_branch,
        on_branch=found.on_branch,
        tail=None if measure.kind == "P" else found.tail,
    )
    return told if measure.given is None else told.model_copy(update=_pooled(kept, measure))


def _question(measure: Measure, over: str, seen: str = "") -> str:
    """What a number answers, in words."""
    asked = "how likely is" if measure.kind == "P" else "how large is"
    given = f" where {measure.given}" if measure.given is not None else ""
    return f"{over}{seen}: {asked} {measure.what}{given}?"


def _pooled(kept: Kept, measure: Measure) -> dict[str, float | str | None]:
    """The measure over all plays in which its condition comes about: a ratio of two means."""
    (_, value), (_, given) = kept.columns.read((f"measure:{measure.name}", f"given:{measure.name}"))
    weight = kept.weight * np.nan_to_num(given)
    used = np.isfinite(value) & (weight > 0)
    mean, error = mean_of(value[used], weight[used]), mc_error(value[used], weight[used])
    return {
        "pooled": mean,
        "pooled_error": error,
        "pooled_question": _question(measure, "Over all plays, of all draws together"),
        "condition": mean_of(np.nan_to_num(given)[kept.solved], kept.weight[kept.solved]),
    }


def _spread(found: Estimate) -> Spread:
    return Spread(
        mean=found.mean,
        q05=found.q05,
        q50=found.q50,
        q95=found.q95,
        off_branch=found.off_branch,
        on_branch=found.on_branch,
        tail=found.tail,
    )


def _conclusions(kept: Kept, scenario: Scenario) -> Iterator[tuple[str, ConclusionShare]]:
    names = {f"conclusion:{name}": name for name in scenario.conclusions}
    for column, value in kept.columns.read(tuple(names)):
        yield names[column], _share(kept, scenario.conclusions[names[column]].title, value)


def _share(kept: Kept, title: str, value: Floats) -> ConclusionShare:
    """The four shares of a conclusion, which add up to 1, and the draws behind each."""
    sides = (value == 1, value == 0, np.isnan(value))
    holds, fails, undefined = (kept.share(side) for side in sides)
    counts = [int((kept.solved & side).sum()) for side in sides]
    n_unsolved = int((~kept.solved).sum())
    return ConclusionShare(
        title=title,
        share=holds.mean or 0.0,
        share_fails=fails.mean or 0.0,
        share_undefined=undefined.mean or 0.0,
        share_unsolved=n_unsolved / len(kept.solved),
        mc_error=holds.mc_error,
        holds=counts[0],
        fails=counts[1],
        undefined=counts[2],
        unsolved=n_unsolved,
        off_branch=holds.off_branch,
        on_branch=holds.on_branch,
    )


def _largest(values: Floats) -> float | None:
    finite = values[np.isfinite(values)]
    return float(finite.max()) if len(finite) else None


def _never(observed: Mapping[str, str], reading: str) -> Problem:
    seen = ", ".join(f"{move}={option}" for move, option in sorted(observed.items()))
    return Problem(
        "S710",
        f"What was observed ({seen}) has no chance in any draw of reading `{reading}`.",
        "Draws are reweighted by the chance that each gives to what was seen.",
        "Observe something that can happen there, leave this reading out (`--reading`), or fix the move "
        "with `--given`.",
    )


def _none_solved(reading: str, status: npt.NDArray[np.int_]) -> Problem:
    counts = np.bincount(status, minlength=len(STATUS))
    most = int(counts.argmax())
    told = ", ".join(f"{n:,} {STATUS[i].replace('_', ' ')}" for i, n in enumerate(counts) if n)
    return Problem("S715", f"No draw of reading `{reading}` was solved: {told}.", ADVICE[most])


def dated_moves(
    kept: Kept, moves: Collection[tuple[str, str]]
) -> dict[tuple[str, str], tuple[float, float, float, float]]:
    """For each option of a dated move: its probability, Monte Carlo error, 5 % and 95 % over draws."""
    names = {f"move:{move}={option}": (move, option) for move, option in moves}
    found = {}
    for name, item in kept.estimates(tuple(names)).items():
        told = (item.mean, item.mc_error, item.q05, item.q95)
        mean, error, low, high = (math.nan if part is None else part for part in told)
        found[names[name]] = (mean, error, low, high)
    return found
