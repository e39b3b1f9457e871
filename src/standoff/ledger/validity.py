"""What a question must fulfil beside those that stand: a new version of one, and a branch of one.

A version may change words, base rate and times until the question closes or is resolved. `closes` is not
moved to an earlier time once somebody has said something, since forecasts are scored by the version
that stands. What a platform changes in a question of its own is its word, unless somebody here has
forecast that question.
"""

from __future__ import annotations

from standoff.errors import Problem, nearest
from standoff.ledger.moments import LedgerError, read_moment, written
from standoff.ledger.records import DATE, LISTED, NO, QUANTITY, YES, YES_NO, Question, Resolution
from standoff.ledger.shapes import LARGEST

KEPT = ("type", "options", "parent", "unit", "threshold")  # in any version
WORDS = ("text", "criteria", "fine_print", "part_of", "reference")  # until it closes or is resolved


def check_version(old: Question, new: Question, *, settled: bool, said: bool, own: bool) -> None:
    """S765, S768 or S780 where a question may not be changed so.

    Parameters
    ----------
    old, new : the version that stands, and the one that is to follow it
    settled : whether a resolution stood when the new one was recorded
    said, own : whether a forecast was recorded before it, and one that no platform recorded
    """
    _check_same(old, new)
    if new.imported and new.imported == old.imported and not own:
        return
    times = (new.opens, new.closes) != (old.opens, old.closes)
    closed = new.recorded > old.closes
    if (closed or settled) and times:
        since = f"closed {written(old.closes)}" if closed else "is resolved"
        what = f"`{new.name}` {since}: its times cannot be changed any more."
        raise LedgerError(Problem("S768", what, "A late forecast would become one in time."))
    changed = [key for key in WORDS if getattr(old, key) != getattr(new, key)]
    if (closed or settled) and changed:
        since = f"closed {written(old.closes)}" if closed else "is resolved"
        what = f"`{new.name}` {since}: its `{changed[0]}` cannot be changed any more."
        raise LedgerError(Problem("S780", what, "", "Ask it under another name."))
    if said and new.closes < old.closes:
        what = f"`{new.name}` closes {written(old.closes)}, and would close {written(new.closes)}."
        expected = "Forecasts of it stand: it can close later, not earlier."
        raise LedgerError(Problem("S768", what, expected, "Ask it under another name."))


def _check_same(old: Question, new: Question) -> None:
    if old.author != new.author:
        what = f"`{new.name}` is a question of `{old.author}` already."
        raise LedgerError(Problem("S765", what, "A name is asked once.", "Choose another name."))
    changed = [key for key in KEPT if getattr(old, key) != getattr(new, key)]
    if changed:
        what = f"A new version of `{new.name}` has another `{changed[0]}`."
        raise LedgerError(Problem("S765", what, "That is another question.", "Ask it under another name."))
    if new.version <= old.version:
        what = f"Version {new.version} of `{new.name}` comes after version {old.version}."
        raise LedgerError(Problem("S765", what, "Versions rise by one."))


def check_standing(new: Question, came: Resolution | None) -> None:
    """S768 where a version would open after the outcome that stands."""
    if came is None:
        return
    early = came.known if came.event is None else min(came.known, came.event)
    if early < new.opens:
        what = f"`{new.name}` would open {written(new.opens)}, and was resolved {written(early)}."
        fix = f"Withdraw the resolution `{came.id}` first, where it is wrong."
        raise LedgerError(Problem("S768", what, "Nothing is resolved before it is asked.", fix))


def check_answer(above: Question, question: Question) -> None:
    """S770 where a branch lives under an answer that its parent cannot have."""
    parent = question.parent
    if parent is None:
        return
    measured = above.type in (DATE, QUANTITY)
    if measured != (parent.threshold is not None):
        what = f"`{above.name}` is a {above.type}: a branch of it " + ("needs a" if measured else "has no")
        raise LedgerError(Problem("S770", f"{what} threshold.", "", "For example `--if 'NAME >= 10'`."))
    if parent.threshold is not None:
        _check_bound(above, question.name, parent.threshold.value)
    known = (YES, NO) if above.type == YES_NO else above.options if above.type in LISTED else ()
    if known and parent.answer not in known:
        what = f"`{above.name}` cannot come out as `{parent.answer}`."
        raise LedgerError(Problem("S770", what, "", nearest(parent.answer, known)))


def _check_bound(above: Question, name: str, value: float | str) -> None:
    what = f"The threshold `{str(value)[:40]}` of `{name}` is no answer to `{above.name}`."
    try:
        if above.type == DATE and isinstance(value, str):
            read_moment(value)
            return
        if above.type == QUANTITY and abs(float(value)) < LARGEST:
            return
    except (LedgerError, ValueError, OverflowError):
        pass
    expected = "Expected a day." if above.type == DATE else "Expected a number, without its unit."
    raise LedgerError(Problem("S770", what, expected))
