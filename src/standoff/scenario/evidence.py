"""Documents and claims: from the file itself and from the claims files beside it."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.errors import nearest
from standoff.scenario.desk import Desk
from standoff.scenario.draft import Draft, Entry, by_name, title_of
from standoff.scenario.nodes import Pairs, Scalar, as_date
from standoff.scenario.records import Claim, Document


def documents_of(draft: Draft, desk: Desk) -> dict[str, Document]:
    """All documents by name; a claims file is one, named as its file is."""
    found = {name: _document(entry, name) for name, entry in draft.section("documents").items()}
    for name, file in draft.claims_files.items():
        node, key = file.get("document"), file.key("document")
        if name in found:
            at = key.span if key is not None else file.span
            what = f"The document `{name}` of this file stands in the scenario too."
            desk.complain("S401", what, at, fix="Delete one of the two, or rename this file.")
        elif isinstance(node, Pairs) and key is not None:
            found[name] = _document(Entry(key, node), name)
    return found


def _document(entry: Entry, name: str) -> Document:
    return Document(
        name=name,
        title=entry.text("title") or title_of(name),
        kind=entry.text("kind"),
        author=entry.text("author"),
        published=as_date(entry.text("published")),
        link=entry.text("link"),
        sha256=entry.text("sha256"),
        note=entry.text("note"),
    )


def claims_of(draft: Draft, documents: Mapping[str, Document], desk: Desk) -> dict[str, Claim]:
    """All claims by name: `c4`, or `document.c4` when it stands in a claims file."""
    found = {}
    for name, entry in draft.section("claims").items():
        document = entry.text("document")
        if document not in documents:
            named = entry.main("document")
            fix = nearest(document, sorted(documents)) or "Add it under `documents:`."
            desk.complain("S406", f"There is no document `{document}`.", named.span, fix=fix)
        found[name] = _claim(entry, name, document, desk)
    for document, file in draft.claims_files.items():
        for short, entry in by_name(file.get("claims")).items():
            name = f"{document}.{short}"
            found[name] = _claim(entry, name, document, desk)
    return found


def _claim(entry: Entry, name: str, document: str, desk: Desk) -> Claim:
    start, end = _whole(entry, "start"), _whole(entry, "end")
    if (start is None) != (end is None) or (start is not None and end is not None and not 0 <= start < end):
        said = f"`start: {entry.text('start')}`, `end: {entry.text('end')}`"
        what = f"The claim `{name}` has no place that can be found: {said}."
        at = next((k.span for k, _ in entry.pairs or () if k.text in ("start", "end")), entry.key.span)
        expected = "Expected both, counted from 0, `end` behind the last character."
        desk.complain("S432", what, at, expected=expected)
    return Claim(
        name=name,
        document=document,
        claimant=entry.text("claimant") or "author",
        says=entry.text("says"),
        hedge=entry.text("hedge"),
        unverified=is_true(entry, "unverified"),
        start=start,
        end=end,
        span_sha256=entry.text("span_sha256"),
        span=entry.key.span,
    )


def _whole(entry: Entry, key: str) -> int | None:
    text = entry.text(key)
    return int(text) if text else None


def is_true(entry: Entry, key: str) -> bool:
    node = entry.pairs.get(key) if entry.pairs is not None else None
    return isinstance(node, Scalar) and node.text.lower() == "true"
