"""Options that hold up: payoffs with opponents fixed and solving again, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from standoff.findings.context import Context, open_context, points_of
from standoff.findings.robustness.analysis import robust
from standoff.findings.robustness.commitments import commitments
from standoff.scenario import load_text
from standoff.study import Settings, run
from standoff.study.progress import Quiet
from tests.findings.toys import ATTACK, PENNIES, context_of


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return context_of(tmp_path_factory.mktemp("pennies"), PENNIES, draws=500)


@pytest.fixture(scope="module")
def numbers(context: Context) -> tuple[np.ndarray, np.ndarray]:
    points = points_of(context.readings["as_written"], ["stake", "fee"], seed=1, first=0, n_draws=500)
    return points[:, 0], points[:, 1]


def pick_of(context: Context) -> Any:
    found = commitments(context, draws=None, workers=1, progress=Quiet())["as_written"]
    return next(one for one in found.commitments if one.move == "pick")


def test_fixed_opponents_keep_choosing_evenly(
    context: Context, numbers: tuple[np.ndarray, np.ndarray]
) -> None:
    pick = pick_of(context)
    assert np.allclose(pick.fixed[:, :2], 0.0, atol=1e-8)
    assert np.allclose(pick.fixed[:, 2], -numbers[1])


def test_opponents_that_solve_again_use_the_commitment(
    context: Context, numbers: tuple[np.ndarray, np.ndarray]
) -> None:
    pick = pick_of(context)
    seen = -numbers[0] * np.tanh(1.0)  # logit at precision 1 between +1 and -1
    assert np.allclose(pick.again[:, 0], seen, atol=1e-8)
    assert np.allclose(pick.again[:, 1], seen, atol=1e-8)
    assert np.allclose(pick.again[:, 2], -numbers[1])
    assert not pick.failed_again.any()
    assert not pick.failed_fixed.any()


def test_table_of_losses_is_that_of_the_payoffs(
    context: Context, numbers: tuple[np.ndarray, np.ndarray]
) -> None:
    found = robust(context, draws=None, workers=1, progress=Quiet())
    move = next(one for one in found.moves if one.move == "pick")
    table = move.readings["as_written"]["solving again"]
    stake, fee = numbers
    payoff = np.stack([-stake * np.tanh(1.0), -stake * np.tanh(1.0), -fee], axis=1)
    loss = payoff.max(axis=1, keepdims=True) - payoff
    for option, mean, largest in zip(table.options, loss.mean(axis=0), loss.max(axis=0), strict=True):
        assert option.mean_loss == pytest.approx(mean, abs=1e-8)
        assert option.largest_loss == pytest.approx(largest, abs=1e-8)
    fixed = move.readings["as_written"]["fixed"]
    assert fixed.winner["mean payoff"] in ("left", "right")
    assert table.n_used == 500
    assert table.n_failed == 0


def test_option_that_wins_under_every_reading_holds_up_and_another_does_not(tmp_path: Path) -> None:
    context = context_of(tmp_path, ATTACK, draws=300)
    found = robust(context, draws=None, workers=1, progress=Quiet())
    (move,) = found.moves
    winners = {r: t["fixed"].winner["mean payoff"] for r, t in move.readings.items()}
    assert set(winners) == {"as_written", "bold", "settled"}
    assert winners["bold"] == "attack"
    assert winners["settled"] == "wait"
    assert move.holds_up["fixed"]["mean payoff"] is None
    spread = {one.option: one for one in move.over_readings["fixed"]}
    assert spread["wait"].least_reading == "settled"
    assert spread["wait"].most_reading == "bold"


def test_single_actor_alone_has_equal_tables(tmp_path: Path) -> None:
    context = context_of(tmp_path, ATTACK, draws=100)
    for one in commitments(context, draws=None, workers=1, progress=Quiet()).values():
        for table in one.commitments:
            assert np.allclose(table.again, table.fixed, atol=1e-9)


def test_run_with_something_observed_is_refused_in_words(tmp_path: Path) -> None:
    loaded = load_text(ATTACK, "toy")
    made = run(
        loaded, Settings(draws=50, seed=1, observed={"challenge": "attack"}, out=tmp_path / "o", workers=1)
    )
    found = robust(open_context(made.path), draws=None, workers=1, progress=Quiet())
    assert "observed" in found.refused
    assert found.moves == ()


def test_game_of_constants_alone_has_its_tables(tmp_path: Path) -> None:
    text = PENNIES.replace("{draw: 'uniform(1, 3)', set_by: assumed}", "2").replace(
        "{draw: 'uniform(0, 4)', set_by: assumed}", "1"
    )
    context = context_of(tmp_path, text, draws=20)
    pick = pick_of(context)
    assert np.allclose(pick.again[:, 0], -2 * np.tanh(1.0), atol=1e-8)
    assert np.allclose(pick.again[:, 2], -1.0)


CLOSED = """standoff: 1
title: A late door
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: A, b: B}
parameters: {worth: "uniform(1, 2)"}
moves:
  luck: {chance: {fair: 0.5, foul: rest}}
  key: {by: b, options: [lend, keep]}
  act:
    by: a
    options: {none: {}, walk: {}, door: {when: key == lend}, roof: {}}
payoffs:
  a: {gain: "worth if act == walk", through: "3 if act == door", over: "2.5 if act == roof"}
  b: {own: "1 if key == keep", fair: "1 if luck == fair"}
endings: {all: otherwise}
play: {precision: 2}
readings:
  kept: {moves: {key: keep}}
  low: {moves: {act: {options: [none, walk, door]}}}
"""


def test_option_that_is_open_nowhere_has_no_row_and_holds_up_nowhere(tmp_path: Path) -> None:
    found = robust(
        context_of(tmp_path, CLOSED, draws=40), draws=None, workers=1, progress=Quiet(), moves=["act"]
    )
    (move,) = found.moves
    assert move.never_open == {"as_written": (), "kept": ("door",), "low": ("roof",)}
    for mode in ("solving again", "fixed"):
        rows = {name: [one.option for one in told[mode].options] for name, told in move.readings.items()}
        assert rows["kept"] == ["none", "walk", "roof"]
        assert rows["low"] == ["none", "walk", "door"]
        assert [spread.option for spread in move.over_readings[mode]] == ["none", "walk"]
        assert move.readings["kept"][mode].winner["mean loss"] == "roof"


def test_move_with_one_open_option_is_nothing_to_commit_to(tmp_path: Path) -> None:
    text = CLOSED.replace("none: {}", "none: {when: key == lend}").replace(
        "walk: {}", "walk: {when: key == lend}"
    )
    found = robust(
        context_of(tmp_path, text, draws=40), draws=None, workers=1, progress=Quiet(), moves=["act"]
    )
    assert "kept" not in found.moves[0].readings
