"""The short text for the terminal, and the numbers' formats."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
import small_run
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from standoff import reports
from standoff.reports.figures.svg import shorten, text_width
from standoff.reports.text.numbers import count, number, percent, percent_range, points, signed

GOLDEN = Path(__file__).parent / "summary.golden.txt"


def test_summary_text_of_the_small_run_is_as_recorded(small_folder: Path) -> None:
    assert reports.summary_text(small_folder, 90) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [60, 100, 140])
def test_summary_text_keeps_to_its_width_and_has_no_control_sequences(large_folder: Path, width: int) -> None:
    text = reports.summary_text(large_folder, width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)


def test_summary_of_hostile_markup_is_printed_as_it_stands(small_folder: Path) -> None:
    path = small_folder / "text.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Wider war", "[red]war[/red]"), encoding="utf-8")
    small_run.sign(small_folder)
    out = io.StringIO()
    Console(file=out, width=120).print(reports.summary(small_folder))
    assert "[red]war[/red]" in out.getvalue()


def test_summary_names_the_report_once_it_is_there(small_folder: Path) -> None:
    assert "Report:" not in reports.summary_text(small_folder)
    reports.write_report(small_folder)
    assert "report.html" in reports.summary_text(small_folder, 300)


def test_reports_room_imports_nothing_heavy() -> None:
    heavy = "numpy|polars|altair|rich|pydantic|jinja2"
    code = f"import sys, standoff.reports; print([m for m in sys.modules if m in {heavy.split('|')}])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@given(st.floats(min_value=0, max_value=1), st.sampled_from([0, 1, 2]))
def test_percent_never_says_0_or_100_of_what_is_not(share: float, decimals: int) -> None:
    text = percent(share, decimals).replace("\u00a0", " ")
    value = float(text.removesuffix(" %").lstrip("<> "))
    if text.startswith("<"):
        assert 0 < 100 * share < value + 1e-9
    elif text.startswith(">"):
        assert value - 1e-9 < 100 * share < 100
    else:
        assert value == pytest.approx(100 * share, abs=0.5 * 10**-decimals + 1e-9)
        assert (value == 0) == (share == 0)
        assert (value == 100) == (share == 1)


def test_formats_of_numbers_are_fixed() -> None:
    assert number(-1.5) == "−1.50"
    assert number(0.0123) == "0.012"
    assert number(1e-7) == "1.0e−07"
    assert number(-0.0) == "0.00"
    assert number(None) == "–"
    assert signed(0.5) == "+0.50"
    assert points(0.0021) == "± 0.3"
    assert count(400000) == "400\u202f000"
    assert percent_range(0.2, 0.4).replace("\u00a0", " ") == "20 to 40 %"
    assert percent_range(0.2, 0.201).replace("\u00a0", " ") == "20 %"


@given(st.text(max_size=60), st.floats(min_value=20, max_value=300))
def test_shorten_always_fits(text: str, width: float) -> None:
    short = shorten(text, width, 11)
    assert text_width(short, 11) <= width
    assert short == text or short.endswith("…")
