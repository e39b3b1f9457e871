"""Repeated blocks written out: a block under `moves` becomes the moves of its stages, stage after stage.

`campaign` with `moves: {entry: ...}` becomes `campaign.entry[1]`, `campaign.entry[2]`, ...; behind the
moves of a stage stand its carried states, `campaign.mood[1]`, and `campaign[1]`, which says whether the
block is over. The nodes keep their places in the text, and every scalar knows its stage
(`Scalar.within`): what a name means there is looked up when an expression is read
(`build/stage_names.py`). The meaning is that of the same text written out by hand (docs/design/021).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from standoff.errors import Problem, ScenarioError, Span, nearest
from standoff.expressions import STAGED, Running, base_of
from standoff.expressions.stages import BEFORE, ENDED, NUMBER, OPEN, OVER
from standoff.expressions.stages import STAGE as STAGE_WORD
from standoff.scenario.copies.calendar import stages_of
from standoff.scenario.copies.overlays import overlays_written
from standoff.scenario.copies.trees import plain_name, put, renamed, section
from standoff.scenario.records import Block, Stage
from standoff.scenario.yaml.nodes import Items, Node, Pairs, Scalar, entries, scalars, title_of

WORDS = frozenset({STAGE_WORD, NUMBER, BEFORE, ENDED})
MOST_MOVES = 2_000
_DATES = ("within", "on", "until")


@dataclass(frozen=True, slots=True)
class Repeats:
    """A tree without blocks, and what the blocks were. `limits` holds, by reading, how many stages of a
    block are played."""

    top: Pairs
    blocks: Mapping[str, Block] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()


def repeats_written(top: Pairs) -> Repeats:
    """A tree, its groups written out, with every block written out.

    Raises
    ------
    ScenarioError
        S270, S271, S276, S281, S282: all problems that are found.
    """
    moves = top.get("moves")
    if not isinstance(moves, Pairs) or not any(_repeated(node) for _, node in moves):
        return Repeats(top)
    problems: list[Problem] = []
    blocks: dict[str, Block] = {}
    found: list[tuple[Scalar, Node]] = []
    for key, node in moves:
        if not _repeated(node) or not isinstance(node, Pairs):
            found.append((key, node))
            continue
        block = _block(key, node, problems)
        if block is not None:
            blocks[key.text] = block
            found += _written(block, key, node)
    if len(found) > MOST_MOVES:
        what = f"Written out, the file has {len(found):,} moves."
        problems.append(Problem("S270", what, f"At most {MOST_MOVES:,} are allowed.", "", moves.span))
    if problems:
        raise ScenarioError(problems)
    top = section(top, "moves", Pairs(tuple(found), moves.span))
    top = overlays_written(top, lambda node: _reading(node, blocks))
    notes = [note for block in blocks.values() for note in _notes(block, moves.get(block.name))]
    return Repeats(top, blocks, tuple(notes))


def _notes(block: Block, node: Node | None) -> Iterator[Problem]:
    """Decisions in dated stages that do not say what waits."""
    if not block.dated or len(block.stages) < 2:
        return
    told: set[Span] = set()
    for key, body in entries(node.get("moves") if isinstance(node, Pairs) else None):
        if not isinstance(body, Pairs) or body.key("options") is None or body.key("waiting") is not None:
            continue
        if key.span not in told:
            name, n_stages = base_of(key.text), len(block.stages)
            what = f"`{name}` is decided in each of the {n_stages} stages of `{block.name}`, and "
            what += " nothing says which option waits: the noise of play adds up over the stages."
            fix = "Write `waiting: OPTION`, or `waiting: none` where each stage is a choice of its own."
            yield Problem("S281", what, "", fix, key.span)
        told.add(key.span)


def _repeated(node: Node) -> bool:
    return isinstance(node, Pairs) and node.key("repeat") is not None


def _block(key: Scalar, node: Pairs, problems: list[Problem]) -> Block | None:
    """What a block is, or None after a complaint."""
    before = len(problems)
    stages = stages_of(key, node.get("repeat"), problems)
    moves, states = entries(node.get("moves")), entries(node.get("carry"))
    seen: dict[str, Span] = {}
    for own, _ in (*moves, *states):
        base = own.text.partition("[")[0]
        if base in WORDS:
            what = f"`{base}` is a word inside a repeated block and cannot name a move or state of one."
            problems.append(Problem("S271", what, "", "Choose another name.", own.span))
        elif base in seen and seen[base] != own.span:
            what = f"`{base}` names a move and a carried state of the block `{key.text}`."
            problems.append(Problem("S271", what, "", "Rename one of them.", own.span))
        seen[base] = own.span
    for own, state in states:
        _check_start(own, state, problems)
    if len(problems) > before:
        return None
    starts = {own.text: state.text("start") for own, state in states if isinstance(state, Pairs)}
    return Block(
        name=key.text,
        title=node.text("title") or title_of(key.text),
        says=node.text("says"),
        stages=stages,
        moves=tuple(own.text for own, _ in moves),
        states=tuple(starts),
        starts=starts,
        ends=node.key("until") is not None,
        span=key.span,
    )


def _check_start(key: Scalar, state: Node, problems: list[Problem]) -> None:
    options = [node.text for node in scalars(state.get("options") if isinstance(state, Pairs) else None)]
    start = state.get("start") if isinstance(state, Pairs) else None
    if isinstance(start, Scalar) and start.text not in options:
        what = f"The carried state `{key.text}` starts as `{start.text}`, which is none of its options."
        problems.append(Problem("S276", what, "", nearest(start.text, options), start.span))


def _written(block: Block, key: Scalar, node: Pairs) -> Iterator[tuple[Scalar, Node]]:
    """The moves of all stages, each stage's states and its end behind its moves."""
    until = node.get("until")
    for stage in block.stages:
        for own, body in entries(node.get("moves")):
            name = block.move(own.text, stage.number)
            yield _key(own, name, block, own.text, stage), _staged_move(block, stage, own, body)
        for own, body in entries(node.get("carry")):
            name = block.move(own.text, stage.number)
            titled = _titled(block, stage, own, body)
            yield _key(own, name, block, own.text, stage), staged(titled, block, own.text, stage)
        if until is not None:
            at = node.key("until") or key
            options = Items((renamed(at, OPEN), renamed(at, OVER)), at.span)
            title = renamed(at, f"{block.title} after {_of(block, stage)}")
            body = Pairs(
                ((renamed(at, "options"), options), (renamed(at, "title"), title), (at, until)), at.span
            )
            yield _key(at, block.end(stage.number), block, "", stage), staged(body, block, "", stage)


