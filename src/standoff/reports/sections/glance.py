"""The game at a glance, on the first page: the drawing for each width, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from standoff.reports.figures.glance import WIDTHS, actor_colours, glance_drawing, sentence
from standoff.reports.text.moments import Course, course
from standoff.results.run.folder import RunFiles

PRINTED = "middle"


@dataclass(frozen=True, slots=True)
class GlancePart:
    """The drawings, one of which is shown; what they say; moves that are made under no reading.

    `rows` are those of the drawing that is as wide as a printed page.
    """

    drawings: tuple[Markup, ...]
    rows: tuple[Markup, ...]
    words: tuple[str, ...]
    never: tuple[str, ...]
    closed: bool
    chance: bool
    together: bool


def glance_part(files: RunFiles) -> GlancePart | None:
    """The game at a glance; nothing where nobody moves."""
    found = course(files)
    if not found.moments:
        return None
    cards = [card for moment in found.moments for card in moment.cards]
    made = drawings(files, found)
    return GlancePart(
        tuple(drawing for drawing, _ in made.values()),
        made[PRINTED][1],
        tuple(sentence(moment) for moment in found.moments),
        found.never,
        any(card.closed for card in cards),
        any(not card.mover for card in cards),
        any(len(moment.cards) > 1 for moment in found.moments),
    )


def drawings(files: RunFiles, found: Course) -> dict[str, tuple[Markup, tuple[Markup, ...]]]:
    """For each width of a page a drawing, and its rows."""
    colours = actor_colours(list(dict.fromkeys(c.mover for m in found.moments for c in m.cards if c.mover)))
    title = f"The game at a glance: {files.words.title}"
    return {kind: glance_drawing(found, kind, colours, title) for kind in WIDTHS}
