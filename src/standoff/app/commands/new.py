"""`standoff new`: begin a scenario with a commented text that already checks and runs."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import click

from standoff.app.output.printing import say
from standoff.errors import Problem, RunError


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
    from standoff.results.files import write_bytes

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RunError(
            Problem(
                "S902",
                f"`{folder}` is there already, and not empty.",
                "A new or empty folder was expected: nothing is overwritten.",
                "Choose another name.",
            )
        )
    text = files("standoff.app").joinpath("starter.yaml").read_text(encoding="utf-8")
    title = re.sub(r"[^A-Za-z0-9 ]+", " ", folder.resolve().name).strip().capitalize()
    if title:
        text = text.replace("title: My crisis", f"title: {title}", 1)
    write_bytes(folder / "scenario.yaml", text.encode("utf-8"))
    say(f"{folder / 'scenario.yaml'}\nNow: standoff check {folder}; standoff run {folder}")
    return 0
