"""Kernels' seconds are told apart from the solver's, and a long compilation is explained once."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numba
import pytest

from standoff.app import choose_solver, kernel_time
from standoff.app.kernel_time import KernelClock
from standoff.app.main import main
from standoff.game import write_efg
from standoff.study.folder import KERNELS
from tests.games.game_bank import BANK


def _compile_something() -> float:
    """Compile a new kernel; the seconds that it took."""

    def kernel(n: int) -> float:
        total = 0.0
        for k in range(n):
            total += k**0.5
        return total

    began = time.perf_counter()
    numba.njit(kernel)(3)
    return time.perf_counter() - began


def test_clock_counts_compiling_and_nothing_else() -> None:
    with KernelClock() as clock:
        time.sleep(0.05)
        assert clock.seconds == 0.0
        took = _compile_something()
        counted = clock.seconds
        time.sleep(0.05)
    assert 0.5 * took < counted <= took
    assert clock.seconds == counted
    _compile_something()
    assert clock.seconds == counted


def test_clock_past_its_patience_explains_the_wait_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_time, "PATIENCE", 0.0)
    said: list[str] = []
    with KernelClock(said.append):
        for _ in range(3):
            _compile_something()
    assert said == [KERNELS]


def test_clock_within_its_patience_says_nothing() -> None:
    said: list[str] = []
    with KernelClock(said.append):
        time.sleep(0.01)
    assert said == []


@pytest.fixture
def poker(tmp_path: Path) -> Path:
    game, bound = next(case for case in BANK if case.name == "kuhn").build()
    path = tmp_path / "kuhn.efg"
    path.write_text(write_efg(game, bound, 0, "kuhn"), encoding="utf-8")
    return path


def _solve(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["solve", *map(str, words)])
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float]]:
    """The solver needs a kernel that only the real game needs: it is compiled within its seconds.

    Seconds of the compilation, and of the solver without it, once a solve.
    """
    solve_game = choose_solver.solve_game
    took: list[tuple[float, float]] = []

    def slowly(given: Any, chosen: Any, asked: Any) -> Any:
        solved = solve_game(given, chosen, asked)
        if not given.name:  # the small game that warms the kernels
            return solved
        own = solved.answer.seconds
        took.append((_compile_something(), own))
        return replace(solved, answer=replace(solved.answer, seconds=own + took[-1][0]))

    monkeypatch.setattr(choose_solver, "solve_game", slowly)
    return took


@pytest.mark.parametrize("concept", ["qre", "cfr_plus", "nash", "sequential", "qre_branch"])
def test_solve_seconds_hold_no_compilation(
    capsys: pytest.CaptureFixture[str], poker: Path, late: list[tuple[float, float]], concept: str
) -> None:
    found = json.loads(_solve(capsys, poker, "--concept", concept, "--json"))
    ((compiling, own),) = late
    assert found["kernel_seconds"] >= 0.5 * compiling
    assert 0 <= found["seconds"] <= own + 0.5 * compiling


def test_solve_text_tells_what_kernels_took(
    capsys: pytest.CaptureFixture[str], poker: Path, late: list[tuple[float, float]]
) -> None:
    out = _solve(capsys, poker, "--concept", "nash")
    assert late
    assert re.search(
        r"^ {2}not counted: \d+\.\d s to compile or load the solver's kernels$", out, re.MULTILINE
    )


def test_solve_twice_in_one_process_tells_kernels_no_more(
    capsys: pytest.CaptureFixture[str], poker: Path
) -> None:
    _solve(capsys, poker, "--concept", "qre", "--json")
    again = json.loads(_solve(capsys, poker, "--concept", "qre", "--json"))
    assert again["kernel_seconds"] < 0.5 * _compile_something()
    assert "not counted" not in _solve(capsys, poker, "--concept", "qre")
