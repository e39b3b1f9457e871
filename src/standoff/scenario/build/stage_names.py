"""What names mean in a stage of a repeated block, and what names of a block mean outside it.

Inside: `entry` is this stage's, if it stands earlier in the stage; `entry[before]` the last stage's (in
the first stage it was not made); a carried state is what it is when the stage begins, in `until` what
it has become. Outside: `campaign.entry` is the last that was made, `campaign.entry[2]` a stage's,
`campaign.mood` the state at the end, `campaign.ended` when the block was over. See docs/design/021.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from standoff.errors import Problem, ScenarioError, Span, nearest
from standoff.expressions import STAGED, Expression, Name, Process, Within, day_number, place
from standoff.expressions.stages import (
    BEFORE,
    ENDED,
    NUMBER,
    STAGE,
    StageDays,
    spans_of,
    until_stage,
    with_days,
)
from standoff.expressions.written import (
    Written,
    WrittenComparison,
    WrittenList,
    WrittenName,
    parts_of,
)
from standoff.scenario.records import Block, Stage

Names = Mapping[str, Name]


@dataclass(frozen=True, slots=True)
class Here:
    """Where in a block a text stands: in a stage's move or state, or ("") in what ends the stage."""

    block: Block
    inner: str
    number: int

    @property
    def stage(self) -> Stage:
        return self.block.stages[self.number - 1]

    @property
    def days(self) -> StageDays:
        first, last = self.stage.first, self.stage.last
        if first is None or last is None:
            return StageDays(self.number)
        return StageDays(self.number, day_number(first), day_number(last))


def here_of(within: Within, blocks: Mapping[str, Block]) -> Here | None:
    """The block and stage that a text stands in, if it does."""
    for one in within:
        if one.kind == STAGED:
            name, _, inner = one.over.partition(".")
            return Here(blocks[name], inner, int(one.at))
    return None


def before_of(inner: str) -> str:
    """How the last stage's is written: `entry[before]`, `join[france,before]`."""
    return f"{inner[:-1]},{BEFORE}]" if inner.endswith("]") else f"{inner}[{BEFORE}]"


def outside_names(block: Block, names: Names) -> Iterator[tuple[str, Name]]:
    """The names of a block after it, with what they stand for."""
    last = len(block.stages)
    for inner in block.moves:
        of = tuple(block.move(inner, stage.number) for stage in block.stages)
        if all(name in names for name in of):
            yield f"{block.name}.{inner}", replace(names[of[0]], of=of)
    for inner in block.states:
        name = block.move(inner, last)
        if name in names:
            yield f"{block.name}.{inner}", replace(names[name], of=(name,))
    if block.ends:
        of = tuple(block.end(stage.number) for stage in block.stages)
        yield f"{block.name}.{ENDED}", replace(_when(block), of=of)


def _when(block: Block) -> Name:
    days = [stage.last for stage in block.stages if stage.last is not None]
    if days:
        options = tuple(day.isoformat() for day in days)
        return Name("move", "date", options, tuple(map(day_number, days)), ends=True)
    numbers = tuple(str(stage.number) for stage in block.stages)
    return Name("move", "", numbers, tuple(map(float, numbers)), ends=True)


def inside_names(here: Here, names: Names) -> dict[str, Name]:
    """What names mean where a text stands in a stage."""
    block, k = here.block, here.number
    found: dict[str, Name] = {}
    for inner in block.moves:
        own = names.get(block.move(inner, k))
        if own is None:
            continue
        found[before_of(inner)] = replace(own, of=(block.move(inner, k - 1),) if k > 1 else ())
        if _is_earlier(here, inner):
            found[inner] = replace(own, of=(block.move(inner, k),))
    for inner in block.states:
        own = names.get(block.move(inner, k))
        if own is None:
            continue
        start = block.starts[inner]
        before = replace(own, of=(block.move(inner, k - 1),)) if k > 1 else replace(own, of=(), start=start)
        found[before_of(inner)] = before
        found[inner] = before if here.inner else replace(own, of=(block.move(inner, k),))
    return found


