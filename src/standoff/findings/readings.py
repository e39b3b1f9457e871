"""Readings side by side: what makes them differ, and which dated moves would tell them apart.

Attribution by swapping: each number that another reading sets otherwise is put alone into the base
reading, and taken alone out of the other; the two effects differ where numbers work together, and both
are told. What is left is structure: payoff terms, beliefs, fixed moves, the play.

Indicators: how much seeing a dated, public move would tell about which reading fits, in bits, if all
readings were held equally likely before. The readings are what somebody wrote down, not all that could
be true: a watch list is only as good as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from standoff.expressions.records import date_of
from standoff.findings.context import (
    Context,
    Floats,
    column,
    drawn_of,
    failed,
    outcome_values,
    with_parameters,
)
from standoff.findings.outcomes import main_outcomes, mean_and_error, parameter_facts, title_of
from standoff.findings.solving import solve_at
from standoff.results.findings.readings import (
    MeanChange,
    OutcomeBeside,
    ParameterSwap,
    ReadingMean,
    ReadingsFinding,
    ReadingWeight,
    ReadingWeights,
    SwappedReading,
    WatchedMove,
)
from standoff.study.progress import Progress
from standoff.study.rows import PreparedReading, parameters_of

if TYPE_CHECKING:
    from standoff.results.run.summary import ReadingSummary
    from standoff.scenario.records import Dates, Move, Parameter

READ = 2000  # draws a swap
LEAST_BITS = 0.005  # a move that tells less is no indicator
LISTED = 12


def readings(context: Context, *, draws: int | None, workers: int, progress: Progress) -> ReadingsFinding:
    """How the readings differ from the first one, and what would tell them apart.

    Parameters
    ----------
    context : the run, opened by `findings.context.open_context`
    draws : draws of each swap; 2,000 without it
    workers : processes; the same numbers with any
    progress : told as the work goes on

    Returns
    -------
    What stands in `findings/readings.json`.
    """
    names = list(context.readings)
    n_draws = min(draws or READ, context.run.manifest.draws)
    swaps = _Swaps(context, names[0], n_draws, workers, progress)
    return ReadingsFinding(
        base=names[0],
        names=tuple(names),
        draws_read=n_draws,
        outcomes=_side_by_side(context),
        weights=_weights(context),
        indicators=indicators(context),
        swaps={name: swaps.against(name) for name in names[1:]},
    )


def _side_by_side(context: Context) -> dict[str, OutcomeBeside]:
    """Every main outcome under each reading: mean, Monte Carlo error, draws."""
    titles: dict[str, str] = {}
    means: dict[str, dict[str, ReadingMean]] = {}
    summary = context.run.summary()
    for name, made in context.readings.items():
        rows = context.run.rows(name)
        weight = column(rows, "weight")
        lost = failed(rows)
        for outcome, title in main_outcomes(made).items():
            values = column(rows, outcome)
            use = ~lost & np.isfinite(values) & np.isfinite(weight) & (weight > 0)
            titles.setdefault(outcome, title)
            told = _weighted(values[use], weight[use], int(lost.sum()))
            said = _said_by_run(summary.readings[name], outcome)
            means.setdefault(outcome, {})[name] = told.model_copy(update=said)
    return {name: OutcomeBeside(title=titles[name], readings=told) for name, told in means.items()}


def _said_by_run(found: ReadingSummary, outcome: str) -> dict[str, float | int | None]:
    """What the run says beside a mean: all four shares of a conclusion, the pooled mean of a measure."""
    kind, _, name = outcome.partition(":")
    if kind == "conclusion":
        share = found.conclusions[name]
        told = {"mean": share.share, "error": share.mc_error, "fails": share.share_fails}
        told |= {"open": share.share_undefined, "unsolved": share.share_unsolved}
        return told | {"n_used": share.holds + share.fails + share.undefined, "undefined": share.undefined}
    if kind == "measure":
        measure = found.measures[name]
        median = measure.q50 if measure.by_few else None
        return {"undefined": measure.undefined, "pooled": measure.pooled, "median": median}
    return {}


def _weighted(values: Floats, weight: Floats, n_failed: int) -> ReadingMean:
    if not len(values):
        return ReadingMean(mean=None, error=None, n_used=0, n_failed=n_failed)
    share = weight / weight.sum()
    mean = float(share @ values)
    error = float(np.sqrt(share**2 @ (values - mean) ** 2))
    return ReadingMean(mean=mean, error=error, n_used=len(values), n_failed=n_failed)


def _weights(context: Context) -> ReadingWeights:
    """How well each reading foresaw what was observed, and what that makes of equal odds."""
    observed = dict(context.run.manifest.observed)
    if not observed:
        return ReadingWeights(observed={}, readings={})
    chance = {}
    for name in context.readings:
        rows = context.run.rows(name)
        weight = column(rows, "weight")
        use = ~failed(rows) & np.isfinite(weight)
        chance[name] = float(weight[use].mean()) if use.any() else 0.0
    total = sum(chance.values())
    told = {
        name: ReadingWeight(chance=p, weight=p / total if total > 0 else None) for name, p in chance.items()
    }
    return ReadingWeights(observed=observed, readings=told)


def indicators(context: Context) -> tuple[WatchedMove, ...]:
    """Dated moves that all see, with what each would tell between the readings, most first."""
    first = next(iter(context.readings.values())).compiled.scenario
    everyone = frozenset(first.actors)
    seen = {name: _chances(context, name) for name in context.readings}
    found = []
    for name, move in first.moves.items():
        if move.dates is None or not everyone <= move.sees or name in context.run.manifest.observed:
            continue
        chance = {reading: moves[name] for reading, moves in seen.items() if name in moves}
        if len(chance) != len(context.readings):
            continue
        bits = _bits(np.array([list(told.values()) for told in chance.values()]))
        if bits >= LEAST_BITS:
            found.append(_indicator(move, _window(context, move.dates), chance, bits))
    found.sort(key=lambda one: -one.bits)
    return tuple(found[:LISTED])


def _chances(context: Context, reading: str) -> dict[str, dict[str, float]]:
    """Chance of each option of each dated move, and of its not being made (under `not made`)."""
    rows = context.run.rows(reading)
    weight = column(rows, "weight")
    use = ~failed(rows) & np.isfinite(weight) & (weight > 0)
    found: dict[str, dict[str, float]] = {}
    for move, option in context.compiled(reading).moves:
        values = column(rows, f"move:{move}={option}")
        ok = use & np.isfinite(values)
        mean = float(np.average(values[ok], weights=weight[ok])) if ok.any() else 0.0
        found.setdefault(move, {})[option] = mean
    return {move: told | {"not made": max(0.0, 1.0 - sum(told.values()))} for move, told in found.items()}


def _bits(chance: Floats) -> float:
    """Mutual information of reading and outcome in bits, with readings equally likely before.

    Parameters
    ----------
    chance : float64[reading, option]
    """
    mixed = chance.mean(axis=0)
    return float(np.mean([_entropy(mixed) - _entropy(row) for row in chance]))


def _entropy(chance: Floats) -> float:
    positive = chance[chance > 0]
    return float(-(positive * np.log2(positive)).sum())


def _indicator(
    move: Move, window: tuple[dt.date | None, dt.date], chance: dict[str, dict[str, float]], bits: float
) -> WatchedMove:
    options = list(next(iter(chance.values())))
    if_seen = {}
    for option in options:
        total = sum(told[option] for told in chance.values())
        if total > 0:
            if_seen[option] = {reading: told[option] / total for reading, told in chance.items()}
    start, end = window
    return WatchedMove(
        move=move.name,
        title=move.title,
        actor=move.actor,
        start=start,
        end=end,
        chance=chance,
        weights_if_seen=if_seen,
        bits=bits,
    )


def _window(context: Context, dates: Dates) -> tuple[dt.date | None, dt.date]:
    """First and last day of a move; the median where a day is uncertain."""
    made = next(iter(context.readings.values()))

    def day(given: dt.date | str) -> dt.date:
        if isinstance(given, dt.date):
            return given
        columns = parameters_of(made.compiled, seed=context.seed, first=0, n_draws=1000, names=[given])
        return date_of(float(np.median(columns[given])))

    return None if dates.start is None else day(dates.start), day(dates.end)


class _Swaps:
    """The base reading's numbers with those of other readings put in, one by one."""

    def __init__(self, context: Context, base: str, n_draws: int, workers: int, progress: Progress) -> None:
        self.context, self.base, self.n_draws = context, base, n_draws
        self.workers, self.progress = workers, progress
        self.made = context.readings[base]
        self.rows = self._solve(self.made, {})

    def against(self, other: str) -> SwappedReading:
        """What makes another reading differ from the base one."""
        there = self.context.readings[other]
        rows = self._solve(there, {})
        differing = _differing(self.made, there)
        outcomes = main_outcomes(self.made)
        entries = []
        for name in differing:
            put_in = self._solve(self.made, _draw_of(there, name))
            taken_out = self._solve(there, _draw_of(self.made, name))
            entries.append(
                ParameterSwap(
                    parameter=name,
                    put_in={o: _change(self.rows, put_in, o) for o in outcomes},
                    taken_out={o: _change(taken_out, rows, o) for o in outcomes},
                )
            )
        all_in = self._solve(
            self.made, {n: p for name in differing for n, p in _draw_of(there, name).items()}
        )
        scenario = self.made.compiled.scenario
        return SwappedReading(
            order=tuple(outcomes),
            whole={o: _change(self.rows, rows, o) for o in outcomes},
            numbers={o: _change(self.rows, all_in, o) for o in outcomes},
            structure={o: _change(all_in, rows, o) for o in outcomes},
            structure_differs=tuple(_structure(self.made, there)),
            parameters=tuple(entries),
            facts=parameter_facts(scenario, differing),
            titles={name: title_of(scenario, name) for name in differing},
        )

    def _solve(self, made: PreparedReading, changed: Mapping[str, Parameter]) -> pl.DataFrame:
        """The answers with some parameters' distributions changed, at the same draws."""
        swapped = with_parameters(made, changed, observed=self.context.run.manifest.observed)
        drawn = drawn_of(swapped, seed=self.context.seed, first=0, n_draws=self.n_draws)
        return solve_at(
            swapped,
            drawn,
            seed=self.context.seed,
            workers=self.workers,
            progress=self.progress,
            n_draws=self.n_draws,  # where no number is drawn that any result depends on
        )


