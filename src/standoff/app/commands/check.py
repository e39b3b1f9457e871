"""`standoff check`: read a scenario, every reading of it, and name all that is wrong."""

from __future__ import annotations

import click


@click.command("check", short_help="Read a scenario and name everything that is wrong with it.")
@click.argument("scenario", metavar="FILE|NAME")
def command(scenario: str) -> int:
    """Read a scenario in all its readings, compile each to a game, and name everything that is wrong.

    Each problem is told with its place, what was expected and how to mend it. The exit code is 0
    where all is well and 2 where something is wrong, so that an editor or a script can use it. Notes
    say what is allowed and worth a look: numbers that rest on nothing or that nothing uses,
    conclusions that no claim makes. They change no exit code.

    \b
    Examples:
      standoff check my-crisis               # a folder with scenario.yaml
      standoff check strait.yaml             # a single file
      standoff check nato-ukraine-2024       # one that comes with Standoff
    """
    from standoff.app.api.scenario import checked

    found = checked(scenario)
    base = found.loaded.reading()
    for name, size in found.sizes.items():
        click.echo(
            f"{name}: {size['nodes']:,} nodes for {size['histories']:,} histories, "
            f"{size['infosets']:,} information sets"
        )
    for warning in found.loaded.warnings:
        click.echo(f"note: {warning.text()}", err=True)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    assumed = sum(1 for parameter in base.parameters.values() if parameter.rests.set_by == "assumed")
    click.echo(
        f"{base.title}: {len(base.moves)} moves, {len(base.parameters)} parameters ({assumed} assumed), "
        f"{len(base.endings)} endings, {len(base.readings)} readings. No problems found."
    )
    return 0
