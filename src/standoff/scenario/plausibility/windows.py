"""Windows of time in formulas and of moves: which end before they begin, lie past the horizon, or
contradict the dates of their move or the order of the page. Per draw, where dates are uncertain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from standoff.errors import Problem
from standoff.expressions import Range, bounds, date_of, day_number
from standoff.expressions.stages import STAGE
from standoff.scenario.plausibility.cases import Case, Doubt, percent
from standoff.scenario.plausibility.formulas import Called, Placed, calls_of, placed
from standoff.scenario.records import Move

WINDOWED = {"hazard": 3, "share_before": 3, "breaks": 2}  # how many arguments; the last two are the window
LEAST = 0.005  # a share of draws below it is a tail, not a contradiction


@dataclass(frozen=True, slots=True)
class _Window:
    """A window in a formula: its ends in each draw, and as they are written."""

    called: Called
    start: Range
    end: Range

    @property
    def said(self) -> str:
        first, last = self.called.texts[-2:]
        return f"`{self.called.name}` from `{first}` to `{last}`"


def windows(case: Case) -> Iterator[Doubt]:
    """Doubts about windows in formulas."""
    scope = case.scope
    for one in placed(case.scenario):
        for called in calls_of(one.formula, WINDOWED, scope):
            if called.texts[-2:] == (STAGE, STAGE):
                continue  # the days of the move's own stage, up to the next one's first
            window = _Window(called, bounds(called.start, case.ranges), bounds(called.end, case.ranges))
            doubts = list(_reversed(case, window))
            if not any(doubt.wrong for doubt in doubts):
                doubts += _outside(case, window)
                doubts += _beside(case, window, one)
            yield from doubts


def _reversed(case: Case, window: _Window) -> Iterator[Doubt]:
    share = case.share(window.end.high < window.start.low)
    if share < LEAST:
        return
    name, wrong = window.called.name, share == 1.0
    when = "" if wrong else f"In {percent(share)} of draws "
    value = "it counts no time then" if name != "share_before" else "it is 0 or 1 then"
    what = f"{when}{'t' if when else 'T'}he window of {window.said} ends before it begins: {value}."
    swapped = wrong and float(np.max(window.start.high)) <= day_number(case.scenario.horizon)
    fix = f"Write `{_swapped(window.called)}`." if swapped else "Change a date, or its distribution."
    problem = Problem("S321", what, "Expected the first day first.", fix, window.called.places[-2])
    yield Doubt(problem, f"{name} reversed", wrong)


def _swapped(called: Called) -> str:
    texts = [*called.texts[:-2], called.texts[-1], called.texts[-2]]
    return f"{called.name}({', '.join(texts)})"


def _outside(case: Case, window: _Window) -> Iterator[Doubt]:
    """Time that the scenario does not look at."""
    if window.called.name == "share_before":
        return
    as_of, horizon = (day_number(d) for d in (case.scenario.as_of, case.scenario.horizon))
    begins_after, ends_after = (case.share(end.low > horizon) for end in (window.start, window.end))
    before = case.share(window.start.high < as_of)
    end, start = window.called.places[-1], window.called.places[-2]
    expected = (
        f"The scenario looks from `as_of: {case.scenario.as_of}` to `horizon: {case.scenario.horizon}`."
    )
    name = window.called.name
    if begins_after == 1.0:
        what = f"The window of {window.said} lies past the horizon."
        yield Doubt(Problem("S433", what, expected, "Mend the date, or the horizon.", start), name, True)
    elif ends_after >= LEAST:
        what = f"The window of {window.said} ends past the horizon{_in(ends_after)}: it counts days after it."
        fix = f"Write `min({window.called.texts[-1]}, {case.scenario.horizon})` if they are not meant."
        yield Doubt(Problem("S433", what, expected, fix, end), name)
    if before >= LEAST and begins_after < 1.0:
        what = f"The window of {window.said} begins before `as_of`{_in(before)}: those days are over."
        yield Doubt(Problem("S433", what, expected, "Begin at `as_of`, or later.", start), f"{name} early")


def _in(share: float) -> str:
    return "" if share == 1.0 else f" in {percent(share)} of draws"


def _beside(case: Case, window: _Window, one: Placed) -> Iterator[Doubt]:
    """A chance that counts other days than those on which its move can be made."""
    move = one.move
    if one.kind not in ("chance", "belief") or move is None or move.dates is None:
        return
    if window.called.name == "share_before":
        return
    first, last = _ends(case, move)
    at, said = window.called.places[-1], _dates_said(move)
    late = case.share(window.end.low > last.high)
    apart = case.share((window.start.low > last.high) | (window.end.high < first.low))
    early = case.share(window.start.high < first.low) if move.dates.kind == "within" else 0.0
    expected = "Expected both to speak of the same days."
    fix = "Change the dates of the move, or those of the chance."
    if apart >= LEAST and (apart == 1.0 or late < LEAST):
        what = f"`{move.name}` is {said}, and {window.said} has no day of that{_in(apart)}."
    elif late >= LEAST:
        what = f"`{move.name}` is {said}, and {window.said} counts days after that{_in(late)}."
    elif early >= LEAST:
        what = f"`{move.name}` is {said}, and {window.said} counts days before that{_in(early)}."
        at = window.called.places[-2]
    else:
        return
    yield Doubt(Problem("S434", what, expected, fix, at), f"{move.name} {window.called.name}")


def _dates_said(move: Move) -> str:
    assert move.dates is not None, "asked of dated moves"
    start, end = move.dates.start, move.dates.end
    if move.dates.kind == "on":
        return f"on `{end}`"
    return f"until `{end}`" if start is None else f"within `{start}` to `{end}`"


def _ends(case: Case, move: Move) -> tuple[Range, Range]:
    assert move.dates is not None, "asked of dated moves"
    as_of = day_number(case.scenario.as_of)
    return case.day(move.dates.start, as_of), case.day(move.dates.end, as_of)


def dates(case: Case) -> Iterator[Doubt]:
    """Doubts about uncertain dates of moves, and about date parameters past the horizon."""
    dated = [move for move in case.scenario.moves.values() if move.dates is not None and not move.off]
    for i, move in enumerate(dated):
        if _uncertain(move):
            yield from _one_move(case, move)
        earlier = [before for before in dated[:i] if _uncertain(before) or _uncertain(move)]
        found = [doubt for before in earlier for doubt in _order(case, before, move)]
        yield from sorted(found, key=lambda doubt: not doubt.wrong)[:1]
    yield from _parameters(case)


def _uncertain(move: Move) -> bool:
    return move.dates is not None and any(isinstance(d, str) for d in (move.dates.start, move.dates.end))


def _one_move(case: Case, move: Move) -> Iterator[Doubt]:
    first, last = _ends(case, move)
    as_of, horizon = day_number(case.scenario.as_of), day_number(case.scenario.horizon)
    backward = case.share(last.high < first.low) if move.dates and move.dates.start is not None else 0.0
    if backward >= LEAST:
        what = f"The dates of `{move.name}` end before they begin{_in(backward)}."
        problem = Problem("S435", what, "Expected the first day first.", "Change a date.", move.span)
        yield Doubt(problem, f"{move.name} backward", backward == 1.0)
    outside = case.share((first.low > horizon) | (last.high < as_of) | (last.low > horizon))
    if outside >= LEAST:
        what = f"The move `{move.name}`, {_dates_said(move)}, lies outside the scenario's time{_in(outside)}."
        expected = f"Expected days from {case.scenario.as_of} (`as_of`) to {case.scenario.horizon}."
        fix = "Cut the distribution off, as in `normal(2031-06-01, 30, max=2031-12-31)`, or move the horizon."
        yield Doubt(Problem("S436", what, expected, fix, move.span), move.name, outside == 1.0)


def _order(case: Case, before: Move, after: Move) -> Iterator[Doubt]:
    """Two moves whose dates come the other way round than the page has them."""
    begins, _ = _ends(case, before)
    _, over = _ends(case, after)
    if before.dates is None or before.dates.start is None:
        return  # it has a last day only, and can be made at once
    share = case.share(over.high < begins.low)
    if share < LEAST or not _both(case, before, after):
        return
    what = (
        f"`{after.name}`, {_dates_said(after)}, is over before `{before.name}`, {_dates_said(before)}, begins"
        f"{_in(share)}, and stands behind it."
    )
    expected = "The order in the text is the order of play, and what is known is known in that order."
    fix = "Change the order or a date, or draw the later date as the earlier one plus some days."
    yield Doubt(Problem("S435", what, expected, fix, after.span), f"{after.name} order", share == 1.0)


def _both(case: Case, before: Move, after: Move) -> bool:
    """Whether one history makes both moves."""
    found = case.histories((before.name, after.name))
    return found is None or any(None not in history.values() for history in found)


def _parameters(case: Case) -> Iterator[Doubt]:
    horizon = day_number(case.scenario.horizon)
    moved = {d for m in case.scenario.moves.values() if m.dates for d in (m.dates.start, m.dates.end)}
    for name, made in case.scenario.parameters.items():
        if made.unit != "date" or name in moved:
            continue
        if case.share(case.ranges[name].low > horizon) == 1.0:
            first = date_of(float(np.min(case.drawn[name])))
            what = f"The date `{name}` lies past the horizon in all draws: on {first} at the earliest."
            expected = f"The horizon is {case.scenario.horizon}."
            fix = "Mend the date, or move the horizon."
            yield Doubt(Problem("S436", what, expected, fix, made.span), name)
