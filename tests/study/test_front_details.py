"""What a run writes of its fronts: every history, the base rate first among what drives it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from standoff import library, study
from standoff.reports import render
from standoff.scenario import LoadedScenario, load
from standoff.study import Settings
from standoff.study.summaries.fronts import past_months

READING = "document"


@pytest.fixture(scope="module")
def flagship(tmp_path_factory: pytest.TempPathFactory) -> LoadedScenario:
    """The flagship with aid, in April, only where the exercises are prolonged: a front with two histories."""
    folder = tmp_path_factory.mktemp("copy") / "nato-ukraine-2024"
    shutil.copytree(library.find("nato-ukraine-2024"), folder)
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("amount: aid_shells,", "amount: aid_shells if exercises == extend,"),
        ('"uniform(2024-04-01, 2025-03-31)"', "2024-04-15"),
    ):
        assert old in text
        text = text.replace(old, new)
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    return load(folder)


@pytest.fixture(scope="module")
def folder(flagship: LoadedScenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The words and the talks are fixed, which the front does not read."""
    out = tmp_path_factory.mktemp("fronts") / "run"
    words = {f"word[{who}]": "refusal" for who in ("france", "germany", "united_kingdom")}
    fixed = flagship.with_fixed(words | {"word_us": "refusal", "talks": "fails", "place": "contact"})
    settings = Settings(draws=256, seed=3, out=out, workers=1, readings=(READING,))  # the others cost as much
    return study.run(fixed, settings).path


@pytest.fixture(scope="module")
def told(folder: Path) -> list[dict[str, Any]]:
    found = json.loads((folder / "details" / f"{READING}.json").read_text(encoding="utf-8"))["fronts"]
    assert isinstance(found, list)
    return found


def _of(told: list[dict[str, Any]], exercises: str) -> dict[str, Any]:
    return next(one for one in told if one["history"] == {"exercises": exercises})


def test_front_is_told_once_for_each_history_of_its_moves(told: list[dict[str, Any]]) -> None:
    assert len(told) == 2
    assert {one["history"]["exercises"] for one in told} == {"end", "extend"}


def test_months_reach_from_the_start_to_the_horizon_and_bands_hold_the_median(
    told: list[dict[str, Any]],
) -> None:
    for one in told:
        assert [month["month"] for month in one["months"]] == [f"2024-{m:02}" for m in range(3, 13)]
        assert (one["breaks"][0]["date"], one["breaks"][-1]["date"]) == ("2024-02-29", "2024-12-31")
        assert one["breaks"][0]["mean"] == 0.0
        levels = [*one["breaks"], *one["area"], *one["stock"]["attacker"], *one["strength"]["defender"]]
        assert all(row["q05"] <= row["q50"] <= row["q95"] for row in levels)


def test_aid_fills_the_stock_and_lowers_the_hazard_from_its_date_on(told: list[dict[str, Any]]) -> None:
    given, off = _of(told, "extend"), _of(told, "end")
    assert given["months"][0] == off["months"][0]  # no aid before April
    assert given["months"][-1]["q50"] < off["months"][-1]["q50"]
    assert given["stock"]["defender"][-1]["mean"] > 2 * off["stock"]["defender"][-1]["mean"]


def test_base_rate_drives_the_chance_of_a_breakthrough_and_all_else_little(
    told: list[dict[str, Any]],
) -> None:
    first, *rest = told[0]["drivers"]
    assert first["parameter"] == "break_rate"
    assert first["rank"] > 0.8
    assert max(abs(row["rank"]) for row in rest) < 0.4


def test_climatology_counts_past_months_and_stands_beside_a_score(told: list[dict[str, Any]]) -> None:
    past = told[0]["climatology"]
    assert (past["n_months"], past["breakthroughs"], past["since"]) == (25, 2, 23)
    assert {score["name"] for score in past["scores"]} >= {"model", "climatology", "persistence"}
    assert past["held_out"] == "2023-09 to 2024-02"
    assert [row["date"] for row in past["area"]] == [row["date"] for row in told[0]["area"]]


def test_climatology_uses_no_month_after_the_front_begins(flagship: LoadedScenario) -> None:
    start = flagship.reading().fronts["line_front"].start
    assert past_months("ukraine-area", start.replace(year=2023, month=12, day=1), 3, 0)["last"] == "2023-11"
    assert past_months("ukraine-area", start, 3, 0)["last"] == "2024-02"


def test_report_says_what_carries_the_front_and_shows_past_months_beside_it(folder: Path) -> None:
    page = render(folder)
    section = page[page.index('<section id="front"') :]
    section = section[: section.index("</section>")]
    assert ". The front</h2>" in section
    assert "One number carries the answer: break rate" in section
    assert "climatology" in section
    assert section.count('class="plot"') == 5  # drivers, hazard, ground, stocks, strength
    assert section.count("<table") == 6  # one under each chart, and the scores
    assert ". Methods" in page
