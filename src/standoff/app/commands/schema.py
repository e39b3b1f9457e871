"""`standoff schema`: the JSON Schema of the language."""

from __future__ import annotations

import click

from standoff.app.output.printing import say_json


@click.command("schema", short_help="Print the JSON Schema of the language, for editors.")
def command() -> int:
    """Print the JSON Schema of the scenario language, so that an editor can complete and check keys.

    \b
    Example, for editors that speak the YAML language server's protocol:
      standoff schema > standoff.schema.json
      then, as the first line of a scenario:
      # yaml-language-server: $schema=standoff.schema.json
    """

    from standoff import scenario as language

    say_json(language.schema(), sort_keys=True)
    return 0
