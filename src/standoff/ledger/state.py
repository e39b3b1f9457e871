"""What the lines of a ledger come to: questions, forecasts and resolutions that count, and faults.

Rule 3: events count by (time known, id), whatever their order in the files; what takes an event back
names it. So any order of appending gives the same state. A line that proves nothing stops the reading
with its place; an event that makes no sense (a forecast of an unknown question in a stranger's file)
is left aside and told among the faults, so that a merged file cannot take a ledger down.
"""

from __future__ import annotations

import contextlib
import gc
import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from standoff.errors import Problem, nearest
from standoff.ledger.chain import HEADER, Line, chains_in, lines_in, read_event, span
from standoff.ledger.clock import CLOCK, Clocks
from standoff.ledger.moments import LedgerError, read_moment, written
from standoff.ledger.records import (
    CALLED_OFF,
    HALVES,
    LISTED,
    NEVER,
    NO,
    UNSCORED,
    YES,
    YES_NO,
    Forecast,
    Question,
    Resolution,
    Withdrawal,
)
from standoff.ledger.records import DATE as DATE_TYPE
from standoff.ledger.shapes import (
    FORECAST,
    QUESTION,
    RESOLUTION,
    WITHDRAWAL,
    Head,
    checked,
    event_id,
    head_of,
    question_of,
    resolution_of,
    withdrawal_of,
)
from standoff.ledger.validity import check_answer, check_version
from standoff.ledger.values import read_value

BACKDATED = 60_000_000  # microseconds between a claimed and the recorded time that are nobody's intention
MOST_TOLD = 100  # faults that are told one by one

Place = tuple[Path, int]
Raw = tuple[Mapping[str, Any], Place]  # an event, and where it stands
Ordered = tuple[tuple[int, int], str, Any, Place]  # when it counts, its id, its record or what is wrong
NEVER_ENDED = 1 << 62
_RANK = operator.itemgetter(0, 1)


@dataclass(slots=True)
class Ledger:
    """All that counts in a ledger.

    questions : the standing version of each, by name; versions : all of them
    forecasts : by question, in order of when they count; resolutions : by question, taken back or not
    taken_back : when each withdrawn event was, by its id
    settled : by question, of each resolution from when until when it stood, by the recorded times
    clocks : how far the lines of each author have come, and whose times are doubted
    said : when a question was first forecast, and when first by somebody whom no platform recorded
    faults : lines that were left aside, and why; n_faults : how many, of which the first are told
    """

    folder: Path
    questions: dict[str, Question] = field(default_factory=dict)
    versions: dict[str, list[Question]] = field(default_factory=dict)
    forecasts: dict[str, list[Forecast]] = field(default_factory=dict)
    resolutions: dict[str, list[Resolution]] = field(default_factory=dict)
    taken_back: dict[str, int] = field(default_factory=dict)
    settled: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    clocks: Clocks = field(default_factory=Clocks)
    said: dict[str, tuple[int, int]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)  # id -> kind
    owners: dict[str, str] = field(default_factory=dict)  # id of a forecast -> author
    faults: list[Problem] = field(default_factory=list)
    n_faults: int = 0

    def note(self, problem: Problem) -> None:
        """Leave an event aside, and say so."""
        self.n_faults += 1
        if len(self.faults) < MOST_TOLD:
            self.faults.append(problem)

    def question(self, name: str) -> Question:
        """A question by its name; S765 with the nearest where there is none."""
        found = self.questions.get(name)
        if found is None:
            near = list(self.questions) if len(self.questions) < 5_000 else []
            raise LedgerError(
                Problem("S765", f"There is no question `{name[:80]}`.", "", nearest(name, near))
            )
        return found

    def resolution(self, name: str, now: int | None = None) -> Resolution | None:
        """The resolution that stands: the last by time known and id of those not taken back.

        One of an author whose clock is doubted does not stand `now` where it was known later.
        """
        found = [one for one in self.resolutions.get(name, ()) if one.id not in self.taken_back]
        if now is not None and self.clocks.doubted:
            found = [one for one in found if one.known <= now or one.author not in self.clocks.doubted]
        if len(found) < 2:
            return found[0] if found else None
        return max(found, key=lambda one: (one.known, one.id))

    def settled_at(self, name: str, moment: int) -> bool:
        """Whether a resolution of a question stood then, by the recorded times."""
        return any(start <= moment < end for start, end in self.settled.get(name, {}).values())


