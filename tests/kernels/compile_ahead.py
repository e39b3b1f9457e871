"""Compile the kernels that most tests need, once, into the cache that all processes share.

Run by `begin.py test` before the tests, a process for each part. Nothing of it is needed for them to
pass: without it every process of the tests compiles for itself, some minute of processor time each.
Whoever else asks for a part meanwhile waits, and then finds it compiled.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path

import standoff
from standoff.kernels.cache import folder

# Hidden moves at a finite precision and everything seen; paths of one game and the process of a front.
PARTS = {"play": ("volunteers", "guarantee-window"), "paths": ("attrition-in-rounds",)}


def main(parts: list[str]) -> None:
    warnings.simplefilter("ignore", standoff.StandoffWarning)
    for part in parts or PARTS:
        with (folder() / f"{part}.lock").open("w") as lock, tempfile.TemporaryDirectory() as out:
            if sys.platform != "win32":
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX)
            if part == "paths":
                standoff.solve("volunteers", concept="qre_branch")
            for name in PARTS[part]:
                standoff.run(name, draws=16, seed=1, out=Path(out) / name, workers=1)


if __name__ == "__main__":
    main(sys.argv[1:])
