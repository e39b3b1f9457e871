"""Fits the laws of attrition to a history: estimates with intervals, and how the laws compare.

    losses = c_i own^q enemy^p d^(+-1)       one constant a side, one p, q and d for both

d is the tactical factor: it multiplies the losses of whoever is attacked and divides the losses of
whoever attacks, so that the product of the two sides' factors is 1.

Methods: `log`, least squares of logarithms, with Student's intervals (maximum likelihood under
log-normal errors); `nls`, least squares of the losses, with White's intervals; `ml`, maximum
likelihood with negative binomial counts, with likelihood-ratio intervals for p, q and d.
Source of the form: Bracken (1995), Naval Research Logistics 42, 559-577.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from scipy import special

from standoff.errors import Problem, ScenarioError, nearest
from standoff.front.identification import Flat, flat_directions
from standoff.front.records import Floats
from standoff.front.series import Series

Method = Literal["log", "nls", "ml"]
NEED = ("strength_attacker", "losses_attacker", "strength_defender", "losses_defender")
LAWS: dict[str, tuple[float, float] | None] = {  # (p, q); None where they are fitted
    "constant": (0.0, 0.0),
    "square": (1.0, 0.0),
    "linear": (1.0, 1.0),
    "logarithmic": (0.0, 1.0),
    "generalised": None,
}
NORMAL_95 = 1.959963984540054
CHI2_95 = 3.841458820694124  # one degree of freedom
EPSILON = 2.0**-52


@dataclass(frozen=True, slots=True)
class Estimate:
    """One fitted number with its standard error and 95 % interval."""

    name: str
    value: float
    error: float
    low: float
    high: float


@dataclass(frozen=True)
class Fit:
    """A law fitted to a history.

    ssr : sum of squared residuals, of logarithms (`log`, `ml`) or of losses (`nls`)
    loglik, aic : under the method's own error model
    flat : directions in which the estimates are hardly known
    """

    law: str
    method: str
    estimates: tuple[Estimate, ...]
    ssr: float
    loglik: float
    aic: float
    n_rows: int
    flat: tuple[Flat, ...] = ()

    def value(self, name: str) -> float:
        """The estimate of this name; KeyError for another."""
        return {e.name: e.value for e in self.estimates}[name]


# estimates, covariance, log-likelihood, numbers fitted, how many standard errors make 95 %
Fitted = tuple[Floats, Floats, float, float, float]


@dataclass(frozen=True)
class _Design:
    """Both sides' rows below each other: log losses = offset + x @ beta."""

    names: tuple[str, ...]
    x: Floats
    offset: Floats
    losses: Floats
    centre: Floats  # what the columns were centred by, to give the constants back


