"""Where a new reading stands in a text, and the proof that all else of the text reads as it did.

The place follows from the tree and not from how lines look: behind the last line that belongs to the last
reading, and behind the comments below it that are indented deeper than its name. A text with the reading in
it is read again, and compared with the one before as trees.
"""

from __future__ import annotations

import re

from standoff.errors import Problem, RunError
from standoff.results.session import TextEdit
from standoff.scenario.yaml.ends import section_ends
from standoff.scenario.yaml.nodes import Items, Node, Pairs, Scalar
from standoff.scenario.yaml.reader import read

SECTION = "readings"
EXPLICIT = re.compile(r"\?[ ]+$")  # a key that stands on a line of its own, its value behind a colon below


def placed(file: str, text: str, block: str) -> TextEdit:
    """The insertion of a reading, written from column 1, behind the last one or in a section of its own.

    Raises
    ------
    RunError
        S955 where the text has no plain place for it.
    """
    top = read(text, file)
    if not isinstance(top, Pairs) or top.in_braces:
        raise _no_place("The whole text stands in braces")
    ends = section_ends(text)
    lines = text.split("\n")
    key, readings = top.key(SECTION), top.get(SECTION)
    depth = key_depth(lines, top.entries[0][0])
    if key is None:
        last = max(max(ends.values()), _last_written(lines))
        return _inserted(file, lines, last, ["", f"{' ' * depth}{SECTION}:", *_indented(block, depth + 2)])
    if isinstance(readings, Pairs) and len(readings) and not readings.in_braces:
        own = key_depth(lines, readings.entries[-1][0])
        last = _behind_comments(lines, ends[SECTION], own + 1)
        return _inserted(file, lines, last, _indented(block, own))
    if isinstance(readings, Scalar) and not readings.text and readings.kind == "null":
        last = _behind_comments(lines, ends[SECTION], depth + 1)
        return _inserted(file, lines, last, _indented(block, depth + 2))
    raise _no_place(f"`{SECTION}:` stands in braces or on one line")


def compare(file: str, before: str, after: str, *, name: str, block: str) -> None:
    """Raise unless a text is as it was but for one reading more, and that one reads as it was written.

    Raises
    ------
    RunError
        S957 with the first section or reading that would change.
    """
    old, new, added = read(before, file), read(after, file), read(block, file)
    changed = _first_change(old, new, added, name)
    if changed:
        what = f"With the reading `{name}` written into the text, {changed} would read otherwise."
        expected = "Nothing was written."
        fix = "Write it by hand; where the text ends inside a block of prose, end its last line first."
        raise RunError(Problem("S957", what, expected, fix))


def _first_change(old: Node, new: Node, added: Node, name: str) -> str:
    """What is not as it was, in words; "" where all is."""
    if not (isinstance(old, Pairs) and isinstance(new, Pairs) and isinstance(added, Pairs)):
        return "the whole text"
    for key, value in old:
        if key.text != SECTION and not same(value, new.get(key.text)):
            return f"the section `{key.text}`"
    if [key.text for key, _ in new if key.text != SECTION] != [k.text for k, _ in old if k.text != SECTION]:
        return "the order of its sections"
    were, are = old.get(SECTION), new.get(SECTION)
    earlier = were.entries if isinstance(were, Pairs) else ()
    now = are.entries if isinstance(are, Pairs) else ()
    for i, (key, value) in enumerate(earlier):
        if i >= len(now) or now[i][0].text != key.text or not same(value, now[i][1]):
            return f"the reading `{key.text}`"
    one_more = len(now) == len(earlier) + 1 and now[-1][0].text == name
    return "" if one_more and same(now[-1][1], added.get(name)) else "the reading itself"


def same(one: Node | None, other: Node | None) -> bool:
    """Whether two trees say the same, wherever they stand.

    Examples
    --------
    >>> same(read("{a: 1, b: [x]}", ""), read("a: 1\\nb:\\n- x", ""))
    True
    >>> same(read("a: 1", ""), read("a: '1'", ""))
    False
    """
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        return (one.text, one.kind) == (other.text, other.kind)
    if isinstance(one, Items) and isinstance(other, Items):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, Pairs) and isinstance(other, Pairs):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(k.text == m.text and same(a, b) for (k, a), (m, b) in pairs)
    return one is None and other is None


def key_depth(lines: list[str], key: Scalar) -> int:
    """The letters before a key with its quote and, where it is written out (`? key`), its mark."""
    before = lines[key.span.line - 1][: key.span.column - 1]
    return len(EXPLICIT.sub("", before.removesuffix('"').removesuffix("'")))


def _behind_comments(lines: list[str], last: int, column: int) -> int:
    """The last line of the comments behind a line that begin further right than a column."""
    found = last
    for number in range(last + 1, len(lines) + 1):
        line = lines[number - 1].lstrip()
        if not line:
            continue
        if not line.startswith("#") or len(lines[number - 1]) - len(line) < column:
            break
        found = number
    return found


def _last_written(lines: list[str]) -> int:
    return max((number for number, line in enumerate(lines, start=1) if line.strip()), default=1)


def _indented(block: str, depth: int) -> list[str]:
    return [f"{' ' * depth}{line}" for line in block.split("\n")]


def _inserted(file: str, lines: list[str], last: int, more: list[str]) -> TextEdit:
    end = len(lines[last - 1]) + 1
    text = "".join(f"\n{line}" for line in more)
    return TextEdit(file=file, line=last, column=end, end_column=end, text=text)


def _no_place(where: str) -> RunError:
    what = f"{where}, where nothing can be added without rewriting it."
    return RunError(Problem("S955", what, "Expected each reading on lines of its own.", "Unfold it."))
