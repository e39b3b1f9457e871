"""Digests of a run's files: which of them were changed since the run was finished.

The manifest lists SHA-256 of every file that a finished run, and what was found out of it, is made of.
It does not list the report, which nothing reads. Only regular files below the folder are ever opened:
a folder may come from a stranger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from standoff.results.run.manifest import Manifest, read_manifest, write_manifest

TEXTS, SUMMARY = "text.json", "summary.json"
SOURCE, ENSEMBLE, FINDINGS = "scenario/", "ensemble/", "findings/"
FOLDERS = (SOURCE, "parameters/", "details/", "draws/", ENSEMBLE, FINDINGS)


def digest_of(path: Path) -> str | None:
    """SHA-256 of a regular file, or None where there is none.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("a.txt").write_text("one draw")
    >>> digest_of(Path("a.txt"))[:12], digest_of(Path("b.txt"))
    ('27ff042d9443', None)
    """
    if not path.is_file():
        return None
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file that the folder holds of a run, by its path below the folder."""
    found = [folder / TEXTS, folder / SUMMARY]
    for name in FOLDERS:
        found += (folder / name).rglob("*")
    names = sorted(path.relative_to(folder).as_posix() for path in found if path.is_file())
    told = {name: digest_of(folder / name) for name in names if not name.endswith(".tmp")}
    return {name: digest for name, digest in told.items() if digest is not None}


def changed(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """The files of a finished run that are missing or are not as they were written, by name."""
    return tuple(
        name
        for name, digest in sorted(manifest.files.items())
        if not _inside(name) or digest_of(folder / name) != digest
    )


def _inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\\" not in name


def add_digests(folder: Path, names: Iterable[str]) -> None:
    """Enter files that were written after the run was finished, such as findings, into its manifest."""
    manifest = read_manifest(folder)
    if manifest is None:
        return
    told = {name: digest_of(folder / name) for name in names}
    files = manifest.files | {name: digest for name, digest in told.items() if digest is not None}
    write_manifest(folder, manifest.model_copy(update={"files": dict(sorted(files.items()))}))
