"""Sobol indices with intervals beside SALib and SciPy, and PRIM beside the EMA Workbench.

    python -m bench exploration [--short]

The same outputs go to every program, and its indices or boxes are compared with ours. SALib and the EMA
Workbench run in a process of their own; they are installed into a virtual environment in a temporary
folder if they cannot be imported. CPU seconds, the least of a few runs for us, one run for peers.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.registry import Benchmark, Line
from standoff.exploration import Peeling, plain_table, prim, saltelli, sobol

PEERS = ("SALib==1.6.0", "ema_workbench==2.5.3")
SOBOL_CODE = """
import sys, time, json, numpy as np
from SALib.analyze import sobol
y, d = np.load(sys.argv[1]), int(sys.argv[2])
problem = {"num_vars": d, "names": [f"x{i}" for i in range(d)], "bounds": [[0, 1]] * d}
start = time.process_time()
found = sobol.analyze(problem, y, calc_second_order=True, num_resamples=100, seed=1)
seconds = time.process_time() - start
second = [found["S2"][i, j] for i in range(d) for j in range(i + 1, d)]
told = {"first": list(found["S1"]), "total": list(found["ST"]), "second": second}
print(json.dumps({"seconds": seconds, **told}))
"""
PRIM_CODE = """
import sys, time, json, numpy as np, pandas as pd
from ema_workbench.analysis import prim
rows = np.load(sys.argv[1])
x = pd.DataFrame(rows[:, :-1], columns=[f"x{i}" for i in range(rows.shape[1] - 1)])
start = time.process_time()
box = prim.Prim(x, rows[:, -1].astype(int), threshold=0.1, peel_alpha=0.05).find_box()
seconds = time.process_time() - start
steps = box.peeling_trajectory
told = {"coverage": list(steps["coverage"]), "density": list(steps["density"])}
print(json.dumps({"seconds": seconds, **told}))
"""


def _least(call: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    seconds, found = [], None
    for _ in range(times):
        start = time.process_time()
        found = call()
        seconds.append(time.process_time() - start)
    return min(seconds), found


def peer_python(folder: Path) -> str | None:
    """A Python that can import the peers, or None where they cannot be installed."""
    if all(importlib.util.find_spec(name) for name in ("SALib", "ema_workbench")):
        return sys.executable
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    done = subprocess.run([python, "-m", "pip", "install", "-q", *PEERS], capture_output=True, check=False)
    return python if done.returncode == 0 else None


def _peer(python: str | None, code: str, *arguments: str) -> dict[str, Any] | None:
    if python is None:
        return None
    done = subprocess.run([python, "-c", code, *arguments], capture_output=True, text=True, check=False)
    return dict(json.loads(done.stdout.splitlines()[-1])) if done.returncode == 0 else None


def _sobol_lines(python: str | None, folder: Path, short: bool) -> list[Line]:
    d, n, rng = 20, 1024 if short else 8192, np.random.default_rng(0)
    design = saltelli([f"x{i}" for i in range(d)], n, rng=rng)
    a = np.array([0, 1, 4.5, 9] + [99] * (d - 4))
    y = ((np.abs(4 * design.points - 2) + a) / (1 + a)).prod(axis=1)
    np.save(folder / "y.npy", y)
    ours, found = _least(lambda: sobol(design, y, rng=np.random.default_rng(1)))
    peer = _peer(python, SOBOL_CODE, str(folder / "y.npy"), str(d))
    note = "peer not installed"
    if peer is not None:
        pairs = (("first", found.first), ("total", found.total), ("second", found.second))
        away = max(float(np.abs(np.array(peer[key]) - values).max()) for key, values in pairs)
        note = f"largest difference of an index {away:.1g}"
    what = f"Sobol indices, D = {d}, N = {n}, 100 resamples"
    unit = "analyses a CPU second"
    rate = None if peer is None else 1 / peer["seconds"]
    lines = [Line(f"{what}, with second order, peer SALib", unit, 1 / ours, rate, note=note)]
    return [*lines, _scipy_line(n, y.reshape(n, -1).T, found.total, (what, unit, ours))]


def _scipy_line(n: int, blocks: Any, total: Any, told: tuple[str, str, float]) -> Line:
    from scipy.stats import sobol_indices

    what, unit, ours = told
    d = len(total)
    outputs = {"f_A": blocks[:1], "f_B": blocks[-1:], "f_AB": blocks[1 : 1 + d, None]}
    start = time.process_time()
    found = sobol_indices(func=outputs, n=n)
    found.bootstrap(n_resamples=100)
    seconds = time.process_time() - start
    away = np.abs(found.total_order - total).max()
    note = f"SciPy gives no second order, we do; largest difference of a total {away:.1g}"
    return Line(f"{what}, peer SciPy", unit, 1 / ours, 1 / seconds, note=note)


def _prim_line(python: str | None, folder: Path, short: bool) -> Line:
    n, d = (20_000, 8) if short else (100_000, 20)
    rng = np.random.default_rng(0)
    x = rng.random((n, d))
    inside = ((x[:, :3] > 0.3) & (x[:, :3] < 0.3 + 0.09 ** (1 / 3))).all(axis=1)
    cases = inside ^ (rng.random(n) < 0.02)
    np.save(folder / "rows.npy", np.column_stack([x, cases]))
    table = plain_table(x, [f"x{i}" for i in range(d)], failed=np.zeros(n, dtype=bool))
    ours, found = _least(lambda: prim(table, cases, settings=Peeling(alpha=0.05)))
    peer = _peer(python, PRIM_CODE, str(folder / "rows.npy"))
    note = "peer not installed"
    if peer is not None:
        mine = np.array([(box.coverage, box.density) for box in found.boxes])
        theirs = np.array([peer["coverage"], peer["density"]]).T
        shared = min(len(mine), len(theirs))
        away = np.abs(mine[:shared] - theirs[:shared]).max()
        note = f"{len(mine)} boxes, peer {len(theirs)}; largest difference of coverage or density {away:.1g}"
    rate = None if peer is None else 1 / peer["seconds"]
    return Line(f"PRIM, {n:,} x {d}, peer EMA Workbench", "searches a CPU second", 1 / ours, rate, note=note)


def run(short: bool) -> list[Line]:
    """All comparisons."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = peer_python(folder / "peers")
        return [*_sobol_lines(python, folder, short), _prim_line(python, folder, short)]


BENCHMARKS = (
    Benchmark(
        name="exploration",
        says="Sobol indices with bootstrap intervals, and scenario discovery.",
        peer="SALib 1.6.0, SciPy, EMA Workbench 2.5.3",
        run=run,
    ),
)
