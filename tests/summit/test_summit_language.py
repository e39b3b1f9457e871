"""Summits of the language: members from tables, distributions as parameters, bodies, proposers, models."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.app.output.scenario import scenario_text
from standoff.compiler import compile_scenario
from standoff.compiler.processes import process_columns
from standoff.errors import ScenarioError, StandoffError
from standoff.scenario import load, load_text
from standoff.study.rows import parameters_of
from standoff.summit import compromise, gather, nash

TABLE = """# a comment
Name,Title,Position,position_low,position_high,limit,salience,capability,votes,set_by,source
North,,1.5,1,2,2.5,0.5,3,4,data,a table
South Land,The south,0.5,,,"uniform(0.5, 3)",1,1,2,,
West,,,0,1,2.6 + (venue == inner),,2,1,,
"""
KTAB = """positions, example, 3, 1,
Actor,Description,Power,Position,Salience,
Aland,first,40,50,80,
Bland,,20,100,100,
Cland,,40,0,50,
"""
MEASURES = ("none", "trainers", "force")


def _text(
    members: str = "{file: members.csv}", summit: str = "", rule: str = "consensus", more: str = ""
) -> str:
    measures = "".join(f"  adopts_{o}: E(council.adopts({o}) | venue == full)\n" for o in MEASURES)
    return f"""standoff: 1
title: A meeting
as_of: 2031-03-01
horizon: 2031-12-31
actors: {{chair: Chair}}
summits:
  council:
    options: [none, trainers, force]
    values: [0, 1, 2]
    rule: {rule}
    members: {members}
{summit}moves:
  venue: {{by: chair, options: [full, inner, planners]}}
  meeting:
    chance: {{force: council.adopts(force), trainers: council.adopts(trainers), none: rest}}
