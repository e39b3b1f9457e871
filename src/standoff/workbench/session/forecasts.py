"""A scenario's questions in the workbench: what the answers of the moment say of them, and their way into
a ledger.

Questions are measures of a copy of the text (`with_measures`): they never enter play, and the session's own
answers stay the run's. Nothing is written before the very lines were shown: a recording carries their mark,
and is refused where they would be others by now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from standoff.errors import Problem, RunError
from standoff.results.session import Changes
from standoff.results.session_forecasts import LinesShown, QuestionShown, QuestionsShown, Recording
from standoff.scenario.records import Measure
from standoff.study.manifest import standoff_version
from standoff.study.question_drafts import condition_name, forecast_drafts, ledger_names, question_drafts
from standoff.study.questions import Answered, asked_measure, chance_of, date_of
from standoff.study.rows import parameters_of, rows_at
from standoff.workbench.session.games import Games, Kept

if TYPE_CHECKING:
    from standoff.ledger import Ledger
    from standoff.scenario import LoadedScenario
    from standoff.scenario.records import Scenario
    from standoff.workbench.session.games import ChangedGame
    from standoff.workbench.session.session import Session

CHUNK = 256
MOST_DRAWS = 4_096  # an error of less than a point
BEGIN = (
    "Begin a ledger with `standoff ledger init DIR`, and open the scenario with `--ledger DIR`: what is said "
    "here can then be written down, to be scored when the answers are known."
)
Draft = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Book:
    """The ledger that was named: its folder, who writes, and the clock."""

    folder: Path
    author: str
    clock: Callable[[], int]


@dataclass(slots=True)
class Forecasts:
    """The questions of a session's text; all of it is made anew when the text is another."""

    book: Book | None = None
    _games: Games | None = None
    _sha256: str = ""
    _rows: Kept[list[pl.DataFrame]] = field(default_factory=Kept)

    # what the answers say

    def shown(self, session: Session, changes: Changes) -> QuestionsShown:
        """Every question, from one chunk of draws more than before."""
        base = session.loaded.reading()
        book = _load(self.book)
        wanted = min(session.draws, MOST_DRAWS)
        if not base.questions:
            return QuestionsShown(draws=0, wanted=0, ledger=_name(self.book), begin=_begin(self.book))
        answered, n_draws = self._answered(session, changes, more=True)
        names = ledger_names(base)
        stands = _standings(book, self.book)
        return QuestionsShown(
            draws=n_draws,
            wanted=wanted,
            ledger=_name(self.book),
            begin=_begin(self.book),
            author="" if self.book is None else self.book.author,
            forecaster=_forecaster(base, session, changes),
            closed=_closed(changes),
            told=[] if book is None else list(book.clocks.told()),
            questions=[
                _question(base, (name, names[name]), one, (book, stands)) for name, one in answered.items()
            ],
        )

    def _answered(self, session: Session, changes: Changes, *, more: bool) -> tuple[dict[str, Answered], int]:
        games = self._of(session)
        game = games.changed(changes)
        scenario = game.made.compiled.scenario
        measures = {name: asked_measure(own, scenario) for name, own in scenario.questions.items()}
        rows = self._more(game, games.draws, changes, more=more) if _chances(measures) else None
        n_draws = games.draws if rows is None else rows.height
        found = {}
        for name, own in measures.items():
            if isinstance(own, str):
                found[name] = Answered(name, scenario.reading, why=own)
            elif own is None:
                found[name] = _dated(game, name, n_draws)
            elif rows is not None:
                found[name] = chance_of(name, scenario.reading, rows, conditional=own.given is not None)
        return found, n_draws

    def _of(self, session: Session) -> Games:
        loaded = session.loaded
        if self._games is None or self._sha256 != loaded.sha256:
            draws = min(session.draws, MOST_DRAWS)
            self._games = Games(_asking(loaded), draws=draws, seed=session.seed, earlier=self._games)
            self._sha256 = loaded.sha256
            self._rows.clear()
        return self._games

    def _more(self, game: ChangedGame, wanted: int, changes: Changes, *, more: bool) -> pl.DataFrame:
        """The rows so far, at least one chunk of them, and one more where that is asked for."""
        frames = self._rows.at(changes.model_dump_json(), list)
        first = sum(frame.height for frame in frames)
        if first < wanted and (more or not frames):
            n_draws = min(CHUNK, wanted - first)
            columns = game.columns(first, n_draws)
            frames.append(rows_at(game.made, columns, chunk=CHUNK, first=first, n_draws=n_draws))
        return pl.concat(frames)

    # what is written

    def lines(self, session: Session, asked: Recording) -> LinesShown:
        """The lines that would be written; nothing is.

        Raises
        ------
        RunError
            S960 without a ledger, without questions, or of answers that are no forecast.
        LedgerError
            S760 to S773 where the ledger refuses them.
        """
        book, drafts = self._drafts(session, asked)
        return LinesShown(
            lines=[_line(one) for one in drafts], mark=_mark(book, asked, drafts), author=asked.author
        )

    def write(self, session: Session, asked: Recording) -> Callable[[], LinesShown]:
        """What writes the lines that were shown: it reads nothing of the session; raises as `lines`."""
        book, drafts = self._drafts(session, asked)
        mark = _mark(book, asked, drafts)
        if asked.seen != mark:
            what = "The lines would be others than those that were shown."
            raise RunError(Problem("S961", what, "Nothing was written.", "Look at them again."))

        def work() -> LinesShown:
            from standoff.ledger import append

            made = append(book.folder, asked.author, drafts, book.clock)
            lines = [_line(one) for one in made.events]
            return LinesShown(
                lines=lines, mark=mark, author=asked.author, written=list(made.ids), told=list(made.told)
            )

        return work

    def _drafts(self, session: Session, asked: Recording) -> tuple[Book, list[Draft]]:
        """The question with what it hangs on where the ledger does not have them, and the forecast."""
        from standoff.ledger.shapes import check_author

        book, base = self.book, session.loaded.reading()
        if book is None:
            raise RunError(Problem("S960", "No ledger was named.", "", BEGIN))
        _check(base, asked)
        names = ledger_names(base)
        check_author(asked.author)
        answered, n_draws = self._answered(session, asked.changes, more=False)
        one, name = answered[asked.question], names[asked.question]
        ledger = _load(book)
        held = {} if ledger is None else ledger.questions
        needed = {name, condition_name(base, asked.question, names)}
        drafts: list[Draft] = [
            dict(draft)
            for draft in question_drafts(base, names)
            if draft["question"] in needed and draft["question"] not in held
        ]
        return book, [*drafts, *_said(names, (one, asked, n_draws), (session, book))]


