"""The spatial model over draws, against the cost that was measured of KTAB, and NumPy beside it.

KTAB is C++ with Qt, dormant since 2019, and is not built here: its seconds are those measured of
its command line `smpc --logmin` (testing branch 3b5b063, g++ 12 -O1) on another machine: 40 actors
36 s, 80 actors more than 500 s for 14 turns. It also works out every member's view of every
challenge (n^4) for its log, of which the model needs n^3. So ratios to it say an order, and are no
side-by-side run. The plain NumPy implementation, which the kernels are tested against, runs here.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from bench.registry import Benchmark, Line

KTAB_SECONDS = {40: 36.0, 80: 500.0}  # a run; the larger one had not finished more than 14 turns
QUOTED = "KTAB's seconds are quoted from a measurement elsewhere: it cannot be run here"


def _table(actors: int, draws: int) -> Any:
    from standoff.summit import gather

    rng = np.random.default_rng(actors)
    names = [f"a{i}" for i in range(actors)]
    place, care = rng.uniform(0, 100, (draws, actors, 2)), rng.uniform(0.1, 0.5, (draws, actors, 2))
    return gather(names, place, care, rng.uniform(1, 100, (draws, actors)))


def _timed(actors: int, draws: int, bugs: Any = "none") -> tuple[float, int]:
    """CPU seconds and turns of all draws, without compilation."""
    from standoff.summit import SpatialOptions, smp

    members = _table(actors, draws)
    started = time.process_time()
    found = smp(members, SpatialOptions(bugs=bugs))
    return time.process_time() - started, int(found.turns.sum())


def against_ktab(short: bool) -> list[Line]:
    """Runs a second of one draw, ours and the quoted ones of KTAB."""
    _timed(3, 1)
    lines = []
    for actors, quoted in KTAB_SECONDS.items():
        seconds, turns = _timed(actors, 1 if short else 3, "ktab")
        each = seconds / (1 if short else 3)
        note = f"{each:.3g} s a draw; {turns} turns in all; {QUOTED}"
        lines.append(
            Line(f"{actors} actors, 2 dimensions", "runs a second", 1 / each, 1 / quoted, actors == 80, note)
        )
    return lines


def a_turn(short: bool) -> list[Line]:
    """Draws times turns a second, kernels beside NumPy."""
    _timed(3, 1)
    lines = []
    for actors, draws in ((13, 200 if short else 2_000), (27, 50 if short else 500)):
        seconds, turns = _timed(actors, draws)
        plain = _plain(actors)
        note = f"{1e3 * seconds / turns:.3g} ms a draw and turn"
        lines.append(
            Line(f"{actors} actors, {draws} draws", "turns a second", turns / seconds, plain, False, note)
        )
    return lines


def _plain(actors: int) -> float:
    """Turns a second of the plain implementation on one turn of one draw."""
    from standoff.summit import SpatialOptions
    from tests.summit.plain_spatial_model import run

    members = _table(actors, 1)
    able = members.capability[0]
    started = time.process_time()
    run(members.position[0] / 100, members.salience[0], able, SpatialOptions(most_turns=1))
    return 1 / (time.process_time() - started)


def by_rule(short: bool) -> list[Line]:
    """Draws a second of a summit of 30 members and 6 options: forecast by the mean, and decision."""
    from standoff.summit import compromise, consensus, decide, gather, ladder, margin_by_reservation, weighted

    rng, draws, n = np.random.default_rng(1), 8192, 30
    rungs, names = ladder([f"o{i}" for i in range(6)]), [f"m{i}" for i in range(n)]
    place, able = rng.uniform(0, 5, (draws, n)), rng.uniform(1, 9, (draws, n))
    limit = place + rng.uniform(0, 3, (draws, n))
    lines = []
    for name, rule in (("consensus", consensus(n, cost=0.1)), ("weighted votes", weighted([1.0] * n, 20.0))):
        seconds = []
        for _ in range(2 if short else 6):
            started = time.process_time()
            compromise(gather(names, place, 0.5, able, scale=(0, 5)))
            decide(rungs, names, margin_by_reservation(rungs, limit), rule)
            seconds.append(time.process_time() - started)
        each = min(seconds) / draws
        note = f"{1e5 * each:.2g} s for 100,000 draws of one history"
        lines.append(Line(f"{n} members by {name}", "draws a second", 1 / each, None, False, note))
    return lines


BENCHMARKS = (
    Benchmark("summit-rules", "A summit of a scenario: forecast and decision.", "none", by_rule),
    Benchmark("summit-ktab", "The spatial model, one draw of many actors.", "KTAB, quoted", against_ktab),
    Benchmark("summit-turns", "The spatial model over draws.", "NumPy, our plain implementation", a_turn),
)
