"""pygambit's word on traced games: files to a process of its own, root values back.

Payoffs are written times the precision, so that the peer's precision is always 1. Games in which
somebody has beliefs of its own, or a chance is 0, cannot be written and are not asked about. A game on
which the peer dies or does not reach the precision within its time counts as no answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.solvers_peers import ONE_THREAD, as_file
from standoff.game.records import CHANCE, BoundGame
from standoff.solvers.reference import root_values

SCRIPT = Path(__file__).with_name("peer_gambit.py")
SECONDS = 20.0  # for one game
SAME, LIMIT_SAME = 1e-4, 1e-2  # of 1 + the largest value
MOST_NODES = 400


@dataclass(frozen=True)
class Question:
    """A game as a file, and the values at the root, times precision, that the tracer's play gives."""

    text: str
    value: tuple[float, ...]
    limit: bool


def question(bound: BoundGame, draw: int, play: np.ndarray) -> Question | None:
    """What the peer is asked about a draw, or nothing where it cannot be."""
    a = bound.arrays
    edges = np.flatnonzero(np.repeat(a.kind == CHANCE, np.diff(a.first_edge)))
    chances = bound.cell[a.chance[edges], draw] if len(edges) else np.ones((0, 1))
    merged = len(np.unique(a.child)) < len(a.child)
    if merged or a.n_nodes > MOST_NODES or (chances <= 0.0).any() or np.ptp(chances, axis=1).any():
        return None
    one = BoundGame(a, *(t[:, [draw]] for t in (bound.cell, bound.payoff, bound.precision)))
    sharp = bool(np.isinf(one.precision).any())
    scale = np.where(np.isinf(one.precision), 1.0, one.precision)[:, 0]
    value = root_values(one, play[None, :])[0] * scale
    return Question(as_file(one, 0), tuple(float(v) for v in value), sharp)


def compare(python: Path, asked: list[tuple[Any, Question]]) -> dict[Any, Counter[str]]:
    """For each cell how often the peer gives the same values, other ones, or no answer."""
    found: dict[Any, Counter[str]] = {}
    for limit in (False, True):
        some = [(cell, q) for cell, q in asked if q.limit == limit]
        values = _values(python, [q.text for _, q in some], limit=limit)
        for k, (cell, q) in enumerate(some):
            count = found.setdefault(cell, Counter())
            if k not in values:
                count["none"] += 1
                continue
            mine, room = np.array(q.value), LIMIT_SAME if limit else SAME
            away = np.abs(np.array(values[k]) - mine).max(initial=0.0) / (1.0 + np.abs(mine).max(initial=0.0))
            count["same" if away <= room else "differs"] += 1
    return found


def _values(python: Path, texts: list[str], *, limit: bool) -> dict[int, list[float]]:
    """The peer's root values by number of the game; one process for as many games as it survives."""
    found: dict[int, list[float]] = {}
    first = 0
    while first < len(texts):
        with tempfile.TemporaryDirectory() as place:
            for k in range(first, len(texts)):
                (Path(place) / f"{k:06d}.efg").write_text(texts[k], encoding="utf-8")
            rows = _rows([str(python), str(SCRIPT), place, "1e9", *(["limit"] if limit else [])])
        for row in rows:
            reached = row["precision"]
            if reached is None or abs(reached - 1.0) < 1e-6:
                found[int(row["game"])] = row["value"]
        last = max((int(row["game"]) for row in rows), default=first - 1)
        first = max(first, last + 1) + (last + 1 < len(texts))  # the one that it died on is left out
    return found


def _rows(words: list[str]) -> list[dict[str, Any]]:
    """The lines of one process, which is stopped when a game takes too long."""
    rows: list[dict[str, Any]] = []
    with subprocess.Popen(
        ["timeout", "--signal=KILL", "600", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **ONE_THREAD},
    ) as process:
        assert process.stdout is not None
        watch = _Watch(process)
        for line in process.stdout:
            watch.again()
            row = json.loads(line) if line.rstrip().endswith("}") else {}
            if "game" in row:
                rows.append(row)
        watch.stop()
    return rows


class _Watch:
    """Kills a process that has said nothing for too long."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.again()

    def again(self) -> None:
        import threading

        self.stop()
        self.timer = threading.Timer(SECONDS, self.process.kill)
        self.timer.daemon = True
        self.timer.start()

    def stop(self) -> None:
        if hasattr(self, "timer"):
            self.timer.cancel()
