"""Forecasts of months that were held out: the model, and what any forecaster has for nothing.

Every forecast is made at the end of the months it may use, for all months to come, as draws:
- climatology: the past months, drawn with replacement;
- persistence: the last month, with the past changes over as many months added;
- trailing mean: the mean of the last six months, with its past misses added;
- the model: the six-state front from its default priors carries the pressure; months of gain and of
  loss come with their past shares, each of log-normal size (a loss counts the pressure the other way
  round), and the noise of one month is passed on to the next.
Months of at least 2,000 km2 either way are breakthroughs, which the hazard foretells: every forecast
leaves them out of what it learns from, and a month with one is not scored. What climatology makes of
all past months stands beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.errors import Problem, ScenarioError
from standoff.front.models import MODELS
from standoff.front.priors import parameters_of, prior_columns
from standoff.front.records import MONTH, Floats
from standoff.front.running import run
from standoff.front.scores import coverage, crps
from standoff.front.series import Series

BREAKTHROUGH = 2000.0  # km2 in a calendar month
WINDOW = 6  # months of the trailing mean
LEAST = 10.0  # km2: what a month of an offensive counts as that brought less, or nothing
# months of the attacker's offensives in the table `ukraine-area`, first and last (our reading of them)
OFFENSIVES = (("2022-05", "2022-08"), ("2023-01", "2023-03"), ("2023-10", "2024-02"))
FORECASTS = ("model", "persistence", "trailing mean", "climatology", "climatology of all months")


@dataclass(frozen=True)
class AreaFit:
    """What past months say of a month's gain, without breakthroughs.

    gain, loss : (median, log-sd, months) of the months of gain and of loss
    carry : how much of one month's noise, in logarithms, is passed on to the next
    last : the last month's noise
    """

    gain: tuple[float, float, int]
    loss: tuple[float, float, int]
    carry: float
    last: float


@dataclass(frozen=True, slots=True)
class OffensiveFit:
    """Sizes of the gain in months of offensives: `floored` of the `n_months` count as `LEAST`."""

    median: float
    log_sd: float
    n_months: int
    floored: int
    stretches: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Score:
    """How one forecast did over the months held out: CRPS by month and in the mean, coverage of 90 %."""

    name: str
    crps: float
    by_month: tuple[float, ...]
    coverage: float
    median: tuple[float, ...]


def fit_area(gain: Floats) -> AreaFit:
    """Fit sizes and noise of the monthly gains below a breakthrough.

    Parameters
    ----------
    gain : float64[month], area gained a month; a month without a gain is 0 or less

    Returns
    -------
    AreaFit
        Sizes in the unit of `gain`.

    Examples
    --------
    >>> fit_area(np.array([100.0, 100.0, -50.0, 100.0, -50.0])).gain[2]
    3
    """
    size = np.abs(gain)
    usual = (size > 0) & (size < BREAKTHROUGH)
    kinds = [np.log(size[usual & sign]) for sign in (gain > 0, gain < 0)]
    fitted = [_lognormal(logs) for logs in kinds]
    noise = np.zeros(len(gain))
    for sign, (median, sd, n) in zip((gain > 0, gain < 0), fitted, strict=True):
        if n > 1 and sd > 0:
            noise[usual & sign] = (np.log(size[usual & sign]) - math.log(median)) / sd
    pairs = usual[1:] & usual[:-1]
    before, after = noise[:-1][pairs], noise[1:][pairs]
    carry = float(before @ after / (before @ before)) if before.any() else 0.0
    return AreaFit(fitted[0], fitted[1], min(max(carry, 0.0), 0.95), float(noise[-1]))


def fit_offensives(series: Series, stretches: Sequence[tuple[str, str]] = OFFENSIVES) -> OffensiveFit:
    """Size of a month's gain while the attacker is on the offensive, months without a gain included.

    Months of gain alone are chosen by their outcome and say too much; here the months are chosen by
    what was tried. A month that brought less than `LEAST`, or a loss, counts as `LEAST`.

    Parameters
    ----------
    series : a history by month with a column `gain`
    stretches : first and last month of each offensive

    Returns
    -------
    OffensiveFit
        Sizes in the unit of the column.

    Raises
    ------
    ScenarioError
        S657 for a month that the table does not have, S653 for fewer than two months in all.

    Examples
    --------
    >>> from standoff.front import read_series, shipped
    >>> series = read_series(shipped("ukraine-area"), "ukraine-area")
    >>> found = fit_offensives(series)
    >>> found.n_months, found.floored
    (12, 1)
    """
    rows = [i for first, last in stretches for i in range(series.row_of(first), series.row_of(last) + 1)]
    gain = series.columns["gain"][rows]
    gain = gain[np.abs(gain) < BREAKTHROUGH]
    if len(gain) < 2:
        what = f"{series.file} has {len(gain)} months of offensives without a breakthrough."
        raise ScenarioError(Problem("S653", what, "Expected at least 2.", "Name longer stretches."))
    logs = np.log(np.maximum(gain, LEAST))
    return OffensiveFit(*_lognormal(logs), int((gain < LEAST).sum()), tuple(stretches))


def _lognormal(logs: Floats) -> tuple[float, float, int]:
    if not len(logs):
        return (1.0, 0.0, 0)
    return (math.exp(float(logs.mean())), float(logs.std(ddof=1)) if len(logs) > 1 else 0.0, len(logs))


def climatology(past: Floats, n_months: int, n_draws: int, rng: np.random.Generator) -> Floats:
    """Past months drawn with replacement: float64[draw, month].

    Parameters
    ----------
    past : float64[month]
    n_months, n_draws : how many months ahead, and how many draws of them
    rng : where the months are drawn from

    Returns
    -------
    float64[draw, month], in the unit of `past`

    Examples
    --------
    >>> climatology(np.array([5.0]), 2, 3, np.random.default_rng(0)).tolist()
    [[5.0, 5.0], [5.0, 5.0], [5.0, 5.0]]
    """
    return rng.choice(past, size=(n_draws, n_months))


def persistence(past: Floats, n_months: int, n_draws: int, rng: np.random.Generator) -> Floats:
    """The last month, with past changes over as many months added: float64[draw, month].

    Examples
    --------
    >>> persistence(np.array([1.0, 2.0, 3.0]), 1, 2, np.random.default_rng(0)).tolist()
    [[4.0], [4.0]]
    """
    steps = [past[ahead:] - past[:-ahead] for ahead in range(1, n_months + 1)]
    return np.stack([past[-1] + rng.choice(step, size=n_draws) for step in steps], axis=1)


def trailing_mean(past: Floats, n_months: int, n_draws: int, rng: np.random.Generator) -> Floats:
    """The mean of the last six months, with its past misses added: float64[draw, month].

    Examples
    --------
    >>> trailing_mean(np.arange(8.0), 1, 2, np.random.default_rng(0)).tolist()
    [[8.0], [8.0]]
    """
    means = np.convolve(past, np.full(WINDOW, 1.0 / WINDOW), "valid")
    misses = [past[WINDOW - 1 + ahead :] - means[:-ahead] for ahead in range(1, n_months + 1)]
    every = np.concatenate(misses)
    drawn = [rng.choice(miss if len(miss) else every, size=n_draws) for miss in misses]
    return np.stack([means[-1] + draw for draw in drawn], axis=1)


def model_forecast(past: Floats, n_months: int, n_draws: int, rng: np.random.Generator) -> Floats:
    """The six-state model's months to come: float64[draw, month].

    The uncertainty of what few months say is kept: shares of gain from a Jeffreys beta, medians and
    spreads from their sampling distributions under log-normal sizes.
    """
    fitted = fit_area(past)
    model = MODELS["six_state"]
    columns = prior_columns(model, seed=int(rng.integers(2**31)), n_draws=n_draws)
    given = {**parameters_of(model, columns), "area_rate": np.ones(n_draws)}
    front = run(model, given, start=0.0, end=n_months * MONTH)
    ends = np.stack([front.area(month * MONTH) for month in range(n_months + 1)], axis=1)
    pressure = np.log(np.diff(ends, axis=1))
    n_gain, n_loss = fitted.gain[2], fitted.loss[2]
    share = rng.beta(n_gain + 0.5, n_loss + 0.5, size=(n_draws, 1))
    gains = rng.uniform(size=(n_draws, n_months)) < share
    noise = _noise(fitted, n_months, n_draws, rng)
    up, down = (_sizes(kind, noise, rng) for kind in (fitted.gain, fitted.loss))
    return np.where(gains, up * np.exp(pressure), -down * np.exp(-pressure))


def _noise(fitted: AreaFit, n_months: int, n_draws: int, rng: np.random.Generator) -> Floats:
    """First-order autoregression from the last month's noise, with standard deviation 1 far ahead."""
    fresh = rng.standard_normal((n_draws, n_months)) * math.sqrt(1.0 - fitted.carry**2)
    noise = np.empty((n_draws, n_months))
    before = np.full(n_draws, fitted.last)
    for month in range(n_months):
        before = fitted.carry * before + fresh[:, month]
        noise[:, month] = before
    return noise


