"""Progress goes to stderr: a bar on a terminal, plain lines elsewhere, nothing on stdout."""

from __future__ import annotations

import pytest

from standoff.app.output.progress_bar import Bar, Lines, progress_for


def test_progress_on_a_terminal_is_a_bar_and_elsewhere_lines() -> None:
    assert isinstance(progress_for(terminal=True), Bar)
    assert isinstance(progress_for(terminal=False), Lines)


def test_lines_come_every_ten_seconds_with_rate_and_time_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    lines = Lines()
    lines.begin(100_000, 20_000)
    for _ in range(4):
        now[0] += 4
        lines.advance(8_000)
    lines.end()
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "20,000 of 100,000 draws are on disk already.",
        "44,000 of 100,000 draws, 2,000 a second, 28 s left",
    ]


def test_bar_shows_draws_on_stderr_and_keeps_news(capsys: pytest.CaptureFixture[str]) -> None:
    bar = Bar()
    bar.say("before")
    bar.begin(1000, 0)
    bar.advance(500)
    bar.say("[during]")
    bar.end()
    bar.say("after")
    told = capsys.readouterr()
    assert told.out == ""
    assert [word in told.err for word in ("before", "[during]", "after")] == [True] * 3
