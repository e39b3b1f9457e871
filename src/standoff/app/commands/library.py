"""`standoff library`: the scenarios and base rates that come with Standoff."""

from __future__ import annotations

import click

from standoff.app.output.printing import say


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
        say("\n".join(rate_lines(word, as_json=as_json)))
        return 0
    from standoff import library

    if path is not None:
        say(str(library.find(path)))
        return 0
    from standoff import scenario as language

    names = library.names()
    width = max((len(name) for name in names), default=0)
    for name in names:
        base = language.load(name).reading()
        say(f"{name:<{width}}  {base.title}: {base.question}")
    return 0


def rate_lines(word: str = "", *, as_json: bool = False) -> list[str]:
    """The base rates whose name or definition holds a word: two lines each, or one JSON text.

    Raises
    ------
    RunError
        S655 where none does.
    """
    from standoff.draws import base_rates
    from standoff.errors import Problem, RunError, nearest

    known = base_rates()
    found = [rate for rate in known.values() if word.lower() in f"{rate.name} {rate.definition}".lower()]
    if not found:
        fix = nearest(word, list(known)) or "`standoff library --base-rates` lists all."
        raise RunError(Problem("S655", f"No base rate names `{word}`.", f"{len(known)} are known.", fix))
    if as_json:
        import json

        data = {
            rate.name: {"k": rate.k, "n": rate.n, "per": rate.per, "definition": rate.definition,
                        "prior": None if rate.is_empty else rate.prior, "selected": rate.selected,
                        "note": rate.note, "source": rate.source}
            for rate in found
        }  # fmt: skip
        return [json.dumps(data, indent=1, sort_keys=True)]
    lines = []
    for rate in found:
        lines += [f"base_rate({rate.name})", f"    {rate.text()}"]
    return lines
