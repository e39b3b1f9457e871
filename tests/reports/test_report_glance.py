"""The game at a glance and who knows what: every move once, no text beyond its card, names escaped."""

from __future__ import annotations

import copy
import itertools
import re
from pathlib import Path
from typing import Any

import pytest
import small_run

from standoff.reports.figures.glance import PAD, WIDTHS, Drawn, card_of, glance_drawing, letters
from standoff.reports.figures.svg import text_width
from standoff.reports.sections.glance import glance_part
from standoff.reports.sections.knowledge import knowledge_part
from standoff.reports.text.moments import Card, Course, Likely, Moment, course, ordered_moves
from standoff.results.run.folder import RunFiles, open_folder


def told(files: RunFiles) -> list[str]:
    """The moves that the drawing tells of."""
    return [move for moment in course(files).moments for card in moment.cards for move in card.moves]


def opened(folder: Path, **moves: dict[str, Any]) -> RunFiles:
    """The small run with facts about its moves."""
    files = copy.deepcopy(small_run.content())
    for name, facts in moves.items():
        files["text.json"]["moves"].setdefault(name, {}).update(facts)
    return open_folder(small_run.write(folder, files))


def test_course_of_a_large_game_tells_every_move_that_is_made_once(large: RunFiles) -> None:
    played = {node.move for d in large.details.values() for node in d.nodes if node.kind != "terminal"}
    found = told(large)
    assert len(found) == len(set(found))
    assert played <= set(found)
    assert set(found) <= set(ordered_moves(large))
    order = large.words.order.moves or sorted(large.words.moves)
    assert found == [name for name in order if name in found]


def test_name_of_a_mover_is_wrapped_and_not_cut() -> None:
    title = "The administration in a capital far away"
    card = Card(("a",), "A move", "a", title, "", (Likely("", "go", 0.2, 0.3, ()),), "seen by B", "", False)
    drawn = card_of(card, 170.0)
    mover = [line.text for line in drawn.lines if line.x == PAD + 26]
    assert " ".join(mover) == title


def test_course_gives_the_likeliest_option_with_its_range_over_readings(small: RunFiles) -> None:
    cards = {card.moves[0]: card for moment in course(small).moments for card in moment.cards}
    assert set(cards) == {"help", "widen"}
    likely = cards["help"].likely
    assert len(likely) == 1
    assert likely[0].low < likely[0].high
    assert likely[0].range.endswith("of\u00a0100")
    assert likely[0].elsewhere == ("Sceptic",)


def test_moves_made_together_share_a_moment_and_hidden_ones_are_closed(tmp_path: Path) -> None:
    files = opened(
        tmp_path / "run",
        help={"together": ["widen"], "seen_by": []},
        widen={"together": ["help"], "seen_by": sorted(small_run.content()["text.json"]["actors"])},
    )
    moments = course(files).moments
    assert [len(moment.cards) for moment in moments] == [2]
    assert moments[0].cards[0].closed
    assert not moments[0].cards[1].closed
    part = glance_part(files)
    assert part is not None
    assert part.together
    assert part.closed
    assert "at the same time" in part.words[0]


def beyond(drawn: Drawn) -> list[str]:
    """Texts of a card that leave it."""
    return [
        line.text
        for line in drawn.lines
        if (line.x - line.width if line.end else line.x) < PAD - 0.01
        or (line.x if line.end else line.x + line.width) > drawn.width - PAD + 0.01
        or line.y > drawn.height
    ]


TEXTS = (
    "W" * 80,
    "i",
    "a b " * 30,
    "one_long_name_without_a_space_" * 4,
    "Ünter den Linden",
    "他们是否先走一步" * 5,
    "<b>&amp;</b>",
)
SPANS = ((0.0, 1.0), (1.0, 1.0), (0.001, 0.9999), (0.0, 0.0), (0.42, 0.421))


def card_with(text: str, low: float, high: float, mover: str = "a") -> Card:
    likely = (Likely("", text, low, high, ()), Likely(text, text, low, high, (text, "other"))) * 3
    return Card(("m",), text, mover, text, text, likely, text, text, False)


@pytest.mark.parametrize("width", [140.0, 174.0, WIDTHS["narrow"], 600.0])
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_no_text_leaves_its_card(text: str, width: float) -> None:
    for low, high in SPANS:
        assert beyond(card_of(card_with(text, low, high), width)) == []


@pytest.mark.parametrize("kind", WIDTHS)
def test_drawing_escapes_names_and_keeps_to_its_width(kind: str) -> None:
    found = [card_with(text, 0.2, 0.4, mover) for text in TEXTS for mover in ("", "a", "b")]
    moments = tuple(Moment(tuple(found[i : i + 2]), "by " + TEXTS[0]) for i in range(0, len(found), 2))
    drawn = str(glance_drawing(Course(moments, ()), kind, {"a": "#0072B2"}, TEXTS[-1])[0])
    tags = {"svg", "title", "desc", "g", "rect", "path", "line", "circle", "text"}
    assert set(re.findall(r"<(\w+)", drawn)) <= tags
    rects = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)
    assert max(float(x) + float(width) for x, width in rects) <= WIDTHS[kind] + 0.1


