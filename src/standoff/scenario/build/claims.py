"""Claims and how they bear on each other: from the file itself and from the claims files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from standoff.errors import Span, nearest
from standoff.evidence.records import AUTHOR, Interval
from standoff.scenario.build.documents import hash_under, is_true
from standoff.scenario.build.draft import Draft, Entry, by_name
from standoff.scenario.build.symbols import Symbols
from standoff.scenario.records import Claim, Document
from standoff.scenario.yaml.nodes import Node, Pairs, Scalar, as_date, scalars

_RELATIONS = ("supports", "attacks", "restates")


@dataclass(frozen=True, slots=True, eq=False)
class _Written:
    """A claim as it stands in the text; `home` is the claims file that it stands in, or ""."""

    entry: Entry
    name: str
    document: str
    home: str


def claims_of(draft: Draft, documents: Mapping[str, Document], symbols: Symbols) -> dict[str, Claim]:
    """All claims by name: `c4`, or `document.c4` when it stands in a claims file."""
    written = _written(draft, documents, symbols)
    names = frozenset(written)
    found = {name: _related(_claim(own, symbols), own, names, symbols) for name, own in written.items()}
    _check_circles(found, written, symbols)
    return found


def _written(draft: Draft, documents: Mapping[str, Document], symbols: Symbols) -> dict[str, _Written]:
    found = {}
    for name, entry in draft.section("claims").items():
        document = entry.text("document")
        if document not in documents:
            named = entry.main("document")
            fix = nearest(document, sorted(documents)) or "Add it under `documents:`."
            symbols.complain("S406", f"There is no document `{document}`.", named.span, fix=fix)
        found[name] = _Written(entry, name, document, "")
    for document, file in draft.claims_files.items():
        for short, entry in by_name(file.get("claims")).items():
            name = f"{document}.{short}"
            found[name] = _Written(entry, name, document, document)
    return found


def _claim(own: _Written, symbols: Symbols) -> Claim:
    entry = own.entry
    start, end = _place(own, symbols)
    type_, chain = entry.text("type"), scalars(_node(entry, "claimant"))
    return Claim(
        name=own.name,
        document=own.document,
        chain=tuple(node.text for node in chain) or (AUTHOR,),
        says=entry.text("says"),
        type=type_,
        hedge=entry.text("hedge"),
        condition=entry.text("condition"),
        about=_about(own, symbols),
        mechanism=entry.text("mechanism"),
        status=entry.text("status") or "accepted",
        quote=entry.text("quote"),
        unverified=is_true(entry, "unverified") or type_ == "allegation",
        start=start,
        end=end,
        span_sha256=hash_under(entry, "span_sha256", symbols),
        span=entry.key.span,
        place_span=where.span if isinstance(where := _node(entry, "start"), Scalar) else None,
    )


def _place(own: _Written, symbols: Symbols) -> tuple[int | None, int | None]:
    start, end = _whole(own.entry, "start"), _whole(own.entry, "end")
    if (start is None) != (end is None) or (start is not None and end is not None and not 0 <= start < end):
        said = f"`start: {own.entry.text('start')}`, `end: {own.entry.text('end')}`"
        what = f"The claim `{own.name}` has no place that can be found: {said}."
        expected = "Expected both, counted from 0, `end` behind the last character."
        symbols.complain("S432", what, _at(own, ("start", "end")), expected=expected)
    return start, end


def _about(own: _Written, symbols: Symbols) -> Interval | None:
    node = _node(own.entry, "about")
    if isinstance(node, Scalar):
        day = as_date(node.text)
        return None if day is None else Interval(day, day)
    if not isinstance(node, Pairs):
        return None
    first, last = as_date(node.text("from")), as_date(node.text("to"))
    if first is not None and last is not None and last < first:
        at = node.get("to")
        what = f"The claim `{own.name}` is about {first} to {last}."
        expected = "Expected the first day under `from:`, the last under `to:`."
        symbols.complain("S821", what, at.span if at is not None else node.span, expected=expected)
    return Interval(first, last) if first is not None or last is not None else None


def _node(entry: Entry, key: str) -> Node | None:
    return entry.pairs.get(key) if entry.pairs is not None else None


def _whole(entry: Entry, key: str) -> int | None:
    text = entry.text(key)
    return int(text) if text else None


def _at(own: _Written, keys: tuple[str, ...]) -> Span:
    return next((key.span for key, _ in own.entry.pairs or () if key.text in keys), own.entry.key.span)


def _related(claim: Claim, own: _Written, names: frozenset[str], symbols: Symbols) -> Claim:
    """The claim with its relations; a short name means a claim of the same file before any other."""
    found = {}
    for relation in _RELATIONS:
        meant = (_meant(node, relation, own, names, symbols) for node in scalars(_node(own.entry, relation)))
        found[relation] = tuple(dict.fromkeys(name for name in meant if name))
    restates = found["restates"][0] if found["restates"] else ""
    return replace(claim, supports=found["supports"], attacks=found["attacks"], restates=restates)


def _meant(node: Scalar, relation: str, own: _Written, names: frozenset[str], symbols: Symbols) -> str:
    near = f"{own.home}.{node.text}" if own.home else node.text
    name = near if near in names else node.text
    if name not in names:
        there = sorted(names)
        if own.home and "." not in node.text:  # what is near is looked for in the file itself first
            there = [other.partition(".")[2] for other in there if other.startswith(f"{own.home}.")]
        symbols.complain(
            "S405", f"There is no claim `{node.text}`.", node.span, fix=nearest(node.text, there)
        )
        return ""
    if name == own.name:
        what = f"The claim `{own.name}` {relation} itself."
        symbols.complain("S820", what, node.span, expected="Expected the name of another claim.")
        return ""
    return name


def _check_circles(found: Mapping[str, Claim], written: Mapping[str, _Written], symbols: Symbols) -> None:
    """Restatements lead to one claim that is said first: a circle of them would count nothing."""
    done: set[str] = set()
    for first in found:
        path = [first]
        while (following := found[path[-1]].restates) and path[-1] not in done:
            if following in path:
                steps = [*path[path.index(following) :], following]
                what = "Claims restate each other: " + " -> ".join(f"`{step}`" for step in steps) + "."
                fix = "Let the later ones restate the first, and the first none."
                node = _node(written[path[-1]].entry, "restates")
                at = node.span if node is not None else written[path[-1]].entry.key.span
                symbols.complain("S820", what, at, fix=fix)
                break
            path.append(following)
        done |= set(path)
