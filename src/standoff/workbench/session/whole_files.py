"""Files written whole: each is the old one or the new one at any moment, and several are all new or all old.

All of them are first written beside what they replace, where a full disk or a missing folder shows; only
then is each moved into its place, which takes no space and next to no time.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from standoff.errors import Problem, RunError


def write_whole(path: Path, content: bytes) -> None:
    """A file replaced whole, its permissions kept.

    Raises
    ------
    RunError
        S701 where it cannot be written, S702 where the disk is full.
    """
    move(path, written_beside({path: content})[path])


def written_beside(contents: Mapping[Path, bytes]) -> dict[Path, Path]:
    """Files beside those that they are to replace, by the place of these: all, or none is left.

    Raises
    ------
    RunError
        As `write_whole`.
    """
    made: dict[Path, Path] = {}
    for path, content in contents.items():
        made[path] = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            with made[path].open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            if path.exists():
                shutil.copymode(path, made[path])
        except OSError as error:
            take_away(made.values())
            raise RunError(_unwritable(path, error)) from error
    return made


def move(path: Path, beside: Path) -> None:
    """What was written beside a file put in its place; raises as `write_whole`."""
    try:
        beside.replace(path)
    except OSError as error:
        take_away([beside])
        raise RunError(_unwritable(path, error)) from error


def take_away(files: Iterable[Path]) -> None:
    """Files that are no longer needed; one that cannot be deleted stays."""
    for file in files:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> Problem:
    from standoff.results.run.files import FULL, unwritable

    full = error.errno in FULL
    fix = "Make room, then save again." if full else "Change what may be written there, then save again."
    return dataclasses.replace(unwritable(path, error), expected="", fix=fix)
