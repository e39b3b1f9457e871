"""`standoff library`: the scenarios that come with Standoff."""

from __future__ import annotations

import click


@click.command("library", short_help="List the scenarios that come with Standoff.")
@click.option("--path", metavar="NAME", help="Print the folder of this one, to read or copy it.")
def command(path: str | None) -> int:
    """List the scenarios that come with Standoff, one a line: name, then what it asks.

    \b
    Examples:
      standoff library
      standoff show nato-ukraine-2024                       # any command takes a name
      cp -r "$(standoff library --path nato-ukraine-2024)" mine
    """
    from standoff import library

    if path is not None:
        click.echo(str(library.find(path)))
        return 0
    from standoff import scenario as language

    names = library.names()
    width = max((len(name) for name in names), default=0)
    for name in names:
        base = language.load(name).reading()
        click.echo(f"{name:<{width}}  {base.title}: {base.question}")
    return 0
