"""Whether a stretch of English holds a finite verb, by lists of words: no parser, no model.

A verb is one of these: an auxiliary or its short form (`is`, `won't`, `they'll`); a word in `-ed`; a
common irregular past; a common verb of such texts in its plain form or with `-s`. What is on no list is
not seen (`snow thaws`), and a noun that looks like a verb on the list (`the plans`) is taken for one: so
the answer decides only where a sentence is cut and which remark is printed, never what is left out.
"""

from __future__ import annotations

import re

_AUXILIARIES = """
am is are was were has have had do does did will would shall should may might can could must cannot
ought won wouldn shan shouldn mayn mightn couldn mustn isn aren wasn weren hasn haven hadn don doesn
didn
"""
_PASTS = """
became began bent bore bought bound broke brought built burnt came caught chose cut drew drove fell
felt fled fought found froze gave got grew heard held hit hurt kept knew laid lay led left lent let
lost made meant met paid put ran rang read rose said sang sank sat saw sent set shook shot shut slid
sold sought spent split spoke sprang stood stole struck swore swept swung taught thought threw told
took understood went withdrew woke won wore wrote
"""
_PLAIN = """
accept agree aim allow announce appear argue ask attack avoid become begin believe belong block
break bring build call change claim close collapse come concern contain cost cross cut defend demand
deny depend deserve deter differ draw end enter escalate expect face fail fall fear feel fight find
follow force gain get give go grow happen hide help hold hope insist join keep kill know lack lead
leave lie lose make march mean meet need offer open oppose pay plan play prefer promise prove put
reach refuse reject rely remain require rest return reveal rise rule run say see seek seem sell send
shoot show shut signal sink speak stand start stay stop strike suffer suggest support suppose take
talk tell tend think threaten train try turn understand use vote wait want warn weaken win wish
withdraw work write yield
"""
_ED = re.compile(r"\b[^\W\d_]{2,}ed\b", re.IGNORECASE)
_SHORT = re.compile(
    r"[’'](?:s|re|ll|ve|d|m)\b\s+(?:not|been|[a-z]+ing)\b|"
    r"\b(?:it|he|she|that|there|they|we|I|you)[’'](?:s|re|ll|ve|d|m)\b",
    re.IGNORECASE,
)


def _with_s(plain: str) -> str:
    if plain.endswith("y") and plain[-2] not in "aeo":
        return f"{plain[:-1]}ies"
    return f"{plain}es" if plain.endswith(("s", "sh", "ch", "x", "z", "go", "do")) else f"{plain}s"


_LISTED = frozenset(f"{_AUXILIARIES} {_PASTS} {_PLAIN}".split()) | {_with_s(one) for one in _PLAIN.split()}
_WORD = re.compile(r"[^\W\d_]+")


def has_verb(text: str) -> bool:
    """Whether a verb that the lists know stands in it.

    Examples
    --------
    >>> has_verb("The strait will not stay open"), has_verb("A long winter in the hills")
    (True, False)
    """
    if _ED.search(text) or _SHORT.search(text):
        return True
    return any(word.lower() in _LISTED for word in _WORD.findall(text))
