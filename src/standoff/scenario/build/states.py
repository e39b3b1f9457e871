"""Carried states and the ends of stages: chance moves that are certain, made of what went before.

A state is seen by exactly those who see all that it is made of, the state before it among that; so who
could work it out knows it, and nobody else does. After the block's end a state stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from standoff.expressions import Expression, both, condition, moves_of, opposite, root_of
from standoff.expressions import nodes as expression_nodes
from standoff.expressions.stages import OPEN, OVER
from standoff.scenario.build.draft import Draft, Entry, title_of
from standoff.scenario.build.stage_names import Here
from standoff.scenario.build.symbols import Place, Symbols
from standoff.scenario.records import Move, Rests
from standoff.scenario.yaml.nodes import Scalar

_UNTIL = Place("a block's `until`", frozenset({"move"}))
_NEXT = Place("a state's `next`", frozenset({"move"}))
Sees = Mapping[str, frozenset[str]]


def goes_on(here: Here, number: int) -> Expression | None:
    """That a block was not over after a stage; None where it never is."""
    if number < 1 or not here.block.ends:
        return None
    return condition(here.block.end(number), (OPEN,))


def state_move(entry: Entry, here: Here, draft: Draft, symbols: Symbols, sees: Sees) -> Move:
    """A carried state after one stage, or ("" inside) whether the block is over after it."""
    make = _next if here.inner else _end
    when, chance = make(entry, here, draft, symbols)
    named = {
        move for formula in (when, *chance.values()) if formula is not None for move in moves_of(formula)
    }
    everybody = frozenset(symbols.named("actor"))
    return Move(
        name=entry.key.text,
        title=entry.text("title") or title_of(here.inner),
        actor=None,
        options=symbols.names[entry.key.text].options,
        values=None,
        when=when,
        chance=chance,
        believed={},
        sees=everybody.intersection(*(sees.get(move, everybody) for move in named)),
        together=frozenset(),
        dates=None,
        says=entry.text("says"),
        rests=Rests("assumed"),
        unverified=False,
        span=entry.key.span,
        off=here.number > draft.limits.get(here.block.name, here.number) and not here.inner,
        state=True,
        block=here.block.name,
        stage=here.number,
    )


def _end(
    entry: Entry, here: Here, draft: Draft, symbols: Symbols
) -> tuple[Expression | None, dict[str, Expression | None]]:
    """Over where `until` holds."""
    written = draft.untils.get(here.block.name) or (entry.pairs.get("until") if entry.pairs else None)
    holds = None
    if isinstance(written, Scalar) and written.text != "off":
        holds = symbols.formula(in_stage(written, here), _UNTIL, "truth")
    if holds is None:
        holds = Expression("0", None, expression_nodes.ZERO)
    return goes_on(here, here.number - 1), {OPEN: opposite(holds), OVER: holds}


def in_stage(written: Scalar, here: Here) -> Scalar:
    """A text of a reading, read where the file's stands."""
    from standoff.scenario.copies.repeats import staged  # tree

    found = staged(written, here.block, here.inner, here.stage) if not written.within else written
    assert isinstance(found, Scalar)
    return found


def _next(
    entry: Entry, here: Here, draft: Draft, symbols: Symbols
) -> tuple[Expression | None, dict[str, Expression | None]]:
    """For each option whether it is next; as before where the block is over."""
    written = entry.pairs.get("next") if entry.pairs is not None else None
    options = symbols.names[entry.key.text].options
    if not isinstance(written, Scalar):
        return None, {}
    found = symbols.option_asked(written, _NEXT, options)
    limit = draft.limits.get(here.block.name, here.number)
    chance: dict[str, Expression | None] = {}
    for option, formula in found.items():
        chance[option] = _frozen(formula, option, here, limit)
    return None, chance


def _frozen(formula: Expression, option: str, here: Here, limit: int) -> Expression:
    """What is next where the block goes on, else what was before."""
    going = goes_on(here, here.number - 1)
    if here.number == 1 or (going is None and here.number <= limit):
        return formula
    before = condition(here.block.move(here.inner, here.number - 1), (option,))
    if here.number > limit or going is None:
        return before
    node = expression_nodes.choose(root_of(going), root_of(formula), root_of(before))
    return Expression(formula.text, formula.span, node)


def guarded(own: Expression | None, here: Here) -> Expression | None:
    """A move's condition, and that its block goes on."""
    going = goes_on(here, here.number - 1)
    if own is None or going is None:
        return own or going
    return both(going, own)
