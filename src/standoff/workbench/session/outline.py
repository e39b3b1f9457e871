"""Where in a text a place is, though the text be wrong: the keys above it, and what is written so far.

A tolerant reading of YAML line by line: keys by their indentation, braces and brackets over lines, quotes,
comments and block texts. The checker's reader (`scenario.yaml`) stops at the first fault of form, and a
text that is being typed has one at most times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

KEY = re.compile(r"""("[^"]*"|'[^']*'|[^\s#:{}\[\],"'](?:[^:#]|:(?!\s|$)|(?<!\s)#)*?)\s*:(?=\s|$)""")
BLOCK_TEXT = re.compile(r"\s*[|>][-+0-9]*\s*(#.*)?$")
WORD = re.compile(r"[A-Za-z_]\w*$")
OPENS, CLOSES = {"{": "}", "[": "]"}, "}]"


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with those that it stands under, and its place (from 1)."""

    path: tuple[str, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text.

    path : the keys that it stands under; key : whether a key is written here, and not a value
    written : what stands there already, from the beginning of the key or value; word : its last name
    prose : in a comment or a block text, where nothing is named
    """

    path: tuple[str, ...]
    key: bool
    written: str
    prose: bool = False

    @property
    def word(self) -> str:
        found = WORD.search(self.written)
        return found[0] if found else ""


@dataclass(slots=True)
class _Inside:
    """A pair of braces or brackets that is open, and the key that waits for its value."""

    closes: str
    pending: str | None = None


@dataclass(slots=True)
class _Scan:
    """What is open at the end of the lines that were read."""

    keys: list[tuple[int, str]] = field(default_factory=list)
    inside: list[_Inside] = field(default_factory=list)
    quote: str = ""
    block_text: int | None = None
    written: str = ""
    in_value: bool = False
    prose: bool = False

    def path(self) -> tuple[str, ...]:
        own = [key for _, key in self.keys]
        return (*own, *(one.pending for one in self.inside if one.pending is not None))

    def place(self) -> Place:
        key = self.inside[-1].closes == "}" and self.inside[-1].pending is None if self.inside else None
        return Place(self.path(), not self.in_value if key is None else key, self.written, self.prose)

    def read(self, text: str, number: int, *, whole: bool = True) -> Iterator[Entry]:
        """One line more, or its beginning where it is not whole; the keys that begin in it."""
        start, self.prose = 0, False
        if not self.inside and not self.quote:
            if whole and text.lstrip()[:1] in ("", "#"):  # says nothing, and ends nothing
                return
            start, entry = self._begin(text, number)
            if entry is not None:
                yield entry
            if start < 0:
                return
        yield from self._go_on(text, start, number)

    def _begin(self, text: str, number: int) -> tuple[int, Entry | None]:
        """Read indentation, dashes and a key; where the value begins, -1 where the line says nothing."""
        indent = len(text) - len(text.lstrip(" "))
        if self.block_text is not None and (indent > self.block_text or not text.strip()):
            self.prose = True
            return -1, None
        self.block_text = None
        while text[indent:].startswith("- "):
            indent += 2 + len(text[indent + 2 :]) - len(text[indent + 2 :].lstrip(" "))
        while self.keys and self.keys[-1][0] >= indent:
            self.keys.pop()
        self.written, self.in_value = "", False
        found = KEY.match(text, indent)
        if found is None:
            return indent, None
        self.keys.append((indent, found[1].strip("\"'")))
        self.in_value = True
        if BLOCK_TEXT.match(text, found.end()):
            self.block_text = indent
        return found.end(), Entry(self.path(), number, indent + 1)

    def _go_on(self, text: str, start: int, number: int) -> Iterator[Entry]:
        for i in range(start, len(text)):
            char, before = text[i], text[i - 1 : i]
            if self.quote:
                self.quote = "" if char == self.quote else self.quote
                self.written += char
            elif char == "#" and before in ("", " "):
                self.prose = True
                return
            elif char in "\"'" and not self.written.strip():
                self.quote = char
                self.written += char
            elif char in OPENS and not self.written.strip():
                self.inside.append(_Inside(OPENS[char]))
                self.written = ""
            elif self.inside and char in CLOSES:
                self.inside.pop()
                self.written = char
            elif self.inside and char == ",":
                self.inside[-1].pending, self.written = None, ""
            elif self.inside and char == ":" and text[i + 1 : i + 2] in ("", " ") and self._waits():
                name = self.written.strip()
                self.inside[-1].pending = name.strip("\"'")
                yield Entry(self.path(), number, i + 1 - len(self.written.lstrip()))
                self.written = ""
            else:
                self.written += char
        self.written = self.written.lstrip()

    def _waits(self) -> bool:
        return self.inside[-1].closes == "}" and self.inside[-1].pending is None


def entries(text: str) -> list[Entry]:
    """All keys of a text with their places.

    Examples
    --------
    >>> [one.path for one in entries("moves:\\n  go: {by: us, options: [a, b]}")][1:]
    [('moves', 'go'), ('moves', 'go', 'by'), ('moves', 'go', 'options')]
    """
    scan = _Scan()
    return [entry for i, line in enumerate(text.split("\n")) for entry in scan.read(line, i + 1)]


def place_at(text: str, line: int, column: int) -> Place:
    """What a place stands under; line and column from 1.

    Examples
    --------
    >>> place_at("moves:\\n  go: {by: us, op", 2, 18)
    Place(path=('moves', 'go'), key=True, written='op', prose=False)
    """
    scan = _Scan()
    lines = text.split("\n")
    for i, one in enumerate(lines[: line - 1]):
        for _ in scan.read(one, i + 1):
            pass
    here = lines[line - 1] if line <= len(lines) else ""
    for _ in scan.read(here[: column - 1], line, whole=False):
        pass
    return scan.place()
