"""Rank correlations are reached by every kind of pair that can have them, and refused by the others."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import special, stats

from standoff.draws import (
    PART,
    Correlation,
    Distribution,
    check_correlations,
    columns,
    no_spans,
    parse_distribution,
    spearman,
    table,
)
from standoff.draws.rank_correlation import attainable, pearson, rank_correlation, score_correlation, steps_of
from standoff.errors import Span, StandoffError

TEXTS: dict[str, object] = {
    "bell": "normal(0, 1)",
    "day": "uniform(2024-05-01, 2024-06-30)",
    "table": {"quantiles": {5: 1, 50: 4, 95: 30}},
    "even": "bernoulli(0.5)",
    "rare": "bernoulli(0.02)",
    "count": "poisson(1.3)",
    "many": "poisson(300)",
    "two": {"mixture": [{"weight": 0.5, "draw": 1}, {"weight": 0.5, "draw": 2}]},
    "mixed": {"mixture": [{"weight": 0.3, "draw": 0}, {"weight": 0.7, "draw": "lognormal(2, 0.5)"}]},
    "smooth": {"mixture": [{"weight": 0.4, "draw": "normal(0, 1)"}, {"weight": 0.6, "draw": "normal(3, 1)"}]},
    "dated": {
        "mixture": [
            {"weight": 0.5, "draw": "2024-05-01"},
            {"weight": 0.5, "draw": "uniform(2024-06-01, 2024-07-30)"},
        ]
    },
}
KNOWN = {name: parse_distribution(text, no_spans, name) for name, text in TEXTS.items()}
PAIRS = [*itertools.combinations(TEXTS, 2), *((name, name) for name in TEXTS)]


def by_points(score: float, one: Distribution, other: Distribution) -> float:
    """The same by a plain grid of normal scores: ranks of what is drawn there."""
    u = (np.arange(250) + 0.5) / 250
    z = special.ndtri(u)
    values = other.quantile(np.concatenate([special.ndtr(score * x + np.sqrt(1 - score**2) * z) for x in z]))
    found = spearman(np.repeat(one.quantile(u), len(u)), values)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bell", "even"),
        ("rare", "day"),
        ("even", "rare"),
        ("count", "two"),
        ("mixed", "count"),
        ("many", "even"),
    ],
)
@pytest.mark.parametrize("score", [-0.7, 0.4])
def test_rank_correlation_is_that_of_a_plain_grid_of_scores(one: str, other: str, score: float) -> None:
    found = rank_correlation(score, KNOWN[one], KNOWN[other])
    assert found == pytest.approx(by_points(score, KNOWN[one], KNOWN[other]), abs=6e-3)
    assert found == pytest.approx(rank_correlation(score, KNOWN[other], KNOWN[one]), abs=1e-9)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_score_correlation_gives_back_what_is_asked_up_to_the_bounds(one: str, other: str) -> None:
    first, second = KNOWN[one], KNOWN[other]
    low, high = attainable(first, second)
    assert -1.0 <= low < 0 < high <= 1.0 + 1e-12
    for rank in (low, 0.6 * low, 0.0, 0.5 * high, 0.999 * high, high):
        score = score_correlation(rank, first, second)
        assert -1.0 <= score <= 1.0
        assert rank_correlation(score, first, second) == pytest.approx(rank, abs=1e-7)
    for rank in (1.01 * high, 1.01 * low):
        if abs(rank) <= 1:
            with pytest.raises(StandoffError, match="S515"):
                score_correlation(rank, first, second)


@pytest.mark.parametrize("name", ["even", "rare", "count", "two", "mixed"])
def test_numbers_of_one_distribution_at_full_correlation_are_equal(name: str) -> None:
    both = {"a": KNOWN[name], "b": KNOWN[name]}
    drawn = columns(both, (Correlation("a", "b", 1.0),), seed=0, part=0)
    np.testing.assert_allclose(drawn["a"], drawn["b"], rtol=1e-12)


@pytest.mark.parametrize(
    ("one", "other", "rank"),
    [
        ("bell", "even", 0.7),
        ("bell", "rare", 0.2),
        ("day", "dated", -0.6),
        ("count", "mixed", 0.8),
        ("even", "two", -0.9),
        ("rare", "even", 0.1),
        ("smooth", "table", 0.95),
    ],
)
def test_drawn_columns_reach_the_rank_correlation_and_keep_their_distributions(
    one: str, other: str, rank: float
) -> None:
    pair = {one: KNOWN[one], other: KNOWN[other]}
    drawn = table(pair, (Correlation(one, other, rank),), seed=3, first=0, n=4 * PART)
    found = spearman(drawn[one], drawn[other])
    assert found == pytest.approx(rank, abs=4.5 / np.sqrt(4 * PART))
    for name, values in drawn.items():
        spread = float(np.std(values)) / np.sqrt(4 * PART)
        assert float(np.mean(values)) == pytest.approx(KNOWN[name].mean, abs=4.5 * spread)


def test_continuous_pairs_are_drawn_as_the_closed_form_has_it() -> None:
    for rank in (-1.0, -0.3, 0.0, 0.6, 1.0):
        assert score_correlation(rank, KNOWN["bell"], KNOWN["day"]) == pearson(rank)
        assert score_correlation(rank, KNOWN["table"], KNOWN["smooth"]) == pearson(rank)


def test_spearman_is_that_of_scipy_with_ties_and_without() -> None:
    rng = np.random.default_rng(1)
    for values in (rng.random(300), rng.integers(0, 3, 300).astype(float)):
        other = values + rng.integers(0, 4, 300)
        assert spearman(values, other) == pytest.approx(stats.spearmanr(values, other).statistic)
    assert spearman(np.ones(5), np.arange(5.0)) is None


def test_rank_beyond_what_a_pair_can_have_is_refused_with_its_place_and_range() -> None:
    span = Span("x.yaml", 3, 5, 9)
    (problem,) = check_correlations([Correlation("bell", "rare", 0.8)], KNOWN, [span])
    assert problem.code == "S515"
    assert problem.span == span
    assert "`bell` and `rare` is 0.8" in problem.what
    assert "from -0.24 to 0.24" in problem.what
    assert check_correlations([Correlation("bell", "rare", 0.24)], KNOWN) == ()


def test_pairs_that_cannot_be_had_together_are_named_with_the_scores_that_they_ask_for() -> None:
    ranks = {("bell", "even"): 0.86, ("even", "day"): 0.86, ("bell", "day"): 0.5}
    pairs = [Correlation(*names, rank) for names, rank in ranks.items()]
    (problem,) = check_correlations(pairs, KNOWN)
    assert problem.code == "S516"
    for pair in pairs:
        assert f"`{pair.a}` and `{pair.b}` ({pair.rank:g} by" in problem.what
    with pytest.raises(StandoffError, match="S516"):
        columns({name: KNOWN[name] for name in ("bell", "even", "day")}, pairs, seed=0, part=0)


def test_steps_of_fine_counts_are_left_out_and_mixed_ones_are_cut() -> None:
    assert steps_of(KNOWN["bell"]) is None
    assert steps_of(parse_distribution("poisson(100000)", no_spans, "x")) is None
    assert steps_of(KNOWN["even"]) == (0.0, 0.5, 1.0)
    mixed = steps_of(KNOWN["mixed"])
    assert mixed is not None
    assert mixed[1] == pytest.approx(0.3)
    assert len(mixed) > 100
