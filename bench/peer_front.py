"""The peers' process: the six-state front by SciPy, numbalsoda or diffrax, in an environment of its own.

    python peer_front.py NAME TABLE.npz SECONDS

TABLE.npz holds `start` [state, draw], `table` [row, draw], `base` [input, draw] and `months`. One
JSON line goes to standard output: draws done, CPU seconds, and the cumulative hazard of each.
"""

import json
import sys
import time

import numpy as np

RTOL, ATOL = 1e-6, 1e-8
FLOOR = 1e-9  # as ours: without it most peers meet logarithms of negative numbers


def pressure_rates(y, p, u, np):
    """The right-hand side for one draw; `np` is numpy or jax.numpy."""
    x0, y0, fx, fy, kx, ky, sx0, sy0, lx, ly, th, q, em, ef, g, area, b, h0 = p
    mx, my = np.maximum(y[0] / x0, FLOOR), np.maximum(y[1] / y0, FLOOR)
    sx, sy = np.maximum(y[2], 0.0), np.maximum(y[3], 0.0)
    ux = mx * np.maximum(sx / (sx + kx) * (sx0 + kx) / sx0, FLOOR)
    uy = my * np.maximum(sy / (sy + ky) * (sy0 + ky) / sy0, FLOOR)
    lmx, lmy, lux, luy = np.log(mx), np.log(my), np.log(ux), np.log(uy)
    push = em * (lmx - lmy) + ef * (lux - luy) - u[4]
    push = np.minimum(np.maximum(push, -4.0), 4.0)
    return (
        u[0] - lx * np.exp(th * luy + (1 - th) * lmy + q * lmx),
        u[1] - ly * np.exp(th * lux + (1 - th) * lmx + q * lmy),
        u[2] - fx * ux,
        u[3] - fy * uy,
        area * np.exp(g * push),
        h0 * np.exp(b * push),
    )


def by_scipy(start, table, base, months, limit):
    from scipy.integrate import solve_ivp

    found, begun = [], time.process_time()
    for i in range(start.shape[1]):
        p, u = table[:, i], base[:, i]
        done = solve_ivp(lambda _t, y, p=p, u=u: pressure_rates(y, p, u, np), (0.0, months), start[:, i],
                         method="LSODA", rtol=RTOL, atol=ATOL)  # fmt: skip
        found.append(float(done.y[5, -1]))
        if time.process_time() - begun > limit:
            break
    return found, time.process_time() - begun


def by_numbalsoda(start, table, base, months, limit):
    import numba
    from numbalsoda import lsoda, lsoda_sig

    rates = numba.njit(_numba_rates)

    @numba.cfunc(lsoda_sig)
    def change(_t, y, dy, data):
        rates(numba.carray(y, 6), numba.carray(data, 24), dy)

    address, when = change.address, np.array([0.0, months])
    lsoda(address, start[:, 0], when, data=np.concatenate([table[:, 0], base[:, 0]]), rtol=RTOL, atol=ATOL)
    found, begun = [], time.process_time()
    for i in range(start.shape[1]):
        data = np.concatenate([table[:, i], base[:, i]])
        states, _ = lsoda(address, start[:, i].copy(), when, data=data, rtol=RTOL, atol=ATOL)
        found.append(float(states[-1, 5]))
        if time.process_time() - begun > limit:
            break
    return found, time.process_time() - begun


def _numba_rates(y, d, dy):
    mx, my = max(y[0] / d[0], FLOOR), max(y[1] / d[1], FLOOR)
    sx, sy = max(y[2], 0.0), max(y[3], 0.0)
    ux = mx * max(sx / (sx + d[4]) * (d[6] + d[4]) / d[6], FLOOR)
    uy = my * max(sy / (sy + d[5]) * (d[7] + d[5]) / d[7], FLOOR)
    lmx, lmy, lux, luy = np.log(mx), np.log(my), np.log(ux), np.log(uy)
    push = min(max(d[12] * (lmx - lmy) + d[13] * (lux - luy) - d[22], -4.0), 4.0)
    dy[0] = d[18] - d[8] * np.exp(d[10] * luy + (1 - d[10]) * lmy + d[11] * lmx)
    dy[1] = d[19] - d[9] * np.exp(d[10] * lux + (1 - d[10]) * lmx + d[11] * lmy)
    dy[2] = d[20] - d[2] * ux
    dy[3] = d[21] - d[3] * uy
    dy[4] = d[15] * np.exp(d[14] * push)
    dy[5] = d[17] * np.exp(d[16] * push)


def by_diffrax(start, table, base, months, _limit):
    import diffrax
    import jax

    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    term = diffrax.ODETerm(lambda _t, y, args: jnp.stack(pressure_rates(y, args[0], args[1], jnp)))
    control = diffrax.PIDController(rtol=RTOL, atol=ATOL)

    def one(y0, p, u):
        done = diffrax.diffeqsolve(term, diffrax.Tsit5(), 0.0, months, 0.25, y0, args=(p, u),
                                   stepsize_controller=control, max_steps=4096, throw=False)  # fmt: skip
        return done.ys[-1, 5]

    many = jax.jit(jax.vmap(one))
    given = [jnp.asarray(np.ascontiguousarray(a.T)) for a in (start, table, base)]
    many(*given).block_until_ready()
    begun = time.process_time()
    found = many(*given).block_until_ready()
    return [float(value) for value in found], time.process_time() - begun


PEERS = {"scipy": by_scipy, "numbalsoda": by_numbalsoda, "diffrax": by_diffrax}


def main():
    name, path, limit = sys.argv[1], sys.argv[2], float(sys.argv[3])
    held = np.load(path)
    found, seconds = PEERS[name](held["start"], held["table"], held["base"], float(held["months"]), limit)
    print(json.dumps({"draws": len(found), "seconds": seconds, "hazard": found}))


if __name__ == "__main__":
    main()
