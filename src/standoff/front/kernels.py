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

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from standoff.front.layout import (
    ADAPTIVE,
    AMMUNITION,
    CAP,
    CLIP,
    FLOOR,
    LANES,
    N_INPUTS,
    N_STATES,
    POWER,
    Adaptive,
    Ammunition,
    Course,
    Dated,
    Floats,
    Inputs,
    Power,
    Six,
    States,
)
from standoff.kernels.compilation import compiled, inlined
from standoff.kernels.elementary import exp, larger, log, smaller
from standoff.kernels.records import gathered, scattered

L = LANES
TINY = 1e-300
Whole = NDArray[np.int64]


class Block(NamedTuple):
    """Room for `LANES` draws side by side: tables with a row a field, and where each draw is."""

    state: Floats  # [field of `States` x lane]
    parameters: Floats
    inputs: Floats
    now: Floats  # [lane], units of the model's clock from the start
    until: Floats
    dt: Floats
    following: Whole  # the next event of each draw
    draw: Whole


@inlined
def held(a: float, limit: float) -> Any:
    """`a` within [-limit, limit]."""
    return smaller(larger(a, -limit), limit)


@inlined
def ratio_hazard(lx: float, ly: float, h0: float, power: float) -> Any:
    """h0 (x / y)**power, the ratio held within e**-4 and e**4: Gompertz for exponential strengths."""
    return h0 * exp(held(power * held(lx - ly, CLIP), CAP))


@inlined
def power_rates(s: States, p: Power, u: Inputs) -> Any:
    """x' = r - a x^qx y^px d^-s, y' = s - b y^qy x^py d^s: every classical law."""
    lx = log(larger(s.x, FLOOR * p.x0))
    ly = log(larger(s.y, FLOOR * p.y0))
    turn = -u.posture * log(p.tactical)  # d multiplies the losses of whoever is attacked
    dx = u.attacker_strength - p.a * exp(p.qx * lx + p.px * ly + turn)
    dy = u.defender_strength - p.b * exp(p.qy * ly + p.py * lx - turn)
    return States(dx, dy, 0.0, 0.0, 0.0, ratio_hazard(lx, ly, p.h0, p.power))


@inlined
def ammunition_rates(s: States, p: Ammunition, u: Inputs, limit_x: float, limit_y: float) -> Any:
    """Fire falls to production once the stock is spent; losses follow the rounds fired.

    limit_x, limit_y : the most that the stock at the step's start allows to be fired in the step,
        so that stock + fired - produced is conserved to rounding
    """
    alive_x = larger(s.x, FLOOR * p.x0)
    alive_y = larger(s.y, FLOOR * p.y0)
    fired_x = smaller(p.fire_x * alive_x, limit_x)
    fired_y = smaller(p.fire_y * alive_y, limit_y)
    hazard = ratio_hazard(log(alive_x), log(alive_y), p.h0, p.power)
    return States(
        u.attacker_strength - p.loss_x * fired_y,
        u.defender_strength - p.loss_y * fired_x,
        u.attacker_stock - fired_x,
        u.defender_stock - fired_y,
        0.0,
        hazard,
    )


@inlined
def adaptive_rates(s: States, p: Adaptive, u: Inputs) -> Any:
    """Epstein: the defender withdraws faster the more it loses, and so escapes attrition."""
    x = larger(s.x, FLOOR * p.x0)
    d = larger(s.y, FLOOR * p.y0)
    w = smaller(larger(s.sx, 0.0), p.fastest)
    rate = p.prosecution * (1.0 - w / p.fastest)
    lost = rate * x
    excess = smaller(larger(lost / p.exchange / d, p.threshold), 1.0) - p.threshold
    dw = (p.fastest - w) * excess / (1.0 - p.threshold)
    hazard = ratio_hazard(log(x), log(d), p.h0, p.power)
    dx, dy = u.attacker_strength - lost, u.defender_strength - lost / p.exchange
    return States(dx, dy, dw, 0.0, p.width * w, hazard)


@inlined
def six_rates(s: States, p: Six, u: Inputs) -> Any:
    """Strength, shells, area and hazard: the default model."""
    mx = larger(s.x / p.x0, FLOOR)
    my = larger(s.y / p.y0, FLOOR)
    sx = larger(s.sx, 0.0)
    sy = larger(s.sy, 0.0)
    part_x = sx / (sx + p.kx) * ((p.sx0 + p.kx) / p.sx0)
    part_y = sy / (sy + p.ky) * ((p.sy0 + p.ky) / p.sy0)
    lmx = log(mx)
    lmy = log(my)
    lux = lmx + log(larger(part_x, FLOOR))
    luy = lmy + log(larger(part_y, FLOOR))
    lost_x = p.lx * exp(p.theta * luy + (1.0 - p.theta) * lmy + p.q * lmx)
    lost_y = p.ly * exp(p.theta * lux + (1.0 - p.theta) * lmx + p.q * lmy)
    pressure = p.em * (lmx - lmy) + p.ef * (lux - luy) - u.depth
    pressure = held(pressure, CLIP)
    gained = p.area * exp(held(p.g * pressure, CAP))
    return States(
        u.attacker_strength - lost_x,
        u.defender_strength - lost_y,
        u.attacker_stock - p.fx * mx * part_x,
        u.defender_stock - p.fy * my * part_y,
        gained,
        p.h0 * exp(held(p.b * pressure, CAP)),
    )


