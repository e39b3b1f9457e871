"""Finds and reads the files of a scenario: one file, a folder, or the name of a shipped one.

Sizes are checked before anything is read; only plain files inside the scenario's own folder are.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from standoff import library
from standoff.errors import Problem, ScenarioError, nearest
from standoff.scenario.yaml.nodes import Scalar, shown
from standoff.scenario.yaml.reader import MOST_BYTES, too_large
from standoff.scenario.yaml.shape import is_name

MAIN = "scenario.yaml"
CLAIMS = "claims"
DATA = ".csv"
MOST_FILES = 200
MOST_BYTES_IN_ALL = 4_000_000
_MOST_LISTED = 5_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file: its name within the scenario, its path as it is shown in messages, its bytes."""

    name: str
    shown: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """All files of a scenario: itself, claims files, tables of data; `folder` holds them, if one does."""

    name: str
    files: tuple[SourceFile, ...]
    folder: Path | None = None

    @property
    def sha256(self) -> str:
        """Hash of all file names and bytes, in order of name, lengths included."""
        total = hashlib.sha256()
        for file in sorted(self.files, key=lambda file: file.name):
            for part in (file.name.encode(), file.data):
                total.update(len(part).to_bytes(8, "big") + part)
        return total.hexdigest()


def find(where: str | os.PathLike[str]) -> Source:
    """The files of a scenario that is named by a path, or by the name of a shipped one.

    Raises
    ------
    ScenarioError
        S101 no such file, S102 too large, S115 outside the folder, S119 too many files, S431.
    """
    path = Path(where)
    try:
        if not path.exists() and is_name(str(where).replace("-", "_")):  # folders may have hyphens
            path = library.find(str(where))
        if path.is_dir():
            return _folder(path)
        if path.name == MAIN and path.is_file():
            return _folder(path.parent)
        return Source(path.stem, (SourceFile(path.name, _said(path), _bytes(path, path)),), path.parent)
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links that go in a circle
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ScenarioError(_unreadable(path, said)) from None


def _folder(folder: Path) -> Source:
    main = folder / MAIN
    if not main.exists():
        there = [
            entry.name
            for entry in islice(folder.iterdir(), _MOST_LISTED)
            if entry.suffix in (".yaml", ".yml")
        ]
        what = f"The folder `{_said(folder)}` holds no `{MAIN}`."
        fix = nearest(MAIN, there).partition(" Known")[0]
        raise ScenarioError(Problem("S101", what, "Expected a file of this name.", fix))
    paths = [main, *_claims_files(folder / CLAIMS)]
    files, total = [], 0
    for path in paths:
        data = _bytes(path, folder)
        total += len(data)
        if total > MOST_BYTES_IN_ALL:
            what = f"The files of `{_said(folder)}` have more than {MOST_BYTES_IN_ALL:,} bytes in all."
            raise ScenarioError(Problem("S102", what))
        files.append(SourceFile(path.relative_to(folder).as_posix(), _said(path), data))
    return Source(folder.resolve().name, tuple(files), folder)


def data_file(source: Source, name: Scalar) -> SourceFile:
    """A table that the scenario names, beside it or in a folder below.

    Raises
    ------
    ScenarioError
        S101 no such file, S102 too large, S115 a path or link that leads out of the folder.
    """
    there = next((file for file in source.files if file.name == name.text), None)
    if there is not None:
        return there
    way = PurePosixPath(name.text)
    if not name.text.endswith(DATA) or way.is_absolute() or ".." in way.parts or "\\" in name.text:
        what = f"`{shown(name.text)}` is no table of this scenario."
        expected = f"Expected the name of a `{DATA}` file in the scenario's folder."
        raise ScenarioError(Problem("S115", what, expected, "Copy the file into the folder.", name.span))
    try:
        if source.folder is None:
            raise FileNotFoundError(2, "the scenario has no folder")
        path = source.folder / way
        return SourceFile(way.as_posix(), _said(path), _bytes(path, source.folder))
    except (OSError, ValueError, RuntimeError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        what = f"The table `{shown(name.text)}` cannot be read: {said}."
        raise ScenarioError(Problem("S101", what, "", _near(source.folder, way), name.span)) from None


def _near(folder: Path | None, way: PurePosixPath) -> str:
    """The nearest table that is there, as a mend."""
    home = folder / way.parent if folder is not None else None
    if home is None or not home.is_dir():
        return ""
    there = [entry.name for entry in islice(home.iterdir(), _MOST_LISTED) if entry.suffix == DATA]
    return nearest(way.name, there)


def _claims_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    entries = sorted(islice(folder.iterdir(), _MOST_LISTED))
    found = [entry for entry in entries if entry.suffix == ".yaml"]
    problems = []
    if len(found) > MOST_FILES or len(entries) == _MOST_LISTED:
        what = f"The folder `{_said(folder)}` holds more than {MOST_FILES} files."
        raise ScenarioError(Problem("S119", what, f"At most {MOST_FILES} claims files are read."))
    for entry in entries:
        if entry.suffix == ".yml":
            what = f"The file `{_said(entry)}` would not be read."
            problems.append(Problem("S119", what, "Claims files end in `.yaml`.", "Rename it."))
        elif entry.suffix == ".yaml" and not is_name(entry.stem):
            what = f"The name of `{_said(entry)}` cannot name a document."
            expected = "Expected small letters a to z, digits and `_`, a letter first."
            problems.append(Problem("S119", what, expected, "Rename it."))
    if problems:
        raise ScenarioError(problems)
    return found


def _bytes(path: Path, folder: Path) -> bytes:
    """The bytes of a plain file that stands, links followed, inside `folder` (or is named itself)."""
    real = path.resolve(strict=True)
    if path != folder and not real.is_relative_to(folder.resolve()):
        what = f"`{_said(path)}` is a link that leads out of the scenario's folder."
        fix = "Copy the file into the folder."
        raise ScenarioError(Problem("S115", what, "Only files inside the folder are read.", fix))
    about = real.stat()
    if not stat.S_ISREG(about.st_mode):
        raise ScenarioError(_unreadable(path, "it is not a plain file"))
    if about.st_size > MOST_BYTES:
        raise too_large(_said(path), about.st_size)
    with real.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise too_large(_said(path), len(data))
    return data


def _unreadable(path: Path, said: str) -> Problem:
    what = f"`{_said(path)}` cannot be read: {said}."
    fix = ""
    try:
        if path.name and not path.exists() and path.parent.is_dir():
            there = [entry.name for entry in islice(path.parent.iterdir(), _MOST_LISTED)]
            fix = nearest(path.name, [name for name in there if name.isprintable()])
    except (OSError, ValueError):
        fix = ""  # what cannot be listed holds no advice
    fix = fix if "Did you mean" in fix else ""
    expected = "Expected a scenario file, a folder with `scenario.yaml`, or the name of a shipped scenario."
    return Problem("S101", what, expected, fix.partition(" Known")[0])


def _said(path: Path) -> str:
    """A path as messages show it: no control characters, not endless."""
    return shown(str(path), 300)
