"""An ending that still moves with more draws is told where its number stands, and only then."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import small_run

from standoff import reports
from standoff.reports.text.convergence import UNSETTLED, unsettled
from standoff.results.run.folder import open_folder

WAR, ERROR = 0.12, 0.0021


def written(folder: Path, *halves: float | None) -> Path:
    files = small_run.content()
    endings = files["summary.json"]["readings"]["as_written"]["endings"]
    for name, half in zip(("war", "quiet"), halves, strict=False):
        endings[name]["half"] = half
    return small_run.write(folder / "run", files)


@pytest.mark.parametrize("half", [WAR, WAR + 2.9 * ERROR, WAR - 2.9 * ERROR, None])
def test_ending_that_has_settled_is_not_spoken_of(tmp_path: Path, half: float | None) -> None:
    assert unsettled(open_folder(written(tmp_path, half))) == ""


@pytest.mark.parametrize("sign", [1, -1])
def test_ending_that_still_moves_stands_on_the_first_page_and_the_terminal(tmp_path: Path, sign: int) -> None:
    folder = written(tmp_path, WAR + sign * 3.3 * ERROR)
    said = unsettled(open_folder(folder))
    assert "“Wider war” moved by 0.69 points" in said
    assert "3.3 times its error" in said
    assert "Not settled" in reports.summary_text(folder, 400)
    assert "Not settled" in reports.render(folder).split('<section id="endings"', 1)[0]


def test_the_one_that_moved_most_against_its_error_is_named_and_the_others_counted(tmp_path: Path) -> None:
    said = unsettled(open_folder(written(tmp_path, WAR + 4 * ERROR, 0.26 + 5 * ERROR)))
    assert "“Nothing happens”" in said
    assert "and 1 more by over 3" in said


def test_means_of_half_and_all_differ_by_one_error_of_the_latter() -> None:
    values = np.random.default_rng(4).beta(2, 5, size=(4000, 400))
    apart = values[:, :200].mean(axis=1) - values.mean(axis=1)
    assert np.std(apart / (values.std(axis=1) / 20)) == pytest.approx(1.0, abs=0.05)
    assert np.mean(np.abs(apart / (values.std(axis=1) / 20)) > UNSETTLED) < 0.006
