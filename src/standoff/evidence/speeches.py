"""Who speaks in each clause of a text: what stands in quotation marks, what is relayed, what is the author's.

1. A clause that stands wholly in double quotation marks is the word of whoever the sentence names with
   which the quotation begins or ends, else of the speaker of the quotation right before it in the same
   paragraph, else of somebody unnamed: never the author's. Who is said to say something inside it stands
   behind him in the chain.
2. Else verbs of saying decide (`attribution.py`); `but that ...` goes on with the speaker before it.
3. What the author infers from either stays the author's (`inferences.py`).
4. A clause behind reported speech without quotation marks may still belong to it: `perhaps` says so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from standoff.evidence.allegations import alleges
from standoff.evidence.attribution import Attribution, attribution, chain_of
from standoff.evidence.inferences import infers, main_clause, of_words
from standoff.evidence.sentences import (
    LINE_END,
    MOST_SENTENCE,
    Stretch,
    clauses,
    paragraphs,
    pieces,
    quotations,
)

UNNAMED = "unnamed"
_BREAK = re.compile(rf"{LINE_END}[ \t]*{LINE_END}")
_MARKS = '“”"«» \t\r\n'
_GOES_ON = re.compile(
    r"(?:(?:and|but|or|yet|nor|while|though|although)\s+)?(?:that|whether)\s+"
    r"(?!(?:is|was|are|were|will|would|has|had|may|might|could|can)\b)",
    re.IGNORECASE,
)
_JOINS = re.compile(r"(?:whereas|although|even though|though|while)\s+", re.IGNORECASE)
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Speech:
    """A clause with who speaks in it.

    chain : who says that who said, without the author; verb_at : of the sentence, where the saying stands
    quoted : wholly in quotation marks; inference : the author's, from what was said before it
    part : whose word a part of it is; perhaps : whose word it may still be, "" for nobody's
    """

    clause: Stretch
    chain: tuple[str, ...] = ()
    alleged: bool = False
    quoted: bool = False
    inference: bool = False
    perhaps: str = ""
    part: str = ""
    verb_at: int = 0
    indirect: bool = False  # said without quotation marks


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence, or a stretch without a full stop, with its clauses and its stretches in quotation marks."""

    sentence: Stretch
    ended: bool
    quoted: tuple[_Span, ...]  # in characters of the sentence
    speeches: tuple[Speech, ...]

    @property
    def said(self) -> bool:
        """Whether somebody else's words stand in it."""
        return bool(self.quoted) or any(one.chain for one in self.speeches)


def spoken(text: str) -> Iterator[Spoken]:
    """The sentences of a text, in order, each with who speaks in its clauses.

    Examples
    --------
    >>> text = "“We hold the pass. We shall win it,” said Orme, which means that he is afraid."
    >>> [(one.chain, one.inference) for each in spoken(text) for one in each.speeches]
    [(('Orme',), False), (('Orme',), False), ((), True)]
    """
    found = list(pieces(text))
    starts = [sentence.start for sentence, _ in found]
    spans = [span for start, end in paragraphs(text) for span in _quotations(text, start, end)]
    begins = [span[0] for span in spans]
    unclosed = [place for start, end in paragraphs(text) for place in _unclosed(text, start, end)]
    before: Spoken | None = None
    for sentence, ended in found:
        first = max(0, bisect_right(begins, sentence.start) - 1)
        near = [
            span for span in spans[first : bisect_right(begins, sentence.end)] if span[1] > sentence.start
        ]
        if before is not None and _BREAK.search(text, before.sentence.end, sentence.start):
            before = None
        within = [_sentences(found, starts, span) for span in near]
        one = _one(sentence, ended, before, list(zip(near, within, strict=True)))
        before = _doubted(one, unclosed)
        yield before


def _quotations(text: str, start: int, end: int) -> list[_Span]:
    """Those of a paragraph; none in straight marks where their number is odd, since they look all alike."""
    part = text[start:end]
    spans = [(start + a, start + b) for a, b in quotations(part)]
    return spans if part.count('"') % 2 == 0 else [one for one in spans if text[one[0]] != '"']


def _unclosed(text: str, start: int, end: int) -> list[_Span]:
    """From an opening mark that a paragraph does not close, to its end; in „so“ that mark closes."""
    part = text[start:end]
    spans = quotations(part)
    opened = [m.start() for m in re.finditer("“", part) if not any(a <= m.start() < b for a, b in spans)]
    return [(start + opened[0], end)] if opened and "„" not in part else []


