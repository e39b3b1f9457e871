"""`standoff fit`: fit a model of a process to data, compare laws, score forecasts, list base rates."""

from __future__ import annotations

from typing import Unpack, get_args

import click

from standoff.app.api.names import FitMethod, FitOptions, Law
from standoff.app.numbers import Whole
from standoff.app.output.printing import say, say_json


@click.command("fit", short_help="Fit a front to data, compare laws, score forecasts.")
@click.argument("what", metavar="front", type=click.Choice(["front"]))
@click.argument("table", metavar="[FILE|NAME]", required=False)
@click.option(
    "--law", type=click.Choice(get_args(Law)), default="all", show_default=True, help="Law of attrition."
)
@click.option(
    "--method",
    type=click.Choice(get_args(FitMethod)),
    default="log",
    show_default=True,
    help="log: least squares of logarithms; nls: of losses; ml: negative binomial likelihood.",
)
@click.option(
    "--held",
    type=Whole(0),
    metavar="ROWS",
    default=None,
    help="Last rows that each law has to foretell.  [default: a third]",
)
@click.option("--holdout", metavar="MONTH", help="Score forecasts made at the end of MONTH, as 2023-08.")
@click.option(
    "--months",
    type=Whole(1, 120),
    default=6,
    show_default=True,
    help="Months to score after --holdout.",
)
@click.option("--since", metavar="TIME", help="Leave out the rows before this day or month.")
@click.option("--seed", type=Whole(0), default=0, show_default=True, help="Draws of forecasts.")
@click.option("--cdb90", metavar="FILE", help="Shares and hazards of battles, from the patched original.")
@click.option(
    "--years",
    type=(Whole(), Whole()),
    default=(1914, 1982),
    show_default=True,
    help="First and last year for --cdb90.",
)
@click.option(
    "--smallest",
    type=Whole(0),
    default=1000,
    show_default=True,
    help="Persons that both sides of a battle must have for --cdb90; 0 takes all.",
)
@click.option("--base-rates", "rates", is_flag=True, help="List the base rates that come with Standoff.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on stdout.")
def command(
    what: str,  # noqa: ARG001
    table: str | None,
    cdb90: str | None,
    rates: bool,
    as_json: bool,
    **asked: Unpack[FitOptions],
) -> int:
    """Fit a front to its history, or say what past cases have to say of it.

    FILE is a CSV table with the columns day, date or month; strength_attacker, losses_attacker,
    strength_defender, losses_defender, attacks; area, gain. NAME is one that comes with Standoff:
    ardennes, ukraine-area.

    \b
    Examples:
      standoff fit front ardennes                            # which law of attrition? with intervals
      standoff fit front ardennes --law generalised --method ml
      standoff fit front ukraine-area                        # sizes and noise of monthly gains
      standoff fit front ukraine-area --holdout 2023-08 --since 2022-05
      standoff fit front --cdb90 cdb90_original_patched.csv  # shares and hazards of battles
      standoff fit front --base-rates
    """
    from standoff.app.api.front import fit
    from standoff.app.output.fit import fit_lines

    if sum((table is not None, cdb90 is not None, rates)) != 1:
        raise click.UsageError("Give one of a table, --cdb90 FILE and --base-rates.")
    if rates:
        from standoff.app.api.library import rates_listed, rates_that_name
        from standoff.app.output.rates import rates_json, rates_text

        if as_json:
            say_json(rates_json(rates_listed()), sort_keys=True)
        else:
            say(rates_text(rates_that_name("")))
        return 0
    found = fit(str(table or cdb90), battles=cdb90 is not None, **asked)
    if as_json:
        say_json(found.as_json(), sort_keys=True)
    else:
        say("\n".join(fit_lines(found)))
    return 0
