"""What falls with a claim: only what rests on it alone, to its prior, by the rule, or switched off."""

from __future__ import annotations

import numpy as np
import pytest
from strike_toys import BARRIER

from standoff import scenario
from standoff.errors import RunError
from standoff.findings.strike_out.removal import assumptions, compiles_anew, reduced_to, strike, without
from standoff.findings.strike_out.targets import TOGETHER, asked_for, targets_of
from standoff.scenario.records import Scenario


@pytest.fixture(scope="module")
def barrier() -> Scenario:
    return scenario.load_text(BARRIER, "barrier").reading()


def test_number_that_rests_on_a_claim_alone_falls_to_its_stated_prior(barrier: Scenario) -> None:
    struck = strike(barrier, ["c1"])
    assert struck.numbers["p_storm"].text == "beta(2, 2)"
    assert "p_storm" not in struck.ruled
    assert struck.conclusions == ("it_floods",)


def test_number_that_also_rests_on_another_claim_stays_and_says_on_which(barrier: Scenario) -> None:
    struck = strike(barrier, ["c2"])
    assert struck.is_empty
    assert [(kept.name, kept.others) for kept in struck.kept] == [("p_break", ("c3",))]
    assert strike(barrier, ["c2", "c3"]).numbers["p_break"].text == "uniform(0, 1)"


def test_probability_without_a_prior_may_be_anything_and_is_marked_as_ruled(barrier: Scenario) -> None:
    struck = strike(barrier, ["c4"])
    assert struck.numbers["p_pumps"].support == (0.0, 1.0)
    assert struck.ruled == {"p_pumps"}
    assert struck.moves == ("pumps",)


def test_payoff_without_a_prior_is_kept_and_told(barrier: Scenario) -> None:
    struck = strike(barrier, ["c5"])
    assert "cost" not in struck.numbers
    assert [(kept.name, kept.why) for kept in struck.kept] == [("cost", "no_prior")]
    assert struck.terms == (("city", "shame"),)


def test_move_that_is_given_or_observed_is_kept(barrier: Scenario) -> None:
    struck = strike(barrier, ["c4"], fixed=["pumps"])
    assert struck.moves == ()
    assert ("pumps", "given") in [(kept.name, kept.why) for kept in struck.kept]


def test_restatement_is_a_support_of_its_own_until_struck_too() -> None:
    text = BARRIER.replace("because: [c4]}\n  cost", "because: [c4, c6]}\n  cost")
    made = scenario.load_text(text, "barrier").reading()
    assert "p_pumps" not in strike(made, ["c4"]).numbers
    assert "p_pumps" in strike(made, ["c4", "c6"]).numbers
    assert ("restated", ("c4", "c6")) in [(t.kind, t.claims) for t in targets_of(made)]


def test_proposed_claim_holds_nothing_up() -> None:
    text = BARRIER.replace("says: It held before.,", "says: It held before., status: proposed,")
    made = scenario.load_text(text, "barrier").reading()
    assert "p_break" in strike(made, ["c2"]).numbers
    assert strike(made, ["c3"]).is_empty


def test_allegation_that_is_off_is_not_switched_on_by_doubting_it() -> None:
    old = 'p_pumps: {draw: "beta(6, 4)", unit: probability, set_by: elicited, because: [c4]}'
    new = "p_pumps: {draw: 0, unit: probability, set_by: assumed, because: [c4], unverified: true}"
    assert old in BARRIER
    struck = strike(scenario.load_text(BARRIER.replace(old, new), "barrier").reading(), ["c4"])
    assert struck.numbers == {}
    assert [(kept.name, kept.why) for kept in struck.kept] == [("p_pumps", "off")]


def test_numbers_that_no_result_depends_on_are_left_out_and_told(barrier: Scenario) -> None:
    struck = strike(barrier, ["c1"])
    assert set(struck.numbers) == {"p_storm", "idle"}
    reduced = reduced_to(barrier, struck, {"p_storm", "p_break", "p_pumps", "cost"})
    assert set(reduced.numbers) == {"p_storm"}
    assert ("idle", "idle") in [(kept.name, kept.why) for kept in reduced.kept]


def test_game_is_compiled_again_only_where_its_structure_changes(barrier: Scenario) -> None:
    assert not compiles_anew(barrier, strike(barrier, ["c1"]))
    assert compiles_anew(barrier, strike(barrier, ["c4"]))
    assert compiles_anew(barrier, strike(barrier, ["c5"]))


def test_reading_without_what_falls_keeps_every_name(barrier: Scenario) -> None:
    made = without(barrier, strike(barrier, ["c4", "c5"]))
    assert made.moves["pumps"].off
    assert made.payoffs["city"].keys() == barrier.payoffs["city"].keys()
    assert made.parameters.keys() == barrier.parameters.keys()
    draw = made.parameters["p_pumps"].draw
    assert draw is not None
    np.testing.assert_allclose(draw.quantile(np.array([0.25])), 0.25)


def test_belief_that_rests_on_a_struck_claim_is_given_up() -> None:
    old = "  storm: {chance: {hits: p_storm, misses: rest}}"
    new = (
        "  storm:\n    chance: {hits: p_storm, misses: rest}\n"
        "    believed:\n      city: {is: {hits: 0.1, misses: rest}, because: [c4]}"
    )
    made = scenario.load_text(BARRIER.replace(old, new), "barrier").reading()
    struck = strike(made, ["c4"])
    assert struck.beliefs == (("storm", "city"),)
    assert "city" not in without(made, struck).moves["storm"].believed


def test_assumption_with_a_prior_of_its_own_is_a_target() -> None:
    text = BARRIER.replace(
        'p_storm: {draw: "beta(2, 8)", set_by: elicited, because: [c5]}',
        'p_storm: {draw: "beta(2, 8)", set_by: assumed}',
    )
    loaded = scenario.load_text(text, "barrier")
    assert assumptions(loaded.reading()) == ()
    assert assumptions(loaded.reading("calm")) == ("p_storm",)


def test_targets_are_claims_documents_claimants_kinds_and_joint_supports(barrier: Scenario) -> None:
    found = {(target.kind, target.name): target.claims for target in targets_of(barrier)}
    assert found["claim", "c1"] == ("c1",)
    assert found["document", "wire"] == ("c3", "c4", "c5")
    assert found["claimant", "an engineer"] == ("c3", "c4")
    assert found[TOGETHER, "p_break"] == ("c2", "c3")
    assert ("unverified", "unverified") not in found  # one claim alone: it is a target already
    assert len({frozenset(claims) for claims in found.values()}) == len(found)


def test_claims_are_found_by_name_document_claimant_and_allegation(barrier: Scenario) -> None:
    assert asked_for(barrier, claims=["c5", "c1"]) == ("c1", "c5")
    assert asked_for(barrier, documents=["wire"]) == ("c3", "c4", "c5")
    assert asked_for(barrier, claimants=["the mayor"], unverified=True) == ("c3", "c5")


def test_unknown_claim_document_and_claimant_are_told_together_with_the_nearest(barrier: Scenario) -> None:
    with pytest.raises(RunError) as caught:
        asked_for(barrier, claims=["c11"], documents=["wires"], claimants=["the major"])
    assert [problem.code for problem in caught.value.problems] == ["S734", "S735", "S735"]
    said = str(caught.value)
    assert "`wire`" in said
    assert "`the mayor`" in said


def test_nothing_to_strike_is_an_error_with_advice(barrier: Scenario) -> None:
    with pytest.raises(RunError, match=r"S736.*--unverified"):
        asked_for(barrier)
