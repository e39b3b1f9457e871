"""`verify`, and the one-file script of `seal`: one byte anywhere, a cut tail, two authors merged by git."""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import standoff
from standoff.errors import StandoffError
from standoff.ledger import LedgerError, begin, seal, verify
from standoff.ledger.chain import apart, canonical
from standoff.ledger.moments import read_moment
from standoff.ledger.shapes import event_id
from standoff.ledger.verification import SCRIPT
from tests.ledger.books import Book, book_in

NOW = read_moment("2031-02-01")


def _script(folder: Path) -> subprocess.CompletedProcess[str]:
    """Python alone: no packages, no environment."""
    words = [sys.executable, "-I", "-S", str(folder / SCRIPT)]
    return subprocess.run(words, capture_output=True, text=True, check=False, env={})


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = book_in(tmp_path_factory.mktemp("sealed"))
    book.ask("q", text="Does the “strait” close?\n\x1b[2J")
    book.say("q", 0.25, who="bo")
    book.ask("r", author="zoe")
    book.settle("q", "yes", on="2031-01-03")
    seal(book.folder, "anna", NOW)
    return book.folder


def test_untouched_copy_passes_with_nothing_but_python(sealed: Path) -> None:
    assert verify(sealed).faults == ()
    done = _script(sealed)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "All of it holds.")
    assert verify(sealed).seals[0].digest in done.stdout
    assert verify(sealed).unsealed == 0


def test_one_byte_changed_anywhere_names_its_line(sealed: Path, tmp_path: Path) -> None:
    rng = random.Random(3)
    files = [*sorted((sealed / "events").iterdir()), *(sealed / "seals").iterdir(), sealed / "ledger.json"]
    copy = tmp_path / "copy"
    shutil.copytree(sealed, copy)
    script_runs = 0
    for path in files:
        whole, there = path.read_bytes(), copy / path.relative_to(sealed)
        places = {0, len(whole) - 1, len(whole) - 2, len(whole) - 70, *rng.sample(range(len(whole)), 40)}
        places |= {place for place, byte in enumerate(whole) if byte == 10}
        for place in sorted(places):
            changed = bytearray(whole)
            changed[place] ^= 1 << rng.randrange(8)
            there.write_bytes(bytes(changed))
            line = whole.count(b"\n", 0, place) + 1
            faults = [fault.text() for fault in verify(copy).faults]
            named = "ledger.json" if path.name == "ledger.json" else f"{path.parent.name}/{path.name}:{line}:"
            assert any(named in one for one in faults), (named, faults)
            if place % 40 == 0 or place == len(whole) - 1:  # a process each: only some
                script_runs += 1
                done = _script(copy)
                assert done.returncode == 1
                assert named.rstrip(":") in done.stdout
        there.write_bytes(whole)
    assert script_runs > 4
    assert verify(copy).faults == ()


def test_tail_that_was_cut_off_whole_is_caught_by_the_seal_alone(sealed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sealed, copy)
    path = copy / "events" / "anna.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    (fault,) = verify(copy).faults
    assert "events/anna.jsonl` has 2 lines, and had 3 when it was sealed" in fault.what
    assert "anna had 3 lines when it was sealed, and has 2" in _script(copy).stdout
    shutil.rmtree(copy / "seals")
    assert verify(copy).faults == ()
    assert verify(copy).unsealed == 3


def test_lines_behind_a_seal_are_counted_and_a_broken_ledger_is_not_sealed(
    sealed: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sealed, copy)
    book = Book(copy, "2031-02-02")
    book.say("q", 0.5, issued="2031-02-02")
    assert verify(copy).unsealed == 1
    (copy / SCRIPT).write_text("print('All of it holds.')\n")
    assert [fault.code for fault in verify(copy).faults] == ["S776"]
    seal(copy, "zoe", NOW + 10)
    assert (verify(copy).faults, len(verify(copy).seals)) == ((), 2)
    path = copy / "events" / "zoe.jsonl"
    path.write_bytes(path.read_bytes().replace(b"yes_no", b"yes_so"))
    with pytest.raises(LedgerError, match=r"events/zoe.jsonl:1:1: S763"):
        seal(copy, "zoe", NOW + 20)


def _git(folder: Path, *words: str) -> None:
    head = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run([*head, *words], cwd=folder, check=True, capture_output=True)


