"""The whole suite's own rule on skips, and the browser that tests of pages share.

A skipped or expected failure is allowed only where a Chromium is missing; with `CI=true` that fails too.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NO_BROWSER = "no chromium is installed: `apt-get install chromium`"


@pytest.fixture(scope="module")  # its event loop may not stand while other tests run theirs
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the skips that nobody allowed."""
    for node in _forbidden_skips(terminalreporter):
        terminalreporter.write_line(
            f"NOT ALLOWED: {node} was skipped (tests/conftest.py says what may be)", red=True
        )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A skip that nobody allowed fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if exitstatus == 0 and reporter is not None and _forbidden_skips(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _forbidden_skips(reporter: pytest.TerminalReporter) -> list[str]:
    reports = reporter.stats.get("skipped", []) + reporter.stats.get("xfailed", [])
    return sorted({report.nodeid for report in reports if not _without_browser(report)})


def _without_browser(report: pytest.TestReport) -> bool:
    """Whether the `chromium` fixture skipped the test: (path, line, reason) of the skip is this file's."""
    told = report.longrepr
    return report.skipped and isinstance(told, tuple) and str(told[2]).endswith(NO_BROWSER)
