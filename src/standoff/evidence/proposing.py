"""Claims proposed from a text by rules, offline: what an analyst then accepts, mends or throws away.

1. Sentences and clauses with exact places (`sentences.py`); questions, headings and shreds are left out.
2. Who says it: verbs of saying (`attribution.py`); the document's author stands first in the chain.
3. How firmly (`hedges.py`), under what condition, about which days (`dating.py`), which actors.
4. A type from these: alleged words make an allegation, somebody else's words testimony, advice and
   forecasts by their verbs, a counted quantity a figure, the rest what it is hedged as.
The rules know English. Sentences in other languages get exact places, and their type is left open.
A proposal still holds the document's wording: an analyst puts it in his own words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from standoff.errors import Problem
from standoff.evidence.anchoring import EvidenceError, Text, hash_of
from standoff.evidence.attribution import attribution
from standoff.evidence.dating import dates
from standoff.evidence.hedges import Hedge, hedges, weakest
from standoff.evidence.languages import is_english
from standoff.evidence.records import AUTHOR, Interval
from standoff.evidence.sentences import LEAST_WORDS, MOST_SENTENCE, Stretch, clauses, sentences, words

MOST_PROPOSALS = 5_000
_QUESTION = re.compile(r"[?？؟][\"'”’»)\]]*$")
_IF = re.compile(
    r"(?:^|[\s,;(—–“\"])(?P<whole>(?P<word>only if|even if|if|unless|provided that|provided|as long as|"
    r"in case|in the event that|in the event of|on condition that|once|so long as)\s[^,;.!?…]*)",
    re.IGNORECASE,
)
_SHOULD = re.compile(
    r"^(?:(?:and|but|yet)\s+)?(?P<whole>(?:should|were|had)\s+[^,;.!?…]+)(?=,)", re.IGNORECASE
)
_FUTURE = re.compile(
    r"\b(?:will|won[’']t|shall|is going to|are going to|is about to|would|is set to)\b|[’']ll\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:should|must|ought to|need to|needs to|has to|have to|had better)\b", re.IGNORECASE
)
_DEFINITION = re.compile(
    r"\b(?:is defined as|are defined as|means that|is meant by|by which (?:we|I) mean)\b", re.I
)
_FIGURE = re.compile(
    r"\d[\d,.]*\s*(?:%|per ?cent|percent|million|billion|thousand|km|kilomet|men|troops|shells|ships|"
    r"dead|killed|tonnes|dollars|euros)|\b(?:hundreds|thousands|dozens|millions) of\b",
    re.IGNORECASE,
)
_CHANCE = re.compile(  # a chance that is told as a number says no more than that number, `will` or not
    r"\d[\d,.]*\s*(?:%|per ?cent|percent)\s+(?:chance|probability|likelihood|odds|risk)\b|"
    r"\b(?:chance|probability|likelihood|odds|risk)s?\s+(?:of|is|are|at|stands? at)\s+(?:about\s+|around\s+)?"
    r"(?:\d[\d,.]*\s*(?:%|per ?cent|percent)|0?\.\d+)|\bone[- ]in[- ]\w+\s+chance\b",
    re.IGNORECASE,
)
_JUDGED = re.compile(
    r"\b(?:too|very|most|best|worst|clear(?:ly)?|dangerous|wrong|right|foolish|wise|weak|strong|important|serious|"
    r"desperate|fail(?:ed|ure)|because|therefore|so that|shows?|means|matters?)\b",
    re.IGNORECASE,
)
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim as the rules read it: its place is exact, all else is for an analyst to check."""

    place: Stretch
    span_sha256: str
    chain: tuple[str, ...]
    type: str  # "" where it is left open
    hedge: Hedge | None
    condition: str
    about: Interval | None
    dated: str  # the words that `about` was read from
    actors: tuple[str, ...]
    english: bool = True  # whether the rules could read it

    @property
    def unverified(self) -> bool:
        """Whether it is an allegation, which stays unverified until something confirms it."""
        return self.type == "allegation"


@dataclass(frozen=True, slots=True)
class Proposals:
    """What was proposed from a text, and what was left out and why."""

    source: Text
    claims: tuple[Proposal, ...]
    n_sentences: int
    n_questions: int = 0
    n_short: int = 0
    n_long: int = 0
    n_recorded: int = 0

    @property
    def english(self) -> bool:
        """Whether most letters are Latin ones, so that rules for English can say anything."""
        letters = [char for char in self.source.text[:20_000] if char.isalpha()]
        return not letters or sum(1 for char in letters if _LATIN.match(char)) * 2 > len(letters)


