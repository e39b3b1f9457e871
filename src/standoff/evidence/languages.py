"""Whether a sentence is in English: by its letters, and by the small words that every sentence has.

A sentence is in another language if most of its letters are not Latin, or if more of its words are
small words of another European language than are small words of English. Words that both have (`in`,
`die`, `was`) count for neither. A sentence without any (a list of names) counts as English.
"""

from __future__ import annotations

import re

from standoff.evidence.sentences import words

_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_SMALL_ENGLISH = """
about after again all an and any are as at be because been before between but by can could for
from had has have he her his if into is it its may might more must nobody not of our over said
says she should than that the their then there these they this those to under we were what when
where which who will with would you
"""
# German, Dutch, the Romance, Slavic, Nordic and Baltic languages, Finnish, Hungarian, Turkish
_SMALL_OTHER = """
alla att au auch auf aus aux av avec az bei bir bu bude byl ces cette che com como con da dans
das dass dat dei del della delle dem der des det değil di dos du een egy ei ein eine einem einen
einer el em er est este está et ett että för für gli het hogy ikke il ile inte ir ist için ja
jako je jest ka kad la las le les lo los maar med mit más na naar nach nel nem není nicht nie
niet non nu não och od og olarak oli oma ont os ovat par para pas por pour pourrait przez på que
qui sagte se sera ses sich sind się som sono sont sur são są tika til um uma un una und une uno
va ve von voor w werden wird wordt wurde y yra z za zijn zu zum zur är è és être în über że že
și
"""
_ENGLISH = frozenset(_SMALL_ENGLISH.split())
_OTHER = frozenset(_SMALL_OTHER.split()) - _ENGLISH


def is_english(text: str) -> bool:
    """Whether rules for English can say anything of a sentence.

    Examples
    --------
    >>> is_english("The fleet could leave the harbour in May.")
    True
    >>> is_english("Die Flotte wird im Winter nicht auslaufen.")
    False
    >>> is_english("Флот может выйти из порта.")
    False
    """
    letters = [char for char in text if char.isalpha()]
    if sum(1 for char in letters if _LATIN.match(char)) * 2 < len(letters):
        return False
    said = words(text)
    found = [word.lower() for i, word in enumerate(said) if i == 0 or word[0].islower()]  # names apart
    return sum(word in _OTHER for word in found) <= sum(word in _ENGLISH for word in found)
