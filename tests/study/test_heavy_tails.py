"""Means that a few draws decide: found by the stated rule, and the median told first; bounds of shares."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from questions import HEAD, run_of

from standoff.reports import render, summary_text
from standoff.reports.text.numbers import NARROW, percent
from standoff.study.summaries.estimates import estimate, tail

STAKE = (
    HEAD
    + """
parameters:
  stake: {draw: "lognormal(median=1, sd=SPREAD)", set_by: assumed}
  luck: {draw: "uniform(0, 1)", set_by: assumed}
moves:
  win: {chance: {yes: luck, no: rest}}
  act: {by: a, options: [go, stay]}
payoffs: {a: {g: 1 if act == go, s: stake if win == yes}}
endings: {won: win == yes, lost: otherwise}
measures:
  worth: E(payoff(a))
  rare: P(win == yes)
play: {precision: 1}
"""
)


def test_tail_is_the_share_that_one_draw_in_a_hundred_makes_of_the_squared_deviation() -> None:
    value = np.arange(1000.0)
    spread = np.sort((value - value.mean()) ** 2)
    assert tail(value, np.ones(1000)) == pytest.approx(spread[-10:].sum() / spread.sum())
    assert tail(value * 1e200, np.ones(1000)) == pytest.approx(tail(value, np.ones(1000)))
    assert tail(np.full(1000, 3.3), np.ones(1000)) is None
    assert tail(value[:99], np.ones(99)) is None
    weight = np.where(value == 0, 500.0, 1.0)  # one draw that counts as half of all
    assert (tail(value, weight) or 0.0) > 0.5


@pytest.mark.parametrize("seed", range(5))
def test_rule_takes_heavy_tails_and_leaves_light_ones(seed: int) -> None:
    rng = np.random.default_rng(seed)
    heavy = {"cauchy": rng.standard_cauchy(4000), "lognormal 3": np.exp(3 * rng.normal(size=4000))}
    heavy |= {"rare": np.where(rng.random(4000) < 0.004, 1e6, rng.random(4000))}
    light = {"normal": rng.normal(size=4000), "uniform": rng.random(4000), "two": rng.random(4000) < 0.2}
    light |= {"exponential": rng.exponential(size=4000), "lognormal 0.5": np.exp(0.5 * rng.normal(size=4000))}
    for name, value in (heavy | light).items():
        found = estimate(value.astype(float), np.ones(4000), np.ones(4000, bool))
        assert ((found.tail or 0.0) > 0.5) == (name in heavy), name


def test_mean_that_few_draws_decide_is_told_after_the_median(tmp_path: Path) -> None:
    run = run_of(STAKE.replace("SPREAD", "3"), tmp_path)
    found = run.summary.readings["as_written"]
    worth = found.measures["worth"]
    assert worth.tail > 0.5
    assert worth.mean > 3 * worth.q50
    assert found.measures["rare"].tail is None  # a probability is bounded
    assert found.values["a"].tail > 0.5
    text = summary_text(run.path)
    assert text.index(f"median {worth.q50:.2f}") < text.index("(few draws)") < text.index("Few draws:")
    page = render(run.path)
    assert f"<b>median {worth.q50:.2f}</b>; mean" in page
    assert "few draws decide it" in page


def test_mean_of_a_light_tail_is_told_first_and_nothing_is_said_of_draws(tmp_path: Path) -> None:
    run = run_of(STAKE.replace("SPREAD", "0.3"), tmp_path)
    worth = run.summary.readings["as_written"].measures["worth"]
    assert worth.tail < 0.5
    text = summary_text(run.path)
    assert text.index(f"{worth.mean:.2f} ±") < text.index(f"median {worth.q50:.2f}")
    assert "few draws" not in text.lower()
    assert "few draws decide it" not in render(run.path)


@pytest.mark.parametrize(
    ("share", "shown"),
    [(-1e-17, "0 %"), (1 + 1e-12, "100 %"), (-0.0, "0 %"), (1.0, "100 %"), (1e-17, "< 1 %")],
)
def test_share_that_rounding_leads_outside_is_printed_on_its_bound(share: float, shown: str) -> None:
    assert percent(share).replace(NARROW, " ") == shown
