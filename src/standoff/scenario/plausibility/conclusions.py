"""Conclusions, and cuts of answers, that are decided whatever their measures and numbers are.

Decided by cases. The constants that a measure or number is compared with cut what it can be into points
and the gaps between them; in each of these every such comparison is true or false, and what is left of
the conclusion is bounded by interval arithmetic. So any `and`, `or` and `not` of comparisons with
constants is decided exactly for a measure by itself. Measures are taken as free of one another.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping

import numpy as np

from standoff.errors import Problem
from standoff.expressions import Expression, Range, bounds, names_of, nodes, root_of
from standoff.expressions.nodes import Node
from standoff.expressions.partial_evaluation import rebuilt, walk
from standoff.scenario.plausibility.cases import DRAWS, Case, Doubt, place_of
from standoff.scenario.plausibility.outcomes import all_measured
from standoff.scenario.records import Conclusion

COMPARISONS = ("<", "<=", "==", "!=")
MOST_CASES = 512


def conclusions(case: Case) -> Iterator[Doubt]:
    """Doubts about conclusions: decided by what their measures and parameters can be, or in all draws."""
    support, in_draws = all_measured(case, case.support), all_measured(case, case.ranges)
    for name, conclusion in case.scenario.conclusions.items():
        truths = _truths(conclusion.holds_when, {**case.support, **support})
        if len(truths) == 1:
            yield _decided(case, conclusion, holds=truths.pop(), support=support)
            continue
        drawn = bounds(conclusion.holds_when, {**case.ranges, **in_draws})
        fails, holds = case.share(drawn.high == 0.0), case.share(drawn.low == 1.0)
        if 1.0 in (fails, holds):
            said = "holds in none" if fails == 1.0 else "holds in all"
            what = f"The conclusion `{name}` {said} of {DRAWS} draws, however the game is played."
            at = place_of(conclusion.holds_when, conclusion.span)
            fix = "Look at its numbers: it says nothing that a run could show."
            yield Doubt(Problem("S449", what, "", fix, at), name, in_all=True)


def _decided(case: Case, conclusion: Conclusion, *, holds: bool, support: Mapping[str, Range]) -> Doubt:
    used = [name for name in names_of(conclusion.holds_when) if name in support]
    ranges = [f"`{name}` lies from {_ends(support[name])}" for name in used]
    why = f": {', '.join(ranges)}" if ranges and not holds else ""
    said = "must always hold" if holds else "can never hold"
    what = f"The conclusion `{conclusion.name}` {said}{why}."
    fix = "Look at the number that it is compared with: a probability of 50 % is 0.5."
    if not any(case.scenario.measures[name].kind == "P" for name in used) or holds:
        fix = "Look at the numbers that are compared."
    at = place_of(conclusion.holds_when, conclusion.span)
    return Doubt(Problem("S449", what, "", fix, at), conclusion.name, wrong=not holds, in_all=True)


def answer_cuts(case: Case) -> Iterator[Doubt]:
    """Sentences of answers that are never said, since the answer cannot come to their cut."""
    support = all_measured(case, case.support)
    chance = Range(np.array([0.0]), np.array([1.0]))
    for answer in case.scenario.answers:
        measure = case.scenario.measures.get(answer.name) if answer.kind == "measure" else None
        found = chance if measure is None or measure.kind == "P" else support[answer.name]
        low, high = float(found.low[0]), float(found.high[0])
        out = [cut for cut in answer.cuts if cut <= low or cut > high]
        if answer.says is None or not out:
            continue
        told = f"the cut{'s' if len(out) > 1 else ''} {' and '.join(f'{cut:g}' for cut in out)}"
        what = f"`{answer.name}` lies from {_ends(found)}: {told} can never part it."
        fix = "Write cuts between these two."
        if found is chance and all(1.0 < cut < 100.0 for cut in answer.cuts):
            fix = f"Write shares of 1: `cuts: [{', '.join(f'{cut / 100:g}' for cut in answer.cuts)}]`."
        yield Doubt(Problem("S264", what, "", fix, answer.span), answer.name, wrong=True, in_all=True)


def _ends(found: Range) -> str:
    return f"{float(found.low[0]):.4g} to {float(found.high[0]):.4g}"


def _truths(condition: Expression, ranges: Mapping[str, Range]) -> set[bool]:
    """What a condition can be: true, false or both, as far as can be told."""
    found: set[bool] = set()
    for values in _cases(condition, ranges):
        left = bounds(_at(condition, values), ranges)
        found |= {bool(left.low[0]), bool(left.high[0])}
        if len(found) == 2:
            break
    return found


def _cases(condition: Expression, ranges: Mapping[str, Range]) -> Iterator[dict[str, float]]:
    """One value of each compared name for each way in which its comparisons can come out."""
    cuts: dict[str, set[float]] = {}
    for node in walk(root_of(condition)):
        name, constant = _compared(node)
        if name in ranges:
            cuts.setdefault(name, set()).add(constant)
    values = {name: _values(sorted(found), ranges[name]) for name, found in cuts.items()}
    if math.prod(map(len, values.values())) > MOST_CASES:
        values = {}
    for way in itertools.product(*values.values()):
        yield dict(zip(values, way, strict=True))


def _compared(node: Node) -> tuple[str, float]:
    """The name and the constant of a comparison of the two; "" and 0 of anything else."""
    if node.kind in COMPARISONS:
        for one, other in (node.parts, node.parts[::-1]):
            if one.kind == "column" and other.kind == "number":
                return one.name, other.number
    return "", 0.0


def _values(cuts: list[float], within: Range) -> list[float]:
    """The constants and what lies between them, as far as a name can be that."""
    low, high = float(within.low[0]), float(within.high[0])
    ends = [low if math.isfinite(low) else min(cuts[0], high) - 1.0,
            high if math.isfinite(high) else max(cuts[-1], low) + 1.0]  # fmt: skip
    points = sorted({*ends, *(cut for cut in cuts if low <= cut <= high)})
    return sorted({*points, *((a + b) / 2.0 for a, b in itertools.pairwise(points))})


def _at(condition: Expression, values: Mapping[str, float]) -> Expression:
    """The condition with its comparisons settled where these names have these values."""

    def put(node: Node) -> Node:
        name, _ = _compared(node)
        if name in values:
            value = nodes.number(values[name])
            sides = tuple(value if part.kind == "column" else part for part in node.parts)
            return nodes.compare(node.kind, sides[0], sides[1])
        return rebuilt(node, tuple(put(part) for part in node.parts)) if node.parts else node

    return Expression(condition.text, condition.span, put(root_of(condition)))
