"""`standoff strike`: what the answers become without a claim, a document, a claimant, all allegations."""

from __future__ import annotations

import sys
from typing import Unpack, get_args

import click

from standoff.app.api.names import StrikeMethod, StrikeOptions
from standoff.app.numbers import Whole
from standoff.app.output.printing import say, say_json_text, tell

DRAWS = 4000


@click.command(
    "strike",
    short_help="What the answers become without a claim.",
    epilog="With no claim, document or claimant, everything is struck in turn and ranked.",
)
@click.argument("where", metavar="FILE|NAME|DIR")
@click.argument("claims", metavar="[CLAIM]...", nargs=-1)
@click.option("--document", "documents", multiple=True, metavar="D", help="All claims of this document.")
@click.option("--claimant", "claimants", multiple=True, metavar="C", help="All that this claimant says.")
@click.option("--unverified", is_flag=True, help="All unverified allegations.")
@click.option("--reading", "readings", multiple=True, metavar="R", help="Only this reading.  [default: all]")
@click.option("--draws", type=Whole(2), default=DRAWS, show_default=True, help="How many draws.")
@click.option("--seed", type=Whole(0), default=0, show_default=True, help="Draws of a FILE's run.")
@click.option("--keep-moves", is_flag=True, help="Switch no move off: only numbers, terms and beliefs fall.")
@click.option(
    "--method",
    type=click.Choice(get_args(StrikeMethod)),
    default="solve",
    show_default=True,
    help="Solve again, or reweight the run's own draws; `auto` where the weights can be trusted.",
)
@click.option("--workers", type=Whole(1), metavar="N", help="Processes; changes no number.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on stdout.")
def command(
    where: str, claims: tuple[str, ...], draws: int, as_json: bool, **asked: Unpack[StrikeOptions]
) -> int:
    """Strike claims out: what rests on them alone falls back, and every answer is worked out again.

    FILE is a scenario, NAME one that comes with Standoff, DIR the folder of a finished run.

    \b
    What falls with a struck claim, if it rests on no other:
      a number           to its `prior:`; without one, a probability or share to anything from 0 to 1,
                         and any other number is kept, which is told
      a payoff or belief to nothing, to what everybody believes
      a move             is switched off, where the game can do without it

    \b
    Examples:
      standoff strike my-crisis c4                    # without one claim
      standoff strike my-crisis c4 c9                 # without both
      standoff strike my-crisis --document paper      # without all that the paper says
      standoff strike my-crisis --unverified          # without all allegations
      standoff strike runs/my-crisis-1a2b3c4d-...     # claim by claim, ranked

    Every difference is over the same draws, with its numerical error; one that is smaller than three
    errors is indistinguishable from 0 and marked so. Striking DIR claim by claim also writes
    DIR/findings/strikes.json, which `standoff report DIR` shows.
    """
    from standoff.app.api.findings import context_to_strike, is_run, keep_strikes, struck
    from standoff.app.output.findings import conditions_of
    from standoff.app.output.progress_bar import progress_for
    from standoff.app.output.strike import struck_text
    from standoff.results.run.conditions import WEIGHTED, condition_lines
    from standoff.results.run.files import json_text

    news = progress_for(terminal=sys.stderr.isatty())
    with context_to_strike(where, draws, asked, news) as context:
        found = struck(context, claims, draws, asked, news)
        if as_json:
            say_json_text(json_text(found.content() | conditions_of(context.run.manifest)))
        else:
            for said in condition_lines(context.run.manifest):
                say(said)
            if context.run.manifest.observed:
                say(f"Shares of draws are {WEIGHTED}; numbers of draws are not.")
            struck_text(found, {name: context.compiled(name).scenario for name in context.readings})
        path = keep_strikes(context, found, named=claims, options=asked) if is_run(where) else None
        if path is not None:
            tell(f"findings: {path}; `standoff report {where}` shows them")
    return 0
