"""What the scenario asks that can be checked later: due dates, forecasts, how they came out, scores.

Without a ledger the section holds the questions alone: a run's folder has no forecasts, since what counts as
a forecast is decided by when it was written down, and by nothing that the run says of itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from standoff.reports.text.numbers import count, day
from standoff.results.asked import AskedForecast, AskedQuestion, RunAsked
from standoff.results.run.folder import RunFiles

POOLS = {"own": "", "imported": "imported", "retrospective": "retrospective"}
UNITS = {"brier": "", "crps": " days"}
NOT_ASKED = "not in the ledger"


@dataclass(frozen=True, slots=True)
class ForecastCell:
    """What a reading said, with its score; `notes` are what a reader must know of it."""

    says: str
    score: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question."""

    text: str
    under: str
    due: str
    criteria: str
    source: str
    state: str
    why: str
    cells: tuple[ForecastCell | None, ...]


@dataclass(frozen=True, slots=True)
class QuestionsPart:
    """The section; `ledger` and `now` are empty without one."""

    ledger: str
    now: str
    heads: tuple[str, ...]
    rows: tuple[QuestionRow, ...]
    means: tuple[str, ...]
    counts: str


def questions_part(files: RunFiles, asked: RunAsked | None) -> QuestionsPart | None:
    """The questions of the scenario beside what a ledger holds of them; None where it asks nothing."""
    if not files.words.questions:
        return None
    told = {one.name: one for one in asked.questions} if asked is not None else {}
    names = sorted(files.words.questions, key=lambda name: (files.words.questions[name].due, name))
    rows = tuple(_row(files, name, told.get(name)) for name in names)
    heads = tuple(files.reading_title(reading) for reading in files.readings) if asked is not None else ()
    means = () if asked is None else tuple(_means(files, asked))
    when = "" if asked is None else asked.now[:10]
    return QuestionsPart(
        asked.ledger if asked is not None else "", when, heads, rows, means, _counts(list(told.values()))
    )


def _row(files: RunFiles, name: str, told: AskedQuestion | None) -> QuestionRow:
    own = files.words.questions[name]
    cells: dict[str, ForecastCell] = {}
    if told is not None:
        cells = {one.reading: _cell(one) for one in told.forecasts}
    shown = tuple(cells.get(reading) for reading in files.readings) if told is not None else ()
    source = told.source if told is not None and told.source else own.source
    return QuestionRow(
        own.text,
        own.given,
        day(own.due),
        own.criteria,
        source,
        "" if told is None else _state(told),
        "" if told is None else told.why,
        shown,
    )


def _state(told: AskedQuestion) -> str:
    if not told.state:
        return NOT_ASKED
    return f"came out as {told.outcome}" if told.state == "resolved" else told.state


def _cell(one: AskedForecast) -> ForecastCell:
    score = "" if one.score is None else f"{one.score:.3f}{UNITS.get(one.rule, '')}"
    notes = [POOLS.get(one.pool, one.pool), "" if one.of_run else "of another run"]
    return ForecastCell(one.says, score, tuple(note for note in notes if note))


def _means(files: RunFiles, asked: RunAsked) -> list[str]:
    return [
        f"{files.reading_title(one.reading)}: mean Brier score {one.brier:.3f} over {count(one.n)} "
        f"{'question' if one.n == 1 else 'questions'} that came out; equal chances {one.uniform:.3f}"
        + (f" ({POOLS[one.pool]})" if POOLS.get(one.pool) else "")
        for one in asked.means
    ]


def _counts(told: list[AskedQuestion]) -> str:
    """How many of each state, in words: void and ambiguous ones stand beside every score."""
    states = [one.state or NOT_ASKED for one in told]
    order = ("open", "due", "resolved", "void", "ambiguous", NOT_ASKED)
    return ", ".join(f"{states.count(state)} {state}" for state in order if state in states)
