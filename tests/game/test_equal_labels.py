"""Labels are no keys: equal, empty and unprintable ones are read, told apart by their place, and said."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import shown
from standoff.game import GameError, read_efg, read_nfg, write_efg
from standoff.game.efg import quote
from standoff.game.written import action_names, told_apart

# Labels that clash with each other, with nothing, with made names, and with how others are printed.
HARD = st.sampled_from(
    ["", "a", "A", "a (2)", "a (3)", "1", "2", "1 (2)", "\x1b", r"\x1b", "\x1b (2)", " ", "é", "e\u0301"]
)
LABELS = st.lists(HARD, min_size=1, max_size=8)


@given(LABELS)
def test_told_apart_any_labels_differ_as_printed_and_the_first_of_each_stays(labels: list[str]) -> None:
    names = told_apart(labels, "{}")
    printed = [shown(name) for name in names]
    assert len(set(printed)) == len(labels)
    assert all(names)
    seen: set[str] = set()
    for label, name in zip(labels, names, strict=True):
        if label and shown(label) not in seen:
            assert name == label
            seen.add(shown(label))
    assert told_apart(names, "{}") == names


@given(LABELS)
def test_action_names_remark_exactly_where_a_label_was_changed(labels: list[str]) -> None:
    names, said = action_names(labels, "actions")
    assert (said == []) == (list(names) == labels)


@given(LABELS, LABELS, LABELS)
def test_games_of_any_labels_keep_every_action_and_read_back_as_written(
    players: list[str], options: list[str], actions: list[str]
) -> None:
    chances = " ".join(f"{quote(name)} 1/{len(options)}" for name in options)
    moves = " ".join(quote(name) for name in actions)
    paid = " ".join(str(k) for k in range(len(players)))
    lines = [f"EFG 2 R {quote('t')} {{ {' '.join(map(quote, players))} }}", f'c "" 1 "" {{ {chances} }} 0']
    n = 0
    for k in range(len(options)):
        lines.append(f'p "" 1 {k + 1} {quote(options[k])} {{ {moves} }} 0')
        for _ in actions:
            n += 1
            lines.append(f't "" {n} "same" {{ {paid} }}')
    game = read_efg("\n".join(lines))
    labels = game.game.labels
    assert len(labels.action) == len(options) * len(actions)
    for names in (
        labels.player,
        labels.infoset,
        labels.action[: len(actions)],
        labels.edge_option[: len(options)],
    ):
        assert len({shown(name) for name in names}) == len(names)
    again = read_efg(write_efg(game.game, game.bound, 0))
    assert (again.game.labels, again.warnings) == (labels, ())


@given(LABELS, LABELS)
def test_strategies_of_any_labels_are_read_and_differ(first: list[str], second: list[str]) -> None:
    lists = " ".join("{ " + " ".join(map(quote, own)) + " }" for own in (first, second))
    numbers = " ".join(str(k) for k in range(2 * len(first) * len(second)))
    game = read_nfg(f'NFG 1 R "" {{ "A" "A" }} {{ {lists} }} {numbers}').game
    for own, names in ((first, game.labels.action[: len(first)]), (second, game.labels.action[len(first) :])):
        assert len({shown(name) for name in names}) == len(own)


def test_read_efg_equal_branches_of_a_chance_move_are_two_branches() -> None:
    # The kind of a file in which a program wrote each branch's probability as its label.
    text = 'EFG 2 R "" { "A" } c "" 1 "" { "1/2" 1/3 "1/2" 2/3 } 0 t "" 1 "" { 1 } t "" 2 "" { 2 }'
    game = read_efg(text)
    assert game.game.labels.edge_option == ("1/2", "1/2 (2)")
    chance = game.game.arrays.chance[:, 0]
    np.testing.assert_array_equal(game.bound.cell[chance, 0], [float(Fraction(1, 3)), float(Fraction(2, 3))])
    assert game.warnings == (
        "game.efg:1: chance move 1: equal labels of branches are told apart by their place: `1/2 (2)`.",
    )


def test_read_efg_equal_actions_at_each_node_of_a_set_are_told_once() -> None:
    node = 'p "" 1 1 "h" { "go" "stop" "go" } 0 t "" 0 t "" 0 t "" 0'
    game = read_efg(f'EFG 2 R "" {{ "A" }} c "" 1 "" {{ "x" 1/2 "y" 1/2 }} 0\n{node}\n{node}')
    assert game.game.labels.action == ("go", "stop", "go (3)")
    assert len(game.warnings) == 1
    assert "information set 1 of player 1" in game.warnings[0]


def test_read_efg_other_actions_of_the_same_names_made_are_still_refused() -> None:
    first = 'p "" 1 1 "h" { "go" "stop" } 0 t "" 0 t "" 0'
    other = 'p "" 1 1 "h" { "go" "go" } 0 t "" 0 t "" 0'
    with pytest.raises(GameError, match="S678"):
        read_efg(f'EFG 2 R "" {{ "A" }} c "" 1 "" {{ "x" 1/2 "y" 1/2 }} 0 {first} {other}')


def test_read_nfg_equal_strategies_keep_their_payoffs_in_order() -> None:
    game = read_nfg('NFG 1 R "g" { "A" "B" } { { "d" "d" } { "c" "d" } } "" 3 3 0 5 5 0 1 1')
    assert game.game.labels.action == ("d", "d (2)", "c", "d")
    assert game.warnings == (
        "game.nfg:1: equal labels of strategies are told apart by their place: `d (2)`.",
    )


def test_read_efg_more_remarks_than_are_told_are_counted() -> None:
    lines = [f'p "" 1 {k} "" {{ "on" "on" }} 0 t "" 0' for k in range(1, 71)]
    game = read_efg('EFG 2 R "" { "A" }\n' + "\n".join(lines) + ' t "" 0')
    assert len(game.warnings) == 51
    assert game.warnings[-1] == "game.efg: 20 more remarks like these."


def test_errors_of_hostile_labels_show_escape_sequences() -> None:
    text = 'EFG 2 R "" { "A" } c "" 1 "" { "\x1b[2J\n\u202e" 1/2 "x" 1/2 } 0 p "" 1 1 { "\x1b]0;t\x07" } 0'
    with pytest.raises(GameError) as caught:
        read_efg(text + ' t "" 7 t "" 0', "a\x1b[1mb.efg")
    told = str(caught.value)
    assert all(line.isprintable() for line in told.split("\n"))
    assert "\\x1b" in told


@pytest.mark.parametrize(
    "text", ["plain", "Zürich", "東京", "naïve\u00a0word", "क्\u200dष", "\U0001f469\u200d\U0001f33e"]
)
def test_shown_texts_that_steer_nothing_stay(text: str) -> None:
    assert shown(text) == text


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_shown_texts_have_no_control_characters_and_one_line(text: str) -> None:
    import unicodedata

    out = shown(text)
    assert not {c for c in out if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cn")}
    assert not set(out) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\ufeff")
    assert shown(out) == out