def load(folder: Path) -> Ledger:
    """Read a ledger.

    Parameters
    ----------
    folder : a ledger's folder

    Returns
    -------
    Ledger
        What counts in it, with what was left aside.

    Raises
    ------
    LedgerError
        S760 where the folder holds no ledger, S762 and S763 at a line that cannot be read or proves
        nothing.

    Examples
    --------
    >>> from standoff.ledger.writing import begin
    >>> load(begin(Path("book"))).questions
    {}
    """
    check_folder(folder)
    ledger = Ledger(folder)
    with uncollected():
        return build(ledger, _events(ledger))


def _events(ledger: Ledger) -> Iterator[Raw]:
    """Every event with its place; each can be forgotten once its record is made."""
    for path in chains_in(ledger.folder):
        for line in lines_in(path):
            event = _event(line, path, ledger)
            if event is not None:
                yield event, (path, line.number)


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Records have no circles: looking for some among hundreds of thousands took a third of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def check_folder(folder: Path) -> None:
    """S760 where the folder holds no ledger."""
    if not (folder / HEADER).is_file():
        what = f"`{folder}` holds no ledger."
        raise LedgerError(Problem("S760", what, "", "Begin one: `standoff ledger init DIR`."))


def _event(line: Line, path: Path, ledger: Ledger) -> Mapping[str, Any] | None:
    """The event of a line, or None for a torn last line, which is told."""
    if line.wrong:
        where = span(path, line.number)
        if line.wrong.startswith("the line is torn"):
            what = "The last line is torn: whoever wrote it was stopped in the middle."
            ledger.note(Problem("S779", what, "", "It is left aside; the next event moves it away.", where))
            return None
        what = f"{line.wrong[:1].upper()}{line.wrong[1:]}: it was changed after it was written."
        fix = "`standoff ledger verify DIR` names all such lines."
        raise LedgerError(Problem("S763", what, "", fix, where))
    try:
        event = read_event(line.body, path, line.number)
    except LedgerError as error:
        for one in error.problems:
            ledger.note(one)
        return None
    told = stranger(event, path, line.number)
    if told is not None:
        ledger.note(told)
        return None
    return event


def stranger(event: Mapping[str, Any], path: Path, number: int) -> Problem | None:
    """What is said of an event that stands in another author's file: it is left aside."""
    if event.get("author") == path.stem:
        return None
    what = f"An event of `{str(event.get('author'))[:60]}` stands in the file of `{path.stem}`."
    return Problem("S773", what, "Each author has a file.", "", span(path, number))


