"""The models once more in plain NumPy: the reference that the kernels are tested against.

Nothing here shares code with the kernels but the layout of the tables. `rates` gives the right-hand
sides for all draws at once, `march` the fourth-order rule with one step for all; dated events are
not followed (tests cut the time at them).
"""

from __future__ import annotations

import numpy as np

from standoff.front.layout import ADAPTIVE, AMMUNITION, CAP, CLIP, FLOOR, POWER, ROWS
from standoff.front.records import Floats


def rates(kind: int, state: Floats, table: Floats, inputs: Floats, reach: Floats | None = None) -> Floats:
    """Rates of change, float64[state, draw].

    state : float64[state, draw]; table : float64[row, draw]; inputs : float64[input, draw]
    reach : ammunition-limited only, float64[side, draw]: the rounds a unit of time that the stock
        at the step's start allows beyond production; without it a positive stock allows any fire
    """
    p = dict(zip(ROWS[kind], table, strict=True))
    x, y = np.maximum(state[0], FLOOR * p["x0"]), np.maximum(state[1], FLOOR * p["y0"])
    change = np.zeros_like(state)
    if kind == POWER:
        turn = p["tactical"] ** -inputs[5]
        change[0] = inputs[0] - p["a"] * x ** p["qx"] * y ** p["px"] * turn
        change[1] = inputs[1] - p["b"] * y ** p["qy"] * x ** p["py"] / turn
    elif kind == AMMUNITION:
        limit = np.where(state[2:4] > 0, np.inf, 0.0) if reach is None else reach
        fired = np.minimum([p["fire_x"] * x, p["fire_y"] * y], inputs[2:4] + limit)
        change[0] = inputs[0] - p["loss_x"] * fired[1]
        change[1] = inputs[1] - p["loss_y"] * fired[0]
        change[2:4] = inputs[2:4] - fired
    elif kind == ADAPTIVE:
        w = np.clip(state[2], 0.0, p["fastest"])
        lost = p["prosecution"] * (1.0 - w / p["fastest"]) * x
        excess = np.clip(lost / p["exchange"] / y, p["threshold"], 1.0) - p["threshold"]
        change[0], change[1] = inputs[0] - lost, inputs[1] - lost / p["exchange"]
        change[2] = (p["fastest"] - w) * excess / (1.0 - p["threshold"])
        change[4] = p["width"] * w
    else:
        return _six(state, p, inputs)
    change[5] = p["h0"] * np.exp(np.clip(p["power"] * np.clip(np.log(x / y), -CLIP, CLIP), -CAP, CAP))
    return change


def _six(state: Floats, p: dict[str, Floats], inputs: Floats) -> Floats:
    mx, my = np.maximum(state[0] / p["x0"], FLOOR), np.maximum(state[1] / p["y0"], FLOOR)
    sx, sy = np.maximum(state[2], 0.0), np.maximum(state[3], 0.0)
    part_x = sx / (sx + p["kx"]) * (p["sx0"] + p["kx"]) / p["sx0"]
    part_y = sy / (sy + p["ky"]) * (p["sy0"] + p["ky"]) / p["sy0"]
    ux, uy = mx * np.maximum(part_x, FLOOR), my * np.maximum(part_y, FLOOR)
    theta, q = p["theta"], p["q"]
    pressure = p["em"] * np.log(mx / my) + p["ef"] * np.log(ux / uy) - inputs[4]
    pressure = np.clip(pressure, -CLIP, CLIP)
    return np.stack([
        inputs[0] - p["lx"] * uy**theta * my ** (1 - theta) * mx**q,
        inputs[1] - p["ly"] * ux**theta * mx ** (1 - theta) * my**q,
        inputs[2] - p["fx"] * mx * part_x,
        inputs[3] - p["fy"] * my * part_y,
        p["area"] * np.exp(np.clip(p["g"] * pressure, -CAP, CAP)),
        p["h0"] * np.exp(np.clip(p["b"] * pressure, -CAP, CAP)),
    ])  # fmt: skip


def march(kind: int, start: Floats, table: Floats, inputs: Floats, width: float, n_steps: int) -> Floats:
    """States at every step's end: float64[knot, state, draw]."""
    state = start.copy()
    kept = [state.copy()]
    lowest = FLOOR * table[:2]
    for _ in range(n_steps):
        reach = state[2:4] / width

        def f(at: Floats, reach: Floats = reach) -> Floats:
            return rates(kind, at, table, inputs, reach)

        k = f(state)
        m = f(state + 0.5 * width * k)
        n = f(state + 0.5 * width * m)
        o = f(state + width * n)
        state = state + width / 6.0 * (k + 2.0 * m + 2.0 * n + o)
        state[:2] = np.maximum(state[:2], lowest)
        state[2:4] = np.maximum(state[2:4], 0.0)
        if kind == ADAPTIVE:
            state[2] = np.minimum(state[2], table[ROWS[kind].index("fastest")])
        kept.append(state.copy())
    return np.stack(kept)
