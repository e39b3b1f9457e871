"""`standoff solve`: names of the file in the answer, a sensible choice, refusals that help."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from standoff.game import write_efg, write_nfg
from tests.games.game_bank import BANK

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def game(tmp_path: Path) -> Callable[[str], Path]:
    def written(name: str) -> Path:
        made, bound = next(case for case in BANK if case.name == name).build()
        path = tmp_path / f"{name}.efg"
        path.write_text(write_efg(made, bound, 0, name), encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("centipede_4", "backward_induction"),
        ("kuhn", "nash"),
        ("selten_horse", "agent_quantal_response at precision 1"),
    ],
)
def test_solve_without_a_concept_chooses_by_the_game_and_says_so(
    standoff: Run, game: Callable[[str], Path], name: str, concept: str
) -> None:
    code, out, _ = standoff("solve", game(name))
    assert code == 0
    assert re.search(rf"^{concept}: ", out, re.MULTILINE)
    assert "chosen because" in out
    assert "1. solved" in out


def test_solve_as_json_has_names_values_gains_and_status(standoff: Run, game: Callable[[str], Path]) -> None:
    code, out, err = standoff("solve", game("beer_quiche"), "--concept", "nash", "--all", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["concept"], found["complete"], len(found["equilibria"])) == ("nash_all", True, 4)
    first = found["equilibria"][0]
    assert first["status"] == "degenerate"
    assert set(first["gain"]) == set(first["value"]) == set(found["players"])
    assert max(first["gain"].values()) <= 1e-9
    for row in first["play"]:
        assert row["player"] in found["players"]
        assert sum(a["probability"] for a in row["actions"]) == pytest.approx(1.0)
    names = {a["action"] for row in first["play"] for a in row["actions"]}
    made, _ = next(case for case in BANK if case.name == "beer_quiche").build()
    assert names == set(made.labels.action)
    page = (ROOT / "docs" / "reference" / "solve.md").read_text(encoding="utf-8")
    keys = set(found) | set(first) | set(first["play"][0]) | set(first["play"][0]["actions"][0])
    assert [key for key in keys if f"`{key}`" not in page] == []


def test_solve_prints_bounds_as_minimisation_runs(standoff: Run, game: Callable[[str], Path]) -> None:
    code, out, err = standoff("solve", game("kuhn"), "--concept", "cfr_plus")
    assert code == 0
    bounds = [tuple(map(float, pair)) for pair in re.findall(r"between (-?[\d.]+) and (-?[\d.]+)", err)]
    assert len(bounds) > 5
    assert all(low <= -1 / 18 + 1e-8 and high >= -1 / 18 - 1e-8 for low, high in bounds)
    assert "cfr_plus" in out


def test_solve_at_a_precision_gives_quantal_response(standoff: Run, game: Callable[[str], Path]) -> None:
    code, out, _ = standoff("solve", game("prisoners_dilemma"), "--precision", "2", "--json")
    found = json.loads(out)
    assert (code, found["concept"], found["precision"]) == (0, "agent_quantal_response", 2.0)
    assert found["equilibria"][0]["residual"] <= 1e-9


def test_solve_reads_a_strategic_form_too(standoff: Run, tmp_path: Path) -> None:
    made, bound = next(case for case in BANK if case.name == "battle_of_the_sexes").build()
    path = tmp_path / "sexes.nfg"
    path.write_text(write_nfg(made, bound, 0, "sexes"), encoding="utf-8")
    code, out, _ = standoff("solve", path, "--all", "--json")
    assert code == 0
    assert len(json.loads(out)["equilibria"]) == 3


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("selten_horse", ["--concept", "nash"], r"S633.*3 players.*`nash_all`"),
        ("kuhn", ["--concept", "backward_induction"], r"S633.*nothing is hidden.*`nash`"),
        ("beer_quiche", ["--concept", "cfr_plus"], r"S633.*`nash`"),
        ("kuhn", ["--concept", "nahs"], r"S905.*`nahs`.*Did you mean `nash`"),
        ("kuhn", ["--concept", "nash", "--precision", "1"], r"S904.*`nash` has none.*agent_quantal_response"),
        ("kuhn", ["--concept", "cfr_plus", "--all"], r"S904.*`--all`.*nash_all"),
        ("kuhn", ["--precision", "-1"], r"S904.*-1"),
        ("kuhn", ["--draw", "3"], r"S904.*neither draws nor readings"),
        ("leduc", ["--concept", "nash_all"], r"S634.*`nash`"),
    ],
)
def test_solve_refuses_with_what_to_do(
    standoff: Run, game: Callable[[str], Path], name: str, words: list[str], says: str
) -> None:
    code, out, err = standoff("solve", game(name), *words)
    assert (code, out) == (2, "")
    assert re.search(says, err, re.DOTALL)


def test_solve_of_a_scenario_takes_its_draw_and_reading(standoff: Run) -> None:
    first = standoff("solve", "guarantee-window", "--json")
    other = standoff("solve", "guarantee-window", "--json", "--draw", "7")
    again = standoff("solve", "guarantee-window", "--json", "--draw", "7")
    values = [json.loads(out)["equilibria"][0]["value"] for _, out, _ in (first, other, again)]
    assert values[0] != values[1] == values[2]
    code, _, err = standoff("solve", "guarantee-window", "--reading", "nobody")
    assert code == 2
    assert "S708" in err


def test_solve_gives_the_sequential_limit_with_what_is_proven(
    standoff: Run, game: Callable[[str], Path]
) -> None:
    code, out, _ = standoff("solve", game("selten_horse"), "--concept", "sequential", "--json")
    assert code == 0
    found = json.loads(out)
    assert found["concept"] == "sequential"
    (row,) = found["equilibria"]
    assert row["status"] == "solved"
    played = [max(p["actions"], key=lambda a: a["probability"])["probability"] for p in row["play"]]
    assert played == pytest.approx([1.0, 1.0, 1.0])
    assert list(row["value"].values()) == pytest.approx([1.0, 1.0, 1.0])  # Selten (1975), figure 1


MEETING = """EFG 2 R "Meeting" { "Ann" "Bob" }
p "" 1 1 "where" { "bridge" "gate" } 0
p "" 2 1 "whither" { "bridge" "gate" } 0
t "" 1 "" { 1, 1 }
t "" 2 "" { 0, 0 }
p "" 2 1 "whither" { "bridge" "gate" } 0
t "" 3 "" { 0, 0 }
t "" 4 "" { 1.2, 1.2 }
"""


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    path = tmp_path / "meeting.efg"
    path.write_text(MEETING, encoding="utf-8")
    return path


def test_solve_all_quantal_response_lists_three_and_does_not_say_all(standoff: Run, meeting: Path) -> None:
    code, out, _ = standoff("solve", meeting, "--concept", "qre", "--precision", 6, "--all", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["concept"], found["complete"]) == ("agent_quantal_response", False)
    play = sorted(row["play"][0]["actions"][0]["probability"] for row in found["equilibria"])
    assert play == pytest.approx([0.000753, 0.565381, 0.997443], abs=1e-5)
    assert all(row["residual"] < 1e-9 for row in found["equilibria"])
    assert found["settings"] == {"found": 3, "starts": 2}


def test_solve_all_of_a_scenario_prints_the_range_of_each_ending(standoff: Run) -> None:
    words = ("guarantee-window", "--concept", "qre", "--precision", 2, "--all")
    _, out, _ = standoff("solve", *words, "--json")
    endings = json.loads(out)["endings"]
    assert sum(told["least"] for told in endings.values()) == pytest.approx(1.0)
    _, text, _ = standoff("solve", *words)
    assert re.search(r"^ {3}quiet +0\.\d+ to 0\.\d+$", text, re.MULTILINE)


def test_solve_all_at_infinite_precision_is_refused(standoff: Run, meeting: Path) -> None:
    code, _, err = standoff("solve", meeting, "--concept", "qre", "--precision", "inf", "--all")
    assert code == 2
    assert "S904" in err


def test_solve_branch_prints_a_table_from_uniform_play_to_the_precision(standoff: Run, meeting: Path) -> None:
    code, out, _ = standoff("solve", meeting, "--concept", "qre_branch", "--precision", 20)
    assert code == 0
    assert re.search(r"^ +0 +0\.500000 +0\.500000$", out, re.MULTILINE)
    assert re.search(r"^ +20 +0\.000000 +1\.000000$", out, re.MULTILINE)


def test_solve_branch_as_json_has_every_point_in_order(standoff: Run, meeting: Path) -> None:
    _, out, _ = standoff("solve", meeting, "--concept", "qre_branch", "--precision", 20, "--json")
    found = json.loads(out)
    assert found["status"] == "solved"
    assert found["branch"][0]["precision"] == 0.0
    assert found["branch"][-1]["precision"] == pytest.approx(20.0)
    assert [one["actions"] for one in found["infosets"]] == [["bridge", "gate"]] * 2
    assert all(len(point["probability"]) == 2 for point in found["branch"])


@pytest.mark.parametrize("kind", [".svg", ".png"])
def test_solve_branch_chart_is_drawn(standoff: Run, meeting: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"branch{kind}"
    words = ("--concept", "qre_branch", "--precision", 5, "--chart", path)
    code, _, err = standoff("solve", meeting, *words)
    assert code == 0
    assert f"chart written to {path}" in err
    drawn = path.read_bytes()
    assert drawn.startswith(b"<svg" if kind == ".svg" else b"\x89PNG")
    assert kind == ".png" or b"bridge" in drawn


@pytest.mark.parametrize(("concept", "name"), [("nash", "a.svg"), ("qre_branch", "a.gif")])
def test_solve_chart_of_another_concept_or_kind_is_refused(
    standoff: Run, meeting: Path, tmp_path: Path, concept: str, name: str
) -> None:
    code, _, err = standoff("solve", meeting, "--concept", concept, "--chart", tmp_path / name)
    assert code == 2
    assert "S904" in err
    assert not (tmp_path / name).exists()


HOSTILE = """EFG 2 R "x\x1b[31mtitle" { "A\x1b]0;pwn\x07" "A\\\\x1b]0;pwn\\\\x07" "A" "A" "" }
p "" 1 1 "\x1b[2J" { "l" "l" "r\x9b2J" "\u202el" } 0
t "" 1 "" { 1 2 0 0 0 }
t "" 2 "" { 3 2 1 0 0 }
t "" 3 "" { 0 0 0 0 0 }
p "" 2 1 "\x1b[2J" { "a\nb" "" } 0
t "" 4 "" { 1 0 0 0 0 }
t "" 5 "" { 0 1 0 0 0 }
"""


@pytest.mark.parametrize(
    "words",
    [(), ("--json",), ("--concept", "qre"), ("--concept", "qre_branch"), ("--concept", "qre", "--all")],
    ids=" ".join,
)
def test_solve_labels_that_steer_a_terminal_are_shown(
    standoff: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    path = tmp_path / "hostile.efg"
    path.write_text(HOSTILE, encoding="utf-8")
    code, out, err = standoff("solve", path, *words)
    assert code == 0
    assert all(line.isprintable() for line in (out + err).split("\n"))
    assert ("\\u001b" if "--json" in words else "\\x1b") in out
    assert "told apart" in err


def test_solve_as_json_equal_labels_lose_no_row(standoff: Run, tmp_path: Path) -> None:
    path = tmp_path / "hostile.efg"
    path.write_text(HOSTILE, encoding="utf-8")
    found = json.loads(standoff("solve", path, "--json")[1])
    assert len(found["players"]) == len(set(found["players"])) == 5
    (row,) = found["equilibria"]
    assert set(row["value"]) == set(row["gain"]) == set(found["players"])
    assert [len(p["actions"]) for p in row["play"]] == [4, 2]
    assert all(len({a["action"] for a in p["actions"]}) == len(p["actions"]) for p in row["play"])
    assert found["players"][0] == "A\x1b]0;pwn\x07"
