"""Words compared by their stems, roughly: which words of a question a title shares.

English endings and the commonest irregular verbs; words that say nothing of what is asked are left out. In
another language fewer words are found to be the same, and nothing wrong comes of it.
"""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W\d_]+")
EMPTY = frozenset(
    WORD.findall(
        """
        a all an and any are as at be been between both but by can could did do does each else end ends every
        for from had has have how if in into is it its itself likely many more most much must nobody no not of
        often on one only or other others out over same should so some somebody such than that the their them
        then there they this to two under until up was were what when where whether which who whom whose why
        will with without would case cases chance risk year month january february march april june july
        august september october november december
        """
    )
)
IRREGULAR = dict(
    re.findall(
        r"(\w+)/(\w+)",
        """
        fought/fight sent/send held/hold won/win lost/lose broke/break broken/break gave/give given/give
        took/take taken/take kept/keep left/leave went/go gone/go came/come struck/strike met/meet led/lead
        chose/choose chosen/choose withdrew/withdraw withdrawn/withdraw sank/sink sunk/sink fell/fall
        fallen/fall paid/pay said/say got/get bought/buy brought/bring sought/seek drew/draw drawn/draw
        built/build
        """,
    )
)
ENDINGS = re.compile(r"(?<=\w{3})(rences?|ations?|ments?|ings?|ions?|ed|es|s|e)$")


def stems(*texts: str) -> list[str]:
    """The stems of the words that say something, in their order.

    Examples
    --------
    >>> stems("Is it attacked, or is it armed?", "fought_for, deterrence")
    ['attack', 'arm', 'fight', 'deter']
    """
    words = [word for text in texts for word in WORD.findall(text.lower().replace("_", " "))]
    return [_stem(word) for word in words if word not in EMPTY]


def _stem(word: str) -> str:
    stem = ENDINGS.sub("", IRREGULAR.get(word, word))
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem
