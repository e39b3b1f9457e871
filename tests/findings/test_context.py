"""Opening a run for findings, and points of a game in which nothing is uncertain."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from standoff import scenario
from standoff.compiler import compile_scenario
from standoff.errors import RunError
from standoff.findings.context import open_context
from standoff.findings.per_reading import ReadingJob
from standoff.findings.solving import solve_at
from standoff.results.run.manifest import read_manifest, write_manifest
from standoff.study.rows import opened
from tests.findings.contexts import context_of

CERTAIN = """
standoff: 1
title: A step
question: Is it taken?
as_of: 2031-03-01
horizon: 2031-12-31
actors:
  walker: {title: Walker}
moves:
  step: {by: walker, options: [take, leave], within: [2031-04-01, 2031-05-01]}
payoffs:
  walker: {gain: 1 if step == take}
endings:
  taken: step == take
  left: otherwise
play:
  precision: 1
"""


def test_unfinished_run_is_refused_with_the_command_that_finishes_it(tmp_path: Path) -> None:
    folder = context_of(CERTAIN, tmp_path, draws=4).folder
    stored = read_manifest(folder)
    assert stored is not None
    write_manifest(folder, stored.model_copy(update={"finished": False}))
    with pytest.raises(RunError, match="standoff run --resume") as told:
        open_context(folder)
    assert told.value.problems[0].code == "S730"


def test_reading_whose_process_dies_each_time_is_named() -> None:
    job = ReadingJob(lambda _made, _asked: ({}, 0), {}, {})
    with pytest.raises(RunError, match="`high`") as told:
        job.isolate_failures("high", lambda _first, _n_draws: None)
    assert told.value.problems[0].code == "S742"


def test_game_that_reads_no_number_is_solved_at_as_many_points_as_asked(tmp_path: Path) -> None:
    file = tmp_path / "made.yaml"
    file.write_text(CERTAIN, encoding="utf-8")
    made = opened(pickle.dumps(compile_scenario(scenario.load(file).with_play("sharp").reading())))
    taken = [solve_at(made, {}, seed=0, n_draws=4), solve_at(made, {}, seed=0)]
    assert [rows["ending:taken"].to_list() for rows in taken] == [[1.0] * 4, [1.0]]
