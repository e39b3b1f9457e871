"""Whether a ledger is what was written: chains unbroken, seals matched, each line named that is not.

Whether an event makes sense is another matter: what `load` leaves aside is a note here, no fault.

`seal` says how far each author's file had come, with the hash of its last line, and prints a digest of
this that can be published or timestamped elsewhere. It also writes `verify.py`, one file that needs
Python and nothing else. What a chain alone cannot show is a tail that was cut off whole: only a seal
that was made before shows that.
"""

from __future__ import annotations

import hashlib
import importlib.resources
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from standoff.errors import Problem, Span
from standoff.ledger.chain import (
    EVENTS,
    HEADER,
    SEALS,
    START,
    apart,
    canonical,
    chains_in,
    line_of,
    lines_in,
    read_event,
    seals_in,
    span,
)
from standoff.ledger.clock import CLOCK
from standoff.ledger.moments import LedgerError, read_moment, written
from standoff.ledger.shapes import check_author, event_id
from standoff.ledger.state import Ledger, Raw, build, check_folder, stranger
from standoff.ledger.writing import ATTRIBUTES, ATTRIBUTES_FILE, held

SCRIPT = "verify.py"
MOST_FAULTS = 1_000


@dataclass(frozen=True, slots=True)
class Chain:
    """One author's file: how many lines, and the hash of the last."""

    author: str
    n_lines: int
    head: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal that was read: its file, its digest, when it was made."""

    name: str
    digest: str
    made: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. `faults` is empty of an untouched ledger; `notes` are no faults.

    unsealed : lines behind all that a seal names: only their chain vouches for them
    """

    chains: tuple[Chain, ...]
    seals: tuple[Seal, ...]
    faults: tuple[Problem, ...]
    unsealed: int
    notes: tuple[Problem, ...] = ()


def verify(folder: Path) -> Verified:
    """Compare every line with its hash and the line before, every seal with the chains.

    Parameters
    ----------
    folder : a ledger's folder

    Returns
    -------
    Verified
        Chains, seals, and a fault for each line that proves nothing.

    Raises
    ------
    LedgerError
        S760 where the folder holds no ledger.

    Examples
    --------
    >>> from standoff.ledger import begin
    >>> verify(begin(Path("book"))).faults
    ()
    """
    check_folder(folder)
    faults: list[Problem] = list(_header_faults(folder))
    hashes: dict[str, list[str]] = {}
    raw: list[Raw] = []
    for path in chains_in(folder):
        hashes[path.stem] = []
        try:
            faults += _chain_faults(path, hashes[path.stem], raw)
        except LedgerError as error:
            faults += error.problems
    seals: list[Seal] = []
    covered = dict.fromkeys(hashes, 0)
    for path in seals_in(folder):
        faults += _seal_faults(path, hashes, (seals, covered))
    strangers = [told for event, where in raw if (told := stranger(event, *where)) is not None]
    own = [(event, where) for event, where in raw if stranger(event, *where) is None]
    notes = build(Ledger(folder), own).faults if not faults else []
    notes = [*strangers, *notes]
    attributes = folder / ATTRIBUTES_FILE
    if attributes.is_file() and attributes.read_bytes() != ATTRIBUTES.encode():
        what = f"`{ATTRIBUTES_FILE}` was changed: git might change line ends, and with them every hash."
        fix = "Its lines are: " + ", ".join(f"`{line}`" for line in ATTRIBUTES.splitlines()) + "."
        faults.append(Problem("S763", what, "", fix, Span(ATTRIBUTES_FILE, 1, 1, 2)))
    script = folder / SCRIPT
    if script.is_file() and script.read_bytes() != script_bytes():
        what = f"`{SCRIPT}` is not the file that this version of Standoff writes."
        faults.append(Problem("S776", what, "", "`standoff ledger seal DIR` writes it anew."))
    chains = [Chain(who, len(own), own[-1] if own else START) for who, own in sorted(hashes.items())]
    unsealed = sum(len(own) - covered[who] for who, own in hashes.items())
    return Verified(tuple(chains), tuple(seals), tuple(faults[:MOST_FAULTS]), unsealed, tuple(notes))


def _header_faults(folder: Path) -> Iterator[Problem]:
    content = (folder / HEADER).read_bytes()[:4096]
    line = apart(1, content)
    if line.wrong:
        yield Problem("S763", f"`{HEADER}` was changed: {line.wrong}.")


