"""The command in processes of its own: killed, stopped, out of room, or with nobody reading."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TOY = Path(__file__).parents[1] / "scenario" / "toy.yaml"
DRAWS = "26000"  # four parts a reading, eight in all: enough to be interrupted between two
PATIENCE = 90.0


def _start(*words: object, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "standoff.app.main", *(str(word) for word in words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )


def _run(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    process = _start(*words, **options)
    out, err = process.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".tmp")
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in files if path.name != "manifest.json"
    }


def _wait_for_parts(folder: Path, n_parts: int, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE
    while len(list(folder.rglob("*.parquet"))) < n_parts:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)


def _group_is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "r"
    done = _run("run", TOY, "--draws", DRAWS, "--out", out, "--workers", 2, "--no-report")
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.parametrize("workers", [1, 2])
def test_run_killed_at_any_moment_is_finished_by_resume_with_the_same_bytes(
    whole: Path, tmp_path: Path, workers: int
) -> None:
    out = tmp_path / "r"
    words = ("run", TOY, "--draws", DRAWS, "--out", out, "--workers", workers, "--no-report")
    process = _start(*words)
    _wait_for_parts(out, 3, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    end = time.monotonic() + PATIENCE
    while not _group_is_gone(process.pid):  # the workers see that the driver is gone
        assert time.monotonic() < end, "workers outlived the driver"
        time.sleep(0.05)
    kept = len(list(out.rglob("*.parquet")))
    assert 3 <= kept < 8
    assert _run(*words).returncode == 2  # unfinished: says how to go on
    done = _run(*words, "--resume")
    assert done.returncode == 0, done.stderr
    assert "draws are on disk already" in done.stderr
    assert _contents(out) == _contents(whole)


def test_killed_worker_does_not_change_the_answer(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "r"
    process = _start("run", TOY, "--draws", DRAWS, "--out", out, "--workers", 2, "--no-report")
    _wait_for_parts(out, 2, process)
    os.kill(_a_worker_of(process.pid), signal.SIGKILL)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert _contents(out) == _contents(whole)


def test_interrupted_run_keeps_parts_and_tells_the_command_that_goes_on(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "r"
    process = _start("run", TOY, "--draws", DRAWS, "--out", out, "--workers", 2, "--no-report")
    _wait_for_parts(out, 2, process)
    os.killpg(process.pid, signal.SIGINT)  # as the terminal does: to the whole group
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Traceback" not in err
    again = err.strip().splitlines()[-1].split()
    assert again[:2] == ["standoff", "run"]
    assert again[-1] == "--resume"
    done = _run(*again[1:], "--workers", 2)
    assert done.returncode == 0, done.stderr
    assert _contents(out) == _contents(whole)


def test_output_into_a_closed_pipe_ends_quietly() -> None:
    words = [sys.executable, "-m", "standoff.app.main", "show", str(TOY), "--stage", "arrays"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(words, stdout=writer, stderr=subprocess.PIPE, text=True, timeout=PATIENCE)
    os.close(writer)
    assert done.stderr == ""
    assert done.returncode == 141


def test_help_into_a_closed_pipe_ends_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    words = [sys.executable, "-m", "standoff.app.main", "--help"]
    done = subprocess.run(words, stdout=writer, stderr=subprocess.PIPE, text=True, timeout=PATIENCE)
    os.close(writer)
    assert done.stderr == ""
    assert done.returncode == 141


def test_folder_that_cannot_be_written_is_an_error_with_a_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = _run("run", TOY, "--draws", 100, "--out", tmp_path / "file" / "r", "--workers", 1)
    assert done.returncode == 2
    assert "S701" in done.stderr
    assert "--out" in done.stderr
    assert done.stdout == ""


def test_full_disk_is_an_error_that_names_the_part_and_keeps_the_rest(tmp_path: Path) -> None:
    out = tmp_path / "r"
    code = (
        "import errno, os, sys\n"
        "from pathlib import Path\n"
        "real, n = os.fsync, [0]\n"
        "def fsync(fd):\n"
        "    n[0] += 'part-' in os.readlink(f'/proc/self/fd/{fd}')\n"
        "    if n[0] == 3: raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))\n"
        "    real(fd)\n"
        "os.fsync = fsync\n"
        "from standoff.app.main import main\n"
        "main(sys.argv[1:])\n"
    )
    words = ("run", str(TOY), "--draws", "20000", "--out", str(out), "--workers", "1", "--no-report")
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 2
    assert "S702" in done.stderr
    assert "part-00002.parquet" in done.stderr
    assert "--resume" in done.stderr
    assert len(list(out.rglob("*.parquet"))) == 2
    assert _run(*words, "--resume").returncode == 0


def _a_worker_of(driver: int) -> int:
    """A process of the driver's session that neither is the driver nor serves it."""
    for entry in sorted(Path("/proc").iterdir(), reverse=True):
        if not entry.name.isdigit() or int(entry.name) == driver:
            continue
        try:
            if os.getsid(int(entry.name)) != driver:
                continue
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent != driver:  # a child of the fork server, not the server itself
                return int(entry.name)
        except (ProcessLookupError, FileNotFoundError):
            continue
    raise AssertionError("no worker found")
