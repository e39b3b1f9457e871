"""A ledger as one page: what is due, what came out, scores, calibration, each question's history.

No script, nothing loaded, every text of others escaped and cleaned of what steers or hides. The same
ledger gives the same bytes at the same moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from standoff.ledger.counting import AHEAD, LATE, by_forecaster, roles
from standoff.ledger.families import DUE, OPEN, RESOLVED, Standing
from standoff.ledger.moments import day_of, read_moment
from standoff.ledger.records import AMBIGUOUS, CHANCE, OWN, VOID, Forecast, Question
from standoff.ledger.state import Ledger
from standoff.letters import clean
from standoff.reports.figures.ledger import reliability_drawing, step_drawing
from standoff.reports.text.numbers import day

if TYPE_CHECKING:
    from standoff.results.ledger import EventShown, LedgerScores, LedgerStatus, QuestionStanding, Tally

MOST_SHOWN = 300  # questions with their history; all are in the tables of `standoff ledger export`
MOST_LINES = 6  # forecasters who get a line in a drawing
RULES = {
    "brier": "Brier score",
    "brier_sum": "Brier score, summed over options",
    "log": "Logarithmic score",
    "ranked": "Ranked probability score",
    "crps": "CRPS",
    "pinball": "Mean pinball loss",
}
POOLS = {
    "own": "Forecasts",
    "imported": "Imported, by the times of their platform",
    "retrospective": "Retrospective: the outcome could have been known",
}
KINDS = {
    "yes_no": "yes or no",
    "one_of": "one of several",
    "ordered": "one of several in order",
    "date": "dates",
}


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One question, as the page writes it."""

    anchor: str
    standing: QuestionStanding
    question: Question
    due: str
    opened: str
    closes: str
    state: str
    parent: str
    drawing: Markup | None
    history: tuple[EventShown, ...]
    watch: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One table of scores: a pool, a kind of question and a rule."""

    title: str
    note: str
    ranked: bool
    rows: tuple[tuple[str, ...], ...]
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalibrationPart:
    """How one forecaster's chances came out."""

    title: str
    sentence: str
    drawing: Markup | None


def ledger_html(
    ledger: Ledger, found: Mapping[str, Standing], status: LedgerStatus, scores: LedgerScores
) -> str:
    """The page as HTML text.

    Parameters
    ----------
    ledger, found : what `standoff.ledger.load` and `standings` gave
    status, scores : what `standoff.ledger_status` and `standoff.score_ledger` gave
    """
    from standoff.reports.page import environment
    from standoff.results.ledger import waiting_first

    shown, moment = waiting_first(status.questions, MOST_SHOWN), read_moment(status.now)
    parts = [_part(ledger, found[one.name], one, (place, moment)) for place, one in enumerate(shown)]
    by_state = {
        state: [part for part in parts if part.standing.state == state]
        for state in (DUE, OPEN, RESOLVED, VOID, AMBIGUOUS)
    }
    context = {
        "now": day(day_of(moment)),
        "counts": status.counts,
        "n": len(status.questions),
        "n_shown": len(parts),
        "waiting": [*by_state[DUE], *by_state[OPEN]],
        "resolved": by_state[RESOLVED],
        "void": by_state[VOID],
        "ambiguous": by_state[AMBIGUOUS],
        "parts": parts,
        "families": [[clean(line) for line in tree] for tree in status.families[:MOST_SHOWN]],
        "n_families_left": max(0, len(status.families) - MOST_SHOWN),
        "scores": list(_score_parts(scores)),
        "calibration": list(_calibration_parts(scores)),
        "coherence": scores.coherence,
        "faults": status.faults,
        "clocks": status.clocks,
        "log_floor": scores.log_floor,
        "text": clean,
    }
    return environment().get_template("ledger.html").render(context)


def _part(ledger: Ledger, standing: Standing, shown: QuestionStanding, at: tuple[int, int]) -> QuestionPart:
    from standoff.reports.text.ledger_history import history_lines

    (place, now), question = at, ledger.questions[shown.name]
    lines = _lines(ledger, shown.name, standing)
    drawing = None
    if lines:
        drawing = step_drawing(question, lines, ledger.taken_back, standing, now)
    watch = tuple((one.says, "" if one.by is None else day(day_of(one.by))) for one in question.watch)
    parent = question.parent
    under = ""
    if parent is not None:
        limit = parent.threshold
        answer = f"{limit.direction.replace('_', ' ')} {limit.value}" if limit is not None else parent.answer
        under = f"asked if {parent.question} comes out as {answer}"
    return QuestionPart(
        f"q{place}",
        shown,
        question,
        day(day_of(question.due)),
        day(day_of(question.opens)),
        day(day_of(question.closes)),
        shown.outcome if shown.state == RESOLVED else shown.state,
        under,
        drawing,
        tuple(history_lines(ledger, shown.name, standing)),
        watch,
    )


def _lines(ledger: Ledger, name: str, standing: Standing) -> dict[str, list[Forecast]]:
    """Chances that count, or did, by forecaster and pool; whoever has most comes first."""
    role = roles(ledger, name, standing)
    kept = [
        one
        for one in ledger.forecasts.get(name, [])
        if one.value.kind == CHANCE and role[one.id] not in (LATE, AHEAD)
    ]
    found = {
        who if pool == OWN else f"{who} ({pool})": own for (pool, who), own in by_forecaster(kept).items()
    }
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:MOST_LINES])


def _score_parts(scores: LedgerScores) -> Iterator[ScorePart]:
    groups: dict[tuple[str, str, str], list[Tally]] = {}
    for one in scores.tallies:
        groups.setdefault((one.pool, one.kind, one.rule), []).append(one)
    for (pool, kind, rule), own in groups.items():
        told = [
            f"{one.one} less {one.other}: {one.mean:+.3f}{_range(one.low, one.high)}, {one.n} questions"
            for one in scores.differences
            if (one.pool, one.kind, one.rule) == (pool, kind, rule)
        ]
        title = f"{POOLS[pool]}: {KINDS.get(kind, kind)}"
        yield ScorePart(title, RULES[rule], own[0].ranked, tuple(map(_row, own)), tuple(told))


def _row(one: Tally) -> tuple[str, ...]:
    return (
        one.forecaster,
        f"{one.over_time:.3f}{_range(one.low, one.high)}",
        "–" if one.spot is None else f"{one.spot:.3f}",
        str(one.n),
        str(one.void),
        str(one.ambiguous),
        str(one.late),
        f"{100 * one.covered:.0f} %",
        "–" if one.uniform is None else f"{one.uniform:.3f}",
        "–" if one.base_rate is None else f"{one.base_rate:.3f} ({one.n_base})",
        "–" if one.skill is None else f"{one.skill:+.2f}",
    )


def _range(low: float | None, high: float | None) -> str:
    return f" [{low:.3f}, {high:.3f}]" if low is not None and high is not None else ""


def _calibration_parts(scores: LedgerScores) -> Iterator[CalibrationPart]:
    for one in scores.calibration:
        sentence = (
            f"Brier score {one.brier:.4f} = reliability {one.reliability:.4f} − resolution "
            f"{one.resolution:.4f} + uncertainty {one.uncertainty:.4f}, over {one.n} questions."
        )
        drawing = reliability_drawing(one) if one.bins else None
        yield CalibrationPart(f"{one.forecaster} ({one.pool})", sentence, drawing)
