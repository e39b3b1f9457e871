"""Precision against the scale of payoffs: play that is all or nothing, or takes no notice of payoffs.

Logit play chooses between two options in the ratio exp(precision x difference of payoff). Where that
difference is a single payoff term, its size is that term's spread over histories, at the median draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from standoff.errors import Problem
from standoff.expressions import bounds
from standoff.scenario.plausibility.cases import Case, Doubt
from standoff.scenario.records import Term

SHARPEST = 50.0  # exp(-50): a worse option is never seen, even by the least of the terms
BLUNTEST = 0.01  # all terms together move no choice by more than a quarter of a per cent


def precisions(case: Case) -> Iterator[Doubt]:
    """Doubts about precisions: one for all actors who share one; none where play is sharp."""
    for name in dict.fromkeys(case.scenario.play.precision.values()):
        scales = [scale for actor in case.scenario.actors if (scale := _scale(case, actor, name)) is not None]
        too_sharp = [scale for scale in scales if scale.least > SHARPEST]
        too_blunt = [scale for scale in scales if scale.most < BLUNTEST]
        for kind, found in (("sharp", too_sharp), ("blunt", too_blunt)):
            if found:
                problem = _problem(case, name, found, sharp=kind == "sharp")
                yield Doubt(problem, f"{kind} {name}")


@dataclass(frozen=True, slots=True)
class _Scale:
    """Precision times the least payoff term of an actor, and times all of them together."""

    actor: str
    least: float
    most: float


def _scale(case: Case, actor: str, name: str) -> _Scale | None:
    if case.scenario.play.precision.get(actor) != name:
        return None
    if not any(move.actor == actor for move in case.scenario.moves.values()):
        return None
    spreads = [_spread(case, term) for term in case.scenario.payoffs.get(actor, {}).values()]
    sizes = [size for size in spreads if size > 0.0]
    if not sizes or not np.isfinite(sum(sizes)):
        return None
    precision = float(np.median(case.drawn[name]))
    return _Scale(actor, precision * min(sizes), precision * sum(sizes))


def _problem(case: Case, name: str, found: list[_Scale], *, sharp: bool) -> Problem:
    precision, made = float(np.median(case.drawn[name])), case.scenario.parameters[name]
    actors = ", ".join(f"`{scale.actor}`" for scale in found)
    if sharp:
        least = min(scale.least for scale in found)
        what = (
            f"The precision {precision:.6g} makes play all or nothing for {actors}: the least payoff term is "
            f"{least / precision:.3g}, and what is worse by it is chosen once in 10^{least / np.log(10):.0f}."
        )
        mended = f"{5 * precision / least:.1g}"
        fix = f"Write payoffs in larger units, or a precision of about {mended}, or `play: sharp`."
    else:
        most = max(scale.most for scale in found)
        what = (
            f"The precision {precision:.6g} leaves play to chance for {actors}: all payoff terms together "
            f"are {most / precision:.3g}, and the best option is chosen no more than "
            f"{100 * np.expm1(most):.2g} % more often than the worst."
        )
        fix = f"Write payoffs in smaller units, or a precision of about {5 * precision / most:.1g}."
    return Problem("S451", what, "Precision is in 1 / payoff unit: choose the two together.", fix, made.span)


def _spread(case: Case, term: Term) -> float:
    """How far a payoff term's values lie apart, at the median draw."""
    found = [bounds(one, case.ranges) for one in case.settled(term.expression)]
    low = np.min([np.median(one.low) for one in found])
    high = np.max([np.median(one.high) for one in found])
    return float(high - low)
