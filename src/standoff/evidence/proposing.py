"""Claims proposed from a text by rules, offline: what an analyst then accepts, mends or throws away.

1. Sentences, headings and clauses with exact places (`sentences.py`); questions and shreds are left out.
2. Who says it: quotation marks and verbs of saying (`speeches.py`); the document's author stands first in
   the chain, and alone where he infers something from what was said.
3. Who `he` and `she` are, or that this is left open (`persons.py`).
4. How firmly (`hedges.py`), under what condition, of what type (`claim_types.py`), about which days
   (`dating.py`), which actors.
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
from standoff.evidence.claim_types import claim_type, condition
from standoff.evidence.dating import dates
from standoff.evidence.hedges import Hedge, hedges, weakest
from standoff.evidence.languages import is_english
from standoff.evidence.persons import Person, Pronoun, persons, pronouns
from standoff.evidence.records import AUTHOR, Interval
from standoff.evidence.sentences import LEAST_WORDS, MOST_SENTENCE, Stretch, quotations, words
from standoff.evidence.speeches import Speech, Spoken, spoken
from standoff.evidence.verbs import has_verb

MOST_PROPOSALS = 5_000
_QUESTION = re.compile(r"[?？؟][\"'”’»)\]]*$")
_ASKED = re.compile(
    r"^[“\"«][^”\"»]*\?[”\"»]\s+[^“\"«]{1,80}$|"
    r"\b(?:asked|asks|wondered|wonders)\s+(?:whether|if|why|how|who|what|when|where)\b",
    re.IGNORECASE,
)
_LATIN = re.compile(r"[A-Za-z]")
_OTHERS = frozenset(("they", "it", "we", "you"))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim as the rules read it: its place is exact, all else is for an analyst to check.

    heading : it has no full stop; verb : the rules know a verb in it
    inference : the author infers it from somebody's words; perhaps : who may still be speaking
    part : whose word a part of it is
    pronouns : its `he` and `she`, and a claimant `they` or `it`, with whom they mean or could mean
    """

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
    heading: bool = False
    verb: bool = True
    inference: bool = False
    perhaps: str = ""
    part: str = ""
    pronouns: tuple[Pronoun, ...] = ()

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
    n_headings: int = 0

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
    if not source.text.lstrip("\ufeff").strip():
        what = f"Nothing stands in `{source.shown}`."
        raise EvidenceError(Problem("S834", what, "Expected a text with sentences."))
    known = _patterns(actors or {})
    found: list[Proposal] = []
    counts = dict.fromkeys(("sentences", "headings", "questions", "short", "long", "recorded"), 0)
    for whole, speech, reason, who in _read(source.text):
        if speech is whole.speeches[0]:
            counts["sentences" if whole.ended else "headings"] += 1
        if reason:
            counts[reason] += 1
        elif any(start < speech.clause.end and speech.clause.start < end for start, end in recorded):
            counts["recorded"] += 1
        elif len(found) == MOST_PROPOSALS:
            what = f"`{source.shown}` would give more than {MOST_PROPOSALS:,} claims."
            fix = "Split it into chapters, each a document of its own."
            raise EvidenceError(Problem("S833", what, "", fix))
        else:
            found.append(_proposal(speech, who, written, known, heading=not whole.ended))
    numbers = {f"n_{name}": n for name, n in counts.items()}
    return Proposals(source, tuple(found), **numbers)


def _read(text: str) -> Iterator[tuple[Spoken, Speech, str, tuple[Pronoun, ...]]]:
    """Each clause with its sentence, the reason for which it is left out or "", and its pronouns."""
    before: tuple[Person, ...] = ()
    for whole in spoken(text):
        sentence = whole.sentence
        reason = _left_out(sentence)
        if reason == "long":
            before = ()
            yield whole, whole.speeches[0], reason, ()
            continue
        speakers = [who for one in whole.speeches for who in one.chain]
        who = pronouns(sentence.text, before, speakers, whole.quoted)
        for one in whole.speeches:
            first, last = one.clause.start - sentence.start, one.clause.end - sentence.start
            own = tuple(each for each in who if first <= each.start < last)
            yield whole, one, reason or ("questions" if _ASKED.search(one.clause.text) else ""), own
            if reason:
                break
        named = (*persons(sentence.text, speakers), *(one for each in who for one in each.people))
        goes_on = before if all(one.quoted for one in whole.speeches) else ()
        before = tuple(dict.fromkeys((*goes_on, *named))) if whole.ended else ()


