"""pygambit and OpenSpiel on the solvers' benchmark games: each in an environment of its own.

Both take one game at a time, as a file. For pygambit solving alone is counted, for its games can be
changed in place; for OpenSpiel reading too, for its games cannot. Payoffs are written times the
precision, so that the peer's precision is always 1. A peer that gives no answer within its limit is told so.
"""

from __future__ import annotations

import json
import os
import subprocess
import venv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from standoff.game.records import CHANCE, BoundGame, Floats

GAMBIT, OPENSPIEL = "pygambit==17.0.0b2", "open_spiel==2.0.2"
SCRIPTS = {GAMBIT: "peer_gambit.py", OPENSPIEL: "peer_openspiel.py"}
MOST = 20  # games that a peer is given
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Answered:
    """What a peer did: games a CPU second (None if none within the limit), and how far its values
    are from ours, relative to their size."""

    peer: str
    rate: float | None
    games: int
    limit: float
    distance: float | None


@cache
def environment(peer: str, folder: Path) -> Path:
    """An interpreter with the peer alone, in this folder."""
    home = folder / peer.split("=", maxsplit=1)[0]
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    words = [str(python), "-m", "pip", "install", "--quiet", peer]
    subprocess.run(words, check=True, stderr=subprocess.DEVNULL)
    return python


def ask(peer: str, folder: Path, bound: BoundGame, value: Floats, *, seconds: float) -> Answered:
    """Give a peer some draws; `value` [draw, player] is what we found, for comparison."""
    games = folder / f"games-{len(list(folder.glob('games-*')))}"
    games.mkdir()
    sharp = bool(np.isinf(bound.precision).any())
    for draw in range(min(MOST, bound.n_draws)):
        (games / f"{draw:04d}.efg").write_text(as_file(bound, draw), encoding="utf-8")
    script = Path(__file__).with_name(SCRIPTS[peer])
    words = [str(environment(peer, folder)), str(script), str(games), str(seconds)]
    if sharp and peer == GAMBIT:
        words.append("limit")
    rows = _rows(words, seconds)
    if not rows:
        return Answered(peer, None, 0, seconds, None)
    scale = np.where(np.isinf(bound.precision), 1.0, bound.precision)
    ours = value * scale.T
    apart = [
        float(np.abs(np.array(r["value"]) - ours[int(r["game"])]).max() / (1 + np.abs(ours).max()))
        for r in rows
    ]
    spent = sum(r["solving"] + (r["reading"] if peer == OPENSPIEL else 0.0) for r in rows)
    return Answered(peer, len(rows) / spent, len(rows), seconds, float(np.median(apart)))


def _rows(words: list[str], seconds: float) -> list[dict[str, Any]]:
    """The lines that a peer wrote before it ended or was stopped."""
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, **ONE_THREAD}
    ) as process:
        try:
            said = process.communicate(timeout=seconds + 2.0)[0]
        except subprocess.TimeoutExpired:
            process.kill()
            said = process.communicate()[0]
    rows = [json.loads(line) for line in said.splitlines() if line.endswith("}")]
    # where the peer's path stops at precision 0, it says so in no other way
    return [r for r in rows if "game" in r and abs((r.get("precision") or 1.0) - 1.0) < 1e-6]


def as_file(bound: BoundGame, draw: int) -> str:
    """One draw as an extensive-form file: payoffs added up at the ends, times the precision."""
    a, ends = bound.arrays, [0]
    names = " ".join(f'"{i}"' for i in range(a.n_players))
    lines = [f'EFG 2 R "bench" {{ {names} }}']
    precision = bound.precision[:, draw]
    scale = np.where(np.isinf(precision), 1.0, precision)
    # OpenSpiel wants each player's information sets numbered from 1, without gaps
    owner = a.infoset_player
    place = [int(np.count_nonzero(owner[: h + 1] == owner[h])) for h in range(a.n_infosets)]

    def walk(node: int, paid: Floats) -> None:
        edges = range(int(a.first_edge[node]), int(a.first_edge[node + 1]))
        if not len(edges):
            ends[0] += 1
            told = ", ".join(f"{v:.12f}" for v in paid * scale)
            lines.append(f't "" {ends[0]} "" {{ {told} }}')
            return
        h = int(a.infoset[node])
        if a.kind[node] == CHANCE:
            odds = [round(float(bound.cell[a.chance[e, 0], draw]), 12) for e in edges]
            odds[-1] = 1 - sum(odds[:-1])
            said = " ".join(f'"{k}" {p:.12f}' for k, p in enumerate(odds))
            lines.append(f'c "{node}" {node + 1} "" {{ {said} }} 0')
        else:
            said = " ".join(f'"{k}"' for k in range(len(edges)))
            lines.append(f'p "{node}" {owner[h] + 1} {place[h]} "{h}" {{ {said} }} 0')
        for e in edges:
            walk(int(a.child[e]), paid + [0.0 if r < 0 else bound.payoff[r, draw] for r in a.payoff[e]])

    walk(0, np.zeros(a.n_players))
    return "\n".join(lines) + "\n"
