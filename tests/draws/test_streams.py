"""Draws do not depend on chunks or on other parameters; correlations are reached."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from standoff.draws import (
    PART,
    Correlation,
    check_correlations,
    columns,
    derive,
    no_spans,
    parse_distribution,
    table,
    uniforms,
)
from standoff.expressions import Name, Scope, constant, read

PARAMETERS = {
    name: parse_distribution(text, no_spans, name)
    for name, text in {
        "a": "beta(2, 3)",
        "b": "lognormal(8, 0.4)",
        "c": "normal(0, 1)",
        "d": "uniform(2024-05-01, 2024-06-30)",
        "e": {"mixture": [{"weight": 0.5, "draw": 1}, {"weight": 0.5, "draw": 2}]},
        "f": 3,
    }.items()
}
# A run can be repeated only while these stay: a change is a new format of runs.
PINNED = [0.44476903044899363, 0.8322794562014041, 0.4489825119728851, 0.37953475653716506]
PAIRS = (Correlation("a", "b", 0.6), Correlation("c", "b", -0.5), Correlation("a", "c", -0.2))


def test_uniforms_are_uniform_strictly_inside_and_reproducible() -> None:
    u = np.concatenate([uniforms("x", 0, part) for part in range(12)])
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    assert u.min() > 0
    assert u.max() < 1
    assert np.array_equal(u[PART : 2 * PART], uniforms("x", 0, 1))


def test_uniforms_are_pinned_to_known_numbers() -> None:
    found = uniforms("p_firm", 0, 0)[:3].tolist() + uniforms("p_firm", 7, 2)[:1].tolist()
    assert found == PINNED


def test_uniforms_of_other_names_seeds_and_parts_are_unrelated() -> None:
    reference = uniforms("x", 0, 0)
    for other in (uniforms("y", 0, 0), uniforms("x", 1, 0), uniforms("x", 0, 1), uniforms("x", 2**40, 0)):
        assert abs(np.corrcoef(reference, other)[0, 1]) < 4.5 / np.sqrt(PART)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3 * PART), st.integers(0, 2 * PART), st.lists(st.integers(0, 2 * PART), max_size=3))
def test_table_does_not_depend_on_chunks(first: int, n: int, cuts: list[int]) -> None:
    chosen = {name: PARAMETERS[name] for name in ("a", "b", "c")}
    whole = table(chosen, PAIRS, seed=3, first=first, n=n)
    ends = [0, *sorted(min(cut, n) for cut in cuts), n]
    for name in chosen:
        pieces = [
            table(chosen, PAIRS, seed=3, first=first + start, n=stop - start)[name]
            for start, stop in pairwise(ends)
        ]
        assert np.array_equal(whole[name], np.concatenate(pieces))


def test_columns_with_another_parameter_are_unmoved() -> None:
    few = columns({"a": PARAMETERS["a"], "e": PARAMETERS["e"]}, (), seed=0, part=1)
    many = columns(PARAMETERS, (Correlation("b", "c", 0.5),), seed=0, part=1)
    assert np.array_equal(few["a"], many["a"])
    assert np.array_equal(few["e"], many["e"])
    assert list(many) == list(PARAMETERS)


def test_columns_do_not_depend_on_the_order_of_parameters_or_pairs() -> None:
    forward = columns(PARAMETERS, PAIRS, seed=5, part=0)
    swapped = tuple(Correlation(pair.b, pair.a, pair.rank) for pair in reversed(PAIRS))
    backward = columns(dict(reversed(PARAMETERS.items())), swapped, seed=5, part=0)
    for name, values in forward.items():
        assert np.array_equal(values, backward[name])


def test_columns_keep_each_distribution_under_correlation() -> None:
    drawn = table(PARAMETERS, PAIRS, seed=1, first=0, n=5 * PART)
    for name in ("a", "b", "c", "d"):
        assert stats.kstest(drawn[name], PARAMETERS[name].cdf).pvalue > 1e-4
    assert set(drawn["f"].tolist()) == {3.0}
    for name in PARAMETERS:
        spread = float(np.std(drawn[name])) / np.sqrt(5 * PART)
        assert float(np.mean(drawn[name])) == pytest.approx(PARAMETERS[name].mean, abs=4.5 * spread + 1e-12)


def test_columns_reach_the_rank_correlations() -> None:
    drawn = table(PARAMETERS, PAIRS, seed=2, first=0, n=8 * PART)
    for pair in PAIRS:
        found = stats.spearmanr(drawn[pair.a], drawn[pair.b]).statistic
        assert found == pytest.approx(pair.rank, abs=4.5 / np.sqrt(8 * PART))
    assert abs(stats.spearmanr(drawn["a"], drawn["d"]).statistic) < 4.5 / np.sqrt(8 * PART)


@pytest.mark.parametrize("rank", [1.0, -1.0])
def test_columns_at_full_rank_correlation_move_together(rank: float) -> None:
    drawn = columns(PARAMETERS, (Correlation("a", "b", rank),), seed=0, part=0)
    assert stats.spearmanr(drawn["a"], drawn["b"]).statistic == pytest.approx(rank, abs=1e-9)


def test_columns_of_a_wrong_seed_or_a_missing_parameter_are_refused() -> None:
    with pytest.raises(ValueError, match="seed"):
        columns(PARAMETERS, (), seed=-1, part=0)
    with pytest.raises(ValueError, match="z"):
        columns(PARAMETERS, (Correlation("a", "z", 0.5),), seed=0, part=0)
    with pytest.raises(ValueError, match="first"):
        table(PARAMETERS, (), seed=0, first=-1, n=1)


def test_derive_evaluates_in_order() -> None:
    scope = Scope({name: Name("parameter") for name in ("a", "g", "h")})
    derived = {"g": read("2 * a", scope), "h": read("g + 1", scope)}
    drawn = {"a": np.array([1.0, 2.0])}
    assert derive(drawn, derived)["h"].tolist() == [3.0, 5.0]
    assert list(drawn) == ["a"]
    assert derive({}, {"k": constant(2.0)}, n_draws=2)["k"].tolist() == [2.0, 2.0]
    with pytest.raises(ValueError, match="n_draws"):
        derive({}, {"k": constant(2.0)})


@pytest.mark.parametrize(
    ("pairs", "codes"),
    [
        (PAIRS, []),
        ((Correlation("a", "zz", 0.5),), ["S510"]),
        ((Correlation("a", "e", 0.5),), []),
        ((Correlation("a", "e", 0.95),), ["S515"]),
        ((Correlation("a", "f", 0.5), Correlation("derived", "b", 0.5)), ["S511", "S511"]),
        ((Correlation("a", "b", 1.5),), ["S512"]),
        ((Correlation("a", "b", float("nan")),), ["S512"]),
        ((Correlation("a", "b", 0.9), Correlation("b", "c", 0.9), Correlation("a", "c", -0.9)), ["S513"]),
        ((Correlation("a", "b", 0.9), Correlation("b", "c", 0.9), Correlation("a", "c", 0.625)), ["S516"]),
        ((Correlation("a", "a", 0.5),), ["S514"]),
        ((Correlation("a", "b", 0.5), Correlation("b", "a", 0.5)), ["S514"]),
    ],
)
def test_check_correlations_finds_what_is_wrong(pairs: tuple[Correlation, ...], codes: list[str]) -> None:
    problems = check_correlations(pairs, {**PARAMETERS, "derived": None})
    assert [problem.code for problem in problems] == codes
