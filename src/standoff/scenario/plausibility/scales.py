"""Precision against the scale of payoffs: play that is all or nothing, or takes no notice of payoffs.

Logit play chooses between two options in the ratio exp(precision x difference of payoff). Each draw gives
a payoff term its values over the histories; what is told of a term is the median over draws of how far
they lie apart: the farthest two for play that takes no notice, the nearest two for play that is all or
nothing (a term on a scale of eleven steps lets its mover choose between neighbours).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from standoff.errors import Problem
from standoff.expressions import bounds
from standoff.scenario.plausibility.cases import DRAWS, Case, Doubt
from standoff.scenario.records import Term

SHARPEST = 50.0  # exp(-50): a worse option is never seen, even by the least of the terms
ALIKE = 1e-9  # of a term's spread: values that rounding alone tells apart
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
    """Precision times the least step of an actor's payoff terms, and times all their spreads together."""

    actor: str
    least: float
    most: float


def _scale(case: Case, actor: str, name: str) -> _Scale | None:
    if case.scenario.play.precision.get(actor) != name:
        return None
    if not any(move.actor == actor for move in case.scenario.moves.values()):
        return None
    apart = [_apart(case, term) for term in case.scenario.payoffs.get(actor, {}).values()]
    spreads, steps = [far for far, _ in apart if far > 0.0], [near for _, near in apart if near > 0.0]
    if not spreads or not steps or not np.isfinite(sum(spreads)):
        return None
    precision = float(np.median(case.drawn[name]))
    return _Scale(actor, precision * min(steps), precision * sum(spreads))


def _problem(case: Case, name: str, found: list[_Scale], *, sharp: bool) -> Problem:
    precision, made = float(np.median(case.drawn[name])), case.scenario.parameters[name]
    actors = ", ".join(f"`{scale.actor}`" for scale in found)
    if sharp:
        least = min(scale.least for scale in found)
        seldom = f"10^{least / np.log(10):.0f}"
        what = (
            f"The precision {precision:.6g} makes play all or nothing for {actors}: the least step of a "
            f"payoff term is {least / precision:.3g}, and what is worse by it is chosen once in {seldom}."
        )
        mended = _one_digit(5 * precision / least)
        fix = f"Write payoffs in larger units, or a precision of about {mended}, or `play: sharp`."
    else:
        most = max(scale.most for scale in found)
        what = (
            f"The precision {precision:.6g} leaves play to chance for {actors}: all payoff terms together "
            f"are {most / precision:.3g}, and the best option is chosen no more than "
            f"{100 * np.expm1(most):.2g} % more often than the worst."
        )
        fix = f"Write payoffs in smaller units, or a precision of about {_one_digit(5 * precision / most)}."
    return Problem("S451", what, "Precision is in 1 / payoff unit: choose the two together.", fix, made.span)


def _one_digit(number: float) -> str:
    """A number with one digit that counts, written out."""
    return np.format_float_positional(float(f"{number:.1g}"), trim="-")


def _apart(case: Case, term: Term) -> tuple[float, float]:
    """How far the farthest and the nearest of a term's different values lie apart, in the median draw.

    The nearest is 0 where it is not known.
    """
    found = [bounds(one, case.ranges) for one in case.settled(term.expression)]
    ends = [np.broadcast_to(np.asarray(end), (DRAWS,)) for one in found for end in (one.low, one.high)]
    values = np.sort(np.stack(ends), axis=0)
    spread = values[-1] - values[0]
    if any(np.any(one.high - one.low > ALIKE * spread) for one in found):
        return float(np.median(spread)), 0.0  # too many histories to tell the values one by one
    steps = np.diff(values, axis=0)
    steps[steps <= ALIKE * spread] = np.inf
    least = steps.min(axis=0)
    return float(np.median(spread)), float(np.median(np.where(np.isfinite(least), least, 0.0)))
