"""Sentences and clauses of a text, each with its exact place; rules only, no model, nothing fetched.

1. Blank lines end a paragraph; a single line end is a space (texts are often wrapped by hand).
2. A sentence ends at `. ! ? …` or their counterparts in other scripts, with the closing quotes and
   brackets behind them, where a space and no small letter follows; not behind an abbreviation, an
   initial or a number that goes on. An ellipsis ends one only before a capital.
3. What is left of a paragraph without any such end is a heading, a byline or a rest: `pieces` gives it
   too, marked; `sentences` leaves it out.
4. A clause ends, outside quotation marks, at a semicolon and at `, but`, `, yet`, `, whereas`,
   `, although`, `, though`, `, while`, where enough words stand on both sides; at `, and`, `, or`, `, so`
   before a new subject and at a single dash, if besides both sides hold a verb (`verbs.py`); at
   `, which means` and its like, before an inference (`inferences.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from standoff.evidence.attribution import attribution
from standoff.evidence.inferences import INFERENCE_BEGINS
from standoff.evidence.verbs import has_verb

MOST_SENTENCE = 2_000  # code points; what is longer is no sentence, and rules would take long over it
LEAST_WORDS = 4
_FULL = ".!?…"
_OTHER = "。！？｡؟۔।॥։።"  # full stops and question marks of other scripts need no space behind them
_CLOSING = "\"'”’»)]}“«›」』"
LINE_END = r"(?:\r\n|\n|\r(?!\n))"  # that of Windows is one, not two
_PARAGRAPH = re.compile(rf"{LINE_END}[ \t]*{LINE_END}\s*")
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
_CUT = re.compile(
    r"(?P<plain>;\s+|,\s+(?=(?:but|yet|whereas|although|even though|though|while)\s))|"
    rf"(?P<inferred>(?:,\s+|\s*[—–]\s+)(?={INFERENCE_BEGINS})|(?<=[”»\"])\s+(?=and\s+{INFERENCE_BEGINS}))|"
    r"(?P<joined>,\s+(?=(?:and|or|so|nor)\s+(?:the|an?|its|his|her|their|our|it|he|she|they|we|I|there|this|these|"
    r"those|no|nobody|some|many|most|all|every|each|both)\s)|,\s+(?=(?-i:(?:and|or|so|nor)\s+[^\W\d_a-z])))|"
    r"(?P<dash>\s+[—–-]{1,2}\s+|(?<=\w)—(?=\w))",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"(?:(?:and|but|so|yet),?\s+)?(?:if|unless|when|while|although|though|because|since|as|once|even|whether|"
    r"provided|should|were|had|after|before|that|until|in case)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»")


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
    return (piece for piece, ended in pieces(text) if ended)


def pieces(text: str) -> Iterator[tuple[Stretch, bool]]:
    """The sentences (True) and the stretches without an end, such as headings (False), in order.

    Examples
    --------
    >>> [(s.text, ended) for s, ended in pieces("The port will close\\n\\nIt is cold. Two of them")]
    [('The port will close', False), ('It is cold.', True), ('Two of them', False)]
    """
    for start, end in paragraphs(text):
        yield from _of_paragraph(text, start, end)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where each paragraph begins and ends, in order.

    Examples
    --------
    >>> list(paragraphs("One.\\r\\n\\r\\nTwo."))
    [(0, 4), (8, 12)]
    """
    start = 0
    for gap in (*_PARAGRAPH.finditer(text), None):
        yield start, len(text) if gap is None else gap.start()
        start = len(text) if gap is None else gap.end()


def _of_paragraph(text: str, start: int, end: int) -> Iterator[tuple[Stretch, bool]]:
    first = start
    for mark in _END.finditer(text, start, end):
        if _goes_on(text, first, mark, end):
            continue
        yield from ((sentence, True) for sentence in _trimmed(text, first, mark.end()))
        first = mark.end()
    yield from ((rest, False) for rest in _trimmed(text, first, end))


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
    found, first = [], 0
    for cut in _cuts(text):
        if len(words(text[first : cut.start()])) < LEAST_WORDS or len(words(text[cut.end() :])) < LEAST_WORDS:
            continue
        if (cut["joined"] or cut["dash"]) and not _both_stand(text[first : cut.start()], text[cut.end() :]):
            continue
        found.append((first, cut.start()))
        first = cut.end()
    found.append((first, len(text)))
    return tuple(
        Stretch(sentence.start + start, sentence.start + end, text[start:end]) for start, end in found
    )


def _both_stand(before: str, behind: str) -> bool:
    """Whether two clauses each stand alone: no list or aside, no half of a condition or of what is said."""
    if not (has_verb(before) and has_verb(behind)) or _SUBORDINATE.match(before):
        return False
    return bool(_QUOTED.search(before)) or attribution(before) is None


def _cuts(text: str) -> Iterator[re.Match[str]]:
    """Where a clause may end: outside quotation marks; a dash only if it is the sentence's one dash."""
    quoted = quotations(text)
    cuts = [cut for cut in _CUT.finditer(text) if not any(a < cut.start() < b for a, b in quoted)]
    n_dashes = sum(1 for cut in cuts if cut["dash"])
    yield from (cut for cut in cuts if not cut["dash"] or n_dashes == 1)


def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text is in quotation marks, those included; what is quoted inside a quotation is in it.

    Examples
    --------
    >>> quotations("She said “he told us ‘no’ twice” today.")
    ((9, 32),)
    """
    return tuple((match.start(), match.end()) for match in _QUOTED.finditer(text))


def words(text: str) -> list[str]:
    """The words of a text, numbers left out.

    Examples
    --------
    >>> words("The admiral's 3 ships")
    ['The', "admiral's", 'ships']
    """
    return _WORD.findall(text)
