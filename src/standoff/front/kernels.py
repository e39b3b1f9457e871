"""Kernels: each kind's equations, carried for 64 draws at a time by Runge and Kutta's fourth-order rule.

Every number that could leave its range is held at a floor, so that a side which is spent gives
small numbers and never a NaN. The calendar is cut into equal steps, and a step is cut again, for
each draw alone, where a dated event of that draw falls, so that every piece is smooth. The states
at the steps' ends are kept; `advance` gives the states at any date by the same rule from the step's
start, hence equals the kept states where a date is a step's end, whatever other dates are asked
for. No draw's answer depends on its neighbours. Arrays are flat with fixed offsets: that is what
lets the compiler run several draws in one instruction.

Source: Hairer, Norsett and Wanner (1993), Solving Ordinary Differential Equations I, sec. II.1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from standoff.front.layout import ADAPTIVE, AMMUNITION, CAP, CLIP, FLOOR, LANES, N_INPUTS, N_STATES, POWER
from standoff.kernels.compilation import compiled_allocating as compiled
from standoff.kernels.compilation import inlined
from standoff.kernels.elementary import exp, larger, log, smaller

L = LANES
TINY = 1e-300


@inlined
def held(a: float, limit: float) -> Any:
    """`a` within [-limit, limit]."""
    return smaller(larger(a, -limit), limit)


@inlined
def ratio_hazard(lx: float, ly: float, h0: float, power: float) -> Any:
    """h0 (x / y)**power, the ratio held within e**-4 and e**4: Gompertz for exponential strengths."""
    return h0 * exp(held(power * held(lx - ly, CLIP), CAP))


@inlined
def power_rates(y, p, u):  # type: ignore[no-untyped-def]
    """x' = r - a x^qx y^px d^-s, y' = s - b y^qy x^py d^s: every classical law."""
    x0, y0, a, b, qx, px, qy, py, tactical, h0, power = p
    lx = log(larger(y[0], FLOOR * x0))
    ly = log(larger(y[1], FLOOR * y0))
    turn = -u[5] * log(tactical)  # d multiplies the losses of whoever is attacked
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
    pressure = held(pressure, CLIP)
    gained = area * exp(held(g * pressure, CAP))
    return (
        u[0] - lost_x,
        u[1] - lost_y,
        u[2] - fx * mx * part_x,
        u[3] - fy * my * part_y,
        gained,
        h0 * exp(held(b * pressure, CAP)),
    )


@compiled
def step_power(state, par, inp, dt):  # type: ignore[no-untyped-def]
    """One step of the classical laws for every lane."""
    for j in range(L):
        h = dt[j]
        p = (
            par[j], par[L + j], par[2 * L + j], par[3 * L + j], par[4 * L + j], par[5 * L + j],
            par[6 * L + j], par[7 * L + j], par[8 * L + j], par[9 * L + j], par[10 * L + j],
        )  # fmt: skip
        u = (inp[j], inp[L + j], inp[2 * L + j], inp[3 * L + j], inp[4 * L + j], inp[5 * L + j])
        y0 = state[j]
        y1 = state[L + j]
        y5 = state[5 * L + j]
        k = power_rates((y0, y1), p, u)
        m = power_rates((y0 + 0.5 * h * k[0], y1 + 0.5 * h * k[1]), p, u)
        n = power_rates((y0 + 0.5 * h * m[0], y1 + 0.5 * h * m[1]), p, u)
        o = power_rates((y0 + h * n[0], y1 + h * n[1]), p, u)
        sixth = h / 6.0
        state[j] = larger(y0 + sixth * (k[0] + 2.0 * m[0] + 2.0 * n[0] + o[0]), FLOOR * p[0])
        state[L + j] = larger(y1 + sixth * (k[1] + 2.0 * m[1] + 2.0 * n[1] + o[1]), FLOOR * p[1])
        state[5 * L + j] = y5 + sixth * (k[5] + 2.0 * m[5] + 2.0 * n[5] + o[5])


@compiled
def step_ammunition(state, par, inp, dt):  # type: ignore[no-untyped-def]
    """One step of the ammunition-limited law for every lane."""
    for j in range(L):
        h = dt[j]
        p = (
            par[j], par[L + j], par[2 * L + j], par[3 * L + j],
            par[4 * L + j], par[5 * L + j], par[6 * L + j], par[7 * L + j],
        )  # fmt: skip
        u = (inp[j], inp[L + j], inp[2 * L + j], inp[3 * L + j], inp[4 * L + j], inp[5 * L + j])
        y0 = state[j]
        y1 = state[L + j]
        y2 = state[2 * L + j]
        y3 = state[3 * L + j]
        y5 = state[5 * L + j]
        gx = u[2] + y2 / (h + TINY)
        gy = u[3] + y3 / (h + TINY)
        k = ammunition_rates((y0, y1), p, u, gx, gy)
        m = ammunition_rates((y0 + 0.5 * h * k[0], y1 + 0.5 * h * k[1]), p, u, gx, gy)
        n = ammunition_rates((y0 + 0.5 * h * m[0], y1 + 0.5 * h * m[1]), p, u, gx, gy)
        o = ammunition_rates((y0 + h * n[0], y1 + h * n[1]), p, u, gx, gy)
        sixth = h / 6.0
        state[j] = larger(y0 + sixth * (k[0] + 2.0 * m[0] + 2.0 * n[0] + o[0]), FLOOR * p[0])
        state[L + j] = larger(y1 + sixth * (k[1] + 2.0 * m[1] + 2.0 * n[1] + o[1]), FLOOR * p[1])
        state[2 * L + j] = larger(y2 + sixth * (k[2] + 2.0 * m[2] + 2.0 * n[2] + o[2]), 0.0)
        state[3 * L + j] = larger(y3 + sixth * (k[3] + 2.0 * m[3] + 2.0 * n[3] + o[3]), 0.0)
        state[5 * L + j] = y5 + sixth * (k[5] + 2.0 * m[5] + 2.0 * n[5] + o[5])


@compiled
def step_adaptive(state, par, inp, dt):  # type: ignore[no-untyped-def]
    """One step of Epstein's adaptive model for every lane."""
    for j in range(L):
        h = dt[j]
        p = (
            par[j], par[L + j], par[2 * L + j], par[3 * L + j], par[4 * L + j],
            par[5 * L + j], par[6 * L + j], par[7 * L + j], par[8 * L + j],
        )  # fmt: skip
        u = (inp[j], inp[L + j], inp[2 * L + j], inp[3 * L + j], inp[4 * L + j], inp[5 * L + j])
        y0 = state[j]
        y1 = state[L + j]
        y2 = state[2 * L + j]
        y4 = state[4 * L + j]
        y5 = state[5 * L + j]
        half = 0.5 * h
        k = adaptive_rates((y0, y1, y2), p, u)
        m = adaptive_rates((y0 + half * k[0], y1 + half * k[1], y2 + half * k[2]), p, u)
        n = adaptive_rates((y0 + half * m[0], y1 + half * m[1], y2 + half * m[2]), p, u)
        o = adaptive_rates((y0 + h * n[0], y1 + h * n[1], y2 + h * n[2]), p, u)
        sixth = h / 6.0
        state[j] = larger(y0 + sixth * (k[0] + 2.0 * m[0] + 2.0 * n[0] + o[0]), FLOOR * p[0])
        state[L + j] = larger(y1 + sixth * (k[1] + 2.0 * m[1] + 2.0 * n[1] + o[1]), FLOOR * p[1])
        w = y2 + sixth * (k[2] + 2.0 * m[2] + 2.0 * n[2] + o[2])
        state[2 * L + j] = w if w < p[5] else p[5]
        state[4 * L + j] = y4 + sixth * (k[4] + 2.0 * m[4] + 2.0 * n[4] + o[4])
        state[5 * L + j] = y5 + sixth * (k[5] + 2.0 * m[5] + 2.0 * n[5] + o[5])


