"""The solvers' own benchmark games, as an entry of the registry: `solvers_speed.py` does the work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.registry import Benchmark, Line

SCRIPT = Path(__file__).with_name("solvers_speed.py")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
UNIT = "games a CPU second"


def speed(short: bool) -> list[Line]:
    """Games a CPU second of each benchmark game, precision and number of draws, beside the peers."""
    with tempfile.TemporaryDirectory(prefix="standoff-bench-") as name:
        found = Path(name) / "found.json"
        words = [sys.executable, str(SCRIPT), "--json", str(found), *(["--short"] if short else [])]
        subprocess.run(words, stdout=subprocess.DEVNULL, check=True, env={**os.environ, **ONE_THREAD})
        told: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    machine = told["machine"]
    lines = [
        Line("one core, exp", "million a CPU second", machine["exponentials"] / 1e6),
        Line("one core, memory copied", "GB a CPU second", machine["bytes"] / 1e9),
    ]
    return lines + [line for row in told["rows"] for line in _lines(row, machine)]


def _lines(row: dict[str, Any], machine: dict[str, float]) -> list[Line]:
    what = f"{row['game']}, {row['nodes']} nodes, precision {row['precision']:g}"
    peer, unknown = row.get("peer_rate"), row.get("peer_rate") is None
    note = f"beside {row.get('peer')}"
    if unknown:
        note, peer = f"{note}: none in {row['peer_limit']:g} s", 1 / row["peer_limit"]
    else:
        note += f", values differ by {row['peer_distance']:.1e} (median)"
    sizes = (("one", "one game"), ("thousand", "1,000 draws"), ("many", f"{row['draws']:,} draws"))
    lines = [
        Line(f"{what}: {said}", UNIT, row[key], peer, at_least=unknown, note=note) for key, said in sizes
    ]
    if "kernel" in row:
        share = row["exponentials"] * row["kernel"] / machine["exponentials"]
        bound = f"{share:.0%} of the exp of one core" if row["precision"] < 1e9 else ""
        lines.append(Line(f"{what}: kernel beside NumPy", UNIT, row["kernel"], row["numpy"], note=bound))
    return lines


BENCHMARKS = (
    Benchmark(
        "solvers",
        "Games of 53 to 4,733 nodes, two of them with private types, at four precisions, on one thread.",
        "open_spiel==2.0.2 for sharp play with nothing hidden, else pygambit==17.0.0b2",
        speed,
    ),
)
