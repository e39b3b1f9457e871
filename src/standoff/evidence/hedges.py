"""How firmly something is said: words of estimative probability with their bands.

The bands of the words from `almost no chance` to `almost certain` are those of Intelligence Community
Directive 203 (2015), section D.6.e.(2).(a); the others are ours and say so. A band is what readers are asked
to take a word to mean, not what its writer had in mind: it is a hint for the analyst, never a number
of a model by itself. Longer phrases come before shorter ones; `not` in front turns a word round.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hedge:
    """A phrase that says how firm: its canonical word, and the band of probability, both ends."""

    said: str
    word: str
    low: float
    high: float
    start: int
    end: int

    @property
    def band(self) -> str:
        """The band in per cent."""
        return f"{100 * self.low:g} to {100 * self.high:g} %"


# word -> (low, high, phrases); those marked with * are ours
_BANDS: dict[str, tuple[float, float, tuple[str, ...]]] = {
    "certain": (
        0.99,
        1.0,
        ("certain(?:ly)?", "surely", "undoubtedly", "without (?:a |any )?doubt", "inevitabl[ey]"),
    ),  # *
    "almost certain": (0.95, 0.99, ("almost certain(?:ly)?", "nearly certain(?:ly)?", "virtually certain")),
    "very likely": (
        0.8,
        0.95,
        ("very likely", "highly likely", "highly probable", "most likely", "very probably"),
    ),
    "likely": (
        0.55,
        0.8,
        ("likely", "probabl[ey]", "presumably", "in all likelihood", "high chance", "good chance"),
    ),
    "roughly even": (0.45, 0.55, ("roughly even(?: chance| odds)?", "even chance", "fifty-fifty", "toss-up")),
    "unlikely": (0.2, 0.45, ("unlikely", "improbabl[ey]", "doubtful", "hardly")),
    "very unlikely": (0.05, 0.2, ("very unlikely", "highly unlikely", "highly improbable")),
    "almost no chance": (
        0.01,
        0.05,
        ("almost no chance", "next to no chance", "remote(?: chance| possibility)?"),
    ),
    "impossible": (0.0, 0.01, ("impossible", "no chance", "cannot possibly", "out of the question")),  # *
    "possible": (
        0.05,
        0.55,
        ("possibl[ey]", "perhaps", "maybe", "conceivabl[ey]", "might", "may", "could", "can be expected to"),
    ),  # *
}
_TURNED = {
    "certain": "possible",
    "almost certain": "possible",
    "very likely": "unlikely",
    "likely": "unlikely",
    "unlikely": "likely",
    "very unlikely": "likely",
    "impossible": "possible",
}
_PHRASES = sorted(
    ((phrase, word) for word, (_, _, phrases) in _BANDS.items() for phrase in phrases),
    key=lambda pair: -len(pair[0]),
)
_ANY = re.compile(
    r"(?P<not>\b(?:not|n[’']t|hardly|far from)\s+(?:be\s+|at all\s+)?)?\b(?:"
    + "|".join(f"(?P<h{i}>{phrase})" for i, (phrase, _) in enumerate(_PHRASES))
    + r")\b",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\bMay\b(?=\s+\d|[,.;)]|\s*$)|(?<=\d )May\b|\b(?:in|by|since|until|till|from|to|of|and|before|after|as|"
    r"early|late|mid|next|last|this|during)\sMay\b"
)
_DENIED = re.compile(  # a belief that nobody holds: up to the end of its clause
    r"\b(?:(?:nobody|no[ -]one|none(?:\s+of\s+(?:\w+\s+){1,4}?)?|few|hardly\s+anyone)\s+(?:\w+\s+){0,2}?"
    r"(?:believ|think|thought|expect|suppos|suggest|claim|argu|say|said)\w*|"
    r"(?:do|does|did)(?:\s+not|n[’']t)\s+(?:believe|think|expect|suppose)|doubt(?:s|ed)?\s+that)\b"
    r"(?=(?P<what>(?:(?!,?\s(?:but|yet|although|whereas)\s)[^;.!?…])*))",
    re.IGNORECASE,
)
_SOME = re.compile(r"\b(?:an?|some)\s+certain\b", re.IGNORECASE)  # `a certain street` is not sure


def hedges(text: str) -> tuple[Hedge, ...]:
    """The hedges of a text, in order; the month of May and `a certain` thing are none.

    Examples
    --------
    >>> hedges("Nobody believes that the fleet could sail.")  # denied, so it hedges nothing
    ()
    >>> [(h.said, h.word, h.band) for h in hedges("It is not likely to snow in May; it may rain.")]
    [('not likely', 'unlikely', '20 to 45 %'), ('may', 'possible', '5 to 55 %')]
    """
    months = {match.end() for match in _MONTH.finditer(text)}
    vague = {match.end() for match in _SOME.finditer(text)}
    denied = [(match.end(), match.end() + len(match["what"])) for match in _DENIED.finditer(text)]
    found = []
    for match in _ANY.finditer(text):
        if match.end() in months or match.end() in vague:
            continue
        if any(start <= match.start() < end for start, end in denied):
            continue
        group = match.lastgroup or ""
        word = _PHRASES[int(group[1:])][1]
        turned = match["not"] is not None and word in _TURNED
        word = _TURNED[word] if turned else word
        low, high, _ = _BANDS[word]
        start = match.start() if turned or match["not"] is None else match.end("not")
        found.append(Hedge(text[start : match.end()], word, low, high, start, match.end()))
    return tuple(found)


def weakest(found: tuple[Hedge, ...]) -> Hedge | None:
    """The hedge that binds a sentence: the one that claims least, or None.

    Examples
    --------
    >>> weakest(hedges("It could perhaps certainly be so.")).word
    'possible'
    """
    return max(found, key=lambda hedge: (hedge.high - hedge.low, -hedge.start), default=None)