@inlined
def moved(s: States, k: States, h: float) -> Any:
    """The states a time `h` later, at rates `k`."""
    return States(
        s.x + h * k.x, s.y + h * k.y, s.sx + h * k.sx, s.sy + h * k.sy, s.area + h * k.area, s.hazard
    )


@inlined
def summed(k: States, m: States, n: States, o: States) -> Any:
    """Six times the step's mean rates, as the fourth-order rule weighs them."""
    return States(
        k.x + 2.0 * m.x + 2.0 * n.x + o.x,
        k.y + 2.0 * m.y + 2.0 * n.y + o.y,
        k.sx + 2.0 * m.sx + 2.0 * n.sx + o.sx,
        k.sy + 2.0 * m.sy + 2.0 * n.sy + o.sy,
        k.area + 2.0 * m.area + 2.0 * n.area + o.area,
        k.hazard + 2.0 * m.hazard + 2.0 * n.hazard + o.hazard,
    )


@compiled
def step_power(block: Block) -> None:
    """One step of the classical laws for every lane."""
    state, parameters, inputs, dt = block.state, block.parameters, block.inputs, block.dt
    for j in range(L):
        h = dt[j]
        p, u = gathered(Power, parameters, L, j), gathered(Inputs, inputs, L, j)
        s = gathered(States, state, L, j)
        k = power_rates(s, p, u)
        m = power_rates(moved(s, k, 0.5 * h), p, u)
        n = power_rates(moved(s, m, 0.5 * h), p, u)
        o = power_rates(moved(s, n, h), p, u)
        t = summed(k, m, n, o)
        sixth = h / 6.0
        x, y = larger(s.x + sixth * t.x, FLOOR * p.x0), larger(s.y + sixth * t.y, FLOOR * p.y0)
        scattered(States(x, y, s.sx, s.sy, s.area, s.hazard + sixth * t.hazard), state, L, j)


@compiled
def step_ammunition(block: Block) -> None:
    """One step of the ammunition-limited law for every lane."""
    state, parameters, inputs, dt = block.state, block.parameters, block.inputs, block.dt
    for j in range(L):
        h = dt[j]
        p, u = gathered(Ammunition, parameters, L, j), gathered(Inputs, inputs, L, j)
        s = gathered(States, state, L, j)
        gx = u.attacker_stock + s.sx / (h + TINY)
        gy = u.defender_stock + s.sy / (h + TINY)
        k = ammunition_rates(s, p, u, gx, gy)
        m = ammunition_rates(moved(s, k, 0.5 * h), p, u, gx, gy)
        n = ammunition_rates(moved(s, m, 0.5 * h), p, u, gx, gy)
        o = ammunition_rates(moved(s, n, h), p, u, gx, gy)
        t = summed(k, m, n, o)
        sixth = h / 6.0
        x, y = larger(s.x + sixth * t.x, FLOOR * p.x0), larger(s.y + sixth * t.y, FLOOR * p.y0)
        sx, sy = larger(s.sx + sixth * t.sx, 0.0), larger(s.sy + sixth * t.sy, 0.0)
        scattered(States(x, y, sx, sy, s.area, s.hazard + sixth * t.hazard), state, L, j)


@compiled
def step_adaptive(block: Block) -> None:
    """One step of Epstein's adaptive model for every lane."""
    state, parameters, inputs, dt = block.state, block.parameters, block.inputs, block.dt
    for j in range(L):
        h = dt[j]
        p, u = gathered(Adaptive, parameters, L, j), gathered(Inputs, inputs, L, j)
        s = gathered(States, state, L, j)
        k = adaptive_rates(s, p, u)
        m = adaptive_rates(moved(s, k, 0.5 * h), p, u)
        n = adaptive_rates(moved(s, m, 0.5 * h), p, u)
        o = adaptive_rates(moved(s, n, h), p, u)
        t = summed(k, m, n, o)
        sixth = h / 6.0
        x, y = larger(s.x + sixth * t.x, FLOOR * p.x0), larger(s.y + sixth * t.y, FLOOR * p.y0)
        w = smaller(s.sx + sixth * t.sx, p.fastest)
        area, hazard = s.area + sixth * t.area, s.hazard + sixth * t.hazard
        scattered(States(x, y, w, s.sy, area, hazard), state, L, j)


