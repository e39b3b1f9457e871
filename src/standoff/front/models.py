"""The registry of models: the small documented family, each with parameters, units and source.

All classical laws are one power law, x' = r - a x^qx y^px, with fixed exponents; x is the
attacker's strength, y the defender's. The breakthrough hazard of every model is per month: h0 (x/y)^k
in the classical laws, h0 exp(b pressure) in the default six-state model. Names of people are those
under which the textbooks give the laws.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standoff.front.layout import ADAPTIVE, AMMUNITION, POWER
from standoff.front.records import MONTH, Floats, Model, Parameter
from standoff.front.six_state import SIX_STATE

CHAIN = -1

STRENGTHS = (
    Parameter("strength_attacker", "strength", "attacker's strength at the start", low=0.0, above=True),
    Parameter("strength_defender", "strength", "defender's strength at the start", low=0.0, above=True),
)
RATES = (
    Parameter("loss_rate_attacker", "per day", "a: how fast the attacker loses", low=0.0),
    Parameter("loss_rate_defender", "per day", "b: how fast the defender loses", low=0.0),
)
INFLOWS = (
    Parameter("recruits_attacker", "strength/day", "attacker's reinforcement", default=0.0, low=0.0),
    Parameter("recruits_defender", "strength/day", "defender's reinforcement", default=0.0, low=0.0),
)
HAZARDS = (
    Parameter("hazard", "per month", "h0: hazard of a breakthrough at equal strengths", default=0.0, low=0.0),
    Parameter(
        "hazard_power",
        "1",
        "k: the hazard is h0 (attacker / defender)**k, the ratio within e**-4 and e**4",
        default=1.0,
    ),
)
TACTICAL = Parameter(
    "tactical", "1", "d: factor on the losses of the attacked", default=1.0, low=0.0, above=True
)
OSIPOV = "Osipov (1915); Lanchester (1916), Aircraft in Warfare"


def _inflow(given: Mapping[str, Floats]) -> dict[str, Any]:
    return {"attacker_strength": given["recruits_attacker"], "defender_strength": given["recruits_defender"]}


def power_table(given: Mapping[str, Floats], exponents: tuple[Any, Any, Any, Any]) -> dict[str, Any]:
    """Rows of the power law's table with exponents (qx, px, qy, py)."""
    qx, px, qy, py = exponents
    return {
        "x0": given["strength_attacker"],
        "y0": given["strength_defender"],
        "a": given["loss_rate_attacker"],
        "b": given["loss_rate_defender"],
        "qx": qx,
        "px": px,
        "qy": qy,
        "py": py,
        "tactical": given["tactical"],
        "h0": given["hazard"] / MONTH,
        "power": given["hazard_power"],
        **_inflow(given),
    }


def _law(name: str, title: str, exponents: tuple[float, float, float, float], **said: str) -> Model:
    """A classical law with fixed exponents."""
    return Model(
        name,
        title,
        said["equations"],
        (*STRENGTHS, *RATES, *INFLOWS, TACTICAL, *HAZARDS),
        said["source"],
        kind=POWER,
        inputs=("attacker_strength", "defender_strength", "posture"),
        invariant=said.get("invariant", ""),
        closed_form=said.get("closed_form", ""),
        table=lambda given: power_table(given, exponents),
    )


def _general(name: str, title: str, p: float | None, q: float | None, source: str) -> Model:
    """Bracken's form with free or published exponents."""
    return Model(
        name,
        title,
        "x' = -a x^q y^p, y' = -b y^q x^p",
        (
            *STRENGTHS,
            *RATES,
            Parameter("p", "1", "exponent of the other side's strength", default=p),
            Parameter("q", "1", "exponent of the own strength", default=q),
            *INFLOWS,
            TACTICAL,
            *HAZARDS,
        ),
        source,
        kind=POWER,
        inputs=("attacker_strength", "defender_strength", "posture"),
        invariant="b x^g - a y^g with g = 1 + p - q; b ln x - a ln y where g = 0",
        table=lambda given: power_table(given, (given["q"], given["p"], given["q"], given["p"])),
    )


def _ammunition(given: Mapping[str, Floats]) -> dict[str, Any]:
    return {
        "x0": given["strength_attacker"],
        "y0": given["strength_defender"],
        "fire_x": given["fire_attacker"],
        "fire_y": given["fire_defender"],
        "loss_x": given["loss_attacker"],
        "loss_y": given["loss_defender"],
        "h0": given["hazard"] / MONTH,
        "power": given["hazard_power"],
        "stock_x": given["stock_attacker"],
        "stock_y": given["stock_defender"],
        "attacker_stock": given["production_attacker"],
        "defender_stock": given["production_defender"],
        **_inflow(given),
    }


def _adaptive(given: Mapping[str, Floats]) -> dict[str, Any]:
    return {
        "x0": given["strength_attacker"],
        "y0": given["strength_defender"],
        "prosecution": given["prosecution"],
        "exchange": given["exchange"],
        "threshold": given["threshold"],
        "fastest": given["fastest_withdrawal"],
        "width": given["width"],
        "h0": given["hazard"] / MONTH,
        "power": given["hazard_power"],
        "stock_x": given["withdrawal"],
        **_inflow(given),
    }


AMMUNITION_LIMITED = Model(
    "ammunition_limited",
    "Fire limited by the stock, then by production",
    "S' = P - f, f = phi y, at most P once S = 0; x' = -eps f",
    (
        *STRENGTHS,
        Parameter("stock_attacker", "rounds", "attacker's stock at the start", low=0.0),
        Parameter("stock_defender", "rounds", "defender's stock at the start", low=0.0),
        Parameter("fire_attacker", "rounds/day/strength", "phi: rounds a unit of strength fires", low=0.0),
        Parameter("fire_defender", "rounds/day/strength", "phi of the defender", low=0.0),
        Parameter("loss_attacker", "strength/round", "eps: attackers lost for a defender's round", low=0.0),
        Parameter("loss_defender", "strength/round", "eps: defenders lost for an attacker's round", low=0.0),
        Parameter("production_attacker", "rounds/day", "P of the attacker", default=0.0, low=0.0),
        Parameter("production_defender", "rounds/day", "P of the defender", default=0.0, low=0.0),
        *INFLOWS,
        *HAZARDS,
    ),
    "own combination of textbook parts; checked by its balance of rounds",
    kind=AMMUNITION,
    outputs=("strength", "stock"),
    inputs=("attacker_strength", "defender_strength", "attacker_stock", "defender_stock"),
    invariant="stock + fired - produced = S0; loss = eps fired",
    closed_form="stock-out at S0/(phi y - P) where y is constant; loss eps (S0 + P t) after it",
    table=_ammunition,
)

ADAPTIVE_MODEL = Model(
    "epstein",
    "Epstein's adaptive model in continuous time",
    "x' = -P (1 - W/Wmax) x, y' = x'/rho, W' = (Wmax - W) (alpha - threshold)+ / (1 - threshold)",
    (
        *STRENGTHS,
        Parameter("prosecution", "per day", "P: attrition that the attacker accepts", low=0.0, high=1.0),
        Parameter("exchange", "1", "rho: attackers lost for a defender lost", low=0.0, above=True),
        Parameter("threshold", "per day", "defender's attrition at which it withdraws", low=0.0, high=0.99),
        Parameter("fastest_withdrawal", "km/day", "Wmax", default=20.0, low=0.0, above=True),
        Parameter("withdrawal", "km/day", "W at the start", default=0.0, low=0.0),
        Parameter("width", "km", "width of the front: area is its integral over W", default=1.0, low=0.0),
        *INFLOWS,
        *HAZARDS,
    ),
    "after Epstein (1985), The Calculus of Conventional War, Brookings (unverified in detail)",
    kind=ADAPTIVE,
    outputs=("strength", "area"),
    invariant="0 <= W <= Wmax; W = Wmax gives no attrition; x - rho y constant without reinforcement",
    table=_adaptive,
)

