"""`standoff score`: a scenario against what happened since, as its `happened:` says."""

from __future__ import annotations

import click

from standoff.app.numbers import Whole
from standoff.app.output.printing import say, say_json


@click.command("score", short_help="Score a scenario against what happened since.")
@click.argument("what", metavar="SCENARIO|RUN")
@click.option("--draws", type=Whole(), help="Of the run that is made of a scenario.")
@click.option("--seed", type=Whole(), help="Of that run.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on stdout.")
def command(what: str, draws: int | None, seed: int | None, as_json: bool) -> int:
    """How likely each reading held what happened since, with its Brier and logarithmic score, beside the
    other readings and equal chances.

    This is always retrospective: whoever wrote the scenario could have known. Forecasts that count are
    written into a ledger before the answer is known (`standoff ledger`).

    \b
    Examples:
      standoff score my-crisis
      standoff score runs/my-crisis-1 --json
    """
    from standoff.app.api.ledger_runs import score_scenario
    from standoff.app.output.ledger import scenario_lines

    found = score_scenario(what, draws=draws, seed=seed)
    if as_json:
        say_json(found.as_json())
        return 0
    for line in scenario_lines(found):
        say(line)
    return 0
