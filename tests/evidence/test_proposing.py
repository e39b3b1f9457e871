"""Claims proposed from texts of our own: exact places whatever the text, and what the rules read."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.evidence.anchoring import EvidenceError, anchor, hash_of, text_of
from standoff.evidence.attribution import attribution
from standoff.evidence.dating import dates
from standoff.evidence.hedges import hedges
from standoff.evidence.proposing import MOST_PROPOSALS, Proposal, propose
from standoff.evidence.records import Claim
from standoff.evidence.sentences import Stretch, clauses, sentences
from standoff.evidence.written import as_json, as_yaml
from standoff.scenario import load_text
from tests.evidence.texts import HARBOUR, MIXED, RIGHT_TO_LEFT, harbour, scenario_text

WRITTEN = dt.date(2031, 3, 10)


def _found() -> dict[str, Proposal]:
    claims = propose(
        harbour(), written=WRITTEN, actors={"league": "The league", "governor": "The governor"}
    ).claims
    return {claim.place.text: claim for claim in claims}


def test_harbour_gives_its_claims_with_their_places() -> None:
    found = _found()
    assert list(found) == [
        "Gen. Ash said that the harbour could be closed by June 2031.",
        "According to two officials, the mole is mined",
        "nobody has seen the mines.",
        "If the island is blockaded, the league will almost certainly send convoys",
        "but the governor is unlikely to ask for them.",
        "“We shall hold,” warned the mayor.",
        "The island must store grain.",
        "It is alleged that the fleet staged the fire of 3 March 2031.",
        "A blockade means that no ship may pass.",
    ]
    for text, claim in found.items():
        assert HARBOUR[claim.place.start : claim.place.end] == text
        assert claim.span_sha256 == hash_of(text)


def test_harbour_gives_claimants_types_hedges_conditions_dates_and_actors() -> None:
    rows = [
        (
            c.chain[1:],
            c.type,
            c.hedge.word if c.hedge else "",
            c.condition,
            c.about.text if c.about else "",
            c.actors,
        )
        for c in _found().values()
    ]
    assert rows == [
        (("Gen. Ash",), "testimony", "possible", "", "to 2031-06-30", ()),
        (("two officials",), "testimony", "", "", "", ()),
        ((), "fact", "", "", "", ()),
        ((), "forecast", "almost certain", "If the island is blockaded", "", ("league",)),
        ((), "forecast", "unlikely", "", "", ("governor",)),
        (("the mayor",), "testimony", "", "", "", ()),
        ((), "advice", "", "", "", ()),
        (("unnamed",), "allegation", "", "", "2031-03-03", ()),
        ((), "definition", "possible", "", "", ()),
    ]


def test_questions_and_headings_are_left_out_and_counted() -> None:
    found = propose(harbour())
    assert found.n_questions == 1
    assert all("harbour question" not in claim.place.text for claim in found.claims)


def test_right_to_left_text_is_cut_at_its_own_full_stops() -> None:
    found = propose(text_of(RIGHT_TO_LEFT.encode(), "rtl.txt"))
    assert [claim.place.text for claim in found.claims] == [
        "قال الوزير إن الميناء مفتوح.",
        "لن يغلق الميناء قبل الصيف۔",
        "تعود السفن.",
    ]
    assert found.n_questions == 1
    assert not found.english
    assert "The rules know English" in as_yaml(found)


def test_byte_order_mark_stays_outside_the_first_claim() -> None:
    found = propose(text_of(MIXED.encode(), "mixed.txt")).claims
    assert [(claim.place.start, claim.place.text) for claim in found] == [
        (1, "The port of حيفا 🚢 is open to all."),
        (MIXED.index("Its cranes"), "Its cranes stood still in 2030."),
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=300))
def test_proposals_of_any_text_hold_exactly_and_never_overlap(text: str) -> None:
    source = text_of(b"A b. " + text.encode(), "any.txt")
    end = 0
    for number, claim in enumerate(propose(source).claims):
        assert claim.place.start >= end
        end = claim.place.end
        record = Claim(
            f"c{number}",
            "any",
            claim.chain,
            "",
            start=claim.place.start,
            end=end,
            span_sha256=claim.span_sha256,
        )
        assert anchor(source, record) == claim.place.text


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t\n"])
def test_empty_text_is_told(data: bytes) -> None:
    with pytest.raises(EvidenceError, match="S834"):
        propose(text_of(data, "empty.txt"))


def test_text_that_would_give_too_many_claims_is_refused() -> None:
    data = b"The pass is closed today.\n\n" * (MOST_PROPOSALS + 1)
    with pytest.raises(EvidenceError, match="S833"):
        propose(text_of(data, "long.txt"))


def test_stretch_that_is_too_long_for_a_sentence_is_left_out() -> None:
    found = propose(text_of(b"word " * 50_000 + b"end. It is over now, they say.", "long.txt"))
    assert (found.n_long, [claim.place.text for claim in found.claims]) == (1, ["It is over now, they say."])


def test_places_that_hold_a_claim_already_are_left_out() -> None:
    start = HARBOUR.index("mole is mined")
    found = propose(harbour(), recorded=((start, start + 4),))
    assert found.n_recorded == 1
    assert "According" not in " ".join(claim.place.text for claim in found.claims)


def test_proposals_are_a_claims_file_that_reads() -> None:
    main = scenario_text("  c1: {document: harbour, says: One.}").replace(
        "documents:\n  harbour:", "documents:\n  paper:"
    )
    main = main.replace("document: harbour", "document: paper")
    text = as_yaml(propose(harbour(), written=WRITTEN), published=WRITTEN)
    claims = load_text(main, claims={"harbour": text}).reading().claims
    first = claims["harbour.c1"]
    assert first.status == "proposed"
    assert first.chain == ("author", "Gen. Ash")
    assert first.about is not None
    assert first.about.text == "to 2031-06-30"
    assert anchor(harbour(), first).startswith("Gen. Ash said")
    assert len(claims) == 10


def test_proposals_with_direction_marks_and_quotes_are_a_claims_file_that_reads() -> None:
    awkward = "The \u200fport: \"it\" {is} #open, & 'so' \\ on.\n\nאמר השר כי \u202bהנמל פתוח\u202c."
    text = as_yaml(propose(text_of(awkward.encode(), "\u202eodd: name#.txt")))
    main = scenario_text("  c1: {document: harbour, says: One.}")
    assert len(load_text(main, claims={"odd": text}).reading().claims) == 3


def test_proposals_as_json_hold_what_the_yaml_leaves_in_remarks() -> None:
    told = json.loads(json.dumps(as_json(propose(harbour(), actors={"league": "The league"}))))
    assert told["format"] == 1
    assert told["claims"][3]["hedge"] == {
        "said": "almost certainly",
        "word": "almost certain",
        "low": 0.95,
        "high": 0.99,
    }
    assert told["claims"][3]["actors"] == ["league"]
    assert told["left_out"]["questions"] == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Reed met Mr. Fox. They left.", ["Dr. Reed met Mr. Fox.", "They left."]),
        ("The U.S. Senate met. It voted.", ["The U.S. Senate met.", "It voted."]),
        ("It rose by 3.5 points. Good.", ["It rose by 3.5 points.", "Good."]),
        ("Well... it may be so. Yes.", ["Well... it may be so.", "Yes."]),
        ("“Stop!” he cried. They did.", ["“Stop!” he cried.", "They did."]),
        ("He said: “It is over.” She left.", ["He said: “It is over.”", "She left."]),
        ("One line\nof two. Next", ["One line\nof two."]),
        ("A heading\n\nA line that ends.", ["A line that ends."]),
        ("港は開いている。船が来る。", ["港は開いている。", "船が来る。"]),
        ("See e.g. the mole. It stands.", ["See e.g. the mole.", "It stands."]),
        ("no end at all", []),
    ],
)
def test_sentences_end_where_a_reader_would_say(text: str, expected: list[str]) -> None:
    found = list(sentences(text))
    assert [sentence.text for sentence in found] == expected
    assert all(text[s.start : s.end] == s.text for s in found)


def test_clauses_are_not_cut_inside_quotation_marks() -> None:
    text = "She said “the port is open; the road is shut today” to us all."
    assert len(clauses(Stretch(0, len(text), text))) == 1


@pytest.mark.parametrize(
    ("text", "who", "alleged"),
    [
        ("The Polish premier confirmed that talks go on.", "The Polish premier", False),
        ("“It is done,” the envoy said.", "the envoy", False),
        ("The plan, which she said was old, is dead.", "she", False),
        ("According to the harbour master, it is closed.", "the harbour master", False),
        ("The fleet is said to be at sea.", "unnamed", False),
        ("The fleet allegedly burnt the pier.", "unnamed", True),
        ("Ministers accused the fleet of arson.", "Ministers", True),
        ("As Orme himself said, “we shall do all that is needed”.", "Orme", False),
    ],
)
def test_attribution_names_who_is_said_to_say_it(text: str, who: str, alleged: bool) -> None:
    found = attribution(text)
    assert found is not None
    assert (found.who, found.alleged) == (who, alleged)


@pytest.mark.parametrize(
    "text",
    [
        "The port is open.",
        "That could lead them to believe it.",
        "There is reason to report the fire.",
        "This shows that it was planned.",
    ],
)
def test_attribution_is_absent_where_nobody_is_cited(text: str) -> None:
    assert attribution(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is very likely to rain.", ["very likely"]),
        ("It is not certain.", ["possible"]),
        ("It is not likely.", ["unlikely"]),
        ("They meet in May 2031 and may stay.", ["possible"]),
        ("A certain captain spoke.", []),
        ("It will certainly, perhaps, snow.", ["certain", "possible"]),
        ("It is unlikely that it rains.", ["unlikely"]),
        ("There is almost no chance of snow.", ["almost no chance"]),
    ],
)
def test_hedges_are_read_with_their_word(text: str, words: list[str]) -> None:
    assert [hedge.word for hedge in hedges(text)] == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 2031-03-02", ["2031-03-02"]),
        ("on 3 March 2031", ["2031-03-03"]),
        ("on March 3rd, 2031", ["2031-03-03"]),
        ("in early March 2031", ["from 2031-03-01 to 2031-03-10"]),
        ("by the end of 2030", ["to 2030-12-31"]),
        ("from 28 February to 3 March 2031", ["from 2031-02-28 to 2031-03-03"]),
        ("between 3 and 9 May 2031", ["from 2031-05-03 to 2031-05-09"]),
        ("from December to March 2031", ["from 2030-12-01 to 2031-03-31"]),
        ("in the winter of 2030", ["from 2030-12-01 to 2031-02-28"]),
        ("in Q3 2031", ["from 2031-07-01 to 2031-09-30"]),
        ("before May 2032", ["to 2032-04-30"]),
        ("since 12 March 2031", ["from 2031-03-12"]),
        ("after 1945", ["from 1946-01-01"]),
        ("as early as May", ["from 2031-05-01"]),
        ("later this year", ["from 2031-03-10 to 2031-12-31"]),
        ("last month", ["from 2031-02-01 to 2031-02-28"]),
        ("tomorrow", ["2031-03-11"]),
        ("31 February 2031", []),
        ("1,990 men and 12 ships", []),
        ("they may march in line", []),
    ],
)
def test_dates_are_the_widest_days_that_the_words_can_mean(text: str, expected: list[str]) -> None:
    assert [dated.about.text for dated in dates(text, WRITTEN)] == expected


@pytest.mark.parametrize("text", ["later this year", "in June", "next spring", "yesterday", "on 3 March"])
def test_dates_that_need_the_day_of_writing_are_left_out_without_it(text: str) -> None:
    assert dates(text) == ()


@given(st.text(alphabet="0123456789 -–,.MayJunefromtobyearlywintersin", max_size=60))
def test_dates_of_any_words_begin_before_they_end(text: str) -> None:
    for dated in dates(text, WRITTEN):
        assert text[dated.start : dated.end] == dated.said
        if dated.about.first is not None and dated.about.last is not None:
            assert dated.about.first <= dated.about.last
