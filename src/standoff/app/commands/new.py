"""`standoff new`: begin a scenario with a commented text that already checks and runs."""

from __future__ import annotations

from pathlib import Path

import click

from standoff.app.output.printing import say


@click.command("new", short_help="Begin a scenario: a commented text that already runs.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> int:
    """Make the folder DIR with a commented starter scenario that already checks and runs.

    Change it a line at a time, and run `standoff check` after each. Nothing is overwritten: DIR has
    to be new or empty.

    \b
    Example:
      standoff new my-crisis
      standoff run my-crisis
    """
    from standoff.app.api.scenario import new

    say(f"{new(folder)}\nNow: standoff check {folder}; standoff run {folder}")
    return 0
