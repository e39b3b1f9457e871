"""The benchmark games: crisis(T) with nothing hidden, crisis_imp and crisis_two with private types.

crisis(T) has 53, 170, 521 and 4,733 nodes for T = 2, 3, 4, 6. Payoffs are linear in eleven uniform
parameters and are paid on the edge where they are settled; the tree is not merged, so that node
counts compare with other programs. crisis_imp has 109 nodes and 23 information sets: A is resolute or
weak and P reliable or unreliable, each knows only its own type, and everything else is seen. crisis_two
has two players, 105 nodes and 22 information sets.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.solvers import games

A, D, P = 0, 1, 2


def crisis(rounds: int, n_draws: int, precision: float, *, merged: bool = False, seed: int = 1) -> Any:
    """The game crisis(T) over draws; `merged` shares the rounds' subtrees."""
    rng = np.random.default_rng(seed)
    u = {
        "va": rng.uniform(4, 10, n_draws),
        "vd": rng.uniform(6, 12, n_draws),
        "vp": rng.uniform(2, 8, n_draws),
        "ca": rng.uniform(0.3, 2.5, n_draws),
        "cd": rng.uniform(0.3, 2.5, n_draws),
        "cp": rng.uniform(0.3, 2.5, n_draws),
        "support": rng.uniform(0.1, 1, n_draws),
        "intervene": rng.uniform(0.5, 4, n_draws),
        "audience": rng.uniform(0, 1, n_draws),
        "reputation": rng.uniform(0, 2, n_draws),
        "concede": rng.uniform(0, 1, n_draws),
    }
    chances = [1 / (1 + np.exp(-rng.normal(mean, 0.5, n_draws))) for mean in (1.0, 0.0, -1.5)]
    zero = np.zeros(n_draws)
    shared: dict[int, games.Tree] = {}

    def helped(k: int, chance: Any) -> games.Tree:
        held = games.pay(zero, u["vd"] / 2, u["vp"] / 2)
        won = games.pay(u["va"], -u["vd"], -u["vp"])
        return games.chance(3, (1 - chance, held), (chance, won if k + 1 == rounds else turn(k + 1)))

    def turn(k: int) -> games.Tree:
        if merged and k in shared:
            return shared[k]
        costs = [u["reputation"], u["support"], u["intervene"]]
        help_ = [
            games.Edge(helped(k, c), (zero, zero, -cost)) for c, cost in zip(chances, costs, strict=True)
        ]
        resist = games.Edge(games.decide(P, None, *help_), (-u["ca"], -u["cd"], -u["cp"]))
        reply = games.decide(D, None, games.pay(u["va"], -k * u["concede"], -u["vp"] / 2), resist)
        shared[k] = games.decide(A, None, games.pay(-k * u["audience"], u["vd"] / 2, u["vp"] / 2), reply)
        return shared[k]

    return games.bind(turn(0), 3, precision, n_draws=n_draws)