def test_two_authors_ledgers_merged_by_git_verify(tmp_path: Path) -> None:
    ours = begin(tmp_path / "ours")
    Book(ours).ask("q")
    _git(ours, "init", "-q", "-b", "main")
    _git(ours, "add", "-A")
    _git(ours, "commit", "-qm", "one")
    _git(tmp_path, "clone", "-q", str(ours), "theirs")
    theirs = tmp_path / "theirs"
    Book(theirs).say("q", 0.25, who="zoe", author="zoe")
    seal(theirs, "zoe", NOW)
    Book(ours).say("q", 0.75, who="anna")
    seal(ours, "anna", NOW + 1)
    for folder in (ours, theirs):
        _git(folder, "add", "-A")
        _git(folder, "commit", "-qm", "two")
    _git(ours, "pull", "-q", "--no-rebase", "--no-edit", str(theirs), "main")
    found = verify(ours)
    assert found.faults == ()
    assert [one.author for one in found.chains] == ["anna", "zoe"]
    assert len(found.seals) == 2
    assert _script(ours).returncode == 0
    assert not list(ours.rglob("*.orig"))
    assert re.search(r"zoe  1 lines", _script(ours).stdout)


def _again(event: dict[str, Any]) -> bytes:
    """An event's body with the id of its content, in the one form."""
    return canonical({**event, "id": event_id(event)})


FORGED: dict[str, Callable[[dict[str, Any], bytes], bytes]] = {
    "another id": lambda event, _: canonical({**event, "id": "0" * 16}),
    "a space": lambda _, body: body.replace(b'":"', b'": "', 1),
    "another order": lambda event, _: json.dumps(
        dict(sorted(event.items(), reverse=True)), separators=(",", ":")
    ).encode(),
    "a member twice": lambda _, body: body.replace(b'"kind":', b'"kind":"forecast","kind":', 1),
    "a number beyond floats": lambda _, body: body.replace(b'"kind":', b'"a":1e999,"kind":', 1),
    "recorded long ago": lambda event, _: _again({**event, "recorded": "1000-01-01T00:00:00Z"}),
    "recorded at no time": lambda event, _: _again({**event, "recorded": "yesterday"}),
    "recorded on a day": lambda event, _: _again({**event, "recorded": "2031-12-30"}),
    "as it was": lambda _, body: body,
}


@pytest.mark.parametrize("name", FORGED)
def test_both_verifiers_say_the_same_of_a_line_whose_hash_was_made_again(
    name: str, sealed: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sealed, copy)
    shutil.rmtree(copy / "seals")
    path = copy / "events" / "anna.jsonl"
    *first, last = path.read_bytes().splitlines(keepends=True)
    body = apart(1, last).body
    forged = FORGED[name](json.loads(body), body)
    digest = hashlib.sha256(forged).hexdigest()
    path.write_bytes(b"".join([*first, forged[:-1] + f',"hash":"{digest}"}}\n'.encode()]))
    holds = name in ("as it was", "recorded at no time", "recorded on a day")
    faults = verify(copy).faults
    assert (faults == ()) == holds
    done = _script(copy)
    assert (done.returncode == 0) == holds, done.stdout
    assert holds or f"events/anna.jsonl:{len(first) + 1}" in done.stdout


def test_event_in_the_file_of_another_author_is_a_note(sealed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sealed, copy)
    path = copy / "events" / "zoe.jsonl"
    (line,) = path.read_bytes().splitlines(keepends=True)
    event = json.loads(apart(1, line).body)
    forged = {"kind": "withdrawal", "withdraws": "0" * 16, "author": "anna", "recorded": event["recorded"]}
    body = _again(forged | {"prev": apart(1, line).hash})
    path.write_bytes(line + body[:-1] + f',"hash":"{hashlib.sha256(body).hexdigest()}"}}\n'.encode())
    found = verify(copy)
    assert (found.faults, [note.code for note in found.notes]) == ((), ["S773"])


def test_changed_attributes_of_git_are_told_and_missing_ones_are_not(sealed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sealed, copy)
    path = copy / ".gitattributes"
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert [fault.code for fault in verify(copy).faults] == ["S763"]
    done = _script(copy)
    assert (done.returncode, ".gitattributes:1" in done.stdout) == (1, True)
    path.unlink()
    assert (verify(copy).faults, _script(copy).returncode) == ((), 0)


def test_cut_tail_is_not_counted_as_behind_the_seal(sealed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sealed, copy)
    path = copy / "events" / "anna.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert (len(verify(copy).faults), verify(copy).unsealed) == (1, 0)


@pytest.mark.parametrize("value", [None, 10**400, [0.5], object()])
def test_forecast_that_is_no_number_is_told_by_code(value: Any, tmp_path: Path) -> None:
    folder = standoff.init_ledger(tmp_path / "book")
    standoff.ask_question(folder, "q", "Does it?", closes="2131-12-31", author="anna")
    with pytest.raises(StandoffError, match="S767"):
        standoff.record_forecast(folder, "q", value, author="anna")
