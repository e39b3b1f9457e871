"""The Python interface: what a notebook sees."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import standoff

TOY = Path(__file__).parents[1] / "scenario" / "toy.yaml"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> standoff.Run:
    return standoff.run(TOY, draws=1500, seed=2, out=tmp_path_factory.mktemp("runs") / "r", workers=1)


def test_names_of_the_package_are_all_there() -> None:
    assert set(standoff.__all__) <= set(dir(standoff))
    assert all(getattr(standoff, name) is not None for name in standoff.__all__)
    with pytest.raises(AttributeError, match="no attribute 'solve_everything'"):
        standoff.solve_everything  # noqa: B018


def test_endings_are_a_table_of_probabilities_that_add_up(found: standoff.Run) -> None:
    table = found.endings
    assert (
        table.columns[:4] == ["reading", "name", "mc_error", "probability"] or "probability" in table.columns
    )
    total = table.group_by("reading").agg(pl.col("probability").sum())["probability"].to_numpy()
    np.testing.assert_allclose(total, 1.0, atol=1e-9)


def test_tables_have_a_row_for_each_reading_and_name(found: standoff.Run) -> None:
    assert found.readings == ("as_written", "sceptic")
    assert found.measures["name"].to_list() == ["help_if_attacked"] * 2
    assert found.conclusions["name"].to_list() == ["help_is_certain"] * 2
    assert found.parameters.filter(pl.col("name") == "p_firm")["text"].to_list() == [
        "beta(2, 3)",
        "beta(1, 6)",
    ]
    lost = set(type(found.folder.parameters("sceptic")[0]).model_fields) - set(found.parameters.columns)
    assert lost == set()
    assert found.draws().height == found.draws("sceptic").height == 1500


def test_run_of_the_same_again_is_read_from_disk(found: standoff.Run) -> None:
    before = {path: path.stat().st_mtime_ns for path in found.path.rglob("*.parquet")}
    again = standoff.run(standoff.load(TOY), draws=1500, seed=2, out=found.path)
    assert again.endings.equals(found.endings)
    assert standoff.open_run(found.path).endings.equals(found.endings)
    assert {path: path.stat().st_mtime_ns for path in found.path.rglob("*.parquet")} == before


def test_notebook_sees_titles_and_no_markup_of_the_scenario(found: standoff.Run) -> None:
    html = found._repr_html_()
    assert html.startswith("<table>")
    assert html.count("<tr>") == 5
    assert "The strait: 1,500 draws, seed 2" in html
    assert repr(found).startswith("Run('toy', draws=1500, seed=2, path=")


def test_report_is_written_beside_the_data(found: standoff.Run) -> None:
    assert found.report() == found.path / "report.html"
    assert found.report().stat().st_size > 10_000


def test_compile_and_check_give_a_game_and_problems(tmp_path: Path) -> None:
    assert standoff.compile(TOY, "sceptic").scenario.reading == "sceptic"
    assert standoff.check(TOY) == ()
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(TOY.read_text().replace("beta(2, 3)", "beta(2)"))
    (problem,) = standoff.check(wrong)
    assert problem.span is not None
    with pytest.raises(standoff.StandoffError):
        standoff.run(wrong)


def test_reading_by_name_and_events_are_settings(tmp_path: Path) -> None:
    some = standoff.run(
        TOY, draws=100, out=tmp_path / "r", readings="sceptic", given={"challenge": "attack"}, workers=1
    )
    assert some.readings == ("sceptic",)
    assert some.summary.given == {"challenge": "attack"}