def _doubted(one: Spoken, unclosed: Sequence[_Span]) -> Spoken:
    """A sentence behind a mark that nothing closes may be somebody else's: each clause says so."""
    place = bisect_right(unclosed, (one.sentence.end, 0)) - 1
    if place < 0 or one.sentence.start >= unclosed[place][1]:
        return one
    first = unclosed[place][0]
    told = (
        replace(each, perhaps=UNNAMED)
        if not (each.chain or each.perhaps) and each.clause.end > first
        else each
        for each in one.speeches
    )
    return replace(one, speeches=tuple(told))


def _sentences(found: Sequence[tuple[Stretch, bool]], starts: list[int], span: _Span) -> tuple[str, ...]:
    """The texts of the sentences with which a quotation ends and begins."""
    ends = (bisect_right(starts, span[1] - 1) - 1, bisect_right(starts, span[0]) - 1)
    return tuple(found[i][0].text for i in ends if len(found[i][0].text) <= MOST_SENTENCE)


def _one(
    sentence: Stretch, ended: bool, before: Spoken | None, near: list[tuple[_Span, tuple[str, ...]]]
) -> Spoken:
    quoted = tuple((max(a, sentence.start) - sentence.start, b - sentence.start) for (a, b), _ in near)
    if len(sentence.text) > MOST_SENTENCE:
        return Spoken(sentence, ended, (), (Speech(sentence),))
    made: list[Speech] = []
    for clause in clauses(sentence):
        around = next((texts for (a, b), texts in near if a <= clause.start and clause.end <= b), None)
        if around is not None:
            made.append(_quoted(clause, around, before))
        else:
            heard = bool(made) and bool(made[-1].chain or quotations(made[-1].clause.text))
            heard = heard or (not made and before is not None and before.said)
            made.append(_free(clause, sentence, made[-1] if made else None, heard))
    return Spoken(sentence, ended, quoted, tuple(_ended_by_speaker(made)))


def _ended_by_speaker(made: list[Speech]) -> list[Speech]:
    """`The port is open, but the road is shut, said Orme.`: the whole sentence is his word."""
    last = made[-1]
    closing = last.clause.text.rstrip(".!… ")
    if not last.chain or last.quoted or last.indirect or quotations(closing):
        return made
    if not closing.endswith((f"said {last.chain[0]}", f"{last.chain[0]} said", f"{last.chain[0]} says")):
        return made
    return [
        one if one.chain or quotations(one.clause.text) else replace(one, chain=last.chain, perhaps="")
        for one in made
    ]


def _quoted(clause: Stretch, around: tuple[str, ...], before: Spoken | None) -> Speech:
    """A clause in quotation marks: whose word it is, and whom that one cites."""
    outer = next((one.who for one in map(attribution, around) if one is not None), "")
    if not outer and before is not None and before.quoted:
        outer = next((one.chain[0] for one in reversed(before.speeches) if one.chain), "")
    inner = [
        one.who for one in chain_of(clause.text.strip(_MARKS)) if one.who not in (outer, UNNAMED, "I", "We")
    ]
    return Speech(clause, (outer or UNNAMED, *inner[:1]), alleged=alleges(clause.text), quoted=True)


def _free(clause: Stretch, sentence: Stretch, last: Speech | None, heard: bool) -> Speech:
    """A clause outside quotation marks."""
    text = clause.text
    said = chain_of(text if last is None else text[_joint(text) :])
    if said and said[0].part and not said[0].alleged:
        return Speech(clause, part=said[0].who)
    if said:
        verb_at = clause.start - sentence.start + max(0, text.find(said[0].verb))
        chain = tuple(one.who for one in said)
        return Speech(
            clause,
            chain,
            any(one.alleged for one in said),
            verb_at=verb_at,
            indirect=_indirect(said[0], text),
        )
    if infers(text) or main_clause(text) is not None:
        return Speech(clause, inference=(infers(text) and heard) or of_words(text))
    if last is not None and last.indirect and _GOES_ON.match(text):
        return Speech(clause, last.chain, last.alleged, verb_at=last.verb_at, indirect=True)
    perhaps = last.chain[0] if last is not None and last.indirect and last.chain else ""
    return Speech(clause, perhaps=perhaps)


def _joint(text: str) -> int:
    """Where a later clause begins behind the `while` and its like that joins it to the one before."""
    found = _JOINS.match(text)
    return found.end() if found is not None else 0


def _indirect(said: Attribution, text: str) -> bool:
    return (said.that > 0 or said.verb == "according to") and not quotations(text)
