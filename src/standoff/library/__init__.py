"""The shipped scenarios: each is a folder here with a `scenario.yaml`, found by its name."""

from __future__ import annotations

from pathlib import Path

from standoff.errors import Problem, ScenarioError, nearest

_HERE = Path(__file__).parent


def names() -> tuple[str, ...]:
    """The names of all shipped scenarios, in order.

    Examples
    --------
    >>> isinstance(names(), tuple)
    True
    """
    return tuple(sorted(path.parent.name for path in _HERE.glob("*/scenario.yaml")))


def find(name: str) -> Path:
    """The folder of a shipped scenario.

    Raises
    ------
    ScenarioError
        S431 where there is none of this name.
    """
    known = names()
    if name not in known:
        what = f"There is no file or folder `{name}`, and no shipped scenario of this name."
        fix = nearest(name, known) or "`standoff library` lists the shipped ones."
        raise ScenarioError(Problem("S431", what, "", fix))
    return _HERE / name
