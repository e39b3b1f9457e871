"""Analyses of ensembles: what matters, where it flips, what is robust. Arrays in, arrays out.

The room knows neither the scenario's text nor the game. Axes are draw, then parameter or option.
"""

from __future__ import annotations

from standoff.exploration.cart import Tree, cart
from standoff.exploration.designs import (
    MorrisDesign,
    SaltelliDesign,
    ShapleyDesign,
    morris_design,
    saltelli,
    shapley_design,
)
from standoff.exploration.given_data import FirstOrder, first_order
from standoff.exploration.information import Partial, Perfect, evpi, evppi
from standoff.exploration.prim import Box, Discovery, Peeling, choose, prim, quasi_p, reproduced
from standoff.exploration.records import ExplorationError, PlainTable, plain_table
from standoff.exploration.regrets import RULES, Opponents, RobustOptions, losses, robust_options
from standoff.exploration.sobol import Screening, ShapleyEffects, SobolIndices, morris, shapley, sobol
from standoff.exploration.tipping import (
    Prior,
    TippingPoint,
    prior,
    tipping,
    tipping_by_one,
    tipping_by_pair,
)

__all__ = [
    "RULES",
    "Box",
    "Discovery",
    "ExplorationError",
    "FirstOrder",
    "MorrisDesign",
    "Opponents",
    "Partial",
    "Peeling",
    "Perfect",
    "PlainTable",
    "Prior",
    "RobustOptions",
    "SaltelliDesign",
    "Screening",
    "ShapleyDesign",
    "ShapleyEffects",
    "SobolIndices",
    "TippingPoint",
    "Tree",
    "cart",
    "choose",
    "evpi",
    "evppi",
    "first_order",
    "losses",
    "morris",
    "morris_design",
    "plain_table",
    "prim",
    "prior",
    "quasi_p",
    "reproduced",
    "robust_options",
    "saltelli",
    "shapley",
    "shapley_design",
    "sobol",
    "tipping",
    "tipping_by_one",
    "tipping_by_pair",
]
