"""The solvers' own benchmark games, as an entry of the registry: `solvers_speed.py` does the work."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.registry import Benchmark, Line

SCRIPT = Path(__file__).with_name("solvers_speed.py")
DRAWS, DRAWS_SHORT = 100_000, 10_000


def speed(short: bool) -> list[Line]:
    """Games a CPU second of each benchmark game; the peer where it was asked, else plain NumPy."""
    with tempfile.TemporaryDirectory(prefix="standoff-bench-") as name:
        found = Path(name) / "found.json"
        words = [sys.executable, str(SCRIPT), "--draws", str(DRAWS_SHORT if short else DRAWS)]
        subprocess.run([*words, "--json", str(found)], stdout=subprocess.DEVNULL, check=True)
        rows: list[dict[str, Any]] = json.loads(found.read_text(encoding="utf-8"))
    return [line for row in rows for line in _lines(row)]


def _lines(row: dict[str, Any]) -> list[Line]:
    what = f"{row['game']}, {row['nodes']} nodes, precision {row['precision']:g}"
    note = f"status {row['status']}"
    if "peer" in row:
        note += f"; peer {row['peer_version']}, plays differ by {row['peer_distance']:.1e} at most"
    lines = [Line(f"{what}: whole call", "games a CPU second", row["solve"], row.get("peer"), note=note)]
    if "kernel" in row:
        numpy = row.get("numpy")
        lines.append(
            Line(f"{what}: kernel beside NumPy", "games a CPU second", row["kernel"], numpy)
            if numpy
            else Line(f"{what}: kernel", "games a CPU second", row["kernel"])
        )
    return lines


BENCHMARKS = (
    Benchmark(
        "solvers",
        "Trees of 53 to 4,733 nodes and a game with private types, over many draws on one thread.",
        "pygambit==17.0.0b2 at precision 1, NumPy level by level elsewhere",
        speed,
    ),
)
