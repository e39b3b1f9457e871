"""How each ending comes about, and which parts of the model move nothing: from the play itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import NOTHING, count, listed, number, percent, plain_name
from standoff.reports.text.titles import base_name, move_title, without_copy
from standoff.results.run.folder import RunFiles
from standoff.results.run.parts import Course, EndingParts, MoveShares, Parts, Signal

TOLD = 3  # moves that are told of an ending, beside those that are always the same
DIFFERENT = 0.05  # half the summed differences from all plays below which a move is not told
RISE = 0.05  # by which an option's share has to lie above that of all plays to be named
NAMED = 2  # options that are named of a move
SURE = 1.0 - 1e-9  # of an ending's plays: all of them
RARE = 0.05  # of an ending: a rarer course says little, and stands in the run's files
MOVES_OF_COURSE = 6  # moves of a course that are named
NEVER = "never comes"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is said of some readings that stand side by side and agree."""

    said: str
    span: int


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class EndingBlock:
    """One ending: what all its plays have in common, the moves that differ, its most frequent courses."""

    ending: Ending
    always: str
    rows: tuple[Row, ...]
    courses: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class CompositionPart:
    """samples : draws by reading, in words; one_way, unheeded : a sentence each"""

    blocks: tuple[EndingBlock, ...]
    one_way: tuple[str, ...]
    unheeded: tuple[str, ...]
    samples: str


def composition_part(files: RunFiles, endings: tuple[Ending, ...]) -> CompositionPart | None:
    """The part on the model's own parts, or None where the run is older than they are."""
    found = known(files)
    if not found:
        return None
    return CompositionPart(
        tuple(_block(files, found, ending) for ending in endings),
        tuple(one_way(files, found)),
        tuple(unheeded(files, found)),
        _samples(files, found),
    )


def known(files: RunFiles) -> dict[str, Parts]:
    """What each reading's play says of the parts, by reading; empty where nothing was solved."""
    told = {r: files.details[r].parts for r in files.readings}
    return {r: parts for r, parts in told.items() if parts is not None and parts.draws}


def _samples(files: RunFiles, found: Mapping[str, Parts]) -> str:
    said = []
    for (draws, unsolved), some in groupby(found, key=lambda r: (found[r].draws, found[r].unsolved)):
        titles = [files.reading_title(reading) for reading in some]
        left = f" ({count(unsolved)} more had no answer)" if unsolved else ""
        said.append(f"{listed(titles)}: first {count(draws)} draws{left}")
    return f"{'; '.join(said)}." if len(said) > 1 else f"First {said[0].partition(': first ')[2]}."


def _block(files: RunFiles, found: Mapping[str, Parts], ending: Ending) -> EndingBlock:
    own = {r: one for r, parts in found.items() for one in parts.endings if one.ending == ending.name}
    comes = {r: one for r, one in own.items() if one.moves}
    always = _always(comes.values())
    names = {move.move for one in comes.values() for move in one.moves} - set(always)
    size = {name: max(_differs(one, name) for one in comes.values()) for name in names}
    told = sorted((n for n in names if size[n] >= DIFFERENT), key=lambda n: (-round(size[n], 9), n))[:TOLD]
    said = [f"{move_title(files, name)} – {plain_name(option)}" for name, option in always.items()]
    rows = [
        Row(
            move_title(files, name),
            _merged(_share_cell(found[r], own.get(r), name) for r in found),
        )
        for name in told
    ]
    return EndingBlock(ending, listed(said), tuple(rows), tuple(_courses(files, found, own, always)))


def _differs(one: EndingParts, name: str) -> float:
    return next((move.differs for move in one.moves if move.move == name), 0.0)


def _always(endings: Iterable[EndingParts]) -> dict[str, str]:
    """Moves that come to one option in all plays of an ending, in every reading, and elsewhere do not."""
    each = []
    for one in endings:
        sure = {
            (m.move, o.option): m.differs
            for m in one.moves
            for o in m.options
            if o.option is not None and o.share >= SURE
        }
        each.append({pair for pair, differs in sure.items() if differs >= DIFFERENT})
    return dict(sorted(set.intersection(*each))) if each else {}


def _share_cell(parts: Parts, ending: EndingParts | None, name: str) -> str:
    """`firm 99 % (of all plays 40 %)`: the options that stand out in an ending."""
    if ending is None or not ending.moves:
        return NEVER
    whole = _shares(next((m for m in parts.moves if m.move == name), None))
    own = _shares(next((m for m in ending.moves if m.move == name), None)) or {None: 1.0}
    if not whole:
        return NOTHING
    rises = {option: share - whole.get(option, 0.0) for option, share in own.items()}
    most = sorted(rises, key=lambda o: (-round(rises[o], 9), o or ""))[:NAMED]
    named = [o for o in most if rises[o] >= RISE]
    if not named:
        return "as in all plays"
    return ", ".join(
        f"{_option(o)} {percent(own[o])} (of all plays {percent(whole.get(o, 0.0))})" for o in named
    )


def _shares(move: MoveShares | None) -> dict[str | None, float]:
    return {} if move is None else {one.option: one.share for one in move.options}