payoffs: {{chair: {{big: 1 if meeting == force, inner: -1 if venue == inner}}}}
endings: {{some: meeting != none, nothing: otherwise}}
measures:
{measures}  forecast: E(council.position() | venue == full)
play: {{precision: 1}}
{more}"""


def _outputs(text: str, draws: int = 64, **tables: str) -> dict[tuple[str, str, str], np.ndarray]:
    """float64[draw] of each output, by (output, choice, venue)."""
    given_tables = {f"{name}.csv": table for name, table in tables.items()}
    game = compile_scenario(load_text(text, tables=given_tables).reading())
    columns = parameters_of(game, seed=0, first=0, n_draws=draws)
    found = process_columns(game.scenario, game.outputs, columns, draws)
    return {(n.term or "", n.choice, "".join(n.options)): found[n.key] for n in game.outputs}


def test_table_of_members_becomes_members_and_parameters() -> None:
    scenario = load_text(_text(), tables={"members.csv": TABLE}).reading()
    members = scenario.summits["council"].members
    assert list(members) == ["north", "south_land", "west"]
    assert [m.title for m in members.values()] == ["North", "The south", "West"]
    assert [m.votes for m in members.values()] == [4.0, 2.0, 1.0]
    assert [name for name in scenario.parameters if name != "precision"] == [
        *(f"council.north.{n}" for n in ("position", "limit", "salience", "capability")),
        *(f"council.south_land.{n}" for n in ("position", "limit", "salience", "capability")),
        "council.west.position",
        "council.west.capability",
    ]
    north = scenario.parameters["council.north.position"]
    assert (north.rests.set_by, north.rests.source) == ("data", "a table")
    assert scenario.parameters["council.north.salience"].unit == "share"
    assert scenario.parameters["council.south_land.limit"].rests.set_by == "assumed"
    assert scenario.summits["council"].moves == ("venue",)  # of the west's limit


def test_ranges_of_a_table_are_three_points_or_uniform() -> None:
    scenario = load_text(_text(), tables={"members.csv": TABLE}).reading()
    quantile = np.array([0.0, 0.25, 0.5, 1.0])
    west, north = (scenario.parameters[f"council.{name}.position"].draw for name in ("west", "north"))
    assert west is not None
    assert north is not None
    assert west.quantile(quantile[1:3]).tolist() == pytest.approx([0.25, 0.5])
    assert north.quantile(np.array([0.5])).item() == pytest.approx(1.5)  # pert(1, 1.5, 2) is symmetric
    assert 1.0 <= north.quantile(np.array([1e-6])).item() < 1.1


def test_rests_beside_the_file_hold_for_rows_that_say_nothing() -> None:
    text = _text("{file: members.csv, set_by: elicited, source: a panel}")
    scenario = load_text(text, tables={"members.csv": TABLE}).reading()
    south, north = (scenario.parameters[f"council.{n}.position"].rests for n in ("south_land", "north"))
    assert (south.set_by, south.source) == ("elicited", "a panel")
    assert (north.set_by, north.source) == ("data", "a table")


def test_table_in_ktabs_format_is_put_on_the_scale_of_the_options() -> None:
    scenario = load_text(_text(), tables={"members.csv": KTAB}).reading()
    wanted = {"aland": (1.0, 0.8, 40.0), "bland": (2.0, 1.0, 20.0), "cland": (0.0, 0.5, 40.0)}
    for name, numbers in wanted.items():
        made = [
            scenario.parameters[f"council.{name}.{n}"].draw for n in ("position", "salience", "capability")
        ]
        assert tuple(draw.mean for draw in made if draw is not None) == numbers


def test_one_of_several_dimensions_is_read_where_it_is_named() -> None:
    table = (
        "name,position:troops,position:money,salience:troops,salience:money\na,1,2,0.5,0.25\nb,0,1,0.5,0.25\n"
    )
    text = _text("{file: members.csv, dimension: money}")
    found = load_text(text, tables={"members.csv": table}).reading().parameters
    draws = {n: made.draw.mean for n, made in found.items() if made.draw is not None and n != "precision"}
    assert draws == {
        "council.a.position": 2.0,
        "council.a.salience": 0.25,
        "council.b.position": 1.0,
        "council.b.salience": 0.25,
    }


def test_distribution_of_an_inline_member_is_a_parameter_that_readings_and_expressions_name() -> None:
    members = (
        "\n      north: {position: 'uniform(0, 1)'}\n      south: {position: {low: 0, mode: 1, high: 2}}"
    )
    more = (
        "conclusions: {bold: {holds_when: council.north.position >= 0.5}}\n"
        "correlations: [{between: [council.north.position, council.south.position], rank: 0.9}]\n"
        "readings: {hawk: {parameters: {council.north.position: 'uniform(1, 2)'}}}\n"
    )
    loaded = load_text(_text(members, more=more))
    base, hawk = loaded.reading(), loaded.reading("hawk")
    columns = parameters_of(compile_scenario(base), seed=1, first=0, n_draws=4096)
    north, south = columns["council.north.position"], columns["council.south.position"]
    assert np.corrcoef(north, south)[0, 1] > 0.8
    bold = parameters_of(compile_scenario(hawk), seed=1, first=0, n_draws=4096)["council.north.position"]
    assert np.allclose(bold, north + 1)


def test_scenario_folder_reads_its_table_and_hashes_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "scenario.yaml").write_text(_text("{file: data/members.csv}"))
    (tmp_path / "data" / "members.csv").write_text(TABLE)
    first = load(tmp_path)
    assert first.files["data/members.csv"] == TABLE
    (tmp_path / "data" / "members.csv").write_text(TABLE.replace(",1.5,1,2,", ",1.5,1,1.9,"))
    assert load(tmp_path).sha256 != first.sha256


@pytest.mark.parametrize(
    "name", ["/etc/members.csv", "../members.csv", "data/../../members.csv", "members.txt"]
)
def test_table_outside_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "members.csv").write_text(TABLE)
    (home / "scenario.yaml").write_text(_text(f"{{file: {name}}}"))
    with pytest.raises(ScenarioError) as caught:
        load(home)
    assert [p.code for p in caught.value.problems] == ["S115"]


def test_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "members.csv").write_text(TABLE)
    (home / "members.csv").symlink_to(tmp_path / "members.csv")
    (home / "scenario.yaml").write_text(_text())
    with pytest.raises(ScenarioError, match="S115"):
        load(home)


def test_table_that_is_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(_text())
    (tmp_path / "members.csv").write_text("name,position\n" + "# long\n" * 200_000)
    with pytest.raises(ScenarioError, match="S102"):
        load(tmp_path)


MEMBERS = """
      north: {position: 2, limit: 2.5, votes: 4}
      south: {position: 1, limit: 1.2, votes: 2}
      west: {position: 0.4, limit: 0.5, votes: 1}
