"""The files of a scenario in an editor: read, checked, and saved whole, all of them or none.

What stands on disk is remembered by its hash: a file that somebody else has changed meanwhile, or deleted,
is not written over unless that is asked for. Byte order mark and each line's end stay as they were.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from standoff import library
from standoff.errors import Problem, RunError
from standoff.results.session import TextEdit
from standoff.scenario.files import Source, SourceFile, find
from standoff.scenario.loading import with_tables
from standoff.scenario.yaml.reader import decode
from standoff.workbench.session.line_ends import with_ends
from standoff.workbench.session.whole_files import move, take_away, written_beside

MARK = b"\xef\xbb\xbf"
GONE = ""  # the hash of a file that is not there
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TextFiles:
    """The texts of a scenario, the main file first, its tables last, and what of them stands on disk.

    files : text by name within the scenario's folder; source : the files as they were read
    on_disk : SHA-256 of the bytes that this editor last read or wrote, by name
    of_run : whether they are the copy in a run's folder, which shows what the run read and is never written
    """

    files: Mapping[str, str]
    source: Source
    on_disk: Mapping[str, str] = field(default_factory=dict)
    of_run: bool = False

    @classmethod
    def find(cls, where: str | os.PathLike[str], *, of_run: bool = False) -> TextFiles:
        """The files of a scenario by path, or by the name of one that comes with Standoff.

        Raises
        ------
        ScenarioError
            S101 to S119: what cannot be read.
        """
        source = with_tables(find(where))
        return cls(
            {file.name: decode(file.data, file.shown) for file in source.files},
            source,
            {file.name: hashlib.sha256(file.data).hexdigest() for file in source.files},
            of_run,
        )

    @property
    def kept_by(self) -> str:
        """Why these files are not written, in words that follow their name; "" of one's own."""
        if self.of_run:
            return "is the copy of a run"
        shipped = Path(library.__file__).resolve().parent
        folder = self.source.folder
        ours = folder is not None and folder.resolve().is_relative_to(shipped)
        return "comes with Standoff" if ours else ""

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

    def with_tables(self) -> TextFiles:
        """With the tables that the text names by now; one that it names no more stays at hand."""
        source = with_tables(self.as_source())
        new = [file for file in source.files if file.name not in self.files]
        if not new:
            return self
        texts = {file.name: decode(file.data, file.shown) for file in new}
        read = {file.name: hashlib.sha256(file.data).hexdigest() for file in new}
        return dataclasses.replace(
            self,
            files={**self.files, **texts},
            source=dataclasses.replace(self.source, files=(*self.source.files, *new)),
            on_disk={**self.on_disk, **read},
        )

    @property
    def version(self) -> str:
        """SHA-256 of all texts with their names: what a page shows is told from what is held here by it."""
        digest = hashlib.sha256()
        for name, text in self.files.items():
            for part in (name, text):
                data = part.encode("utf-8", "surrogatepass")
                digest.update(b"%d:" % len(data) + data)
        return digest.hexdigest()

    def expect(self, version: str) -> None:
        """Raise unless these are the texts of that version.

        Raises
        ------
        RunError
            S958 where they are others.
        """
        if version != self.version:
            what = "The text was changed meanwhile in another window."
            fix = "Load the text that is held now, or keep the one of this window on purpose."
            raise RunError(Problem("S958", what, "Nothing was done.", fix))

    @property
    def unsaved(self) -> list[str]:
        """The files whose texts are not as they were read or written last."""
        pairs = zip(self.source.files, self.as_source().files, strict=True)
        return [old.name for old, new in pairs if new is not old]

    # on disk

    def changed_outside(self) -> dict[str, str]:
        """The files that are not on disk as they were read, each with the SHA-256 of what is there now.

        A file that was deleted has "".
        """
        now = {name: _hash_of(self._path(name)) for name in self.on_disk}
        return {name: found for name, found in now.items() if found != self.on_disk[name]}

    def save(self, *, over: Mapping[str, str] = NOTHING) -> TextFiles:
        """Write what has been changed here, all files or none as far as the disk allows.

        Parameters
        ----------
        over : what may be written over though others wrote it, as `changed_outside` told it: a file that
            was changed once more since then is left alone

        Raises
        ------
        RunError
            S952 a file that was changed or deleted meanwhile, S956 a scenario that comes with Standoff,
            S701 and S702 what cannot be written: then nothing was.
        PartlySavedError
            S959 where some files were written and another could not be.
        """
        if self.kept_by:
            what = f"`{self.source.name}` {self.kept_by} and stays as it is."
            fix = "Copy its folder to a place of your own and open that."
            raise RunError(Problem("S956", what, "Only files of your own are written.", fix))
        outside = self.changed_outside()
        for name in (one for one, found in outside.items() if over.get(one) != found):
            how = "deleted" if outside[name] == GONE else "changed"
            since = "since that was last told" if name in over else "since it was opened"
            what = f"`{name}` was {how} on disk {since}."
            fix = "Load it again, or save over it on purpose."
            raise RunError(Problem("S952", what, "Nothing was written.", fix))
        pairs = zip(self.source.files, self.as_source().files, strict=True)
        changed = [new for old, new in pairs if new is not old or new.name in outside]
        beside = written_beside({self._path(file.name): file.data for file in changed})
        saved = self
        for i, file in enumerate(changed):
            path = self._path(file.name)
            try:
                move(path, beside[path])
            except RunError as error:
                take_away(beside[self._path(one.name)] for one in changed[i + 1 :])
                raise (_partly(error, changed, i, saved) if i else error) from error
            saved = saved._noted(file)
        return saved

    def _noted(self, file: SourceFile) -> TextFiles:
        """With a file as it stands on disk now."""
        source = tuple(file if one.name == file.name else one for one in self.source.files)
        on_disk = {**self.on_disk, file.name: hashlib.sha256(file.data).hexdigest()}
        return dataclasses.replace(
            self, source=dataclasses.replace(self.source, files=source), on_disk=on_disk
        )

    def reread(self) -> TextFiles:
        """The files as they stand on disk now."""
        folder, main = self.source.folder, self.main
        return TextFiles.find((folder or Path()) / main, of_run=self.of_run)

    def _path(self, name: str) -> Path:
        return ((self.source.folder or Path()) / name).resolve()

    def _bytes_of(self, file: SourceFile) -> bytes:
        before = file.data.decode("utf-8-sig")
        data = with_ends(before, self.files[file.name]).encode("utf-8", "surrogatepass")
        return MARK + data if file.data.startswith(MARK) else data


class PartlySavedError(RunError):
    """Some files were written and others not; `texts` notes which stand on disk as they are."""

    def __init__(self, problem: Problem, texts: TextFiles) -> None:
        super().__init__(problem)
        self.texts = texts


def _partly(error: RunError, files: list[SourceFile], i: int, saved: TextFiles) -> PartlySavedError:
    done = ", ".join(f"`{file.name}`" for file in files[:i])
    why = error.problems[0].what
    what = f"{done} was saved, `{files[i].name}` and what follows was not: {why}"
    fix = "What was not saved stands in the editor: save again when the file can be written."
    return PartlySavedError(Problem("S959", what, "", fix), saved)


def _hash_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return GONE
