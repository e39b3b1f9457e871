"""Runs the server on this machine's own address until it is stopped."""

from __future__ import annotations

import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from standoff.errors import Problem, RunError
from standoff.workbench.server.application import application
from standoff.workbench.server.gates import Keys
from standoff.workbench.server.session_thread import SessionThread

LOOPBACK = "127.0.0.1"
LEAVING = 1  # seconds that open answers have when the server is stopped


def serve(open_session: Callable[[], SessionThread], *, port: int, tell: Callable[[str], object]) -> None:
    """Serve a scenario until Ctrl-C.

    Parameters
    ----------
    open_session : begins the session, once the port is had
    port : 0 takes a free one
    tell : told the address as soon as it can be opened, and a new one where it was used up

    Raises
    ------
    RunError
        S954 where the port cannot be had.
    """
    bound = _bound(port)
    keys = Keys(bound.getsockname()[1], tell)
    session_thread = open_session()
    config = uvicorn.Config(
        application(session_thread, keys),
        http="h11",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=LEAVING,
    )
    bound.listen()
    tell(keys.address)
    try:
        _Server(config, session_thread.leave).run(sockets=[bound])
    finally:
        session_thread.close()
        bound.close()


class _Server(uvicorn.Server):
    """Ends what is being answered once it is stopped; uvicorn alone would cancel it with a traceback."""

    def __init__(self, config: uvicorn.Config, leave: Callable[[], object]) -> None:
        super().__init__(config)
        self._leave = leave

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._leave()


def _bound(port: int) -> socket.socket:
    """A socket on the loopback address alone."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((LOOPBACK, port))
    except OSError as error:
        bound.close()
        what = f"The port {port} cannot be used: {(error.strerror or 'it is taken').lower()}."
        fix = "Leave `--port` out: a free one is then taken."
        raise RunError(Problem("S954", what, "", fix)) from error
    return bound
