"""Appending to a ledger: one author's file at a time, locked, checked, synced; never an edit.

Whoever appends holds the ledger's lock (`flock` on `.lock`), so that two processes both land, one
after the other. An event is checked against all that stands in the ledger before its line is written;
a torn last line of a writer that was stopped is first moved to a file beside (`AUTHOR.torn-N`).
"""

from __future__ import annotations

import collections
import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from standoff.errors import Problem
from standoff.ledger.chain import EVENTS, FORMAT, HEADER, LONGEST_LINE, START, line_of, lines_in
from standoff.ledger.clock import CLOCK, check_clock
from standoff.ledger.families import check_parent
from standoff.ledger.moments import LedgerError, read_moment, written
from standoff.ledger.shapes import QUESTION, RESOLUTION, check_author, checked, event_id, question_of
from standoff.ledger.state import Ledger, check_folder, load, put, set_again
from standoff.ledger.validity import check_standing

LOCK = ".lock"
PATIENCE = 60.0  # seconds that an append waits for another one
STEP = 0.02
MOST_TOLD = 50  # resolutions that do not stand
ATTRIBUTES_FILE = ".gitattributes"
ATTRIBUTES = "*.jsonl -text\nseals/*.json -text\nledger.json -text\n"  # git leaves line ends as they are

Clock = Callable[[], int]
Draft = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Appended:
    """What was written: ids in order, and the mappings; those that stood already; what a user is told."""

    ids: tuple[str, ...]
    events: tuple[Draft, ...]
    stood: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    def count(self, kind: str) -> int:
        """How many events of a kind were written."""
        return sum(1 for event in self.events if event["kind"] == kind)


def begin(folder: Path) -> Path:
    """Make an empty ledger.

    Parameters
    ----------
    folder : where; made if it is not there

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    LedgerError
        S761 where one is there already, or other files are.

    Examples
    --------
    >>> sorted(path.name for path in begin(Path("book")).iterdir())
    ['.gitattributes', 'events', 'ledger.json', 'seals']
    """
    if (folder / HEADER).exists():
        what = f"`{folder}` is a ledger already."
        raise LedgerError(Problem("S761", what, "", "Go on with it, or choose another folder."))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = f"`{folder}` is not empty."
        raise LedgerError(Problem("S761", what, "A ledger has a folder of its own.", "Choose a new one."))
    (folder / EVENTS).mkdir(parents=True)
    (folder / "seals").mkdir()
    (folder / ATTRIBUTES_FILE).write_text(ATTRIBUTES, encoding="ascii")
    line, _ = line_of({"format": FORMAT, "kind": "ledger", "prev": START})
    (folder / HEADER).write_bytes(line)
    return folder


