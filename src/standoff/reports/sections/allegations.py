"""What is unverified in a run, and whether it is off: counted and said in one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.reports.text.titles import move_title
from standoff.results.run.folder import RunFiles


@dataclass(frozen=True, slots=True)
class AllegedMove:
    """An unverified move; `off` where what it alleges has probability 0 under every reading."""

    title: str
    off: bool


def alleged_moves(files: RunFiles) -> tuple[AllegedMove, ...]:
    """The unverified moves. One option with all of the probability is the move's being off."""
    out = []
    for name, move in files.words.moves.items():
        if not move.unverified:
            continue
        reach: dict[str, float] = {}
        for reading in files.readings:
            places = {node.id for node in files.details[reading].nodes if node.move == name}
            for edge in files.details[reading].edges:
                if edge.source in places:
                    reach[edge.option] = reach.get(edge.option, 0.0) + edge.reach
        out.append(AllegedMove(move_title(files, name), sum(1 for total in reach.values() if total > 0) <= 1))
    return tuple(out)


def sentence(files: RunFiles) -> str:
    """How much is unverified and whether it is in use, for the first page and the terminal."""
    found, moves = files.summary.assumptions, alleged_moves(files)
    if not found.unverified:
        return "None rests on an unverified allegation."
    n = found.unverified
    start = f"{n} claims, numbers or moves are unverified allegations"
    if n == 1:
        start = "1 claim, number or move is an unverified allegation"
    if not found.unverified_in_use:
        return f"{start}: off in every reading."
    if moves and all(move.off for move in moves):
        return f"{start}: off, what they allege has probability 0 in every reading."
    return f"{start}; {found.unverified_in_use} of them in use."


def assumed(files: RunFiles) -> str:
    """On how much assumption it all rests, for first page and brief."""
    found = files.summary.assumptions
    counted = f"{found.sentence} ({found.more})" if found.more else found.sentence
    return f"It rests on {counted}. {sentence(files)}"