@compiled
def step_six(state, par, inp, dt):  # type: ignore[no-untyped-def]
    """One step of the six-state model for every lane."""
    for j in range(L):
        h = dt[j]
        p = (
            par[j], par[L + j], par[2 * L + j], par[3 * L + j], par[4 * L + j], par[5 * L + j],
            par[6 * L + j], par[7 * L + j], par[8 * L + j], par[9 * L + j], par[10 * L + j], par[11 * L + j],
            par[12 * L + j], par[13 * L + j], par[14 * L + j], par[15 * L + j], par[16 * L + j],
            par[17 * L + j],
        )  # fmt: skip
        u = (inp[j], inp[L + j], inp[2 * L + j], inp[3 * L + j], inp[4 * L + j], inp[5 * L + j])
        a = state[j]
        b = state[L + j]
        c = state[2 * L + j]
        d = state[3 * L + j]
        y4 = state[4 * L + j]
        y5 = state[5 * L + j]
        half = 0.5 * h
        k = six_rates((a, b, c, d), p, u)
        m = six_rates((a + half * k[0], b + half * k[1], c + half * k[2], d + half * k[3]), p, u)
        n = six_rates((a + half * m[0], b + half * m[1], c + half * m[2], d + half * m[3]), p, u)
        o = six_rates((a + h * n[0], b + h * n[1], c + h * n[2], d + h * n[3]), p, u)
        sixth = h / 6.0
        state[j] = larger(a + sixth * (k[0] + 2.0 * m[0] + 2.0 * n[0] + o[0]), FLOOR * p[0])
        state[L + j] = larger(b + sixth * (k[1] + 2.0 * m[1] + 2.0 * n[1] + o[1]), FLOOR * p[1])
        state[2 * L + j] = larger(c + sixth * (k[2] + 2.0 * m[2] + 2.0 * n[2] + o[2]), 0.0)
        state[3 * L + j] = larger(d + sixth * (k[3] + 2.0 * m[3] + 2.0 * n[3] + o[3]), 0.0)
        state[4 * L + j] = y4 + sixth * (k[4] + 2.0 * m[4] + 2.0 * n[4] + o[4])
        state[5 * L + j] = y5 + sixth * (k[5] + 2.0 * m[5] + 2.0 * n[5] + o[5])


