"""Who may ask: this machine's own page, with the cookie that the printed address was exchanged for.

An ASGI middleware before everything else. The `Host` has to be the server's own address, which stops
names of elsewhere that point here; the `Origin` of what changes something has to be the page's; the cookie
is HttpOnly and SameSite=Strict and has the port in its name, since cookies do not tell ports apart. The
address in the terminal carries a token that is good once; a second use of it makes a new address.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
CLOSED = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Standoff</title>
<h1>This page opens from the terminal</h1>
<p>The address that <code>standoff open</code> prints works once, in one browser. If it was used before, the
terminal has just printed a new one.</p></html>"""


@dataclass(slots=True)
class Keys:
    """The token of the printed address, the cookie that it is exchanged for, and who is told of a new one."""

    port: int
    tell: Callable[[str], object] = lambda _: None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    used: set[str] = field(default_factory=set)

    @property
    def cookie_name(self) -> str:
        return f"standoff_{self.port}"

    @property
    def hosts(self) -> tuple[str, str]:
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    def exchange(self, token: str) -> bool:
        """Whether a token opens; it does so once, and a used one makes the terminal print another."""
        if secrets.compare_digest(token.encode(), self.token.encode()):
            self.used.add(token)
            self.token = secrets.token_urlsafe(24)
            return True
        if token in self.used:
            self.tell(self.address)
        return False

    def knows(self, request: Request) -> bool:
        """Whether a request carries the cookie."""
        given = request.cookies.get(self.cookie_name, "")
        return secrets.compare_digest(given.encode(), self.cookie.encode())


class Gate:
    """Refuses what does not come from the page, and says to the browser what the page may do."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self.app, self.keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        if scope["type"] != "http":  # no other kind of connection is served
            return
        policy = POLICY.format(nonce=self.keys.nonce)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refused = self._refusal(Request(scope))
        if refused is not None:
            await refused(scope, receive, guarded)
        else:
            await self.app(scope, receive, guarded)

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.get("host", "") not in self.keys.hosts:
            return Response("another host was asked for", HTTPStatus.MISDIRECTED_REQUEST)
        origin = request.headers.get("origin")
        own = {f"http://{host}" for host in self.keys.hosts}
        reads = request.method in ("GET", "HEAD")
        if (origin is not None and origin not in own) or (origin is None and not reads):
            return Response("the request comes from another page", HTTPStatus.FORBIDDEN)
        token = request.query_params.get("token")
        if token is not None and request.url.path == "/" and reads:
            return self._opened(request, token)
        if not self.keys.knows(request):
            return HTMLResponse(CLOSED, HTTPStatus.FORBIDDEN)
        return None

    def _opened(self, request: Request, token: str) -> Response:
        answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        if self.keys.knows(request):
            return answer
        if not self.keys.exchange(token):
            return HTMLResponse(CLOSED, HTTPStatus.FORBIDDEN)
        answer.set_cookie(self.keys.cookie_name, self.keys.cookie, path="/", httponly=True, samesite="strict")
        return answer
