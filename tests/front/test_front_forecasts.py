"""Scores and forecasts of the months held out; battles; base rates."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from standoff import front
from standoff.errors import StandoffError

BATTLES = Path(__file__).parent / "data" / "cdb90_original_patched.csv"


def test_crps_of_a_normal_forecast_equals_its_closed_form() -> None:
    draws = np.random.default_rng(1).normal(2.0, 3.0, (200_000, 1))
    z = (4.0 - 2.0) / 3.0
    density, below = math.exp(-z * z / 2) / math.sqrt(2 * math.pi), 0.5 * (1 + math.erf(z / math.sqrt(2)))
    exact = 3.0 * (z * (2 * below - 1) + 2 * density - 1 / math.sqrt(math.pi))
    assert front.crps(draws, np.array([4.0]))[0] == pytest.approx(exact, abs=0.01)


def test_crps_equals_its_definition_and_punishes_the_wrong_spread() -> None:
    rng = np.random.default_rng(2)
    draws, seen = rng.normal(size=(50, 3)), np.array([0.0, 1.0, -3.0])
    slow = np.abs(draws - seen).mean(axis=0) - 0.5 * np.abs(draws[:, None] - draws[None]).mean(axis=(0, 1))
    assert front.crps(draws, seen) == pytest.approx(slow)
    truth = rng.normal(size=4_000)
    score = [front.crps(np.repeat(scale * rng.normal(size=(400, 1)), 4_000, axis=1), truth).mean()
             for scale in (0.3, 1.0, 3.0)]  # fmt: skip
    assert score[1] < min(score[0], score[2])


def test_coverage_counts_cases_inside_the_interval() -> None:
    draws = np.repeat(np.linspace(0.0, 1.0, 1001)[:, None], 4, axis=1)
    assert front.coverage(draws, np.array([0.01, 0.5, 0.94, 0.99])) == 0.5


def test_rank_drivers_find_the_parameter_that_drives() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=5_000), rng.normal(size=5_000)
    found = front.rank_drivers({"a": a, "b": b, "same": np.ones(5_000)}, np.exp(3 * a + b))
    assert list(found) == ["a", "b"]
    assert found["a"] == pytest.approx(3 / math.sqrt(10), abs=0.03)
    assert front.rank_drivers({"a": a}, np.ones(5_000)) == {}


def test_area_fit_takes_sizes_and_noise_from_usual_months() -> None:
    gain = np.array([300.0, -30.0, 9_000.0, 100.0, -60.0, 300.0, 0.0, 100.0])
    fitted = front.fit_area(gain)
    assert fitted.gain == (pytest.approx(math.sqrt(300 * 100)), pytest.approx(0.634, abs=1e-3), 4)
    assert fitted.loss[2] == 2
    assert 0.0 <= fitted.carry <= 0.95


def test_hold_out_of_the_shipped_months_prints_four_forecasts_side_by_side() -> None:
    series = front.read_series(front.shipped("ukraine-area"), "area.csv")
    series = series.rows(slice(series.row_of("2022-05"), None))
    scores = front.hold_out(series, "2023-08", n_months=6, n_draws=8_000, seed=1)
    by_name = {score.name: score for score in scores}
    assert set(by_name) == {
        "model",
        "persistence",
        "trailing mean",
        "climatology",
        "climatology of all months",
    }
    assert [s.crps for s in scores] == sorted(s.crps for s in scores)
    # what is known of the shipped months: the model does not beat climatology, both beat the rest
    assert by_name["climatology"].crps == pytest.approx(by_name["model"].crps, rel=0.1)
    assert by_name["model"].crps < 0.6 * by_name["persistence"].crps
    assert all(len(score.by_month) == 6 for score in scores)
    assert "limatology" in front.verdict(scores)


def test_hold_out_uses_nothing_after_its_month() -> None:
    series = front.read_series(front.shipped("ukraine-area"), "area.csv")
    end = series.row_of("2023-08") + 1
    medians = []
    for later in (1.0, -500.0):
        gain = series.columns["gain"].copy()
        gain[end:] = later
        changed = front.Series("c.csv", "month", series.label, {"gain": gain})
        scores = front.hold_out(changed, "2023-08", n_months=3, n_draws=200, seed=4)
        medians.append({score.name: score.median for score in scores})
    assert medians[0] == medians[1]


@pytest.mark.parametrize(("last", "n_months", "code"), [("2022-06", 6, "S653"), ("2024-01", 6, "S653"),
                                                        ("2031-01", 6, "S657")])  # fmt: skip
def test_hold_out_without_months_is_an_error(last: str, n_months: int, code: str) -> None:
    series = front.read_series(front.shipped("ukraine-area"), "area.csv")
    with pytest.raises(StandoffError, match=code):
        front.hold_out(series, last, n_months=n_months, n_draws=100, seed=0)


def test_battles_of_1914_to_1982_give_the_published_shares_and_hazards() -> None:
    battles = front.read_battles(BATTLES.read_text(encoding="latin-1"), "cdb90.csv")
    found = front.battle_rates(battles.between(1914, 1982))
    # The specification prints .61, .17, .029, .014 and 0 / .3 / 1.4 / 4.3 / 10 without saying how
    # unknown outcomes and days are counted; by the definitions of `battles` they are those below.
    assert found.wins == (253, 406)
    assert found.wins[0] / found.wins[1] == pytest.approx(0.61, abs=0.02)
    assert found.breakthroughs[0] / found.breakthroughs[1] == pytest.approx(0.17, abs=0.005)
    assert found.hazard[0] / found.hazard[1] == pytest.approx(0.029, abs=0.0015)
    assert found.operation_hazard[0] / found.operation_hazard[1] == pytest.approx(0.014, abs=0.0015)
    assert found.advance == pytest.approx((0.0, 0.3, 1.4, 4.3, 10.0), abs=0.35)
    (surprised, n), (quiet, m) = found.by_surprise
    assert surprised / n > 2 * quiet / m  # breakthrough follows surprise


def test_damaged_copies_of_the_battles_are_refused() -> None:
    lines = BATTLES.read_text(encoding="latin-1").splitlines()
    with pytest.raises(StandoffError, match="S650"):
        front.read_battles("isqno,war\n1,x\n", "battles.csv")
    place = lines[0].replace('"', "").split(",").index("WINA")
    assert place > 0
    kept = [line for line in lines[1:] if ",-1,-6.4," not in line]
    winners = [line for line in kept if _win(lines[0], line) != "-1"]
    with pytest.raises(StandoffError, match=r"S653: copy\.csv has .* no defeat of an attacker"):
        front.read_battles("\n".join([lines[0], *winners]), "copy.csv")


@pytest.mark.parametrize("column", ["ATPEDA1", "KMDA", "NOATP"])
def test_battle_whose_numbers_cannot_be_read_is_an_error(column: str) -> None:
    import csv
    import io

    rows = list(csv.DictReader(io.StringIO(BATTLES.read_text(encoding="latin-1"))))[:80]
    rows[3][column] = "soon"
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    with pytest.raises(StandoffError, match=r"S651: cdb\.csv:5"):
        front.read_battles(text.getvalue(), "cdb.csv")


def test_hold_out_of_days_is_an_error() -> None:
    series = front.read_series("day,gain\n1,2\n2,3\n", "days.csv")
    with pytest.raises(StandoffError, match="S650"):
        front.hold_out(series, "1", n_months=1, n_draws=10, seed=0)


def _win(header: str, line: str) -> str:
    import csv

    return next(csv.DictReader([header, line]))["WINA"]


def test_base_rates_come_with_definition_counts_and_prior() -> None:
    rates = front.base_rates()
    assert len(rates) > 40
    rate = front.base_rate("extended deterrence holds | nuclear-armed defender")
    assert (rate.k, rate.n, rate.prior) == (12, 15, "beta(12.5, 3.5)")
    assert "12 of 15" in rate.text()
    assert "huth" in rate.text()


def test_base_rates_agree_with_the_beta_that_their_table_prints() -> None:
    import csv
    from importlib import resources

    text = (resources.files("standoff.front") / "data" / "base_rates.csv").read_text(encoding="utf-8")
    rates = front.read_base_rates(text, "base_rates.csv")
    for row in csv.DictReader(text.splitlines()):
        rate = rates[row["quantity"].removeprefix("...").strip()]
        if not rate.is_empty:
            assert rate.prior == f"beta({float(row['beta_a']):g}, {float(row['beta_b']):g})"


def test_empty_class_is_printed_as_empty_and_has_no_prior() -> None:
    empty = next(rate for rate in front.base_rates().values() if rate.is_empty)
    assert "EMPTY, 0 of 0: no prior" in empty.text()
    with pytest.raises(StandoffError, match="S656"):
        _ = empty.prior


def test_unknown_base_rate_names_the_nearest() -> None:
    with pytest.raises(StandoffError, match=r"S655.*Did you mean"):
        front.base_rate("extended deterrence holds | nuclear armed defender")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("quantity,k\nx,1\n", "S650"),
        ("quantity,k,n\nx,3,2\n", "S651"),
        ("quantity,k,n\nx,-1,2\n", "S651"),
        ("quantity,k,n\nx,1,2\nx,1,3\n", "S652"),
    ],
)
def test_table_of_base_rates_that_is_wrong_is_an_error(text: str, code: str) -> None:
    with pytest.raises(StandoffError, match=code):
        front.read_base_rates(text, "rates.csv")
