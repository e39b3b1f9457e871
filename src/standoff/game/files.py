"""Games in files: which format a file has, its bytes as text, its limits."""

from __future__ import annotations

from pathlib import Path

from standoff.errors import Problem, Span
from standoff.game.efg_reading import read_efg
from standoff.game.nfg_reading import read_nfg
from standoff.game.tokens import GameError
from standoff.game.written import WrittenGame

MOST_BYTES = 50_000_000


def read_game(path: str | Path, *, forgetful: bool = False) -> WrittenGame:
    """The game of a Gambit file, extensive or strategic form, as its first word says.

    Parameters
    ----------
    path : a file of at most 50 MB, UTF-8 or Latin-1
    forgetful : accept imperfect recall, see `read_efg`

    Returns
    -------
    WrittenGame
        One draw of sharp play, with names, warnings and the file's order of nodes.

    Raises
    ------
    GameError
        S684 for a file that cannot be read, S683 for one too large, S670 to S682 for what is wrong in it.

    Examples
    --------
    >>> from pathlib import Path
    >>> text = 'NFG 1 R "choice" { "A" } { { "l" "r" } } 1 2'
    >>> _ = Path("choice.nfg").write_text(text)
    >>> read_game("choice.nfg").title
    'choice'
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MOST_BYTES and path.is_file() else b""
    except OSError as error:
        what = f"the file `{path}` cannot be read: {error.strerror or error}."
        raise GameError(Problem("S684", what, "", "Check its name and its rights.")) from None
    if not path.is_file():
        raise GameError(Problem("S684", f"`{path}` is not a file.", "", "Name a file of a game."))
    if size > MOST_BYTES:
        what = f"the file has {size:,} bytes."
        place = Span(path.name, 1, 1, 2)
        raise GameError(
            Problem("S683", what, f"Expected at most {MOST_BYTES:,}.", "Write a smaller game.", place)
        )
    text, said = _decoded(data, path.name)
    first = text.split(None, 1)[0] if text.strip() else ""
    game = read_nfg(text, path.name) if first == "NFG" else read_efg(text, path.name, forgetful=forgetful)
    if not said:
        return game
    return WrittenGame(
        game.game, game.bound, game.title, game.comment, (*said, *game.warnings), game.preorder
    )


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of the bytes, and a warning where they are not UTF-8."""
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return data.decode("latin-1"), (f"{name}:{line}: the file is not UTF-8 and was read as Latin-1.",)
