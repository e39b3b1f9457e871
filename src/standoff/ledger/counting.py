"""Which forecast of a question counts at a moment: one answer for status, page, table, report and scores.

A forecast counts from when it was recorded (`Forecast.counts_from`) until the next one of the same
forecaster in the same pool, or until it is taken back. It never counts where that is at the cut or past
closing (late), and not yet where it lies ahead of the moment, as of a clock that ran ahead.
"""

from __future__ import annotations

from collections.abc import Sequence

from standoff.ledger.families import Standing
from standoff.ledger.records import POOLS, Forecast, Question
from standoff.ledger.state import Ledger

COUNTS, REPLACED, WITHDRAWN, LATE, AHEAD = "counts", "replaced", "withdrawn", "late", "ahead"
WORDS = {
    COUNTS: "",
    REPLACED: "",
    WITHDRAWN: "withdrawn",
    LATE: "late: never scored",
    AHEAD: "its time is still to come: it does not count",
}

Who = tuple[str, str]  # pool, forecaster


def late_from(question: Question, standing: Standing) -> int:
    """From when on a forecast is late: the cut, and the closing of what did not come out."""
    return question.closes if standing.cut is None else standing.cut


def by_forecaster(forecasts: Sequence[Forecast]) -> dict[Who, list[Forecast]]:
    """Forecasts of a question by (pool, forecaster), in their order."""
    found: dict[Who, list[Forecast]] = {}
    for one in forecasts:
        found.setdefault((one.pool, one.forecaster), []).append(one)
    return found


def roles(ledger: Ledger, name: str, standing: Standing) -> dict[str, str]:
    """What each forecast of a question is at the moment of its standing.

    Parameters
    ----------
    ledger : what `load` gave
    name, standing : the question, and how `standings` says that it stands

    Returns
    -------
    dict
        By id: `counts`, `replaced`, `withdrawn`, `late` or `ahead`.

    Examples
    --------
    >>> from pathlib import Path
    >>> from standoff.ledger import append, begin, load, read_moment, standings
    >>> book, now = begin(Path("counted")), read_moment("2031-02-01")
    >>> asked = {"kind": "question", "question": "q", "type": "yes_no", "text": "Does it?",
    ...     "opens": "2031-01-01", "closes": "2031-03-01"}
    >>> said = {"kind": "forecast", "question": "q", "forecaster": "bo", "issued": "2031-02-01"}
    >>> _ = append(book, "anna", [asked, {**said, "value": {"p": 0.5}}], lambda: now)
    >>> _ = append(book, "anna", [{**said, "value": {"p": 0.25}}], lambda: now + 1)
    >>> ledger = load(book)
    >>> list(roles(ledger, "q", standings(ledger, now + 1)["q"]).values())
    ['replaced', 'counts']
    >>> list(roles(ledger, "q", standings(ledger, now)["q"]).values())
    ['counts', 'ahead']
    """
    limit, found = late_from(ledger.questions[name], standing), {}
    for own in by_forecaster(ledger.forecasts.get(name, ())).values():
        replaced = False
        for one in reversed(own):
            role = _role(ledger, one, limit, standing.now)
            found[one.id] = REPLACED if role == COUNTS and replaced else role
            replaced = replaced or role == COUNTS
    return {one.id: found[one.id] for one in ledger.forecasts.get(name, ())}


def _role(ledger: Ledger, one: Forecast, limit: int, now: int) -> str:
    if one.id in ledger.taken_back:
        return WITHDRAWN
    if one.counts_from > now:
        return AHEAD
    return LATE if one.counts_from >= limit else COUNTS


def scored_ones(
    ledger: Ledger, own: Sequence[Forecast], question: Question, standing: Standing
) -> Sequence[Forecast]:
    """Those of one forecaster that are scored: neither late, nor ahead of the moment by a doubted clock."""
    limit, doubted = late_from(question, standing), ledger.clocks.doubted
    if not doubted:
        return own if own[-1].counts_from < limit else [one for one in own if one.counts_from < limit]
    return [
        one
        for one in own
        if one.counts_from < limit and not (one.author in doubted and one.counts_from > standing.now)
    ]


def current(ledger: Ledger, name: str, standing: Standing) -> dict[Who, Forecast]:
    """The forecast that counts, of each (pool, forecaster) of a question; pools in their order."""
    role = roles(ledger, name, standing)
    found = {(one.pool, one.forecaster): one for one in ledger.forecasts.get(name, ())
             if role[one.id] == COUNTS}  # fmt: skip
    return dict(sorted(found.items(), key=lambda pair: (POOLS.index(pair[0][0]), pair[0][1])))