def _sizes(kind: tuple[float, float, int], noise: Floats, rng: np.random.Generator) -> Floats:
    median, sd, n = kind
    if n < 2:
        return np.full_like(noise, median)
    spread = sd * np.sqrt((n - 1) / rng.chisquare(n - 1, size=(len(noise), 1)))
    centre = math.log(median) + spread * rng.standard_normal((len(noise), 1)) / math.sqrt(n)
    return np.asarray(np.exp(np.minimum(centre + spread * noise, 50.0)))


def hold_out(series: Series, last: str, *, n_months: int, n_draws: int, seed: int) -> list[Score]:
    """Fit on the months to `last`, score the `n_months` after it: one row a forecast, best first.

    Parameters
    ----------
    series : a history by month with a column `gain`
    last : the last month of the fit, as "2023-08"
    n_months : how many months after it are forecast
    n_draws : draws of each forecast
    seed : 0 or more

    Returns
    -------
    list of Score
        CRPS in the unit of the column: smaller is better.

    Raises
    ------
    ScenarioError
        S650 without a column `gain`, S653 where months are lacking, S657 for an unknown month.

    Examples
    --------
    >>> from standoff.front import read_series, shipped
    >>> series = read_series(shipped("ukraine-area"), "ukraine-area")
    >>> found = hold_out(series, "2023-08", n_months=6, n_draws=200, seed=1)
    >>> found[0].crps <= found[-1].crps
    True
    """
    if "gain" not in series.columns:
        raise ScenarioError(
            Problem("S650", f"{series.file} has no column `gain`.", "Expected the net gain of area by month.",
                    "Name the column `gain`.")
        )  # fmt: skip
    if series.unit != "month":
        raise ScenarioError(
            Problem("S650", f"{series.file} has a row a day.", "Expected a column `month`, a row a month.",
                    "Add the gains up by month.")
        )  # fmt: skip
    at = series.row_of(last) + 1
    gain = series.columns["gain"]
    if at < n_months + WINDOW or at + n_months > len(gain) or n_months < 1:
        raise ScenarioError(
            Problem("S653", f"{series.file} has {at} months to {last} and {len(gain) - at} after it.",
                    f"Expected at least {n_months + WINDOW} before and {max(1, n_months)} after.",
                    "Choose another month, or hold out fewer.")
        )  # fmt: skip
    whole, observed = gain[:at], gain[at : at + n_months]
    past = whole[np.abs(whole) < BREAKTHROUGH]
    scored = np.abs(observed) < BREAKTHROUGH
    if len(past) < n_months + WINDOW or not scored.any():
        raise ScenarioError(
            Problem("S653", f"{series.file} has {len(past)} months without a breakthrough to {last} and "
                    f"{scored.sum()} to score.", f"Expected at least {n_months + WINDOW} and 1.",
                    "Choose another month, or hold out fewer.")
        )  # fmt: skip
    made = (model_forecast, persistence, trailing_mean, climatology, climatology)
    scores = []
    for i, (name, forecast) in enumerate(zip(FORECASTS, made, strict=True)):
        known = whole if name.endswith("all months") else past
        draws = forecast(known, n_months, n_draws, np.random.default_rng([seed, i]))[:, scored]
        by_month = crps(draws, observed[scored])
        median = tuple(float(v) for v in np.median(draws, axis=0))
        scores.append(
            Score(name, float(by_month.mean()), tuple(float(v) for v in by_month),
                  coverage(draws, observed[scored]), median)
        )  # fmt: skip
    return sorted(scores, key=lambda score: score.crps)


def verdict(scores: list[Score]) -> str:
    """In words, which forecast did better, and what the model adds to climatology.

    Parameters
    ----------
    scores : what `hold_out` gave

    Returns
    -------
    str

    Examples
    --------
    >>> flat = dict(by_month=(), coverage=1.0, median=())
    >>> verdict([Score("climatology", 50.0, **flat), Score("model", 60.0, **flat)])
    'Climatology is better than the model here: its CRPS is 17 % less. Best of all: climatology.'
    """
    by_name = {score.name: score.crps for score in scores}
    model, past = by_name["model"], by_name["climatology"]
    better, worse = ("The model", "climatology") if model < past else ("Climatology", "the model")
    less = 1.0 - min(model, past) / max(model, past)
    return (
        f"{better} is better than {worse} here: its CRPS is {less:.0%} less. Best of all: {scores[0].name}."
    ).replace("%", " %", 1)
