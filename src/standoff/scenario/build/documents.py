"""Documents: from the file itself and from the claims files beside it, each of which is one."""

from __future__ import annotations

import re

from standoff.scenario.build.draft import Draft, Entry, title_of
from standoff.scenario.build.symbols import Symbols
from standoff.scenario.records import Document
from standoff.scenario.yaml.nodes import Pairs, Scalar, as_date, shown

_HASH = re.compile(r"[0-9a-fA-F]{64}")


def documents_of(draft: Draft, symbols: Symbols) -> dict[str, Document]:
    """All documents by name; a claims file is one, named as its file is."""
    found = {name: _document(entry, name, symbols) for name, entry in draft.section("documents").items()}
    for name, file in draft.claims_files.items():
        node, key = file.get("document"), file.key("document")
        if name in found:
            at = key.span if key is not None else file.span
            what = f"The document `{name}` of this file stands in the scenario too."
            symbols.complain("S401", what, at, fix="Delete one of the two, or rename this file.")
        elif isinstance(node, Pairs) and key is not None:
            found[name] = _document(Entry(key, node), name, symbols)
    return found


def _document(entry: Entry, name: str, symbols: Symbols) -> Document:
    said = entry.pairs.get("sha256") if entry.pairs is not None else None
    dated = entry.pairs.get("published") if entry.pairs is not None else None
    return Document(
        name=name,
        title=entry.text("title") or title_of(name),
        kind=entry.text("kind"),
        author=entry.text("author"),
        published=as_date(entry.text("published")),
        link=entry.text("link"),
        sha256=hash_under(entry, "sha256", symbols),
        note=entry.text("note"),
        publisher=entry.text("publisher"),
        container=entry.text("container"),
        language=entry.text("language"),
        accessed=as_date(entry.text("accessed")),
        span=said.span if isinstance(said, Scalar) else entry.key.span,
        dated=dated.span if isinstance(dated, Scalar) else None,
    )


def hash_under(entry: Entry, key: str, symbols: Symbols) -> str:
    """A SHA-256 that stands under a key, in small letters; complains about what is none."""
    node = entry.pairs.get(key) if entry.pairs is not None else None
    if not isinstance(node, Scalar):
        return ""
    if not _HASH.fullmatch(node.text):
        what = f"`{key}: {shown(node.text)}` is no SHA-256."
        fix = "`sha256sum FILE` and `standoff evidence read FILE` print it."
        symbols.complain("S824", what, node.span, expected="Expected 64 digits and letters a to f.", fix=fix)
    return node.text.lower()


def is_true(entry: Entry, key: str) -> bool:
    """Whether a flag stands under the entry and says `true`."""
    node = entry.pairs.get(key) if entry.pairs is not None else None
    return isinstance(node, Scalar) and node.text.lower() == "true"
