"""What falls with a claim: only what rests on it alone, to its prior, by the rule, or switched off."""

from __future__ import annotations

import pytest
from strike_toys import BARRIER

from standoff import scenario
from standoff.errors import RunError
from standoff.findings.strike_out.effects import Effect
from standoff.findings.strike_out.paired_differences import Change
from standoff.findings.strike_out.record import _why_nothing, reasons_of
from standoff.findings.strike_out.removal import (
    NO_PRIOR,
    OTHERS,
    Kept,
    Removal,
    strike,
)
from standoff.findings.strike_out.targets import asked_for, targets_of
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
    text = BARRIER.replace("claimant: the mayor", "claimant: author")
    both = scenario.load_text(text).reading()
    found = {(target.kind, target.name): target.claims for target in targets_of(both)}
    assert ("claimant", "author") not in found
    assert not any(kind == "claimant" and {"c1", "c5"} <= set(held) for (kind, _), held in found.items())
    assert asked_for(both, claimants=["author of wire"]) == ("c5",)
    with pytest.raises(RunError) as caught:
        asked_for(both, claimants=["author"])
    assert [problem.code for problem in caught.value.problems] == ["S836"]
    assert "`author of paper` or `author of wire`" in caught.value.problems[0].fix


def test_author_of_the_only_document_needs_no_document_named(barrier: Scenario) -> None:
    assert asked_for(barrier, claimants=["author"]) == ("c1", "c2", "c6")


def test_reasons_for_which_nothing_changes_are_four() -> None:
    still, moved = Change(1.0, 0.9995, -0.0005, 0.001, 0), Change(0.4, 0.6, 0.2, 0.01, 0)
    near = Change(0.4, 0.401, 0.001, 0.01, 0)
    without, with_others = Kept("number", "cost", NO_PRIOR), Kept("number", "p", OTHERS, ("c2",))

    def reasons(found: Change | None, *kept: Kept) -> tuple[str, ...]:
        effect = None if found is None else Effect(Removal(), {"ending:flood": found}, 9, 9, 0, 0)
        return reasons_of(Removal(kept=kept), effect, ("ending:flood",))

    assert reasons(None, without) == ("no_prior",)
    assert reasons(None, with_others, without) == ("no_prior", "other_claims")
    assert reasons(None) == ("no_effect",)
    assert reasons(still) == ("saturated",)
    assert reasons(near) == ("no_effect",)
    assert reasons(near, with_others) == ("other_claims",)
    assert reasons(moved, without) == ()
    assert reasons(Change(0.0, 1.0, 1.0, 0.5, 0)) == ("no_effect",)


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


EVERYTHING = """
standoff: 1
title: Two claims for each thing
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: {title: A}, b: {title: B}}
documents: {paper: {title: P, author: J, kind: opinion, published: 2030-12-01}}
claims:
  k1: {document: paper, claimant: author, says: One.}
  k2: {document: paper, claimant: author, says: Another.}
parameters:
  p: {draw: "beta(2, 3)", set_by: assumed}
  half: {is: p / 2}
moves:
  x:
    chance: {yes: half, no: rest}
    believed: {b: {is: {yes: 0.5, no: rest}}}
  go: {by: a, options: [go, stay]}
  reply: {by: b, options: [fight, yield_], when: go == go}
payoffs:
  a: {gain: {is: 3 if reply == yield_}}
  b: {cost: {is: -2 if reply == fight and x == no}}
endings: {war: reply == fight, quiet: otherwise}
measures: {m: P(war)}
conclusions:
  likely: {holds_when: m > 0.4}
play: {precision: 1}
"""
BESIDE = {  # what two claims hold up, and where `because:` is put
    "number": 'draw: "beta(2, 3)", set_by: assumed',
    "formula": "is: p / 2",
    "chance": "chance: {yes: half, no: rest}",
    "belief": "b: {is: {yes: 0.5, no: rest}",
    "term": "is: 3 if reply == yield_",
    "move": "by: a, options: [go, stay]",
    "conclusion": "holds_when: m > 0.4",
}


@pytest.mark.parametrize("kind", BESIDE)
def test_claim_that_holds_anything_up_with_another_is_told_to_do_so(kind: str) -> None:
    written = BESIDE[kind]
    apart = "\n    " if kind == "chance" else ", "
    more = f"{written}{apart}because: [k1, k2]".replace("set_by: assumed", "set_by: elicited")
    assert EVERYTHING.count(written) == 1
    made = scenario.load_text(EVERYTHING.replace(written, more)).reading()
    alone, both = strike(made, ["k1"]), strike(made, ["k1", "k2"])
    assert [(item.why, item.others) for item in alone.kept] == [(OTHERS, ("k2",))]
    assert alone.is_empty
    assert reasons_of(alone, None, ()) == ("other_claims",)
    assert _why_nothing(alone) == "all that rests on it rests on other claims too"
    assert not any(item.why == OTHERS for item in both.kept)
