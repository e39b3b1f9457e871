"""A session: one scenario, its games, draws and answers kept, and a second answer for what is changed.

An answer begins with the first 256 draws, a preview, and goes on in chunks of 256 to the run's size; it can
be left between any two of them. Draws, rows and summaries are those of `standoff run`: the refined answer
of a scenario without changes is the run's, to the last digit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from standoff.errors import StandoffError
from standoff.findings.context import outcome_names
from standoff.findings.strike_out.effects import changes_between
from standoff.results.session import (
    Changes,
    Diagnostic,
    LeftStanding,
    OpenedText,
    OutcomeChange,
    PictureShown,
    ReadingShown,
    SessionAnswer,
    ShownNumber,
    TextEdit,
)
from standoff.scenario.build.build import used_names
from standoff.study.ensemble import HeldColumns
from standoff.study.rows import rows_at
from standoff.study.settings import DRAWS, Settings, check_settings
from standoff.study.summaries.summary import kept_of, reading_summary
from standoff.study.work import NUMERIC, Task, blank_row, isolate_failures
from standoff.workbench.session.diagnostics import checked, told
from standoff.workbench.session.games import ChangedGame, Games, Kept
from standoff.workbench.session.texts import TextFiles

if TYPE_CHECKING:
    from standoff.scenario import LoadedScenario

CHUNK = 256  # draws of a preview, and between two moments at which an answer can be left
PATIENCE = 0.25  # seconds that a preview may take
TOLD_EVERY = 0.5  # seconds between two answers on the way to the refined one
PLAIN = Changes()


@dataclass(slots=True)
class _Solved:
    """The rows of one question so far, chunk by chunk."""

    frames: list[pl.DataFrame] = field(default_factory=list)
    n_draws: int = 0

    def head(self, n_draws: int) -> pl.DataFrame:
        rows = self.frames[0] if len(self.frames) == 1 else pl.concat(self.frames)
        self.frames = [rows]
        return rows.head(n_draws)


class Session:
    """A scenario that answers again and again.

    Parameters
    ----------
    texts : its files, as they are on disk or in an editor
    draws, seed : of a refined answer; the same meaning as of `standoff run`

    A text that is wrong is held all the same: its problems are told, and it answers when it is mended.

    Raises
    ------
    RunError
        S707 for `draws` and `seed` out of range.

    Examples
    --------
    >>> from standoff.workbench.session import Session, TextFiles
    >>> held = Session(TextFiles.find("selected-reliability"), draws=512)
    >>> plain = held.answer()
    >>> turned = held.answer(Changes(numbers={"gain": 3.0}))
    >>> turned.found.endings["untested"].probability < plain.found.endings["untested"].probability
    True
    """

    def __init__(self, texts: TextFiles, *, draws: int = DRAWS, seed: int = 0) -> None:
        self.texts = texts
        self.draws, self.seed = draws, seed
        self.problems: list[Diagnostic] = []
        self._held: Games | None = None
        self._solved: Kept[_Solved] = Kept()
        self._pace = 0.0  # seconds a draw, as of late
        self.error: StandoffError | None = None
        self.edit(texts)

    @property
    def loaded(self) -> LoadedScenario:
        """The last text that could be read."""
        return self._games.loaded

    @property
    def last_good(self) -> LoadedScenario | None:
        """The same; None where no text could be read yet."""
        return None if self._held is None else self._held.loaded

    @property
    def compiled(self) -> int:
        """How often the compiler was called for the text as it is now."""
        return self._games.compiled_again

    @property
    def _games(self) -> Games:
        if self._held is None:
            assert self.error is not None, "a text is read or refused"
            raise self.error
        return self._held

    # answers

    def answer(self, changes: Changes = PLAIN) -> SessionAnswer:
        """The refined answer.

        Raises
        ------
        StandoffError
            What cannot be asked of this scenario (S424 to S428, S709, S734, S735, S950), played (S6xx)
            or answered (S710, S715).
        """
        return self._answer(changes, self.draws)

    def preview(self, changes: Changes = PLAIN) -> SessionAnswer:
        """The answer of the first draws alone, as quickly as it can be had; raises as `answer`.

        256 draws; 64 where so many would take longer than a quarter of a second.
        """
        return self._answer(changes, self.preview_draws)

    @property
    def preview_draws(self) -> int:
        slow = self._pace * CHUNK > PATIENCE
        return min(CHUNK // 4 if slow else CHUNK, self.draws)

    def refine(
        self, changes: Changes = PLAIN, left: Callable[[], bool] = lambda: False
    ) -> Iterator[SessionAnswer]:
        """Answers that grow: the preview at once, some on the way, the refined one last.

        Parameters
        ----------
        left : asked between chunks; work ends there where it is true
        """
        yield self.preview(changes)
        n_draws, told = 0, time.monotonic()
        while n_draws < self.draws and not left():
            n_draws = self.advance(changes)
            if n_draws == self.draws or time.monotonic() - told > TOLD_EVERY:
                yield self.so_far(changes)
                told = time.monotonic()

    def advance(self, changes: Changes = PLAIN) -> int:
        """Solve one chunk more of a question, and of its reading as it is; how many draws are solved."""
        n_draws = min(self.draws, self._reached(changes) + CHUNK)
        self._rows(changes, n_draws)
        self._rows(_reading_alone(changes), n_draws)
        return n_draws

    def so_far(self, changes: Changes = PLAIN) -> SessionAnswer:
        """The answer of all draws that are solved, at least those of a preview."""
        return self._answer(changes, max(self._reached(changes), self.preview_draws))

    def _reached(self, changes: Changes) -> int:
        """Draws that are solved with the changes, and of the reading as it is."""
        both = (changes, _reading_alone(changes))
        return min(self._solved.at(one.model_dump_json(), _Solved).n_draws for one in both)

    def _rows(self, changes: Changes, n_draws: int) -> pl.DataFrame:
        """The rows of the first draws of a question; what is solved is never solved again."""
        game = self._games.changed(changes)
        solved = self._solved.at(changes.model_dump_json(), _Solved)
        while solved.n_draws < n_draws:
            more = min(CHUNK, n_draws - solved.n_draws)
            begun = time.monotonic()
            solved.frames.append(_chunk(game, solved.n_draws, more))
            solved.n_draws += more
            taken = (time.monotonic() - begun) / more
            self._pace = taken if self._pace > 0.0 else 1e-9  # the first chunk loads kernels
        return solved.head(n_draws)

    def _answer(self, changes: Changes, n_draws: int) -> SessionAnswer:
        game = self._games.changed(changes)
        rows = self._rows(changes, n_draws)
        compiled, observed = game.made.compiled, game.base.observed
        reading = compiled.scenario.reading
        kept = kept_of(HeldColumns(rows), reading, observed)
        found = reading_summary(kept, compiled.scenario, None)
        return SessionAnswer(
            reading=reading,
            draws=n_draws,
            wanted=self.draws,
            preview=n_draws < self.draws,
            found=found,
            changes={} if changes.is_plain else self._changes(game, rows, changes),
            turned=self._turned(game),
            fallen=list(_fallen(game)),
            left=[LeftStanding(kind=one.kind, name=one.name, why=_why(one.why)) for one in game.struck.kept],
            failed=_failed(game, kept.failed),
        )

    def _changes(self, game: ChangedGame, rows: pl.DataFrame, changes: Changes) -> dict[str, OutcomeChange]:
        before = self._rows(_reading_alone(changes), rows.height)
        names = [name for name in outcome_names(game.made) if name in before.columns]
        found, _ = changes_between(names, before, rows, None)
        return {
            name: OutcomeChange(
                before=one.before, difference=one.difference, error=one.error, clear=one.clear
            )
            for name, one in found.items()
        }

    # what is shown

    def reading(self, changes: Changes = PLAIN) -> ReadingShown:
        """The numbers and moves of a reading, as they are turned and struck."""
        from standoff.workbench.session.shown import moves_shown, number_shown

        game = self._games.changed(changes)
        scenario = game.made.compiled.scenario
        written = scenario.as_written or scenario
        used = game.made.names | used_names(written)  # a number with one value is no column of the game
        return ReadingShown(
            reading=scenario.reading,
            title=scenario.readings[scenario.reading],
            says=self.loaded.says.get(scenario.reading, ""),
            numbers=[number_shown(one, name in used) for name, one in written.parameters.items()],
            moves=moves_shown(written),
        )

    def picture(self, changes: Changes = PLAIN) -> PictureShown:
        """The tree and the calendar, from the draws of a preview; raises as `answer`."""
        return self.picture_work(changes)()

    def picture_work(self, changes: Changes = PLAIN) -> Callable[[], PictureShown]:
        """What draws them: it reads nothing of the session, which can answer meanwhile."""
        from standoff.study.summaries.texts import texts_of
        from standoff.workbench.session.picture import picture_of

        n_draws = self.preview_draws
        self._answer(changes, n_draws)  # what has no answer has no picture
        game = self._games.changed(changes)
        held = HeldColumns(self._rows(changes, n_draws))
        kept = kept_of(held, game.made.compiled.scenario.reading, game.base.observed)
        columns, words = game.columns(0, n_draws), texts_of(self.loaded)
        return lambda: picture_of(game.made, columns, kept, words)

    def _turned(self, game: ChangedGame) -> list[ShownNumber]:
        from standoff.workbench.session.shown import number_shown

        parameters = game.made.compiled.scenario.parameters
        names = [*game.turned, *(name for name in game.struck.numbers if name not in game.turned)]
        return [number_shown(parameters[name], name in game.made.names) for name in names]

    def opened(self) -> OpenedText:
        """The scenario's files and problems, and the words of the last text that could be read."""
        from standoff.study.summaries.texts import texts_of

        told = OpenedText(
            name=self.texts.source.name,
            main=self.texts.main,
            files=dict(self.texts.files),
            version=self.texts.version,
            unsaved=self.texts.unsaved,
            problems=list(self.problems),
            kept_by=self.texts.kept_by,
            draws=self.draws,
            seed=self.seed,
            stale=self.error is not None,
        )
        if self._held is None:
            return told
        loaded = self.loaded
        return told.model_copy(
            update={"hash": loaded.sha256, "base": loaded.base, "readings": list(loaded.readings)}
            | {"words": texts_of(loaded)}
        )

    # the text

    def edit(self, texts: TextFiles) -> bool:
        """Take another text; where it is wrong the last good one still answers, and this says False."""
        self.texts = texts
        try:
            loaded, self.problems = checked(texts)
        except StandoffError as error:
            self.texts = texts = texts.with_tables()  # one that is wrong can be mended here
            self.problems, self.error = told(error.problems, "error", texts), error
            return False
        if not set(loaded.files) <= set(texts.files):
            self.texts = texts.with_tables()
        check_settings(Settings(draws=self.draws, seed=self.seed), loaded)
        self.error = None
        if self._held is None or loaded.sha256 != self._held.loaded.sha256:
            self._held = Games(loaded, draws=self.draws, seed=self.seed, earlier=self._held)
            self._solved.clear()
        return True

    def check_games(self) -> bool:
        """Compile every reading, and add what is refused to the problems; whether none is.

        What is compiled already, or has the structure of what is, costs next to nothing.
        """
        if self.error is not None:
            return False
        found: dict[tuple[object, ...], Diagnostic] = {}
        for reading in self.loaded.readings:
            try:
                self._games.base(Changes(reading=reading))
            except StandoffError as error:
                for one in told(error.problems, "error", self.texts):
                    found.setdefault((one.code, one.line, one.column, one.file), one)
        known = {(one.code, one.line, one.column, one.file) for one in self.problems}
        self.problems = [*(one for key, one in found.items() if key not in known), *self.problems]
        return not found

    def keep(self, changes: Changes, name: str, title: str = "") -> TextEdit:
        """What to insert into the main file so that the changes are a reading of it.

        Raises
        ------
        StandoffError
            S953 a name that cannot be used, S955 where nothing is changed, the text has no place for it or
            a reading cannot say it, S957 where it would change what else the text says.
        """
        from standoff.workbench.session.kept_reading import insertion

        return insertion(self.texts, self.loaded, self._games.changed(changes), changes, (name, title))


