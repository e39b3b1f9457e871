"""Two runs into one folder, a killed run's lock, streams that take nothing more, Ctrl-C while loading."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from standoff.errors import RunError
from standoff.study.lock import LOCK, locked
from standoff.study.progress import Quiet

HOLD = (
    "import sys, time; from pathlib import Path; from standoff.study.lock import locked;"
    "from standoff.study.progress import Quiet\n"
    "with locked(Path(sys.argv[1]), Quiet()): print('held', flush=True); time.sleep(60)"
)
COMMAND = [sys.executable, "-m", "standoff.app.main"]


class News(Quiet):
    def __init__(self) -> None:
        self.told: list[str] = []

    def say(self, text: str) -> None:
        self.told.append(text)


def _holding(folder: Path) -> subprocess.Popen[bytes]:
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    return other


def test_held_folder_says_who_since_when_and_what_to_do_and_a_dead_holder_is_taken_over(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "run"
    other = _holding(folder)
    try:
        said = rf"S752: .*process {other.pid} on .* since 20.*Wait until.*--out"
        with pytest.raises(RunError, match=said), locked(folder, Quiet()):
            pass
    finally:
        other.kill()
        other.wait()
    assert (folder / LOCK).exists()
    news = News()
    with locked(folder, news):
        assert json.loads((folder / LOCK).read_text(encoding="utf-8"))["process"] == os.getpid()
    assert [f"process {other.pid} " in line and "taken over" in line for line in news.told] == [True]
    assert list(folder.iterdir()) == []


def test_lock_of_a_folder_that_was_not_there_leaves_nothing_behind(tmp_path: Path) -> None:
    news = News()
    for _ in range(2):
        with locked(tmp_path / "a" / "run", news):
            pass
    assert not (tmp_path / "a" / "run").exists()
    assert news.told == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_full_stdout_has_words_and_an_exit_code() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*COMMAND, "library"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 2
    assert ended.stderr.startswith("S753: What is printed cannot be written: no space left on device.")
    assert "Traceback" not in ended.stderr
    assert "Sorry" not in ended.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_full_stderr_changes_no_exit_code() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*COMMAND, "check", "nothing-here"], stdout=subprocess.DEVNULL, stderr=full, check=False
        )
    assert ended.returncode == 2


def test_closed_pipe_ends_with_its_code() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [*COMMAND, "schema"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, "")


@pytest.mark.parametrize("seconds", [0.15, 0.3, 0.5])
def test_early_stop_has_words_and_no_traceback(tmp_path: Path, seconds: float) -> None:
    """Whenever it comes: the interpreter may still be starting, or numpy be half loaded."""
    words = [*COMMAND, "run", "volunteers", "--draws", "200", "--no-report", "--out", str(tmp_path / "run")]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not _is_ours(process.pid):
        time.sleep(0.005)
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    # where the stop hits code that a library runs from C, Python ends by the signal itself: 130 in a shell
    assert process.returncode in (130, -signal.SIGINT)
    assert "Traceback" not in told
    assert "Stopped." in told


def _is_ours(pid: int) -> bool:
    """Whether the interpreter has got as far as numpy's folder, or is gone."""
    maps = Path(f"/proc/{pid}/maps")
    try:
        return "numpy" in maps.read_text(encoding="utf-8")
    except OSError:
        return True


@pytest.mark.parametrize("left", ["5", "[]", "torn {", '{"process": 4}'])
def test_lock_that_does_not_say_who_held_it_is_taken_over_with_words(tmp_path: Path, left: str) -> None:
    (tmp_path / "run.lock").write_text(left, encoding="utf-8")
    news = News()
    with locked(tmp_path, news):
        pass
    assert ["was held by another process" in line and "taken over" in line for line in news.told] == [True]
