"""Past months beside a front: a CSV file in the scenario's folder, and what is refused there."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.compiler import compile_scenario
from standoff.errors import StandoffError
from standoff.scenario import load, load_text
from standoff.study.rows import parameters_of
from standoff.study.summaries.fronts import fronts_told

TEXT = """\
standoff: 1
title: A line
as_of: 2031-03-01
horizon: 2031-12-31
actors: {ally: Ally}
parameters:
  h0: base_rate(breakthrough_a_month)
fronts:
  line:
    model: square
    past: PAST
    parameters:
      strength_attacker: 470
      strength_defender: 350
      loss_rate_attacker: 0
      loss_rate_defender: 0
      hazard: h0
moves:
  aid: {by: ally, options: [given, withheld], on: 2031-03-15}
  breakthrough:
    chance: {broken: 'line.breaks(2031-05-01, 2031-12-31)', no: rest}
payoffs:
  ally: {lost: -10 if breakthrough == broken}
endings: {over: otherwise}
play: {precision: 2}
"""
GOOD = "month,gain\n2030-09,10.5\n2030-10,-3\n2030-11,22\n2030-12,7\n2031-01,5\n2031-02,9\n2031-03,4000\n"


def _folder(home: Path, table: str, past: str = "months.csv") -> Path:
    home.mkdir(parents=True, exist_ok=True)
    (home / "scenario.yaml").write_text(TEXT.replace("PAST", past), encoding="utf-8")
    (home / "months.csv").write_text(table, encoding="utf-8")
    return home


def _refused(where: Path) -> str:
    with pytest.raises(StandoffError) as caught:
        compile_scenario(load(where).reading())
    return str(caught.value)


def test_past_months_beside_the_scenario_are_there_in_every_reading(tmp_path: Path) -> None:
    home = _folder(tmp_path / "crisis", GOOD)
    with (home / "scenario.yaml").open("a", encoding="utf-8") as file:
        file.write("readings: {other: {parameters: {h0: 0.1}}}\n")
    loaded = load(home)
    assert compile_scenario(loaded.reading("other")).scenario.fronts == loaded.reading().fronts


def test_past_months_beside_the_scenario_are_told_up_to_the_fronts_start(tmp_path: Path) -> None:
    loaded = load(_folder(tmp_path / "crisis", GOOD))
    compiled = compile_scenario(loaded.reading())
    columns = parameters_of(compiled, seed=0, first=0, n_draws=64)
    past = fronts_told(compiled, columns, 64, seed=0)[0]["climatology"]
    assert (past["first"], past["last"], past["n_months"]) == ("2030-09", "2031-02", 6)
    assert past["breakthroughs"] == 0
    assert -3 <= past["gain"]["q05"] <= past["gain"]["q95"] <= 22
    assert set(loaded.files) == {"scenario.yaml", "months.csv"}


def test_past_months_are_part_of_what_the_scenario_is(tmp_path: Path) -> None:
    one, two = (
        load(_folder(tmp_path / name, GOOD + more)) for name, more in (("a", ""), ("b", "2031-04,1\n"))
    )
    assert one.sha256 != two.sha256
    again = load_text(one.files["scenario.yaml"], tables={"months.csv": one.files["months.csv"]})
    assert again.reading().fronts["line"].past_table[1] == GOOD


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (GOOD.replace("2030-11,22\n", ""), r"months\.csv:4:1: S652: 1 missing between 2030-10 and 2030-12"),
        (GOOD.replace("2030-11,", "2030-10,"), r"months\.csv:4:1: S652: 2030-10 stands twice"),
        (
            GOOD.replace("month,gain", "month,gains"),
            r"months\.csv:1:7: S650: `gains` is no known column.*`gain`",
        ),
        (GOOD.replace("10.5", '"10,5"'), r"months\.csv:2:\d+: S651: `gain`: `10,5` is no number.*decimal"),
        (GOOD.replace("10.5", "10,5"), r"months\.csv:2:1: S651: The row has 3 cells"),
        (GOOD.replace(",", "|"), r"months\.csv:1:1: S650: The columns are not parted by commas"),
        ("day,gain\n1,5\n2,6\n3,7\n", r"S650: The column `month` is missing"),
        ("month,gain\n2031-02,5\n2031-03,6\n2031-04,7\n", r"scenario\.yaml:11:11: S653: .* has 1 months"),
    ],
)
def test_table_of_past_months_that_is_wrong_is_refused_at_its_cell(
    table: str, said: str, tmp_path: Path
) -> None:
    import re

    assert re.search(said, _refused(_folder(tmp_path / "crisis", table)))


def test_table_outside_the_folder_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text(GOOD, encoding="utf-8")
    assert "S115" in _refused(_folder(tmp_path / "a", GOOD, "../secret.csv"))
    assert "S115" in _refused(_folder(tmp_path / "b", GOOD, str(outside)))
    home = _folder(tmp_path / "c", GOOD, "link.csv")
    (home / "link.csv").symlink_to(outside)
    assert "S115" in _refused(home)


def test_table_that_is_missing_names_the_nearest(tmp_path: Path) -> None:
    said = _refused(_folder(tmp_path / "crisis", GOOD, "month.csv"))
    assert "scenario.yaml:11:11: S101" in said
    assert "Did you mean `months.csv`?" in said
    assert "S610" in _refused(_folder(tmp_path / "other", GOOD, "ukraine-areas"))
