"""Sentences and clauses of a text, each with its exact place; rules only, no model, nothing fetched.

1. Blank lines end a paragraph; a single line end is a space (texts are often wrapped by hand).
2. A sentence ends at `. ! ? …` or their counterparts in other scripts, with the closing quotes and
   brackets behind them, where a space and no small letter follows; not behind an abbreviation, an
   initial or a number that goes on. An ellipsis ends one only before a capital.
3. A line without any such end (a heading, a byline) is no sentence.
4. A clause ends at a semicolon, and at `, but`, `, yet`, `, whereas`, `, although` where enough words
   stand on both sides, outside quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_SENTENCE = 2_000  # code points; what is longer is no sentence, and rules would take long over it
LEAST_WORDS = 4
_FULL = ".!?…"
_OTHER = "。！？｡؟۔।॥։።"  # full stops and question marks of other scripts need no space behind them
_CLOSING = "\"'”’»)]}“«›」』"
_PARAGRAPH = re.compile(r"(?:\r?\n|\r)[ \t]*(?:\r?\n|\r)\s*")
_BEHIND = f"[{re.escape(_CLOSING)}]*"
_END = re.compile(rf"[{re.escape(_FULL)}]+{_BEHIND}(?=\s|$)|[{_OTHER}]+{_BEHIND}")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“‘'])(?:Mrs?|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Brig|Sen|Rep|Gov|Pres|Rev|Hon|St|Ste|Jr|Sr|"
    r"Messrs|vs?|cf|ca|approx|[Nn]os?|[Aa]rt|[Cc]h|[Ff]igs?|[Vv]ol|pp?|[Ss]ec|Eq|Ref|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Inc|Ltd|Co|Corp|[Dd]ept|"
    r"e\.g|i\.e|viz|et al|[A-Z]|(?:[A-Z]\.)+[A-Z])\.$"
)
_ALWAYS_OPEN = re.compile(r"(?:e\.g|i\.e|viz|cf)\.$")  # never ends a sentence, whatever follows
_INITIALS = re.compile(r"(?:[A-Z]\.){2,}$")
_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?", re.UNICODE)
_CUT = re.compile(r";\s+|,\s+(?=(?:but|yet|whereas|although|even though)\s)", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text: code points `start` to `end`, the latter exclusive."""

    start: int
    end: int
    text: str


def sentences(text: str) -> Iterator[Stretch]:
    """The sentences of a text, in order; longer ones than `MOST_SENTENCE` are given as they are.

    Examples
    --------
    >>> [s.text for s in sentences("A heading\\n\\nGen. Ash spoke on 3 May. Was it true?  Yes... perhaps.")]
    ['Gen. Ash spoke on 3 May.', 'Was it true?', 'Yes... perhaps.']
    """
    start = 0
    for gap in (*_PARAGRAPH.finditer(text), None):
        end = len(text) if gap is None else gap.start()
        yield from _of_paragraph(text, start, end)
        start = end if gap is None else gap.end()


def _of_paragraph(text: str, start: int, end: int) -> Iterator[Stretch]:
    first = start
    for mark in _END.finditer(text, start, end):
        if _goes_on(text, first, mark, end):
            continue
        yield from _trimmed(text, first, mark.end())
        first = mark.end()


def _goes_on(text: str, first: int, mark: re.Match[str], end: int) -> bool:
    """Whether the sentence goes on behind what looks like its end."""
    if mark[0][0] in _OTHER:
        return False
    following = text[mark.end() : min(end, mark.end() + 40)].lstrip()
    following = following.lstrip("\"'“‘«([{")
    if not following:
        return False
    before = text[max(first, mark.start() - 24) : mark.start() + 1]
    if following[0].islower():
        return True
    if mark[0].startswith("."):
        if _ALWAYS_OPEN.search(before):
            return True
        if _INITIALS.search(before):  # `the U.S. Senate` goes on, `in the U.S. It was` does not
            return following.split()[0].rstrip(",;:") not in _STARTERS
        return bool(_ABBREVIATION.search(before)) or (len(mark[0]) == 1 and _numbered(before, following))
    return False


_STARTERS = frozenset(
    {"The", "A", "An", "It", "He", "She", "They", "We", "I", "This", "That", "These", "Those", "There"}
    | {"In", "On", "At", "If", "But", "And", "So", "Yet", "When", "While", "As", "For", "No", "Not"}
)


def _numbered(before: str, following: str) -> bool:
    """`No. 5`, `1. First`: a number alone at the head of a list is not yet a sentence."""
    return bool(re.search(r"(?:^|\n)\s*\d{1,3}\.$", before)) or (
        following[0].isdigit() and bool(re.search(r"\b[Nn]os?\.$", before))
    )


def _trimmed(text: str, start: int, end: int) -> Iterator[Stretch]:
    while start < end and (text[start].isspace() or text[start] == "\ufeff"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Stretch(start, end, text[start:end])


def clauses(sentence: Stretch) -> tuple[Stretch, ...]:
    """The clauses of a sentence that say something of their own; often the sentence itself.

    Examples
    --------
    >>> whole = Stretch(10, 62, "The port is open to all, but the road is not safe yet.")
    >>> [(c.start, c.text) for c in clauses(whole)]
    [(10, 'The port is open to all'), (35, 'but the road is not safe yet.')]
    """
    text = sentence.text
    quoted = [(match.start(), match.end()) for match in _QUOTED.finditer(text)]
    found, first = [], 0
    for cut in _CUT.finditer(text):
        inside = any(start < cut.start() < end for start, end in quoted)
        if inside or len(words(text[first : cut.start()])) < LEAST_WORDS:
            continue
        if len(words(text[cut.end() :])) < LEAST_WORDS:
            continue
        found.append((first, cut.start()))
        first = cut.end()
    found.append((first, len(text)))
    return tuple(
        Stretch(sentence.start + start, sentence.start + end, text[start:end]) for start, end in found
    )


def words(text: str) -> list[str]:
    """The words of a text, numbers left out.

    Examples
    --------
    >>> words("The admiral's 3 ships")
    ['The', "admiral's", 'ships']
    """
    return _WORD.findall(text)
