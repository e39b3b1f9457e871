"""The picture of a game tree: well-formed, nothing over anything else, nothing lost without a count."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.app.output.tree_layout import (
    FOLDED,
    LABEL_SIZE,
    LINE,
    MOST_BRANCHES,
    MOST_NODES,
    Layout,
    lay_out_tree,
)
from standoff.app.output.tree_picture import COLOURS, png_of, tree_picture
from standoff.game import TERMINAL, Chance, Decision, Terminal, WrittenGame, build_tree, read_efg
from tests.games.game_bank import BANK

SVG = "{http://www.w3.org/2000/svg}"
LABELS = st.sampled_from(
    [
        "l",
        "r",
        "a rather long label of several words",
        "<b>&\"'",
        "x\x1b[2J\u202e",
        "東京",
        "W" * 60,
        "1/2",
        " ",
    ]
)
CHANCES = {1: ["1"], 2: ["1/3", "2/3"], 3: ["0.1234567", "1/4", "0.6265433"]}


def _inner(children: st.SearchStrategy) -> st.SearchStrategy:
    below = st.lists(st.tuples(LABELS, children), min_size=1, max_size=3, unique_by=lambda b: b[0])
    chance = below.map(
        lambda own: Chance(
            {name: (p, child) for (name, child), p in zip(own, CHANCES[len(own)], strict=True)}
        )
    )
    return chance | st.builds(Decision, st.sampled_from(["Ann", "B" * 40, "<C>"]), below.map(dict))


ENDS = st.builds(Terminal, st.tuples(st.floats(-1e12, 1e12), st.integers(-9, 9), st.just(1e-9)))
TREES = _inner(st.recursive(ENDS, _inner, max_leaves=12))


def _boxes(layout: Layout) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every node with what stands right of it, and of every label."""
    out = []
    for one in layout.vertices:
        if one.kind != FOLDED:
            out.append((one.x, one.y - 8.5, one.x + one.width, one.y + 8.5))
        if one.parent >= 0 and one.kind != FOLDED:
            x = layout.entry[layout.vertices[one.parent].column + 1] + 5.0
            top = one.y - 4.5 - LINE * (len(one.label) - 1) - LABEL_SIZE * 0.75
            out.append((x, top, x + one.label_width, one.y - 2.0))
    return out


def _check(layout: Layout) -> None:
    boxes = _boxes(layout)
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= layout.size[0]
        assert bottom <= layout.size[1]
    for (l1, t1, r1, b1), (l2, t2, r2, b2) in itertools.combinations(boxes, 2):
        assert l1 >= r2 or l2 >= r1 or t1 >= b2 or t2 >= b1


@settings(max_examples=150, deadline=None)
@given(TREES, LABELS)
def test_tree_picture_of_any_small_tree_is_whole_and_nothing_overlaps(
    root: Decision | Chance, title: str
) -> None:
    built = build_tree(root, ("Ann", "B" * 40, "<C>"))
    layout = lay_out_tree(built.game, built.bound)
    assert layout.n_drawn == layout.n_nodes == built.game.arrays.n_nodes
    _check(layout)
    drawn = tree_picture(built.game, built.bound, title=title)
    page = ET.fromstring(drawn)
    n_ends = int((built.game.arrays.kind == TERMINAL).sum())
    assert len(page.findall(f".//{SVG}circle")) == n_ends
    assert drawn.replace("\n", "").isprintable()
    assert "href" not in drawn
    assert "<script" not in drawn


@pytest.mark.parametrize("case", BANK, ids=lambda case: case.name)
def test_tree_picture_of_the_bank_draws_or_counts_every_node(case: object) -> None:
    game, bound = case.build()  # type: ignore[attr-defined]
    layout = lay_out_tree(game, bound)
    assert len(layout.vertices) <= MOST_NODES
    stubs = [one for one in layout.vertices if one.kind == FOLDED]
    if not stubs:
        assert layout.n_drawn + sum(one.folded for one in layout.vertices) == layout.n_nodes
    ET.fromstring(tree_picture(game, bound))
    if len(layout.vertices) < 150:
        _check(layout)


def _sets(layout: Layout) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for k, one in enumerate(layout.vertices):
        if one.infoset >= 0:
            found.setdefault(one.infoset, []).append(k)
    return {h: own for h, own in found.items() if len(own) > 1}


@pytest.mark.parametrize("name", ["kuhn", "beer_quiche", "selten_horse"])
def test_tree_picture_joins_the_nodes_of_each_information_set(name: str) -> None:
    game, bound = next(case for case in BANK if case.name == name).build()
    layout = lay_out_tree(game, bound)
    wanted = sorted(tuple(sorted(own)) for own in _sets(layout).values())
    assert wanted
    assert sorted(tuple(sorted(link.members)) for link in layout.links) == wanted
    for link in layout.links:  # in one column, and no two lines in one place
        assert len({layout.vertices[k].column for k in link.members}) == 1
    for a, b in itertools.combinations([link for link in layout.links if link.x is not None], 2):
        if a.x == b.x:
            ends = [[layout.vertices[k].y for k in (c.members[0], c.members[-1])] for c in (a, b)]
            assert ends[0][1] < ends[1][0] or ends[1][1] < ends[0][0]


