"""Long work for a page, in this process: begun again after it was stopped, refused in words of the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from session_toys import barrier

from standoff.app.api.background import long_work
from standoff.errors import Problem, RunError, StandoffError
from standoff.results.session import Changes, WorkTold
from standoff.workbench.session import Session, TextFiles
from standoff.workbench.session.diagnostics import refused
from standoff.workbench.session.jobs import prepared


class StoppedError(Exception):
    """Nobody listens any more."""


def test_work_that_was_stopped_in_a_run_goes_on_when_it_is_asked_for_again(tmp_path: Path) -> None:
    held = Session(TextFiles.find(barrier(tmp_path)), draws=256)
    job = prepared(held, Changes(), tmp_path / "made", (), take=False)
    said: list[str] = []

    def stop(_: WorkTold) -> None:
        if (job.folder / "manifest.json").exists():
            raise StoppedError

    with pytest.raises(StoppedError):
        long_work(job, stop)
    long_work(job, lambda told: said.append(told.kind))
    assert said[-1] == "done"


def test_refusal_of_what_never_happens_names_nothing_of_the_command_line(tmp_path: Path) -> None:
    held = Session(TextFiles.find(barrier(tmp_path)), draws=256)
    with pytest.raises(StandoffError) as error:
        held.preview(Changes(given={"storm": "misses"}, observed={"breach": "breaks"}))
    (told,) = refused(error.value.problems)
    assert told.code == "S710"
    assert "--" not in told.fix
    assert "another reading" in told.fix


def test_mend_that_is_a_whole_command_stays() -> None:
    fix = "Begin one with `standoff ledger init DIR`, and open the scenario with `--ledger DIR`."
    assert refused(RunError(Problem("S960", "None was named.", "", fix)).problems)[0].fix == fix
