"""A folder of files written whole or not at all, which knows its own files from those of others.

All files are made in a new folder beside the place and moved there by one rename. `index.json` holds the
SHA-256 of each; a folder that is there already is replaced where it holds nothing but such files, unchanged
since. Whatever else stands in it is somebody's own, and is never deleted.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from standoff.errors import Problem, RunError
from standoff.results.base_record import Record, Text
from standoff.results.run.files import json_text, unwritable

INDEX = "index.json"
LISTED = 3  # foreign files that are named


class Index(Record):
    """The part of `index.json` that every such folder has: what it is of, its files with their SHA-256."""

    kind: Text
    files: dict[Text, Text]


def refuse_foreign(folder: Path, kind: str, *, force: bool) -> None:
    """Refuse a folder that holds what Standoff has not written there, before anything is worked out.

    Parameters
    ----------
    kind : what the folder is of: files of another kind are others' too

    Raises
    ------
    RunError
        S756 where it holds files of others (or of ours that were changed), S903 where it is a file.
    """
    if folder.exists() and not folder.is_dir():
        what = f"`{folder}` is a file."
        raise RunError(Problem("S903", what, "A folder was expected.", "Name another place."))
    found = foreign(folder, kind)
    if found and not force:
        named = ", ".join(f"`{name}`" for name in found[:LISTED])
        more = f" and {len(found) - LISTED:,} more" if len(found) > LISTED else ""
        what = f"The folder `{folder}` holds files that Standoff has not written, or not so: {named}{more}."
        mend = "Name another folder, or add `--force`: they stay, but for those of the same names."
        raise RunError(Problem("S756", what, "A new or empty folder was expected, or one made so.", mend))


def foreign(folder: Path, kind: str) -> list[str]:
    """The entries of a folder that are not as an earlier export of the kind wrote them."""
    if not folder.is_dir():
        return []
    own = _written(folder, kind)
    there = sorted(path.relative_to(folder).as_posix() for path in folder.iterdir())
    return [name for name in there if name != INDEX and not _is_own(folder / name, own.get(name, ""))] + (
        [INDEX] if INDEX in there and not own else []
    )


def write_folder(
    folder: Path, files: Mapping[str, bytes], told: Mapping[str, object], *, kind: str, force: bool
) -> None:
    """Write files and their index, all or none.

    Parameters
    ----------
    files : contents by name, no name with a slash
    told : what else stands in `index.json`
    kind : what the folder is of
    force : write into a folder with files of others, which stay; one of the same name is overwritten

    Raises
    ------
    RunError
        As `refuse_foreign`; S701 where the place cannot be written, S702 where the disk is full.
    """
    refuse_foreign(folder, kind, force=force)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    index = json_text({**told, "kind": kind, "files": digests}).encode("utf-8")
    place = Path(os.path.realpath(folder))  # a link to a folder stays: it is that folder that is replaced
    waiting = place.parent / f".{place.name or 'out'}.{os.getpid()}.tmp"
    try:
        waiting.mkdir(parents=True)
        for name, content in (*files.items(), (INDEX, index)):
            (waiting / name).write_bytes(content)
        if foreign(place, kind) or _is_stood_in(place):
            _move_into(waiting, place, [*files, INDEX], kind)
        else:
            _replace(waiting, place)
    except OSError as error:
        raise RunError(unwritable(folder, error)) from error
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _written(folder: Path, kind: str) -> dict[str, str]:
    """The files that an earlier export says that it wrote; nothing where its index is none, or another's."""
    try:
        found = Index.model_validate(json.loads((folder / INDEX).read_bytes()))
    except (OSError, ValueError):  # a faulty record is a `ValueError` too
        return {}
    plain = {name: digest for name, digest in found.files.items() if name == Path(name).name}
    return plain if found.kind == kind else {}  # a name such as `../notes` is none that was written


def _is_own(path: Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def _is_stood_in(folder: Path) -> bool:
    """Whether somebody stands in the folder, who would stand in a deleted one after a rename."""
    here = Path.cwd().resolve()
    return folder.is_dir() and (folder.resolve() == here or folder.resolve() in here.parents)


def _replace(waiting: Path, folder: Path) -> None:
    """The new folder in the place of the old one, which comes back if that fails."""
    if not folder.exists():
        waiting.rename(folder)
        return
    aside = waiting.with_suffix(".old")
    folder.rename(aside)
    try:
        waiting.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside)


def _move_into(waiting: Path, folder: Path, names: list[str], kind: str) -> None:
    """The new files among those of others, the index last; what an earlier export left is taken away."""
    for name in names:
        if (folder / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(folder / name))
    for name, digest in _written(folder, kind).items():
        if name not in names and _is_own(folder / name, digest):
            (folder / name).unlink()
    for name in names:
        (waiting / name).replace(folder / name)
