"""Shares of draws: of all draws, four that add up to 1; conditionals over draws and over plays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from questions import HALF_UNDEFINED, SELDOM_MET, run_of

from standoff.app.api.run import Run
from standoff.findings.context import open_context, outcome_values
from standoff.reports import render, summary_text
from standoff.study.summaries.summary import Kept

SIDES = ("share", "share_fails", "share_undefined", "share_unsolved")


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_of(HALF_UNDEFINED, tmp_path_factory.mktemp("half"))


@pytest.fixture(scope="module")
def seldom(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_of(SELDOM_MET, tmp_path_factory.mktemp("seldom"))


def test_shares_of_a_conclusion_are_of_all_draws_and_add_up_to_one(half: Run) -> None:
    found = half.summary.readings["as_written"].conclusions
    drawn = half.draws()
    open_ = drawn["measure:later"].is_null()
    assert 0.4 < open_.mean() < 0.6
    for name, conclusion in found.items():
        assert sum(getattr(conclusion, side) for side in SIDES) == pytest.approx(1.0, abs=1e-9), name
        assert conclusion.holds + conclusion.fails + conclusion.undefined == 600
    likely = (drawn["measure:later"] >= 0.5).fill_null(False).sum()
    assert found["likely"].holds == likely
    assert found["likely"].share == pytest.approx(likely / 600)
    assert found["likely"].share_undefined == pytest.approx(open_.mean())
    assert found["not_likely"].holds == found["likely"].fails


def test_conclusion_that_one_side_settles_is_settled_where_the_other_is_undefined(half: Run) -> None:
    found = half.summary.readings["as_written"].conclusions
    numbers = half.draws()
    undefined = numbers["measure:later"].is_null().sum()
    assert found["likely"].undefined == undefined
    assert 0 < found["either"].undefined < undefined  # `q > 0.9` is enough
    assert 0 < found["both"].undefined < undefined  # and `q <= 0.9` is enough to fail
    assert found["either"].undefined + found["both"].undefined == undefined


def test_shares_are_printed_together_in_terminal_report_and_frames(half: Run) -> None:
    row = half.conclusions.filter(pl.col("name") == "likely").row(0, named=True)
    four = "·".join(f"{100 * row[side]:.0f}" for side in SIDES)
    assert four in summary_text(half.path)
    page = render(half.path).replace("\u00a0", " ")
    fails, undefined = (f"{100 * row[side]:.0f} %" for side in SIDES[1:3])
    assert f"fails {fails}, undefined {undefined}" in page
    assert "It is undefined, since what it is about never happens" in summary_text(half.path)


def test_share_read_by_findings_is_the_share_of_the_run(half: Run) -> None:
    context = open_context(half.folder)
    for name, conclusion in half.summary.readings["as_written"].conclusions.items():
        values = outcome_values(context.run.rows("as_written"), f"conclusion:{name}")
        assert values.mean() == pytest.approx(conclusion.share)


class _NoColumns:
    pass


def test_share_with_unsolved_draws_counts_them_by_the_mean_weight() -> None:
    rng = np.random.default_rng(5)
    solved = rng.random(400) < 0.8
    weight = np.where(solved, rng.random(400), 0.0)
    holds = rng.random(400) < 0.3
    kept = Kept(_NoColumns(), weight, solved, np.zeros(400, bool), {}, observed=True)  # type: ignore[arg-type]
    unsolved = 1.0 - solved.mean()
    told = [kept.share(holds), kept.share(~holds)]
    shares = [one.mean or 0.0 for one in told]
    assert sum(shares) + unsolved == pytest.approx(1.0)
    assert shares[0] == pytest.approx((1 - unsolved) * np.average(holds[solved], weights=weight[solved]))
    equal = Kept(_NoColumns(), solved * 1.0, solved, np.zeros(400, bool), {})  # type: ignore[arg-type]
    assert equal.share(holds).mean == pytest.approx((holds & solved).sum() / 400)


@pytest.mark.parametrize("observed", [{}, {"attack": "yes"}, {"act": "go"}])
def test_conditional_over_plays_agrees_with_the_endings_beside_it(
    tmp_path: Path, observed: dict[str, str]
) -> None:
    found = run_of(SELDOM_MET, tmp_path, observed=observed).summary.readings["as_written"]
    chance = {name: ending.probability for name, ending in found.endings.items()}
    attacked = chance["war"] + chance["lost"]
    measure = found.measures["help_if_attacked"]
    assert measure.pooled == pytest.approx(chance["war"] / attacked, rel=1e-8)
    assert measure.condition == pytest.approx(attacked, rel=1e-8)
    assert measure.condition == pytest.approx(found.measures["attacked"].mean, rel=1e-8)


def test_conditional_over_draws_and_over_plays_are_two_numbers_with_their_questions(seldom: Run) -> None:
    found = seldom.summary.readings["as_written"].measures
    measure = found["help_if_attacked"]
    drawn = seldom.draws()
    assert measure.mean == pytest.approx(drawn["measure:help_if_attacked"].mean())
    assert measure.mean == pytest.approx(0.5, abs=0.06)
    assert measure.pooled == pytest.approx(0.1, abs=0.02)
    assert measure.question == "Mean over draws: how likely is help == fight where attack == yes?"
    assert measure.pooled_question.startswith("Over all plays, of all draws together: how likely is help")
    assert found["attacked"].pooled is None  # without a condition there is one question
    worth = found["worth_if_attacked"]
    given = drawn["given:worth_if_attacked"]
    by_hand = (drawn["measure:worth_if_attacked"] * given).sum() / given.sum()
    assert worth.pooled == pytest.approx(by_hand)
    frame = seldom.measures.filter(pl.col("name") == "help_if_attacked")
    assert frame["pooled"].item() == pytest.approx(measure.pooled)
    text, page = summary_text(seldom.path), render(seldom.path)
    assert "Help if attacked, mean over plays" in text
    assert "Counted draw by draw, and not play by play, “Help if attacked” comes in 4" in page
    assert measure.pooled_question in page
