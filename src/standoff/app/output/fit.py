"""What `standoff fit` prints for people, a few lines for each kind of answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.results.fits import (
        BattleRates,
        ForecastScores,
        FrontFit,
        GainFit,
        LawComparison,
        LawFit,
        LawScore,
    )

TREND_CLOSE = 1.15  # a law with a trend in time is as good as free exponents up to so many times their SSR


def fit_lines(found: FrontFit) -> list[str]:
    """The answer as lines of text."""
    from standoff.results.fits import ForecastScores, GainFit, LawComparison, LawFit

    if isinstance(found, LawFit):
        return _law(found)
    if isinstance(found, LawComparison):
        return _laws(found)
    if isinstance(found, GainFit):
        return _gains(found)
    return _scores(found) if isinstance(found, ForecastScores) else _battles(found)


def _law(found: LawFit) -> list[str]:
    lines = [
        f"{found.law} law, method {found.method}, {found.n_rows} rows: losses = c own^q enemy^p d^(+-1)",
        f"  {'':<8}{'estimate':>12}{'error':>10}{'95 % interval':>26}",
    ]
    lines += [
        f"  {name:<8}{e.value:>12.4g}{e.error:>10.3g}{f'{e.low:.4g} to {e.high:.4g}':>26}"
        for name, e in found.estimates.items()
    ]
    lines.append(f"  sum of squares {found.ssr:.5g}, log-likelihood {found.loglik:.2f}, AIC {found.aic:.2f}")
    return lines + [f"  {flat}" for flat in found.flat]


def _laws(found: LawComparison) -> list[str]:
    lines = [
        *_law(found.fit), "",
        f"Laws side by side (least squares of logarithms; error on the last {found.held} rows):",
        f"  {'law':<14}{'SSR':>8}{'AIC':>10}{'held out':>10}{'SSR with a trend in time':>26}",
        *(f"  {law:<14}{c.ssr:>8.3f}{c.aic:>10.1f}{_held(c):>10}{c.trend:>26.3f}"
          for law, c in found.laws.items()),
    ]  # fmt: skip
    near = found.fit.ssr * TREND_CLOSE
    trending = [law for law, c in found.laws.items() if law != "generalised" and c.trend < near]
    if trending and found.fit.method == "log":
        lines.append(
            f"A trend in time does as well as free exponents (with it: {', '.join(trending)}): the exponents "
            "may be a trend and no law."
        )
    return lines


def _held(law: LawScore) -> str:
    return "-" if law.held_out is None else f"{law.held_out:.3f}"


def _gains(found: GainFit) -> list[str]:
    unit = found.unit
    lines = [
        f"Net gain of area, {found.first} to {found.last}, {found.n_rows} {unit}s; left out: "
        f"{found.left_out} with 2,000 km2 or more either way",
        *(f"  {kind}: {one.n_rows} {unit}s, median {one.median:.0f} km2, log-sd {one.log_sd:.2f}"
          for kind, one in (("gain", found.gain), ("loss", found.loss))),
        f"  noise passed on from one {unit} to the next (area_carry): {found.carry:.2f}",
    ]  # fmt: skip
    if (told := found.offensives) is not None:
        lines.append(
            f"  {told.months} months of offensives ("
            + ", ".join(f"{first} to {last}" for first, last in told.stretches)
            + f"), {told.floored} of less than 10 km2 counted as 10: median {told.median:.0f} km2, "
            f"log-sd {told.log_sd:.2f}"
        )
    return lines


def _scores(found: ForecastScores) -> list[str]:
    first, last = found.fitted
    lines = [
        f"Net gain of area, fitted on {first} to {last}, scored on the {found.months} months after it:",
        f"  {'forecast':<27}{'CRPS, km2':>11}{'in 90 %':>9}   CRPS by month",
    ]
    for name, one in found.scores.items():
        months = " ".join(f"{value:.0f}" for value in one.by_month)
        lines.append(f"  {name:<27}{one.crps:>11.1f}{one.coverage:>9.2f}   {months}")
    return [*lines, found.verdict]


def _battles(found: BattleRates) -> list[str]:
    of = found.counts
    (wins, fought), (broke, known) = of.wins, of.breakthroughs
    surprised, quiet = of.with_surprise, of.without_surprise
    return [
        f"Battles that began in {found.years[0]} to {found.years[1]}"
        + (f", both sides of {found.smallest:,} or more" if found.smallest else "")
        + " (CDB90, patched original):",
        f"  the attacker wins {wins} of {fought}: {found.attacker_wins:.3f}",
        f"  it breaks through in {broke} of {known}: {found.breaks_through:.3f}",
        f"  breakthroughs a battle-day: {broke} in {of.hazard[1]:,.0f}: {found.hazard_a_day:.4f}",
        f"  in {of.operations} operations of 7 days and 15 km or more: {of.operation_hazard[0]} in "
        f"{of.operation_hazard[1]:,.0f} days: {found.operation_hazard_a_day:.4f}",
        "  advance in km a day at the 10th, 25th, 50th, 75th, 90th centile: "
        + ", ".join(f"{km:.1f}" for km in found.advance_km_a_day),
        f"  breaks through with surprise: {surprised[0]} of {surprised[1]}; "
        f"without: {quiet[0]} of {quiet[1]}",
        "  loss ratio against force ratio, slope of logarithms (square law -1, linear 0, logarithmic +1):",
        *(f"    {war}: {s.slope:+.2f} +- {s.error:.2f} ({s.battles} battles)"
          for war, s in found.loss_ratio_slope.items()),
    ]  # fmt: skip
