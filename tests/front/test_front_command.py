"""`standoff fit front`: what it prints, its JSON, and its errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from standoff.app.commands.fit import command
from standoff.app.commands.library import command as library
from standoff.errors import StandoffError

BATTLES = Path(__file__).parent / "data" / "cdb90_original_patched.csv"


def _fit(*words: object) -> Result:
    return CliRunner().invoke(command, ["front", *map(str, words)], catch_exceptions=False)


def test_fit_of_a_shipped_table_prints_estimates_laws_and_warnings() -> None:
    out = _fit("ardennes").output
    for said in (
        "q              5.232",
        "d              1.237",
        "not identified: p and q",
        "logarithmic",
        "A trend in time",
    ):
        assert said in out


def test_fit_of_one_law_as_json_can_be_read() -> None:
    found = json.loads(_fit("ardennes", "--law", "generalised", "--json").output)
    assert found["estimates"]["d"]["value"] == pytest.approx(1.237, abs=5e-4)
    assert found["flat"]


def test_holdout_prints_scores_and_says_whether_model_and_climatology_can_be_told_apart() -> None:
    out = _fit("ukraine-area", "--holdout", "2023-08", "--since", "2022-05").output
    assert "The model and climatology cannot be told apart here: CRPS -" in out
    named = ("model", "persistence", "trailing mean", "climatology", "climatology of offensives")
    assert all(name in out for name in named)
    again = _fit("ukraine-area", "--holdout", "2023-08", "--since", "2022-05").output
    assert out == again


def test_battles_are_counted_by_one_command() -> None:
    out = _fit("--cdb90", BATTLES).output
    for said in ("240 of 391: 0.614", "63 of 375: 0.168", "63 in 2,144: 0.0294", "17 in 1,174 days: 0.0145"):
        assert said in out
    every = _fit("--cdb90", BATTLES, "--smallest", 0).output
    assert "the attacker wins 253 of 406: 0.623" in every
    found = json.loads(_fit("--cdb90", BATTLES, "--json").output)
    assert found["attacker_wins"] == pytest.approx(0.61, abs=0.005)
    assert found["loss_ratio_slope"]["1914 to 1918"]["battles"] == 112


def test_area_of_past_months_is_told_with_its_noise() -> None:
    out = _fit("ukraine-area").output
    assert "gain: 11 months, median 242 km2, log-sd 0.84" in out
    assert "median 186 km2, log-sd 1.22" in out
    assert json.loads(_fit("ukraine-area", "--json").output)["offensives"]["months"] == 12
    assert "offensives" not in _fit("ukraine-area", "--since", "2023-01").output


def test_base_rates_are_listed_with_an_empty_class_as_empty() -> None:
    out = _fit("--base-rates").output
    assert "base_rate(deterrence_holds_nuclear)" in out
    assert "Prior beta(12.5, 3.5)" in out
    assert "EMPTY" in out
    shelf = CliRunner().invoke(library, ["--base-rates"], catch_exceptions=False).output
    assert shelf == out
    found = CliRunner().invoke(library, ["--base-rates", "nuclear", "--json"], catch_exceptions=False).output
    assert all("nuclear" in name + rate["definition"] for name, rate in json.loads(found).items())
    with pytest.raises(StandoffError, match=r"S655: No base rate names `alliances_honoured_by_all`.*Did you"):
        CliRunner().invoke(library, ["--base-rates", "alliances_honoured_by_all"], catch_exceptions=False)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "S101"),
        (b"day,gain\n\xff,1\n", "S103"),
        (b"x" * 20_000_001, "S102"),
        (b"day,gain\n\0,1\n", "S104"),
        (b"d" * 200_000, "S117"),
    ],
)
def test_table_that_cannot_be_read_is_an_error(content: bytes | None, code: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StandoffError, match=code):
        _fit(path)


def test_command_without_one_thing_to_do_is_an_error() -> None:
    assert _fit().exit_code == 2
    assert _fit("ardennes", "--base-rates").exit_code == 2
