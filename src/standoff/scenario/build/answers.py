"""Answers: which ending, measure or conclusion answers which part of the question.

An answer under a condition needs a number that the text does not name: it becomes a measure called
`answers[1]`, by its place in the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from standoff.errors import nearest
from standoff.scenario.build.draft import Draft
from standoff.scenario.build.outcomes import event_of
from standoff.scenario.build.symbols import Symbols
from standoff.scenario.records import Answer, AnswerKind, Measure
from standoff.scenario.yaml.nodes import Items, Pairs, Scalar, scalars, shown


def answers_built(
    draft: Draft, measures: Mapping[str, Measure], symbols: Symbols
) -> tuple[tuple[Answer, ...], dict[str, Measure]]:
    """The answers in the order of the text, and the measures that conditions of theirs add."""
    answers: list[Answer] = []
    added: dict[str, Measure] = {}
    asked_before: dict[str, int] = {}
    for number, item in _items(draft):
        by, given = item.get("by"), item.get("given")
        kind = _kind_of(by, draft, symbols) if isinstance(by, Scalar) else None
        if kind is None or not isinstance(by, Scalar):
            continue
        name = by.text
        if isinstance(given, Scalar):
            asked = _under(number, (kind, by, given), (item.text("asks"), measures), symbols)
            if asked is None:
                continue
            kind, name = "measure", asked.name
            added[name] = asked
        _check_asks(number, item, asked_before, symbols)
        answers.append(Answer(item.text("asks"), kind, name, *_sentences(item, symbols), by.span))
    return tuple(answers), added


def _items(draft: Draft) -> Iterator[tuple[int, Pairs]]:
    written = draft.top.get("answers")
    for number, item in enumerate(written if isinstance(written, Items) else (), start=1):
        if isinstance(item, Pairs):
            yield number, item


def _check_asks(number: int, item: Pairs, before: dict[str, int], symbols: Symbols) -> None:
    """Complain about an answer without a question, and about one that asks what another asks."""
    asks, by, given = item.get("asks"), item.text("by"), item.text("given")
    span = asks.span if isinstance(asks, Scalar) else None
    words = " ".join(item.text("asks").casefold().split()).strip(" ?.!")
    if not words:
        fix = "Write the part of the question that it answers, as `asks: Is the island seized`."
        symbols.complain("S265", "The answer asks nothing.", span, expected="Expected a question.", fix=fix)
        return
    for told in (f"asks {words}", f"by {by} given {' '.join(given.split())}"):
        first = before.setdefault(told, number)
        if first != number:
            what = (
                f"Answer {number} {'asks' if told.startswith('asks') else 'tells'} what answer {first} does."
            )
            symbols.complain("S265", what, span, expected="Expected each once.", fix="Delete one of the two.")
            return


def _kind_of(by: Scalar, draft: Draft, symbols: Symbols) -> AnswerKind | None:
    known: dict[AnswerKind, list[str]] = {
        "ending": symbols.named("ending"),
        "measure": symbols.named("measure"),
        "conclusion": list(draft.section("conclusions")),
    }
    for kind, names in known.items():
        if by.text in names:
            return kind
    what = f"`{shown(by.text)}` is no ending, measure or conclusion."
    fix = nearest(by.text, [name for names in known.values() for name in names])
    symbols.complain("S261", what, by.span, expected="Expected the name of what answers.", fix=fix)
    return None


def _under(
    number: int,
    asked: tuple[AnswerKind, Scalar, Scalar],
    known: tuple[str, Mapping[str, Measure]],
    symbols: Symbols,
) -> Measure | None:
    """The measure of an answer under a condition; None after a complaint."""
    kind, by, given = asked
    title, measures = known
    of = measures.get(by.text)
    whole = kind == "measure" and of is not None and of.kind != "D" and of.given is None
    if kind == "measure" and of is None:
        return None  # complained about where the measure stands
    if kind == "conclusion" or (kind == "measure" and not whole):
        said = "a conclusion" if kind == "conclusion" else "made of measures" if of and of.kind == "D" else ""
        what = f"`{by.text}` is {said}." if said else f"`{by.text}` has a condition of its own."
        expected = "`given` goes with an ending, or with a measure that has none."
        symbols.complain(
            "S262", what, given.span, expected=expected, fix="Write the condition into a measure."
        )
        return None
    condition = event_of(given, symbols)
    what_of = event_of(by, symbols) if kind == "ending" else of.what if of is not None else None
    if condition is None or what_of is None:
        return None
    of_kind = of.kind if of is not None and kind == "measure" else "P"
    return Measure(f"answers[{number}]", title, of_kind, what_of, condition, by.span)


def _sentences(item: Pairs, symbols: Symbols) -> tuple[tuple[str, str, str] | None, tuple[float, float]]:
    """What is said of a low, a middle and a high answer, and the cuts between them."""
    says = item.get("says")
    cuts = scalars(says.get("cuts")) if isinstance(says, Pairs) else ()
    if not isinstance(says, Pairs) or len(cuts) != 2:
        return None, (0.0, 0.0)
    low, high = (float(cut.text) for cut in cuts)
    if not low < high:
        what = f"The cuts {cuts[0].text} and {cuts[1].text} leave nothing between them."
        symbols.complain("S263", what, cuts[1].span, expected="Expected the smaller cut first.")
    return (says.text("low"), says.text("middle"), says.text("high")), (low, high)
