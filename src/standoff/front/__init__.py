"""Fronts: attrition, logistics and the hazard of a breakthrough, over draws.

`run` carries a model of `MODELS` over dates; `win_chance` answers for the Markov chain; `fit`,
`hold_out`, `battle_rates` and `base_rates` say what data have to say. Arrays in, arrays out: the
room knows neither game nor text.
"""

from standoff.draws import BaseRate, base_rate, base_rates, read_base_rates
from standoff.front.battles import BattleRates, Battles, LossSlope, battle_rates, loss_slope, read_battles
from standoff.front.datasets import DATA, shipped
from standoff.front.fitting import Comparison, Estimate, Fit, compare_laws, fit
from standoff.front.holdout import (
    BREAKTHROUGH,
    OFFENSIVES,
    OFFENSIVES_OF,
    AreaFit,
    Difference,
    OffensiveFit,
    Score,
    climatology,
    fit_area,
    fit_offensives,
    hold_out,
    paired_difference,
    verdict,
)
from standoff.front.identification import Flat, flat_directions
from standoff.front.markov import win_chance
from standoff.front.models import MODELS
from standoff.front.priors import parameters_of, prior_columns
from standoff.front.records import MONTH, Model, Parameter, Prior, Schedule, Step
from standoff.front.running import FrontError, FrontRun, model_of, run, settle_step
from standoff.front.scores import coverage, crps, rank_drivers
from standoff.front.series import Series, read_series
from standoff.front.six_state import AID

__all__ = [
    "AID",
    "BREAKTHROUGH",
    "DATA",
    "MODELS",
    "MONTH",
    "OFFENSIVES",
    "OFFENSIVES_OF",
    "AreaFit",
    "BaseRate",
    "BattleRates",
    "Battles",
    "Comparison",
    "Difference",
    "Estimate",
    "Fit",
    "Flat",
    "FrontError",
    "FrontRun",
    "LossSlope",
    "Model",
    "OffensiveFit",
    "Parameter",
    "Prior",
    "Schedule",
    "Score",
    "Series",
    "Step",
    "base_rate",
    "base_rates",
    "battle_rates",
    "climatology",
    "compare_laws",
    "coverage",
    "crps",
    "fit",
    "fit_area",
    "fit_offensives",
    "flat_directions",
    "hold_out",
    "loss_slope",
    "model_of",
    "paired_difference",
    "parameters_of",
    "prior_columns",
    "rank_drivers",
    "read_base_rates",
    "read_battles",
    "read_series",
    "run",
    "settle_step",
    "shipped",
    "verdict",
    "win_chance",
]
