"""`--play` on the command line, and the notes of `standoff check`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

TOY = Path(__file__).parents[1] / "scenario" / "toy.yaml"
Run = Callable[..., tuple[int, str, str]]


def test_run_with_play_says_so_and_keeps_it_in_the_summary(standoff: Run, tmp_path: Path) -> None:
    code, out, err = standoff(
        *("run", TOY, "--draws", 8, "--play", "4.0", "--json", "--no-report"),
        *("--workers", 1, "--out", tmp_path / "run"),
    )
    assert code == 0
    assert "Played with logit precision 4 for every player, not as the scenario says." in err
    assert json.loads(out)["play"] == "4"


def test_run_with_a_play_that_is_none_is_refused(standoff: Run, tmp_path: Path) -> None:
    code, _, err = standoff("run", TOY, "--play", "fast", "--out", tmp_path / "run")
    assert code == 2
    assert "S422: The run is to be played as `fast`. Expected `sharp`" in err
    assert not (tmp_path / "run").exists()


def test_show_prints_the_play_that_is_asked_for(standoff: Run) -> None:
    assert "logit, precision precision\n" in standoff("show", TOY)[1]
    code, out, _ = standoff("show", TOY, "--play", "sharp")
    assert code == 0
    assert "sharp: the limit of logit play" in out


def test_check_notes_what_rests_on_nothing_and_still_ends_well(standoff: Run, tmp_path: Path) -> None:
    text = TOY.read_text(encoding="utf-8").replace(", because: [c9]}", "}")
    path = tmp_path / "toy.yaml"
    path.write_text(text, encoding="utf-8")
    code, out, err = standoff("check", path)
    assert code == 0
    assert "No errors, 2 warnings." in out  # an idle actor; two options with the same consequences
    assert "numbers are assumed, resting on no claim and no data: `p_firm_feared`" in err
    assert "note: 1 conclusion names no claim: `help_is_certain`;" in err
