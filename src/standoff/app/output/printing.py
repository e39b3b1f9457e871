"""Records as they are printed: as JSON, or with every text fit for a terminal.

Labels of a game file are a stranger's: an escape sequence in one is written out, never sent.
"""

from __future__ import annotations

import json
import re
from typing import Any

from standoff.errors import shown

NOT_ASCII = re.compile(r"[^\x00-\x7e]")


def printable(value: Any) -> Any:
    """The record with every text in it as `shown` has it, keys too.

    Readers of game files give names that differ also as they are printed, so that no key is lost.

    Examples
    --------
    >>> printable({"a\\x07": ["b\\x1b[2J", 1.0]})
    {'a\\\\x07': ['b\\\\x1b[2J', 1.0]}
    """
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {printable(key): printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


def json_shown(value: Any) -> str:
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