def _key(key: Scalar, name: str, block: Block, inner: str, stage: Stage) -> Scalar:
    made = staged(renamed(key, name), block, inner, stage)
    assert isinstance(made, Scalar)
    return made


def _of(block: Block, stage: Stage) -> str:
    return f"{'stage' if block.dated else 'round'} {stage.number}"


def _titled(block: Block, stage: Stage, key: Scalar, body: Node) -> Node:
    """A move or state with its stage in the title."""
    if not isinstance(body, Pairs):
        return body
    said = body.text("title") or title_of(key.text)
    at = body.key("title") or key
    return put(body, renamed(at, "title"), renamed(at, f"{said}, {_of(block, stage)}"))


def _staged_move(block: Block, stage: Stage, key: Scalar, body: Node) -> Node:
    """One move of one stage: with its title, its companions of the same stage, and the stage's days."""
    if not isinstance(body, Pairs):
        return body
    made = _titled(block, stage, key, body)
    assert isinstance(made, Pairs)
    together = body.get("together")
    if together is not None:
        others = tuple(_companion(block, stage, node) for node in scalars(together))
        made = put(made, renamed(body.key("together") or key, "together"), Items(others, together.span))
    own_date = any(body.key(word) for word in _DATES) or _dated_by(body)
    if block.dated and not own_date and stage.first is not None and stage.last is not None:
        days = [Scalar(day.isoformat(), "date", key.span) for day in (stage.first, stage.last)]
        made = put(made, renamed(key, "within"), Items(tuple(days), key.span))
    return staged(made, block, key.text, stage)


def _companion(block: Block, stage: Stage, node: Scalar) -> Scalar:
    name = plain_name(node.text)
    return renamed(node, block.move(name, stage.number)) if name in block.moves else node


def _dated_by(body: Pairs) -> bool:
    """Whether a chance move says its last day under `by`."""
    return body.key("by") is not None and body.key("chance") is not None


def staged(node: Node, block: Block, inner: str, stage: Stage) -> Node:
    """The tree as it stands in one stage: every scalar knows the block, the entry and the stage."""
    one = Running(STAGED, f"{block.name}.{inner}", str(stage.number))
    return _within(node, one)


def _within(node: Node, one: Running) -> Node:
    if isinstance(node, Scalar):
        return replace(node, within=(one, *node.within))
    if isinstance(node, Items):
        return Items(tuple(_within(item, one) for item in node), node.span)
    return Pairs(tuple((key, _within(value, one)) for key, value in node), node.span)


def _switched_off(name: str, block: Block, value: Node) -> bool:
    return name == block.name and isinstance(value, Scalar) and value.text == "off"


# readings


def _reading(node: Node, blocks: Mapping[str, Block]) -> Node:
    """A reading with what it says of a block's move said of the move in every stage."""
    if not isinstance(node, Pairs):
        return node
    for name in ("moves", "beliefs"):
        own = node.get(name)
        if isinstance(own, Pairs):
            node = section(node, name, Pairs(tuple(_overlays(own, blocks)), own.span))
    return node


def _overlays(node: Pairs, blocks: Mapping[str, Block]) -> Iterator[tuple[Scalar, Node]]:
    """Entries by stage; one that names its stage goes before one of all stages."""
    found: dict[str, tuple[Scalar, Node]] = {}
    single: dict[str, tuple[Scalar, Node]] = {}
    by_stage = {b.move(m, s.number): (b, m, s) for b in blocks.values() for m in b.moves for s in b.stages}
    for key, value in node:
        name = plain_name(key.text)
        block = blocks.get(name.partition(".")[0])
        inner = name.partition(".")[2]
        if name in by_stage:
            there, move, stage = by_stage[name]
            single[name] = (renamed(key, name), staged(value, there, move, stage))
        elif block is not None and (inner in block.moves or _switched_off(name, block, value)):
            for move in (inner,) if inner else block.moves:
                for stage in block.stages:
                    one = block.move(move, stage.number)
                    found[one] = (renamed(key, one), staged(value, block, move, stage))
        else:
            found[name] = (key, value)
    yield from (found | single).values()
