"""Fronts: attrition, logistics and the hazard of a breakthrough, over draws.

`run` carries a model of `MODELS` over dates; `win_chance` answers for the Markov chain; `fit`,
`hold_out` and `base_rates` say what data have to say. Arrays in, arrays out: the room knows neither
game nor text.
"""

from standoff.front.models import MODELS
from standoff.front.records import MONTH, Model, Parameter, Prior, Schedule, Step
from standoff.front.running import FrontError, FrontRun, model_of, run, settle_step

__all__ = [
    "MODELS",
    "MONTH",
    "FrontError",
    "FrontRun",
    "Model",
    "Parameter",
    "Prior",
    "Schedule",
    "Step",
    "model_of",
    "run",
    "settle_step",
]