def _asking(loaded: LoadedScenario) -> LoadedScenario:
    added = {}
    for reading in loaded.readings:
        scenario = loaded.reading(reading)
        asked = [asked_measure(own, scenario) for own in scenario.questions.values()]
        added[reading] = {own.name: own for own in asked if isinstance(own, Measure)}
    return loaded.with_measures(added)


def _chances(measures: Mapping[str, Measure | str | None]) -> bool:
    return any(isinstance(own, Measure) for own in measures.values())


def _dated(game: ChangedGame, name: str, n_draws: int) -> Answered:
    from standoff.expressions import names_of

    compiled = game.made.compiled
    scenario = compiled.scenario
    (date,) = set(names_of(scenario.questions[name].asks)) & set(scenario.parameters)
    column = parameters_of(compiled, seed=game.base.seed, first=0, n_draws=n_draws, names=(date,))[date]
    return date_of(name, scenario.reading, column, observed=bool(game.base.observed))


def _name(book: Book | None) -> str:
    return "" if book is None else str(book.folder)


def _begin(book: Book | None) -> str:
    return BEGIN if book is None else ""


def _load(book: Book | None) -> Ledger | None:
    from standoff.ledger import load

    return None if book is None else load(book.folder)


def _standings(ledger: Ledger | None, book: Book | None) -> Mapping[str, Any]:
    from standoff.ledger import standings

    return {} if ledger is None or book is None else standings(ledger, book.clock())


