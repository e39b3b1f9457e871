"""How many reduced strategies a player has: counted, against listed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.game import Chance, Decision, Terminal, build_tree, read_efg
from standoff.game.nfg import count_strategies, reduced_strategies

PLAYERS = ("A", "B")


def _below(children: st.SearchStrategy) -> st.SearchStrategy:
    moves = st.lists(children, min_size=1, max_size=3)
    named = moves.map(lambda own: dict(zip("abc", own, strict=False)))
    return st.builds(Decision, st.sampled_from(PLAYERS), named) | moves.map(
        lambda own: Chance({name: (f"1/{len(own)}", child) for name, child in zip("abc", own, strict=False)})
    )


ROOTS = _below(st.recursive(st.just(Terminal()), _below, max_leaves=9))


@settings(max_examples=200, deadline=None)
@given(ROOTS)
def test_count_strategies_of_seen_moves_is_the_length_of_the_list(root: Decision | Chance) -> None:
    game = build_tree(root, PLAYERS).game
    for player in range(2):
        assert count_strategies(game, player) == len(reduced_strategies(game, player))


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_count_strategies_of_hidden_moves_is_the_length_of_the_list(
    n_types: int, n_signals: int, n_answers: int, seen: bool
) -> None:
    def answer(signal: int) -> Decision:
        return Decision(
            "B", {f"r{k}": Terminal() for k in range(n_answers)}, f"after {signal if seen else 'any'}"
        )

    def sender(kind: int) -> Decision:
        return Decision("A", {f"m{k}": answer(k) for k in range(n_signals)}, f"type {kind}")

    root = Chance({f"t{k}": (f"1/{n_types}", sender(k)) for k in range(n_types)})
    game = build_tree(root, PLAYERS).game
    assert count_strategies(game, 0) == len(reduced_strategies(game, 0)) == n_signals**n_types
    assert (
        count_strategies(game, 1)
        == len(reduced_strategies(game, 1))
        == n_answers ** (n_signals if seen else 1)
    )


def test_count_strategies_of_a_long_game_is_quick_and_exact() -> None:
    lines = [f'p "" 1 {k} "" {{ "on" "stop" }} 0' for k in range(2000)]
    game = read_efg('EFG 2 R "" { "A" }\n' + "\n".join(lines) + "\n" + 't "" 0\n' * 2001).game
    assert count_strategies(game, 0) == 2001
