"""Claims as W3C Web Annotations, and documents as CSL-JSON: for tools that read these.

An annotation's target is the document by the hash of its file (RFC 6920 `ni:` name; its link where no hash
is known), with a `TextPositionSelector` in code points. The hash of the stretch travels along under
`spanSha256`. Sources: W3C Recommendation Web Annotation Data Model (2017), sections 3 and 4.2.6;
Citation Style Language 1.0.2, JSON schema of input data.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
import uuid
from collections.abc import Mapping
from typing import Any

from standoff.evidence.records import Claim, Document

WEB = re.compile(r"(?:https?|ftp)://[^\s<>\"'`\\]+|doi:10\.\d+/[^\s<>\"'`\\]+", re.IGNORECASE)
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_TERMS = {
    name: f"urn:standoff:terms:{name}"
    for name in ("spanSha256", "supports", "attacks", "restates", "claimant", "status")
}
_CSL_TYPES = {
    "opinion": "article-newspaper",
    "article": "article-newspaper",
    "news": "article-newspaper",
    "report": "report",
    "paper": "article-journal",
    "book": "book",
    "speech": "speech",
    "data": "dataset",
    "table": "dataset",
    "interview": "interview",
    "law": "legislation",
    "treaty": "treaty",
    "web": "webpage",
}


def as_annotations(
    name: str, documents: Mapping[str, Document], claims: Mapping[str, Claim]
) -> dict[str, Any]:
    """All claims with a place as one annotation page; `name` is the scenario's, for stable identifiers.

    Parameters
    ----------
    name : of the scenario, for stable identifiers
    documents, claims : of the scenario, by name

    Returns
    -------
    dict
        An annotation page, ready to be written as JSON.

    Source
    ------
    W3C (2017), Web Annotation Data Model.

    Examples
    --------
    >>> paper = Document("paper", "A paper", "", sha256="00" * 32)
    >>> said = Claim("c1", "paper", ("author",), "The pass is open.", start=3, end=20)
    >>> page = as_annotations("pass", {"paper": paper}, {"c1": said})
    >>> page["items"][0]["target"]["selector"]
    {'type': 'TextPositionSelector', 'start': 3, 'end': 20}
    >>> page["items"][0]["target"]["source"]
    'ni:///sha-256;AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    placed = [claim for claim in claims.values() if claim.placed]
    ids = {claim.name: _id(name, claim.name) for claim in claims.values()}
    return {
        "@context": [CONTEXT, _TERMS],
        "id": _id(name, ""),
        "type": "AnnotationPage",
        "items": [_annotation(claim, documents[claim.document], ids) for claim in placed],
    }


def _annotation(claim: Claim, document: Document, ids: Mapping[str, str]) -> dict[str, Any]:
    body: list[dict[str, Any]] = [
        {"type": "TextualBody", "value": claim.says, "format": "text/plain", "purpose": "describing"}
    ]
    if claim.type:
        body.append({"type": "TextualBody", "value": claim.type, "purpose": "classifying"})
    tags = [claim.hedge] if claim.hedge else []
    tags += ["unverified"] if claim.unverified else []
    body += [{"type": "TextualBody", "value": tag, "purpose": "tagging"} for tag in tags]
    target: dict[str, Any] = {
        "source": _source(document),
        "selector": {"type": "TextPositionSelector", "start": claim.start, "end": claim.end},
    }
    if claim.span_sha256:
        target["spanSha256"] = claim.span_sha256
    found: dict[str, Any] = {
        "id": ids[claim.name],
        "type": "Annotation",
        "motivation": "describing",
        "label": claim.name,
        "body": body,
        "target": target,
        "claimant": list(claim.chain),
        "status": claim.status,
    }
    for relation, names in (
        ("supports", claim.supports),
        ("attacks", claim.attacks),
        ("restates", (claim.restates,) if claim.restates else ()),
    ):
        if names:
            found[relation] = [ids[other] for other in names]
    return found


def _id(scenario: str, claim: str) -> str:
    """A name of its own for each claim, the same at every export."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'standoff:{scenario}:{claim}')}"


def _source(document: Document) -> str:
    if len(document.sha256) == 64:
        digest = base64.urlsafe_b64encode(bytes.fromhex(document.sha256)).decode().rstrip("=")
        return f"ni:///sha-256;{digest}"
    return _web(document.link) or _id("document", document.name)


def _web(link: str) -> str:
    """The link, where it leads to the web; other schemes may run what they name, and are mere text."""
    return link if WEB.fullmatch(link) else ""


def as_csl(documents: Mapping[str, Document]) -> list[dict[str, Any]]:
    """The bibliographic fields of all documents as CSL-JSON, which reference managers read.

    Parameters
    ----------
    documents : of the scenario, by name

    Returns
    -------
    list of dict, ready to be written as JSON

    Examples
    --------
    >>> as_csl({"paper": Document("paper", "A paper", "report", author="A. Writer")})
    [{'id': 'paper', 'type': 'report', 'title': 'A paper', 'author': [{'literal': 'A. Writer'}]}]
    """
    return [_csl(document) for document in documents.values()]


def _csl(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": document.name,
        "type": _CSL_TYPES.get(document.kind.lower(), "document"),
        "title": document.title,
    }
    if document.author:
        found["author"] = [{"literal": name.strip()} for name in document.author.split(";")]
    if document.published is not None:
        found["issued"] = _date(document.published)
    if document.accessed is not None:
        found["accessed"] = _date(document.accessed)
    fields = {
        "container-title": document.container,
        "publisher": document.publisher,
        "language": document.language,
        "URL": _web(document.link),
        "note": "; ".join(
            part
            for part in (
                document.note,
                f"SHA-256 {document.sha256}" if document.sha256 else "",
                "" if _web(document.link) else document.link,
            )
            if part
        ),
    }
    return found | {key: value for key, value in fields.items() if value}


def _date(day: dt.date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}