def _question(
    base: Scenario, names: tuple[str, str], one: Answered, held: tuple[Ledger | None, Mapping[str, Any]]
) -> QuestionShown:
    from standoff.reports.text.ledger_history import latest_texts

    (key, name), (ledger, stands), asked = names, held, base.questions[names[0]]
    standing = stands.get(name)
    return QuestionShown(
        key=key,
        name=name,
        text=asked.text,
        due=asked.due.isoformat(),
        criteria=asked.criteria,
        condition="" if asked.given is None else str(asked.given),
        chance=one.chance,
        error=one.error,
        says=_says(one),
        why_not=one.why,
        state="" if standing is None else standing.state,
        outcome="" if standing is None else standing.outcome,
        latest={} if ledger is None or standing is None else latest_texts(ledger, name, standing),
    )


def _says(one: Answered) -> str:
    """A date's distribution in three days, or the chance that it never comes."""
    from standoff.ledger.moments import DAY, day_of

    if not one.curve:
        return ""
    held = []
    for level in (0.25, 0.5, 0.75):
        day = next((x for x, p in one.curve if p >= level), None)
        held.append(
            f"{100 * level:.0f} %: {'never' if day is None else day_of(round(day * DAY)).isoformat()}"
        )
    return ", ".join(held)


def _closed(changes: Changes) -> str:
    """Why nothing is recorded of these answers."""
    if changes.given:
        return "What is given is assumed: an answer under it is no forecast. Take it off to record one."
    return ""


def _changed(changes: Changes) -> bool:
    return not changes.model_copy(update={"reading": ""}).is_plain


def _forecaster(base: Scenario, session: Session, changes: Changes) -> str:
    reading = changes.reading or session.loaded.base
    return f"{base.name}/{reading}" + (", changed" if _changed(changes) else "")


def _check(base: Scenario, asked: Recording) -> None:
    """S960 where a recording is none."""
    closed = _closed(asked.changes)
    if asked.question not in base.questions:
        raise RunError(
            Problem("S960", f"There is no question `{asked.question[:80]}`.", "", "Load the page again.")
        )
    if closed:
        raise RunError(Problem("S960", closed))
    if not asked.why.strip():
        what = "A forecast that is written down by hand says what it rests on."
        raise RunError(Problem("S960", what, "", "Write the reason in a sentence."))
    if asked.chance is not None and base.questions[asked.question].kind == "date":
        raise RunError(Problem("S960", "A chance is no forecast of a date.", "", "Leave the chance out."))


def _said(
    names: Mapping[str, str], what: tuple[Answered, Recording, int], where: tuple[Session, Book]
) -> list[Draft]:
    """The forecast: of the answers, or of the author where another chance is said."""
    (one, asked, n_draws), (session, book) = what, where
    base = session.loaded.reading()
    if asked.chance is not None:
        said = Answered(one.name, one.reading, chance=asked.chance)
        head: Draft = {"kind": "forecast", "forecaster": asked.author}
    elif one.why:
        raise RunError(
            Problem("S960", f"Nothing answers this question: {one.why}.", "", "Say a chance of your own.")
        )
    else:
        said = one
        basis = {
            "scenario": base.name,
            "hash": session.loaded.sha256,
            "reading": one.reading,
            "seed": str(session.seed),
            "draws": str(n_draws),
            "version": standoff_version(),
        }
        if _changed(asked.changes):
            basis["changes"] = asked.changes.model_copy(update={"reading": ""}).model_dump_json(
                exclude_defaults=True
            )
        head = {
            "kind": "forecast",
            "forecaster": _forecaster(base, session, asked.changes),
            "basis": basis,
        }
    drafts = list(forecast_drafts(base, names, said, (head, book.clock())))
    return [
        {**draft, "why": "; ".join(t for t in (asked.why.strip(), str(draft.get("why", ""))) if t)}
        for draft in drafts
    ]


def _line(draft: Mapping[str, Any]) -> str:
    return json.dumps(draft, ensure_ascii=False, sort_keys=True)


def _mark(book: Book, asked: Recording, drafts: list[Draft]) -> str:
    """What the lines say, without the moment at which they are written."""
    said = [{key: value for key, value in one.items() if key != "issued"} for one in drafts]
    text = json.dumps([str(book.folder), asked.author, said], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
