"""The flagship's collective decisions: talks by consensus, a council by silence, shares of the cost."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from shipped import FLAGSHIP, parameters, printed, solved, with_readings

from standoff import library
from standoff.scenario import LoadedScenario
from standoff.summit import compromise, excess, gather, shapley

LADDER = ("none", "trainers", "air_defence", "force_west", "combat")
REFUSERS = ("poland", "germany", "united_states", "united_kingdom", "italy", "sweden", "czechia", "hungary")
REFUSERS += ("slovakia", "finland", "netherlands", "spain")
DRAWS = 512


def _table(name: str) -> list[dict[str, str]]:
    lines = (library.find(FLAGSHIP) / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


MEMBERS = [row["name"] for row in _table("paris.csv")]
WILLING = [f"paris.{name}.limit: 4" for name in MEMBERS]
OVERLAYS = {
    "all_accept": "parameters: {" + ", ".join(WILLING) + "}\n",
    "one_objects": "parameters: {dissent_cost: 0, "
    + ", ".join(said.replace("hungary.limit: 4", "hungary.limit: 0") for said in WILLING)
    + "}\n",
    "refusers_accept": "parameters: {" + ", ".join(f"paris.{n}.limit: 4" for n in REFUSERS) + "}\n",
    "clear": "parameters: {clear_case: 9}\n",
    "clear_but_for_two": "parameters: "
    "{clear_case: 9, doubt_opposed: 9, silence_cost: 0, promise_weight: 0}\n",
    "unclear": "parameters: {clear_case: -9}\n",
    "all_join": "parameters: {joining_part: 1}\n",
}


@pytest.fixture(scope="module")
def flagship() -> LoadedScenario:
    return with_readings(FLAGSHIP, OVERLAYS)


@pytest.fixture(scope="module")
def shown(flagship: LoadedScenario) -> dict[str, dict[str, float]]:
    readings = ("document", "restraint", "deterrence", "base_rates")
    return {reading: printed(solved(flagship, reading, DRAWS)) for reading in readings}


# The talks on ground forces (M03, M21)


def test_paris_has_twenty_members_and_more_on_the_ladder_by_consensus(flagship: LoadedScenario) -> None:
    paris = flagship.reading().summits["paris"]
    assert len(paris.members) >= 20
    assert paris.options == LADDER
    assert paris.body.rule == "consensus"
    assert set(REFUSERS) < set(paris.members)


def test_paris_numbers_of_governments_that_spoke_name_their_statement(flagship: LoadedScenario) -> None:
    scenario = flagship.reading()
    for name in (*REFUSERS, "france"):
        limit = scenario.parameters[f"paris.{name}.limit"]
        assert limit.rests.set_by == "elicited", name
        assert any(claim.startswith("statements.") for claim in limit.rests.because), name


def test_paris_agrees_on_a_force_hardly_ever_in_any_reading(shown: dict[str, dict[str, float]]) -> None:
    agreed = {reading: numbers["measure:common_position"] for reading, numbers in shown.items()}
    assert max(agreed.values()) <= 0.05
    assert 0 < agreed["document"] <= 0.02
    assert agreed["restraint"] == 0
    assert agreed["deterrence"] > agreed["document"]


def test_paris_agrees_on_help_in_the_rear_only_where_words_are_not_the_last(
    shown: dict[str, dict[str, float]],
) -> None:
    assert shown["restraint"]["measure:common_rear"] <= 0.01
    assert 0.05 < shown["document"]["measure:common_rear"] < 0.5


@pytest.mark.parametrize(("overlay", "expected"), [("all_accept", 1.0), ("one_objects", 0.0)])
def test_paris_goes_as_far_as_the_most_reluctant_member(
    overlay: str, expected: float, flagship: LoadedScenario
) -> None:
    found = printed(solved(flagship, overlay, 64))
    assert found["measure:common_position"] == expected
    assert found["measure:common_rear"] == 0


def test_paris_with_limits_taken_out_changes_what_it_adopts_and_what_is_promised(
    flagship: LoadedScenario, shown: dict[str, dict[str, float]]
) -> None:
    before, without = shown["document"], printed(solved(flagship, "refusers_accept", DRAWS))
    assert without["measure:common_rear"] > before["measure:common_rear"] + 0.1
    nobody_limits = printed(solved(flagship, "all_accept", DRAWS))
    assert nobody_limits["measure:written_guarantee"] > before["measure:written_guarantee"]


def test_paris_weighted_mean_is_that_of_its_table(flagship: LoadedScenario) -> None:
    drawn, rows = parameters(flagship, 64), _table("paris.csv")
    position = np.stack([drawn[f"paris.{name}.position"] for name in MEMBERS], axis=1)
    salience, capability = ([float(row[key]) for row in rows] for key in ("salience", "capability"))
    mean = compromise(gather(MEMBERS, position, salience, capability, scale=(0, 4))).mean[:, 0]
    found = solved(flagship, draws=64)["measure:wanted_in_paris"].to_numpy()
    assert np.allclose(found, mean, atol=1e-9)
    for row, column in zip(rows, position.T, strict=True):
        assert column.min() >= float(row["position_low"])
        assert column.max() <= float(row["position_high"])


# The council on the defence clause (M06), and what each does then


def test_council_has_every_ally_and_only_numbers_that_the_text_explains(flagship: LoadedScenario) -> None:
    council = flagship.reading().summits["council"]
    assert len(council.members) == 32
    assert {row["member"] for row in _table("spending.csv")} < set(council.members)
    assert council.body.rule == "silence"


def test_council_finds_where_all_are_clear_and_not_where_two_object(flagship: LoadedScenario) -> None:
    expected = {"clear": 0.95, "clear_but_for_two": 0.05, "unclear": 0.05}
    found = {name: printed(solved(flagship, name, 64))["measure:finding_if_asked"] for name in expected}
    assert found == pytest.approx(expected, abs=1e-3)


def test_council_finds_more_often_once_a_promise_stands(flagship: LoadedScenario) -> None:
    given = printed(solved(flagship.with_fixed({"message": "written"}), draws=DRAWS))
    none = printed(solved(flagship.with_fixed({"message": "refusal", "late": "withhold"}), draws=DRAWS))
    assert given["measure:finding_if_asked"] > none["measure:finding_if_asked"] + 0.2
    assert none["measure:finding_if_asked"] > 0.1


def test_allies_act_each_for_itself_and_dearer_without_a_finding(flagship: LoadedScenario) -> None:
    """The finding moves the choice to fight, and neither compels it nor rules it out."""
    found = printed(solved(flagship.with_fixed({"finding": "found"}), draws=DRAWS))
    blocked = printed(solved(flagship.with_fixed({"finding": "blocked"}), draws=DRAWS))
    alone = "measure:left_alone_if_clash"
    assert 0.02 < found[alone] < blocked[alone] < 0.98


# What follows the leader (M13), and who pays (M09)


def test_others_join_more_often_where_the_line_stands_firm(flagship: LoadedScenario) -> None:
    firm, thin = (
        printed(solved(flagship.with_fixed({"posture": posture}), draws=DRAWS))
        for posture in ("firm", "thin")
    )
    assert firm["measure:joined_at_once"] > thin["measure:joined_at_once"] + 0.1


def test_share_borne_follows_the_spending_of_those_who_join(flagship: LoadedScenario) -> None:
    usd = {row["member"]: float(row["usd"]) for row in _table("spending.csv")}
    names = ("estonia", "latvia", "lithuania", "finland", "norway", "sweden", "denmark", "romania")
    drawn = parameters(flagship, 64, "all_join")
    assert drawn["spending_poland"][0] == usd["poland"]
    assert drawn["spending_neighbours"][0] == pytest.approx(sum(usd[name] for name in names))
    assert drawn["cost_share_joined"][0] == pytest.approx(34.975 / (34.975 + 55.084))
    joined = flagship.with_fixed({"join": "join"}).reading("all_join")
    assert joined.parameters["cost_share_joined"].derived is not None
    everyone = printed(solved(flagship.with_fixed({"join": "join"}), "all_join", 64))
    assert everyone["measure:share_borne"] == pytest.approx(0.388, abs=1e-3)


@pytest.mark.parametrize(("weight", "fair", "top"), [(1, 0.125, 0.25), (2, 0.202, 0.403)])
def test_fair_shares_are_shapley_values_in_the_core(
    weight: float, fair: float, top: float, flagship: LoadedScenario
) -> None:
    """Benefit by spending, `weight` times it at the front; a force costs half of what it is worth."""
    rows = [row for row in _table("spending.csv") if row["member"] != "united_states"]
    benefit = np.array([float(row["usd"]) * (weight if row["front"] == "1" else 1) for row in rows])
    benefit, cost, n = benefit / benefit.sum(), 0.5, len(rows)
    inside = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    worth = np.maximum(inside @ benefit - cost, 0)
    value = shapley(worth)[0]
    poland = [row["member"] for row in rows].index("poland")
    share = (benefit - value) / cost
    assert share[poland] == pytest.approx(fair, abs=5e-4)
    assert excess(worth, value)[0] <= 1e-12
    least, most = benefit[poland] - (worth[-1] - worth[-1 - 2**poland]), min(benefit[poland], cost)
    assert (least / cost, most / cost) == pytest.approx((0, top), abs=5e-4)
    drawn = parameters(flagship, 2048)["fair_share"]
    assert np.quantile(drawn, 0.05) < fair < np.quantile(drawn, 0.95)


def test_fair_share_by_spending_alone_is_a_thirty_fifth_with_the_united_states() -> None:
    usd = {row["member"]: float(row["usd"]) for row in _table("spending.csv")}
    assert usd["poland"] / sum(usd.values()) == pytest.approx(0.028, abs=5e-4)
