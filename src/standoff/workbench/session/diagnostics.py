"""Problems of a text for an editor: the checker's own, each with its place and, where known, its mend.

An edit is offered only where the text at the place is the very name that the problem quotes, and the
checker names what was meant (`Did you mean ...`); and for a number without a name, which can be given one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from standoff.errors import Problem, Span
from standoff.results.session import Diagnostic, TextEdit
from standoff.scenario import LoadedScenario, refuse
from standoff.scenario.number_offers import NumberOffer, number_offer
from standoff.scenario.plausibility.review import checked_source
from standoff.scenario.stated_numbers import StatedNumber, stated_numbers
from standoff.scenario.yaml.nodes import Pairs
from standoff.scenario.yaml.reader import read
from standoff.workbench.session.placement import key_depth

if TYPE_CHECKING:
    from standoff.workbench.session.texts import TextFiles

MEANT = re.compile(r"Did you mean `([^`]+)`\?")
QUOTED = re.compile(r"`([^`]+)`")
SECTION = "parameters"
OPTION, COMMAND = "`--", "`standoff "  # of the command line
ON_THE_PAGE = {  # mends that name options, in what a page has for them
    "S701": "Make room, or change what may be written there; then ask again.",
    "S702": "Make room, then ask again.",
    "S710": "Observe something that can happen there, choose another reading, or make the move *given*.",
    "S742": "Check that memory suffices, then ask again.",
}
MOST_NOTES = 8  # numbers without a name that are told; `standoff evidence audit` has them all


def checked(texts: TextFiles) -> tuple[LoadedScenario, list[Diagnostic]]:
    """The scenario of some texts, with its warnings and notes.

    Raises
    ------
    StandoffError
        All that is wrong, as `standoff check` says it.
    """
    loaded, found = checked_source(texts.as_source())
    refuse(found)
    return loaded, [*told(found.warnings, "warning", texts), *notes(loaded, texts)]


def told(problems: Iterable[Problem], kind: str, texts: TextFiles) -> list[Diagnostic]:
    """Problems as an editor takes them.

    Parameters
    ----------
    kind : `error`, `warning` or `note`
    """
    return [_told(problem, kind, texts) for problem in problems]


def _told(problem: Problem, kind: str, texts: TextFiles) -> Diagnostic:
    said = Diagnostic(
        kind=kind, code=problem.code, what=problem.what, expected=problem.expected, fix=problem.fix
    )
    span = problem.span
    if span is None:
        return said
    file = texts.name_of(span.file)
    place = {"file": file, "line": span.line, "column": span.column, "end_column": span.end_column}
    return said.model_copy(update={**place, "edits": list(_edits(problem, span, file))})


def _edits(problem: Problem, span: Span, file: str) -> Iterator[TextEdit]:
    """The nearest valid name in place of the wrong one."""
    meant = MEANT.search(problem.fix)
    if meant is None or not file:
        return
    here = span.source_line[span.column - 1 : span.end_column - 1]
    for wrong in QUOTED.findall(problem.what):
        found = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(wrong)}(?!\w)", here)]
        if len(found) == 1 and wrong != meant[1]:
            start = span.column + found[0]
            yield TextEdit(
                file=file, line=span.line, column=start, end_column=start + len(wrong), text=meant[1]
            )
            return


def refused(problems: Iterable[Problem]) -> list[Diagnostic]:
    """Problems of what a page asked for, without places: a mend that only a command line has is left out.

    Examples
    --------
    >>> refused([Problem("S713", "It is not empty.", "", "Choose another folder with `--out`.")])[0].fix
    ''
    """
    return [
        Diagnostic(kind="error", code=one.code, what=one.what, expected=one.expected, fix=_on_the_page(one))
        for one in problems
    ]


def _on_the_page(problem: Problem) -> str:
    """A mend in words of the page; one that names a whole command stays, since it is of the terminal."""
    if OPTION not in problem.fix or COMMAND in problem.fix:
        return problem.fix
    return ON_THE_PAGE.get(problem.code, "")


def notes(loaded: LoadedScenario, texts: TextFiles) -> list[Diagnostic]:
    """Numbers that are written out in formulas, each with the edits that give it a name."""
    base = loaded.reading()
    found = []
    for one in stated_numbers(base):
        if one.name or one.span is None:
            continue
        offer = number_offer(base, one)
        if offer is not None:
            found.append(_note(one, one.span, offer, texts))
        if len(found) == MOST_NOTES:
            break
    return found


def _note(one: StatedNumber, span: Span, offer: NumberOffer, texts: TextFiles) -> Diagnostic:
    file = texts.name_of(span.file)
    edits = _named(one, span, offer, file, texts)
    return Diagnostic(
        kind="note",
        what=f"The number {one.text} of {one.kind} `{one.owner}` has no name, so no range and no reason.",
        fix=f"Name it under `parameters:`, as `{offer.line}`, and write `{offer.name}` here.",
        file=file,
        line=span.line,
        column=span.column,
        end_column=span.end_column,
        edits=edits,
    )


def _named(one: StatedNumber, span: Span, offer: NumberOffer, file: str, texts: TextFiles) -> list[TextEdit]:
    """A line under `parameters:` and its name in the number's place; none where either has no plain place."""
    here = span.source_line[span.column - 1 : span.column - 1 + len(one.text)]
    place = _parameters(texts)
    if file != texts.main or place is None or here != one.text:
        return []
    line, indent = place
    end = len(texts.files[file].split("\n")[line - 1]) + 1
    end_of_number = span.column + len(one.text)
    return [
        TextEdit(file=file, line=line, column=end, end_column=end, text=f"\n{' ' * indent}{offer.line}"),
        TextEdit(file=file, line=span.line, column=span.column, end_column=end_of_number, text=offer.name),
    ]


def _parameters(texts: TextFiles) -> tuple[int, int] | None:
    """The line of `parameters:` and the indentation of its entries; None where they are not one a line."""
    top = read(texts.files[texts.main], texts.main)
    found, key = (top.get(SECTION), top.key(SECTION)) if isinstance(top, Pairs) else (None, None)
    if not isinstance(found, Pairs) or not len(found) or key is None:
        return None
    first = found.entries[0][0]
    if first.span.line <= key.span.line or found.in_braces:
        return None
    return key.span.line, key_depth(texts.files[texts.main].split("\n"), first)
