"""What happened and what others ask: read, checked, shown, and never part of play."""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff
from standoff.app.output.scenario import scenario_text
from standoff.errors import ScenarioError
from standoff.scenario import load_text

TOY = Path(__file__).with_name("toy.yaml").read_text(encoding="utf-8")
SINCE = """
happened:
  came: {is: help == fight, on: 2031-06-02, says: The guarantor came., source: A gazette, link: "https://example.org"}
  late: {is: war_cost > 4, on: 2031-05-01, source: A table}
questions:
  helps: {asks: "P(help == fight | challenge == attack)", text: Does it help if attacked?, due: 2031-12-31}
  wider:
    asks: wider_war
    text: Is there a wider war?
    criteria: More than two sides.
    source: A forum
    due: 2031-12-31
  known: {asks: help_if_attacked, text: How likely is help?, due: 2031-12-31}
"""


def test_what_happened_and_questions_are_records_and_are_shown() -> None:
    scenario = load_text(TOY + SINCE).reading()
    assert [(own.name, str(own.event), own.on.isoformat()) for own in scenario.happened.values()] == [
        ("came", "help == fight", "2031-06-02"),
        ("late", "war_cost > 4", "2031-05-01"),
    ]
    assert [own.kind for own in scenario.questions.values()] == ["P", "P", "D"]
    shown = scenario_text(scenario)
    assert "came: help == fight on 2031-06-02 (A gazette): The guarantor came." in shown
    assert "wider: wider_war, due 2031-12-31: Is there a wider war?" in shown


def test_what_happened_changes_nothing_of_a_run_but_the_digest_of_the_text(tmp_path: Path) -> None:
    with_it = standoff.run(load_text(TOY + SINCE), draws=60, seed=1, out=tmp_path / "with")
    without = standoff.run(load_text(TOY), draws=60, seed=1, out=tmp_path / "without")
    assert with_it.draws().equals(without.draws())
    told = [run.summary.model_dump_json().replace(run.summary.hash, "HASH") for run in (with_it, without)]
    assert told[0] == told[1]
    page = with_it.report().read_text(encoding="utf-8")
    assert page.index("What is known since") < page.index("2031-05-01.") < page.index("The guarantor came.")
    assert "What is known since" not in without.report().read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("on: 2031-06-02", "on: 2031-02-01", "S499"),
        ("source: A forum\n    due: 2031-12-31", "due: 2030-12-31", "S499"),
        ("is: help == fight", "is: help == flight", "S313"),
        ("is: war_cost > 4", "is: war_cost", "S315"),
        ("asks: wider_war", "asks: wider_peace", "S311"),
        ("asks: help_if_attacked", "asks: war_cost", "S316"),
        (", source: A table", "", "S202"),
    ],
)
def test_what_cannot_be_looked_up_or_lies_before_is_refused(old: str, new: str, code: str) -> None:
    assert old in SINCE
    with pytest.raises(ScenarioError, match=code):
        load_text(TOY + SINCE.replace(old, new))
