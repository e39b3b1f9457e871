"""Draws a model's default priors, with the language's own distributions and expressions."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.draws import derive, no_spans, parse_distribution, table
from standoff.expressions import Name, Scope, read
from standoff.front.records import Floats, Model


def prior_columns(
    model: Model, *, seed: int, n_draws: int, first: int = 0, changed: Mapping[str, str] | None = None
) -> dict[str, Floats]:
    """Draws of every prior of a model, those that are expressions included.

    Parameters
    ----------
    model : one with priors (`six_state`)
    seed, first, n_draws : which draws, as in `draws.table`
    changed : name -> another distribution, for a prior or for a name besides them (as `aid`)

    Returns
    -------
    name -> float64[draw]; `parameters_of` picks those that the model takes

    Examples
    --------
    >>> from standoff.front.models import MODELS
    >>> drawn = prior_columns(MODELS["six_state"], seed=1, n_draws=4)
    >>> bool((drawn["loss_defender"] == drawn["loss_attacker"] / drawn["loss_ratio"]).all())
    True
    """
    texts = {prior.name: prior.draw for prior in model.priors if prior.is_drawn} | dict(changed or {})
    parsed = {name: parse_distribution(text, no_spans, f"prior `{name}`") for name, text in texts.items()}
    drawn = table(parsed, (), seed=seed, first=first, n=n_draws)
    formulas = {
        prior.name: prior.formula for prior in model.priors if not prior.is_drawn and prior.name not in drawn
    }
    scope = Scope({name: Name("parameter") for name in (*drawn, *formulas)})
    return derive(drawn, {name: read(text, scope) for name, text in formulas.items()})


def parameters_of(model: Model, columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """The columns that a model takes.

    Parameters
    ----------
    model : the model
    columns : name -> float64[draw]

    Returns
    -------
    name -> float64[draw]

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.front.models import MODELS
    >>> sorted(parameters_of(MODELS["square"], {"hazard": np.ones(1), "aid": np.ones(1)}))
    ['hazard']
    """
    return {p.name: columns[p.name] for p in model.parameters if p.name in columns}
