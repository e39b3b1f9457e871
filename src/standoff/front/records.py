"""What the room `front` passes around: models with their parameters, schedules, the step of a run."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Amount = Floats | float

MONTH = 30.4375  # days, as in the language's `hazard(rate, from, to)`


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number that a model takes, one value a draw.

    unit : as printed; "per day" and the like follow the model's clock
    default : used where the number is not given; None where it must be
    low, high : inclusive bounds, save that `above` makes the lower one exclusive
    """

    name: str
    unit: str
    says: str
    default: float | None = None
    low: float = -math.inf
    high: float = math.inf
    above: bool = False

    @property
    def range_text(self) -> str:
        """As "a number above 0"."""
        if self.above:
            return f"a number above {self.low:g}"
        if math.isinf(self.low) and math.isinf(self.high):
            return "a finite number"
        if math.isinf(self.high):
            return f"a number of at least {self.low:g}"
        return f"a number from {self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class Prior:
    """A default prior as the language writes it: `draw` a distribution, or `formula` an expression.

    Examples
    --------
    >>> Prior("fire_defender", "thousand/month", "lognormal(median=66, sd=0.35)", basis="CNN").is_drawn
    True
    """

    name: str
    unit: str
    draw: str = ""
    formula: str = ""
    basis: str = ""
    set_by: str = "assumed"

    @property
    def is_drawn(self) -> bool:
        """Whether it is drawn rather than an expression of others."""
        return bool(self.draw)


@dataclass(frozen=True, slots=True)
class Model:
    """A member of the family.

    clock : the unit of time of its rates, "day" or "month" (of 30.4375 days)
    kind : which equations the kernels follow; -1 for the Markov chain, which has none
    outputs : among "strength", "stock", "area"; every model but the chain has a hazard
    inputs : what a schedule may change
    invariant, closed_form : what it can be checked by
    table : parameters -> the rows of the kernel's table
    """

    name: str
    title: str
    equations: str
    parameters: tuple[Parameter, ...]
    source: str
    clock: str = "day"
    kind: int = 0
    outputs: tuple[str, ...] = ("strength",)
    inputs: tuple[str, ...] = ("attacker_strength", "defender_strength")
    invariant: str = ""
    closed_form: str = ""
    priors: tuple[Prior, ...] = ()
    table: Callable[[Mapping[str, Floats]], dict[str, Any]] = field(default=dict, repr=False)

    @property
    def unit_days(self) -> float:
        """Days in a unit of the model's clock."""
        return 1.0 if self.clock == "day" else MONTH

    def parameter(self, name: str) -> Parameter:
        """The parameter of this name; KeyError for another."""
        return {p.name: p for p in self.parameters}[name]


@dataclass(frozen=True)
class Schedule:
    """Something dated that changes an input of a front.

    input : one of the model's inputs, as "defender_stock"
    amount : float64[draw] or one number; per unit of the model's clock, or all at once if `once`
    start, end : days since 1970-01-01, float64[draw] or one number; from `start` up to, without, `end`
    once : a single delivery at `start`, which must not be before the front's start
    name : for messages

    Examples
    --------
    >>> aid = Schedule("defender_stock", 60.0, 19800.0, name="aid")
    >>> aid.end
    inf
    """

    input: str
    amount: Amount
    start: Amount
    end: Amount = math.inf
    once: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """How finely a front was cut, and what that leaves as error.

    n_steps : equal steps from start to end
    error_q99, error_max : over the sample of draws, the largest difference to steps half as long, of
        the chance of a breakthrough, or a tenth of that of a state as a part of its largest value
    sample : draws compared; 0 where the step was given
    """

    n_steps: int
    error_q99: float = math.nan
    error_max: float = math.nan
    sample: int = 0
    tolerance: float = math.nan
