"""The value of information: known by hand, and negative where others know that one knows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from standoff.findings.context import points_of
from standoff.findings.robustness.value_of_information import voi
from standoff.study.progress import Quiet
from tests.findings.toys import ACT, INSURANCE, PENNIES, context_of


def test_value_of_knowing_everything_is_the_mean_loss_of_the_best_option(tmp_path: Path) -> None:
    context = context_of(tmp_path, ACT, draws=3000)
    found = voi(context, draws=None, workers=1, progress=Quiet())
    (move,) = found.readings["as_written"].committing
    x = points_of(context.readings["as_written"], ["gain", "idle"], seed=1, first=0, n_draws=3000)
    act = x[:, 0] + 0.0005 * x[:, 1]
    known = np.maximum(act, 0).mean() - max(act.mean(), 0.0)
    assert move.all == pytest.approx(known, abs=1e-9)
    assert move.all == pytest.approx(1 / np.sqrt(2 * np.pi), abs=0.05)
    assert [one.parameter for one in move.one] == ["gain"]
    assert 0.25 < move.one[0].value <= move.all + 1e-9
    assert move.n_used == 3000
    assert move.n_failed == 0


def test_too_few_draws_for_one_number_are_said_and_the_whole_is_still_told(tmp_path: Path) -> None:
    context = context_of(tmp_path, ACT, draws=500)
    (move,) = voi(context, draws=None, workers=1, progress=Quiet()).readings["as_written"].committing
    assert "too few" in move.refused
    assert move.one == ()
    assert move.all > 0


def test_being_known_to_know_destroys_insurance(tmp_path: Path) -> None:
    context = context_of(tmp_path, INSURANCE, draws=200)
    told = voi(context, draws=None, workers=1, progress=Quiet()).readings["as_written"].knowing
    owner = next(one for one in told if one.actor == "owner")
    worth = points_of(context.readings["as_written"], ["worth"], seed=1, first=0, n_draws=64)[:, 0]
    # hidden: bought at 4; seen by the owner: only losses would buy, so nothing is offered
    assert owner.gains["owner"].value == pytest.approx(4 - 0.5 * worth.mean(), abs=1e-6)
    assert owner.gains["owner"].value < -0.9
    assert owner.gains["owner"].share_gaining == 0.0
    assert owner.gains["insurer"].value == pytest.approx(-1.0, abs=1e-6)
    assert owner.n_used + owner.n_failed == 64  # sharp and hidden: slow, so fewer draws


def test_nothing_hidden_is_nothing_to_know(tmp_path: Path) -> None:
    context = context_of(tmp_path, PENNIES, draws=60)
    assert voi(context, draws=None, workers=1, progress=Quiet()).readings["as_written"].knowing == ()
