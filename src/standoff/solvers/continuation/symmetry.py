"""Kernels: which unknown logits of a draw are always equal, and averages over these classes.

The principal branch starts at uniform play, and keeps every symmetry that the draw's numbers have.
Symmetries are not searched for as permutations: a set of classes is found such that play that is
equal within classes is answered by play that is equal within classes. The answer to uniform play
gives the first classes; then random play that is equal within them is answered, and classes whose
members are answered differently are split, until nothing splits. The set of such play is invariant
under the equations and holds uniform play, so the branch stays in it. What is random is fixed by the
number of an unknown, so that an answer depends on nothing else.
Source: colour refinement, applied to the equations instead of a graph; invariant subspaces of
equivariant bifurcation problems, Golubitsky, Stewart and Schaeffer (1988), Singularities and Groups in
Bifurcation Theory II, ch. XIII.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.game.records import Floats, Ints
from standoff.kernels import PACK
from standoff.kernels.compilation import called


class Answered(NamedTuple):
    """Logits that were given and answered, float64[unknown x PACK], with room for what goes with them.

    scale, largest : float64[PACK], the scale of precisions and the largest logit
    close : float64[unknown x PACK], how far apart answers are that count as the same, at scale 1: by how far
        the option is behind the best one of its set, so that neither another's large payoffs nor an option
        that is worse by far hides a small difference
    grain : float64[unknown x PACK], what rounding may add to that
    unclear : bool[PACK], whether only rounding let some answers count as the same
    """

    given: Floats
    answer: Floats
    scale: Floats
    largest: Floats
    close: Floats
    grain: Floats
    unclear: npt.NDArray[np.bool_]


class Classes(NamedTuple):
    """Classes of equal unknowns of the draws of a pack.

    first : int32[unknown x PACK], the smallest member of each unknown's class
    size : int32[unknown x PACK], how many members the class has, where the unknown is its first
    symmetric : bool[PACK], whether any class has several members
    order : int64[unknown], room
    """

    first: Ints
    size: Ints
    symmetric: npt.NDArray[np.bool_]
    order: npt.NDArray[np.int64]


def classes_room(n_unknown: int) -> Classes:
    """Room for the classes of one pack."""
    return Classes(
        np.zeros(n_unknown * PACK, dtype=np.int32),
        np.zeros(n_unknown * PACK, dtype=np.int32),
        np.zeros(PACK, dtype=np.bool_),
        np.zeros(n_unknown, dtype=np.int64),
    )


@called
def scattered(u: int, turn: int) -> Any:
    """A number in [-1, 1] that looks random, for unknown u in a turn."""
    x = (u + 1) * 0.7548776662466927 + (turn + 1) * 0.5698402909980532
    x = x - int(x)
    x = 43.0 * x * (1.37 + x)
    return 2.0 * (x - int(x)) - 1.0


@called
def average_lane(vector: Floats, at: int, n: int, classes: Classes, lane: int) -> Any:
    """Replace a lane's numbers by their means over classes, in place."""
    for u in range(n):
        first = classes.first[u * PACK + lane]
        if first != u:
            vector[at + first * PACK + lane] += vector[at + u * PACK + lane]
    for u in range(n):
        first = classes.first[u * PACK + lane]
        if first == u:
            vector[at + u * PACK + lane] /= classes.size[u * PACK + lane]
        else:  # the first member stands before it
            vector[at + u * PACK + lane] = vector[at + first * PACK + lane]


@called
def split_classes(found: Answered, classes: Classes, lane: int) -> Any:
    """Split a lane's classes by two keys; returns how many classes there are.

    found : answers, the play that was answered, and how close answers count as the same
    """
    order = classes.order
    n = len(order)
    for u in range(n):
        order[u] = u
    gap = n // 2
    while gap > 0:  # Shell's sort: by class, then by answer
        for i in range(gap, n):
            held = order[i]
            j = i
            while j >= gap and after(order[j - gap], held, found.answer, classes, lane):
                order[j] = order[j - gap]
                j -= gap
            order[j] = held
        gap //= 2
    n_classes = 0
    begin = 0
    for i in range(1, n + 1):
        if i < n and same(order[i - 1], order[i], found, classes, lane):
            continue
        n_classes += 1
        least = order[begin]
        for k in range(begin, i):
            least = min(least, order[k])
        classes.size[least * PACK + lane] = i - begin
        for k in range(begin, i):
            order[k] += n * (least + 1)  # the class is put down when all have been compared
        begin = i
    for k in range(n):
        classes.first[(order[k] % n) * PACK + lane] = order[k] // n - 1
    classes.symmetric[lane] = n_classes < n
    return n_classes


@called
def after(a: int, b: int, key: Floats, classes: Classes, lane: int) -> Any:
    """Whether unknown a comes after unknown b."""
    one, other = classes.first[a * PACK + lane], classes.first[b * PACK + lane]
    if one != other:
        return one > other
    return key[a * PACK + lane] > key[b * PACK + lane]


@called
def same(a: int, b: int, found: Answered, classes: Classes, lane: int) -> Any:
    """Whether two unknowns stay in one class."""
    if classes.first[a * PACK + lane] != classes.first[b * PACK + lane]:
        return False
    if abs(found.given[a * PACK + lane] - found.given[b * PACK + lane]) > 1e-12:
        return False
    apart = abs(found.answer[a * PACK + lane] - found.answer[b * PACK + lane])
    close = found.scale[lane] * min(found.close[a * PACK + lane], found.close[b * PACK + lane])
    grain = found.scale[lane] * max(found.grain[a * PACK + lane], found.grain[b * PACK + lane])
    if apart > close + grain:
        return False
    found.unclear[lane] |= apart > close
    return True