def _differing(one: PreparedReading, other: PreparedReading) -> list[str]:
    """Parameters that both readings have and set otherwise (constants are part of the structure there)."""
    first, second = one.compiled.scenario.parameters, other.compiled.scenario.parameters
    return [
        name
        for name, parameter in first.items()
        if name in second and (parameter.draw, parameter.derived) != (second[name].draw, second[name].derived)
    ]


def _draw_of(made: PreparedReading, name: str) -> dict[str, Parameter]:
    return {name: made.compiled.scenario.parameters[name]}


def _structure(one: PreparedReading, other: PreparedReading) -> list[str]:
    """What else the readings set otherwise, in words."""
    a, b = one.compiled.scenario, other.compiled.scenario
    said = []
    fixed = {
        n
        for n, m in b.moves.items()
        if n in a.moves and (m.fixed, m.off) != (a.moves[n].fixed, a.moves[n].off)
    }
    said += [f"move `{name}`" for name in sorted(fixed)]
    said += [
        f"options of `{n}`" for n, m in b.moves.items() if n in a.moves and m.options != a.moves[n].options
    ]
    said += [f"when `{n}` is made" for n, m in b.moves.items() if n in a.moves and m.when != a.moves[n].when]
    said += [f"front `{name}`" for name, own in b.fronts.items() if own != a.fronts.get(name)]
    said += [f"summit `{name}`" for name, own in b.summits.items() if own != a.summits.get(name)]
    beliefs = [n for n, m in b.moves.items() if n in a.moves and _texts(m) != _texts(a.moves[n])]
    said += [f"what is believed or likely at `{name}`" for name in beliefs]
    for actor, terms in b.payoffs.items():
        old = a.payoffs.get(actor, {})
        for name, term in terms.items():
            if name not in old or str(old[name].expression) != str(term.expression):
                said.append(f"payoff term `{actor}.{name}`")
    if a.play != b.play:
        said.append("the play")
    return said


def _texts(move: Move) -> tuple[Any, ...]:
    chance = {o: str(e) if e is not None else None for o, e in (move.chance or {}).items()}
    believed = {
        who: {o: str(e) if e is not None else None for o, e in told.items()}
        for who, told in move.believed.items()
    }
    return chance, believed


def _change(before: pl.DataFrame, after: pl.DataFrame, outcome: str) -> MeanChange:
    """The change of an outcome's mean, with the Monte Carlo error of the difference, draw by draw."""
    one, two = outcome_values(before, outcome), outcome_values(after, outcome)
    use = ~failed(before) & ~failed(after) & np.isfinite(one) & np.isfinite(two)
    if not use.any():
        return MeanChange(change=None, error=None, indistinguishable=True, n_used=0)
    mean, error = mean_and_error(two[use] - one[use])
    return MeanChange(
        before=float(one[use].mean()),
        after=float(two[use].mean()),
        change=mean,
        error=error,
        indistinguishable=bool(abs(mean) <= 1.96 * error),
        n_used=int(use.sum()),
        n_left_out=int((~use).sum()),
    )
