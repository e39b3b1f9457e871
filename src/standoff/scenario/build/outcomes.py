"""Payoff terms, endings, measures and conclusions: what is made of how the moves went."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from standoff.expressions import Expression, names_of
from standoff.expressions.nodes import Node
from standoff.scenario.build.draft import Draft, title_of
from standoff.scenario.build.stage_names import named_blocks, until_day
from standoff.scenario.build.symbols import Place, Symbols, part_of, word_span, words
from standoff.scenario.records import Conclusion, Ending, Measure, Term
from standoff.scenario.yaml.nodes import Scalar, as_date, shown

OTHERWISE = "otherwise"
_MEASURE = re.compile(r"\s*([PE])\s*\(")
_BY = re.compile(r"\s+by\s+(\d{4}-\d\d?-\d\d?)\s*$")
_FORMS = "Expected `P(event)`, `P(event | event)`, `E(x)` or `E(x | event)`."

_PAYOFF = Place("a payoff", frozenset({"move", "parameter"}), unit="payoff", processes=True)
_ENDING = Place("an ending", frozenset({"move"}))
EVENT = Place("an event", frozenset({"move", "ending"}))
MEAN = Place("a measure", frozenset({"move", "ending", "parameter"}), payoffs=True, processes=True)
_DERIVED = Place("a measure of measures", frozenset({"measure"}))
_CONCLUSION = Place("a conclusion", frozenset({"measure", "parameter"}))


def payoffs_built(draft: Draft, symbols: Symbols) -> dict[str, dict[str, Term]]:
    """The payoff terms of each actor, every actor named."""
    found: dict[str, dict[str, Term]] = {actor: {} for actor in symbols.named("actor")}
    for key, entry in draft.section("payoffs").items():
        if not symbols.known(entry.key, "actor", "S403"):
            continue
        for name, term in draft.terms.get(key, {}).items():
            written = term.main("is")
            if not isinstance(written, Scalar):
                continue
            formula = symbols.formula(written, _PAYOFF, "number")
            if formula is not None:
                rests = symbols.rests(term.pairs, f"The payoff term `{name}`")
                found[key][name] = Term(key, name, formula, term.text("says"), rests, term.key.span)
    return found


def endings_built(draft: Draft, symbols: Symbols) -> dict[str, Ending]:
    """The endings in order; `otherwise` stands last."""
    found: dict[str, Ending] = {}
    rest: str | None = None
    for name, entry in draft.section("endings").items():
        written = entry.main("when")
        if not isinstance(written, Scalar):
            continue
        if rest is not None:
            what = f"The ending `{name}` stands behind `{rest}: otherwise` and is never reached."
            symbols.complain(
                "S419", what, entry.key.span, expected="Expected `otherwise` last.", fix="Move it up."
            )
        title = entry.text("title") or title_of(name)
        if written.text.strip() == OTHERWISE:
            rest = rest or name
            found[name] = Ending(name, title, None, entry.key.span)
            continue
        condition = symbols.formula(written, _ENDING, "truth")
        if condition is not None:
            found[name] = Ending(name, title, condition, entry.key.span)
    return found


@dataclass(frozen=True, slots=True)
class Split:
    """`P(what | given)` taken apart."""

    kind: Literal["P", "E"]
    what: Scalar
    given: Scalar | None


def measures_built(draft: Draft, symbols: Symbols) -> dict[str, Measure]:
    """The measures; in `P` and behind the bar endings are events, in `E` payoffs can be named."""
    found = {}
    for name, entry in draft.section("measures").items():
        written = entry.main("is")
        if not isinstance(written, Scalar):
            continue
        title = entry.text("title") or title_of(name)
        if _is_derived(written, symbols):
            derived = _derived(written, name, list(draft.section("measures")), symbols)
            if derived is not None:
                found[name] = Measure(name, title, "D", derived, None, entry.key.span)
            continue
        split = split_measure(written, symbols)
        if split is None:
            continue
        mean = split.kind == "E"
        what = symbols.formula(split.what, MEAN, "number") if mean else event_of(split.what, symbols)
        given = None
        if split.given is not None:
            given = event_of(split.given, symbols)
        if what is not None and (given is not None or split.given is None):
            found[name] = Measure(name, title, split.kind, what, given, entry.key.span)
    return found


def event_of(written: Scalar, symbols: Symbols) -> Expression | None:
    """An event; `campaign.entry == force by 2024-06-30` is read with the blocks as they stood on that day."""
    found = _BY.search(written.text) if symbols.blocks else None
    if found is None:
        return symbols.formula(written, EVENT, "truth")
    day, event = as_date(found[1]), part_of(written, 0, found.start())
    blocks = named_blocks(symbols.words(event) | words(event.text), symbols.blocks)
    ends = {stage.last for block in blocks for stage in block.stages}
    for block in blocks:
        ends &= {stage.last for stage in block.stages}
    if day is None or day not in ends:
        at = part_of(written, found.start(1), found.end(1)).span
        listed = ", ".join(str(end) for end in sorted(end for end in ends if end is not None))
        if not blocks:
            what = f"`by {found[1]}` stands behind an event that names no block of dated stages."
            expected = "An ending is known at the end alone: it does not say by when."
        elif not listed:
            what = f"`by {found[1]}` stands behind an event of rounds, which have no dates."
            expected = "Expected an event of a block with `every:` or with stages in common."
        else:
            what, expected = f"`{found[1]}` is not the last day of a stage.", f"Expected one of {listed}."
        symbols.complain("S277", what, at, expected=expected)
        return None
    names = {**symbols.names, **until_day(symbols.names, blocks, day)}
    read = symbols.formula(event, replace(EVENT, names=names), "truth")
    if read is None:
        return None
    expanded = f"{read.expanded} by {day}" if read.expanded else ""
    return replace(read, text=f"{read.text} by {day}", expanded=expanded)


def _is_derived(written: Scalar, symbols: Symbols) -> bool:
    """Whether a text is no `P(...)` or `E(...)` and names a measure."""
    if re.search(r"(?<![A-Za-z0-9_])[PE]\s*[(\[]", written.text):
        return False
    return bool(words(written.text) & set(symbols.named("measure")))


def _derived(written: Scalar, name: str, order: list[str], symbols: Symbols) -> Expression | None:
    """A measure of measures that stand above it: undefined in a draw where one of them is."""
    found = symbols.formula(written, _DERIVED, "number")
    if found is None:
        return None
    for other in names_of(found):
        if other in order and order.index(other) >= order.index(name):
            what = f"The measure `{name}` is made of itself."
            if other != name:
                what = f"The measure `{name}` is made of `{other}`, which stands below it."
            fix = "" if other == name else f"Move `{other}` up."
            expected = "Expected measures that stand above."
            symbols.complain("S495", what, word_span(written, other), expected=expected, fix=fix)
            return None
    if _conditional(found):
        what = f"The measure `{name}` asks whether something holds of other measures."
        expected = "Expected a sum, difference, product or ratio of measures."
        fix = "A condition over measures is a conclusion: write it under `conclusions:`."
        symbols.complain("S496", what, written.span, expected=expected, fix=fix)
        return None
    return found


def _conditional(found: Expression) -> bool:
    """Whether an expression has a condition in it: of an undefined measure it could say anything."""
    plain = ("number", "column", "sum", "product", "quotient", "power", "call")
    parts = [found.root]
    for part in parts:
        if isinstance(part, Node):
            if part.kind not in plain:
                return True
            parts += part.parts
    return False


def split_measure(written: Scalar, symbols: Symbols) -> Split | None:
    """A measure's text taken apart, or None after a complaint."""
    text = written.text
    head = _MEASURE.match(text)
    if head is None:
        symbols.complain(
            "S420", f"`{shown(text)}` is no measure.", written.span, expected=_FORMS, fix=_mend(text)
        )
        return None
    close, bars = _closed(text, head.end())
    wrong = _wrong(text, head.end(), close, bars)
    if wrong is not None:
        what, start, end, fix = wrong
        symbols.complain("S420", what, part_of(written, start, end).span, expected=_FORMS, fix=fix)
        return None
    given = _trimmed(written, bars[0] + 1, close) if bars else None
    what_of = _trimmed(written, head.end(), bars[0] if bars else close)
    return Split("P" if head[1] == "P" else "E", what_of, given)


