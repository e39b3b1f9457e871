"""Compile the kernels that most tests need, once, into the cache that all processes share.

Run by `begin.py test` before the tests. Nothing of it is needed for them to pass: without it every
process of the tests compiles for itself, some minute of processor time each. Whoever else starts it
meanwhile waits, and then finds them compiled.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path

import standoff
from standoff.kernels.cache import folder

# Hidden moves at a finite precision, everything seen, the process of a front.
SCENARIOS = ("volunteers", "guarantee-window", "attrition-in-rounds")


def main() -> None:
    warnings.simplefilter("ignore", standoff.StandoffWarning)
    with (folder() / "ahead.lock").open("w") as lock, tempfile.TemporaryDirectory() as out:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        for name in SCENARIOS:
            standoff.run(name, draws=16, seed=1, out=Path(out) / name, workers=1)
        standoff.solve("volunteers", concept="qre_branch")


if __name__ == "__main__":
    main()
