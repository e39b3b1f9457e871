"""Records as they are printed: as JSON, or with every text fit for a terminal.

Labels of a game file are a stranger's: an escape sequence in one is written out, never sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from standoff.errors import shown

T = TypeVar("T")
NOT_ASCII = re.compile(r"[^\x00-\x7e]")


def printable(value: T) -> T:
    """The record with every text in it as `shown` has it, keys too.

    Readers of game files give names that differ also as they are printed, so that no key is lost.

    Examples
    --------
    >>> printable({"a\\x07": ["b\\x1b[2J", 1.0]})
    {'a\\\\x07': ['b\\\\x1b[2J', 1.0]}
    """
    made: Any = value  # a record as JSON: each kind of value stays one of its kind
    if isinstance(made, str):
        made = shown(made)
    elif isinstance(made, dict):
        made = {printable(key): printable(item) for key, item in made.items()}
    elif isinstance(made, list | tuple):
        made = [printable(item) for item in made]
    found: T = made
    return found


def json_shown(value: Mapping[str, object]) -> str:
    """JSON with sorted keys that reads back as the same record and steers no terminal.

    Examples
    --------
    >>> print(json_shown({"Zürich": "\\x1b[2J \\x9b2J"}))
    {
      "Zürich": "\\u001b[2J \\u009b2J"
    }
    """
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)
    return NOT_ASCII.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    letter = found[0]
    return letter if shown(letter) == letter else json.dumps(letter)[1:-1]
