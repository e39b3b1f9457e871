"""Tables that a scenario reads: open beside the text, saved as written, with it wherever it goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff import scenario
from standoff.results.session import Changes
from standoff.workbench.session import Session, TextFiles
from standoff.workbench.session.completion import described, offers
from standoff.workbench.session.jobs import prepared

TABLE = "name,position,salience,capability\r\nred,0,0.5,10\r\nblue,0.6,0.5,6\r\ngreen,1,0.4,4\r\n"
ENTRY = "members: {file: members.csv}"
TEXT = f"""standoff: 1
title: Three allies
as_of: 2031-03-01
horizon: 2031-12-31
actors: {{chair: Chair}}
parameters:
  gain: {{draw: "uniform(1, 3)", set_by: assumed, unit: payoff}}
summits:
  council:
    title: The council
    options: [nothing, convoy]
    values: [0, 1]
    rule: majority
    {ENTRY}
moves:
  ask: {{by: chair, options: [ask, wait]}}
  vote: {{when: ask == ask, chance: {{convoy: council.adopts(convoy), none: rest}}}}
payoffs: {{chair: {{convoy: gain if vote == convoy, asked: -1 if ask == ask}}}}
endings: {{some: vote == convoy, nothing: otherwise}}
play: {{precision: 1}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "members.csv").write_bytes(TABLE.encode())
    (tmp_path / "allies.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def _held(folder: Path) -> Session:
    return Session(TextFiles.find(folder / "allies.yaml"), draws=128)


@pytest.mark.parametrize("changes", [Changes(), Changes(numbers={"gain": 2.5}, given={"ask": "ask"})])
def test_long_work_reads_every_file_that_the_scenario_reads(folder: Path, changes: Changes) -> None:
    held = _held(folder)
    assert held.edit(held.texts.with_texts({"members.csv": TABLE.replace("0.6", "0.7")}))
    job = prepared(held, changes, folder / "made", (), take=False)
    loaded = scenario.load(job.scenario)
    assert list(loaded.files) == ["allies.yaml", "members.csv"]
    if changes.is_plain:
        assert loaded.sha256 == held.loaded.sha256
    assert (job.scenario.parent / "members.csv").read_bytes() == TABLE.replace("0.6", "0.7").encode()


def test_table_is_a_file_of_the_scenario_with_its_own_line_ends(folder: Path) -> None:
    held = _held(folder)
    before = held.answer().found.endings["some"].probability
    told = held.opened()
    assert told.files["members.csv"] == TABLE.replace("\r\n", "\n")
    assert told.hash == scenario.load(folder / "allies.yaml").sha256
    changed = told.files["members.csv"].replace("blue,0.6,", "blue,0.1,")
    assert held.edit(held.texts.with_texts({"members.csv": changed}))
    assert held.opened().unsaved == ["members.csv"]
    assert held.answer().found.endings["some"].probability != before
    held.texts = held.texts.save()
    assert (folder / "members.csv").read_bytes() == TABLE.replace("blue,0.6,", "blue,0.1,").encode()
    assert held.loaded.sha256 == scenario.load(folder / "allies.yaml").sha256
    (folder / "members.csv").write_text(TABLE, encoding="utf-8")
    assert list(held.texts.changed_outside()) == ["members.csv"]


def test_table_that_is_wrong_is_told_at_its_place_and_mended(folder: Path) -> None:
    (folder / "members.csv").write_bytes(TABLE.replace("0.6", "much").encode())
    held = _held(folder)
    assert [(one.file, one.line) for one in held.problems] == [("members.csv", 3)]
    assert held.edit(held.texts.with_texts({"members.csv": TABLE}))


def test_table_that_the_text_names_only_now_is_opened_and_one_that_it_left_is_no_part(folder: Path) -> None:
    plain = TEXT.replace(ENTRY, "members: {red: {position: 0}, blue: {position: 1}, green: {position: 1}}")
    (folder / "allies.yaml").write_text(plain, encoding="utf-8")
    held = _held(folder)
    assert list(held.texts.files) == ["allies.yaml"]
    assert held.edit(held.texts.with_texts({"allies.yaml": TEXT}))
    assert list(held.texts.files) == ["allies.yaml", "members.csv"]
    assert held.edit(held.texts.with_texts({"allies.yaml": plain}))
    assert list(held.loaded.files) == ["allies.yaml"]
    assert held.loaded.sha256 == scenario.load(folder / "allies.yaml").sha256


@pytest.mark.parametrize("name", ["../outside.csv", "/etc/outside.csv", "gone.csv", "bytes.csv"])
def test_table_that_cannot_be_read_is_told_and_is_no_file_of_the_scenario(folder: Path, name: str) -> None:
    (folder / "bytes.csv").write_bytes(b"name\n\xff\n")
    text = TEXT.replace("members.csv", name)
    (folder / "allies.yaml").write_text(text, encoding="utf-8")
    held = _held(folder)
    assert list(held.texts.files) == ["allies.yaml"]
    assert [one.code for one in held.problems] in (["S101"], ["S115"], ["S103"])


def test_nothing_of_the_language_is_offered_in_a_table(folder: Path) -> None:
    held = _held(folder)
    assert offers(held.texts.files, held.loaded, ("members.csv", 2, 2)).offers == []
    assert described(held.texts.files, held.loaded, ("members.csv", 1, 2)) is None
