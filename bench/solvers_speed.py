"""Games a CPU second on one thread: best response, logit, hidden moves; beside NumPy and a peer.

    python bench/solvers_speed.py [--draws 100000] [--no-peer] [--json FILE]

`kernel` is the backward pass alone, `solve` the whole call, in which every row is checked by
`verify`; `numpy` is one round of the plain implementation. The peer is pygambit 17.0.0b2, in a
process of its own; it is installed into a virtual environment in a temporary folder if it cannot
be imported. It has no subgame-perfect solver.
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
from solvers_games import crisis, crisis_imp

from standoff.game.records import CHANCE, BoundGame
from standoff.solvers import plan, solve
from standoff.solvers.lanes import compiled, pointer
from standoff.solvers.packs import take
from standoff.solvers.plan import PACK
from standoff.solvers.reference import respond
from standoff.solvers.sweeps import backward_pass

PEER = "pygambit==17.0.0b2"
PEER_CODE = """
import sys, time, json, pygambit
texts = json.load(open(sys.argv[1]))
from io import BytesIO
games = [pygambit.read_efg(BytesIO(t.encode())) for t in texts]
play = []
def probabilities(mixed):
    listed = list(mixed)
    return [pair[1] if isinstance(pair, tuple) else mixed[pair] for pair in listed]
start = time.process_time()
for game in games:
    profile = pygambit.qre.logit_solve_lambda(game, lam=[1.0])[0].profile
    sets = [mixed for player in game.players for _, mixed in profile[player]]
    play.append([float(p) for mixed in sets for p in probabilities(mixed)])
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


@compiled
def backward_only(work: Any, tapes: Any, tables: Any, sharp: Any) -> Any:
    """The backward pass over all full packs of draws, without check and counts."""
    backward, segments, cells, rows = tapes[0], tapes[3], tapes[5], tapes[6]
    cell, payoff, precision = tables
    n_players, n_draws = precision.shape
    for first in range(0, n_draws - n_draws % PACK, PACK):
        for r in range(len(cells)):
            take(work, rows[0] + r, cell, cells[r], first, PACK)
        for r in range(payoff.shape[0]):
            take(work, rows[1] + r, payoff, r, first, PACK)
        for i in range(n_players):
            take(work, rows[2] + i, precision, i, first, PACK)
        for s in range(len(segments)):
            ends = segments[s, 0], segments[s, 1]
            backward_pass(pointer(work), pointer(backward), ends[0], ends[1], n_players, pointer(sharp))


def efg(bound: BoundGame, draw: int) -> str:
    """One draw as an extensive-form file: payoffs added up at the ends."""
    a, ends = bound.arrays, [0]
    lines = ['EFG 2 R "bench" { "A" "D" "P" }']

    def walk(node: int, paid: np.ndarray) -> None:
        if a.first_edge[node] == a.first_edge[node + 1]:
            ends[0] += 1
            lines.append(f't "" {ends[0]} "" {{ ' + ", ".join(f"{v:.12f}" for v in paid) + " }")
            return
        edges = range(a.first_edge[node], a.first_edge[node + 1])
        if a.kind[node] == CHANCE:
            odds = [round(bound.cell[a.chance[e, 0], draw], 12) for e in edges]
            odds[-1] = 1 - sum(odds[:-1])
            said = " ".join(f'"{k}" {p:.12f}' for k, p in enumerate(odds))
            lines.append(f'c "" {node + 1} "" {{ {said} }} 0')
        else:
            h = a.infoset[node]
            said = " ".join(f'"{k}"' for k in range(len(edges)))
            lines.append(f'p "" {a.infoset_player[h] + 1} {h + 1} "" {{ {said} }} 0')
        for e in edges:
            more = [0.0 if r < 0 else bound.payoff[r, draw] for r in a.payoff[e]]
            walk(int(a.child[e]), paid + more)

    walk(0, np.zeros(a.n_players))
    return "\n".join(lines) + "\n"


