"""What the rules read of single sentences: denied hedges, speakers, chances, languages, allegations."""

from __future__ import annotations

import pytest

from standoff.evidence.anchoring import text_of
from standoff.evidence.proposing import Proposal, propose
from standoff.evidence.written import as_json, as_yaml


def _one(text: str) -> Proposal:
    (found,) = propose(text_of(text.encode(), "paper.txt")).claims
    return found


@pytest.mark.parametrize("who", ["Nobody believes", "No one thinks", "We do not believe", "He doubts"])
def test_denied_belief_hedges_nothing(who: str) -> None:
    assert _one(f"{who} that the fleet could sail.").hedge is None


def test_hedge_behind_a_denied_belief_is_kept() -> None:
    found = _one("Nobody believes that it holds; it may fall.")
    assert found.hedge is not None
    assert found.hedge.said == "may"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ('"The bridge will hold," said Captain Orme.', "Captain Orme"),
        ('"It is over," the minister told reporters on Monday.', "the minister"),
        ('"We will not talk," the envoy of Ostby, Karl Aske, said on Tuesday.', "the envoy of Ostby"),
    ],
)
def test_speaker_behind_a_quotation_is_found(text: str, who: str) -> None:
    assert _one(text).chain == ("author", who)


@pytest.mark.parametrize(
    "text", ["There is a 30 % chance that the bridge will fail.", "The risk of war is about 30 per cent now."]
)
def test_chance_in_per_cent_is_a_figure(text: str) -> None:
    assert _one(text).type == "figure"


@pytest.mark.parametrize(
    "text",
    [
        "Die Flotte wird im Winter nicht auslaufen.",
        "La flotte pourrait quitter le port en mai.",
        "La flota no saldrá del puerto.",
        "Flottan kan inte lämna hamnen.",
    ],
)
def test_sentence_in_another_language_stays_open_and_says_so(text: str) -> None:
    source = text_of(f"The port is open to all. {text}".encode(), "paper.txt")
    english, other = propose(source).claims
    assert english.type == "fact"
    assert (other.type, other.english, other.hedge) == ("", False, None)
    assert "# type: left open, as the sentence is not in English" in as_yaml(propose(source))


def test_names_of_foreign_places_leave_a_sentence_english() -> None:
    assert _one("Warships of the league left La Paz and Los Angeles.").english


def test_allegation_is_proposed_as_unverified() -> None:
    found = propose(text_of(b"It is alleged that the fleet staged the fire.", "paper.txt"))
    assert "    unverified: true" in as_yaml(found)
    assert as_json(found)["claims"][0]["unverified"]
