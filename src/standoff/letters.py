"""Letters of foreign texts: which show what they are, and which steer, hide or reorder what is read.

A label of a game file, a cell of a table, a title or a claim is a stranger's. What it may not do is
steer a terminal (control characters: escape sequences begin with one), change the direction of
writing (overrides, embeddings, isolates, marks), or stand there unseen (spaces of no width, fillers,
tags, soft hyphens). Such letters are written out (`shown`) or replaced (`clean`); all others stay.

Source: Unicode Standard 15, chapters 4.5 (general categories) and 5.21 (Default_Ignorable_Code_Point);
UAX 9 (bidirectional controls); ECMA-48, section 5 (control functions).
"""

from __future__ import annotations

import re
import unicodedata

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # kinds of letters that steer instead of show
SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
REPLACED = "\ufffd"
JOINERS = "\u200c\u200d"  # they shape letters and pictures: kept behind one, and written out elsewhere

# What steers or hides, beside the line ends and tabs that texts are laid out with. Some of it counts as
# letters or marks by its general category.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0"  # unseen letters and marks
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction: marks, embeddings, overrides, isolates
    "\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"  # shorthand, music, tags, variants
)
_DOUBTFUL = re.compile(f"{HIDDEN.pattern}|[{JOINERS}]")


def shown(text: str) -> str:
    """A text of others as one line that a terminal may be sent: what steers or hides is written out.

    Control characters, line ends, changes of the direction of writing, letters that nobody sees and
    characters that nobody has defined become `\\x1b`, `\\n`, `\\u202e`; all else stays. A text that is
    shown is shown as it is.

    Examples
    --------
    >>> print(shown("war\\x1b[2J"), shown("Zürich, 東京"))
    war\\x1b[2J Zürich, 東京
    >>> print(shown("a\\u2066b\\u3164c\\u200dd"))
    a\\u2066b\\u3164c\\u200dd
    """
    if text.isprintable() and not _DOUBTFUL.search(text):
        return text
    return "".join(
        _written(letter) if is_hidden(letter, text[i - 1 : i]) else letter for i, letter in enumerate(text)
    )


def shown_lines(text: str) -> str:
    """The same for a text of several lines, whose line ends stay.

    Examples
    --------
    >>> print(shown_lines("one\\ntwo\\x07"))
    one
    two\\x07
    """
    return "\n".join(map(shown, text.split("\n")))


def clean(text: str) -> str:
    """The text with every letter that steers or hides replaced by U+FFFD; line ends and tabs stay.

    Examples
    --------
    >>> clean("a\\u2067b\\x00c\\nd\\te") == "a\\ufffdb\\ufffdc\\nd\\te"
    True
    """
    if text.isprintable() and not _DOUBTFUL.search(text):
        return text
    return "".join(
        REPLACED if letter not in "\n\t" and is_hidden(letter, text[i - 1 : i]) else letter
        for i, letter in enumerate(text)
    )


def is_hidden(letter: str, before: str = "") -> bool:
    """Whether a letter steers or hides; a joiner does not where it stands behind what it joins.

    Examples
    --------
    >>> is_hidden("\\u2069"), is_hidden("é"), is_hidden("\\u200d", "क"), is_hidden("\\u200d", "a")
    (True, False, False, True)
    """
    if letter in JOINERS:
        return before.isascii() or before in JOINERS or is_hidden(before)
    return HIDDEN.match(letter) is not None or unicodedata.category(letter) in UNSEEN


def _written(letter: str) -> str:
    code = ord(letter)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return SHORT.get(letter) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
