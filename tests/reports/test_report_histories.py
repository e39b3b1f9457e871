"""Descriptions of several histories: they hold what is meant and nothing else, whatever is meant."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from standoff.reports.text.histories import EVERY, LONGEST, History, boxes, named, told


def _ways(sizes: tuple[int, ...], rng: np.random.Generator, kept: float) -> list[History]:
    """Some of all the ways in which moves with so many options can go; an option may be `not made`."""
    names = [[None if i == 0 and size > 2 else f"o{i}" for i in range(size)] for size in sizes]
    ways = [dict(zip("abcdefg", way, strict=False)) for way in itertools.product(*names)]
    return [way for way in ways if rng.random() < kept] or ways[:1]


def _holds(box: dict[str, frozenset[str | None]], way: History) -> bool:
    return all(way.get(move) in options for move, options in box.items())


@pytest.mark.parametrize("sizes", [(), (1,), (2,), (3, 2), (2, 2, 2, 3), (2, 1, 4), (2, 2, 2, 2, 2, 2)])
@pytest.mark.parametrize("kept", [1.0, 0.6])
def test_boxes_hold_the_chosen_histories_once_and_no_other(sizes: tuple[int, ...], kept: float) -> None:
    rng = np.random.default_rng([len(sizes), round(10 * kept)])
    for _ in range(12):
        ways = _ways(sizes, rng, kept)
        chosen = [i for i in range(len(ways)) if rng.random() < 0.5] or [0]
        found = boxes(ways, chosen)
        counts = [sum(_holds(box, way) for box in found) for way in ways]
        assert [i for i, n in enumerate(counts) if n] == chosen
        assert len(found) <= len(chosen)


def test_one_move_that_decides_is_named_alone() -> None:
    ways = [{"word": w, "reply": r} for w in ("yes", "no", "later") for r in ("stay", "go")]
    assert told(ways, [0, 1, 4, 5], str) == "word: yes or later"
    assert told(ways, range(6), str) == EVERY
    assert told([{}], [0], str) == EVERY


def test_move_that_tells_what_is_meant_is_named_alone_in_any_part_of_the_histories() -> None:
    ways: list[History] = [
        {"a": a, "b": b, "c": c} for a, b, c in itertools.product("yn", repeat=3) if (a, b) != ("y", "y")
    ]
    for move in "abc":
        assert told(ways, [i for i, way in enumerate(ways) if way[move] == "n"], str) == f"{move}: n"


def test_moves_that_were_not_made_are_said() -> None:
    assert told([{"a": "x"}, {"a": None}], [1], str) == "a: not made"


def test_only_the_longest_of_several_groups_is_the_rest() -> None:
    ways: list[History] = [
        dict(zip("abcde", way, strict=True)) for way in itertools.product(("one", "another"), repeat=5)
    ]
    even = [i for i, way in enumerate(ways) if list(way.values()).count("one") % 2]
    groups = [[0], even, [i for i in range(1, 32) if i not in even]]
    said = named(ways, groups, lambda move: f"What {move} says")
    assert sum(one.startswith("The other") for one in said) == 1
    whole = [told(ways, group, lambda move: f"What {move} says") for group in groups]
    assert max(len(one) for one in whole) > LONGEST
    assert sum(one == other for one, other in zip(said, whole, strict=True)) == 2
    assert named(ways, [range(32)], str) == [EVERY]
