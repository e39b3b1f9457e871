"""Shares of draws beside each other: `compare`, `strike` and discovery tell the same shares as the run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from standoff import scenario
from standoff.app.main import main
from standoff.findings.context import open_context
from standoff.findings.discovery import discovery
from standoff.reports.text.numbers import SIGN
from standoff.results.run.folder import read_summary
from standoff.results.run.summary import ConclusionShare, MeasureEstimate
from standoff.study import Quiet, Settings, run
from tests.study.questions import HALF_UNDEFINED

CLAIMED = HALF_UNDEFINED.replace(
    'q: {draw: "uniform(0, 1)", set_by: assumed}',
    'q: {draw: "uniform(0, 0.8)", because: [likely], prior: "uniform(0, 1)", unit: probability}',
)
CLAIMED += """
documents: {paper: {title: A paper, kind: note}}
claims: {likely: {document: paper, says: The second comes often.}}
readings:
  open_more: {title: Open more, parameters: {open: "bernoulli(0.8)"}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("beside")
    file = home / "made.yaml"
    file.write_text(CLAIMED, encoding="utf-8")
    return run(scenario.load(file), Settings(draws=500, workers=1, out=home / "run")).path


def _said(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert not ended.value.code
    return capsys.readouterr().out


def _share(folder: Path, reading: str) -> ConclusionShare:
    return read_summary(folder).readings[reading].conclusions["likely"]


def _measure(folder: Path, reading: str) -> MeasureEstimate:
    return read_summary(folder).readings[reading].measures["later"]


def test_compare_prints_all_four_shares_and_both_conditionals(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = _said(["compare", str(folder), "--workers", "1"], capsys)
    for reading in ("as_written", "open_more"):
        found = _share(folder, reading)
        four = (found.share, found.share_fails, found.share_undefined, found.share_unsolved)
        assert "·".join(f"{100 * share:.1f}" for share in four) + SIGN in out
        assert f"{100 * _measure(folder, reading).pooled:.1f}{SIGN}" in out
    assert "Later, over plays" in out
    told = json.loads(_said(["compare", str(folder), "--workers", "1", "--json"], capsys))
    beside = told["outcomes"]["conclusion:likely"]["readings"]["open_more"]
    assert beside["mean"] + beside["fails"] + beside["open"] + beside["unsolved"] == pytest.approx(1.0)
    whole = told["swaps"]["open_more"]["whole"]["conclusion:likely"]
    assert whole["before"] == pytest.approx(_share(folder, "as_written").share)
    assert whole["after"] == pytest.approx(_share(folder, "open_more").share)


def test_strike_tells_shares_of_all_draws_and_how_many_are_undefined(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["strike", str(folder), "likely", "--draws", "500", "--workers", "1", "--reading", "as_written"]
    out = _said(words, capsys)
    found = _share(folder, "as_written")
    assert f"undefined in {found.undefined}" in out
    assert "shares are of all draws" in out
    told = json.loads(_said([*words, "--json"], capsys))
    change = told["readings"]["as_written"]["effects"][0]["outcomes"]["conclusion:likely"]
    assert change["before"] == pytest.approx(found.share)
    assert change["undefined"] == found.undefined  # the condition is as it was
    assert change["after"] > change["before"]


def test_discovery_counts_undefined_draws_as_neither_case(folder: Path) -> None:
    found = discovery(open_context(folder), draws=None, workers=1, progress=Quiet())
    for reading in ("as_written", "open_more"):
        told, share = found.readings[reading].conclusions["likely"], _share(folder, reading)
        assert told.n_used == 500
        assert told.undefined == share.undefined
        assert told.cases == min(share.holds, share.fails)
        assert told.base_share == pytest.approx(min(share.share, share.share_fails))
