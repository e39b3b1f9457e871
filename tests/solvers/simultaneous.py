"""Scenario texts in which all actors move at once, alike up to small differences in their payoffs.

The volunteer's dilemma, chicken and the battle of the sexes for 2 to 4 actors, the differences drawn.
"""

from __future__ import annotations

import numpy as np

NAMES = ("anna", "boris", "clara", "dora")
KINDS = ("volunteer", "chicken", "battle")
NOISES = (0.0, 0.001, 0.01, 0.1, 1.0)


def simultaneous_scenario(seed: int) -> str:
    """The text of this number: kind, number of actors, size of the differences and precision vary."""
    rng = np.random.default_rng([41, seed])
    kind, n = str(rng.choice(KINDS)), int(rng.integers(2, 5))
    noise, precision = float(rng.choice(NOISES)), float(rng.choice([1.0, 4.0, 16.0]))
    actors = NAMES[:n]
    lines = ["standoff: 1", f"title: At once {seed}", "as_of: 2031-01-01", "horizon: 2031-12-31", "actors:"]
    lines += [f"  {a}: {{title: {a.title()}}}" for a in actors]
    lines += ["parameters:", '  stake: {draw: "uniform(2, 4)", set_by: assumed}']
    for a in actors:
        drawn = f'"normal(0, {noise:g})"' if noise else "0"
        lines += [f"  n_{a}: {{draw: {drawn}, set_by: assumed}}"]
        lines += [f"  s_{a}: {{is: stake + n_{a}}}"]
    lines += ["moves:"]
    for i, a in enumerate(actors):
        others = ", ".join(f"{b}_does" for b in actors[1:])
        lines += [f"  {a}_does:", f"    by: {a}", "    options: [left, right]"]
        lines += [f"    together: [{others}]"] if i == 0 else []
    lines += ["payoffs:"]
    for i, a in enumerate(actors):
        lines += [f"  {a}:", *(f"    {term}" for term in _terms(kind, i, actors))]
    lines += ["endings:", f"  all_left: {_all(actors, 'left')}", f"  all_right: {_all(actors, 'right')}"]
    lines += ["  mixed: otherwise", "measures:"]
    lines += [f"  {a}_goes_left: P({a}_does == left)" for a in actors]
    lines += ["play:", f"  precision: {precision:g}"]
    return "\n".join(lines) + "\n"


def _all(actors: tuple[str, ...], option: str) -> str:
    return " and ".join(f"{b}_does == {option}" for b in actors)


def _terms(kind: str, i: int, actors: tuple[str, ...]) -> list[str]:
    a = actors[i]
    any_left = " or ".join(f"{b}_does == left" for b in actors)
    if kind == "volunteer":
        return [f"done: s_{a} if {any_left}", f"toil: -1 if {a}_does == left"]
    if kind == "chicken":
        crowd = " or ".join(f"({a}_does == left and {b}_does == left)" for b in actors if b != a)
        calm = " and ".join(f"{b}_does == right" for b in actors if b != a)
        return [f"crash: -s_{a} if {crowd}", f"win: 1 if {a}_does == left and {calm}"]
    high = ("left", "right")[i % 2]
    low = ("right", "left")[i % 2]
    return [f"best: s_{a} if {_all(actors, high)}", f"good: 1 if {_all(actors, low)}"]
