"""`standoff solve` on credible equilibria, players who forget, reasons, progress and Ctrl-C."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from standoff.app.main import main
from standoff.app.output import equilibria_progress as solved_progress
from tests.solvers.test_credible import ENTRY

FORGETFUL = """EFG 2 R "forgets" { "Ann" }
p "" 1 1 "first" { "l" "r" } 0
p "" 1 2 "second" { "L" "R" } 0
t "" 1 "" { 1 }
t "" 2 "" { 0 }
p "" 1 2 "second" { "L" "R" } 0
t "" 3 "" { 0 }
t "" 4 "" { 2 }
"""
THREE = 'NFG 1 R "" { "A" "B" "C" } { 2 2 2 } 1 1 1 0 0 0 0 0 0 1 0 1 0 0 0 2 1 0 1 0 0 2 2 2'


@pytest.fixture
def solve(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Solves a text by `standoff solve`: (exit code, stdout, stderr)."""

    def call(text: str, *words: str) -> tuple[int, str, str]:
        path = tmp_path / ("game.nfg" if text.startswith("NFG") else "game.efg")
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit) as ended:
            main(["solve", str(path), *words])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return call


def test_credible_equilibrium_of_a_simultaneous_stage_is_printed(solve: Callable) -> None:
    code, out, _ = solve(ENTRY, "--concept", "subgame_perfect")
    assert code == 0
    assert "1 equilibrium (proven to be all of this kind)" in out


def test_rows_of_nash_all_are_counted_by_verdict(solve: Callable) -> None:
    _, out, _ = solve(ENTRY, "--concept", "nash_all")
    assert "subgame perfect: 1 yes, 2 no, 0 undecided" in out
    assert "sequential: 1 yes, 2 no, 0 undecided" in out
    found = json.loads(solve(ENTRY, "--concept", "nash_all", "--json")[1])
    assert [row["subgame_perfect"] for row in found["equilibria"]].count("yes") == 1
    assert {a["exact"] for p in found["equilibria"][1]["play"] for a in p["actions"]} >= {"2/5", "3/5"}
    assert found["incomplete_because"] is None


def test_list_that_may_not_be_whole_says_why(solve: Callable) -> None:
    _, out, _ = solve(THREE, "--concept", "nash_all")
    assert "there may be others: more than two players have a choice" in out


def test_players_who_forget_are_taken_by_pure_concepts_alone(solve: Callable) -> None:
    code, out, err = solve(FORGETFUL, "--concept", "pure_equilibria")
    assert code == 0
    assert "1 equilibrium" in out
    assert "imperfect recall at information set `second`" in err
    code, _, err = solve(FORGETFUL, "--concept", "nash_all")
    assert code == 2
    assert "S681" in err
    assert "pure_equilibria" in err


@pytest.mark.parametrize(
    "words",
    [
        ("--concept", "qre"),
        ("--precision", "2"),
        ("--concept", "qre", "--precision", "2", "--all"),
        ("--concept", "qre_branch", "--precision", "2"),
        ("--concept", "sharp_limit"),
        ("--concept", "solve"),
    ],
    ids=" ".join,
)
def test_players_who_forget_are_taken_by_the_agent_form(solve: Callable, words: tuple[str, ...]) -> None:
    code, out, err = solve(FORGETFUL, *words)
    assert code == 0
    assert "imperfect recall at information set `second`" in err
    assert "second" in out
    if "qre_branch" not in words:
        assert "gain at one information set" in out


@pytest.mark.parametrize("words", [("--concept", "nash"), ("--concept", "sequential"), ()], ids=" ".join)
def test_players_who_forget_are_refused_elsewhere_with_the_concepts_that_take_them(
    solve: Callable, words: tuple[str, ...]
) -> None:
    code, _, err = solve(FORGETFUL, *words)
    assert code == 2
    assert "S681" in err
    assert "`--concept qre`" in err


def test_absent_minded_player_is_refused_by_the_agent_form_with_its_own_sentence(solve: Callable) -> None:
    text = FORGETFUL.replace('"" 1 2 "second"', '"" 1 1 "first"').replace('"L" "R"', '"l" "r"')
    code, _, err = solve(text, "--concept", "qre")
    assert code == 2
    assert "S682" in err
    assert "absent-mindedness" in err


def test_ctrl_c_in_a_long_list_stops_without_a_traceback(
    solve: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(solved_progress.Lines, "show", stop)
    code, out, err = solve(ENTRY, "--concept", "nash_all")
    assert (code, out, err.strip()) == (130, "", "Stopped.")


def test_progress_is_a_line_where_there_is_no_terminal(
    solve: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solved_progress, "EVERY", 0.0)
    _, _, err = solve(ENTRY, "--concept", "nash_all")
    assert "vertices: 2 of" in err
    assert "rows: 3 of 3" in err


def test_bar_is_drawn_on_a_terminal_and_taken_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solved_progress, "AFTER", 0.0)
    bar = solved_progress.Bar()
    bar.show("vertices", 1, 3)
    assert bar.bar is not None
    bar.end()
    assert bar.bar is None
    capsys.readouterr()
