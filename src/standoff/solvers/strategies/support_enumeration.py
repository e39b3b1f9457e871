"""Equilibria of a small game of any number of players, support by support.

For each choice of the strategies that are played at all, the equations "all of them are worth the
same, and weights add up to 1" are solved by Newton's method from several starts side by side; what
is positive and stable against every other strategy is an equilibrium. Supports in which a strategy
is beaten whatever the others do within theirs are left out. With three players and more the
equations are polynomials of higher degree: roots may be missed, and nothing is proven complete
unless a single profile survives the elimination of strategies that are always beaten.
Source: Dickhaut and Kaplan (1991); Porter, Nudelman and Shoham (2008), Games and Economic Behavior
63, 642-662, sec. 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

import numpy as np
import numpy.typing as npt

from standoff.game.records import Floats

STARTS = 12
ROUNDS = 30
DAMPING = 1e-11
NEAR = 1e-9  # residuals of solved equations, payoffs scaled to a range of 1
SAME = 1e-6  # mixtures that differ by less are one
FLAT = 1e-7  # least singular value of isolated equilibria

Support = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Mixture:
    """weight : float64[strategy] for each player; isolated: proven to have no others next to it"""

    weight: tuple[Floats, ...]
    isolated: bool


def survivors(tables: list[Floats]) -> list[npt.NDArray[np.int64]]:
    """Each player's strategies left when those always beaten by another go, again and again."""
    left = [np.arange(size) for size in tables[0].shape]
    while True:
        kept = [_unbeaten(tables[i][np.ix_(*left)], i) for i in range(len(left))]
        if all(len(k) == len(had) for k, had in zip(kept, left, strict=True)):
            return left
        left = [had[k] for k, had in zip(kept, left, strict=True)]


def count_supports(sizes: list[int]) -> int:
    return prod(2**size - 1 for size in sizes)


def mixtures(
    tables: list[Floats],
    most_solved: int,
    stable: npt.NDArray[np.bool_] | None = None,
    tell: Callable[[int, int], object] | None = None,
) -> Iterator[Mixture]:
    """Equilibria found, those with small supports first; payoffs scaled to a range of 1 each.

    Equations are solved for at most `most_solved` supports. Where the solutions of a support are not
    isolated, one of them stands for all, and none where a smaller support within it is listed.

    stable : bool[profile], the pure equilibria, if they are known without rounding
    tell : called with how many supports are done, and of how many
    """
    sizes = tables[0].shape
    rng = np.random.default_rng(0)
    choices = [[c for size in range(1, n + 1) for c in combinations(range(n), size)] for n in sizes]
    supports = sorted(product(*choices), key=lambda support: (sum(map(len, support)), support))
    solved = 0
    listed: list[Support] = []
    for done, support in enumerate(supports):
        if tell is not None:
            tell(done, len(supports))
        pure = all(len(s) == 1 for s in support)
        known = pure and stable is not None
        if known and stable is not None and not stable[tuple(s[0] for s in support)]:
            continue
        if not known and _beaten_inside(tables, support):
            continue
        if pure:
            weights = [tuple(np.ones(1) for _ in sizes)]
            isolated = [True]
        else:
            solved += 1
            if solved > most_solved:
                return
            weights, isolated = _solved(tables, support, rng)
        for part, alone in zip(weights, isolated, strict=True):
            weight = _spread_out(part, support, sizes)
            slack = _slack(tables, weight)
            if (known or slack >= -NEAR) and (alone or not any(_within(held, support) for held in listed)):
                listed.append(support)
                yield Mixture(weight, alone and slack > NEAR)


def _unbeaten(table: Floats, player: int) -> npt.NDArray[np.int64]:
    worth = np.moveaxis(table, player, 0).reshape(table.shape[player], -1)
    beaten = [bool((worth > worth[k] + 1e-12).all(axis=1).any()) for k in range(len(worth))]
    return np.flatnonzero(~np.array(beaten))


def _beaten_inside(tables: list[Floats], support: Support) -> bool:
    """Whether some strategy of the support is worse than another whatever the others' supports do."""
    for player, table in enumerate(tables):
        others = [range(table.shape[i]) if i == player else support[i] for i in range(table.ndim)]
        worth = np.moveaxis(table[np.ix_(*others)], player, 0).reshape(table.shape[player], -1)
        for k in support[player]:
            if (worth > worth[k] + 1e-12).all(axis=1).any():
                return True
    return False


