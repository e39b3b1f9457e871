"""The paths of the server, each a record in and a record out; `description.json` is made of the same."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from importlib.resources import files

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from standoff.errors import StandoffError, shown
from standoff.results.session import (
    Described,
    Diagnostic,
    Offers,
    OpenedText,
    PictureShown,
    ReadingShown,
    SessionAnswer,
    WorkTold,
)
from standoff.results.session_forecasts import LinesShown, QuestionsShown, Recording
from standoff.workbench.server.bodies import (
    MOST_BODY,
    Exploring,
    Keeping,
    Mend,
    Nothing,
    OfText,
    Outside,
    Question,
    Refusal,
    Saving,
    TextPlace,
    Texts,
)
from standoff.workbench.server.description import description
from standoff.workbench.server.gates import Gate, Keys
from standoff.workbench.server.interface import Path
from standoff.workbench.server.session_thread import LeftError, SessionThread
from standoff.workbench.session.diagnostics import refused

PAGE = files("standoff.workbench") / "page"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain"}
CONFLICT = ("S952", "S956", "S958", "S961")  # the text stands against it, not the request


async def _preview(session_thread: SessionThread, asked: Question) -> SessionAnswer:
    return await session_thread.preview(asked.changes)


async def _reading(session_thread: SessionThread, asked: Question) -> ReadingShown:
    return await session_thread.reading(asked.changes)


async def _picture(session_thread: SessionThread, asked: Question) -> PictureShown:
    return await session_thread.picture(asked.changes)


async def _offers(session_thread: SessionThread, asked: TextPlace) -> Offers:
    return await session_thread.offers(asked)


async def _described(session_thread: SessionThread, asked: TextPlace) -> Described:
    return await session_thread.described(asked)


async def _edit(session_thread: SessionThread, asked: Texts) -> OpenedText:
    return await session_thread.edit(asked)


async def _mend(session_thread: SessionThread, asked: Mend) -> OpenedText:
    return await session_thread.mend(asked)


async def _keep(session_thread: SessionThread, asked: Keeping) -> OpenedText:
    return await session_thread.keep(asked)


async def _save(session_thread: SessionThread, asked: Saving) -> OpenedText:
    return await session_thread.save(asked)


async def _opened(session_thread: SessionThread, _: Nothing) -> OpenedText:
    return await session_thread.opened()


async def _reread(session_thread: SessionThread, asked: OfText) -> OpenedText:
    return await session_thread.reread(asked)


async def _outside(session_thread: SessionThread, _: Nothing) -> Outside:
    return await session_thread.outside()


async def _questions(session_thread: SessionThread, asked: Question) -> QuestionsShown:
    return await session_thread.questions(asked.changes)


async def _forecast(session_thread: SessionThread, asked: Recording) -> LinesShown:
    return await session_thread.forecast(asked)


def _refine(session_thread: SessionThread, asked: Question) -> AsyncIterator[SessionAnswer]:
    return session_thread.refine(asked.changes)


def _explore(session_thread: SessionThread, asked: Exploring) -> AsyncIterator[WorkTold]:
    return session_thread.explore(asked)


def _take_away(session_thread: SessionThread, asked: Question) -> AsyncIterator[WorkTold]:
    return session_thread.take_away(asked)


PATHS: tuple[Path, ...] = (
    Path("/api/opened", "the scenario as it stands", Nothing, OpenedText, _opened),
    Path("/api/preview", "the first answer to changes", Question, SessionAnswer, _preview),
    Path("/api/refine", "answers that grow, as events", Question, SessionAnswer, hear=_refine),
    Path("/api/reading", "numbers and moves of a reading", Question, ReadingShown, _reading),
    Path("/api/picture", "tree and calendar of a preview", Question, PictureShown, _picture),
    Path("/api/explore", "findings as they come, as events", Exploring, WorkTold, hear=_explore),
    Path("/api/take", "an archive to take away, as events", Question, WorkTold, hear=_take_away),
    Path("/api/text", "other texts, checked", Texts, OpenedText, _edit),
    Path("/api/offers", "what can be written at a place", TextPlace, Offers, _offers),
    Path("/api/described", "what a word of a text means", TextPlace, Described, _described),
    Path("/api/mend", "edits made in the texts", Mend, OpenedText, _mend),
    Path("/api/keep", "changes kept as a reading", Keeping, OpenedText, _keep),
    Path("/api/save", "the texts written to disk", Saving, OpenedText, _save),
    Path("/api/reread", "the texts as they are on disk", OfText, OpenedText, _reread),
    Path("/api/outside", "what others changed on disk", Nothing, Outside, _outside),
    Path("/api/questions", "what the answers would forecast", Question, QuestionsShown, _questions),
    Path("/api/forecast", "lines for the ledger, written once seen", Recording, LinesShown, _forecast),
)


class BodyError(ValueError):
    """A request with more bytes than are read, or of another kind."""

    def __init__(self, said: str, status: HTTPStatus) -> None:
        super().__init__(said)
        self.status = status


def application(session_thread: SessionThread, keys: Keys) -> Starlette:
    """The whole server behind its gate."""
    described = json.dumps(description(PATHS), ensure_ascii=False)
    page = _page_files()

    async def first(_: Request) -> Response:
        return HTMLResponse(page["index.html"].decode("utf-8").replace("{{nonce}}", keys.nonce))

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in page or name == "index.html":
            return Response("there is no such file", HTTPStatus.NOT_FOUND)
        kind = KINDS.get(name[name.rfind(".") :], "application/octet-stream")
        return Response(page[name], media_type=kind)

    async def describe(_: Request) -> Response:
        return Response(described, media_type="application/json")

    async def archive(request: Request) -> Response:
        path = session_thread.archives.get(request.path_params["name"])
        if path is None:
            return Response("there is no such file", HTTPStatus.NOT_FOUND)
        return FileResponse(path, media_type="application/zip", filename=f"standoff-{path.name}")

    routes = [
        Route("/", first),
        Route("/page/{name}", file),
        Route("/api/description.json", describe),
        Route("/archive/{name}", archive),
        *(Route(one.path, _endpoint(session_thread, one), methods=["POST"]) for one in PATHS),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Gate, keys=keys)])


def _page_files() -> dict[str, bytes]:
    """The files of the page, read once: no name of a request ever becomes a path."""
    return {one.name: one.read_bytes() for one in PAGE.iterdir() if one.is_file()}


def _endpoint(session_thread: SessionThread, path: Path) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            asked = path.takes.model_validate_json(await _body(request))
            if path.hear is not None:
                return StreamingResponse(
                    _events(path.hear(session_thread, asked)), media_type="text/event-stream"
                )
            assert path.ask is not None, "a path answers once or many times"
            return _json(await path.ask(session_thread, asked))
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)  # the body broke off: nobody hears this
        except LeftError:
            return Response("the server is being stopped", HTTPStatus.SERVICE_UNAVAILABLE)
        except BodyError as error:
            return _refused([str(error)], error.status)
        except ValidationError as error:
            return _refused([_said(one) for one in error.errors()[:8]], HTTPStatus.BAD_REQUEST)
        except StandoffError as error:
            return _json(refusal(error), _status(error))

    return answer


async def _body(request: Request) -> bytes:
    """The bytes of a request, at most so many; JSON alone, which no form of another page can send."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        said = "the body has to be application/json"
        raise BodyError(said, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > MOST_BODY:
            said = f"at most {MOST_BODY:,} bytes are read"
            raise BodyError(said, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(found)


async def _events(answers: AsyncIterator[BaseModel]) -> AsyncIterator[str]:
    """Answers as server-sent events; a refusal is the last one; they end where the server is stopped."""
    try:
        async for answer in answers:
            yield f"event: answer\ndata: {answer.model_dump_json()}\n\n"
        yield "event: done\ndata: {}\n\n"
    except LeftError:
        return
    except StandoffError as error:
        yield f"event: refusal\ndata: {refusal(error).model_dump_json()}\n\n"


def refusal(error: StandoffError) -> Refusal:
    """The problems of an error, without their places: those of the text are told with the text."""
    return Refusal(problems=refused(error.problems))


def _status(error: StandoffError) -> HTTPStatus:
    codes = {problem.code for problem in error.problems}
    return HTTPStatus.CONFLICT if codes & set(CONFLICT) else HTTPStatus.UNPROCESSABLE_ENTITY


def _json(record: BaseModel, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(record.model_dump_json(), status, media_type="application/json")


def _refused(said: list[str], status: HTTPStatus) -> Response:
    return _json(Refusal(problems=[Diagnostic(kind="error", what=one) for one in said]), status)


def _said(error: object) -> str:
    found = error if isinstance(error, dict) else {}
    place = ".".join(str(part) for part in found.get("loc", ()))
    return shown(f"{place or 'the request'}: {found.get('msg', 'not understood')}"[:300])
