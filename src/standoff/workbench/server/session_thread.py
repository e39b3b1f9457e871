"""The session behind the server: one thread that works, so that no two requests meet in it.

Long work is handed over a chunk at a time: a slider that moves waits for one chunk and not for an answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from standoff.errors import Problem, RunError, StandoffError, nearest
from standoff.findings.registry import OPTIONS
from standoff.results.session import (
    Changes,
    Described,
    Offers,
    OpenedText,
    PictureShown,
    ReadingShown,
    SessionAnswer,
    WorkTold,
)
from standoff.results.session_forecasts import LinesShown, QuestionsShown, Recording
from standoff.workbench.server.bodies import (
    Exploring,
    Keeping,
    Mend,
    OfText,
    Outside,
    Question,
    Saving,
    TextPlace,
    Texts,
)
from standoff.workbench.server.processes import Processes
from standoff.workbench.session import Session, TextFiles
from standoff.workbench.session.forecasts import Book, Forecasts
from standoff.workbench.session.jobs import Work, prepared
from standoff.workbench.session.texts import NOTHING, PartlySavedError

Made = TypeVar("Made")
TOLD_EVERY = 0.4  # seconds between two answers on the way


class LeftError(Exception):
    """The server is being stopped: what was asked is not answered any more."""


class SessionThread:
    """A session that is made in its own thread and asked there.

    Parameters
    ----------
    texts : the scenario's files
    draws, seed : of a refined answer
    work : what is done in a process of its own
    book : the ledger into which forecasts can be written, if one was named
    """

    def __init__(
        self, texts: TextFiles, *, draws: int, seed: int, work: Work, book: Book | None = None
    ) -> None:
        self._forecasts = Forecasts(book)
        self._worker = ThreadPoolExecutor(1, "session")
        self._session: Future[Session] = self._worker.submit(Session, texts, draws=draws, seed=seed)
        self._worker.submit(self._warm)
        self._processes = Processes(work)
        self._made = tempfile.TemporaryDirectory(prefix="standoff-open-")
        self._is_left = False
        self._waiting: set[asyncio.Future[None]] = set()  # each is done when the server is stopped
        self.archives: dict[str, Path] = {}  # what can be fetched, by name

    def _warm(self) -> None:
        """Compiled kernels and the first game are at hand when the page asks."""
        session = self._session.result()
        try:
            session.preview()
        except StandoffError:
            session.check_games()  # why is told with the text, at its place

    def leave(self) -> None:
        """Answer nothing more: who waits is told so at once, and streams end."""
        self._is_left = True
        for one in self._waiting:
            if not one.done():
                one.set_result(None)

    def close(self) -> None:
        """End the thread once what it does is done, and what runs beside it."""
        self._processes.stop()
        self._worker.shutdown(wait=True, cancel_futures=True)
        self._made.cleanup()

    async def _ask(self, what: Callable[[Session], Made]) -> Made:
        loop = asyncio.get_running_loop()
        return await self._unless_left(
            loop.run_in_executor(self._worker, lambda: what(self._session.result()))
        )

    async def _unless_left(self, answer: asyncio.Future[Made]) -> Made:
        """An answer, if the server is not stopped before; work in a thread goes on to its end."""
        left: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        either: tuple[asyncio.Future[Any], ...] = (answer, left)
        self._waiting.add(left)
        answer.add_done_callback(lambda one: one.cancelled() or one.exception())  # heard or not
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._waiting.discard(left)
        if not answer.done() or self._is_left:
            raise LeftError
        return answer.result()

    async def _beside(self, work: Callable[[], Made]) -> Made:
        """What reads nothing that changes, in another thread than the session's."""
        return await self._unless_left(asyncio.ensure_future(asyncio.to_thread(work)))

    async def opened(self) -> OpenedText:
        """The scenario as it stands."""
        return await self._ask(lambda session: session.opened())

    async def preview(self, changes: Changes) -> SessionAnswer:
        """The first answer to some changes."""
        return await self._ask(lambda session: session.preview(changes))

    async def reading(self, changes: Changes) -> ReadingShown:
        """Numbers and moves as they are turned."""
        return await self._ask(lambda session: session.reading(changes))

    async def picture(self, changes: Changes) -> PictureShown:
        """The tree and the calendar."""
        work = await self._ask(lambda session: session.picture_work(changes))
        return await self._beside(work)

    async def refine(self, changes: Changes) -> AsyncIterator[SessionAnswer]:
        """Answers that grow, until nobody listens."""
        told, last = time.monotonic(), 0
        while True:
            reached = await self._ask(lambda session: session.advance(changes))
            if reached == last or time.monotonic() - told > TOLD_EVERY:
                told = time.monotonic()
                answer = await self._ask(lambda session: session.so_far(changes))
                yield answer
                if not answer.preview:
                    return
            last = reached

    async def questions(self, changes: Changes) -> QuestionsShown:
        """What the answers say of the scenario's questions, from one chunk of draws more each time."""
        return await self._ask(lambda session: self._forecasts.shown(session, changes))

    async def forecast(self, asked: Recording) -> LinesShown:
        """The lines of a forecast as they would be written, or, once they were seen, written."""
        if not asked.seen:
            return await self._ask(lambda session: self._forecasts.lines(session, asked))
        work = await self._ask(lambda session: self._forecasts.write(session, asked))
        return await asyncio.to_thread(work)

    async def explore(self, asked: Exploring) -> AsyncIterator[WorkTold]:
        """What the answers hinge on, kind by kind."""
        for name in asked.kinds:
            if name not in OPTIONS:
                what = f"`{name[:80]}` is no kind of finding."
                raise RunError(Problem("S914", what, "", nearest(name, OPTIONS)))
        async for told in self._worked(asked.changes, tuple(asked.kinds), take=False):
            yield told

    async def take_away(self, asked: Question) -> AsyncIterator[WorkTold]:
        """Report, brief, figures and tables in an archive."""
        async for told in self._worked(asked.changes, (), take=True):
            yield told

    async def _worked(
        self, changes: Changes, kinds: tuple[str, ...], *, take: bool
    ) -> AsyncIterator[WorkTold]:
        place = Path(self._made.name)
        job = await self._ask(lambda session: prepared(session, changes, place, kinds, take=take))
        async with contextlib.aclosing(self._processes.told(job, lambda: self._is_left)) as words:
            async for told in words:
                if told.file and job.archive is not None:
                    self.archives[told.file] = job.archive
                yield told
        if self._is_left:
            raise LeftError

    async def edit(self, asked: Texts) -> OpenedText:
        """Other texts, checked in every reading."""

        def work(session: Session) -> OpenedText:
            session.texts.expect(asked.version)
            if session.edit(session.texts.with_texts(asked.files)):
                session.check_games()
            return session.opened()

        return await self._ask(work)

    async def mend(self, asked: Mend) -> OpenedText:
        """Edits made in the texts."""
        edits = list(asked.edits)

        def work(session: Session) -> OpenedText:
            session.texts.expect(asked.version)
            if session.edit(session.texts.edited(edits)):
                session.check_games()
            return session.opened()

        return await self._ask(work)

    async def keep(self, asked: Keeping) -> OpenedText:
        """Changes kept as a reading, and the file saved."""

        def work(session: Session) -> OpenedText:
            session.texts.expect(asked.version)
            edit = session.keep(asked.changes, asked.name, asked.title)
            _saved(session, session.texts.edited([edit]))
            return session.opened()

        return await self._ask(work)

    async def save(self, asked: Saving) -> OpenedText:
        """The texts written to disk."""

        def work(session: Session) -> OpenedText:
            session.texts.expect(asked.version)
            _saved(session, session.texts, over=asked.over)
            return session.opened()

        return await self._ask(work)

    async def reread(self, asked: OfText) -> OpenedText:
        """The texts as they stand on disk, what was not saved forgotten."""

        def work(session: Session) -> OpenedText:
            session.texts.expect(asked.version)
            if session.edit(session.texts.reread()):
                session.check_games()
            return session.opened()

        return await self._ask(work)

    async def offers(self, asked: TextPlace) -> Offers:
        """What can be written at a place; the session answers other questions meanwhile."""
        from standoff.workbench.session.completion import offers

        session = await self._unless_left(asyncio.wrap_future(self._session))
        files = session.texts.with_texts({asked.file: asked.text}).files
        where = (asked.file, asked.line, asked.column)
        return await self._beside(lambda: offers(files, session.last_good, where))

    async def described(self, asked: TextPlace) -> Described:
        """What the word at a place means; without a title nothing is known of it."""
        from standoff.workbench.session.completion import described

        session = await self._unless_left(asyncio.wrap_future(self._session))
        files = session.texts.with_texts({asked.file: asked.text}).files
        where = (asked.file, asked.line, asked.column)
        found = await self._beside(lambda: described(files, session.last_good, where))
        return found or Described(title="", kind="")

    async def outside(self) -> Outside:
        """What was changed on disk by others."""
        texts = (await self._unless_left(asyncio.wrap_future(self._session))).texts
        return Outside(files=await self._beside(texts.changed_outside), version=texts.version)


def _saved(session: Session, texts: TextFiles, *, over: Mapping[str, str] = NOTHING) -> None:
    """Texts written to disk and held; where only some were written, that is noted before it is told."""
    try:
        _take(session, texts.save(over=over))
    except PartlySavedError as error:
        _take(session, error.texts)
        raise


def _take(session: Session, texts: TextFiles) -> None:
    if texts.version == session.texts.version:
        session.texts = texts
    elif session.edit(texts):
        session.check_games()
