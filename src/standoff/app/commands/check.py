"""`standoff check`: read a scenario, every reading of it, and name all that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from standoff.app.output.printing import say, tell

if TYPE_CHECKING:
    from standoff.results.summary import NumberCount
    from standoff.scenario import LoadedScenario
    from standoff.scenario.stated_numbers import StatedNumber

NAMED = 8  # names in a note; the rest is counted
PLACES = 4  # numbers without a name that are told with their place


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
    from standoff.compiler import compile_scenario, size_of
    from standoff.scenario.stated_numbers import count_numbers

    loaded, found = language.checked(scenario)
    base = loaded.reading()
    if found.errors:
        for warning in found.warnings:
            tell(f"warning: {warning.text()}")
        language.refuse(found)
    for name in loaded.readings:
        size = size_of(compile_scenario(loaded.reading(name)))
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


def notes(loaded: LoadedScenario) -> Iterator[str]:
    """What is allowed and worth a look, a sentence each; the text's own warnings stand beside it."""
    from standoff.scenario.stated_numbers import stated_numbers

    base = loaded.reading()
    stated = stated_numbers(base)
    yield from _note(
        (one.name for one in stated if one.name and one.assumed and one.used),
        "numbers are assumed, resting on no claim and no data",
        "a `because:` or a `source:` would say why",
    )
    yield from _unnamed([one for one in stated if not one.name])
    yield from _note(
        (name for name, c in base.conclusions.items() if not c.rests.because and not c.rests.against),
        "conclusions name no claim",
        "`because:` and `against:` would say who draws or disputes them",
    )
    yield from _note(
        (name for name, p in base.parameters.items() if p.unverified),
        "numbers are marked as unverified",
        "the report says where they are used",
    )


def _counted(found: NumberCount) -> str:
    said = f"{found.sentence} ({found.more})" if found.more else found.sentence
    return f"{said[0].upper()}{said[1:]}."


def _unnamed(stated: list[StatedNumber]) -> Iterator[str]:
    """Numbers that are written out in formulas, each with its place and how it could be named."""
    for one in stated[:PLACES]:
        where = "" if one.span is None else f"{one.span.file}:{one.span.line}:{one.span.column}: "
        unit = f", unit: {one.unit}" if one.unit else ""
        yield (
            f"{where}the number {one.text} of {one.kind} `{one.owner}` has no name, so no range and no "
            f"reason. Name it under `parameters:`, as "
            f"`{one.calls}: {{draw: {one.text}{unit}, because: [...]}}`, and write `{one.calls}` here."
        )
    if len(stated) > PLACES:
        more = len(stated) - PLACES
        said = "numbers have" if more > 1 else "number has"
        yield f"{more} more {said} no name; `standoff evidence audit` says where."


def _note(names: Iterable[str], what: str, so: str) -> Iterator[str]:
    found = list(names)
    if found:
        more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        listed = ", ".join(f"`{name}`" for name in found[:NAMED])
        yield f"{len(found)} {_number(what, len(found))}: {listed}{more}; {so}."


def _number(what: str, n: int) -> str:
    """`numbers are assumed`, or of one `number is assumed`."""
    if n > 1:
        return what
    one = {"numbers": "number", "conclusions": "conclusion"}
    one |= {"are": "is", "name": "names"}
    return " ".join(one.get(word, word) for word in what.split())