def _left_out(sentence: Stretch) -> str:
    """The reason for which a sentence is left out, or ""."""
    if len(sentence.text) > MOST_SENTENCE:
        return "long"
    if _QUESTION.search(sentence.text):
        return "questions"
    if not any(char.isalnum() for char in sentence.text):  # a line of stars, characters that nobody sees
        return "short"
    if _LATIN.search(sentence.text) and len(words(sentence.text)) < LEAST_WORDS:
        return "short"
    return ""


def _proposal(
    speech: Speech,
    who: tuple[Pronoun, ...],
    written: dt.date | None,
    actors: Mapping[str, re.Pattern[str]],
    *,
    heading: bool,
) -> Proposal:
    clause, text = speech.clause, speech.clause.text
    named = tuple(name for name, pattern in actors.items() if pattern.search(text))
    if not is_english(text):
        return Proposal(
            clause, hash_of(text), (AUTHOR,), "", None, "", None, "", named, english=False, heading=heading
        )
    chain, who = _resolved(speech, who)
    own = text if chain else _unquoted(text)  # what the author only quotes hedges nothing of his
    firm = weakest(hedges(own))
    dated = dates(text, written)
    verb = has_verb(text)
    kind = claim_type(own, alleged=speech.alleged, relayed=bool(chain), inference=speech.inference, firm=firm)
    return Proposal(
        place=clause,
        span_sha256=hash_of(text),
        chain=(AUTHOR, *chain),
        type=kind if verb or not heading else "",
        hedge=firm,
        condition=condition(text),
        about=dated[0].about if dated else None,
        dated=dated[0].said if dated else "",
        actors=named,
        heading=heading,
        verb=verb,
        inference=speech.inference,
        perhaps=speech.perhaps,
        part=_meant(speech.part, who, speech.verb_at),
        pronouns=who,
    )


def _meant(name: str, who: tuple[Pronoun, ...], verb_at: int) -> str:
    """Whom a claimant `he` means, by the pronoun that stands nearest to the verb; else the name itself."""
    said = name.lower().removesuffix(" himself").removesuffix(" herself")
    same = [one for one in who if one.said.lower() == said]
    nearest = min(same, key=lambda one: abs(one.start - verb_at), default=None)
    return nearest.person if nearest is not None and nearest.person else name


def _unquoted(text: str) -> str:
    for start, end in reversed(quotations(text)):
        text = f"{text[:start]}“”{text[end:]}"
    return text


def _resolved(speech: Speech, who: tuple[Pronoun, ...]) -> tuple[tuple[str, ...], tuple[Pronoun, ...]]:
    """The chain with `he` and `she` as whom they mean, and the pronouns that a reader must know of."""
    chain: list[str] = []
    told = list({one.said.lower() + one.person: one for one in reversed(who)}.values())[::-1]
    for name in speech.chain:
        if name == "I":
            continue  # the author himself
        if name.lower() in _OTHERS:
            told.append(Pronoun(name, 0, "", ()))
        chain.append(_meant(name, who, speech.verb_at))
    return tuple(chain), tuple(told)


def _patterns(actors: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    """How each actor may be called: its title, without `the`, and its name with spaces, possessives too."""
    found = {}
    for name, title in actors.items():
        called = {title.removeprefix("The ").removeprefix("the "), name.replace("_", " ")} - {""}
        pattern = "|".join(re.escape(one) for one in sorted(called, key=len, reverse=True))
        found[name] = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
    return found