def _closed(text: str, start: int) -> tuple[int, list[int]]:
    """Where the bracket that stands before `start` closes (-1: nowhere), and the bars inside it."""
    depth = 1
    bars: list[int] = []
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at, bars
        if text[at] == "|" and depth == 1:
            bars.append(at)
    return -1, bars


def _wrong(text: str, start: int, close: int, bars: list[int]) -> tuple[str, int, int, str] | None:
    """What is wrong with a measure's brackets and bars, from where to where, and the mend."""
    behind = text[close + 1 :]
    if close < 0:
        return "This `(` is never closed.", start - 1, start, "Add the missing `)`."
    if behind.strip():
        fix = "Give each `P(...)` or `E(...)` a name of its own, and combine the names in another measure."
        first = close + 1 + len(behind) - len(behind.lstrip())
        return f"`{shown(behind.strip())}` stands behind the measure.", first, len(text.rstrip()), fix
    if len(bars) > 1:
        return "A second `|` stands in the measure.", bars[1], bars[1] + 1, "Join events with `and`."
    return None


def _trimmed(written: Scalar, start: int, end: int) -> Scalar:
    text = written.text[start:end]
    start += len(text) - len(text.lstrip())
    return part_of(written, start, max(start, start + len(text.strip())))


def _mend(text: str) -> str:
    if re.match(r"\s*[pe]\s*\(", text):
        return "Write `P` and `E` as capitals."
    if re.match(r"\s*(Pr|Prob|prob|E|P)?\s*\[", text) or re.match(r"\s*(Pr|Prob|prob)\s*\(", text):
        return "Write `P(...)` for a chance and `E(...)` for a mean."
    return (
        "Write `P(" + shown(text, 60) + ")` if this is an event." if re.search(r"==| and | in ", text) else ""
    )


def conclusions_built(draft: Draft, symbols: Symbols) -> dict[str, Conclusion]:
    """The conclusions: conditions over measures and parameters."""
    found = {}
    for name, entry in draft.section("conclusions").items():
        written = entry.main("holds_when")
        if not isinstance(written, Scalar):
            continue
        holds = symbols.formula(written, _CONCLUSION, "truth")
        rests = symbols.rests(entry.pairs, f"The conclusion `{name}`")
        if holds is not None:
            title = entry.text("title") or title_of(name)
            found[name] = Conclusion(name, title, holds, rests, entry.text("says"), entry.key.span)
    return found