"""


def _adopts(found: dict[tuple[str, str, str], np.ndarray], venue: str) -> str:
    return next(o for o in MEASURES if (found.get(("adopts", o, venue), found.get(("adopts", o, "")))) == 1.0)


@pytest.mark.parametrize(
    ("rule", "summit", "adopted"),
    [
        ("unanimity", "", "none"),
        ("unanimity", "    body: [north, south]\n", "trainers"),
        ("unanimity", "    body: north\n", "force"),
        ("majority", "", "trainers"),
        ("majority", "    veto: [west]\n", "none"),
        ("majority", "    quota: 0.7\n", "none"),
        ("weighted", "    quota: 4\n", "force"),
        ("weighted", "    quota: 5\n", "trainers"),
        ("weighted", "    quota: 7\n", "none"),
        ("silence", "    cost: 0.5\n", "trainers"),
        ("consensus", "    cost: 1.5\n", "force"),
        ("consensus", "    cost: 1.5\n    proposer: south\n", "trainers"),
        ("consensus", "    cost: 1.5\n    proposer: west\n", "none"),
        ("consensus", "    cost: 1.5\n    proposer: {position: 1.6}\n", "force"),
    ],
)
def test_summit_by_rule_body_and_proposer_adopts_what_hand_computing_gives(
    rule: str, summit: str, adopted: str
) -> None:
    found = _outputs(_text(MEMBERS, summit, rule), draws=1)
    assert _adopts(found, "") == adopted


def test_body_that_decides_depends_on_an_earlier_move() -> None:
    summit = (
        "    bodies:\n"
        "      inner: {when: venue == inner, members: [north, south], rule: unanimity}\n"
        "      planners: {when: venue == planners, rule: weighted, quota: 4}\n"
    )
    found = _outputs(_text(MEMBERS, summit, "unanimity"), draws=1)
    assert [_adopts(found, f"venue={v}") for v in ("full", "inner", "planners")] == [
        "none",
        "trainers",
        "force",
    ]


def test_setter_gets_its_ideal_or_the_furthest_that_unanimity_accepts() -> None:
    """Ideals .2, .5, .9 on rungs of .1: the largest acceptable is 2 min x = .4; the setter min(own, .4)."""
    options = ", ".join(f"r{i}" for i in range(11))
    values = ", ".join(f"{i / 10}" for i in range(11))
    members = "{a: {position: 0.2}, b: {position: 0.5}, c: {position: 0.9}}"
    text = _text(members, rule="unanimity").replace("[none, trainers, force]", f"[{options}]")
    text = text.replace("values: [0, 1, 2]", f"values: [{values}]")
    for place, rung in (("0.3", "r3"), ("0.9", "r4"), ("0.05", "r0")):
        own = text.replace(
            "    rule: unanimity\n", f"    rule: unanimity\n    proposer: {{position: {place}}}\n"
        )
        own = own.replace("(force)", f"({rung})").replace("(trainers)", "(r9)").replace("(none)", "(r10)")
        found = _outputs(own, draws=1)
        assert found["adopts", rung, ""].item() == 1.0


@pytest.mark.parametrize("model", ["compromise", "median", "smp", "challenge", "nash_bargaining"])
def test_position_is_that_of_the_model_asked_for(model: str) -> None:
    found = _outputs(_text(MEMBERS, f"    model: {model}\n"), draws=1)["position", "", ""].item()
    table = gather("nsw", [2.0, 1.0, 0.4], 1.0, scale=(0.0, 2.0))
    wanted = {
        "compromise": compromise(table).mean,
        "median": compromise(table).median,
        "nash_bargaining": nash(table, 4.0).position,
    }
    if model in wanted:
        assert found == pytest.approx(wanted[model].item(), abs=1e-12)
    assert 0.4 <= found <= 2.0


def test_disagreement_that_is_terrible_leads_to_the_mean() -> None:
    summit = "    model: nash_bargaining\n    disagreement: 1e9\n"
    found = _outputs(_text(MEMBERS, summit), draws=1)["position", "", ""].item()
    assert found == pytest.approx((2 + 1 + 0.4) / 3, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(3)), scale=st.sampled_from([0.5, 3.0, 100.0]))
def test_order_of_rows_and_unit_of_capability_change_nothing(order: list[int], scale: float) -> None:
    rows = ["a,0.5,0.9,{},2.0", "b,1.5,0.4,{},1.2", "c,2.0,0.7,{},0.8"]
    head = "name,position,salience,capability,limit\n"
    able = (3.0, 1.0, 2.0)
    plain = head + "".join(row.format(x) + "\n" for row, x in zip(rows, able, strict=True))
    mixed = head + "".join(rows[i].format(able[i] * scale) + "\n" for i in order)
    mixed += "nobody,1,1,0,5\n"  # without capability it has no pull, and its limit stops nothing
    one, two = (_outputs(_text(), draws=4, members=table) for table in (plain, mixed))
    assert set(one) <= set(two)
    for key, values in one.items():
        assert np.allclose(values, two[key], atol=1e-12)


def test_twenty_five_members_of_a_table_are_decided_together() -> None:
    rows = [
        f"m{i},{i / 12.5:.2f},{max(0.0, i / 12.5 - 0.3):.2f},{min(2.0, i / 12.5 + 0.3):.2f}"
        for i in range(25)
    ]
    table = "name,position,position_low,position_high\n" + "\n".join(rows) + "\n"
    found = _outputs(_text(rule="majority"), draws=512, members=table)
    shares = [found["adopts", option, ""] for option in MEASURES]
    assert np.array_equal(sum(shares), np.ones(512))
    assert found["position", "", ""].mean() == pytest.approx(0.96, abs=0.05)


def test_printed_scenario_shows_ladder_bodies_and_members() -> None:
    inner = "{when: venue == inner, members: [north], rule: weighted, quota: 4}"
    summit = f"    proposer: south\n    bodies: {{inner: {inner}}}\n"
    said = scenario_text(load_text(_text(MEMBERS, summit)).reading())
    assert "council: none (0), trainers (1), force (2); position by compromise; proposer at 1" in said
    assert "inner: weighted of north, quota 4, when venue == inner" in said
    assert "otherwise: consensus of all members" in said
    assert "north: position 2, limit 2.5, votes 4" in said


@pytest.mark.parametrize(
    ("members", "summit", "wanted"),
    [
        (
            "{a: {position: 1, capability: '-1'}, b: {position: 2}}",
            "",
            "The capability of `a` is -1 in draw 0",
        ),
        ("{a: {position: 1, capability: 0}, b: {position: 2}}", "    model: smp\n", "only 1 member has any"),
        (MEMBERS, "    model: nash_bargaining\n    disagreement: 0\n", "The cost of disagreement"),
    ],
)
def test_numbers_that_make_no_sense_in_a_draw_are_told_at_the_summit(
    members: str, summit: str, wanted: str
) -> None:
    with pytest.raises(StandoffError) as caught:
        _outputs(_text(members, summit), draws=2)
    problem = caught.value.problems[0]
    assert wanted in problem.what
    assert problem.what.startswith("`council`: ")
    assert problem.span is not None
    assert problem.span.line == 7
