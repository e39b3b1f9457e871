"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from standoff.app.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def standoff(capsys: pytest.CaptureFixture[str]) -> Run:
    """Calls the command in this process: (exit code, stdout, stderr)."""

    def call(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return call
