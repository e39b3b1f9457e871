"""The whole suite's own rule: a skipped or expected failure is allowed only if it is listed here."""

from __future__ import annotations

import pytest

ALLOWED_SKIPS: frozenset[str] = frozenset()  # node ids; each with a comment that says why


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the skips that nobody allowed."""
    for node in _forbidden_skips(terminalreporter):
        terminalreporter.write_line(
            f"NOT ALLOWED: {node} was skipped (tests/conftest.py holds the list)", red=True
        )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A skip that nobody allowed fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if exitstatus == 0 and reporter is not None and _forbidden_skips(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _forbidden_skips(reporter: pytest.TerminalReporter) -> list[str]:
    reports = reporter.stats.get("skipped", []) + reporter.stats.get("xfailed", [])
    return sorted({report.nodeid for report in reports} - ALLOWED_SKIPS)
