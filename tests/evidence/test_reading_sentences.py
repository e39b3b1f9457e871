"""Sentences of our own on which the rules were tried, hard cases among them, with what they should read."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.app.main import main
from standoff.evidence.anchoring import hash_of, text_of
from standoff.evidence.proposing import Proposal, propose
from standoff.evidence.written import as_json, as_yaml
from tests.evidence.texts import scenario_text


def _claims(text: str) -> tuple[Proposal, ...]:
    found = propose(text_of(text.encode(), "paper.txt")).claims
    for claim in found:
        assert text[claim.place.start : claim.place.end] == claim.place.text
        assert claim.span_sha256 == hash_of(claim.place.text)
    return found


# sentence -> claimant behind the author ("" for the author), type
ALLEGATIONS = [
    ("The fleet reportedly burnt the pier.", "unnamed", "allegation"),
    ("It is alleged that the fleet staged the fire.", "unnamed", "allegation"),
    ("The envoy accused the league of arson.", "The envoy", "allegation"),
    ("The fleet was accused of arson by the mayor.", "the mayor", "allegation"),
    ("The fleet was accused of arson in May.", "unnamed", "allegation"),
    ("The crew is said to have lit the fire.", "unnamed", "allegation"),
    ("The league was pushed by the false flag that Orme warned of.", "Orme", "allegation"),
    ("The crew is suspected of arson on two ships.", "unnamed", "allegation"),
    ("Nobody has accused the fleet of arson.", "", "fact"),
    ("There is no allegation against the fleet.", "", "fact"),
    ("The ministry denied the allegation that it had lit the fire.", "The ministry", "testimony"),
    ("If the fleet is accused of arson, the league will leave.", "", "forecast"),
    ("The fleet is supposed to sail at dawn.", "", "fact"),
    ("The crew is said to be at sea.", "unnamed", "testimony"),
]
SPEAKERS = [
    ("“The mayor told me that ‘the mole is mined’,” said Orme.", "Orme", "testimony"),
    ("“We hold the pass to this day.”", "unnamed", "testimony"),
    ("“Unbreakable” is what the mayor calls the mole.", "", "fact"),
    ("When he left the hall, Gen. Ash said that the port was safe.", "Gen. Ash", "testimony"),
    ("When the mayor said “never”, the envoy replied that it must fall.", "the envoy", "testimony"),
    ("According to two officials, the mole is mined.", "two officials", "testimony"),
    ("I think that the bridge will hold.", "", "forecast"),
    ("The plan that the envoy claimed is being made was lost.", "", "fact"),
    ("The mayor asked for three more ships.", "", "fact"),
    ("The league is not likely to send ships.", "", "forecast"),
    ("The mayor’s “certain victory” was lost in two days.", "", "fact"),
    ("Dr. J. Świątek of the U.S. Navy said that it holds.", "Dr. J. Świątek of the U.S. Navy", "testimony"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "who", "kind"), [*ALLEGATIONS, *SPEAKERS])
def test_single_claim_has_its_claimant_and_type(text: str, who: str, kind: str) -> None:
    (claim,) = _claims(text)
    assert (claim.chain[1:], claim.type) == ((who,) if who else (), kind)
    assert claim.unverified == (kind == "allegation")


@pytest.mark.parametrize("text", [text for text, _, kind in ALLEGATIONS if kind == "allegation"])
def test_allegation_is_written_as_unverified(text: str) -> None:
    assert "    unverified: true\n" in as_yaml(propose(text_of(text.encode(), "paper.txt")))


# sentence -> each claim: its words, the claimant behind the author, None for an inference of his
INFERENCES = [
    (
        "“We shall hold the mole,” said the mayor, which means that it is mined.",
        [("“We shall hold the mole,” said the mayor", "the mayor"), ("which means that it is mined.", None)],
    ),
    (
        "“We shall hold the mole,” said the mayor. This suggests that it is mined.",
        [
            ("“We shall hold the mole,” said the mayor.", "the mayor"),
            ("This suggests that it is mined.", None),
        ],
    ),
    (
        "“We shall hold the mole,” said the mayor — a sign that ships will come.",
        [("“We shall hold the mole,” said the mayor", "the mayor"), ("a sign that ships will come.", None)],
    ),
    (
        "Orme said “we hold it”; his words mean that the talks are over.",
        [("Orme said “we hold it”", "Orme"), ("his words mean that the talks are over.", None)],
    ),
    (
        '"We hold the mole now," said the mayor, suggesting that it is mined.',
        [('"We hold the mole now," said the mayor', "the mayor"), ("suggesting that it is mined.", None)],
    ),
    (
        "As Orme himself said, “we shall hold it all” and this therefore means that the talks are over.",
        [
            ("As Orme himself said, “we shall hold it all”", "Orme"),
            ("and this therefore means that the talks are over.", None),
        ],
    ),
    ("By saying “we shall hold”, the mayor showed that ships are near.", [("", None)]),
    ("The envoy's silence implies that the talks failed.", [("", None)]),
    ("What the envoy said means that the talks are over.", [("", None)]),
    ("“Never, never” means that the talks are over.", [("", None)]),
    ("The envoy suggested that the talks go on.", [("", "The envoy")]),
    ("“This means that the pass is closed,” said Orme.", [("", "Orme")]),
    (
        "“It is late. This means that the pass is closed.”",
        [("“It is late.", "unnamed"), ("This means that the pass is closed.”", "unnamed")],
    ),
    ("This means that nobody can sail, said the mayor.", [("", "the mayor")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), INFERENCES)
def test_inference_from_what_was_said_stays_the_authors(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    got = [(c.place.text, c.chain[1:], c.inference) for c in _claims(text)]
    wanted = [(words or text, () if who is None else (who,), who is None) for words, who in expected]
    assert [one for one in wanted if len(one[0].split()) >= 4] == got


def test_odd_straight_mark_makes_nobody_speak_and_ends_with_its_paragraph() -> None:
    text = 'The 8" gun was moved here.\n\nThe mayor said "we shall hold it" to all. The pass is closed now.'
    assert [claim.chain[1:] for claim in _claims(text)] == [(), ("The mayor",), ()]


def test_inference_is_a_judgement_or_a_forecast_and_never_what_is_quoted_in_it() -> None:
    kinds = {c.place.text: c.type for text, _ in INFERENCES for c in _claims(text) if c.inference}
    assert kinds["By saying “we shall hold”, the mayor showed that ships are near."] == "judgement"
    assert kinds["a sign that ships will come."] == "forecast"
    assert kinds["This suggests that it is mined."] == "judgement"


def test_the_same_words_without_anything_said_are_no_inference_from_it() -> None:
    (claim,) = _claims("This means that the pass is closed.")
    assert (claim.chain, claim.type, claim.inference) == (("author",), "judgement", False)
    assert _claims("A blockade means that no ship may pass.")[0].type == "definition"


@pytest.mark.parametrize(
    ("text", "chains"),
    [
        ("“We hold the pass. We shall not leave it,” said Orme.", [("Orme",)]),
        ("Orme wrote: “We hold the pass. We shall not leave it.”", [("Orme",), ("Orme",)]),
        ("“We hold the pass now,” said Orme. “We shall not leave it.”", [("Orme",), ("Orme",)]),
        ("“We hold the pass now,” said Orme.\n\n“We shall not leave it.”", [("Orme",), ("unnamed",)]),
        ("Orme said that the mayor had told us that the mole was mined.", [("Orme", "the mayor")]),
        ("Orme wrote: “The mayor said that the mole was mined.”", [("Orme", "The mayor")]),
    ],
)
def test_quotation_over_several_sentences_and_nested_ones_keep_their_speakers(
    text: str, chains: list[tuple[str, ...]]
) -> None:
    assert [claim.chain[1:] for claim in _claims(text)][-len(chains) :] == chains


CLAUSES = [
    ("The port is shut; the mole, with two ships at it, has been mined.", 2),
    ("The port is open to all; the road is shut; the mole has been mined.", 3),
    ("The port is open to all, and the road is shut at night.", 2),
    ("Ships, men, and guns are on the way.", 1),
    ("The port is open to everybody — the road is shut.", 2),
    ("The port — it is mined by now — is open to all.", 1),
    ("If the war drags on, and the league leaves, the island will fall.", 1),
    ("Orme said the port was open, and the road would follow in May.", 1),
    ("She said “the port is open; the road is shut today” to us all.", 1),
    ("The port is\r\nopen to all; the road\r\nis shut at night.", 2),
    ("The league held, while the island fell in two days, so the envoy left for home.", 2),
]


@pytest.mark.parametrize(("text", "n"), CLAUSES)
def test_every_clause_is_proposed_and_no_list_aside_or_condition_is_cut(text: str, n: int) -> None:
    found = _claims(text)
    letters = "".join(char for claim in found for char in claim.place.text if char.isalpha())
    assert letters == "".join(char for char in text if char.isalpha())  # nothing of it is lost
    assert len(found) == n


def test_clause_behind_reported_speech_goes_on_or_is_said_to_be_open() -> None:
    goes_on = _claims("Orme said that the port was open, but that the road was closed.")
    assert [claim.chain[1:] for claim in goes_on] == [("Orme",), ("Orme",)]
    text = "Orme said that the port was open, but the road was closed."
    open_ = _claims(text)
    assert [(claim.chain[1:], claim.perhaps) for claim in open_] == [(("Orme",), ""), ((), "Orme")]
    assert "# may still be the word of Orme" in as_yaml(propose(text_of(text.encode(), "paper.txt")))
    closed = _claims("The port is open to all, but the road is shut, said Orme.")
    assert [claim.chain[1:] for claim in closed] == [("Orme",), ("Orme",)]


def test_part_of_a_sentence_that_somebody_said_leaves_it_the_authors_and_is_told() -> None:
    text = "The plan that the envoy claimed is being made was lost."
    (claim,) = _claims(text)
    assert (claim.chain, claim.part) == (("author",), "the envoy")
    assert "# a part of it is the word of the envoy" in as_yaml(propose(text_of(text.encode(), "p.txt")))


# text -> whom the last sentence's pronoun means ("" where it is left open), and those who could be
PRONOUNS = [
    ("Gen. Ash spoke first. He said that it would close.", "Gen. Ash", ["Gen. Ash"]),
    ("Mr Fox met Dr. J. Reed in Ostby. He said that the talks had failed.", "", ["Mr Fox", "Dr. J. Reed"]),
    ("Mr Fox met Mrs Bell. She said that the talks had failed.", "Mrs Bell", ["Mrs Bell"]),
    ("Mr Fox met Mrs Bell. He said that the talks had failed.", "Mr Fox", ["Mr Fox"]),
    ("Orme met Aske at noon. He said that the talks had failed.", "", ["Orme", "Aske"]),
    ("Snow fell for days. He said that the talks had failed.", "", ["Snow"]),
    ("The fleet left at noon. He said that the talks had failed.", "", []),
    ("He said that the talks had failed.", "", []),
    ("Two officials said that it was late. He said that the talks had failed.", "", []),
    ("Polish President Bąk spoke in Gdańsk. He said it was late.", "President Bąk", ["President Bąk"]),
    (
        "The Polish premier, Łukasz Świderski, spoke in Łódź. He warned that it could fall.",
        "Łukasz Świderski",
        ["Łukasz Świderski"],
    ),
    (
        "Wołodymyr Żeleński met the crew. He promised that ships would come.",
        "Wołodymyr Żeleński",
        ["Wołodymyr Żeleński"],
    ),
    (
        "Olha Ševčenko, the envoy of Kyiv, met the crew. She said that it was late.",
        "Olha Ševčenko",
        ["Olha Ševčenko"],
    ),
    ("Orme warned that Moscow would wait. He said that Kyiv could need troops.", "Orme", ["Orme"]),
    (
        "The governor's widow said that it was over. He said that it was not.",
        "",
        ["The governor", "The governor's widow"],
    ),
    ("Gen. Ash spoke first.\n\nThe end of the talks\n\nHe said that it would close.", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "who", "could_be"), PRONOUNS)
def test_pronoun_is_resolved_to_the_one_person_or_left_open(text: str, who: str, could_be: list[str]) -> None:
    claim = _claims(text)[-1]
    (pronoun,) = claim.pronouns
    said = text[claim.place.start :].split()[0]
    assert (pronoun.person, list(pronoun.could_be)) == (who, could_be)
    assert claim.chain[1:] == (who or said,)
    told = as_yaml(propose(text_of(text.encode(), "paper.txt")))
    assert f"    # {said}: {who}\n" in told if who else f"    # {said} is left open" in told


def test_pronoun_follows_a_pronoun_and_one_outside_the_saying_is_told_too() -> None:
    third = _claims("The mayor said that it was late. He said that he left. He warned that it burnt.")[2]
    assert third.chain == ("author", "The mayor")
    (plain,) = [claim for claim in _claims("Gen. Ash is old. He will resign by June 2031.") if claim.pronouns]
    assert (plain.chain, plain.pronouns[0].person) == (("author",), "Gen. Ash")
    assert _claims("The ministry spoke first. They said that it was late.")[1].pronouns[0].person == ""


@pytest.mark.parametrize(
    ("text", "n_claims", "kind", "verb"),
    [
        ("The strait will not stay open", 1, "forecast", True),
        ("Ships and men of the league in the north", 1, "", False),
        ("A long winter in the hills.", 1, "fact", False),
        ("The harbour question", 0, "", True),
        ("Surrender", 0, "", True),
        ("No.", 0, "", True),
    ],
)
def test_heading_is_proposed_and_one_without_a_verb_is_left_open(
    text: str, n_claims: int, kind: str, verb: bool
) -> None:
    found = propose(text_of(text.encode(), "paper.txt"))
    assert len(found.claims) == n_claims
    assert found.n_sentences + found.n_headings == 1
    if n_claims:
        (claim,) = found.claims
        assert (claim.type, claim.verb, claim.heading) == (kind, verb, not text.endswith("."))


@pytest.mark.parametrize(
    "text",
    [
        "Who will pay for the mole?",
        "“Who will pay for it?” asked the mayor.",
        "“Who will pay for it?” said the mayor of Ostby.",
        "The mayor asked whether the mole would hold.",
    ],
)
def test_question_direct_or_reported_is_counted_and_no_claim(text: str) -> None:
    found = propose(text_of(text.encode(), "paper.txt"))
    assert (found.claims, found.n_questions) == ((), 1)


def test_windows_line_ends_change_nothing_but_places() -> None:
    lines = (
        "The port of Ostby\nis open to all.\n\nIts road is shut at night; Gen. Ash said\nthat it is mined."
    )
    read = [propose(text_of(each.encode(), "p.txt")) for each in (lines, lines.replace("\n", "\r\n"))]
    told = [[(" ".join(c.place.text.split()), c.chain, c.type) for c in found.claims] for found in read]
    assert told[0] == told[1]
    assert len(told[0]) == 3


def test_very_long_sentence_is_cut_into_its_clauses_or_left_out_and_counted() -> None:
    clause = "the port is open to all ships"
    assert len(_claims("So " + "; ".join([clause] * 30) + ".")) == 30
    assert propose(text_of(("So " + "; ".join([clause] * 90) + ".").encode(), "p.txt")).n_long == 1


def _all_texts() -> str:
    tables = (ALLEGATIONS, SPEAKERS, INFERENCES, CLAUSES, PRONOUNS)
    texts = [str(row[0]) for table in tables for row in table]
    return "\n\n".join(texts) + "\n\nA \"quoted # heading': {of} [odd] & *signs"


def test_rules_were_tried_on_at_least_forty_sentences() -> None:
    assert propose(text_of(_all_texts().encode(), "paper.txt")).n_sentences >= 40


def test_what_is_proposed_loads_as_claims_and_its_places_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "papers").mkdir()
    paper = tmp_path / "papers" / "paper.txt"
    paper.write_bytes(_all_texts().encode())
    crisis = tmp_path / "crisis"
    (crisis / "claims").mkdir(parents=True)
    (crisis / "scenario.yaml").write_text(
        scenario_text("  c1: {document: harbour, says: One.}"), encoding="utf-8"
    )

    def run(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        return int(ended.value.code or 0), capsys.readouterr().out

    code, out = run("evidence", "read", str(paper))
    (crisis / "claims" / "paper.yaml").write_text(out, encoding="utf-8")
    n_claims = as_json(propose(text_of(paper.read_bytes(), "paper.txt")))["claims"]
    assert code == 0
    assert run("check", str(crisis))[0] == 0
    held, told = run("evidence", "anchor", str(crisis), "--sources", str(paper.parent))
    assert (held, f"paper: {len(n_claims)} places hold exactly" in told) == (0, True)
    code, again = run("evidence", "read", str(paper), "--scenario", str(crisis))
    assert (code, "claims: {}" in again) == (0, True)
