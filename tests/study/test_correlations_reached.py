"""A run says which rank correlations its draws have, beside those that the scenario asks for."""

from __future__ import annotations

from pathlib import Path

import pytest
from questions import HALF_UNDEFINED, run_of

import standoff
from standoff.reports import render

PAIR = HALF_UNDEFINED.replace("moves:", "correlations:\n  - {between: [q, open], rank: 0.7}\nmoves:", 1)


def test_rank_correlation_of_a_rare_yes_or_no_is_reached_and_printed_beside_what_was_asked(
    tmp_path: Path,
) -> None:
    run = run_of(PAIR, tmp_path, draws=3000)
    (found,) = run.summary.readings["as_written"].correlations
    assert found.between == ("q", "open")
    assert (found.asked, found.draws) == (0.7, 3000)
    assert found.reached == pytest.approx(0.7, abs=0.04)
    page = render(run.path)
    assert "Rank correlations" in page
    assert f'<td class="n">0.70</td><td class="n">{found.reached:.2f}</td>' in page
    (row,) = standoff.rank_correlations(tmp_path / "question.yaml", draws=3000).iter_rows(named=True)
    assert row["reached"] == pytest.approx(found.reached, abs=1e-9)


def test_scenario_without_correlations_says_nothing_of_them(tmp_path: Path) -> None:
    run = run_of(HALF_UNDEFINED, tmp_path, draws=50)
    assert run.summary.readings["as_written"].correlations == ()
    assert "Rank correlations" not in render(run.path)
