"""Games a CPU second on one thread: every size, precision and number of draws, beside two peers.

    python bench/solvers_speed.py [--short] [--no-peer] [--json FILE]

Every rate is that of the whole call `solve`, in which each row is checked by `verify`; `one` is one
game with one draw, its structure analysed in the call, on a warmed process. The peers take games one
at a time, so that one rate of theirs stands beside all three of ours.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import solvers_bounds
import solvers_peers as peers
from solvers_games import crisis, crisis_imp, crisis_two
from standoff.solvers.lanes import compiled, pointer

from standoff.game.records import BoundGame
from standoff.solvers import plan, solve
from standoff.solvers.batch.batches import take
from standoff.solvers.batch.logit_kernel import backward_pass
from standoff.solvers.batch.workspace import PACK
from standoff.solvers.reference import respond

PRECISIONS = (1.0, 4.0, 16.0, np.inf)
LARGE = 1000  # nodes beyond which a tenth of the draws is enough


@dataclass(frozen=True)
class Effort:
    """draws : of the last column; limit : seconds that a peer has for a row; patience : that we have"""

    draws: int
    limit: float
    patience: float


LONG, SHORT = Effort(100_000, 30.0, 20.0), Effort(10_000, 4.0, 3.0)
GAMES: dict[str, tuple[str, Callable[[int, float], BoundGame]]] = {
    "crisis(2)": ("nothing hidden, 3 players", lambda n, p: crisis(2, n, p)),
    "crisis(4)": ("nothing hidden, 3 players", lambda n, p: crisis(4, n, p)),
    "crisis(6)": ("nothing hidden, 3 players", lambda n, p: crisis(6, n, p)),
    "crisis_two": ("22 information sets, 2 players", crisis_two),
    "crisis_imp": ("23 information sets, 3 players", crisis_imp),
}


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


def measure(name: str, precision: float, effort: Effort) -> dict[str, Any]:
    """One row of the table, without peers."""
    what, make = GAMES[name]
    one, thousand = make(1, precision), make(1000, precision)
    line: dict[str, Any] = {"game": name, "what": what, "precision": precision}
    line["nodes"], line["infosets"] = one.arrays.n_nodes, one.arrays.n_infosets
    solve(one)
    line["one"] = 1 / best(lambda: solve(one), 7)
    ready = plan(thousand.arrays)
    cost = best(lambda: solve(thousand, plan=ready, keep_probability=False), 2)
    line["thousand"] = 1000 / cost
    most = effort.draws // 10 if line["nodes"] > LARGE else effort.draws
    n = min(most, max(1000, int(1000 * effort.patience / cost)))
    many = make(n, precision) if n > 1000 else thousand
    answer = solve(many, plan=ready, keep_probability=False)
    line["draws"], line["status"] = n, np.bincount(answer.status, minlength=5).tolist()
    line["many"] = line["thousand"]
    if n > 1000:
        times = 3 if cost < 0.1 else 1
        line["many"] = n / best(lambda: solve(many, plan=ready, keep_probability=False), times)
    if ready.perfect_information and precision in (1.0, np.inf):
        line |= _kernel(many)
    return line


def _kernel(bound: BoundGame) -> dict[str, Any]:
    """The backward pass alone, plain NumPy, and what a draw needs of the machine."""
    ready, n = plan(bound.arrays), bound.n_draws
    work = np.zeros(ready.layout.rows * PACK)
    work[PACK : 2 * PACK] = 1.0
    sharp = np.isinf(bound.precision[:, 0]).astype(np.int32)
    tables = (bound.cell, bound.payoff, bound.precision)
    backward_only(work, ready.tapes, tables, sharp)
    few = BoundGame(bound.arrays, *(t[:, :256].copy() for t in tables))
    play = solve(few, plan=ready).probability.T
    exponentials, held = solvers_bounds.needed(bound)
    return {
        "kernel": n / best(lambda: backward_only(work, ready.tapes, tables, sharp)),
        "numpy": 256 / best(lambda: respond(few, play), 1),
        "exponentials": exponentials,
        "bytes": held,
    }


def beside(folder: Path, line: dict[str, Any], limit: float) -> None:
    """Add what the peers do on the same games."""
    bound = GAMES[line["game"]][1](peers.MOST, line["precision"])
    value = solve(bound).value
    seen = bound.arrays.n_infosets == np.count_nonzero(bound.arrays.infoset >= 0)
    asked = [peers.OPENSPIEL] if seen and np.isinf(line["precision"]) else [peers.GAMBIT]
    for peer in asked:
        found = peers.ask(peer, folder, bound, value, seconds=limit)
        line["peer"], line["peer_rate"], line["peer_limit"] = peer, found.rate, limit
        line["peer_games"], line["peer_distance"] = found.games, found.distance


def table(lines: list[dict[str, Any]]) -> str:
    """The rows as a table in Markdown."""
    head = "| game | precision | one game | 1,000 draws | many draws | peer | ratios |"
    told = [head, "|---|---|---|---|---|---|---|"]
    for line in lines:
        precision = "sharp" if np.isinf(line["precision"]) else f"{line['precision']:g}"
        rate = line.get("peer_rate")
        ours = [line["one"], line["thousand"], line["many"]]
        if "peer" not in line:
            beside_it, ratios = "", ""
        elif rate is None:
            beside_it = f"{line['peer']}: none in {line['peer_limit']:g} s"
            ratios = "at least " + ", ".join(number(x * line["peer_limit"]) for x in ours)
        else:
            beside_it = f"{line['peer'].split('=')[0]} {number(rate)}"
            ratios = ", ".join(number(x / rate) for x in ours)
        told.append(
            f"| {line['game']}, {line['nodes']:,} nodes, {line['what']} "
            f"| {precision} | {number(ours[0])} | {number(ours[1])} "
            f"| {number(ours[2])} ({line['draws']:,}) | {beside_it} | {ratios} |"
        )
    return "\n".join(told)


def number(value: float) -> str:
    """Three digits, without an exponent."""
    if value >= 1000:
        size = 10 ** (len(str(int(value))) - 3)
        return f"{round(value / size) * size:,}"
    return f"{value:.3g}"


def bounds(lines: list[dict[str, Any]], machine: dict[str, float]) -> str:
    """How near the rows at precision 1 with nothing hidden are to what the machine allows."""
    told = [
        f"one core: {machine['exponentials'] / 1e6:,.0f} million exp a second, "
        f"{machine['bytes'] / 1e9:.1f} GB a second copied"
    ]
    for line in lines:
        if "kernel" in line and line["precision"] == 1.0:
            nodes = line["infosets"]
            spent = line["exponentials"] * line["kernel"] / machine["exponentials"]
            called = line["exponentials"] * line["many"] / machine["exponentials"]
            moved = line["bytes"] * line["many"] / machine["bytes"]
            told.append(
                f"{line['game']}: kernel {number(line['kernel'])} games a second = "
                f"{nodes * line['kernel'] / 1e6:,.0f} million logit decisions a second, {spent:.0%} of the "
                f"exp bound; whole call {called:.0%} of it and {moved:.1%} of the memory's; "
                f"{number(line['kernel'] / line['numpy'])} times NumPy"
            )
    return "\n".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--short", action="store_true", help="fewer draws, and less patience with peers")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    effort = SHORT if given.short else LONG
    machine = {
        "exponentials": solvers_bounds.exponentials(best),
        "bytes": solvers_bounds.copied(best),
    }
    lines = []
    with tempfile.TemporaryDirectory(prefix="standoff-bench-") as folder:
        for name in GAMES:
            for precision in PRECISIONS:
                lines.append(measure(name, precision, effort))
                if not given.no_peer:
                    beside(Path(folder), lines[-1], effort.limit)
                print(table(lines[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
    print(table(lines))
    print(bounds(lines, machine))
    if given.json:
        given.json.write_text(json.dumps({"machine": machine, "rows": lines}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
