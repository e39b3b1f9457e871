"""What a run writes of its summits, and what its report says of them: counts, forecasts, power, doubts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from standoff import study
from standoff.reports import render
from standoff.reports.sections.summits import same_summits, summit_parts
from standoff.results.run.folder import open_folder
from standoff.scenario import load, load_text
from standoff.study import Settings

N_MEMBERS = 24
ROWS = [
    f"ally_{i},Ally {i},{3 * i / 24:.3f},{max(0.0, 3 * i / 24 - 0.4):.3f},{min(3.0, 3 * i / 24 + 0.4):.3f},"
    f"{0.3 + 0.02 * i:.2f},{1 + i % 7}"
    for i in range(1, N_MEMBERS + 1)
]
TABLE = "name,title,position,position_low,position_high,salience,capability\n" + "\n".join(ROWS) + "\n"
TEXT = """standoff: 1
title: Two dozen allies
as_of: 2031-03-01
horizon: 2031-12-31
actors: {chair: Chair}
summits:
  council:
    title: The council
    says: Meets twice a year.
    options: [nothing, convoy, force]
    values: [0, 1, 3]
    rule: consensus
    cost: 0.25
    members: {file: members.csv}
    bodies:
      inner:
        {title: The inner circle, when: venue == inner, rule: majority, veto: ally_3, members: [MEMBERS]}
moves:
  venue: {by: chair, options: [full, inner]}
  vote: {chance: {force: council.reaches(force), convoy: council.adopts(convoy), none: rest}}
