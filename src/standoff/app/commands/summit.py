"""`standoff summit`: forecast a collective decision from a table of members, without a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict, Unpack, get_args

import click

from standoff.app.api.names import ChallengeReading, ForecastModel, RuleName
from standoff.app.numbers import Number, Whole
from standoff.app.output.printing import say, say_json, tell

MODELS, RULES, CHALLENGES = get_args(ForecastModel), get_args(RuleName), get_args(ChallengeReading)


class Asked(TypedDict):
    """The words that go to the forecast as they are."""

    model: ForecastModel
    rule: RuleName | None
    status_quo: tuple[float, ...]
    cost: float
    share: float | None
    quota: float | None
    reading: ChallengeReading
    rounds: int
    disagreement: float | None


@click.command(
    "summit",
    short_help="Forecast a summit from a table of its members.",
    epilog="Nothing has clearly beaten the weighted mean: it is printed beside every forecast.",
)
@click.argument("file", metavar="FILE.csv", type=click.Path(path_type=Path))
@click.option("--model", type=click.Choice(MODELS), default="smp", show_default=True, help="What forecasts.")
@click.option("--rule", type=click.Choice(RULES), help="What is adopted of it, over the status quo.")
@click.option(
    "--status-quo", type=Number(), multiple=True, metavar="X", help="For each dimension.  [default: low end]"
)
@click.option(
    "--cost", type=Number(), default=0.0, help="Of objecting, in units of the scale (consensus, silence)."
)
@click.option("--share", type=Number(), help="Of the members that is needed (majority, double).")
@click.option("--quota", type=Number(), help="Votes that are needed (weighted).")
@click.option(
    "--option", "chosen", multiple=True, metavar="NAME=VALUE", help="Of the spatial model: voting=cubic."
)
@click.option("--reading", type=click.Choice(CHALLENGES), default="code", help="Of the model of challenges.")
@click.option("--rounds", type=Whole(), default=5, show_default=True, help="Of the model of challenges.")
@click.option(
    "--disagreement", type=Number(), help="What no agreement costs (nash).  [default: scale squared]"
)
@click.option(
    "--scale", type=Number(), nargs=2, default=(0.0, 100.0), metavar="LOW HIGH", help="Of the positions."
)
@click.option(
    "--burden", type=Number(), metavar="TASTE", help="Of a table of incomes: who gives what (0 < TASTE < 1)."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone on standard output.")
@click.option(
    "--chart", type=click.Path(path_type=Path), help="Draw the positions by round: NAME.svg or NAME.png."
)
def command(
    file: Path,
    burden: float | None,
    as_json: bool,
    chart: Path | None,
    chosen: tuple[str, ...],
    scale: tuple[float, float],
    **asked: Unpack[Asked],
) -> int:
    """Forecast a collective decision from a table of members, and what a rule makes of it.

    The table is a CSV file in KTAB's format, or with the columns member, capability, position and
    salience (0 to 1); for several dimensions position:NAME and salience:NAME. The spatial model is
    run under many sets of options, and their spread is printed: one run is no forecast.

    \b
    Examples:
      standoff summit members.csv --rule consensus
      standoff summit members.csv --model smp --json
      standoff summit members.csv --option bugs=ktab --chart rounds.svg
      standoff summit council.csv --model compromise --rule weighted --quota 255
      standoff summit incomes.csv --burden 0.3

    With --burden the table has the columns member and income, and perhaps paid: what each would
    give alone (after Olson and Zeckhauser), the efficient total, fair shares (Shapley), and
    whether some coalition would do better by leaving (the core).
    """
    from standoff.app.api.summit import forecast_of, members_read
    from standoff.app.output.summit import forecast_text
    from standoff.kernels.compilation import compiling

    if burden is not None:
        return _burden(file, burden, as_json=as_json)
    options = dict(_pair(text) for text in chosen)
    read = members_read(str(file), scale)
    for note in read.notes:
        tell(f"note: {note.text()}")
    with compiling(lambda: tell("Compiling the spatial model: some ten seconds, once.")):
        found = forecast_of(read, str(file), **asked, options=options)
    if chart is not None:
        from standoff.app.output.summit_chart import write

        write(found, chart)
    say_json(found.as_json()) if as_json else say(forecast_text(found))
    return 0


def _burden(file: Path, taste: float, *, as_json: bool) -> int:
    from standoff.app.api.burden import share_burden
    from standoff.app.output.burden import burden_text

    found = share_burden(file, taste)
    say_json(found.as_json()) if as_json else say(burden_text(found))
    return 0


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value
