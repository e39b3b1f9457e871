"""Small scenarios of which it is known by hand what the shares and conditionals come to."""

from __future__ import annotations

from pathlib import Path

import standoff
from standoff.app.api.run import Run

HEAD = """
standoff: 1
title: A question
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: {title: A}}
"""

# The condition of `later` can come about in half of the draws alone; `q` is uniform.
HALF_UNDEFINED = (
    HEAD
    + """
parameters:
  open: {draw: "bernoulli(0.5)", set_by: assumed}
  q: {draw: "uniform(0, 1)", set_by: assumed}
moves:
  first: {chance: {yes: "0.5 * open", no: rest}}
  second: {chance: {yes: q, no: rest}}
  act: {by: a, options: [go, stay]}
payoffs:
  a: {g: 1 if act == go and first == yes}
endings: {both: first == yes and second == yes, other: otherwise}
measures:
  later: P(second == yes | first == yes)
conclusions:
  likely: {holds_when: later >= 0.5}
  not_likely: {holds_when: not (later >= 0.5)}
  either: {holds_when: later >= 0.5 or q > 0.9}
  both: {holds_when: later >= 0.5 and q > 0.9}
play: {precision: 1}
"""
)

# Help is likely in the draws in which an attack hardly ever comes, and seldom in the others.
SELDOM_MET = (
    HEAD
    + """
parameters:
  world: {draw: "bernoulli(0.5)", set_by: assumed}
moves:
  attack: {chance: {yes: "0.001 + 0.499 * world", no: rest}}
  help: {when: attack == yes, chance: {fight: "0.9 - 0.8 * world", abandon: rest}}
  act: {by: a, options: [go, stay]}
payoffs: {a: {g: 2 if act == go and help == fight}}
endings: {war: help == fight, lost: help == abandon, quiet: otherwise}
measures:
  help_if_attacked: P(help == fight | attack == yes)
  worth_if_attacked: E(payoff(a) | attack == yes)
  attacked: P(attack == yes)
conclusions: {help_even: {holds_when: help_if_attacked >= 0.5}}
play: {precision: 1}
"""
)


def run_of(text: str, folder: Path, *, draws: int = 600, seed: int = 0, **settings: object) -> Run:
    """A run of a text in a new folder, in this process."""
    path = folder / "question.yaml"
    path.write_text(text, encoding="utf-8")
    out = folder / f"run-{seed}-{len(list(folder.iterdir()))}"
    return standoff.run(path, draws=draws, seed=seed, out=out, workers=1, **settings)
