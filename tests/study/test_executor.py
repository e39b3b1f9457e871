"""The executor: tasks survive dead workers, poison is narrowed down to the draw, errors come home."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import polars as pl
import pytest
from toy_job import BLANK, StillbornJob, ToyJob

from standoff.errors import RunError
from standoff.study.executor import run_tasks
from standoff.study.work import MOST_FAILED, Task, isolate_failures

TASKS = [Task("r", part, 16 * part, 16) for part in range(12)]


def _draws(frames: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frames).sort("draw")


def test_serial_does_every_task_in_order(tmp_path: Path) -> None:
    found = list(run_tasks(ToyJob(tmp_path / "log"), TASKS, 1))
    assert pl.concat(found)["draw"].to_list() == list(range(192))


def test_pool_gives_the_same_rows_and_leaves_no_process(tmp_path: Path) -> None:
    before = set(multiprocessing.active_children())
    found = _draws(list(run_tasks(ToyJob(tmp_path / "log", seconds=0.02), TASKS, 2)))
    assert found.equals(_draws(list(run_tasks(ToyJob(tmp_path / "log2"), TASKS, 1))))
    assert len({line.split()[0] for line in (tmp_path / "log").read_text().splitlines()}) == 2
    assert set(multiprocessing.active_children()) == before


def test_worker_killed_once_loses_nothing(tmp_path: Path) -> None:
    job = ToyJob(tmp_path / "log", deadly=frozenset({70}), once=True)
    found = _draws(list(run_tasks(job, TASKS, 2)))
    assert found["draw"].to_list() == list(range(192))
    assert found["status"].sum() == 0


def test_draw_that_always_kills_is_the_only_one_recorded_as_failed(tmp_path: Path) -> None:
    found = _draws(list(run_tasks(ToyJob(tmp_path / "log", deadly=frozenset({70})), TASKS[:6], 2)))
    assert found["draw"].to_list() == list(range(96))
    assert found.filter(pl.col("status") == 4)["draw"].to_list() == [70]


@pytest.mark.parametrize("n_workers", [1, 2])
def test_user_error_in_a_worker_comes_home_whole(tmp_path: Path, n_workers: int) -> None:
    with pytest.raises(RunError, match="draw 70 is wrong") as caught:
        list(run_tasks(ToyJob(tmp_path / "log", wrong=frozenset({70})), TASKS, n_workers))
    assert caught.value.problems[0].code == "S707"


def test_many_draws_that_kill_are_no_longer_the_draws_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("standoff.study.work.MOST_FAILED", 2)
    job = ToyJob(tmp_path / "log", deadly=frozenset(range(64, 80)))
    with pytest.raises(RunError, match=r"S714.*--workers 1"):
        list(run_tasks(job, TASKS[:6], 2))


def test_workers_that_die_as_they_start_are_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"S711.*--workers 1"):
        list(run_tasks(StillbornJob(tmp_path / "log"), TASKS, 2))


def test_script_without_main_guard_can_use_workers(tmp_path: Path) -> None:
    import subprocess
    import sys

    script = tmp_path / "script.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path\n"
        "from standoff.study.executor import run_tasks\n"
        "from test_executor import TASKS, ToyJob\n"
        f"print(len(list(run_tasks(ToyJob(Path({str(tmp_path / 'log')!r})), TASKS, 2))))\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.returncode) == ("12\n", 0), done.stderr


def test_salvage_with_few_failing_draws_keeps_the_rest() -> None:
    bad = {3, 8}

    def attempt(first: int, n_draws: int) -> pl.DataFrame | Exception:
        if bad & set(range(first, first + n_draws)):
            return ZeroDivisionError("bad")
        return pl.DataFrame({"draw": range(first, first + n_draws), "status": [0] * n_draws})

    rows, n_failed = isolate_failures(Task("r", 0, 0, 16), attempt, BLANK)
    assert n_failed == 2
    assert rows["draw"].to_list() == list(range(16))
    assert rows.filter(pl.col("status") == 4)["draw"].to_list() == [3, 8]


def test_salvage_where_everything_fails_raises_the_error() -> None:
    seen: list[int] = []

    def attempt(first: int, _n_draws: int) -> Exception:
        seen.append(first)
        return ZeroDivisionError("all")

    with pytest.raises(ZeroDivisionError):
        isolate_failures(Task("r", 0, 0, 8192), attempt, BLANK)
    assert len(seen) < 4 * MOST_FAILED
