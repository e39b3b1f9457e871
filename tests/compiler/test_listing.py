"""The printed game: base weights stand beside the options that have them, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from standoff import compiler, scenario
from standoff.compiler.listing import show_arrays, show_game
from tests.compiler.random_scenarios import random_scenario


def test_printed_game_tells_base_weights_where_there_are_any() -> None:
    compiled = compiler.compile_scenario(scenario.load_text(random_scenario(4, n_moves=5)).reading())
    arrays = compiled.game.arrays
    width = np.diff(arrays.first_action)
    weight = np.concatenate(
        [np.append(np.full(w - 1, 0.25 / (w - 1)), 0.75) if w > 1 else [1.0] for w in width]
    )
    other = replace(compiled, game=replace(compiled.game, arrays=replace(arrays, weight=weight)))
    assert "base weight" not in show_game(compiled)
    assert "weight" not in show_arrays(compiled)
    told = show_game(other).splitlines()[-arrays.n_infosets :]
    assert all(line.count("(base weight ") == w for line, w in zip(told, width, strict=True))
    assert "(base weight 0.75)" in told[0]
    assert f"weight float64[{arrays.n_actions}]" in show_arrays(other)
