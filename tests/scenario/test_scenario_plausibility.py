"""What is well formed and cannot be meant: each kind of doubt from one edit of a scenario without any."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff import library
from standoff.codes import CODES
from standoff.errors import ScenarioError
from standoff.scenario import checked, load, load_text, review
from tests.scenario.doubtful import EDITS, SOUND, Edit
from tests.scenario.planted import PLANTS

LIBRARY_HOME = Path(library.__file__).parent


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_edit_of_a_sound_scenario_brings_its_doubt(edit: Edit) -> None:
    found = edit.review()
    if not edit.code:
        assert (found.errors, found.warnings) == ((), ())
        return
    those = found.errors if edit.wrong else found.warnings
    told = [p for p in those if p.code == edit.code]
    assert told, [p.text() for p in (*found.errors, *found.warnings)]
    assert any(edit.says in p.text() for p in told)
    assert all(p.span is not None and p.span.file == "x.yaml" and p.fix for p in told)
    assert edit.wrong or not found.errors


def test_edits_show_every_code_of_the_review() -> None:
    wanted = {code for code in CODES if "S433" <= code <= "S456"} | {"S321"}
    nested = {"S439", "S447", "S453"}  # a summit, a single ending: below; a table of members: elsewhere
    planted = {plant.code for plant in PLANTS if plant.code > "S453"}
    assert {edit.code for edit in EDITS if edit.code} | nested | (planted & wanted) == wanted


def test_options_that_reach_one_rung_are_refused() -> None:
    summit = (
        "summits:\n  council:\n    options: [nothing, talk, join]\n    rule: majority\n"
        "    members: {x: {position: 1}, y: {position: 2}, z: {position: 0}}\nmoves:\n"
    )
    chance = "chance: {yes: council.reaches(talk), gale: council.%s(join), no: rest}"
    text = SOUND.replace("moves:\n", summit, 1).replace("chance: {yes: p, no: rest}", chance)
    text = text.replace("storm == yes", "storm == gale and storm != yes")
    told = [p.code for p in review(load_text(text % "reaches", "x")).errors]
    assert told == ["S439"]
    apart = text.replace("yes: council.reaches", "yes: council.adopts")
    assert review(load_text(apart % "reaches", "x")).errors == ()


def test_ending_that_always_holds_is_told() -> None:
    endings = SOUND[SOUND.index("endings:") : SOUND.index("measures:")]
    text = SOUND.replace(endings, "endings:\n  all: storm in (yes, no)\n  quiet: otherwise\n")
    assert [w.code for w in review(load_text(text, "x")).warnings if w.code == "S447"] == ["S447"]


def test_doubt_of_one_reading_names_it() -> None:
    text = SOUND + "readings:\n  calm:\n    parameters: {p: 'normal(0.5, 0.3)'}\n"
    told = review(load_text(text, "x")).warnings
    assert [w.code for w in told] == ["S438", "S437"]  # by line
    assert all(w.what.startswith("In the reading `calm`: the p") for w in told)


def test_ending_of_one_reading_alone_is_no_doubt() -> None:
    text = SOUND.replace("{yes: p, no: rest}", "{yes: never, no: rest}").replace(
        "  p: {", "  never: 0\n  p: {"
    )
    text = text.replace("  quiet: other", "  wet: storm == yes and go == wait\n  quiet: other")
    text = text.replace('p: {draw: "beta(2, 3)", unit: probability}\n', "p: 3\n").replace("won >= 1", "")
    assert [w.code for w in review(load_text(text, "x")).warnings] == ["S426", "S444", "S446"]
    switched = text + "readings:\n  stormy:\n    parameters: {never: 0.5}\n"
    assert [w.code for w in review(load_text(switched, "x")).warnings] == ["S426"]


def test_what_is_only_alleged_is_no_doubt_though_its_chance_is_nothing() -> None:
    text = SOUND.replace('p: {draw: "beta(2, 3)", unit: probability}', "p: {draw: 0, unverified: true}")
    assert review(load_text(text, "x")) == review(load_text(SOUND, "x"))


def scaled(payoff: str, precision: float, *, options: str = "[act, wait]") -> list[str]:
    text = f"""standoff: 1
title: T
as_of: 2031-01-01
horizon: 2031-12-31
actors: {{a: A}}
parameters: {{x: "uniform(0, 2)", y: "uniform(0, 2)"}}
moves: {{go: {{by: a, options: {options}}}}}
payoffs: {{a: {{u: "{payoff}"}}}}
endings: {{all: otherwise}}
play: {{precision: {precision}}}
"""
    return [w.code for w in review(load_text(text, "x")).warnings if w.code == "S451"]


@pytest.mark.parametrize(
    ("payoff", "precision", "wanted"),
    [
        ("2 * (x - y) if go == act", 1.0, []),  # 0 at the median of both, 1.2 in the median draw
        ("2 * (x - y) if go == act", 0.005, ["S451"]),
        ("2 * (x - y) if go == act", 100.0, ["S451"]),
        ("x - x if go == act", 1.0, []),  # nothing in every draw
    ],
)
def test_payoff_is_measured_draw_by_draw(payoff: str, precision: float, wanted: list[str]) -> None:
    assert scaled(payoff, precision) == wanted


def test_scale_of_many_steps_is_all_or_nothing_only_between_neighbours() -> None:
    assert scaled("10 * go", 40, options="{grid: [0, 1, 11]}") == []
    assert scaled("10 * go", 40, options="{grid: [0, 1, 2]}") == ["S451"]


LIBRARY = {  # closed forms at a precision near sharp play; what the flagship's summit leaves open
    "attrition-in-rounds": ["S451"],
    "coalition-of-the-willing": ["S451"],
    "sinking-costs": ["S451"],
    "strategic-ambiguity": ["S451"],
    "tying-hands": ["S451"],
    "volunteers": ["S451"],
}


@pytest.mark.parametrize("name", sorted(path.name for path in LIBRARY_HOME.iterdir() if path.is_dir()))
def test_library_has_no_doubts_but_those_that_are_known(name: str) -> None:
    if name.startswith("_"):
        return
    found = review(load(name))  # the flagship takes some seconds: its talks have 24 histories
    assert found.errors == ()
    assert [warning.code for warning in found.warnings] == LIBRARY.get(name, [])


def test_errors_of_what_is_plainly_meant_do_not_hide_others(tmp_path: Path) -> None:
    text = SOUND.replace('"lognormal(median=2, sd=0.4)"', "{quantiles: {0.05: 1, 0.95: 3}}")
    text = text.replace("war >= 0.5", "war >= 50").replace(
        "options: [act, wait]", "options: {grid: [3, 1, 3]}"
    )
    text = text.replace("go == act", "go > 1").replace("2031-08-01, 2031-12-01)", "2031-12-01, 2031-08-01)")
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        checked(path)
    assert [problem.code for problem in caught.value.problems] == ["S211", "S415", "S321", "S449"]


def test_broken_declaration_neither_silences_nor_multiplies_others() -> None:
    text = SOUND.replace("options: [act, wait]", "options: {grid: [0, 1, 1]}")  # one option: no scale
    text = text.replace("uniform(2031-02-01, 2031-03-01)", "unifrm(2031-02-01, 2031-03-01)")
    text = text.replace("war: -cost if answer == fight", "war: -cots if answer == fight", 1)
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "x")
    assert [problem.code for problem in caught.value.problems] == ["S502", "S415", "S311"]
