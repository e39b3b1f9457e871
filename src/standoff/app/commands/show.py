"""`standoff show`: print a scenario as Standoff understands it, at one of three stages."""

from __future__ import annotations

from typing import get_args

import click

from standoff.app.api.names import Stage
from standoff.app.output.printing import say


@click.command("show", short_help="Print a scenario as it is understood: text, game or arrays.")
@click.argument("scenario", metavar="FILE|NAME")
@click.option(
    "--stage",
    type=click.Choice(get_args(Stage)),
    default="scenario",
    show_default=True,
    help="scenario: the text with everything filled in; game: its moves and information sets; "
    "arrays: the numbers that solvers see.",
)
@click.option("--reading", metavar="R", help="Which reading.  [default: the file's own]")
@click.option(
    "--play", metavar="sharp|L", default="", help="As `standoff run --play` has it.  [default: as written]"
)
def command(scenario: str, stage: Stage, reading: str | None, play: str) -> int:
    """Print a scenario as Standoff understands it, as plain text that can be piped and compared.

    \b
    Examples:
      standoff show my-crisis
      standoff show my-crisis --stage game
      standoff show my-crisis --reading sceptic > sceptic.txt   # then compare two readings
    """
    from standoff.app.api.scenario import show

    say(show(scenario, stage, reading=reading, play=play), end="")
    return 0
