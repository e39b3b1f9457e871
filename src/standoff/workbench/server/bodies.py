"""What the page sends and what it gets beside the session's own records: strict, with bounds on sizes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from standoff.results.base_record import Record
from standoff.results.session import Asked, Changes, Diagnostic, Name, Short, TextEdit

MOST_TEXT = 4_000_000  # characters of a file: more than is read, so that S102 can say so
MOST_FILES = 400
MOST_BODY = 8_000_000  # bytes of a request

FileText = Annotated[str, StringConstraints(max_length=MOST_TEXT)]


class Question(Asked):
    """Changes to answer."""

    changes: Changes = Changes()


class Exploring(Question):
    """Kinds of findings to work out, by the options of `standoff explore`."""

    kinds: Annotated[list[Name], Field(min_length=1, max_length=20)]


class OfText(Asked):
    """What is asked of the text that a page shows.

    version : of that text, as `OpenedText` told it; where another is held by now, nothing is done
    """

    version: Name


class Texts(OfText):
    """Texts of files as they stand in the editor; `version` is of what they were made from."""

    files: Annotated[dict[Name, FileText], Field(max_length=MOST_FILES)]


class Mend(OfText):
    """Edits that mend something, made in the texts that the session holds."""

    edits: Annotated[list[TextEdit], Field(min_length=1, max_length=100)]


class Keeping(OfText):
    """Changes to keep as a reading of this name."""

    changes: Changes
    name: Name
    title: Short = ""


class Saving(OfText):
    """over : what may be written over though others wrote it, by name as `Outside` told it."""

    over: Annotated[dict[Name, Name], Field(max_length=MOST_FILES)] = Field(default_factory=dict)


class TextPlace(Asked):
    """A place in a file as it stands in the editor: line and column from 1."""

    file: Name
    text: FileText
    line: int = Field(ge=1)
    column: int = Field(ge=1)


class Nothing(Asked):
    """A request that says nothing."""


class Refusal(Record):
    """Why there is no answer."""

    problems: list[Diagnostic]


class Outside(Record):
    """What is not as a page may think: on disk, or in the session.

    files : those that are not on disk as they were read, with the SHA-256 of what is there, "" of a deleted
        one; version : of the text that is held
    """

    files: dict[str, str] = Field(default_factory=dict)
    version: str = ""
