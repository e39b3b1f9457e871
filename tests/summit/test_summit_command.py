"""`standoff summit` from a file to text, JSON and a chart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from standoff.app.commands.summit import command
from standoff.summit import SummitError

DATA = Path(__file__).resolve().parents[1] / "data"
SOE = str(DATA / "ktab" / "soe_pol_comp.csv")
EMISSION = str(DATA / "summit" / "emission_standards_1994.csv")


def _run(*words: str) -> Any:
    found = CliRunner().invoke(command, list(words), standalone_mode=False)
    if found.exception is not None:
        raise found.exception
    return found


def test_summit_command_prints_json_alone_with_benchmark_and_spread() -> None:
    told = json.loads(_run(SOE, "--rule", "consensus", "--model", "smp", "--json").stdout)
    assert told["format"] == 1
    assert told["benchmark"]["weighted_mean"] == pytest.approx([36.29, 38.89], abs=1e-2)
    assert len(told["ensemble"]["runs"]) > 15
    assert told["ensemble"]["q05"][0] < told["ensemble"]["q95"][0]
    assert len(told["rounds"][0]) == 13
    assert set(told["decision"]) >= {"passes", "position", "blocked_by", "blocked_alone_by", "way"}


def test_summit_command_reproduces_ktab_when_asked() -> None:
    told = json.loads(_run(SOE, "--option", "bugs=ktab", "--json").stdout)
    assert len(told["rounds"]) == 28
    assert told["ensemble"]["runs"][0]["options"] == "bugs=ktab"


def test_summit_command_prints_forecast_beside_the_benchmark() -> None:
    said = _run(EMISSION, "--scale", "4", "10", "--model", "challenge", "--rule", "majority").stdout
    assert "forecast (challenge)" in said
    assert "weighted mean (benchmark)" in said
    assert "7.39" in said
    assert "not_converged" in said


def test_summit_command_decides_by_unanimity_as_the_closed_form(tmp_path: Path) -> None:
    table = tmp_path / "three.csv"
    table.write_text("member,capability,position,salience\na,1,.2,1\nb,1,.5,1\nc,8,.9,1\n", encoding="utf-8")
    words = (str(table), "--scale", "0", "1", "--model", "compromise", "--rule", "unanimity", "--json")
    told = json.loads(_run(*words).stdout)["decision"]
    assert told["position"] == pytest.approx([0.4], abs=1e-3)
    assert told["blocked_by"] == ["a"]
    assert not told["passes"]
    silent = json.loads(_run(*words[:-2], "silence", "--cost", "0.1", "--json").stdout)["decision"]
    assert silent["position"] == pytest.approx([0.5], abs=1e-3)


def test_summit_command_weighs_votes_of_the_table(tmp_path: Path) -> None:
    table = tmp_path / "votes.csv"
    table.write_text(
        "member,capability,position,salience,votes\na,1,20,1,1\nb,1,50,1,4\nc,1,90,1,4\n", encoding="utf-8"
    )
    words = (str(table), "--model", "compromise", "--rule", "weighted")
    assert "The forecast passes" in _run(*words, "--quota", "8").stdout
    with pytest.raises(SummitError, match=r"S669.*quota is 10"):
        _run(*words, "--quota", "10")
    with pytest.raises(SummitError, match=r"S666.*quota"):
        _run(*words)
    with pytest.raises(SummitError, match=r"S696.*population"):
        _run(*words[:-1], "double")


@pytest.mark.parametrize(("name", "begins"), [("a.svg", b"<svg"), ("a.png", b"\x89PNG")])
def test_summit_command_draws_positions_by_round(tmp_path: Path, name: str, begins: bytes) -> None:
    _run(SOE, "--chart", str(tmp_path / name))
    drawn = (tmp_path / name).read_bytes()
    assert drawn.startswith(begins)
    if name == "a.svg":
        assert b"Positions by round" in drawn
        assert drawn.count(b">WY<") == 2  # named once in each dimension


def test_summit_command_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    for words, code in (
        (("--chart", str(tmp_path / "a.gif")), "S665"),
        (("--model", "nash", "--chart", str(tmp_path / "a.svg")), "S666"),
        (("--option", "voting=cubical"), "S665"),
        (("--option", "votin=cubic"), "S666"),
        (("--model", "nash", "--option", "voting=cubic"), "S666"),
        (("--scale", "5", "1"), "S664"),
        (("--rule", "majority", "--status-quo", "1", "--status-quo", "2", "--status-quo", "3"), "S666"),
    ):
        with pytest.raises(SummitError, match=code):
            _run(SOE, *words)
    with pytest.raises(SummitError, match="S101"):
        _run(str(tmp_path / "none.csv"))
    (tmp_path / "latin.csv").write_bytes(b"member\xff")
    with pytest.raises(SummitError, match="S103"):
        _run(str(tmp_path / "latin.csv"))
