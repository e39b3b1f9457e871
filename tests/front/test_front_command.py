"""`standoff fit front`: what it prints, its JSON, and its errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from standoff.app.fitting import command
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


def test_holdout_prints_scores_and_says_which_is_better() -> None:
    out = _fit("ukraine-area", "--holdout", "2023-08", "--since", "2022-05").output
    assert "is better than" in out
    assert all(name in out for name in ("model", "persistence", "trailing mean", "climatology"))
    again = _fit("ukraine-area", "--holdout", "2023-08", "--since", "2022-05").output
    assert out == again


def test_battles_are_counted_by_one_command() -> None:
    out = _fit("--cdb90", BATTLES).output
    assert "the attacker wins 253 of 406: 0.623" in out
    assert "65 of 390: 0.167" in out


def test_base_rates_are_listed_with_an_empty_class_as_empty() -> None:
    out = _fit("--base-rates").output
    assert "prior beta(12.5, 3.5)" in out
    assert "EMPTY" in out


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
