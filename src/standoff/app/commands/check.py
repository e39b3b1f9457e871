"""`standoff check`: read a scenario, every reading of it, and name all that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from standoff.app.output.printing import say, tell

if TYPE_CHECKING:
    from standoff.results.run.summary import NumberCount


@click.command("check", short_help="Read a scenario and name everything that is wrong with it.")
@click.argument("scenario", metavar="FILE|NAME")
def command(scenario: str) -> int:
    """Read a scenario in all its readings, compile each to a game, and name everything that is wrong.

    Each problem is told with its place, what was expected and how to mend it. The exit code is 0
    where all is well and 2 where something is wrong, so that an editor or a script can use it.
    Warnings say what can be meant and mostly is not: dates that contradict each other in some draws,
    a move on which nothing depends, a conclusion that must always hold. Notes say what is worth a
    look: numbers that rest on nothing, conclusions that no claim makes. Neither changes the exit code.

    \b
    Examples:
      standoff check my-crisis               # a folder with scenario.yaml
      standoff check strait.yaml             # a single file
      standoff check nato-ukraine-2024       # one that comes with Standoff
    """
    from standoff import scenario as language
    from standoff.app.api.scenario import notes, sizes_of
    from standoff.scenario.stated_numbers import count_numbers

    loaded, found = language.checked(scenario)
    base = loaded.reading()
    if found.errors:
        for warning in found.warnings:
            tell(f"warning: {warning.text()}")
        language.refuse(found)
    for name, size in sizes_of(loaded):
        say(
            f"{name}: {size['nodes']:,} nodes for {size['histories']:,} histories, "
            f"{size['infosets']:,} information sets"
        )
    for warning in found.warnings:
        tell(f"warning: {warning.text()}")
    for note in notes(loaded):
        tell(f"note: {note}")
    say(_counted(count_numbers(base)))
    say(
        f"{base.title}: {len(base.moves)} moves, {len(base.parameters)} parameters, "
        f"{len(base.endings)} endings, {len(base.readings)} readings. {_told(len(found.warnings))}"
    )
    return 0


def _told(n_warnings: int) -> str:
    if not n_warnings:
        return "No problems found."
    return f"No errors, {n_warnings} warning{'s' if n_warnings > 1 else ''}."


def _counted(found: NumberCount) -> str:
    said = f"{found.sentence} ({found.more})" if found.more else found.sentence
    return f"{said[0].upper()}{said[1:]}."
