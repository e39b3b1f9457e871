"""What kernels call has no way in from Python; called from there all the same, no process ends."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba.core.registry import CPUDispatcher

from standoff.kernels.compilation import compiled
from standoff.kernels.vectors import splat
from standoff.solvers.batch.logit_kernel import answer_logit
from standoff.solvers.continuation.symmetry import scattered

SOURCE = Path(__file__).resolve().parents[2] / "src"


@compiled
def scattered_compiled(u: int, turn: int) -> Any:
    return scattered(u, turn)


def dispatchers() -> Iterator[Any]:
    """Everything in the package that numba compiles when it is called."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "standoff.kernels" in path.read_text(encoding="utf-8"):
            module = import_module(".".join(path.relative_to(SOURCE).with_suffix("").parts))
            yield from (value for value in vars(module).values() if isinstance(value, CPUDispatcher))


def test_every_kernel_without_a_way_in_runs_as_python_instead() -> None:
    without = [d for d in dispatchers() if d.targetoptions.get("no_cpython_wrapper")]
    assert len({d.py_func.__name__ for d in without}) > 50
    assert {d.py_func.__name__ for d in without if type(d).__call__ is CPUDispatcher.__call__} == set()


def test_kernel_without_a_way_in_says_the_same_to_python_as_to_kernels() -> None:
    said = [scattered(u, turn) for u in range(5) for turn in range(3)]
    assert said == [scattered_compiled(u, turn) for u in range(5) for turn in range(3)]


def test_kernel_over_lanes_is_refused_in_python() -> None:
    with pytest.raises(NotImplementedError, match="pure-python"):
        splat(0.0)
    with pytest.raises(NotImplementedError, match="pure-python"):
        answer_logit(np.zeros(64), 2, 1.0, 0, -1, -1)