def test_every_drawing_says_in_words_what_it_shows(small: RunFiles) -> None:
    part = glance_part(small)
    assert part is not None
    assert len(part.drawings) == len(WIDTHS)
    for drawing in part.drawings:
        said = re.search(r"<desc>(.*?)</desc>", str(drawing), re.DOTALL)
        assert said is not None
        words = said[1].replace("\u00a0", " ")
        assert "another under ‘Sceptic’" in words
        for text in re.findall(r"<text[^>]*>([^<]*)</text>", str(drawing)):
            label = len(text) <= 2 or text == "another in one reading"
            assert label or text.replace("\u00a0", " ") in words


@pytest.mark.parametrize(
    "titles", [["London"], ["A", "AB", "Ab", "a b"], ["1", "-", "他们", "ß"], ["Same"] * 2]
)
def test_letters_of_actors_fit_their_square(titles: list[str]) -> None:
    found = letters(titles)
    assert set(found) == set(titles)
    assert all(letter and text_width(letter, 10, bold=True) <= 20 for letter in found.values())


def test_knowledge_tells_who_makes_sees_and_believes(tmp_path: Path) -> None:
    actors = sorted(small_run.content()["text.json"]["actors"])
    files = opened(tmp_path / "run", help={"seen_by": actors[:1]}, widen={"seen_by": actors})
    part = knowledge_part(files)
    assert part is not None
    assert [row.title for row in part.rows] == ["Help", "Widening"]
    kinds = {row.title: [cell.kind for cell in row.cells] for row in part.rows}
    assert set(kinds["Widening"]) == {"knows"}
    assert "moves" in kinds["Help"]


def test_knowledge_says_under_how_many_readings_a_chance_is_expected_otherwise(tmp_path: Path) -> None:
    content = copy.deepcopy(small_run.content())
    actors = sorted(content["text.json"]["actors"])
    content["text.json"]["moves"].setdefault("help", {})["seen_by"] = actors
    content["text.json"]["moves"].setdefault("widen", {})["seen_by"] = actors

    def said(place: str) -> str:
        part = knowledge_part(open_folder(small_run.write(tmp_path / place, content)))
        assert part is not None
        cells = [cell.words for row in part.rows if row.title == "Widening" for cell in row.cells]
        return next(words for words in cells if words.startswith("expects")).replace("\u00a0", " ")

    assert said("all") == "expects wider 30 of 100 (true: 10), then knows"
    content["details/sceptic.json"]["chance"][0]["believed"]["guarantor"] = 0.1
    assert said("one") == "expects wider 30 of 100 (true: 10) under 1 of 2 readings, then knows"


def test_knowledge_names_the_first_of_equal_options_as_the_picture_does(tmp_path: Path) -> None:
    content = copy.deepcopy(small_run.content())
    actors = sorted(content["text.json"]["actors"])
    for name in ("help", "widen"):
        content["text.json"]["moves"].setdefault(name, {})["seen_by"] = []
    options = content["text.json"]["moves"]["widen"]["options"] = ["contained", "wider"]
    for reading in ("as_written", "sceptic"):
        content[f"details/{reading}.json"]["infosets"][0]["beliefs"] = [
            {"move": "widen", "option": option, "belief": 1 / len(options), "truth": 1 / len(options)}
            for option in options
        ]
    part = knowledge_part(open_folder(small_run.write(tmp_path / "run", content)))
    assert part is not None
    (cell,) = (row.cells[actors.index("guarantor")] for row in part.rows if row.title == "Widening")
    assert cell.words.startswith("believes contained ")


def test_knowledge_of_a_run_that_does_not_say_who_sees_what_is_left_out(small: RunFiles) -> None:
    assert knowledge_part(small) is None


@pytest.mark.parametrize("n", [1, 5, 6, 40])
def test_rows_for_the_printed_page_hold_the_whole_drawing(n: int) -> None:
    """Each refers to a row of the one drawing; together they leave no part of it out."""
    moments = tuple(Moment((card_with(text, 0.2, 0.4),), "") for text in (TEXTS * 40)[:n])
    drawn, rows = glance_drawing(Course(moments, ()), "middle", {}, "title")
    told = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', str(drawn))
    assert told is not None
    views = [
        [float(part) for part in found[1].split()]
        for row in rows
        if (found := re.search(r'viewBox="([^"]+)"', str(row)))
    ]
    assert len(views) == len(rows) == str(drawn).count('id="glance-middle-')
    assert views[0][1] == 0.0
    assert all(view[2] == float(told[1]) for view in views)
    assert all(a[1] + a[3] >= b[1] for a, b in itertools.pairwise(views))
    assert views[-1][1] + views[-1][3] >= float(told[2]) - 0.1
    for i, row in enumerate(rows):
        assert f'href="#glance-middle-{i}"' in str(row)
