"""The moves of a game as moments in their order: who moves, when, who sees it, what is likeliest.

Copies of one move (of the members of a group, of the stages of a repeated block) are one card with a line
for each likeliest option; moves made at the same time share a moment. What only follows from earlier moves
is no move here. Chances are shares of the plays in which the move is made.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from standoff.reports.text.cases import SURE, cases, span
from standoff.reports.text.numbers import NARROW, day, listed, plain_name, spelled
from standoff.reports.text.titles import INDEX, actor_title, base_name, move_title, without_copy
from standoff.results.run.details import DatedMove
from standoff.results.run.folder import RunFiles
from standoff.results.run.texts import MoveText

CHANCE = ""  # the mover's name where nobody moves
MADE = 1e-9  # of plays: a move that is made less often is never made
Shares = dict[str, dict[str, dict[str, float]]]  # by move, reading and option
MOST_NAMED = 2  # movers of one card that are named
OFTEN = 0.995  # of plays: a move that is made so often is always made
EDGE = 1e-9  # of a likeliest option: which of two equal ones is told does not hang on rounding


@dataclass(frozen=True, slots=True)
class Likely:
    """The likeliest option of some copies of a move: its range over them and the readings.

    who : which copies, empty where it holds for all; elsewhere : readings in which another is likeliest
    """

    who: str
    option: str
    low: float
    high: float
    elsewhere: tuple[str, ...]

    @property
    def cases(self) -> str:
        """`in 26 to 57 of 100 cases`, for a sentence."""
        return cases(self.low, self.high)

    @property
    def range(self) -> str:
        """`26 to 57 of 100`; `always` where it never goes otherwise."""
        return "always" if self.low >= 1.0 - SURE else f"{span(self.low, self.high)} of{NARROW}100"


@dataclass(frozen=True, slots=True)
class Card:
    """A move and its copies. `mover` is an actor's name, or nothing of a chance move.

    closed : who sees the result, where not all do; made : how often it is made, where not always
    """

    moves: tuple[str, ...]
    title: str
    mover: str
    mover_title: str
    copies: str
    likely: tuple[Likely, ...]
    closed: str
    made: str
    of_number: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """Cards of one point of time. `when` is a day, a span of days, or nothing where it is not dated."""

    cards: tuple[Card, ...]
    when: str


@dataclass(frozen=True, slots=True)
class Course:
    """All moments in order, and the titles of moves that are made under no reading."""

    moments: tuple[Moment, ...]
    never: tuple[str, ...]


def course(files: RunFiles) -> Course:
    """The moves of the run in the order of its text, those made together in one moment."""
    groups: dict[str, list[str]] = {}
    for name in ordered_moves(files):
        groups.setdefault(base_name(name), []).append(name)
    shares = option_shares(files)
    moments: list[list[list[str]]] = []
    never = []
    for names in groups.values():
        if not number_of(files, names[0]) and not any(shares.get(name) for name in names):
            never.append(_title(files, names))
        elif moments and _together(files, moments[-1][-1], names):
            moments[-1].append(names)
        else:
            moments.append([names])
    return Course(tuple(_moment(files, cards, shares) for cards in moments), tuple(never))


def ordered_moves(files: RunFiles) -> tuple[str, ...]:
    """Every move of the game but what only follows from others; private numbers, which come first, too."""
    words = files.words.moves
    played = {node.move for details in files.details.values() for node in details.nodes if node.move}
    dated = {one.move for details in files.details.values() for one in details.calendar}
    known = [name for name in files.words.order.moves if name in words]
    first = [name for name in words if name not in known]
    return tuple(
        name
        for name in (*sorted(first), *known)
        if not words[name].state
        and (number_of(files, name) or name in played | dated or not _is_end(files, name))
    )


def number_of(files: RunFiles, name: str) -> str:
    """The private number whose value a move stands for, also in a run that does not say so."""
    said = files.words.moves[name]
    known = name in files.words.order.moves or not name.endswith(".type")
    return said.number or ("" if known else name.removesuffix(".type"))


def _is_end(files: RunFiles, name: str) -> bool:
    """Whether it is a block's own end or state, in a run that does not say so."""
    said = files.words.moves[name]
    blocks = {other.split(".")[0] for other in files.words.moves if "." in other}
    return said.seen_by is None and said.actor is None and base_name(name).split(".")[0] in blocks


