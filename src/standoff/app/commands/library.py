"""`standoff library`: the scenarios and base rates that come with Standoff."""

from __future__ import annotations

import click

from standoff.app.output.printing import say, say_json


@click.command("library", short_help="List the scenarios that come with Standoff.")
@click.option("--path", metavar="NAME", help="Print the folder of this one, to read or copy it.")
@click.option(
    "--base-rates",
    "word",
    is_flag=False,
    flag_value="",
    metavar="[WORD]",
    help="List base rates instead: all, or those that name this word.",
)
@click.option("--json", "as_json", is_flag=True, help="With --base-rates: print JSON, and nothing else.")
def command(path: str | None, word: str | None, as_json: bool) -> int:
    """List the scenarios that come with Standoff, one a line: name, then what it asks.

    With --base-rates: how often something happened in classes of past cases. Write one as the
    distribution of a parameter, `draw: base_rate(deterrence_holds)`. Cases are selected, and each
    says how: a rate is a place to start from, not the chance that somebody acts now.

    \b
    Examples:
      standoff library
      standoff library --base-rates nuclear                 # those that name the word
      standoff show nato-ukraine-2024                       # any command takes a name
      cp -r "$(standoff library --path nato-ukraine-2024)" mine
    """
    if as_json and word is None:
        raise click.UsageError("--json goes with --base-rates.")
    if word is not None:
        from standoff.app.api.library import rates_listed, rates_that_name
        from standoff.app.output.rates import rates_json, rates_text

        if as_json:
            say_json(rates_json(rates_listed(word)), sort_keys=True)
        else:
            say(rates_text(rates_that_name(word)))
        return 0
    if path is not None:
        from standoff import library

        say(str(library.find(path)))
        return 0
    from standoff.app.api.library import scenarios_listed

    found = scenarios_listed()
    width = max((len(one.name) for one in found), default=0)
    for one in found:
        say(f"{one.name:<{width}}  {one.title}: {one.question}")
    return 0
