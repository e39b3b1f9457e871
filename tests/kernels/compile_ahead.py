"""Compile the kernels that most tests need, once, into the cache that all processes share.

Run by `begin.py test` before the tests. Nothing of it is needed for them to pass: without it every
process of the tests compiles for itself, some minute of processor time each. Whoever else starts it
meanwhile waits, and then finds them compiled.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import standoff
from standoff.kernels.cache import folder

SCENARIO = "guarantee-window"  # hidden types, base weights, a search for other equilibria


def main() -> None:
    with (folder() / "ahead.lock").open("w") as lock, tempfile.TemporaryDirectory() as out:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        standoff.run(SCENARIO, draws=16, seed=1, out=Path(out) / "run", workers=1)


if __name__ == "__main__":
    main()
