"""The language's later words joined in one scenario, against the same game played out in plain Python.

Here 8 random scenarios; 300 take some five minutes of CPU:
`python -c "from tests.scenario.test_joined_words import compare; compare(range(300))"`.
"""

from __future__ import annotations

import numpy as np
import pytest

from standoff.scenario import load_text
from tests.compiler.test_private_numbers import played
from tests.scenario.joined_words import played_out, spec_of, text_of


def compare(seeds: range) -> None:
    """Two draws of each scenario: endings, measures and payoffs to 1e-8."""
    for seed in seeds:
        spec = spec_of(seed)
        found, _, columns = played(load_text(text_of(spec)).reading(), 2)
        for name, values in played_out(spec, columns["cost"]).items():
            if name in found:  # what only some of the texts measure
                np.testing.assert_allclose(found[name], values, rtol=0, atol=1e-8, err_msg=f"{seed} {name}")


@pytest.mark.parametrize("first", [16, 20])
def test_words_joined_give_the_game_that_is_played_out_by_hand(first: int) -> None:
    compare(range(first, first + 4))
