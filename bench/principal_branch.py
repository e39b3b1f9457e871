"""`python bench/principal_branch.py`: how often answers lie on the principal branch, by family of games.

Every game of `tests/solvers/families.py` is traced by small steps (`tests/solvers/tracer.py`, which shares
no code with the solvers), solved at each precision in packs of draws, and compared. Options:

    --games 10000       random games: mixed, signalling and merged, 3 to 1 to 1
    --near 3000         near-symmetric games
    --precision 1 4 16 64 limit
    --workers 2         processes
    --sample            a short run: 400 games and 400 near-symmetric ones
    --first 0           first seed, for games that nobody has seen
    --peer 60           games of each cell that pygambit is given as well (0: none)
    --gambit PYTHON     an interpreter that has pygambit 17.0.0b2; it runs as a process of its own
    --out FILE          everything as JSON, the wrong games by seed among it

A draw is *off* if it is called solved, bears no mark, and a probability differs from the tracer's by more
than 1e-6, or the tracer's own accuracy where precision x range passes 1e7 (in the limit by 1e-3: the
tracer stops at precision x range 1e6). *Marked* is `Solution.unsure`: another branch could not be ruled
out. *Several* counts answers of the status `degenerate` (equal options, or branches that break an exact
symmetry leave the one that was followed): these are held against the tracer like all others.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"  # before NumPy is read: the matrices are small
os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from bench.peer_values import Question, compare, question
from standoff.game.records import DEGENERATE, SOLVED
from standoff.solvers import sharp_limit, solve
from tests.solvers.families import FAMILIES, NOISES, Sample, at_precision, near_symmetric
from tests.solvers.tracer import Trace, trace

SHARES = {"mixed": 3, "signalling": 1, "merged": 1}
N_DRAWS = 4  # draws of one structure, solved as a pack
AWAY, LIMIT_AWAY = 1e-6, 1e-3
DRIFTS = 10.0  # times what the tracer's play still moves far out
KINDS = ("right", "off", "marked", "unsolved", "undecided", "several", "crossed")
LIMIT = float("inf")


@dataclass(frozen=True)
class Job:
    """A structure to be made, traced, solved and compared."""

    family: str
    seed: int
    noise: float | None
    precisions: tuple[float, ...]
    asked: bool  # whether the peer is to be asked too


@dataclass(frozen=True)
class Row:
    """One draw at one precision: its cell, how it ended, how far it was, and what the peer is asked."""

    cell: tuple[str, int, str, str]
    ended: str
    several: bool
    crossed: bool
    away: float
    seed: int
    draw: int
    kind: str
    question: Question | None


def jobs(options: argparse.Namespace, precisions: tuple[float, ...]) -> Iterator[Job]:
    """All structures, near-symmetric ones with each noise in turn."""
    total = sum(SHARES.values())
    for family, share in SHARES.items():
        for k in range(-(-options.games * share // (total * N_DRAWS))):
            yield Job(family, options.first + k, None, precisions, k * N_DRAWS < options.peer)
    for k in range(-(-options.near // N_DRAWS)):
        asked = k * N_DRAWS < options.peer * len(NOISES)
        yield Job("near_symmetric", options.first + k, NOISES[k % len(NOISES)], precisions, asked)


def made(job: Job) -> Sample:
    if job.family == "near_symmetric":
        return near_symmetric(job.seed, n_draws=N_DRAWS, noise=job.noise)
    return FAMILIES[job.family](job.seed, n_draws=N_DRAWS)


def worked(job: Job) -> list[Row]:
    """Trace and solve one structure."""
    sample = made(job)
    finite = tuple(p for p in job.precisions if p < LIMIT)
    traces = [
        trace(sample.bound, d, finite, limit=LIMIT in job.precisions) for d in range(sample.bound.n_draws)
    ]
    rows = []
    for precision in job.precisions:
        bound = at_precision(sample.bound, precision)
        found = sharp_limit(bound) if precision == LIMIT else solve(bound)
        for d, traced in enumerate(traces):
            status, play, crossed, room = _judged(traced, precision)
            away = float(np.abs(play - found.probability[d]).max(initial=0.0)) if play is not None else np.nan
            marked = bool(found.unsure is not None and found.unsure[d])
            several = bool(found.status[d] == DEGENERATE)
            if found.status[d] not in (SOLVED, DEGENERATE):
                ended = "unsolved"
            elif status != "ok" or play is None:
                ended = "undecided"
            elif marked:
                ended = "marked"
            else:
                ended = "off" if not away <= room else "right"
            noise = "" if sample.noise is None else f"{sample.noise:g}"
            label = "limit" if precision == LIMIT else f"{precision:g}"
            cell = (sample.family, sample.n_players, noise, label)
            asked = question(bound, d, play) if job.asked and status == "ok" and play is not None else None
            rows.append(Row(cell, ended, several, crossed, away, job.seed, d, sample.kind, asked))
    return rows


def _judged(traced: Trace, precision: float) -> tuple[str, np.ndarray | None, bool, float]:
    """What the tracer says at a precision: status, play, crossed, and how far an answer may be from it."""
    if precision == LIMIT:
        room = max(LIMIT_AWAY, DRIFTS * traced.drift) if np.isfinite(traced.drift) else LIMIT_AWAY
        return traced.limit_status, traced.limit_play, traced.limit_crossed, room
    k = traced.scales.index(precision)
    return traced.status[k], traced.play[k], traced.crossed[k], max(AWAY, traced.accuracy[k])


def run(options: argparse.Namespace, precisions: tuple[float, ...]) -> list[Row]:
    """All rows, with progress on the error stream."""
    todo, rows = list(jobs(options, precisions)), []
    with ProcessPoolExecutor(options.workers) as pool:
        waiting = {pool.submit(worked, job): job for job in todo}
        for done, future in enumerate(as_completed(waiting), start=1):
            rows += future.result()
            if done % 25 == 0 or done == len(todo):
                off = sum(row.ended == "off" for row in rows)
                print(f"{done}/{len(todo)} structures, {off} rows off", file=sys.stderr, flush=True)
    return sorted(rows, key=lambda row: (row.cell[:3], str(row.cell[3]), row.seed, row.draw))


def table(rows: list[Row], peers: dict[tuple[Any, ...], Counter[str]]) -> list[dict[str, Any]]:
    """One record a cell."""
    cells: dict[tuple[Any, ...], Counter[str]] = {}
    for row in rows:
        count = cells.setdefault(row.cell, Counter())
        count[row.ended] += 1
        count["several"] += row.several
        count["crossed"] += row.crossed
        count["games"] += 1
    return [
        dict(zip(("family", "players", "noise", "precision"), cell, strict=True))
        | {kind: count[kind] for kind in ("games", *KINDS)}
        | {"peer": dict(peers.get(cell, {}))}
        for cell, count in sorted(cells.items(), key=lambda c: (c[0][0], c[0][1], c[0][2], _order(c[0][3])))
    ]


def _order(label: str) -> float:
    return LIMIT if label == "limit" else float(label)


def as_text(cells: list[dict[str, Any]]) -> str:
    """The cells as a table in Markdown, and the sums by precision below."""
    heads = ["family", "players", "noise", "precision", "games", *KINDS, "peer same", "differs", "no answer"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    sums: dict[str, Counter[str]] = {}
    for cell in cells:
        peer = [str(cell["peer"].get(word, "")) for word in ("same", "differs", "none")]
        shown = [str(cell[h]) for h in heads[: -len(peer)]]
        lines.append("| " + " | ".join([*shown, *peer]) + " |")
        total = sums.setdefault(f"{cell['family']} at {cell['precision']}", Counter())
        total.update({kind: cell[kind] for kind in ("games", *KINDS)})
        total.update({f"peer {word}": n for word, n in cell["peer"].items()})
    lines.append("")
    lines += [f"{name}: " + ", ".join(f"{n:,} {kind}" for kind, n in c.items()) for name, c in sums.items()]
    return "\n".join(lines)


def main() -> int:
    """Run it; the exit code is 1 if a draw is off its branch and does not say so."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--games", type=int, default=10_000)
    parser.add_argument("--near", type=int, default=3_000)
    parser.add_argument("--precision", nargs="+", default=["1", "4", "16", "64", "limit"])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--peer", type=int, default=60)
    parser.add_argument("--gambit", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.sample:
        options.games, options.near = 400, 400
    if options.gambit is None:
        options.peer = 0
    precisions = tuple(LIMIT if p == "limit" else float(p) for p in options.precision)
    rows = run(options, precisions)
    asked = [(row.cell, row.question) for row in rows if row.question is not None]
    peers = compare(options.gambit, asked) if options.gambit is not None else {}
    cells = table(rows, peers)
    print(as_text(cells))
    wrong = [row for row in rows if row.ended != "right"]
    if options.out is not None:
        told = [
            {"cell": r.cell, "seed": r.seed, "draw": r.draw, "kind": r.kind, "ended": r.ended, "away": r.away}
            for r in wrong
        ]
        options.out.write_text(json.dumps({"cells": cells, "rows": told}, indent=1) + "\n", encoding="utf-8")
    return int(any(row.ended == "off" for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
