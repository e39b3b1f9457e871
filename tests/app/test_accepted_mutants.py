"""A small sample of `bench/fuzz.py`: what is accepted goes through to the report, or ends in a code.

Three mutants take some ten seconds of processor time: each is compiled, solved and reported whole.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.fuzz import ending, made


@pytest.mark.parametrize("name", ["volunteers", "power-against-risk", "selected-reliability"])
def test_accepted_mutant_ends_in_a_report_or_in_a_code(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("standoff.reports.figures.altair_svg.drawn", lambda asked: [None] * len(asked))
    for number in range(200):
        loaded = made(name, number, 7, tmp_path)
        if loaded is not None and (tmp_path / name / "scenario.yaml").stat().st_size:
            break
    else:
        pytest.fail("no mutant of 200 is accepted")
    assert re.fullmatch(r"ok|S\d{3}( S\d{3})*", ending(loaded, tmp_path, draws=30, drawn=True))
