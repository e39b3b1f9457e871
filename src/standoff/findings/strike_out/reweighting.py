"""Strikes without solving: the run's own draws, weighted by how much likelier the fallback makes them.

A draw's weight is the ratio of the joint densities of what changed: fallback over own, times, where
changed numbers are correlated, the ratio of their Gaussian copulas at the two sets of normal scores.
Kish's effective sample size says how many equal draws the weighted ones are worth. Importance
sampling as in Owen, Monte Carlo theory, methods and examples (2013), chapter 9.

The declared rule: reweighting is used where the weights can be worked out, the effective sample is at
least 500 draws and a fifth of all, and the mean weight is 1 within three of its errors (a mean that is
not says that the draws miss a part of the fallback).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from standoff.draws import Distribution
from standoff.draws.correlating import groups, matrix
from standoff.findings.context import Floats
from standoff.findings.strike_out.paired_differences import spread
from standoff.findings.strike_out.removal import Removal, compiles_anew
from standoff.scenario.records import Scenario
from standoff.study.summaries.estimates import effective_draws

LEAST_DRAWS = 500
LEAST_SHARE = 0.2
MEAN_ERRORS = 3.0
SINGULAR = 1e-9  # smallest eigenvalue of a correlation matrix that can be inverted
INSIDE = 1e-15


@dataclass(frozen=True, slots=True)
class Weights:
    """weight : float64[draw], mean about 1; effective : Kish's size; mean_error : of the mean weight."""

    weight: Floats
    effective: float
    mean: float
    mean_error: float

    @property
    def trusted(self) -> bool:
        """Whether the declared rule allows an answer by these weights."""
        enough = self.effective >= max(LEAST_DRAWS, LEAST_SHARE * len(self.weight))
        return enough and abs(self.mean - 1.0) <= MEAN_ERRORS * max(self.mean_error, 1e-12)


def weights_of(scenario: Scenario, struck: Removal, drawn: Mapping[str, Floats]) -> Weights | str:
    """The weights of a run's draws for a strike, or why there are none.

    Parameters
    ----------
    drawn : float64[draw] of at least the struck numbers and those that are correlated with them
    """
    if compiles_anew(scenario, struck):
        return "the game itself changes"
    weight = np.ones(len(next(iter(drawn.values()))))
    for name, fallback in struck.numbers.items():
        own = scenario.parameters[name].draw
        if own is None:
            return f"`{name}` is an expression"
        if reason := _incomparable(name, own, fallback):
            return reason
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = weight * fallback.density(drawn[name]) / own.density(drawn[name])
    for group in groups(scenario.correlations):
        if not struck.numbers.keys() & set(group):
            continue
        if tied := next((name for name in group if _is_tied(scenario, name)), ""):
            return f"`{tied}` is correlated, and its values share ranks"
        ratio = _copula_ratio(scenario, group, struck, drawn)
        if ratio is None:
            return f"the correlation of {', '.join(f'`{name}`' for name in group)} is complete"
        weight = weight * ratio
    if not np.isfinite(weight).all() or not weight.any():
        return "the draws never go where the fallback does"
    return Weights(weight, effective_draws(weight), float(weight.mean()), spread(weight))


def _is_tied(scenario: Scenario, name: str) -> bool:
    """Whether a correlated number has values of their own probability, to which no score belongs alone."""
    own = scenario.parameters[name].draw
    return own is not None and own.kind != "continuous"


def _incomparable(name: str, own: Distribution, fallback: Distribution) -> str:
    """Why draws of one distribution cannot stand for another, empty where they can."""
    if own.kind != fallback.kind or own.kind not in ("continuous", "whole"):
        return f"`{name}` has values of another kind"
    (low, high), (first, last) = own.support, fallback.support
    slack = 1e-9 * max(1.0, abs(high - low)) if math.isfinite(high - low) else 0.0
    if first < low - slack or last > high + slack:
        return f"`{name}` falls back to values that it never has in these draws"
    return ""


def _copula_ratio(
    scenario: Scenario, group: Sequence[str], struck: Removal, drawn: Mapping[str, Floats]
) -> Floats | None:
    """Density of the group's Gaussian copula after the strike over that before it, float64[draw].

    The density at normal scores z is exp(-z' (R^-1 - 1) z / 2) up to a constant, which cancels.
    """
    correlation = matrix(group, scenario.correlations)
    if float(np.linalg.eigvalsh(correlation)[0]) < SINGULAR:
        return None
    form = np.linalg.inv(correlation) - np.eye(len(group))
    owns = {name: scenario.parameters[name].draw for name in group}
    before = np.stack([_scores(owns[name], drawn[name]) for name in group])
    after = np.stack([_scores(struck.numbers.get(name, owns[name]), drawn[name]) for name in group])
    return np.asarray(np.exp(0.5 * (_square(form, before) - _square(form, after))), np.float64)


def _scores(distribution: Distribution | None, values: Floats) -> Floats:
    if distribution is None:
        raise ValueError("correlated parameters have distributions")
    return np.asarray(special.ndtri(np.clip(distribution.cdf(values), INSIDE, 1.0 - INSIDE)), np.float64)


def _square(form: Floats, scores: Floats) -> Floats:
    return np.asarray(np.einsum("in,ij,jn->n", scores, form, scores), np.float64)