def build(ledger: Ledger, raw: Iterable[Raw]) -> Ledger:
    """Put events into a ledger: questions first, then what is said of them, in the order of rule 3."""
    by_kind: dict[str, list[Ordered]] = {
        QUESTION: [],
        FORECAST: [],
        RESOLUTION: [],
        WITHDRAWAL: [],
        CLOCK: [],
    }
    for event, where in raw:
        try:
            kind = checked(event)
            by_kind[kind].append((_order(event), event["id"], _record(kind, event), where))
            ledger.clocks.pass_line(event)
            if kind == FORECAST:
                own = "imported" not in event
                _has_said(ledger, event["question"], read_moment(event["recorded"]), own)
        except LedgerError as error:
            _aside(ledger, error, where)
        except KeyError as error:
            ledger.note(Problem("S764", f"An event has no `{error.args[0]}`.", "", "", span(*where)))
    _survey(ledger, by_kind)
    _put_all(ledger, QUESTION, by_kind[QUESTION])
    ledger.questions = dict(sorted(ledger.questions.items()))
    branches = [one for one in by_kind.pop(QUESTION) if getattr(one[2], "parent", None) is not None]
    _leave_branches_aside(ledger, {name: where for _, name, _, where in branches})
    for kind in (FORECAST, RESOLUTION, WITHDRAWAL, CLOCK):
        _put_all(ledger, kind, by_kind.pop(kind))
    for found in ledger.resolutions.values():
        found.sort(key=lambda one: (one.known, one.id))
    for forecasts in ledger.forecasts.values():
        if len(forecasts) > 1:
            forecasts.sort(key=lambda one: (one.counts_from, one.id))
    return ledger


def _order(event: Mapping[str, Any]) -> tuple[int, int]:
    """When an event counts (rule 3); versions of a question follow each other by their numbers."""
    recorded = read_moment(event["recorded"])
    if event["kind"] == QUESTION:
        return event.get("version", 1), recorded
    return read_moment(event["known"] if "known" in event else event.get("attested", event["recorded"])), 0


def _record(kind: str, event: Mapping[str, Any]) -> Any:
    """The record of an event as far as it needs no other one, or what is wrong with it, told in its turn."""
    try:
        return _READ[kind](event) if kind in _READ else event
    except LedgerError as error:
        return error


def _survey(ledger: Ledger, by_kind: Mapping[str, list[Ordered]]) -> None:
    """How long resolutions stood: versions and forecasts are checked by it."""
    ended: dict[str, int] = {}
    for _, _, found, _ in by_kind[WITHDRAWAL]:
        if isinstance(found, Withdrawal):
            ended[found.withdraws] = min(found.recorded, ended.get(found.withdraws, NEVER_ENDED))
    for _, name, found, _ in by_kind[RESOLUTION]:
        if isinstance(found, Resolution):
            stood = (found.recorded, ended.get(name, NEVER_ENDED))
            ledger.settled.setdefault(found.question, {})[name] = stood


def _has_said(ledger: Ledger, name: str, recorded: int, own: bool) -> None:
    first, mine = ledger.said.get(name, (NEVER_ENDED, NEVER_ENDED))
    ledger.said[name] = (min(first, recorded), min(mine, recorded) if own else mine)


def _put_all(ledger: Ledger, kind: str, events: list[Ordered]) -> None:
    """Put events of a kind in the order of rule 3, which is left as it is where it changes nothing."""
    if not _independent(kind, events):
        events.sort(key=_RANK)
    put, ids = PUT[kind], ledger.ids
    wrong: list[Ordered] = []
    for order, name, found, where in events:
        try:
            if name in ids:
                raise LedgerError(Problem("S771", f"The event `{name}` stands twice."))
            if isinstance(found, LedgerError):
                raise found
            put(ledger, found)
            ids[name] = kind
        except LedgerError as error:
            wrong.append((order, name, error, where))
    for _, _, told, where in sorted(wrong, key=_RANK):
        _aside(ledger, told, where)


def _independent(kind: str, events: Sequence[Ordered]) -> bool:
    """Whether no event of these is checked by another one: each is one, and no question has versions."""
    if kind not in (QUESTION, FORECAST, RESOLUTION) or len({one[1] for one in events}) < len(events):
        return False
    return kind != QUESTION or len({getattr(one[2], "name", one[1]) for one in events}) == len(events)


def _leave_branches_aside(ledger: Ledger, places: Mapping[str, tuple[Path, int]]) -> None:
    """Branches of an answer that their parent cannot have; one without its parent is unsettled."""
    for name, question in list(ledger.questions.items()):
        if question.parent is None:
            continue
        above = ledger.questions.get(question.parent.question)
        try:
            if above is None:
                what = f"The parent `{question.parent.question[:80]}` of `{name[:80]}` is no question."
                raise LedgerError(Problem("S770", what, "", "It is unsettled until its parent is there."))
            check_answer(above, question)
        except LedgerError as error:
            _aside(ledger, error, places[question.id])
            if above is not None:
                del ledger.questions[name], ledger.versions[name]


