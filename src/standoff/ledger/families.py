"""Branches: which questions live, are void or unsettled by how their parents came out (rule 1).

A branch is live where its parent came out as the branch says, void where it came out otherwise or is
void itself, unsettled where that is not known (or ambiguous). A parent may be a branch as well: one
that is void or unsettled makes all below it so. Branches of one parent are a family of any size; all
of them may be void.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from standoff.errors import Problem, nearest
from standoff.ledger.moments import LedgerError, read_moment
from standoff.ledger.records import (
    AMBIGUOUS,
    DATE,
    NEVER,
    NO,
    VOID,
    Parent,
    Question,
    Resolution,
    Threshold,
)
from standoff.ledger.state import Ledger
from standoff.ledger.validity import check_answer

LIVE, UNSETTLED = "live", "unsettled"
OPEN, DUE, RESOLVED = "open", "due", "resolved"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a question stands.

    branch : live, void or unsettled; empty of a question without a parent
    state : open, due, resolved, void or ambiguous
    outcome : how it came out, empty while it is open; why : of a void branch, what made it so
    cut : from when on a forecast is late; None while it is not known
    now : the moment at which it stands so
    """

    branch: str
    state: str
    outcome: str
    why: str
    resolution: Resolution | None
    cut: int | None
    now: int = 0

    @property
    def scored(self) -> bool:
        """Whether forecasts of it are scored."""
        return self.state == RESOLVED


def standings(ledger: Ledger, now: int) -> dict[str, Standing]:
    """How every question of a ledger stands.

    Parameters
    ----------
    ledger : what `load` gave
    now : the moment at which an open question is due or not

    Returns
    -------
    dict
        By name of the question, in order of name.

    Examples
    --------
    >>> from pathlib import Path
    >>> from standoff.ledger.writing import begin
    >>> from standoff.ledger.state import load
    >>> standings(load(begin(Path("book"))), 0)
    {}
    """
    found: dict[str, Standing] = {}
    circling = circles(ledger.questions)
    told = {one.what for one in ledger.faults}
    for name in sorted(circling):
        what = f"The parents of `{name}` go in a circle."
        if what not in told:
            ledger.note(Problem("S770", what, "", "Ask one of these questions without a parent."))
    for name in sorted(ledger.questions):
        above = [name]
        while (parent := _parent_above(ledger, above[-1])) is not None and parent not in found:
            if parent in circling or len(above) > len(ledger.questions):
                break
            above.append(parent)
        for one in reversed(above):
            found[one] = _standing(ledger, one, found, circling, now)
    return dict(sorted(found.items()))


def _parent_above(ledger: Ledger, name: str) -> str | None:
    parent = ledger.questions[name].parent
    return parent.question if parent is not None and parent.question in ledger.questions else None


def circles(questions: Mapping[str, Question]) -> set[str]:
    """The questions that are among their own parents."""
    done: set[str] = set()
    found: set[str] = set()
    for start in questions:
        path: dict[str, int] = {}
        name: str | None = start
        while name is not None and name not in done and name not in path:
            path[name] = len(path)
            own = questions[name].parent
            name = own.question if own is not None and own.question in questions else None
        if name is not None and name in path:
            found |= {one for one, place in path.items() if place >= path[name]}
        done |= set(path)
    return found


def _standing(
    ledger: Ledger, name: str, found: Mapping[str, Standing], circling: set[str], now: int
) -> Standing:
    question, own = ledger.questions[name], ledger.resolution(name, now)
    branch, why = _branch(question, ledger, found, circling)
    if branch == VOID:
        return Standing(VOID, VOID, VOID, why, own, None, now)
    if own is None or branch == UNSETTLED:
        ahead = ledger.resolution(name) if own is None else None
        if ahead is not None:
            why = f"a resolution of `{ahead.author}` does not count: its time is ahead, and doubted"
        return Standing(branch, DUE if now > question.closes else OPEN, "", why, own, None, now)
    if own.outcome in (VOID, AMBIGUOUS):
        return Standing(branch, own.outcome, own.outcome, own.note, own, None, now)
    return Standing(branch, RESOLVED, own.outcome, "", own, cut_of(question, own), now)


def cut_of(question: Question, resolution: Resolution) -> int:
    """From when on a forecast is late: the event, or its being known; of *no* and *never* the deadline.

    The outcome of a date is when it happened, where nothing else is said.
    """
    if resolution.outcome in (NO, NEVER):
        return question.closes
    happened = resolution.known if resolution.event is None else resolution.event
    if resolution.event is None and question.type == DATE:
        happened = min(happened, read_moment(resolution.outcome))
    return min(question.closes, happened)