def _chain_faults(path: Path, hashes: list[str], raw: list[Raw]) -> Iterator[Problem]:
    before = read_moment("1000-01-01")
    for line in lines_in(path):
        where = span(path, line.number)
        hashes.append(line.hash)
        if line.wrong:
            torn = line.wrong.startswith("the line is torn")
            yield Problem(
                "S779" if torn else "S763", f"{line.wrong[:1].upper()}{line.wrong[1:]}.", "", "", where
            )
            continue
        try:
            event = read_event(line.body, path, line.number, strict=True)
            recorded = event.get("recorded")
            if canonical(event) != line.body:
                yield Problem("S762", "The line is not in the one form that is written.", "", "", where)
            elif event.get("id") != event_id(event):
                yield Problem("S763", "The event's id is not that of its content.", "", "", where)
            elif (then := _moment_or(recorded, before)) < before and event.get("kind") != CLOCK:
                what = f"The event was recorded {recorded}, before the one above it."
                yield Problem("S772", what, "Recorded times never go back.", "", where)
            else:
                before = then
            raw.append((event, (path, line.number)))
        except LedgerError as error:
            yield from error.problems


def _moment_or(recorded: object, before: int) -> int:
    """When a line was recorded; one that does not say is told when events are read, not here."""
    try:
        return read_moment(recorded) if isinstance(recorded, str) else before
    except LedgerError:
        return before


def _seal_faults(
    path: Path, hashes: dict[str, list[str]], found: tuple[list[Seal], dict[str, int]]
) -> Iterator[Problem]:
    seals, covered = found
    line, where = apart(1, path.read_bytes()[: 1 << 24]), span(path, 1)
    if line.wrong:
        yield Problem("S776", f"The seal was changed: {line.wrong}.", "", "", where)
        return
    try:
        sealed = read_event(line.body, path, 1, strict=True)
    except LedgerError as error:
        yield from error.problems
        return
    chains = sealed.get("chains")
    if not isinstance(chains, dict) or not all(_is_chain(one) for one in chains.values()):
        what = "The seal does not say of each chain how many lines it had and the hash of the last."
        yield Problem("S776", what, "", "", where)
        return
    seals.append(Seal(path.stem, line.hash, str(sealed.get("made", ""))))
    for author, (n_lines, head) in sorted(chains.items()):
        own = hashes.get(author, [])
        covered[author] = max(covered.get(author, 0), min(n_lines, len(own)))
        if n_lines > len(own):
            what = f"`{EVENTS}/{author}.jsonl` has {len(own)} lines, and had {n_lines} when it was sealed."
            yield Problem("S776", what, "Its tail was cut off.", "", where)
        elif n_lines and own[n_lines - 1] != head:
            what = f"Line {n_lines} of `{EVENTS}/{author}.jsonl` is not the one that was sealed."
            yield Problem("S776", what, "", "", where)


def _is_chain(said: object) -> bool:
    if not isinstance(said, list) or len(said) != 2:
        return False
    n_lines, head = said
    return type(n_lines) is int and n_lines >= 0 and isinstance(head, str)


def seal(folder: Path, author: str, now: int) -> Seal:
    """Write a seal of all chains, and `verify.py` beside them.

    Parameters
    ----------
    folder, author : the ledger, and who seals it
    now : the moment

    Returns
    -------
    Seal
        Its file below `seals/` and its digest.

    Raises
    ------
    LedgerError
        S763 and others as `verify` finds them: nothing is sealed that does not hold.

    Examples
    --------
    >>> from standoff.ledger import begin
    >>> len(seal(begin(Path("sealed")), "anna", 0).digest)
    64
    """
    check_author(author)
    with held(folder):
        found = verify(folder)
        faults = [one for one in found.faults if SCRIPT not in one.what]
        if faults:
            raise LedgerError(faults)
        made = written(now)
        chains = {one.author: [one.n_lines, one.head] for one in found.chains}
        line, digest = line_of({"kind": "seal", "by": author, "made": made, "chains": chains, "prev": START})
        name = f"{made[:10]}-{digest[:12]}"
        (folder / SEALS).mkdir(exist_ok=True)
        (folder / SEALS / f"{name}.json").write_bytes(line)
        (folder / SCRIPT).write_bytes(script_bytes())
    return Seal(name, digest, made)


def script_bytes() -> bytes:
    """The one-file `verify.py`."""
    return (importlib.resources.files("standoff.ledger") / "data" / "verify.txt").read_bytes()


def script_digest() -> str:
    """Its SHA-256, to be published beside a seal's digest."""
    return hashlib.sha256(script_bytes()).hexdigest()
