"""Every way of writing an extensive-form file that was met in the wild, in texts of our own."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import Problem
from standoff.game import CHANCE, DECISION, TERMINAL, GameError, check_structure, read_efg, read_game
from standoff.game.written import WrittenGame

HEAD = 'EFG 2 R "a title" { "Ann" "Bob" }\n'


def ends(game: WrittenGame) -> list[list[float]]:
    """Payoffs of the terminal nodes, in the file's order."""
    arrays, numbers = game.game.arrays, np.append(game.bound.payoff[:, 0], 0.0)
    edges = np.argsort(arrays.child)
    return [numbers[arrays.payoff[e]].tolist() for e in edges if arrays.kind[arrays.child[e]] == TERMINAL]


def test_read_efg_plain_file_gives_structure_names_and_numbers() -> None:
    text = HEAD + (
        '"a comment"\n'
        'p "" 1 1 "first" { "up" "down" } 0\n'
        'c "" 1 "weather" { "sun" 1/3 "rain" 2/3 } 0\n'
        't "" 1 "x" { 1, 2 }\n'
        't "" 2 "y" { -1/2, .25 }\n'
        'p "" 2 1 "" { "l" "r" } 0\n'
        't "" 3 "z" { 1e2 -3.50 }\n'
        't "" 0\n'
    )
    game = read_efg(text)
    assert game.title == "a title"
    assert game.comment == "a comment"
    assert game.warnings == ()
    assert game.game.arrays.kind.tolist() == [
        DECISION,
        CHANCE,
        TERMINAL,
        TERMINAL,
        DECISION,
        TERMINAL,
        TERMINAL,
    ]
    assert game.preorder.tolist() == list(range(7))
    assert game.game.labels.infoset == ("first", "Bob.1")
    assert game.game.labels.action == ("up", "down", "l", "r")
    assert game.game.labels.node_move == ("first", "weather", "", "", "Bob.1", "", "")
    assert ends(game) == [[1, 2], [-0.5, 0.25], [100, -3.5], [0, 0]]
    chance = game.game.arrays.chance[game.game.arrays.chance[:, 0] >= 0]
    np.testing.assert_array_equal(game.bound.cell[chance[:, 0], 0], [1 / 3, 2 / 3])


@pytest.mark.parametrize(
    "payoffs", ["{ 1, 2 }", "{ 1 2 }", "{1,2}", "{ 1.0 2. }", "{ +1 4/2 }", "{ 10e-1, .2E1 }", "{\n 1\n 2 }"]
)
def test_read_efg_payoffs_in_any_form_are_the_same(payoffs: str) -> None:
    assert ends(read_efg(f'{HEAD} p "" 1 1 "" {{ "a" "b" }} 0 t "" 1 "" {payoffs} t "" 1')) == [
        [1, 2],
        [1, 2],
    ]


def test_read_efg_decimal_format_and_no_comment_are_read() -> None:
    game = read_efg('EFG 2 D "" { "A" } p "" 1 1 "h" { "x" } 0 t "" 1 "" { 7 }')
    assert ends(game) == [[7]]


def test_read_efg_quotes_and_backslashes_in_texts_are_unescaped() -> None:
    game = read_efg(r'EFG 2 R "say \"no\" \\ \n" { "A" } p "" 1 1 "h" { "\"x\"" "{y}" } 0 t "" 0 t "" 0')
    assert game.title == 'say "no" \\ \\n'
    assert game.game.labels.action == ('"x"', "{y}")


def test_read_efg_actions_given_only_at_the_first_node_serve_the_others() -> None:
    text = HEAD + (
        'c "" 1 "" { "a" 1/2 "b" 1/2 } 0\n'
        'p "" 1 7 "seven" { "l" "r" } 0\nc "" 2 "" { "x" 1 } 0\nt "" 1 "" { 1 0 }\nt "" 1\n'
        'p "" 1 7 0\nc "" 2 0\nt "" 1\nt "" 1\n'
    )
    arrays = read_efg(text).game.arrays
    assert arrays.n_infosets == 1
    assert (arrays.infoset >= 0).sum() == 2


def test_read_efg_outcome_told_later_than_used_is_known() -> None:
    assert ends(read_efg(HEAD + 'p "" 1 1 "" { "l" "r" } 0 t "" 5 t "" 5 "five" { 5 6 }')) == [[5, 6], [5, 6]]


def test_read_efg_payoffs_on_the_way_are_added_exactly_below() -> None:
    text = HEAD + (
        'p "" 1 1 "" { "l" "r" } 1 "toll" { .1 1 }\np "" 2 1 "" { "x" "y" } 2 "fee" { .2 0 }\n'
        't "" 3 "" { .3 1 }\nt "" 0\nt "" 1\n'
    )
    assert ends(read_efg(text)) == [[0.6, 2], [0.3, 1], [0.2, 2]]


def test_read_efg_labels_missing_or_used_twice_become_player_and_number() -> None:
    text = HEAD + (
        'p "" 1 3 "same" { "l" "r" } 0\np "" 2 4 "same" { "l" "r" } 0\nt "" 0\nt "" 0\n'
        'p "" 2 5 "own" { "l" "r" } 0\nt "" 0\nt "" 0\n'
    )
    game = read_efg(text)
    assert game.game.labels.infoset == ("Ann.3", "Bob.4", "own")
    assert game.warnings == (
        "game.efg:2: information sets share the label `same`: they are called `player.number`.",
    )


