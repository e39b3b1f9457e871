"""Blocks whose `until` can never hold, or holds after the first stage however play goes.

Decided over the histories of the moves that the condition names; where these are too many, over all
ways in which those moves alone could go, which are more, so that what is told then is true all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from standoff.errors import Problem
from standoff.expressions import Expression, truth_of
from standoff.expressions.stages import OVER
from standoff.scenario.plausibility.cases import Case, Doubt, place_of
from standoff.scenario.records import Block


def stops(case: Case) -> Iterator[Doubt]:
    """Doubts about `until`, each once a block."""
    for block in case.scenario.blocks.values():
        ends = _ends(case, block) if block.ends else []
        if not ends:
            continue
        found = [{truth_of(one) for one in case.settled(end, loose=True)} for end in ends]
        n, stage = len(block.stages), "stage" if block.dated else "round"
        if all(truths == {False} for truths in found):
            what = f"The block `{block.name}` never ends before its last {stage}: its `until` can never hold."
            fix = "Mend the condition, or delete `until`."
        elif n > 1 and found[0] == {True}:
            what = f"The block `{block.name}` is over after its first {stage} however play goes: "
            what += f"its other {n - 1} can never be."
            fix = "Mend `until`, or write the moves without a block."
        else:
            continue
        yield Doubt(Problem("S476", what, "", fix, place_of(ends[0], block.span)), block.name, in_all=True)


def _ends(case: Case, block: Block) -> list[Expression]:
    """What ends the block after each of its stages that are played."""
    moves = [case.scenario.moves[block.end(stage.number)] for stage in block.stages]
    return [end for move in moves if not move.off and (end := (move.chance or {}).get(OVER)) is not None]
