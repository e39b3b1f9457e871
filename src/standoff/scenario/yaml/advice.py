"""What the YAML reader's complaints mean for someone who writes a scenario, and how to mend them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.errors import Problem, Span
from standoff.scenario.yaml.nodes import shown

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError


@dataclass(frozen=True, slots=True)
class _Advice:
    """What to say when the reader's problem (and context) contain these words."""

    problem: str
    context: str
    what: str
    fix: str


_ADVICE = (
    _Advice(
        "mapping values are not allowed",
        "",
        "A second `: ` stands in one entry.",
        "If it belongs to the text, put the text in quotes; else begin a new line, indented.",
    ),
    _Advice(
        "could not find expected ':'",
        "",
        "This line is no `name: value`.",
        "Put a `:` and a space behind the name, or indent the line if it goes on from the one before.",
    ),
    _Advice(
        "sequence entries are not allowed",
        "",
        "A list item `- ` cannot stand here.",
        "Put each item on a line of its own below the key, or write the list as `[a, b]`.",
    ),
    _Advice(
        "expected <block end>",
        "block mapping",
        "This line does not fit the lines above it.",
        "Give the entries of one mapping the same indentation.",
    ),
    _Advice(
        "expected <block end>",
        "",
        "This line does not fit the list above it.",
        "Begin each item with `- ` at the same indentation.",
    ),
    _Advice(
        "expected ',' or '}'",
        "",
        "A `{` is not closed, or a comma is missing.",
        "Separate entries by `, ` and close with `}`.",
    ),
    _Advice(
        "expected ',' or ']'",
        "",
        "A `[` is not closed, or a comma is missing.",
        "Separate items by `, ` and close with `]`.",
    ),
    _Advice(
        "unexpected end of stream",
        "quoted scalar",
        "A quote is opened and never closed.",
        "Close the text with the quote that it begins with.",
    ),
    _Advice(
        "unknown escape",
        "",
        "`\\` followed by this character means nothing inside double quotes.",
        "Use single quotes, or write the `\\` twice.",
    ),
    _Advice(
        "block scalar",
        "",
        "`|` and `>` at the beginning of a value announce a text on the following lines.",
        "If this is a condition, begin with the name: `a > b`; or put it in quotes.",
    ),
    _Advice(
        "cannot start any token",
        "",
        "A value cannot begin with this character.",
        "Put the value in quotes.",
    ),
    _Advice(
        "expected the node content",
        "",
        "A value is missing here, or it begins with a character that YAML keeps for itself.",
        "Write the value, in quotes if it begins with a special character.",
    ),
    _Advice(
        "expected '<document start>'",
        "",
        "The text goes on after its end.",
        "Check the indentation of this line and of the first one.",
    ),
    _Advice(
        "anchor",
        "",
        "`&` and `*` at the beginning of a value are kept by YAML for anchors, which are not read.",
        "Put the value in quotes.",
    ),
    _Advice(
        "alias",
        "",
        "`*` at the beginning of a value is kept by YAML for aliases, which are not read.",
        "Put the value in quotes.",
    ),
    _Advice(
        "tag", "", "`!` at the beginning of a value is kept by YAML for tags.", "Put the value in quotes."
    ),
    _Advice("directive", "", "A line that begins with `%` is kept by YAML.", "Put the value in quotes."),
)


def explain(error: MarkedYAMLError, span: Span, text: str) -> Problem:
    """The problem that a complaint of the YAML reader stands for."""
    problem, context = str(error.problem or ""), str(error.context or "")
    if _tab_before(span):
        fix = "Replace the tabs by spaces (two a level)."
        return Problem("S114", "A tab stands in the indentation.", "Expected spaces.", fix, span)
    if _behind_quote(span) and "block" in context:
        what = "The value goes on behind its closing quote."
        fix = "Put all of it in quotes of the other kind, or take the quotes away."
        return Problem("S105", what, "", fix, span)
    if "could not find expected ':'" in problem and error.context_mark is not None:
        span = _line(error.context_mark.line, span, text)
    if (copy := _copy_at(span)) and "expected ',' or" in problem:
        what = f"`{copy}` stands inside braces or brackets, where `[` begins a list."
        fix = "Put the whole value (or the key) in quotes, or on a line of its own without braces."
        return Problem("S105", what, "", fix, span)
    odd = _odd_line(error, span, text)
    if odd is not None:
        return odd
    if "mapping values" in problem and re.search(r"(:\s+if\s.*:)|(\s\?\s.*\s:\s)", span.source_line):
        what = "A second `: ` stands in one entry, as in another language's `if`."
        return Problem("S105", what, "", "Write `x if condition else y`.", span)
    for advice in _ADVICE:
        if advice.problem in problem + " " + context and advice.context in context:
            span, where = _opening(error, span, text)
            return Problem("S105", advice.what + where, "", advice.fix, span)
    what = f"The text is not YAML here: {shown(problem or context, 100)}."
    return Problem("S105", what, "", "Look for an unclosed quote or bracket, or a wrong indentation.", span)