def test_read_efg_label_like_a_made_name_stays_unique() -> None:
    text = HEAD + ('p "" 1 1 "" { "l" "r" } 0\np "" 2 1 "Ann.1" { "l" "r" } 0\nt "" 0\nt "" 0\nt "" 0\n')
    game = read_efg(text)
    assert game.game.labels.infoset == ("Ann.1", "Bob.1")
    assert game.warnings[0].startswith("game.efg:3: information set `Ann.1` is called `Bob.1`")


def test_read_efg_players_without_names_and_names_used_twice_are_told_apart() -> None:
    game = read_efg('EFG 2 R "" { "" "X" "X" } p "" 3 1 "" { "a" } 0 t "" 1 "" { 1 2 3 }')
    assert game.game.labels.player == ("Player 1", "X", "X (3)")
    assert len(game.warnings) == 2


def test_read_efg_actions_without_names_get_their_numbers() -> None:
    game = read_efg('EFG 2 R "" { "A" } p "" 1 1 "h" { "" "" "1" } 0 t "" 0 t "" 0 t "" 0')
    assert game.game.labels.action == ("1 (1)", "2", "1")
    assert "without a name" in game.warnings[0]


def test_read_efg_probabilities_within_the_tolerance_are_normalised_and_told() -> None:
    odds = '{ "x" 0.3333333333 "y" 0.3333333333 "z" 0.3333333333 }'
    text = f'EFG 2 R "" {{ "A" }} c "" 1 "h" {odds} 0 t "" 0 t "" 0 t "" 0'
    game = read_efg(text)
    assert game.warnings == (
        "game.efg:1: the probabilities add up to 1 -1e-10 and were divided by their sum.",
    )
    np.testing.assert_array_equal(game.bound.cell[:, 0], [1 / 3])


def test_read_efg_ten_tenths_are_exactly_one() -> None:
    options = " ".join(f'"{k}" 0.1' for k in range(10))
    game = read_efg(f'EFG 2 R "" {{ "A" }} c "" 1 "h" {{ {options} }} 0 ' + 't "" 0 ' * 10)
    assert game.warnings == ()


def test_read_efg_windows_and_old_line_ends_give_the_same_game() -> None:
    text = HEAD + 'p "" 1 1 "" { "l" "r" } 0\nt "" 1 "" { 1 2 }\nt "" 1\n'
    assert (
        ends(read_efg(text))
        == ends(read_efg(text.replace("\n", "\r\n")))
        == ends(read_efg(text.replace("\n", "\r")))
    )


def test_read_efg_a_single_ending_gets_a_chance_move_before_it() -> None:
    game = read_efg(HEAD + 't "" 1 "only" { 3 4 }')
    assert ends(game) == [[3, 4]]
    assert game.preorder.tolist() == [-1, 0]
    assert len(game.warnings) == 1


def test_read_efg_payoffs_beside_the_number_0_are_paid() -> None:
    assert ends(read_efg(HEAD + 'p "" 1 1 "" { "l" "r" } 0 t "" 0 "" { 1 2 } t "" 0')) == [[1, 2], [0, 0]]


def test_read_game_latin_and_utf8_files_are_read(tmp_path: Path) -> None:
    text = 'EFG 2 R "Güth" { "A" } p "" 1 1 "h" { "x" } 0 t "" 0'
    for encoding, warnings in (("utf-8", 0), ("utf-8-sig", 0), ("latin-1", 1)):
        path = tmp_path / f"{encoding}.efg"
        path.write_bytes(text.encode(encoding))
        game = read_game(path)
        assert game.title == "Güth"
        assert len(game.warnings) == warnings


def _seconds_of_a_chain(n: int) -> float:
    """CPU seconds to read a tree in which each of `n` moves stops or goes on to the next."""
    lines = [f'p "" 1 {k} "" {{ "on" "stop" }} 0' for k in range(n)]
    text = 'EFG 2 R "" { "A" }\n' + "\n".join(lines) + '\nt "" 1 "" { 1 }\n' + 't "" 1\n' * n
    started = time.process_time()
    assert read_efg(text).game.arrays.n_nodes == 2 * n + 1
    return time.process_time() - started


def test_read_efg_deep_and_large_trees_are_quick_and_need_no_recursion() -> None:
    """Ten times the moves cost some ten times as much, where the square would cost a hundred times."""
    small = _seconds_of_a_chain(2_000)
    assert _seconds_of_a_chain(20_000) < 40 * small


def test_read_efg_hostile_texts_end_soon_with_an_error() -> None:
    hostile = ['EFG 2 R "' + "a" * 10**6, "{" * 10**6, "EFG 2 R " + '"\\' * 10**5, HEAD + "c " * 10**5]
    for text in hostile:
        with pytest.raises(GameError):
            read_efg(text)


WHOLE = HEAD + (
    'c "" 1 "w" { "s" 1/3 "r" 2/3 } 0\np "" 1 1 "h" { "l" "r" } 0\nt "" 1 "" { 1, 2 }\nt "" 1\n'
    'p "" 1 1 0\nt "" 2 "x" { -.5 1e1 }\nt "" 0\n'
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 9), st.text('"{}0 19/.-cpt\\\n,xé', max_size=3)),
        max_size=4,
    )
)
def test_read_efg_mutilated_text_is_read_or_refused_with_places(cuts: list[tuple[int, int, str]]) -> None:
    text = WHOLE
    for start, length, instead in cuts:
        text = text[:start] + instead + text[start + length :]
    problems: tuple[Problem, ...] = ()
    try:
        check_structure(read_efg(text).game.arrays)
    except GameError as error:
        problems = error.problems
    assert all(problem.span is not None and problem.span.line >= 1 for problem in problems)
