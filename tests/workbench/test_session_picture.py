"""Tree and calendar of a session: they say what its answer says."""

from __future__ import annotations

from pathlib import Path

import pytest
from session_toys import BARRIER, barrier

from standoff.results.session import Changes
from standoff.workbench.session import Session, TextFiles

DATED = BARRIER.replace("storm: {on: landfall", "storm: {within: [2031-05-01, 2031-06-15]")


def test_tree_and_calendar_say_what_the_answer_says(tmp_path: Path) -> None:
    held = Session(TextFiles.find(barrier(tmp_path, DATED)), draws=256)
    for changes in (Changes(), Changes(numbers={"stake": 9.0}), Changes(given={"storm": "hits"})):
        picture, found = held.picture(changes), held.answer(changes).found
        first = next(box for box in picture.boxes if box.move == "leave")
        shares = {row.option: row.share for row in first.rows}
        left = found.measures["left"].mean
        assert left is not None
        assert shares["leave"] == f"{round(100 * left)}\N{NO-BREAK SPACE}%"
        flags = {box.ending for box in picture.boxes if box.kind == "ending"}
        assert flags == {"flooded", "dry"}
        if not changes.given:
            storm = next(one for one in picture.calendar if one.move == "storm")
            struck = found.measures["struck_by_storm"].mean
            assert {one.option: one.probability for one in storm.options}["hits"] == pytest.approx(struck)
