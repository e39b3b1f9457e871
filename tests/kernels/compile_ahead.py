"""Compile the kernels that most tests need, once, into the cache that all processes share.

Run by `begin.py test` before the tests. Nothing of it is needed for them to pass: without it every
process of the tests compiles for itself, some minute of processor time each.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import standoff

SCENARIO = "guarantee-window"  # hidden types, base weights, a search for other equilibria


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        standoff.run(SCENARIO, draws=16, seed=1, out=Path(folder) / "run")


if __name__ == "__main__":
    main()
