"""`standoff fit`: fit a model of a process to data, compare laws, score forecasts, list base rates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from standoff.app.numbers import Whole
from standoff.app.output.printing import say, say_json

if TYPE_CHECKING:
    from standoff.front.fitting import Comparison, Fit
    from standoff.front.holdout import Score
    from standoff.front.series import Series

LARGEST = 20_000_000  # bytes of a table
LONGEST = 100_000  # characters of a line
METHODS = ("log", "nls", "ml")
WORLD_WARS = {"1914 to 1918": (1914, 1918), "1939 to 1945": (1939, 1945)}
LAWS = ("all", "constant", "square", "linear", "logarithmic", "generalised")


@click.command("fit", short_help="Fit a front to data, compare laws, score forecasts.")
@click.argument("what", metavar="front", type=click.Choice(["front"]))
@click.argument("table", metavar="[FILE|NAME]", required=False)
@click.option("--law", type=click.Choice(LAWS), default="all", show_default=True, help="Law of attrition.")
@click.option(
    "--method",
    type=click.Choice(METHODS),
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
def command(what: str, table: str | None, **asked: Any) -> int:  # noqa: ARG001
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
    chosen = [table is not None, asked["cdb90"] is not None, asked["rates"]]
    if sum(chosen) != 1:
        raise click.UsageError("Give one of a table, --cdb90 FILE and --base-rates.")
    if asked["rates"]:
        from standoff.app.commands.library import rate_lines

        say("\n".join(rate_lines(as_json=asked["as_json"])))
        return 0
    if asked["cdb90"] is not None:
        lines, data = _battles(asked["cdb90"], asked["years"], asked["smallest"])
    else:
        series = _series(str(table), asked["since"])
        if asked["holdout"]:
            lines, data = _holdout(series, asked)
        elif "gain" in series.columns and "losses_attacker" not in series.columns:
            lines, data = _area(series, with_offensives=table == "ukraine-area")
        else:
            lines, data = _laws(series, asked)
    if asked["as_json"]:
        say_json(data, sort_keys=True)
    else:
        say("\n".join(lines))
    return 0


def _text(path: str, *, encoding: str = "utf-8") -> str:
    """The text of a table, or an error with a code."""
    from standoff.errors import Problem, ScenarioError

    try:
        with Path(path).open("rb") as stream:
            raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise ScenarioError(
                Problem("S102", f"{path} is larger than {LARGEST:,} bytes.", "Expected a smaller table.",
                        "Split it, or leave out rows.")
            )  # fmt: skip
        return _plain(raw.decode(encoding), path)
    except OSError as error:
        said = error.strerror or "it cannot be read"
        raise ScenarioError(
            Problem("S101", f"{path}: {said}.", "Expected a CSV table.", "Check the path, or give a name: "
                    "ardennes, ukraine-area.")
        ) from error  # fmt: skip
    except UnicodeDecodeError as error:
        raise ScenarioError(
            Problem(
                "S103", f"{path} is not UTF-8 (byte {error.start}).", "Expected UTF-8.", "Save it as UTF-8."
            )
        ) from error


def _plain(text: str, path: str) -> str:
    """Refuses what no table holds, and what the reader of CSV would stumble over."""
    from standoff.errors import Problem, ScenarioError

    if "\0" in text:
        raise ScenarioError(
            Problem("S104", f"{path} holds the control character NUL.", "Expected a table as text.",
                    "Save it as CSV.")
        )  # fmt: skip
    if max(map(len, text.splitlines()), default=0) > LONGEST:
        raise ScenarioError(
            Problem("S117", f"{path} has a line of more than {LONGEST:,} characters.",
                    "Expected a row a line.", "Save it as CSV.")
        )  # fmt: skip
    return text


def _series(table: str, since: str | None) -> Series:
    from standoff.front import DATA, read_series, shipped

    series = read_series(shipped(table) if table in DATA else _text(table), table)
    return series if since is None else series.rows(slice(series.row_of(since), None))


def _battles(path: str, years: tuple[int, int], smallest: int) -> tuple[list[str], Any]:
    from standoff.front import battle_rates, loss_slope, read_battles

    # the file is older than UTF-8; names of places are not used
    every = read_battles(_text(path, encoding="latin-1"), path)
    found = battle_rates(every.between(*years, smallest=smallest))
    wars = {name: loss_slope(every.between(*when, smallest=smallest)) for name, when in WORLD_WARS.items()}
    (wins, fought), (broke, known) = found.wins, found.breakthroughs
    surprised, quiet = found.by_surprise
    data = {
        "years": list(years),
        "smallest": smallest,
        "attacker_wins": wins / fought,
        "breaks_through": broke / known,
        "hazard_a_day": found.hazard[0] / found.hazard[1],
        "operation_hazard_a_day": found.operation_hazard[0] / max(found.operation_hazard[1], 1.0),
        "advance_km_a_day": list(found.advance),
        "breaks_through_with_surprise": surprised[0] / max(surprised[1], 1),
        "breaks_through_without_surprise": quiet[0] / max(quiet[1], 1),
        "loss_ratio_slope": {
            name: {"slope": s.slope, "error": s.error, "battles": s.n} for name, s in wars.items() if s
        },
    }
    lines = [
        f"Battles that began in {years[0]} to {years[1]}"
        + (f", both sides of {smallest:,} or more" if smallest else "")
        + " (CDB90, patched original):",
        f"  the attacker wins {wins} of {fought}: {wins / fought:.3f}",
        f"  it breaks through in {broke} of {known}: {broke / known:.3f}",
        f"  breakthroughs a battle-day: {broke} in {found.hazard[1]:,.0f}: {data['hazard_a_day']:.4f}",
        f"  in {found.operations} operations of 7 days and 15 km or more: {found.operation_hazard[0]} in "
        f"{found.operation_hazard[1]:,.0f} days: {data['operation_hazard_a_day']:.4f}",
        "  advance in km a day at the 10th, 25th, 50th, 75th, 90th centile: "
        + ", ".join(f"{km:.1f}" for km in found.advance),
        f"  breaks through with surprise: {surprised[0]} of {surprised[1]}; "
        f"without: {quiet[0]} of {quiet[1]}",
        "  loss ratio against force ratio, slope of logarithms (square law -1, linear 0, logarithmic +1):",
        *(f"    {name}: {s.slope:+.2f} +- {s.error:.2f} ({s.n} battles)" for name, s in wars.items() if s),
    ]
    return lines, data


def _laws(series: Series, asked: dict[str, Any]) -> tuple[list[str], Any]:
    from standoff.front import compare_laws, fit

    if asked["law"] != "all":
        found = fit(series, asked["law"], method=asked["method"])
        return _fit_lines(found), _fit_data(found)
    held = len(series) // 3 if asked["held"] is None else asked["held"]
    found = fit(series, "generalised", method=asked["method"])
    laws = compare_laws(series, hold_out=held)
    lines = [
        *_fit_lines(found), "",
        f"Laws side by side (least squares of logarithms; error on the last {held} rows):",
        f"  {'law':<14}{'SSR':>8}{'AIC':>10}{'held out':>10}{'SSR with a trend in time':>26}",
        *(f"  {c.law:<14}{c.ssr:>8.3f}{c.aic:>10.1f}{_held(c):>10}{c.trend:>26.3f}" for c in laws),
    ]  # fmt: skip
    trending = [c.law for c in laws if c.law != "generalised" and c.trend < found.ssr * 1.15]
    if trending and asked["method"] == "log":
        lines.append(
            f"A trend in time does as well as free exponents (with it: {', '.join(trending)}): the exponents "
            "may be a trend and no law."
        )
    data = {
        "fit": _fit_data(found),
        "laws": {
            c.law: {"ssr": c.ssr, "aic": c.aic, "held_out": c.held_out, "ssr_with_trend": c.trend}
            for c in laws
        },
    }
    return lines, data


def _held(law: Comparison) -> str:
    return "-" if law.held_out is None else f"{law.held_out:.3f}"


def _fit_lines(found: Fit) -> list[str]:
    lines = [
        f"{found.law} law, method {found.method}, {found.n_rows} rows: losses = c own^q enemy^p d^(+-1)",
        f"  {'':<8}{'estimate':>12}{'error':>10}{'95 % interval':>26}",
    ]
    lines += [
        f"  {e.name:<8}{e.value:>12.4g}{e.error:>10.3g}{f'{e.low:.4g} to {e.high:.4g}':>26}"
        for e in found.estimates
    ]
    lines.append(f"  sum of squares {found.ssr:.5g}, log-likelihood {found.loglik:.2f}, AIC {found.aic:.2f}")
    return lines + [f"  {flat.text()}" for flat in found.flat]


def _fit_data(found: Fit) -> dict[str, Any]:
    return {
        "law": found.law,
        "method": found.method,
        "rows": found.n_rows,
        "estimates": {
            e.name: {"value": e.value, "error": e.error, "low": e.low, "high": e.high}
            for e in found.estimates
        },
        "ssr": found.ssr,
        "aic": found.aic,
        "flat": [flat.text() for flat in found.flat],
    }


def _area(series: Series, *, with_offensives: bool) -> tuple[list[str], Any]:
    """Sizes and noise of the monthly gains: what a prior of `area_rate` and `area_noise` rests on."""
    from standoff.front import fit_area, fit_offensives

    gain = series.columns["gain"]
    found = fit_area(gain)
    long = int((abs(gain) >= 2000.0).sum())
    sizes = {"gain": found.gain, "loss": found.loss}
    lines = [
        f"Net gain of area, {series.label[0]} to {series.label[-1]}, {len(series)} {series.unit}s; left out: "
        f"{long} with 2,000 km2 or more either way",
        *(f"  {kind}: {n} {series.unit}s, median {median:.0f} km2, log-sd {sd:.2f}"
          for kind, (median, sd, n) in sizes.items()),
        f"  noise passed on from one {series.unit} to the next (area_carry): {found.carry:.2f}",
    ]  # fmt: skip
    data: dict[str, Any] = {
        kind: {"median": median, "log_sd": sd, "rows": n} for kind, (median, sd, n) in sizes.items()
    } | {"carry": found.carry, "left_out": long}
    if with_offensives and series.label[0] <= "2022-05":
        told = fit_offensives(series)
        lines.append(
            f"  {told.n_months} months of offensives ("
            + ", ".join(f"{first} to {last}" for first, last in told.stretches)
            + f"), {told.floored} of less than 10 km2 counted as 10: median {told.median:.0f} km2, "
            f"log-sd {told.log_sd:.2f}"
        )
        data["offensives"] = {
            "median": told.median, "log_sd": told.log_sd, "months": told.n_months, "floored": told.floored
        }  # fmt: skip
    return lines, data


def _holdout(series: Series, asked: dict[str, Any]) -> tuple[list[str], Any]:
    from standoff.front import hold_out, verdict

    n_months, last = asked["months"], asked["holdout"]
    scores = hold_out(series, last, n_months=n_months, n_draws=20_000, seed=asked["seed"])
    lines = [
        f"Net gain of area, fitted on {series.label[0]} to {last}, scored on the {n_months} months after it:",
        f"  {'forecast':<27}{'CRPS, km2':>11}{'in 90 %':>9}   CRPS by month",
        *(_score_line(score) for score in scores),
        verdict(scores),
    ]
    data = {
        "fitted": [series.label[0], last],
        "months": n_months,
        "scores": {s.name: {"crps": s.crps, "coverage": s.coverage, "by_month": s.by_month} for s in scores},
        "verdict": verdict(scores),
    }
    return lines, data


def _score_line(score: Score) -> str:
    months = " ".join(f"{value:.0f}" for value in score.by_month)
    return f"  {score.name:<27}{score.crps:>11.1f}{score.coverage:>9.2f}   {months}"