@compiled
def step(kind, state, par, inp, dt):  # type: ignore[no-untyped-def]
    """One step of `dt[lane]` of whichever kind."""
    if kind == POWER:
        step_power(state, par, inp, dt)
    elif kind == AMMUNITION:
        step_ammunition(state, par, inp, dt)
    elif kind == ADAPTIVE:
        step_adaptive(state, par, inp, dt)
    else:
        step_six(state, par, inp, dt)


@compiled
def apply_events(state, inp, lane, draw, first, now, events, rows, amounts):  # type: ignore[no-untyped-def]
    """Apply a draw's events up to and with `now`, from its event `first`; gives the next one."""
    k = first
    while k < events.shape[0] and events[k, draw] <= now:
        row = rows[k, draw]
        if row < N_INPUTS:
            inp[row * L + lane] += amounts[k, draw]
        else:
            at = (row - N_INPUTS) * L + lane
            state[at] = larger(state[at] + amounts[k, draw], 0.0)
        k += 1
    return k


@compiled
def to_date(kind, state, par, inp, now, until, following, draws, events, rows, amounts, dt):  # type: ignore[no-untyped-def]
    """Carry each lane from `now[lane]` to `until[lane]`, stopping at its own events."""
    n_events = events.shape[0]
    going = True
    while going:
        going = False
        for j in range(L):
            k = following[j]
            stop = until[j]
            if k < n_events and events[k, draws[j]] < stop:
                stop = events[k, draws[j]]
                going = True
            dt[j] = larger(stop - now[j], 0.0)
            now[j] = stop
        step(kind, state, par, inp, dt)
        for j in range(L):
            following[j] = apply_events(state, inp, j, draws[j], following[j], now[j], events, rows, amounts)


@compiled
def march(kind, start, table, base, events, rows, amounts, width, n_steps, kept):  # type: ignore[no-untyped-def]
    """Fill `kept` [knot, state, draw] with the states at every step's end.

    start : float64[state, draw]; table : float64[row, draw]; base : float64[input, draw]
    events, rows, amounts : [event, draw], dates in the model's unit from the start, never decreasing
    """
    n_rows, n_draws = table.shape
    state, par, inp = np.zeros(N_STATES * L), np.zeros(n_rows * L), np.zeros(N_INPUTS * L)
    now, until, dt = np.zeros(L), np.zeros(L), np.zeros(L)
    following, draws = np.zeros(L, np.int64), np.zeros(L, np.int64)
    for first in range(0, n_draws, L):
        for j in range(L):
            i = min(first + j, n_draws - 1)
            draws[j] = i
            now[j] = 0.0
            for r in range(N_STATES):
                state[r * L + j] = start[r, i]
            for r in range(n_rows):
                par[r * L + j] = table[r, i]
            for r in range(N_INPUTS):
                inp[r * L + j] = base[r, i]
            following[j] = apply_events(state, inp, j, i, 0, 0.0, events, rows, amounts)
        for knot in range(n_steps + 1):
            if knot > 0:
                for j in range(L):
                    until[j] = knot * width
                to_date(kind, state, par, inp, now, until, following, draws, events, rows, amounts, dt)
            for r in range(N_STATES):
                for j in range(min(L, n_draws - first)):
                    kept[knot, r, first + j] = state[r * L + j]


@compiled
def advance(kind, kept, table, base, events, rows, amounts, width, dates, found):  # type: ignore[no-untyped-def]
    """Fill `found` [state, draw] with the states at `dates` [draw], from the step's start."""
    n_rows, n_draws = table.shape
    state, par, inp = np.zeros(N_STATES * L), np.zeros(n_rows * L), np.zeros(N_INPUTS * L)
    now, until, dt = np.zeros(L), np.zeros(L), np.zeros(L)
    following, draws = np.zeros(L, np.int64), np.zeros(L, np.int64)
    for first in range(0, n_draws, L):
        for j in range(L):
            i = min(first + j, n_draws - 1)
            knot = min(int(dates[i] / width), kept.shape[0] - 1)
            if knot * width > dates[i]:
                knot = max(knot - 1, 0)
            draws[j] = i
            now[j] = knot * width
            until[j] = dates[i]
            for r in range(n_rows):
                par[r * L + j] = table[r, i]
            for r in range(N_INPUTS):
                inp[r * L + j] = base[r, i]
            following[j] = apply_events(state, inp, j, i, 0, now[j], events, rows, amounts)
            for r in range(N_STATES):  # after the events: deliveries up to the knot are in it already
                state[r * L + j] = kept[knot, r, i]
        to_date(kind, state, par, inp, now, until, following, draws, events, rows, amounts, dt)
        for r in range(N_STATES):
            for j in range(min(L, n_draws - first)):
                found[r, first + j] = state[r * L + j]
