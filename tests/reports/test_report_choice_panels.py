"""Panels of moves: every situation stands in one, equal ones once, with what they hold for."""

from __future__ import annotations

import copy
from pathlib import Path

import small_run

from standoff.reports.sections.choice_panels import ALL, choice_panels
from standoff.reports.sections.choices import choice_part
from standoff.results.run.folder import RunFiles, open_folder


def test_every_choice_of_every_reading_stands_in_a_table_of_its_move(large: RunFiles) -> None:
    panels = choice_panels(large).panels
    rows = [row for panel in panels for row in panel.details]
    for reading in large.readings:
        part = choice_part(large, reading)
        for choice in (*part.shown, *part.folded):
            alike = [row for row in rows if row.choice.options == choice.options]
            assert alike
            title = large.reading_title(reading)
            assert any(title in row.readings or row.readings == ALL for row in alike)
    told = sum(len(row.knows) for panel in panels for row in (*panel.rows, *panel.rarer))
    places = {
        (infoset.move, *choice.knows)
        for reading in large.readings
        for part in [choice_part(large, reading)]
        for infoset in large.details[reading].infosets
        for choice in (*part.shown, *part.folded)
        if choice.anchor == f"h{large.readings.index(reading)}-{infoset.id}"
    }
    assert 0 < told <= len(places)


def test_readings_that_agree_are_one_row_and_those_that_differ_are_a_range(tmp_path: Path) -> None:
    files = copy.deepcopy(small_run.content())
    files["details/sceptic.json"]["infosets"] = copy.deepcopy(files["details/as_written.json"]["infosets"])
    (panel,) = choice_panels(open_folder(small_run.write(tmp_path / "same", files))).panels
    assert [row.readings for row in panel.details] == [ALL]
    actions = files["details/sceptic.json"]["infosets"][0]["actions"]
    actions[0]["mean"], actions[1]["mean"] = 0.05, 0.95
    (panel,) = choice_panels(open_folder(small_run.write(tmp_path / "other", files))).panels
    assert [row.readings for row in panel.details] == ["As written", "Sceptic"]
    assert len(panel.rows) == 1
    assert all(" to " in cell for cell in panel.rows[0].cells)


def test_anchor_of_a_panel_comes_from_its_move_alone(large: RunFiles) -> None:
    anchors = [panel.anchor for panel in choice_panels(large).panels]
    assert len(anchors) == len(set(anchors))
    assert all(anchor.startswith("choice-") for anchor in anchors)


def test_words_of_options_stand_in_the_panel_of_their_move(tmp_path: Path) -> None:
    files = copy.deepcopy(small_run.content())
    files["text.json"]["moves"]["help"]["option_words"] = {
        "fight": {"title": "Fight <beside> them", "says": "With all it has."},
        "abandon": {"says": "It stays out."},
    }
    (panel,) = choice_panels(open_folder(small_run.write(tmp_path / "run", files))).panels
    assert panel.words == ("“fight”: Fight <beside> them. With all it has.", "“abandon”: It stays out.")
