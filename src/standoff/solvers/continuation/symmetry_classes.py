"""Kernel: the symmetries of draws, as classes of logits that are always equal.

The principal branch starts at uniform play, and keeps every symmetry that the draw's numbers have.
Symmetries are not searched for as permutations: a set of classes is found such that play that is
equal within classes is answered by play that is equal within classes. The answer to uniform play
gives the first classes; then random play that is equal within them is answered, and classes whose
members are answered differently are split, until nothing splits. The set of such play is invariant
under the equations and holds uniform play, so the branch stays in it. What is random is fixed by the
number of an unknown and of the turn, so that an answer depends on nothing else.
Source: colour refinement, applied to the equations instead of a graph; invariant subspaces of
equivariant bifurcation problems: Golubitsky, Stewart and Schaeffer (1988), Singularities and Groups in
Bifurcation Theory II, ch. XIII.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from standoff.game.records import BoundGame, Floats, Ints
from standoff.kernels import PACK
from standoff.kernels.compilation import called, compiled
from standoff.kernels.vectors import load, splat, store
from standoff.solvers.batch.logit_kernel import clear
from standoff.solvers.batch.tables import Batch, batch_of
from standoff.solvers.batch.workspace import Tapes
from standoff.solvers.continuation.krylov import answer_point, spread_of_answers
from standoff.solvers.continuation.state import centre_lane, load_lane
from standoff.solvers.continuation.symmetry import Answered, Classes, classes_room, scattered, split_classes

EQUAL = 1e-12  # logits this close, relative to the largest of their set, are the same
GRAIN = 4e-15  # and this close relative to the numbers that they are differences of
TURNS = 12
Flags = npt.NDArray[np.bool_]
QUIET = 2  # turns in which nothing splits, at two precisions, until the classes are taken


def spaces_room(n_unknown: int) -> Answered:
    """Room for one pack."""
    given, answer, close, grain = (np.zeros(n_unknown * PACK) for _ in range(4))
    unclear = np.zeros(PACK, dtype=np.bool_)
    return Answered(given, answer, np.zeros(PACK), np.zeros(PACK), close, grain, unclear)


@called
def answer_given(work: Floats, tapes: Tapes, sharp: Ints, spaces: Answered) -> Any:
    """Answers to given logits at given scales."""
    at = tapes.at
    for u in range(len(spaces.given) // PACK):
        store(work, (at.state + u) * PACK, load(spaces.given, u * PACK))
    for i in range(len(sharp)):
        store(work, (at.precision + i) * PACK, load(spaces.scale, 0) * load(work, (at.kept + i) * PACK))
    answer_point(work, tapes, sharp, spaces.answer)


@called
def measure_closeness(work: Floats, tapes: Tapes, spaces: Answered, lane: int) -> Any:
    """Take in how far apart answers are that count as the same, from the numbers that stand here."""
    sets, at, scale = tapes.unknowns, tapes.at, spaces.scale[lane]
    for s in range(len(sets.width)):
        first, width = sets.first[s], sets.width[s]
        best = second = -math.inf
        for u in range(first, first + width):
            value = work[(at.new + u) * PACK + lane]
            best, second = max(best, value), max(second, min(best, value))
        for u in range(first, first + width):
            k, value = u * PACK + lane, work[(at.new + u) * PACK + lane]
            behind = best - value if value < best or width == 1 else best - second
            spaces.close[k] = max(spaces.close[k], EQUAL * behind / scale)
            spaces.grain[k] = max(spaces.grain[k], GRAIN * abs(value) / scale)


@compiled
def find_classes(batch: Batch, spaces: Answered, classes: Classes, found: Ints, unclear: Flags) -> Any:
    """Classes of every draw of `tables`: the smallest member of each unknown's class, [unknown, draw]."""
    work, tapes, tables, sharp = batch.work, batch.tapes, batch.tables, batch.sharp
    n, n_draws = len(classes.order), tables.precision.shape[1]
    given = spaces.given
    clear(work, tapes)
    for first in range(0, n_draws, PACK):
        held = min(PACK, n_draws - first)
        for lane in range(PACK):
            load_lane(work, tapes, tables, first + min(lane, held - 1), lane)
            spaces.scale[lane] = 1.0
        for u in range(n):
            store(given, u * PACK, splat(0.0))
        for k in range(n * PACK):
            classes.first[k] = 0
            spaces.close[k] = spaces.grain[k] = 0.0
        answer_given(work, tapes, sharp, spaces)
        spread, _ = spread_of_answers(work, tapes.unknowns, tapes.at)
        store(spaces.largest, 0, spread)
        for lane in range(held):
            spaces.unclear[lane] = False
            measure_closeness(work, tapes, spaces, lane)
        for lane in range(held):
            split_classes(spaces, classes, lane)
            find_lane(work, spaces, tapes, sharp, classes, lane)
            for u in range(n):
                found[u, first + lane] = classes.first[u * PACK + lane]
            unclear[first + lane] = spaces.unclear[lane]


@called
def find_lane(work: Floats, spaces: Answered, tapes: Tapes, sharp: Ints, classes: Classes, lane: int) -> Any:
    """Split the classes of one lane until nothing splits."""
    given = spaces.given
    n, largest = len(classes.order), spaces.largest[lane]
    count, quiet = 0, 0
    for turn in range(TURNS):
        for u in range(n):
            k = u * PACK + lane
            given[k] = scattered(classes.first[k], turn) * min(3.0, max(largest, 0.1))
        centre_lane(given, tapes.unknowns, lane)
        # at a precision at which nobody's play is all or nothing: else a difference may drown
        spaces.scale[lane] = min(1.0, (1.3 if turn % 2 else 5.1) / max(largest, 1e-300))
        answer_given(work, tapes, sharp, spaces)
        measure_closeness(work, tapes, spaces, lane)
        spaces.unclear[lane] = False
        now = split_classes(spaces, classes, lane)
        quiet = quiet + 1 if now == count else 0
        count = now
        if quiet == QUIET or now == n:
            break


def classes_of(bound: BoundGame, tapes: Tapes) -> tuple[Ints, Flags]:
    """Classes of equal logits of each draw: the smallest member of each unknown's class [unknown, draw].

    And bool[draw], whether numbers that differ may have counted as equal, for rounding beside larger ones.
    """
    n = int(tapes.unknowns.width.sum())
    found = np.zeros((n, bound.n_draws), dtype=np.int32)
    unclear = np.zeros(bound.n_draws, dtype=np.bool_)
    find_classes(batch_of(bound, tapes), spaces_room(n), classes_room(n), found, unclear)
    return found, unclear
