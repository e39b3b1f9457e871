"""What the language says of evidence: keys of claims, relations, priors, beliefs that rest on claims."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from standoff import library, scenario
from standoff.errors import ScenarioError
from standoff.evidence.records import Interval
from standoff.scenario import load_text
from tests.evidence.texts import claim_at, scenario_text

C1 = claim_at("c1", "the harbour could be closed by June 2031")


def test_claim_with_every_key_keeps_what_is_written() -> None:
    more = (
        ", type: testimony, claimant: [author, Gen. Ash], hedge: could, condition: war comes, "
        "about: {from: 2031-04-01, to: 2031-06-30}, mechanism: mines, attacks: [c2], supports: c3, "
        "status: proposed, quote: shut"
    )
    others = "\n".join(f"  {name}: {{document: harbour, says: Another.}}" for name in ("c2", "c3"))
    text = scenario_text(claim_at("c1", "the harbour could be closed by June 2031", more) + "\n" + others)
    claim = load_text(text).reading().claims["c1"]
    assert claim.chain == ("author", "Gen. Ash")
    assert claim.claimant == "author, relaying Gen. Ash"
    assert claim.about == Interval(dt.date(2031, 4, 1), dt.date(2031, 6, 30))
    assert (claim.type, claim.status, claim.condition, claim.mechanism, claim.quote, claim.hedge) == (
        "testimony",
        "proposed",
        "war comes",
        "mines",
        "shut",
        "could",
    )
    assert (claim.supports, claim.attacks, claim.restates) == (("c3",), ("c2",), "")


def test_claim_of_one_day_is_about_that_day() -> None:
    claim = load_text(scenario_text(C1[:-1] + ", about: 2031-04-01}")).reading().claims["c1"]
    assert claim.about == Interval(dt.date(2031, 4, 1), dt.date(2031, 4, 1))


def test_claim_without_claimant_or_status_is_the_authors_and_accepted() -> None:
    claim = load_text(scenario_text(C1)).reading().claims["c1"]
    assert (claim.chain, claim.status, claim.type, claim.unverified) == (("author",), "accepted", "", False)


def test_claim_of_type_allegation_is_unverified() -> None:
    claim = load_text(scenario_text(C1[:-1] + ", type: allegation}")).reading().claims["c1"]
    assert claim.unverified


def test_claims_file_names_its_own_claims_without_the_document() -> None:
    main = """standoff: 1
title: A border
as_of: 2031-03-01
horizon: 2031-12-31
actors: {north: North}
documents: {other: {title: Another}}
claims: {c1: {document: other, says: Not this one.}}
moves:
  attack: {by: north, options: [strike, wait]}
payoffs: {north: {prize: 1 if attack == strike}}
endings: {war: attack == strike, quiet: otherwise}
play: sharp
"""
    paper = """document: {title: A paper}
claims:
  c1: {says: It is so.}
  c2: {says: It is so indeed., restates: c1}
  c3: {says: It is not so., attacks: [c1, paper.c2]}
"""
    claims = load_text(main, claims={"paper": paper}).reading().claims
    assert claims["paper.c2"].restates == "paper.c1"
    assert claims["paper.c3"].attacks == ("paper.c1", "paper.c2")


def test_prior_stands_beside_the_draw_and_a_reading_keeps_it() -> None:
    text = scenario_text(C1) + "readings:\n  bold: {parameters: {p_closed: 'beta(6, 2)'}}\n"
    loaded = load_text(text)
    for reading in loaded.readings:
        number = loaded.reading(reading).parameters["p_closed"]
        assert number.prior is not None
        assert number.prior.text == "uniform(0, 1)"
        assert number.prior_span is not None
    assert loaded.reading("bold").parameters["p_closed"].rests.because == ()


def test_prior_of_a_reading_replaces_the_files() -> None:
    new = "{draw: 'beta(6, 2)', because: c1, prior: 0.25}"
    text = scenario_text(C1) + f"readings:\n  bold: {{parameters: {{p_closed: {new}}}}}\n"
    prior = load_text(text).reading("bold").parameters["p_closed"].prior
    assert prior is not None
    assert prior.is_constant
    assert prior.mean == 0.25


def test_belief_can_name_the_claims_that_it_rests_on() -> None:
    move = load_text(scenario_text(C1)).reading().moves["closure"]
    assert move.believed_rests["league"].because == ("c1",)
    assert set(move.believed["league"]) == {"closed", "open"}


def test_payoff_term_can_name_the_claims_that_it_rests_on() -> None:
    term = load_text(scenario_text(C1)).reading().payoffs["league"]["grain"]
    assert term.rests.because == ("c1",)


@pytest.mark.parametrize("where", ["because", "against"])
def test_rejected_claim_that_something_rests_on_is_refused(where: str) -> None:
    rejected = "  c2: {document: harbour, says: No., status: rejected}"
    text = scenario_text(C1 + "\n" + rejected).replace(
        "because: [c1], prior", f"{where}: [c2], because: [c1], prior"
    )
    if where == "because":
        text = text.replace("because: [c2], because: [c1]", "because: [c1, c2]")
    with pytest.raises(ScenarioError) as caught:
        load_text(text)
    assert [problem.code for problem in caught.value.problems] == ["S822"]


def test_rejected_claim_may_be_attacked() -> None:
    other = "  c2: {document: harbour, says: No., status: rejected}"
    third = "  c3: {document: harbour, says: Why., attacks: c2}"
    claims = load_text(scenario_text("\n".join((C1, other, third)))).reading().claims
    assert claims["c3"].attacks == ("c2",)


@pytest.mark.parametrize("wrong", ["abc", "z" * 64, "0" * 63])
def test_hash_that_is_none_is_refused(wrong: str) -> None:
    text = re.sub(r"span_sha256: \w+", f"span_sha256: {wrong}", scenario_text(C1))
    with pytest.raises(ScenarioError) as caught:
        load_text(text)
    assert [problem.code for problem in caught.value.problems] == ["S824"]


@pytest.mark.parametrize("name", library.names())
def test_library_scenarios_quote_nobody(name: str) -> None:
    claims = scenario.load(name).reading().claims.values()
    assert [claim.name for claim in claims if claim.quote] == []


def test_flagship_claims_all_have_a_type_and_its_piece_repeats_itself() -> None:
    claims = scenario.load("nato-ukraine-2024").reading().claims
    assert [name for name, claim in claims.items() if not claim.type] == []
    assert sum(1 for claim in claims.values() if claim.restates) >= 5
    assert {name for name, claim in claims.items() if claim.type == "allegation"} <= {
        name for name, claim in claims.items() if claim.unverified
    }
