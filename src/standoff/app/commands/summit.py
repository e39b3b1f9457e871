"""`standoff summit`: forecast a collective decision from a table of members, without a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from standoff.app.numbers import Number, Whole
from standoff.app.output.printing import say, say_json, tell

MODELS = ("compromise", "median", "smp", "challenge", "nash")
RULES = ("unanimity", "consensus", "silence", "majority", "weighted", "double")


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
@click.option(
    "--reading", type=click.Choice(("code", "paper")), default="code", help="Of the model of challenges."
)
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
def command(**given: Any) -> int:
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
    from standoff.app.output.summit import Request, answer
    from standoff.kernels.compilation import compiling
    from standoff.summit import read_table

    file: Path = given.pop("file")
    scale, as_json, chart = given.pop("scale"), given.pop("as_json"), given.pop("chart")
    if (taste := given.pop("burden")) is not None:
        return _burden(file, taste, as_json=as_json)
    table = read_table(_text(file), str(file), scale=_scale(scale))
    for note in table.notes:
        tell(f"note: {note.text()}")
    with compiling(lambda: tell("Compiling the spatial model: some ten seconds, once.")):
        told = answer(table, Request(**given), str(file))
    if chart is not None:
        from standoff.app.output.summit_chart import write

        write(told, chart)
    say_json(told) if as_json else say(as_text(told))
    return 0


def _burden(file: Path, taste: float, *, as_json: bool) -> int:
    from standoff.app.output import burden as summit_burden
    from standoff.summit import read_incomes

    told = summit_burden.burden(read_incomes(_text(file), str(file)), taste, str(file))
    say_json(told) if as_json else say(summit_burden.as_text(told))
    return 0


def _scale(scale: tuple[float, float]) -> tuple[float, float]:
    from standoff.errors import Problem
    from standoff.summit import SummitError

    if not scale[0] < scale[1]:
        told = f"`--scale {scale[0]:g} {scale[1]:g}` is no scale."
        raise SummitError(Problem("S664", told, "Expected the low end, then the high end."))
    return scale


def _text(file: Path) -> str:
    from standoff.errors import Problem
    from standoff.summit import SummitError

    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        told = f"The file `{file}` is not UTF-8 (byte {error.start})."
        raise SummitError(Problem("S103", told, fix="Save it as UTF-8.")) from None
    except OSError as error:
        told = f"The file `{file}` cannot be read: {error.strerror or type(error).__name__}."
        raise SummitError(Problem("S101", told, fix="Check its name and permissions.")) from None


def as_text(told: dict[str, Any]) -> str:
    """The answer for people: one block each for members, forecast, spread and decision."""
    lines = [told["title"] or told["file"], ""]
    width = max(len(row["name"]) for row in told["members"])
    moves = "last" in told["members"][0]
    lines.append(f"{'member':<{width}}  capability  {'position':<20}{'ends at' if moves else ''}".rstrip())
    for row in told["members"]:
        end = _numbers(row["last"]) if moves else ""
        line = f"{row['name']:<{width}}  {row['capability']:>10g}  {_numbers(row['position']):<20}{end}"
        lines.append(line.rstrip())
    lines += ["", f"{'':<32}{'  '.join(f'{name:>12}' for name in told['dimensions'])}"]
    lines.append(_line(f"forecast ({told['model']})", told["forecast"]["position"]))
    lines.append(_line("weighted mean (benchmark)", told["benchmark"]["weighted_mean"]))
    lines.append(_line("weighted median (benchmark)", told["benchmark"]["weighted_median"]))
    if "ensemble" in told:
        runs = told["ensemble"]["runs"]
        lines.append(_line(f"over {len(runs)} sets of options: 5 %", told["ensemble"]["q05"]))
        lines.append(_line("                       median", told["ensemble"]["q50"]))
        lines.append(_line("                         95 %", told["ensemble"]["q95"]))
        other = [run for run in runs if run["status"] != "settled"]
        if other:
            counted = {status: sum(run["status"] == status for run in other) for status in _statuses(other)}
            lines.append("of which " + ", ".join(f"{n} {status}" for status, n in counted.items()))
    if told["forecast"]["status"] != "settled":
        lines.append(f"status: {told['forecast']['status']}. {told['forecast']['advice']}")
    return "\n".join(lines + _decided(told))


def _statuses(runs: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(run["status"] for run in runs))


def _line(label: str, numbers: list[float]) -> str:
    return f"{label:<32}{'  '.join(f'{x:>12.2f}' for x in numbers)}"


def _numbers(values: list[float]) -> str:
    return ", ".join(f"{x:.1f}" for x in values)


def _decided(told: dict[str, Any]) -> list[str]:
    if "decision" not in told:
        return []
    found = told["decision"]
    lines = ["", f"rule: {found['rule']}, status quo at {_numbers(found['status_quo'])}"]
    if found["passes"]:
        lines.append(f"The forecast passes: {_numbers(found['position'])}.")
    else:
        lines.append(
            f"Adopted: {_numbers(found['position'])}, {100 * found['way']:.1f} % of the way to the forecast."
        )
        lines.append(f"Against going further: {', '.join(found['blocked_by'])}.")
        alone = found["blocked_alone_by"]
        if alone and alone != found["blocked_by"]:
            lines.append(f"Alone enough to stop it: {', '.join(alone)}.")
    return lines