def fit(series: Series, law: str = "generalised", *, method: Method = "log") -> Fit:
    """Fit one law of attrition.

    Parameters
    ----------
    series : with strengths and losses of both sides; with `attacks` a tactical factor d is fitted
    law : a name in `LAWS`
    method : "log", "nls" or "ml"

    Returns
    -------
    Fit
        Estimates with their intervals, and the directions in which the data say nothing.

    Raises
    ------
    ScenarioError
        S640 for an unknown law, S650 for a missing column, S651 for a loss of 0 with "log", S653
        for fewer rows than numbers to fit.

    Source
    ------
    Bracken (1995), Naval Research Logistics 42, 415-439, for the Ardennes data and the logarithmic fit.

    Examples
    --------
    >>> from standoff.front import read_series, shipped
    >>> ardennes = read_series(shipped("ardennes"), "ardennes")
    >>> found = fit(ardennes, "square")
    >>> found.n_rows, found.law
    (32, 'square')
    """
    design = _design(series, law, method)
    n, k = design.x.shape
    if n // 2 <= k:
        raise ScenarioError(
            Problem("S653", f"{series.file} has {n // 2} rows.",
                    f"Expected more than {k}, the numbers to fit.",
                    "Give a longer history, or a law with fewer free numbers.")
        )  # fmt: skip
    _check_rank(series, design)
    fitter: dict[str, Callable[[_Design], Fitted]]
    fitter = {"log": _fit_logs, "nls": _fit_losses, "ml": _fit_counts}
    beta, covariance, loglik, free, student = fitter[method](design)
    residual = _residual(design, beta, method)
    shown = [name for name in ("p", "q", "d") if name in design.names]
    bounds: dict[str, tuple[float, float]] = {}
    if method == "ml":
        bounds = {name: _profile(design, beta, covariance, design.names.index(name)) for name in shown}
    estimates = tuple(
        _estimate(design, beta, covariance, i, (bounds.get(name), student))
        for i, name in enumerate(design.names)
    )
    which = [i for i, name in enumerate(design.names) if name in ("p", "q")]
    ssr, aic = float(residual @ residual), 2 * free - 2 * loglik
    flat = flat_directions([design.names[i] for i in which], beta[which], covariance[np.ix_(which, which)])
    _check_finite(series, estimates, {"ssr": ssr, "loglik": loglik, "aic": aic})
    return Fit(law, method, estimates, ssr, loglik, aic, n // 2, flat)


def _design(series: Series, law: str, method: str) -> _Design:
    if law not in LAWS:
        raise ScenarioError(
            Problem("S640", f"There is no law `{law}` to fit.", f"Expected one of {', '.join(LAWS)}.",
                    nearest(law, list(LAWS)))
        )  # fmt: skip
    missing = [name for name in NEED if name not in series.columns]
    if missing:
        raise ScenarioError(
            Problem("S650", f"{series.file} has no column `{missing[0]}`.", f"Expected {', '.join(NEED)}.",
                    "A law of attrition is fitted to strengths and losses of both sides.")
        )  # fmt: skip
    x, y = (series.columns[f"strength_{side}"] for side in ("attacker", "defender"))
    losses = np.concatenate([series.columns[f"losses_{side}"] for side in ("attacker", "defender")])
    if method == "log" and (losses <= 0).any():
        row = int(np.argmax(losses <= 0)) % len(series)
        raise ScenarioError(
            Problem("S651", f"{series.file}: a loss is 0 on {series.label[row]}, which has no logarithm.",
                    "Expected losses above 0.", "Use `--method nls` or `--method ml`.")
        )  # fmt: skip
    n = len(series)
    own, enemy = np.log(np.concatenate([x, y])), np.log(np.concatenate([y, x]))
    columns = {"log_a": np.repeat([1.0, 0.0], n), "log_b": np.repeat([0.0, 1.0], n)}
    offset = np.zeros(2 * n)
    exponents = LAWS[law]
    centre = [0.0, 0.0]
    if exponents is None:
        columns |= {"p": enemy - enemy.mean(), "q": own - own.mean()}
        centre += [float(enemy.mean()), float(own.mean())]
    else:
        offset = exponents[0] * enemy + exponents[1] * own
    if "attacks" in series.columns:
        attack = series.columns["attacks"]
        columns["d"] = np.concatenate([-attack, attack])
        centre.append(0.0)
    return _Design(tuple(columns), np.stack(list(columns.values()), axis=1), offset, losses, np.array(centre))


def _check_rank(series: Series, design: _Design) -> None:
    """A direction that changes nothing at all is no estimate with a large error: it is an error."""
    scale = np.linalg.norm(design.x, axis=0)
    empty = scale <= 1e-9 * math.sqrt(len(design.x))
    _, sizes, axes = np.linalg.svd(design.x / np.where(empty, 1.0, scale), full_matrices=False)
    if sizes[-1] > 1e-8 * sizes[0]:
        return
    axis = axes[-1] / np.where(empty, 1.0, scale)
    axis = axis / np.abs(axis).max()
    moved = [(name, w) for name, w in zip(design.names, axis, strict=True) if abs(w) > 1e-3]
    along = ", ".join(f"{name} {weight:+.2f}" for name, weight in moved)
    who = " and ".join(name for name, _ in moved)
    raise ScenarioError(
        Problem("S654", f"{series.file} does not tell {who} apart: moving them along ({along}) changes "
                "nothing.", "Expected strengths that vary, each in its own way.",
                "Fit a law with fixed exponents, or leave out a column that is constant.")
    )  # fmt: skip


def _check_finite(series: Series, estimates: tuple[Estimate, ...], known: dict[str, float]) -> None:
    """No law is handed on with a number that is none."""
    for one in estimates:
        known |= {one.name: one.value, f"{one.name}'s interval": one.error + one.low + one.high}
    wrong = [name for name, value in known.items() if not math.isfinite(value)]
    if wrong:
        raise ScenarioError(
            Problem("S751", f"Fitted to {series.file}, {', '.join(wrong)} come out as no finite number.",
                    "Expected data that hold every estimate down.",
                    "Look for a row out of line, or fit a law with fixed exponents.")
        )  # fmt: skip


def _spread(residual: Floats, of: Floats) -> float:
    """The mean square of what is left, of data fitted exactly that of their rounding."""
    grain = EPSILON * max(1.0, float(np.abs(of).max()))
    return max(float(residual @ residual) / len(of), grain * grain)


def _fit_logs(design: _Design) -> Fitted:
    target = np.log(design.losses) - design.offset
    beta, *_ = np.linalg.lstsq(design.x, target, rcond=None)
    residual = target - design.x @ beta
    n, k = design.x.shape
    variance = float(residual @ residual) / (n - k)
    covariance = np.asarray(variance * np.linalg.pinv(design.x.T @ design.x), np.float64)
    loglik = -0.5 * n * (math.log(2 * math.pi * _spread(residual, target)) + 1)
    loglik -= float(np.log(design.losses).sum())  # as a density of losses, comparable with `ml`
    return np.asarray(beta), covariance, loglik, k + 1, float(special.stdtrit(n - k, 0.975))


def _fit_losses(design: _Design) -> Fitted:
    from scipy.optimize import least_squares

    def residual(beta: Floats) -> Floats:
        return cast(Floats, np.exp(np.minimum(design.offset + design.x @ beta, 700.0)) - design.losses)

    found = least_squares(residual, _start(design), x_scale="jac", xtol=1e-13, ftol=1e-13, gtol=1e-13)
    n, k = design.x.shape
    inverse = np.linalg.pinv(found.jac.T @ found.jac)
    # losses vary by a share of themselves: White's covariance, with leverage (MacKinnon and White 1985, HC3)
    left = 1.0 - np.minimum(np.einsum("ij,jk,ik->i", found.jac, inverse, found.jac), 0.999)
    spread = found.jac.T @ (found.jac * np.square(found.fun / left)[:, None])
    covariance = np.asarray(inverse @ spread @ inverse, np.float64)
    loglik = -0.5 * n * (math.log(2 * math.pi * _spread(found.fun, design.losses)) + 1)
    return found.x, covariance, loglik, k + 1, float(special.stdtrit(n - k, 0.975))


def _fit_counts(design: _Design) -> Fitted:
    from scipy.optimize import minimize

    start = np.append(_start(design), math.log(20.0))
    found = minimize(lambda t: -_count_loglik(design, t), start, method="BFGS", options={"gtol": 1e-6})
    hessian = _hessian(lambda t: -_count_loglik(design, t), found.x)
    covariance = np.asarray(np.linalg.pinv(hessian)[:-1, :-1], np.float64)
    return found.x[:-1], covariance, -float(found.fun), len(found.x), NORMAL_95


def _start(design: _Design) -> Floats:
    target = np.log(np.maximum(design.losses, 0.5)) - design.offset
    return cast(Floats, np.linalg.lstsq(design.x, target, rcond=None)[0])


def _count_loglik(design: _Design, theta: Floats) -> float:
    """Negative binomial with variance mean + mean^2 / size, size = exp(theta[-1])."""
    size = math.exp(min(float(theta[-1]), 50.0))
    mean = np.exp(np.clip(design.offset + design.x @ theta[:-1], -50.0, 50.0))
    y = design.losses
    terms = special.gammaln(y + size) - special.gammaln(size) - special.gammaln(y + 1)
    terms = terms + size * np.log(size / (size + mean)) + y * np.log(mean / (size + mean))
    return float(terms.sum())


def _hessian(f: Callable[[Floats], float], at: Floats) -> Floats:
    """Second differences, with steps of 1e-4."""
    k, step = len(at), 1e-4
    unit = np.eye(k) * step
    found = np.empty((k, k))
    for i in range(k):
        for j in range(i, k):
            corners = (unit[i] + unit[j], unit[i] - unit[j], unit[j] - unit[i], -unit[i] - unit[j])
            a, b, c, d = (f(at + corner) for corner in corners)
            found[i, j] = found[j, i] = (a - b - c + d) / (4 * step**2)
    return found


def _profile(design: _Design, beta: Floats, covariance: Floats, i: int) -> tuple[float, float]:
    """The likelihood-ratio interval of one number, all others fitted anew at each trial value."""
    from scipy.optimize import brentq, minimize

    free = [j for j in range(len(beta) + 1) if j != i]

    def best(value: float) -> float:
        def negative(rest: Floats) -> float:
            theta = np.insert(rest, i, value)
            return -_count_loglik(design, theta)

        start = np.append(beta, math.log(20.0))[free]
        return -float(minimize(negative, start, method="BFGS").fun)

    top = best(float(beta[i]))
    spread = math.sqrt(max(float(covariance[i, i]), 1e-12))

    def edge(sign: float) -> float:
        def short(distance: float) -> float:
            return 2.0 * (top - best(float(beta[i]) + sign * distance)) - CHI2_95

        far = 3.0 * spread
        while short(far) < 0 and far < 1e3 * spread:
            far *= 2.0
        return float(beta[i]) + sign * float(brentq(short, 0.0, far, xtol=1e-3 * spread))

    return edge(-1.0), edge(1.0)


def _residual(design: _Design, beta: Floats, method: str) -> Floats:
    fitted = design.offset + design.x @ beta
    if method == "nls":
        return np.asarray(design.losses - np.exp(fitted))
    kept = design.losses > 0
    return np.asarray(np.log(design.losses[kept]) - fitted[kept])


def _estimate(
    design: _Design,
    beta: Floats,
    covariance: Floats,
    i: int,
    interval: tuple[tuple[float, float] | None, float],
) -> Estimate:
    """One number: constants given back for uncentred strengths, d as a factor."""
    name = design.names[i]
    gradient = np.zeros(len(beta))
    gradient[i] = 1.0
    if i < 2:
        gradient -= design.centre
        gradient[i] = 1.0
    value, error = float(gradient @ beta), math.sqrt(max(0.0, float(gradient @ covariance @ gradient)))
    low, high = interval[0] or (value - interval[1] * error, value + interval[1] * error)
    if name == "d":
        value, error, low, high = math.exp(value), error, math.exp(low), math.exp(high)
    return Estimate(name, value, error, low, high)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one law does: sum of squares of logarithms, AIC, and the error on the rows held out."""

    law: str
    ssr: float
    aic: float
    held_out: float | None  # None where no row is held out
    trend: float  # the sum of squares with a common trend in time added
    slope: float  # that trend, a row


def compare_laws(
    series: Series, *, hold_out: int, laws: dict[str, tuple[float, float]] | None = None
) -> list[Comparison]:
    """Every law with fixed exponents, and the fitted one, by least squares of logarithms.

    hold_out : how many of the last rows each law has to foretell, fitted on those before; the error
        is the root mean square of the difference of logarithms
    laws : further pairs (p, q) by name

    Parameters
    ----------
    series : with strengths and losses of both sides
    hold_out : how many of the last rows each law has to foretell, fitted on those before
    laws : further pairs of exponents (p, q) by name

    Returns
    -------
    list of Comparison

    Examples
    --------
    >>> from standoff.front import read_series, shipped
    >>> ardennes = read_series(shipped("ardennes"), "ardennes")
    >>> best = min(compare_laws(ardennes, hold_out=3), key=lambda found: found.held_out)
    >>> best.law
    'generalised'
    """
    known: dict[str, tuple[float, float] | None] = {**LAWS, **(laws or {})}
    return [_compared(series, law, exponents, hold_out) for law, exponents in known.items()]


def _compared(series: Series, law: str, exponents: tuple[float, float] | None, hold_out: int) -> Comparison:
    design = _design(series, "generalised", "log")
    kept = [0, 1, *range(2 if exponents is None else 4, design.x.shape[1])]
    x = design.x[:, kept]
    target = np.log(design.losses)
    if exponents is not None:
        target = target - design.x[:, 2:4] @ np.asarray(exponents)
    n = len(series)
    train = np.tile(np.arange(n) < n - hold_out, 2)
    beta, *_ = np.linalg.lstsq(x, target, rcond=None)
    early, *_ = np.linalg.lstsq(x[train], target[train], rcond=None)
    left = target - x @ beta
    ssr = float(left @ left)
    missed = target[~train] - x[~train] @ early
    time = np.tile(np.arange(n) - (n - 1) / 2.0, 2)
    with_time = np.column_stack([x, time])
    trend, *_ = np.linalg.lstsq(with_time, target, rcond=None)
    return Comparison(
        law,
        ssr,
        2 * n * math.log(_spread(left, target)) + 2 * (x.shape[1] + 1),
        float(np.sqrt(np.mean(missed**2))) if hold_out else None,
        float(((target - with_time @ trend) ** 2).sum()),
        float(trend[-1]),
    )