payoffs: {chair: {force: 2 if vote == force, convoy: 1 if vote == convoy, inner: -0.5 if venue == inner}}
endings: {some: vote != none, nothing: otherwise}
measures: {where: E(council.position())}
play: {precision: 1}
""".replace("MEMBERS", ", ".join(f"ally_{i}" for i in range(3, 12)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("summits") / "run"
    loaded = load_text(TEXT, "allies", tables={"members.csv": TABLE})
    return study.run(loaded, Settings(draws=256, seed=3, out=out, workers=1)).path


@pytest.fixture(scope="module")
def told(folder: Path) -> list[dict[str, Any]]:
    found = json.loads((folder / "details" / "as_written.json").read_text(encoding="utf-8"))["summits"]
    assert isinstance(found, list)
    return found


def _of(told: list[dict[str, Any]], venue: str) -> dict[str, Any]:
    return next(one for one in told if one["history"] == {"venue": venue})


def test_summit_is_told_once_for_each_way_its_public_moves_go(told: list[dict[str, Any]]) -> None:
    assert [one["history"]["venue"] for one in told] == ["full", "inner"]
    assert _of(told, "full")["body"]["own"] is True
    assert _of(told, "inner")["body"]["title"] == "The inner circle"
    assert len(_of(told, "inner")["body"]["sit"]) == 9


def test_shares_of_the_ladder_add_to_one_and_fit_what_blocks(told: list[dict[str, Any]]) -> None:
    for one in told:
        assert sum(o["adopted"] for o in one["options"]) == pytest.approx(1.0)
        assert one["options"][0]["passes"] == 1.0
        fails = 1.0 - one["options"][-1]["adopted"]
        assert all(m["alone"] <= m["blocks"] <= fails + 1e-12 for m in one["members"])
        assert all(m["blocks"] == 0.0 for m in one["members"] if not m["sits"])


def test_forecast_stands_beside_mean_median_and_every_other_model(told: list[dict[str, Any]]) -> None:
    found = told[0]["forecast"]
    assert found["own"] == found["mean"]  # the model is the weighted mean
    names = [m["model"] for m in found["models"]]
    assert names == [
        "weighted mean",
        "weighted median",
        "Nash bargaining",
        "model of challenges",
        "spatial model",
    ]
    spatial = found["models"][-1]
    assert spatial["runs"] > 20
    assert spatial["least"] < spatial["most"]
    assert all(m["least"] <= m["first"] <= m["most"] for m in found["models"])


def test_power_of_a_body_with_a_veto_adds_to_one_and_is_its_closed_form(told: list[dict[str, Any]]) -> None:
    """Nine members, five needed, one with a veto: its index is the chance that it comes fifth or later."""
    inner = {m["name"]: m["shapley_shubik"] for m in _of(told, "inner")["members"] if m["sits"]}
    assert sum(inner.values()) == pytest.approx(1.0)
    assert inner["ally_3"] == pytest.approx(5 / 9)
    assert inner["ally_4"] == pytest.approx((1 - 5 / 9) / 8)
    full = [m["shapley_shubik"] for m in _of(told, "full")["members"]]
    assert full == pytest.approx([1 / N_MEMBERS] * N_MEMBERS)


def test_copy_of_the_scenario_in_the_folder_can_be_loaded_again(folder: Path) -> None:
    copies = {path.name for path in (folder / "scenario").iterdir()}
    assert copies == {"allies.yaml", "members.csv"}
    again = load(folder / "scenario" / "allies.yaml").reading()
    assert len(again.summits["council"].members) == N_MEMBERS


def test_report_has_a_section_that_a_stranger_understands(folder: Path, told: list[dict[str, Any]]) -> None:
    page = render(folder)
    section = page[page.index('<section id="summit"') :]
    section = section[: section.index("</section>")]
    assert "In “The council” all 24 members decide by consensus" in section
    assert "as “The inner circle”, 9 of the 24 members decide by majority" in section
    assert "none of ally 3 objects" in section
    assert "Nothing has clearly beaten the mean." in section
    assert section.count("<figure>") == 4  # what is adopted, who blocks, members, forecasts
    assert section.count("<table") == 4  # adopted, members in each of two histories, forecasts
    assert section.count("<tr><th") >= 2 * N_MEMBERS
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    n_doubtful = sum(m["near_ties"] + m["not_converged"] for m in told[0]["forecast"]["models"])
    assert ("To be read with care" in section) == (n_doubtful > 0)


def test_report_of_a_run_without_summits_has_no_section(tmp_path: Path) -> None:
    path = study.run(load("tripwire"), Settings(draws=64, seed=0, out=tmp_path / "run", workers=1)).path
    assert 'id="summit"' not in render(path)


def test_library_scenario_says_how_far_the_summit_goes(tmp_path: Path) -> None:
    scenario = load("setter-and-consensus")
    path = study.run(scenario, Settings(draws=512, seed=0, out=tmp_path / "run", workers=1)).path
    page = render(path)
    assert "What is adopted lies at" in page
    assert "North alone is enough to stop it" in page


WORDS = """standoff: 1
title: Four words
as_of: 2031-01-01
horizon: 2031-12-31
actors: {north: North, south: South, east: East}
groups: {members: [north, south, east]}
parameters: {will: {draw: "uniform(0, 1.5)"}}
summits:
  talks:
    options: [nothing, some, much]
    rule: unanimity
    members:
      north: {position: 1, limit: "will - 0.6 * (word[north] == no)"}
      south: {position: 1, limit: "will - 0.6 * (word[south] == no)"}
      east: {position: 2, limit: "2 - 0.5 * (word[east] == no)"}
      west: {title: West, position: 2, limit: 2}
moves:
  word: {title: Public word, each: members, by: it, options: ["yes", "no"], together: all}
  found: {chance: {much: talks.adopts(much), some: talks.adopts(some), none: rest}}
payoffs:
  north: {agreed: 1 if found == some}
  south: {agreed: 1 if found == some}
  east: {agreed: 1 if found == some}
