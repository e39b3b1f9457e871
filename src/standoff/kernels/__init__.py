"""Compiled kernels: how they are compiled and kept, vectors of draws, `exp` and `log` for loops.

`compilation` compiles, `cache` keeps what was compiled, `fingerprint` says when it is out of date,
`vectors` is the vector type, `elementary` holds `exp` and `log` of single numbers. This room knows
nothing of games, fronts or summits. Importing it loads no compiler: its files do.
"""

from __future__ import annotations

PACK = 16  # draws side by side: the width of `vectors.lanes`
