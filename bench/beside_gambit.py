"""`python bench/beside_gambit.py`: one game's logit branch past its crossing, beside pygambit's.

The game is that of McKelvey and McLennan (1997) with nine equilibria, written down as facts. Players
1 and 2 at one half, and player 3 by a closed form, solve the logit equations at every precision:

    payoffs of player 3   U3: 12/4 + 2/4 = 3.5      D3: 6/4 + 6/4 = 3
    so r = P(U3) = 1 / (1 + exp(-precision / 2))

and another curve crosses it where precision squared times (24 r - 6)(24 r - 8) is 16. Both are worked
out here by SciPy, with nothing of ours. pygambit is installed into a folder of its own.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import brentq

from bench.solvers_peers import GAMBIT, environment
from standoff.game import Decision, Terminal, WrittenGame, build_tree, write_efg
from standoff.solvers import qre_branch

PRECISIONS = (0.25, 0.5, 0.58, 0.59, 0.6, 0.7, 1.0, 2.0, 5.0)
PAYOFFS = {
    "UUU": (9, 8, 12), "UUD": (0, 0, 0), "UDU": (0, 0, 0), "UDD": (3, 4, 6),
    "DUU": (0, 0, 0), "DUD": (3, 4, 6), "DDU": (9, 8, 2), "DDD": (0, 0, 0),
}  # fmt: skip


def main() -> None:
    game = _game()
    branch = qre_branch(game.bound, highest=max(PRECISIONS))
    crossing = brentq(_crossing, 0.1, 2.0)
    told = ", ".join(f"{place:.6f}" for place in branch.crossings)
    print(f"another curve crosses at {crossing:.6f} (closed form); ours tells {told}")
    print("precision   closed form          ours      residual   pygambit: P(U1) P(U2) P(U3)")
    for precision, peer in zip(PRECISIONS, _peer(game), strict=True):
        point = branch.at(precision)
        third = 1.0 / (1.0 + np.exp(-precision / 2.0))
        ours = " ".join(f"{p:.6f}" for p in point.probability[::2])
        theirs = peer.get("error") or " ".join(f"{p:.6f}" for p in peer["play"][::2])
        print(
            f"{precision:9.3f}   {third:.6f}   {ours}   {_off(point.probability, precision):.1e}   {theirs}"
        )


def _off(play: np.ndarray, precision: float) -> float:
    """How far play is from its own logit answer, from the eight payoffs alone."""
    p, q, r = play[::2]
    odds = (
        9 * q * r + 3 * (1 - q) * (1 - r) - 3 * q * (1 - r) - 9 * (1 - q) * r,
        8 * p * r + 4 * (1 - p) * (1 - r) - 4 * p * (1 - r) - 8 * (1 - p) * r,
        12 * p * q + 2 * (1 - p) * (1 - q) - 6 * p * (1 - q) - 6 * (1 - p) * q,
    )
    return float(np.abs(np.log(play[::2] / play[1::2]) - precision * np.array(odds)).max())


def _crossing(precision: float) -> float:
    third = 1.0 / (1.0 + np.exp(-precision / 2.0))
    return float(precision**2 * (24 * third - 6) * (24 * third - 8) - 16)


def _game() -> WrittenGame:
    def third(first: str, second: str) -> Decision:
        ends = {f"{side}3": Terminal(PAYOFFS[first + second + side]) for side in "UD"}
        return Decision("C", ends, infoset="third")

    def second(first: str) -> Decision:
        return Decision("B", {f"{side}2": third(first, side) for side in "UD"}, infoset="second")

    return build_tree(
        Decision("A", {f"{side}1": second(side) for side in "UD"}, infoset="first"), ("A", "B", "C")
    )


def _peer(game: WrittenGame) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "game.efg"
        path.write_text(write_efg(game.game, game.bound, 0), encoding="utf-8")
        words = [
            str(environment(GAMBIT, Path(folder))),
            str(Path(__file__).with_name("peer_branch.py")),
            str(path),
        ]
        done = subprocess.run(
            [*words, *map(str, PRECISIONS)], capture_output=True, text=True, timeout=120, check=True
        )
        return [json.loads(line) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    main()