def _is_earlier(here: Here, inner: str) -> bool:
    moves = here.block.moves
    return here.inner not in moves or moves.index(inner) < moves.index(here.inner)


@dataclass(frozen=True, slots=True)
class Around:
    """What an expression finds around it: all names, blocks, fronts and summits.

    states : it stands in a front or summit, which of a block reads carried states only
    """

    names: Names
    blocks: Mapping[str, Block]
    processes: Mapping[str, Process]
    states: bool = False


def read(parsed: Expression, within: Within, around: Around) -> tuple[Expression, Names]:
    """A parsed expression with the words of its stage put in, and the names that it can use.

    Raises
    ------
    ScenarioError
        S272, S273, S274: a name or word of a block where it means nothing.
    """
    names, blocks = around.names, around.blocks
    here = here_of(within, blocks)
    own = {} if here is None else inside_names(here, names)
    if around.states:
        own = {name: replace(names[name], of=None) for name in states_of(blocks) if name in names}
    known: Names = ChainMap(own, dict(names)) if own else names
    if here is not None:
        outputs = [
            (p, name, output) for p, own in around.processes.items() for name, output in own.outputs.items()
        ]
        parsed = with_days(parsed, here.days, [f"{p}.{name}" for p, name, out in outputs if spans_of(out)])
    root = parsed.root
    written = list(_named(root, known)) if isinstance(root, Written) else []
    problems = [p for part in written if (p := _problem(part, parsed, here, known, blocks)) is not None]
    if around.states:
        problems += [p for part in written if (p := _not_state(part, parsed, blocks)) is not None]
    if problems:
        raise ScenarioError(problems)
    return parsed, known


def _named(part: Written, known: Names) -> Iterator[WrittenName]:
    """The names in an expression, without the options that moves are compared with."""
    if isinstance(part, WrittenName):
        yield part
        return
    inner = parts_of(part)
    if isinstance(part, WrittenComparison) and any(_is_move(item, known) for item in inner):
        inner = tuple(
            item for item in inner if _is_move(item, known) or not isinstance(item, WrittenName | WrittenList)
        )
    for one in inner:
        yield from _named(one, known)


def _is_move(part: Written, known: Names) -> bool:
    if not isinstance(part, WrittenName):
        return False
    meaning = known.get(part.name)
    return "." in part.name or "[" in part.name or (meaning is not None and meaning.kind == "move")


def states_of(blocks: Mapping[str, Block]) -> dict[str, tuple[Block, str]]:
    """All carried states as they are called outside their block, `campaign.mood`."""
    return {f"{block.name}.{inner}": (block, inner) for block in blocks.values() for inner in block.states}


def processes_of(within: Within, around: Around) -> dict[str, Process]:
    """Fronts and summits as they are where a text stands: with the carried states that hold there.

    A process knows a state by its name outside the block. In a stage that is what the state is when the
    stage begins, behind the block what it has become.
    """
    here, states = here_of(within, around.blocks), states_of(around.blocks)
    found = {}
    for name, process in around.processes.items():
        moves, known, called = [], [], {}
        for move in process.moves:
            block, inner = states.get(move, (None, ""))
            if block is None:
                moves.append(move)
                continue
            number = here.number - 1 if here is not None and here.block is block else len(block.stages)
            number += here is not None and here.block is block and not here.inner
            if number:
                moves.append(block.move(inner, number))
                called[moves[-1]] = move
            else:
                known.append(f"{move}={block.starts[inner]}")
        found[name] = replace(process, moves=tuple(moves), known=tuple(known), called=called)
    return found


def _not_state(part: WrittenName, parsed: Expression, blocks: Mapping[str, Block]) -> Problem | None:
    head = re.split(r"[.\[]", part.name)[0]
    if head not in blocks or head == part.name or part.name in states_of(blocks):
        return None
    at = place(parsed.text, parsed.span, part.start, part.end)
    what = f"`{part.name}` belongs to the block `{head}`, and is no carried state of it."
    expected = (
        "Of a block a front or a summit reads carried states only: it is run once for each that can be."
    )
    fix = f"Carry what matters of it, under `carry:` of `{head}`, and read that."
    return Problem("S279", what, expected, fix, at)


