"""The six-state model's test cases T1 to T4 of the specification, section 6, and its prior draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from standoff import front

YEAR = 12 * front.MONTH
T1 = {
    "strength_attacker": 470.0, "strength_defender": 350.0, "stock_attacker": 2500.0, "stock_defender": 100.0,
    "fire_attacker": 300.0, "fire_defender": 66.0, "production_attacker": 300.0, "production_defender": 66.0,
    "loss_attacker": 27.4, "loss_defender": 13.7, "recruits_attacker": 27.4, "recruits_defender": 13.7,
    "artillery_share": 0.65, "own_exponent": 0.5, "strength_effect": 1.0, "fire_effect": 0.5,
    "area_effect": 1.0, "hazard_effect": 1.0, "area_rate": 100.0, "hazard": 0.023,
}  # fmt: skip
NO_RECRUITS = {"artillery_share": 0.0, "recruits_attacker": 0.0, "recruits_defender": 0.0}
SQUARE = {**T1, **NO_RECRUITS, "own_exponent": 0.0}
LINEAR = {**T1, **NO_RECRUITS, "own_exponent": 1.0}


def drawn(n_draws: int, *, hazard: str = "gamma(3.5, 153)", seed: int = 0) -> dict[str, NDArray[np.float64]]:
    """Prior draws with a hazard prior, and aid."""
    changed = {"hazard": hazard, "aid": front.AID.draw}
    return front.prior_columns(front.MODELS["six_state"], seed=seed, n_draws=n_draws, changed=changed)


def parameters(columns: dict[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """Those of them that the model takes."""
    return front.parameters_of(front.MODELS["six_state"], columns)
