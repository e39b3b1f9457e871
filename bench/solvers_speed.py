"""Games a CPU second on one thread: best response, logit, hidden moves; beside NumPy and a peer.

    python bench/solvers_speed.py [--draws 100000] [--no-peer] [--json FILE]

`kernel` is the backward pass alone, `solve` the whole call, in which every row is checked by
`verify`. The peer is pygambit 17.0.0b2, in a process of its own; it is installed into a virtual
environment in a temporary folder if it cannot be imported. It has no subgame-perfect solver.
"""

from __future__ import annotations

import argparse
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
import solvers_games
from solvers_games import crisis, crisis_imp

from standoff.game.records import CHANCE, DECISION, BoundGame
from standoff.solvers import plan, solve
from standoff.solvers.reference import respond

PEER = "pygambit==17.0.0b2"
PEER_CODE = """
import sys, time, json, pygambit
texts = json.load(open(sys.argv[1]))
from io import StringIO
games = [pygambit.read_efg(StringIO(t)) for t in texts]
play = []
start = time.process_time()
for game in games:
    profile = pygambit.qre.logit_solve_lambda(game, lam=[1.0])[0].profile
    play.append([float(x) for h in game.infosets for x in [profile[a] for a in h.actions]])
seconds = time.process_time() - start
print(json.dumps({"version": pygambit.__version__, "seconds": seconds, "games": len(games), "play": play}))
"""


def best(call: Callable[[], Any], times: int = 3) -> float:
    """Least CPU seconds of a few runs."""
    found = []
    for _ in range(times):
        started = time.process_time()
        call()
        found.append(time.process_time() - started)
    return min(found)


def kernel(bound: BoundGame) -> Callable[[], None]:
    """The backward pass over all draws, without check and counts."""
    from standoff.solvers import shell
    from standoff.solvers.timing import backward_only

    ready = plan(bound.arrays)
    work = shell.workspace(ready)[0]
    sharp = np.isinf(bound.precision[:, 0]).astype(np.int32)
    tables = (bound.cell, bound.payoff, bound.precision)
    return lambda: backward_only(work, ready.tapes, tables, sharp)
