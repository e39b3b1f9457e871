"""The whole suite's own rule: a skipped or expected failure is allowed only if it is listed here."""

from __future__ import annotations

import pytest

PAGE = "tests/workbench/test_workbench_page.py"
ALLOWED_SKIPS: frozenset[str] = frozenset(  # node ids; each with a comment that says why
    f"{PAGE}::{name}"  # they need a Chromium, which `.ci/run` installs; with CI=true they fail without
    for name in (
        "test_analyst_turns_strikes_asks_keeps_and_comes_back",
        "test_mistake_is_underlined_mended_by_a_click_and_saved",
        "test_two_windows_of_one_text_lose_nothing_in_silence",
        "test_letters_that_browsers_count_twice_leave_columns_in_place",
        "test_link_that_fits_in_part_says_what_it_leaves_out",
        "test_number_that_is_written_is_finite_or_told",
        "test_no_position_of_a_slider_is_refused",
        "test_file_that_cannot_be_read_again_is_told",
        "test_page_of_a_wrong_text_opens_with_its_problems",
        "test_hostile_texts_are_drawn_as_texts_in_every_panel",
        "test_server_that_was_stopped_is_told_on_the_page",
        "test_keyboard_alone_reaches_tabs_and_sliders_in_the_dark_on_a_small_screen",
        "test_axe_finds_nothing_in_any_panel_or_state[light]",
        "test_axe_finds_nothing_in_any_panel_or_state[dark]",
    )
)


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
