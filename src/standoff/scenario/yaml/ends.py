"""Where each section of a text ends: the line of the last character that belongs to its value.

Nodes know where they begin. Where one ends is told by the YAML reader's events: a line that looks like a
comment may be part of a text, and one that looks like a key may stand inside quotes.
"""

from __future__ import annotations

from ruamel.yaml import YAML
from ruamel.yaml import events as ev

STARTS = (ev.MappingStartEvent, ev.SequenceStartEvent)
ENDS = (ev.MappingEndEvent, ev.SequenceEndEvent)


def section_ends(text: str) -> dict[str, int]:
    """The last line (from 1) of each section of a text that `reader.read` takes.

    Examples
    --------
    >>> section_ends("a:\\n  b: |\\n    one\\n    # two\\n  # a comment\\nc: 1")
    {'a': 4, 'c': 6}
    """
    found: dict[str, int] = {}
    depth, section, values = 0, "", 0
    for event in YAML(typ="safe", pure=True).parse(text):
        if depth == 1 and isinstance(event, ev.NodeEvent):
            values += 1
            if values % 2 and isinstance(event, ev.ScalarEvent):
                section = event.value
        depth += isinstance(event, STARTS) - isinstance(event, ENDS)
        if depth > 0 and section and event.start_mark.index < event.end_mark.index:
            found[section] = _last_line(text, event)
    return found


def _last_line(text: str, event: ev.Event) -> int:
    """The line on which an event ends; of a block text without the blank lines that it does not keep."""
    if not isinstance(event, ev.ScalarEvent) or event.style not in ("|", ">"):
        return int(event.end_mark.line) + 1
    said = text[event.start_mark.index : event.end_mark.index]
    keeps = "+" in said.partition("\n")[0].partition("#")[0]
    body = said.removesuffix("\n") if keeps else said.rstrip()
    return int(event.start_mark.line) + 1 + body.count("\n")