def _branch(
    question: Question, ledger: Ledger, found: Mapping[str, Standing], circling: set[str]
) -> tuple[str, str]:
    parent = question.parent
    if parent is None:
        return "", ""
    above = found.get(parent.question)
    if question.name in circling or parent.question in circling:
        return UNSETTLED, "its parents go in a circle"
    if above is None:
        return UNSETTLED, f"there is no question `{parent.question}`"
    if above.state == VOID:
        return VOID, f"`{parent.question}` is void"
    if above.state != RESOLVED:
        return UNSETTLED, f"`{parent.question}` is {above.state}"
    if agrees(parent, ledger.questions[parent.question], above.outcome):
        return LIVE, f"`{parent.question}` came out as {above.outcome}"
    return VOID, f"`{parent.question}` came out as {above.outcome}"


def agrees(parent: Parent, question: Question, outcome: str) -> bool:
    """Whether the parent's outcome is the one under which the branch lives."""
    if parent.threshold is None:
        return outcome == parent.answer
    if question.type == DATE:
        if outcome == NEVER:
            return parent.threshold.direction in ("above", "at_least")
        return _beyond(read_moment(outcome), _bound(parent.threshold), parent.threshold.direction)
    return _beyond(float(outcome), float(parent.threshold.value), parent.threshold.direction)


def _bound(threshold: Threshold) -> int:
    """A day as a bound: `at_most` and `above` count from its end, the others from its beginning."""
    return read_moment(str(threshold.value), end=threshold.direction in ("at_most", "above"))


def _beyond(value: float, bound: float, direction: str) -> bool:
    ways = {
        "above": value > bound,
        "at_least": value >= bound,
        "at_most": value <= bound,
        "below": value < bound,
    }
    return ways[direction]


def check_parent(ledger: Ledger, question: Question) -> None:
    """S770 where a question hangs on one that is not there, cannot come out so, or is below itself."""
    parent = question.parent
    if parent is None:
        return
    above = ledger.questions.get(parent.question)
    if above is None:
        near = nearest(parent.question, list(ledger.questions)) if len(ledger.questions) < 5_000 else ""
        what = f"The parent `{parent.question}` of `{question.name}` is no question."
        raise LedgerError(Problem("S770", what, "", near or "Ask it first."))
    if question.name in circles({**ledger.questions, question.name: question}):
        what = f"`{question.name}` would be among its own parents."
        raise LedgerError(Problem("S770", what, "A branch hangs on a question that does not hang on it."))
    check_answer(above, question)


def roots(questions: Mapping[str, Question]) -> dict[str, str]:
    """The family of each question: the question above all its parents, by name.

    Questions that the branches of a family answer together (`part_of`) belong to the family.
    """
    found: dict[str, str] = {}
    for name in questions:
        path: list[str] = []
        here = name
        while here not in found and here not in path:
            path.append(here)
            own = questions[here].parent
            if own is None or own.question not in questions:
                break
            here = own.question
        top = found.get(here, here if here not in path[:-1] else min(path))
        found |= dict.fromkeys(path, top)
    for question in questions.values():
        if question.part_of in questions and not questions[question.part_of].parent:
            found[question.part_of] = found[question.name]
    return found


def children(questions: Mapping[str, Question]) -> dict[str, list[str]]:
    """The branches of each question that has some, in order of name."""
    found: dict[str, list[str]] = {}
    for name in sorted(questions):
        parent = questions[name].parent
        if parent is not None and parent.question in questions:
            found.setdefault(parent.question, []).append(name)
    return found


def tree_lines(ledger: Ledger, found: Mapping[str, Standing], root: str) -> list[str]:
    """A family as a tree of lines, which branch is live marked.

    Parameters
    ----------
    ledger, found : as `standings` takes and gives them
    root : the question at the top
    """
    below = children(ledger.questions)
    lines: list[str] = []
    waiting: list[tuple[str, str, str]] = [(root, "", "")]
    seen: set[str] = set()
    while waiting:
        name, lead, rest = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        lines.append(f"{lead}{_node_text(ledger.questions[name], found[name])}")
        inner = below.get(name, [])
        for place, child in reversed(list(enumerate(inner))):
            last = place == len(inner) - 1
            waiting.append((child, rest + ("`- " if last else "|- "), rest + ("   " if last else "|  ")))
    return lines


def _node_text(question: Question, standing: Standing) -> str:
    parent = question.parent
    under = ""
    if parent is not None:
        said = parent.answer
        if parent.threshold is not None:
            said = f"{parent.threshold.direction.replace('_', ' ')} {parent.threshold.value}"
        under = f"if {said}: "
    state = standing.outcome if standing.state == RESOLVED else standing.state
    mark = f" [{standing.branch}]" if standing.branch else ""
    return f"{under}{question.name}{mark}: {state}"
