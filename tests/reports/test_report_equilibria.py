"""What the report says of further equilibria, of the play asked of a run, and of beliefs off the path."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import small_run

from standoff import reports
from standoff.reports.sections.choices import choice_part
from standoff.reports.sections.conclusions import under_test
from standoff.reports.sections.equilibria import equilibria_part, short
from standoff.reports.sections.headline import sentences
from standoff.reports.text.ending_keys import keyed_endings
from standoff.results.run.folder import open_folder

FOUND: dict[str, Any] = {"looked_at": 256, "with_several": 64, "most": 3, "marked": 0, "complete": False}
INTERVAL = {"taken": 0.3, "low": 0.2, "high": 0.45}


def written(folder: Path, **found: Any) -> Path:
    files = small_run.content()
    for reading in files["summary.json"]["readings"].values():
        endings = dict.fromkeys(reading["endings"], INTERVAL)
        reading["equilibria"] = FOUND | {"endings": endings} | found
    return small_run.write(folder / "run", files)


def test_several_equilibria_are_told_with_an_interval_for_every_ending(tmp_path: Path) -> None:
    files = open_folder(written(tmp_path))
    endings = keyed_endings(files)
    part = equilibria_part(files, endings)
    assert part is not None
    assert part.several
    assert len(part.rows) == len(endings) * len(files.readings)
    assert all(row.interval == "20.0 to 45.0\N{NO-BREAK SPACE}%" for row in part.rows)
    assert (
        "Of the first 256 draws 64 (25\N{NO-BREAK SPACE}%) have more than one equilibrium" in part.lines[0][1]
    )
    assert short(files).startswith("Several equilibria: 64 of 256 draws looked at under")
    assert "Several equilibria: 64 of 256" in reports.summary_text(tmp_path / "run", 300)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ({"with_several": 0}, "none was found beside the one that is counted. That does not prove"),
        ({"with_several": 0, "complete": True}, "one equilibrium only: this is proven"),
        ({"endings": {}}, "They differ only in play on which no ending depends."),
        ({"with_several": 0, "marked": 7}, "In 7 of all draws the answer is known not to be the only one"),
    ],
)
def test_search_that_finds_nothing_of_weight_says_which_kind_of_nothing(
    tmp_path: Path, found: dict[str, Any], says: str
) -> None:
    files = open_folder(written(tmp_path, **found))
    part = equilibria_part(files, keyed_endings(files))
    assert part is not None
    assert not part.rows
    assert says in part.lines[0][1]
    assert short(files) == ""


def test_run_that_did_not_look_says_nothing_of_equilibria(tmp_path: Path) -> None:
    files = open_folder(small_run.write(tmp_path / "run", small_run.content()))
    assert equilibria_part(files, keyed_endings(files)) is None


def test_play_asked_of_the_run_stands_at_the_head_of_the_terminal_text(tmp_path: Path) -> None:
    files = small_run.content()
    files["summary.json"]["play"] = "sharp"
    text = reports.summary_text(small_run.write(tmp_path / "run", files), 120)
    assert "Played at the sharp limit, not as the scenario says" in text.splitlines()[3]


def test_headline_gives_the_first_conclusions_measure_under_each_reading(tmp_path: Path) -> None:
    files = open_folder(small_run.write(tmp_path / "run", small_run.content()))
    said = sentences(files, keyed_endings(files), under_test(files))
    asked = next(sentence for sentence in said if "Help, if attacked" in sentence)
    assert asked == "“Help, if attacked” comes about in 50 of 100 cases under both readings."
    assert any(sentence.startswith("“Help is certain”") for sentence in said)


def test_belief_where_play_never_comes_has_no_truth_beside_it(tmp_path: Path) -> None:
    files = small_run.content()
    name = next(n for n in files if n.startswith("details/"))
    infoset = next(h for h in files[name]["infosets"] if h["beliefs"])
    infoset["reach"] = 1e-20
    for belief in infoset["beliefs"]:
        belief["truth"] = None
    folder = open_folder(small_run.write(tmp_path / "run", files))
    part = choice_part(folder, name.removeprefix("details/").removesuffix(".json"))
    told = next(c for c in (*part.shown, *part.folded) if c.anchor.endswith(f"-{infoset['id']}"))
    assert "Play never comes here" in told.belief_says
    truths = [truth for belief in told.beliefs for truth in re.findall(r"\(truth (.*?)\)", belief)]
    assert truths == ["–"] * len(infoset["beliefs"])