def _tab_before(span: Span) -> bool:
    indentation = re.match(r"\s*", span.source_line)
    return indentation is not None and "\t" in indentation[0]


def _behind_quote(span: Span) -> bool:
    before = span.source_line[: span.column - 1].rstrip()
    return before.endswith(('"', "'")) and bool(re.search(r"""[:-] ['"]""", before))


def _copy_at(span: Span) -> str:
    """The name of a copy, `message[france]`, whose bracket stands here; or nothing."""
    before = re.search(r"[a-z][a-z0-9_.]*$", span.source_line[: span.column - 1])
    behind = re.match(r"\[[a-z0-9_, ]*\]", span.source_line[span.column - 1 :])
    return f"{before[0]}{behind[0]}" if before and behind else ""


def _line(index: int, span: Span, text: str) -> Span:
    """The whole of a line (counted from 0) without its indentation."""
    source = text.split("\n")[index]
    first = len(source) - len(source.lstrip())
    return Span(span.file, index + 1, first + 1, max(first + 1, len(source.rstrip())) + 1, source)


def _opening(error: MarkedYAMLError, span: Span, text: str) -> tuple[Span, str]:
    """For what is opened and not closed, where it was opened."""
    mark = error.context_mark
    if mark is None or mark.line + 1 == span.line or "while" not in str(error.context):
        return span, ""
    unclosed = "flow" in str(error.context) or "quoted" in str(error.context)
    if not unclosed:
        return span, ""
    source = text.split("\n")[mark.line] if mark.line < text.count("\n") + 1 else ""
    opened = Span(span.file, mark.line + 1, mark.column + 1, mark.column + 2, source)
    return opened, f" It was noticed on line {span.line}."


_KEYED = re.compile(r"(\s*)(?:- )?[\w.-]+:(?:\s|$)")


def _odd_line(error: MarkedYAMLError, span: Span, text: str) -> Problem | None:
    """An entry whose indentation differs from that of its neighbours, told at its own line.

    The reader notices it where the next entry does not fit: of the two lines the one whose indentation
    fewer entries of the same block have is the wrong one.
    """
    said, lines, here = f"{error.problem} {error.context}", text.split("\n"), span.line - 1
    before = next((i for i in range(here - 1, -1, -1) if _KEYED.match(lines[i])), None)
    if before is None or _KEYED.match(lines[here]) is None or "flow" in said:
        return None
    deeper = _indent(lines[here]) > _indent(lines[before])
    at_colon = re.fullmatch(r"\s*[\w.-]+", lines[here][: span.column - 1]) is not None
    noticed = "expected <block end>" in said and "block mapping" in said
    if not noticed and not ("mapping values are not allowed" in said and at_colon and deeper):
        return None
    block = _block(lines, here, min(_indent(lines[here]), _indent(lines[before])))
    own, other = (block.count(_indent(lines[i])) for i in (here, before))
    if own == other:  # then the file decides
        block = _block(lines, here, 0)
        own, other = (block.count(_indent(lines[i])) for i in (here, before))
    if other < own:
        return _odd(span.file, lines, before, _indent(lines[here]))
    return _odd(span.file, lines, here, _level(lines, here))


def _block(lines: list[str], here: int, least: int) -> list[int]:
    """Indentations of the entries around a line, up to where one is indented by less than `least`."""
    found: list[int] = []
    for way in (range(here, len(lines)), range(here - 1, -1, -1)):
        for i in way:
            if _KEYED.match(lines[i]) is None:
                continue
            if _indent(lines[i]) < least:
                break
            found.append(_indent(lines[i]))
    return found


def _level(lines: list[str], here: int) -> int:
    """The indentation that an entry was probably meant to have: the nearest that is open above it."""
    own, open_ = _indent(lines[here]), [_indent(lines[here - 1])]
    for i in range(here - 1, -1, -1):
        if _KEYED.match(lines[i]) and _indent(lines[i]) < open_[-1]:
            open_.append(_indent(lines[i]))
    below = 0  # of an entry with entries of its own, theirs
    if lines[here].rstrip().endswith(":"):
        below = next((_indent(line) for line in lines[here + 1 :] if _KEYED.match(line)), 0)
    fitting = [level for level in open_ if level != own and not own < below <= level]
    return min(fitting or open_, key=lambda level: (abs(level - own), -level))


def _odd(file: str, lines: list[str], line: int, right: int) -> Problem:
    own, source = _indent(lines[line]), lines[line]
    spaces = "1 space" if own == 1 else f"{own} spaces"
    what = f"This line is indented by {spaces}, its neighbours by {right}."
    fix = "Give the entries of one mapping the same indentation."
    return Problem("S105", what, "", fix, Span(file, line + 1, own + 1, len(source.rstrip()) + 1, source))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
