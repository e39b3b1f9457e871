"""A server of `standoff open` in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(where: Path | str, *words: str) -> Iterator[str]:
    """The address of a server of a scenario, which is stopped with Ctrl-C and has to end well."""
    command = [sys.executable, "-m", "standoff.app.main", "open", str(where), "--no-browser", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.send_signal(signal.SIGINT)
            _, said = server.communicate(timeout=20)
    assert (server.returncode, said) == (0, "Closed.\n")
