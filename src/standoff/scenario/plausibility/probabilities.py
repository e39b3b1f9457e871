"""Probabilities that leave [0, 1]: parameters that are called so, and chance moves, by history and draw."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from standoff.draws import PART, Distribution
from standoff.errors import Problem
from standoff.expressions import Expression, Range, bounds, key, moves_of, names_of, point, settle, truth_of
from standoff.expressions.nodes import Node
from standoff.expressions.partial_evaluation import root_of
from standoff.scenario.plausibility.cases import Case, Doubt, Flags, History, percent, place_of, table_of
from standoff.scenario.records import Move, Summit

NEARLY = 1e-9
RARE = 1e-9  # a chance a draw below it is none
LADDER = ("adopts", "reaches")


def labelled(case: Case) -> Iterator[Doubt]:
    """Doubts about parameters with `unit: probability` that leave [0, 1]."""
    for name, made in case.scenario.parameters.items():
        if made.unit != "probability":
            continue
        share = _mass(made.draw) if made.draw is not None else _outside(case, name)
        if share <= RARE:
            continue
        low, high = _span(case, name)
        what = f"The parameter `{name}` has `unit: probability` and goes from {low:.3g} to {high:.3g}"
        if made.draw is not None and made.draw.is_constant:
            what = f"The parameter `{name}` has `unit: probability` and is {low:g}"
        elif share < 1.0:
            what += f": it leaves [0, 1] in {percent(share)} of draws"
        yield Doubt(
            Problem("S437", f"{what}.", "Expected numbers from 0 to 1.", _mend(made.draw, low), made.span),
            name,
            wrong=share >= 1.0 - RARE,
        )


def _mass(draw: Distribution) -> float:
    low, high = draw.support
    if low >= 0.0 and high <= 1.0:
        return 0.0
    below, at_most = draw.cdf(np.array([np.nextafter(0.0, -1.0), 1.0]))
    return float(np.clip(below + 1.0 - at_most, 0.0, 1.0))


def _outside(case: Case, name: str) -> float:
    support = case.support[name]
    if float(support.low[0]) >= 0.0 and float(support.high[0]) <= 1.0:
        return 0.0
    values = table_of(case.scenario, [name], PART)[name]
    return float(np.mean((values < -NEARLY) | (values > 1.0 + NEARLY)))


def _span(case: Case, name: str) -> tuple[float, float]:
    """The support, or the draws where that has no end."""
    support, drawn = case.support[name], case.drawn[name]
    low, high = float(support.low[0]), float(support.high[0])
    low = float(drawn.min()) if low == -np.inf else low
    return low, float(drawn.max()) if high == np.inf else high


def _mend(draw: Distribution | None, low: float) -> str:
    if draw is None:
        return "Put the formula into `clip(..., 0, 1)`, or take the unit away."
    if draw.is_constant:
        return f"Write {low / 100:g}, or take the unit away." if 1.0 < low <= 100.0 else "Mend the number."
    if draw.text.startswith("normal(") and draw.text.endswith(")"):
        return f"Cut it off, `{draw.text[:-1]}, min=0, max=1)`, or draw a beta distribution."
    if draw.text.startswith("{quantiles"):
        return "Add `min: 0` and `max: 1` beside `quantiles:`."
    return "Draw a beta distribution, or `uniform(0, 1)`; or take the unit away."


@dataclass(frozen=True, slots=True)
class _Leaving:
    """How a chance move leaves [0, 1]: which option (empty: their sum), and the range found."""

    option: str
    low: float
    high: float
    share: float


def chances(case: Case) -> Iterator[Doubt]:
    """Doubts about chance moves: what is true, and what each actor believes."""
    for move in case.scenario.moves.values():
        if move.chance is None or move.off or move.fixed is not None:
            continue
        believers = {"": move.chance, **move.believed}
        for actor, shares in believers.items():
            yield from _nested(case, move, shares, actor)
            yield from _chance(case, move, shares, actor)


def _chance(case: Case, move: Move, shares: Mapping[str, Expression | None], actor: str) -> Iterator[Doubt]:
    rows = _rows(case, move, shares)
    if rows is None or not any(_may_leave(row, case.support) for row in rows):
        return
    names = {name for row in rows for formula in row.values() if formula for name in names_of(formula)}
    found = _worst(rows, case.ranges)
    if found is None:  # rare, or never: as many draws as are quickly had
        drawn = table_of(case.scenario, names, PART)
        found = _worst(rows, {name: point(values) for name, values in drawn.items()})
    if found is None:
        return
    whose = f"what `{actor}` believes of `{move.name}`" if actor else f"the chance of `{move.name}`"
    formula = shares.get(found.option)
    at = place_of(formula, move.span) if formula is not None else move.span
    often = "in all draws" if found.share == 1.0 else f"in {percent(found.share)} of draws"
    if found.option:
        what = f"The probability of `{found.option}` in {whose} goes from {found.low:.3g} to {found.high:.3g}"
        fix = f"Write `clip({formula if formula else ''}, 0, 1)`, or narrow what it is made of."
    else:
        what = f"The probabilities in {whose} add up to {found.low:.3g} to {found.high:.3g}"
        what = what if found.low < found.high else f"The probabilities in {whose} add up to {found.low:.3g}"
        fix = "Give one option `rest`, or divide each by their sum."
        if None in shares.values():
            fix = "Narrow what they are made of, or divide each by their sum."
    what += f": it is no probability {often}." if found.option else f": they are none {often}."
    expected = "Expected numbers from 0 to 1 that add up to 1: a run cannot play such a draw."
    yield Doubt(
        Problem("S438", what, expected, fix, at), f"{move.name} {actor} {found.option}", found.share == 1.0
    )


def _rows(
    case: Case, move: Move, shares: Mapping[str, Expression | None]
) -> list[Mapping[str, Expression | None]] | None:
    """The formulas that the options can have, once the moves before are made; None for too many."""
    formulas = [formula for formula in shares.values() if formula is not None]
    guard = () if move.when is None else moves_of(move.when)
    past = case.histories({*guard, *(name for formula in formulas for name in moves_of(formula))})
    if past is None:
        return None
    found: dict[tuple[str, ...], Mapping[str, Expression | None]] = {}
    for history in past:
        if not _made(move, history):
            continue
        row = {option: settle(f, history) if f is not None else None for option, f in shares.items()}
        found[tuple(key(f) if f is not None else "" for f in row.values())] = row
    return list(found.values())


def _made(move: Move, history: History) -> bool:
    return move.when is None or truth_of(settle(move.when, history)) is not False


def _ranges(row: Mapping[str, Expression | None], ranges: Mapping[str, Range]) -> dict[str, Range]:
    return {option: bounds(f, ranges) for option, f in row.items() if f is not None}


def _may_leave(row: Mapping[str, Expression | None], support: Mapping[str, Range]) -> bool:
    found = _ranges(row, support)
    lows = [float(one.low[0]) for one in found.values()]
    highs = [float(one.high[0]) for one in found.values()]
    inside = min(lows, default=0.0) >= -NEARLY and max(highs, default=0.0) <= 1.0 + NEARLY
    too_little = None not in row.values() and sum(lows) < 1.0 - NEARLY
    return not inside or too_little or sum(highs) > 1.0 + NEARLY


def _worst(rows: list[Mapping[str, Expression | None]], ranges: Mapping[str, Range]) -> _Leaving | None:
    """What leaves [0, 1] in most draws, for sure in each of them; the sum only where no option does."""
    options: dict[str, list[Range]] = {}
    totals: list[tuple[Range, bool]] = []
    for row in rows:
        found = _ranges(row, ranges)
        for option, one in found.items():
            options.setdefault(option, []).append(one)
        if found:
            total = Range(sum((one.low for one in found.values()), np.zeros(1)),
                          sum((one.high for one in found.values()), np.zeros(1)))  # fmt: skip
            totals.append((total, None in row.values()))
    leaving = [_leaving(option, [(one, True) for one in found]) for option, found in options.items()]
    worst = max((one for one in leaving if one is not None), key=lambda one: one.share, default=None)
    return worst if worst is not None else _leaving("", totals)


def _leaving(option: str, found: list[tuple[Range, bool]]) -> _Leaving | None:
    """found : ranges over draws, one a history, each with whether less than 1 is right too."""
    bad: list[Flags] = []
    for one, less in found:
        below = one.high < -NEARLY if less else one.high < 1.0 - NEARLY
        bad.append(below | (one.low > 1.0 + NEARLY))
    n = max((flags.size for flags in bad), default=1)
    share = float(np.mean(np.any([np.broadcast_to(flags, (n,)) for flags in bad], axis=0))) if bad else 0.0
    if share == 0.0:
        return None
    lows, highs = (np.concatenate([getattr(one, end) for one, _ in found]) for end in ("low", "high"))
    return _Leaving(option, float(np.min(lows)), float(np.max(highs)), share)


def _nested(case: Case, move: Move, shares: Mapping[str, Expression | None], actor: str) -> Iterator[Doubt]:
    """Two options of one chance move that hold together: `reaches` of one summit counts what is above too."""
    results = {
        option: (formula, root_of(formula))
        for option, formula in shares.items()
        if formula is not None and root_of(formula).kind == "output" and root_of(formula).term in LADDER
    }
    for (first, (_, a)), (second, (written, b)) in itertools.combinations(results.items(), 2):
        summit = case.scenario.summits.get(a.name)
        if summit is None or a.name != b.name:
            continue
        shared = _rungs(summit, a) & _rungs(summit, b)
        if not shared:
            continue
        common = next(option for option in summit.options if option in shared)
        what = (
            f"`{first}` and `{second}` of `{move.name}` both count the case that `{summit.name}` adopts "
            f"`{common}`: `{a.name}.reaches(...)` holds for what is higher too."
        )
        lower = min((a, b), key=lambda node: summit.options.index(node.choice))
        fix = f"Write `{summit.name}.adopts({lower.choice})` for the lower one."
        expected, at = "Expected options that exclude each other.", place_of(written, move.span)
        problem = Problem("S439", what, expected, fix, at)
        yield Doubt(problem, f"{move.name} {actor} {first} {second}", wrong=True)
        return


def _rungs(summit: Summit, node: Node) -> frozenset[str]:
    at = summit.options.index(node.choice)
    return frozenset(summit.options[at:] if node.term == "reaches" else (node.choice,))
