"""Draws that may not be on the principal branch: kept in the rows, counted in every mean, shown beside it.

The solver's word is put in by the test, so that it decides nothing here: every third draw is doubtful.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from folders import TOY

from standoff import reports, scenario, study
from standoff.compiler import compile_scenario
from standoff.game.records import FAILED
from standoff.study import Settings, rows
from standoff.study.rows import prepare_reading, rows_of

DRAWS = 60
EVERY = 3


def doubting(solve: Any, mark: Any) -> Any:
    """`solve`, with the word on its branch replaced by `mark(number of draws)`."""

    def solved(bound: Any, **settings: Any) -> Any:
        found = solve(bound, **settings)
        return dataclasses.replace(found, unsure=mark(len(found.status)))

    return solved


def every_third(n_draws: int) -> Any:
    return np.arange(n_draws) % EVERY == 0


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(rows, "solve", doubting(rows.solve, every_third))
    return study.run(scenario.load(TOY), Settings(draws=DRAWS, out=tmp_path / "run", workers=1))


def test_every_mean_counts_its_doubtful_draws_and_stands_beside_one_without_them(run: Any) -> None:
    for name, found in run.summary().readings.items():
        table = run.rows(name)
        off = table["off_branch"].to_numpy() == 1
        assert off.sum() == DRAWS / EVERY
        doubted = found.off_branch
        assert (doubted.draws, doubted.untold) == (DRAWS / EVERY, 0)
        assert doubted.share == pytest.approx(1 / EVERY)
        told: dict[str, tuple[Any, Any]] = {
            f"ending:{k}": (v, v.probability) for k, v in found.endings.items()
        }
        told |= {f"measure:{k}": (v, v.mean) for k, v in found.measures.items()}
        told |= {f"conclusion:{k}": (v, v.share) for k, v in found.conclusions.items()}
        told |= {f"value:{k}": (v, v.mean) for k, v in found.values.items()}
        assert len(told) > 3
        for column, (item, counted) in told.items():
            value = table[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()
            defined = np.isfinite(value)
            assert item.off_branch == (off & defined).sum(), column
            assert counted == pytest.approx(value[defined].mean()), column
            assert item.on_branch == pytest.approx(value[defined & ~off].mean()), column


def test_doubtful_draws_are_told_where_the_numbers_stand(run: Any) -> None:
    assert f"{DRAWS // EVERY} of {DRAWS} draws" in reports.summary_text(run.path, 400)
    assert "may not be on the principal branch" in reports.render(run.path)


def test_weight_of_doubtful_draws_is_their_share_where_something_was_observed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "solve", doubting(rows.solve, every_third))
    seen = {"challenge": "attack"}
    settings = Settings(draws=DRAWS, out=tmp_path / "run", workers=1, observed=seen)
    done = study.run(scenario.load(TOY), settings)
    for name, found in done.summary().readings.items():
        table = done.rows(name)
        weight, off = table["weight"].to_numpy(), table["off_branch"].to_numpy() == 1
        assert found.off_branch.share == pytest.approx(weight[off].sum() / weight.sum())


def test_draw_without_an_answer_is_not_doubtful_and_silence_is_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = prepare_reading(compile_scenario(scenario.load(TOY).reading()))
    plain = rows.solve

    def failing(bound: Any, **settings: Any) -> Any:
        found = plain(bound, **settings)
        return dataclasses.replace(found, status=np.full_like(found.status, FAILED))

    monkeypatch.setattr(rows, "solve", doubting(failing, lambda n: np.ones(n, dtype=bool)))
    assert rows_of(made, seed=0, chunk=8, first=0, n_draws=8)["off_branch"].to_list() == [0] * 8
    monkeypatch.setattr(rows, "solve", doubting(plain, lambda _: None))
    assert rows_of(made, seed=0, chunk=8, first=0, n_draws=8)["off_branch"].to_list() == [None] * 8
