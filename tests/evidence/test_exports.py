"""Claims for other tools: Argdown, W3C Web Annotation, CSL-JSON."""

from __future__ import annotations

import base64
import datetime as dt
import re

from standoff.evidence.annotations import as_annotations, as_csl
from standoff.evidence.argdown import as_argdown
from standoff.evidence.records import Carried, Claim, Document, Rests
from tests.evidence.texts import harbour

DOCUMENT = Document(
    "harbour",
    "The harbour [question]",
    "opinion",
    author="A. Writer; B. Editor",
    published=dt.date(2031, 3, 10),
    sha256=harbour().sha256,
    container="The Island Post",
    accessed=dt.date(2031, 4, 1),
)
HASH = "a" * 64
CLAIMS = {
    claim.name: claim
    for claim in (
        Claim(
            "c1",
            "harbour",
            ("author",),
            "It is *closed* {now}.",
            type="fact",
            start=3,
            end=9,
            span_sha256=HASH,
        ),
        Claim("c2", "harbour", ("author", "a {mayor}"), "It is not.", attacks=("c3",), unverified=True),
        Claim(
            "c3", "harbour", ("author",), "It is again.", restates="c1", supports=("c2",), start=10, end=12
        ),
    )
}


def test_argdown_has_a_statement_for_each_claim_and_counts_a_restatement_once() -> None:
    text = as_argdown("Harbour", {"harbour": DOCUMENT}, CLAIMS)
    assert re.findall(r"^\[([^\]]+)\]:", text, re.MULTILINE) == ["c1", "c2", "c1"]
    assert '"restatement": ' not in text
    assert 'restatement: "c3"' in text
    assert text.count("  -> [c1]") == 1
    assert text.count("  +> [c2]") == 1


def test_argdown_escapes_what_the_language_reads() -> None:
    text = as_argdown("Harbour", {"harbour": DOCUMENT}, CLAIMS)
    assert r"It is \*closed\* \{now\}." in text
    assert r"# The harbour \[question\]" in text
    assert "#unverified" in text


def test_argdown_draws_what_rests_on_claims_for_and_against() -> None:
    one = Carried(
        "number", "p", "chance of closure", Rests("elicited", ("c1", "c3"), ("c2",)), reading="bold"
    )
    text = as_argdown("Harbour", {"harbour": DOCUMENT}, CLAIMS, [one])
    tail = text[text.index("[number p in the reading bold]") :]
    assert tail.splitlines()[1:] == ["  + [c1]", "  - [c2]"]


def test_annotations_hold_the_claims_that_have_a_place() -> None:
    page = as_annotations("harbour", {"harbour": DOCUMENT}, CLAIMS)
    assert page["type"] == "AnnotationPage"
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert [item["label"] for item in page["items"]] == ["c1", "c3"]
    first, second = page["items"]
    assert first["target"]["selector"] == {"type": "TextPositionSelector", "start": 3, "end": 9}
    assert first["target"]["spanSha256"] == HASH
    assert second["restates"] == [first["id"]]
    assert len({item["id"] for item in page["items"]}) == 2
    assert as_annotations("harbour", {"harbour": DOCUMENT}, CLAIMS) == page


def test_annotation_source_is_the_hash_of_the_file_or_its_link() -> None:
    page = as_annotations("harbour", {"harbour": DOCUMENT}, CLAIMS)
    source = page["items"][0]["target"]["source"]
    digest = base64.urlsafe_b64decode(source.removeprefix("ni:///sha-256;") + "=")
    assert digest.hex() == DOCUMENT.sha256
    linked = Document("harbour", "H", "", link="https://example.org/h")
    page = as_annotations("harbour", {"harbour": linked}, CLAIMS)
    assert page["items"][0]["target"]["source"] == "https://example.org/h"


def test_csl_holds_the_bibliographic_fields() -> None:
    assert as_csl({"harbour": DOCUMENT}) == [
        {
            "id": "harbour",
            "type": "article-newspaper",
            "title": "The harbour [question]",
            "author": [{"literal": "A. Writer"}, {"literal": "B. Editor"}],
            "issued": {"date-parts": [[2031, 3, 10]]},
            "accessed": {"date-parts": [[2031, 4, 1]]},
            "container-title": "The Island Post",
            "note": f"SHA-256 {DOCUMENT.sha256}",
        }
    ]
