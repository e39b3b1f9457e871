"""Each mechanism of the flagship matters: taken out of a copy, it changes an ending or what is printed."""

from __future__ import annotations

import pytest
from shipped import FLAGSHIP, printed, solved, with_readings

from standoff.scenario import LoadedScenario

DRAWS = 48  # each edit is a game of its own, which takes longer to compile than these draws to solve

# mechanism -> the edit that takes it out, as a reading laid over the file's own
WITHOUT = {
    "m01": "parameters: {hazard_effect: 0}\n",
    "m02": "moves: {collapse: averted}\n",
    "m03": "moves: {talks: fails}\n",
    "m04": "moves: {word_us: {options: [written, refusal]}}\n",
    "m05": "moves: {year.entry: wait, react: {options: [none, rear]}}\n",
    "m06": 'payoffs: {poland: {alone: "off"}}\n',
    "m07": 'beliefs: {backing: "off"}\n',
    "m09": 'payoffs: {poland: {cost: "off"}}\n',
    "m10": 'payoffs: {poland: {office: "off"}}\n',
    "m11": "moves: {year.cover: absent}\n",
    "m12": "moves: {exercises: end}\n",
    "m13": "moves: {join: wait, brink.follow: wait}\n",
    "m14": "moves: {place: west}\n",
    "m15": "moves: {brink.escalation: contained}\n",
    "m16": 'payoffs: {larger: {disaster: "off"}, united_states: {name: "off"}}\n',
    "m17": "parameters: {failed_if_adverse: 0.5, failed_if_even: 0.5}\n",
    "m18": "moves: {year.entry: wait}\n",
    "m19": 'payoffs: {larger: {stake: "off"}}\n',
    "m20": "parameters: {germany_weight: 0}\n",
    "m21": "moves: {year.step: wait, react: {options: [none, force]}, own_step: none}\n",
    "m22": "moves: {brink.late: withhold}\n",
}


@pytest.fixture(scope="module")
def flagship() -> LoadedScenario:
    return with_readings(FLAGSHIP, {f"without_{m}": edit for m, edit in WITHOUT.items()})


@pytest.fixture(scope="module")
def whole(flagship: LoadedScenario) -> dict[str, float]:
    return printed(solved(flagship, draws=DRAWS))


@pytest.mark.parametrize("mechanism", WITHOUT)
def test_mechanism_taken_out_changes_a_printed_number(
    mechanism: str, flagship: LoadedScenario, whole: dict[str, float]
) -> None:
    """That a number changes is the least; how much each moves is the mechanism table of the explanation."""
    without = printed(solved(flagship, f"without_{mechanism}", DRAWS))
    changed = {name for name in whole if whole[name] != without.get(name)}
    assert changed, f"{mechanism} changes nothing that is printed"


def test_incident_when_given_is_answered_by_a_force_and_its_testimony_hardly_counts(
    flagship: LoadedScenario, whole: dict[str, float]
) -> None:
    """M08 and M23, in the what-if alone: an interested party's word has a likelihood ratio near 1."""
    given = printed(solved(flagship.with_fixed({"incident": "occurs"}), draws=DRAWS))
    untold = printed(solved(flagship.with_fixed({"incident": "occurs", "testimony": "absent"}), draws=DRAWS))
    force = "measure:force_if_breakthrough"
    assert given[force] > whole[force] + 0.05
    assert given[force] < untold[force] < given[force] + 0.03