def propose(
    source: Text,
    *,
    written: dt.date | None = None,
    actors: Mapping[str, str] | None = None,
    recorded: tuple[tuple[int, int], ...] = (),
) -> Proposals:
    """Claims of a text, in order.

    Parameters
    ----------
    source : the document, see `read_document`
    written : the day it was written, for `last year` and months without a year
    actors : names of a scenario's actors with their titles
    recorded : places (start, end) that hold a claim already; what touches one is left out

    Returns
    -------
    Proposals
        `claims` in the order of the text, each with its place.

    Raises
    ------
    EvidenceError
        S833 more than 5,000 claims, S834 nothing stands in it.

    Examples
    --------
    >>> from standoff.evidence.anchoring import text_of
    >>> paper = text_of(b"The admiral said that the strait may be closed by June 2031.", "paper.txt")
    >>> claim = propose(paper).claims[0]
    >>> claim.chain, claim.type, claim.hedge.word, claim.about.text
    (('author', 'The admiral'), 'testimony', 'possible', 'to 2031-06-30')
    """
    if not source.text.strip("\ufeff \t\r\n\f\v"):
        what = f"Nothing stands in `{source.shown}`."
        raise EvidenceError(Problem("S834", what, "Expected a text with sentences."))
    known = _patterns(actors or {})
    found: list[Proposal] = []
    counts = dict.fromkeys(("sentences", "questions", "short", "long", "recorded"), 0)
    for sentence, reason in _sorted_out(source.text):
        counts["sentences"] += 1
        if reason:
            counts[reason] += 1
            continue
        for clause in clauses(sentence):
            if any(start < clause.end and clause.start < end for start, end in recorded):
                counts["recorded"] += 1
                continue
            if len(found) == MOST_PROPOSALS:
                what = f"`{source.shown}` would give more than {MOST_PROPOSALS:,} claims."
                fix = "Split it into chapters, each a document of its own."
                raise EvidenceError(Problem("S833", what, "", fix))
            found.append(_proposal(clause, written, known))
    numbers = {f"n_{name}": n for name, n in counts.items()}
    return Proposals(source, tuple(found), **numbers)


def _sorted_out(text: str) -> Iterator[tuple[Stretch, str]]:
    """Each sentence with the reason for which it is left out, or ""."""
    for sentence in sentences(text):
        if len(sentence.text) > MOST_SENTENCE:
            yield sentence, "long"
        elif _QUESTION.search(sentence.text):
            yield sentence, "questions"
        elif _LATIN.search(sentence.text) and len(words(sentence.text)) < LEAST_WORDS:
            yield sentence, "short"
        else:
            yield sentence, ""


def _proposal(clause: Stretch, written: dt.date | None, actors: Mapping[str, re.Pattern[str]]) -> Proposal:
    text = clause.text
    named = tuple(name for name, pattern in actors.items() if pattern.search(text))
    if not is_english(text):
        return Proposal(clause, hash_of(text), (AUTHOR,), "", None, "", None, "", named, english=False)
    said = attribution(text)
    firm = weakest(hedges(text))
    dated = dates(text, written)
    chain = (AUTHOR,) if said is None else (AUTHOR, said.who)
    return Proposal(
        place=clause,
        span_sha256=hash_of(text),
        chain=chain,
        type=_type(text, alleged=said is not None and said.alleged, relayed=said is not None, firm=firm),
        hedge=firm,
        condition=_condition(text),
        about=dated[0].about if dated else None,
        dated=dated[0].said if dated else "",
        actors=named,
    )


def _type(text: str, *, alleged: bool, relayed: bool, firm: Hedge | None) -> str:
    if alleged:
        return "allegation"
    if relayed:
        return "testimony"
    if _CHANCE.search(text):
        return "figure"
    if _DEFINITION.search(text):
        return "definition"
    if _ADVICE.search(text) and not _SHOULD.match(text):
        return "advice"
    if _FUTURE.search(text) or (firm is not None and firm.word != "certain"):
        return "forecast"
    if _FIGURE.search(text):
        return "figure"
    return "judgement" if firm is not None or _JUDGED.search(text) else "fact"


def _condition(text: str) -> str:
    """The first condition in the text's words: `if ...`, `unless ...`, `Should it ..., `; else ""."""
    asked = _SHOULD.match(text)
    if asked is not None:
        return " ".join(asked["whole"].split())
    found = _IF.search(text)
    if found is None or re.search(r"\bas\s*$", text[: found.start("whole")], re.IGNORECASE):
        return ""  # `as if` compares
    return " ".join(found["whole"].split())


def _patterns(actors: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    """How each actor may be called: its title, without `the`, and its name with spaces, possessives too."""
    found = {}
    for name, title in actors.items():
        called = {title.removeprefix("The ").removeprefix("the "), name.replace("_", " ")} - {""}
        pattern = "|".join(re.escape(one) for one in sorted(called, key=len, reverse=True))
        found[name] = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
    return found
