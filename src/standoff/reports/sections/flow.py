"""Figure: how the options of the first choice flow into endings, under each reading."""

from __future__ import annotations

from markupsafe import Markup

from standoff.reports.figures.flow import End, Stream, ending_colour, flow_drawing
from standoff.reports.text.ending_keys import PALETTE, Ending
from standoff.reports.text.numbers import percent, plain_name
from standoff.reports.text.tabled import Tabled
from standoff.reports.text.titles import actor_title, move_title
from standoff.results.run.folder import RunFiles
from standoff.results.run.parts import EndingParts, MoveShares, OptionShare, Parts

OPEN = 0.02  # of plays: a move is a choice if two of its options are taken as often
LEAST = 0.01  # of plays: endings below are one bar
NOT_MADE = "not made"


def flow_part(files: RunFiles, endings: tuple[Ending, ...]) -> Tabled | None:
    """The figure; none where nobody has a choice, or the run does not tell what endings are made of."""
    move = first_choice(files)
    parts = {r: files.details[r].parts for r in files.readings}
    if not move or any(part is None or not part.endings for part in parts.values()):
        return None
    said = files.words.moves.get(move)
    who = "" if said is None or said.actor is None else f"{actor_title(files, said.actor)}: "
    about = f"{who}{move_title(files, move)}"
    drawings = [
        drawn
        for reading, part in parts.items()
        if part is not None and (drawn := _drawing(files, reading, part, (move, about), endings)) is not None
    ]
    caption = (
        f"The first move at which somebody has a choice ({about}), and where plays with each option end; "
        "bands are as wide as they are likely. What comes between is the model's play. Endings under "
        f"{percent(LEAST)} are one band."
    )
    heads = ("Reading", "Option", "Ending", "Of all plays")
    rows = [
        (files.reading_title(reading), _option(option.option), ending.title, percent(share))
        for reading, part in parts.items()
        for option in _options(part, move)
        for ending in endings
        if (share := _joint(part, ending.name, move, option.option)) >= LEAST
    ]
    title = "How the first choice flows into endings"
    return Tabled("flow", title, tuple(drawings), caption, heads, tuple(rows)) if drawings else None


def _options(parts: Parts | None, move: str) -> list[OptionShare]:
    """The options of a move that are taken."""
    told = next((one for one in parts.moves if one.move == move), None) if parts else None
    return [one for one in told.options if one.share > 0] if told else []


def _joint(parts: Parts | None, ending: str, move: str, option: str | None) -> float:
    """The share of all plays that take an option and come to an ending."""
    told = next((one for one in parts.endings if one.ending == ending), None) if parts else None
    return 0.0 if told is None else told.probability * _share(told, move, option)


def first_choice(files: RunFiles) -> str:
    """The earliest decision of which two options are taken in a fiftieth of plays (first reading)."""
    details = files.details[files.base]
    shares = {one.move: one for one in (details.parts.moves if details.parts else [])}
    for node in sorted(details.nodes, key=lambda one: one.id):
        told = shares.get(node.move)
        if node.kind == "decision" and told is not None:
            taken = [one for one in told.options if one.option is not None and one.share >= OPEN]
            if len(taken) > 1:
                return node.move
    return ""


def _drawing(
    files: RunFiles, reading: str, parts: Parts, move: tuple[str, str], endings: tuple[Ending, ...]
) -> Markup | None:
    named = _options(parts, move[0])
    if not named:
        return None
    sources = [End(_option(one.option), one.share) for one in named]
    known = {one.ending: one for one in parts.endings}
    large = [e for e in endings if e.name in known and known[e.name].probability >= LEAST]
    small = [
        one for one in parts.endings if one.ending not in {e.name for e in large} and one.probability > 0
    ]
    targets = [End(f"{e.letter} {e.title}", known[e.name].probability, _colour(e)) for e in large]
    groups = [[known[e.name]] for e in large]
    if small:
        rest = sum(one.probability for one in small)
        targets.append(End(f"{len(small)} other{'s' if len(small) > 1 else ''}", rest, 6))
        groups.append(small)
    streams = [
        Stream(i, j, share)
        for j, group in enumerate(groups)
        for i, option in enumerate(named)
        if (share := sum(one.probability * _share(one, move[0], option.option) for one in group)) > 0
    ]
    heads = (move[1], "How it ends")
    title = files.reading_title(reading)
    said = f"{title}, how the first choice flows into endings: {move[1]}"
    return flow_drawing(title, heads, (sources, targets), streams, said)


def _share(ending: EndingParts, move: str, option: str | None) -> float:
    told: MoveShares | None = next((one for one in ending.moves if one.move == move), None)
    return 0.0 if told is None else sum(one.share for one in told.options if one.option == option)


def _option(option: str | None) -> str:
    return NOT_MADE if option is None else plain_name(option)


def _colour(ending: Ending) -> int:
    return ending_colour(PALETTE.index(ending.colour) if ending.colour in PALETTE else len(PALETTE))
