"""Of what type a claim is, and under what condition: by its verbs and small words.

In this order: alleging words make an allegation, somebody else's words testimony; an inference of the
author's is a forecast or a judgement; a chance in per cent is a figure; `means that` a definition;
`should` advice; `will` or a hedge a forecast; a counted quantity a figure; else judgement or fact.
"""

from __future__ import annotations

import re

from standoff.evidence.hedges import Hedge
from standoff.evidence.inferences import means_this

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


def claim_type(text: str, *, alleged: bool, relayed: bool, inference: bool, firm: Hedge | None) -> str:
    """The type as the rules read it.

    Examples
    --------
    >>> claim_type("The league must wait.", alleged=False, relayed=False, inference=False, firm=None)
    'advice'
    """
    if alleged:
        return "allegation"
    if relayed:
        return "testimony"
    hedged = firm is not None and firm.word != "certain"
    if inference:
        return "forecast" if _FUTURE.search(text) or hedged else "judgement"
    if _CHANCE.search(text):
        return "figure"
    if _DEFINITION.search(text) and not means_this(text):
        return "definition"
    if _ADVICE.search(text) and not _SHOULD.match(text):
        return "advice"
    if _FUTURE.search(text) or hedged:
        return "forecast"
    if _FIGURE.search(text):
        return "figure"
    return "judgement" if firm is not None or _JUDGED.search(text) else "fact"


def condition(text: str) -> str:
    """The first condition in the text's words: `if ...`, `unless ...`, `Should it ..., `; else "".

    Examples
    --------
    >>> condition("The league waits, unless the strait is closed.")
    'unless the strait is closed'
    """
    asked = _SHOULD.match(text)
    if asked is not None:
        return " ".join(asked["whole"].split())
    found = _IF.search(text)
    if found is None or re.search(r"\bas\s*$", text[: found.start("whole")], re.IGNORECASE):
        return ""  # `as if` compares
    return " ".join(found["whole"].split())