endings: {agreed: found != none, open: otherwise}
play: {precision: 1}
"""


def test_histories_after_which_the_same_is_adopted_are_one_panel(tmp_path: Path) -> None:
    """The least willing decides: two kinds of outcome in eight histories, and each limit told once."""
    path = study.run(load_text(WORDS), Settings(draws=200, seed=3, out=tmp_path / "run", workers=1)).path
    files = open_folder(path)
    (reading,) = files.readings
    assert len(files.details[reading].summits) == 8
    (part,) = summit_parts(files, reading)
    assert len({row.history for row in part.option_rows}) == 2
    assert {row.history for row in part.option_rows} == {table.history for table in part.members}
    free = "Public word (North): yes; Public word (South): yes"
    assert [table.history for table in part.members if table.history == free]
    told = [(row.member, row.under) for table in part.members for row in table.rows]
    assert told.count(("West", "")) == 2
    assert {under for member, under in told if member == "East"} == {
        "Public word (East): yes",
        "Public word (East): no",
    }
    page = render(path)
    for wish in ("North (yes)", "North (no)", "South (yes)", "East (no)", "West"):
        assert f">{wish}<" in page


def test_summit_that_a_reading_leaves_as_it_is_is_printed_once(tmp_path: Path) -> None:
    """Of two summits a reading changes one: that one is told again, the other by the reading that has it."""
    second = """
  council:
    title: The council
    options: [nothing, some]
    rule: unanimity
    members: {north: {position: 1, limit: depth}, south: {position: 1, limit: 1}}
"""
    text = WORDS.replace("moves:\n", second.lstrip("\n") + "moves:\n", 1)
    text = text.replace(
        'draw: "uniform(0, 1.5)"}}', 'draw: "uniform(0, 1.5)"}, depth: {draw: "uniform(0, 2)"}}'
    )
    text = text.replace(
        "payoffs:\n", "  sat: {chance: {some: council.adopts(some), none: rest}}\npayoffs:\n", 1
    )
    text += 'readings: {deeper: {title: Deeper, parameters: {depth: "uniform(1, 2)"}}}\n'
    files = open_folder(study.run(load_text(text), Settings(draws=64, seed=3, out=tmp_path / "run")).path)
    base, deeper = files.readings
    assert [part.title for part in summit_parts(files, base)] == ["The council", "Talks"]
    assert [part.title for part in summit_parts(files, deeper)] == ["The council"]
    assert same_summits(files, deeper) == {"talks": base}
    page = render(tmp_path / "run")
    assert "<b>Deeper</b>: Talks, the same as under" in page


EQUAL = """standoff: 1
title: Talks
as_of: 2031-03-01
horizon: 2031-12-31
actors: {chair: Chair, rival: Rival}
moves:
  ask: {by: chair, options: [ask, hush]}
  reply: {by: rival, options: [yes, no], when: ask == ask}
  vote: {chance: {force: council.reaches(force), none: rest}}
summits:
  council:
    options: [nothing, convoy, force]
    values: [0, 1, 3]
    rule: majority
    members:
      a1: {title: Ally, position: 2.5 if reply == yes else 0.1, salience: 0.5, capability: 1}
      a2: {title: Ally, position: 2.7 if ask == ask else 0.3, salience: 0.5, capability: 1}
      a3: {title: Other, position: 1, salience: 0.5, capability: 1}
payoffs: {chair: {force: 2 if vote == force}, rival: {force: -1 if vote == force}}
endings: {some: vote != none, nothing: otherwise}
measures: {where: P(some)}
play: sharp
"""


def test_members_moves_and_forecasts_that_differ_are_told_apart(tmp_path: Path) -> None:
    done = study.run(load_text(EQUAL, "talks"), Settings(draws=4, seed=3, out=tmp_path / "run", workers=1))
    (part,) = summit_parts(open_folder(done.path), "as_written")
    said = " ".join(part.says)
    assert "Reply: not made: in 100" in said.replace("\u00a0", " ")
    assert {"Ally (a1)", "Ally (a2)", "Other"} == {row.member for one in part.members for row in one.rows}
    assert "one history (" in said
    assert "over all 3 histories the median of the weighted mean goes from 0.47 to 2.07" in said
