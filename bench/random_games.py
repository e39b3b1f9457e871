"""`python bench/random_games.py [GAMES]`: shares of random games of mixed shapes that `solve` solves.

The games are those of `tests/solvers/mixed_games.py` by number (10,000 unless told otherwise). The
sharp limit is tried on every tenth. Every row that is called solved is checked anew.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from standoff.game.records import DEGENERATE, SOLVED, STATUS
from standoff.solvers import plan, solve, verify
from standoff.solvers.tolerances import ACCEPTED
from tests.solvers.mixed_games import PRECISIONS, SHARP, mixed_game

GAMES, EVERY = 10_000, 10


def measure(n_games: int) -> tuple[dict[float, Counter[str]], Counter[float]]:
    """Statuses and seconds by precision; a solved row that fails its check counts as `wrong`."""
    found: dict[float, Counter[str]] = {precision: Counter() for precision in PRECISIONS}
    seconds: Counter[float] = Counter()
    for number in range(n_games):
        game = mixed_game(number)
        made = plan(game.bound.arrays)
        for precision in PRECISIONS:
            if precision == SHARP and number % EVERY:
                continue
            bound = game.at(precision)
            start = time.perf_counter()
            answer = solve(bound, plan=made)
            seconds[precision] += time.perf_counter() - start
            said = STATUS[int(answer.status[0])]
            if answer.status[0] in (SOLVED, DEGENERATE):
                checked = verify(bound, answer.probability)
                sharp_gain = float(checked.gain.max(initial=0.0)) > 1e-7 * max(
                    1.0, float(np.abs(bound.payoff).max(initial=0.0))
                )
                logit_off = float(checked.residual.max(initial=0.0)) > ACCEPTED
                if not checked.valid.all() or (sharp_gain if precision == SHARP else logit_off):
                    said = "wrong"
            found[precision][said] += 1
    return found, seconds


def as_text(found: dict[float, Counter[str]], seconds: Counter[float]) -> str:
    """The table, in Markdown."""
    kinds = [*STATUS, "wrong"]
    lines = ["| precision | games | " + " | ".join(kinds) + " | seconds |", "|---" * (len(kinds) + 3) + "|"]
    for precision, count in found.items():
        total = max(1, sum(count.values()))
        shares = " | ".join(f"{100 * count[kind] / total:.2f} %" for kind in kinds)
        name = "sharp" if precision == SHARP else f"{precision:g}"
        lines.append(f"| {name} | {sum(count.values()):,} | {shares} | {seconds[precision]:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(as_text(*measure(int(sys.argv[1]) if len(sys.argv) > 1 else GAMES)))
