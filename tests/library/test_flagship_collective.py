"""The flagship's collective decisions: talks by consensus, a council by silence, shares of the cost."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from shipped import FLAGSHIP, parameters, printed, solved, with_measures, with_readings

from standoff import library
from standoff.scenario import LoadedScenario
from standoff.summit import excess, shapley

LADDER = ("none", "assistance", "force", "combat")
LIMITS = ("france", "poland", "refusers", "opposed", "east", "others")
DRAWS = 64


def _table(name: str) -> list[dict[str, str]]:
    lines = (library.find(FLAGSHIP) / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


WILLING = ", ".join(f"limit_{name}: 3.5" for name in LIMITS)
OVERLAYS = {
    "all_accept": f"parameters: {{{WILLING}}}\n",
    "two_object": "parameters: {dissent_cost: 0, " + WILLING.replace("opposed: 3.5", "opposed: 0") + "}\n",
    "words_bind": "parameters: {refusal_bound: 3, dissent_cost: 0.45, "
    + WILLING.replace("3.5", "1.5")
    + "}\n",
    "clear": "parameters: {clear_case: 9}\n",
    "clear_but_for_some": "parameters: {clear_case: 9, doubt: 19, promise_weight: 0}\n",
    "unclear": "parameters: {clear_case: -9}\n",
    "all_join": "parameters: {joining_part: 1}\n",
    "unkept": 'payoffs: {poland: {unbroken: "off"}}\n',
}


@pytest.fixture(scope="module")
def flagship() -> LoadedScenario:
    return with_readings(FLAGSHIP, OVERLAYS)


def _shown(
    flagship: LoadedScenario, reading: str | None, draws: int, *told: str, **fixed: str
) -> dict[str, float]:
    """Some measures of a reading with some moves fixed."""
    return printed(solved(flagship.with_fixed(fixed), reading, draws, told))


# The talks on ground forces (M03, M21)


def test_paris_has_twenty_members_and_more_on_the_ladder_by_consensus(flagship: LoadedScenario) -> None:
    paris = flagship.reading().summits["paris"]
    assert len(paris.members) == 25
    assert paris.options == LADDER
    assert paris.body.rule == "consensus"


def test_paris_limits_of_governments_that_spoke_name_their_statements(flagship: LoadedScenario) -> None:
    scenario = flagship.reading()
    for name in ("france", "poland", "refusers", "opposed"):
        limit = scenario.parameters[f"limit_{name}"]
        assert any(claim.startswith("statements.") for claim in limit.rests.because), name


@pytest.mark.parametrize(
    ("overlay", "words", "expected"),
    [("all_accept", "vague", 1.0), ("two_object", "vague", 0.0), ("words_bind", "refusal", 0.0)],
)
def test_paris_goes_as_far_as_the_most_reluctant_member_and_a_refusal_binds_its_speaker(
    overlay: str, words: str, expected: float, flagship: LoadedScenario
) -> None:
    fixed = {f"word[{sender}]": words for sender in ("france", "germany", "united_kingdom")}
    found = _shown(flagship, overlay, 16, "common_position", **fixed, word_us=words)
    assert found["measure:common_position"] == expected


def test_paris_agrees_in_a_minority_of_draws_and_never_where_words_are_the_last(
    flagship: LoadedScenario,
) -> None:
    shown = {r: _shown(flagship, r, DRAWS, "common_position") for r in ("document", "restraint")}
    assert 0.02 < shown["document"]["measure:common_position"] < 0.5
    assert shown["restraint"]["measure:common_position"] < 0.02


def test_paris_without_a_common_position_leaves_the_willing_to_join_or_not(flagship: LoadedScenario) -> None:
    told = ("joined_if_force", "share_borne", "force_if_breakthrough")
    fails, agreed = (_shown(flagship, None, DRAWS, *told, talks=what) for what in ("fails", "agreed"))
    assert 0.1 < fails["measure:joined_if_force"] < 0.9
    assert agreed["measure:joined_if_force"] == 1.0
    assert agreed["measure:share_borne"] < 0.2 < 0.6 < fails["measure:share_borne"]
    assert agreed["measure:force_if_breakthrough"] > fails["measure:force_if_breakthrough"] + 0.05


# The council on the defence clause (M06), and what the guarantor does then


def test_council_finds_where_all_are_clear_and_not_where_some_object(flagship: LoadedScenario) -> None:
    expected = {"clear": 1.0, "clear_but_for_some": 0.0, "unclear": 0.0}
    asked = "finding_if_asked"
    found = {name: _shown(flagship, name, 16, asked)[f"measure:{asked}"] for name in expected}
    assert found == pytest.approx(expected, abs=1e-3)


def test_council_finds_more_often_once_a_promise_stands(flagship: LoadedScenario) -> None:
    refused = {"word_us": "refusal", "brink.late[1]": "withhold"}
    given, none = (
        _shown(flagship, None, DRAWS, "finding_if_asked", **fixed)
        for fixed in ({"word_us": "written"}, refused)
    )
    assert given["measure:finding_if_asked"] > none["measure:finding_if_asked"] + 0.2


def test_guarantor_acts_for_itself_and_less_often_without_a_finding(flagship: LoadedScenario) -> None:
    """The finding moves the choice to fight, and neither compels it nor rules it out."""
    found, blocked = (
        _shown(
            flagship,
            None,
            DRAWS,
            "abandoned_if_fighting",
            **{"brink.finding[2]": finding, "word_us": "vague"},
        )
        for finding in ("found", "blocked")
    )
    aside = "measure:abandoned_if_fighting"
    assert 0.02 < found[aside] < blocked[aside] < 0.98


def test_guarantor_fights_on_a_promise_or_a_finding_and_a_refusal_closes_the_promise(
    flagship: LoadedScenario,
) -> None:
    """Nobody fights on silence: vagueness keeps the late promise open, a refusal does not (M04, M22)."""
    words = {
        "refused": {"word_us": "refusal"},
        "silent": {"word_us": "vague", "brink.late[1]": "withhold"},
        "promised": {"word_us": "vague", "brink.late[1]": "offer"},
    }
    aside, blocked = "abandoned_if_fighting", {"brink.finding[2]": "blocked"}
    shown = {
        how: _shown(flagship, None, 16, aside, **fixed, **blocked)[f"measure:{aside}"]
        for how, fixed in words.items()
    }
    assert shown["refused"] == shown["silent"] == 1.0
    assert 0.05 < shown["promised"] < 0.95


# When to go in (M18)


def test_early_force_is_weighed_against_a_line_that_holds_by_itself(flagship: LoadedScenario) -> None:
    """Where an unbroken line kept nothing, a force would be paid for a line that nobody had broken."""
    told = "early_entry"
    kept, unkept = (_shown(flagship, r, 16, told)[f"measure:{told}"] for r in ("document", "unkept"))
    assert 3 * kept < unkept


# Who pays (M09, M10)


def test_protests_follow_the_bill_of_any_help_and_come_without_it_too() -> None:
    none = "not made(place) and not year.help == rear and not react == rear"
    given = {"none": none, "rear": "not made(place) and year.help == rear", "force": "made(place)"}
    measures = {f"tense_{what}": f"P(protest == tense | {when})" for what, when in given.items()}
    shown = printed(solved(with_measures(FLAGSHIP, measures), None, 32, tuple(measures)))
    nothing, rear, force = (shown[f"measure:{name}"] for name in measures)
    assert 0.05 < nothing < rear - 0.05 < force - 0.05


def test_share_borne_follows_the_spending_of_those_who_join(flagship: LoadedScenario) -> None:
    usd = {row["member"]: float(row["usd"]) for row in _table("spending.csv")}
    names = ("estonia", "latvia", "lithuania", "finland", "norway", "sweden", "denmark", "romania")
    drawn = parameters(flagship, 64, "all_join", ())
    assert drawn["spending_poland"][0] == usd["poland"]
    assert drawn["spending_neighbours"][0] == pytest.approx(sum(usd[name] for name in names))
    assert drawn["spending_larger"][0] == pytest.approx(usd["germany"] + usd["united_kingdom"])
    assert drawn["share_joined"][0] == pytest.approx(34.975 / (34.975 + 55.084))


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
    assert (
        parameters(flagship, 64, None, ())["share_joined"].min() > fair
    )  # who joins early bears more than its share


def test_fair_share_by_spending_alone_is_a_thirty_fifth_with_the_united_states() -> None:
    usd = {row["member"]: float(row["usd"]) for row in _table("spending.csv")}
    assert usd["poland"] / sum(usd.values()) == pytest.approx(0.028, abs=5e-4)
