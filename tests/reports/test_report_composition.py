"""The report's part on how endings come about and on what moves nothing, from runs of small scenarios."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from standoff.reports import render, summary_text
from standoff.results.run.folder import RunFiles
from standoff.scenario import load_text
from standoff.study import RunFolder, Settings, run
from tests.study.test_composition import LOTTERY
from tests.study.test_signals import CHEAP

TWO = LOTTERY + "readings:\n  same: {title: The same again}\n"


def made(folder: Path, text: str, draws: int = 8) -> RunFolder:
    return run(load_text(text, "x"), Settings(draws=draws, out=folder / "run", workers=1))


@pytest.fixture(scope="module")
def lottery(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return made(tmp_path_factory.mktemp("lottery"), TWO)


@pytest.fixture(scope="module")
def cheap(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return made(tmp_path_factory.mktemp("cheap"), CHEAP)


def section(folder: Path) -> str:
    """The part as text, tags and narrow spaces gone."""
    page = render(folder)
    whole = page.partition('<section id="composition">')[2].partition("</section>")[0]
    plain = re.sub(r"<[^>]+>", "|", whole).replace("\u202f", " ").replace("\u00a0", " ")
    return re.sub(r"[|\s]*\|[|\s]*", "|", plain)


def test_part_stands_first_after_the_first_page(lottery: RunFolder) -> None:
    page = render(lottery.path)
    sections = re.findall(r'<section id="(\w+)"', page.partition("<main>")[2])
    assert sections[:2] == ["composition", "endings"]
    assert "1. How each ending comes about" in page


def test_what_all_plays_of_an_ending_share_stands_before_what_differs(lottery: RunFolder) -> None:
    told = section(lottery.path)
    assert "Won|in all its plays|Coin – heads, Die – six and Gate – open|" in told
    assert "Lost|in all its plays|Coin – tails|" in told
    assert "|Die|less 98 % (40 %)|" in told  # of the other plays: not six and open


def test_readings_that_agree_are_told_once(lottery: RunFolder) -> None:
    page = render(lottery.path)
    assert '<td colspan="2">less 98' in page
    assert section(lottery.path).count("less 98 %") == 1


def test_most_frequent_courses_leave_out_what_all_share(lottery: RunFolder) -> None:
    told = section(lottery.path)
    assert "|Lost|1|Gate – open (90 %)|2|Gate – shut (10 %)|" in told
    assert "no other move is made (100 %)" in told  # the only way to win


def test_signal_after_which_play_pools_is_told_with_its_number(cheap: RunFolder) -> None:
    told = section(cheap.path)
    said = "Nothing that anybody does later depends on “Signal”: between its options later play differs by"
    assert said in told
    assert "How much of it is noise" in told


def test_terminal_says_it_in_short(lottery: RunFolder, cheap: RunFolder) -> None:
    text = summary_text(lottery.path, 160).replace("\u202f", " ").replace("\u00a0", " ")
    assert "What stands out in the plays of each ending" in text
    assert "  Rest of all: Die – less 98 % (of all plays 40 %)" in text
    assert "Nothing that anybody does later depends on “Signal”" in summary_text(cheap.path, 160)


def test_run_that_is_older_has_no_such_part(small: RunFiles) -> None:
    assert 'id="composition"' not in render(small.folder)
    assert "What stands out" not in summary_text(small.folder, 100)
