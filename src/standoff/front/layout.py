"""Where everything stands in the kernels' tables: states, inputs, and each kind's parameters.

All kinds of model share six states and six inputs; a state that a kind does not use stays zero.
A table holds the fields of a class as its rows, in their order: rows are named here once, for the
kernels, the NumPy reference and the records.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LANES = 64  # draws that a kernel takes at once


class States(NamedTuple):
    """What a front consists of on one day, or how fast each of it changes."""

    x: float  # strength of the attacker
    y: float  # and of the defender
    sx: float  # their stocks; Epstein's adaptive model keeps its rate of withdrawal in the first
    sy: float
    area: float
    hazard: float  # summed from the start


class Inputs(NamedTuple):
    """What a schedule can change, each a rate (or a level) from a date on."""

    attacker_strength: float
    defender_strength: float
    attacker_stock: float
    defender_stock: float
    depth: float
    posture: float


X, Y, SX, SY, AREA, HAZARD = range(len(States._fields))
N_STATES = len(States._fields)
INPUTS = Inputs._fields
N_INPUTS = len(INPUTS)
# one-off deliveries: events with row N_INPUTS + state
JUMPS = ("attacker_strength", "defender_strength", "attacker_stock", "defender_stock")


class Power(NamedTuple):
    """Parameters of every classical law."""

    x0: float
    y0: float
    a: float
    b: float
    qx: float
    px: float
    qy: float
    py: float
    tactical: float
    h0: float
    power: float


class Ammunition(NamedTuple):
    """Parameters of the ammunition-limited law."""

    x0: float
    y0: float
    fire_x: float
    fire_y: float
    loss_x: float
    loss_y: float
    h0: float
    power: float


class Adaptive(NamedTuple):
    """Parameters of Epstein's adaptive model."""

    x0: float
    y0: float
    prosecution: float
    exchange: float
    threshold: float
    fastest: float
    width: float
    h0: float
    power: float


class Six(NamedTuple):
    """Parameters of the six-state model."""

    x0: float
    y0: float
    fx: float
    fy: float
    kx: float
    ky: float
    sx0: float
    sy0: float
    lx: float
    ly: float
    theta: float
    q: float
    em: float
    ef: float
    g: float
    area: float
    b: float
    h0: float


# kinds of equations, and the rows of their tables
POWER, AMMUNITION, ADAPTIVE, SIX = range(4)
ROWS: dict[int, tuple[str, ...]] = {
    POWER: Power._fields,
    AMMUNITION: Ammunition._fields,
    ADAPTIVE: Adaptive._fields,
    SIX: Six._fields,
}


class Dated(NamedTuple):
    """Events: [event, draw], dates in the model's unit from the start, never decreasing."""

    date: Floats
    row: NDArray[np.int64]  # an input, or N_INPUTS + a state
    amount: Floats


class Course(NamedTuple):
    """What carries a front on: its kind, parameters, inputs and events, and the length of a step."""

    kind: int
    table: Floats  # [row, draw]
    base: Floats  # [input, draw]
    events: Dated
    width: float


FLOOR = 1e-9  # of the first strength, stock or reserve: what a side that is spent counts as
CLIP = 4.0  # the pressure on the front, in other models ln(x / y), is held within [-4, 4]
CAP = 40.0  # what multiplies an area or hazard is held within exp(-40) and exp(40)
