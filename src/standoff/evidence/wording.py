"""Whether a claim keeps its document's wording: runs of words that both share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from standoff.evidence.anchoring import Text
from standoff.evidence.records import Claim

LEAST_RUN = 8  # words: names and set phrases are shorter, a borrowed sentence is not
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


def borrowed(source: Text, claims: Iterable[Claim], least: int = LEAST_RUN) -> Iterator[tuple[str, str]]:
    """Claims that share a run of words with their document, each with the first such run.

    Examples
    --------
    >>> from standoff.evidence.anchoring import text_of
    >>> paper = text_of(b"All the roads to the pass were closed by snow on Friday.", "paper.txt")
    >>> kept = Claim("c1", "paper", ("author",), "The roads to the pass were closed by snow.")
    >>> list(borrowed(paper, [kept]))
    [('c1', 'the roads to the pass were closed by')]
    """
    words = _words(source.text)
    known = {tuple(words[i : i + least]) for i in range(len(words) - least + 1)}
    for claim in claims:
        own = _words(claim.says)
        for i in range(len(own) - least + 1):
            run = tuple(own[i : i + least])
            if run in known:
                yield claim.name, " ".join(run)
                break


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]