def _option(option: str | None) -> str:
    return "not made" if option is None else plain_name(option)


def _merged(cells: Iterable[str]) -> tuple[Cell, ...]:
    """Cells of readings that stand side by side, those that say the same as one."""
    return tuple(Cell(said, len(list(some))) for said, some in groupby(cells))


def _courses(
    files: RunFiles,
    found: Mapping[str, Parts],
    own: Mapping[str, EndingParts],
    always: Mapping[str, str],
) -> Iterable[Row]:
    told = {r: [c for c in own[r].courses if c.share >= RARE] if r in own else [] for r in found}
    for k in range(max(map(len, told.values()), default=0)):
        cells = (_course(files, told[r][k], always) if k < len(told[r]) else NOTHING for r in found)
        yield Row(str(k + 1), _merged(cells))


def _course(files: RunFiles, course: Course, always: Mapping[str, str]) -> str:
    """`Kind – firm, Pledge – silent (48 %)`, without what all plays of the ending have in common."""
    made = [(name, option) for name, option in course.moves.items() if always.get(name) != option]
    said = [f"{move_title(files, name)} – {plain_name(option)}" for name, option in made[:MOVES_OF_COURSE]]
    more = f", and {len(made) - MOVES_OF_COURSE} more moves" if len(made) > MOVES_OF_COURSE else ""
    return f"{', '.join(said) or 'no other move is made'}{more} ({percent(course.share)})"


def one_way(files: RunFiles, found: Mapping[str, Parts]) -> list[str]:
    """Moves that nearly always come to one option where they are made, a sentence each."""
    readings: dict[tuple[str, str], list[str]] = {}
    for reading, parts in found.items():
        for move, option, _ in (one for one in parts.one_way if one[0] not in files.summary.observed):
            readings.setdefault((move, option), []).append(reading)
    copies: dict[tuple[str, str, str, str], list[str]] = {}
    for (move, option), some in sorted(readings.items()):
        title, copy = without_copy(move_title(files, move))
        key = (base_name(move), f"“{title}”", plain_name(option), _under(files, found, some))
        copies.setdefault(key, []).append(copy)
    return [
        f"{title}{_copies(made)} comes to “{option}” in 99 % or more of the plays in which it is made{under}."
        for (_, title, option, under), made in copies.items()
    ]


def _copies(made: Sequence[str]) -> str:
    """` (stages 1, 2 and 4)`: which copies of a move of a block, if it is one."""
    parts = [copy.partition(" ") for copy in made if copy]
    if not parts:
        return ""
    several = "s" if len(parts) > 1 else ""
    numbers = sorted((n for _, _, n in parts), key=int)
    return f" ({parts[0][0]}{several} {listed(numbers)})"


def unheeded(files: RunFiles, found: Mapping[str, Parts]) -> list[str]:
    """Moves on which nothing that anybody does later depends, a sentence each."""
    readings: dict[tuple[bool, str], dict[str, Signal]] = {}
    for reading, parts in found.items():
        for signal in parts.signals:
            if signal.idle:
                readings.setdefault((signal.never, signal.move), {})[reading] = signal
    return [
        _unheeded(files, found, move, some, never=never) for (never, move), some in sorted(readings.items())
    ]


def _unheeded(
    files: RunFiles, found: Mapping[str, Parts], move: str, some: Mapping[str, Signal], *, never: bool
) -> str:
    title = f"“{move_title(files, move)}”"
    where = _under(files, found, list(some))
    if never:
        so = "no later choice tells its options apart"
        return f"Nothing that anybody does later could depend on {title}{where}: {so}."
    play = max(one.play or 0.0 for one in some.values())
    believed = [one.belief for one in some.values() if one.belief is not None]
    beliefs = f", and beliefs by {_points(max(believed))}" if believed else ""
    return (
        f"Nothing that anybody does later depends on {title}{where}: between its options later play differs "
        f"by {_points(play)}{beliefs}, in these draws."
    )


def _points(share: float) -> str:
    if share == 0.0:
        return "nothing"
    return "under 0.1 points" if share < 0.001 else f"at most {number(100 * share, 1)} points"


def _under(files: RunFiles, found: Mapping[str, Parts], some: list[str]) -> str:
    """Under which readings something is so, where it is not under all."""
    if len(some) == len(found):
        return ""
    return f" under {listed([f'“{files.reading_title(reading)}”' for reading in some])}"


def short(files: RunFiles, endings: tuple[Ending, ...]) -> list[str]:
    """For the terminal: what stands out in each ending under the file's own reading, what moves nothing."""
    found = known(files)
    if files.base not in found:
        return []
    blocks = [(ending, _block(files, {files.base: found[files.base]}, ending)) for ending in endings]
    said = [
        f"  {ending.title}: {block.rows[0].what} – {block.rows[0].cells[0].said}"
        for ending, block in blocks
        if block.rows
    ]
    lead = ["What stands out in the plays of each ending (the file's own reading):", *said] if said else []
    return [*lead, *one_way(files, found), *unheeded(files, found)]
