"""Forecasts of months that were held out: the model, and what any forecaster has for nothing.

Every forecast is made at the end of the months it may use, for all months to come, as draws:
- climatology: the past months, drawn with replacement;
- persistence: the last month, with the past changes over as many months added;
- trailing mean: the mean of the last six months, with its past misses added;
- the model: the six-state front from its default priors carries the pressure; months of gain and of
  loss come with their past shares, each of log-normal size (a loss counts the pressure the other way
  round), and the noise of one month is passed on to the next; only histories without a breakthrough
  are kept, as in what it learns from.
Months of at least 2,000 km2 either way are breakthroughs, which the hazard foretells: every forecast
leaves them out of what it learns from, and a month with one is not scored. What climatology makes of
all past months stands beside it, and where the months of offensives are known, what it makes of these.

Each forecast is made `SEEDS` times. Two forecasts are compared month by month: the mean of the paired
differences, with an interval from resampled blocks of neighbouring months (a circular block bootstrap,
Politis and Romano 1992) and seeds. With few months such an interval is too narrow rather than too wide.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.errors import Problem, ScenarioError
from standoff.front.models import MODELS
from standoff.front.priors import parameters_of, prior_columns
from standoff.front.records import MONTH, Floats
from standoff.front.running import run
from standoff.front.scores import coverage, crps
from standoff.front.series import Series

Forecast = Callable[[Floats, int, int, np.random.Generator], Floats]

BREAKTHROUGH = 2000.0  # km2 in a calendar month
WINDOW = 6  # months of the trailing mean
LEAST = 10.0  # km2: what a month of an offensive counts as that brought less, or nothing
# months of the attacker's offensives in the table `ukraine-area`, first and last (our reading of them)
OFFENSIVES_OF = "ukraine-area"
OFFENSIVES = (("2022-05", "2022-08"), ("2023-01", "2023-03"), ("2023-10", "2024-02"))
FORECASTS = ("model", "persistence", "trailing mean", "climatology", "climatology of all months")
OFFENSIVE = "climatology of offensives"
SEEDS = 4
ROUNDS = 20  # of drawing histories until enough have no breakthrough
RESAMPLES = 4000


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
    """How one forecast did over the months held out: CRPS by month and in the mean, coverage of 90 %.

    by_seed : the CRPS of each month, for each time that the forecast was made
    """

    name: str
    crps: float
    by_month: tuple[float, ...]
    coverage: float
    median: tuple[float, ...]
    by_seed: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """The CRPS of the first forecast less that of the second, with a 95 % interval over months and seeds."""

    first: str
    second: str
    mean: float
    low: float
    high: float
    n_months: int

    @property
    def told_apart(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0.0 or self.high < 0.0


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
    spreads from their sampling distributions under log-normal sizes. Such sizes have no mean: after two
    or three months of loss some would be beyond any country. What is fitted and scored are months
    without a breakthrough, so a history with one is drawn anew; where too few are left after `ROUNDS`
    rounds, what was drawn without one is repeated.

    Parameters
    ----------
    past, n_months, n_draws, rng : as `climatology` takes them, months with a breakthrough left out

    Returns
    -------
    float64[draw, month], in the unit of `past`, each below `BREAKTHROUGH` either way

    Examples
    --------
    >>> past = np.array([100.0, 300.0, -20.0, 200.0, 400.0, -60.0, 150.0, 250.0])
    >>> drawn = model_forecast(past, 2, 200, np.random.default_rng(0))
    >>> drawn.shape, bool(np.abs(drawn).max() < BREAKTHROUGH)
    ((200, 2), True)
    """
    kept = np.empty((0, n_months))
    for _ in range(ROUNDS):
        drawn = _histories(past, n_months, n_draws, rng)
        kept = np.concatenate([kept, drawn[(np.abs(drawn) < BREAKTHROUGH).all(axis=1)]])
        if len(kept) >= n_draws:
            break
    if not len(kept):  # not one in so many: months that are as large as the limit itself
        return np.clip(drawn, -BREAKTHROUGH, BREAKTHROUGH)
    return kept[np.arange(n_draws) % len(kept)]


def _histories(past: Floats, n_months: int, n_draws: int, rng: np.random.Generator) -> Floats:
    """Months to come as the six-state model carries them, breakthroughs among them: float64[draw, month]."""
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
    kinds = (_with_spread(fitted.gain, fitted.loss), _with_spread(fitted.loss, fitted.gain))
    up, down = (_sizes(kind, noise, rng) for kind in kinds)
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


def _with_spread(kind: tuple[float, float, int], other: tuple[float, float, int]) -> tuple[float, float, int]:
    """Sizes of a kind of month; one month has no spread and none no size: then those of the other kind."""
    if kind[2] > 1 or other[2] < 2:
        return kind
    return (kind[0] if kind[2] else other[0], other[1], other[2])


def _sizes(kind: tuple[float, float, int], noise: Floats, rng: np.random.Generator) -> Floats:
    median, sd, n = kind
    if n < 2:
        return np.full_like(noise, median)
    spread = sd * np.sqrt((n - 1) / rng.chisquare(n - 1, size=(len(noise), 1)))
    centre = math.log(median) + spread * rng.standard_normal((len(noise), 1)) / math.sqrt(n)
    return np.asarray(np.exp(np.minimum(centre + spread * noise, 50.0)))