def option_shares(files: RunFiles) -> Shares:
    """How often each option of each move is taken, of all plays, by reading in which it is made.

    Of dated moves over all draws, as the calendar says; of others over the draws that are explained.
    """
    found: Shares = {}
    for reading, details in files.details.items():
        move_of = {node.id: node.move for node in details.nodes}
        for edge in details.edges:
            move = move_of[edge.source]
            if edge.option in _own_options(files, move, edge.option):  # else a nest of options
                taken = found.setdefault(move, {}).setdefault(reading, {})
                taken[edge.option] = taken.get(edge.option, 0.0) + edge.reach
        for one in details.calendar:
            dated = {o.option: o.probability or 0.0 for o in one.options}
            if sum(dated.values()) > MADE and set(_own_options(files, one.move, "")) <= {*dated, ""}:
                found.setdefault(one.move, {})[reading] = dated
    return {
        move: {reading: taken for reading, taken in by_reading.items() if sum(taken.values()) > MADE}
        for move, by_reading in found.items()
    }


def _own_options(files: RunFiles, move: str, otherwise: str) -> list[str]:
    """The options that the text gives a move; `otherwise` where it gives none."""
    said = files.words.moves.get(move)
    return list(said.options) if said and said.options else [otherwise]


def _together(files: RunFiles, before: list[str], names: list[str]) -> bool:
    return bool(set(files.words.moves[names[0]].together) & set(before))


def _moment(files: RunFiles, cards: list[list[str]], shares: Shares) -> Moment:
    return Moment(tuple(_card(files, names, shares) for names in cards), _when(files, cards))


def _card(files: RunFiles, names: list[str], shares: Shares) -> Card:
    said, number = files.words.moves[names[0]], number_of(files, names[0])
    movers = {files.words.moves[name].actor for name in names}
    one = next(iter(movers)) if len(movers) == 1 else names[0]
    made = [sum(taken.values()) for name in names for taken in shares.get(name, {}).values()]
    often = "" if not made or min(made) >= OFTEN else f"made in {span(min(made), max(made))} of{NARROW}100"
    return Card(
        tuple(names),
        _title(files, names),
        one or CHANCE,
        "A private number" if number else _movers(files, names),
        _copies(files, names),
        () if number else _likely(files, names, shares),
        _closed(files, said),
        "" if number else often,
        bool(number),
    )


def _movers(files: RunFiles, names: list[str]) -> str:
    titles = [actor_title(files, actor) for actor in dict.fromkeys(_actors(files, names))]
    if len(titles) > MOST_NAMED:
        return f"{titles[0]} and {len(titles) - 1} more"
    return listed(titles) or "Chance"


def _actors(files: RunFiles, names: list[str]) -> list[str]:
    return [actor for name in names if (actor := files.words.moves[name].actor)]


def _title(files: RunFiles, names: list[str]) -> str:
    """The title without what tells copies apart; of a private number its own words."""
    if number := number_of(files, names[0]):
        rows = files.parameters[files.base]
        return next((row.says or plain_name(row.name) for row in rows if row.name == number), number)
    title = move_title(files, names[0])
    if len(names) == 1:
        return title
    title, _ = without_copy(title)
    for actor in _actors(files, names[:1]):
        title = title.removesuffix(f" ({actor_title(files, actor)})")
    return title


def _copies(files: RunFiles, names: list[str]) -> str:
    if len(names) == 1:
        return ""
    stages = {files.words.moves[name].stage for name in names} - {0}
    n_members = len({tuple(_members(name)) for name in names})
    parts = [f"{spelled(len(stages))} {_stage_word(files, names[0])}s"] if len(stages) > 1 else []
    parts += [f"{spelled(n_members)} members"] if n_members > 1 else []
    return ", ".join(parts) or f"{spelled(len(names))} times"