def _chunk(game: ChangedGame, first: int, n_draws: int) -> pl.DataFrame:
    """Some rows; a draw that fails is told apart and never filled in, as in a run."""

    def attempt(start: int, n: int) -> pl.DataFrame | Exception:
        try:
            return rows_at(game.made, game.columns(start, n), chunk=CHUNK, first=start, n_draws=n)
        except NUMERIC as error:
            return error

    reading = game.made.compiled.scenario.reading
    task = Task(reading, 0, first, n_draws)
    return isolate_failures(task, attempt, blank_row(game.made.compiled))[0].sort("draw")


def _reading_alone(changes: Changes) -> Changes:
    return Changes(reading=changes.reading)


def _fallen(game: ChangedGame) -> Iterator[str]:
    """What falls with the claims that are struck, in words."""
    for name in game.struck.numbers:
        if name not in game.turned:
            yield f"the number `{name}`, to what it is without them"
    for name in game.struck.moves:
        yield f"the move `{name}`, switched off"
    for actor, term in game.struck.terms:
        yield f"the payoff term `{actor}.{term}`, to nothing"
    for move, actor in game.struck.beliefs:
        yield f"what `{actor}` believes of `{move}`, to the true chances"


def _why(key: str) -> str:
    from standoff.findings.strike_out.removal import WHY

    return WHY.get(key, key)


def _failed(game: ChangedGame, failed: npt.NDArray[np.bool_]) -> list[str]:
    if not failed.any():
        return []
    from standoff.study.summaries.failures import failures_of

    found = failures_of(game.made.compiled, failed, seed=game.base.seed)
    return [one.sentence() for one in found]
