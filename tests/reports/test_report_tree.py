"""The drawn game: folding, columns, and boxes that never lie over one another."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.reports.figures.tree import tree_part
from standoff.reports.figures.tree_boxes import MOST_BOXES, Box, Row, Shown, shown_graph
from standoff.reports.figures.tree_layout import Placed, isotonic, place
from standoff.reports.text.ending_keys import keyed_endings
from standoff.results.run.folder import RunFiles

READINGS = ("document", "restraint", "deterrence", "base_rates")


def overlaps(shown: Shown, placed: Placed) -> list[tuple[int, int]]:
    boxes = [(n, *placed.position[n], b.width, b.height) for n, b in shown.boxes.items()]
    return [
        (a[0], b[0])
        for a, b in itertools.combinations(boxes, 2)
        if a[1] < b[1] + b[3] and b[1] < a[1] + a[3] and a[2] < b[2] + b[4] and b[2] < a[2] + a[4]
    ]


@st.composite
def layered_graphs(draw: st.DrawFn) -> Shown:
    """Random graphs in columns with lines that may skip columns, and information sets of a column."""
    n_columns = draw(st.integers(1, 5))
    column_of: list[int] = []
    for column in range(n_columns):
        column_of += [column] * draw(st.integers(1, 6))
    boxes, layer = {}, dict(enumerate(column_of))
    for node, column in layer.items():
        later = [other for other, c in layer.items() if c > column]
        targets = draw(st.lists(st.sampled_from(later), max_size=4)) if later else []
        rows = tuple(Row(f"option {i}", "50 %", target, 0.3) for i, target in enumerate(targets))
        notes = ("chance",) * draw(st.integers(0, 3))
        infoset = draw(st.sampled_from([None, 10 * column, 10 * column + 1]))
        head = draw(st.sampled_from([("A",), ("A longer title", "of two lines")]))
        boxes[node] = Box(node, "chance", head, notes, rows, infoset, 0.5)
    return Shown(boxes, layer, 0.0, len(boxes), len(boxes))


@given(layered_graphs())
@settings(deadline=None, max_examples=60)
def test_layout_of_any_graph_has_no_overlapping_boxes(shown: Shown) -> None:
    placed = place(shown)
    assert overlaps(shown, placed) == []
    for node, box in shown.boxes.items():
        x, y = placed.position[node]
        assert x >= 0
        assert y >= 0
        assert x + box.width <= placed.size[0]
        assert y + box.height <= placed.size[1]


@given(layered_graphs())
@settings(deadline=None, max_examples=30)
def test_layout_keeps_the_members_of_an_information_set_together(shown: Shown) -> None:
    placed = place(shown)
    for infoset in {box.infoset for box in shown.boxes.values()} - {None}:
        inside = [n for n, box in shown.boxes.items() if box.infoset == infoset]
        tops = [placed.position[n][1] for n in inside]
        column = shown.layer[inside[0]]
        others = [n for n, c in shown.layer.items() if c == column and n not in inside]
        assert not [n for n in others if min(tops) < placed.position[n][1] < max(tops)]


@pytest.mark.parametrize("reading", READINGS)
def test_tree_of_a_large_game_is_folded_and_has_no_overlapping_boxes(large: RunFiles, reading: str) -> None:
    shown = shown_graph(large, reading, keyed_endings(large))
    assert 20 <= shown.n_shown <= MOST_BOXES
    assert overlaps(shown, place(shown)) == []
    for node, box in shown.boxes.items():
        for row in box.rows:
            assert row.target is None or shown.layer[row.target] > shown.layer[node]


def test_tree_rows_of_a_box_always_add_up_to_the_whole(large: RunFiles) -> None:
    leaving: dict[int, float] = {}
    for edge in large.details["document"].edges:
        leaving[edge.source] = leaving.get(edge.source, 0.0) + edge.reach
    shown = shown_graph(large, "document", keyed_endings(large))
    decided = [box for box in shown.boxes.values() if box.flag is None]
    for box in decided:
        assert sum(row.reach for row in box.rows) == pytest.approx(leaving[box.id], abs=1e-9)


def test_tree_of_a_small_game_shows_every_branch_and_names_the_endings(small: RunFiles) -> None:
    part = tree_part(small, "as_written", keyed_endings(small))
    drawn = str(part.drawing)
    assert [(row[2], row[5]) for row in part.rows] == [
        ("fight", "Widening"),
        ("abandon", "C Nothing happens"),
        ("wider", "A Wider war"),
        ("contained", "B The guarantor helps"),
    ]
    assert "unlikely" not in drawn
    for title in ("Wider war", "The guarantor helps", "Nothing happens"):
        assert f">{title}</text>" in drawn


def test_tree_drawing_shows_beliefs_where_histories_look_the_same(large: RunFiles) -> None:
    drawn = str(tree_part(large, "document", keyed_endings(large)).drawing)
    assert "cannot tell 2 histories apart" in drawn
    assert "believes honoured 31" in drawn
    assert 'stroke-dasharray="5 3.5"' in drawn


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30))
def test_isotonic_answer_is_ordered_keeps_the_mean_and_leaves_ordered_values_alone(
    values: list[float],
) -> None:
    level = isotonic(values)
    assert len(level) == len(values)
    assert all(a <= b + 1e-9 for a, b in itertools.pairwise(level))
    assert sum(level) == pytest.approx(sum(values), abs=1e-6)
    assert isotonic(sorted(values)) == pytest.approx(sorted(values), abs=1e-9)
