"""Where everything stands in the kernels' tables: states, inputs, and each kind's parameters.

All kinds of model share six states and five inputs; a state that a kind does not use stays zero.
Rows are named here once, for the kernels, the NumPy reference and the records.
"""

from __future__ import annotations

LANES = 64  # draws that a kernel takes at once

# states
X, Y, SX, SY, AREA, HAZARD = range(6)  # strengths of attacker and defender, their stocks, area, H
N_STATES = 6
WITHDRAWAL = SX  # Epstein's adaptive model keeps the defender's rate of withdrawal here

# inputs: what a schedule can change, each a rate (or a level) from a date on
INPUTS = ("attacker_strength", "defender_strength", "attacker_stock", "defender_stock", "depth", "posture")
IN_X, IN_Y, IN_SX, IN_SY, IN_DEPTH, IN_POSTURE = range(6)
N_INPUTS = 6
# one-off deliveries: events with row N_INPUTS + state
JUMPS = ("attacker_strength", "defender_strength", "attacker_stock", "defender_stock")

# kinds of equations
POWER, AMMUNITION, ADAPTIVE, SIX = range(4)

# parameters of each kind, in the order of the kernels' rows; the first two are always strengths
ROWS: dict[int, tuple[str, ...]] = {
    POWER: ("x0", "y0", "a", "b", "qx", "px", "qy", "py", "tactical", "h0", "power"),
    AMMUNITION: ("x0", "y0", "fire_x", "fire_y", "loss_x", "loss_y", "h0", "power"),
    ADAPTIVE: ("x0", "y0", "prosecution", "exchange", "threshold", "fastest", "width", "h0", "power"),
    SIX: (
        *("x0", "y0", "fx", "fy", "kx", "ky", "sx0", "sy0"),
        *("lx", "ly", "theta", "q", "em", "ef", "g", "area", "b", "h0"),
    ),
}

FLOOR = 1e-9  # of the first strength, stock or reserve: what a side that is spent counts as
CLIP = 4.0  # the pressure on the front, in other models ln(x / y), is held within [-4, 4]
CAP = 40.0  # what multiplies an area or hazard is held within exp(-40) and exp(40)
