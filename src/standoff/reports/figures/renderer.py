"""The drawing library in a process of its own: if it fails or dies, the report goes on without the figure.

The library is a browser's engine; under a limit of memory it ends the whole process, and the run's report
with it. One child draws all charts of a page, one line of JSON in and out for each, so that what was drawn
before a death is kept. The figure that killed it is left out, and a new child draws those behind it.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from standoff.errors import Problem, RunError

SECONDS = 120.0  # for one child, whatever it draws
DEATHS = 3  # after which the rest is left out
# what the child runs: it loads the library and nothing of ours
CHILD = """
import base64, json, sys
import vl_convert
for line in sys.stdin:
    asked = json.loads(line)
    try:
        made = getattr(vl_convert, asked["method"])(asked["drawing"], **asked["options"])
        made = made.encode("utf-8") if isinstance(made, str) else bytes(made)
        told = {"made": base64.b64encode(made).decode("ascii")}
    except Exception as error:
        told = {"why": str(error)[:200]}
    print(json.dumps(told), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A call of the library: its function, what is drawn (a Vega-Lite description, or SVG), its options."""

    method: str
    drawing: Any
    options: dict[str, Any] = field(default_factory=dict)


def drawn(asked: Sequence[Asked]) -> list[bytes | None]:
    """What the library draws, None where it fails, dies or takes too long.

    Examples
    --------
    >>> bar = {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a"}}}
    >>> [made[:4] for made in drawn([Asked("vegalite_to_svg", bar)])]
    [b'<svg']
    """
    found: list[bytes | None] = []
    deaths = 0
    while len(found) < len(asked) and deaths < DEATHS:
        made = _by_a_child(asked[len(found) :])
        found += made
        if len(found) < len(asked):
            found.append(None)  # the one at which the child died
            deaths += 1
    return found + [None] * (len(asked) - len(found))


def drawn_alone(asked: Asked) -> bytes:
    """One drawing.

    Raises
    ------
    RunError
        S754 where the library fails.
    """
    made = drawn([asked])[0]
    if made is None:
        what = "The chart cannot be drawn: the drawing library failed, or ended."
        mend = "Give it more memory, or leave the chart out; the numbers do not need it."
        raise RunError(Problem("S754", what, "It runs in a process of its own.", mend))
    return made


def _by_a_child(asked: Sequence[Asked]) -> list[bytes | None]:
    """The drawings up to the one at which the child dies."""
    lines = "".join(
        json.dumps({"method": one.method, "drawing": one.drawing, "options": one.options}) + "\n"
        for one in asked
    )
    places = os.pathsep.join(place for place in sys.path if place)
    try:
        child = subprocess.run(
            [sys.executable, "-c", CHILD],
            input=lines.encode("utf-8"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env=os.environ | {"PYTHONPATH": places},
            check=False,
        )
        said = child.stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    except OSError:  # no process can be started
        said = b""
    return [_made(line) for line in said.splitlines(keepends=True) if line.endswith(b"\n")]


def _made(line: bytes) -> bytes | None:
    told = json.loads(line)
    return base64.b64decode(told["made"]) if "made" in told else None
