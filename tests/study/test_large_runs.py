"""Runs survive the death of a worker and of the driver, with the same bytes, on processes and on Dask.

The scenario has draws that always fail: they are counted, in every way of running.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from folders import TOY, contents

from standoff import scenario, study
from standoff.errors import RunError
from standoff.study import Settings

DRAWS = 24_576  # three parts a reading, six in all: enough to be interrupted between two
PATIENCE = 90.0
FAILED = 3  # exit code: more than 5 % of the draws of a reading fail, as the number that is put in asks
# Processes of our own are killed in tests/app/test_processes.py; here it is a cluster's, if there is one.
EXECUTORS = ["dask" if importlib.util.find_spec("distributed") else "processes"]


def _poisoned(folder: Path) -> Path:
    """The toy with a number that is not finite in some draws."""
    text = TOY.read_text(encoding="utf-8")
    assert "waiting: -delay_cost if" in text
    path = folder / "toy.yaml"
    path.write_text(text.replace("waiting: -delay_cost if", "waiting: -delay_cost * sqrt(p_firm - 0.02) if"))
    return path


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _poisoned(tmp_path_factory.mktemp("text"))


@pytest.fixture(scope="module")
def whole(poisoned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "whole"
    settings = Settings(draws=DRAWS, seed=5, out=out, executor="serial")
    return study.run(scenario.load(poisoned), settings).path


def _words(text: Path, out: Path, executor: str, *more: str) -> list[str]:
    command = [sys.executable, "-m", "standoff.app.main", "run", str(text), "--draws", str(DRAWS)]
    command += ["--seed", "5", "--out", str(out), "--executor", executor, "--workers", "2", "--no-report"]
    return [*command, *more]


def _begun(words: list[str], out: Path) -> subprocess.Popen[bytes]:
    """The run, as soon as a part of it is on disk."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    until = time.monotonic() + PATIENCE
    while not list(out.rglob("*.parquet")):
        assert process.poll() is None, process.stderr.read().decode() if process.stderr else ""
        assert time.monotonic() < until
        time.sleep(0.01)
    return process


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            own = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        for child in own:
            yield child
            yield from _children(child)


def _workers(pid: int) -> list[int]:
    """Descendants without children of their own that are no helper of the library."""
    found = []
    for child in _children(pid):
        try:
            said = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if b"resource_tracker" not in said and not list(_children(child)):
            found.append(child)
    return found


def _gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}/status").exists() and not _zombie(pid) for pid in pids)


def _zombie(pid: int) -> bool:
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


@pytest.mark.parametrize("executor", EXECUTORS)
def test_worker_that_is_killed_costs_no_draw(
    poisoned: Path, whole: Path, tmp_path: Path, executor: str
) -> None:
    out = tmp_path / "run"
    process = _begun(_words(poisoned, out, executor), out)
    workers = _workers(process.pid)
    assert workers
    os.kill(workers[0], signal.SIGKILL)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == FAILED, said.decode()
    assert contents(out) == contents(whole)


@pytest.mark.parametrize("executor", EXECUTORS)
def test_driver_that_is_killed_leaves_no_worker_and_is_resumed_with_the_same_bytes(
    poisoned: Path, whole: Path, tmp_path: Path, executor: str
) -> None:
    out = tmp_path / "run"
    words = _words(poisoned, out, executor)
    process = _begun(words, out)
    workers = _workers(process.pid)
    process.kill()
    process.communicate(timeout=PATIENCE)
    until = time.monotonic() + PATIENCE
    while not _gone(workers):
        assert time.monotonic() < until
        time.sleep(0.05)
    kept = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    assert kept
    assert not json.loads((out / "manifest.json").read_text())["finished"]
    resumed = subprocess.run([*words, "--resume"], check=False, capture_output=True, timeout=PATIENCE)
    assert resumed.returncode == FAILED, resumed.stderr.decode()
    assert contents(out) == contents(whole)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


def test_draws_that_always_fail_are_counted_and_have_no_numbers(whole: Path) -> None:
    found = study.open_run(whole)
    told = found.summary().readings["sceptic"].status
    assert told["failed"] > 100
    failed = found.rows("sceptic").filter(status=4)
    assert failed.height == told["failed"]
    assert failed["ending:quiet"].null_count() == failed.height


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"executor": "dusk"}, r"S707.*no executor `dusk`.*Did you mean `dask`"),
        ({"scheduler": "tcp://127.0.0.1:1"}, r"S707.*Only `dask` has one.*--executor dask"),
    ],
)
def test_executor_that_does_not_fit_is_refused(
    poisoned: Path, tmp_path: Path, asked: dict[str, str], said: str
) -> None:
    with pytest.raises(RunError, match=said):
        study.run(scenario.load(poisoned), Settings(draws=10, out=tmp_path / "r", **asked))  # type: ignore[arg-type]
