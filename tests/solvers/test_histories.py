"""Packs of draws answer as a plain slow calculation over single histories does.

Scenarios have private numbers, menus, nests, rounds, five actors and tiny chances.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from standoff import compiler, game, scenario
from standoff.game.records import SOLVED
from standoff.solvers import solve
from standoff.study.rows import numbers_of
from tests.compiler.random_scenarios import ACTORS, random_scenario
from tests.solvers.histories import solved, unfolded

DRAWS = 17  # a pack and one more
LARGEST = 1500  # histories
ROUNDS = """  talks:
    repeat: {at_most: 2}
    until: reply == accept
    carry:
      mood: {options: [calm, tense], start: calm, next: "tense if shock == up else mood"}
    moves:
      offer: {by: dora, options: [low, high], seen_by: [SEERS]}
      reply: {by: emil, options: [accept, refuse]}
      shock: {when: reply == refuse, chance: {up: "0.1 + 0.2 * (mood == tense)", same: rest}}
payoffs:
  dora:
    deal: w0 if talks.offer == high and talks.reply == accept
    tense: w1 if talks.mood == tense
  emil:
    deal: w2 if talks.offer == low and talks.reply == accept
    early: w3 if talks.reply == accept
"""


def worded(seed: int) -> str:
    """A random scenario in which some numbers are private or tiny, and two more actors talk in rounds."""
    rng = random.Random(seed)
    text = random_scenario(
        seed, n_moves=rng.choice((2, 3)), menus=rng.random() < 0.7, nests=rng.random() < 0.6
    )
    text = text.replace("parameters:\n", "  dora: {title: Dora}\n  emil: {title: Emil}\nparameters:\n", 1)
    text = text.replace("payoffs:\n", ROUNDS.replace("SEERS", rng.choice(("dora", "dora, emil, anna"))), 1)
    private = f"w{rng.randrange(4)}"
    knower = rng.choice(("nobody", f"[{rng.choice((*ACTORS, 'dora', 'emil'))}]"))
    text = text.replace(f"{private}: {{draw:", f"{private}: {{known_to: {knower}, cells: 2, draw:", 1)
    if rng.random() < 0.5:
        text = text.replace("uniform(0.1, 0.45)", "loguniform(1e-14, 1e-5)", 2)
    return text


@pytest.mark.parametrize("seed", [3, 4, 8, 20, 30])
def test_pack_of_draws_answers_as_single_histories_do(seed: int) -> None:
    compiled = compiler.compile_scenario(scenario.load_text(worded(seed)).reading())
    bound = game.bind(compiled.game, numbers_of(compiled, seed=1, first=0, n_draws=DRAWS), DRAWS)
    assert len(unfolded(bound, 0).parent) <= LARGEST
    answer = solve(bound)
    assert answer.status.tolist() == [SOLVED] * DRAWS
    for draw in (0, DRAWS - 1):
        play, value, total = solved(bound, draw)
        np.testing.assert_allclose(answer.probability[draw], play, atol=1e-11)
        np.testing.assert_allclose(answer.value[draw], value, atol=1e-10)
        np.testing.assert_allclose(answer.item[draw], total, atol=1e-10)
