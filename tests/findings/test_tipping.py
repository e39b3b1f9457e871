"""Tipping points of scenarios whose flips are known in closed form."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import beta

from standoff.errors import RunError
from standoff.exploration import prior
from standoff.exploration import tipping as ray_tipping
from standoff.findings.context import Context, column, drawn_of, points_of
from standoff.findings.margins import behind_best, play_at
from standoff.findings.per_reading import ReadingJob
from standoff.findings.tipping.analysis import tipping
from standoff.game import bind
from standoff.results.findings.tipping import Crossing, PlaceTipping, Tipping
from standoff.solvers import explain
from standoff.study.progress import Quiet
from tests.findings.toys import ATTACK, PENNIES, context_of

MEDIAN = beta(2, 3).median()


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return context_of(tmp_path_factory.mktemp("attack"), ATTACK, draws=600)


@pytest.fixture(scope="module")
def found(context: Context) -> Tipping:
    return tipping(context, draws=None, workers=1, progress=Quiet())


def place_of(found: Tipping, reading: str = "as_written") -> PlaceTipping:
    (place,) = found.readings[reading].places
    return place


def one_of(place: PlaceTipping, name: str) -> Crossing:
    return next(one for one in place.one if one.parameter == name)


def test_base_point_and_margin_are_those_of_the_medians(found: Tipping) -> None:
    place = place_of(found)
    attack = 2 * (1 - MEDIAN) - 4 * MEDIAN
    assert place.best == "wait"
    assert place.margin_at_base == pytest.approx(-attack, abs=1e-9)
    assert place.options[0].probability_at_base == pytest.approx(1 / (1 + np.exp(-1.5 * attack)), abs=1e-9)


def test_flip_in_one_number_is_where_algebra_puts_it(found: Tipping) -> None:
    place = place_of(found)
    firm, cost = one_of(place, "p_firm"), one_of(place, "war_cost")
    assert firm.value == pytest.approx(1 / 3, abs=1e-6)
    assert firm.direction == "less"
    assert firm.to == "attack"
    assert firm.share_beyond == pytest.approx(beta(2, 3).cdf(1 / 3), abs=1e-7)
    assert cost.value == pytest.approx(2 * (1 - MEDIAN) / MEDIAN, abs=1e-6)
    assert cost.distance == pytest.approx(np.log(4 / cost.value) / 0.4, abs=1e-7)


def test_flip_of_a_date_is_told_as_the_day(found: Tipping) -> None:
    place = place_of(found)
    days = (2 * (1 - MEDIAN) - 4 * MEDIAN) / 0.1  # after 6 March: quiet must make up for the attack's worth
    one = one_of(place, "quiet_from")
    told = dt.date.fromisoformat(one.value)
    assert abs((told - dt.date(2031, 3, 6)).days - days) <= 1
    assert one.base == "2031-03-06"


def test_number_that_does_not_matter_has_no_flip(found: Tipping) -> None:
    assert "idle" not in [one.parameter for one in place_of(found).one]
    assert found.readings["as_written"].searched == 3  # no term uses the idle one: it is not drawn


def test_nearest_point_in_all_numbers_agrees_with_the_closed_form_searched_otherwise(
    found: Tipping,
) -> None:
    def lead(z: np.ndarray) -> np.ndarray:
        p, cost = beta(2, 3).ppf(ndtr(z[:, 0])), 4 * np.exp(0.4 * z[:, 1])
        return 0.1 * 10 * (ndtr(z[:, 2]) - 0.5) - (2 * (1 - p) - cost * p)

    start = prior(list("pcq"), np.zeros(3), np.ones(3), low=np.full(3, -3.0), high=np.full(3, 3.0))
    known = ray_tipping(lead, start, reach=3)
    nearest = place_of(found).all
    assert known is not None
    assert nearest.distance == pytest.approx(known.distance, abs=1e-5)
    assert sum(moved.part for moved in nearest.moved) == pytest.approx(1.0, abs=1e-3)


def test_line_of_a_pair_lies_where_the_options_are_worth_the_same(found: Tipping) -> None:
    pair = next(p for p in place_of(found).pairs if set(p.parameters) == {"p_firm", "war_cost"})
    i = pair.parameters.index("p_firm")
    assert len(pair.contour) > 8
    for point in pair.contour:
        p, cost = point[i], point[1 - i]
        assert 2 * (1 - p) - cost * p == pytest.approx(0.0, abs=1e-6)
    assert pair.nearest.distance < min(one_of(place_of(found), n).distance for n in pair.parameters)


def test_shares_of_draws_beside_the_base_are_counted_over_draws(context: Context, found: Tipping) -> None:
    points = points_of(
        context.readings["as_written"], ["p_firm", "war_cost", "quiet_from"], seed=1, first=0, n_draws=600
    )
    p, cost, day = points.T
    margin = 2 * (1 - p) - cost * p - 0.1 * (day - (dt.date(2031, 3, 6) - dt.date(1970, 1, 1)).days)
    place = place_of(found)
    assert place.same_as_base == pytest.approx((margin < 0).mean(), abs=1e-12)
    beyond = one_of(place, "p_firm").otherwise_beyond
    assert beyond == pytest.approx((margin[p <= 1 / 3] > 0).mean(), abs=1e-12)
    assert place.margin.q50 == pytest.approx(np.median(np.abs(margin)), abs=0.01)


def test_reading_without_uncertain_numbers_says_so(found: Tipping) -> None:
    assert "uncertain" in found.readings["settled"].refused


def test_nearest_tipping_is_one_plain_sentence(found: Tipping) -> None:
    said = found.nearest_tipping.sentence
    assert "Attacker" in said
    assert "instead of" in said
    assert "% of draws" in said


def test_workers_change_no_number(context: Context, found: Tipping) -> None:
    assert tipping(context, draws=None, workers=2, progress=Quiet()) == found


def test_move_that_nobody_decides_is_refused_with_the_nearest_name(context: Context) -> None:
    with pytest.raises(RunError, match=r"S740.*`chalenge`.*challenge"):
        tipping(context, draws=None, workers=1, progress=Quiet(), moves=["chalenge"])


@pytest.mark.parametrize("text", [ATTACK, ATTACK.replace("precision: 1.5", "precision: sharp"), PENNIES])
def test_margins_from_play_are_those_of_the_explained_worth(tmp_path: Path, text: str) -> None:
    context = context_of(tmp_path, text, draws=50)
    made = next(iter(context.readings.values()))
    drawn = drawn_of(made, seed=1, first=0, n_draws=50)
    played = play_at(made, drawn, seed=1, n_draws=50, with_reach=True)
    from standoff.findings.context import columns_at

    bound = bind(made.compiled.game, columns_at(made, drawn, seed=1, n_draws=50), 50)
    worth = explain(bound, played.probability).action_value
    first = made.compiled.game.arrays.first_action
    for h in range(len(first) - 1):
        mine = slice(first[h], first[h + 1])
        best = worth[:, mine].max(axis=1, keepdims=True)
        kept = played.solved
        assert np.allclose(
            behind_best(bound, played.probability)[kept, mine], (worth[:, mine] - best)[kept], atol=1e-6
        )
    assert np.allclose(played.reach[:, 0], 1.0)


def test_unsolved_draws_are_left_out_and_counted(context: Context) -> None:
    made = context.readings["as_written"]
    drawn = drawn_of(made, seed=1, first=0, n_draws=4)
    drawn["p_firm"] = np.array([0.2, 1.4, 0.3, np.nan])
    played = play_at(made, drawn, seed=1, n_draws=4)
    assert played.solved.tolist() == [True, False, True, False]
    assert np.isnan(played.behind[1]).all()
    assert np.isfinite(played.behind[0]).all()
    assert column(context.run.rows("as_written"), "value:attacker").shape == (600,)


def test_process_that_dies_each_time_is_told_with_its_reading() -> None:
    job = ReadingJob(_nothing, {}, {})
    assert "S742" in str(job.rows("bold", 0, 1))
    with pytest.raises(RunError, match=r"S742.*`bold`"):
        job.isolate_failures("bold", lambda _first, _n_draws: None)


def _nothing(_made: Any, _asked: Any) -> tuple[None, int]:
    return None, 0
