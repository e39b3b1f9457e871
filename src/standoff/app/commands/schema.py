"""`standoff schema`: the JSON Schema of the language."""

from __future__ import annotations

import click

from standoff.app.output.printing import say_json


@click.command("schema", short_help="Print the JSON Schema of the language, for editors.")
@click.argument("name", default="scenario", metavar="[NAME]")
def command(name: str) -> int:
    """Print the JSON Schema of the scenario language, so that an editor can complete and check keys.

    NAME is another JSON instead: manifest, summary, text, details or parameters of a run's folder; a
    kind of finding, as tipping; solve, fit, forecast, burden or audit, what these commands print.

    \b
    Example, for editors that speak the YAML language server's protocol:
      standoff schema > standoff.schema.json
      then, as the first line of a scenario:
      # yaml-language-server: $schema=standoff.schema.json
    """

    from standoff.app.api.schemas import schema

    say_json(schema(name), sort_keys=True)
    return 0
