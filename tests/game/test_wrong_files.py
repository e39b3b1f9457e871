"""Golden: every wrong file gives exactly the recorded message (`python tests/game/record_wrong_files.py`)."""

from __future__ import annotations

import runpy
from fractions import Fraction
from pathlib import Path

import pytest

from standoff.game import Chance, Decision, GameError, Terminal, build_tree, read_game, write_nfg
from standoff.game import files as game_files

RECORD = runpy.run_path(str(Path(__file__).with_name("record_wrong_files.py")))


@pytest.mark.parametrize("path", RECORD["FILES"], ids=lambda p: p.name)
def test_wrong_file_gives_the_recorded_message(path: Path) -> None:
    message = RECORD["said"](path)
    assert message != "accepted\n"
    assert message == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_wrong_files_show_every_code_of_reading() -> None:
    said = "".join(p.with_suffix(".txt").read_text(encoding="utf-8") for p in RECORD["FILES"])
    codes = {f"S{n}" for n in range(670, 683)} - {"S679"}  # equal names, once refused, are read
    assert {code for code in codes if f" {code}: " not in said} == set()


def test_read_game_missing_file_or_folder_is_s684(tmp_path: Path) -> None:
    for path in (tmp_path / "none.efg", tmp_path):
        with pytest.raises(GameError, match="S684"):
            read_game(path)


def test_read_game_too_many_bytes_is_s683(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(game_files, "MOST_BYTES", 10)
    (tmp_path / "large.efg").write_text("EFG 2 R and more")
    with pytest.raises(GameError, match="S683: the file has 16 bytes"):
        read_game(tmp_path / "large.efg")


def test_write_nfg_of_too_many_strategies_is_s685_and_quick() -> None:
    def level(k: int) -> Terminal | Decision:
        if k == 7:
            return Terminal((0, 0))
        return Decision("AB"[k % 2], {"l": level(k + 1), "r": level(k + 1)})

    root = level(0)
    assert isinstance(root, Decision)
    built = build_tree(root, ("A", "B"))
    with pytest.raises(Exception, match="S685"):
        write_nfg(built.game, built.bound, 0)


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        (Decision("C", {"l": Terminal()}), "S680"),
        (Decision("A", {"l": Terminal((1, 2, 3))}), "S675"),
        (Decision("A", {}), "S678"),
        (Chance({"x": (Fraction(1, 3), Terminal())}), "S677"),
        (Chance({"x": (1, Terminal())}, "deal", {"A": {"y": 1}}), "S677"),
        (
            Decision(
                "A", {"l": Decision("A", {"l": Terminal(), "r": Terminal()}, "h"), "r": Terminal()}, "h"
            ),
            "S682",
        ),
        (
            Decision(
                "A", {a: Decision("A", {"x": Terminal(), "y": Terminal()}, "later") for a in "lr"}, "first"
            ),
            "S681",
        ),
        (Decision("A", {"l": Terminal((float("nan"), 0))}), "S672"),
    ],
)
def test_build_tree_wrong_records_are_refused(tree: Decision | Chance, code: str) -> None:
    with pytest.raises(GameError, match=code):
        build_tree(tree, ("A", "B"))
