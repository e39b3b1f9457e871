"""Records what is said of each wrong game file: `python tests/game/record_wrong_files.py`.

Read what has changed before you keep it: each message is a promise to a reader.

`wrong/NAME.efg` or `.nfg` is the file, `wrong/NAME.txt` the exact message.
"""

from __future__ import annotations

from pathlib import Path

from standoff.game import GameError, read_game

FOLDER = Path(__file__).with_name("wrong")
FILES = sorted(p for p in FOLDER.iterdir() if p.suffix in (".efg", ".nfg"))


def said(path: Path) -> str:
    """The message of a wrong file."""
    try:
        read_game(path)
    except GameError as error:
        return f"{error}\n"
    return "accepted\n"


if __name__ == "__main__":
    for file in FILES:
        file.with_suffix(".txt").write_text(said(file), encoding="utf-8")
