"""Scores and forecasts of the months held out; battles; sizes of monthly gains."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest

from standoff import front
from standoff.errors import StandoffError
from standoff.front.holdout import model_forecast

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
    assert "cannot be told apart" in front.verdict(scores)


def test_months_of_offensives_make_a_forecast_of_their_own_from_the_past_alone() -> None:
    series = front.read_series(front.shipped("ukraine-area"), "area.csv")
    found, without = (
        front.hold_out(series, "2023-08", n_months=6, n_draws=4_000, seed=2, offensives=months)
        for months in (front.OFFENSIVES, ())
    )
    by_name = {score.name: score for score in found}
    months = [*(f"2022-0{m}" for m in range(5, 9)), *(f"2023-0{m}" for m in range(1, 4))]
    known = series.columns["gain"][[series.row_of(month) for month in months]]
    assert by_name["climatology of offensives"].median[0] == np.median(known)
    assert {score.name for score in without} == set(by_name) - {"climatology of offensives"}
    assert all(score == by_name[score.name] for score in without)  # the others do not move


def scored(values: np.ndarray, name: str = "model") -> front.Score:
    by_seed = tuple(tuple(row) for row in values.tolist())
    return front.Score(name, float(values.mean()), (), 1.0, (), by_seed)


@pytest.mark.parametrize("carry", [0.0, 0.4])
def test_interval_of_a_paired_difference_covers_the_truth_in_most_of_many_histories(carry: float) -> None:
    rng = np.random.default_rng(6)
    held = 0
    for _ in range(150):
        noise = rng.standard_normal(60)
        for month in range(1, 60):
            noise[month] += carry * noise[month - 1]
        months = 3.0 + noise[None, -24:] + 0.3 * rng.standard_normal((4, 24))
        found = front.paired_difference(scored(months), scored(np.zeros((4, 24)), "climatology"))
        held += found.low <= 3.0 <= found.high
    assert 0.84 <= held / 150 <= 0.98


def test_paired_difference_is_turned_round_and_is_nothing_between_equals() -> None:
    rng = np.random.default_rng(8)
    one, other = scored(rng.gamma(2.0, 50.0, (4, 6))), scored(rng.gamma(2.0, 50.0, (4, 6)), "climatology")
    there, back = front.paired_difference(one, other), front.paired_difference(other, one)
    assert (there.mean, there.low, there.high) == pytest.approx((-back.mean, -back.high, -back.low))
    same = front.paired_difference(one, one)
    assert (same.mean, same.low, same.high, same.told_apart) == (0.0, 0.0, 0.0, False)


def test_verdict_tells_forecasts_apart_only_where_the_interval_leaves_nothing_out() -> None:
    past = scored(np.full((4, 6), 100.0), "climatology")
    assert front.verdict([past, scored(np.full((4, 6), 120.0))]).startswith("The model is worse")
    assert front.verdict([scored(np.full((4, 6), 80.0)), past]).startswith("The model is better")
    assert "cannot be told apart" in front.verdict(
        [past, scored(np.array([[30.0, 60.0, 180.0, 200.0, 50.0, 200.0]] * 4))]
    )


@pytest.mark.parametrize("losses", [0, 1, 2, 3])
def test_model_from_few_months_of_loss_is_a_forecast_without_breakthroughs(losses: int) -> None:
    gains = [692.0, 374.0, 232.0, 626.0, 112.0, 424.0, 383.0, 210.0]
    past = np.array([*gains, *[-271.0, -67.0, -48.0][:losses]])
    drawn = model_forecast(past, 2, 4_000, np.random.default_rng(3))
    assert drawn.shape == (4_000, 2)
    assert np.abs(drawn).max() < front.BREAKTHROUGH
    assert drawn.std() < past.std() * 2.5  # it had no mean: one draw in a thousand was beyond 1e6 km2
    assert (drawn[:, 0] < 0).mean() == pytest.approx((losses + 0.5) / (len(past) + 1.0), abs=0.06)
    if losses == 1:
        assert np.unique(drawn[drawn < 0]).size > 100  # one loss has no spread: that of the gains is taken


def test_model_that_finds_no_history_without_a_breakthrough_stays_at_its_limit() -> None:
    past = np.full(9, front.BREAKTHROUGH - 1e-6)
    assert np.abs(model_forecast(past, 2, 50, np.random.default_rng(3))).max() <= front.BREAKTHROUGH


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


def _battles() -> front.Battles:
    return front.read_battles(BATTLES.read_text(encoding="latin-1"), "cdb90.csv")


def test_battles_of_1914_to_1982_give_the_published_shares_and_hazards() -> None:
    """The specification prints .61, .17, .029, .014 and 0 / .3 / 1.4 / 4.3 / 10.

    With both sides of at least 1,000 persons all are met but the 25th centile, which falls between two
    battles of .375 and .4 km a day (`docs/reference/front.md` has the table of definitions).
    """
    found = front.battle_rates(_battles().between(1914, 1982))
    assert (found.wins, found.breakthroughs) == ((240, 391), (63, 375))
    assert (found.hazard, found.operation_hazard) == ((63, 2144.0), (17, 1174.0))
    shares = [k / n for k, n in (found.wins, found.breakthroughs, found.hazard, found.operation_hazard)]
    assert [f"{share:.2f}" for share in shares[:2]] == ["0.61", "0.17"]
    assert [f"{share:.3f}" for share in shares[2:]] == ["0.029", "0.014"]
    assert [f"{km:.1f}" for km in found.advance] == ["0.0", "0.4", "1.4", "4.3", "10.0"]
    (surprised, n), (quiet, m) = found.by_surprise
    assert surprised / n > 2 * quiet / m  # breakthrough follows surprise


def test_battles_of_any_size_give_other_shares() -> None:
    found = front.battle_rates(_battles().between(1914, 1982, smallest=0))
    assert (found.wins, found.breakthroughs) == ((253, 406), (65, 390))
    assert (found.hazard, found.operation_hazard) == ((65, 2170.0), (18, 1186.0))


@pytest.mark.parametrize("years", [(1914, 1918), (1939, 1945)])
def test_losses_of_both_world_wars_reject_the_square_law(years: tuple[int, int]) -> None:
    found = front.loss_slope(_battles().between(*years))
    assert found is not None
    assert found.n > 100
    assert abs(found.slope + 1.0) > 5 * found.error  # the square law's slope is -1
    assert abs(found.slope) < 2 * found.error  # the linear law's is 0


def test_loss_slope_recovers_the_law_that_made_the_losses() -> None:
    rng = np.random.default_rng(7)
    real = _battles().between(1914, 1982)
    n = len(real.year)
    ratio = rng.normal(0, 0.5, n)
    made = dataclasses.replace(real, force_ratio=ratio, loss_ratio=0.3 - ratio + rng.normal(0, 0.4, n))
    found = front.loss_slope(made)
    assert found is not None
    assert found.slope == pytest.approx(-1.0, abs=3 * found.error)
    assert front.loss_slope(real.between(1800, 1801)) is None


def test_area_of_offensive_months_has_the_published_size() -> None:
    """The specification, section 6: offensive months alone, median 186 km2, log-sd 1.22."""
    series = front.read_series(front.shipped("ukraine-area"), "area.csv")
    found = front.fit_offensives(series)
    assert (f"{found.median:.0f}", f"{found.log_sd:.2f}") == ("186", "1.22")
    assert (found.n_months, found.floored) == (12, 1)
    months_of_gain = front.fit_area(series.columns["gain"]).gain
    assert (f"{months_of_gain[0]:.0f}", f"{months_of_gain[1]:.2f}") == ("242", "0.84")
    prior = {p.name: p.draw for p in front.MODELS["six_state"].priors}["area_rate"]
    assert prior == f"lognormal(median={found.median:.0f}, sd={found.log_sd:.2f})"


def test_offensives_too_short_or_unknown_are_an_error() -> None:
    series = front.read_series(front.shipped("ukraine-area"), "area.csv")
    with pytest.raises(StandoffError, match="S653"):
        front.fit_offensives(series, [("2024-02", "2024-02")])
    with pytest.raises(StandoffError, match="S657"):
        front.fit_offensives(series, [("2024-02", "2024-05")])


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