def _aside(ledger: Ledger, error: LedgerError, where: tuple[Path, int]) -> None:
    for one in error.problems:
        ledger.note(Problem(one.code, one.what, one.expected, one.fix, span(*where)))


def put(ledger: Ledger, event: Mapping[str, Any]) -> None:
    """Put one new event whose keys were checked into a ledger; raises what is wrong with it."""
    kind = event["kind"]
    PUT[kind](ledger, _READ[kind](event) if kind in _READ else event)
    if kind == FORECAST:
        _has_said(ledger, event["question"], read_moment(event["recorded"]), "imported" not in event)
    ledger.ids[event["id"]] = kind


def put_question(ledger: Ledger, found: Question) -> None:
    """A question, or a new version of one; S765 and S768 where it may not be."""
    old = ledger.questions.get(found.name)
    if old is not None:
        said, own = ledger.said.get(found.name, (NEVER_ENDED, NEVER_ENDED))
        settled = ledger.settled_at(found.name, found.recorded - 1)  # in one append a version may be first
        now = found.recorded
        check_version(old, found, settled=settled, said=said < now, own=own < now)
    ledger.questions[found.name] = found
    ledger.versions.setdefault(found.name, []).append(found)


def put_forecast(ledger: Ledger, event: Mapping[str, Any]) -> None:
    """A forecast; S765 to S768 where it does not fit its question."""
    question = ledger.question(event["question"])
    head = head_of(event)
    issued = read_moment(event["issued"])
    at = head.recorded if head.attested is None else head.attested
    if issued > at + BACKDATED:
        what = f"A forecast of `{question.name}` is issued {written(issued)}, after it was recorded."
        raise LedgerError(Problem("S768", what, "Nothing is forecast from a later day."))
    asked = ledger.versions[question.name][0].recorded
    if not head.imported and head.recorded < asked:
        what = f"A forecast of `{question.name}` was recorded {written(head.recorded)}, before it was asked."
        raise LedgerError(Problem("S768", what, f"It was asked {written(asked)}.", "It is not scored."))
    found = Forecast(
        head.id,
        head.author,
        head.recorded,
        head.imported,
        head.attested,
        question.name,
        event["forecaster"],
        issued,
        read_value(event["value"], question),
        event.get("why", ""),
        _basis(event["basis"]) if "basis" in event else (),
        event.get("supersedes", ""),
        bool(event.get("retrospective")) or at - issued > BACKDATED or _knowing(ledger, question, head),
    )
    ledger.forecasts.setdefault(question.name, []).append(found)
    ledger.owners[found.id] = found.author


