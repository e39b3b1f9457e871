"""The files of a scenario in an editor: read, checked, and saved whole or not at all.

What stands on disk is remembered by its hash: a file that somebody else has changed meanwhile, or deleted,
is not written over unless that is asked for. Byte order mark and each line's end stay as they were.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from standoff import library
from standoff.errors import Problem, RunError
from standoff.results.session import TextEdit
from standoff.scenario.files import Source, SourceFile, find
from standoff.scenario.yaml.reader import decode
from standoff.workbench.session.line_ends import with_ends

MARK = b"\xef\xbb\xbf"
GONE = ""  # the hash of a file that is not there


@dataclass(frozen=True, slots=True)
class TextFiles:
    """The texts of a scenario, the main file first, and what of them stands on disk.

    files : text by name within the scenario's folder; source : the files as they were read
    on_disk : SHA-256 of the bytes that this editor last read or wrote, by name
    """

    files: Mapping[str, str]
    source: Source
    on_disk: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def find(cls, where: str | os.PathLike[str]) -> TextFiles:
        """The files of a scenario by path, or by the name of one that comes with Standoff.

        Raises
        ------
        ScenarioError
            S101 to S119: what cannot be read.
        """
        source = find(where)
        return cls(
            {file.name: decode(file.data, file.shown) for file in source.files},
            source,
            {file.name: hashlib.sha256(file.data).hexdigest() for file in source.files},
        )

    @property
    def main(self) -> str:
        return self.source.files[0].name

    def name_of(self, shown: str) -> str:
        """The name of a file as messages show it; "" of one that is not of the scenario."""
        return next((file.name for file in self.source.files if file.shown == shown), "")

    def with_texts(self, texts: Mapping[str, str]) -> TextFiles:
        """With other texts in place of some.

        Raises
        ------
        RunError
            S956 for a name that is no file of the scenario: nothing outside is ever written.
        """
        for name in texts:
            if name not in self.files:
                what = f"`{name[:80]}` is no file of this scenario."
                raise RunError(Problem("S956", what, "Expected one of the files that are open."))
        plain = {name: text.replace("\r\n", "\n") for name, text in texts.items()}
        return dataclasses.replace(self, files={**self.files, **plain})

    def edited(self, edits: list[TextEdit]) -> TextFiles:
        """With edits made, each within one line, the last of a line first.

        Raises
        ------
        RunError
            S956 for another file, or a place that the text does not have.
        """
        texts = dict(self.files)
        for edit in sorted(edits, key=lambda one: (one.file, -one.line, -one.column)):
            lines = texts.get(edit.file, "").split("\n") if edit.file in texts else []
            width = len(lines[edit.line - 1]) + 1 if edit.line <= len(lines) else 0
            if not edit.column <= edit.end_column <= width:
                what = f"There is no line {edit.line}, column {edit.end_column} in `{edit.file[:80]}`."
                raise RunError(Problem("S956", what, "Expected a place in a file that is open."))
            line = lines[edit.line - 1]
            lines[edit.line - 1] = line[: edit.column - 1] + edit.text + line[edit.end_column - 1 :]
            texts[edit.file] = "\n".join(lines)
        return self.with_texts(texts)

    def as_source(self) -> Source:
        """The texts as `load` takes them: those that are unchanged by their own bytes."""
        files = []
        for file in self.source.files:
            text = self.files[file.name]
            same = decode(file.data, file.shown) == text
            files.append(file if same else SourceFile(file.name, file.shown, self._bytes_of(file)))
        return dataclasses.replace(self.source, files=tuple(files))

    # on disk

    def changed_outside(self) -> dict[str, str]:
        """The files that are not on disk as they were read: `changed` or `deleted`, by name."""
        found = {}
        for name, known in self.on_disk.items():
            now = _hash_of(self._path(name))
            if now != known:
                found[name] = "changed" if now != GONE else "deleted"
        return found

    def save(self, *, over: bool = False) -> TextFiles:
        """Write what has been changed here, each file whole or not at all.

        Parameters
        ----------
        over : also where the file was changed on disk meanwhile

        Raises
        ------
        RunError
            S952 a file that was changed or deleted meanwhile, S956 a scenario that comes with Standoff,
            S701 and S702 what cannot be written.
        """
        if is_library(self):
            what = f"`{self.source.name}` comes with Standoff and stays as it is."
            fix = "Copy its folder to a place of your own and open that."
            raise RunError(Problem("S956", what, "Only files of your own are written.", fix))
        outside = {} if over else self.changed_outside()
        if outside:
            name, how = next(iter(outside.items()))
            what = f"`{name}` was {how} on disk since it was opened."
            fix = "Load it again, or save over it on purpose."
            raise RunError(Problem("S952", what, "Nothing was written.", fix))
        source, on_disk = self.as_source(), dict(self.on_disk)
        for old, new in zip(self.source.files, source.files, strict=True):
            if new is not old or over:
                write_whole(self._path(new.name), new.data)
                on_disk[new.name] = hashlib.sha256(new.data).hexdigest()
        return dataclasses.replace(self, source=source, on_disk=on_disk)

    def reread(self) -> TextFiles:
        """The files as they stand on disk now."""
        folder, main = self.source.folder, self.main
        return TextFiles.find((folder or Path()) / main)

    def _path(self, name: str) -> Path:
        return ((self.source.folder or Path()) / name).resolve()

    def _bytes_of(self, file: SourceFile) -> bytes:
        before = file.data.decode("utf-8-sig")
        data = with_ends(before, self.files[file.name]).encode("utf-8", "surrogatepass")
        return MARK + data if file.data.startswith(MARK) else data


def is_library(texts: TextFiles) -> bool:
    """Whether a scenario comes with Standoff."""
    shipped = Path(library.__file__).resolve().parent
    return texts.source.folder is not None and texts.source.folder.resolve().is_relative_to(shipped)


def write_whole(path: Path, content: bytes) -> None:
    """A file replaced whole, its permissions kept; a kill at any moment leaves the old one or the new.

    Raises
    ------
    RunError
        S701 where it cannot be written, S702 where the disk is full.
    """
    from standoff.results.files import unwritable

    waiting = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with waiting.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, waiting)
        waiting.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise RunError(unwritable(path, error)) from error


def _hash_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return GONE
