"""`standoff convert`: a game file as another kind of game file, or as a picture of its tree."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from standoff.app.api.names import FileKind
from standoff.app.output.printing import say_bytes, tell

STDOUT = "-"


@click.command("convert", short_help="Turn a game file into another kind, or into a picture of its tree.")
@click.argument("game", metavar="GAME.efg|GAME.nfg")
@click.argument("target", metavar="FILE|-")
@click.option("--to", type=click.Choice(get_args(FileKind)), help="What to write.  [default: as FILE ends]")
@click.option("--force", is_flag=True, help="Overwrite FILE if it is there.")
def command(game: str, target: str, to: FileKind | None, force: bool) -> int:
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
    from standoff.app.api.conversion import content_of, game_told, kind_of, refuse_taken
    from standoff.errors import shown
    from standoff.game import read_game

    kind = kind_of(target, to)
    path = None if target == STDOUT else Path(target)
    if path is not None:
        refuse_taken(path, force=force)
    written = read_game(game, forgetful=True)
    for warning in written.warnings:
        tell(shown(f"note: {warning}"))
    content, rounded = content_of(written, kind)
    if rounded:
        tell(shown(f"note: {rounded}"))
    if path is None:
        say_bytes(content)
        return 0
    from standoff.results.run.files import write_bytes

    write_bytes(path, content)
    tell(f"written to {path}: {game_told(written, kind)}")
    return 0
