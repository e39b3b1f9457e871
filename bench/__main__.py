"""`python -m bench [NAME ...] [--list] [--short] [--json]`: runs the registered benchmarks."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import platform
import sys
from pathlib import Path

if not __package__:  # started as `python bench`
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.registry import Benchmark, as_json, as_text


def registry() -> dict[str, Benchmark]:
    """Every module of this folder that offers `BENCHMARKS`."""
    found: dict[str, Benchmark] = {}
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        if "\nBENCHMARKS" not in path.read_text(encoding="utf-8"):
            continue  # a script of its own, or what one needs
        module = importlib.import_module(f"bench.{path.stem}")
        for benchmark in getattr(module, "BENCHMARKS", ()):
            found[benchmark.name] = benchmark
    return found


def machine() -> str:
    """What the numbers were measured on; no name of a host."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line
        ]
        model = names[0] if names else model
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{model}, {cores} cores, Python {platform.python_version()}, {dt.date.today().isoformat()}"


def main() -> int:
    """Run what was asked for; the exit code is 2 for an unknown name."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="benchmarks to run; all without")
    parser.add_argument("--list", action="store_true", help="name them and their peers")
    parser.add_argument("--short", action="store_true", help="smaller runs, rougher numbers")
    parser.add_argument("--json", action="store_true", help="print JSON alone on standard output")
    asked = parser.parse_args()
    known = registry()
    if asked.list:
        print("\n".join(f"{b.name}: {b.says} Peer: {b.peer}." for b in known.values()))
        return 0
    if unknown := set(asked.names) - set(known):
        print(f"no benchmark {', '.join(sorted(unknown))}; known: {', '.join(known)}", file=sys.stderr)
        return 2
    found = {}
    print(machine(), file=sys.stderr if asked.json else sys.stdout)
    for name in asked.names or known:
        found[name] = known[name].run(asked.short)
        print(as_text(known[name], found[name]), file=sys.stderr if asked.json else sys.stdout, flush=True)
    if asked.json:
        print(as_json(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