def _basis(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if any(isinstance(one, float) and not math.isfinite(one) for one in said.values()):
        raise LedgerError(Problem("S764", "A number in `basis` is too large.", "Expected texts."))
    return tuple((str(key), str(value)) for key, value in sorted(said.items()))


def _knowing(ledger: Ledger, question: Question, head: Head) -> bool:
    """Whether the outcome stood in the ledger when a forecast of one's own was recorded (rule 5)."""
    return not head.imported and ledger.settled_at(question.name, head.recorded)


def set_again(ledger: Ledger, event: Mapping[str, Any]) -> Mapping[str, Any]:
    """A resolution as a new event where the same was withdrawn before: it names the one withdrawn."""
    found = dict(event)
    while (same := event_id(found)) in ledger.ids and same in ledger.taken_back:
        found["supersedes"] = same
    return found


def put_resolution(ledger: Ledger, found: Resolution) -> None:
    """A resolution; S765, S768 or S769 where its question cannot have it."""
    question = ledger.question(found.question)
    check_outcome(question, found.outcome)
    early = min(found.known, found.known if found.event is None else found.event, _day_of(question, found))
    if early < question.opens:
        what = (
            f"`{question.name}` opens {written(question.opens)} and is said to be resolved {written(early)}."
        )
        raise LedgerError(Problem("S768", what, "Nothing is resolved before it is asked.", "Mend the time."))
    if found.event is not None and found.event > found.known:
        what = f"The event of `{question.name}` is said to be {written(found.event)}, after it was known."
        raise LedgerError(Problem("S768", what, f"It was known {written(found.known)}.", "Mend the time."))
    if found.known > found.recorded:
        what = f"The outcome of `{question.name}` is said to be known {written(found.known)}, a later day."
        raise LedgerError(Problem("S768", what, f"It was recorded {written(found.recorded)}."))
    ledger.resolutions.setdefault(question.name, []).append(found)
    ledger.settled.setdefault(question.name, {}).setdefault(found.id, (found.recorded, NEVER_ENDED))


def _day_of(question: Question, found: Resolution) -> int:
    """The last second of the day that a date came out as: the outcome of a date is when it happened."""
    if question.type != DATE_TYPE or found.outcome in (NEVER, *UNSCORED):
        return found.known
    return read_moment(found.outcome, end=True)


def check_outcome(question: Question, outcome: str) -> None:
    """S769 where a question cannot come out so."""
    if outcome in UNSCORED:
        return
    known: tuple[str, ...] = ()
    if question.type == YES_NO:
        known = (YES, NO)
    elif question.type in LISTED:
        known = question.options
    elif question.type == DATE_TYPE:
        if outcome != NEVER:
            read_moment(outcome)
        return
    else:
        try:
            if abs(float(outcome)) < 1e300:
                return
        except ValueError:
            pass
        raise LedgerError(Problem("S769", f"`{outcome[:60]}` is no quantity.", "Expected a number."))
    if outcome not in known:
        fifty = outcome.lower() in (*CALLED_OFF, *HALVES)
        fix = "A question that is called off is `void`." if fifty else nearest(outcome, [*known, *UNSCORED])
        raise LedgerError(Problem("S769", f"`{question.name}` cannot come out as `{outcome[:60]}`.", "", fix))


def put_withdrawal(ledger: Ledger, found: Withdrawal) -> None:
    """A withdrawal: of a resolution, or of one's own forecast; S771 where it cannot be."""
    kind = ledger.ids.get(found.withdraws)
    if kind not in (FORECAST, RESOLUTION):
        what = f"There is no forecast or resolution `{found.withdraws[:40]}` to withdraw."
        raise LedgerError(
            Problem("S771", what, "", "`standoff ledger status DIR NAME` shows the ids of a question.")
        )
    if kind == FORECAST and ledger.owners[found.withdraws] != found.author:
        what = f"The forecast `{found.withdraws}` is of `{ledger.owners[found.withdraws]}`."
        raise LedgerError(Problem("S771", what, "A forecast is withdrawn by whoever recorded it."))
    if found.withdraws in ledger.taken_back:
        raise LedgerError(Problem("S771", f"`{found.withdraws}` is withdrawn already."))
    ledger.taken_back[found.withdraws] = found.at if kind == FORECAST else found.known


def put_clock(ledger: Ledger, event: Mapping[str, Any]) -> None:
    """Whose times are doubted; S764 where it names nobody."""
    ledger.clocks.doubt(event)


_READ: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    QUESTION: question_of,
    RESOLUTION: resolution_of,
    WITHDRAWAL: withdrawal_of,
}
PUT: dict[str, Callable[[Ledger, Any], None]] = {
    QUESTION: put_question,
    FORECAST: put_forecast,
    RESOLUTION: put_resolution,
    WITHDRAWAL: put_withdrawal,
    CLOCK: put_clock,
}
