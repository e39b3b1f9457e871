"""The equations of each kind of model for one draw: rates of change of the six states.

Source: the sections named in `models.py`. Every number that could leave its range is held at a
floor, so that a side which is spent gives small numbers and never a NaN. All are written without
branches on data, for the loops of `kernels.py`. `reference.py` says the same in plain NumPy.
"""

from __future__ import annotations

from typing import Any

from standoff.front.elementary import exp, inlined, larger, log, smaller
from standoff.front.layout import CLIP, FLOOR


@inlined
def ratio_hazard(lx: float, ly: float, h0: float, power: float) -> Any:
    """h0 (x / y)**power, the ratio held within e**-4 and e**4: Gompertz for exponential strengths."""
    return h0 * exp(power * smaller(larger(lx - ly, -CLIP), CLIP))


@inlined
def power_rates(y, p, u):  # type: ignore[no-untyped-def]
    """x' = r - a x^qx y^px d^s, y' = s - b y^qy x^py d^-s: every classical law."""
    x0, y0, a, b, qx, px, qy, py, tactical, h0, power = p
    lx = log(larger(y[0], FLOOR * x0))
    ly = log(larger(y[1], FLOOR * y0))
    turn = u[5] * log(tactical)
    dx = u[0] - a * exp(qx * lx + px * ly + turn)
    dy = u[1] - b * exp(qy * ly + py * lx - turn)
    return dx, dy, 0.0, 0.0, 0.0, ratio_hazard(lx, ly, h0, power)


@inlined
def ammunition_rates(y, p, u, limit_x, limit_y):  # type: ignore[no-untyped-def]
    """Fire falls to production once the stock is spent; losses follow the rounds fired.

    limit_x, limit_y : the most that the stock at the step's start allows to be fired in the step,
        so that stock + fired - produced is conserved to rounding
    """
    x0, y0, fire_x, fire_y, loss_x, loss_y, h0, power = p
    alive_x = larger(y[0], FLOOR * x0)
    alive_y = larger(y[1], FLOOR * y0)
    fired_x = smaller(fire_x * alive_x, limit_x)
    fired_y = smaller(fire_y * alive_y, limit_y)
    hazard = ratio_hazard(log(alive_x), log(alive_y), h0, power)
    return u[0] - loss_x * fired_y, u[1] - loss_y * fired_x, u[2] - fired_x, u[3] - fired_y, 0.0, hazard


@inlined
def adaptive_rates(y, p, u):  # type: ignore[no-untyped-def]
    """Epstein: the defender withdraws faster the more it loses, and so escapes attrition."""
    x0, y0, prosecution, exchange, threshold, fastest, width, h0, power = p
    x = larger(y[0], FLOOR * x0)
    d = larger(y[1], FLOOR * y0)
    w = smaller(larger(y[2], 0.0), fastest)
    rate = prosecution * (1.0 - w / fastest)
    lost = rate * x
    excess = smaller(larger(lost / exchange / d, threshold), 1.0) - threshold
    dw = (fastest - w) * excess / (1.0 - threshold)
    hazard = ratio_hazard(log(x), log(d), h0, power)
    return u[0] - lost, u[1] - lost / exchange, dw, 0.0, width * w, hazard


@inlined
def six_rates(y, p, u):  # type: ignore[no-untyped-def]
    """Strength, shells, area and hazard: the default model."""
    x0, y0, fx, fy, kx, ky, sx0, sy0, loss_x, loss_y, theta, q, em, ef, g, area, b, h0 = p
    mx = larger(y[0] / x0, FLOOR)
    my = larger(y[1] / y0, FLOOR)
    sx = larger(y[2], 0.0)
    sy = larger(y[3], 0.0)
    part_x = sx / (sx + kx) * ((sx0 + kx) / sx0)
    part_y = sy / (sy + ky) * ((sy0 + ky) / sy0)
    lmx = log(mx)
    lmy = log(my)
    lux = lmx + log(larger(part_x, FLOOR))
    luy = lmy + log(larger(part_y, FLOOR))
    lost_x = loss_x * exp(theta * luy + (1.0 - theta) * lmy + q * lmx)
    lost_y = loss_y * exp(theta * lux + (1.0 - theta) * lmx + q * lmy)
    pressure = em * (lmx - lmy) + ef * (lux - luy) - u[4]
    pressure = smaller(larger(pressure, -CLIP), CLIP)
    gained = area * exp(g * pressure)
    return (
        u[0] - lost_x,
        u[1] - lost_y,
        u[2] - fx * mx * part_x,
        u[3] - fy * my * part_y,
        gained,
        h0 * exp(b * pressure),
    )
