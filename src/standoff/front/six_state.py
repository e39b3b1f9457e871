"""The default model: strength and shells of two sides, area, and the hazard of a breakthrough.

    f_i = f_i0 x_i (S_i / (S_i + K_i)) (S_i0 + K_i) / S_i0          x = M / M0, u = f / f0
    L_A = L_A0 u_D^th x_D^(1-th) x_A^q,  L_D = L_D0 u_A^th x_A^(1-th) x_D^q
    M_i' = r_i - L_i,  S_i' = P_i - f_i
    pressure = eM ln(x_A / x_D) + eF ln(u_A / u_D) - depth, within [-4, 4]
    F' = F0 exp(g pressure) noise,  H' = h0 exp(b pressure)

The noise of a month (`noise.py`) is 1 where `area_noise` is not given. Months, thousand persons,
thousand shells, km2. Priors: published aggregates to March 2024 and judgement; each says which. They
are for one front and no theory of fronts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standoff.front.layout import SIX
from standoff.front.records import Floats, Model, Parameter, Prior

_MEN, _SHELLS = "thousand persons", "thousand shells"
_PARAMETERS = (
    Parameter("strength_attacker", _MEN, "M_A0: attacker's strength at the start", low=0.0, above=True),
    Parameter("strength_defender", _MEN, "M_D0: defender's strength at the start", low=0.0, above=True),
    Parameter("stock_attacker", _SHELLS, "S_A0: attacker's shells at the start", low=0.0, above=True),
    Parameter("stock_defender", _SHELLS, "S_D0: defender's shells at the start", low=0.0, above=True),
    Parameter("fire_attacker", f"{_SHELLS}/month", "f_A0: fired at the start", low=0.0, above=True),
    Parameter("fire_defender", f"{_SHELLS}/month", "f_D0: fired at the start", low=0.0, above=True),
    Parameter("production_attacker", f"{_SHELLS}/month", "P_A: produced and bought", low=0.0),
    Parameter("production_defender", f"{_SHELLS}/month", "P_D: without what is scheduled", low=0.0),
    Parameter("loss_attacker", f"{_MEN}/month", "L_A0: lost at the start", low=0.0),
    Parameter("loss_defender", f"{_MEN}/month", "L_D0: lost at the start", low=0.0),
    Parameter("recruits_attacker", f"{_MEN}/month", "r_A", low=0.0),
    Parameter("recruits_defender", f"{_MEN}/month", "r_D", low=0.0),
    Parameter("artillery_share", "1", "theta: share of losses that follows shells", low=0.0, high=1.0),
    Parameter("own_exponent", "1", "q: 0 aimed fire, 1 area fire", low=0.0, high=1.0),
    Parameter("strength_effect", "1", "e_M: weight of strengths in the pressure"),
    Parameter("fire_effect", "1", "e_F: weight of fire in the pressure"),
    Parameter("area_effect", "1", "g: what pressure does to area"),
    Parameter("hazard_effect", "1", "b: what pressure does to the hazard"),
    Parameter("area_rate", "km2/month", "F0: area gained at no pressure", default=0.0, low=0.0),
    Parameter("hazard", "per month", "h0: hazard of a breakthrough at no pressure", low=0.0),
    Parameter("half_stock", "months", "K / f0: months of fire at which fire halves", default=1.0, low=0.0,
              above=True),
    Parameter("depth", "1", "w: depth and reserves of the defence", default=0.0),
    Parameter("area_noise", "1", "log-sd of a month's area beside the pressure", default=0.0, low=0.0),
    Parameter("area_carry", "1", "how much of it is passed on to the next month", default=0.0, low=0.0,
              high=0.95),
    Parameter("area_seed", "1", "a uniform draw that the noise of all months is made from", default=0.5,
              low=0.0, high=1.0),
)  # fmt: skip

_RELAYED = "press relays of NATO officials, early 2024"
_PRIORS = (
    Prior("fire_attacker", f"{_SHELLS}/month", "lognormal(median=300, sd=0.15)", basis=_RELAYED),
    Prior("fire_defender", f"{_SHELLS}/month", "lognormal(median=66, sd=0.35)",
          basis=f"{_RELAYED}; sd 0.6 if a French Senate figure is admitted"),
    Prior("home_production", f"{_SHELLS}/month", "lognormal(median=250, sd=0.25)", basis="NATO, RUSI 2024"),
    Prior("imports", f"{_SHELLS}/month", "uniform(0, 170)", basis="RUSI 2024 on imports from the DPRK"),
    Prior("production_attacker", f"{_SHELLS}/month", formula="home_production + 0.5 * imports"),
    Prior("production_ratio", "1", "lognormal(median=0.9, sd=0.15)", basis="judgement"),
    Prior("production_defender", f"{_SHELLS}/month", formula="production_ratio * fire_defender"),
    Prior("strength_attacker", _MEN, "lognormal(median=470, sd=0.08)", basis="(unverified)"),
    Prior("strength_defender", _MEN, "lognormal(median=350, sd=0.2)", basis="judgement"),
    Prior("stock_attacker", _SHELLS, "lognormal(median=2500, sd=0.4)", basis="judgement"),
    Prior("stock_defender", _SHELLS, "lognormal(median=100, sd=0.5)", basis="judgement"),
    Prior("loss_attacker", f"{_MEN}/month", "lognormal(median=27.4, sd=0.25)", basis="one party's claims"),
    Prior("loss_ratio", "1", "lognormal(median=2, sd=0.35)", basis="CSIS (published later than March 2024)"),
    Prior("loss_defender", f"{_MEN}/month", formula="loss_attacker / loss_ratio"),
    Prior("recruits_attacker", f"{_MEN}/month", "lognormal(median=30, sd=0.15)", basis="GUR, January 2024"),
    Prior("recruits_defender", f"{_MEN}/month", "lognormal(median=12, sd=0.4)", basis="judgement"),
    Prior("artillery_share", "1", "beta(6.5, 3.5)", basis="a share of 70 % relayed by a blog"),
    Prior("own_exponent", "1", "uniform(0, 1)", basis="square to linear law"),
    Prior("strength_weight", "1", "normal(mean=1, sd=0.3)", basis="judgement"),
    Prior("strength_effect", "1", formula="abs(strength_weight)"),
    Prior("fire_weight", "1", "normal(mean=0.5, sd=0.3)", basis="judgement"),
    Prior("fire_effect", "1", formula="abs(fire_weight)"),
    Prior("area_effect", "1", "normal(mean=1, sd=0.5)", basis="judgement"),
    Prior("hazard_effect", "1", "normal(mean=1, sd=0.7)", basis="judgement; 0 stays possible"),
    Prior("hazard", "per month", "gamma(0.5, 22)", basis="no such month in 22 (May 2022 to February 2024)",
          set_by="data"),
    Prior("area_rate", "km2/month", "lognormal(median=186, sd=1.22)", set_by="data",
          basis="twelve months of offensives, May 2022 to February 2024: `standoff fit front ukraine-area`"),
)  # fmt: skip

AID = Prior("aid", f"{_SHELLS}/month", "lognormal(median=60, sd=0.3)", basis="judgement")


def _table(given: Mapping[str, Floats]) -> dict[str, Any]:
    return {
        "x0": given["strength_attacker"],
        "y0": given["strength_defender"],
        "fx": given["fire_attacker"],
        "fy": given["fire_defender"],
        "kx": given["fire_attacker"] * given["half_stock"],
        "ky": given["fire_defender"] * given["half_stock"],
        "sx0": given["stock_attacker"],
        "sy0": given["stock_defender"],
        "lx": given["loss_attacker"],
        "ly": given["loss_defender"],
        "theta": given["artillery_share"],
        "q": given["own_exponent"],
        "em": given["strength_effect"],
        "ef": given["fire_effect"],
        "g": given["area_effect"],
        "area": given["area_rate"],
        "b": given["hazard_effect"],
        "h0": given["hazard"],
        "stock_x": given["stock_attacker"],
        "stock_y": given["stock_defender"],
        "attacker_strength": given["recruits_attacker"],
        "defender_strength": given["recruits_defender"],
        "attacker_stock": given["production_attacker"],
        "defender_stock": given["production_defender"],
        "depth": given["depth"],
    }


SIX_STATE = Model(
    "six_state",
    "Strength, shells, area and the hazard of a breakthrough",
    "see `standoff.front.six_state`",
    _PARAMETERS,
    "own combination: Lanchester laws, fire limited by stocks, reserves and depth as a shift of the "
    "hazard after Biddle (2004), Military Power (unverified)",
    clock="month",
    kind=SIX,
    outputs=("strength", "stock", "area"),
    inputs=("attacker_strength", "defender_strength", "attacker_stock", "defender_stock", "depth"),
    invariant="theta = 0, no recruits: b x^2 - a y^2 at q = 0, b x - a y at q = 1, a = L_A0/M_D0 and so on",
    priors=_PRIORS,
    table=_table,
)
