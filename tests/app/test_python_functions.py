"""Functions of `standoff` beside `run`: one game solved, numbers drawn, findings, the schema."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

import standoff
from standoff.errors import StandoffError

TOY = Path(__file__).parents[1] / "scenario" / "toy.yaml"
COIN = """EFG 2 R "coin" { "Ann" "Bob" }
p "" 1 1 "" { "H" "T" } 0
p "" 2 1 "" { "H" "T" } 0
t "" 1 "" { 1 -1 }
t "" 2 "" { -1 1 }
p "" 2 1 "" { "H" "T" } 0
t "" 3 "" { -1 1 }
t "" 4 "" { 1 -1 }
"""


def test_game_file_is_solved_under_its_own_names(tmp_path: Path) -> None:
    path = tmp_path / "coin.efg"
    path.write_text(COIN, encoding="utf-8")
    found = standoff.solve(path, concept="nash_all")
    assert (found.concept, found.complete) == ("nash_all", True)
    (row,) = found.equilibria
    for part in row.play:
        assert part.player in ("Ann", "Bob")
        assert [action.exact for action in part.actions] == ["1/2", "1/2"]


def test_draw_of_a_scenario_is_solved_as_the_run_solves_it(tmp_path: Path) -> None:
    name = "selected-reliability"  # nobody has beliefs of its own there, under which `solve` tells values
    run = standoff.run(name, draws=4, seed=5, out=tmp_path / "run", workers=1)
    found = standoff.solve(name, draw=3, seed=5)
    values = run.draws()
    for actor, value in found.equilibria[0].value.items():
        assert value == pytest.approx(values[f"value:{actor}"][3], abs=1e-9)


def test_unknown_concept_is_named_with_the_nearest() -> None:
    with pytest.raises(StandoffError, match=r"S905.*nash_all"):
        standoff.solve(TOY, concept="nash_al")


def test_drawn_numbers_are_those_of_a_run_with_days_as_dates(tmp_path: Path) -> None:
    frame = standoff.draw(TOY, "sceptic", draws=7, seed=2)
    assert frame.height == 7
    run = standoff.run(TOY, draws=7, seed=2, out=tmp_path / "run", workers=1)
    rows = {row["name"]: row for row in run.parameters.filter(reading="sceptic").to_dicts()}
    for name in frame.columns:
        if isinstance(frame[name][0], dt.date):
            continue
        assert float(rows[name]["q50"]) == pytest.approx(float(frame[name].median()), rel=1e-6)
    with pytest.raises(StandoffError):
        standoff.draw(TOY, "nobody")


def test_findings_come_as_records_and_stand_in_the_folder(tmp_path: Path) -> None:
    run = standoff.run(TOY, draws=200, seed=2, out=tmp_path / "run", workers=1)
    found = standoff.explore(run, "tipping", draws=100, workers=1)
    assert list(found) == ["tipping"]
    assert (run.path / "findings" / "tipping.json").is_file()
    assert "findings/tipping.json" in standoff.open_run(run.path).folder.manifest.files
    with pytest.raises(StandoffError, match=r"S914.*`tippng`.*Did you mean `tipping`"):
        standoff.explore(run, "tippng")


def test_schema_is_that_of_the_command() -> None:
    assert "moves" in standoff.schema()["properties"]


def test_frames_are_polars() -> None:
    assert isinstance(standoff.draw(TOY, draws=2), pl.DataFrame)
