"""Whether a clause passes on a charge that nothing confirms, by alleging words, and whose charge it is.

Alleging words are `allege`, `accuse`, `purport`, `reportedly`, `supposedly`, `rumoured`, `suspected of`,
`is said to have`, `false flag`, and `supposed` before a noun (`supposed to` is a duty). A charge that
nobody makes, or that is only thought of, is none (`Nobody accuses ...`, `If he is accused ...`), and
whoever denies or rejects one testifies.
"""

from __future__ import annotations

import re

_ALLEGING = re.compile(
    r"\b(?:alleg\w+|accus\w+|purported\w*|reportedly|supposedly|supposed(?!\s+to\b)|rumou?red|suspected\s+of|"
    r"(?:is|are|was|were)\s+said\s+to\s+have|false[- ]flags?)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\b(?:nobody|no[ -]one|never|not|n[’']t|without)\s+(?:\w+\s+){0,3}?(?:alleg|accus|suspected)\w*|"
    r"\bno\s+(?:allegation|accusation)s?\b|"
    r"\b(?:if|unless|whether|in case)\s[^,.;!?…]*\b(?:alleg|accus|suspected)\w*",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied)|reject(?:s|ed)?|dismiss(?:es|ed)?|refut(?:es|ed)|answer(?:s|ed)?)\s+"
    r"(?:[\w’'-]+\s+){0,4}?(?:allegation|accusation|alleged|false[- ]flag)s?\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:alleged|accused|suspected|rumou?red)\b[^.;!?…]*?\bby\s+(?P<who>(?:(?:the|an?|its|his|her|their)\s+)?"
    r"[^\W\d_][\w’'-]*(?:\s+(?!(?:in|on|at|and|who|which|of|to|for)\b)[^\W\d_][\w’'-]*){0,3})\s*"
    r"(?=[,.;!?…]|$|\b(?:in|on|at|and|who|which|of|to|for)\b)",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being|be|stands?|stood|remains?|remained)\s+(?:\w+ly\s+)?"
    r"(?:alleged|accused|suspected)\b",
    re.I,
)


def alleges(text: str) -> bool:
    """Whether a clause makes or passes on a charge that nothing in it confirms.

    Examples
    --------
    >>> alleges("The fleet reportedly burnt the pier."), alleges("The fleet is supposed to sail.")
    (True, False)
    >>> alleges("Nobody accuses the fleet."), alleges("The fleet denied the allegation.")
    (False, False)
    """
    return bool(_ALLEGING.search(text)) and not _NOBODY.search(text) and not _DENIED.search(text)


def accuser(text: str) -> str:
    """Who makes a charge that is told in the passive, `unnamed` where nobody is named; "" where none is.

    Examples
    --------
    >>> accuser("The fleet was accused of arson by the mayor."), accuser("He is suspected of arson.")
    ('the mayor', 'unnamed')
    """
    if not _PASSIVE.search(text):
        return ""
    by = _BY.search(text)
    return "unnamed" if by is None else " ".join(by["who"].split())
