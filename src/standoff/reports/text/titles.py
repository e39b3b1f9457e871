"""What moves and actors are called: the title that the text gives, or the name in plain letters."""

from __future__ import annotations

from standoff.reports.text.numbers import plain_name
from standoff.results.folder import RunFiles


def move_title(files: RunFiles, move: str) -> str:
    said = files.words.moves.get(move)
    return (said.title if said else "") or plain_name(move)


def actor_title(files: RunFiles, actor: str) -> str:
    said = files.words.actors.get(actor)
    return (said.title if said else "") or plain_name(actor)
