"""Runs at the sharp limit: every scenario of the library, and what `play` does to a run's folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from folders import TOY, contents

from standoff import library, scenario, study
from standoff.errors import RunError, ScenarioError
from standoff.game import bind
from standoff.solvers import solve
from standoff.study import Settings
from standoff.study.rows import numbers_of, prepare_reading, rows_of
from standoff.study.runs import compile_reading
from standoff.study.summaries.details import details

DRAWS = 3
HOME = Path(library.__file__).parent
LIBRARY = sorted(folder.name for folder in HOME.iterdir() if (folder / "scenario.yaml").exists())
TIED = """
standoff: 1
title: A choice that makes no difference
question: Who starts?
as_of: 2031-03-01
horizon: 2031-12-31
actors: {one: {title: One}, two: {title: Two}}
parameters:
  prize: {draw: "uniform(1, 2)", set_by: assumed}
moves:
  coin: {by: one, options: [heads, tails]}
  answer: {by: two, options: [yes_, no_]}
payoffs:
  one: {some: prize if answer == yes_}
  two: {own: prize if answer == yes_}
endings:
  heads_up: coin == heads
  tails_up: otherwise
play: sharp
"""


@pytest.mark.parametrize("name", LIBRARY)
def test_sharp_run_of_a_library_scenario_is_solved_and_shows_beliefs(name: str) -> None:
    game = compile_reading(scenario.load(name).with_play("sharp"), scenario.load(name).base, {})
    made = prepare_reading(game)
    rows = rows_of(made, seed=0, chunk=4, first=0, n_draws=DRAWS)
    solved = rows["status"].to_numpy() == 0
    assert solved.sum() >= DRAWS - 1
    total = sum(rows[f"ending:{ending}"].to_numpy() for ending in game.endings)
    np.testing.assert_allclose(total[solved], 1.0, atol=1e-9)
    assert rows["residual"].to_numpy()[solved].max() <= 1e-7
    columns = numbers_of(game, seed=0, first=0, n_draws=2)
    play = solve(bind(game.game, columns, 2), plan=made.plan)
    moves = dict.fromkeys(game.moves, (0.5, 0.0, 0.4, 0.6))
    told = details(game, bind(game.count.game, columns, 2), play, moves, columns)
    assert told["sharp"]
    for infoset in told["infosets"]:
        by_move: dict[str, float] = {}
        for belief in infoset["beliefs"]:
            by_move[belief["move"]] = by_move.get(belief["move"], 0.0) + belief["belief"]
        np.testing.assert_allclose(list(by_move.values()), 1.0, atol=1e-9)
    if made.plan.structure.wide:
        assert any(infoset["beliefs"] for infoset in told["infosets"])


def test_sharp_run_where_something_is_hidden_has_the_same_bytes_however_it_is_cut(tmp_path: Path) -> None:
    loaded = scenario.load(TOY)
    runs = [
        study.run(loaded, Settings(draws=24, play="sharp", out=tmp_path / str(chunk), workers=1, chunk=chunk))
        for chunk in (5, 4096)
    ]
    assert contents(runs[0].path) == contents(runs[1].path)
    assert runs[0].manifest.play == runs[0].summary().play == "sharp"
    assert set(runs[0].manifest.method.values()) == {"sharp"}


def test_run_of_another_play_does_not_go_on_in_the_same_folder(tmp_path: Path) -> None:
    loaded = scenario.load(TOY)
    study.run(loaded, Settings(draws=8, out=tmp_path / "run", workers=1))
    with pytest.raises(RunError, match=r"S705.*another play: as the scenario says, not 4"):
        study.run(loaded, Settings(draws=8, out=tmp_path / "run", workers=1, play="4"))


def test_precision_for_all_is_what_everybody_plays_with(tmp_path: Path) -> None:
    run = study.run(scenario.load(TOY), Settings(draws=8, play="4", out=tmp_path / "run", workers=1))
    told = json.loads((run.path / "details" / "as_written.json").read_text(encoding="utf-8"))
    assert {infoset["precision"] for infoset in told["infosets"]} == {4.0}
    assert study.resume(run.path).manifest.play == "4"


@pytest.mark.parametrize("play", ["fast", "0", "-1", "inf", "nan", ""])
def test_play_that_is_neither_sharp_nor_a_precision_is_refused(play: str) -> None:
    with pytest.raises(ScenarioError, match=r"S422.*Expected `sharp`"):
        scenario.parse_play(play)


def test_tie_is_counted_with_an_interval_over_its_equilibria(tmp_path: Path) -> None:
    loaded = scenario.load_text(TIED, "tied")
    run = study.run(loaded, Settings(draws=10, out=tmp_path / "run", workers=1))
    found = run.summary().readings["as_written"]
    assert found.status == {"solved": 10}
    assert found.endings["heads_up"].probability == pytest.approx(0.5)
    several = found.equilibria
    assert several is not None
    assert (several.looked_at, several.with_several, several.marked) == (10, 10, 10)
    heads = several.endings["heads_up"]
    assert (heads.taken, heads.low, heads.high) == (0.5, 0.0, 1.0)
    assert not several.complete


def test_one_equilibrium_that_is_proven_is_said_to_be_the_only_one(tmp_path: Path) -> None:
    run = study.run(
        scenario.load("selected-reliability"), Settings(draws=10, out=tmp_path / "run", workers=1)
    )
    several = run.summary().readings["as_written"].equilibria
    assert several is not None
    assert several.complete
    assert several.with_several == 0
    for ending in several.endings.values():
        assert ending.low == ending.taken == ending.high
