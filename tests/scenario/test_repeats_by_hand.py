"""A repeated block means what the same text means that is written out by hand.

Here 60 random blocks; 300 take about 50 s:
`python -c "from tests.scenario.test_repeats_by_hand import compare; compare(range(300))"`.
"""

from __future__ import annotations

import numpy as np
import pytest

from standoff.scenario import load_text
from tests.compiler.test_exactness import solved
from tests.scenario.random_repeats import by_hand, random_block, repeated

STRUCTURE = ("kind", "first_edge", "child", "infoset", "infoset_player", "first_action")


def compare(seeds: range) -> None:
    """Solve blocks of these seeds in both texts: the same numbers, and nearly always the same game."""
    n_same = 0
    for seed in seeds:
        block = random_block(seed)
        ours, plain = (load_text(text).reading() for text in (repeated(block), by_hand(block)))
        found, compiled, _ = solved(ours, 2)
        expected, other, _ = solved(plain, 2)
        for name, values in expected.items():
            np.testing.assert_allclose(found[name], values, rtol=0, atol=1e-9, err_msg=f"{seed} {name}")
        mine, theirs = compiled.game.arrays, other.game.arrays
        same = all(np.array_equal(getattr(mine, name), getattr(theirs, name)) for name in STRUCTURE)
        # a state written by hand is known at its place, ours as soon as what it is made of is known
        assert same or (block.states and mine.n_nodes < theirs.n_nodes), seed
        n_same += same
    assert n_same >= 0.8 * len(seeds)


@pytest.mark.parametrize("first", [0, 30])
def test_repeated_block_is_the_game_that_is_written_by_hand(first: int) -> None:
    compare(range(first, first + 30))