@compiled
def step_six(block: Block) -> None:
    """One step of the six-state model for every lane."""
    state, parameters, inputs, dt = block.state, block.parameters, block.inputs, block.dt
    for j in range(L):
        h = dt[j]
        p, u = gathered(Six, parameters, L, j), gathered(Inputs, inputs, L, j)
        s = gathered(States, state, L, j)
        k = six_rates(s, p, u)
        m = six_rates(moved(s, k, 0.5 * h), p, u)
        n = six_rates(moved(s, m, 0.5 * h), p, u)
        o = six_rates(moved(s, n, h), p, u)
        t = summed(k, m, n, o)
        sixth = h / 6.0
        x, y = larger(s.x + sixth * t.x, FLOOR * p.x0), larger(s.y + sixth * t.y, FLOOR * p.y0)
        sx, sy = larger(s.sx + sixth * t.sx, 0.0), larger(s.sy + sixth * t.sy, 0.0)
        area, hazard = s.area + sixth * t.area, s.hazard + sixth * t.hazard
        scattered(States(x, y, sx, sy, area, hazard), state, L, j)


@compiled
def step(kind: int, block: Block) -> None:
    """One step of `block.dt[lane]` of whichever kind."""
    if kind == POWER:
        step_power(block)
    elif kind == AMMUNITION:
        step_ammunition(block)
    elif kind == ADAPTIVE:
        step_adaptive(block)
    else:
        step_six(block)


@inlined
def apply_events(block: Block, lane: int, events: Dated) -> None:
    """Apply a draw's events up to and with `now`, from its next one on."""
    k, draw = block.following[lane], block.draw[lane]
    while k < events.date.shape[0] and events.date[k, draw] <= block.now[lane]:
        row = events.row[k, draw]
        if row < N_INPUTS:
            block.inputs[row * L + lane] += events.amount[k, draw]
        else:
            at = (row - N_INPUTS) * L + lane
            block.state[at] = larger(block.state[at] + events.amount[k, draw], 0.0)
        k += 1
    block.following[lane] = k


@compiled
def to_date(kind: int, block: Block, events: Dated) -> None:
    """Carry each lane from `now[lane]` to `until[lane]`, stopping at its own events."""
    n_events = events.date.shape[0]
    going = True
    while going:
        going = False
        for j in range(L):
            k = block.following[j]
            stop = block.until[j]
            if k < n_events and events.date[k, block.draw[j]] < stop:
                stop = events.date[k, block.draw[j]]
                going = True
            block.dt[j] = larger(stop - block.now[j], 0.0)
            block.now[j] = stop
        step(kind, block)
        for j in range(L):
            apply_events(block, j, events)


def empty_block(course: Course) -> Block:
    """Room for `march` and `advance`, which allocate nothing: references are not counted in loops."""
    rows = (N_STATES, course.table.shape[0], N_INPUTS)
    state, parameters, inputs = (np.zeros(n * L) for n in rows)
    now, until, dt = np.zeros(L), np.zeros(L), np.zeros(L)
    following, draw = np.zeros(L, np.int64), np.zeros(L, np.int64)
    return Block(state, parameters, inputs, now, until, dt, following, draw)


@inlined
def place(block: Block, lane: int, course: Course, draw: int) -> None:
    """Put a draw's parameters and first inputs into a lane, and its events up to `now`."""
    block.draw[lane] = draw
    block.following[lane] = 0
    for r in range(course.table.shape[0]):
        block.parameters[r * L + lane] = course.table[r, draw]
    for r in range(N_INPUTS):
        block.inputs[r * L + lane] = course.base[r, draw]
    apply_events(block, lane, course.events)


@compiled
def march(course: Course, block: Block, start: Floats, kept: Floats) -> None:
    """Fill `kept` [knot, state, draw] with the states at every step's end, from `start` [state, draw]."""
    n_draws = course.table.shape[1]
    for first in range(0, n_draws, L):
        for j in range(L):
            i = min(first + j, n_draws - 1)
            block.now[j] = 0.0
            for r in range(N_STATES):
                block.state[r * L + j] = start[r, i]
            place(block, j, course, i)
        for knot in range(kept.shape[0]):
            if knot > 0:
                for j in range(L):
                    block.until[j] = knot * course.width
                to_date(course.kind, block, course.events)
            for r in range(N_STATES):
                for j in range(min(L, n_draws - first)):
                    kept[knot, r, first + j] = block.state[r * L + j]


@compiled
def advance(course: Course, block: Block, kept: Floats, dates: Floats, found: Floats) -> None:
    """Fill `found` [state, draw] with the states at `dates` [draw], from the step's start."""
    n_draws = course.table.shape[1]
    for first in range(0, n_draws, L):
        for j in range(L):
            i = min(first + j, n_draws - 1)
            knot = min(int(dates[i] / course.width), kept.shape[0] - 1)
            if knot * course.width > dates[i]:
                knot = max(knot - 1, 0)
            block.now[j] = knot * course.width
            block.until[j] = dates[i]
            place(block, j, course, i)
            for r in range(N_STATES):  # after the events: deliveries up to the knot are in it already
                block.state[r * L + j] = kept[knot, r, i]
        to_date(course.kind, block, course.events)
        for r in range(N_STATES):
            for j in range(min(L, n_draws - first)):
                found[r, first + j] = block.state[r * L + j]
