"""Each mechanism of the flagship matters: taken out of a copy, it changes a number that is printed."""

from __future__ import annotations

import pytest
from shipped import FLAGSHIP, printed, solved, with_readings

from standoff.scenario import LoadedScenario, load

# all members of the talks accept every rung
AGREED = ", ".join(f"paris.{name}.limit: 4" for name in load(FLAGSHIP).reading().summits["paris"].members)

# mechanism -> the edit that takes it out, as a reading laid over the file's own
WITHOUT = {
    "m01": "parameters: {strength_weight: 0, fire_weight: 0, extension_depth: 0}\n",
    "m02": "moves: {collapse: averted}\n",
    "m03": f"parameters: {{{AGREED}}}\n",
    "m04": "moves: {message: refusal}\n",
    "m05": "moves: {lead: none}\n",
    "m06": "moves: {act: assist, neighbours_act: assist}\n",
    "m06_council": "parameters: {clear_case: 9}\n",
    "m07": 'beliefs: {commitment: "off"}\n',
    "m09": "parameters: {cost_share_alone: 0.12, cost_share_joined: 0.12}\n",
    "m09_spending": "parameters: {spending_neighbours: 0}\n",
    "m10": 'moves: {domestic: "off"}\n',
    "m11": "moves: {timing: after_end}\n",
    "m12": "moves: {exercises: end}\n",
    "m13": "moves: {join: wait, follow: stay_out}\n",
    "m14": 'payoffs: {poland: {kept: "off"}, russia: {behind: "off"}, allies: {stake_kept: "off"}}\n',
    "m15": "parameters: {escalation_risk: 0, rear_risk: 0}\n",
    "m16": 'payoffs: {allies: {disaster: "off", name: "off"}}\n',
    "m17": "parameters: {failed_if_adverse: 0.5, failed_if_even: 0.5}\n",
    "m18": "moves: {preempt: wait}\n",
    "m19": "parameters: {stake_weight: 0}\n",
    "m20": "parameters: {germany_weight: 0}\n",
    "m21": "moves: {own_step: none}\n",
    "m22": "moves: {late: withhold}\n",
    "m23": "moves: {testimony: absent}\n",
}
WHAT_IF = {
    "incident_what_if": "parameters: {incident_chance: 0.3}\n",
    "incident_without": "parameters: {incident_chance: 0}\n",
}


@pytest.fixture(scope="module")
def flagship() -> LoadedScenario:
    return with_readings(FLAGSHIP, {f"without_{m}": edit for m, edit in WITHOUT.items()} | WHAT_IF)


@pytest.fixture(scope="module")
def whole(flagship: LoadedScenario) -> dict[str, float]:
    return printed(solved(flagship))


@pytest.mark.parametrize("mechanism", WITHOUT)
def test_mechanism_taken_out_changes_a_printed_number(
    mechanism: str, flagship: LoadedScenario, whole: dict[str, float]
) -> None:
    without = printed(solved(flagship, f"without_{mechanism}"))
    changed = {name for name in whole if whole[name] != without.get(name)}
    assert changed, f"{mechanism} changes nothing that is printed"


def test_incident_in_the_file_has_no_effect_and_in_the_what_if_it_has(
    flagship: LoadedScenario, whole: dict[str, float]
) -> None:
    assert printed(solved(flagship, "incident_without")) == whole
    what_if = printed(solved(flagship, "incident_what_if"))
    assert what_if["measure:early_entry"] > whole["measure:early_entry"]


def test_incident_when_given_is_answered_by_early_entry(
    flagship: LoadedScenario, whole: dict[str, float]
) -> None:
    given = printed(solved(flagship.with_fixed({"incident": "occurs"})))
    assert given["measure:early_entry"] > whole["measure:early_entry"]
