"""`python bench/invariance.py`: answers under other labels, other orders and other neighbours, at full size.

Every scenario of the library in all readings, random scenarios, and scenarios in which all move at once,
alike up to noise, are rewritten as text (`tests/solvers/rewriting.py`) and solved on the same draws; random
games are relabelled. Prints for each rewriting how many cases moved by more than 1e-9 (or 1e-12 times the
condition of the branch), and which; what was compared so far where Ctrl-C stops it. Options:

    --scenarios 200     random scenarios, and as many of moves at once
    --games 400         structures of the families of games
    --draws 6           draws of each
    --only NAME ...     scenarios of the library, all without
    --out FILE          all that moved, as JSON
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from standoff import library
from standoff.game.records import SOLVED
from standoff.solvers import solve
from tests.compiler.random_scenarios import random_scenario
from tests.solvers.families import FAMILIES, at_precision, one_draw
from tests.solvers.relabelling import relabelled
from tests.solvers.rewriting import REWRITINGS, Texts, farthest, opened, results, shipped, written
from tests.solvers.simultaneous import simultaneous_scenario
from tests.solvers.tracer import trace

SAME, WORST = 1e-9, 1e-12
PRECISIONS = (1.0, 4.0, 16.0, 64.0)


@dataclass(frozen=True)
class Case:
    """One comparison: what was changed in what, and how far the answers then lie apart."""

    change: str
    group: str
    what: str
    away: float
    room: float

    @property
    def moved(self) -> bool:
        return not self.away <= self.room


def scenario_cases(name: str, group: str, texts: Texts, n_draws: int) -> Iterator[Case]:
    """A scenario in all its readings under every rewriting, and its draws alone."""
    plain = opened(texts)
    found = {reading: results(plain, reading, n_draws=n_draws) for reading in plain.readings}
    for rewriting in REWRITINGS:
        other = rewriting.apply(texts)
        if other is None:
            continue
        again = opened(other)
        for reading, one in found.items():
            two = results(again, reading, n_draws=n_draws)
            yield Case(rewriting.name, group, f"{name}, {reading}", farthest(one, two), SAME)
    for reading, one in found.items():
        alone = [results(plain, reading, first=d, n_draws=1, chunk=1) for d in range(n_draws)]
        two = {key: np.array([a[key][0] for a in alone]) for key in one}
        yield Case("draws alone", group, f"{name}, {reading}", farthest(one, two), 1e-12)


def game_cases(family: str, seed: int) -> Iterator[Case]:
    """A structure at four precisions: players and options relabelled, and draws alone."""
    base = FAMILIES[family](seed).bound
    players = np.random.default_rng(seed).permutation(base.arrays.n_players)
    traces = [trace(base, d, PRECISIONS) for d in range(base.n_draws)]
    for k, precision in enumerate(PRECISIONS):
        bound = at_precision(base, precision)
        other = relabelled(bound, players)
        one, two = solve(bound), solve(other.bound)
        for d, traced in enumerate(traces):
            what = f"{family} {seed}, draw {d}, precision {precision:g}"
            alone = solve(one_draw(bound, d))
            away = _apart(one.probability[d], alone.probability[0], one.status[d], alone.status[0])
            yield Case("draws alone", family, what, away, 1e-12)
            away = _apart(one.probability[d], two.probability[d][other.action], one.status[d], two.status[d])
            room = max(SAME, WORST / max(1e-9, float(np.nan_to_num(traced.smallest[k]))))
            yield Case("players and options relabelled", family, what, away, room)


def _apart(one: np.ndarray, two: np.ndarray, status: int, again: int) -> float:
    if status != SOLVED or again != SOLVED:
        return 0.0 if status == again else float("inf")
    return float(np.abs(one - two).max(initial=0.0))


def cases(options: argparse.Namespace) -> Iterator[Case]:
    """Everything, with progress on the error stream."""
    shelf = sorted(p.parent.name for p in Path(library.__file__).parent.glob("*/scenario.yaml"))
    for name in options.only or shelf:
        print(name, file=sys.stderr, flush=True)
        yield from scenario_cases(name, "library", shipped(name), options.draws)
    for group, make in (("random", random_scenario), ("at once", simultaneous_scenario)):
        for seed in range(options.scenarios):
            if seed % 20 == 0:
                print(f"{group} {seed}", file=sys.stderr, flush=True)
            yield from scenario_cases(f"{group} {seed}", group, written(make(seed)), options.draws)
    for k in range(options.games):
        if k % 20 == 0:
            print(f"game {k}", file=sys.stderr, flush=True)
        yield from game_cases(list(FAMILIES)[k % len(FAMILIES)], k // len(FAMILIES))


def main() -> int:
    """Run it; the exit code is 1 if an answer moved."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scenarios", type=int, default=200)
    parser.add_argument("--games", type=int, default=400)
    parser.add_argument("--draws", type=int, default=6)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    total: Counter[tuple[str, str]] = Counter()
    moved: dict[tuple[str, str], list[Case]] = {}
    try:
        for case in cases(options):
            key = (case.change, case.group)
            total[key] += 1
            if case.moved:
                moved.setdefault(key, []).append(case)
    except KeyboardInterrupt:
        print("stopped early: what was compared until then", file=sys.stderr)
    print("| change | group | cases | moved | farthest | for instance |\n|---|---|---|---|---|---|")
    for key, n in sorted(total.items()):
        some = sorted(moved.get(key, []), key=lambda c: -c.away)
        told = f"{some[0].away:.2g} | {some[0].what}" if some else " | "
        print(f"| {key[0]} | {key[1]} | {n} | {len(some)} | {told} |")
    if options.out is not None:
        rows = [asdict(c) | {"away": f"{c.away:.3g}"} for some in moved.values() for c in some]
        options.out.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return int(bool(moved))


if __name__ == "__main__":
    raise SystemExit(main())
