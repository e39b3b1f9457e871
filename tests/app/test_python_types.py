"""What a type checker sees of `standoff`: every function typed, mistakes found, and the wheel says so."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).resolve().parents[2]
GOOD = """\
import polars as pl
import standoff
from standoff.results.findings.strikes import Strikes
from standoff.results.fits import LawComparison

run = standoff.run("x", draws=10, seed=1, readings=["a"], given={"m": "o"}, play=4.0, workers=1)
table: pl.DataFrame = run.draws("a")
chance: float = run.summary.readings["a"].endings["war"].probability
struck: Strikes = standoff.strike(run, ["c1"], unverified=True).record
profile: float = standoff.solve("g.efg", concept="nash", draw=2).profile()["Ann"]["h1"]["left"]
fitted = standoff.fit("ardennes", law="all", held=3)
if isinstance(fitted, LawComparison):
    error: float | None = fitted.laws["square"].held_out
mean: tuple[float, ...] = standoff.forecast_summit("m.csv", rule="weighted", quota=3).benchmark.weighted_mean
fair: float | None = standoff.share_burden("i.csv", 0.3).members[0].fair_share
found = standoff.explore(run, ["tipping", "voi"], moves="lead")
assert found["tipping"].ranking.height
problems: tuple[standoff.Problem, ...] = standoff.check("x")
"""
BAD = """\
import standoff

standoff.run("x", drws=10)
standoff.run("x", workers="four")
standoff.solve("g.efg", precision="high")
standoff.fit("ardennes", law="sqare")
standoff.forecast_summit("m.csv", rule="majorty")
standoff.explore("run", "tippng")
standoff.explore("run").of(int)
number: int = standoff.load("x")
standoff.solve("g.efg").profle()
standoff.showw("x")
"""


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[int]]:
    """Both scripts under the project's own settings (strict): what is said, and which lines are wrong."""
    monkeypatch.chdir(ROOT)  # the cache of the project's own check is used
    (tmp_path / "good.py").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.py").write_text(BAD, encoding="utf-8")
    said, faults, _ = api.run([str(tmp_path / "good.py"), str(tmp_path / "bad.py")])
    assert faults == "", faults
    return said, sorted({int(n) for n in re.findall(r"bad\.py:(\d+): error", said)})


def test_strict_checker_passes_a_right_script_and_finds_every_mistake(judged: tuple[str, list[int]]) -> None:
    said, wrong = judged
    assert "good.py" not in said, said
    assert wrong == list(range(3, 13)), said


def test_wheel_says_that_the_package_is_typed(tmp_path: Path) -> None:
    from hatchling.builders.wheel import WheelBuilder

    (made,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(made) as wheel:
        names = set(wheel.namelist())
    assert {"standoff/py.typed", "standoff/app/starter.yaml"} <= names
