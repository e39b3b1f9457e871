"""`standoff.fit`: a front fitted to data, laws compared, forecasts scored, rates of past battles.

What the table holds decides what is made of it: losses are fitted by laws, gains of area by sizes and
noise, a table of battles (CDB90, patched original) is counted.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Unpack, get_args

from standoff.app.api.names import FitMethod, FitOptions, Law, Where, keywords, known_name
from standoff.errors import Problem, RunError, ScenarioError

if TYPE_CHECKING:
    from standoff.front.fitting import Fit
    from standoff.front.series import Series
    from standoff.results.fits import BattleRates, ForecastScores, FrontFit, GainFit, LawComparison, LawFit

LARGEST = 20_000_000  # bytes of a table
LONGEST = 100_000  # characters of a line
LARGE_GAIN = 2000.0  # km2 in a month: a breakthrough, and left out of the noise
FORECAST_DRAWS = 20_000
YEARS, SMALLEST, MONTHS = (1914, 1982), 1000, 6
WORLD_WARS = {"1914 to 1918": (1914, 1918), "1939 to 1945": (1939, 1945)}
FIRST_OFFENSIVE = "2022-05"


def fit(table: Where, *, battles: bool = False, **how: Unpack[FitOptions]) -> FrontFit:
    """Fit a front to its history, or say what past cases have to say of it.

    Parameters
    ----------
    table : a CSV file, or `ardennes` or `ukraine-area`, which come with Standoff
    battles : the file is a table of battles (CDB90, patched original)
    how : see `standoff.app.api.names.FitOptions`

    Returns
    -------
    LawComparison (losses), LawFit (losses, one law), GainFit (gains), ForecastScores (gains and a
    holdout) or BattleRates; each has a `table` and `as_json()`.

    Raises
    ------
    StandoffError
        S101 to S117 for a file, S6xx for what stands in it, S913 and S914 for a keyword or a name.

    Examples
    --------
    >>> found = fit("ardennes", law="generalised")
    >>> round(found.estimates["d"].value, 3)
    1.237
    """
    how = keywords("fit", how, FitOptions)
    known_name("law", how.get("law", "all"), get_args(Law))
    known_name("method of fitting", how.get("method", "log"), get_args(FitMethod))
    if battles:
        return battle_rates(os.fspath(table), how.get("years", YEARS), how.get("smallest", SMALLEST))
    from standoff.front import OFFENSIVES_OF

    series, ours = _series(os.fspath(table), how.get("since")), os.fspath(table) == OFFENSIVES_OF
    if (last := how.get("holdout")) is not None:
        return _scores(series, last, how, with_offensives=ours)
    if "gain" in series.columns and "losses_attacker" not in series.columns:
        return _gains(series, with_offensives=ours)
    return _laws(series, how)


def _laws(series: Series, how: FitOptions) -> LawFit | LawComparison:
    from standoff import front
    from standoff.results.fits import LawComparison, LawScore

    law, method, held = how.get("law", "all"), how.get("method", "log"), how.get("held")
    if law != "all":
        return _fitted(front.fit(series, law, method=method))
    held = len(series) // 3 if held is None else held
    if held < 0:
        raise RunError(Problem("S914", f"`held` is {held}.", "0 rows or more were expected."))
    return LawComparison(
        fit=_fitted(front.fit(series, "generalised", method=method)),
        laws={
            c.law: LawScore(ssr=c.ssr, aic=c.aic, held_out=c.held_out, trend=c.trend)
            for c in front.compare_laws(series, hold_out=held)
        },
        held=held,
    )


def _fitted(found: Fit) -> LawFit:
    from standoff.results.fits import EstimatedNumber, LawFit

    return LawFit(
        law=found.law,
        method=found.method,
        n_rows=found.n_rows,
        estimates={
            e.name: EstimatedNumber(value=e.value, error=e.error, low=e.low, high=e.high)
            for e in found.estimates
        },
        ssr=found.ssr,
        aic=found.aic,
        flat=tuple(flat.text() for flat in found.flat),
        loglik=found.loglik,
    )


def _gains(series: Series, *, with_offensives: bool) -> GainFit:
    """Sizes and noise of the monthly gains: what a prior of `area_rate` and `area_noise` rests on."""
    from standoff.front import fit_area, fit_offensives
    from standoff.results.fits import GainFit, GainSizes, OffensiveGains

    gain = series.columns["gain"]
    found = fit_area(gain)
    up, down = (GainSizes(median=median, log_sd=sd, n_rows=n) for median, sd, n in (found.gain, found.loss))
    made = GainFit(
        gain=up,
        loss=down,
        carry=found.carry,
        left_out=int((abs(gain) >= LARGE_GAIN).sum()),
        first=series.label[0],
        last=series.label[-1],
        n_rows=len(series),
        unit=series.unit,
    )
    if not with_offensives or series.label[0] > FIRST_OFFENSIVE:
        return made
    told = fit_offensives(series)
    offensives = OffensiveGains(
        median=told.median,
        log_sd=told.log_sd,
        months=told.n_months,
        floored=told.floored,
        stretches=told.stretches,
    )
    return made.model_copy(update={"offensives": offensives})


def _scores(series: Series, last: str, how: FitOptions, *, with_offensives: bool) -> ForecastScores:
    from standoff.front import OFFENSIVES, hold_out, paired_difference, verdict
    from standoff.results.fits import ForecastScore, ForecastScores
    from standoff.results.run.fronts import PairedDifference

    months = how.get("months", MONTHS)
    offensives = OFFENSIVES if with_offensives else ()
    scores = hold_out(
        series, last, n_months=months, n_draws=FORECAST_DRAWS, seed=how.get("seed", 0), offensives=offensives
    )
    by_name = {score.name: score for score in scores}
    apart = paired_difference(by_name["model"], by_name["climatology"])
    return ForecastScores(
        model_less_climatology=PairedDifference(mean=apart.mean, low=apart.low, high=apart.high),
        fitted=(series.label[0], last),
        months=months,
        scores={s.name: ForecastScore(crps=s.crps, coverage=s.coverage, by_month=s.by_month) for s in scores},
        verdict=verdict(scores),
    )


def battle_rates(path: str, years: tuple[int, int], smallest: int) -> BattleRates:
    """Shares and hazards of the battles of a table (CDB90, patched original)."""
    import numpy as np

    from standoff import front
    from standoff.results.fits import BattleCounts, BattleRates, LossSlope

    # the file is older than UTF-8; names of places are not used
    every = front.read_battles(_text(path, encoding="latin-1"), path)
    chosen = every.between(*years, smallest=smallest)
    if not len(chosen.days) or not np.isfinite(chosen.win).any():
        what = f"No battle of `{path}` began in {years[0]} to {years[1]} with {smallest:,} on both sides."
        raise ScenarioError(Problem("S653", what, "", "Take more years, or smaller battles."))
    found = front.battle_rates(chosen)
    slopes = {
        war: front.loss_slope(every.between(*when, smallest=smallest)) for war, when in WORLD_WARS.items()
    }
    (wins, fought), (broke, known) = found.wins, found.breakthroughs
    surprised, quiet = found.by_surprise
    return BattleRates(
        years=years,
        smallest=smallest,
        attacker_wins=wins / fought,
        breaks_through=broke / max(known, 1),
        hazard_a_day=found.hazard[0] / found.hazard[1],
        operation_hazard_a_day=found.operation_hazard[0] / max(found.operation_hazard[1], 1.0),
        advance_km_a_day=found.advance,
        breaks_through_with_surprise=surprised[0] / max(surprised[1], 1),
        breaks_through_without_surprise=quiet[0] / max(quiet[1], 1),
        loss_ratio_slope={
            war: LossSlope(slope=s.slope, error=s.error, battles=s.n) for war, s in slopes.items() if s
        },
        counts=BattleCounts(
            wins=found.wins,
            breakthroughs=found.breakthroughs,
            hazard=found.hazard,
            operation_hazard=found.operation_hazard,
            operations=found.operations,
            with_surprise=surprised,
            without_surprise=quiet,
        ),
    )


def _series(table: str, since: str | None) -> Series:
    from standoff.front import DATA, read_series, shipped

    series = read_series(shipped(table) if table in DATA else _text(table), table)
    return series if since is None else series.rows(slice(series.row_of(since), None))


def _text(path: str, *, encoding: str = "utf-8") -> str:
    """The text of a table, or an error with a code."""
    from standoff.errors import nearest
    from standoff.front import DATA

    try:
        with Path(path).open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        said = error.strerror or "it cannot be read"
        mend = nearest(path, tuple(DATA)) if "." not in path else ""
        mend = mend or f"Check the path, or give a name: {', '.join(DATA)}."
        raise ScenarioError(Problem("S101", f"{path}: {said}.", "Expected a CSV table.", mend)) from error
    if len(raw) > LARGEST:
        what, mend = f"{path} is larger than {LARGEST:,} bytes.", "Split it, or leave out rows."
        raise ScenarioError(Problem("S102", what, "Expected a smaller table.", mend))
    try:
        return _plain(raw.decode(encoding), path)
    except UnicodeDecodeError as error:
        what = f"{path} is not UTF-8 (byte {error.start})."
        raise ScenarioError(Problem("S103", what, "Expected UTF-8.", "Save it as UTF-8.")) from error


def _plain(text: str, path: str) -> str:
    """Refuses what no table holds, and what the reader of CSV would stumble over."""
    if "\0" in text:
        what = f"{path} holds the control character NUL."
        raise ScenarioError(Problem("S104", what, "Expected a table as text.", "Save it as CSV."))
    if max(map(len, text.splitlines()), default=0) > LONGEST:
        what = f"{path} has a line of more than {LONGEST:,} characters."
        raise ScenarioError(Problem("S117", what, "Expected a row a line.", "Save it as CSV."))
    return text
