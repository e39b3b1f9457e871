"""`standoff convert`: games come back as they were, nothing is overwritten or half written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from standoff.app.main import main
from standoff.game import read_game, write_efg
from tests.games.game_bank import BANK

Run = Callable[..., tuple[int, str, str]]
CHICKEN = (
    'NFG 1 R "Chicken" { "A" "B" } { { "stop" "on" } { "stop" "on" } } "by hand"\n0 0 1/3 -1 -1 1/3 -9 -9\n'
)


@pytest.fixture
def standoff(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Calls the command in this process: (exit code, stdout, stderr)."""

    def call(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        told = capfdbinary.readouterr()
        return (
            int(ended.value.code or 0),
            told.out.decode("utf-8", "replace"),
            told.err.decode("utf-8", "replace"),
        )

    return call


@pytest.fixture
def chicken(tmp_path: Path) -> Path:
    path = tmp_path / "chicken.nfg"
    path.write_text(CHICKEN, encoding="utf-8")
    return path


def _numbers(path: Path) -> list[list[float]]:
    game = read_game(path)
    arrays, paid = game.game.arrays, np.append(game.bound.payoff[:, 0], 0.0)
    return [
        paid[arrays.payoff[e]].tolist() for e in np.argsort(arrays.child) if arrays.kind[arrays.child[e]] == 2
    ]


def test_convert_table_to_tree_and_back_is_the_same_game(
    standoff: Run, chicken: Path, tmp_path: Path
) -> None:
    tree, table = tmp_path / "tree.efg", tmp_path / "table.nfg"
    code, out, err = standoff("convert", chicken, tree)
    assert (code, out) == (0, "")
    assert "a tree of 7 nodes, 2 information sets" in err
    code, _, err = standoff("convert", tree, table)
    assert code == 0
    assert "2 x 2 strategies" in err
    for path in (tree, table):
        game = read_game(path)
        assert game.title == "Chicken"
        assert game.comment == "by hand"
        assert game.game.labels.action == ("stop", "on", "stop", "on")
        assert _numbers(path) == _numbers(chicken)
    assert "1/3" in table.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["kuhn", "beer_quiche", "centipede_4", "selten_horse"])
def test_convert_tree_to_a_normalised_tree_twice_is_a_fixed_point(
    standoff: Run, tmp_path: Path, name: str
) -> None:
    game, bound = next(case for case in BANK if case.name == name).build()
    first, once, twice = (tmp_path / f"{k}.efg" for k in ("first", "once", "twice"))
    first.write_text(write_efg(game, bound, 0, name), encoding="utf-8")
    assert standoff("convert", first, once)[0] == 0
    assert standoff("convert", once, twice)[0] == 0
    assert once.read_bytes() == twice.read_bytes()
    assert _numbers(once) == _numbers(first)


def test_convert_equal_labels_are_written_apart_and_told(standoff: Run, tmp_path: Path) -> None:
    path, made = tmp_path / "equal.efg", tmp_path / "made.efg"
    path.write_text(
        'EFG 2 R "" { "A" } p "" 1 1 "" { "l" "l" } 0 t "" 1 "" { 1 } t "" 2 "" { 2 }', encoding="utf-8"
    )
    code, _, err = standoff("convert", path, made)
    assert code == 0
    assert "told apart by their place: `l (2)`" in err
    assert read_game(made).game.labels.action == ("l", "l (2)")


def test_convert_hostile_labels_reach_neither_terminal_nor_file(standoff: Run, tmp_path: Path) -> None:
    path = tmp_path / "hostile.efg"
    text = 'EFG 2 R "t\x1b[31m" { "A\x1b]0;x\x07" } "c\x1b\nd" p "" 1 1 "\x9b" { "l\x1b" "\x1b" } 0 t "" 0'
    path.write_text(f'{text} t "" 0', encoding="utf-8")
    for kind in ("efg", "nfg", "svg"):
        code, out, err = standoff("convert", path, "-", "--to", kind)
        assert code == 0
        assert all(line.isprintable() for line in (out + err).split("\n"))
        assert "x1b" in out


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_convert_picture_is_written_whole(
    standoff: Run, chicken: Path, tmp_path: Path, kind: str, begins: bytes
) -> None:
    path = tmp_path / f"chicken.{kind}"
    assert standoff("convert", chicken, path)[0] == 0
    assert path.read_bytes().startswith(begins)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["chicken.nfg", path.name])


def test_convert_file_that_is_there_is_kept_without_force(
    standoff: Run, chicken: Path, tmp_path: Path
) -> None:
    path = tmp_path / "kept.efg"
    path.write_text("mine", encoding="utf-8")
    code, _, err = standoff("convert", chicken, path)
    assert code == 2
    assert re.search(r"S911.*kept\.efg.*--force", err)
    assert path.read_text(encoding="utf-8") == "mine"
    assert standoff("convert", chicken, path, "--force")[0] == 0
    assert path.read_text(encoding="utf-8").startswith("EFG 2 R")


def test_convert_onto_itself_with_force_normalises_in_place(standoff: Run, chicken: Path) -> None:
    before = _numbers(chicken)
    assert standoff("convert", chicken, chicken, "--force")[0] == 0
    assert _numbers(chicken) == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-"], r"S912.*--to"),
        (["game.gif"], r"S912.*game\.gif.*`svg`"),
        (["game"], r"S912"),
        (["nowhere/game.efg"], r"S903.*nowhere"),
        (["."], r"S91"),
    ],
)
def test_convert_target_that_cannot_be_is_refused(
    standoff: Run, chicken: Path, words: list[str], says: str
) -> None:
    code, out, err = standoff("convert", chicken, *words)
    assert (code, out) == (2, "")
    assert re.search(says, err)


def test_convert_missing_or_wrong_game_leaves_no_file(standoff: Run, tmp_path: Path) -> None:
    wrong, made = tmp_path / "wrong.efg", tmp_path / "made.svg"
    wrong.write_text('EFG 2 R "" { "A" } p "" 1 1 "" { "l" } 0 t "" 1', encoding="utf-8")
    for path, code_said in ((wrong, "S676"), (tmp_path / "none.efg", "S684")):
        code, _, err = standoff("convert", path, made)
        assert code == 2
        assert code_said in err
        assert not made.exists()


def test_convert_large_strategic_form_is_refused_with_its_count(standoff: Run, tmp_path: Path) -> None:
    # 20 hands seen by each of two players with two answers: 2^20 strategies each.
    lines = [
        'EFG 2 R "hands" { "A" "B" }',
        'c "" 1 "" { ' + " ".join(f'"{k}" 1/20' for k in range(20)) + " } 0",
    ]
    for k in range(1, 21):
        lines.append(f'p "" 1 {k} "" {{ "l" "r" }} 0')
        lines += [f'p "" 2 {k} "" {{ "l" "r" }} 0', 't "" 1 "" { 1, 0 }', 't "" 2 "" { 0, 1 }'] * 2
    path, made = tmp_path / "hands.efg", tmp_path / "hands.nfg"
    path.write_text("\n".join(lines), encoding="utf-8")
    code, _, err = standoff("convert", path, made)
    assert code == 2
    assert "S685" in err
    assert f"{2**40:,} profiles" in err
    assert not made.exists()


def test_convert_without_room_leaves_no_half_file(
    standoff: Run, chicken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path, __: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    code, _, err = standoff("convert", chicken, tmp_path / "tree.efg")
    assert code == 2
    assert "S702" in err
    assert [p.name for p in tmp_path.iterdir()] == ["chicken.nfg"]