def _solved(
    tables: list[Floats], support: Support, rng: np.random.Generator
) -> tuple[list[tuple[Floats, ...]], list[bool]]:
    """Positive solutions of the equations of one support, and whether each is isolated."""
    cut = [table[np.ix_(*support)] for table in tables]
    sizes = [len(s) for s in support]
    starts = [np.full(size, 1.0 / size) for size in sizes]
    x = np.array(
        [np.concatenate(starts)]
        + [np.concatenate([rng.dirichlet(np.ones(size)) for size in sizes]) for _ in range(STARTS - 1)]
    )
    x = np.concatenate([x, np.zeros((STARTS, len(sizes)))], axis=1)
    for _ in range(ROUNDS):
        value, slope = _equations(cut, x)
        if (np.abs(value).max(axis=1) <= NEAR / 1000).all():
            break
        x = x - np.clip(_step(value, slope), -1.0, 1.0)
    value, slope = _equations(cut, x)
    n = sum(sizes)
    good = (np.abs(value).max(axis=1) <= NEAR) & (x[:, :n] > NEAR).all(axis=1)
    found: list[Floats] = []
    isolated: list[bool] = []
    for row in np.flatnonzero(good):
        if any(np.abs(x[row] - other).max() <= SAME for other in found):
            continue
        alone = bool(np.linalg.svd(slope[row], compute_uv=False)[-1] > FLAT)
        if not alone and False in isolated:
            continue
        found.append(x[row])
        isolated.append(alone)
    ends = np.cumsum(sizes)
    return [tuple(np.split(row[:n], ends[:-1])) for row in found], isolated


def _within(small: Support, large: Support) -> bool:
    return all(set(a) <= set(b) for a, b in zip(small, large, strict=True))


def _step(value: Floats, slope: Floats) -> Floats:
    """Newton's step by least squares, damped a hair so that flat sets of solutions are no obstacle."""
    turned = slope.transpose(0, 2, 1)
    square = turned @ slope
    square[:, np.arange(square.shape[1]), np.arange(square.shape[1])] += DAMPING
    answer = np.linalg.solve(square, turned @ value[:, :, None])
    return np.asarray(answer[:, :, 0])


def _equations(cut: list[Floats], x: Floats) -> tuple[Floats, Floats]:
    """float64[start, equation], and their slopes: worth less the common worth, weights less 1."""
    sizes = cut[0].shape
    n_players, n = len(sizes), sum(sizes)
    ends = np.cumsum(sizes)
    parts = [x[:, ends[i] - sizes[i] : ends[i]] for i in range(n_players)]
    value = np.zeros((len(x), n + n_players))
    slope = np.zeros((len(x), n + n_players, n + n_players))
    for i in range(n_players):
        mine = slice(ends[i] - sizes[i], ends[i])
        value[:, mine] = _worth(cut[i], parts, (i,)) - x[:, n + i, None]
        slope[:, mine, n + i] = -1.0
        value[:, n + i] = parts[i].sum(axis=1) - 1.0
        slope[:, n + i, mine] = 1.0
        for j in range(n_players):
            if j != i:
                slope[:, mine, ends[j] - sizes[j] : ends[j]] = _worth(cut[i], parts, (i, j))
    return value, slope


def _worth(table: Floats, parts: list[Floats], kept: tuple[int, ...]) -> Floats:
    """float64[start, kept axes in their order], the other players' weights summed out."""
    letters = "abcdefghijklm"
    axes = letters[: table.ndim]
    others = [j for j in range(table.ndim) if j not in kept]
    terms = ",".join([axes, *("z" + axes[j] for j in others)])
    answer = np.einsum(
        f"{terms}->z{''.join(axes[j] for j in kept)}" if others else f"{axes}->{axes}",
        table,
        *(parts[j] for j in others),
        optimize=True,
    )
    if not others:
        ordered = np.transpose(answer, kept)
        return np.broadcast_to(ordered, (len(parts[0]), *ordered.shape))
    return np.asarray(answer)


def _spread_out(part: tuple[Floats, ...], support: Support, sizes: tuple[int, ...]) -> tuple[Floats, ...]:
    weights = []
    for values, chosen, size in zip(part, support, sizes, strict=True):
        weight = np.zeros(size)
        weight[list(chosen)] = values / values.sum()
        weights.append(weight)
    return tuple(weights)


def _slack(tables: list[Floats], weight: tuple[Floats, ...]) -> float:
    """By how much what is played is better than what is not; negative where it is no equilibrium."""
    parts = [w[None, :] for w in weight]
    slack = np.inf
    for i, table in enumerate(tables):
        worth = _worth(table, parts, (i,))[0]
        now = float(worth @ weight[i])
        idle = worth[weight[i] == 0]
        slack = min(slack, now - float(idle.max(initial=-np.inf)))
    return slack
