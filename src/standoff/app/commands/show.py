"""`standoff show`: print a scenario as Standoff understands it, at one of three stages."""

from __future__ import annotations

import click

from standoff.app.output.printing import say


@click.command("show", short_help="Print a scenario as it is understood: text, game or arrays.")
@click.argument("scenario", metavar="FILE|NAME")
@click.option(
    "--stage",
    type=click.Choice(["scenario", "game", "arrays"]),
    default="scenario",
    show_default=True,
    help="scenario: the text with everything filled in; game: its moves and information sets; "
    "arrays: the numbers that solvers see.",
)
@click.option("--reading", metavar="R", help="Which reading.  [default: the file's own]")
@click.option(
    "--play", metavar="sharp|L", default="", help="As `standoff run --play` has it.  [default: as written]"
)
def command(scenario: str, stage: str, reading: str | None, play: str) -> int:
    """Print a scenario as Standoff understands it, as plain text that can be piped and compared.

    \b
    Examples:
      standoff show my-crisis
      standoff show my-crisis --stage game
      standoff show my-crisis --reading sceptic > sceptic.txt   # then compare two readings
    """
    from standoff import scenario as language
    from standoff.study.settings import Settings, check_settings

    loaded = language.load(scenario).with_play(play)
    name = loaded.base if reading is None else reading
    check_settings(Settings(readings=(name,)), loaded)
    if stage == "scenario":
        from standoff.app.output.scenario import scenario_text

        say(scenario_text(loaded.reading(name)), end="")
        return 0
    from standoff.compiler import compile_scenario, show_arrays, show_game

    compiled = compile_scenario(loaded.reading(name))
    say((show_game if stage == "game" else show_arrays)(compiled).rstrip("\n"))
    return 0
