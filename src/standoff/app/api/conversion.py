"""`standoff.convert`: a game file as another kind of game file, or as a picture of its tree."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.app.api.names import FileKind, Where, known_name
from standoff.errors import StandoffWarning

if TYPE_CHECKING:
    from standoff.game import Game, WrittenGame

KINDS: tuple[FileKind, ...] = ("efg", "nfg", "svg", "png")
STDOUT = "-"


def convert(game: Where, target: Where, *, to: FileKind | None = None, force: bool = False) -> Path:
    """Write a game file as another kind of file, and say where it is.

    Parameters
    ----------
    game : a `.efg` or `.nfg` file
    target : the file to write
    to : its kind, where its name does not say it
    force : overwrite the file if it is there

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    StandoffError
        S911 for a file that is there, S912 and S914 for a kind that is none, S604 and S685 where the
        game is too large for the kind; what reading raises.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("coin.nfg").write_text(
    ...     'NFG 1 R "coin" { "Ann" "Bob" } { 2 2 }\\n1 -1 -1 1 -1 1 1 -1\\n', encoding="utf-8")
    >>> convert("coin.nfg", "coin.efg").read_text()[:9]
    'EFG 2 R "'
    """
    from standoff.game import read_game
    from standoff.results.run.files import write_bytes

    kind = kind_of(os.fspath(target), to)
    path = Path(target)
    refuse_taken(path, force=force)
    written = read_game(Path(game), forgetful=True)
    content, rounded = content_of(written, kind)
    for said in (*written.warnings, *([rounded] if rounded else [])):
        warnings.warn(said, StandoffWarning, stacklevel=2)
    write_bytes(path, content)
    return path


def kind_of(target: str, to: str | None) -> FileKind:
    """What is written: as `--to` says, else as the file's name ends."""
    from standoff.errors import Problem, RunError

    if to is not None:
        known_name("kind of file", to, KINDS)
    ending = Path(target).suffix.lower().removeprefix(".")
    for kind in KINDS:
        if kind == (to or ending):
            return kind
    what = (
        "standard output has no name that says what to write."
        if target == STDOUT
        else f"the file `{target}` is of no kind that can be written."
    )
    known = ", ".join(f"`{k}`" for k in KINDS)
    raise RunError(Problem("S912", what, f"Expected one of {known}.", "Name the kind: `--to efg`."))


def refuse_taken(path: Path, *, force: bool) -> None:
    """Refuse a place that is taken, before anything is worked out."""
    from standoff.errors import Problem, RunError

    if path.is_dir() or (path.exists() and not force):
        fix = "Name a file in it." if path.is_dir() else "Choose another name, or add `--force`."
        what = f"`{path}` is {'a folder' if path.is_dir() else 'there already'}."
        raise RunError(Problem("S911", what, "A new file was expected: nothing is overwritten.", fix))
    if not path.parent.is_dir():
        what = f"the folder `{path.parent}` is not there."
        raise RunError(Problem("S903", what, fix="Make it, or name a file in another one."))


def content_of(written: WrittenGame, kind: FileKind) -> tuple[bytes, str]:
    """The bytes of the file of one kind, and a sentence where numbers were rounded, else "".

    Raises
    ------
    StandoffError
        S604 or S685 where the game is too large for the kind.
    """
    from standoff.game import efg_text, nfg_text

    game, title, comment = _labelled(written)
    if kind in ("efg", "nfg"):
        made = (efg_text if kind == "efg" else nfg_text)(game, written.bound, 0, title, comment)
        said = f"numbers that were rounded to double precision: {made.rounded:,} ({made.why})."
        return made.text.encode("utf-8"), said if made.rounded else ""
    from standoff.app.output.tree_picture import png_of, tree_picture

    drawn = tree_picture(game, written.bound, 0, title)
    return (png_of(drawn) if kind == "png" else drawn.encode("utf-8")), ""


def _labelled(written: WrittenGame) -> tuple[Game, str, str]:
    """The game, its title and comment with labels as they are printed: no file hands an escape on."""
    from dataclasses import replace

    from standoff.errors import shown
    from standoff.game import Labels

    labels = written.game.labels
    plain = Labels(
        player=tuple(map(shown, labels.player)),
        infoset=tuple(map(shown, labels.infoset)),
        action=tuple(map(shown, labels.action)),
        item=labels.item,
        node_move=tuple(map(shown, labels.node_move)),
        edge_option=tuple(map(shown, labels.edge_option)),
    )
    comment = "\n".join(map(shown, written.comment.split("\n")))
    return replace(written.game, labels=plain), shown(written.title), comment


def game_told(written: WrittenGame, kind: FileKind) -> str:
    """What was written, in a few words."""
    from standoff.game.nfg import count_strategies

    arrays = written.game.arrays
    size = f"{arrays.n_nodes:,} nodes, {arrays.n_infosets:,} information sets"
    if kind == "efg":
        return f"a tree of {size}"
    if kind != "nfg":
        return f"a picture of {size}"
    counts = [count_strategies(written.game, player) for player in range(arrays.n_players)]
    told = "" if None in counts else f" of {' x '.join(f'{n:,}' for n in counts)} strategies"
    return f"the reduced strategic form{told}"
