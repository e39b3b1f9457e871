"""Line ends of a text that was edited: each line keeps its own, a new one takes that of the line before.

Editors hold texts with plain line ends. Where a file mixes two kinds, its lines are found again in the
edited text by the longest common runs of equal lines; a line that is changed in its place keeps its end.
"""

from __future__ import annotations

from difflib import SequenceMatcher

PLAIN, WINDOWS = "\n", "\r\n"


def with_ends(before: str, text: str) -> str:
    """A text with plain line ends, written with those of the text that it was made from.

    Parameters
    ----------
    before : as it stands in the file

    Examples
    --------
    >>> with_ends("a\\r\\nb\\nc", "a\\nnew\\nb\\nC\\n")
    'a\\r\\nnew\\r\\nb\\nC\\n'
    """
    lines = text.split(PLAIN)
    old = [line.removesuffix("\r") for line in before.split(PLAIN)]
    ends = [WINDOWS if line.endswith("\r") else PLAIN for line in before.split(PLAIN)[:-1]]
    if len(set(ends)) < 2:
        return (ends[0] if ends else PLAIN).join(lines)
    kept = _kept(old, ends, lines)
    last = next((end for end in kept if end), PLAIN)
    found = []
    for line, end in zip(lines[:-1], kept, strict=False):
        last = end or last
        found.append(line + last)
    return "".join(found) + lines[-1]


def _kept(old: list[str], ends: list[str], lines: list[str]) -> list[str]:
    """The end that each line has already, "" of a line that is new."""
    first = 0
    while first < min(len(old), len(lines)) and old[first] == lines[first]:
        first += 1
    behind = 0
    while behind < min(len(old), len(lines)) - first and old[-1 - behind] == lines[-1 - behind]:
        behind += 1
    known = [*ends, ""]  # the last line has none
    middle, new = old[first : len(old) - behind], lines[first : len(lines) - behind]
    found = [""] * len(new)
    for _, i, i_end, j, j_end in SequenceMatcher(None, middle, new).get_opcodes():
        for step in range(min(i_end - i, j_end - j)):
            found[j + step] = known[first + i + step]
    return [*known[:first], *found, *known[len(old) - behind :]]
