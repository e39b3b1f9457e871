"""`standoff convert`: a game file as another kind of game file, or as a picture of its tree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from standoff.app.output.printing import say_bytes, tell

if TYPE_CHECKING:
    from standoff.game import Game, WrittenGame

KINDS = ("efg", "nfg", "svg", "png")
STDOUT = "-"


@click.command("convert", short_help="Turn a game file into another kind, or into a picture of its tree.")
@click.argument("game", metavar="GAME.efg|GAME.nfg")
@click.argument("target", metavar="FILE|-")
@click.option("--to", type=click.Choice(KINDS), help="What to write.  [default: as FILE ends]")
@click.option("--force", is_flag=True, help="Overwrite FILE if it is there.")
def command(game: str, target: str, to: str | None, force: bool) -> int:
    """Write a game file as another kind of file: FILE.efg, FILE.nfg, FILE.svg or FILE.png.

    \b
    .efg   a tree. Of an .efg it is the same game, normalised: labels that differ, payoffs at the
           endings only, one node a line. An .nfg becomes simultaneous moves: the players one after
           the other, each with one information set.
    .nfg   the reduced strategic form: a strategy names an action only where the player's own earlier
           actions lead (`*` elsewhere), and expected payoffs stand for chance. Large ones are refused
           with their number of profiles (over 250,000).
    .svg, .png   the tree: players in colours, information sets joined by dashed lines, chances,
           payoffs. At most 400 nodes are drawn; what is folded is counted.

    `-` writes to standard output and needs `--to`. Nothing is overwritten without `--force`. What the
    reader changed (equal labels, probabilities that miss 1) is told on standard error. Numbers stay as
    exact as the file has them, expected payoffs too; where a number had to be rounded, that is told.
    Players may forget their own moves.

    \b
    Examples:
      standoff convert poker.efg poker.svg             # look at it
      standoff convert poker.efg poker.nfg             # its reduced strategic form
      standoff convert chicken.nfg chicken.efg         # a table as a tree
      standoff convert found.efg clean.efg             # normalised
      standoff convert poker.efg - --to svg > poker.svg
    """
    from standoff.errors import shown
    from standoff.game import read_game

    kind = _kind(target, to)
    path = None if target == STDOUT else Path(target)
    if path is not None:
        _free(path, force=force)
    written = read_game(game, forgetful=True)
    for warning in written.warnings:
        tell(shown(f"note: {warning}"))
    content, rounded = content_of(written, kind)
    if rounded:
        tell(shown(f"note: {rounded}"))
    if path is None:
        say_bytes(content)
        return 0
    from standoff.results.files import write_bytes

    write_bytes(path, content)
    tell(f"written to {path}: {_told(written, kind)}")
    return 0


def _kind(target: str, to: str | None) -> str:
    """What is written: as `--to` says, else as the file's name ends."""
    from standoff.errors import Problem, RunError

    if to is not None:
        return to
    kind = Path(target).suffix.lower().removeprefix(".")
    if kind in KINDS:
        return kind
    what = (
        "standard output has no name that says what to write."
        if target == STDOUT
        else f"the file `{target}` is of no kind that can be written."
    )
    known = ", ".join(f"`{k}`" for k in KINDS)
    raise RunError(Problem("S912", what, f"Expected one of {known}.", "Name the kind: `--to efg`."))


def _free(path: Path, *, force: bool) -> None:
    """Refuse a place that is taken, before anything is worked out."""
    from standoff.errors import Problem, RunError

    if path.is_dir() or (path.exists() and not force):
        fix = "Name a file in it." if path.is_dir() else "Choose another name, or add `--force`."
        what = f"`{path}` is {'a folder' if path.is_dir() else 'there already'}."
        raise RunError(Problem("S911", what, "A new file was expected: nothing is overwritten.", fix))
    if not path.parent.is_dir():
        what = f"the folder `{path.parent}` is not there."
        raise RunError(Problem("S903", what, fix="Make it, or name a file in another one."))


def content_of(written: WrittenGame, kind: str) -> tuple[bytes, str]:
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


def _told(written: WrittenGame, kind: str) -> str:
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
