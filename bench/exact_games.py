"""`python bench/exact_games.py [--games N]`: lists of equilibria against brute force in fractions.

The games are those of `tests/solvers/exact_games.py` by number (10,000 unless told otherwise): chances
down to 1e-12 and of 0, payoffs from 1e-6 to 1e6, ties, repeated rows, one-option sets, hidden moves, one
to three players. Compared are all pure equilibria, all of the agent form, the corners of all equilibria
of one and two players, and what is said of subgame perfection. The exit code is 1 if anything differs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.solvers.exact_comparison import compare

EVERY = 250  # games between two lines on stderr


def main() -> int:
    """Compare, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=10_000, help="how many games")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one")
    asked = parser.parse_args()
    found: Counter[str] = Counter()
    began, wrong = time.perf_counter(), []
    incomplete = 0
    for number in range(asked.first, asked.first + asked.games):
        told = compare(number)
        found += told
        incomplete += any(key.startswith("incomplete") and "subgame" not in key for key in told)
        if any(key.startswith("WRONG") for key in told):
            wrong.append(number)
        if (number + 1) % EVERY == 0:
            said = f"{number + 1 - asked.first:,} games, {incomplete} incomplete, wrong: {wrong[:20]}"
            print(said, file=sys.stderr, flush=True)
    seconds = time.perf_counter() - began
    print("| what | times |\n|---|---|")
    for what, times in sorted(found.items()):
        print(f"| {what} | {times:,} |")
    share = 100 * incomplete / max(1, asked.games)
    print(f"\n{asked.games:,} games, {share:.2f} % incomplete, {len(wrong)} wrong, {seconds:,.0f} s")
    if wrong:
        print("wrong:", ", ".join(str(number) for number in wrong[:20]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