def test_tree_picture_of_sets_that_each_come_first_joins_them_across_columns() -> None:
    end = Terminal((0, 0))
    b_last = Decision("B", {"u": end, "d": end}, "b")
    a_last = Decision("A", {"l": end, "r": end}, "a")
    root = Chance(
        {
            "x": ("1/2", Decision("A", {"l": b_last, "r": b_last}, "a")),
            "y": ("1/2", Decision("B", {"u": a_last, "d": a_last}, "b")),
        }
    )
    built = build_tree(root, ("A", "B"))
    layout = lay_out_tree(built.game, built.bound)
    assert [link.x for link in layout.links] == [None, None]
    _check(layout)


def _read(text: str) -> WrittenGame:
    return read_efg(text)


def test_tree_picture_of_many_actions_folds_and_counts_the_rest() -> None:
    n = 1000
    options = " ".join(f'"{k}"' for k in range(n))
    game = _read(f'EFG 2 R "" {{ "A" }} p "" 1 1 "" {{ {options} }} 0 ' + 't "" 0 ' * n)
    layout = lay_out_tree(game.game, game.bound)
    assert layout.vertices[-1].folded == n - MOST_BRANCHES + 1
    drawn = tree_picture(game.game, game.bound)
    assert "+971 more branches" in drawn
    assert "30 of 1,001 nodes are drawn" in drawn


def test_tree_picture_of_a_deep_and_large_tree_is_drawn_from_the_root_down() -> None:
    n = 3000
    text = 'EFG 2 R "" { "A" }\n' + "\n".join(f'p "" 1 {k} "" {{ "on" "stop" }} 0' for k in range(n))
    game = _read(text + '\nt "" 1 "" { 1 }\n' + 't "" 1\n' * n)
    drawn = tree_picture(game.game, game.bound)
    assert "399 of 6,001 nodes are drawn" in drawn
    assert "+5,602 more nodes" in drawn


def test_tree_picture_shows_payoffs_by_player_chances_and_whole_labels() -> None:
    text = (
        'EFG 2 R "" { "Ann" "Bob" } c "" 1 "weather" { "sun" 1/3 "rain" 2/3 } 0\n'
        'p "" 1 1 "a very long name of an information set, longer than its box" { "l" } 1 "toll" { 1, 1 }\n'
        't "" 2 "" { 0.5, -2 } t "" 3 "" { 7, 1e-3 }'
    )
    game = _read(text)
    page = ET.fromstring(tree_picture(game.game, game.bound, title="A title"))
    spans = [(span.text, span.get("fill")) for span in page.iter(f"{SVG}tspan")]
    for said in (("1.5", COLOURS[0]), ("-1", COLOURS[1]), ("7", COLOURS[0]), ("0.001", COLOURS[1])):
        assert said in spans
    words = [span for span, _ in spans]
    assert {"1/3", "2/3", "sun", "rain"} <= set(words)
    titles = [one.text for one in page.iter(f"{SVG}title")]
    assert "Ann: a very long name of an information set, longer than its box" in titles
    assert titles[0] == "A title"


def test_colours_of_players_are_read_on_white_and_told_apart_by_the_colour_blind() -> None:
    rgb = np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in COLOURS])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    assert (1.05 / (luminance + 0.05) >= 4.5).all()  # WCAG 2.2, success criterion 1.4.3
    # Machado, Oliveira and Fernandes (2009), table 1, severity 1: protanopia, deuteranopia.
    for matrix in (
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ):
        seen = _lab(np.clip(linear[:4] @ np.array(matrix).T, 0, 1))
        for a, b in itertools.combinations(seen, 2):
            assert np.linalg.norm(a - b) > 20  # CIE 1976; about 2 can just be seen


def _lab(linear: np.ndarray) -> np.ndarray:
    xyz = linear @ np.array([[0.4124, 0.2126, 0.0193], [0.3576, 0.7152, 0.1192], [0.1805, 0.0722, 0.9505]])
    f = np.cbrt(np.maximum(xyz / [0.9505, 1.0, 1.089], 0.008856))
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


def test_png_of_a_picture_has_at_most_the_pixels_allowed() -> None:
    game, bound = next(case for case in BANK if case.name == "selten_horse").build()
    data = png_of(tree_picture(game, bound))
    assert data.startswith(b"\x89PNG")
    width, height = (int.from_bytes(data[k : k + 4], "big") for k in (16, 20))
    found = re.search(r'width="([\d.]+)" height="([\d.]+)"', tree_picture(game, bound))
    assert found is not None
    assert abs(width - 2 * float(found[1])) <= 2
    assert width * height <= 60_000_000