@contextlib.contextmanager
def held(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the ledger's lock; S778 where another process keeps it for too long."""
    check_folder(folder)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    try:
        end = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    what = f"`{folder}` has been held by another process for {patience:.0f} seconds."
                    raise LedgerError(Problem("S778", what, "", "Wait until it has ended.")) from None
                time.sleep(STEP)
        yield
    finally:
        os.close(handle)


def append(
    folder: Path, author: str, drafts: Sequence[Draft], clock: Clock, *, passing_over: bool = False
) -> Appended:
    """Write events at the end of an author's file, all or none.

    Parameters
    ----------
    folder, author : the ledger, and in whose file
    drafts : events without id, author, recorded time and chain; in an order in which each finds what it
        names
    clock : gives the moment; asked once the lock is held
    passing_over : of an import: leave out events that stand already or are wrong, and hand back which

    Returns
    -------
    Appended
        The ids.

    Raises
    ------
    LedgerError
        S760 to S773, S778: what is wrong with the ledger or with a draft; then nothing is written.

    Examples
    --------
    >>> book = begin(Path("notes"))
    >>> asked = {"kind": "question", "question": "q", "type": "yes_no", "text": "Does it?",
    ...     "opens": "2031-01-01", "closes": "2031-02-01"}
    >>> append(book, "anna", [asked], lambda: 0).ids
    ('3029e8c6367b519a',)
    """
    check_author(author)
    with held(folder):
        told = _set_torn_aside(folder / EVENTS / f"{author}.jsonl")
        ledger = load(folder)
        return _append_held(ledger, author, drafts, (clock(), passing_over), told)


def _append_held(
    ledger: Ledger, author: str, drafts: Sequence[Draft], how: tuple[int, bool], told: tuple[str, ...]
) -> Appended:
    path = ledger.folder / EVENTS / f"{author}.jsonl"
    now, passing_over = how
    if any(draft.get("kind") != CLOCK for draft in drafts):
        check_clock(ledger.clocks, author, now)
    before = _head_of_file(path)
    lines, ids, events, stood, refused = [], [], [], [], []
    for draft in drafts:
        event = {**draft, "author": author, "recorded": written(now)}
        event["id"] = _id_of(event)
        if event["id"] in ledger.taken_back and event.get("kind") == RESOLUTION:
            event |= set_again(ledger, {key: event[key] for key in event if key != "id"})
            event["id"] = _id_of(event)
        if event["id"] in ledger.ids:
            if not passing_over:
                what = f"The same event stands already, as `{event['id']}`."
                raise LedgerError(
                    Problem("S771", what, "", "Nothing needs to be done, or say what is new in it.")
                )
            stood.append(event["id"])
            continue
        try:
            _put(ledger, event)
        except LedgerError as error:
            if not passing_over:
                raise
            refused.append(error.problems[0].text())
            continue
        line, digest = line_of({**event, "prev": before})
        if len(line) > LONGEST_LINE:
            raise LedgerError(
                Problem("S764", f"The event has {len(line):,} bytes.", f"At most {LONGEST_LINE:,}.")
            )
        before = digest
        lines.append(line)
        ids.append(event["id"])
        events.append(event)
    if lines:
        _write(path, b"".join(lines))
    told += tuple(_outranked(ledger, events))
    return Appended(tuple(ids), tuple(events), tuple(stood), told, tuple(refused))


def _outranked(ledger: Ledger, events: Sequence[Draft]) -> Iterator[str]:
    """Resolutions that were written and do not stand, since rule 3 puts another one behind them.

    Of several in one append those that another one follows in time are as meant, and not told.
    """
    ids = {event["id"] for event in events}
    found = []
    for event in events:
        if event["kind"] != RESOLUTION or event["id"] in ledger.taken_back:
            continue
        stands = ledger.resolution(event["question"])
        if stands is None or stands.id == event["id"] or stands.outcome == event["outcome"]:
            continue
        same = stands.known == read_moment(event["known"])
        if same or stands.id not in ids:
            when = "of the same time, comes behind it by its id" if same else "was known later"
            found.append(
                f"`{event['question'][:80]}` stands as `{stands.outcome[:60]}`, not as "
                f"`{event['outcome'][:60]}`: `{stands.id}` {when}. Withdraw the one that is wrong."
            )
    yield from found[:MOST_TOLD]
    if len(found) > MOST_TOLD:
        yield f"... and {len(found) - MOST_TOLD} more that do not stand."


def _id_of(event: Draft) -> str:
    """The id of an event that can be written; S764 of one that cannot."""
    try:
        return event_id(event)
    except (ValueError, TypeError) as error:
        what = f"The event cannot be written as JSON: {str(error)[:120].lower()}."
        if "float" in what:
            what = "A number of the event is not finite (`nan` or `inf`)."
        raise LedgerError(Problem("S764", what, "Expected texts and finite numbers.")) from None


def _put(ledger: Ledger, event: Draft) -> None:
    """Put one new event into a ledger that is loaded; raises what is wrong with it."""
    if checked(event) == QUESTION:
        asked = question_of(event)
        check_parent(ledger, asked)
        if asked.name in ledger.questions:
            check_standing(asked, ledger.resolution(asked.name))
    put(ledger, event)


def _head_of_file(path: Path) -> str:
    """The hash of the last line."""
    last = collections.deque(lines_in(path), maxlen=1) if path.exists() else None
    return last[0].hash if last else START


def _set_torn_aside(path: Path) -> tuple[str, ...]:
    """Move a torn last line to a file beside; nothing before it is touched."""
    if not path.exists() or path.is_symlink():
        return ()
    size = path.stat().st_size
    with path.open("rb+") as stream:
        stream.seek(max(0, size - LONGEST_LINE))
        tail = stream.read()
        if not tail or tail.endswith(b"\n"):
            return ()
        torn = tail[tail.rfind(b"\n") + 1 :]
        number = 1
        while (aside := path.with_name(f"{path.stem}.torn-{number}")).exists():
            number += 1
        aside.write_bytes(torn)
        stream.truncate(size - len(torn))
        stream.flush()
        os.fsync(stream.fileno())
    return (
        f"S779: the last line of `{EVENTS}/{path.name}` was torn ({len(torn)} bytes, no line end): "
        f"it was set aside as `{EVENTS}/{aside.name}`.",
    )


def _write(path: Path, content: bytes) -> None:
    """At the end of the file, synced; all or none, where the system refuses in the middle."""
    from standoff.results.run.files import unwritable

    size = path.stat().st_size if path.exists() else 0
    handle = -1
    try:
        path.parent.mkdir(exist_ok=True)  # git keeps no empty folder
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        with os.fdopen(os.dup(handle), "ab") as stream:
            stream.write(content)
        os.fsync(handle)
    except OSError as error:
        if handle >= 0:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, size)
        raise LedgerError(unwritable(path, error)) from error
    finally:
        if handle >= 0:
            os.close(handle)
