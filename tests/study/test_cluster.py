"""The executor on a Dask cluster: the same rows, dead workers survived, poison narrowed to the draw."""

from __future__ import annotations

import sys
from concurrent.futures import Future
from pathlib import Path

import polars as pl
import pytest
from folders import TOY
from toy_job import StillbornJob, ToyJob

from standoff import scenario, study
from standoff.errors import RunError
from standoff.study.cluster import on_cluster
from standoff.study.executor import run_tasks
from standoff.study.work import Receipt, Task

pytest.importorskip("distributed")

TASKS = [Task("r", part, 4 * part, 4) for part in range(8)]


def _draws(frames: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frames).sort("draw")


def test_cluster_gives_the_rows_of_one_process(tmp_path: Path) -> None:
    found = _draws(
        list(run_tasks(ToyJob(tmp_path / "log", seconds=0.05), TASKS, 2, executor=on_cluster(None, 2)))
    )
    assert found.equals(_draws(list(run_tasks(ToyJob(tmp_path / "log2"), TASKS, 1))))
    assert len({line.split()[0] for line in (tmp_path / "log").read_text().splitlines()}) == 2


def test_worker_of_a_cluster_that_is_killed_once_loses_nothing(tmp_path: Path) -> None:
    job = ToyJob(tmp_path / "log", deadly=frozenset({18}), once=True)
    found = _draws(list(run_tasks(job, TASKS, 2, executor=on_cluster(None, 2))))
    assert found["draw"].to_list() == list(range(32))
    assert found["status"].sum() == 0


def test_draw_that_always_kills_its_worker_is_alone_recorded_as_failed(tmp_path: Path) -> None:
    job = ToyJob(tmp_path / "log", deadly=frozenset({18}))
    found = _draws(list(run_tasks(job, TASKS, 2, executor=on_cluster(None, 2))))
    assert found["draw"].to_list() == list(range(32))
    assert found.filter(pl.col("status") == 4)["draw"].to_list() == [18]


def test_user_error_on_a_cluster_comes_home_whole(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="draw 7 is wrong") as caught:
        list(
            run_tasks(ToyJob(tmp_path / "log", wrong=frozenset({7})), TASKS, 2, executor=on_cluster(None, 1))
        )
    assert caught.value.problems[0].code == "S707"


def test_job_that_no_worker_can_open_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"S711.*--workers 1"):
        list(run_tasks(StillbornJob(tmp_path / "log"), TASKS, 2, executor=on_cluster(None, 1)))


def test_scheduler_that_cannot_be_reached_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("standoff.study.cluster.PATIENCE", 0.5)
    executor = on_cluster("tcp://127.0.0.1:9", 1)
    with pytest.raises(RunError, match=r"S732.*tcp://127.0.0.1:9.*dask scheduler"):
        list(run_tasks(ToyJob(tmp_path / "log"), TASKS, 1, executor=executor))


def test_executor_dask_without_its_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RunError, match=r"S731.*standoff\[cluster\]"):
        on_cluster(None, 1)


class Elsewhere:
    """An executor that writes its parts where nobody here can see them."""

    size, tries, shared = 1, 1, False
    lost: tuple[type[BaseException], ...] = ()

    def submit(self, _method: str, task: Task) -> Future[Receipt]:
        future: Future[Receipt] = Future()
        future.set_result(Receipt(task, 0, 0.0))
        return future

    def mend(self) -> None:
        """Nobody dies."""

    def end(self, *, at_once: bool) -> None:
        """Nothing to end."""


def test_parts_that_are_written_out_of_sight_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("standoff.study.cluster.on_cluster", lambda *_: lambda _pickled: Elsewhere())
    settings = study.Settings(draws=100, out=tmp_path / "run", executor="dask")
    with pytest.raises(RunError, match=r"S733.*part-00000.*same path"):
        study.run(scenario.load(TOY), settings)


class Gone(Elsewhere):
    """An executor whose scheduler has gone away."""

    def submit(self, _method: str, _task: Task) -> Future[Receipt]:
        future: Future[Receipt] = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


def test_scheduler_that_goes_away_is_told_and_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("standoff.study.cluster.on_cluster", lambda *_: lambda _pickled: Gone())
    settings = study.Settings(draws=100, out=tmp_path / "run", executor="dask")
    with pytest.raises(RunError, match=r"S732.*went away.*--resume"):
        study.run(scenario.load(TOY), settings)
