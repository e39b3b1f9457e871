"""One author's file: JSON lines, each with its own hash and the hash of the line before.

A line is the event as canonical JSON (sorted keys, no spaces, ASCII) with the SHA-256 of exactly these
bytes as its last member. `prev` in the event is the hash of the line before, zeros for the first. So
one changed byte anywhere is seen at its line; a tail that was cut off is seen by a seal alone.

Files may come from a stranger: only regular files below the ledger's folder are opened, with bounds.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from standoff.errors import Problem, Span
from standoff.ledger.moments import LedgerError

FORMAT = 1
HEADER = "ledger.json"
EVENTS, SEALS = "events", "seals"
START = "0" * 64
LONGEST_LINE = 1 << 18
LARGEST_FILE = 1 << 30
MOST_CHAINS = 10_000
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_sha256 = hashlib.sha256
_HEX = re.compile(r"[0-9a-f]{64}")
_HASH_START = b',"hash":"'
_HASH_LENGTH = len(b',"hash":""}') + 64


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands: where, its event's bytes, its hash; `wrong` says why it proves nothing."""

    number: int
    body: bytes
    hash: str
    wrong: str = ""


def canonical(event: Mapping[str, Any]) -> bytes:
    """An event as the bytes that are hashed.

    Examples
    --------
    >>> canonical({"b": 1, "a": "é"})
    b'{"a":"\\\\u00e9","b":1}'
    """
    return _ENCODER.encode(event).encode("ascii")


def line_of(event: Mapping[str, Any]) -> tuple[bytes, str]:
    """An event as a whole line, and its hash."""
    body = canonical(event)
    digest = hashlib.sha256(body).hexdigest()
    return body[:-1] + b',"hash":"' + digest.encode() + b'"}\n', digest


def apart(number: int, raw: bytes) -> Line:
    """A line taken apart, its own hash compared. `raw` ends with its line end, or is torn."""
    body = raw[: -1 - _HASH_LENGTH] + b"}"
    digest = _sha256(body).hexdigest()
    if raw.endswith(f',"hash":"{digest}"}}\n'.encode()):  # of nearly every line
        return Line(number, body, digest)
    if not raw.endswith(b"\n"):
        return Line(number, raw, "", "the line is torn: it has no end")
    end, told = raw[-1 - _HASH_LENGTH :], raw[-67:-3].decode("latin-1")
    if not end.startswith(_HASH_START) or not end.endswith(b'"}\n') or not _HEX.fullmatch(told):
        return Line(number, raw, "", "the line does not end with its hash")
    return Line(number, body, told, "the line does not have its hash")


def lines_in(path: Path) -> Iterator[Line]:
    """Every line of a file, each compared with its own hash and told apart from the one before.

    Raises
    ------
    LedgerError
        S762 where the file is no regular one, is too large, or has a line that is too long.
    """
    before, number = START, 0
    with _opened(path) as stream:
        while raw := stream.readline(LONGEST_LINE + 1):
            number += 1
            if len(raw) > LONGEST_LINE:
                what = f"The line has more than {LONGEST_LINE:,} bytes."
                raise LedgerError(Problem("S762", what, "No event is so long.", "", span(path, number)))
            line = apart(number, raw)
            if f'"prev":"{before}"'.encode() not in line.body and not line.wrong:
                said = "the line does not name the hash of the line before"
                line = Line(number, line.body, line.hash, said)
            before = line.hash
            yield line


def _opened(path: Path) -> Any:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if path.is_file() and os.fstat(handle).st_size <= LARGEST_FILE:
            return os.fdopen(handle, "rb", buffering=1 << 20)
        os.close(handle)
        said = "it is no regular file, or larger than a gigabyte"
    except OSError as error:
        said = error.strerror or type(error).__name__
    raise LedgerError(Problem("S762", f"`{path}` cannot be read: {said}.", "Expected a file of a ledger."))


def read_event(body: bytes, path: Path, number: int, *, strict: bool = False) -> dict[str, Any]:
    """The event of a line, once its hash is right.

    Parameters
    ----------
    body, path, number : the bytes of the event, and where they stand
    strict : refuse a number beyond all floats here, and not where its part of the event is read

    Raises
    ------
    LedgerError
        S762 where it is no JSON object in the one form that is written.
    """
    found = None
    if body.isascii() and not strict:
        try:  # three times as fast; what it refuses, such as lone surrogates, is left to Python's reader
            found = from_json(body, allow_inf_nan=False)
        except ValueError:
            found = None
    if found is None:
        found = _read_strictly(body, path, number)
    if not isinstance(found, dict):
        raise LedgerError(Problem("S762", "The line holds no event.", "", "", span(path, number)))
    return found


def _read_strictly(body: bytes, path: Path, number: int) -> Any:
    try:
        return _DECODER.decode(body.decode("ascii"))
    except (ValueError, RecursionError) as error:
        what = f"The line is not JSON: {error}."
        raise LedgerError(Problem("S762", what, "", "", span(path, number))) from None


def _refused(name: str) -> None:
    raise ValueError(f"`{name}` is no number of JSON")


def _finite(text: str) -> float:
    found = float(text)
    if not math.isfinite(found):
        raise ValueError(f"`{text[:40]}` is too large a number")
    return found


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)
_DECODER = json.JSONDecoder(parse_constant=_refused, parse_float=_finite)


def span(path: Path, number: int) -> Span:
    """The place of a line, as messages name it."""
    return Span(f"{path.parent.name}/{path.name}", number, 1, 2)


def chains_in(folder: Path) -> tuple[Path, ...]:
    """The files of the authors, in order of name; links and other names are left aside."""
    return _json_files(folder / EVENTS, ".jsonl")


def seals_in(folder: Path) -> tuple[Path, ...]:
    """The seals, in order of name."""
    return _json_files(folder / SEALS, ".json")


def _json_files(folder: Path, suffix: str) -> tuple[Path, ...]:
    if not folder.is_dir() or folder.is_symlink():
        return ()
    found = [path for path in sorted(folder.iterdir()) if path.suffix == suffix and not path.is_symlink()]
    return tuple(path for path in found if NAME.fullmatch(path.stem) and path.is_file())[:MOST_CHAINS]