def hold_out(
    series: Series,
    last: str,
    *,
    n_months: int,
    n_draws: int,
    seed: int,
    offensives: Sequence[tuple[str, str]] = (),
) -> list[Score]:
    """Fit on the months to `last`, score the `n_months` after it: one row a forecast, best first.

    Parameters
    ----------
    series : a history by month with a column `gain`
    last : the last month of the fit, as "2023-08"
    n_months : how many months after it are forecast
    n_draws : draws of each forecast, over all its seeds
    seed : 0 or more
    offensives : first and last month of each offensive; those before `last` make a forecast of their own

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
    methods = (model_forecast, persistence, trailing_mean, climatology, climatology, climatology)
    known = (past, past, past, past, whole, _of_offensives(series, at, offensives))
    each, scores = max(n_draws // SEEDS, 1), []
    for i, (name, forecast, learnt) in enumerate(zip((*FORECASTS, OFFENSIVE), methods, known, strict=True)):
        if len(learnt):
            rngs = (np.random.default_rng([seed, i, k]) for k in range(SEEDS))
            draws = [forecast(learnt, n_months, each, rng)[:, scored] for rng in rngs]
            scores.append(_score(name, draws, observed[scored]))
    return sorted(scores, key=lambda score: score.crps)


def _of_offensives(series: Series, at: int, offensives: Sequence[tuple[str, str]]) -> Floats:
    """The gains in months of offensives before a row, without breakthroughs."""
    gain = series.columns["gain"][:at]
    inside = np.array(
        [any(first <= month <= last for first, last in offensives) for month in series.label[:at]], dtype=bool
    )
    return np.asarray(gain[inside & (np.abs(gain) < BREAKTHROUGH)])


def _score(name: str, draws: Sequence[Floats], observed: Floats) -> Score:
    by_seed = np.stack([crps(each, observed) for each in draws])
    every = np.concatenate(draws)
    return Score(
        name=name,
        crps=float(by_seed.mean()),
        by_month=tuple(by_seed.mean(axis=0).tolist()),
        coverage=coverage(every, observed),
        median=tuple(np.median(every, axis=0).tolist()),
        by_seed=tuple(tuple(row) for row in by_seed.tolist()),
    )


def paired_difference(first: Score, second: Score) -> Difference:
    """By how much two forecasts of the same months differ, and how sure that is.

    Parameters
    ----------
    first, second : two scores of one `hold_out`

    Returns
    -------
    Difference
        In the unit of the scores; below 0 where the first is better.

    Source
    ------
    Politis and Romano (1992), in LePage and Billard (eds.), Exploring the Limits of Bootstrap, 263-270;
    blocks of the cube root of the number of months, rounded.

    Examples
    --------
    >>> months = dict(crps=2.0, by_month=(), coverage=1.0, median=())
    >>> one = Score("a", by_seed=((3.0, 3.0, 3.0),), **months)
    >>> other = Score("b", by_seed=((1.0, 1.0, 1.0),), **months)
    >>> found = paired_difference(one, other)
    >>> (found.mean, found.low, found.high, found.told_apart)
    (2.0, 2.0, 2.0, True)
    """
    apart = np.asarray(first.by_seed) - np.asarray(second.by_seed)
    n_seeds, n_months = apart.shape
    length = max(1, round(n_months ** (1 / 3)))
    n_blocks = -(-n_months // length)
    rng = np.random.default_rng(n_months)
    starts = rng.integers(n_months, size=(RESAMPLES, n_blocks, 1))
    months = ((starts + np.arange(length)) % n_months).reshape(RESAMPLES, -1)[:, :n_months]
    seeds = rng.integers(n_seeds, size=(RESAMPLES, n_seeds))
    means = apart[seeds[:, :, None], months[:, None, :]].mean(axis=(1, 2))
    low, high = np.quantile(means, (0.025, 0.975))
    return Difference(first.name, second.name, float(apart.mean()), float(low), float(high), n_months)


def verdict(scores: list[Score]) -> str:
    """In words, whether the model and climatology can be told apart, and which forecast did best.

    Parameters
    ----------
    scores : what `hold_out` gave

    Returns
    -------
    str

    Examples
    --------
    >>> flat = dict(by_month=(), coverage=1.0, median=())
    >>> past = Score("climatology", 50.0, by_seed=((50.0, 50.0),), **flat)
    >>> verdict([past, Score("model", 60.0, by_seed=((40.0, 80.0),), **flat)])
    'The model and climatology cannot be told apart here: CRPS +10, -10 to +30. Best of all: climatology.'
    """
    by_name = {score.name: score for score in scores}
    found = paired_difference(by_name["model"], by_name["climatology"])
    interval = f"CRPS {found.mean:+.3g}, {found.low:+.3g} to {found.high:+.3g}"
    said = f"The model and climatology cannot be told apart here: {interval}."
    if found.told_apart:
        better = "worse" if found.mean > 0 else "better"
        said = f"The model is {better} than climatology here: {interval}."
    return f"{said} Best of all: {scores[0].name}."
