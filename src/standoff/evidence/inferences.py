"""What the author infers from somebody's words: it is the author's, whoever is quoted in it.

By the words that begin a clause or stand around its subject, none of them learnt:

1. `, which means ...`, `, suggesting that ...`, `, a sign that ...` behind what was said;
2. `This shows ...`, `His words suggest ...`, `What she said means ...`, `“...” means that ...`;
3. `By saying “...”, he ...`, `When she said that ..., she ...`: the main clause is the author's.

Whether something was said before is for the caller to know (`propose`): without it, the same words are
a judgement of the author's and no inference from a quotation.
"""

from __future__ import annotations

import re

_INFERS = (
    r"(?:means?|meant|shows?|showed|suggests?|suggested|impl(?:y|ies|ied)|signals?|signall?ed|indicates?|"
    r"indicated|reveals?|revealed|proves?|proved|confirms?|confirmed|betrays?|betrayed|hints?|hinted|"
    r"tells? us|amounts? to|amounted to|points? to|pointed to)"
)
_MODAL = (
    r"(?:(?:can|could|may|might|must|would|only|therefore|thus|hence|then|clearly|plainly|in turn|perhaps|"
    r"also|probably)\s+){0,2}"
)
_SIGN = r"(?:an?\s+)?(?:clear\s+|sure\s+)?(?:sign|proof|evidence|hint|admission)\s+(?:that|of)\b"
INFERENCE_BEGINS = (
    rf"(?:(?:and\s+|so\s+)?(?:which|this|that)\s+{_MODAL}{_INFERS}\b|"
    r"(?:suggesting|implying|meaning|signall?ing|showing|indicating|proving|revealing|confirming|hinting)\s|"
    rf"{_SIGN})"
)
_SAID_THING = (
    r"(?:words?|statements?|remarks?|speech|silence|phrases?|answers?|refusals?|comments?|tone|wording|"
    r"denials?|talk)"
)
_OWNER = r"(?:his|her|their|its|the|these|those|such|this|that|[^\W\d_][\w-]*[’']s?)"
_SUBJECT = re.compile(
    rf"^(?:(?:and|but|so|yet|thus|hence|therefore|in other words),?\s+)?"
    rf"(?:(?:this|that|which|it)\s+(?P<bare>{_MODAL}){_INFERS}\b|"
    rf"(?:{_OWNER}\s+(?:[\w’'-]+\s+){{0,4}}?)?{_SAID_THING}(?:\s+of\s+(?:[\w’'-]+\s+){{0,4}}?[\w’'-]+)?\s+"
    rf"{_MODAL}{_INFERS}\b|"
    rf"what\s+(?:[\w’'-]+\s+){{1,5}}?(?:said|says|told us|wrote)\s+{_MODAL}{_INFERS}\b|"
    rf"[“\"«][^”\"»]*[”\"»],?\s+{_MODAL}{_INFERS}\b)",
    re.IGNORECASE,
)
_ANY = re.compile(rf"\b{_INFERS}\b", re.IGNORECASE)
_BEGINS = re.compile(rf"^(?:[—–-]\s*|and\s+)?{INFERENCE_BEGINS}", re.IGNORECASE)
_FROM = re.compile(
    r"^(?:(?:by|in|with)\s+(?:saying|stating|claiming|declaring|insisting|warning|promising|announcing|denying|"
    r"calling|refusing to say)\b|"
    r"(?:when|because|since|although|though)\s+(?:[^\W\d_][\w’'.-]*\s+){1,6}?(?:said|says|stated|claimed|declared|"
    r"insisted|warned|promised|announced|denied|told)\b)",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"^(?:(?:and|but|so|yet),?\s+)?(?:this|that|it|which)\s+(?:in turn\s+)?means\b", re.IGNORECASE
)


def of_words(text: str) -> bool:
    """Whether its own subject is something that was said, so that nothing needs to stand before it.

    Examples
    --------
    >>> of_words("His words suggest that he is afraid."), of_words("This suggests that he is afraid.")
    (True, False)
    """
    found, own = _SUBJECT.match(text), main_clause(text)
    return (own is not None and _ANY.search(own) is not None) or (found is not None and found["bare"] is None)


def infers(text: str) -> bool:
    """Whether a clause says what something that was said or done means, in the author's own voice.

    Examples
    --------
    >>> infers("which means that the mole is mined."), infers("His words suggest that he is afraid.")
    (True, True)
    >>> infers("The minister suggested that the port be closed.")
    False
    """
    return bool(_BEGINS.match(text) or _SUBJECT.match(text))


def main_clause(text: str) -> str | None:
    """What follows `By saying ...,` or `When she said ...,`: the author's own; None where none begins so.

    Examples
    --------
    >>> main_clause("By saying “never, never”, the mayor showed that he is afraid.")
    'the mayor showed that he is afraid.'
    >>> main_clause("When asked, the mayor said that he is afraid.") is None
    True
    """
    if not _FROM.match(text):
        return None
    depth = False
    for i, char in enumerate(text):
        if char in "“«" or (char == '"' and not depth):
            depth = True
        elif char in "”»" or (char == '"' and depth):
            depth = False
            if text[i - 1 : i] == ",":  # the comma that ends the clause stands inside the marks
                return text[i + 1 :].lstrip()
        elif char == "," and not depth:
            return text[i + 1 :].lstrip()
    return None


def means_this(text: str) -> bool:
    """Whether `means that` speaks of what was said before, so that it defines no word.

    Examples
    --------
    >>> means_this("This means that nobody sails."), means_this("A blockade means that nobody sails.")
    (True, False)
    """
    return bool(_MEANS.match(text))