def _members(name: str) -> list[str]:
    """The indices of a copy that are no stages."""
    return [part for found in INDEX.findall(name) for part in found.split(",") if not part.strip().isdigit()]


def _stage(name: str) -> str:
    found = [part for found in INDEX.findall(name) for part in found.split(",") if part.strip().isdigit()]
    return found[-1] if found else ""


def _stage_word(files: RunFiles, name: str) -> str:
    """What the text calls the parts of the block: stages, which are dated, or rounds."""
    return without_copy(move_title(files, name))[1].partition(" ")[0] or "stage"


def _likely(files: RunFiles, names: list[str], shares: Shares) -> tuple[Likely, ...]:
    """Copies grouped by their likeliest option, in their order."""
    groups: dict[str, list[str]] = {}
    for name in names:
        if shares.get(name):
            reading = files.base if files.base in shares[name] else next(iter(shares[name]))
            groups.setdefault(_top(shares[name][reading]), []).append(name)
    return tuple(
        _likeliest(files, option, copies, _who(files, copies, names) if len(groups) > 1 else "", shares)
        for option, copies in groups.items()
    )


def _top(taken: dict[str, float]) -> str:
    most = max(taken.values())
    return next(option for option, share in taken.items() if share >= most - EDGE)


def _likeliest(
    files: RunFiles,
    option: str,
    copies: list[str],
    who: str,
    shares: Shares,
) -> Likely:
    found, elsewhere = [], []
    for name in copies:
        for reading, taken in shares[name].items():
            found.append(taken.get(option, 0.0) / sum(taken.values()))
            if taken.get(option, 0.0) < max(taken.values()) - EDGE:
                elsewhere.append(files.reading_title(reading))
    return Likely(who, plain_name(option), min(found), max(found), tuple(dict.fromkeys(elsewhere)))


def _who(files: RunFiles, copies: list[str], names: list[str]) -> str:
    """Which copies: `stage 1 and 2`, or the members' titles."""
    stages = [stage for name in copies if (stage := _stage(name))]
    if stages and len(stages) == len(copies) and len({tuple(_members(name)) for name in names}) == 1:
        whole = len(stages) > 2 and int(stages[-1]) - int(stages[0]) == len(stages) - 1
        told = f"{stages[0]} to {stages[-1]}" if whole else listed(stages)
        return f"{_stage_word(files, copies[0])} {told}"
    titles = dict.fromkeys(
        (actor_title(files, actor) if (actor := files.words.moves[name].actor) else ", ".join(_members(name)))
        + (f" {_stage(name)}" if _stage(name) else "")
        for name in copies
    )
    return listed(list(titles))


def _closed(files: RunFiles, said: MoveText) -> str:
    """Who sees the result, where not all actors do."""
    actors = list(files.words.order.actors or files.words.actors)
    if said.seen_by is None or set(actors) <= set(said.seen_by):
        return ""
    seeing = [actor_title(files, actor) for actor in actors if actor in said.seen_by]
    blind = [actor_title(files, actor) for actor in actors if actor not in said.seen_by]
    if not seeing:
        return "nobody sees it"
    if len(blind) < len(seeing):
        return f"hidden from {listed(blind)}"
    return f"seen by {listed(seeing)} alone"


def _when(files: RunFiles, cards: list[list[str]]) -> str:
    """The first and the last day of the moment's windows; nothing where no move of it is dated."""
    names = {name for copies in cards for name in copies}
    dated = [one for one in files.details[files.base].calendar if one.move in names]
    if not dated:
        return ""
    first = min(_start(files, one) for one in dated)
    last = max(one.end for one in dated)
    if first == last:
        return day(last)
    if first == files.summary.as_of and all(one.kind == "by" for one in dated):
        return f"by {day(last)}"
    ends = day(last).removeprefix(f"{first.year}-")
    return f"{day(first)} to {ends}"


def _start(files: RunFiles, move: DatedMove) -> dt.date:
    if move.start is not None:
        return min(move.start, move.end)
    return move.end if move.kind == "on" else min(files.summary.as_of, move.end)
