"""What moves without a mechanism, and by how much against the bar: one reading, one way to take it out.

The bar is one point for an ending and five for a headline. The 95 % interval of the paired difference has
to lie beyond the bar to say that something moves, within it to say that it falls short; else the two
cannot be told apart. A headline with a condition is judged where the condition has a chance of one per cent
with the mechanism and without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from standoff.findings.context import column, failed, outcome_values
from standoff.findings.mechanisms.own_moves import conditions_of, in_points, moves_read
from standoff.findings.strike_out.paired_differences import FLOOR, Answer, Change, change
from standoff.results.findings.mechanisms import (
    MOVES,
    OPEN,
    SHORT,
    UNJUDGED,
    MechanismEffect,
    OutcomeChange,
)
from standoff.scenario.records import Scenario

ENDING_BAR, HEADLINE_BAR = 0.01, 0.05
LEAST_CHANCE = 0.01  # of a headline's condition
Z = 1.959964  # of a 95 % interval
RANK = (SHORT, OPEN, MOVES)


@dataclass(frozen=True, slots=True)
class Told:
    """A reading's results with and without a mechanism, over the same draws, and its own moves."""

    scenario: Scenario
    base: pl.DataFrame
    rows: pl.DataFrame
    own: frozenset[str]


def effect_of(told: Told, way: str) -> MechanismEffect:
    """The changes of all endings, and of the headlines that are free of the mechanism's own moves."""
    both = ~failed(told.base) & ~failed(told.rows)
    if not both.any():
        return refused(way, "no draw is solved both with it and without it")
    endings = {
        f"ending:{name}": outcome_change(_change(told, f"ending:{name}", both), ENDING_BAR)
        for name in told.scenario.endings
    }
    headlines, unlikely, own = {}, {}, []
    for name in told.scenario.headlines:
        if moves_read(told.scenario, name) & told.own:
            own.append(name)
            continue
        chance = _chance(told, name, both)
        if chance < LEAST_CHANCE:
            unlikely[name] = chance
            continue
        bar = HEADLINE_BAR if in_points(told.scenario, name) else None
        headlines[name] = outcome_change(_change(told, f"measure:{name}", both), bar)
    judged = [*endings.values(), *(one for one in headlines.values() if one.verdict != UNJUDGED)]
    return MechanismEffect(
        way=way,
        verdict=verdict_of([one.verdict for one in judged]),
        n_used=int(both.sum()),
        n_failed=int((~both).sum()),
        endings=endings,
        headlines=headlines,
        own_headlines=tuple(own),
        unlikely=unlikely,
    )


def refused(way: str, why: str) -> MechanismEffect:
    """What is told where a mechanism cannot be taken out of a reading."""
    return MechanismEffect(way=way, verdict=UNJUDGED, refused=why)


def unchanged(base: pl.DataFrame, way: str) -> MechanismEffect:
    """What is told where the reading is what it was without the mechanism: nothing moves."""
    n_failed = int(failed(base).sum())
    return MechanismEffect(way=way, verdict=SHORT, same=True, n_used=len(base) - n_failed, n_failed=n_failed)


def outcome_change(found: Change, bar: float | None) -> OutcomeChange:
    """A change with its 95 % interval, and where it lies against the bar (None: it has none)."""
    if found.difference is None or found.error is None:
        return OutcomeChange(before=found.before, after=found.after, verdict=UNJUDGED)
    none = abs(found.difference) <= FLOOR and found.error <= FLOOR  # solved play is no more exact
    difference, error = (0.0, 0.0) if none else (found.difference, found.error)
    low, high = difference - Z * error, difference + Z * error
    verdict = UNJUDGED if bar is None else against(bar, low, high)
    return OutcomeChange(
        before=found.before,
        after=found.after,
        change=difference,
        low=low,
        high=high,
        bar=bar,
        verdict=verdict,
    )


def against(bar: float, low: float, high: float) -> str:
    """Where an interval of a change lies against a bar.

    Examples
    --------
    >>> against(0.01, 0.011, 0.02), against(0.01, -0.005, 0.005), against(0.01, 0.005, 0.02)
    ('moves', 'falls short', 'cannot be told')
    """
    if low > bar or high < -bar:
        return MOVES
    return SHORT if -bar < low and high < bar else OPEN


def verdict_of(verdicts: list[str]) -> str:
    """Of several results: something moves, or all fall short, or it cannot be told.

    Examples
    --------
    >>> verdict_of(["falls short", "moves"]), verdict_of(["falls short"]), verdict_of([])
    ('moves', 'falls short', 'not judged')
    """
    known = [verdict for verdict in verdicts if verdict in RANK]
    return max(known, key=RANK.index) if known else UNJUDGED


def smaller(effects: Mapping[int, MechanismEffect]) -> int:
    """Of several ways to take a mechanism out, the one with the smaller effect; a refused one is none."""
    known = {way: one for way, one in effects.items() if one.verdict != UNJUDGED} or dict(effects)
    return min(known, key=lambda way: (_rank(known[way].verdict), strength(known[way]), way))


def _rank(verdict: str) -> int:
    return RANK.index(verdict) if verdict in RANK else len(RANK)


def strength(effect: MechanismEffect) -> float:
    """The largest change of any result that is judged, as a multiple of its bar."""
    changes = (*effect.endings.values(), *effect.headlines.values())
    return max(
        (abs(one.change) / one.bar for one in changes if one.change is not None and one.bar), default=0.0
    )


def _change(told: Told, name: str, both: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Change:
    before, after = (
        Answer(outcome_values(rows, name)[both], np.nan_to_num(column(rows, "weight"))[both])
        for rows in (told.base, told.rows)
    )
    return change(before, after)


def _chance(told: Told, name: str, both: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    """The chance of the least likely condition of a headline, with the mechanism or without it."""
    found = [1.0]
    for own in conditions_of(told.scenario, name):
        for rows in (told.base, told.rows):
            weight = np.nan_to_num(column(rows, "weight"))[both]
            given = np.nan_to_num(column(rows, f"given:{own}"))[both]
            found.append(float((weight * given).sum() / weight.sum()) if weight.sum() > 0 else 0.0)
    return min(found)
