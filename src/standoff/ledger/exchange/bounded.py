"""Files of others, read with bounds: CSV in a zip or beside, JSON; nothing is unpacked to disk.

Sizes are counted while bytes come out, since a zip says of itself what it likes. Bytes that are not
UTF-8 are read one by one as Windows-1252, which such exports really have, and that is told.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from standoff.errors import Problem
from standoff.ledger.moments import LedgerError
from standoff.ledger.records import CALLED_OFF, DATE, HALVES, NEVER, NO, UNSCORED, VOID, YES, YES_NO

LARGEST = 1 << 28  # bytes, unpacked
MOST_ROWS = 2_000_000
LONGEST_CELL = 1 << 20
MOST_COLUMNS = 500
SEPARATORS = (",", ";", "\t")
CHUNK = 1 << 16
MOST_TOLD = 50
LONGEST_WHY = 400  # letters


@dataclass(slots=True)
class Aside:
    """Rows that could not be used, and why: all counted, the first told."""

    told: list[str] = field(default_factory=list)
    n: int = 0

    def add(self, where: str, why: str) -> None:
        """Leave something aside, and say so."""
        self.n += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(f"{where}: {why if len(why) <= LONGEST_WHY else why[: LONGEST_WHY - 3] + '...'}")


@dataclass(frozen=True, slots=True)
class Read:
    """What an import comes to: events in an order in which each finds what it names; what was left aside."""

    drafts: tuple[Mapping[str, Any], ...]
    aside: Aside


def too_large(name: str) -> LedgerError:
    """S775 for a file, or what comes out of a zip."""
    what = f"`{name}` holds more than {LARGEST:,} bytes or {MOST_ROWS:,} rows."
    return LedgerError(Problem("S775", what, "", "Cut it into several files."))


def not_so(name: str, why: str) -> LedgerError:
    """S774 for a file that is not of its form."""
    return LedgerError(Problem("S774", f"`{name}` cannot be read: {why}."))


def content_of(path: Path) -> bytes:
    """The bytes of a regular file, bounded; S774 and S775."""
    try:
        if not path.is_file():
            raise not_so(path.name, "there is no such file")
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise not_so(path.name, error.strerror or "it is refused") from error
    if len(content) > LARGEST:
        raise too_large(path.name)
    return content


def members(path: Path, wanted: Sequence[str]) -> dict[str, bytes]:
    """The wanted members of a zip, by their bare name, bounded while they are unpacked; S774 and S775."""
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content_of(path))) as archive:
            for info in archive.infolist()[:10_000]:
                name = info.filename.replace("\\", "/").rsplit("/", 1)[-1]
                if name in wanted and name not in found:
                    found[name] = _unpacked(archive, info, f"{path.name}/{name}")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:  # encrypted or odd packing too
        raise not_so(path.name, f"it is no zip that can be unpacked ({error})") from error
    return found


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    parts, size = [], 0
    with archive.open(info) as stream:
        while part := stream.read(CHUNK):
            size += len(part)
            if size > LARGEST:
                raise too_large(name)
            parts.append(part)
    return b"".join(parts)


def text_of(content: bytes, name: str, aside: Aside) -> str:
    """Bytes as text, UTF-16 by its mark; bytes that are not UTF-8 are read as Windows-1252, and told."""
    try:
        utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        found = content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape").translate(_ODD_BYTES)
        aside.told.append(f"{name}: some bytes are not UTF-8, and were read as Windows-1252")
        return found


_ODD_BYTES = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}


def rows_of(
    text: str, name: str, needed: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV with the number of each; line breaks and carriage returns inside fields become spaces.

    Parameters
    ----------
    needed, optional : columns that must, and may, be there, in any order, in letters of any case, words
        apart by spaces or `_`, cells by commas, semicolons or tabs; others are passed over

    Raises
    ------
    LedgerError
        S774 where a column is missing or a row cannot be read, S775 for too many rows.
    """
    csv.field_size_limit(LONGEST_CELL)
    try:
        heads, reader = max(
            (_heads(text, mark) for mark in SEPARATORS),
            key=lambda pair: sum(_plain_head(one) in pair[0] for one in needed),
        )
        missing = [one for one in needed if _plain_head(one) not in heads]
        if missing:
            raise not_so(name, f"it has no column `{missing[0]}`")
        known = {one: _plain_head(one) for one in (*needed, *optional)}
        twice = [one for one, head in known.items() if heads.count(head) > 1]
        if twice:
            raise not_so(name, f"it has two columns `{twice[0]}`")
        places = {one: heads.index(head) for one, head in known.items() if head in heads}
        for number, row in enumerate(reader, 1):
            if number > MOST_ROWS:
                raise too_large(name)
            if row:
                yield number, {one: _cell(row, place) for one, place in places.items()}
    except csv.Error as error:
        raise not_so(name, f"a row is no CSV ({error})") from error


def _heads(text: str, mark: str) -> tuple[list[str], Iterator[list[str]]]:
    """The heads of a table whose cells are told apart by a mark, and its other rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True)
    return [_plain_head(head) for head in next(reader, [])[:MOST_COLUMNS]], reader


def _plain_head(head: str) -> str:
    return " ".join(head.replace("_", " ").split()).casefold()


def _cell(row: Sequence[str], place: int) -> str:
    text = row[place] if place < len(row) else ""
    return re.sub(r"[\r\n\t\x00]+", " ", text).strip()


def json_of(content: bytes, name: str, aside: Aside) -> Any:
    """A JSON document; S774 where it is none or too deep."""
    try:
        return json.loads(text_of(content, name, aside))
    except (ValueError, RecursionError) as error:
        raise not_so(name, f"it is no JSON ({error})") from None


def number_of(text: str) -> float:
    """A number of a cell; ValueError in words where it is none."""
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"`{text[:40]}` is no number" if text else "a number is missing") from None


def outcome_of(said: str, kind: str, options: Sequence[str] = ()) -> str:
    """An outcome as the ledger says it: what was called off, or came out half and half, is void (rule 2).

    Examples
    --------
    >>> outcome_of("N/A", "yes_no"), outcome_of("0.5", "yes_no"), outcome_of("0.5", "quantity")
    ('void', 'void', '0.5')
    >>> outcome_of("Yes", "yes_no"), outcome_of("Cancelled", "one_of", ["Held", "Cancelled"])
    ('yes', 'Cancelled')
    """
    plain = said.strip().lower()
    if said in options:  # the name of an option keeps its case
        return said
    if plain in CALLED_OFF or (kind == YES_NO and plain in HALVES):
        return VOID
    words = (*UNSCORED, *((YES, NO) if kind == YES_NO else (NEVER,) if kind == DATE else ()))
    return plain if plain in words else said


def platform(name: str, recorded: str) -> dict[str, str]:
    """What marks an event as one of another platform, with the time that the platform recorded."""
    return {"imported": name, "attested": recorded}