def crisis_imp(n_draws: int, precision: float, *, seed: int = 1) -> Any:
    """The game crisis_imp over draws."""
    rng = np.random.default_rng(seed)
    va, vd, vp = rng.uniform(4, 7, n_draws), rng.uniform(6, 10, n_draws), rng.uniform(3, 6, n_draws)
    audience, lost = rng.uniform(0.05, 0.3, n_draws), rng.uniform(0.3, 0.6, n_draws)
    fought = (rng.uniform(0.5, 1, n_draws), rng.uniform(1.2, 2.2, n_draws))  # resolute, weak
    press = (-rng.uniform(0.2, 1.5, n_draws), -rng.uniform(2.5, 5, n_draws))
    helped = (rng.uniform(0, 0.4, n_draws), -rng.uniform(0.6, 1.4, n_draws))  # reliable, unreliable
    yielded, hurt = rng.uniform(0.3, 1, n_draws), rng.uniform(0.5, 1.5, n_draws)
    gained, cost = rng.uniform(0.8, 1.8, n_draws), rng.uniform(0.6, 1.2, n_draws)
    resolute, reliable = rng.uniform(0.3, 0.7, n_draws), rng.uniform(0.3, 0.6, n_draws)

    def final(a: int, p: int, s: int, i: int) -> games.Tree:
        base = (va - 2 * fought[a] - cost * (s + i), 0.9 + gained * (s + i), -0.3 + helped[p] * (s + i))
        more = (base[0] + press[a], base[1] - 2 * hurt, base[2])
        return games.decide(A, f"A3{a}{s}{i}", games.pay(*base), games.pay(*more))

    def second(a: int, p: int, s: int) -> games.Tree:
        help_ = games.decide(P, f"P2{p}{s}", final(a, p, s, 0), final(a, p, s, 1))
        hold = games.decide(D, f"D2{s}", games.pay(va - fought[a], -yielded, -1.6 * lost), help_)
        return games.decide(A, f"A2{a}{s}", games.pay(-5 * audience, vd / 2, vp / 2 - 0.1 * s), hold)

    def first(a: int, p: int) -> games.Tree:
        reply = games.decide(P, f"P1{p}", second(a, p, 0), second(a, p, 1))
        resist = games.decide(D, "D1", games.pay(va, np.zeros(n_draws), -lost), reply)
        return games.decide(A, f"A1{a}", games.pay(-audience, vd / 2, vp / 2), resist)

    odds = [
        ((resolute if a == 0 else 1 - resolute) * (reliable if p == 0 else 1 - reliable), first(a, p))
        for a in range(2)
        for p in range(2)
    ]
    return games.bind(games.chance(3, *odds), 3, precision, n_draws=n_draws)


def crisis_two(n_draws: int, precision: float, *, seed: int = 1) -> Any:
    """Two players, each resolute or weak, take turns to press and to answer; over draws."""
    rng = np.random.default_rng(seed)
    stake = rng.uniform(4, 8, n_draws), rng.uniform(4, 8, n_draws)
    war = [(rng.uniform(0.5, 2, n_draws), rng.uniform(3, 6, n_draws)) for _ in range(2)]  # resolute, weak
    push, strike = rng.uniform(0.1, 0.4, n_draws), rng.uniform(0.4, 0.9, n_draws)
    hold, arm = rng.uniform(0.1, 0.4, n_draws), rng.uniform(0.4, 0.9, n_draws)
    back = rng.uniform(0.2, 1, n_draws)
    zero = np.zeros(n_draws)
    resolute = rng.uniform(0.3, 0.7, n_draws), rng.uniform(0.3, 0.7, n_draws)

    def last(a: int, d: int, path: tuple[int, ...]) -> games.Tree:
        fought = games.pay(stake[0] / 3 - war[0][a], stake[1] / 3 - war[1][d])
        return games.decide(D, f"D2{d}{path}", games.pay(stake[0], zero), fought)

    def again(a: int, d: int, path: tuple[int, ...]) -> games.Tree:
        on = games.Edge(last(a, d, path), (-strike, zero))
        return games.decide(A, f"A2{a}{path}", games.pay(-back, stake[1]), on)

    def answer(a: int, d: int, first: int) -> games.Tree:
        more = [games.Edge(again(a, d, (first, k)), (zero, -(hold, arm)[k])) for k in range(2)]
        return games.decide(D, f"D1{d}{first}", games.pay(stake[0], -back), *more)

    def start(a: int, d: int) -> games.Tree:
        press = [games.Edge(answer(a, d, k), (-(push, strike)[k], zero)) for k in range(2)]
        return games.decide(A, f"A1{a}", games.pay(zero, stake[1] / 2), *press)

    odds = [
        (
            (resolute[0] if a == 0 else 1 - resolute[0]) * (resolute[1] if d == 0 else 1 - resolute[1]),
            start(a, d),
        )
        for a in range(2)
        for d in range(2)
    ]
    return games.bind(games.chance(2, *odds), 2, precision, n_draws=n_draws)
