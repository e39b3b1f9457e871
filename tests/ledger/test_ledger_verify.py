"""`verify`, and the one-file script of `seal`: one byte anywhere, a cut tail, two authors merged by git."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from standoff.ledger import LedgerError, begin, seal, verify
from standoff.ledger.moments import read_moment
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
