"""What happened and what others ask: checked against the names of the scenario, and kept out of play."""

from __future__ import annotations

import datetime as dt
import re

from standoff.expressions import Expression
from standoff.scenario.build.draft import Draft, Entry
from standoff.scenario.build.outcomes import MEAN, event_of, split_measure
from standoff.scenario.build.symbols import Place, Symbols
from standoff.scenario.records import Happened, Question
from standoff.scenario.yaml.nodes import Scalar, as_date

_FACT = Place("what happened", frozenset({"move", "ending", "parameter"}))
_MEASURED = Place("a question", frozenset({"measure"}))
_DATED = Place("a question", frozenset({"parameter"}))


def happened_built(draft: Draft, symbols: Symbols) -> dict[str, Happened]:
    """What is known since the day from which the scenario looks ahead, in the order of the text."""
    found = {}
    for name, entry in draft.section("happened").items():
        written = entry.main("is")
        event = symbols.formula(written, _FACT, "truth") if isinstance(written, Scalar) else None
        on = _day(entry, "on", draft, symbols)
        if event is not None and on is not None:
            says = entry.text("says")
            link, source = entry.text("link"), entry.text("source")
            found[name] = Happened(name, event, on, says, source, link, entry.key.span)
    return found


def questions_built(draft: Draft, symbols: Symbols) -> dict[str, Question]:
    """The questions, each with what of the scenario answers it."""
    found = {}
    for name, entry in draft.section("questions").items():
        asked = _asked(entry, symbols)
        due = _day(entry, "due", draft, symbols)
        if asked is None or due is None:
            continue
        kind, what, given = asked
        texts = (entry.text("text"), entry.text("criteria"), entry.text("source"))
        found[name] = Question(name, kind, what, given, *texts, due, entry.key.span)
    return found


def _day(entry: Entry, key: str, draft: Draft, symbols: Symbols) -> dt.date | None:
    """The date under a key; nothing is known since, or decided, before the scenario looks ahead."""
    node = entry.pairs.get(key) if entry.pairs is not None else None
    day, as_of = as_date(node.text) if isinstance(node, Scalar) else None, as_date(draft.top.text("as_of"))
    if day is None or as_of is None or not isinstance(node, Scalar):
        return None
    if day < as_of:
        what = f"`{entry.key.text}` has `{key}: {day}`, a day before `as_of: {as_of}`."
        expected = "Expected a day on which the scenario could not look back."
        symbols.complain("S499", what, node.span, expected=expected, fix="Mend one of the two dates.")
        return None
    return day


def _asked(entry: Entry, symbols: Symbols) -> tuple[str, Expression, Expression | None] | None:
    written = entry.main("asks")
    if not isinstance(written, Scalar):
        return None
    if re.match(r"\s*[PE]\s*\(", written.text):
        split = split_measure(written, symbols)
        if split is None:
            return None
        mean = split.kind == "E"
        what = symbols.formula(split.what, MEAN, "number") if mean else event_of(split.what, symbols)
        given = event_of(split.given, symbols) if split.given is not None else None
        whole = what is not None and (given is not None or split.given is None)
        return (split.kind, what, given) if what is not None and whole else None
    meaning = symbols.names.get(written.text.strip())
    if meaning is not None and meaning.kind == "measure":
        what = symbols.formula(written, _MEASURED, "number")
        return None if what is None else ("D", what, None)
    if meaning is not None and meaning.kind == "parameter":
        what = symbols.formula(written, _DATED, "date")
        return None if what is None else ("date", what, None)
    what = event_of(written, symbols)
    return None if what is None else ("P", what, None)
