"""What moves and actors are called: the title that the text gives, or the name in plain letters."""

from __future__ import annotations

import re
from typing import Protocol

from standoff.reports.text.numbers import plain_name
from standoff.results.run.texts import Words

COPY = re.compile(r"(.*?)(?:,| after) ((?:stage|round) \d+)", re.DOTALL)
INDEX = re.compile(r"\[([^\]]*)\]")


class Worded(Protocol):
    """What has the words of a scenario: the files of a run, or a session."""

    @property
    def words(self) -> Words: ...


def move_title(files: Worded, move: str) -> str:
    """Of a move of a block, named without its stage, the title that its copies share."""
    moves = files.words.moves
    said = moves.get(move) or next((one for name, one in moves.items() if base_name(name) == move), None)
    title = said.title if said else ""
    return (title if move in moves else without_copy(title)[0]) or plain_name(move)


def base_name(move: str) -> str:
    """A move's name without the member or the stage that it is a copy for.

    Examples
    --------
    >>> base_name("talks.answer[2]"), base_name("ban[france]"), base_name("landing")
    ('talks.answer', 'ban', 'landing')
    """
    return INDEX.sub("", move)


def without_copy(title: str) -> tuple[str, str]:
    """The title without the stage or round at its end, and that.

    Examples
    --------
    >>> without_copy("Does the line hold, stage 2"), without_copy("A third round")
    (('Does the line hold', 'stage 2'), ('A third round', ''))
    """
    found = COPY.fullmatch(title)
    return (found[1], found[2]) if found else (title, "")


def actor_title(files: Worded, actor: str) -> str:
    said = files.words.actors.get(actor)
    return (said.title if said else "") or plain_name(actor)


def first_sentence(says: str) -> str:
    """What a number is, without the reasons that stand behind it in its text.

    Examples
    --------
    >>> first_sentence("chance of a collapse. Low (.3): nobody was surprised.")
    'Chance of a collapse'
    """
    said = re.split(r"\.\s", says, maxsplit=1)[0].rstrip(".")
    return said[:1].upper() + said[1:]