CHAIN_MODELS = tuple(
    Model(
        f"stochastic_{law}",
        f"Stochastic Lanchester, {law} law: a Markov chain of single losses",
        "P(x, y) = A P(x, y-1) + (1 - A) P(x-1, y); "
        + ("A = r x / (r x + y)" if law == "square" else "A = p"),
        (
            *STRENGTHS,
            Parameter("advantage", "1", "r: b/a" if law == "square" else "p: chance of each loss", low=0.0),
        ),
        "Brown (1963), Operations Research 11, 418-425",
        kind=CHAIN,
        outputs=(),
        inputs=(),
        closed_form="sum over i < x of C(y-1+i, i) p^y (1-p)^i" if law == "linear" else "",
    )
    for law in ("square", "linear")
)

_FAMILY = (
    SIX_STATE,
    _law(
        "square", "Lanchester's square law: aimed fire", (0.0, 1.0, 0.0, 1.0),
        equations="x' = -a y, y' = -b x", source=OSIPOV, invariant="b x^2 - a y^2",
        closed_form="x = x0 cosh kt - sqrt(a/b) y0 sinh kt, k = sqrt(ab)",
    ),
    _law(
        "linear", "Lanchester's linear law: area fire", (1.0, 1.0, 1.0, 1.0),
        equations="x' = -a x y, y' = -b x y", source=OSIPOV, invariant="b x - a y",
        closed_form="x = x0 C / (b x0 - a y0 exp(-C t)), C = b x0 - a y0",
    ),
    _law(
        "logarithmic", "Peterson's logarithmic law", (1.0, 0.0, 1.0, 0.0),
        equations="x' = -a x, y' = -b y", source="Peterson (1953)", invariant="b ln x - a ln y",
        closed_form="exponentials",
    ),
    _law(
        "mixed", "The ambush: area fire against aimed fire", (1.0, 1.0, 0.0, 1.0),
        equations="x' = -a x y, y' = -b x", source="Brackney (1959); Deitchman (1962)",
        invariant="b x - a y^2 / 2",
    ),
    _general("generalised", "Power law with free exponents", None, None, "Bracken (1995), NRL 42, 559-577"),
    _general("bracken", "Bracken's form with a tactical factor", 1.0, 1.0, "Bracken (1995), NRL 42, 559-577"),
    _general("hartley", "Power law with Hartley's exponents (unverified)", 0.45, 0.75, "Hartley (2001)"),
    Model(
        "helmbold", "Helmbold's law of diminishing use of superior numbers",
        "x' = -a (x/y)^(1-W) y, y' = -b (y/x)^(1-W) x",
        (*STRENGTHS, *RATES, Parameter("w", "1", "W: 1 square, 1/2 linear in kind, 0 logarithmic", low=0.0,
                                       high=1.0), *INFLOWS, TACTICAL, *HAZARDS),
        "Helmbold (1965), Operations Research 13, 857-859", kind=POWER,
        inputs=("attacker_strength", "defender_strength", "posture"),
        invariant="b x^(2W) - a y^(2W)",
        table=lambda given: power_table(given, (1 - given["w"], given["w"], 1 - given["w"], given["w"])),
    ),
    _law(
        "reinforced_square", "The square law with constant reinforcement", (0.0, 1.0, 0.0, 1.0),
        equations="x' = r - a y, y' = s - b x", source=OSIPOV,
        invariant="b (x - s/b)^2 - a (y - r/a)^2; saddle at (s/b, r/a)",
    ),
    AMMUNITION_LIMITED,
    ADAPTIVE_MODEL,
    *CHAIN_MODELS,
)  # fmt: skip

MODELS: dict[str, Model] = {model.name: model for model in _FAMILY}