def _problem(
    part: WrittenName, parsed: Expression, here: Here | None, known: Names, blocks: Mapping[str, Block]
) -> Problem | None:
    """What is wrong with a name of a block, or a word of its stages, where it stands."""
    at = place(parsed.text, parsed.span, part.start, part.end)
    head, _, tail = part.name.partition(".")
    if here is not None and (head == here.block.name and tail):
        what = f"`{part.name}` stands inside the block `{head}`."
        base = tail.partition("[")[0]
        fix = f"Write `{base}` for this stage's, `{base}[{BEFORE}]` for the last one's."
        return Problem("S273", what, "Such a name means something after the block.", fix, at)
    if part.name in known:
        return None
    if here is not None:
        return _inside_problem(part, here, at)
    block = blocks.get(head)
    if block is not None and tail:
        return _outside_problem(tail, block, known, at)
    owner = next((b for b in blocks.values() if part.name.partition("[")[0] in _bases(b)), None)
    if owner is not None:
        base = part.name.partition("[")[0]
        what = f"`{base}` is a name inside the block `{owner.name}`."
        return Problem("S273", what, "", f"Write `{owner.name}.{base}` outside it.", at)
    return None


def _bases(block: Block) -> set[str]:
    return {inner.partition("[")[0] for inner in (*block.moves, *block.states)}


def _inside_problem(part: WrittenName, here: Here, at: Span | None) -> Problem | None:
    if part.name in here.block.moves:
        what = f"`{part.name}` is not made yet: it stands later in the stage."
        if part.name == here.inner:
            what = f"`{part.name}` depends on itself."
        fix = f"Write `{before_of(part.name)}` for the last stage's."
        return Problem("S272", what, "Only moves that stand earlier in the stage can be named so.", fix, at)
    if part.name == STAGE:
        what = f"A round of `{here.block.name}` has no dates."
        return Problem("S273", what, "", f"Write `{NUMBER}` for its number.", at)
    base, _, index = part.name.partition("[")
    if base in _bases(here.block) and index:
        what = f"`{part.name}` names no stage that can be named here."
        fix = f"Write `{base}` for this stage's, `{base}[{BEFORE}]` for the last one's."
        return Problem("S273", what, "", fix, at)
    return None


def _outside_problem(tail: str, block: Block, known: Names, at: Span | None) -> Problem:
    base, _, index = tail.partition("[")
    if base == ENDED:
        what = f"The block `{block.name}` has no `until`, so it does not end before its last stage."
        return Problem("S274", what, "", "Add `until:` with a condition.", at)
    if base in _bases(block) and index:
        what = f"`{block.name}.{tail}` names no stage: `{block.name}` has {len(block.stages)}."
        fix = (
            f"Write `{block.name}.{base}` for the last that was made, `{block.name}.{base}[1]` for the first."
        )
        return Problem("S273", what, "", fix, at)
    own = [name for name in known if name.startswith(f"{block.name}.") and "[" not in name]
    what = f"The block `{block.name}` has no move or state `{tail}`."
    return Problem("S273", what, "", nearest(f"{block.name}.{tail}", own), at)


def named_blocks(words: Iterable[str], blocks: Mapping[str, Block]) -> tuple[Block, ...]:
    """The blocks that some of the names in a text belong to."""
    heads = {word.partition(".")[0].partition("[")[0] for word in words}
    return tuple(block for name, block in blocks.items() if name in heads)


def until_day(names: Names, blocks: Iterable[Block], day: dt.date) -> dict[str, Name]:
    """The names of blocks as they stood on a day that ends a stage of each."""
    found: dict[str, Name] = {}
    for block in blocks:
        number = next(stage.number for stage in block.stages if stage.last == day)
        for name, meaning in names.items():
            inner = name.partition(".")[2]
            if not name.startswith(f"{block.name}.") or meaning.of is None:
                continue
            if inner in block.states:
                found[name] = replace(meaning, of=(block.move(inner, number),))
            else:
                found[name] = until_stage(meaning, number)
    return found
