"""Places hold exactly or not at all: byte order marks, line ends, other scripts, other editions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.evidence.anchoring import (
    MOST_BYTES,
    EvidenceError,
    anchor,
    anchored,
    hash_of,
    read_document,
    sources_in,
    text_of,
)
from standoff.evidence.records import Claim, Document
from tests.evidence.texts import HARBOUR, MIXED, harbour


def _claim(start: int | None, end: int | None, sha256: str = "", name: str = "c1") -> Claim:
    return Claim(name, "harbour", ("author",), "Says.", start=start, end=end, span_sha256=sha256)


def test_place_that_holds_gives_the_text_at_it() -> None:
    start = HARBOUR.index("the mole")
    claim = _claim(start, start + 8, hash_of("the mole"))
    assert anchor(harbour(), claim) == "the mole"


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1), st.data())
def test_any_stretch_of_any_text_is_anchored_and_no_other(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    source = text_of(b"x" + text.encode(), "any.txt")
    assert anchor(source, _claim(start + 1, end + 1, hash_of(text[start:end]))) == text[start:end]
    if source.text[start:end] != text[start:end]:
        with pytest.raises(EvidenceError) as caught:
            anchor(source, _claim(start, end, hash_of(text[start:end])))
        assert caught.value.problems[0].code == "S830"


def test_byte_order_mark_and_line_ends_are_characters_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "mixed.txt"
    path.write_bytes(MIXED.encode())
    source = read_document(path)
    assert source.text == MIXED
    assert source.text[0] == "\ufeff"
    start = MIXED.index("🚢")
    assert anchor(source, _claim(start, start + 1, hash_of("🚢"))) == "🚢"
    unix = text_of(MIXED.replace("\r\n", "\n").encode(), "unix.txt")
    assert unix.sha256 != source.sha256
    later = MIXED.index("cranes")
    with pytest.raises(EvidenceError, match="orphan"):
        anchor(unix, _claim(later, later + 6, hash_of("cranes")))


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (_claim(None, None), "names no place"),
        (_claim(0, len(HARBOUR) + 1), "ends at"),
        (_claim(0, 5, hash_of("That ")), "have the SHA-256"),
    ],
)
def test_orphan_is_told_with_what_differs(claim: Claim, said: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        anchor(harbour(), claim)
    problem = caught.value.problems[0]
    assert problem.code == "S830"
    assert "orphan" in problem.what
    assert said in problem.what


def test_copy_is_found_by_its_hash_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "whatever.md").write_bytes(HARBOUR.encode())
    (tmp_path / "picture.bin").write_bytes(b"\xff\x00\xfe")
    document = Document("harbour", "The harbour question", "", sha256=harbour().sha256)
    found = anchored(
        document, [_claim(0, 3), _claim(None, None, name="c2")], sources_in(tmp_path, [document])
    )
    assert (found.held, found.unplaced, found.problems) == (("c1",), ("c2",), ())


def test_copy_of_another_edition_is_told_and_its_places_are_checked(tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_bytes(HARBOUR.replace("could", "might").encode())
    document = Document("harbour", "The harbour question", "", sha256=harbour().sha256)
    kept = HARBOUR.index("the mole")
    lost = HARBOUR.index("could be closed")
    claims = [
        _claim(kept, kept + 8, hash_of("the mole"), "kept"),
        _claim(lost, lost + 15, hash_of("could be closed"), "lost"),
        _claim(kept, kept + 8, "", "unhashed"),
    ]
    found = anchored(document, claims, sources_in(tmp_path, [document]))
    assert found.held == ("kept",)
    assert [problem.code for problem in found.problems] == ["S831", "S830", "S830"]


def test_document_that_nobody_has_is_not_checked(tmp_path: Path) -> None:
    document = Document("harbour", "The harbour question", "", sha256=harbour().sha256)
    found = anchored(document, [_claim(0, 3)], sources_in(tmp_path, [document]))
    assert (found.source, found.held, found.problems) == (None, (), ())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 something", "PDF"),
        (b"PK\x03\x04word", "packed"),
        (b"\xff\xfeh\x00i\x00", "UTF-16"),
        (b"caf\xe9 au lait", "0xe9 at byte 3"),
        (b"zero\x00byte", "zero byte at character 4"),
    ],
)
def test_file_that_is_no_utf8_text_is_refused(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "doc").write_bytes(data)
    with pytest.raises(EvidenceError) as caught:
        read_document(tmp_path / "doc")
    assert caught.value.problems[0].code == "S832"
    assert said in caught.value.problems[0].what


def test_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    with pytest.raises(EvidenceError, match="S833"):
        read_document(tmp_path / "large.txt")


@pytest.mark.parametrize("name", ["missing.txt", ".", "a\0b"])
def test_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="S101"):
        read_document(tmp_path / name)


def test_folder_of_sources_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="S101"):
        sources_in(tmp_path / "nowhere", [])