def peer_python(folder: Path) -> str:
    """An interpreter that can import the peer."""
    if importlib.util.find_spec("pygambit") is not None:
        return sys.executable
    venv.create(folder / "peer", with_pip=True)
    python = str(folder / "peer" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", PEER], check=True, stderr=subprocess.DEVNULL)
    return python


def peer(python: str, folder: Path, bound: BoundGame, seconds: float) -> dict[str, Any] | None:
    """The peer's games a second at logit precision 1, and how far its answers are from ours."""
    n = min(bound.n_draws, 20)
    texts = folder / "games.json"
    texts.write_text(json.dumps([efg(bound, draw) for draw in range(n)]), encoding="utf-8")
    words = [python, "-c", PEER_CODE, str(texts)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=seconds, check=True)
    except subprocess.TimeoutExpired:
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(name: str, bound: BoundGame) -> dict[str, Any]:
    """One line of the table."""
    ready, n = plan(bound.arrays), bound.n_draws
    first = BoundGame(bound.arrays, *(t[:, :256].copy() for t in (bound.cell, bound.payoff, bound.precision)))
    solve(first, plan=ready)
    line: dict[str, Any] = {"game": name, "nodes": bound.arrays.n_nodes, "draws": n}
    line["precision"] = float(bound.precision[0, 0])
    line["solve"] = n / best(lambda: solve(bound, plan=ready, keep_probability=False))
    if ready.perfect_information:
        work = np.zeros(ready.layout.rows * PACK)
        work[PACK : 2 * PACK] = 1.0
        sharp = np.isinf(bound.precision[:, 0]).astype(np.int32)
        tables = (bound.cell, bound.payoff, bound.precision)
        backward_only(work, ready.tapes, tables, sharp)
        line["kernel"] = n / best(lambda: backward_only(work, ready.tapes, tables, sharp))
        play = solve(first, plan=ready).probability.T
        line["numpy"] = 256 / best(lambda: respond(first, play), 1)
    statuses = solve(bound, plan=ready, keep_probability=False).status
    line["status"] = np.bincount(statuses, minlength=5).tolist()
    return line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=100_000)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    n, lines = given.draws, []
    for rounds, share in ((2, 1), (3, 1), (4, 1), (6, 10)):
        for precision in (np.inf, 1.0):
            lines.append(measure(f"crisis({rounds})", crisis(rounds, n // share, precision)))
    lines.append(measure("crisis(4), merged", crisis(4, n, 1.0, merged=True)))
    for precision in (1.0, 4.0, 8.0, 32.0):
        lines.append(measure("crisis_imp", crisis_imp(n // 5, precision)))
    if not given.no_peer:
        with tempfile.TemporaryDirectory() as name:
            beside(Path(name), lines)
    print(
        f"{'game':18} {'nodes':>5} {'precision':>9} {'kernel':>12} {'solve':>10} "
        f"{'numpy':>9} {'peer':>7} {'ratio':>9}  status"
    )
    for line in lines:
        cells = [f"{line[k]:,.0f}" if k in line else "" for k in ("kernel", "solve", "numpy")]
        ratio = f"{line['solve'] / line['peer']:,.0f}" if "peer" in line else ""
        theirs = f"{line['peer']:,.1f}" if "peer" in line else ""
        print(
            f"{line['game']:18} {line['nodes']:5} {line['precision']:9g} {cells[0]:>12} {cells[1]:>10} "
            f"{cells[2]:>9} {theirs:>7} {ratio:>9}  {line['status']}"
        )
    if given.json:
        given.json.write_text(json.dumps(lines, indent=1), encoding="utf-8")


def beside(folder: Path, lines: list[dict[str, Any]]) -> None:
    """Add the peer's speed to the lines at precision 1, from the same games."""
    python = peer_python(folder)
    for line in lines:
        if line["precision"] != 1.0 or "merged" in line["game"] or line["nodes"] > 521:
            continue
        name = line["game"]
        bound = crisis_imp(20, 1.0) if name == "crisis_imp" else crisis(int(name[7]), 20, 1.0)
        found = peer(python, folder, bound, 120)
        if found is None:
            print(f"{name}: the peer gave no answer in 120 s")
            continue
        line["peer"], line["peer_version"] = found["games"] / found["seconds"], found["version"]
        ours = solve(bound).probability
        far = max(abs(np.sort(a) - np.sort(b)).max() for a, b in zip(found["play"], ours, strict=True))
        line["peer_distance"] = float(far)
        print(f"{name}: pygambit {found['version']}, largest distance between sorted play {far:.1e}")


if __name__ == "__main__":
    main()
