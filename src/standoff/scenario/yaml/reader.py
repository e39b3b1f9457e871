"""From a file's bytes to a tree of nodes with places, within budgets, by YAML 1.2 without its traps.

The tree is built from the YAML reader's event stream, one event at a time and without recursion, so
that a hostile text is refused when it passes a budget and not after it has been expanded. Anchors,
aliases, tags, merge keys and further documents are refused: a scenario says each thing once, in place.

Two readers give events: libyaml, and ruamel.yaml's own, which is twenty times slower and by which all
errors are told. libyaml's tree is taken where the two are known to agree: a text that it reads to the
end, with nothing in it to complain of and nothing of what `_APART` lists
(`tests/scenario/test_scenario_yaml.py` compares them on the library and on damaged texts).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from standoff.errors import Problem, ScenarioError, Span
from standoff.letters import HIDDEN
from standoff.scenario.yaml.advice import explain
from standoff.scenario.yaml.nodes import Items, Kind, Node, Pairs, Scalar, kind_of, shown

if TYPE_CHECKING:
    from ruamel.yaml import events as ev

MOST_BYTES = 1_000_000
MOST_NODES = 20_000
MOST_DEPTH = 40
MOST_LINES = 20_000
MOST_LINE = 20_000
MOST_PROBLEMS = 25
_PLACED = 4_000  # longer scalars are prose: their characters need no places of their own
# Where libyaml accepts more than YAML 1.2, or places it elsewhere: tabs, a comment that touches a block's
# header, lines of spaces, marks of documents, directives, `?` before a key, a quoted key or one in brackets
# with a colon that no space follows.
_APART = re.compile(r"\t|[|>][^\n ]*#|^ +$|^---|^\.\.\.|^%|^ *\?|[\"'\]}]:[^\s]", re.MULTILINE)


def decode(data: bytes, file: str) -> str:
    """The text of a file: UTF-8, a byte order mark allowed, line ends made plain.

    Raises
    ------
    ScenarioError
        S102 too large, S103 not UTF-8, S104 a control character, S117 a line too long.
    """
    if len(data) > MOST_BYTES:
        raise too_large(file, len(data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(_not_utf8(data, error.start, file)) from None
    text = text.replace("\r\n", "\n")
    if text.count("\n") > MOST_LINES:
        what = f"The file `{file}` has more than {MOST_LINES:,} lines."
        raise ScenarioError(Problem("S102", what, "", "Split it, or move what is data out of it."))
    problems = []
    for match in list(HIDDEN.finditer(text))[:MOST_PROBLEMS]:
        span = span_at(text, match.start(), match.start() + 1, file)
        what = f"There is a control or invisible character here (U+{ord(match[0]):04X})."
        problems.append(Problem("S104", what, "Expected plain text.", "Delete the character.", span))
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MOST_LINE:
            what = f"This line has {len(line):,} characters; at most {MOST_LINE:,} are read."
            span = Span(file, number, MOST_LINE, MOST_LINE + 1)
            problems.append(Problem("S117", what, "", "Break the line.", span))
    if problems:
        raise ScenarioError(problems[:MOST_PROBLEMS])
    return text


def too_large(file: str, size: int) -> ScenarioError:
    what = f"The file `{file}` has {size:,} bytes; at most {MOST_BYTES:,} are read."
    fix = "A scenario is text that people read: move what is data out of it."
    return ScenarioError(Problem("S102", what, "", fix))


def span_at(text: str, start: int, end: int, file: str) -> Span:
    """The span of characters `start` to `end` (from 0) of a text."""
    line = text.count("\n", 0, start) + 1
    first = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", start)
    source = text[first : len(text) if stop < 0 else stop]
    return Span(
        file, line, start - first + 1, max(start + 1, min(end, first + len(source))) - first + 1, source
    )


def _not_utf8(data: bytes, start: int, file: str) -> Problem:
    line = data.count(b"\n", 0, start) + 1
    column = start - data.rfind(b"\n", 0, start)
    what = f"The file is not UTF-8: the byte {data[start]:#04x} cannot stand here."
    fix = "Save the file with the encoding UTF-8."
    return Problem("S103", what, "Expected UTF-8.", fix, Span(file, line, column, column + 1))


def read(text: str, file: str) -> Node:
    """The tree of one YAML text.

    Raises
    ------
    ScenarioError
        S105 to S118: the text is not YAML, uses what a scenario does without, or passes a budget.

    Examples
    --------
    >>> read("a: {b: 1e-3}", "x.yaml").get("a").text("b")
    '1e-3'
    """
    return by_libyaml(text, file) or by_ruamel(text, file)


def by_libyaml(text: str, file: str) -> Node | None:
    """The tree by libyaml; nothing where the other reader has to be asked."""
    if not text.endswith("\n") or _APART.search(text):
        return None
    import yaml

    if not yaml.__with_libyaml__:
        return None
    builder = _Builder(text, file)
    try:
        builder.take_all(yaml.parse(text, Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, _Stop):
        return None
    if isinstance(builder.root, Scalar) and (builder.root.kind == "null" or "\n#" in text):
        return None  # of a block text that is all there is the other takes `# ...` below it for a part
    return None if builder.problems or builder.gaps else builder.root


def by_ruamel(text: str, file: str) -> Node:
    """The tree by ruamel.yaml, or what is wrong with the text."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    builder = _Builder(text, file)
    try:
        builder.take_all(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = min(mark.index, len(text)) if mark is not None else 0
        builder.problems.append(explain(error, span_at(text, at, at + 1, file), text))
    except (YAMLError, ValueError, RecursionError) as error:
        what = f"The text is not YAML: {shown(str(error), 100)}."
        builder.problems.append(Problem("S105", what, "", "Look for an unclosed quote or bracket."))
    except _Stop:
        pass
    if builder.problems:
        raise ScenarioError(builder.problems[:MOST_PROBLEMS])
    if builder.root is None or (isinstance(builder.root, Scalar) and builder.root.kind == "null"):
        fix = "Begin with `standoff: 1`, then `title:`."
        what = "The file is empty."
        raise ScenarioError(Problem("S116", what, "Expected a scenario.", fix, Span(file, 1, 1, 2)))
    return builder.root


class _Stop(Exception):  # noqa: N818 (no error of the caller: it ends the reading)
    """A budget is used up, or a further document begins."""


@dataclass(slots=True)
class _Open:
    """A collection that has begun and not ended."""

    pairs: bool
    flow: bool
    span: Span
    keys: dict[str, Scalar] = field(default_factory=dict)
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    key: Scalar | None = None
    broken: bool = False  # a call with commas has fallen apart here: its pieces are no keys


class _Builder:
    """Takes one event after the other; `root` is the tree when all are taken."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.lines = text.split("\n")
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.count = 0
        self.documents = 0
        self.gaps = 0  # values that are missing: the two readers place them differently
        self.problems: list[Problem] = []

    def take_all(self, events: Iterable[Any]) -> None:
        """Take events of either reader: their kinds have the same names and fields."""
        for event in events:
            self.take(event)

    def take(self, event: Any) -> None:
        if len(self.problems) >= MOST_PROBLEMS:
            raise _Stop
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self._start_document(event)
        elif kind == "AliasEvent":
            fix = "Write the value out where it is needed; if this is text, put it in quotes."
            what = f"The alias `*{shown(str(event.anchor))}` is not read."
            self._refuse("S107", what, fix, self._span(event))
            self._put(Scalar("", "null", self._span(event)))
        elif kind in ("ScalarEvent", "MappingStartEvent", "SequenceStartEvent"):
            self._start_node(event, kind)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._end_collection()

    def _start_document(self, event: ev.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            fix = "Delete the line `---`; readings go under `readings:`."
            self._refuse("S109", "A second YAML document begins here.", fix, self._span(event))
            raise _Stop
        if event.tags or event.version:
            fix = "Delete the lines that begin with `%`."
            self._refuse("S108", "YAML directives are not read.", fix, self._span(event))

    def _start_node(self, event: Any, kind: str) -> None:
        self.count += 1
        span = self._span(event)
        if self.count > MOST_NODES:
            what = f"The file has more than {MOST_NODES:,} entries."
            self._refuse("S111", what, "Split it, or move what is data out of it.", span)
            raise _Stop
        if event.anchor or getattr(event, "tag", None):
            span = self._first_word(span)
        if event.anchor:
            fix = "Delete it and write the value out where it is needed; if this is text, put it in quotes."
            self._refuse("S107", f"The anchor `&{shown(str(event.anchor))}` is not read.", fix, span)
        if getattr(event, "tag", None):
            fix = "Delete it; if this is text that begins with `!`, put it in quotes."
            said = shown(span.source_line[span.column - 1 : span.end_column - 1])
            self._refuse("S108", f"The YAML tag `{said}` is not read.", fix, span)
        if kind == "ScalarEvent":
            self.gaps += not event.value and not event.style
            self._put(self._scalar(event))
            return
        if len(self.open) >= MOST_DEPTH:
            what = f"Lists and mappings stand more than {MOST_DEPTH} deep in each other here."
            self._refuse("S112", what, "Look for brackets that are not closed.", span)
            raise _Stop
        pairs = kind == "MappingStartEvent"
        self.open.append(_Open(pairs, bool(getattr(event, "flow_style", False)), span))

    @staticmethod
    def _first_word(span: Span) -> Span:
        word = span.source_line[span.column - 1 :].split(maxsplit=1)
        return span.part(0, len(word[0]) if word else 1)

    def _scalar(self, event: ev.ScalarEvent) -> Scalar:
        plain = not event.style
        kind: Kind = kind_of(event.value, plain=plain)
        first, end = event.start_mark.index, event.end_mark.index
        raw = self.text[first:end]
        inside = self.open[-1] if self.open else None
        copy = self.text[end : end + 1] == "["  # `message[france]`: told by the reader itself
        if plain and inside is not None and inside.flow and raw.count("(") > raw.count(")") and not copy:
            self._fallen_apart(inside, event)
        for inset in (0, 1):  # as it stands, or between quotes
            if self.text[first + inset : end - inset] == event.value and "\n" not in event.value:
                at, length = event.start_mark.column + 1 + inset, len(event.value)
                line, source = event.start_mark.line + 1, self.lines[event.start_mark.line]
                return Scalar(event.value, kind, Span(self.file, line, at, at + max(1, length), source))
        return self._folded(event, kind)

    def _folded(self, event: ev.ScalarEvent, kind: Kind) -> Scalar:
        """A scalar whose text differs from what stands in the file: folded, escaped, a block."""
        at, end = event.start_mark.index, event.end_mark.index
        if event.style in ("|", ">"):
            at = max(at, self.text.find("\n", at))
        places: list[tuple[int, int, str]] = []
        passed, line, column = event.start_mark.index, event.start_mark.line + 1, event.start_mark.column + 1
        for char in event.value if len(event.value) <= _PLACED else "":
            here, at = _found(self.text, at, end, char, escapes=event.style == '"')
            line += self.text.count("\n", passed, here)
            if "\n" in self.text[passed:here]:
                column = here - self.text.rfind("\n", passed, here)
            else:
                column += here - passed
            passed = here
            places.append((line, column, self.lines[line - 1]))
        first = next((place for place, c in zip(places, event.value, strict=False) if not c.isspace()), None)
        if first is None:
            return Scalar(event.value, kind, self._span(event))
        span = Span(self.file, first[0], first[1], max(first[1] + 1, len(first[2]) + 1), first[2])
        return Scalar(event.value, kind, span, tuple(places))

    def _fallen_apart(self, inside: _Open, event: ev.Event) -> None:
        inside.broken = True
        source, first = self.lines[event.start_mark.line], event.start_mark.column
        end = _closing(source, first)
        said = shown(source[first:end])
        brackets = "braces" if inside.pairs else "brackets"
        what = f"`{said}` falls apart: inside {brackets} a comma ends a value."
        fix = f'Put it in quotes, "{said}", or on a line of its own without {brackets}.'
        span = Span(self.file, event.start_mark.line + 1, first + 1, end + 1, source)
        self.problems.append(Problem("S113", what, "", fix, span))

    def _put(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        inside = self.open[-1]
        if not inside.pairs:
            inside.nodes.append(node)
        elif inside.key is None:
            inside.key = self._as_key(node, inside)
        else:
            if isinstance(node, Scalar) and not node.text:  # a value that is missing stands at its key
                node = Scalar("", node.kind, inside.key.span)
            if inside.key.text not in inside.keys:
                inside.entries.append((inside.key, node))
                inside.keys[inside.key.text] = inside.key
            inside.key = None

    def _as_key(self, node: Node, inside: _Open) -> Scalar:
        if not isinstance(node, Scalar) or (node.kind == "null" and not inside.broken):
            what = f"The key of an entry is {node.said}."
            self.problems.append(Problem("S118", what, "Expected a name.", "", node.span))
            return Scalar("", "null", node.span)
        if node.text == "<<":
            fix = "Write the entries out."
            self._refuse("S110", "The merge key `<<` is not read.", fix, node.span)
        elif node.text in inside.keys and not inside.broken:
            before = inside.keys[node.text].span.line
            what = f"The key `{shown(node.text)}` stands here twice; the first is on line {before}."
            fix = "Delete one of the two, or give it another name."
            self.problems.append(Problem("S106", what, "Expected each key once.", fix, node.span))
        return node

    def _end_collection(self) -> None:
        done = self.open.pop()
        node: Node = (
            Pairs(tuple(done.entries), done.span) if done.pairs else Items(tuple(done.nodes), done.span)
        )
        self._put(node)

    def _refuse(self, code: str, what: str, fix: str, span: Span) -> None:
        self.problems.append(Problem(code, what, "", fix, span))

    def _span(self, event: ev.Event) -> Span:
        line, first = event.start_mark.line, event.start_mark.column
        source = self.lines[line] if line < len(self.lines) else ""
        same = event.end_mark.line == line
        end = max(first + 1, event.end_mark.column if same else len(source))
        return Span(self.file, line + 1, first + 1, end + 1, source)


def _found(text: str, at: int, end: int, char: str, *, escapes: bool) -> tuple[int, int]:
    """Where a character of a scalar's value stands in the file at or behind `at`, and what follows."""
    if char.isspace():
        while at + 1 < end and text[at].isspace() and text[at + 1].isspace():
            at += 1
        return at, at
    while at + 1 < end and text[at] != char:
        if text[at].isspace() or text[at] in "'\"":
            at += 1
        elif escapes and text[at : at + 2] == "\\\n":
            at += 2
        else:
            break
    if escapes and text[at] == "\\":
        return at, min(end, at + 2 + {"x": 2, "u": 4, "U": 8}.get(text[at + 1 : at + 2], 0))
    return at, min(end, at + 1)


def _closing(line: str, first: int) -> int:
    """The end of the call that begins at `first`: behind the bracket that closes it."""
    depth = 0
    for at in range(first, len(line)):
        depth += {"(": 1, ")": -1}.get(line[at], 0)
        if line[at] == ")" and depth == 0:
            return at + 1
    return len(line)
