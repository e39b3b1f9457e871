"""`standoff solve`: names of the file in the answer, a sensible choice, refusals that help."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from standoff.app.main import main
from standoff.game import write_efg, write_nfg
from tests.games.game_bank import BANK

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def standoff(capsys: pytest.CaptureFixture[str]) -> Run:
    """Calls the command in this process: (exit code, stdout, stderr)."""

    def call(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return call


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
