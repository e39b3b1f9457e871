"""The text in a session: problems where the terminal has them, mends that mend, saving that loses nothing."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from session_toys import BARRIER, barrier

from standoff.errors import StandoffError
from standoff.results.session import Changes, Diagnostic, TextEdit
from standoff.workbench.session import Session, TextFiles
from standoff.workbench.session.line_ends import with_ends
from standoff.workbench.session.texts import PartlySavedError

WRONG = Path(__file__).parents[1] / "scenario" / "wrong"
PLACED = re.compile(r"^[^\n]*?:(\d+):(\d+): (S\d\d\d): ", re.MULTILINE)
EVERY = 6  # of the wrong scenarios


def _cases() -> list[Path]:
    """Wrong scenarios of all stages, those that are files that can be read."""
    cases = [path for path in sorted(WRONG.iterdir()) if path.suffix == ".yaml"]
    late = [path for path in cases if ": S6" in path.with_suffix(".txt").read_text(encoding="utf-8")]
    return sorted({*cases[::EVERY], *late})


def test_wrong_scenarios_have_the_codes_and_places_of_the_terminal() -> None:
    compared = 0
    for path in _cases():
        said = path.with_suffix(".txt").read_text(encoding="utf-8")
        wanted = [(code, int(line), int(column)) for line, column, code in PLACED.findall(said)]
        try:
            held = Session(TextFiles.find(path), draws=256)
        except StandoffError:
            continue  # no file that an editor could show
        held.check_games()
        wrong = any(one.kind == "error" for one in held.problems)
        kinds = ("error",) if wrong else ("warning",)  # as the terminal: errors stand alone
        told = {(one.code, one.line, one.column) for one in held.problems if one.kind in kinds and one.line}
        assert told == set(wanted), path
        compared += bool(wanted)
    assert compared >= 80


def _held(folder: Path, old: str = "", new: str = "") -> Session:
    text = BARRIER.replace(old, new, 1) if old else BARRIER
    return Session(TextFiles.find(barrier(folder, text)), draws=256)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("storm == hits, chance", "storm == hit, chance"),
        ("-cost if", "-costs if"),
        ("breach == breaks and leave", "breech == breaks and leave"),
        ("because: [c1]", "because: [c1x]"),
        ("by: city", "by: citty"),
        ("measures:", "measure:"),
        ("uniform(0, 1)", "unifrom(0, 1)"),
        ("unit: payoff", "unit: payof"),
    ],
)
def test_mend_of_a_misspelt_name_leaves_nothing_wrong(tmp_path: Path, old: str, new: str) -> None:
    held = _held(tmp_path, old, new)
    offered = [one for one in held.problems if one.edits]
    assert offered, [one.what for one in held.problems]
    assert held.edit(held.texts.edited(offered[0].edits))
    assert held.texts.files["barrier.yaml"] == BARRIER


@pytest.mark.parametrize("name", ["p_storm", '"p_storm"'])
def test_number_without_a_name_is_given_one_by_its_mend(tmp_path: Path, name: str) -> None:
    text = BARRIER.replace("  # how sure are we?\n  p_storm", f"  # how sure are we?\n  {name}")
    held = Session(TextFiles.find(barrier(tmp_path, text.replace("-stake if", "-2.5 if", 1))), draws=256)
    note = next(one for one in held.problems if one.kind == "note" and "2.5" in one.what)
    assert held.edit(held.texts.edited(note.edits))
    assert not [one for one in held.problems if "2.5" in one.what]
    assert [one for one in held.reading().numbers if one.middle == -2.5]


def test_last_good_answer_stays_while_the_text_is_wrong(tmp_path: Path) -> None:
    held = _held(tmp_path)
    before = held.answer()
    assert not held.edit(held.texts.with_texts({"barrier.yaml": BARRIER + "oops: ["}))
    assert held.opened().stale
    assert held.answer() == before


@pytest.mark.parametrize("reading", ["", "calm"])
def test_kept_reading_leaves_every_other_character_as_it_was(tmp_path: Path, reading: str) -> None:
    held = _held(tmp_path)
    changes = Changes(reading=reading, numbers={"stake": 9.0}, given={"leave": "stay"}, claims=["c1", "c3"])
    edit = held.keep(changes, "wet_season", 'A "wet" season: #1')
    text = held.texts.edited([edit]).files["barrier.yaml"]
    assert text.replace(edit.text, "") == BARRIER
    assert held.edit(held.texts.with_texts({"barrier.yaml": text}))
    kept = held.loaded.reading("wet_season")
    assert kept.readings["wet_season"] == 'A "wet" season: #1'
    assert kept.moves["leave"].fixed == "stay"
    assert held.answer(Changes(reading="wet_season")).draws == 256


def test_kept_reading_of_a_text_without_any_begins_the_section(tmp_path: Path) -> None:
    bare = BARRIER[: BARRIER.index("\nreadings:")].rstrip("\n")  # and no line end at the end
    held = Session(TextFiles.find(barrier(tmp_path, bare)), draws=256)
    text = held.texts.edited([held.keep(Changes(play="sharp"), "sharp_play")]).files["barrier.yaml"]
    assert text.startswith(bare)
    assert held.edit(held.texts.with_texts({"barrier.yaml": text}))
    assert held.loaded.readings == ("as_written", "sharp_play")


@pytest.mark.parametrize(
    ("name", "changes", "code"),
    [
        ("calm", Changes(), "S953"),
        ("Ümlaut", Changes(), "S953"),
        ("a: b\nstandoff", Changes(), "S953"),
        ("seen", Changes(observed={"storm": "hits"}), "S955"),
    ],
)
def test_reading_that_cannot_be_kept_is_refused_by_code(
    tmp_path: Path, name: str, changes: Changes, code: str
) -> None:
    with pytest.raises(StandoffError) as told:
        _held(tmp_path).keep(changes, name)
    assert told.value.problems[0].code == code


def test_readings_on_one_line_are_left_to_their_author(tmp_path: Path) -> None:
    text = BARRIER[: BARRIER.index("\nreadings:")] + "\nreadings: {calm: {title: Calm}}\n"
    held = Session(TextFiles.find(barrier(tmp_path, text)), draws=256)
    with pytest.raises(StandoffError) as told:
        held.keep(Changes(numbers={"stake": 1.0}), "other")
    assert told.value.problems[0].code == "S955"


# files


def test_saved_file_keeps_its_mark_its_line_ends_and_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "barrier.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BARRIER.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    texts = TextFiles.find(path)
    texts.with_texts({"barrier.yaml": texts.files["barrier.yaml"].replace("The city", "A city")}).save()
    wanted = b"\xef\xbb\xbf" + BARRIER.replace("The city", "A city").replace("\n", "\r\n").encode()
    assert path.read_bytes() == wanted
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["barrier.yaml"]


MIXED = [("a", "\r\n"), ("", "\n"), ("b", "\n"), ("", "\r\n"), ("b", "\r\n"), ("# c", "\n"), ("d", "")]


@pytest.mark.parametrize("end_at_the_end", ["", "\n", "\r\n"])
def test_each_line_keeps_its_own_end_when_one_is_changed_added_or_taken(end_at_the_end: str) -> None:
    old = [*MIXED[:-1], (MIXED[-1][0], end_at_the_end)]
    whole = "".join(line + end for line, end in old)
    for i in range(len(old)):
        changed = [(f"{line} # mine" if j == i else line, end) for j, (line, end) in enumerate(old)]
        before = old[i - 1][1] if i else old[0][1]  # at the top there is none before: that of the first
        added = [*old[:i], ("new: 1", before), ("new: 2", before), *old[i:]]
        taken = [*old[:i], *old[i + 1 :]]
        for wanted in (changed, added, taken):
            said = "".join(line + end for line, end in wanted)
            if wanted is taken and i == len(old) - 1:
                said = said if end_at_the_end else said.removesuffix("\n")
            assert with_ends(whole, said.replace("\r\n", "\n")) == said, (i, wanted)


def test_text_of_many_mixed_lines_is_matched_in_a_moment() -> None:
    lines = [f"n_{i}: {i}" if i % 3 else "" for i in range(20_000)]
    ends = ["\r\n" if i % 2 else "\n" for i in range(20_000)]
    whole = "".join(line + end for line, end in zip(lines, ends, strict=True))
    changed = [*lines]
    changed[10], changed[19_000] = "first", "second"
    wanted = "".join(line + end for line, end in zip(changed, ends, strict=True))
    begun = time.process_time()
    assert with_ends(whole, wanted.replace("\r\n", "\n")) == wanted
    assert time.process_time() - begun < 5.0


def test_kept_reading_takes_the_line_end_of_the_line_before(tmp_path: Path) -> None:
    for end, other in (("\r\n", "\n"), ("\n", "\r\n")):
        lines = BARRIER.split("\n")
        raw = "".join(line + (end if "comment inside" in line else other) for line in lines[:-1]).encode()
        path = tmp_path / "barrier.yaml"
        path.write_bytes(raw)
        held = Session(TextFiles.find(path), draws=256)
        edit = held.keep(Changes(numbers={"stake": 9.0}), "dear")
        held.texts.edited([edit]).save()
        inserted = edit.text.removeprefix("\n").replace("\n", end).encode() + end.encode()
        assert path.read_bytes().replace(inserted, b"") == raw


@pytest.mark.parametrize("how", ["changed", "deleted"])
def test_file_changed_on_disk_is_not_written_over_in_silence(tmp_path: Path, how: str) -> None:
    texts = TextFiles.find(barrier(tmp_path)).with_texts({"barrier.yaml": BARRIER + "# mine\n"})
    path = tmp_path / "barrier.yaml"
    if how == "changed":
        path.write_text(BARRIER + "# theirs\n", encoding="utf-8")
    else:
        path.unlink()
    assert (texts.changed_outside()["barrier.yaml"] == "") == (how == "deleted")
    with pytest.raises(StandoffError, match=f"S952.*{how}"):
        texts.save()
    assert not path.exists() or path.read_text(encoding="utf-8").endswith("# theirs\n")
    seen = texts.changed_outside()
    path.write_text(BARRIER + "# theirs again\n", encoding="utf-8")
    with pytest.raises(StandoffError, match=r"S952.*since that was last told"):
        texts.save(over=seen)
    assert path.read_text(encoding="utf-8").endswith("# theirs again\n")
    saved = texts.save(over=texts.changed_outside())
    assert path.read_text(encoding="utf-8").endswith("# mine\n")
    assert saved.changed_outside() == {}


def _two_files(folder: Path) -> TextFiles:
    """A scenario with a file of claims, both files changed."""
    main = barrier(
        folder, BARRIER.replace("  c3: {document: wire, claimant: the mayor, says: Nobody will leave.}\n", "")
    )
    (folder / "claims").mkdir()
    claims = "c3: {claimant: the mayor, says: Nobody will leave.}\n"
    (folder / "claims" / "wire.yaml").write_text(claims, encoding="utf-8")
    main.rename(folder / "scenario.yaml")
    texts = TextFiles.find(folder)
    return texts.with_texts({name: text + "# mine\n" for name, text in texts.files.items()})


def test_save_of_two_files_writes_neither_where_one_cannot_be_begun(tmp_path: Path) -> None:
    texts = _two_files(tmp_path)
    assert texts.unsaved == list(texts.files) == ["scenario.yaml", "claims/wire.yaml"]
    shutil.rmtree(tmp_path / "claims")
    with pytest.raises(StandoffError, match=r"S701.*wire\.yaml"):
        texts.save(over=texts.changed_outside())
    assert "# mine" not in (tmp_path / "scenario.yaml").read_text(encoding="utf-8")
    assert [one.name for one in tmp_path.iterdir()] == ["scenario.yaml"]


def test_save_that_stops_between_two_files_notes_what_was_written(tmp_path: Path) -> None:
    texts = _two_files(tmp_path)
    second = tmp_path / "claims" / "wire.yaml"
    second.unlink()
    second.mkdir()  # a file can be written beside it and not put in its place
    with pytest.raises(
        PartlySavedError, match=r"S959.*`scenario\.yaml` was saved, `claims/wire\.yaml`"
    ) as told:
        texts.save(over=texts.changed_outside())
    held = told.value.texts
    assert held.unsaved == ["claims/wire.yaml"]
    assert held.files == texts.files
    assert "scenario.yaml" not in held.changed_outside()
    assert (tmp_path / "scenario.yaml").read_text(encoding="utf-8").endswith("# mine\n")
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["claims", "scenario.yaml", "wire.yaml"]
    second.rmdir()
    assert held.save(over=held.changed_outside()).unsaved == []


def test_shipped_scenario_is_never_written() -> None:
    texts = TextFiles.find("tripwire")
    with pytest.raises(StandoffError, match="S956"):
        texts.with_texts({texts.main: texts.files[texts.main] + "# mine\n"}).save()


@pytest.mark.parametrize("name", ["../barrier.yaml", "/etc/passwd", "other.yaml", ""])
def test_file_that_is_not_of_the_scenario_is_refused(tmp_path: Path, name: str) -> None:
    texts = TextFiles.find(barrier(tmp_path))
    with pytest.raises(StandoffError, match="S956"):
        texts.with_texts({name: "x"})
    with pytest.raises(StandoffError, match="S956"):
        texts.edited([TextEdit(file=name, line=1, column=1, end_column=1, text="x")])


@pytest.mark.parametrize(("line", "column", "end"), [(1, 5, 900), (999, 1, 1), (1, 6, 5)])
def test_edit_at_a_place_that_is_not_there_is_refused(
    tmp_path: Path, line: int, column: int, end: int
) -> None:
    texts = TextFiles.find(barrier(tmp_path))
    edit = TextEdit(file="barrier.yaml", line=line, column=column, end_column=end, text="x")
    with pytest.raises(StandoffError, match="S956"):
        texts.edited([edit])


SAVER = """
import sys
import time
from pathlib import Path
from standoff.workbench.session.whole_files import write_whole
path, n = Path(sys.argv[1]), 0
print("ready", flush=True)
while True:
    n += 1
    write_whole(path, (f"{n % 10}" * 400_000).encode())
"""


def test_kill_in_the_middle_of_a_save_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "text.yaml"
    path.write_bytes(b"0" * 400_000)
    for delay in (0, 40_000):
        words = [sys.executable, "-c", SAVER, str(path)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as saver:
            assert saver.stdout is not None
            saver.stdout.readline()
            for _ in range(delay):
                pass
            os.kill(saver.pid, signal.SIGKILL)
        content = path.read_bytes()
        assert len(content) == 400_000
        assert len(set(content)) == 1


def test_texts_that_are_hostile_come_back_as_they_are(tmp_path: Path) -> None:
    script = "<script>alert(1)</script>"
    held = _held(tmp_path, "title: The barrier", f'title: "{script}"')
    told = held.opened()
    assert told.words is not None
    assert told.words.title == script
    problems: list[Diagnostic] = told.problems
    assert not [one for one in problems if one.kind == "error"]
