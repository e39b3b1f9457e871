"""The audit: one case for each kind of finding, and one in which there is nothing to find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.evidence.auditing import KINDS, audit, origin
from standoff.evidence.records import Carried, Claim, Document, Rests
from standoff.scenario import load, load_text
from standoff.scenario.evidence_links import carried
from tests.evidence.texts import claim_at, scenario_text

PAPER = Document("paper", "A paper", "", sha256="0" * 64)


def _claims(*claims: Claim) -> dict[str, Claim]:
    return {claim.name: claim for claim in claims}


def _claim(name: str, **said: object) -> Claim:
    return Claim(name, "paper", ("author",), f"Says {name}.", start=0, end=4, **said)  # type: ignore[arg-type]


def _number(*because: str, against: tuple[str, ...] = (), source: str = "") -> Carried:
    return Carried("number", "p", "", Rests("elicited", because, against, source), given=True)


def _kinds(one: Carried, *claims: Claim) -> list[str]:
    found = audit([one], _claims(*claims), {"paper": PAPER}).findings
    return [finding.kind for finding in found if finding.subject != "claim"]


@pytest.mark.parametrize(
    ("one", "claims", "kinds"),
    [
        (_number("c1"), (_claim("c1", type="fact"),), []),
        (_number(), (), ["rests_on_nothing"]),
        (_number(source="a table"), (), []),
        (_number("c1", "c2"), (_claim("c1"), _claim("c2", restates="c1")), ["counted_twice"]),
        (_number("c2", "c3"), (_claim("c2", restates="c1"), _claim("c3", restates="c1")), ["counted_twice"]),
        (_number("c1", against=("c2",)), (_claim("c1"), _claim("c2", restates="c1")), []),
        (_number("c1"), (_claim("c1", type="testimony"),), ["hearsay"]),
        (_number("c1", "c2"), (_claim("c1", type="testimony"), _claim("c2")), ["hearsay"]),
        (_number("c1"), (_claim("c1", type="allegation", unverified=True),), ["unverified"]),
        (_number("c1"), (_claim("c1", status="proposed"),), ["unaccepted"]),
        (_number("c1"), (_claim("c1"), _claim("c2", attacks=("c1",))), ["unanswered"]),
        (_number("c1", against=("c2",)), (_claim("c1"), _claim("c2", attacks=("c1",))), []),
        (_number("c1"), (_claim("c1"), _claim("c2", attacks=("c1",), status="rejected")), []),
    ],
)  # fmt: skip
def test_number_is_found_to_rest_on_too_little(
    one: Carried, claims: tuple[Claim, ...], kinds: list[str]
) -> None:
    assert _kinds(one, *claims) == kinds


def test_relayed_claim_without_a_type_is_hearsay_and_with_one_is_not() -> None:
    relayed = Claim("c1", "paper", ("author", "a spokesman"), "It holds.")
    counted = Claim("c1", "paper", ("the press", "a ministry"), "It is 40 km.", type="figure")
    assert _kinds(_number("c1"), relayed) == ["hearsay"]
    assert _kinds(_number("c1"), counted) == []


@pytest.mark.parametrize(("because", "found"), [((), 1), (("c1",), 0), (("c2",), 1)])
def test_conclusion_needs_an_accepted_claim_for_it(because: tuple[str, ...], found: int) -> None:
    one = Carried("conclusion", "likely", "", Rests("assumed", because))
    claims = _claims(_claim("c1"), _claim("c2", status="proposed"))
    assert len(audit([one], claims, {}).of("unsupported")) == found


def test_claims_that_cannot_be_looked_up_or_carry_nothing_are_found() -> None:
    placeless = Claim("c9", "paper", ("author",), "It is so.")
    found = audit([_number("c1")], _claims(_claim("c1"), placeless), {"paper": PAPER})
    assert [(f.kind, f.name) for f in found.findings] == [("unplaced", "c9"), ("idle", "c9")]


@given(st.lists(st.sampled_from(["c0", "c1", "c2", "c3", ""]), min_size=4, max_size=4))
def test_origin_of_any_restatements_is_reached_and_is_a_claim(restates: list[str]) -> None:
    claims = _claims(*(_claim(f"c{i}", restates=other) for i, other in enumerate(restates)))
    for name in claims:
        assert origin(name, claims) in claims


def test_scenario_carries_numbers_beliefs_payoffs_and_conclusions() -> None:
    loaded = load_text(scenario_text(claim_at("c1", "the mole is mined")))
    kinds = {(one.kind, one.name): one for one in carried(loaded)}
    assert set(kinds) == {
        ("number", "p_closed"),
        ("move", "closure"),
        ("move", "convoy"),
        ("belief", "closure.league"),
        ("payoff", "league.grain"),
        ("payoff", "league.cost"),
        ("conclusion", "likely"),
    }
    assert kinds["belief", "closure.league"].rests.because == ("c1",)
    assert kinds["belief", "closure.league"].given
    assert kinds["payoff", "league.cost"].given  # `-1 if convoy == send`
    assert not kinds["conclusion", "likely"].given


def test_reading_is_audited_where_it_rests_on_something_else() -> None:
    text = scenario_text(claim_at("c1", "the mole is mined"))
    loaded = load_text(text + "readings:\n  bold: {parameters: {p_closed: 'beta(6, 2)'}}\n")
    found = audit(carried(loaded), loaded.reading().claims, loaded.reading().documents)
    own = [("league.cost", ""), ("p_closed", "bold")]
    assert [(f.name, f.reading) for f in found.of("rests_on_nothing")] == own


def test_flagship_is_audited_with_its_findings_visible() -> None:
    loaded = load("nato-ukraine-2024")
    base = loaded.reading()
    found = audit(carried(loaded), base.claims, base.documents)
    assert found.n_untyped == 0
    assert found.of("unsupported") == ()
    assert found.of("unplaced") == ()
    assert found.of("counted_twice") == ()  # every repetition is a `restates`, and rests under nothing twice
    assert found.of("unanswered") == ()
    assert {f.name for f in found.of("hearsay")} >= {"loss_attacker", "dissent_cost"}
    assert {f.name for f in found.of("rests_on_nothing")} >= {"hazard_effect"}
    alleged = found.of("unverified")
    assert {f.name for f in alleged} >= {"incident", "testimony", "incident_push"}
    assert all("switched off" in f.said for f in alleged if f.name == "incident")
    assert {f.kind for f in found.findings} <= set(KINDS)
