"""Files of a run: written whole or not at all, the same bytes for the same numbers, damage seen.

A file is written beside its place, synced, and moved there (`os.replace`), so that a reader or a
killed process never meets half a file. JSON has sorted keys and ten significant digits. A part of
the ensemble is a Parquet file that carries the SHA-256 of its own bytes: Parquet as written by
Polars has no page checksums, and a flipped bit would otherwise be read as another number.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import io
import json
import math
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.errors import Problem, RunError

if TYPE_CHECKING:
    import polars as pl

    from standoff.results.base_record import Record

DIGITS = 10
FULL = (errno.ENOSPC, errno.EDQUOT)
DIGEST_KEY = "standoff_sha256"
BLANK = "0" * 64
DIGEST = re.compile(DIGEST_KEY.encode() + rb".{1,4}?([0-9a-f]{64})", re.DOTALL)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole: temporary name, sync, rename.

    Raises
    ------
    RunError
        S701 where the folder cannot be written, S702 where the disk is full.
    """
    waiting = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with waiting.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        waiting.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise RunError(unwritable(path, error)) from error


def sweep(folder: Path) -> None:
    """Delete files that were being written when their writer was killed; nobody else may be writing."""
    for path in folder.rglob("*.tmp"):
        path.unlink(missing_ok=True)


def unwritable(path: Path, error: OSError) -> Problem:
    """What is told of a file that the system does not let be written: S702 a full disk, else S701."""
    if error.errno in FULL:
        return Problem(
            "S702",
            f"`{path}` cannot be written: the disk is full.",
            "Finished parts are kept.",
            "Make room, then run the same command with `--resume`.",
        )
    said = error.strerror or type(error).__name__
    return Problem(
        "S701",
        f"`{path}` cannot be written: {said}.",
        "The folder of a run has to be writable.",
        "Choose another folder with `--out`, or change the permissions.",
    )


def read_bytes(path: Path) -> bytes:
    """Read a file of a run.

    Raises
    ------
    RunError
        S703 where it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        said = error.strerror or type(error).__name__
        problem = Problem("S703", f"`{path}` cannot be read: {said}.", "", "Run the scenario again.")
        raise RunError(problem) from error


def plain(value: Any) -> Any:
    """The value as JSON can say it: ten significant digits, dates as ISO, None for not-a-number.

    Examples
    --------
    >>> plain({"b": 1 / 3, "a": (float("nan"), -0.0)})
    {'b': 0.3333333333, 'a': [None, 0.0]}
    """
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    number = value.item() if hasattr(value, "item") else value
    if not isinstance(number, float):
        return number
    return (float(f"{number:.{DIGITS}g}") or 0.0) if math.isfinite(number) else None


def json_text(value: Any) -> str:
    """JSON with sorted keys: the same text for the same numbers."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON, whole."""
    write_bytes(path, json_text(value).encode("utf-8"))


def record_json(record: Record) -> dict[str, Any]:
    """A record as plain JSON: what was set in it, by the names of the file."""
    return record.model_dump(mode="json", by_alias=True, exclude_unset=True)


def write_record(path: Path, record: Record) -> None:
    """Write a record as JSON, whole."""
    write_json(path, record_json(record))


def read_json(path: Path) -> Any:
    """Read a JSON file of a run.

    Raises
    ------
    RunError
        S703 where it cannot be read or is not JSON.
    """
    try:
        return json.loads(read_bytes(path).decode("utf-8"), parse_constant=_refused)
    except ValueError as error:
        problem = Problem(
            "S703",
            f"`{path}` is damaged: it is not JSON ({error}).",
            "Standoff writes this file whole.",
            "Move the folder away and run the scenario again.",
        )
        raise RunError(problem) from error


def _refused(name: str) -> None:
    raise ValueError(f"`{name}` is no number of JSON")


def table_bytes(frame: pl.DataFrame) -> bytes:
    """The frame as a Parquet file that carries the SHA-256 of its own bytes."""
    stream = io.BytesIO()
    frame.write_parquet(stream, compression="zstd", statistics=False, metadata={DIGEST_KEY: BLANK})
    blank = stream.getvalue()
    digest = hashlib.sha256(blank).hexdigest().encode()
    found = list(DIGEST.finditer(blank))[-1]
    return blank[: found.start(1)] + digest + blank[found.end(1) :]


def is_whole(content: bytes) -> bool:
    """Whether the bytes are those that `table_bytes` made.

    Examples
    --------
    >>> import polars as pl
    >>> content = table_bytes(pl.DataFrame({"draw": [0, 1]}))
    >>> is_whole(content), is_whole(content[:-9]), is_whole(content.replace(b"draw", b"drew"))
    (True, False, False)
    """
    found = list(DIGEST.finditer(content))
    if not found:
        return False
    last = found[-1]
    blank = content[: last.start(1)] + BLANK.encode() + content[last.end(1) :]
    return hashlib.sha256(blank).hexdigest().encode() == last.group(1)


def read_table(path: Path, columns: Sequence[str] | None = None) -> pl.DataFrame | None:
    """The table of a part (or some columns of it), or None where the file is missing or damaged."""
    import polars as pl

    try:
        content = path.read_bytes()
    except OSError:
        return None
    if not is_whole(content):
        return None
    return pl.read_parquet(io.BytesIO(content), columns=None if columns is None else list(columns))
